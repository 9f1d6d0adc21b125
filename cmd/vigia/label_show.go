package main

import (
	"fmt"
	"slices"
	"strings"
	"text/tabwriter"

	"vigia"
	"vigia/internal/label"
)

// showEvaluation prints figures as tables.
func (a *app) showEvaluation(ev label.Evaluation) error {
	fmt.Fprintf(a.out, "%s of %s; judged on outlets that were not learned from\n", count(ev.Examples, "example"), count(ev.Outlets, "outlet"))
	w := tabwriter.NewWriter(a.out, 0, 4, 2, ' ', 0)
	if len(ev.Classes) == 0 {
		fmt.Fprintln(a.out, "no label has enough examples for it and against it yet")
	} else {
		fmt.Fprintln(w, "\nLABEL\tYES\tNO\tRULES F1\tLEARNED F1\t")
		for _, c := range ev.Classes {
			better := ""
			if c.Adopt {
				better = "learn it"
			}
			fmt.Fprintf(w, "%s\t%d\t%d\t%.3f\t%.3f\t%s\n", plain(c.Label), c.Yes, c.No, c.Rules, c.Learn, better)
		}
		fmt.Fprintln(w, "\nEXAMPLES\tSHARE\tLEARNED F1\t")
		for _, p := range ev.Curve {
			fmt.Fprintf(w, "%d\t%.0f %%\t%.3f\t%s\n", p.Examples, 100*p.Share, p.F1, strings.Repeat("▇", int(p.F1*30)))
		}
	}
	if len(ev.Calibration) > 0 {
		fmt.Fprintln(w, "\nSCORE\tLABELS\tMEAN\tHELD\t")
		for _, b := range ev.Calibration {
			fmt.Fprintf(w, "%.1f–%.1f\t%d\t%.2f\t%.2f\t\n", b.From, b.To, b.Labels, b.Mean, b.Held)
		}
	}
	if len(ev.Confusion) > 0 {
		fmt.Fprintln(w, "\nLANGUAGE\tKIND\tPEOPLE SAID\tRULES SAY\tREPORTS")
		for _, c := range ev.Confusion {
			fmt.Fprintf(w, "%s\t%s\t%s\t%s\t%d\n", plain(c.Language), c.Kind, plain(c.Given), plain(c.Got), c.Count)
		}
	}
	if err := w.Flush(); err != nil {
		return err
	}
	for _, c := range ev.Contradicted {
		fmt.Fprintf(a.out, "\ncontradiction: %s and %s are one text, and %s is given to one of them only\n", c.Reports[0], c.Reports[1], plain(c.Label))
	}
	return nil
}

func (a *app) showExplanation(l *label.Labeller, d label.Doc) error {
	e := l.Explain(d)
	passages := label.Declarations(d.Text, d.Language)
	if a.json {
		return a.printJSON(struct {
			Title    string                  `json:"title"`
			Language string                  `json:"language"`
			Version  string                  `json:"version"`
			Labels   []vigia.Label           `json:"labels"`
			Genres   map[vigia.Genre]float64 `json:"genre_scores"`
			Passages []label.Passage         `json:"declarations"`
		}{d.Title, d.Language, l.Version(), e.Labels, e.GenreScores, passages})
	}
	s := a.sheet(18)
	s.head(d.Title)
	for _, b := range e.Labels {
		s.field(fmt.Sprintf("%s %s", b.Kind, b.Value), fmt.Sprintf("%.2f  %s", b.Score, b.Why), "")
	}
	genres := make([]string, 0, len(e.GenreScores))
	for g, v := range e.GenreScores {
		genres = append(genres, fmt.Sprintf("%s %.2f", g, v))
	}
	slices.Sort(genres)
	s.field("genres weighed", strings.Join(genres, ", "), "")
	for _, p := range passages {
		s.field("declaration", fmt.Sprintf("%q told by %s", d.Text[p.Start:p.End], strings.Join(p.Terms, ", ")), "")
	}
	s.field("version", l.Version(), "")
	return nil
}

// sortedCounts are the keys of a count, the largest first.
func sortedCounts(n map[string]int) []string {
	keys := make([]string, 0, len(n))
	for k := range n {
		keys = append(keys, k)
	}
	slices.SortFunc(keys, func(x, y string) int {
		if n[x] != n[y] {
			return n[y] - n[x]
		}
		return strings.Compare(x, y)
	})
	return keys
}
