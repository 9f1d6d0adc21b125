// Laundering measures whether a state's text is still known for what it is after
// others have put it out under their own names (SP-6: re-hosted on independent
// sites, from word for word to a heavy rewrite), and whether an agency's text, or
// another outlet's own report of the same event, is ever blamed on a state.
//
//	go run ./scripts/laundering ../shared/data
//
// The texts are real ones of the duplicates and stories-en sets; outlets, times
// and edits are made here from one seed, the same in each run.
package main

import (
	"cmp"
	"fmt"
	"math/rand/v2"
	"os"
	"slices"
	"strings"
	"time"

	"vigia"
	"vigia/internal/language"
	"vigia/internal/story"
)

const (
	stateTexts = 200
	wireTexts  = 190
	sites      = 50 // independent sites that re-host
	states     = 5  // state outlets
)

// levels are how much a re-hosted text differs from the one it was taken from.
var levels = []struct {
	name           string
	edits, dropped float64 // share of the words; share of the sentences
	shuffled       bool
}{
	{"verbatim", 0, 0, false},
	{"light: 5 % of the words", 0.05, 0, false},
	{"15 % of the words", 0.15, 0.10, false},
	{"30 %, sentences moved, 30 % left out", 0.30, 0.30, true},
	{"50 %, sentences moved, half left out", 0.50, 0.50, true},
}

func main() {
	if len(os.Args) != 2 {
		fmt.Fprintln(os.Stderr, "usage: laundering FOLDER of the data sets")
		os.Exit(2)
	}
	if err := run(os.Args[1]); err != nil {
		fmt.Fprintln(os.Stderr, "laundering:", err)
		os.Exit(1)
	}
}

func run(data string) error {
	texts, err := originals(data)
	if err != nil {
		return err
	}
	if len(texts) < stateTexts+wireTexts {
		return fmt.Errorf("%s: %d texts of 80 words or more, need %d", data, len(texts), stateTexts+wireTexts)
	}
	events, err := events(data)
	if err != nil {
		return err
	}
	p := press{random: rand.New(rand.NewPCG(1, 2)), truth: map[string]truth{}}
	for _, t := range texts {
		p.others = append(p.others, strings.Fields(t))
	}
	for _, t := range texts[:stateTexts] {
		p.launder(t)
	}
	for _, t := range texts[stateTexts : stateTexts+wireTexts] {
		p.wire(t)
	}
	for _, e := range events {
		p.event(e)
	}
	p.judge(os.Stdout)
	return nil
}

// press is what was published, and by whom.
type press struct {
	random *rand.Rand
	others [][]string // the words of other texts, to replace words with
	docs   []story.Doc
	truth  map[string]truth // by id
}

// truth is what a report is.
type truth struct {
	group  string // the line of the table
	origin string // id of the report it was taken from; "" if it is its own
}

var start = time.Date(2026, 3, 2, 6, 0, 0, 0, time.UTC)

// launder has a state outlet publish a text, and independent sites re-host it,
// once for each level, without naming where they have it from.
func (p *press) launder(text string) {
	at := start.Add(time.Duration(p.random.IntN(20*24)) * time.Hour)
	from := p.publish("", "", p.state(), text, at)
	for _, l := range levels {
		later := at.Add(10*time.Minute + time.Duration(p.random.IntN(72*60))*time.Minute)
		p.publish("re-hosted, "+l.name, from, p.site(), p.edited(text, l.edits, l.dropped, l.shuffled), later)
	}
}

// wire has an independent agency publish a text, and both a state outlet and two
// independents carry it: nobody has it from the state.
func (p *press) wire(text string) {
	at := start.Add(time.Duration(p.random.IntN(20*24)) * time.Hour)
	from := p.publish("", "", "agency", text, at)
	soon := func() time.Time { return at.Add(5*time.Minute + time.Duration(p.random.IntN(600))*time.Minute) }
	p.publish("", from, p.state(), p.edited(text, 0.02, 0, false), soon())
	p.publish("agency's text", from, p.site(), text, soon())
	p.publish("agency's text", from, p.site(), p.edited(text, 0.05, 0.2, false), soon())
}

// event has the first of several independent reports of an event come from a
// state outlet: the others are their own.
func (p *press) event(reports []string) {
	at := start.Add(time.Duration(p.random.IntN(20*24)) * time.Hour)
	for i, text := range reports {
		if i == 0 {
			p.publish("own report of the event", "", p.state(), text, at)
			continue
		}
		p.publish("own report of the event", "", p.site(), text, at.Add(time.Duration(i)*time.Hour))
	}
}

func (p *press) state() string { return fmt.Sprintf("state%d", p.random.IntN(states)) }
func (p *press) site() string  { return fmt.Sprintf("site%d", p.random.IntN(sites)) }

func (p *press) publish(group, origin, outlet, text string, at time.Time) (id string) {
	id = fmt.Sprintf("d%d", len(p.docs))
	p.truth[id] = truth{group, origin}
	tag, _ := language.Detect(text)
	title, _, _ := strings.Cut(text, "\n")
	if origin != "" {
		title = p.reworded(title)
	}
	p.docs = append(p.docs, story.Doc{ID: id, Outlet: outlet, URL: "https://" + outlet + ".example/" + id,
		Published: vigia.Date{At: at, Precision: vigia.ToMin}, Title: title, Text: text, Language: tag})
	return id
}

func (p *press) reworded(title string) string {
	words := strings.Fields(title)
	p.random.Shuffle(len(words), func(i, j int) { words[i], words[j] = words[j], words[i] })
	return strings.Join(words[:min(len(words), 8)], " ")
}

// edited changes a text: sentences left out and moved, and a share of the words
// replaced by words of another text, added to or left out.
func (p *press) edited(text string, edits, dropped float64, shuffled bool) string {
	other := p.others[p.random.IntN(len(p.others))]
	paragraphs := strings.Split(text, "\n\n")
	for i, par := range paragraphs {
		sentences := strings.SplitAfter(par, ". ")
		sentences = slices.DeleteFunc(sentences, func(string) bool { return len(sentences) > 1 && p.random.Float64() < dropped })
		if shuffled {
			p.random.Shuffle(len(sentences), func(i, j int) { sentences[i], sentences[j] = sentences[j], sentences[i] })
		}
		paragraphs[i] = p.words(strings.Join(sentences, " "), other, edits)
	}
	if shuffled {
		p.random.Shuffle(len(paragraphs), func(i, j int) { paragraphs[i], paragraphs[j] = paragraphs[j], paragraphs[i] })
	}
	return strings.Join(paragraphs, "\n\n")
}

func (p *press) words(text string, other []string, edits float64) string {
	var out []string
	for _, w := range strings.Fields(text) {
		if p.random.Float64() >= edits {
			out = append(out, w)
			continue
		}
		switch new := other[p.random.IntN(len(other))]; p.random.IntN(4) {
		case 0:
		case 1:
			out = append(out, w, new)
		default:
			out = append(out, new)
		}
	}
	return strings.Join(out, " ")
}

// judge lets the reports come in random order and prints a line for each group.
func (p *press) judge(w *os.File) {
	p.random.Shuffle(len(p.docs), func(i, j int) { p.docs[i], p.docs[j] = p.docs[j], p.docs[i] })
	s, began := story.NewStream(), time.Now()
	for _, d := range p.docs {
		s.Add(d)
	}
	took := time.Since(began)
	outlet := map[string]string{}
	for _, d := range p.docs {
		outlet[d.ID] = d.Outlet
	}
	type line struct{ n, right, blamed int }
	lines := map[string]*line{}
	for _, d := range p.docs {
		t := p.truth[d.ID]
		if t.group == "" {
			continue
		}
		l := lines[t.group]
		if l == nil {
			l = &line{}
			lines[t.group] = l
		}
		got := s.Of(d.ID).Origin
		l.n++
		if got == t.origin {
			l.right++
		}
		if got != "" && strings.HasPrefix(outlet[got], "state") && got != t.origin {
			l.blamed++
		}
	}
	fmt.Fprintf(w, "%-52s %6s %14s %18s\n", "", "n", "origin right", "blamed on a state")
	for _, g := range slices.SortedFunc(keys(lines), cmp.Compare[string]) {
		l := lines[g]
		fmt.Fprintf(w, "%-52s %6d %14.3f %18.3f\n", g, l.n, float64(l.right)/float64(l.n), float64(l.blamed)/float64(l.n))
	}
	fmt.Fprintf(w, "%d reports in %.1f s\n", len(p.docs), took.Seconds())
}
