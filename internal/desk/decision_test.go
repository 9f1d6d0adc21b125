package desk_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"vigia"
	"vigia/internal/db"
	"vigia/internal/db/dbtest"
	"vigia/internal/desk"
	"vigia/internal/desk/desktest"
)

func inSeconds(n int) time.Time { return time.Now().Add(time.Duration(n) * time.Second) }

func TestRejectAndRestore(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := context.Background()
		w := desktest.New(t, d)
		w.Put(t, desktest.Report{ID: "a"})
		reject := func(by desk.Person, report, reason string) error {
			return w.Try(func(tx *db.Tx) error { return desk.Reject(tx, w.Monitor, by, report, reason, "a note") })
		}
		restore := func() error { return w.Try(func(tx *db.Tx) error { return desk.Restore(tx, w.Bruno, "a") }) }
		is := func(err, kind error) {
			t.Helper()
			if !errors.Is(err, kind) {
				t.Errorf("%v, want %v", err, kind)
			}
		}
		is(reject(w.Teresa, "a", "weak"), vigia.ErrForbidden)
		is(reject(w.Ana, "a", "ugly"), vigia.ErrInvalid)
		is(reject(w.Ana, "rep_none", "weak"), vigia.ErrNotFound)
		is(restore(), vigia.ErrConflict)
		is(reject(w.Ana, "a", "weak"), nil)
		is(restore(), nil)
		is(restore(), vigia.ErrConflict)
		w.Tx(t, func(tx *db.Tx) error {
			return desk.Record(tx, w.Ana, desk.Decision{Report: "a", Action: desk.Selected, Digest: "V", Edition: "e"})
		})
		is(reject(w.Ana, "a", "weak"), vigia.ErrConflict)

		ds, err := desk.DecisionsOf(ctx, d, "a")
		var got []string
		for _, x := range ds {
			got = append(got, x.ByName+" "+string(x.Action)+" "+x.Reason+" "+x.Note+x.Digest)
		}
		if diff := cmp.Diff([]string{"Ana reject weak a note", "Bruno restore  ", "Ana select  V"}, got); diff != "" || err != nil {
			t.Error(diff, err)
		}
		lines, err := desk.AuditLog(ctx, d, 2)
		if err != nil || len(lines) != 2 || lines[0].Act != "select" || lines[0].By != "Ana" {
			t.Errorf("audit: %+v %v", lines, err)
		}
	})
}

// TestDecisionsInOrder: what was decided last holds, also if the clock stands
// still between two decisions, or is set back.
func TestDecisionsInOrder(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := desktest.New(t, d)
		w.Put(t, desktest.Report{ID: "a"})
		now := inSeconds(0)
		d.SetNow(func() time.Time { return now })
		for i := range 12 { // by chance alone it would come right once in 2^24
			if i == 6 {
				now = now.Add(-time.Hour)
			}
			for step, do := range []func(tx *db.Tx) error{
				func(tx *db.Tx) error { return desk.Reject(tx, w.Monitor, w.Ana, "a", "weak", "") },
				func(tx *db.Tx) error { return desk.Restore(tx, w.Ana, "a") },
			} {
				if err := w.Try(do); err != nil {
					t.Fatalf("round %d, step %d: %v", i, step, err)
				}
				rows, err := desk.Rows(context.Background(), d, w.Monitor, []string{"a"})
				if err != nil || len(rows) != 1 || rows[0].State != []desk.Action{desk.Rejected, ""}[step] {
					t.Fatalf("round %d, step %d: %+v, %v", i, step, rows, err)
				}
			}
		}
	})
}

func TestCorrectLabel(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := desktest.New(t, d)
		w.Put(t, desktest.Report{ID: "a"})
		correct := func(by desk.Person, l vigia.Label) error {
			return w.Try(func(tx *db.Tx) error { return desk.CorrectLabel(tx, by, "a", l) })
		}
		if err := correct(w.Teresa, vigia.Label{Kind: vigia.LabelNetwork, Value: "R", Score: 1}); !errors.Is(err, vigia.ErrForbidden) {
			t.Errorf("translator: %v", err)
		}
		if err := correct(w.Ana, vigia.Label{Kind: vigia.LabelNetwork, Value: "R", Score: 1, Why: "Rosatom signed"}); err != nil {
			t.Fatal(err)
		}
		if err := correct(w.Ana, vigia.Label{Kind: vigia.LabelNetwork, Value: "V", Why: "no such actor"}); err != nil {
			t.Fatal(err)
		}
		rows, err := desk.Rows(context.Background(), d, w.Monitor, []string{"a"})
		if err != nil || len(rows) != 1 {
			t.Fatal(rows, err)
		}
		if diff := cmp.Diff([]string{"R"}, rows[0].Networks); diff != "" {
			t.Error(diff)
		}
		ds, err := desk.DecisionsOf(context.Background(), d, "a")
		if err != nil || len(ds) != 2 || ds[0].Reason != "+network R" || ds[1].Reason != "−network V" {
			t.Errorf("decisions: %+v %v", ds, err)
		}
	})
}
