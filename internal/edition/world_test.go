package edition_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"vigia"
	"vigia/internal/db"
	"vigia/internal/desk"
	"vigia/internal/desk/desktest"
	"vigia/internal/edition"
	"vigia/internal/policy"
)

// room is a desk with an edition of August and September 2021.
type room struct {
	*desktest.World
	e edition.Edition
}

var (
	august    = time.Date(2021, 8, 1, 0, 0, 0, 0, time.UTC)
	september = time.Date(2021, 9, 30, 0, 0, 0, 0, time.UTC)
	anchor    = time.Date(2021, 9, 24, 0, 0, 0, 0, time.UTC)
)

func open(t *testing.T, d *db.DB) *room {
	t.Helper()
	r := &room{World: desktest.New(t, d)}
	r.Tx(t, func(tx *db.Tx) (err error) {
		r.e, err = edition.Create(tx, r.Monitor, r.Elena, edition.New{Number: 23, From: august, To: september, Anchor: anchor, Title: vigia.Texts{"en": "A title"}})
		return err
	})
	return r
}

// request is a sound request for a report.
func (r *room) request(report, digest string) edition.SelectRequest {
	return edition.SelectRequest{Edition: r.e.ID, Report: report, Digest: digest,
		Summary: vigia.Texts{"en": "The summit opened.", "es": "Se abrió la cumbre."}, Dimensions: []string{"diplomatic"}}
}

// searched is what Prepare gives for state media that nobody else reported,
// or that the given reports did.
func searched(report string, independent ...string) edition.Prepared {
	p := edition.Prepared{Report: report, Search: &policy.Search{At: time.Date(2022, 1, 1, 0, 0, 0, 0, time.UTC), WindowDays: 7, Query: "cumbre", Searched: 12, Independent: independent}}
	for _, id := range independent {
		p.Independent = append(p.Independent, desk.ReportRow{ID: id, Title: "Title of " + id, OutletName: "El Correo Andino"})
	}
	return p
}

// choose selects a report, which must be possible.
func (r *room) choose(t *testing.T, by desk.Person, q edition.SelectRequest, p edition.Prepared) edition.Item {
	t.Helper()
	it, err := r.try(by, q, p)
	if err != nil {
		t.Fatalf("select %s: %v", q.Report, err)
	}
	return it
}

func (r *room) try(by desk.Person, q edition.SelectRequest, p edition.Prepared) (it edition.Item, err error) {
	err = r.Try(func(tx *db.Tx) error {
		it, err = edition.Select(tx, r.Monitor, r.Registry, by, q, p)
		return err
	})
	return it, err
}

func (r *room) save(t *testing.T, key, lang, text string) {
	t.Helper()
	r.Tx(t, func(tx *db.Tx) error {
		return edition.SaveSection(tx, r.Monitor, r.Ana, r.e.ID, key, lang, text, edition.Whatever)
	})
}

// now is the edition as it is stored.
func (r *room) now(t *testing.T) edition.Edition {
	t.Helper()
	e, err := edition.Get(context.Background(), r.DB, r.e.ID)
	if err != nil {
		t.Fatal(err)
	}
	return e
}

func (r *room) gate(t *testing.T) edition.Gate {
	t.Helper()
	g, err := edition.Check(context.Background(), r.DB, r.Monitor, r.Registry, r.now(t))
	if err != nil {
		t.Fatal(err)
	}
	return g
}

func (r *room) assemble(t *testing.T) edition.Document {
	t.Helper()
	doc, err := edition.Assemble(context.Background(), r.DB, r.Monitor, r.Registry, r.now(t))
	if err != nil {
		t.Fatal(err)
	}
	return doc
}

// write fills the edition so that nothing blocks: two reports, both languages.
func (r *room) write(t *testing.T) {
	t.Helper()
	r.Put(t, desktest.Report{ID: "rep_1", Text: "La cumbre se abrió el 18 de septiembre en Ciudad de México.\n\nAsistieron 31 países."})
	r.Put(t, desktest.Report{ID: "rep_2", Outlet: "isthmus", Language: "en", Text: "Russia signed an accord with Nicaragua on 20 September.", Networks: []string{"R"},
		Published: vigia.Date{At: time.Date(2021, 9, 21, 1, 0, 0, 0, time.UTC), Precision: vigia.ToMin}})
	r.Put(t, desktest.Report{ID: "rep_old", Text: "El acuerdo se firmó en julio.", Published: desktest.Day(time.July, 20)})
	r.choose(t, r.Ana, r.request("rep_1", "V"), edition.Prepared{})
	r.choose(t, r.Ana, r.request("rep_2", "R"), edition.Prepared{})
	r.choose(t, r.Bruno, r.request("rep_2", "M"), edition.Prepared{})
	for _, key := range []string{edition.OverviewKey, "V", "R"} {
		r.save(t, key, "en", "The summit opened in Mexico City on 18 September. [@rep_1] It was a beginning. [!judgement]")
		r.save(t, key, "es", "La cumbre se abrió en Ciudad de México el 18 de septiembre. [@rep_1] Fue un comienzo. [!judgement]")
	}
	r.Tx(t, func(tx *db.Tx) error {
		return edition.SaveHead(tx, r.Elena, r.e.ID, edition.Head{
			Title: vigia.Texts{"en": "A title", "es": "Un título"}, Abstract: vigia.Texts{"en": "What happened.", "es": "Lo que pasó."},
			Authors: []edition.Author{{Name: "Ana", Rank: vigia.Texts{"en": "Analyst", "es": "Analista"}}}})
	})
}

// findings are those of a severity, as "path kind".
func findings(g edition.Gate, sev vigia.Severity) []string {
	out := []string{}
	for _, f := range g.Findings {
		if f.Severity == sev {
			out = append(out, f.Path+" "+f.Kind)
		}
	}
	return out
}

func has(g edition.Gate, sev vigia.Severity, path, kind string) bool {
	return slices.Contains(findings(g, sev), path+" "+kind)
}

// wants holds an error to a kind and to words that it must say.
func wants(t *testing.T, err, kind error, words ...string) {
	t.Helper()
	if !errors.Is(err, kind) {
		t.Fatalf("%v; want an error that is %v", err, kind)
	}
	var p *vigia.Problem
	if !errors.As(err, &p) || p.Remedy == "" {
		t.Errorf("no problem with a remedy: %v", err)
	}
	for _, w := range words {
		if !strings.Contains(err.Error(), w) {
			t.Errorf("%q does not say %q", err, w)
		}
	}
}
