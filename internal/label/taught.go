package label

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"

	"vigia"
	"vigia/internal/linear"
	"vigia/internal/text"
)

// Example is a report that people have judged: what they said of each label.
type Example struct {
	Report string
	Doc    Doc
	Outlet string
	Said   map[string]bool   // "network:V": yes or no
	By     map[string]string // who said so last
}

// class names a label among those that are learned.
func class(kind vigia.LabelKind, value string) string { return string(kind) + ":" + value }

// Judged reports whether the people who saw the example have judged labels of
// a kind: then what they did not give, it has not.
func (e Example) Judged(kind vigia.LabelKind) bool {
	for c := range e.Said {
		if strings.HasPrefix(c, string(kind)+":") {
			return true
		}
	}
	return false
}

// Taught is what a monitor's decisions have taught: a linear model for each
// label with enough examples, over the words of a report and what the rules
// say of it. It does not change and may be used by many at once.
type Taught struct {
	Version string
	models  *linear.Many
	index   map[string]int
}

// leastTaught is how many examples for a label, and how many against it, are
// needed to learn it.
const leastTaught = 6

// taughtOptions of the models that decisions teach: they are few.
var taughtOptions = linear.Options{Cost: 8, Rounds: 40}

// ruleWeight is what the rules' judgement counts beside words of length 1.
const ruleWeight = 1.5

// rows are the examples as the models see them.
type rows struct {
	examples []Example
	x        [][]linear.Feature
	rules    []map[string]float64 // scores of the machine's labels
}

func (l *Labeller) rowsOf(examples []Example) rows {
	plain := l.untaught()
	r := rows{examples: examples, x: make([][]linear.Feature, len(examples)), rules: make([]map[string]float64, len(examples))}
	for i, e := range examples {
		d := readDoc(e.Doc)
		r.rules[i] = scoresOf(plain.labels(e.Doc, d))
		r.x[i] = taughtFeatures(d, r.rules[i])
	}
	return r
}

// truth tells whether an example has a label, and whether that is known. What
// nobody spoke of is not known to be wrong: who selects a report for one
// network does not say that the other does nothing in it. Only where the rules
// do not say so either, or where another genre was given, is it taken as a no.
func (r rows) truth(i int, class string) (has, known bool) {
	said := r.examples[i].Said
	if has, known = said[class]; known {
		return has, true
	}
	kind, _, _ := strings.Cut(class, ":")
	single := kind == string(vigia.LabelGenre) || kind == string(vigia.LabelScope)
	for c, yes := range said {
		if yes && strings.HasPrefix(c, kind+":") {
			return false, single || r.rules[i][class] == 0
		}
	}
	return false, false
}

func scoresOf(ls []vigia.Label) map[string]float64 {
	m := map[string]float64{}
	for _, l := range ls {
		m[class(l.Kind, l.Value)] = l.Score
	}
	return m
}

// taughtFeatures are the stems of a report and the labels of the rules.
func taughtFeatures(d reading, rules map[string]float64) []linear.Feature {
	b := newBag(2*len(d.inTitle) + min(len(d.inBody), mostTaught))
	for _, t := range d.inTitle {
		b.once(taughtKey(d.language, t))
		b.once(linear.More(taughtKey(d.language, t), " title"))
	}
	for _, t := range d.inBody[:min(len(d.inBody), mostTaught)] {
		b.once(taughtKey(d.language, t))
	}
	x := b.unit()
	for _, c := range slices.Sorted(maps.Keys(rules)) {
		x = append(x, linear.Feature{Key: linear.Key("rule " + c), Value: ruleWeight * float32(rules[c])})
	}
	return x
}

// mostTaught is how many words of a text the models read.
const mostTaught = 800

func taughtKey(language string, t text.Token) uint32 {
	return linear.More(linear.Key(language+" "), t.Stem)
}

// classes are the labels with enough examples on both sides.
func (r rows) classes() []string {
	yes, no := map[string]int{}, map[string]int{}
	all := map[string]bool{}
	for i, e := range r.examples {
		for c := range e.Said {
			all[c] = true
		}
		for c := range r.rules[i] {
			all[c] = true
		}
	}
	for c := range all {
		for i := range r.examples {
			if has, known := r.truth(i, c); known && has {
				yes[c]++
			} else if known {
				no[c]++
			}
		}
	}
	var out []string
	for c := range all {
		if yes[c] >= leastTaught && no[c] >= leastTaught {
			out = append(out, c)
		}
	}
	slices.Sort(out)
	return out
}

// learn fits a model for each class on some of the rows.
func (r rows) learn(classes []string, in []int) map[string]*linear.Model {
	out := map[string]*linear.Model{}
	for _, c := range classes {
		var s []linear.Sample
		for _, i := range in {
			if has, known := r.truth(i, c); known {
				s = append(s, linear.Sample{X: r.x[i], Yes: has})
			}
		}
		out[c] = linear.Learn(s, taughtOptions)
	}
	return out
}

// Teach learns from examples. The labels in adopt are learned; those that the
// rules tell as well by themselves are best left out, see Evaluate.
func (l *Labeller) Teach(examples []Example, adopt []string) (*Taught, error) {
	r := l.rowsOf(examples)
	known := r.classes()
	adopt = slices.DeleteFunc(slices.Clone(adopt), func(c string) bool { return !slices.Contains(known, c) })
	if len(adopt) == 0 || len(adopt) > 255 {
		return nil, &vigia.Problem{Kind: vigia.ErrInvalid, What: fmt.Sprintf("%d labels can be learned from %d examples", len(adopt), len(examples)),
			Remedy: fmt.Sprintf("correct more labels at the desk: a label needs %d examples for it and %d against", leastTaught, leastTaught)}
	}
	in := make([]int, len(examples))
	for i := range in {
		in[i] = i
	}
	return newTaught(linear.Join(r.learn(adopt, in), 0)), nil
}

func newTaught(m *linear.Many) *Taught {
	t := &Taught{models: m, index: map[string]int{}}
	for i, c := range m.Classes {
		t.index[c] = i
	}
	return t
}

// Classes are the labels that were learned, as "network:V".
func (t *Taught) Classes() []string { return t.models.Classes }

// apply puts the taught judgement in the place of the rules', label by label.
func (t *Taught) apply(ls []vigia.Label, d reading) []vigia.Label {
	x := taughtFeatures(d, scoresOf(ls))
	scores := t.models.Scores(x)
	out := slices.DeleteFunc(slices.Clone(ls), func(l vigia.Label) bool {
		i, ok := t.index[class(l.Kind, l.Value)]
		return ok && l.Kind != vigia.LabelGenre && l.Kind != vigia.LabelScope && scores[i] < 0
	})
	for i, c := range t.models.Classes {
		if scores[i] < 0 {
			continue
		}
		kind, value, _ := strings.Cut(c, ":")
		out = put(out, vigia.Label{Kind: vigia.LabelKind(kind), Value: value, Score: round(linear.Odds(float64(scores[i]))),
			Why: "learned from your decisions: " + t.words(i, d)})
	}
	return out
}

// put sets a label in its place: of genre and scope there is one, and the
// surer one holds.
func put(ls []vigia.Label, l vigia.Label) []vigia.Label {
	single := l.Kind == vigia.LabelGenre || l.Kind == vigia.LabelScope
	at := 0
	for i, was := range ls {
		switch {
		case was.Kind == l.Kind && was.Value == l.Value:
			ls[i].Score, ls[i].Why = l.Score, l.Why+"; "+was.Why
			return ls
		case was.Kind == l.Kind && single:
			if l.Score > was.Score || !strings.HasPrefix(was.Why, "learned") {
				ls[i] = l
			}
			return ls
		case order(was.Kind) <= order(l.Kind):
			at = i + 1
		}
	}
	return slices.Insert(ls, at, l)
}

func order(k vigia.LabelKind) int {
	return slices.Index([]vigia.LabelKind{vigia.LabelNetwork, vigia.LabelTheme, vigia.LabelCountry, vigia.LabelDimension, vigia.LabelGenre, vigia.LabelScope}, k)
}

// words are the three that speak most for a label, as they stand there.
func (t *Taught) words(class int, d reading) string {
	by := map[string]float64{}
	for zone, toks := range [][]text.Token{d.inTitle, d.inBody[:min(len(d.inBody), mostTaught)]} {
		s := [...]string{d.title, d.body}[zone]
		for _, tok := range toks {
			for _, p := range t.models.Weights[taughtKey(d.language, tok)] {
				if int(p.Class) == class {
					by[s[tok.Start:tok.End]] = float64(p.Weight)
				}
			}
		}
	}
	names := slices.SortedFunc(maps.Keys(by), func(a, b string) int { return cmp.Or(cmp.Compare(by[b], by[a]), strings.Compare(a, b)) })
	var out []string
	for _, w := range names[:min(3, len(names))] {
		if by[w] > 0 {
			out = append(out, fmt.Sprintf("«%s» +%.1f", w, by[w]*float64(t.models.Scale)))
		}
	}
	if len(out) == 0 {
		return "what the rules say of it"
	}
	return strings.Join(out, ", ")
}
