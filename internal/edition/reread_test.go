package edition_test

import (
	"strings"
	"testing"

	"vigia"
	"vigia/internal/article"
	"vigia/internal/db"
	"vigia/internal/db/dbtest"
	"vigia/internal/edition"
)

// TestReread: citations keep their words when a report's text changes around
// them; when the words are gone nothing changes and the editor is told where.
func TestReread(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		r := open(t, d)
		r.write(t)
		if err := r.submit(r.Ana); err != nil {
			t.Fatal(err)
		}
		s, err := article.Get(t.Context(), d, "rep_1")
		if err != nil {
			t.Fatal(err)
		}
		quotes := func() (out []string) {
			for _, sec := range r.assemble(t).Sections {
				for _, ps := range sec.Paragraphs {
					for _, p := range ps {
						for _, x := range p.Sentences {
							for _, c := range x.Cites {
								out = append(out, c.Quote)
							}
						}
					}
				}
			}
			return out
		}
		before := quotes()
		if len(before) == 0 {
			t.Fatal("nothing is cited")
		}
		reread := func(text string) error {
			return r.Try(func(tx *db.Tx) error {
				if err := edition.Reread(tx, r.Elena, "rep_1", s.Text, text); err != nil {
					return err
				}
				now := s
				now.Text = text
				return article.Update(tx, now)
			})
		}
		wants(t, reread("Otra cosa."), vigia.ErrConflict, "edition 23 cites words in its section", "La cumbre se abrió")
		if e := r.now(t); e.Status != edition.Review {
			t.Errorf("a reading that was not taken made it a %s", e.Status)
		}
		if err := reread("Por la redacción\n\n" + s.Text); err != nil {
			t.Fatal(err)
		}
		if after := quotes(); strings.Join(after, "|") != strings.Join(before, "|") {
			t.Errorf("cited %q, before %q", after, before)
		}
		if e := r.now(t); e.Status != edition.Draft {
			t.Errorf("what was submitted has changed, and it is in %s", e.Status)
		}
	})
}
