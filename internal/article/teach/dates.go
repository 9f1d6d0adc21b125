package main

import (
	"cmp"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"vigia/internal/article"
	"vigia/internal/article/gold"
	"vigia/internal/forest"
)

// datesPart learns which of the days that a page names is that of its
// publication, and whether any is.
var datesPart = part{
	name: "dates",
	train: func(pages []gold.Page) (map[string][]byte, error) {
		j, err := growDates(readDays(pages))
		if err != nil {
			return nil, err
		}
		which, err := j.which.MarshalBinary()
		if err != nil {
			return nil, err
		}
		whether, err := j.whether.MarshalBinary()
		return map[string][]byte{"date-which.forest": which, "date-whether.forest": whether}, err
	},
	check: checkDates,
}

// days is a page with its days and its right answer.
type days struct {
	page  gold.Page
	truth string // "" for none
	rows  []article.DayRow
}

// readDays reads the pages whose day is known.
func readDays(pages []gold.Page) []days {
	var out []days
	for _, p := range pages {
		if p.Truth.Published == nil {
			continue
		}
		rows, err := article.DayRows(p.Bytes, p.Case.ContentType, p.Case.URL)
		if err != nil {
			continue // a page that cannot be read has nothing to say
		}
		out = append(out, days{p, *p.Truth.Published, rows})
	}
	return out
}

// judges are what is learned of dates.
type judges struct{ which, whether *forest.Forest }

// noneWeight is what a page without a date counts: to say nothing is better
// than to say what is wrong.
const noneWeight = 3

// Small forests: there are a thousand pages to learn from.
var (
	whichOptions   = forest.Options{Trees: 250, Depth: 3, Rate: 0.06, Shrink: 4, Columns: 0.4}
	whetherOptions = forest.Options{Trees: 150, Depth: 2, Rate: 0.06, Shrink: 4, Columns: 0.4}
)

func growDates(pages []days) (j judges, err error) {
	var samples []forest.Sample
	for _, p := range pages {
		for _, r := range p.rows {
			if p.truth != "" {
				samples = append(samples, forest.Sample{X: r.X, Yes: r.Day == p.truth[:min(10, len(p.truth))], Weight: 1})
			}
		}
	}
	if j.which, err = forest.Grow(samples, whichOptions); err != nil {
		return j, err
	}
	samples = nil
	for _, p := range pages {
		if i, _ := best(j.which, p.rows); i >= 0 && !p.rows[i].Sure {
			s := forest.Sample{X: p.rows[i].X, Yes: p.truth != "", Weight: 1}
			if !s.Yes {
				s.Weight = noneWeight
			}
			samples = append(samples, s)
		}
	}
	j.whether, err = forest.Grow(samples, whetherOptions)
	return j, err
}

// best is the likeliest day, -1 if there is none, and its chance.
func best(f *forest.Forest, rows []article.DayRow) (int, float64) {
	at, chance := -1, 0.0
	for i, r := range rows {
		if c := f.Probability(r.X); c > chance {
			at, chance = i, c
		}
	}
	return at, chance
}

// verdict is what the judges say of a page.
type verdict struct {
	days
	right   float64 // chance that the day is right, if there is one
	chance  float64 // that there is one
	day     string
	reading string
	sources string
}

// checkDates judges the pages of each fold by what the others have taught.
func checkDates(pages []gold.Page, w io.Writer) error {
	all := readDays(pages)
	known := make([]gold.Page, len(all))
	for i, d := range all {
		known[i] = d.page
	}
	var out []verdict
	for _, fold := range folds(known) {
		var rest []days
		for _, i := range without(len(all), fold) {
			rest = append(rest, all[i])
		}
		f, err := growDates(rest)
		if err != nil {
			return err
		}
		for _, i := range fold {
			out = append(out, f.judge(all[i]))
		}
	}
	printDates(out, w)
	return nil
}

func (j judges) judge(d days) verdict {
	v := verdict{days: d}
	i, c := best(j.which, d.rows)
	if i >= 0 {
		r := d.rows[i]
		v.right, v.chance, v.day, v.reading, v.sources = c, j.whether.Probability(r.X), r.Day, r.Reading, r.Sources
		if r.Sure {
			v.chance = 1
		}
	}
	return v
}

// printDates prints a table for several chances from which a day is taken.
func printDates(vs []verdict, w io.Writer) {
	fmt.Fprintf(w, "%-18s %-7s %6s %6s %6s %6s %6s %8s\n", "set", "chance", "right", "P", "R", "F1", "false", "instant")
	sets := map[string][]verdict{}
	for _, v := range vs {
		sets[v.page.Truth.Set] = append(sets[v.page.Truth.Set], v)
	}
	names := make([]string, 0, len(sets))
	for n := range sets {
		names = append(names, n)
	}
	slices.SortFunc(names, cmp.Compare)
	for _, n := range names {
		for _, at := range []float64{0.3, 0.4, 0.5, 0.6, 0.65, 0.7, 0.8, 0.9} {
			printSet(n, at, sets[n], w)
		}
	}
}

func printSet(name string, at float64, vs []verdict, w io.Writer) {
	var right, given, have, bad, none, instants, exact float64
	for _, v := range vs {
		got := v.reading
		if v.chance < at {
			got = ""
		}
		if v.truth == "" {
			none++
			if got != "" {
				bad++
			}
			continue
		}
		have++
		if got != "" {
			given++
			if strings.HasPrefix(v.truth, got[:10]) {
				right++
			}
		}
		if want, err := time.Parse(time.RFC3339, v.truth); err == nil {
			instants++
			if is, err := time.Parse(time.RFC3339, got); err == nil && is.Sub(want).Abs() <= time.Minute {
				exact++
			}
		}
	}
	p, r := right/max(given+bad, 1), right/max(have-given+right, 1)
	fmt.Fprintf(w, "%-18s %-7.2f %6.3f %6.3f %6.3f %6.3f %6.3f %8.3f\n", name, at, right/max(have, 1), right/max(given, 1), r, 2*p*r/max(p+r, 1e-9), bad/max(none, 1), exact/max(instants, 1))
}
