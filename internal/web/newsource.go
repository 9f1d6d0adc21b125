package web

import (
	"cmp"
	"context"
	"errors"
	"math"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"vigia"
	"vigia/internal/db"
	"vigia/internal/desk"
	"vigia/internal/scout"
	"vigia/internal/source"
)

// The bounds of a look at a site: nobody waits longer, and no more wait at once.
const (
	lookFor  = 40 * time.Second
	mostLook = 4
)

// newSourcePage is where a source is looked for, tried and added.
type newSourcePage struct {
	frame
	Address, XPath string // as typed
	Problem        *vigia.Problem
	Survey         *surveyView
	Seconds        int
	CanLook        bool

	New       source.New // of the form that asks nobody
	Unsaved   *vigia.Problem
	Outlets   []source.Outlet
	Kinds     []string
	Languages []string
}

// surveyView is a survey in words.
type surveyView struct {
	scout.Survey
	Is       string
	FaultWhy string
	Offers   []offerView
	Tried    []triedView
	Article  *sampleView
}

type offerView struct {
	scout.Offer
	N          int
	Lists      string
	Why        []string
	Outlet     string // key, "" if the registry has none for it
	OutletName string
	NewKey     string
	Language   string // one that sources may have, or ""
	Polled     bool   // it is a source already
	Useless    bool
	Taken      []scout.Pattern
}

type triedView struct{ URL, Why string }

type sampleView struct {
	*scout.Sample
	Why string
}

// newSource shows the form.
func (s *Server) newSource(w http.ResponseWriter, r *http.Request, v visit) error {
	return s.showNewSource(w, r, v, newSourcePage{}, http.StatusOK)
}

// lookSource asks a site what it would give, and shows it. Nothing is kept.
func (s *Server) lookSource(w http.ResponseWriter, r *http.Request, v visit) error {
	if err := r.ParseForm(); err != nil {
		return badForm(err)
	}
	p := newSourcePage{Address: strings.TrimSpace(r.PostForm.Get("address")), XPath: strings.TrimSpace(r.PostForm.Get("xpath"))}
	found, err := s.look(r.Context(), p.Address, p.XPath)
	if p.Problem = problemOf(err); p.Problem != nil {
		return s.showNewSource(w, r, v, p, statusOf(err))
	}
	if err != nil {
		return err
	}
	if p.Survey, err = s.surveyed(r.Context(), v, found); err != nil {
		return err
	}
	return s.showNewSource(w, r, v, p, http.StatusOK)
}

// look makes a survey within its bounds.
func (s *Server) look(ctx context.Context, address, xpath string) (scout.Survey, error) {
	if address == "" {
		return scout.Survey{}, &vigia.Problem{Kind: vigia.ErrInvalid, What: "no address was given", Remedy: "give the address of a site, a section or a feed"}
	}
	if s.Survey == nil {
		return scout.Survey{}, &vigia.Problem{Kind: vigia.ErrRefused, What: "this desk does not reach the network", Remedy: "add the address without asking the site, below"}
	}
	select {
	case s.looks <- struct{}{}:
		defer func() { <-s.looks }()
	default:
		return scout.Survey{}, &vigia.Problem{Kind: vigia.ErrConflict, What: "several sites are being looked at now", Remedy: "try again in a minute"}
	}
	ctx, cancel := context.WithTimeout(ctx, lookFor)
	defer cancel()
	found, err := s.Survey(ctx, address, xpath)
	if errors.Is(err, context.DeadlineExceeded) {
		err = &vigia.Problem{Kind: vigia.ErrRefused, What: "the site did not answer in time: " + address, Remedy: "try again later; sites that were asked a moment ago are left alone for some seconds"}
	}
	return found, err
}

// surveyed puts a survey into words.
func (s *Server) surveyed(ctx context.Context, v visit, found scout.Survey) (*surveyView, error) {
	g := s.pages.tongues[v.Lang]
	x := &surveyView{Survey: found, Is: g.T("newsource.is." + cmp.Or(found.Is, "nothing"))}
	if f := found.Fault; f != nil {
		x.FaultWhy = g.Reason(joined(f.Reason, f.Detail))
	}
	for i := range found.Offers {
		o := &found.Offers[i]
		ov := offerView{Offer: *o, N: i + 1, Lists: g.lists(o), Useless: o.Total == 0}
		for _, why := range o.Why {
			ov.Why = append(ov.Why, g.Tell(why))
		}
		for _, p := range o.Patterns {
			if p.Taken {
				ov.Taken = append(ov.Taken, p)
			}
		}
		if key, ok := o.Outlet(s.Registry); ok {
			at, _ := s.Registry.At(key, v.Now)
			ov.Outlet, ov.OutletName = key, cmp.Or(at.Name, key)
		} else {
			ov.NewKey = scout.NewKey(o.URL)
		}
		if slices.Contains(s.Monitor.Languages.Sources, o.Language) {
			ov.Language = o.Language
		}
		_, err := source.ByURL(ctx, s.DB, o.URL)
		if err != nil && !errors.Is(err, vigia.ErrNotFound) {
			return nil, err
		}
		ov.Polled = err == nil
		x.Offers = append(x.Offers, ov)
	}
	for _, t := range found.Tried {
		x.Tried = append(x.Tried, triedView{t.URL, g.Reason(joined(t.Fault.Reason, t.Fault.Detail))})
	}
	if f := found.First; f != nil {
		x.Article = &sampleView{Sample: f}
		if f.Fault != nil {
			x.Article.Why = g.Reason(joined(f.Fault.Reason, f.Fault.Detail))
		}
	}
	return x, nil
}

// lists says what an offer lists, in numbers.
func (g *tongue) lists(o *scout.Offer) string {
	if len(o.Sitemaps) > 0 && o.Total == 0 {
		return g.N("newsource.sitemaps", len(o.Sitemaps))
	}
	says := g.N("newsource.reports", o.Total) + ", " + g.T("newsource.gives."+o.Gives)
	if o.PerWeek >= 0 {
		return says + ", " + g.T("newsource.week", g.Num(int(math.Round(o.PerWeek))))
	}
	return says + ", " + g.T("newsource.week.unknown")
}

func (s *Server) showNewSource(w http.ResponseWriter, r *http.Request, v visit, p newSourcePage, status int) error {
	f, err := s.frameOf(r, v, "newsource.title", "sources")
	if err != nil {
		return err
	}
	f.Path = "/sources/new"
	p.frame, p.Seconds, p.CanLook = f, int(lookFor.Seconds()), s.Survey != nil
	p.Outlets, p.Kinds, p.Languages = s.outlets(v), []string{"rss", "sitemap", "index", "list"}, s.Monitor.Languages.Sources
	return s.render(w, v, "newsource", status, p)
}

// addSource adds a source.
func (s *Server) addSource(w http.ResponseWriter, r *http.Request, v visit) error {
	if err := r.ParseForm(); err != nil {
		return badForm(err)
	}
	n := source.New{Outlet: strings.TrimSpace(r.PostForm.Get("outlet")), URL: strings.TrimSpace(r.PostForm.Get("url")), XPath: strings.TrimSpace(r.PostForm.Get("xpath")),
		Title: strings.TrimSpace(r.PostForm.Get("title")), Kind: r.PostForm.Get("kind"), Language: r.PostForm.Get("language")}
	var err error
	if n.XPath != "" {
		err = scout.CheckXPath(n.XPath)
	}
	if err == nil {
		err = s.DB.InTx(r.Context(), func(tx *db.Tx) error {
			if _, err := source.Add(tx, n); err != nil {
				return err
			}
			return desk.Audit(tx, v.Person, "source added", n.URL, n.Outlet)
		})
	}
	if p := problemOf(err); p != nil {
		return s.showNewSource(w, r, v, newSourcePage{New: n, Unsaved: p}, statusOf(err))
	}
	if err != nil {
		return err
	}
	s.say(r, said{Key: "said.source", Args: []string{n.URL}, Done: "src:"})
	s.sendTo(w, r, v, "/sources?q="+url.QueryEscape(n.URL))
	return nil
}
