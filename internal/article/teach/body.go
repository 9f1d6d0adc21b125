package main

import (
	"fmt"
	"io"

	"vigia/internal/article"
	"vigia/internal/article/gold"
	"vigia/internal/forest"
)

// The body reader learns in three steps: a lexicon of the words of names and
// blocks, a first forest that looks at each block, and a second that sees what
// the first said of the others. Each step learns from what the one before says
// of pages that it has not seen.
var (
	firstOptions  = forest.Options{Trees: 90, Depth: 6, Rate: 0.13, Rows: 0.5, Columns: 0.3, Seed: 1}
	secondOptions = forest.Options{Trees: 90, Depth: 6, Rate: 0.11, Rows: 0.5, Columns: 0.4, Seed: 2}
)

// voices is how many forests of each look are grown, each by a seed of its
// own; what they say on average is taken.
const voices = 2

// grow learns the forests of a look.
func grow(s []forest.Sample, o forest.Options) (*forest.Forest, error) {
	fs := make([]*forest.Forest, voices)
	for i := range fs {
		var err error
		if fs[i], err = forest.Grow(s, o); err != nil {
			return nil, err
		}
		o.Seed += 100
	}
	return forest.Mean(fs...)
}

// bodyPage is a page that teaches the body reader.
type bodyPage struct {
	page   gold.Page
	host   string
	fold   int
	lesson *article.Lesson
	blocks []article.LessonBlock
	labels []label
	words  [][]int
}

// tellTwice is how much more a page counts that somebody made or sent in to
// teach something.
const tellTwice = 3

// label says whether a block is of the report, and how much that counts.
type label struct {
	yes    bool
	weight float32
}

// bodyModel is what has been learned.
type bodyModel struct {
	lexicon       *article.Lexicon
	first, second *forest.Forest
}

// bodyPages labels the pages that have a text.
func bodyPages(pages []gold.Page) []bodyPage {
	var out []bodyPage
	for _, p := range pages {
		if p.Truth.Metric != gold.DateOnly && (p.Truth.Text != nil || len(p.Truth.With) > 0) {
			out = append(out, bodyPage{page: p, host: host(p)})
		}
	}
	each(len(out), func(i int) {
		p := &out[i]
		p.fold = fold(p.host)
		lesson, err := article.NewLesson(p.page.Bytes, p.page.Case.ContentType, p.page.Case.URL)
		if err != nil {
			return
		}
		p.lesson = lesson
		p.blocks = lesson.Blocks()
		p.labels = align(p.page.Truth, p.blocks)
		if p.page.Truth.Set == "invented" || p.page.Truth.Set == "reported" {
			for b := range p.labels {
				p.labels[b].weight *= tellTwice
			}
		}
		for b := range p.blocks {
			p.words = append(p.words, lesson.Words(b))
		}
	})
	kept := out[:0]
	for _, p := range out {
		if p.lesson != nil && len(p.blocks) > 0 {
			kept = append(kept, p)
		}
	}
	return kept
}

// learned holds what was learned without each fold, and what that says of the
// fold's pages.
type crossed struct {
	pages  []bodyPage
	models [nFolds]bodyModel
	rows   [][][]float32 // by page: features of the first look
	first  [][]float64   // by page: its scores
	second [][]float64
}

// cross learns without each fold in turn.
func cross(pages []bodyPage) (*crossed, error) {
	c := &crossed{pages: pages, rows: make([][][]float32, len(pages)), first: make([][]float64, len(pages)), second: make([][]float64, len(pages))}
	for k := range nFolds {
		c.models[k].lexicon = growLexicon(pages, func(p *bodyPage) bool { return p.fold != k })
	}
	each(len(pages), func(i int) {
		c.rows[i] = pages[i].lesson.First(c.models[pages[i].fold].lexicon)
	})
	for k := range nFolds {
		f, err := grow(samples(pages, c.rows, func(p *bodyPage) bool { return p.fold != k }), firstOptions)
		if err != nil {
			return nil, err
		}
		c.models[k].first = f
	}
	each(len(pages), func(i int) {
		c.first[i] = article.Grown(c.models[pages[i].fold].first, c.rows[i])
	})
	return c, nil
}

// crossSecond goes on to the second look.
func (c *crossed) crossSecond() ([][][]float32, error) {
	rows := make([][][]float32, len(c.pages))
	each(len(c.pages), func(i int) {
		rows[i] = c.pages[i].lesson.Second(c.rows[i], c.first[i])
	})
	for k := range nFolds {
		f, err := grow(samples(c.pages, rows, func(p *bodyPage) bool { return p.fold != k }), secondOptions)
		if err != nil {
			return nil, err
		}
		c.models[k].second = f
	}
	each(len(c.pages), func(i int) {
		c.second[i] = article.Grown(c.models[c.pages[i].fold].second, rows[i])
	})
	return rows, nil
}

// easyOnes says that one in so many of the blocks that are a few words in a
// link teaches for the others: there are more of them than of all the rest.
const easyOnes = 4

func easy(b article.LessonBlock) bool { return b.Size < 8 && b.Linked > 0.9 }

func samples(pages []bodyPage, rows [][][]float32, of func(*bodyPage) bool) []forest.Sample {
	var out []forest.Sample
	for i := range pages {
		if !of(&pages[i]) {
			continue
		}
		for b, l := range pages[i].labels {
			if rows[i][b] == nil {
				continue
			}
			if !l.yes && easy(pages[i].blocks[b]) {
				if b%easyOnes != 0 {
					continue
				}
				l.weight *= easyOnes
			}
			if l.weight > 0 {
				out = append(out, forest.Sample{X: rows[i][b], Yes: l.yes, Weight: l.weight})
			}
		}
	}
	return out
}

func trainBody(pages []gold.Page) (map[string][]byte, error) {
	c, err := cross(bodyPages(pages))
	if err != nil {
		return nil, err
	}
	rows, err := c.crossSecond()
	if err != nil {
		return nil, err
	}
	all := func(*bodyPage) bool { return true }
	var m bodyModel
	m.lexicon = growLexicon(c.pages, all)
	if m.first, err = grow(samples(c.pages, c.rows, all), firstOptions); err != nil {
		return nil, err
	}
	if m.second, err = grow(samples(c.pages, rows, all), secondOptions); err != nil {
		return nil, err
	}
	files := map[string][]byte{}
	for name, part := range map[string]interface{ MarshalBinary() ([]byte, error) }{
		"body-lexicon.forest": m.lexicon, "body-first.forest": m.first, "body-second.forest": m.second,
	} {
		if files[name], err = part.MarshalBinary(); err != nil {
			return nil, err
		}
	}
	return files, nil
}

// checkBody prints how well pages of unseen hosts are read.
func checkBody(pages []gold.Page, w io.Writer) error {
	c, err := cross(bodyPages(pages))
	if err != nil {
		return err
	}
	c.report(w, "first look", c.first)
	if _, err := c.crossSecond(); err != nil {
		return err
	}
	c.report(w, "second look", c.second)
	return nil
}

func (c *crossed) report(w io.Writer, name string, scores [][]float64) {
	texts := make([]string, len(c.pages))
	each(len(c.pages), func(i int) { texts[i] = c.pages[i].lesson.Text(scores[i]) })
	var sets []string
	by := map[string]*tallied{}
	for i, p := range c.pages {
		t := by[p.page.Truth.Set]
		if t == nil {
			t = &tallied{metric: p.page.Truth.Metric}
			by[p.page.Truth.Set] = t
			sets = append(sets, p.page.Truth.Set)
		}
		t.add(p.page.Truth, texts[i])
	}
	for _, s := range sets {
		p, r, f := by[s].figures()
		fmt.Fprintf(w, "%-12s %-20s F1 %.4f  P %.4f  R %.4f  pages %d\n", name, s, f, p, r, by[s].pages)
	}
}
