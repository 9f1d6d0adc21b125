package scout

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"time"

	"vigia"
	"vigia/internal/address"
	"vigia/internal/article"
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

// Sample is a report that was read for a preview. It is not kept.
type Sample struct {
	URL       string     `json:"url"`
	Title     string     `json:"title,omitempty"`
	Byline    []string   `json:"byline,omitempty"`
	Published vigia.Date `json:"published,omitzero"`
	Language  string     `json:"language,omitempty"`
	Words     int        `json:"words"`
	Begins    string     `json:"begins,omitempty"` // of its text
	Paywalled bool       `json:"paywalled,omitempty"`
	Fault     *Fault     `json:"fault,omitempty"`
}

// Fault is why an address gave nothing, in a word of source health (blocked,
// failing, gone), with the reason that the sources page would name.
type Fault struct {
	Word   string `json:"word"`
	Reason string `json:"reason"`
	Detail string `json:"detail"`
	Remedy string `json:"remedy,omitempty"`
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
	beginning    = 300 // bytes of the sample's text
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

// look goes on from the first answer, nil if there was none.
func (w *walk) look(ctx context.Context, x *fetch.Exchange) {
	var p *page
	if x != nil {
		if w.read(x, FoundAsked) {
			w.Is = w.Offers[0].Kind
			if w.Is == "rss" {
				w.Is = "feed"
			}
			w.children(ctx)
			return
		}
		w.Is = "page"
		var err error
		if p, err = readPage(x.Decoded, x.Header.Get("Content-Type"), x.FinalURL); err != nil {
			w.Is, w.Fault = "", asFault(err)
			return
		}
		w.Title = p.title
		w.declared(ctx, p)
	} else if !blockedOnly(w.Fault.Reason) {
		return // the site cannot be reached: its other addresses cannot either
	}
	w.sitemaps(ctx)
	if !w.useful() {
		w.guess(ctx)
	}
	if x != nil {
		w.index(x)
	}
}

// declared asks the feeds that the page names.
func (w *walk) declared(ctx context.Context, p *page) {
	n, strange := 0, 0
	cs := p.feeds()
	for _, c := range cs {
		if n == mostFeeds {
			w.note("the page names %d feeds: the likeliest %d were asked", len(cs), mostFeeds)
			break
		}
		if fetch.SiteOf(c.url) != fetch.SiteOf(p.address) {
			if strange++; strange > mostStrange {
				continue
			}
		}
		if c.found == FoundLinked && n >= 3 && w.useful() {
			break
		}
		n++
		w.try(ctx, c)
	}
}

// sitemaps asks the sitemaps that robots.txt names.
func (w *walk) sitemaps(ctx context.Context) {
	u, err := url.Parse(w.Address)
	if err != nil || w.closed || ctx.Err() != nil {
		return
	}
	root := u.Scheme + "://" + u.Host
	x, err := w.get(ctx, fetch.Request{URL: root + "/robots.txt", Kind: fetch.RobotsTxt})
	w.Requests++
	var named []candidate
	if err == nil {
		named = sitemapsOf(x.Decoded, root+"/")
	}
	if len(named) == 0 && !w.useful() {
		for _, g := range sitemapGuesses(w.Address) {
			named = append(named, candidate{url: g, found: FoundGuessed})
		}
	}
	if len(named) > mostSitemaps {
		w.note("robots.txt names %d sitemaps: the likeliest %d were asked", len(named), mostSitemaps)
	}
	for i, c := range named[:min(len(named), mostSitemaps)] {
		if i > 0 && w.useful() && c.weight <= 0 {
			break // the feeds are enough, and this one is not of news
		}
		w.try(ctx, c)
	}
	w.children(ctx)
}

// children asks the likeliest sitemap that an index of sitemaps names.
func (w *walk) children(ctx context.Context) {
	for _, o := range slices.Clone(w.Offers) {
		if len(o.Sitemaps) == 0 {
			continue
		}
		cs := make([]candidate, 0, len(o.Sitemaps))
		for _, s := range o.Sitemaps {
			cs = append(cs, candidate{url: s, found: FoundSitemap})
		}
		cs = newsFirst(cs)
		if cs[0].weight <= 0 { // the last one of a row is the newest
			cs[0] = cs[len(cs)-1]
		}
		w.try(ctx, cs[0])
		return
	}
}

// guess asks the usual addresses until one answers with a feed.
func (w *walk) guess(ctx context.Context) {
	gs := guesses(w.Address)
	for _, g := range gs[:min(len(gs), mostGuesses)] {
		if w.try(ctx, candidate{url: g, found: FoundGuessed}) {
			return
		}
	}
}

// index reads the page itself as a list of reports.
func (w *walk) index(x *fetch.Exchange) {
	r, err := Index(x.Decoded, x.Header.Get("Content-Type"), x.FinalURL, w.o.XPath, Memory{})
	if err != nil {
		w.Tried = append(w.Tried, Tried{x.FinalURL, FoundPage, *asFault(err)})
		return
	}
	if len(r.Listed) < 3 && w.o.XPath == "" {
		w.Tried = append(w.Tried, Tried{x.FinalURL, FoundPage, Fault{Word: "failing", Reason: source.Parser, Detail: "fewer than three links of the page look like reports",
			Remedy: "it may be built by scripts; give the address of a section, or an XPath of its links"}})
		return
	}
	o := pageOffer(r, x.FinalURL, w.o.XPath, w.o.Now)
	o.Robots = says(x.Robots)
	if w.o.XPath != "" {
		o.Score += 50 // it is what the person wants
	}
	w.Offers = append(w.Offers, o)
}

// useful tells whether a feed that lists reports was found.
func (w *walk) useful() bool {
	return slices.ContainsFunc(w.Offers, func(o Offer) bool { return o.Total >= 3 && (o.Kind == "rss" || o.Format == "news-sitemap") })
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

// ask makes a request and names what stands in its way.
func (w *walk) ask(ctx context.Context, url string, kind fetch.Kind) (*fetch.Exchange, *Fault) {
	w.asked[address.Key(url)] = true
	w.Requests++
	x, err := w.get(ctx, fetch.Request{URL: url, Kind: kind})
	var f *fetch.Failure
	switch {
	case errors.As(err, &f):
		return nil, faultOf(f)
	case err != nil:
		return nil, &Fault{Word: "failing", Reason: string(fetch.TimedOut), Detail: "it was given up", Remedy: "try again later"}
	}
	if b := source.Blocker(x.Status, x.Header, x.Decoded); b != "" {
		return nil, &Fault{Word: wordOf(b), Reason: b, Detail: "a page that stands in the way came with status 200", Remedy: source.Remedy(b)}
	}
	return x, nil
}

func faultOf(f *fetch.Failure) *Fault {
	out := &Fault{Reason: string(f.Reason), Detail: f.Detail, Remedy: f.Remedy}
	if x := f.Exchange; x != nil && f.Status >= 400 {
		if b := source.Blocker(f.Status, x.Header, x.Decoded); b != "" {
			out.Reason, out.Remedy = b, source.Remedy(b)
		}
	}
	out.Word = wordOf(out.Reason)
	return out
}

func asFault(err error) *Fault {
	f := &Fault{Word: "failing", Reason: source.Parser, Detail: err.Error()}
	var p *vigia.Problem
	if errors.As(err, &p) {
		f.Detail, f.Remedy = p.What, p.Remedy
	}
	return f
}

// wordOf is the word of health for a reason.
func wordOf(reason string) string {
	if reason == string(fetch.Gone) {
		return "gone"
	}
	if source.Blocks(reason) {
		return "blocked"
	}
	return "failing"
}

// blockedOnly tells of a reason that it stands before one page, so that others
// of the site may answer.
func blockedOnly(reason string) bool {
	switch reason {
	case source.Captcha, source.Paywall, source.Login, source.SoftGone, string(fetch.Forbidden), string(fetch.NotFound), string(fetch.Gone), string(fetch.Disallowed), string(fetch.ClientError), string(fetch.TooLarge), string(fetch.BadRedirect):
		return true
	}
	return false
}

func unreachable(reason string) bool {
	switch fetch.Reason(reason) {
	case fetch.NoName, fetch.Refused, fetch.TimedOut, fetch.BadTLS, fetch.NotPublic:
		return true
	}
	return false
}

// says is what a robots.txt decided, in words.
func says(d fetch.Decision) string {
	if d.URL == "" {
		return ""
	}
	if d.Allowed {
		return "allowed: " + d.Rule
	}
	return "forbidden: " + d.Rule
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

// sample reads the newest report of an offer.
func (w *walk) sample(ctx context.Context, o *Offer) {
	i := slices.IndexFunc(o.Items, func(it Item) bool { return it.URL != "" })
	if i < 0 {
		return
	}
	u := o.Items[i].URL
	s := &Sample{URL: u}
	x, fault := w.ask(ctx, u, fetch.Page)
	if fault != nil && ctx.Err() != nil {
		return
	}
	w.First = s
	if s.Fault = fault; fault != nil {
		return
	}
	r, err := article.Read(x.Decoded, x.Header.Get("Content-Type"), x.FinalURL)
	if err != nil {
		s.Fault = asFault(err)
		return
	}
	s.Title, s.Byline, s.Published, s.Language, s.Words, s.Paywalled = r.Title, r.Byline, r.Published, r.Language, len(strings.Fields(r.Text)), r.Paywalled
	s.Begins = cutText(r.Text, beginning)
	if s.Begins != r.Text {
		s.Begins += "…"
	}
	if !s.Published.Known() {
		s.Published = o.Items[i].Published
	}
}
