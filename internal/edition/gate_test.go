package edition_test

import (
	"context"
	"fmt"
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
	"vigia/internal/policy"
)

func TestGateOpen(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		r := open(t, d)
		r.write(t)
		g := r.gate(t)
		if blocks := findings(g, vigia.Block); len(blocks) > 0 {
			t.Errorf("blocks: %v", blocks)
		}
		if diff := cmp.Diff([]string{"en", "es"}, g.Languages); diff != "" {
			t.Error(diff)
		}
	})
}

// Each case spoils one thing of a sound edition.
func TestGateFindings(t *testing.T) {
	abstract := vigia.Texts{"en": strings.Repeat("word ", 51)}
	for _, tt := range []struct {
		name       string
		spoil      func(t *testing.T, r *room)
		severity   vigia.Severity
		path, kind string
	}{
		{"empty section", func(t *testing.T, r *room) { r.save(t, "V", "en", " \n") }, vigia.Block, "sections/V/en", "missing"},
		{"empty overview", func(t *testing.T, r *room) { r.save(t, "overview", "en", "") }, vigia.Block, "sections/overview/en", "missing"},
		{"uncited", func(t *testing.T, r *room) { r.save(t, "overview", "en", "One. [@rep_1]\n\nTwo. [@rep_1] Three.") }, vigia.Block, "sections/overview/en/paragraphs/1/sentences/1", "uncited"},
		{"uncited translation", func(t *testing.T, r *room) { r.save(t, "V", "es", "Uno.") }, vigia.Block, "sections/V/es/paragraphs/0/sentences/0", "uncited"},
		{"unknown report", func(t *testing.T, r *room) { r.save(t, "R", "en", "One. [@rep_none]") }, vigia.Block, "sections/R/en/paragraphs/0/sentences/0", "citation"},
		{"broken mark", func(t *testing.T, r *room) { r.save(t, "R", "en", "One. [@rep_1] Two. [!judgment]") }, vigia.Block, "sections/R/en/paragraphs/0/sentences/1", "mark"},
		{"out of period", func(t *testing.T, r *room) { r.save(t, "R", "en", "An accord was signed. [@rep_old]") }, vigia.Warn, "sections/R/en/paragraphs/0/sentences/0", "background"},
		{"struck passage", func(t *testing.T, r *room) {
			var quote string
			r.Tx(t, func(tx *db.Tx) error {
				var text string
				if err := tx.QueryRow(tx.Context(), `SELECT text FROM reports WHERE id = 'rep_1'`).Scan(&text); err != nil {
					return err
				}
				quote, _, _ = strings.Cut(text, ".")
				_, err := desk.StrikeOut(tx, r.Elena, "rep_1", 0, len(quote), "a declaration")
				return err
			})
			r.save(t, "V", "en", `The summit opened. [@rep_1 "`+quote+`"]`)
		}, vigia.Warn, "sections/V/en/paragraphs/0/sentences/0", "struck"},
		{"wrong number", func(t *testing.T, r *room) { r.save(t, "V", "en", "The summit of 33 countries opened. [@rep_1]") }, vigia.Warn, "sections/V/en/paragraphs/0/sentences/0", "number"},
		{"no abstract", func(t *testing.T, r *room) { r.head(t, edition.Head{Title: vigia.Texts{"en": "T", "es": "T"}}) }, vigia.Warn, "head/abstract/en", "missing"},
		{"no author", func(t *testing.T, r *room) { r.head(t, edition.Head{Title: vigia.Texts{"en": "T", "es": "T"}}) }, vigia.Warn, "head/authors", "missing"},
		{"no title", func(t *testing.T, r *room) { r.head(t, edition.Head{Title: vigia.Texts{"es": "T"}}) }, vigia.Block, "head/title/en", "missing"},
		{"long abstract", func(t *testing.T, r *room) {
			r.head(t, edition.Head{Title: vigia.Texts{"en": "T", "es": "T"}, Abstract: abstract})
		}, vigia.Warn, "head/abstract/en", "length"},
		{"no translation", func(t *testing.T, r *room) { r.save(t, "V", "es", "") }, vigia.Note, "languages/es", "translation"},
		{"other paragraphs", func(t *testing.T, r *room) { r.save(t, "V", "es", "Uno. [@rep_1]\n\nDos. [@rep_1]") }, vigia.Warn, "sections/V/es", "translation"},
		{"stale translation", func(t *testing.T, r *room) { r.save(t, "V", "en", "One. [@rep_1] Two. [!judgement]") }, vigia.Note, "sections/V/es", "translation"},
		{"no summary", func(t *testing.T, r *room) { r.summary(t, vigia.Texts{"en": ""}) }, vigia.Block, "digests/V/items/0/summary/en", "missing"},
		{"empty digest", func(t *testing.T, r *room) { r.takeOut(t, "M") }, vigia.Warn, "digests/M", "empty"},
		{"no reports at all", func(t *testing.T, r *room) { r.takeOut(t, "V"); r.takeOut(t, "R"); r.takeOut(t, "M") }, vigia.Block, "digests", "empty"},
		{"first edition", func(*testing.T, *room) {}, vigia.Note, "period", "chain"},
		{"reclassified", func(t *testing.T, r *room) {
			r.Tx(t, func(tx *db.Tx) error {
				_, err := tx.Exec(`DELETE FROM labels WHERE report = 'rep_1' AND kind = 'genre'`)
				return err
			})
		}, vigia.Block, "digests/V/items/0", "genre"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			dbtest.Each(t, func(t *testing.T, d *db.DB) {
				r := open(t, d)
				r.write(t)
				tt.spoil(t, r)
				g := r.gate(t)
				if !has(g, tt.severity, tt.path, tt.kind) {
					t.Errorf("no %s at %s of kind %s: %v", tt.severity, tt.path, tt.kind, g.Findings)
				}
				if tt.severity != vigia.Block && vigia.Blocking(g.Findings) {
					t.Errorf("it blocks: %v", findings(g, vigia.Block))
				}
			})
		})
	}
}

func (r *room) head(t *testing.T, h edition.Head) {
	t.Helper()
	r.Tx(t, func(tx *db.Tx) error { return edition.SaveHead(tx, r.Ana, r.e.ID, h) })
}

// summary changes that of the first item of digest V.
func (r *room) summary(t *testing.T, s vigia.Texts) {
	t.Helper()
	r.Tx(t, func(tx *db.Tx) error { return edition.SaveSummary(tx, r.Ana, r.item(t, tx, "V").ID, s) })
}

func (r *room) takeOut(t *testing.T, digest string) {
	t.Helper()
	r.Tx(t, func(tx *db.Tx) error { return edition.Unselect(tx, r.Ana, r.item(t, tx, digest).ID) })
}

func (r *room) item(t *testing.T, q db.Querier, digest string) edition.Item {
	t.Helper()
	its, err := edition.Items(context.Background(), q, r.e.ID)
	if err != nil {
		t.Fatal(err)
	}
	for _, it := range its {
		if it.Digest == digest {
			return it
		}
	}
	t.Fatalf("digest %s is empty", digest)
	return edition.Item{}
}

// A fault in a translation that is not complete stops nothing: nobody will see it.
func TestIncompleteTranslationOnlyWarns(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		r := open(t, d)
		r.write(t)
		r.save(t, "V", "es", "Uno.")
		r.save(t, "R", "es", "")
		g := r.gate(t)
		if !has(g, vigia.Warn, "sections/V/es/paragraphs/0/sentences/0", "uncited") || vigia.Blocking(g.Findings) {
			t.Errorf("findings: %v", g.Findings)
		}
		if diff := cmp.Diff([]string{"en"}, g.Languages); diff != "" {
			t.Error(diff)
		}
	})
}

func TestNeighboursAbstract(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		r := open(t, d)
		r.write(t)
		r.Tx(t, func(tx *db.Tx) error {
			e, err := edition.Create(tx, r.Monitor, r.Elena, edition.New{Number: 22, From: date(6, 1), To: date(7, 31)})
			if err != nil {
				return err
			}
			return edition.SaveHead(tx, r.Elena, e.ID, edition.Head{Abstract: vigia.Texts{"en": "What happened."}})
		})
		if g := r.gate(t); !has(g, vigia.Block, "head/abstract/en", "abstract") || has(g, vigia.Note, "period", "chain") {
			t.Errorf("findings: %v", g.Findings)
		}
	})
}

// The cap, through the database: 1 of 5 passes, 1 of 4 does not; a report in
// two digests counts once.
func TestCap(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		r := open(t, d)
		r.Put(t, desktest.Report{ID: "canal_1", Outlet: "canal"})
		r.choose(t, r.Ana, r.request("canal_1", "V"), searched("canal_1"))
		for i := range 4 {
			id := fmt.Sprintf("ip_%d", i)
			r.Put(t, desktest.Report{ID: id, Outlet: []string{"correo", "lima", "isthmus", "meridiana"}[i]})
			if i == 3 {
				g := r.gate(t)
				if want := (policy.Share{Counted: 1, Total: 4}); g.Policy.Share != want || !has(g, vigia.Block, "digests", "cap") {
					t.Errorf("1 of 4: %v %v", g.Policy.Share, findings(g, vigia.Block))
				}
			}
			r.choose(t, r.Ana, r.request(id, "V"), edition.Prepared{})
		}
		r.choose(t, r.Bruno, r.request("ip_0", "M"), edition.Prepared{})
		r.choose(t, r.Bruno, r.request("canal_1", "M"), searched("canal_1"))
		g := r.gate(t)
		want := policy.Share{Counted: 1, Total: 5}
		if g.Policy.Share != want || has(g, vigia.Block, "digests", "cap") {
			t.Errorf("1 of 5: %v %v", g.Policy.Share, findings(g, vigia.Block))
		}
		if got := g.Policy.ByDigest["M"]; got != (policy.Share{Counted: 1, Total: 2}) {
			t.Errorf("digest M: %v", got)
		}
	})
}

// A relay counts by its outlet, and as its origin in the share by origin; a
// credit to an outlet outside the corpus is followed too.
func TestOrigins(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		r := open(t, d)
		r.Put(t, desktest.Report{ID: "volga_1", Outlet: "volga", Language: "ru"})
		r.Put(t, desktest.Report{ID: "relay_1", Outlet: "lima", Relation: vigia.Copy, Origin: "volga_1", Credit: "volga"})
		r.Put(t, desktest.Report{ID: "relay_2", Outlet: "correo", Relation: vigia.Derived, Origin: "relay_1"})
		r.Put(t, desktest.Report{ID: "relay_3", Outlet: "isthmus", Relation: vigia.Derived, Credit: "canal"})
		for _, id := range []string{"relay_1", "relay_2", "relay_3"} {
			r.choose(t, r.Ana, r.request(id, "V"), edition.Prepared{})
		}
		s, err := edition.Selection(context.Background(), d, r.Monitor, r.Registry, r.now(t))
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, it := range s.Items {
			got = append(got, fmt.Sprintf("%s %s %s %s %s", it.Report, it.Relation, it.OriginReport, it.OriginOutlet, it.OriginClass))
		}
		want := []string{"relay_1 copy volga_1 volga SC", "relay_2 derived volga_1 volga SC", "relay_3 derived  canal SC"}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Error(diff)
		}
		g := r.gate(t)
		if g.Policy.Share.Counted != 0 || g.Policy.ByOrigin.Counted != 3 || !has(g, vigia.Warn, "digests", "origin") {
			t.Errorf("shares: %v, by origin %v", g.Policy.Share, g.Policy.ByOrigin)
		}
	})
}

// What comes in after a search makes it stale, until Refresh runs it again.
func TestStaleSearch(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		r := open(t, d)
		r.Put(t, desktest.Report{ID: "canal_1", Outlet: "canal", Story: "bridge", Text: "El canciller Rufino Ibarrola inauguró el puente Simón Antúnez en Puerto Claro con 300 obreros."})
		it := r.choose(t, r.Ana, r.request("canal_1", "V"), searched("canal_1"))
		if g := r.gate(t); has(g, vigia.Warn, it.Path(), "stale") {
			t.Errorf("stale at once: %v", g.Findings)
		}
		r.Put(t, desktest.Report{ID: "far", Published: desktest.Day(time.August, 2)})
		if g := r.gate(t); has(g, vigia.Warn, it.Path(), "stale") {
			t.Errorf("a report of another month makes it stale: %v", g.Findings)
		}
		r.Put(t, desktest.Report{ID: "near", Published: desktest.Day(time.September, 20)})
		if g := r.gate(t); !has(g, vigia.Warn, it.Path(), "stale") {
			t.Errorf("not stale: %v", g.Findings)
		}
		before := r.now(t).Revision
		if err := edition.Refresh(context.Background(), d, r.Monitor, r.Registry, r.Elena, r.e.ID); err != nil {
			t.Fatal(err)
		}
		if g := r.gate(t); has(g, vigia.Warn, it.Path(), "stale") || r.now(t).Revision != before {
			t.Errorf("after Refresh, revision %d then %d: %v", before, r.now(t).Revision, g.Findings)
		}
	})
}
