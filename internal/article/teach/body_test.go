package main

import (
	"bytes"
	"io"
	"strings"
	"testing"

	"vigia/internal/article"
	"vigia/internal/article/gold"
)

// The same pages teach the same bytes, and what is learned reads them.
func TestTeachTwice(t *testing.T) {
	pages, err := gold.Read("../testdata/gold")
	if err != nil {
		t.Fatal(err)
	}
	once, err := trainBody(pages)
	if err != nil {
		t.Fatal(err)
	}
	again, err := trainBody(pages)
	if err != nil {
		t.Fatal(err)
	}
	if len(once) != 3 {
		t.Errorf("%d files", len(once))
	}
	for name, b := range once {
		if !bytes.Equal(b, again[name]) {
			t.Errorf("%s: the same pages gave other bytes", name)
		}
	}
}

func TestFolds(t *testing.T) {
	page := func(url, body string) gold.Page {
		return gold.Page{Case: gold.Case{ID: url + body, URL: url}, Bytes: []byte(body)}
	}
	pages := []gold.Page{page("https://www.d.example/a", ""), page("", `<link rel="canonical" href="https://d.example/b">`),
		page("", `<meta property="og:url" content="http://m.d.example/c">`), page("", `<a href="https://d.example/x"><a href="https://d.example/y"><a href="https://e.example">`)}
	for i, p := range pages {
		if h := host(p); h != "d.example" {
			t.Errorf("page %d: host %q", i, h)
		}
	}
	all := 0
	for _, f := range folds(pages) {
		all += len(f)
		if len(f) > 0 && len(f)+len(without(len(pages), f)) != len(pages) {
			t.Error("a page is on both sides")
		}
	}
	if all != len(pages) {
		t.Errorf("%d of %d pages in a fold", all, len(pages))
	}
}

func TestAlign(t *testing.T) {
	blocks := func(ss ...string) (out []article.LessonBlock) {
		for _, s := range ss {
			out = append(out, article.LessonBlock{Text: s, Size: float32(len(strings.Fields(s)))})
		}
		return out
	}
	truth := "The port opens on Monday after the storm.\n\nCosts\n\nNobody knows what the cranes will cost."
	page := blocks("Home", "Costs of living", "The port opens on Monday after the storm.", "Costs", "Share this", "Nobody knows what the cranes will cost.", "The port", "Costs")
	for b, l := range align(gold.Truth{Metric: gold.Shingle, Text: &truth}, page) {
		if want := b == 2 || b == 3 || b == 5; l.yes != want || l.weight <= 0 {
			t.Errorf("%q: %v with weight %v", page[b].Text, l.yes, l.weight)
		}
	}
	passages := gold.Truth{Metric: gold.Segments, With: []string{"opens on Monday after"}, Without: []string{"Share this"}}
	for b, l := range align(passages, page) {
		if l.yes != (b == 2) || (l.weight > 0) != (b == 2 || b == 4) {
			t.Errorf("passages: %q: %v with weight %v", page[b].Text, l.yes, l.weight)
		}
	}
}

func TestFigures(t *testing.T) {
	text := "one two three four five"
	tally := tallied{metric: gold.Shingle}
	tally.add(gold.Truth{Metric: gold.Shingle, Text: &text}, "one two three four six")
	if p, r, f := tally.figures(); p != 0.5 || r != 0.5 || f != 0.5 {
		t.Errorf("%v %v %v", p, r, f)
	}
	tally = tallied{metric: gold.Segments}
	tally.add(gold.Truth{Metric: gold.Segments, With: []string{"two  three", "nine"}, Without: []string{"four"}}, text)
	if p, r, _ := tally.figures(); p != 0.5 || r != 0.5 {
		t.Errorf("%v %v", p, r)
	}
}

func TestUnknownPart(t *testing.T) {
	if err := run([]string{"--gold", "../testdata/gold", "--only", "x"}, io.Discard); err == nil || !strings.Contains(err.Error(), `"x"`) {
		t.Errorf("error %v", err)
	}
	if err := run(nil, io.Discard); err == nil {
		t.Error("no pages, no error")
	}
}
