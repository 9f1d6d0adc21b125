package source_test

import (
	"context"
	"fmt"
	"os"
	"slices"
	"testing"
	"time"

	"vigia"
	"vigia/internal/db"
	"vigia/internal/db/dbtest"
	"vigia/internal/monitor"
	"vigia/internal/source"
)

// many makes sources of some outlets in several states of health.
func many(t testing.TB, d *db.DB, n int) {
	t.Helper()
	ctx := context.Background()
	var outlets []monitor.Outlet
	for i := range n/20 + 1 {
		outlets = append(outlets, monitor.Outlet{Key: fmt.Sprintf("outlet-%05d", i), Name: fmt.Sprintf("Él Diario %d", i), Domains: []string{fmt.Sprintf("d%d.example", i)},
			Country: "CO", Languages: []string{"es"}, Kind: vigia.MediaReport, Class: "IP", Owners: []string{"x"}, Reviewer: "test"})
	}
	feeds := make([]monitor.Feed, n)
	for i := range feeds {
		feeds[i] = monitor.Feed{Outlet: outlets[i/20].Key, URL: fmt.Sprintf("https://d%d.example/%d/feed.xml", i/20, i), Title: "Diario", Kind: "rss", Language: "es"}
	}
	err := d.InTx(ctx, func(tx *db.Tx) error {
		if err := source.SyncOutlets(tx, outlets); err != nil {
			return err
		}
		return source.SyncSources(tx, feeds)
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestList(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := context.Background()
		at := time.Date(2021, 8, 24, 12, 0, 0, 0, time.UTC)
		d.SetNow(func() time.Time { return at })
		many(t, d, 60)
		all, err := source.Sources(ctx, d)
		if err != nil {
			t.Fatal(err)
		}
		tx := func(f func(tx *db.Tx) error) {
			t.Helper()
			if err := d.InTx(ctx, f); err != nil {
				t.Fatal(err)
			}
		}
		poll := func(p source.Poll) {
			tx(func(tx *db.Tx) error { _, err := source.RecordPoll(tx, p); return err })
		}
		for i, s := range all {
			switch i % 6 {
			case 0:
				poll(source.Poll{Source: s.ID, At: at, Status: 200, Items: 5, Fresh: 5})
			case 1:
				poll(source.Poll{Source: s.ID, At: at, Reason: "dns", Detail: "no such host"})
			case 2:
				poll(source.Poll{Source: s.ID, At: at, Reason: "robots"})
			case 3:
				tx(func(tx *db.Tx) error { return source.Pause(tx, s.ID) })
			case 4:
				poll(source.Poll{Source: s.ID, At: at, Status: 410, Reason: "gone"})
			}
		}
		list := func(f source.ListFilter) source.Listing {
			t.Helper()
			l, err := source.List(ctx, d, f, at)
			if err != nil {
				t.Fatal(err)
			}
			return l
		}
		same := func(f source.ListFilter) { // what is kept is what judging each of them would say
			t.Helper()
			hs, err := source.HealthOf(ctx, d, at)
			if err != nil {
				t.Fatal(err)
			}
			want := map[string]int{}
			for _, h := range hs {
				want[h.Word]++
			}
			if l := list(f); fmt.Sprint(l.Words) != fmt.Sprint(want) || l.Total != len(hs) || l.All != len(hs) {
				t.Errorf("kept %v, judged %v", l.Words, want)
			}
		}
		same(source.ListFilter{})
		l := list(source.ListFilter{Word: "failing", Skip: 4, Limit: 4})
		if len(l.Rows) != 4 || l.Words["failing"] != 10 || l.Rows[0].Word != "failing" || l.Total != 60 {
			t.Errorf("a page of failing ones: %d of %v", len(l.Rows), l.Words)
		}
		for text, want := range map[string]int{"D1.EXAMPLE": 20, "él DIARIO": 60, "OUTLET-00002": 20, "outlet-00000 /3/": 1, "nothing": 0, "%": 0, "_": 0, "!": 0} {
			if l := list(source.ListFilter{Text: text, Limit: 100}); l.Total != want || len(l.Rows) != want || l.All != 60 {
				t.Errorf("%q: %d, %d rows, want %d", text, l.Total, len(l.Rows), want)
			}
		}
		f, err := source.LoadFreshness(ctx, d, at.Add(90*time.Minute))
		if err != nil || f.Sources != 40 || f.Read != 10 || f.Age != 90*time.Minute {
			t.Errorf("freshness %+v, %v", f, err)
		}
		// A person's act, a week without news, and rows of an earlier version.
		tx(func(tx *db.Tx) error { return source.Resume(tx, all[3].ID) })
		same(source.ListFilter{})
		at = at.AddDate(0, 0, 8)
		tx(func(tx *db.Tx) error { _, err := source.Rank(tx); return err })
		same(source.ListFilter{})
		tx(func(tx *db.Tx) error {
			if _, err := tx.Exec(`UPDATE sources SET rank = -1`); err != nil {
				return err
			}
			more, err := source.Rank(tx)
			if more {
				t.Error("there is more to reckon")
			}
			return err
		})
		same(source.ListFilter{})
	})
}

func TestPrunePolls(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := context.Background()
		at := time.Date(2021, 8, 24, 12, 0, 0, 0, time.UTC)
		d.SetNow(func() time.Time { return at })
		many(t, d, 1)
		all, err := source.Sources(ctx, d)
		if err != nil {
			t.Fatal(err)
		}
		start := at
		for i := range 1000 {
			at = start.Add(time.Duration(i) * time.Hour)
			p := source.Poll{Source: all[0].ID, At: at, Status: 200, Items: 10, Fresh: 1, Took: 20 * time.Millisecond}
			if i >= 100 && i < 150 {
				p.Reason, p.Detail, p.Status = "dns", "no such host", 0
			}
			if err := d.InTx(ctx, func(tx *db.Tx) error { _, err := source.RecordPoll(tx, p); return err }); err != nil {
				t.Fatal(err)
			}
		}
		gaps := func() string {
			g, err := source.Gaps(ctx, d, start, at.AddDate(0, 0, 1), at)
			if err != nil || len(g) == 0 {
				t.Fatalf("%v, %v", g, err)
			}
			return fmt.Sprint(g)
		}
		before := gaps()
		for range 2 { // a second time changes nothing
			for more := true; more; {
				err := d.InTx(ctx, func(tx *db.Tx) (err error) {
					more, err = source.PrunePolls(tx, start.Add(900*time.Hour))
					return err
				})
				if err != nil {
					t.Fatal(err)
				}
			}
		}
		var left, days, polls, failed, fresh int
		var whys string
		err = d.QueryRow(ctx, `SELECT (SELECT COUNT(*) FROM polls), COUNT(*), CAST(SUM(polls) AS BIGINT), CAST(SUM(failed) AS BIGINT), CAST(SUM(fresh) AS BIGINT), MAX(detail) FROM poll_days`).
			Scan(&left, &days, &polls, &failed, &fresh, &whys)
		if err != nil || left != 100 || days != 38 || polls != 900 || failed != 50 || fresh != 900 || whys != "no such host" {
			t.Errorf("%d polls left, %d days with %d polls, %d failed, %d fresh, %q, %v", left, days, polls, failed, fresh, whys, err)
		}
		if after := gaps(); after != before {
			t.Errorf("gaps before %s, after %s", before, after)
		}
	})
}

// BenchmarkList measures the desk's page of sources; VIGIA_SOURCES says how
// many there are (20,000).
func BenchmarkList(b *testing.B) {
	n := 20_000
	fmt.Sscan(os.Getenv("VIGIA_SOURCES"), &n)
	ctx, at := context.Background(), time.Date(2021, 8, 24, 12, 0, 0, 0, time.UTC)
	d, err := db.Open(ctx, b.TempDir()+"/vigia.db", db.Work)
	if err != nil {
		b.Fatal(err)
	}
	defer d.Close()
	d.SetNow(func() time.Time { return at })
	many(b, d, n)
	all, err := source.Sources(ctx, d)
	if err != nil {
		b.Fatal(err)
	}
	listed := make([]source.Listed, 60)
	for i := range listed {
		listed[i] = source.Listed{Key: fmt.Sprint(i), Title: fmt.Sprint("headline ", i), Fresh: true, Published: vigia.Date{At: at.Add(-time.Duration(i) * 11 * time.Hour), Precision: vigia.ToMin}}
	}
	for some := range slices.Chunk(all, 500) {
		err := d.InTx(ctx, func(tx *db.Tx) error {
			for i, s := range some {
				p := source.Poll{Source: s.ID, At: at, Status: 200, Items: 60, Fresh: 60, Listed: listed}
				if i%20 == 0 {
					p = source.Poll{Source: s.ID, At: at, Reason: "dns", Detail: "no such host"}
				}
				if _, err := source.RecordPoll(tx, p); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			b.Fatal(err)
		}
	}
	for _, f := range []struct {
		name string
		source.ListFilter
	}{{"first page", source.ListFilter{}}, {"failing", source.ListFilter{Word: "failing"}}, {"last page", source.ListFilter{Skip: n - 100}},
		{"search", source.ListFilter{Text: "diario 77"}}, {"search an address", source.ListFilter{Text: "/777/feed"}}} {
		f.Limit = 100
		b.Run(f.name, func(b *testing.B) {
			for b.Loop() {
				if _, err := source.List(ctx, d, f.ListFilter, at); err != nil {
					b.Fatal(err)
				}
				if _, err := source.LoadFreshness(ctx, d, at); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
	b.Run("judging each", func(b *testing.B) {
		for b.Loop() {
			if _, err := source.HealthOf(ctx, d, at); err != nil {
				b.Fatal(err)
			}
		}
	})
}
