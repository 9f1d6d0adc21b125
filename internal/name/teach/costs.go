package main

import (
	"bytes"
	"fmt"
	"math"

	"vigia/internal/name"
)

// rounds is how often the costs are learned anew from the alignments that the
// last ones gave.
const rounds = 6

// teachCosts learns what it costs to write one symbol for another, from the
// parts of people's and others' names that lie side by side in the alternative
// names of one entry.
func teachCosts(entries []name.Entry) []byte {
	pairs := partPairs(entries)
	c := name.PlainCosts()
	for range rounds {
		c = relearn(c, pairs)
	}
	var b bytes.Buffer
	for x := range name.Symbols() {
		for y := range name.Symbols() {
			if x != y && c[x][y] < 1 {
				fmt.Fprintf(&b, "%s %s %.2f\n", symbol(x), symbol(y), c[x][y])
			}
		}
	}
	return b.Bytes()
}

func symbol(s int) string {
	if s == 0 {
		return "-"
	}
	return name.SymbolText(uint8(s))
}

// partPairs are the parts of two names of one entry that are alike and not the
// same.
func partPairs(entries []name.Entry) (out [][2]string) {
	plain := name.PlainCosts()
	for _, e := range entries {
		var cuts []name.Cutting
		for _, n := range e.Names[:min(len(e.Names), 8)] {
			cuts = append(cuts, name.Cut(n))
		}
		seen := map[[2]string]bool{}
		for i, a := range cuts {
			for _, b := range cuts[i+1:] {
				for _, p := range a.Parts {
					best, most := "", 0.49
					for _, q := range b.Parts {
						if v := plain.Alike(name.Spell(p), name.Spell(q)); v > most {
							best, most = q, v
						}
					}
					if best == "" || len(p) < 3 || seen[[2]string{p, best}] {
						continue
					}
					seen[[2]string{p, best}], seen[[2]string{best, p}] = true, true
					out = append(out, [2]string{p, best}, [2]string{best, p})
				}
			}
		}
	}
	return out
}

// relearn counts what is written for what on the cheapest ways and makes costs
// of it: 0 for what is always so, 1 for what is seen once in a thousand.
func relearn(c *name.Costs, pairs [][2]string) *name.Costs {
	n := name.Symbols()
	count := make([][]float64, n)
	for i := range count {
		count[i] = make([]float64, n)
	}
	for _, p := range pairs {
		c.Trace(name.Spell(p[0]), name.Spell(p[1]), func(x, y uint8) { count[x][y]++ })
	}
	all := 0.0
	for x := 1; x < n; x++ {
		for y := range n {
			all += count[x][y]
		}
	}
	count[0][0] = all
	out := name.PlainCosts()
	for x := range n {
		sum := 0.5 * float64(n)
		for y := range n {
			sum += count[x][y]
		}
		for y := range n {
			if x != y {
				cost := -math.Log((count[x][y]+0.02)/sum) / math.Log(1000)
				// What puts in or replaces a pair of letters may cost two.
				out[x][y] = float32(min(cost, max(weight(x), weight(y))))
			}
		}
	}
	return out
}

func weight(s int) float64 { return float64(max(1, len(name.SymbolText(uint8(s))))) }
