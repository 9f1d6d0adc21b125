package rank_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"vigia"
	"vigia/internal/db"
	"vigia/internal/db/dbtest"
	"vigia/internal/desk"
	"vigia/internal/desk/desktest"
	"vigia/internal/evidence"
	"vigia/internal/rank"
)

// world has forty open reports of two kinds, twelve of which were decided: what
// tells of vaccines was selected for R, what tells of football rejected.
func world(t *testing.T, d *db.DB) *desktest.World {
	t.Helper()
	w := desktest.New(t, d)
	write(t, w, 0, 40)
	w.Tx(t, func(tx *db.Tx) error {
		for i := range 12 {
			d := desk.Decision{Report: fmt.Sprintf("rep_%02d", i), Action: desk.Selected, Digest: "R"}
			if i/6%2 == 1 {
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

// write puts reports of two kinds, six of one and six of the other in turn.
func write(t *testing.T, w *desktest.World, from, to int) {
	t.Helper()
	outlets := []string{"canal", "correo", "lima", "isthmus", "meridiana", "volga"}
	for i := from; i < to; i++ {
		r := desktest.Report{ID: fmt.Sprintf("rep_%02d", i), Outlet: outlets[i%len(outlets)], Networks: []string{"R"}, Published: desktest.Day(9, 1+i%28),
			Title: fmt.Sprintf("Llegan vacunas rusas, lote %d", i), Text: "El ministerio recibió las vacunas Sputnik del fondo ruso."}
		if i/len(outlets)%2 == 1 {
			r.Title, r.Text = fmt.Sprintf("El equipo ruso gana el partido %d", i), "El partido de fútbol terminó con dos goles del delantero."
		}
		w.Put(t, r)
	}
}

// archive is that of a test: it keeps nothing longer.
func archive(t *testing.T, w *desktest.World) *evidence.Store {
	t.Helper()
	s, err := evidence.New(slog.New(slog.DiscardHandler), w.DB, t.TempDir(), vigia.SystemClock{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	return s
}

func refresh(t *testing.T, w *desktest.World, s *evidence.Store) rank.Refreshed {
	t.Helper()
	ctx := context.Background()
	d, err := rank.LoadDesk(ctx, w.DB, w.Monitor)
	if err != nil {
		t.Fatal(err)
	}
	r, err := rank.Refresh(ctx, w.DB, s, d, "R", rank.Machine)
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
	out := map[string]float64{}
	for id, x := range s {
		out[id] = x.Score
	}
	return out
}

func TestDecisionsAreLearnedAndTakenBack(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := context.Background()
		w := world(t, d)
		kept := archive(t, w)
		first := refresh(t, w, kept)
		if !first.Learned || first.Decisions != 12 || first.Selected != 6 || first.Scored != 28 {
			t.Fatalf("first ranking %+v", first)
		}
		before := scores(t, w)
		if len(before) != 28 || before["rep_12"] <= before["rep_18"] {
			t.Errorf("a report on vaccines scores %v, one on football %v", before["rep_12"], before["rep_18"])
		}
		if again := refresh(t, w, kept); again.Learned || again.ID != first.ID {
			t.Errorf("learned again from nothing new: %+v", again)
		}
		w.Tx(t, func(tx *db.Tx) error { // the desk changes its mind
			return desk.Record(tx, w.Bruno, desk.Decision{Report: "rep_18", Action: desk.Selected, Digest: "R"})
		})
		second := refresh(t, w, kept)
		if !second.Learned || second.Training == first.Training || second.ID == first.ID {
			t.Errorf("a decision was not learned: %+v", second)
		}
		back(t, w, kept, first.ID)
		if back := refresh(t, w, kept); back.ID != first.ID || back.Learned || !back.Pinned {
			t.Errorf("gone back to %s, in use is %+v", first.ID, back)
		}
		for id, s := range scores(t, w) {
			if s != before[id] {
				t.Errorf("%s scored %v, and %v when the model came back", id, before[id], s)
			}
		}
		w.Tx(t, func(tx *db.Tx) error { return rank.Unpin(tx, "") })
		if r := refresh(t, w, kept); !r.Learned || r.Training != second.Training {
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
		kept := archive(t, w)
		f := desk.Filter{Network: "R", Sort: desk.Relevance}
		if q, err := desk.LoadQueue(ctx, w.DB, w.Monitor, f); err != nil || q.Stories != 28 || q.Rows[0].Ranked {
			t.Fatalf("before the first ranking: %d stories, %v", q.Stories, err)
		}
		refresh(t, w, kept)
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

// back goes back to an earlier model.
func back(t *testing.T, w *desktest.World, kept *evidence.Store, id string) {
	t.Helper()
	s, m, err := rank.Find(context.Background(), w.DB, kept, id)
	if err != nil {
		t.Fatal(err)
	}
	w.Tx(t, func(tx *db.Tx) error { _, err := rank.Use(tx, s, m); return err })
}

func TestADamagedOrUnknownModelIsRefused(t *testing.T) {
	w := world(t, dbtest.Lite(t))
	kept := archive(t, w)
	first := refresh(t, w, kept)
	var p *vigia.Problem
	if _, _, err := rank.Find(context.Background(), w.DB, kept, "mod_none"); !errors.As(err, &p) {
		t.Errorf("an unknown model: %v", err)
	}
	w.Tx(t, func(tx *db.Tx) error { _, err := tx.Exec(`UPDATE models SET body = 'AAAA'`); return err })
	if _, _, err := rank.Find(context.Background(), w.DB, kept, first.ID); !errors.As(err, &p) {
		t.Errorf("a damaged model: %v", err)
	}
}

// learned teaches the desk n more decisions, one after the other, and gives the
// models in the order in which they were learned.
func learned(t *testing.T, w *desktest.World, kept *evidence.Store, n int) []rank.Stored {
	t.Helper()
	out := []rank.Stored{refresh(t, w, kept).Stored}
	for i := range n {
		w.Tx(t, func(tx *db.Tx) error {
			return desk.Record(tx, w.Ana, desk.Decision{Report: fmt.Sprintf("rep_%02d", 12+i), Action: desk.Selected, Digest: "R"})
		})
		out = append(out, refresh(t, w, kept).Stored)
	}
	return out
}

// TestAnyEarlierModelComesBack is REL-2: of more models than the table has
// weights, each gives the scores that it gave, to the last bit, on a probe of
// ten thousand texts.
func TestAnyEarlierModelComesBack(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := context.Background()
		w := world(t, d)
		kept := archive(t, w)
		models := learned(t, w, kept, 24)
		_, then, err := rank.Find(ctx, w.DB, kept, models[len(models)-1].ID)
		if err != nil {
			t.Fatal(err)
		}
		var bare int
		if err := w.DB.QueryRow(ctx, `SELECT COUNT(*) FROM models WHERE body = ''`).Scan(&bare); err != nil || bare < 3 {
			t.Fatalf("of %d models %d have no weights in the table: %v", len(models), bare, err)
		}
		probe := func(m *rank.Model) []float64 {
			out := make([]float64, 10_000)
			words := []string{"vacunas", "rusas", "partido", "fútbol", "lote", "ministerio", "fondo", "goles", "equipo", "delantero"}
			for i := range out {
				out[i] = m.Score(rank.Doc{Language: "es", Title: words[i%10], Text: words[i/10%10] + " " + words[i/100%10] + " " + words[i/1000]})
			}
			return out
		}
		last := probe(then)
		// A model from before its weights went is what it was: learn it anew from
		// the same decisions and compare.
		again := world(t, dbtest.Lite(t))
		store := archive(t, again)
		fresh := learned(t, again, store, 2)
		for i := range fresh {
			if fresh[i].Training != models[i].Training || fresh[i].SHA256 != models[i].SHA256 {
				t.Fatalf("model %d: learned from the same it is another one", i)
			}
			_, a, err := rank.Find(ctx, w.DB, kept, models[i].ID)
			if err != nil {
				t.Fatal(err)
			}
			_, b, err := rank.Find(ctx, again.DB, store, fresh[i].ID)
			if err != nil {
				t.Fatal(err)
			}
			got := probe(a)
			if diff := cmp.Diff(probe(b), got); diff != "" {
				t.Errorf("model %d came back with other scores:\n%s", i, diff)
			}
			if slices.Equal(got, last) {
				t.Errorf("model %d scores as the last one does", i)
			}
		}
		back(t, w, kept, models[0].ID)
		if r := refresh(t, w, kept); r.ID != models[0].ID || r.Learned {
			t.Errorf("gone back to %s, in use is %+v", models[0].ID, r)
		}
		if n, fs, err := rank.Check(ctx, w.DB, kept); err != nil || n != len(models) || len(fs) > 0 {
			t.Errorf("%d models checked, %v, %v", n, fs, err)
		}
		if r, err := kept.CheckLog(ctx, w.DB, evidence.Trust{}); err != nil || r.Captures < int64(len(models)) {
			t.Errorf("the log has %d entries: %v", r.Captures, err)
		}
	})
}

// TestTheLogKnowsWhatAModelWas: whatever is changed of a model in the database
// or taken away is found.
func TestTheLogKnowsWhatAModelWas(t *testing.T) {
	for name, c := range map[string]struct{ sql, kind string }{
		"training set":   {`UPDATE models SET training = 'x' WHERE id = ?`, "damaged"},
		"who taught":     {`UPDATE models SET by = 'x' WHERE id = ?`, "damaged"},
		"weights":        {`UPDATE models SET body = 'AAAA' WHERE id = ?`, "damaged"},
		"other weights":  {`UPDATE models SET sha256 = (SELECT sha256 FROM models WHERE id <> ?), body = ''`, "damaged"},
		"taken away":     {`DELETE FROM models WHERE id = ?`, "removed"},
		"logged as none": {`UPDATE models SET capture = '' WHERE id = ?`, "unlogged"},
		"another's leaf": {`UPDATE models SET capture = 'cap_none' WHERE id = ?`, "damaged"},
	} {
		t.Run(name, func(t *testing.T) {
			w := world(t, dbtest.Lite(t))
			kept := archive(t, w)
			models := learned(t, w, kept, 1)
			w.Tx(t, func(tx *db.Tx) error { _, err := tx.Exec(c.sql, models[0].ID); return err })
			_, fs, err := rank.Check(context.Background(), w.DB, kept)
			if err != nil || len(fs) == 0 || fs[0].Kind != c.kind {
				t.Errorf("found %v, %v", fs, err)
			}
		})
	}
}

// TestAlarms: an analyst who turns decisions round raises an alarm, once; who
// has looked at it takes it down, and what was decided till then raises none.
func TestAlarms(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := context.Background()
		w := world(t, d)
		kept := archive(t, w)
		write(t, w, 40, 160)
		w.Tx(t, func(tx *db.Tx) error {
			for i := 12; i < 160; i++ {
				by, good := w.Ana, i/6%2 == 0
				if i%4 == 0 {
					by = w.Bruno
					good = good != (i > 100)
				}
				x := desk.Decision{Report: fmt.Sprintf("rep_%02d", i), Action: desk.Selected, Digest: "R"}
				if !good {
					x.Action, x.Digest, x.Reason = desk.Rejected, "", "out_of_scope"
				}
				if err := desk.Record(tx, by, x); err != nil {
					return err
				}
			}
			return nil
		})
		refresh(t, w, kept)
		all, err := desk.Disagreements(ctx, w.DB)
		if err != nil || len(all) != 1 || all[0].Person.ID != w.Bruno.ID || len(all[0].Reports) == 0 || all[0].Against != len(all[0].Reports) {
			t.Fatalf("alarms %+v, %v", all, err)
		}
		var p *vigia.Problem
		for by, note := range map[desk.Person]string{w.Ana: "I may not", w.Elena: " "} {
			if err := w.Try(func(tx *db.Tx) error { return desk.LookedAt(tx, by, all[0].ID, note) }); !errors.As(err, &p) {
				t.Errorf("%s took it down with the note %q: %v", by.Name, note, err)
			}
		}
		w.Tx(t, func(tx *db.Tx) error { return desk.LookedAt(tx, w.Elena, all[0].ID, "a new colleague") })
		if err := w.Try(func(tx *db.Tx) error { return desk.LookedAt(tx, w.Elena, all[0].ID, "again") }); !errors.As(err, &p) {
			t.Errorf("taken down twice: %v", err)
		}
		w.Tx(t, func(tx *db.Tx) error { return desk.Restore(tx, w.Ana, "rep_18") })
		if r := refresh(t, w, kept); !r.Learned {
			t.Fatal("nothing new was learned")
		}
		if all, err := desk.Disagreements(ctx, w.DB); err != nil || len(all) != 0 {
			t.Errorf("it came back: %+v, %v", all, err)
		}
		lines, err := desk.AuditLog(ctx, w.DB, 5)
		if err != nil || !slices.ContainsFunc(lines, func(l desk.AuditLine) bool { return l.Act == "disagreement looked at" && l.Detail == "a new colleague" }) {
			t.Errorf("the audit trail says %+v, %v", lines, err)
		}
	})
}
