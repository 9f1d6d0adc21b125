package name

import (
	"cmp"
	"math"
	"slices"
	"strings"
)

// Entry is one who has names.
type Entry struct {
	ID    string
	Type  string   // individual, entity, vessel, aircraft; "" if it is not known
	Names []string // the first one is the name proper
	Hints []string // other words that stand with the entry, such as the names of those linked to it
}

// Index finds entries by name. It does not change and may be shared.
type Index struct {
	Entries []Entry
	forms   []form
	of      [][]int32 // forms by entry
	grams   map[string]*gramList
	parts   map[string]float64 // part -> idf
	rare    float64            // idf of a part that stands nowhere
	known   map[string][]int32 // key -> forms
	initial map[string][]int32 // initials -> forms
	kin     kinship
	hints   []map[string]bool // parts of hints, by entry
}

// form is a name of an entry as it is compared.
type form struct {
	Cutting
	entry  int32
	spelt  [][]uint8
	idf    []float64
	weight float64 // sum of idf
	whole  string  // parts in a row
	norm   float64 // length of its vector of grams
}

type gramList struct {
	idf   float64
	forms []int32
	tf    []float32
}

// NewIndex makes an index. Building takes about a second for 30,000 names.
func NewIndex(entries []Entry) *Index {
	x := &Index{Entries: entries, of: make([][]int32, len(entries)), grams: map[string]*gramList{}, parts: map[string]float64{},
		known: map[string][]int32{}, initial: map[string][]int32{}, hints: make([]map[string]bool, len(entries))}
	x.kin = newKinship()
	for i, e := range entries {
		x.add(int32(i), e)
	}
	x.weigh()
	x.kin.settle()
	return x
}

func (x *Index) add(i int32, e Entry) {
	seen, seenPart := map[string]bool{}, map[string]bool{}
	var mine []form
	for _, n := range e.Names {
		c := Cut(n)
		if len(c.Parts) == 0 || seen[formKey(c)] {
			continue
		}
		seen[formKey(c)] = true
		f := form{Cutting: c, entry: i, whole: strings.Join(c.Parts, "")}
		for _, p := range c.Parts {
			f.spelt = append(f.spelt, Spell(p))
			if !seenPart[p] {
				seenPart[p] = true
				x.parts[p]++
			}
		}
		k := int32(len(x.forms))
		x.forms, x.of[i] = append(x.forms, f), append(x.of[i], k)
		x.known[exactKey(c.Parts)] = append(x.known[exactKey(c.Parts)], k)
		for _, a := range c.Short {
			x.initial[a] = append(x.initial[a], k)
		}
		mine = append(mine, f)
	}
	x.hints[i] = map[string]bool{}
	for _, h := range e.Hints {
		for _, p := range words(h) {
			if len(p) > 2 {
				x.hints[i][p] = true
			}
		}
	}
	if e.Type != "individual" {
		x.kin.learn(mine)
	}
}

// formKey tells names apart that are cut differently.
func formKey(c Cutting) string {
	return strings.Join(c.Parts, " ") + "|" + c.Legal + "|" + string(rune('0'+c.Family))
}

// exactKey is the same for names of the same parts in any order.
func exactKey(parts []string) string {
	s := slices.Clone(parts)
	slices.Sort(s)
	return strings.Join(s, " ")
}

// weigh computes how rare parts and grams are and how long the vectors.
func (x *Index) weigh() {
	n := float64(len(x.Entries) + 1)
	for p, df := range x.parts {
		x.parts[p] = math.Log(n/df) + 0.5
	}
	x.rare = math.Log(n) + 0.5
	for k := range x.forms {
		f := &x.forms[k]
		for _, p := range f.Parts {
			w := x.idf(p)
			f.idf, f.weight = append(f.idf, w), f.weight+w
		}
		for g, tf := range gramsOf(f.Parts) {
			l := x.grams[g]
			if l == nil {
				l = &gramList{}
				x.grams[g] = l
			}
			l.forms, l.tf = append(l.forms, int32(k)), append(l.tf, tf)
		}
	}
	norms := make([]float64, len(x.forms))
	for _, l := range x.grams {
		l.idf = math.Log(float64(len(x.forms)+1) / float64(len(l.forms)))
		for i, k := range l.forms {
			v := float64(l.tf[i]) * l.idf
			norms[k] += v * v
		}
	}
	for k := range x.forms {
		x.forms[k].norm = math.Sqrt(norms[k])
	}
}

func (x *Index) idf(part string) float64 {
	if w, ok := x.parts[part]; ok {
		return w
	}
	if len(part) < 3 {
		return x.rare / 2
	}
	return x.rare
}

// gramsOf are the pieces of two to four letters of a name whose spelling is
// made plain, with 1 + log of how often each stands there.
func gramsOf(parts []string) map[string]float32 {
	m := map[string]float32{}
	s := " "
	for _, p := range parts {
		s += plain(p) + " "
	}
	for n := 2; n <= 4; n++ {
		for i := 0; i+n <= len(s); i++ {
			m[s[i:i+n]]++
		}
	}
	for g, n := range m {
		m[g] = 1 + float32(math.Log(float64(n)))
	}
	return m
}

// plain brings ways of writing the same sound together, coarsely: it serves to
// find candidates.
func plain(p string) string { return plainly.Replace(p) }

var plainly = strings.NewReplacer("sch", "s", "sh", "s", "ch", "c", "kh", "h", "zh", "j", "gh", "g", "th", "t", "ph", "f", "dh", "d", "dj", "j",
	"ou", "u", "oo", "u", "ee", "i", "ei", "ai", "ey", "ai", "ay", "ai", "iy", "i", "ck", "k", "q", "k", "x", "ks", "y", "i", "w", "v",
	"ss", "s", "ll", "l", "nn", "n", "mm", "m", "tt", "t", "dd", "d", "bb", "b", "rr", "r", "ff", "f", "pp", "p", "kk", "k", "zz", "z", "aa", "a", "ii", "i")

// mostCandidates is how many entries are looked at closely.
const mostCandidates = 60

// candidate is an entry that may be meant.
type candidate struct {
	entry  int32
	cosine float64
	first  float64 // what it was chosen by
}

// candidates finds entries that share pieces of the name, its parts or its
// initials. Forms for which hide answers true are not there.
func (x *Index) candidates(c Cutting, hide func(int32) bool) []candidate {
	dot := map[int32]float64{}
	norm := 0.0
	for g, tf := range gramsOf(c.Parts) {
		l := x.grams[g]
		if l == nil {
			continue
		}
		v := float64(tf) * l.idf
		norm += v * v
		if len(l.forms) > len(x.forms)/4 && len(x.forms) > 400 {
			continue // it tells too little to be worth the walk
		}
		for i, k := range l.forms {
			dot[k] += v * float64(l.tf[i]) * l.idf
		}
	}
	norm = math.Sqrt(norm)
	best := map[int32]candidate{}
	for k, d := range dot {
		if hide != nil && hide(k) {
			continue
		}
		f := &x.forms[k]
		cos := d / (norm*f.norm + 1e-9)
		if b, ok := best[f.entry]; !ok || cos > b.cosine {
			best[f.entry] = candidate{f.entry, cos, cos}
		}
	}
	x.byInitials(c, hide, best)
	out := make([]candidate, 0, len(best))
	for _, b := range best {
		out = append(out, b)
	}
	slices.SortFunc(out, func(a, b candidate) int { return cmp.Or(cmp.Compare(b.first, a.first), cmp.Compare(a.entry, b.entry)) })
	return out[:min(len(out), mostCandidates)]
}

// byInitials adds entries whose initials are the name, or whose name is the
// initials.
func (x *Index) byInitials(c Cutting, hide func(int32) bool, best map[int32]candidate) {
	add := func(k int32) {
		if hide != nil && hide(k) {
			return
		}
		b := best[x.forms[k].entry]
		b.entry, b.first = x.forms[k].entry, b.first+0.5
		best[b.entry] = b
	}
	for _, p := range c.Parts {
		if len(p) >= 2 && len(p) <= 8 && len(c.Parts) < 3 {
			for _, k := range x.initial[p] {
				add(k)
			}
		}
	}
	for _, a := range c.Short {
		for _, k := range x.known[a] {
			add(k)
		}
	}
}
