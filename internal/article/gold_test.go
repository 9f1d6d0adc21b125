package article_test

import (
	"testing"

	"vigia/internal/article"
	"vigia/internal/article/gold"
)

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
			if !v.Right {
				t.Errorf("%s: %s is %q, want %q (%.3f)", p.Case.ID, v.Field, v.Got, v.Want, v.Score)
			}
		}
	}
}
