package scout

import (
	"context"
	"net/url"
	"slices"

	"vigia/internal/fetch"
	"vigia/internal/source"
)

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
