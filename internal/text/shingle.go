package text

import "slices"

// Shingles hashes every run of n words of s (for Han and kana, n characters),
// in order: the w-shingles of Broder, Glassman, Manasse and Zweig (Syntactic
// Clustering of the Web, 1997). A text shorter than n gives one shingle of all
// it has; an empty one gives none. The hashes are stable: they may be stored.
func Shingles(s, lang string, n int) []uint64 {
	units := units(s, lang)
	if len(units) == 0 || n < 1 {
		return nil
	}
	if len(units) < n {
		return []uint64{mixAll(units)}
	}
	out := make([]uint64, 0, len(units)-n+1)
	for i := 0; i+n <= len(units); i++ {
		out = append(out, mixAll(units[i:i+n]))
	}
	return out
}

// units hashes the words of s, each ideograph for itself.
func units(s, lang string) []uint64 {
	out := make([]uint64, 0, len(s)/6)
	for start, end := range Words(s, lang) {
		w := s[start:end]
		if isIdeographic(w) {
			for _, r := range Fold(w) {
				out = append(out, hashString(string(r)))
			}
			continue
		}
		if t := Fold(w); hasLetterOrDigit(t) {
			out = append(out, hashString(t))
		}
	}
	return out
}

// hashString is FNV-1a (Fowler, Noll, Vo), 64 bits, then mixed: FNV alone
// leaves the upper bits of short words alike.
func hashString(s string) uint64 {
	h := uint64(14695981039346656037)
	for i := range len(s) {
		h = (h ^ uint64(s[i])) * 1099511628211
	}
	return mix(h)
}

func mixAll(hs []uint64) uint64 {
	h := uint64(0x9E3779B97F4A7C15)
	for _, x := range hs {
		h = mix(h ^ x)
	}
	return h
}

// mix is the finaliser of SplitMix64 (Steele, Lea and Flood 2014).
func mix(x uint64) uint64 {
	x += 0x9E3779B97F4A7C15
	x = (x ^ x>>30) * 0xBF58476D1CE4E5B9
	x = (x ^ x>>27) * 0x94D049BB133111EB
	return x ^ x>>31
}

// Containment is the share of the shingles of a that b has too, both as Distinct
// gives them: 1 when a is taken from b, whatever b adds (containment, Broder
// 1997). An empty a is contained in nothing.
func Containment(a, b []uint64) float64 {
	if len(a) == 0 {
		return 0
	}
	both := 0
	for i, j := 0, 0; i < len(a) && j < len(b); {
		switch {
		case a[i] < b[j]:
			i++
		case a[i] > b[j]:
			j++
		default:
			both, i, j = both+1, i+1, j+1
		}
	}
	return float64(both) / float64(len(a))
}

// Distinct gives shingles each once, in ascending order; xs stays as it is.
func Distinct(xs []uint64) []uint64 {
	out := slices.Clone(xs)
	slices.Sort(out)
	return slices.Compact(out)
}
