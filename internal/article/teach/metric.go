package main

import (
	"regexp"
	"strings"

	"vigia/internal/article/gold"
)

// The metrics are those of the sets: the F1 of the mean precision and mean
// recall over pages of shingles of four words (article-extraction-benchmark),
// the passages that a text must and must not have (trafilatura), and the bag of
// ideographs and words (for Chinese).
var (
	wordPattern = regexp.MustCompile(`[\p{L}\p{N}_]+`)
)

type tallied struct {
	metric     string
	pages      int
	p, r, f    float64
	np, nr     int
	tp, fp, fn int
}

func (t *tallied) add(truth gold.Truth, text string) {
	t.pages++
	switch t.metric {
	case gold.Segments:
		x := space(text)
		hit := 0
		for _, s := range truth.With {
			if strings.Contains(x, space(s)) {
				hit++
			}
		}
		t.tp += hit
		t.fn += len(truth.With) - hit
		for _, s := range truth.Without {
			if strings.Contains(x, space(s)) {
				t.fp++
			}
		}
	default:
		p, r, hasP, hasR := pageFigures(truth, text)
		if hasP {
			t.p += p
			t.np++
		}
		if hasR {
			t.r += r
			t.nr++
		}
		if p+r > 0 {
			t.f += 2 * p * r / (p + r)
		}
	}
}

// figures gives precision, recall and F1.
func (t *tallied) figures() (p, r, f float64) {
	if t.metric == gold.Segments {
		p, r = ratio(t.tp, t.tp+t.fp), ratio(t.tp, t.tp+t.fn)
	} else {
		p, r = t.p/float64(max(t.np, 1)), t.r/float64(max(t.nr, 1))
	}
	if t.metric == gold.CharBag {
		return p, r, t.f / float64(t.pages)
	}
	if p+r == 0 {
		return 0, 0, 0
	}
	return p, r, 2 * p * r / (p + r)
}

func ratio(a, b int) float64 {
	if b == 0 {
		return 0
	}
	return float64(a) / float64(b)
}

// pageFigures compares one text with the right one.
func pageFigures(truth gold.Truth, text string) (p, r float64, hasP, hasR bool) {
	text = strings.ReplaceAll(text, "\u00ad", "")
	var got, want map[string]int
	if truth.Metric == gold.CharBag {
		got, want = bag(strings.ToLower(text)), bag(strings.ToLower(*truth.Text))
	} else {
		got, want = shingles(text), shingles(*truth.Text)
	}
	common, ng, nw := 0, 0, 0
	for k, n := range got {
		common += min(n, want[k])
		ng += n
	}
	for _, n := range want {
		nw += n
	}
	return ratio(common, ng), ratio(common, nw), ng > 0 || truth.Metric == gold.CharBag, nw > 0
}

func shingles(s string) map[string]int {
	w := wordPattern.FindAllString(s, -1)
	out := map[string]int{}
	if len(w) == 0 {
		return out
	}
	for i := range max(1, len(w)-3) {
		out[strings.Join(w[i:min(i+4, len(w))], " ")]++
	}
	return out
}

// bag counts ideographs alone, and other words whole.
func bag(s string) map[string]int {
	out := map[string]int{}
	for _, w := range wordPattern.FindAllString(s, -1) {
		word := ""
		for _, r := range w {
			if r >= 0x3040 && r <= 0x30ff || r >= 0x3400 && r <= 0x9fff || r >= 0xac00 && r <= 0xd7af {
				if word != "" {
					out[word]++
					word = ""
				}
				out[string(r)]++
				continue
			}
			word += string(r)
		}
		if word != "" {
			out[word]++
		}
	}
	return out
}

func space(s string) string { return strings.Join(strings.Fields(s), " ") }
