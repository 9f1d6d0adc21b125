package entity

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"
)

// Change is what one day brought under one programme of a list: a report.
type Change struct {
	Part    string // "2021-08-24-GLOMAG", stable
	Date    time.Time
	Program string
	Title   string
	Text    string // a paragraph for each act
}

// Changes groups entries into one change for each day and programme, by day.
// The words are English and neutral: a name stands on a list by the act of its
// publisher, which the text names.
func Changes(publisher string, es []Entry) []Change {
	groups := map[string][]Entry{}
	for _, e := range es {
		k := e.Date.Format(time.DateOnly) + "-" + slug(e.Program)
		groups[k] = append(groups[k], e)
	}
	var all []Change
	for part, g := range groups {
		slices.SortStableFunc(g, func(a, b Entry) int { return cmp.Or(cmp.Compare(a.Action, b.Action), cmp.Compare(a.Name, b.Name)) })
		all = append(all, Change{Part: part, Date: g[0].Date, Program: g[0].Program, Title: title(publisher, g), Text: sentences(g)})
	}
	slices.SortFunc(all, func(a, b Change) int { return cmp.Compare(a.Part, b.Part) })
	return all
}

func title(publisher string, g []Entry) string {
	var parts []string
	for _, action := range []string{Added, Removed} {
		n := 0
		for _, e := range g {
			if e.Action == action {
				n++
			}
		}
		if n > 0 {
			parts = append(parts, fmt.Sprintf("%d %s", n, action))
		}
	}
	return fmt.Sprintf("%s, %s, programme %s: %s", publisher, g[0].Date.Format("2 January 2006"), g[0].Program, strings.Join(parts, ", "))
}

func sentences(g []Entry) string {
	var ps []string
	for _, e := range g {
		p := fmt.Sprintf("%s (%s), entry %s, was %s under programme %s on %s", e.Name, e.Type, e.ID, e.Action, e.Program, e.Date.Format("2 January 2006"))
		if e.Remark != "" {
			p += ": " + e.Remark
		}
		ps = append(ps, p+".")
	}
	return strings.Join(ps, "\n\n")
}

func slug(s string) string {
	return strings.Trim(strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' {
			return r
		}
		return '-'
	}, s), "-")
}
