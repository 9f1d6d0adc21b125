package article_test

import (
	"testing"

	"vigia/internal/article"
	"vigia/internal/article/gold"
)

// known are the fields that the reader still gets wrong, by case: they are in
// the set to be learned from. Take one off when it comes out right.
var known = map[string]bool{"kicker text": true, "breaks-es text": true, "breaks-ru text": true, "spans-fr text": true}

// TestGold reads pages whose right answers are known, in the form in which the
// desk keeps misreadings: a misreading that was mended is copied here, with an
// invented page of the same build, and stays mended.
func TestGold(t *testing.T) {
	pages, err := gold.Read("testdata/gold")
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range pages {
		r, err := article.Read(p.Bytes, p.Case.ContentType, p.Case.URL)
		if err != nil {
			t.Errorf("%s: %v", p.Case.ID, err)
			continue
		}
		said := gold.Said{Title: r.Title, Authors: r.Byline, Published: r.Published.String(), Text: r.Text, Language: r.Language}
		for _, v := range p.Truth.Judge(said) {
			switch name := p.Case.ID + " " + v.Field; {
			case v.Right && known[name]:
				t.Logf("%s is right by now: take it off the known ones", name)
			case !v.Right && !known[name]:
				t.Errorf("%s: %s is %q, want %q (%.3f)", p.Case.ID, v.Field, v.Got, v.Want, v.Score)
			}
		}
	}
}
