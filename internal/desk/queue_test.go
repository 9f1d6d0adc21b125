package desk_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"vigia"
	"vigia/internal/db"
	"vigia/internal/db/dbtest"
	"vigia/internal/desk"
	"vigia/internal/desk/desktest"
	"vigia/internal/monitor"
	"vigia/internal/source"
)

// world has a summit that five outlets told, an accord that only state media
// told, an opinion, and a report that has nothing to do with the monitor.
func world(t *testing.T, d *db.DB) *desktest.World {
	t.Helper()
	w := desktest.New(t, d)
	hour := func(h int) vigia.Date {
		return vigia.Date{At: time.Date(2021, 9, 18, h, 0, 0, 0, time.UTC), Precision: vigia.ToMin}
	}
	for _, r := range []desktest.Report{
		{ID: "canal_1", Outlet: "canal", Story: "summit", Published: hour(8), Dimensions: []string{"diplomatic"}},
		{ID: "correo_1", Outlet: "correo", Story: "summit", Published: hour(10), Countries: []string{"CO", "MX"}},
		{ID: "lima_1", Outlet: "lima", Story: "summit", Published: hour(9)}, // of the same family as correo
		{ID: "isthmus_1", Outlet: "isthmus", Story: "summit", Published: hour(11), Language: "en"},
		{ID: "relay_1", Outlet: "meridiana", Story: "summit", Published: hour(12), Relation: vigia.Copy, Origin: "correo_1"},
		{ID: "volga_1", Outlet: "volga", Story: "accord", Published: hour(20), Language: "ru", Networks: []string{"R"}, Themes: []string{"M"}},
		{ID: "opinion_1", Outlet: "meridiana", Published: hour(7), Genre: vigia.Opinion},
		{ID: "noise_1", Outlet: "rheinland", Published: hour(23), Networks: []string{}},
		{ID: "unread_1", Unread: true},
	} {
		w.Put(t, r)
	}
	return w
}

func load(t *testing.T, w *desktest.World, f desk.Filter) desk.Queue {
	t.Helper()
	q, err := desk.LoadQueue(context.Background(), w.DB, w.Monitor, f)
	if err != nil {
		t.Fatal(err)
	}
	return q
}

// show writes stories as "lead(others)".
func show(q desk.Queue) string {
	var all []string
	for _, s := range q.Rows {
		var others []string
		for _, o := range s.Others {
			others = append(others, o.ID)
		}
		line := s.Lead.ID
		if len(others) > 0 {
			line += "(" + strings.Join(others, " ") + ")"
		}
		all = append(all, line)
	}
	return strings.Join(all, " ")
}

func TestQueue(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := world(t, d)
		q := load(t, w, desk.Filter{})
		if got, want := show(q), "lima_1(correo_1 isthmus_1 canal_1 relay_1) opinion_1 volga_1 noise_1"; got != want {
			t.Errorf("best: %s, want %s", got, want)
		}
		if q.Stories != 4 || q.Reports != 8 {
			t.Errorf("%d stories of %d reports", q.Stories, q.Reports)
		}
		if s := q.Rows[0]; s.Families != 2 || s.State || !s.Last.Equal(time.Date(2021, 9, 18, 12, 0, 0, 0, time.UTC)) || s.Others[2].ID != "canal_1" || !s.Others[2].StateMedia {
			t.Errorf("summit: %+v", s)
		}
		if s := q.Rows[2]; !s.State || s.Families != 0 {
			t.Errorf("accord: %+v", s)
		}
		for _, tt := range []struct {
			name string
			f    desk.Filter
			want string
		}{
			{"newest", desk.Filter{Sort: "newest"}, "noise_1 volga_1 lima_1(correo_1 isthmus_1 canal_1 relay_1) opinion_1"},
			{"network", desk.Filter{Network: "R"}, "volga_1"},
			{"theme", desk.Filter{Network: "M"}, "volga_1"},
			{"no network", desk.Filter{Network: "-"}, "noise_1"},
			{"country", desk.Filter{Country: "MX"}, "correo_1"},
			{"dimension", desk.Filter{Dimension: "diplomatic"}, "canal_1"},
			{"class", desk.Filter{Class: "ISF"}, "noise_1"},
			{"state media", desk.Filter{Class: "state"}, "volga_1 canal_1"},
			{"language", desk.Filter{Language: "en"}, "isthmus_1"},
			{"genre", desk.Filter{Genre: "opinion"}, "opinion_1"},
			{"outlet", desk.Filter{Outlet: "lima"}, "lima_1"},
			{"words", desk.Filter{Text: "istHMus"}, "isthmus_1"},
			{"from", desk.Filter{From: time.Date(2021, 9, 18, 20, 0, 0, 0, time.UTC)}, "volga_1 noise_1"},
			{"to", desk.Filter{To: time.Date(2021, 9, 18, 8, 0, 0, 0, time.UTC)}, "opinion_1"},
			{"page", desk.Filter{Limit: 1, Offset: 2}, "volga_1"},
			{"past the end", desk.Filter{Limit: 5, Offset: 99}, ""},
			{"hostile", desk.Filter{Text: `%' OR 1=1 --`, Network: `'`}, ""},
		} {
			if got := show(load(t, w, tt.f)); got != tt.want {
				t.Errorf("%s: %s, want %s", tt.name, got, tt.want)
			}
		}
	})
}

// A facet shows what its values would give if the other filters stay.
func TestFacets(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := world(t, d)
		q := load(t, w, desk.Filter{Language: "es", Network: "V"})
		for name, want := range map[string][]desk.Facet{
			"network":  {{Value: "V", Count: 5}, {Value: "-", Count: 1}},
			"language": {{Value: "es", Count: 5}, {Value: "en", Count: 1}},
			"class":    {{Value: "IP", Count: 4}, {Value: "SC", Count: 1}, {Value: "state", Count: 1}},
			"genre":    {{Value: "news", Count: 4}, {Value: "opinion", Count: 1}},
		} {
			if diff := cmp.Diff(want, q.Facets[name]); diff != "" {
				t.Errorf("%s: %s", name, diff)
			}
		}
	})
}

func TestQueueByDecision(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := world(t, d)
		w.Tx(t, func(tx *db.Tx) error {
			if err := desk.Reject(tx, w.Monitor, w.Ana, "opinion_1", "opinion", ""); err != nil {
				return err
			}
			return desk.Record(tx, w.Ana, desk.Decision{Report: "volga_1", Action: desk.Selected, Digest: "R"})
		})
		for state, want := range map[string]string{"selected": "volga_1", "rejected": "opinion_1"} {
			if got := show(load(t, w, desk.Filter{State: state})); got != want {
				t.Errorf("%s: %s, want %s", state, got, want)
			}
		}
		if q := load(t, w, desk.Filter{}); q.Reports != 6 {
			t.Errorf("open: %s", show(q))
		}
		if q := load(t, w, desk.Filter{State: "all"}); q.Reports != 8 {
			t.Errorf("all: %s", show(q))
		}
	})
}

// The queue judges an outlet by the span of the report's day, as the registry
// does: the last day belongs to it, a withdrawn span holds on no day.
func TestQueueClassOfTheDay(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := desktest.New(t, d)
		span := func(class vigia.Class, from, to time.Time) monitor.Outlet {
			return monitor.Outlet{Key: "turned", Name: "Turned", Class: class, Government: "VE", ValidFrom: from, ValidTo: to}
		}
		day := func(m time.Month, d int) time.Time { return time.Date(2021, m, d, 0, 0, 0, 0, time.UTC) }
		sync := func(spans ...monitor.Outlet) {
			w.Tx(t, func(tx *db.Tx) error { return source.SyncOutlets(tx, spans) })
		}
		sync(span(vigia.IndependentPrivate, time.Time{}, day(8, 14)), span(vigia.StateManaged, day(8, 20), time.Time{}))
		sync(span(vigia.IndependentPrivate, time.Time{}, day(8, 14)), span(vigia.StateControlled, day(9, 1), time.Time{})) // 20 August is withdrawn
		reg, err := source.LoadRegistry(context.Background(), d)
		if err != nil {
			t.Fatal(err)
		}
		for id, tt := range map[string]struct {
			at   time.Time
			want vigia.Class
		}{
			"before": {day(8, 14).Add(20 * time.Hour), vigia.IndependentPrivate},
			"gap":    {day(8, 20).Add(time.Hour), vigia.UnknownClass},
			"after":  {day(9, 1), vigia.StateControlled},
		} {
			w.Put(t, desktest.Report{ID: id, Outlet: "turned", Published: vigia.Date{At: tt.at, Precision: vigia.ToMin}})
			rows, err := desk.Rows(context.Background(), d, w.Monitor, []string{id})
			if err != nil || len(rows) != 1 || rows[0].Class != tt.want {
				t.Errorf("%s: %+v %v, want %q", id, rows, err, tt.want)
			}
			if o, _ := reg.At("turned", tt.at); o.Class != tt.want {
				t.Errorf("%s: the registry says %q", id, o.Class)
			}
		}
	})
}
