package scout

import (
	"context"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"time"

	"vigia"
	"vigia/internal/address"
	"vigia/internal/feed"
	"vigia/internal/fetch"
	"vigia/internal/source"
)

// Getter makes one request within the manners, as fetch.Client.Get does.
type Getter func(context.Context, fetch.Request) (*fetch.Exchange, error)

// Survey is what was found at an address and around it.
type Survey struct {
	Asked    string   `json:"asked"`
	Address  string   `json:"address"` // that answered, after redirects
	Is       string   `json:"is"`      // feed, sitemap, page, or "" if nothing came
	Title    string   `json:"title,omitempty"`
	Robots   string   `json:"robots,omitempty"` // what robots.txt says of it
	Fault    *Fault   `json:"fault,omitempty"`  // why the address itself gave nothing
	Offers   []Offer  `json:"offers"`           // the best first
	Tried    []Tried  `json:"tried,omitempty"`  // what gave nothing
	First    *Sample  `json:"first,omitempty"`  // the newest report of the best offer, read
	Notes    []string `json:"notes,omitempty"`
	Requests int      `json:"requests"`
}

// Tried is an address that was asked in vain.
type Tried struct {
	URL   string `json:"url"`
	Found string `json:"found"`
	Fault Fault  `json:"fault"`
}

// The most that one survey asks for; robots.txt comes on top.
const (
	mostFeeds    = 5 // that the page names
	mostStrange  = 2 // of them on other sites
	mostSitemaps = 3
	mostGuesses  = 6
)

// Options are how a survey is made.
type Options struct {
	XPath string    // which links of the page are reports, "": learned
	Now   time.Time // by which the age of reports is told
}

// walk is a survey in the making.
type walk struct {
	Survey
	get    Getter
	o      Options
	asked  map[string]bool // by address
	closed bool            // the site is not to be asked any more
}

// Look surveys an address: a homepage, a section, a feed, a sitemap. It asks
// the site for a dozen addresses at most, one after the other within its
// manners; when ctx ends, what was found by then comes back with a note. The
// error is a *vigia.Problem about what was asked, or that of ctx if nothing
// was found at all.
func Look(ctx context.Context, get Getter, addr string, o Options) (Survey, error) {
	full, guessed, err := complete(addr)
	if err != nil {
		return Survey{}, err
	}
	if o.XPath != "" {
		if err := CheckXPath(o.XPath); err != nil {
			return Survey{}, err
		}
	}
	w := &walk{Survey: Survey{Asked: addr, Address: full}, get: get, o: o, asked: map[string]bool{}}
	x, fault := w.ask(ctx, full, fetch.Page)
	if fault != nil && guessed && unreachable(fault.Reason) {
		plain := "http://" + strings.TrimPrefix(full, "https://")
		if x2, f2 := w.ask(ctx, plain, fetch.Page); f2 == nil {
			x, fault = x2, nil
		}
	}
	if ctx.Err() != nil && x == nil {
		return w.Survey, tooSlow(full)
	}
	if w.Fault = fault; fault == nil {
		w.Address, w.Robots = x.FinalURL, says(x.Robots)
	}
	w.look(ctx, x)
	w.finish(ctx)
	return w.Survey, nil
}

func tooSlow(addr string) error {
	return &vigia.Problem{Kind: vigia.ErrRefused, What: "the site did not answer in time: " + addr,
		Remedy: "try again later; sites that were asked a moment ago are left alone for some seconds"}
}

// complete makes a whole address of what a person types.
func complete(addr string) (full string, guessed bool, err error) {
	addr = strings.TrimSpace(addr)
	if guessed = !strings.Contains(addr, "://") && !strings.HasPrefix(strings.ToLower(addr), "javascript:"); guessed {
		addr = "https://" + strings.TrimPrefix(addr, "//")
	}
	u, err := url.Parse(addr)
	if err != nil || u.Host == "" || !strings.Contains(u.Hostname(), ".") && !strings.Contains(u.Hostname(), ":") || u.Scheme != "http" && u.Scheme != "https" {
		return "", false, &vigia.Problem{Kind: vigia.ErrInvalid, What: fmt.Sprintf("%q is not a web address", strings.TrimPrefix(addr, "https://")),
			Remedy: "give the address of a site, a section or a feed, as https://example.org/news"}
	}
	if u.User != nil {
		return "", false, &vigia.Problem{Kind: vigia.ErrInvalid, What: "the address holds a password, and addresses are published",
			Remedy: "give the address without it; sources that ask for a login are not polled"}
	}
	u.Fragment, u.RawFragment = "", ""
	if u.Path == "" {
		u.Path = "/"
	}
	return u.String(), guessed, nil
}

// try asks an address for a feed or sitemap and tells whether it is one.
func (w *walk) try(ctx context.Context, c candidate) bool {
	if w.closed || ctx.Err() != nil || w.asked[address.Key(c.url)] {
		return false
	}
	x, fault := w.ask(ctx, c.url, fetch.Feed)
	switch {
	case fault != nil && ctx.Err() != nil:
		return false
	case fault == nil && w.read(x, c.found):
		o := &w.Offers[len(w.Offers)-1]
		if o.Title == "" {
			o.Title = c.title
		}
		return o.Total > 0
	case fault == nil:
		reason := source.FeedBlocker(x.Status, x.Header, x.Decoded, c.url, x.FinalURL)
		fault = &Fault{Word: wordOf(reason), Reason: reason, Detail: "what came is no feed", Remedy: source.Remedy(reason)}
	}
	w.Tried = append(w.Tried, Tried{c.url, c.found, *fault})
	// Where the site refuses or fails, further guesses only annoy it.
	w.closed = w.closed || unreachable(fault.Reason) || fault.Reason == string(fetch.RateLimited) || fault.Reason == string(fetch.Resting)
	return false
}

// read takes an answer for a feed or sitemap, if it is one.
func (w *walk) read(x *fetch.Exchange, found string) bool {
	f, err := feed.Parse(x.Decoded, x.Header.Get("Content-Type"), x.FinalURL)
	if err != nil || f.Format == "opml" || f.Format == "service" {
		return false
	}
	if slices.ContainsFunc(w.Offers, func(o Offer) bool { return o.URL == x.FinalURL }) {
		return true
	}
	o := offerOf(f, x.FinalURL, found, w.o.Now)
	o.Robots = says(x.Robots)
	w.Offers = append(w.Offers, o)
	return true
}

func (w *walk) note(format string, args ...any) {
	w.Notes = append(w.Notes, fmt.Sprintf(format, args...))
}

// finish ranks the offers and reads the newest report of the best one.
func (w *walk) finish(ctx context.Context) {
	site := fetch.SiteOf(w.Address)
	for i := range w.Offers {
		w.Offers[i].rank(w.Address, site, w.o.Now)
	}
	slices.SortStableFunc(w.Offers, func(a, b Offer) int { return b.Score - a.Score })
	if best := w.Best(); best != nil && !w.closed && ctx.Err() == nil {
		w.sample(ctx, best)
	}
	if ctx.Err() != nil {
		w.note("time ran out after %d requests: what was found by then is shown", w.Requests)
	}
}

// Best is the offer that should be polled, nil if none is worth it.
func (s *Survey) Best() *Offer {
	if len(s.Offers) == 0 || s.Offers[0].Total == 0 {
		return nil
	}
	return &s.Offers[0]
}
