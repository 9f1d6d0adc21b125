package edition_test

import (
	"context"
	"strings"
	"testing"

	"vigia"
	"vigia/internal/db"
	"vigia/internal/db/dbtest"
	"vigia/internal/desk"
	"vigia/internal/desk/desktest"
	"vigia/internal/edition"
)

func TestSaveSection(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		r, ctx := open(t, d), context.Background()
		save := func(by desk.Person, key, lang, text string, base int64) error {
			return r.Try(func(tx *db.Tx) error {
				return edition.SaveSection(tx, r.Monitor, by, r.e.ID, key, lang, text, base)
			})
		}
		load := func() edition.Text {
			x, err := edition.SectionText(ctx, d, r.e.ID, "V", "en")
			if err != nil {
				t.Fatal(err)
			}
			return x
		}
		wants(t, save(r.Ana, "M", "en", "Text.", 0), vigia.ErrInvalid, `no section "M"`)
		wants(t, save(r.Ana, "V", "fr", "Texte.", 0), vigia.ErrInvalid, `"fr"`)
		wants(t, save(r.Paula, "V", "en", "Text.", 0), vigia.ErrForbidden, "keeper")
		wants(t, save(r.Ana, "V", "en", strings.Repeat("x", 64<<10+1), 0), vigia.ErrInvalid, "64 KiB")
		if err := save(r.Ana, "V", "en", "First.\r\n", 0); err != nil {
			t.Fatal(err)
		}
		first := load()
		if first.Markdown != "First.\n" || first.ByName != "Ana" || first.Base == 0 {
			t.Errorf("saved: %+v", first)
		}
		if err := save(r.Bruno, "V", "en", "Second.", first.Base); err != nil {
			t.Fatal(err)
		}
		wants(t, save(r.Ana, "V", "en", "Third.", first.Base), vigia.ErrConflict, "Bruno saved this text meanwhile")
		wants(t, save(r.Ana, "V", "en", "Third.", 0), vigia.ErrConflict, "Bruno saved this text meanwhile")
		if x := load(); x.Markdown != "Second." || x.Base <= first.Base {
			t.Errorf("after the conflict: %+v", x)
		}
		before := r.now(t).Revision
		if err := save(r.Ana, "V", "en", "Second.", load().Base); err != nil || r.now(t).Revision != before || load().ByName != "Bruno" {
			t.Errorf("the same text again changes: %v", err)
		}
		if err := save(r.Ana, "V", "en", "Third.", edition.Whatever); err != nil {
			t.Errorf("whatever: %v", err)
		}
	})
}

func TestCitations(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		r, ctx := open(t, d), context.Background()
		r.Put(t, desktest.Report{ID: "rep_1", Text: "El canciller viajó el lunes.\n\nLa cumbre se abrió el 18 de septiembre con 31 países. Nadie lo esperaba."})
		r.save(t, "V", "en", `The summit of 31 countries opened on 18 September. [@rep_1] It surprised. [@rep_1 "Nadie lo esperaba."] Unknown. [@rep_none]`)
		rows, err := d.Query(ctx, `SELECT paragraph, sentence, n, start, stop FROM citations WHERE edition = ? ORDER BY paragraph, sentence, n`, r.e.ID)
		got, err := db.Collect(rows, err, func(x *db.Rows) (v [5]int, err error) {
			return v, x.Scan(&v[0], &v[1], &v[2], &v[3], &v[4])
		})
		if err != nil || len(got) != 2 {
			t.Fatalf("citations: %v %v", got, err)
		}
		doc := r.assemble(t)
		var quotes []string
		for _, s := range doc.Sections[0].Paragraphs["en"][0].Sentences {
			for _, c := range s.Cites {
				quotes = append(quotes, c.Quote)
			}
		}
		if len(quotes) != 2 || quotes[0] != "La cumbre se abrió el 18 de septiembre con 31 países." || quotes[1] != "Nadie lo esperaba." {
			t.Errorf("quotes: %q", quotes)
		}
		r.save(t, "V", "en", "Nothing is cited now. [!judgement]")
		var n int
		if err := d.QueryRow(ctx, `SELECT COUNT(*) FROM citations`).Scan(&n); err != nil || n != 0 {
			t.Errorf("%d citations are left, %v", n, err)
		}
	})
}
