package desk_test

import (
	"context"
	"errors"
	"testing"

	"vigia"
	"vigia/internal/db"
	"vigia/internal/db/dbtest"
	"vigia/internal/desk"
	"vigia/internal/desk/desktest"
)

func TestLoadReport(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := context.Background()
		w := world(t, d)
		view := func(id string) (desk.ReportView, error) { return desk.LoadReport(ctx, d, w.Monitor, w.Registry, id) }
		v, err := view("relay_1")
		if err != nil {
			t.Fatal(err)
		}
		if v.Report.ID != "relay_1" || v.Row.Origin != "correo_1" || v.Row.Relation != vigia.Copy || v.Why != "because" || v.Capture.SHA256 != "sha-of-cap_relay_1" {
			t.Errorf("view: %+v", v)
		}
		if v.Story != "summit" || len(v.Members) != 4 || v.Members[0].ID != "canal_1" || v.Search != nil || len(v.Labels) != 3 {
			t.Errorf("around it: %q %d %v %v", v.Story, len(v.Members), v.Search, v.Labels)
		}
		w.Tx(t, func(tx *db.Tx) error {
			_, err := tx.Exec(`INSERT INTO searches (id, report, at, by, window_days, query, searched, independent, version)
				VALUES ('sea_1', 'canal_1', 1, '', 7, 'cumbre', 9, '["lima_1","correo_1"]', '1')`)
			if err != nil {
				return err
			}
			return desk.Reject(tx, w.Monitor, w.Ana, "canal_1", "weak", "others have it")
		})
		v, err = view("canal_1")
		if err != nil || v.Search == nil || v.Search.Searched != 9 || len(v.Compared) != 2 || v.Compared[0].ID != "lima_1" {
			t.Errorf("search: %+v %v", v.Search, err)
		}
		if v.Family != "Grupo Estatal Orinoco" || len(v.Owners) != 1 || len(v.Decisions) != 1 || v.Row.State != desk.Rejected || !v.Row.StateMedia {
			t.Errorf("view: %+v", v)
		}
		if v, err := view("noise_1"); err != nil || len(v.Members) != 0 {
			t.Errorf("alone: %v %v", v.Members, err)
		}
		for _, id := range []string{"rep_none", "unread_1"} {
			if _, err := view(id); !errors.Is(err, vigia.ErrNotFound) {
				t.Errorf("%s: %v", id, err)
			}
		}
	})
}

func TestTroubles(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := desktest.New(t, d)
		w.Tx(t, func(tx *db.Tx) error {
			for id, state := range map[string]string{"src_1": "active", "src_2": "paused"} {
				_, err := tx.Exec(`INSERT INTO sources (id, outlet, url, title, kind, language, state, verified, every_s, next_at, etag, modified,
					last_at, ok_at, item_at, fails, reason, detail, remedy)
					VALUES (?, 'correo', ?, ?, 'rss', 'es', ?, 0, 60, 0, '', '', 5, 0, 0, 3, 'http', '503', 'wait for the server')`, id, id, "Feed "+id, state)
				if err != nil {
					return err
				}
			}
			for _, c := range [][3]string{{"c1", "u1", "timeout"}, {"c2", "u2", "timeout"}, {"c3", "u3", "robots"}, {"c4", "u4", "timeout"}, {"c5", "u5", ""}} {
				if err := desktest.Capture(tx, c[0], c[1], c[2]); err != nil {
					return err
				}
			}
			if err := desktest.Capture(tx, "c6", "u4", ""); err != nil { // u4 came in the end
				return err
			}
			_, err := tx.Exec(`INSERT INTO misreads (capture, at, reason, remedy, version) VALUES ('c5', 7, 'no text', 'open the page', '1')`)
			return err
		})
		all, err := desk.Troubles(context.Background(), d, 10)
		if err != nil {
			t.Fatal(err)
		}
		type line struct {
			what, where, reason, remedy string
			n                           int
		}
		got := map[line]bool{}
		for _, x := range all {
			got[line{x.What, x.Where, x.Reason, x.Remedy, x.Count}] = true
		}
		want := []line{
			{"source", "Feed src_1", "http: 503", "wait for the server", 3},
			{"capture", "import", "timeout", "wait", 2},
			{"capture", "import", "robots", "wait", 1},
			{"reading", "import", "no text", "open the page", 1},
		}
		for _, l := range want {
			if !got[l] {
				t.Errorf("not there: %+v", l)
			}
		}
		if len(all) != len(want) || all[0].What != "capture" {
			t.Errorf("troubles: %+v", all)
		}
		if few, err := desk.Troubles(context.Background(), d, 1); err != nil || len(few) != 1 {
			t.Errorf("limit: %v %v", few, err)
		}
	})
}

func TestCounts(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := world(t, d)
		w.Tx(t, func(tx *db.Tx) error {
			if err := desktest.Capture(tx, "failed", "u", "timeout"); err != nil {
				return err
			}
			if err := desk.Reject(tx, w.Monitor, w.Ana, "opinion_1", "opinion", ""); err != nil {
				return err
			}
			return desk.Record(tx, w.Ana, desk.Decision{Report: "volga_1", Action: desk.Selected, Digest: "R"})
		})
		w.Tx(t, func(tx *db.Tx) error {
			return desk.Record(tx, w.Ana, desk.Decision{Report: "volga_1", Action: desk.Removed, Digest: "M"})
		})
		got, err := desk.LoadCounts(context.Background(), d)
		want := desk.Counts{Outlets: 8, Captures: 9, Failed: 1, Reports: 8, Stories: 2, Selected: 1, Rejected: 1, Open: 6}
		if err != nil || got != want {
			t.Errorf("%+v %v, want %+v", got, err, want)
		}
	})
}
