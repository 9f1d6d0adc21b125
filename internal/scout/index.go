package scout

import (
	"fmt"
	"time"

	"vigia"
)

// Listed is a report that a page announces.
type Listed struct {
	URL       string     `json:"url"` // canonical
	Title     string     `json:"title"`
	Published vigia.Date `json:"published,omitzero"` // as the page shows it beside the link
}

// Reading is what a page that lists reports says.
type Reading struct {
	Title, Language string
	Listed          []Listed  // in page order
	Patterns        []Pattern // what was learned, the best first; none with an XPath
	Warnings        []string
	Memory          Memory
}

// The most that is taken from one page, and that is shown of what was learned.
const (
	maxListed   = 500
	maxPatterns = 12
)

// Index reads a page that lists reports and has no feed. xpath, if it is not
// empty, says which links are reports; otherwise that is learned from the page
// and from what was seen of it before. Errors are *vigia.Problem.
func Index(b []byte, contentType, addr, xpath string, before Memory) (r Reading, err error) {
	p, err := readPage(b, contentType, addr)
	if err != nil {
		return Reading{}, err
	}
	r = Reading{Title: p.title, Language: p.language}
	if p.cut {
		r.Warnings = append(r.Warnings, fmt.Sprintf("the page is too large: only its beginning, and %d links of it, were looked at", len(p.anchors)))
	}
	if xpath != "" {
		r.Memory = before
		return r, r.pick(p, xpath)
	}
	links := p.links()
	gs, ps := learn(links, before)
	r.Patterns, r.Memory = sorted(ps, maxPatterns), before.after(links, gs)
	taken := make([]bool, len(links))
	for i, g := range gs {
		for _, j := range g.links {
			// One that says nothing of itself must have an address that does.
			taken[j] = ps[i].Taken && (links[j].words >= 3 || links[j].shape.value >= 1.2) && links[j].value > -0.5
		}
	}
	for j, l := range links { // in page order
		if taken[j] {
			if !r.add(l.url, l.text, l.date) {
				break
			}
		}
	}
	return r, nil
}

// add notes a report; false if no more are taken.
func (r *Reading) add(url, title string, at vigia.Date) bool {
	if len(r.Listed) == maxListed {
		r.Warnings = append(r.Warnings, fmt.Sprintf("the page lists more than %d reports: the rest was passed over", maxListed))
		return false
	}
	r.Listed = append(r.Listed, Listed{URL: url, Title: title, Published: at})
	return true
}

// The first reading of a page takes what stands at its beginning and is not
// old: a section front is an archive too, and nobody wants it all at once.
const (
	firstTake = 20
	firstAge  = 7 * 24 * time.Hour
)

// First tells of the reports of a first reading which are taken up; the rest
// counts as known.
func First(listed []Listed, now time.Time) []bool {
	take, n := make([]bool, len(listed)), 0
	for i, l := range listed {
		old := l.Published.Known() && now.Sub(l.Published.At) > firstAge
		if !old && n < firstTake {
			take[i] = true
			n++
		}
	}
	return take
}
