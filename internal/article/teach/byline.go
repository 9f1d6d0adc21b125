package main

import (
	"fmt"
	"io"
	"regexp"
	"slices"
	"strings"

	"vigia/internal/article"
	"vigia/internal/article/gold"
	"vigia/internal/forest"
)

// bylineOptions of the forest that weighs bylines.
var bylineOptions = forest.Options{Trees: 300, Depth: 5, Rate: 0.04, Shrink: 6, Columns: 0.3, LeastRows: 3, Seed: 7}

// newsWeight is how much a page counts that calls itself a news report: such
// pages are what is read, and there are few of them among the rest.
const newsWeight = 3

// signed is a page whose byline was judged, with what may be its byline.
type signed struct {
	set  string
	want []string // names as compared, sorted
	rows []article.BylineRow
}

// bylinePages reads the pages whose byline was judged; the others are nil.
func bylinePages(pages []gold.Page) []*signed {
	out := make([]*signed, len(pages))
	each(len(pages), func(i int) {
		if p := pages[i]; p.Truth.Authors != nil {
			out[i] = &signed{p.Truth.Set, compared(p.Truth.Authors), article.BylineRows(p.Bytes, p.Case.ContentType, p.Case.URL)}
		}
	})
	return out
}

// samples makes a row a sample for each proposal: is it just what was signed?
func (s *signed) samples() (out []forest.Sample) {
	if s == nil {
		return nil
	}
	for _, r := range s.rows {
		w := float32(1)
		if r.News {
			w = newsWeight
		}
		out = append(out, forest.Sample{X: r.X, Yes: slices.Equal(compared(r.Names), s.want), Weight: w})
	}
	return out
}

func trainByline(pages []gold.Page) (map[string][]byte, error) {
	read := bylinePages(pages)
	f, err := growOf(read, without(len(read), nil), bylineOptions)
	if err != nil {
		return nil, err
	}
	b, err := f.MarshalBinary()
	return map[string][]byte{"byline.forest": b}, err
}

// checkByline prints, by set, how many bylines are just right, how many could
// be, and how many are invented where nobody signs.
func checkByline(pages []gold.Page, w io.Writer) error {
	read := bylinePages(pages)
	tally := map[string]*bylineTally{}
	for _, fold := range folds(pages) {
		f, err := growOf(read, without(len(read), fold), bylineOptions)
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
	fmt.Fprintf(w, "%-20s %7s %7s %7s %7s %9s\n", "set", "signed", "exact", "reach", "none", "invented")
	for _, s := range sets {
		t := tally[s]
		fmt.Fprintf(w, "%-20s %7d %7.3f %7.3f %7d %9.3f\n", s, t.signed, share(t.exact, t.signed), share(t.reach, t.signed), t.none, share(t.invented, t.none))
	}
	return nil
}

// bylineTally counts the pages that are signed and that are not.
type bylineTally struct{ signed, exact, reach, none, invented int }

func (s *signed) count(f *forest.Forest, tally map[string]*bylineTally) {
	t := tally[s.set]
	if t == nil {
		t = &bylineTally{}
		tally[s.set] = t
	}
	i := article.ChooseByline(s.rows, f)
	if len(s.want) == 0 {
		t.none++
		t.invented += count(i >= 0)
		return
	}
	t.signed++
	t.exact += count(i >= 0 && slices.Equal(compared(s.rows[i].Names), s.want))
	t.reach += count(slices.ContainsFunc(s.rows, func(r article.BylineRow) bool { return slices.Equal(compared(r.Names), s.want) }))
}

func count(b bool) int {
	if b {
		return 1
	}
	return 0
}

func share(n, of int) float64 { return float64(n) / float64(max(of, 1)) }

var (
	nameParts = regexp.MustCompile(`[;,&|/、，]`)
	byBefore  = regexp.MustCompile(`(?i)^\s*(?:by|von|por|de|par)\s+`)
	joiners   = map[string]bool{"and": true, "und": true, "y": true, "e": true, "et": true, "и": true}
)

// compared brings names to the form in which they are compared: letters and
// digits in small letters, several names in one string taken apart, in order.
func compared(names []string) []string {
	var out []string
	for _, n := range names {
		for _, part := range nameParts.Split(byBefore.ReplaceAllString(strings.TrimSpace(n), ""), -1) {
			var words []string
			flush := func() {
				if len(words) > 0 {
					out = append(out, strings.Join(words, " "))
				}
				words = nil
			}
			for _, w := range strings.Fields(plainWords(part)) {
				if joiners[w] {
					flush()
					continue
				}
				words = append(words, w)
			}
			flush()
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}
