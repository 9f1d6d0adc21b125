package desk_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"vigia"
	"vigia/internal/db"
	"vigia/internal/db/dbtest"
	"vigia/internal/desk"
	"vigia/internal/desk/desktest"
)

func TestANetworksThemeIsAPartOfTheQueue(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := desktest.New(t, d)
		w.Put(t, desktest.Report{ID: "both", Outlet: "volga", Networks: []string{"R"}, Themes: []string{"M"}})
		w.Put(t, desktest.Report{ID: "theme", Outlet: "lima", Networks: []string{"V"}, Themes: []string{"M"}})
		w.Put(t, desktest.Report{ID: "network", Outlet: "correo", Networks: []string{"R"}})
		q := load(t, w, desk.Filter{Network: "R", Theme: "M"})
		if got := show(q); got != "both" {
			t.Errorf("R and M: %s", got)
		}
		// The facet of networks shows what another network would give with the theme.
		if d := cmp.Diff([]desk.Facet{{Value: "M", Count: 2}, {Value: "R", Count: 1}, {Value: "V", Count: 1}}, q.Facets["network"]); d != "" {
			t.Error(d)
		}
		if d := cmp.Diff([]desk.Facet{{Value: "M", Count: 1}}, q.Facets["theme"]); d != "" {
			t.Error(d)
		}
	})
}

func TestCountry(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := world(t, d)
		// A person says that a report is not about Colombia.
		w.Put(t, desktest.Report{ID: "denied", Outlet: "lima", Published: desktest.Day(9, 18)})
		w.Tx(t, func(tx *db.Tx) error {
			return desk.CorrectLabel(tx, w.Ana, "denied", vigia.Label{Kind: vigia.LabelCountry, Value: "CO"})
		})
		day := func(n int) time.Time { return time.Date(2021, 9, n, 0, 0, 0, 0, time.UTC) }
		c, err := desk.LoadCountry(context.Background(), d, w.Monitor, "CO", day(18), day(19))
		if err != nil {
			t.Fatal(err)
		}
		if len(c.Stories) != 4 || c.Reports != 8 || c.Stories[0].Lead.ID != "noise_1" {
			t.Errorf("%d stories of %d reports, the newest %v", len(c.Stories), c.Reports, c.Stories[0].Lead.ID)
		}
		want := []desk.Facet{{Value: "V", Count: 2}, {Value: "-", Count: 1}, {Value: "M", Count: 1}, {Value: "R", Count: 1}}
		if d := cmp.Diff(want, c.Networks); d != "" {
			t.Error(d)
		}
		if d := cmp.Diff([]desk.Facet{{Value: "diplomatic", Count: 1}}, c.Dimensions); d != "" {
			t.Error(d)
		}
		if c, err := desk.LoadCountry(context.Background(), d, w.Monitor, "CO", day(19), day(25)); err != nil || len(c.Stories) != 0 {
			t.Errorf("another period: %v, %v", c, err)
		}
	})
}

func TestTrends(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		now := time.Date(2021, 9, 30, 12, 0, 0, 0, time.UTC)
		w := desktest.New(t, d)
		for ago := range 100 {
			r := desktest.Report{ID: fmt.Sprintf("r%d", ago), Outlet: "lima", Countries: []string{"PE"}, Networks: []string{"V"}, Story: fmt.Sprintf("s%d", ago/2),
				Published: vigia.Date{At: now.Add(-time.Duration(24*ago+1) * time.Hour), Precision: vigia.ToMin}}
			if ago == 0 { // the same story, of two networks: it counts once for the country
				r.Networks = []string{"V", "R"}
			}
			w.Put(t, r)
		}
		all, err := desk.Trends(context.Background(), d, "PE", now)
		if err != nil {
			t.Fatal(err)
		}
		pe := all["PE"]
		if len(all) != 1 || len(pe) != 3 {
			t.Fatalf("trends: %v", all)
		}
		if n := len(pe[""].Weeks); n != 27 || pe[""].Weeks[26] != 3 || pe["V"].Weeks[26] != 3 || pe["R"].Weeks[26] != 1 || pe[""].Weeks[0] != 0 {
			t.Errorf("weeks: %+v", pe)
		}
		if v := pe["V"]; !v.Known || v.Low > 3 || v.High < 4 {
			t.Errorf("expected %+v", v)
		}
		if all, err := desk.Trends(context.Background(), d, "", now.AddDate(-1, 0, 0)); err != nil || len(all) != 0 {
			t.Errorf("of nothing: %v, %v", all, err)
		}
	})
}
