package rank

import (
	"cmp"
	"math"
	"slices"
	"strings"

	"vigia/internal/text"
)

// named begins the term of a reason that is a name.
const named = "name:"

// Named joins the words of a name that the text has: "díaz" and "díaz canel"
// are said as "name:Miguel Díaz-Canel", with what they add together. Forms are
// names as the text writes them.
func Named(rs []Reason, forms []string) []Reason {
	type words struct{ form, text string }
	var known []words
	for _, f := range forms {
		var ts []string
		for _, t := range text.Tokens(f, "") {
			ts = append(ts, t.Text)
		}
		known = append(known, words{f, " " + strings.Join(ts, " ") + " "})
	}
	// The longest form first: it tells most.
	slices.SortStableFunc(known, func(a, b words) int {
		return cmp.Or(cmp.Compare(len(b.text), len(a.text)), cmp.Compare(a.form, b.form))
	})
	var out []Reason
	for _, r := range rs {
		for _, k := range known {
			if strings.Contains(k.text, " "+r.Term+" ") {
				r.Term = named + k.form
				break
			}
		}
		if i := slices.IndexFunc(out, func(o Reason) bool { return o.Term == r.Term }); i >= 0 {
			out[i].Weight = math.Round((out[i].Weight+r.Weight)*1e4) / 1e4
		} else {
			out = append(out, r)
		}
	}
	slices.SortStableFunc(out, func(a, b Reason) int { return cmp.Compare(b.Weight, a.Weight) })
	return out
}

// Name is the name that a reason's term says, if it is one.
func Name(term string) (string, bool) { return strings.CutPrefix(term, named) }
