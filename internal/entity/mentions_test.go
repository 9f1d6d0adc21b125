package entity_test

import (
	"context"
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

// The monitor's entity is who a list's entry is: a report that names the entry
// names the entity. What the monitor drops is linked no longer.
func TestMonitorMentions(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx, day := context.Background(), time.Date(2021, 8, 24, 9, 0, 0, 0, time.UTC)
		known := []monitor.Known{{Key: "ana", Type: "person", Name: "Ana Belmar", Aliases: []string{"la canciller"}, Lists: []string{"treasury:7"}}}
		offices := []monitor.Office{{Key: "oil", Names: []string{"Petroleum Minister"}, Country: "VE", Holder: "ana", ValidFrom: day.AddDate(-1, 0, 0)}}
		report := article.Stored{Capture: "cap_1", Key: "k", Kind: "media", DayAt: day, ArrivedAt: day, Report: article.Report{Title: "Ana María Belmar Ruiz", Text: "Ana Belmar viajó a Perú."}}
		read := func() []entity.Naming {
			t.Helper()
			book, err := entity.LoadBook(ctx, d)
			if err != nil {
				t.Fatal(err)
			}
			ms := book.Mentions(report.Title+"\n\n"+report.Text, "es", day)
			err = d.InTx(ctx, func(tx *db.Tx) error {
				_, err := entity.PutMentions(tx, entity.Linked{Report: report.ID, Mentions: ms})
				return err
			})
			if err != nil {
				t.Fatal(err)
			}
			ns, _, err := entity.Namings(ctx, d, "ana", "", 10)
			if err != nil {
				t.Fatal(err)
			}
			return ns
		}
		err := d.InTx(ctx, func(tx *db.Tx) (err error) {
			if err := entity.SyncMonitor(tx, known, offices); err != nil {
				return err
			}
			if err := evidence.Insert(tx, evidence.Capture{ID: "cap_1", URL: "https://list.example/", At: day, Via: "fetch"}); err != nil {
				return err
			}
			v := sanction.Version{Subjects: []sanction.Subject{{ID: "7", Name: "BELMAR RUIZ, Ana María", Type: sanction.Individual}}, Rows: 1}
			if _, _, _, err := entity.Take(tx, "treasury", "cap_1", day, v); err != nil {
				return err
			}
			report, _, err = article.Put(tx, report)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		want := []entity.Naming{{Report: report.ID, Title: report.Title, Day: day, Form: "Ana María Belmar Ruiz", Why: "the name is known", Times: 2}}
		if diff := cmp.Diff(want, read()); diff != "" {
			t.Error(diff)
		}
		if diff := cmp.Diff(want, read()); diff != "" {
			t.Error("again:", diff)
		}
		found, err := entity.Search(ctx, d, "belm", 10)
		if err != nil || len(found) != 1 || found[0].ID != "ana" || found[0].Reports != 1 {
			t.Errorf("found %+v, %v", found, err)
		}
		if e, err := entity.Get(ctx, d, "ana"); err != nil || len(e.Offices) != 1 || len(e.Names) != 2 {
			t.Errorf("ana: %+v, %v", e, err)
		}
		if err := d.InTx(ctx, func(tx *db.Tx) error { return entity.SyncMonitor(tx, nil, nil) }); err != nil {
			t.Fatal(err)
		}
		if ns := read(); len(ns) != 0 {
			t.Errorf("dropped, but named: %+v", ns)
		}
	})
}
