package main

import (
	"context"
	"crypto/ed25519"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"net/netip"
	"os"

	"vigia"
	"vigia/internal/db"
	"vigia/internal/desk"
	"vigia/internal/edition"
	"vigia/internal/evidence"
	"vigia/internal/fetch"
	"vigia/internal/monitor"
	"vigia/internal/pipeline"
	"vigia/internal/publish"
	"vigia/internal/search"
)

// house is everything wired together.
type house struct {
	lg       *slog.Logger
	config   config
	clock    vigia.Clock
	d        *db.DB
	monitor  *monitor.Monitor
	evidence *evidence.Store
	search   *search.Index
	fetch    *fetch.Client
	pipeline *pipeline.Pipeline
	key      ed25519.PrivateKey
}

// furnish changes how a house is wired: the sample newsroom does.
type furnish struct {
	clock   vigia.Clock
	hosts   func(host string) (netip.AddrPort, bool)
	monitor func(*monitor.Monitor) error
}

// open wires a house that works. Close it.
func (a *app) open(ctx context.Context, f furnish) (*house, error) {
	h := &house{lg: a.logger(), config: a.config, clock: f.clock}
	if h.clock == nil {
		h.clock = vigia.SystemClock{}
	}
	var err error
	if h.monitor, err = loadMonitor(a.config.Monitor); err != nil {
		return nil, err
	}
	if f.monitor != nil {
		if err := f.monitor(h.monitor); err != nil {
			return nil, err
		}
	}
	if h.d, err = db.Open(ctx, a.config.Database, db.Work); err != nil {
		return nil, err
	}
	h.d.SetNow(h.clock.Now)
	if err := h.wire(ctx, f); err != nil {
		h.close()
		return nil, err
	}
	return h, nil
}

func (h *house) wire(ctx context.Context, f furnish) (err error) {
	if h.evidence, err = evidence.New(h.lg, h.d, h.config.evidence(), h.clock); err != nil {
		return err
	}
	if h.search, err = search.New(ctx, h.d); err != nil {
		return err
	}
	if h.key, err = publish.LoadKey(h.config.keyFile()); err != nil {
		return err
	}
	agent := h.config.Agent
	if h.config.Contact != "" {
		agent += " (+" + h.config.Contact + ")"
	}
	h.fetch = fetch.New(h.lg, fetch.Options{UserAgent: agent, Clock: h.clock, Hosts: f.hosts})
	h.pipeline, err = pipeline.New(ctx, h.lg, pipeline.Parts{DB: h.d, Monitor: h.monitor, Fetch: h.fetch,
		Evidence: h.evidence, Search: h.search, Clock: h.clock})
	return err
}

func (h *house) close() {
	if h.fetch != nil {
		h.fetch.Close()
	}
	if h.evidence != nil {
		if err := h.evidence.Close(); err != nil {
			h.lg.Error("closing the evidence", "err", err)
		}
	}
	if err := h.d.Close(); err != nil {
		h.lg.Error("closing the database", "err", err)
	}
}

// publish puts an approved edition on the site.
func (h *house) publish(ctx context.Context, by desk.Person, e edition.Edition) (publish.Publication, error) {
	return publish.Publish(ctx, h.lg, h.d, h.evidence, h.monitor, h.pipeline.Registry(), by, e.ID, h.config.Site,
		publish.Options{BaseURL: h.config.BaseURL, Key: h.key})
}

// preview renders an edition as it would be published, beside the site.
func (h *house) preview(ctx context.Context, id string) (fs.FS, error) {
	e, err := edition.Get(ctx, h.d, id)
	if err != nil {
		return nil, err
	}
	doc, err := edition.Assemble(ctx, h.d, h.monitor, h.pipeline.Registry(), e)
	if err != nil {
		return nil, err
	}
	dir := h.config.preview()
	if err := publish.Preview(doc, h.monitor, dir); err != nil {
		return nil, fmt.Errorf("preview: %w", err)
	}
	return os.DirFS(dir), nil
}

// look opens the database beside a program that works.
func (a *app) look(ctx context.Context) (*db.DB, error) {
	return db.Open(ctx, a.config.Database, db.Look)
}

// loadMonitor loads a monitor that has no faults.
func loadMonitor(dir string) (*monitor.Monitor, error) {
	if _, err := os.Stat(dir); errors.Is(err, fs.ErrNotExist) {
		return nil, &vigia.Problem{Kind: vigia.ErrNotFound, What: fmt.Sprintf("there is no monitor in %s", dir), Remedy: "run 'vigia init' first, or name its folder in config.yaml"}
	}
	m, fs, err := monitor.Load(dir)
	if err != nil {
		return nil, err
	}
	if vigia.Blocking(fs) {
		var first string
		n := 0
		for _, f := range fs {
			if f.Severity == vigia.Block {
				if n++; n == 1 {
					first = f.Path + ": " + f.Message
				}
			}
		}
		return nil, &vigia.Problem{Kind: vigia.ErrInvalid, What: fmt.Sprintf("the monitor in %s has %d faults, the first is %s", dir, n, first),
			Remedy: "'vigia monitor lint " + dir + "' shows them all"}
	}
	return m, nil
}
