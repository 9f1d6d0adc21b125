package text

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestRead: a report that is read once has the same words as its parts, and
// words that are written alike have one form, numbered as they appear.
func TestRead(t *testing.T) {
	for _, c := range []struct{ title, body, language string }{
		{"Perú y China", "China y el Perú: China, china y CHINA.", "es"},
		{"中俄会谈", "中俄在北京会谈。Putin与习近平", "zh"},
		{"d'Haïti à l'eau", "L'eau d'Haïti — l'eau", "fr"},
		{"", "\xff\xfe e\u0301 é\u200c é", "xx"},
		{"وقعت بيرو", "بيرو والصين، بيرو", "ar"},
		{"", "", ""},
	} {
		r := Read(c.title, c.body, c.language)
		seen := map[string]int{}
		for i, toks := range [][]Token{r.InTitle, r.InBody} {
			s := [...]string{c.title, c.body}[i]
			alone := Tokens(s, c.language)
			if len(alone) != len(toks) {
				t.Fatalf("%q: %d words, alone %d", s, len(toks), len(alone))
			}
			for j, k := range toks {
				form, known := seen[s[k.Start:k.End]]
				if !known {
					form = len(seen)
					seen[s[k.Start:k.End]] = form
				}
				if k.Form != form {
					t.Errorf("%q has form %d, not %d", s[k.Start:k.End], k.Form, form)
				}
				alone[j].Form = k.Form // numbered for the part alone
				if d := cmp.Diff(alone[j], k); d != "" {
					t.Error(d)
				}
			}
		}
		if r.Forms != len(seen) {
			t.Errorf("%q: %d forms, not %d", c.body, r.Forms, len(seen))
		}
	}
}
