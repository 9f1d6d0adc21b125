package web

import (
	"cmp"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"vigia"
	"vigia/internal/db"
	"vigia/internal/desk"
	"vigia/internal/policy"
	"vigia/internal/source"
)

type sourcesPage struct {
	frame
	Total      int
	Words      []choice // health words with their counts
	Word, Text string
	Filtered   bool
	MayChange  bool
	New        source.New
	Problem    *vigia.Problem
	Outlets    []source.Outlet
	Kinds      []string
	Languages  []string
	Rows       []sourceView
	Freshness  string
	Pager      pager
	Here       string
}

type sourceView struct {
	source.Health
	OutletName string
	Mark       mark
	Says       string
	Late       string // how late its reports are seen, "" if not known
	Expected   string // of a week, "" while it is not known
	Odd        bool   // the week is not as expected
}

// sourcesPerPage is how many sources a page has.
const sourcesPerPage = 100

// sourcesPage shows how the sources do.
func (s *Server) sourcesPage(w http.ResponseWriter, r *http.Request, v visit) error {
	return s.showSources(w, r, v, source.New{}, nil, http.StatusOK)
}

func (s *Server) showSources(w http.ResponseWriter, r *http.Request, v visit, typed source.New, problem *vigia.Problem, status int) error {
	g := s.pages.tongues[v.Lang]
	f, err := s.frameOf(r, v, "sources.title", "sources")
	if err != nil {
		return err
	}
	all, err := source.HealthOf(r.Context(), s.DB, v.Now)
	if err != nil {
		return err
	}
	fresh := g.freshness(source.FreshnessOf(all, v.Now))
	q := readQuery(r.URL.Query())
	p := sourcesPage{frame: f, Total: len(all), Word: r.URL.Query().Get("word"), Text: q.filter.Get("q"), New: typed, Problem: problem, Freshness: fresh,
		MayChange: v.Person.May(desk.Sources), Kinds: source.Kinds, Languages: s.Monitor.Languages.Sources}
	if !slices.Contains(source.Words, p.Word) {
		p.Word = ""
	}
	p.Filtered = p.Word != "" || p.Text != ""
	address := func(word, page string) string {
		vs := url.Values{}
		for k, v := range map[string]string{"word": word, "q": p.Text, "page": page} {
			if v != "" {
				vs.Set(k, v)
			}
		}
		return strings.TrimSuffix("/sources?"+vs.Encode(), "?")
	}
	views := s.sourceViews(g, v, all, p.Text)
	p.Words = g.healthTabs(views, p.Word, func(word string) string { return address(word, "") })
	views = slices.DeleteFunc(views, func(x sourceView) bool { return p.Word != "" && x.Word != p.Word })
	p.Pager = newPager(q.page(), sourcesPerPage, len(views), func(n string) string { return address(p.Word, n) })
	p.Rows = views[max(p.Pager.From-1, 0):p.Pager.To]
	p.Here = address(p.Word, q.filter.Get("page"))
	f.Path = p.Here
	if p.MayChange {
		p.Outlets = s.outlets(v)
	}
	return s.render(w, v, "sources", status, p)
}

// healthTabs are the health words that there are, with how many sources.
func (g *tongue) healthTabs(views []sourceView, on string, address func(string) string) []choice {
	count := map[string]int{}
	for _, x := range views {
		count[x.Word]++
	}
	tabs := []choice{{Key: "all", Name: g.T("sources.all"), Count: len(views), URL: address(""), On: on == ""}}
	for _, word := range source.Words {
		if count[word] > 0 || on == word {
			tabs = append(tabs, choice{Key: word, Name: g.T("health." + word), Count: count[word], URL: address(word), On: on == word})
		}
	}
	return tabs
}

// sourceViews are the sources in which the words stand.
func (s *Server) sourceViews(g *tongue, v visit, all []source.Health, words string) []sourceView {
	words = strings.ToLower(words)
	var out []sourceView
	for _, h := range all {
		o, _ := s.Registry.At(h.Outlet, v.Now)
		x := sourceView{Health: h, OutletName: cmp.Or(o.Name, h.Title, h.Outlet), Mark: g.mark(o.Class, o.Government, policy.Counts(s.Monitor.Policy, o.Class, o.Government))}
		if words != "" && !strings.Contains(strings.ToLower(x.OutletName+" "+h.Outlet+" "+h.URL+" "+h.Title), words) {
			continue
		}
		x.Says, x.Remedy = g.health(h), g.remedy(h)
		x.Late = g.span(h.Late)
		if h.High > 0 {
			x.Expected, x.Odd = g.T("sources.expected", h.Low, h.High), h.Week < h.Low || h.Week > h.High
		}
		out = append(out, x)
	}
	return out
}

// health says why a source does as it does.
func (g *tongue) health(h source.Health) string {
	switch h.Word {
	case "failing":
		return g.N("health.fails", h.Fails) + " " + g.Reason(joined(h.Reason, h.Detail))
	case "blocked", "stranger":
		return g.Reason(joined(h.Reason, h.Detail))
	case "unread":
		return g.T("health.unread.why") + " " + g.Reason(joined(h.Reason, h.Detail))
	case "moved":
		return g.T("health.moved.why", h.Offered)
	case "silent":
		return g.T("health.silent.why", g.Day(h.Since.In(g.Zone)))
	case "flood":
		if h.Learned.Churn {
			return g.T("health.churn.why")
		}
		return g.T("health.flood.why", g.Day(h.Since.In(g.Zone)))
	case "quiet":
		if h.ItemAt.IsZero() {
			return g.T("health.nothing")
		}
		return g.T("health.quiet.since", g.Day(h.ItemAt.In(g.Zone)))
	}
	return g.T("health." + h.Word + ".why")
}

// remedy says what to do about a source.
func (g *tongue) remedy(h source.Health) string {
	if h.Word == "fresh" || h.Word == "never" {
		return ""
	}
	return h.Remedy
}

// freshness sums up how promptly the sources are read.
func (g *tongue) freshness(f source.Freshness) string {
	if f.Sources == 0 || f.Age == 0 {
		return ""
	}
	said := g.T("sources.freshness", g.Num(f.Read), g.Num(f.Sources), g.span(f.Age), g.span(f.OldAge))
	if f.Late > 0 {
		said += " " + g.T("sources.freshness.late", g.span(f.Late))
	}
	return said
}

// span is a length of time in words, "" if there is none.
func (g *tongue) span(d time.Duration) string {
	switch {
	case d <= 0:
		return ""
	case d < 90*time.Minute:
		return g.N("span.minutes", max(1, int(d.Minutes()+0.5)))
	case d < 48*time.Hour:
		return g.N("span.hours", int(d.Hours()+0.5))
	}
	return g.N("span.days", int(d.Hours()/24+0.5))
}

func joined(reason, detail string) string {
	if detail == "" {
		return reason
	}
	return reason + ": " + detail
}

// outlets are those of the registry by name, for the form.
func (s *Server) outlets(v visit) []source.Outlet {
	var out []source.Outlet
	for _, key := range s.Registry.Keys() {
		if o, ok := s.Registry.At(key, v.Now); ok {
			out = append(out, o)
		}
	}
	return out
}

// addSource adds a source.
func (s *Server) addSource(w http.ResponseWriter, r *http.Request, v visit) error {
	if err := r.ParseForm(); err != nil {
		return badForm(err)
	}
	n := source.New{Outlet: strings.TrimSpace(r.PostForm.Get("outlet")), URL: strings.TrimSpace(r.PostForm.Get("url")),
		Title: strings.TrimSpace(r.PostForm.Get("title")), Kind: r.PostForm.Get("kind"), Language: r.PostForm.Get("language")}
	err := s.DB.InTx(r.Context(), func(tx *db.Tx) error {
		if _, err := source.Add(tx, n); err != nil {
			return err
		}
		return desk.Audit(tx, v.Person, "source added", n.URL, n.Outlet)
	})
	if p := problemOf(err); p != nil {
		return s.showSources(w, r, v, n, p, statusOf(err))
	}
	if err != nil {
		return err
	}
	s.say(r, said{Key: "said.source", Args: []string{n.URL}, Done: "src:"})
	s.sendTo(w, r, v, "/sources?q="+url.QueryEscape(n.URL))
	return nil
}

func (s *Server) pause(w http.ResponseWriter, r *http.Request, v visit) error {
	return s.switchSource(w, r, v, source.Pause, "source paused", "said.paused")
}

func (s *Server) moveSource(w http.ResponseWriter, r *http.Request, v visit) error {
	return s.switchSource(w, r, v, source.Move, "source moved", "said.moved")
}

func (s *Server) resume(w http.ResponseWriter, r *http.Request, v visit) error {
	return s.switchSource(w, r, v, source.Resume, "source resumed", "said.resumed")
}

// switchSource pauses or resumes a source.
func (s *Server) switchSource(w http.ResponseWriter, r *http.Request, v visit, do func(*db.Tx, string) error, act, key string) error {
	var src source.Source
	err := s.DB.InTx(r.Context(), func(tx *db.Tx) (err error) {
		if src, err = source.Get(tx.Context(), tx, r.PathValue("id")); err != nil {
			return err
		}
		if err := do(tx, src.ID); err != nil {
			return err
		}
		return desk.Audit(tx, v.Person, act, src.URL, src.Outlet)
	})
	if err != nil {
		return err
	}
	s.say(r, said{Key: key, Args: []string{cmp.Or(src.Title, src.URL)}})
	s.sendTo(w, r, v, s.local(r.PostFormValue("at"), "/sources"))
	return nil
}

type troublesPage struct {
	frame
	Rows     []troubleView
	Readings []waitingView // that wait for an editor
	Waiting  int           // in all
	Counts   []choice
}

type waitingView struct {
	desk.WaitingReading
	Outlet, Fields string
}

type troubleView struct {
	desk.Trouble
	What string
}

// mostTroubles is how many the page shows.
const mostTroubles = 200

// troubles shows what does not work, with what to do about it.
func (s *Server) troubles(w http.ResponseWriter, r *http.Request, v visit) error {
	g := s.pages.tongues[v.Lang]
	f, err := s.frameOf(r, v, "troubles.title", "troubles")
	if err != nil {
		return err
	}
	ts, err := desk.Troubles(r.Context(), s.DB, mostTroubles)
	if err != nil {
		return err
	}
	p := troublesPage{frame: f}
	if err := p.readings(r, s, g); err != nil {
		return err
	}
	for _, t := range ts {
		p.Rows = append(p.Rows, troubleView{t, g.Or("trouble."+t.What, t.What)})
	}
	c, err := desk.LoadCounts(r.Context(), s.DB)
	if err != nil {
		return err
	}
	for _, x := range []struct {
		key string
		n   int
	}{{"sources", c.Sources}, {"failing", c.Failing}, {"waiting", c.Waiting}, {"captures", c.Captures}, {"failed", c.Failed},
		{"misreads", c.Misreads}, {"reports", c.Reports}, {"stories", c.Stories}, {"open", c.Open}, {"selected", c.Selected}, {"rejected", c.Rejected}} {
		p.Counts = append(p.Counts, choice{Name: g.T("counts." + x.key), Count: x.n})
	}
	return s.render(w, v, "troubles", http.StatusOK, p)
}

// readings fills in the new readings that wait for an editor.
func (p *troublesPage) readings(r *http.Request, s *Server, g *tongue) error {
	ws, total, err := desk.WaitingReadings(r.Context(), s.DB, mostTroubles)
	if err != nil {
		return err
	}
	p.Waiting = total
	for _, w := range ws {
		x := waitingView{WaitingReading: w, Outlet: w.Outlet}
		if o, ok := s.Registry.At(w.Outlet, w.Day); ok {
			x.Outlet = o.Name
		}
		var names []string
		for _, c := range w.Changes {
			names = append(names, strings.ToLower(g.Or("asread.field."+c.Field, c.Field)))
		}
		x.Fields = strings.Join(names, ", ")
		p.Readings = append(p.Readings, x)
	}
	return nil
}
