package name

import "math"

// kinship knows which words of organisations' names stand for each other in
// their alternative names: steel for stal, bank for banco. It is learned from
// the list itself, by how often two words stand in names of the same entry and
// not in names of others (Dunning's question, answered by the Dice
// coefficient).
type kinship struct {
	with map[string]map[string]float64
	seen map[string]float64
}

func newKinship() kinship {
	return kinship{with: map[string]map[string]float64{}, seen: map[string]float64{}}
}

// mostForms bounds the pairs of names of one entry that teach.
const mostForms = 12

func (k *kinship) learn(fs []form) {
	if len(fs) > mostForms {
		fs = fs[:mostForms]
	}
	all := map[string]bool{}
	for _, f := range fs {
		for _, p := range f.Parts {
			all[p] = true
		}
	}
	for p := range all {
		k.seen[p]++
	}
	pairs := map[[2]string]bool{}
	for i, a := range fs {
		for _, b := range fs[i+1:] {
			for _, p := range unshared(a.Parts, b.Parts) {
				for _, q := range unshared(b.Parts, a.Parts) {
					pairs[[2]string{p, q}], pairs[[2]string{q, p}] = true, true
				}
			}
		}
	}
	for pq := range pairs {
		m := k.with[pq[0]]
		if m == nil {
			m = map[string]float64{}
			k.with[pq[0]] = m
		}
		m[pq[1]]++
	}
}

// unshared are the parts of a that are not in b.
func unshared(a, b []string) []string {
	var out []string
next:
	for _, p := range a {
		if len(p) < 2 {
			continue
		}
		for _, q := range b {
			if p == q {
				continue next
			}
		}
		out = append(out, p)
	}
	return out
}

// settle turns counts into shares and drops what was seen too seldom.
func (k *kinship) settle() {
	for p, m := range k.with {
		for q, n := range m {
			if n < 2 {
				delete(m, q)
				continue
			}
			m[q] = 2 * n / (k.seen[p] + k.seen[q]) * (1 - math.Exp(-n/3))
		}
		if len(m) == 0 {
			delete(k.with, p)
		}
	}
}

// kin says how far two words stand for each other, 0 to 1.
func (k *kinship) kin(p, q string) float64 { return k.with[p][q] }
