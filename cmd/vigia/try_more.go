package main

import (
	"bytes"
	"io/fs"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"vigia"
	"vigia/internal/check"
	"vigia/internal/feed"
	"vigia/internal/label"
	"vigia/internal/monitor"
	"vigia/internal/story"
	"vigia/internal/warc"
	"vigia/monitors"
)

func tryWARC(r row) any {
	b, err := r.raw(r.WARC)
	if err != nil {
		return failed{r.ID, err.Error()}
	}
	rep, err := warc.Check(bytes.NewReader(b))
	if err != nil {
		return failed{r.ID, err.Error()}
	}
	return struct {
		ID       rowID    `json:"id"`
		Records  int      `json:"records"`
		Types    []string `json:"types"`
		Errors   []string `json:"errors"`
		Warnings []string `json:"warnings"`
	}{r.ID, rep.Records, append([]string{}, rep.Types...), issues(rep.Errors), issues(rep.Warnings)}
}

func issues(is []warc.Issue) []string {
	out := []string{}
	for _, i := range is {
		out = append(out, i.Error())
	}
	return out
}

// tryStories keeps what it has seen: rows are a stream. What comes later may
// move a headline, so that it answers late.
func tryStories() func(row) any {
	s := story.NewStream()
	return func(r row) any {
		s.Add(story.Doc{ID: string(r.ID), Outlet: r.Outlet, URL: r.URL, Published: feed.ParseDate(r.Published),
			Title: r.Title, Text: r.Text, Language: r.Language})
		return late(func() any {
			res := s.Of(string(r.ID))
			return struct {
				ID          rowID          `json:"id"`
				Story       string         `json:"story"`
				DuplicateOf string         `json:"duplicate_of"`
				Relation    vigia.Relation `json:"relation"`
				Origin      string         `json:"origin"`
				Why         string         `json:"why,omitempty"`
			}{r.ID, res.Story, res.DuplicateOf, res.Relation, res.Origin, res.Why}
		})
	}
}

func (a *app) tryLabel() *cobra.Command {
	var dir string
	var l *label.Labeller
	c := a.tryRows("label", `Label reports by a monitor's terms: {"id","title","text","url","language","outlet"}`, false,
		func(r row) any { return labelled(l, r) })
	c.Flags().StringVar(&dir, "monitor", "", "folder of a monitor (VRIC unless given)")
	run := c.RunE
	c.RunE = func(cmd *cobra.Command, args []string) error {
		m, err := monitorOr(dir)
		if err != nil {
			return err
		}
		l = label.New(m)
		return run(cmd, args)
	}
	return c
}

// monitorOr is the monitor in a folder, or VRIC as it comes with the program.
func monitorOr(dir string) (*monitor.Monitor, error) {
	if dir != "" {
		return loadMonitor(dir)
	}
	files, err := fs.Sub(monitors.Files, "vric")
	if err != nil {
		return nil, err
	}
	m, _, err := monitor.LoadFS(files, "vric")
	return m, err
}

type scoredLabel struct {
	Key   string  `json:"key"`
	Score float64 `json:"score"`
	Why   string  `json:"why"`
}

func labelled(l *label.Labeller, r row) any {
	out := struct {
		ID          rowID              `json:"id"`
		Genre       string             `json:"genre"`
		GenreScores map[string]float64 `json:"genre_scores"`
		Networks    []scoredLabel      `json:"networks"`
		Themes      []scoredLabel      `json:"themes"`
		Countries   []string           `json:"countries"`
		Dimensions  []string           `json:"dimensions"`
	}{ID: r.ID, GenreScores: map[string]float64{}, Networks: []scoredLabel{}, Themes: []scoredLabel{}, Countries: []string{}, Dimensions: []string{}}
	e := l.Explain(label.Doc{Title: r.Title, Text: r.Text, URL: r.URL, Language: strings.ToLower(r.Language)})
	for g, score := range e.GenreScores {
		out.GenreScores[string(g)] = score
	}
	for _, b := range e.Labels {
		switch b.Kind {
		case vigia.LabelGenre:
			out.Genre = b.Value
		case vigia.LabelNetwork:
			out.Networks = append(out.Networks, scoredLabel{b.Value, b.Score, b.Why})
		case vigia.LabelTheme:
			out.Themes = append(out.Themes, scoredLabel{b.Value, b.Score, b.Why})
		case vigia.LabelCountry:
			out.Countries = append(out.Countries, b.Value)
		case vigia.LabelDimension:
			out.Dimensions = append(out.Dimensions, b.Value)
		}
	}
	return out
}

func tryCheck(r row) any {
	anchor, err := time.Parse(time.DateOnly, r.Anchor)
	if err != nil && r.Anchor != "" {
		return failed{r.ID, "the anchor is no day, as 2021-09-24"}
	}
	var ps []check.Passage
	for _, p := range r.Passages {
		ps = append(ps, check.Passage{ID: p.ID, Text: p.Text, Language: p.Language, Published: feed.ParseDate(p.Published)})
	}
	type found struct {
		Kind    string `json:"kind"`
		Text    string `json:"text"`
		Message string `json:"message"`
		Passage string `json:"passage"`
	}
	out := struct {
		ID       rowID   `json:"id"`
		Findings []found `json:"findings"`
	}{r.ID, []found{}}
	for _, f := range check.Check(r.Sentence, r.Language, anchor, ps) {
		g := found{Kind: f.Kind, Message: f.Message}
		if from, to, passage, ok := check.Where(f); ok && to <= len(r.Sentence) {
			g.Text, g.Passage = r.Sentence[from:to], passage
		}
		out.Findings = append(out.Findings, g)
	}
	return out
}
