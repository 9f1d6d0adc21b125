package edition_test

import (
	"context"
	"testing"
	"time"

	"vigia"
	"vigia/internal/db"
	"vigia/internal/db/dbtest"
	"vigia/internal/desk"
	"vigia/internal/edition"
)

func date(m time.Month, d int) time.Time { return time.Date(2021, m, d, 0, 0, 0, 0, time.UTC) }

func TestCreate(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		r := open(t, d)
		for _, tt := range []struct {
			name string
			by   desk.Person
			n    edition.New
			kind error
			says string
		}{
			{"number taken", r.Elena, edition.New{Number: 23, From: date(10, 1), To: date(11, 30)}, vigia.ErrConflict, "an edition 23 already"},
			{"overlap", r.Elena, edition.New{From: date(9, 30), To: date(11, 30)}, vigia.ErrConflict, "overlaps that of edition 23"},
			{"overlap around", r.Elena, edition.New{From: date(7, 1), To: date(12, 31)}, vigia.ErrConflict, "overlaps that of edition 23"},
			{"backwards", r.Elena, edition.New{From: date(11, 30), To: date(10, 1)}, vigia.ErrInvalid, "before it begins"},
			{"half a period", r.Elena, edition.New{From: date(11, 30)}, vigia.ErrInvalid, "no period"},
			{"early anchor", r.Elena, edition.New{From: date(10, 1), To: date(11, 30), Anchor: date(9, 1)}, vigia.ErrInvalid, "before the period"},
			{"negative number", r.Elena, edition.New{Number: -1, From: date(10, 1), To: date(11, 30)}, vigia.ErrInvalid, "no number"},
			{"role", r.Teresa, edition.New{}, vigia.ErrForbidden, "translator"},
		} {
			t.Run(tt.name, func(t *testing.T) {
				wants(t, r.Try(func(tx *db.Tx) error { _, err := edition.Create(tx, r.Monitor, tt.by, tt.n); return err }), tt.kind, tt.says)
			})
		}
		var next edition.Edition
		r.Tx(t, func(tx *db.Tx) (err error) {
			next, err = edition.Create(tx, r.Monitor, r.Ana, edition.New{})
			return err
		})
		if next.Number != 24 || !next.From.Equal(date(10, 1)) || !next.To.Equal(date(11, 30)) || !next.Anchor.Equal(next.To) || next.Status != edition.Draft || next.Policy.ID != "2020-05" {
			t.Errorf("next: %+v", next)
		}
	})
}

// The days are those of the zone in which they were given.
func TestCreateInAZone(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		r := open(t, d)
		tokyo := time.FixedZone("JST", 9*3600)
		var e edition.Edition
		r.Tx(t, func(tx *db.Tx) (err error) {
			e, err = edition.Create(tx, r.Monitor, r.Ana, edition.New{From: time.Date(2021, 10, 1, 0, 0, 0, 0, tokyo), To: time.Date(2021, 10, 31, 0, 0, 0, 0, tokyo)})
			return err
		})
		if !e.From.Equal(date(10, 1)) || !e.To.Equal(date(10, 31)) {
			t.Errorf("%s to %s", e.From, e.To)
		}
	})
}

func TestChain(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		r, ctx := open(t, d), context.Background()
		create := func(n int, from, to time.Time) (e edition.Edition) {
			r.Tx(t, func(tx *db.Tx) (err error) {
				e, err = edition.Create(tx, r.Monitor, r.Elena, edition.New{Number: n, From: from, To: to})
				return err
			})
			return e
		}
		june := create(22, date(6, 1), date(7, 31))
		april := create(20, date(3, 1), date(4, 30))
		for _, tt := range []struct {
			name string
			e    edition.Edition
			want int
		}{{"just before", r.e, 22}, {"gap", june, 0}, {"first", april, 0}} {
			p, ok, err := edition.Previous(ctx, d, tt.e)
			if err != nil || ok != (tt.want != 0) || p.Number != tt.want {
				t.Errorf("%s: %d %v %v, want %d", tt.name, p.Number, ok, err, tt.want)
			}
		}
		if e, err := edition.Open(ctx, d); err != nil || e.Number != 23 {
			t.Errorf("open: %d %v", e.Number, err)
		}
		all, err := edition.List(ctx, d)
		if err != nil || len(all) != 3 || all[0].Number != 23 || all[2].Number != 20 {
			t.Errorf("list: %v %v", all, err)
		}
		if e, err := edition.ByNumber(ctx, d, 22); err != nil || e.ID != june.ID {
			t.Errorf("by number: %v", err)
		}
		_, err = edition.ByNumber(ctx, d, 99)
		wants(t, err, vigia.ErrNotFound, "no edition 99")
		e, err := edition.Get(ctx, d, june.ID)
		g, err2 := edition.Check(ctx, d, r.Monitor, r.Registry, e)
		if err != nil || err2 != nil || !has(g, vigia.Note, "period", "chain") {
			t.Errorf("the gap is not said: %v %v %v", err, err2, findings(g, vigia.Note))
		}
	})
}

func TestHead(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		r := open(t, d)
		head := edition.Head{Title: vigia.Texts{"en": " A title ", "es": ""}, Subtitle: vigia.Texts{"en": "Sub"}, Abstract: vigia.Texts{"en": "Short."},
			Authors: []edition.Author{{Name: "Ana", Rank: vigia.Texts{"en": "Analyst"}, Link: "https://a.example/ana"}, {}}}
		save := func(by desk.Person, h edition.Head) error {
			return r.Try(func(tx *db.Tx) error { return edition.SaveHead(tx, by, r.e.ID, h) })
		}
		if err := save(r.Teresa, head); err != nil {
			t.Fatal(err)
		}
		e := r.now(t)
		if e.Title["en"] != "A title" || len(e.Title) != 1 || len(e.Authors) != 1 || e.Revision != 2 || !e.Anchor.Equal(anchor) {
			t.Errorf("head: %+v", e)
		}
		if err := save(r.Teresa, head); err != nil || r.now(t).Revision != 2 {
			t.Errorf("the same head again: %v, revision %d", err, r.now(t).Revision)
		}
		head.Authors = []edition.Author{{Rank: vigia.Texts{"en": "Analyst"}}}
		wants(t, save(r.Ana, head), vigia.ErrInvalid, "no name")
		head.Authors = []edition.Author{{Name: "Ana", Link: "javascript:alert(1)"}}
		wants(t, save(r.Ana, head), vigia.ErrInvalid, "no web address")
		wants(t, save(r.Paula, edition.Head{}), vigia.ErrForbidden, "keeper")
		wants(t, save(r.Ana, edition.Head{Anchor: date(7, 1)}), vigia.ErrInvalid, "before the period")
	})
}

func TestSpecial(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		r := open(t, d)
		set := func(by desk.Person, reason string, noCap bool, num, den int) error {
			return r.Try(func(tx *db.Tx) error { return edition.SetSpecial(tx, by, r.e.ID, reason, noCap, num, den) })
		}
		const reason = "This issue shows their messaging on the pandemic."
		wants(t, set(r.Ana, reason, true, 0, 0), vigia.ErrForbidden, "analyst")
		wants(t, set(r.Elena, "because", true, 0, 0), vigia.ErrRefused, "characters")
		wants(t, set(r.Elena, reason, false, 1, 5), vigia.ErrRefused, "does not raise")
		wants(t, set(r.Elena, reason, true, 1, 2), vigia.ErrRefused, "at once")
		if err := set(r.Elena, reason, false, 1, 2); err != nil {
			t.Fatal(err)
		}
		if sp := r.now(t).Special; sp == nil || sp.By != r.Elena.ID || sp.Num != 1 || !sp.Notice {
			t.Errorf("special: %+v", sp)
		}
		if doc := r.assemble(t); doc.Special["en"] != "Special, above 1/5: "+reason+" en" {
			t.Errorf("notice: %q", doc.Special)
		}
		if err := r.Try(func(tx *db.Tx) error { return edition.UnsetSpecial(tx, r.Ernesto, r.e.ID) }); err != nil || r.now(t).Special != nil {
			t.Errorf("unset: %v", err)
		}
	})
}
