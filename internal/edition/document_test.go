package edition_test

import (
	"context"
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

func TestAssemble(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		r := open(t, d)
		r.write(t)
		r.Put(t, desktest.Report{ID: "canal_1", Outlet: "canal", Title: "La cumbre"})
		q := r.request("canal_1", "V")
		q.Override = "It alone carries the text of the accord."
		it := r.choose(t, r.Ana, q, searched("canal_1", "rep_1"))
		r.Tx(t, func(tx *db.Tx) error { return edition.OverrideItem(tx, r.Elena, it.ID, q.Override) })
		r.Put(t, desktest.Report{ID: "no_1"})
		r.Tx(t, func(tx *db.Tx) error { return desk.Reject(tx, r.Monitor, r.Bruno, "no_1", "weak", "") })
		r.Put(t, desktest.Report{ID: "printed", Published: desktest.Day(time.August, 1)}) // midnight UTC: the eve in New York

		doc := r.assemble(t)
		if diff := cmp.Diff([]string{"en", "es"}, doc.Languages); diff != "" {
			t.Error(diff)
		}
		if got := [3]int{doc.Seen, doc.Selected, doc.Rejected}; got != [3]int{5, 3, 1} { // not rep_old
			t.Errorf("seen, selected, rejected: %v", got)
		}
		if doc.Period["es"] != "agosto a septiembre de 2021" || doc.Disclaimer["en"] != "VRIC Monitor: at most 20 percent (1/5). en" || doc.Special != nil {
			t.Errorf("texts: %q %q %q", doc.Period, doc.Disclaimer, doc.Special)
		}
		if want := (policy.Share{Counted: 1, Total: 3}); doc.Result.Share != want {
			t.Errorf("share: %v", doc.Result.Share)
		}
		if doc.People[r.Elena.ID] != "Elena" || doc.People[r.Ana.ID] != "Ana" || len(doc.People) != 3 {
			t.Errorf("people: %v", doc.People)
		}
		r.assembled(t, doc)
	})
}

func (r *room) assembled(t *testing.T, doc edition.Document) {
	t.Helper()
	var keys []string
	for _, x := range doc.Digests {
		keys = append(keys, x.Key)
	}
	if diff := cmp.Diff([]string{"V", "R", "M"}, keys); diff != "" {
		t.Error(diff)
	}
	v := doc.Digests[0]
	if v.Intro["es"] != "Red de Amenaza Bolivariana in agosto a septiembre de 2021. es" || v.This.Label["en"] != "from August to September 2021" || v.This.Number != 23 {
		t.Errorf("digest: %+v", v)
	}
	if len(v.Items) != 2 {
		t.Fatalf("items: %+v", v.Items)
	}
	want := vigia.Texts{"en": "The summit opened. - Canal Orinoco on 18-SEP", "es": "Se abrió la cumbre. - Canal Orinoco el 18-SEP"}
	if diff := cmp.Diff(want, v.Items[1].Line); diff != "" {
		t.Error(diff)
	}
	if b := v.Items[1]; !b.State || b.Year != 2021 || b.URL != "https://canal.example/canal_1" || b.OriginalTitle != "La cumbre" || b.Language != "es" {
		t.Errorf("bullet: %+v", b)
	}
	// 21 September 01:00 UTC is the 20th in New York.
	if got := doc.Digests[1].Items[0].Line["en"]; got != "The summit opened. - The Isthmus Post on 20-SEP" {
		t.Error(got)
	}
	f := doc.Reports["canal_1"]
	if f.Capture.SHA256 != "sha-of-cap_canal_1" || !f.State || !f.Selected || f.Family != "Grupo Estatal Orinoco" || f.Search == nil ||
		len(f.Independent) != 1 || f.Independent[0].OutletName != "El Correo Andino" || len(f.Labels) != 3 {
		t.Errorf("facts: %+v", f)
	}
	if len(doc.Reports) != 3 || len(doc.Outlets) != 3 || doc.Outlets[0].Name != "Canal Orinoco" || !doc.Outlets[0].State || doc.Outlets[0].Selected != 1 {
		t.Errorf("%d reports, outlets: %+v", len(doc.Reports), doc.Outlets)
	}
	if len(doc.Sections) != 2 || doc.Overview.Key != "overview" || len(doc.Overview.Paragraphs["es"][0].Sentences) != 2 {
		t.Errorf("sections: %+v", doc.Sections)
	}
	if c := doc.Overview.Paragraphs["en"][0].Sentences[0].Cites; len(c) != 1 || c[0].Quote != "La cumbre se abrió el 18 de septiembre en Ciudad de México." {
		t.Errorf("cites: %+v", c)
	}
}

// An incomplete translation is not in the document; without any complete
// language it shows the language of writing.
func TestAssembleDraft(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		r := open(t, d)
		doc := r.assemble(t)
		if len(doc.Languages) != 0 || doc.Disclaimer["en"] == "" || len(doc.Disclaimer) != 1 {
			t.Errorf("an empty draft: %+v", doc)
		}
		r.write(t)
		r.save(t, "R", "es", "")
		doc = r.assemble(t)
		if diff := cmp.Diff([]string{"en"}, doc.Languages); diff != "" || len(doc.Overview.Paragraphs) != 1 {
			t.Error(diff)
		}
	})
}

func TestLinksToThePreviousDigest(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		r := open(t, d)
		first := r.assemble(t).Digests[0]
		if first.Previous != nil || first.Said["en"] != "This is the first edition; there is no earlier digest." {
			t.Errorf("first edition: %+v %q", first.Previous, first.Said)
		}
		// A draft before it is nothing to link to.
		before := r.published(t, 20, date(3, 1), date(4, 30))
		r.Tx(t, func(tx *db.Tx) error {
			_, err := edition.Create(tx, r.Monitor, r.Elena, edition.New{Number: 21, From: date(5, 1), To: date(5, 31)})
			return err
		})
		gap := r.assemble(t).Digests[1]
		if gap.Previous == nil || gap.Previous.Number != before || gap.Previous.Slug != "russia-in-lac" ||
			gap.Said["en"] != "No digest was published for May to July 2021; the link leads to the last one before." {
			t.Errorf("gap: %+v %q", gap.Previous, gap.Said)
		}
		r.published(t, 22, date(6, 1), date(7, 31))
		next := r.assemble(t).Digests[0]
		if next.Previous == nil || next.Previous.Number != 22 || next.Said != nil || next.Previous.Label["en"] != "from June to July 2021" {
			t.Errorf("chain: %+v %q", next.Previous, next.Said)
		}
	})
}

// published makes an edition and publishes it, past the gate.
func (r *room) published(t *testing.T, n int, from, to time.Time) int {
	t.Helper()
	r.Tx(t, func(tx *db.Tx) error {
		e, err := edition.Create(tx, r.Monitor, r.Elena, edition.New{Number: n, From: from, To: to})
		if err != nil {
			return err
		}
		_, err = tx.Exec(`UPDATE editions SET status = 'published', published_at = ? WHERE id = ?`, db.Micros(tx.Now), e.ID)
		return err
	})
	return n
}

// A published edition is assembled as of its publication.
func TestAssembleAsOfPublication(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		r := open(t, d)
		r.write(t)
		for _, outlet := range []string{"lima", "meridiana", "rheinland"} {
			r.Put(t, desktest.Report{ID: outlet + "_1", Outlet: outlet})
			r.choose(t, r.Ana, r.request(outlet+"_1", "V"), searched(outlet+"_1"))
		}
		r.Put(t, desktest.Report{ID: "canal_1", Outlet: "canal"})
		r.choose(t, r.Ana, r.request("canal_1", "V"), searched("canal_1"))
		if err := r.submit(r.Ana); err != nil {
			t.Fatal(err)
		}
		if err := r.approve(r.Ernesto); err != nil {
			t.Fatal(err)
		}
		if err := r.publish(t, r.Elena); err != nil {
			t.Fatal(err)
		}
		was := r.assemble(t)

		r.Put(t, desktest.Report{ID: "late"})
		r.Tx(t, func(tx *db.Tx) error {
			if err := desk.Reject(tx, r.Monitor, r.Bruno, "late", "weak", ""); err != nil {
				return err
			}
			_, err := tx.Exec(`INSERT INTO searches (id, report, at, by, window_days, query, searched, independent, version)
				VALUES ('sea_late', 'canal_1', ?, '', 7, '', 99, '["late"]', '')`, db.Micros(tx.Now))
			return err
		})
		if diff := cmp.Diff(was, r.assemble(t)); diff != "" {
			t.Error(diff)
		}
		if err := edition.Refresh(context.Background(), d, r.Monitor, r.Registry, r.Elena, r.e.ID); err != nil {
			t.Error(err)
		}
		if g := r.gate(t); vigia.Blocking(g.Findings) {
			t.Errorf("the published edition is judged by what came later: %v", findings(g, vigia.Block))
		}
	})
}
