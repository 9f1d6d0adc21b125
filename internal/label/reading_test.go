package label

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"vigia/internal/monitor"
	"vigia/internal/newsroom"
	"vigia/internal/text"
)

// TestWordsCutBefore: words that somebody has cut already change no label; nor
// do words of another language, or too many, which are cut again.
func TestWordsCutBefore(t *testing.T) {
	m, _, err := monitor.Load("../../monitors/vric")
	if err != nil {
		t.Fatal(err)
	}
	reports, err := newsroom.Reports()
	if err != nil {
		t.Fatal(err)
	}
	l := New(m)
	for i, r := range reports {
		d := Doc{Title: r.Title, Text: strings.Join(r.Paragraphs(), "\n\n"), Language: r.Language}
		if i == 0 {
			d.Text = strings.Repeat(d.Text, 2*mostRead/len(d.Text))
		}
		want := l.Label(d)
		for _, language := range []string{r.Language, "xx"} {
			d.Words = text.Read(d.Title, d.Text, language)
			if diff := cmp.Diff(want, l.Label(d)); diff != "" {
				t.Errorf("%s: %s", r.ID, diff)
			}
		}
	}
}
