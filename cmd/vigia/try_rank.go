package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"maps"
	"slices"

	"github.com/spf13/cobra"

	"vigia/internal/language"
	"vigia/internal/pipeline"
	"vigia/internal/rank"
	"vigia/internal/speech"
)

// rankRow is a text of a review, with the reviewer's answer.
type rankRow struct {
	Topic    string `json:"topic"`
	ID       rowID  `json:"id"`
	Title    string `json:"title"`
	Text     string `json:"text"`
	Language string `json:"language"`
	Relevant answer `json:"relevant"`
}

// answer is yes or no, as data sets write it.
type answer bool

func (a *answer) UnmarshalJSON(b []byte) error {
	switch string(b) {
	case "1", "true", `"1"`, `"true"`, "1.0":
		*a = true
	case "0", "false", `"0"`, `"false"`, "0.0", "null", `""`:
		*a = false
	default:
		return fmt.Errorf("relevant is %s, not 0 or 1", b)
	}
	return nil
}

// review is a topic with its texts. Texts are read into a pool when the next
// topic begins, and the pool stands for that one too if its texts are the same.
type review struct {
	topic    string
	docs     []rank.Doc
	relevant []bool
}

type reviewed struct {
	Topic   string   `json:"topic"`
	Order   []string `json:"order"`
	Stopped int      `json:"stopped_at"`
}

func (a *app) tryRank() *cobra.Command {
	return &cobra.Command{Use: "rank", Args: cobra.NoArgs,
		Short: `Play a review: {"topic","id","title","text","relevant"}, the rows of a topic together`,
		Long: `Plays a review for each topic, whose name is the first query: orders the texts,
takes the answer that their rows give for the ones on top, learns, and goes on. A
row comes out for each topic: the order in which the texts were read, and after
how many of them it would have stopped, because 95 % of what is relevant was seen.`,
		RunE: func(*cobra.Command, []string) error { return a.reviews() }}
}

func (a *app) reviews() error {
	out := bufio.NewWriter(a.out)
	enc := json.NewEncoder(out)
	enc.SetEscapeHTML(false)
	var now review
	var pool pooled
	finish := func() error {
		if now.docs == nil {
			return nil
		}
		return enc.Encode(pool.play(now))
	}
	for n, line := range pipeline.Lines(a.in, longestRow) {
		if line.Err != nil {
			return fmt.Errorf("rows: %w", line.Err)
		}
		var r rankRow
		if line.Long {
			if err := enc.Encode(failed{Error: fmt.Sprintf("line %d is longer than %d MiB", n, longestRow>>20)}); err != nil {
				return err
			}
			continue
		}
		if err := json.Unmarshal(line.Bytes, &r); err != nil {
			if err := enc.Encode(failed{r.ID, fmt.Sprintf("line %d cannot be used: %s", n, pipeline.JSONFault(err))}); err != nil {
				return err
			}
			continue
		}
		if r.Topic != now.topic && now.docs != nil {
			if err := finish(); err != nil {
				return err
			}
			now = review{docs: now.docs[:0:0]}
		}
		now.topic = r.Topic
		now.docs = append(now.docs, rank.Doc{ID: string(r.ID), Title: r.Title, Text: r.Text, Language: r.Language})
		now.relevant = append(now.relevant, bool(r.Relevant))
	}
	if err := finish(); err != nil {
		return err
	}
	return out.Flush()
}

// pooled is the last pool with the texts that it was made of.
type pooled struct {
	docs   []rank.Doc
	pool   *rank.Pool
	tongue string // of most of them
}

func (p *pooled) play(r review) reviewed {
	if !slices.EqualFunc(p.docs, r.docs, same) {
		p.docs = r.docs
		p.pool = rank.NewPool(slices.Values(p.inTongues()))
	}
	o := rank.Run(p.pool, rank.Doc{Title: r.topic, Language: p.tongue}, func(i int) bool { return r.relevant[i] })
	return reviewed{r.topic, o.Order, o.Stop}
}

// plainly is how sure a language must be told; below that a text is taken to be
// in the language of most.
const plainly = 0.6

// inTongues gives the texts with their languages, and notes that of most: a
// query of two words tells none.
func (p *pooled) inTongues() []rank.Doc {
	docs := slices.Clone(p.docs)
	count := map[string]int{}
	var open []int
	for i := range docs {
		d := &docs[i]
		if d.Language == "" {
			lang, confidence := language.Detect(d.Title + "\n" + speech.Cut(d.Text, 2000))
			if d.Language = lang; confidence < plainly {
				open = append(open, i)
				continue
			}
		}
		count[d.Language]++
	}
	p.tongue = ""
	for _, lang := range slices.Sorted(maps.Keys(count)) {
		if count[lang] > count[p.tongue] {
			p.tongue = lang
		}
	}
	for _, i := range open {
		docs[i].Language = p.tongue
	}
	return docs
}

func same(a, b rank.Doc) bool {
	return a.ID == b.ID && a.Title == b.Title && a.Text == b.Text && a.Language == b.Language
}
