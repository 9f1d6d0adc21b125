package pipeline

import (
	"context"
	"fmt"
	"iter"
	"time"

	"vigia/internal/article"
	"vigia/internal/db"
	"vigia/internal/entity"
)

// Reports are linked to whom they name when they are labelled. What becomes
// known later, by a list, a monitor or a person, reaches those that are there
// by being linked again: recent ones by themselves, all by a command.

// Relinking is what became of one report whose names were linked again.
type Relinking struct {
	Report  string   `json:"report"`
	Title   string   `json:"title"`
	Changes []string `json:"changes"` // "+country:VE", "-list:us-treasury:22790"
}

// relinkBatch is how many reports share a transaction.
const relinkBatch = 100

// Relink links the names of the archive again by what is known now. It goes on
// where an earlier run was stopped, because reports keep the revision by which
// they were linked. A dry run changes nothing.
func (p *Pipeline) Relink(ctx context.Context, dry bool) iter.Seq2[Relinking, error] {
	return func(yield func(Relinking, error) bool) {
		for after := ""; ; {
			book, err := p.people.load(ctx, p.DB)
			var ids []string
			if err == nil {
				ids, err = entity.Stale(ctx, p.DB, book.Revision, after, relinkBatch)
			}
			if err == nil && len(ids) == 0 {
				return
			}
			var done []Relinking
			if err == nil {
				after = ids[len(ids)-1]
				done, err = p.relink(ctx, ids, book, dry)
			}
			if err != nil {
				yield(Relinking{}, err)
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

func (p *Pipeline) relink(ctx context.Context, ids []string, book *entity.Book, dry bool) ([]Relinking, error) {
	reports, err := article.ByIDs(ctx, p.DB, ids)
	if err != nil {
		return nil, fmt.Errorf("reports to link again: %w", err)
	}
	now := make([]entity.Linked, 0, len(ids))
	out := make([]Relinking, 0, len(ids))
	for _, id := range ids {
		if s, ok := reports[id]; ok {
			now, out = append(now, p.link(s, book)), append(out, Relinking{Report: id, Title: s.Title})
		}
	}
	if dry {
		was, err := entity.MentionsIn(ctx, p.DB, ids)
		for i := range out {
			out[i].Changes = entity.Differ(was[out[i].Report], now[i].Mentions)
		}
		return out, err
	}
	return out, p.DB.InTx(ctx, func(tx *db.Tx) (err error) {
		if err := tx.Serial("place"); err != nil {
			return err
		}
		for i := range now {
			if out[i].Changes, err = entity.PutMentions(tx, now[i]); err != nil {
				return err
			}
		}
		return nil
	})
}

const (
	linkedDays = 30    // how old a recent report is at most
	mostLinked = 5_000 // reports that are linked again by themselves, for one change of what is known
)

// linked is what is done for a revision of what is known.
type linked struct {
	revision int64
	n        int
	done     bool
	pruned   time.Time // when names that are linked to nobody were pruned
}

// pruneEvery is how often names that are linked to nobody are pruned.
const pruneEvery = time.Hour

// linkSoon links one batch again, those about which a person decided first.
func (p *Pipeline) linkSoon(ctx context.Context) error {
	if at := p.Clock.Now(); at.Sub(p.linked.pruned) >= pruneEvery || at.Before(p.linked.pruned) {
		p.linked.pruned = at
		err := p.DB.InTx(ctx, func(tx *db.Tx) error {
			_, err := entity.Prune(tx)
			return err
		})
		if err != nil {
			return err
		}
	}
	now, err := entity.Revision(ctx, p.DB)
	if err != nil || p.linked.revision == now && p.linked.done {
		return err
	}
	if p.linked.revision != now {
		p.linked.revision, p.linked.n, p.linked.done = now, 0, false
	}
	ids, err := entity.Marked(ctx, p.DB, relinkBatch)
	if err == nil && len(ids) == 0 && p.linked.n < mostLinked {
		ids, err = entity.StaleSince(ctx, p.DB, now, p.Clock.Now().Add(-linkedDays*24*time.Hour), relinkBatch)
		p.linked.n += len(ids)
	}
	if err != nil {
		return err
	}
	if p.linked.done = len(ids) == 0; p.linked.done {
		return nil
	}
	book, err := p.people.load(ctx, p.DB)
	if err != nil {
		return err
	}
	_, err = p.relink(ctx, ids, book, false)
	return err
}

// LinkMarked links the reports again about whose names somebody has decided: for
// a command, which has no background.
func (p *Pipeline) LinkMarked(ctx context.Context) (n int, err error) {
	for {
		ids, err := entity.Marked(ctx, p.DB, relinkBatch)
		if err != nil || len(ids) == 0 {
			return n, err
		}
		book, err := p.people.load(ctx, p.DB)
		if err != nil {
			return n, err
		}
		if _, err := p.relink(ctx, ids, book, false); err != nil {
			return n, err
		}
		n += len(ids)
	}
}
