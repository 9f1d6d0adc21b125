package web

import (
	"cmp"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

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
	g := s.pages.tongues[v.Lang]
	f, err := s.frameOf(r, v, "sources.title", "sources")
	if err != nil {
		return err
	}
	q := readQuery(r.URL.Query())
	p := sourcesPage{frame: f, Word: r.URL.Query().Get("word"), Text: q.filter.Get("q"), MayChange: v.Person.May(desk.Sources)}
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
	page := q.page()
	list, err := source.List(r.Context(), s.DB, source.ListFilter{Word: p.Word, Text: p.Text, Skip: (page - 1) * sourcesPerPage, Limit: sourcesPerPage}, v.Now)
	if err != nil {
		return err
	}
	fresh, err := source.LoadFreshness(r.Context(), s.DB, v.Now)
	if err != nil {
		return err
	}
	p.Total, p.Freshness = list.All, g.freshness(fresh)
	p.Words = g.healthTabs(list, p.Word, func(word string) string { return address(word, "") })
	shown := list.Total
	if p.Word != "" {
		shown = list.Words[p.Word]
	}
	p.Pager = newPager(page, sourcesPerPage, shown, func(n string) string { return address(p.Word, n) })
	p.Rows = s.sourceViews(g, v, list.Rows)
	p.Here = address(p.Word, q.filter.Get("page"))
	f.Path = p.Here
	return s.render(w, v, "sources", http.StatusOK, p)
}

// healthTabs are the health words that there are, with how many sources.
func (g *tongue) healthTabs(l source.Listing, on string, address func(string) string) []choice {
	tabs := []choice{{Key: "all", Name: g.T("sources.all"), Count: l.Total, URL: address(""), On: on == ""}}
	for _, word := range source.Words {
		if l.Words[word] > 0 || on == word {
			tabs = append(tabs, choice{Key: word, Name: g.T("health." + word), Count: l.Words[word], URL: address(word), On: on == word})
		}
	}
	return tabs
}

// sourceViews are sources as the page shows them.
func (s *Server) sourceViews(g *tongue, v visit, all []source.Health) []sourceView {
	var out []sourceView
	for _, h := range all {
		o, _ := s.Registry.At(h.Outlet, v.Now)
		x := sourceView{Health: h, OutletName: cmp.Or(o.Name, h.Title, h.Outlet), Mark: g.mark(o.Class, o.Government, policy.Counts(s.Monitor.Policy, o.Class, o.Government))}
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

	Disagreements []otherwiseView
	Refused       refusedNote
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
	return s.showTroubles(w, r, v, refusedNote{}, http.StatusOK)
}

func (s *Server) showTroubles(w http.ResponseWriter, r *http.Request, v visit, refused refusedNote, status int) error {
	g := s.pages.tongues[v.Lang]
	f, err := s.frameOf(r, v, "troubles.title", "troubles")
	if err != nil {
		return err
	}
	ts, err := desk.Troubles(r.Context(), s.DB, mostTroubles)
	if err != nil {
		return err
	}
	f.Path = "/troubles"
	p := troublesPage{frame: f, Refused: refused}
	if err := s.disagreements(r, v, g, &p); err != nil {
		return err
	}
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
	return s.render(w, v, "troubles", status, p)
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
