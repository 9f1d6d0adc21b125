package desk_test

import (
	"context"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"vigia"
	"vigia/internal/db"
	"vigia/internal/db/dbtest"
	"vigia/internal/desk"
	"vigia/internal/desk/desktest"
)

// TestUnusual has half a year in which lima writes a story of V in Peru each
// day but for the last nine, correo one of R each week, and then some days in
// which correo, and one that copies it, write much of R in Mexico. So more comes
// in than usual, and more is expected of all.
func TestUnusual(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		now := time.Date(2021, 9, 30, 12, 0, 0, 0, time.UTC)
		if got, err := desk.LoadUnusual(context.Background(), d, now); err != nil || len(got) > 0 {
			t.Fatalf("of nothing: %v, %v", got, err)
		}
		w := desktest.New(t, d)
		n := 0
		put := func(ago int, r desktest.Report) {
			n++
			r.ID = fmt.Sprintf("r%d", n)
			r.Published = vigia.Date{At: now.Add(-time.Duration(24*ago+1) * time.Hour), Precision: vigia.ToMin}
			w.Put(t, r)
		}
		for ago := range 195 {
			put(ago, desktest.Report{Outlet: "rheinland", Networks: []string{}})
			if ago >= 9 {
				put(ago, desktest.Report{Outlet: "lima", Countries: []string{"PE"}})
			}
			if ago%7 == 2 {
				put(ago, desktest.Report{Outlet: "correo", Networks: []string{"R"}, Countries: []string{"CO"}, Title: fmt.Sprintf("Boletín semanal de Rusia, %d", ago)})
			}
		}
		for i := range 8 {
			story := fmt.Sprintf("mx%d", i)
			put(i%4, desktest.Report{Outlet: "correo", Networks: []string{"R"}, Countries: []string{"MX"}, Story: story, Title: "Tema " + story})
			put(i%4, desktest.Report{Outlet: "meridiana", Networks: []string{"R"}, Countries: []string{"MX"}, Story: story, Relation: vigia.Copy})
		}
		// A series that has never named Argentina before.
		put(2, desktest.Report{Outlet: "correo", Networks: []string{"R"}, Countries: []string{"AR"}, Title: "Boletín semanal de Rusia, 900"})
		// A country that a person denied.
		put(1, desktest.Report{Outlet: "correo", Networks: []string{"R"}, Countries: []string{"NI"}, Title: "Denied"})
		w.Tx(t, func(tx *db.Tx) error {
			_, err := tx.Exec(`INSERT INTO labels (report, kind, value, score, why, by, at, version) VALUES (?, 'country', 'NI', 0, '', ?, 1, '')`, fmt.Sprintf("r%d", n), w.Ana.ID)
			return err
		})
		// Three outlets name a firm that none has named with R; one that was named
		// before, one in a text of which the name was not known, and one in copies.
		w.Tx(t, func(tx *db.Tx) error {
			for _, name := range []string{"Zarubezhneft", "Rosneft", "Gazprom_", "Uralkali"} {
				if _, err := tx.Exec(`INSERT INTO entities (id, type, name, country, origin, note) VALUES (?, 'organisation', ?, 'RU', 'monitor', '')`, "org:"+name, name); err != nil {
					return err
				}
			}
			return nil
		})
		name := func(ago int, firm string, r desktest.Report) {
			r.Title, r.Networks, r.Countries = firm+" en Managua", []string{"R"}, []string{"NI"}
			put(ago, r)
			w.Tx(t, func(tx *db.Tx) error {
				_, err := tx.Exec(`INSERT INTO mentions (report, start, stop, form, entity, why, score) VALUES (?, 0, 5, ?, ?, '', 1)`, fmt.Sprintf("r%d", n), firm, "org:"+firm)
				return err
			})
		}
		put(100, desktest.Report{Outlet: "correo", Networks: []string{"R"}, Countries: []string{"NI"}, Title: "Gazprom_ y su gas"})
		name(120, "Rosneft", desktest.Report{Outlet: "correo"})
		for i, outlet := range []string{"canal", "lima", "isthmus"} {
			for _, firm := range []string{"Zarubezhneft", "Rosneft", "Gazprom_"} {
				name(i, firm, desktest.Report{Outlet: outlet, Story: "ni" + firm})
			}
			name(i, "Uralkali", desktest.Report{Outlet: outlet, Story: "niUralkali", Relation: vigia.Copy})
		}
		us, err := desk.LoadUnusual(context.Background(), d, now)
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, u := range us {
			got = append(got, fmt.Sprintf("%s %s×%s %d of %d–%d, %d days ago, %d stories, %d routine", u.Kind, u.Network, u.Value, u.Count, u.Low, u.High, u.Days, len(u.Stories), u.Routines))
		}
		want := []string{
			"burst R× 13 of 0–7, 1 days ago, 13 stories, 2 routine",
			"first R×MX 8 of 0–0, 3 days ago, 8 stories, 0 routine",
			"actor R×org:Zarubezhneft 1 of 0–0, 2 days ago, 1 stories, 0 routine",
			"silence V× 0 of 10–28, 9 days ago, 0 stories, 0 routine",
			"silence V×PE 0 of 10–28, 9 days ago, 0 stories, 0 routine",
		}
		if d := cmp.Diff(want, got); d != "" {
			t.Error(d)
		}
		if len(us) > 1 && !slices.Contains(us[1].Stories, "mx3") {
			t.Errorf("stories of the first: %v", us[1].Stories)
		}
	})
}
