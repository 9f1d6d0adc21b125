package name

import (
	"slices"
	"strings"
)

// query is a name that is looked for, as it is compared.
type query struct {
	form
	digits string
}

func (x *Index) query(s string) query {
	c := Cut(s)
	q := query{form: form{Cutting: c, whole: strings.Join(c.Parts, "")}, digits: digitsOf(c.Parts)}
	for _, p := range c.Parts {
		w := x.idf(p)
		q.spelt, q.idf, q.weight = append(q.spelt, Spell(p)), append(q.idf, w), q.weight+w
	}
	return q
}

func digitsOf(parts []string) string {
	var b strings.Builder
	for _, p := range parts {
		for _, r := range p {
			if r >= '0' && r <= '9' {
				b.WriteRune(r)
			}
		}
	}
	return b.String()
}

// laid is how the parts of two names lie side by side.
type laid struct {
	a, b     []float64 // how alike each part is to its counterpart, 0 without one
	shared   float64   // weight of what is alike
	rarest   float64   // weight of the rarest part that both have
	kin      float64   // weight of what stands for each other by the list's own words
	initials int       // parts that are only initials of the other's
}

// alikeFrom is how alike parts must be to lie side by side.
const alikeFrom = 0.55

// spans are how many parts of either name are one in the other.
var spans = [...][2]int{{1, 1}, {2, 1}, {1, 2}, {3, 1}, {1, 3}}

// lay puts the parts of two names side by side, the most alike first; two
// parts in a row may be one in the other name.
func (x *Index) lay(a, b *form) laid {
	l := laid{a: make([]float64, len(a.Parts)), b: make([]float64, len(b.Parts))}
	type side struct {
		i, j   int
		joined int8 // see spans
		v, w   float64
		kin    bool
	}
	var all []side
	for i := range a.Parts {
		for j := range b.Parts {
			if v, kin := x.alike(a, b, i, j); v > 0 {
				all = append(all, side{i: i, j: j, v: v, w: v * (a.idf[i] + b.idf[j]), kin: kin})
			}
		}
	}
	joined := func(p, q string) float64 {
		if len(p) != len(q) && (len(p) < 4 || len(q) < 4 || len(p)-len(q) > 2 || len(q)-len(p) > 2) {
			return 0
		}
		return Alike(p, q)
	}
	for i := range len(a.Parts) - 1 {
		for j := range b.Parts {
			if v := joined(a.Parts[i]+a.Parts[i+1], b.Parts[j]); v > 0.75 {
				all = append(all, side{i: i, j: j, joined: 1, v: v, w: v * (a.idf[i] + a.idf[i+1] + b.idf[j])})
			}
		}
	}
	for i := range a.Parts {
		for j := range len(b.Parts) - 1 {
			if v := joined(a.Parts[i], b.Parts[j]+b.Parts[j+1]); v > 0.75 {
				all = append(all, side{i: i, j: j, joined: 2, v: v, w: v * (a.idf[i] + b.idf[j] + b.idf[j+1])})
			}
		}
	}
	for i := range len(a.Parts) - 2 {
		for j := range b.Parts {
			if v := joined(a.Parts[i]+a.Parts[i+1]+a.Parts[i+2], b.Parts[j]); v > 0.75 {
				all = append(all, side{i: i, j: j, joined: 3, v: v, w: v * (a.idf[i] + a.idf[i+1] + a.idf[i+2] + b.idf[j])})
			}
		}
	}
	for i := range a.Parts {
		for j := range len(b.Parts) - 2 {
			if v := joined(a.Parts[i], b.Parts[j]+b.Parts[j+1]+b.Parts[j+2]); v > 0.75 {
				all = append(all, side{i: i, j: j, joined: 4, v: v, w: v * (a.idf[i] + b.idf[j] + b.idf[j+1] + b.idf[j+2])})
			}
		}
	}
	slices.SortStableFunc(all, func(p, q side) int {
		switch {
		case p.w > q.w:
			return -1
		case p.w < q.w:
			return 1
		}
		return 0
	})
	for _, s := range all {
		na, nb := spans[s.joined][0], spans[s.joined][1]
		mine, theirs := l.a[s.i:s.i+na], l.b[s.j:s.j+nb]
		if slices.Max(mine) > 0 || slices.Max(theirs) > 0 {
			continue
		}
		for k := range mine {
			mine[k] = s.v
		}
		for k := range theirs {
			theirs[k] = s.v
		}
		w := min(a.idf[s.i], b.idf[s.j])
		l.shared += s.v * s.v * w
		if s.v > 0.8 && !s.kin {
			l.rarest = max(l.rarest, w)
		}
		if s.kin {
			l.kin += w
		}
		if len(a.Parts[s.i]) == 1 || len(b.Parts[s.j]) == 1 {
			l.initials++
		}
	}
	return l
}

// alike says how alike two parts are, and whether only because the list uses
// one for the other.
func (x *Index) alike(a, b *form, i, j int) (float64, bool) {
	p, q := a.Parts[i], b.Parts[j]
	if p == q {
		return 1, false
	}
	if len(p) == 1 || len(q) == 1 {
		if p[0] == q[0] {
			return 0.6, false
		}
		return 0, false
	}
	v := learned.Alike(a.spelt[i], b.spelt[j])
	if len(p) < 4 || len(q) < 4 {
		v -= 0.15 // short words are like many
	}
	if n := min(len(p), len(q)); n >= 4 && p[:n] == q[:n] {
		v = max(v, 0.75)
	}
	if k := x.kin.kin(p, q); k > 0.05 {
		if k = 0.5 + k/2; k > v {
			return k, true
		}
	}
	if v < alikeFrom {
		return 0, false
	}
	return v, false
}

// covered is the share of a name's weight that has a counterpart.
func covered(of []float64, f *form) float64 {
	sum := 0.0
	for i, v := range of {
		sum += v * f.idf[i]
	}
	return sum / (f.weight + 1e-9)
}

// part covers a stretch of a name.
func stretch(of []float64, f *form, from, to int) float64 {
	sum, all := 0.0, 1e-9
	for i := from; i < to; i++ {
		sum, all = sum+of[i]*f.idf[i], all+f.idf[i]
	}
	return sum / all
}

// features of a pair of names, see featureNames.
func (x *Index) features(q *query, f *form) []float32 {
	l := x.lay(&q.form, f)
	ca, cb := covered(l.a, &q.form), covered(l.b, f)
	nq, nf := len(q.Parts), len(f.Parts)
	family, given := -1.0, -1.0
	if q.Family > 0 {
		family, given = stretch(l.a, &q.form, nq-q.Family, nq), stretch(l.a, &q.form, 0, nq-q.Family)
	}
	theirs, theirGiven := -1.0, -1.0
	if f.Family > 0 {
		theirs, theirGiven = stretch(l.b, f, nf-f.Family, nf), stretch(l.b, f, 0, nf-f.Family)
	}
	worst := 1.0
	for _, v := range l.a {
		if v > 0 {
			worst = min(worst, v)
		}
	}
	return []float32{
		float32(ca), float32(cb), float32(min(ca, cb)), float32(family), float32(given), float32(theirs), float32(theirGiven),
		float32(x.wholeAlike(q, f)), float32(acronym(&q.form, f)), float32(l.rarest), float32(l.kin),
		float32((1 - ca) * q.weight), float32((1 - cb) * f.weight), float32(worst), float32(l.initials),
		float32(nq), float32(nf), b2f(q.Family > 0), b2f(f.Family > 0), legalAgrees(q.Legal, f.Legal),
		digitsAgree(q.digits, digitsOf(f.Parts)), b2f(ca > 0.999 && cb > 0.999), float32(lastPart(l, nq, nf)),
		float32(l.shared), float32(heaviest(l.a, &q.form)), float32(heaviest(l.b, f)), inOrder(&q.form, f),
	}
}

// heaviest is the weight of the rarest part that has no counterpart.
func heaviest(of []float64, f *form) float64 {
	most := 0.0
	for i, v := range of {
		most = max(most, (1-v)*f.idf[i])
	}
	return most
}

// inOrder is 1 if both names are the same to the letter, 0.5 if they differ in
// their legal form alone.
func inOrder(q, f *form) float32 {
	if !slices.Equal(q.Parts, f.Parts) {
		return 0
	}
	if q.Legal == f.Legal {
		return 1
	}
	return 0.5
}

func b2f(b bool) float32 {
	if b {
		return 1
	}
	return 0
}

// lastPart is how alike the first parts are: what a name begins with is
// changed least.
func lastPart(l laid, nq, nf int) float64 {
	if nq == 0 || nf == 0 {
		return 0
	}
	return (l.a[0] + l.b[0] + l.a[nq-1] + l.b[nf-1]) / 4
}

// wholeAlike compares the names without their blanks.
func (x *Index) wholeAlike(q *query, f *form) float64 {
	v := Alike(q.whole, f.whole)
	if q.Family > 0 || f.Family > 0 {
		return v
	}
	return v
}

// acronym is 1 if one name is the initials of the other, less if it is so
// roughly.
func acronym(a, b *form) float64 {
	return max(abbreviates(a, b), abbreviates(b, a))
}

func abbreviates(short, long *form) float64 {
	if len(short.Parts) > 2 || len(long.Parts) < 2 {
		return 0
	}
	best := 0.0
	for _, s := range short.Parts {
		if len(s) < 2 || len(s) > 10 {
			continue
		}
		if slices.Contains(long.Short, s) {
			best = max(best, 1)
			continue
		}
		if v := spells(s, long.Parts); v > 0 {
			best = max(best, v)
		}
	}
	return best
}

// spells reports how well a short word is made of beginnings of the parts, in
// order: "soyuzpatent" of "soyuz patent", "etim" of "eastern turkistan islamic
// movement". Parts may be left out at a price.
func spells(s string, parts []string) float64 {
	i, left := 0, 0
	for _, p := range parts {
		n := 0
		for i+n < len(s) && n < len(p) && s[i+n] == p[n] {
			n++
		}
		if n == 0 {
			left++
			continue
		}
		i += n
	}
	if i < len(s) || left*2 > len(parts) {
		return 0
	}
	return 0.9 - 0.3*float64(left)/float64(len(parts))
}

func legalAgrees(a, b string) float32 {
	switch {
	case a == "" && b == "":
		return 0
	case a == b:
		return 1
	case a == "" || b == "":
		return 0.5
	}
	return -1
}

func digitsAgree(a, b string) float32 {
	switch {
	case a == "" && b == "":
		return 0
	case a == b:
		return 1
	}
	return -1
}
