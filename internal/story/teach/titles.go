package main

import (
	"fmt"
	"io"
	"math"
	"slices"

	"vigia/internal/feed"
	"vigia/internal/story"
)

// leastAlike: pairs that share fewer runs of letters are not learned from.
const leastAlike = 0.03

// titlePairs measures the pairs of headlines of a set of which it is known
// whether they tell one event. Pairs that have hardly a run of letters in
// common teach nothing and are left out, unless they were asked for.
func (s *set) titlePairs(day string) (out []story.TitleSample) {
	t := story.NewTitles()
	at := map[string]int{}
	for _, it := range s.items {
		if day == "" || s.group[it.ID] == day {
			at[it.ID] = t.Add(s.doc(it))
		}
	}
	put := func(a, b string, yes, asked bool) {
		i, ok := at[a]
		j, also := at[b]
		if !ok || !also {
			return
		}
		if p, ok := t.Compare(i, j); ok && (asked || yes || p.X[story.GramsAlike] >= leastAlike) {
			p.Yes, p.Weight = yes, 1
			out = append(out, p)
		}
	}
	for _, p := range s.pairs {
		put(p.A, p.B, p.Same, true)
	}
	if len(s.pairs) > 0 {
		return out
	}
	for i, a := range s.items {
		for _, b := range s.items[:i] {
			ca, cb := s.cluster[a.ID], s.cluster[b.ID]
			if ca != "" && cb != "" {
				put(a.ID, b.ID, ca == cb, false)
			}
		}
	}
	return out
}

func (s *set) doc(it item) story.Doc {
	return story.Doc{ID: it.ID, Outlet: it.Outlet, URL: it.URL, Published: feed.ParseDate(it.Published),
		Title: it.Title, Text: it.Text, Language: it.Language}
}

// titleSets tells of which sets headlines are learned: true titles of the
// English events alone, so that all that is said of the others is unseen.
var titleSets = map[string]bool{"stories-en": true, "stories-ru": true, "people": true}

// learnTitles fits the judge of headlines, without the pairs of a day.
func learnTitles(sets []*set, without string) *story.TitleJudge {
	var samples []story.TitleSample
	for _, s := range sets {
		if !titleSets[s.name] {
			continue
		}
		if len(s.pairs) == 0 {
			samples = append(samples, s.titlePairs("")...)
			continue
		}
		for _, day := range s.days() {
			if day != without {
				samples = append(samples, s.titlePairs(day)...)
			}
		}
	}
	return story.LearnTitles(samples)
}

// countTitles counts the terms of titles: of Spanish those of the days before
// the events that are known, so that nothing of these is in it, and without a day.
func countTitles(sets []*set, without string) *story.Background {
	t := story.NewTitles()
	for _, s := range sets {
		for _, it := range s.items {
			if len(s.pairs) == 0 && s.weight > 1 && s.cluster[it.ID] != "" {
				break
			}
			if d := s.group[it.ID]; d != without || d == "" {
				t.Add(s.doc(it))
			}
		}
	}
	return t.Background()
}

// days lists the days of a set of pairs, in order.
func (s *set) days() (days []string) {
	seen := map[string]bool{}
	for _, it := range s.items {
		if d := s.group[it.ID]; d != "" && !seen[d] {
			seen[d] = true
			days = append(days, d)
		}
	}
	return days
}

// checkTitles prints how well headlines are gathered of events and days of
// which nothing was learned.
func checkTitles(sets []*set, w io.Writer) {
	for _, s := range sets {
		switch {
		case s.name == "stories-es":
			s.spread(learnTitles(sets, ""), countTitles(sets, ""), w)
		case s.name == "stories-ru":
			for _, day := range s.days() {
				says, _ := s.of(day).score(s.gather(learnTitles(sets, day), countTitles(sets, day), day))
				fmt.Fprintf(w, "%s of %s: %s\n", s.name, day, says)
			}
		}
	}
}

// spread prints the figure for the whole set, and the mean over streams from
// which a fifth of the reports was left out: with few events one of which is
// large, a single figure says little.
func (s *set) spread(j *story.TitleJudge, known *story.Background, w io.Writer) {
	says, _ := s.score(s.gather(j, known, ""))
	fmt.Fprintf(w, "%s: %s\n", s.name, says)
	var sum, square float64
	for seed := range streams {
		c := *s
		c.items, c.cluster = nil, map[string]string{}
		for _, it := range s.items {
			if fold(fmt.Sprint(it.ID, seed)) == 0 {
				continue
			}
			c.items = append(c.items, it)
			if k, ok := s.cluster[it.ID]; ok {
				c.cluster[it.ID] = k
			}
		}
		_, _, f1 := c.cubed(c.gather(j, known, ""))
		sum, square = sum+f1, square+f1*f1
	}
	m := sum / streams
	fmt.Fprintf(w, "%s: %d streams of four in five: B3 F1 %.3f ± %.3f\n", s.name, streams, m, math.Sqrt(max(0, square/streams-m*m)))
}

const streams = 8

// bare tells a set of nothing but headlines.
func (s *set) bare() bool {
	return !slices.ContainsFunc(s.items, func(it item) bool { return it.Text != "" })
}

// of is the set with the pairs of one day.
func (s *set) of(day string) *set {
	c := *s
	c.pairs = nil
	for _, p := range s.pairs {
		if s.group[p.A] == day {
			c.pairs = append(c.pairs, p)
		}
	}
	return &c
}

// gather runs a stream over the headlines of a day, or all.
func (s *set) gather(j *story.TitleJudge, known *story.Background, day string) map[string]string {
	st := story.NewStream()
	st.Titles, st.Known = j, known
	for _, it := range s.items {
		if day == "" || s.group[it.ID] == day {
			st.Add(s.doc(it))
		}
	}
	out := map[string]string{}
	for _, it := range s.items {
		out[it.ID] = st.Of(it.ID).Story
	}
	return out
}
