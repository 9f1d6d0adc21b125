package web

import (
	"cmp"
	"context"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"vigia"
	"vigia/internal/desk"
	"vigia/internal/policy"
)

// countryPage is a country: its stories of a period by network, its weeks, who
// is named, and what is unusual there.
type countryPage struct {
	frame
	Code, Name string
	From, To   string
	Periods    []choice
	Stories    int
	Reports    int
	QueueURL   string
	Networks   []countryNetwork
	Dimensions []choice
	Named      []nameView
	Unusual    []unusualView
	Chart      chart
	Trends     []trendView // by network
}

// countryNetwork is a network's stories in a country, the newest of them shown.
type countryNetwork struct {
	Mark, Name, URL string
	Count           int
	Stories         []countryStory
}

type countryStory struct {
	desk.StoryRow
	Outlets []outletView
	More    int
}

// trendView is the weeks of one network in a country.
type trendView struct {
	Mark, Name, URL string
	Count           int // this week
	Trend           desk.Trend
	Verdict         string
	Chart           chart
}

const (
	mostNamed     = 12
	mostNaming    = 400 // newest stories whose names are counted
	mostOfNetwork = 6   // stories that a country's page shows of a network
	countryDays   = 28  // the period where no edition is open
)

func (s *Server) country(w http.ResponseWriter, r *http.Request, v visit) error {
	ctx, g := r.Context(), s.pages.tongues[v.Lang]
	code := strings.ToUpper(r.PathValue("code"))
	if _, ok := policy.Country(code, "en"); !ok {
		return &vigia.Problem{Kind: vigia.ErrNotFound, What: "there is no such country", Remedy: "choose one from the list of countries"}
	}
	f, err := s.frameOf(r, v, "countries.title", "countries")
	if err != nil {
		return err
	}
	f.Title = g.Country(code)
	p := countryPage{frame: f, Code: code, Name: g.Country(code)}
	from, to := s.countryPeriod(g, &p, r.URL.Query())
	c, err := desk.LoadCountry(ctx, s.DB, s.Monitor, code, from, to)
	if err != nil {
		return err
	}
	p.Stories, p.Reports, p.QueueURL = len(c.Stories), c.Reports, p.queueURL("")
	p.networks(g, c)
	for _, d := range c.Dimensions {
		p.Dimensions = append(p.Dimensions, choice{Name: g.Dimension(d.Value), Count: d.Count, URL: p.queueURL("", "dimension", d.Value)})
	}
	if p.Named, err = s.named(ctx, g, storiesOf(c.Stories[:min(len(c.Stories), mostNaming)]), g.Clock.Now(), mostNamed); err != nil {
		return err
	}
	if err := s.countryTrends(ctx, g, &p); err != nil {
		return err
	}
	return s.render(w, v, "country", http.StatusOK, p)
}

// countryPeriod is the period asked for: by default the open edition's, or else
// the last weeks.
func (s *Server) countryPeriod(g *tongue, p *countryPage, in url.Values) (from, to time.Time) {
	now := g.Clock.Now().In(g.Zone)
	first, last := now.AddDate(0, 0, 1-countryDays), now
	if p.Edition != nil {
		first, last = p.Edition.From, p.Edition.To
	}
	day := func(key string, otherwise time.Time) time.Time {
		if t, err := time.ParseInLocation(time.DateOnly, in.Get(key), g.Zone); err == nil {
			return t
		}
		y, m, d := otherwise.Date()
		return time.Date(y, m, d, 0, 0, 0, 0, g.Zone)
	}
	from, to = day("from", first), day("to", last)
	if to.Before(from) {
		from, to = to, from
	}
	p.From, p.To = from.Format(time.DateOnly), to.Format(time.DateOnly)
	add := func(name string, from, to time.Time) {
		a, b := from.Format(time.DateOnly), to.Format(time.DateOnly)
		p.Periods = append(p.Periods, choice{Name: name, URL: countryAddress(p.Code) + "?from=" + a + "&to=" + b, On: a == p.From && b == p.To})
	}
	if p.Edition != nil {
		add(g.T("rail.period.edition", p.Edition.Number), p.Edition.From, p.Edition.To)
	}
	add(g.T("rail.period.week"), now.AddDate(0, 0, -6), now)
	add(g.T("country.period.month"), now.AddDate(0, 0, 1-countryDays), now)
	return from, to.AddDate(0, 0, 1)
}

func countryAddress(code string) string { return "/country/" + code }

// queueURL is the queue of the country's period, with more filters.
func (p *countryPage) queueURL(network string, more ...string) string {
	vs := url.Values{"country": {p.Code}, "from": {p.From}, "to": {p.To}, "state": {"all"}, "sort": {"newest"}}
	if network != "" {
		vs.Set("network", network)
	}
	for i := 0; i+1 < len(more); i += 2 {
		vs.Set(more[i], more[i+1])
	}
	return deskAddress(vs)
}

// networks shows the stories of each network and of each theme with a digest,
// in the monitor's order, and at the end those that have none.
func (p *countryPage) networks(g *tongue, c desk.Country) {
	count := map[string]int{}
	for _, f := range c.Networks {
		count[f.Value] = f.Count
	}
	add := func(key, name string) {
		if count[key] == 0 {
			return
		}
		n := countryNetwork{Mark: key, Name: name, URL: p.queueURL(key), Count: count[key]}
		for _, st := range c.Stories {
			ns := st.Networks()
			if len(n.Stories) < mostOfNetwork && (slices.Contains(ns, key) || key == "-" && len(ns) == 0) {
				n.Stories = append(n.Stories, g.countryStory(st))
			}
		}
		if key == "-" {
			n.Mark = ""
		}
		p.Networks = append(p.Networks, n)
	}
	for _, n := range g.Monitor.Networks {
		add(n.Key, g.Text(n.Name))
	}
	for _, t := range g.Monitor.Themes {
		if t.Digest {
			add(t.Key, g.Text(t.Name))
		}
	}
	add("-", g.T("rail.unlabelled"))
}

func (g *tongue) countryStory(st desk.StoryRow) countryStory {
	v := g.story(query{filter: url.Values{}}, st)
	return countryStory{StoryRow: st, Outlets: v.Outlets, More: v.More}
}

// countryTrends draws the weeks of a country, of all networks and of each, and
// names what is unusual.
func (s *Server) countryTrends(ctx context.Context, g *tongue, p *countryPage) error {
	now := g.Clock.Now()
	all, err := desk.Trends(ctx, s.DB, p.Code, now)
	if err != nil {
		return err
	}
	trends := all[p.Code]
	if len(trends) > 0 {
		p.Chart = g.chart(trends[""], "queue.stories", now)
	}
	for _, n := range g.Monitor.Networks {
		if t, ok := trends[n.Key]; ok {
			p.Trends = append(p.Trends, trendView{Mark: n.Key, Name: g.Text(n.Name), URL: deskAddress(url.Values{"network": {n.Key}, "country": {p.Code}, "state": {"all"}, "sort": {"newest"}}),
				Count: t.Weeks[len(t.Weeks)-1], Trend: t, Verdict: verdict(t), Chart: g.chart(t, "queue.stories", now)})
		}
	}
	odd, err := s.findings(ctx)
	if err != nil {
		return err
	}
	for _, u := range odd {
		if u.Facet == "country" && u.Value == p.Code {
			p.Unusual = append(p.Unusual, unusualView{g.Place(u.Network), g.unusualURL(u), g.unusual(u)})
		}
	}
	return nil
}

// countriesPage is all countries that reports of half a year are about.
type countriesPage struct {
	frame
	Networks []choice
	Rows     []countryRow
}

type countryRow struct {
	Code, Name, URL string
	Week, Total     int
	Trend           desk.Trend
	Verdict         string
	Chart           chart
	Networks        []int // stories of half a year, in the order of the page's networks
	Odd             []string
}

func (s *Server) countries(w http.ResponseWriter, r *http.Request, v visit) error {
	g := s.pages.tongues[v.Lang]
	f, err := s.frameOf(r, v, "countries.title", "countries")
	if err != nil {
		return err
	}
	p := countriesPage{frame: f}
	for _, n := range s.Monitor.Networks {
		p.Networks = append(p.Networks, choice{Key: n.Key, Name: g.Text(n.Name)})
	}
	now := g.Clock.Now()
	all, err := desk.Trends(r.Context(), s.DB, "", now)
	if err != nil {
		return err
	}
	odd, err := s.findings(r.Context())
	if err != nil {
		return err
	}
	for code, trends := range all {
		t := trends[""]
		row := countryRow{Code: code, Name: g.Country(code), URL: countryAddress(code), Week: t.Weeks[len(t.Weeks)-1], Trend: t, Verdict: verdict(t), Total: sum(t.Weeks),
			Chart: g.chart(t, "queue.stories", now)}
		for _, n := range p.Networks {
			row.Networks = append(row.Networks, sum(trends[n.Key].Weeks))
		}
		for _, u := range odd {
			if u.Facet == "country" && u.Value == code {
				row.Odd = append(row.Odd, g.T("unusual.reason."+u.Kind, u.Network))
			}
		}
		p.Rows = append(p.Rows, row)
	}
	slices.SortFunc(p.Rows, func(a, b countryRow) int {
		return cmp.Or(cmp.Compare(b.Week, a.Week), cmp.Compare(b.Total, a.Total), cmp.Compare(a.Name, b.Name))
	})
	return s.render(w, v, "countries", http.StatusOK, p)
}

func sum(ns []int) (total int) {
	for _, n := range ns {
		total += n
	}
	return total
}
