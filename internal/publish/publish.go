package publish

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"vigia"
	"vigia/internal/db"
	"vigia/internal/desk"
	"vigia/internal/edition"
	"vigia/internal/evidence"
	"vigia/internal/monitor"
	"vigia/internal/proof"
	"vigia/internal/source"
)

// Publication is an edition that went out.
type Publication struct {
	ID       string
	Edition  string // id
	Number   int
	At       time.Time
	By       string
	Revision int64
	Manifest string // SHA-256 of manifest.json
	Files    int
}

// Publish takes an approved edition to the site in dir. It runs the searches
// and the gate again, renders, verifies, swaps, and only then closes the
// edition. Cut short anywhere, it may run again.
//
// Published editions that the folder lacks are rendered again, and must come
// out as they were.
func Publish(ctx context.Context, lg *slog.Logger, d *db.DB, ev *evidence.Store, m *monitor.Monitor, reg *source.Registry,
	by desk.Person, id, dir string, o Options) (Publication, error) {
	if err := by.Must(desk.Publish); err != nil {
		return Publication{}, err
	}
	o.Monitor = m
	p := publisher{db: d, evidence: ev, registry: reg, by: by, options: o, dir: dir}
	e, err := edition.Get(ctx, d, id)
	if err != nil {
		return Publication{}, err
	}
	out, err := p.publish(ctx, e)
	if err != nil {
		return Publication{}, fmt.Errorf("publish edition %d: %w", e.Number, err)
	}
	lg.Info("edition published", "number", out.Number, "files", out.Files, "manifest", out.Manifest)
	return out, nil
}

// Verify recounts a published site from its files alone.
func Verify(dir string) (proof.Result, error) { return proof.Verify(dir) }

// publisher is one run of Publish.
type publisher struct {
	db       *db.DB
	evidence *evidence.Store
	registry *source.Registry
	by       desk.Person
	options  Options
	dir      string
}

func (p publisher) publish(ctx context.Context, e edition.Edition) (Publication, error) {
	l, err := loadLive(p.dir)
	if err != nil {
		return Publication{}, err
	}
	was, there := l.manifests[e.Number]
	switch {
	case there && was.Edition.ID == e.ID && was.Edition.Revision == e.Revision:
		e.PublishedAt = was.Edition.PublishedAt // an earlier run came as far as the swap
	case e.Status != edition.Published:
		if err := p.gate(ctx, e); err != nil {
			return Publication{}, err
		}
		if e.PublishedAt, err = p.now(ctx); err != nil {
			return Publication{}, err
		}
	}
	docs, err := p.documents(ctx, e, l)
	if err != nil {
		return Publication{}, err
	}
	known, err := p.known(ctx)
	if err != nil {
		return Publication{}, err
	}
	issued, err := site(docs, p.open(ctx), p.dir, p.options, known)
	if err != nil {
		return Publication{}, err
	}
	return p.close(ctx, e, issued)
}

// gate lets only an approved edition through, judged as of now.
func (p publisher) gate(ctx context.Context, e edition.Edition) error {
	if e.Status != edition.Approved {
		return &vigia.Problem{Kind: vigia.ErrConflict, What: "it is not approved", Remedy: "submit it and have another editor approve it"}
	}
	if err := edition.Refresh(ctx, p.db, p.options.Monitor, p.registry, p.by, e.ID); err != nil {
		return err
	}
	g, err := edition.Check(ctx, p.db, p.options.Monitor, p.registry, e)
	if err != nil {
		return err
	}
	if vigia.Blocking(g.Findings) {
		return problemOf("the gate is closed", g.Findings, "settle what the list of findings names, then submit it again")
	}
	return nil
}

// now is the database's clock, in which the edition's other dates are kept.
func (p publisher) now(ctx context.Context) (at time.Time, err error) {
	err = p.db.InTx(ctx, func(tx *db.Tx) error {
		at = tx.Now.UTC().Truncate(time.Microsecond)
		return nil
	})
	return at, err
}

// documents are the edition and those published ones that the folder lacks.
func (p publisher) documents(ctx context.Context, e edition.Edition, l live) ([]edition.Document, error) {
	all, err := edition.List(ctx, p.db)
	if err != nil {
		return nil, err
	}
	want := []edition.Edition{e}
	for _, other := range all {
		if _, there := l.manifests[other.Number]; other.Status == edition.Published && !there && other.ID != e.ID {
			want = append(want, other)
		}
	}
	var docs []edition.Document
	for _, e := range want {
		doc, err := edition.Assemble(ctx, p.db, p.options.Monitor, p.registry, e)
		if err != nil {
			return nil, err
		}
		docs = append(docs, doc)
	}
	return docs, nil
}

func (p publisher) open(ctx context.Context) Opener {
	return func(id string) ([]byte, error) {
		c, err := evidence.Get(ctx, p.db, id)
		if err != nil {
			return nil, err
		}
		return p.evidence.Record(c)
	}
}

const knownSQL = `SELECT e.number, p.manifest FROM publications p JOIN editions e ON e.id = p.edition`

// known are the manifests that went out, by the number of their edition.
func (p publisher) known(ctx context.Context) (map[int]string, error) {
	out := map[int]string{}
	rows, err := p.db.Query(ctx, knownSQL)
	_, err = db.Collect(rows, err, func(r *db.Rows) (n int, err error) {
		var manifest string
		err = r.Scan(&n, &manifest)
		out[n] = manifest
		return n, err
	})
	if err != nil {
		return nil, fmt.Errorf("publications: %w", err)
	}
	return out, nil
}

const (
	publicationSQL = `SELECT id, edition, at, by, revision, manifest, files FROM publications WHERE edition = ?`
	insertSQL      = `INSERT INTO publications (id, edition, at, by, revision, manifest, files) VALUES (?, ?, ?, ?, ?, ?, ?)`
)

// close records the publication and closes the edition, once.
func (p publisher) close(ctx context.Context, e edition.Edition, issued []Issued) (out Publication, err error) {
	err = p.db.InTx(ctx, func(tx *db.Tx) error {
		var at int64
		err := tx.QueryRow(ctx, publicationSQL, e.ID).Scan(&out.ID, &out.Edition, &at, &out.By, &out.Revision, &out.Manifest, &out.Files)
		out.Number, out.At = e.Number, db.Time(at)
		if !errors.Is(err, vigia.ErrNotFound) {
			return err
		}
		for _, is := range issued {
			if is.Edition == e.ID {
				out = Publication{vigia.NewID("pub", tx.Now), e.ID, e.Number, e.PublishedAt, p.by.ID, is.Revision, is.Manifest, is.Files}
			}
		}
		if e.Status != edition.Published {
			if err := edition.MarkPublished(tx, p.by, e); err != nil {
				return err
			}
		}
		_, err = tx.Exec(insertSQL, out.ID, out.Edition, db.Micros(out.At), out.By, out.Revision, out.Manifest, out.Files)
		return err
	})
	return out, err
}
