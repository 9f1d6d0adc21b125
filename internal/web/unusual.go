package web

import (
	"context"
	"net/url"
	"slices"
	"strings"
	"sync"
	"time"

	"vigia/internal/burst"
	"vigia/internal/desk"
)

// findings keeps what is unusual for a while: it rests on half a year of
// labels, and what it says of seven days changes slowly.
type findings struct {
	mu       sync.Mutex
	counting bool
	until    time.Time
	all      []desk.Unusual
}

const unusualFor = 10 * time.Minute

// findings are what is unusual now.
func (s *Server) findings(ctx context.Context) ([]desk.Unusual, error) {
	f := &s.unusual
	f.mu.Lock()
	fresh := f.counting || time.Now().Before(f.until)
	f.counting = f.counting || !fresh
	old := f.all
	f.mu.Unlock()
	if fresh { // or being counted: nobody waits for another's count
		return old, nil
	}
	all, err := desk.LoadUnusual(ctx, s.DB, s.Clock.Now())
	f.mu.Lock()
	defer f.mu.Unlock()
	f.counting = false
	if err != nil {
		return nil, err
	}
	f.all, f.until = all, time.Now().Add(unusualFor)
	return all, nil
}

// unusualView is a finding above the queue.
type unusualView struct {
	Name, URL, Said string
}

// unusualReason is a finding as a line of the queue has it, short.
type unusualReason struct {
	Text, Title string
}

// mostUnusual is how many findings stand above the queue; the others are
// folded away.
const mostUnusual = 4

// notable puts the findings above the first page of the queue, those of the
// network and the country that it shows, and beside the stories concerned.
func (s *Server) notable(ctx context.Context, g *tongue, q query, p *deskPage) error {
	all, err := s.findings(ctx)
	if err != nil {
		return err
	}
	for _, u := range all {
		if q.page() == 1 && q.concerns(u.Key) {
			p.Unusual = append(p.Unusual, unusualView{g.unusualName(u, false), g.unusualURL(u), g.unusual(u)})
		}
		for i := range p.Stories {
			if slices.Contains(u.Stories, p.Stories[i].Story) {
				p.Stories[i].Unusual = append(p.Stories[i].Unusual, unusualReason{g.T("unusual.reason."+u.Kind, g.unusualName(u, true)), g.unusualName(u, false) + ": " + g.unusual(u)})
			}
		}
	}
	n := min(len(p.Unusual), mostUnusual)
	p.Unusual, p.UnusualMore = p.Unusual[:n], p.Unusual[n:]
	return nil
}

// concerns reports whether a finding is about what the queue shows: a filter
// that is on must be the finding's own.
func (q query) concerns(k burst.Key) bool {
	own := map[string]string{k.Facet: k.Value, "network": k.Network}
	for _, key := range []string{"network", "theme", "country", "dimension"} {
		v := q.filter.Get(key)
		if v != "" && v != own[key] && !(key == "network" && v == own["theme"]) { // a theme with a digest has a queue like a network's
			return false
		}
	}
	return true
}

// unusualURL is the part of the queue that a finding is about, decided or not,
// the latest first: its last seven days, or of a silence what came before it.
// A new actor has a page.
func (g *tongue) unusualURL(u desk.Unusual) string {
	vs := url.Values{"network": {u.Network}, "sort": {"newest"}, "state": {"all"}}
	switch u.Facet {
	case "actor":
		return "/entity/" + url.PathEscape(u.Value)
	case "theme", "country", "dimension":
		vs.Set(u.Facet, u.Value)
	}
	if u.Kind != burst.Silence {
		vs.Set("from", g.Clock.Now().AddDate(0, 0, -7).In(g.Zone).Format(time.DateOnly))
	}
	return deskAddress(vs)
}

// unusualName names what was counted, the network by its mark if short.
func (g *tongue) unusualName(k desk.Unusual, short bool) string {
	name := []string{g.Place(k.Network)}
	if short {
		name[0] = k.Network
	}
	switch k.Facet {
	case "theme":
		name = append(name, g.Place(k.Value))
	case "country", "dimension":
		name = append(name, g.facetName(k.Facet, k.Value))
	case "actor":
		name = append(name, k.Name)
	}
	return strings.Join(name, " × ")
}

// unusual says a finding in words.
func (g *tongue) unusual(f desk.Unusual) string {
	switch f.Kind {
	case burst.Actor:
		return g.T("unusual.actor", g.Num(f.Outlets))
	case burst.First:
		return g.T("unusual.first", g.N("queue.stories", f.Count))
	case burst.Silence:
		return g.T("unusual.silence", g.N("queue.stories", f.Count), g.Num(f.Low), g.Num(f.High), g.N("unusual.days", f.Days))
	}
	return g.T("unusual.burst", g.N("queue.stories", f.Count), g.Num(f.Low), g.Num(f.High))
}
