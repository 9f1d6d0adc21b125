package desk

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"vigia/internal/db"
)

// Filter says what part of the queue to show. An empty field does not filter.
type Filter struct {
	Network   string // network or theme key; "-" for reports that have none
	Theme     string // theme key: with Network both must be there
	Country   string
	Dimension string
	Class     string // ownership class; "state" for all that count as state media
	Language  string
	Genre     string
	Outlet    string
	State     string    // "" open, "selected", "rejected", "all"
	From, To  time.Time // by the report's day: From included, To not
	Text      string    // words of the title or the outlet's name
	Sort      string    // "best", "newest" or Relevance
	Limit     int       // stories of a page; 0: all
	Offset    int       // stories before it
}

// where is the part of a filter that the database answers.
func (f Filter) where() (string, []any) {
	var b strings.Builder
	var args []any
	add := func(s string, v any) { b.WriteString(" AND " + s); args = append(args, v) }
	if !f.From.IsZero() {
		add("r.day_at >= ?", db.Micros(f.From))
	}
	if !f.To.IsZero() {
		add("r.day_at < ?", db.Micros(f.To))
	}
	if f.Outlet != "" {
		add("r.outlet = ?", f.Outlet)
	}
	return b.String(), args
}

// holds reports whether a row is in the state and has the words asked for:
// what no facet shows.
func (f Filter) holds(r ReportRow) bool {
	switch {
	case f.State == "" && r.State != "", f.State == "selected" && r.State != Selected, f.State == "rejected" && r.State != Rejected:
		return false
	}
	return f.Text == "" || strings.Contains(strings.ToLower(r.Title+" "+r.OutletName), strings.ToLower(f.Text))
}

// keeps reports whether a row passes the facets, leaving one aside.
func (f Filter) keeps(r ReportRow, but string) bool {
	is := func(facet, want string, have ...string) bool {
		return want == "" || facet == but || slices.Contains(have, want)
	}
	switch {
	case f.Network == "-" && but != "network":
		return len(r.Networks)+len(r.Themes) == 0
	case f.Class == "state" && but != "class" && !r.StateMedia:
		return false
	}
	return (f.Network == "-" || is("network", f.Network, r.topics()...)) &&
		is("theme", f.Theme, r.Themes...) &&
		is("country", f.Country, r.Countries...) &&
		is("dimension", f.Dimension, r.Dimensions...) &&
		(f.Class == "state" || is("class", f.Class, string(r.Class))) &&
		is("language", f.Language, r.Language) &&
		is("genre", f.Genre, string(r.Genre))
}

// Facet is a value to filter by and how many reports have it.
type Facet struct {
	Value string
	Count int
}

// facets counts, for each facet, what its values would show if the other
// filters stay.
func facets(rows []ReportRow, f Filter) map[string][]Facet {
	values := map[string]func(ReportRow) []string{
		"network": func(r ReportRow) []string {
			if ts := r.topics(); len(ts) > 0 {
				return ts
			}
			return []string{"-"}
		},
		"theme":     func(r ReportRow) []string { return r.Themes },
		"country":   func(r ReportRow) []string { return r.Countries },
		"dimension": func(r ReportRow) []string { return r.Dimensions },
		"class": func(r ReportRow) []string {
			if r.StateMedia {
				return []string{string(r.Class), "state"}
			}
			return []string{string(r.Class)}
		},
		"language": func(r ReportRow) []string { return []string{r.Language} },
		"genre":    func(r ReportRow) []string { return []string{string(r.Genre)} },
	}
	out := map[string][]Facet{}
	for name, of := range values {
		n := map[string]int{}
		for _, r := range rows {
			if f.keeps(r, name) {
				for _, v := range of(r) {
					n[v]++
				}
			}
		}
		for v, c := range n {
			out[name] = append(out[name], Facet{v, c})
		}
		slices.SortFunc(out[name], func(a, b Facet) int {
			return cmp.Or(cmp.Compare(b.Count, a.Count), cmp.Compare(a.Value, b.Value))
		})
	}
	return out
}
