package edition_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"vigia"
	"vigia/internal/db"
	"vigia/internal/db/dbtest"
	"vigia/internal/desk"
	"vigia/internal/desk/desktest"
	"vigia/internal/edition"
)

// Each case changes one thing of a sound request for a sound report.
func TestSelectRefuses(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		r := open(t, d)
		r.Put(t, desktest.Report{ID: "ok"})
		r.Put(t, desktest.Report{ID: "taken", Outlet: "isthmus"})
		r.choose(t, r.Ana, r.request("taken", "V"), edition.Prepared{})
		for _, tt := range []struct {
			name   string
			report desktest.Report
			by     desk.Person
			change func(*edition.SelectRequest)
			kind   error
			says   string
		}{
			{name: "opinion", report: desktest.Report{ID: "opinion", Genre: vigia.Opinion}, kind: vigia.ErrRefused, says: "may not be selected"},
			{name: "declaration", report: desktest.Report{ID: "declaration", Genre: vigia.Declaration}, kind: vigia.ErrRefused, says: "may not be selected"},
			{name: "genre open", report: desktest.Report{ID: "nogenre", Genre: "-"}, kind: vigia.ErrRefused, says: "genre is not decided"},
			{name: "official", report: desktest.Report{ID: "official", Outlet: "ministry", Kind: vigia.OfficialDocument}, kind: vigia.ErrRefused, says: "cite it in the analysis"},
			{name: "before the period", report: desktest.Report{ID: "july", Published: desktest.Day(time.July, 31)}, kind: vigia.ErrRefused, says: "outside the period"},
			{name: "after the period", report: desktest.Report{ID: "october", Published: desktest.Day(time.October, 1)}, kind: vigia.ErrRefused, says: "outside the period"},
			{name: "undated", report: desktest.Report{ID: "undated", Published: vigia.Date{Precision: "x"}}, kind: vigia.ErrRefused, says: "date"},
			{name: "no country", report: desktest.Report{ID: "elsewhere", Countries: []string{"FR"}}, kind: vigia.ErrRefused, says: "links it to the region"},
			{name: "copy", report: desktest.Report{ID: "copy", Outlet: "lima", Relation: vigia.Copy, Origin: "taken"}, kind: vigia.ErrRefused, says: "carries the text of taken"},
			{name: "no dimension", change: func(q *edition.SelectRequest) { q.Dimensions = nil }, kind: vigia.ErrRefused, says: "no dimension"},
			{name: "unknown dimension", change: func(q *edition.SelectRequest) { q.Dimensions = []string{"lunar"} }, kind: vigia.ErrInvalid, says: "lunar"},
			{name: "no summary", change: func(q *edition.SelectRequest) { q.Summary = vigia.Texts{"es": "Se abrió."} }, kind: vigia.ErrInvalid, says: "missing in en"},
			{name: "long summary", change: func(q *edition.SelectRequest) { q.Summary = vigia.Texts{"en": "One. Two. Three. Four."} }, kind: vigia.ErrInvalid, says: "4 sentences"},
			{name: "signed summary", change: func(q *edition.SelectRequest) { q.Summary["es"] = "Se abrió. - El Correo Andino el 18-SEP" }, kind: vigia.ErrInvalid, says: "in es ends with its outlet"},
			{name: "unknown digest", change: func(q *edition.SelectRequest) { q.Digest = "Z" }, kind: vigia.ErrInvalid, says: `no digest "Z"`},
			{name: "twice in a digest", change: func(q *edition.SelectRequest) { q.Report = "taken" }, kind: vigia.ErrConflict, says: "already"},
			{name: "unknown report", change: func(q *edition.SelectRequest) { q.Report = "rep_none" }, kind: vigia.ErrNotFound, says: "rep_none"},
			{name: "unknown edition", change: func(q *edition.SelectRequest) { q.Edition = "edi_none" }, kind: vigia.ErrNotFound, says: "edi_none"},
			{name: "role", by: r.Paula, kind: vigia.ErrForbidden, says: "keeper"},
			{name: "translator", by: r.Teresa, kind: vigia.ErrForbidden, says: "translator"},
		} {
			t.Run(tt.name, func(t *testing.T) {
				q := r.request("ok", "V")
				if tt.report.ID != "" {
					r.Put(t, tt.report)
					q.Report = tt.report.ID
				}
				if tt.change != nil {
					tt.change(&q)
				}
				by := tt.by
				if by.ID == "" {
					by = r.Bruno
				}
				_, err := r.try(by, q, edition.Prepared{})
				if !errors.Is(err, tt.kind) || !strings.Contains(err.Error(), tt.says) {
					t.Errorf("%v; want %v that says %q", err, tt.kind, tt.says)
				}
			})
		}
		its, err := edition.Items(context.Background(), d, r.e.ID)
		if err != nil || len(its) != 1 {
			t.Errorf("refused items stand in the edition: %v %v", its, err)
		}
		if _, err := r.try(r.Bruno, r.request("ok", "V"), edition.Prepared{}); err != nil {
			t.Errorf("the sound request: %v", err)
		}
	})
}

// A report of 22:30 in New York on the last day is of that day, although it is
// the next one in UTC.
func TestSelectCountsDaysInTheZone(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		r := open(t, d)
		at := func(id string, at time.Time) error {
			r.Put(t, desktest.Report{ID: id, Published: vigia.Date{At: at, Precision: vigia.ToMin}})
			_, err := r.try(r.Ana, r.request(id, "V"), edition.Prepared{})
			return err
		}
		if err := at("last", time.Date(2021, 10, 1, 2, 30, 0, 0, time.UTC)); err != nil {
			t.Errorf("the last evening: %v", err)
		}
		wants(t, at("eve", time.Date(2021, 8, 1, 2, 30, 0, 0, time.UTC)), vigia.ErrRefused, "outside the period")
	})
}

// State media that others reported too is refused, and they are named and
// offered; an editor who did not select it may override.
func TestStateMedia(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		r := open(t, d)
		ctx := context.Background()
		r.Put(t, desktest.Report{ID: "canal_1", Outlet: "canal", Title: "La cumbre"})
		r.Put(t, desktest.Report{ID: "correo_1", Title: "Se abre la cumbre"})
		q := r.request("canal_1", "V")

		_, err := r.try(r.Ana, q, edition.Prepared{})
		wants(t, err, vigia.ErrRefused, "without a recorded search")

		_, err = r.try(r.Ana, q, searched("canal_1", "correo_1"))
		wants(t, err, vigia.ErrRefused, "correo_1", "El Correo Andino", "select one of those")
		var refusal *edition.Refusal
		if !errors.As(err, &refusal) || len(refusal.Independent) != 1 || refusal.Independent[0].ID != "correo_1" {
			t.Errorf("nobody is offered: %#v", err)
		}

		q.Override = "It alone carries the text of the accord."
		_, err = r.try(r.Elena, q, edition.Prepared{})
		wants(t, err, vigia.ErrRefused, "without a recorded search")
		it := r.choose(t, r.Elena, q, searched("canal_1", "correo_1"))
		if it.Asked != q.Override || it.Override != nil {
			t.Errorf("asked: %+v", it)
		}
		if g := r.gate(t); !has(g, vigia.Block, "digests/V/items/0", "state") {
			t.Errorf("an override that nobody signed opens the gate: %v", findings(g, vigia.Block))
		}
		override := func(by desk.Person, reason string) error {
			return r.Try(func(tx *db.Tx) error { return edition.OverrideItem(tx, by, it.ID, reason) })
		}
		wants(t, override(r.Elena, q.Override), vigia.ErrForbidden, "Elena selected")
		wants(t, override(r.Bruno, q.Override), vigia.ErrForbidden, "analyst")
		wants(t, override(r.Ernesto, "yes"), vigia.ErrRefused, "characters")
		if err := override(r.Ernesto, q.Override); err != nil {
			t.Fatal(err)
		}
		if g := r.gate(t); has(g, vigia.Block, "digests/V/items/0", "state") || !has(g, vigia.Note, "digests/V/items/0", "override") {
			t.Errorf("after the override: %v", g.Findings)
		}
		var actions []string
		ds, err := desk.DecisionsOf(ctx, d, "canal_1")
		for _, x := range ds {
			actions = append(actions, string(x.Action)+" "+x.ByName)
		}
		if diff := cmp.Diff([]string{"select Elena", "override Ernesto"}, actions); diff != "" || err != nil {
			t.Error(diff, err)
		}
	})
}

func TestStateMediaThatNobodyElseReported(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		r := open(t, d)
		r.Put(t, desktest.Report{ID: "canal_1", Outlet: "canal"})
		q := r.request("canal_1", "V")
		q.Override = "Nobody needs to sign this."
		it := r.choose(t, r.Ana, q, searched("canal_1"))
		if it.Asked != "" {
			t.Errorf("it waits for an override that it does not need: %q", it.Asked)
		}
		s, err := edition.Selection(context.Background(), d, r.Monitor, r.Registry, r.now(t))
		if err != nil || len(s.Items) != 1 {
			t.Fatal(s, err)
		}
		got := s.Items[0]
		if got.Search == nil || got.Search.Searched != 12 || got.Class != vigia.StateControlled || got.Government != "VE" || got.Path != it.Path() {
			t.Errorf("item: %+v", got)
		}
		if g := r.gate(t); !has(g, vigia.Block, "digests", "cap") {
			t.Errorf("1 of 1 passes: %v", findings(g, vigia.Block))
		}
	})
}

// A search for one report does not serve another.
func TestPreparedForAnother(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		r := open(t, d)
		r.Put(t, desktest.Report{ID: "canal_1", Outlet: "canal"})
		r.Put(t, desktest.Report{ID: "canal_2", Outlet: "canal"})
		_, err := r.try(r.Ana, r.request("canal_2", "V"), searched("canal_1"))
		wants(t, err, vigia.ErrRefused, "without a recorded search")
	})
}

// Prepare finds in the story who else wrote of it; those of the same owners,
// relays and other state media are none.
func TestPrepare(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		r, ctx := open(t, d), context.Background()
		for _, x := range []desktest.Report{
			{ID: "canal_1", Outlet: "canal"}, {ID: "canal_2", Outlet: "canal"}, {ID: "volga_1", Outlet: "volga", Language: "ru"},
			{ID: "relay_1", Outlet: "lima", Relation: vigia.Copy, Origin: "canal_1"}, {ID: "correo_1", Title: "Se abre la cumbre"},
		} {
			x.Story = "summit"
			r.Put(t, x)
		}
		p, err := edition.Prepare(ctx, d, r.Monitor, r.Registry, "canal_1")
		if err != nil || p.Search == nil || p.Search.Searched != 4 || len(p.Independent) != 1 || p.Independent[0].ID != "correo_1" {
			t.Fatalf("prepared: %+v %+v %v", p.Search, p.Independent, err)
		}
		_, err = edition.Choose(ctx, d, r.Monitor, r.Registry, r.Ana, r.request("canal_1", "V"))
		wants(t, err, vigia.ErrRefused, `"Se abre la cumbre"`, "correo_1")
		if p, err := edition.Prepare(ctx, d, r.Monitor, r.Registry, "correo_1"); err != nil || p.Search != nil {
			t.Errorf("independent media need no search: %+v %v", p, err)
		}
		if _, err := edition.Choose(ctx, d, r.Monitor, r.Registry, r.Ana, r.request("correo_1", "V")); err != nil {
			t.Errorf("the independent one: %v", err)
		}
		_, err = edition.Choose(ctx, d, r.Monitor, r.Registry, r.Ana, r.request("rep_none", "V"))
		if !errors.Is(err, vigia.ErrNotFound) {
			t.Errorf("nobody's report: %v", err)
		}
		r.Put(t, desktest.Report{ID: "alone", Outlet: "volga", Language: "ru", Story: "accord", Networks: []string{"R"}})
		it, err := edition.Choose(ctx, d, r.Monitor, r.Registry, r.Ana, r.request("alone", "R"))
		if err != nil {
			t.Fatal(err)
		}
		// Later somebody independent writes of it too: Refresh finds that out.
		r.Put(t, desktest.Report{ID: "late", Outlet: "isthmus", Story: "accord"})
		if err := edition.Refresh(ctx, d, r.Monitor, r.Registry, r.Elena, r.e.ID); err != nil {
			t.Fatal(err)
		}
		if g := r.gate(t); !has(g, vigia.Block, it.Path(), "state") {
			t.Errorf("after Refresh: %v", findings(g, vigia.Block))
		}
	})
}

func TestGenreYes(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		r := open(t, d)
		r.Put(t, desktest.Report{ID: "analysis", Genre: vigia.Analysis})
		r.Put(t, desktest.Report{ID: "news"})
		it := r.choose(t, r.Elena, r.request("analysis", "V"), edition.Prepared{})
		news := r.choose(t, r.Ana, r.request("news", "V"), edition.Prepared{})
		if g := r.gate(t); !has(g, vigia.Block, it.Path(), "editor_yes") {
			t.Errorf("an analysis passes without a yes: %v", findings(g, vigia.Block))
		}
		yes := func(by desk.Person, item string) error {
			return r.Try(func(tx *db.Tx) error { return edition.ApproveGenre(tx, by, item) })
		}
		wants(t, yes(r.Elena, it.ID), vigia.ErrForbidden, "Elena selected")
		wants(t, yes(r.Bruno, it.ID), vigia.ErrForbidden, "analyst")
		wants(t, yes(r.Ernesto, news.ID), vigia.ErrConflict, "needs no")
		wants(t, yes(r.Ernesto, "itm_none"), vigia.ErrNotFound, "itm_none")
		if err := yes(r.Ernesto, it.ID); err != nil {
			t.Fatal(err)
		}
		if g := r.gate(t); has(g, vigia.Block, it.Path(), "editor_yes") {
			t.Errorf("after the yes: %v", g.Findings)
		}
	})
}

func TestItems(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		r := open(t, d)
		ctx := context.Background()
		ids := map[string]string{}
		for _, id := range []string{"a", "b", "c"} {
			r.Put(t, desktest.Report{ID: id})
			ids[id] = r.choose(t, r.Ana, r.request(id, "V"), edition.Prepared{}).ID
		}
		ids["a/M"] = r.choose(t, r.Bruno, r.request("a", "M"), edition.Prepared{}).ID
		order := func() string {
			its, err := edition.Items(ctx, d, r.e.ID)
			if err != nil {
				t.Fatal(err)
			}
			s := ""
			for i, it := range its {
				if it.Digest == "V" {
					s += it.Report
				}
				if i > 0 && its[i-1].Digest == it.Digest && it.Position != its[i-1].Position+1 {
					t.Errorf("positions: %+v", its)
				}
			}
			return s
		}
		for _, tt := range []struct {
			item string
			to   int
			want string
		}{{"c", 0, "cab"}, {"c", 1, "acb"}, {"a", 99, "cba"}, {"a", -5, "acb"}, {"a", 0, "acb"}} {
			before := r.now(t).Revision
			r.Tx(t, func(tx *db.Tx) error { return edition.Move(tx, r.Bruno, ids[tt.item], tt.to) })
			if got := order(); got != tt.want {
				t.Errorf("move %s to %d: %s, want %s", tt.item, tt.to, got, tt.want)
			}
			if moved := r.now(t).Revision != before; moved != (tt.to != 0 || tt.item == "c") {
				t.Errorf("move %s to %d: revision changed %v", tt.item, tt.to, moved)
			}
		}
		state := func(id string) desk.Action {
			rows, err := desk.Rows(ctx, d, r.Monitor, []string{id})
			if err != nil || len(rows) != 1 {
				t.Fatal(rows, err)
			}
			return rows[0].State
		}
		unselect := func(item string) {
			r.Tx(t, func(tx *db.Tx) error { return edition.Unselect(tx, r.Bruno, item) })
		}
		unselect(ids["a"])
		if got := state("a"); got != desk.Selected {
			t.Errorf("a stands in digest M still, but is %q", got)
		}
		unselect(ids["a/M"])
		if got := state("a"); got != "" {
			t.Errorf("a stands nowhere, but is %q", got)
		}
		if got := order(); got != "cb" {
			t.Errorf("after unselect: %s", got)
		}
	})
}

func TestSaveSummary(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		r := open(t, d)
		r.Put(t, desktest.Report{ID: "a"})
		q := r.request("a", "V")
		q.Summary = vigia.Texts{"en": "It opened."}
		it := r.choose(t, r.Ana, q, edition.Prepared{})
		save := func(by desk.Person, s vigia.Texts) error {
			return r.Try(func(tx *db.Tx) error { return edition.SaveSummary(tx, by, it.ID, s) })
		}
		if err := save(r.Teresa, vigia.Texts{"es": " Se abrió. "}); err != nil {
			t.Fatal(err)
		}
		got, err := edition.ItemByID(context.Background(), d, it.ID)
		if diff := cmp.Diff(vigia.Texts{"en": "It opened.", "es": "Se abrió."}, got.Summary); diff != "" || err != nil {
			t.Error(diff, err)
		}
		before := r.now(t).Revision
		if err := save(r.Teresa, vigia.Texts{"es": "Se abrió."}); err != nil || r.now(t).Revision != before {
			t.Errorf("the same again: %v", err)
		}
		wants(t, save(r.Teresa, vigia.Texts{"es": "Uno. Dos. Tres. Cuatro."}), vigia.ErrInvalid, "4 sentences")
		wants(t, save(r.Paula, vigia.Texts{"es": "Se abrió."}), vigia.ErrForbidden, "keeper")
	})
}
