package web

import (
	"cmp"
	"slices"
	"time"

	"vigia/internal/desk"
	"vigia/internal/edition"
)

// rail is the left column of the desk: places and facets with their counts.
type rail struct {
	RailOpen bool
	Places   []choice // networks, themes with a digest, and what has no label
	States   []choice
	Words    string
	From, To string
	Keep     []keyValue // the filters that the rail's form leaves alone
	Periods  []choice
	Groups   []group
}

// choice is something to choose, with how much it would show.
type choice struct {
	Key, Name, Title, Mark, URL string
	Count                       int
	On                          bool
}

type keyValue struct{ Key, Value string }

// group is a facet with its values.
type group struct {
	Key, Name  string
	Rows, More []choice
	Open       bool
	URL, Link  string // a page about the values, or about the one that is on
}

func (g *tongue) rail(q query, found desk.Queue, open *edition.Edition) rail {
	r := rail{RailOpen: true, Words: q.filter.Get("q"), From: q.filter.Get("from"), To: q.filter.Get("to"),
		Periods: g.periods(q, open)}
	r.places(g, q, found)
	for _, state := range []string{"", "selected", "rejected", "all"} {
		r.States = append(r.States, choice{Name: g.T("rail.state." + cmp.Or(state, "open")), URL: q.with("state", state), On: q.filter.Get("state") == state})
	}
	for _, k := range filterKeys {
		if v := q.filter.Get(k); v != "" && k != "q" && k != "from" && k != "to" && k != "page" {
			r.Keep = append(r.Keep, keyValue{k, v})
		}
	}
	for _, facet := range []string{"theme", "country", "class", "dimension", "language", "genre"} {
		if gr := g.group(q, facet, found.Facets[facet]); len(gr.Rows) > 0 {
			r.Groups = append(r.Groups, gr)
		}
	}
	return r
}

// places are all reports, the networks in the monitor's order, the themes that
// have a digest, and what has no label.
func (r *rail) places(g *tongue, q query, found desk.Queue) {
	count := map[string]int{}
	for _, f := range found.Facets["network"] {
		count[f.Value] = f.Count
	}
	at := q.filter.Get("network")
	place := func(key, mark, name, title string) choice {
		return choice{Mark: mark, Name: name, Title: title, URL: q.with("network", key), Count: count[key], On: at == key}
	}
	all := place("", "", g.T("rail.all"), "")
	all.Count = -1 // reports in two networks would be counted twice
	r.Places = append(r.Places, all)
	for _, n := range g.Monitor.Networks {
		r.Places = append(r.Places, place(n.Key, n.Key, g.Text(n.Name), g.Text(n.Counts)))
	}
	for _, t := range g.Monitor.Themes {
		if t.Digest {
			r.Places = append(r.Places, place(t.Key, t.Key, g.Text(t.Name), g.Text(t.Counts)))
		}
	}
	r.Places = append(r.Places, place("-", "", g.T("rail.unlabelled"), ""))
}

// periods are the open edition's days, and the last week.
func (g *tongue) periods(q query, open *edition.Edition) []choice {
	var out []choice
	add := func(name string, from, to time.Time) {
		a, b := from.Format(time.DateOnly), to.Format(time.DateOnly)
		out = append(out, choice{Name: name, URL: q.with("from", a, "to", b), On: q.filter.Get("from") == a && q.filter.Get("to") == b})
	}
	if open != nil {
		add(g.T("rail.period.edition", open.Number), open.From, open.To)
	}
	now := g.Clock.Now().In(g.Zone)
	add(g.T("rail.period.week"), now.AddDate(0, 0, -6), now)
	return out
}

// mostRows is how many values of a facet are shown before "more".
const mostRows = 8

// group makes a facet; the value that is on comes first.
func (g *tongue) group(q query, facet string, values []desk.Facet) group {
	on := q.filter.Get(facet)
	gr := group{Key: facet, Name: g.T("facet." + facet), Open: on != "" || facet == "country" || facet == "class"}
	var all []choice
	for _, f := range values {
		if f.Value == "" {
			continue // it cannot be asked for
		}
		c := choice{Name: g.facetName(facet, f.Value), Count: f.Count, URL: q.with(facet, f.Value), On: f.Value == on}
		if c.On {
			c.URL = q.with(facet, "")
			all = slices.Insert(all, 0, c)
		} else {
			all = append(all, c)
		}
	}
	if facet == "country" {
		gr.URL, gr.Link = "/countries", g.T("countries.all")
		if on != "" {
			gr.URL, gr.Link = countryAddress(on), g.T("country.page", g.Country(on))
		}
	}
	n := min(len(all), mostRows)
	gr.Rows, gr.More = all[:n], all[n:]
	return gr
}
