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
	"vigia/internal/source"
	"vigia/internal/watch"
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
	pipeline *pipeline.Pipeline // nil beside a program that works
	outlets  *source.Registry
	key      ed25519.PrivateKey
	signs    bool // the log of captures
}

// furnish changes how a house is wired: the sample newsroom does.
type furnish struct {
	clock    vigia.Clock
	hosts    func(host string) (netip.AddrPort, bool)
	monitor  func(*monitor.Monitor) error
	eager    bool    // many days pass in a minute
	budget   float64 // polls an hour, 0: as usual
	collects bool    // the sources will be polled
}

// open wires a house that works. Close it.
func (a *app) open(ctx context.Context, f furnish) (*house, error) {
	h := &house{lg: a.logger(), config: a.config}
	var err error
	if h.monitor, err = loadMonitor(a.config.Monitor); err != nil {
		return nil, err
	}
	if h.d, err = db.Open(ctx, a.config.Database, db.Work); err != nil {
		return nil, err
	}
	if err := h.furnish(ctx, f); err != nil {
		h.close()
		return nil, err
	}
	return h, nil
}

func (h *house) furnish(ctx context.Context, f furnish) (err error) {
	if f, err = h.orSample(ctx, f); err != nil {
		return err
	}
	if h.clock = f.clock; h.clock == nil {
		h.clock = vigia.SystemClock{}
	}
	if f.monitor != nil {
		if err := f.monitor(h.monitor); err != nil {
			return err
		}
	}
	h.d.SetNow(h.clock.Now)
	if h.evidence, err = evidence.New(h.lg, h.d, h.config.evidence(), h.clock); err != nil {
		return err
	}
	if err := h.useStore(); err != nil {
		return err
	}
	if err := h.sign(ctx); err != nil {
		return err
	}
	if h.search, err = search.New(ctx, h.d); err != nil {
		return err
	}
	if h.key, err = publish.LoadKey(h.config.keyFile()); err != nil {
		return err
	}
	o := fetch.Options{UserAgent: h.config.userAgent(), Clock: h.clock, Hosts: f.hosts}
	if f.hosts == nil { // to the sample press, which is of this machine, a restart is no burden
		o.Memory = pipeline.Manners(h.d)
	}
	h.fetch = fetch.New(h.lg, o)
	if f.budget == 0 {
		if f.budget, err = h.config.budget(); err != nil {
			return err
		}
	}
	looks, err := watch.ParseSchedule(h.config.Looks)
	if err != nil {
		return err
	}
	days, err := h.config.days()
	if err != nil {
		return err
	}
	hubs, err := h.config.callback()
	if err != nil {
		return err
	}
	boxes, err := h.config.mailboxes()
	if err != nil {
		return err
	}
	h.pipeline, err = pipeline.New(ctx, h.lg, pipeline.Parts{DB: h.d, Monitor: h.monitor, Fetch: h.fetch,
		Evidence: h.evidence, Search: h.search, Clock: h.clock, Eager: f.eager, Budget: f.budget, Looks: looks, PollsKept: days, Callback: hubs, Mailboxes: boxes})
	if err == nil {
		h.outlets = h.pipeline.Registry()
	}
	return err
}

// reading opens a house to read in it. While another program works there, it
// is opened beside that one and cannot write.
func (a *app) reading(ctx context.Context, f func(*house) error) error {
	h, err := a.open(ctx, furnish{})
	if errors.Is(err, vigia.ErrConflict) {
		h, err = a.beside(ctx)
	}
	if err != nil {
		return err
	}
	defer h.close()
	return f(h)
}

func (a *app) beside(ctx context.Context) (*house, error) {
	h := &house{lg: a.logger(), config: a.config, clock: vigia.SystemClock{}}
	var err error
	if h.monitor, err = loadMonitor(a.config.Monitor); err != nil {
		return nil, err
	}
	if h.d, err = a.look(ctx); err != nil {
		return nil, err
	}
	if h.outlets, err = source.LoadRegistry(ctx, h.d); err == nil {
		h.evidence, err = evidence.New(h.lg, h.d, h.config.evidence(), h.clock)
	}
	if err == nil {
		err = h.useStore()
	}
	if err != nil {
		h.close()
		return nil, err
	}
	return h, nil
}

func (h *house) close() {
	if h.fetch != nil {
		h.fetch.Close()
	}
	if h.evidence != nil {
		h.attest(context.Background())
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
	o := publish.Options{BaseURL: h.config.BaseURL, Key: h.key}
	if h.signs {
		c, err := h.evidence.Checkpoint(ctx, h.d)
		k, bad := h.evidence.PublicKey()
		if err = errors.Join(err, bad); err != nil {
			h.lg.Error("the site keeps an older checkpoint of the captures", "err", err)
		} else {
			o.Checkpoint, o.LogKey = c.Note, []byte(k.String()+"\n")
		}
	}
	return publish.Publish(ctx, h.lg, h.d, h.evidence, h.monitor, h.outlets, by, e.ID, h.config.Site, o)
}

// preview renders an edition as it would be published, beside the site.
func (h *house) preview(ctx context.Context, id string) (fs.FS, error) {
	e, err := edition.Get(ctx, h.d, id)
	if err != nil {
		return nil, err
	}
	doc, err := edition.Assemble(ctx, h.d, h.monitor, h.outlets, e)
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
		return nil, &vigia.Problem{Kind: vigia.ErrNotFound, What: fmt.Sprintf("there is no monitor in %s", dir),
			Remedy: "run 'vigia init' first, or give the data folder with --data"}
	}
	m, fs, err := monitor.Load(dir)
	if err != nil {
		return nil, err
	}
	if faults := blocking(fs); len(faults) > 0 {
		what := fmt.Sprintf("the monitor in %s has a fault: %s: %s", dir, faults[0].Path, faults[0].Message)
		if len(faults) > 1 {
			what = fmt.Sprintf("the monitor in %s has %d faults, the first is %s: %s", dir, len(faults), faults[0].Path, faults[0].Message)
		}
		return nil, &vigia.Problem{Kind: vigia.ErrInvalid, What: what, Remedy: "'vigia monitor lint " + dir + "' shows what to do"}
	}
	return m, nil
}

func blocking(fs []vigia.Finding) (faults []vigia.Finding) {
	for _, f := range fs {
		if f.Severity == vigia.Block {
			faults = append(faults, f)
		}
	}
	return faults
}
