package pipeline

import (
	"context"
	"fmt"
	"iter"

	"vigia"
	"vigia/internal/article"
	"vigia/internal/db"
	"vigia/internal/label"
)

// Relabelling is what became of one report that was labelled by an older
// version of the rules, the monitor or what was taught.
type Relabelling struct {
	Report  string   `json:"report"`
	Title   string   `json:"title"`
	Changes []string `json:"changes"` // "+network V", "-genre news"
	Held    bool     `json:"held"`    // a person has decided on it: its labels stay
}

// relabelBatch is how many reports are labelled between two transactions.
const relabelBatch = 100

// Relabel judges the archive again by the present version. Reports on which
// somebody has decided keep their labels, and are told apart. It goes on where
// an earlier run was stopped, because what it has labelled is of the present
// version. A dry run changes nothing.
func (p *Pipeline) Relabel(ctx context.Context, dry bool) iter.Seq2[Relabelling, error] {
	return func(yield func(Relabelling, error) bool) {
		for after := ""; ; {
			ids, err := p.labels.Stale(ctx, p.DB, after, relabelBatch)
			if err != nil || len(ids) == 0 {
				if err != nil {
					yield(Relabelling{}, err)
				}
				return
			}
			after = ids[len(ids)-1]
			done, err := p.relabel(ctx, ids, dry)
			if err != nil {
				yield(Relabelling{}, err)
				return
			}
			for _, r := range done {
				if !yield(r, nil) {
					return
				}
			}
		}
	}
}

func (p *Pipeline) relabel(ctx context.Context, ids []string, dry bool) ([]Relabelling, error) {
	reports, err := article.ByIDs(ctx, p.DB, ids)
	if err != nil {
		return nil, fmt.Errorf("reports to label again: %w", err)
	}
	was, err := label.Given(ctx, p.DB, ids)
	if err != nil {
		return nil, err
	}
	now := make([][]vigia.Label, len(ids))
	out := make([]Relabelling, len(ids))
	for i, id := range ids {
		now[i] = p.labels.Label(p.doc(reports[id]))
		out[i] = Relabelling{Report: id, Title: reports[id].Title, Changes: label.Changed(was[id], now[i])}
	}
	if err := p.markHeld(ctx, p.DB, ids, out); err != nil || dry {
		return out, err
	}
	return out, p.DB.InTx(ctx, func(tx *db.Tx) error {
		if err := p.markHeld(ctx, tx, ids, out); err != nil { // somebody may just have decided
			return err
		}
		for i, id := range ids {
			if out[i].Held {
				continue
			}
			if err := p.labels.Put(tx, id, now[i]); err != nil {
				return err
			}
		}
		return nil
	})
}

// markHeld tells which reports somebody has decided on.
func (p *Pipeline) markHeld(ctx context.Context, q db.Querier, ids []string, out []Relabelling) error {
	in, args := db.In(ids)
	rows, err := q.Query(ctx, `
		SELECT DISTINCT report FROM decisions WHERE report IN `+in+`
		UNION SELECT report FROM items WHERE report IN `+in+`
		UNION SELECT report FROM citations WHERE report IN `+in, append(append(append([]any{}, args...), args...), args...)...)
	held := map[string]bool{}
	err = db.Each(rows, err, func(r *db.Rows) error {
		var id string
		err := r.Scan(&id)
		held[id] = true
		return err
	})
	if err != nil {
		return fmt.Errorf("decided reports: %w", err)
	}
	for i, id := range ids {
		out[i].Held = held[id]
	}
	return nil
}
