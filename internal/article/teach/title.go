package main

import (
	"fmt"
	"io"
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"vigia/internal/article"
	"vigia/internal/article/gold"
	"vigia/internal/forest"
)

// titleOptions of the forest that weighs titles.
var titleOptions = forest.Options{Trees: 300, Depth: 5, Rate: 0.04, Shrink: 6, Columns: 0.4, LeastRows: 3}

// partly is how much a title counts that holds the right one, or stands in it.
const partly = 0.5

// titled is a page whose title was judged, with what may be its title.
type titled struct {
	set  string
	want string
	rows []article.TitleRow
}

// titlePages reads the pages whose title was judged; the others are nil.
func titlePages(pages []gold.Page) []*titled {
	out := make([]*titled, len(pages))
	each(len(pages), func(i int) {
		if p := pages[i]; p.Truth.Title != nil && *p.Truth.Title != "" {
			out[i] = &titled{p.Truth.Set, plainWords(*p.Truth.Title), article.TitleRows(p.Bytes, p.Case.ContentType, p.Case.URL)}
		}
	})
	return out
}

// samples makes each candidate a sample; one that is right in part is a yes
// and a no.
func (t *titled) samples() (out []forest.Sample) {
	if t == nil {
		return nil
	}
	for _, r := range t.rows {
		exact, within := t.right(r.Title)
		switch {
		case exact:
			out = append(out, forest.Sample{X: r.X, Yes: true, Weight: 1})
		case within:
			out = append(out, forest.Sample{X: r.X, Yes: true, Weight: partly}, forest.Sample{X: r.X, Weight: 1 - partly})
		default:
			out = append(out, forest.Sample{X: r.X, Weight: 1})
		}
	}
	return out
}

// right tells whether a title is the one wanted, or one of the two stands in
// the other.
func (t *titled) right(title string) (exact, within bool) {
	got := plainWords(title)
	return got == t.want, got != "" && (strings.Contains(got, t.want) || strings.Contains(t.want, got))
}

func trainTitle(pages []gold.Page) (map[string][]byte, error) {
	read := titlePages(pages)
	f, err := growOf(read, without(len(read), nil), titleOptions)
	if err != nil {
		return nil, err
	}
	b, err := f.MarshalBinary()
	return map[string][]byte{"title.forest": b}, err
}

// checkTitle prints, by set, how many titles are just right, how many are so
// in part, and how many could be.
func checkTitle(pages []gold.Page, w io.Writer) error {
	read := titlePages(pages)
	tally := map[string]*titleTally{}
	for _, fold := range folds(pages) {
		f, err := growOf(read, without(len(read), fold), titleOptions)
		if err != nil {
			return err
		}
		for _, i := range fold {
			if read[i] != nil {
				read[i].count(f, tally)
			}
		}
	}
	sets := make([]string, 0, len(tally))
	for s := range tally {
		sets = append(sets, s)
	}
	slices.Sort(sets)
	fmt.Fprintf(w, "%-20s %8s %8s %8s %8s\n", "set", "exact", "part", "reach", "reach part")
	for _, s := range sets {
		t := tally[s]
		fmt.Fprintf(w, "%-20s %8.3f %8.3f %8.3f %8.3f\n", s, share(t.exact, t.pages), share(t.within, t.pages), share(t.reachExact, t.pages), share(t.reachWithin, t.pages))
	}
	return nil
}

type titleTally struct{ pages, exact, within, reachExact, reachWithin int }

func (t *titled) count(f *forest.Forest, tally map[string]*titleTally) {
	anyExact, anyWithin := false, false
	for _, r := range t.rows {
		e, p := t.right(r.Title)
		anyExact, anyWithin = anyExact || e, anyWithin || p
	}
	c := tally[t.set]
	if c == nil {
		c = &titleTally{}
		tally[t.set] = c
	}
	best := ""
	if i := article.ChooseTitle(t.rows, f); i >= 0 {
		best = t.rows[i].Title
	}
	e, p := t.right(best)
	c.pages++
	c.exact += count(e)
	c.within += count(e || p)
	c.reachExact += count(anyExact)
	c.reachWithin += count(anyWithin)
}

// plainWords brings a title to the form in which it is compared.
func plainWords(s string) string {
	return strings.Join(strings.FieldsFunc(strings.ToLower(norm.NFKC.String(s)), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsNumber(r) && r != '_' }), " ")
}
