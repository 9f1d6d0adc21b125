package edition_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"sync"
	"testing"

	"vigia"
	"vigia/internal/db"
	"vigia/internal/db/dbtest"
	"vigia/internal/desk"
	"vigia/internal/desk/desktest"
	"vigia/internal/edition"
)

// Many at once: every number and every place is given once, and one of two
// who save the same text is told.
func TestManyAtOnce(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		const n = 8
		r, ctx := open(t, d), context.Background()
		for i := range n {
			r.Put(t, desktest.Report{ID: fmt.Sprintf("rep_%d", i)})
		}
		var wg sync.WaitGroup
		var mu sync.Mutex
		saved := 0
		for i := range n {
			wg.Go(func() {
				if _, err := r.try(r.Ana, r.request(fmt.Sprintf("rep_%d", i), "V"), edition.Prepared{}); err != nil {
					t.Error(err)
				}
				if err := r.Try(func(tx *db.Tx) error { _, err := edition.Create(tx, r.Monitor, r.Elena, edition.New{}); return err }); err != nil {
					t.Error(err)
				}
				err := r.Try(func(tx *db.Tx) error {
					return edition.SaveSection(tx, r.Monitor, r.Ana, r.e.ID, "V", "en", fmt.Sprintf("Text %d.", i), 0)
				})
				mu.Lock()
				defer mu.Unlock()
				if err == nil {
					saved++
				} else if !errors.Is(err, vigia.ErrConflict) {
					t.Error(err)
				}
			})
		}
		wg.Wait()
		its, err := edition.Items(ctx, d, r.e.ID)
		if err != nil || len(its) != n {
			t.Fatalf("%d items, %v", len(its), err)
		}
		for i, it := range its {
			if it.Position != i {
				t.Errorf("positions: %d at %d", it.Position, i)
			}
		}
		all, err := edition.List(ctx, d)
		if err != nil || len(all) != n+1 || all[0].Number != 23+n {
			t.Errorf("editions: %d %v", len(all), err)
		}
		if saved != 1 {
			t.Errorf("%d saved a text over nothing", saved)
		}
	})
}

// Whatever people do, in whatever order: nobody approves what they created or
// submitted, an approval holds for one revision whose gate was open, and what
// is published stays.
func TestRandomWalks(t *testing.T) {
	for seed := range uint64(4) {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			r := open(t, dbtest.Lite(t))
			r.write(t)
			rnd := rand.New(rand.NewPCG(seed, 0))
			was, approvals := r.now(t), 0
			for step := range 400 {
				submitter := r.now(t).SubmittedBy
				err := r.step(rnd, step)
				if err != nil && !errors.Is(err, vigia.ErrForbidden) && !errors.Is(err, vigia.ErrConflict) && !errors.Is(err, vigia.ErrRefused) {
					t.Fatal(err)
				}
				e := r.now(t)
				r.holds(t, was, e, submitter)
				if e.Status == edition.Approved && was.Status != edition.Approved {
					approvals++
				}
				was = e
			}
			t.Logf("%d approvals, in the end %s", approvals, was.Status)
			if approvals == 0 {
				t.Error("nothing was ever approved: the walk proves nothing")
			}
		})
	}
}

func (r *room) step(rnd *rand.Rand, step int) error {
	by := []desk.Person{r.Ana, r.Bruno, r.Elena, r.Ernesto, r.Teresa, r.Paula}[rnd.IntN(6)]
	switch rnd.IntN(20) {
	case 0:
		text := []string{"Nobody carries this %d.", "It is so %d. [!judgement]"}[rnd.IntN(2)]
		return r.Try(func(tx *db.Tx) error {
			return edition.SaveSection(tx, r.Monitor, by, r.e.ID, "V", "en", fmt.Sprintf(text, step), edition.Whatever)
		})
	case 1:
		h := edition.Head{Title: vigia.Texts{"en": fmt.Sprint("Title ", step), "es": "Título"}}
		return r.Try(func(tx *db.Tx) error { return edition.SaveHead(tx, by, r.e.ID, h) })
	case 2, 3, 4, 5, 6:
		return r.submit(by)
	case 7:
		if rnd.IntN(4) > 0 { // publication ends the walk
			return nil
		}
		e, err := edition.Get(context.Background(), r.DB, r.e.ID)
		if err != nil {
			return err
		}
		return r.Try(func(tx *db.Tx) error { return edition.MarkPublished(tx, by, e) })
	}
	return r.approve(by)
}

func (r *room) holds(t *testing.T, was, e edition.Edition, submitter string) {
	t.Helper()
	switch {
	case was.Status == edition.Published && (e.Status != edition.Published || e.Revision != was.Revision):
		t.Fatalf("published at %d, then %s at %d", was.Revision, e.Status, e.Revision)
	case e.Status == edition.Published && was.Status != edition.Published && (was.Status != edition.Approved || was.ApprovedRevision != e.Revision):
		t.Fatalf("published from %s", was.Status)
	case e.Status == edition.Approved && (e.ApprovedRevision != e.Revision || e.ApprovedBy == e.CreatedBy || e.ApprovedBy == e.SubmittedBy):
		t.Fatalf("approved: %+v", e)
	case e.Status == edition.Approved && was.Status != edition.Approved && (vigia.Blocking(r.gate(t).Findings) || e.ApprovedBy == submitter):
		t.Fatalf("approved with a closed gate, or by the submitter: %+v", e)
	case e.Status == edition.Draft && (e.ApprovedBy != "" || e.SubmittedBy != ""):
		t.Fatalf("a draft that somebody signed: %+v", e)
	}
}
