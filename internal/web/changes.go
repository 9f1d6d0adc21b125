package web

import (
	"cmp"
	"context"
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"vigia"
	"vigia/internal/article"
	"vigia/internal/db"
	"vigia/internal/desk"
	"vigia/internal/evidence"
	"vigia/internal/speech"
	"vigia/internal/watch"
)

// changeMark is the notice that a cited page is not any more as it was cited.
type changeMark struct {
	Kind watch.Kind
	At   time.Time
	URL  string
	Seen bool
}

// changeMarks are the notices of reports, by id; of most there is none.
func (s *Server) changeMarks(ctx context.Context, g *tongue, reports ...string) (map[string]*changeMark, error) {
	states, err := watch.States(ctx, s.DB, reports)
	if err != nil {
		return nil, err
	}
	out := map[string]*changeMark{}
	for id, w := range states {
		if w.Look != "" {
			out[id] = &changeMark{w.Kind, w.ChangedAt, "/report/" + url.PathEscape(id) + "/changes", w.SeenBy != ""}
		}
	}
	return out, nil
}

type changesPage struct {
	frame
	Total int
	Kinds []choice
	Seen  choice // leads to the list with, or without, what was noted
	Rows  []changedView
	Pager pager
}

type changedView struct {
	watch.Changed
	OutletName string
	By         string
}

// changesPerPage is how many changed pages a page lists.
const changesPerPage = 50

// changesPage lists the pages that are not any more as they were cited.
func (s *Server) changesPage(w http.ResponseWriter, r *http.Request, v visit) error {
	ctx, g, q := r.Context(), s.pages.tongues[v.Lang], r.URL.Query()
	f, err := s.frameOf(r, v, "changes.title", "changes")
	if err != nil {
		return err
	}
	filter := watch.Filter{Kind: watch.Kind(q.Get("kind")), Seen: q.Get("noted") != "", Limit: changesPerPage}
	if !filter.Kind.Alarms() {
		filter.Kind = ""
	}
	counts, err := watch.Counts(ctx, s.DB, filter.Seen)
	if err != nil {
		return err
	}
	address := func(kind watch.Kind, noted bool, page string) string {
		vs := url.Values{}
		for k, x := range map[string]string{"kind": string(kind), "noted": map[bool]string{true: "1"}[noted], "page": page} {
			if x != "" {
				vs.Set(k, x)
			}
		}
		return strings.TrimSuffix("/changes?"+vs.Encode(), "?")
	}
	p := changesPage{frame: f}
	for _, k := range watch.Alarming {
		p.Total += counts[k]
		if counts[k] > 0 || k == filter.Kind {
			p.Kinds = append(p.Kinds, choice{Key: string(k), Name: g.T("change." + string(k)), Count: counts[k], URL: address(k, filter.Seen, ""), On: k == filter.Kind})
		}
	}
	p.Kinds = slices.Insert(p.Kinds, 0, choice{Key: "all", Name: g.T("changes.all"), Count: p.Total, URL: address("", filter.Seen, ""), On: filter.Kind == ""})
	p.Seen = choice{Name: g.T("changes.seen"), URL: address(filter.Kind, true, "")}
	if filter.Seen {
		p.Seen = choice{Name: g.T("changes.unseen"), URL: address(filter.Kind, false, "")}
	}
	n := p.Total
	if filter.Kind != "" {
		n = counts[filter.Kind]
	}
	p.Pager = newPager(readQuery(q).page(), changesPerPage, n, func(page string) string { return address(filter.Kind, filter.Seen, page) })
	filter.Skip = max(p.Pager.From-1, 0)
	all, err := watch.List(ctx, s.DB, filter)
	if err != nil {
		return err
	}
	for _, c := range all {
		x := changedView{Changed: c, OutletName: c.Outlet}
		if o, ok := s.Registry.At(c.Outlet, c.Day); ok {
			x.OutletName = o.Name
		}
		if x.By, err = s.noterOf(ctx, c.SeenBy); err != nil {
			return err
		}
		p.Rows = append(p.Rows, x)
	}
	return s.render(w, v, "changes", http.StatusOK, p)
}

// noterOf is who has taken note, "" if nobody has.
func (s *Server) noterOf(ctx context.Context, id string) (string, error) {
	if id == "" {
		return "", nil
	}
	return s.nameOf(ctx, id)
}

// wholeText is a text without what could steer a page, its paragraphs kept.
func wholeText(s string) string { return strings.Join(speech.Paragraphs(s), "\n\n") }

type changePage struct {
	frame
	Report  article.Stored
	Outlet  string
	Watched bool
	State   watch.Watched
	By      string
	Look    *watch.Look // that is shown
	Moved   string      // where the page is now
	Why     string      // in words, of what did not come
	Cited   evidence.Capture
	Now     evidence.Capture
	Fields  []sideField
	Left    [][]watch.Piece // the text as cited
	Right   [][]watch.Piece // and as it is now
	Looks   []lookView
	MayNote bool
}

// sideField is a field that is another one now.
type sideField struct {
	Name        string
	Left, Right []watch.Piece
}

type lookView struct {
	watch.Look
	URL string
	On  bool
}

// changePage shows what became of a cited page: both texts, word by word, and
// every look at it.
func (s *Server) changePage(w http.ResponseWriter, r *http.Request, v visit) error {
	ctx, g, id := r.Context(), s.pages.tongues[v.Lang], r.PathValue("id")
	rv, err := desk.LoadReport(ctx, s.DB, s.Monitor, s.Registry, id)
	if err != nil {
		return noReport(err)
	}
	p := changePage{Report: rv.Report, Cited: rv.Capture, Outlet: rv.Row.OutletName, MayNote: v.Person.May(desk.Triage)}
	if p.frame, err = s.frameOf(r, v, "changes.title", "changes"); err != nil {
		return err
	}
	p.Title = g.T("changes.title") + ": " + g.Title(p.Report.Title)
	p.State, err = watch.Get(ctx, s.DB, id)
	if p.Watched = err == nil; err != nil && !errors.Is(err, vigia.ErrNotFound) {
		return err
	}
	if p.By, err = s.noterOf(ctx, p.State.SeenBy); err != nil {
		return err
	}
	all, err := watch.Looks(ctx, s.DB, id)
	if err != nil {
		return err
	}
	asked := cmp.Or(r.URL.Query().Get("look"), p.State.Look)
	for _, l := range all {
		x := lookView{Look: l, URL: "/report/" + url.PathEscape(id) + "/changes?look=" + url.QueryEscape(l.ID), On: l.ID == asked}
		if x.On {
			p.Look = &l
		}
		p.Looks = append(p.Looks, x)
	}
	if p.Look != nil {
		if p.Now, err = evidence.Get(ctx, s.DB, p.Look.Capture); err != nil {
			return err
		}
		p.sides(g)
	}
	return s.render(w, v, "change", http.StatusOK, p)
}

// sides compares what was cited with what a look saw.
func (p *changePage) sides(g *tongue) {
	l := p.Look
	was, now := l.Before, l.After
	if was.Text == "" && was.Title == "" {
		was = watch.Of(p.Report.Report)
	}
	if l.Kind == watch.Moved || now.Text != "" && strings.HasPrefix(l.Detail, "http") {
		p.Moved = l.Detail
	} else if l.Detail != "" {
		p.Why = g.Reason(l.Detail)
	}
	if now.Text == "" && now.Title == "" {
		if l.Kind.Alarms() { // nothing came: what was cited is all there is
			p.Left, _ = watch.Sides(wholeText(was.Text), wholeText(was.Text))
		}
		return
	}
	field := func(key, a, b string) {
		if a != b {
			left, right := watch.Sides(speech.Plain(a), speech.Plain(b))
			p.Fields = append(p.Fields, sideField{g.T(key), slices.Concat(left...), slices.Concat(right...)})
		}
	}
	field("changes.title.field", was.Title, now.Title)
	field("changes.byline", strings.Join(was.Byline, "; "), strings.Join(now.Byline, "; "))
	field("changes.published", was.Published, now.Published)
	p.Left, p.Right = watch.Sides(wholeText(was.Text), wholeText(now.Text))
}

// noteChange lets a person take note of a change, or have the page looked at
// again.
func (s *Server) noteChange(w http.ResponseWriter, r *http.Request, v visit) error {
	if err := r.ParseForm(); err != nil {
		return badForm(err)
	}
	id, key := r.PathValue("id"), "said.change.noted"
	err := s.DB.InTx(r.Context(), func(tx *db.Tx) error {
		w, err := watch.Get(tx.Context(), tx, id)
		if err != nil {
			return noReport(err)
		}
		switch r.PostForm.Get("do") {
		case "note":
			if err := watch.Seen(tx, id, r.PostForm.Get("look"), v.Person.ID); err != nil {
				return err
			}
			return desk.Audit(tx, v.Person, "change noted", id, string(w.Kind))
		case "again":
			key = "said.look.soon"
			return watch.Soon(tx, id)
		}
		return &vigia.Problem{Kind: vigia.ErrInvalid, What: "the form does not say what to do", Remedy: "load the page again and press one of the buttons"}
	})
	n := said{Key: key}
	if p := problemOf(err); p != nil && statusOf(err) == http.StatusConflict {
		n = said{Problem: true, What: p.What, Remedy: p.Remedy}
	} else if err != nil {
		return err
	}
	s.say(r, n)
	s.sendTo(w, r, v, "/report/"+url.PathEscape(id)+"/changes")
	return nil
}
