package pipeline

import (
	"context"
	"errors"
	"fmt"
	"runtime/debug"

	"vigia"
	"vigia/internal/article"
	"vigia/internal/db"
	"vigia/internal/entity"
	"vigia/internal/search"
)

// Reports that were read wait in the table of reports, by their stage. They
// are placed and labelled in batches, in the order of their days: whichever
// page was read first, the stories come out the same.

// settleBatch is how many reports share a transaction; at some milliseconds
// each, nobody who writes waits long for it.
const settleBatch = 32

// Settle places and labels all reports that were read.
func (p *Pipeline) Settle(ctx context.Context) error {
	p.settling.Lock()
	defer p.settling.Unlock()
	if rs, err := p.unsettled(ctx); err != nil || len(rs) == 0 {
		return err
	}
	return p.DB.Alone(ctx, "vigia settle", func(ctx context.Context) error {
		for {
			rs, err := p.unsettled(ctx)
			if err != nil || len(rs) == 0 {
				return err
			}
			if err := p.settleSome(ctx, rs); err != nil {
				return fmt.Errorf("settle reports: %w", err)
			}
		}
	})
}

const unsettledSQL = `SELECT id FROM reports WHERE stage <> 'labelled' ORDER BY day_at, key LIMIT ?`

// unsettled loads the next reports.
func (p *Pipeline) unsettled(ctx context.Context) ([]article.Stored, error) {
	rows, err := p.DB.Query(ctx, unsettledSQL, settleBatch+len(p.stuck))
	ids, err := db.Collect(rows, err, func(r *db.Rows) (id string, err error) { return id, r.Scan(&id) })
	if err != nil || len(ids) == 0 {
		return nil, err
	}
	byID, err := article.ByIDs(ctx, p.DB, ids)
	if err != nil {
		return nil, err
	}
	var rs []article.Stored
	for _, id := range ids {
		if s, ok := byID[id]; ok && !p.stuck[id] {
			rs = append(rs, s)
		}
	}
	return rs, nil
}

// settleSome settles a batch, together or, if that fails, one by one. A report
// that fails is left aside until the next start, and shown as trouble.
func (p *Pipeline) settleSome(ctx context.Context, rs []article.Stored) error {
	err := p.together(ctx, rs)
	switch {
	case err == nil:
		return nil
	case ctx.Err() != nil, errors.Is(err, db.ErrFull):
		return err
	case len(rs) > 1:
		for _, r := range rs {
			if err := p.settleSome(ctx, []article.Stored{r}); err != nil {
				return err
			}
		}
		return nil
	}
	p.lg.Error("report not settled", "report", rs[0].ID, "url", rs[0].URL, "err", err)
	p.stuck[rs[0].ID] = true
	return p.DB.InTx(ctx, func(tx *db.Tx) error {
		return misread(tx, rs[0].Capture, fmt.Errorf("report %s cannot be placed or labelled: %w", rs[0].ID, err))
	})
}

// together settles a batch in one transaction. A panic is an error of the
// batch.
func (p *Pipeline) together(ctx context.Context, rs []article.Stored) (err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("the program failed: %v\n%s", r, debug.Stack())
		}
	}()
	book, err := p.people.load(ctx, p.DB)
	if err != nil {
		return err
	}
	js := make([]judged, len(rs))
	for i, r := range rs {
		js[i] = p.judge(r, book) // the slow part needs no transaction
	}
	return p.DB.InTx(ctx, func(tx *db.Tx) error {
		if err := tx.Serial("place"); err != nil {
			return err
		}
		for i, r := range rs {
			if err := p.place(tx, r, js[i]); err != nil {
				return err
			}
		}
		return nil
	})
}

// accept brings a report into the corpus at once: put, placed, labelled and
// indexed in the caller's transaction. A report whose address is there already
// changes nothing.
func (p *Pipeline) accept(tx *db.Tx, s article.Stored) (fresh bool, err error) {
	if err := tx.Serial("place"); err != nil {
		return false, err
	}
	if s, fresh, err = article.Put(tx, s); err != nil {
		return false, fmt.Errorf("report %s: %w", s.URL, err)
	}
	if !fresh && s.Stage == article.Labelled {
		return false, nil
	}
	book, err := p.people.load(tx.Context(), tx)
	if err != nil {
		return false, err
	}
	return fresh, p.place(tx, s, p.judge(s, book))
}

// judged is what the machine says of a report.
type judged struct {
	labels   []vigia.Label
	mentions entity.Linked
}

func (p *Pipeline) judge(s article.Stored, book *entity.Book) judged {
	return judged{p.labels.Label(p.doc(s)), p.link(s, book)}
}

// place finds a report's origin and story, labels it and makes it findable.
// With that it has arrived at the desk.
func (p *Pipeline) place(tx *db.Tx, s article.Stored, j judged) error {
	if _, err := p.placer.Place(tx, s); err != nil {
		return fmt.Errorf("place report %s: %w", s.ID, err)
	}
	if err := p.labels.Put(tx, s.ID, j.labels); err != nil {
		return fmt.Errorf("label report %s: %w", s.ID, err)
	}
	if _, err := entity.PutMentions(tx, j.mentions); err != nil {
		return err
	}
	err := p.Search.Put(tx, search.Doc{ID: s.ID, Kind: search.Report, Title: s.Title, Text: s.Text, Language: s.Language, At: s.DayAt})
	if err != nil {
		return fmt.Errorf("index report %s: %w", s.ID, err)
	}
	return article.SetStage(tx, s.ID, article.Labelled)
}
