package name

import (
	"cmp"
	_ "embed"
	"fmt"
	"slices"

	"vigia/internal/forest"
)

// Match is an entry that may bear a name.
type Match struct {
	Entry int // its place among the index's entries
	Name  string
	Score float64 // chance that it is meant, 0 to 1
	Why   string
}

// Question narrows what Find looks for.
type Question struct {
	Name string
	Type string           // individual, entity, vessel, aircraft; "" if it is not known
	Hide func(int32) bool // forms that are not looked at, for learning
}

// Row is a candidate with what the forest is asked.
type Row struct {
	Entry int
	Form  int32
	X     []float32
}

// Rows gives the candidates for a name with their features, the most alike
// first.
func (x *Index) Rows(ask Question) []Row {
	q := x.query(ask.Name)
	if len(q.Parts) == 0 {
		return nil
	}
	cs := x.candidates(q.Cutting, ask.Hide)
	rows := make([]Row, len(cs))
	for i, c := range cs {
		rows[i] = x.row(&q, c, ask)
	}
	among(rows)
	return rows
}

// row compares a name with all names of an entry: the features are those of
// the best one, and what the others add.
func (x *Index) row(q *query, c candidate, ask Question) Row {
	r := Row{Entry: int(c.entry), Form: -1}
	best := -1.0
	cover := make([]float64, len(q.Parts))
	n, whole, both := 0, float32(0), float32(0)
	for _, k := range x.of[c.entry] {
		if ask.Hide != nil && ask.Hide(k) {
			continue
		}
		f := &x.forms[k]
		if n++; n > mostForms*2 {
			break
		}
		v := x.features(q, f)
		whole, both = max(whole, v[7]), max(both, v[2])
		quick := float64(v[2]) + 0.5*float64(v[0]) + 0.5*float64(v[7]) + float64(v[8])
		if quick > best {
			best, r.X, r.Form = quick, v, k
		}
		for i, s := range x.lay(&q.form, f).a {
			cover[i] = max(cover[i], s)
		}
	}
	hinted := 0.0
	for i, p := range q.Parts {
		if cover[i] < 0.8 && x.hints[c.entry][p] {
			hinted += q.idf[i]
		}
	}
	e := &x.Entries[c.entry]
	r.X = append(r.X, float32(c.cosine), float32(covered(cover, &q.form)), float32(hinted/(q.weight+1e-9)), float32(n), typeNumber(e.Type),
		b2f(ask.Type != "" && e.Type != "" && ask.Type != e.Type), float32(x.homographs(r.Form)), whole, both)
	return r
}

func typeNumber(t string) float32 {
	return float32(slices.Index([]string{"individual", "entity", "vessel", "aircraft"}, t))
}

// homographs is how many forms have the same parts.
func (x *Index) homographs(k int32) int {
	if k < 0 {
		return 0
	}
	return len(x.known[exactKey(x.forms[k].Parts)])
}

// among adds how a candidate stands among the others.
func among(rows []Row) {
	for i := range rows {
		rows[i].X = rows[i].X[:pairFeatures+entryFeatures]
	}
	const cosineAt, bothAt, coverAt, wholeAt = pairFeatures, 2, pairFeatures + 1, 7
	for _, at := range []int{cosineAt, bothAt, coverAt, wholeAt} {
		first, second := float32(-1), float32(-1)
		for _, r := range rows {
			if v := r.X[at]; v > first {
				first, second = v, first
			} else if v > second {
				second = v
			}
		}
		for i := range rows {
			v := rows[i].X[at]
			if v == first {
				v -= second
			} else {
				v -= first
			}
			rows[i].X = append(rows[i].X, v)
		}
	}
}

// pairFeatures is the number of features of a pair of names.
const pairFeatures = 27

// entryFeatures is the number of features of an entry beside them.
const entryFeatures = 9

// Without gives the rows without those of an entry: what would be found if it
// were not on the list.
func Without(rows []Row, entry int) []Row {
	var out []Row
	for _, r := range rows {
		if r.Entry != entry {
			r.X = slices.Clone(r.X)
			out = append(out, r)
		}
	}
	among(out)
	return out
}

//go:embed first.bin
var modelFile []byte

// Learned is the forest that internal/name/teach learned: it says how likely a
// candidate is to bear a name.
func Learned() (*forest.Forest, error) {
	var f forest.Forest
	if err := f.UnmarshalBinary(modelFile); err != nil {
		return nil, fmt.Errorf("forest of names: %w", err)
	}
	return &f, nil
}

// Find gives the entries that may bear a name, the likeliest first, at most n.
func (x *Index) Find(by *forest.Forest, ask Question, n int) []Match {
	rows := x.Rows(ask)
	out := make([]Match, 0, len(rows))
	for _, r := range rows {
		if r.Form >= 0 {
			out = append(out, Match{Entry: r.Entry, Name: x.nameOf(r.Form), Score: by.Probability(r.X), Why: why(r.X)})
		}
	}
	slices.SortStableFunc(out, func(a, b Match) int { return cmp.Compare(b.Score, a.Score) })
	return out[:min(n, len(out))]
}

// SameName is why a name matches that has the same parts, in whatever order.
const SameName = "the same name"

// why says in words what two names share.
func why(v []float32) string {
	switch {
	case v[21] == 1:
		return SameName
	case v[8] >= 0.9:
		return "initials of the name"
	case v[7] > 0.95:
		return "the same letters, parted otherwise"
	case v[0] > 0.95:
		return "part of the name"
	}
	return fmt.Sprintf("%.0f %% of the name alike", 100*v[2])
}

func (x *Index) nameOf(k int32) string {
	f := &x.forms[k]
	seen := 0
	for _, n := range x.Entries[f.entry].Names {
		c := Cut(n)
		if formKey(c) == formKey(f.Cutting) {
			return n
		}
		seen++
	}
	return ""
}

// Hiding hides the forms of an entry that are the name.
func (x *Index) Hiding(entry int, alias string) func(int32) bool {
	key := formKey(Cut(alias))
	hidden := map[int32]bool{}
	for _, k := range x.of[entry] {
		if formKey(x.forms[k].Cutting) == key {
			hidden[k] = true
		}
	}
	return func(k int32) bool { return hidden[k] }
}
