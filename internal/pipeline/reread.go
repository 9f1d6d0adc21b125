package pipeline

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"iter"
	"time"

	"golang.org/x/sync/errgroup"

	"vigia"
	"vigia/internal/article"
	"vigia/internal/db"
	"vigia/internal/evidence"
)

// RereadFilter says which captures are read again.
type RereadFilter struct {
	Outlet       string
	Since, Until time.Time // by the report's day: Since included, Until not
	All          bool      // also those that the present reader has read
	Dry          bool      // only tell what would change
}

// The outcomes of reading a capture again.
const (
	Same      Outcome = "same"
	Changed   Outcome = "changed"
	Waits     Outcome = "waits"     // an editor is asked
	Answered  Outcome = "answered"  // an editor has refused just this reading
	Arrived   Outcome = "arrived"   // what was no report is one now
	StillNone Outcome = "no report" // still
	Lost      Outcome = "lost"      // the present reader finds no report any more: the old reading stands
	GivenText Outcome = "text"      // it came as a text: there is no page to read
	Damaged   Outcome = "damaged"   // the evidence cannot be read
)

// Rereading is what became of one capture that was read again.
type Rereading struct {
	Report  string           `json:"report"`
	Capture string           `json:"capture"`
	Outlet  string           `json:"outlet"`
	Title   string           `json:"title"`
	Outcome Outcome          `json:"outcome"`
	From    string           `json:"from,omitempty"` // versions of the reader
	To      string           `json:"to,omitempty"`
	Why     string           `json:"why,omitempty"` // what a report that waits is held by
	Changes []article.Change `json:"changes,omitempty"`
	Reason  string           `json:"reason,omitempty"`
	Remedy  string           `json:"remedy,omitempty"`
}

// rereadBatch is how many captures share a transaction, and rereaders how many
// are read at once.
const (
	rereadBatch = 24
	rereaders   = 4
)

// Reread reads captures again with the present reader and yields what became
// of each. A report that nobody has decided on and nothing cites changes at
// once, and is placed, labelled and indexed as if it had just arrived; any
// other one waits for an editor. Captures that gave no report are tried again.
// It goes in small transactions and may end anywhere: the same call goes on,
// and one that has nothing left to do changes nothing.
func (p *Pipeline) Reread(ctx context.Context, f RereadFilter) iter.Seq2[Rereading, error] {
	return func(yield func(Rereading, error) bool) {
		walks, err := p.walks(ctx, f)
		if err != nil {
			yield(Rereading{}, err)
			return
		}
		for _, next := range walks {
			for after, more := "", true; more; {
				as, err := next(after)
				if err == nil && len(as) > 0 {
					after = as[len(as)-1].cursor
					err = p.rereadSome(ctx, f, as)
				}
				if err != nil {
					yield(Rereading{}, err)
					return
				}
				for _, a := range as {
					if a.Outcome != "" && !yield(a.Rereading, nil) {
						return
					}
				}
				more = len(as) > 0
			}
		}
	}
}

// stretch gives the next captures to read again, after the one of a cursor.
type stretch func(after string) ([]second, error)

// walks are the ways through what is to be read again: one for each older
// version of the reader, so that the next reports are found at once however
// many there are, and one for the captures that gave no report.
func (p *Pipeline) walks(ctx context.Context, f RereadFilter) ([]stretch, error) {
	versions := []string{""}
	if !f.All {
		var err error
		if versions, err = p.next(ctx, `SELECT DISTINCT version FROM reports WHERE version <> ? ORDER BY version`, []any{article.Version}); err != nil {
			return nil, err
		}
	}
	var all []stretch
	for _, v := range versions {
		all = append(all, func(after string) ([]second, error) { return p.oldReports(ctx, f, v, after) })
	}
	return append(all, func(after string) ([]second, error) { return p.oldMisreads(ctx, f, after) }), nil
}

// RereadTotal is how many captures Reread will look at.
func (p *Pipeline) RereadTotal(ctx context.Context, f RereadFilter) (n int, err error) {
	reports, args := oldReportsFrom(f, "")
	misreads, more := oldMisreadsFrom(f)
	err = p.DB.QueryRow(ctx, `SELECT (SELECT COUNT(*)`+reports+`) + (SELECT COUNT(*)`+misreads+`)`, append(args, more...)...).Scan(&n)
	if err != nil {
		return 0, fmt.Errorf("captures to read again: %w", err)
	}
	return n, nil
}

// second is a capture on its way through a second reading.
type second struct {
	Rereading
	cursor  string
	capture evidence.Capture
	was     article.Stored // its ID is "" where there was no report
	now     article.Stored
	judged
	misread error
}

// oldReportsFrom chooses reports of an older version of the reader, "" for any.
func oldReportsFrom(f RereadFilter, version string) (string, []any) {
	q, args := ` FROM reports r WHERE r.version <> ?`, []any{article.Version}
	switch {
	case f.All:
		q, args = ` FROM reports r WHERE 1 = 1`, nil
	case version != "":
		q, args = ` FROM reports r WHERE r.version = ?`, []any{version}
	}
	if !f.All {
		q += ` AND NOT EXISTS (SELECT 1 FROM rereads x WHERE x.report = r.id AND x.to_version = ? AND x.state = 'refused')`
		args = append(args, article.Version)
	}
	if f.Outlet != "" {
		q, args = q+` AND r.outlet = ?`, append(args, f.Outlet)
	}
	q, args = within(q, args, "r.day_at", f)
	return q, args
}

func oldMisreadsFrom(f RereadFilter) (string, []any) {
	q := ` FROM misreads m JOIN captures c ON c.id = m.capture WHERE NOT EXISTS (SELECT 1 FROM reports r WHERE r.capture = m.capture)`
	var args []any
	if !f.All {
		q, args = q+` AND m.version <> ?`, append(args, article.Version)
	}
	return within(q, args, "c.at", f)
}

func within(q string, args []any, column string, f RereadFilter) (string, []any) {
	if !f.Since.IsZero() {
		q, args = q+` AND `+column+` >= ?`, append(args, db.Micros(f.Since))
	}
	if !f.Until.IsZero() {
		q, args = q+` AND `+column+` < ?`, append(args, db.Micros(f.Until))
	}
	return q, args
}

// oldReports gives the next reports to read again.
func (p *Pipeline) oldReports(ctx context.Context, f RereadFilter, version, after string) ([]second, error) {
	where, args := oldReportsFrom(f, version)
	ids, err := p.next(ctx, `SELECT r.id`+where+` AND r.id > ? ORDER BY r.id LIMIT ?`, append(args, after, rereadBatch))
	if err != nil || len(ids) == 0 {
		return nil, err
	}
	reports, err := article.ByIDs(ctx, p.DB, ids)
	if err != nil {
		return nil, err
	}
	var captures []string
	for _, id := range ids {
		captures = append(captures, reports[id].Capture)
	}
	cs, err := evidence.ByIDs(ctx, p.DB, captures)
	if err != nil {
		return nil, err
	}
	var out []second
	for _, id := range ids {
		s := reports[id]
		out = append(out, second{cursor: id, capture: cs[s.Capture], was: s, Rereading: Rereading{Report: id, Capture: s.Capture,
			Outlet: s.Outlet, Title: s.Title, From: s.Version, To: article.Version}})
	}
	return out, nil
}

// oldMisreads gives the next captures that gave no report. Those of other
// outlets than the one asked for have no outcome.
func (p *Pipeline) oldMisreads(ctx context.Context, f RereadFilter, after string) ([]second, error) {
	where, args := oldMisreadsFrom(f)
	ids, err := p.next(ctx, `SELECT m.capture`+where+` AND m.capture > ? ORDER BY m.capture LIMIT ?`, append(args, after, rereadBatch))
	if err != nil || len(ids) == 0 {
		return nil, err
	}
	cs, err := evidence.ByIDs(ctx, p.DB, ids)
	if err != nil {
		return nil, err
	}
	var out []second
	for _, id := range ids {
		c := cs[id]
		outlet, _ := p.registry.ByHost(hostOf(c.FinalURL))
		out = append(out, second{cursor: id, capture: c, Rereading: Rereading{Capture: id, Outlet: outlet, Title: c.FinalURL, To: article.Version}})
	}
	return out, nil
}

func (p *Pipeline) next(ctx context.Context, q string, args []any) ([]string, error) {
	rows, err := p.DB.Query(ctx, q, args...)
	ids, err := db.Collect(rows, err, func(r *db.Rows) (id string, err error) { return id, r.Scan(&id) })
	if err != nil {
		return nil, fmt.Errorf("captures to read again: %w", err)
	}
	return ids, nil
}

// rereadSome reads a batch, and writes what came of it in one transaction.
func (p *Pipeline) rereadSome(ctx context.Context, f RereadFilter, as []second) error {
	g, gctx := errgroup.WithContext(ctx)
	g.SetLimit(rereaders)
	for i := range as {
		if as[i].was.ID == "" && f.Outlet != "" && as[i].Outlet != f.Outlet {
			continue
		}
		g.Go(func() error { return p.readAgain(gctx, &as[i]) })
	}
	if err := g.Wait(); err != nil {
		return err
	}
	if f.Dry {
		return p.foresee(ctx, as)
	}
	return p.DB.InTx(ctx, func(tx *db.Tx) error {
		if err := tx.Serial("place"); err != nil {
			return err
		}
		for i := range as {
			if err := p.settleAgain(tx, &as[i]); err != nil {
				return fmt.Errorf("capture %s again: %w", as[i].Capture, err)
			}
		}
		return nil
	})
}

// readAgain does the slow part: evidence, reading, labels. What the capture
// itself stands in the way of is an outcome, not an error.
func (p *Pipeline) readAgain(ctx context.Context, a *second) error {
	if a.capture.ID == "" || a.was.Part != "" {
		a.Outcome = GivenText
		return nil
	}
	page, err := p.Evidence.Open(ctx, a.capture)
	var told *vigia.Problem
	switch {
	case ctx.Err() != nil:
		return ctx.Err()
	case errors.As(err, &told):
		a.Outcome, a.Reason, a.Remedy = Damaged, told.What, told.Remedy
		return nil
	case err != nil:
		return err
	}
	if a.capture.Given() && bytes.HasPrefix(bytes.TrimLeft(page.Body, " \t\r\n"), []byte("{")) {
		a.Outcome = GivenText
		return nil
	}
	a.now, err = p.reading(ctx, a.capture, page)
	var unreadable *unreadable
	if errors.As(err, &unreadable) {
		a.misread = unreadable.error
		a.Outcome, a.Reason = StillNone, firstLine(a.misread)
		if errors.As(a.misread, &told) {
			a.Reason, a.Remedy = told.What, told.Remedy
		}
		if a.was.ID != "" {
			a.Outcome = Lost
		}
		return nil
	}
	if err != nil {
		return err
	}
	a.compare(p)
	book, err := p.people.load(ctx, p.DB)
	if err != nil {
		return err
	}
	a.judged = p.judge(a.now, book)
	return nil
}

// compare makes the new reading one of the same report, and tells the
// differences. What the registry says of an outlet is not read in a page: it
// stays, unless the page's own address was all that was known.
func (a *second) compare(p *Pipeline) {
	if a.was.ID == "" {
		a.Outcome, a.Title, a.Outlet = Arrived, cmp.Or(a.now.Title, a.Title), a.now.Outlet
		return
	}
	a.now.ID, a.now.Key, a.now.ArrivedAt, a.now.Stage = a.was.ID, a.was.Key, a.was.ArrivedAt, a.was.Stage
	if a.capture.URL != "" {
		a.now.URL = a.was.URL
	}
	if a.now.URL == a.was.URL {
		a.now.Outlet, a.now.Kind = a.was.Outlet, a.was.Kind
	}
	a.Changes = article.Diff(a.was, a.now)
	if a.Outcome = Same; len(a.Changes) > 0 {
		a.Outcome = Changed
	}
}
