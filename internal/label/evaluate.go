package label

import (
	"hash/fnv"
	"math"
	"slices"
	"strings"

	"vigia"
	"vigia/internal/linear"
)

// Evaluation tells how well labels are given to reports of outlets that nothing
// was learned from.
type Evaluation struct {
	Examples     int             `json:"examples"`
	Outlets      int             `json:"outlets"`
	Classes      []ClassFigures  `json:"classes"`
	Curve        []CurvePoint    `json:"curve"`
	Confusion    []Confusion     `json:"confusion"`
	Calibration  []Bin           `json:"calibration"`
	Contradicted []Contradiction `json:"contradictions"`
}

// ClassFigures compares the rules with what was learned for one label.
type ClassFigures struct {
	Label string  `json:"label"`
	Yes   int     `json:"yes"`
	No    int     `json:"no"`
	Rules float64 `json:"rules_f1"`
	Learn float64 `json:"learned_f1"`
	Adopt bool    `json:"adopt"` // learning is better, by leastGain
}

// CurvePoint is the micro F1 of the labels that are learned, from a share of
// the examples.
type CurvePoint struct {
	Share    float64 `json:"share"`
	Examples int     `json:"examples"`
	F1       float64 `json:"f1"`
}

// Confusion counts, for a language, how a kind of label came out.
type Confusion struct {
	Language string `json:"language"`
	Kind     string `json:"kind"`
	Given    string `json:"given"` // what the people said, "-" for none
	Got      string `json:"got"`   // what the machine said
	Count    int    `json:"count"`
}

// Bin is a step of the calibration table: of labels that were given with such
// a score, which share held.
type Bin struct {
	From   float64 `json:"from"`
	To     float64 `json:"to"`
	Labels int     `json:"labels"`
	Mean   float64 `json:"mean_score"`
	Held   float64 `json:"held"`
}

// Contradiction is two reports with the same text that people labelled
// differently.
type Contradiction struct {
	Label   string    `json:"label"`
	Reports [2]string `json:"reports"`
	By      [2]string `json:"by"`
}

// The outlets are divided into folds; a label is learned if that gains
// leastGain in F1 on outlets it was not learned from.
const (
	evalFolds = 5
	leastGain = 0.01
)

// Evaluate learns from all outlets but some and judges these, in turn.
func (l *Labeller) Evaluate(examples []Example) Evaluation {
	r := l.rowsOf(examples)
	ev := Evaluation{Examples: len(examples), Classes: []ClassFigures{}, Curve: []CurvePoint{}, Confusion: []Confusion{}, Calibration: []Bin{},
		Contradicted: contradictions(examples)}
	outlets := map[string]bool{}
	for _, e := range examples {
		outlets[e.group()] = true
	}
	ev.Outlets = len(outlets)
	classes := r.classes()
	scores := r.unseen(classes, 1)
	for _, c := range classes {
		ev.Classes = append(ev.Classes, r.figures(c, scores[c]))
	}
	for _, share := range []float64{0.25, 0.5, 0.75, 1} {
		s := scores
		if share < 1 {
			s = r.unseen(classes, share)
		}
		ev.Curve = append(ev.Curve, CurvePoint{share, int(share*float64(len(examples)) + 0.5), r.micro(classes, s)})
	}
	ev.Confusion = r.confusion()
	ev.Calibration = r.calibration(classes, scores)
	return ev
}

// Adopted are the labels that are better learned than left to the rules.
func (ev Evaluation) Adopted() (out []string) {
	for _, c := range ev.Classes {
		if c.Adopt {
			out = append(out, c.Label)
		}
	}
	return out
}

// group is what must not be on both sides of a split.
func (e Example) group() string {
	if e.Outlet != "" {
		return e.Outlet
	}
	return e.Report
}

func hash(s string) uint64 {
	h := fnv.New64a()
	h.Write([]byte(s))
	return h.Sum64()
}

// unseen scores each row by models that have not seen its outlet, learned from
// a share of the others.
func (r rows) unseen(classes []string, share float64) map[string][]float64 {
	out := map[string][]float64{}
	for _, c := range classes {
		out[c] = make([]float64, len(r.examples))
	}
	for f := range uint64(evalFolds) {
		var in, held []int
		for i, e := range r.examples {
			switch {
			case hash(e.group())%evalFolds == f:
				held = append(held, i)
			case float64(hash("share "+e.Report)%1000) < 1000*share:
				in = append(in, i)
			}
		}
		if len(held) == 0 {
			continue
		}
		for c, m := range r.learn(classes, in) {
			for _, i := range held {
				out[c][i] = m.Score(r.x[i])
			}
		}
	}
	return out
}

// counts of one label's judgements.
type counts struct{ right, wrong, missed int }

func (n *counts) add(got, want bool) {
	switch {
	case got && want:
		n.right++
	case got:
		n.wrong++
	case want:
		n.missed++
	}
}

func (n counts) f1() float64 {
	return round(2 * float64(n.right) / float64(max(1, 2*n.right+n.wrong+n.missed)))
}

func (r rows) figures(c string, scores []float64) ClassFigures {
	f := ClassFigures{Label: c}
	var rules, learned counts
	for i := range r.examples {
		has, known := r.truth(i, c)
		if !known {
			continue
		}
		if has {
			f.Yes++
		} else {
			f.No++
		}
		rules.add(r.rules[i][c] > 0, has)
		learned.add(scores[i] >= 0, has)
	}
	f.Rules, f.Learn = rules.f1(), learned.f1()
	f.Adopt = f.Learn >= f.Rules+leastGain
	return f
}

func (r rows) micro(classes []string, scores map[string][]float64) float64 {
	var n counts
	for _, c := range classes {
		for i := range r.examples {
			if has, known := r.truth(i, c); known {
				n.add(scores[c][i] >= 0, has)
			}
		}
	}
	return n.f1()
}

// confusion counts what the rules say against what the people said, for
// genres one against one, for other kinds label by label.
func (r rows) confusion() []Confusion {
	type cell struct{ language, kind, given, got string }
	n := map[cell]int{}
	for i, e := range r.examples {
		lang := e.Doc.Language
		if e.Judged(vigia.LabelGenre) {
			n[cell{lang, "genre", only(e.Said, "genre:"), onlyScored(r.rules[i], "genre:")}]++
		}
		for c, yes := range e.Said {
			kind, value, _ := strings.Cut(c, ":")
			if kind == "genre" {
				continue
			}
			given, got := "-", "-"
			if yes {
				given = value
			}
			if r.rules[i][c] > 0 {
				got = value
			}
			if given != "-" || got != "-" {
				n[cell{lang, kind, given, got}]++
			}
		}
	}
	out := []Confusion{}
	for c, count := range n {
		out = append(out, Confusion{c.language, c.kind, c.given, c.got, count})
	}
	slices.SortFunc(out, func(a, b Confusion) int {
		return strings.Compare(a.Language+"\x00"+a.Kind+"\x00"+a.Given+"\x00"+a.Got, b.Language+"\x00"+b.Kind+"\x00"+b.Given+"\x00"+b.Got)
	})
	return out
}

// only is the value of the one label of a kind that was given, "-" if none.
func only(said map[string]bool, prefix string) string {
	best := "-"
	for c, yes := range said {
		if v, ok := strings.CutPrefix(c, prefix); ok && yes && (best == "-" || v < best) {
			best = v
		}
	}
	return best
}

func onlyScored(scores map[string]float64, prefix string) string {
	for c := range scores {
		if v, ok := strings.CutPrefix(c, prefix); ok {
			return v
		}
	}
	return "-"
}

// calibration compares scores with what held: those learned where a label is
// learned, the rules' elsewhere.
func (r rows) calibration(classes []string, scores map[string][]float64) []Bin {
	const bins = 5
	var n, held [bins]int
	var sum [bins]float64
	add := func(p float64, has bool) {
		b := min(int(p*bins), bins-1)
		n[b]++
		sum[b] += p
		if has {
			held[b]++
		}
	}
	for i, e := range r.examples {
		for c, has := range e.Said {
			if slices.Contains(classes, c) {
				add(linear.Odds(scores[c][i]), has)
			} else if p := r.rules[i][c]; p > 0 {
				add(p, has)
			}
		}
	}
	out := []Bin{}
	for b := range bins {
		if n[b] > 0 {
			out = append(out, Bin{float64(b) / bins, float64(b+1) / bins, n[b], round(sum[b] / float64(n[b])), round(float64(held[b]) / float64(n[b]))})
		}
	}
	return out
}

// contradictions finds reports with the same words and other labels.
func contradictions(examples []Example) []Contradiction {
	first := map[uint64]int{}
	out := []Contradiction{}
	for i, e := range examples {
		d := readDoc(e.Doc)
		h := uint64(math.MaxUint32)
		for _, t := range d.inBody[:min(len(d.inBody), 400)] {
			h = h*1099511628211 ^ uint64(linear.Key(t.Text))
		}
		j, seen := first[h]
		if !seen {
			first[h] = i
			continue
		}
		if len(d.inBody) == 0 {
			continue
		}
		for c, yes := range e.Said {
			if was, said := examples[j].Said[c]; said && was != yes {
				out = append(out, Contradiction{c, [2]string{examples[j].Report, e.Report}, [2]string{examples[j].By[c], e.By[c]}})
			}
		}
	}
	slices.SortFunc(out, func(a, b Contradiction) int { return strings.Compare(a.Reports[1]+a.Label, b.Reports[1]+b.Label) })
	return out
}
