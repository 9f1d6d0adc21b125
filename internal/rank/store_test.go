package rank_test

import (
	"context"
	"errors"
	"fmt"
	"testing"

	"vigia"
	"vigia/internal/db"
	"vigia/internal/db/dbtest"
	"vigia/internal/desk"
	"vigia/internal/desk/desktest"
	"vigia/internal/rank"
)

// world has forty open reports of two kinds, twelve of which were decided: what
// tells of vaccines was selected for R, what tells of football rejected.
func world(t *testing.T, d *db.DB) *desktest.World {
	t.Helper()
	w := desktest.New(t, d)
	outlets := []string{"canal", "correo", "lima", "isthmus", "meridiana", "volga"}
	for i := range 40 {
		r := desktest.Report{ID: fmt.Sprintf("rep_%02d", i), Outlet: outlets[i%len(outlets)], Networks: []string{"R"}, Published: desktest.Day(9, 1+i%28),
			Title: fmt.Sprintf("Llegan vacunas rusas, lote %d", i), Text: "El ministerio recibió las vacunas Sputnik del fondo ruso."}
		if i/len(outlets)%2 == 1 {
			r.Title, r.Text = fmt.Sprintf("El equipo ruso gana el partido %d", i), "El partido de fútbol terminó con dos goles del delantero."
		}
		w.Put(t, r)
	}
	w.Tx(t, func(tx *db.Tx) error {
		for i := range 12 {
			d := desk.Decision{Report: fmt.Sprintf("rep_%02d", i), Action: desk.Selected, Digest: "R"}
			if i/len(outlets)%2 == 1 {
				d.Action, d.Digest, d.Reason = desk.Rejected, "", "out_of_scope"
			}
			if err := desk.Record(tx, w.Ana, d); err != nil {
				return err
			}
		}
		return nil
	})
	return w
}

func refresh(t *testing.T, w *desktest.World) rank.Refreshed {
	t.Helper()
	ctx := context.Background()
	d, err := rank.LoadDesk(ctx, w.DB, w.Monitor)
	if err != nil {
		t.Fatal(err)
	}
	r, err := rank.Refresh(ctx, w.DB, d, "R", rank.Machine)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func scores(t *testing.T, w *desktest.World) map[string]float64 {
	t.Helper()
	s, err := rank.Scores(context.Background(), w.DB, "R")
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestDecisionsAreLearnedAndTakenBack(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := context.Background()
		w := world(t, d)
		first := refresh(t, w)
		if !first.Learned || first.Decisions != 12 || first.Selected != 6 || first.Scored != 28 {
			t.Fatalf("first ranking %+v", first)
		}
		before := scores(t, w)
		if len(before) != 28 || before["rep_12"] <= before["rep_18"] {
			t.Errorf("a report on vaccines scores %v, one on football %v", before["rep_12"], before["rep_18"])
		}
		if again := refresh(t, w); again.Learned || again.ID != first.ID {
			t.Errorf("learned again from nothing new: %+v", again)
		}
		w.Tx(t, func(tx *db.Tx) error { // the desk changes its mind
			return desk.Record(tx, w.Bruno, desk.Decision{Report: "rep_18", Action: desk.Selected, Digest: "R"})
		})
		second := refresh(t, w)
		if !second.Learned || second.Training == first.Training || second.ID == first.ID {
			t.Errorf("a decision was not learned: %+v", second)
		}
		w.Tx(t, func(tx *db.Tx) error { _, err := rank.Rollback(tx, first.ID); return err })
		if back := refresh(t, w); back.ID != first.ID || back.Learned || !back.Pinned {
			t.Errorf("gone back to %s, in use is %+v", first.ID, back)
		}
		for id, s := range scores(t, w) {
			if s != before[id] {
				t.Errorf("%s scored %v, and %v when the model came back", id, before[id], s)
			}
		}
		w.Tx(t, func(tx *db.Tx) error { return rank.Unpin(tx, "") })
		if r := refresh(t, w); !r.Learned || r.Training != second.Training {
			t.Errorf("after letting go of the pinned model: %+v", r)
		}
		all, err := rank.Models(ctx, w.DB)
		active := 0
		for _, s := range all {
			if s.Active {
				active++
			}
		}
		if err != nil || len(all) != 3 || active != 1 {
			t.Errorf("%d models, %d in use: %v", len(all), active, err)
		}
	})
}

func TestTheQueueByRelevance(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := context.Background()
		w := world(t, d)
		f := desk.Filter{Network: "R", Sort: desk.Relevance}
		if q, err := desk.LoadQueue(ctx, w.DB, w.Monitor, f); err != nil || q.Stories != 28 || q.Rows[0].Ranked {
			t.Fatalf("before the first ranking: %d stories, %v", q.Stories, err)
		}
		refresh(t, w)
		q, err := desk.LoadQueue(ctx, w.DB, w.Monitor, f)
		if err != nil || q.Stories != 28 || len(q.Rows) != 28 {
			t.Fatalf("%d stories in %d rows: %v", q.Stories, len(q.Rows), err)
		}
		explore := 0
		for i, row := range q.Rows {
			if row.Explore {
				explore++
			} else if i < 10 && row.Lead.Title[:6] != "Llegan" {
				t.Errorf("%q stands at %d", row.Lead.Title, i)
			}
		}
		if explore != 1 {
			t.Errorf("%d of 28 rows are drawn, want 1", explore)
		}
		why, err := rank.Reasons(ctx, w.DB, "R", []string{q.Rows[0].Lead.ID})
		if err != nil || len(why[q.Rows[0].Lead.ID]) == 0 {
			t.Errorf("no reasons: %v, %v", why, err)
		}
		told, err := rank.Tell(ctx, w.DB, q.Rows[0].Lead.ID)
		if err != nil || len(told) != 1 || told[0].Above < 0.4 {
			t.Errorf("told %+v, %v", told, err)
		}
		if _, err := desk.LoadQueue(ctx, w.DB, w.Monitor, desk.Filter{Sort: desk.Relevance}); err != nil {
			t.Errorf("without a network: %v", err)
		}
	})
}

func TestADamagedOrUnknownModelIsRefused(t *testing.T) {
	w := world(t, dbtest.Lite(t))
	first := refresh(t, w)
	var p *vigia.Problem
	if err := w.Try(func(tx *db.Tx) error { _, err := rank.Rollback(tx, "mod_none"); return err }); !errors.As(err, &p) {
		t.Errorf("an unknown model: %v", err)
	}
	w.Tx(t, func(tx *db.Tx) error { _, err := tx.Exec(`UPDATE models SET body = 'AAAA'`); return err })
	if err := w.Try(func(tx *db.Tx) error { _, err := rank.Rollback(tx, first.ID); return err }); !errors.As(err, &p) {
		t.Errorf("a damaged model: %v", err)
	}
}
