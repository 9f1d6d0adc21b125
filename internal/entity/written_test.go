package entity_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"vigia/internal/article"
	"vigia/internal/db"
	"vigia/internal/db/dbtest"
	"vigia/internal/entity"
	"vigia/internal/evidence"
	"vigia/internal/monitor"
	"vigia/internal/sanction"
)

// TestWritten: how reports write an entity and its entry of a list together, by
// weeks, and where they stand on lists.
func TestWritten(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx, now := context.Background(), time.Date(2021, 9, 30, 12, 0, 0, 0, time.UTC)
		known := []monitor.Known{{Key: "ana", Type: "person", Name: "Ana Belmar", Lists: []string{"treasury:7"}}, {Key: "luz", Type: "person", Name: "Luz Ocampo"}}
		err := d.InTx(ctx, func(tx *db.Tx) error {
			if err := entity.SyncMonitor(tx, known, nil); err != nil {
				return err
			}
			if err := evidence.Insert(tx, evidence.Capture{ID: "cap_1", URL: "https://list.example/", At: now, Via: "fetch"}); err != nil {
				return err
			}
			v := sanction.Version{Subjects: []sanction.Subject{{ID: "7", Name: "BELMAR, Ana", Type: sanction.Individual}}, Rows: 1}
			if _, _, _, err := entity.Take(tx, "treasury", "cap_1", now.AddDate(0, -1, 0), v); err != nil {
				return err
			}
			for i, r := range []struct {
				ago   int // hours
				names []entity.Mention
			}{
				{1, []entity.Mention{{Start: 0, End: 10, Text: "Ana Belmar", Entity: "ana", Why: "known"}, {Start: 20, End: 26, Text: "Belmar", Entity: "ana", Why: "short"}}},
				{6*24 + 23, []entity.Mention{{Start: 0, End: 10, Text: "Ana Belmar", Entity: "list:treasury:7", Why: "known"}}},
				{7*24 + 1, []entity.Mention{{Start: 0, End: 6, Text: "Belmar", Entity: "ana", Why: "short"}, {Start: 9, End: 12, Text: "Luz", Entity: "luz"}}},
				{3 * 7 * 24, []entity.Mention{{Start: 0, End: 10, Text: "Ana Belmar", Entity: "ana", Why: "known"}}}, // before the weeks that are asked for
			} {
				at := now.Add(-time.Duration(r.ago) * time.Hour)
				s, _, err := article.Put(tx, article.Stored{Capture: "cap_1", Key: fmt.Sprint("k", i), Kind: "media", DayAt: at, ArrivedAt: at, Report: article.Report{Title: "T"}})
				if err != nil {
					return err
				}
				if _, err := entity.PutMentions(tx, entity.Linked{Report: s.ID, Mentions: r.names}); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		forms, err := entity.Forms(ctx, d, "list:treasury:7", 10)
		if diff := cmp.Diff([]entity.Written{{Form: "Ana Belmar", Why: "known", Reports: 3}, {Form: "Belmar", Why: "short", Reports: 2}}, forms); diff != "" || err != nil {
			t.Error(diff, err)
		}
		weeks, err := entity.Weeks(ctx, d, "ana", now, 3)
		if diff := cmp.Diff([]int{0, 1, 2}, weeks); diff != "" || err != nil {
			t.Error(diff, err)
		}
		marks, err := entity.Marks(ctx, d, []string{"ana", "luz", "nobody", "ana"})
		if err != nil || len(marks) != 1 || len(marks["ana"]) != 1 || marks["ana"][0].Number != "7" {
			t.Errorf("%+v, %v", marks, err)
		}
	})
}

// TestPartedFamilyName: a family name that repeats a whole name of the same text
// is parted from who bears it as any other way of writing.
func TestPartedFamilyName(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx, day := context.Background(), time.Date(2021, 9, 30, 12, 0, 0, 0, time.UTC)
		tx := func(f func(tx *db.Tx) error) {
			t.Helper()
			if err := d.InTx(ctx, f); err != nil {
				t.Fatal(err)
			}
		}
		tx(func(tx *db.Tx) error {
			return entity.SyncMonitor(tx, []monitor.Known{{Key: "ana", Type: "person", Name: "Ana Belmar"}}, nil)
		})
		forms := func() (out []string) {
			t.Helper()
			book, err := entity.LoadBook(ctx, d)
			if err != nil {
				t.Fatal(err)
			}
			for _, m := range book.Mentions("Ana Belmar llegó el lunes. Según Belmar, no hay acuerdo.", "es", day) {
				if m.Entity == "ana" {
					out = append(out, m.Text)
				}
			}
			return out
		}
		if diff := cmp.Diff([]string{"Ana Belmar", "Belmar"}, forms()); diff != "" {
			t.Error(diff)
		}
		tx(func(tx *db.Tx) error {
			_, err := entity.Part(tx, "ana", "Belmar", "", "per_1", "her brother")
			return err
		})
		if diff := cmp.Diff([]string{"Ana Belmar"}, forms()); diff != "" {
			t.Error(diff)
		}
	})
}
