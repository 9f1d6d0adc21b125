package web

import (
	"net/http"
	"slices"
	"strconv"
	"strings"

	"vigia"
	"vigia/internal/desk"
)

// deskPage is the desk: where am I, the queue, the report.
type deskPage struct {
	frame
	rail
	Heading            string
	Sort, Best, Newest string
	Relevance          string
	Learned            *learned // in the order by relevance
	Chips              []choice // the filters that are on
	ShowAll            string
	Queue              desk.Queue
	Stories            []storyView
	Unusual            []unusualView
	UnusualMore        []unusualView
	Pager              pager
	Pane               *pane
}

// storyView is a line of the queue.
type storyView struct {
	desk.StoryRow
	IDs       string // of all its reports, for the keys
	URL       string
	Current   bool
	Decided   string // in a list of decided reports: how
	Outlets   []outletView
	More      int // outlets not shown
	Countries []string
	Nets      []choice
	Why       string
	Unusual   []unusualReason // what it is part of
	Terms     []string        // in the order by relevance: the words that lift it
	From      string          // there: what was decided on its source
}

type outletView struct {
	Name string
	Mark mark
}

// queue shows the desk, or only the report if that is all that changes.
func (s *Server) queue(w http.ResponseWriter, r *http.Request, v visit) error {
	q := readQuery(r.URL.Query())
	if v.Part && r.Header.Get("HX-Target") == "section#pane" {
		p, err := s.pane(r, v, q, nil)
		if err != nil {
			return err
		}
		return s.renderPart(w, v, "desk", "pane", http.StatusOK, p)
	}
	return s.showDesk(w, r, v, q, nil, http.StatusOK)
}

// showDesk shows the desk; refused is the form that was refused, if one was.
func (s *Server) showDesk(w http.ResponseWriter, r *http.Request, v visit, q query, refused *refused, status int) error {
	g := s.pages.tongues[v.Lang]
	f, err := s.frameOf(r, v, "nav.desk", "desk")
	if err != nil {
		return err
	}
	p := deskPage{frame: f, Sort: q.filter.Get("sort"), Heading: g.heading(q), Chips: g.chips(q),
		Best: q.with("sort", ""), Newest: q.with("sort", "newest"), Relevance: q.with("sort", desk.Relevance), ShowAll: q.with("state", "all")}
	p.At = q.open("", "")
	if p.Queue, err = desk.LoadQueue(r.Context(), s.DB, s.Monitor, q.asked(g.Zone)); err != nil {
		return err
	}
	p.rail = g.rail(q, p.Queue, p.Edition)
	for _, row := range p.Queue.Rows {
		p.Stories = append(p.Stories, g.story(q, row))
	}
	if err := s.notable(r.Context(), g, q, &p); err != nil {
		return err
	}
	if p.Sort == desk.Relevance {
		if err := s.learned(r.Context(), g, q, &p); err != nil {
			return err
		}
	}
	p.Pager = newPager(q.page(), rowsPerPage, p.Queue.Stories, func(n string) string { return q.with("page", n) })
	if q.report != "" {
		if p.Pane, err = s.pane(r, v, q, refused); err != nil {
			return err
		}
	}
	return s.render(w, v, "desk", status, p)
}

// mostOutlets is how many outlets a line of the queue names.
const mostOutlets = 3

func (g *tongue) story(q query, row desk.StoryRow) storyView {
	all := append([]desk.ReportRow{row.Lead}, row.Others...)
	v := storyView{StoryRow: row, URL: q.open(row.Lead.ID, ""), Why: g.Why(row.Lead.Why)}
	var ids []string
	seen := map[string]bool{}
	for _, r := range all {
		ids = append(ids, r.ID)
		v.Current = v.Current || r.ID == q.report
		for _, c := range r.Countries {
			if !slices.Contains(v.Countries, c) {
				v.Countries = append(v.Countries, c)
			}
		}
		if seen[r.OutletName] {
			continue
		}
		seen[r.OutletName] = true
		if len(v.Outlets) < mostOutlets {
			v.Outlets = append(v.Outlets, outletView{r.OutletName, g.rowMark(r)})
		} else {
			v.More++
		}
	}
	v.IDs = strings.Join(ids, " ")
	v.Countries = v.Countries[:min(len(v.Countries), 4)]
	if row.Lead.State != "" {
		v.Decided = g.T("state." + string(row.Lead.State))
	}
	for _, key := range row.Networks() {
		if name, ok := g.marked(key); ok {
			v.Nets = append(v.Nets, choice{Mark: key, Name: name})
		}
	}
	return v
}

// marked gives the name of a network, or of a theme with a digest: those whose
// key stands as a mark. The keys of other themes are words.
func (g *tongue) marked(key string) (string, bool) {
	if n, ok := g.Monitor.Network(key); ok {
		return g.Text(n.Name), true
	}
	t, ok := g.Monitor.Theme(key)
	return g.Text(t.Name), ok && t.Digest
}

// heading says which part of the queue it is.
func (g *tongue) heading(q query) string {
	switch key := q.filter.Get("network"); key {
	case "":
		return g.T("queue.title")
	case "-":
		return g.T("rail.unlabelled")
	default:
		return g.Place(key)
	}
}

// chips are the filters that are on, each with the address without it.
func (g *tongue) chips(q query) []choice {
	var out []choice
	for _, k := range filterKeys {
		v := q.filter.Get(k)
		if v == "" || k == "sort" || k == "page" {
			continue
		}
		out = append(out, choice{Name: g.filterName(k, v), URL: q.with(k, "")})
	}
	return out
}

// filterName says a filter in words.
func (g *tongue) filterName(key, value string) string {
	switch key {
	case "network":
		if value == "-" {
			return g.T("rail.unlabelled")
		}
		return g.Place(value)
	case "state":
		return g.Or("rail.state."+value, value)
	case "from", "to":
		return g.T("rail."+key+".chip", value)
	case "q":
		return "“" + value + "”"
	case "outlet":
		return value
	}
	return g.facetName(key, value)
}

// facetName is the name of a facet's value.
func (g *tongue) facetName(facet, value string) string {
	switch facet {
	case "theme":
		return g.Place(value)
	case "country":
		return g.Country(value)
	case "dimension":
		return g.Dimension(value)
	case "language":
		return g.Language(value)
	case "genre":
		return g.Genre(vigia.Genre(value))
	case "class":
		if value == "" {
			value = "none"
		}
		return g.Or("class."+value, value)
	}
	return value
}

// pager is where a page of a list is.
type pager struct {
	From, To, Total, Pages int
	Prev, Next             string
}

func newPager(page, per, total int, address func(page string) string) pager {
	p := pager{Total: total, Pages: (total + per - 1) / per, From: min((page-1)*per+1, total), To: min(page*per, total)}
	if page > 1 {
		p.Prev = address(strconv.Itoa(page - 1))
	}
	if page < p.Pages {
		p.Next = address(strconv.Itoa(page + 1))
	}
	return p
}
