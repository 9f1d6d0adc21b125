package check

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"go.yaml.in/yaml/v4"

	"vigia"
)

// sampleSentence is a sentence of the sample newsroom's desk with the reports
// that it cites, written by people who knew the reports.
type sampleSentence struct {
	where, lang, text string
	passages          []Passage
}

// sample reads the cited sentences and summaries of the sample newsroom.
func sample(t *testing.T) []sampleSentence {
	t.Helper()
	reports := map[string]Passage{}
	for _, file := range glob(t, "../newsroom/data/reports/*.yaml") {
		var rs []struct {
			ID, Language, Title, Body string
			At                        time.Time
		}
		load(t, file, &rs)
		for _, r := range rs {
			reports[r.ID] = Passage{ID: r.ID, Text: r.Title + "\n\n" + r.Body, Language: r.Language, Published: vigia.Date{At: r.At, Precision: vigia.ToMin}}
		}
	}
	var out []sampleSentence
	for _, file := range glob(t, "../newsroom/data/desk/*/*.yaml") {
		var d struct {
			Section, Overview map[string]string
			Items             []struct {
				Report  string
				Summary map[string]string
			}
		}
		load(t, file, &d)
		for _, texts := range []map[string]string{d.Section, d.Overview} {
			for lang, md := range texts {
				paragraphs, findings := Parse(md)
				for _, f := range findings {
					t.Errorf("%s [%s] %s: %s", file, lang, f.Path, f.Message)
				}
				for i, p := range paragraphs {
					for j, s := range p.Sentences {
						ss := sampleSentence{where: fmt.Sprintf("%s P%d.%d", file, i+1, j+1), lang: lang, text: s.Text}
						for _, c := range s.Cites {
							if p, ok := reports[c.ID]; ok {
								ss.passages = append(ss.passages, p)
							}
						}
						if len(ss.passages) > 0 {
							out = append(out, ss)
						}
					}
				}
			}
		}
		for _, it := range d.Items {
			for lang, text := range it.Summary {
				if p, ok := reports[it.Report]; ok {
					out = append(out, sampleSentence{file + " " + it.Report, lang, text, []Passage{p}})
				}
			}
		}
	}
	if len(out) == 0 {
		t.Skip("the sample newsroom has no desk")
	}
	return out
}

func glob(t *testing.T, pattern string) []string {
	files, err := filepath.Glob(pattern)
	if err != nil {
		t.Fatal(err)
	}
	return files
}

func load(t *testing.T, file string, out any) {
	b, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if err := yaml.Load(b, out); err != nil {
		t.Fatalf("%s: %v", file, err)
	}
}

// TestSampleIsQuiet holds the check to few alarms on sentences that are right.
func TestSampleIsQuiet(t *testing.T) {
	sentences, alarms := sample(t), 0
	for _, s := range sentences {
		fs := Check(s.text, s.lang, anchor, s.passages)
		if len(fs) > 0 {
			alarms++
		}
		for _, f := range fs {
			start, end, _, _ := Where(f)
			t.Logf("%s [%s] %s %q: %s", s.where, s.lang, f.Kind, s.text[start:end], f.Message)
		}
	}
	t.Logf("%d alarms in %d sentences", alarms, len(sentences))
	if alarms*50 > len(sentences) {
		t.Errorf("%d alarms in %d sentences, more than 2 in 100", alarms, len(sentences))
	}
}

// TestSampleIsHeard spoils one thing in each of those sentences and holds the
// check to hearing most of it. Names of reports in other scripts are not
// compared, and so not counted.
func TestSampleIsHeard(t *testing.T) {
	spoiled, heard := map[string]int{}, map[string]int{}
	for _, s := range sample(t) {
		c := newComparison(s.text, s.lang, anchor, s.passages)
		spoil := func(kind string, start, end int, with string) {
			spoiled[kind]++
			for _, f := range Check(s.text[:start]+with+s.text[end:], s.lang, anchor, s.passages) {
				if from, to, _, _ := Where(f); f.Kind != "qualifier" && from < start+len(with) && to > start {
					heard[kind]++
					return
				}
			}
		}
		for i, n := range c.sentence.numbers {
			switch digit := strings.IndexAny(s.text[n.start:n.end], "123456789"); {
			case !c.claimed(i):
			case digit < 0:
				spoil("number in words", n.start, n.end, map[string]string{"en": "seventeen", "es": "diecisiete"}[s.lang])
			default:
				at := n.start + digit
				spoil("number", at, at+1, string('1'+(s.text[at]-'1'+4)%9))
			}
		}
		for _, w := range c.sentence.dates {
			piece := s.text[w.start:w.end]
			switch day := fmt.Sprint(w.day); {
			case w.day > 0 && strings.Count(piece, day) == 1:
				at := w.start + strings.Index(piece, day)
				spoil("day", at, at+len(day), fmt.Sprint((w.day+8)%27+1))
			case w.day == 0 && w.month > 0:
				spoil("month", w.start, w.end, map[string]string{"en": "February", "es": "febrero"}[s.lang])
			case w.month == 0:
				spoil("year", w.start, w.end, fmt.Sprint(w.year-3))
			}
		}
		if latin(s.passages) {
			for _, name := range c.names() {
				for _, tok := range name {
					if b := tok.bare; len(b) > 3 && !common[b] && !translated.has(b) {
						spoil("name", tok.start, tok.end, "Quispe")
					}
				}
			}
		}
	}
	for kind, n := range spoiled {
		t.Logf("%s: heard %d of %d", kind, heard[kind], n)
		if heard[kind]*10 < n*8 {
			t.Errorf("%s: heard %d of %d, less than 8 in 10", kind, heard[kind], n)
		}
	}
}

func latin(ps []Passage) bool {
	for _, p := range ps {
		if script(p.Text) != "Latn" {
			return false
		}
	}
	return true
}
