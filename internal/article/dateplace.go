package article

import (
	"math"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// listed reports whether a spot is among other things than the report.
func (s *spot) listed() bool {
	return s.place&(sideClass|commentClass|asideTag|footTag|eventClass) != 0
}

// headMark is the headline: the h1 that says the title, else another heading that
// does, else the first h1, else a text that begins the title of the window,
// else the place of the first long text.
func (p *page) headMark(r *Report) dateMark {
	if p.dated.head == nil {
		m := p.findHeadline(r)
		p.dated.head = &m
	}
	return *p.dated.head
}

func (p *page) findHeadline(r *Report) dateMark {
	want := squeeze(fold(r.Title))
	one := dateMark{nil, max(p.dated.lead-1, 0)}
	same := dateMark{}
	for i, h := range p.dated.heads {
		if i == 40 {
			break
		}
		have := ""
		if want != "" {
			have = squeeze(fold(textBelow(h.node, 400)))
		}
		says := have != "" && (strings.Contains(have, want) || strings.Contains(want, have) && 2*len(have) > len(want))
		switch {
		case says && h.node.DataAtom == atom.H1:
			return h
		case says && same.node == nil:
			same = h
		case one.node == nil && h.node.DataAtom == atom.H1:
			one = h
		}
	}
	switch {
	case same.node != nil:
		return same
	case one.node == nil && p.dated.named.node != nil:
		return p.dated.named
	}
	return one
}

// sure reports whether a page that names this day has a day of publication
// beyond doubt: its data calls it a news article and says when, or the day
// stands in its address, or its metas say it under a path of news.
func (p *page) sure(b *ballot, all []mention) bool {
	for _, m := range all {
		if m.kind == ldReport || m.kind == microPub {
			if p.isNews() {
				return true
			}
			break
		}
	}
	path := strings.ToLower(p.address)
	for _, m := range b.mentions {
		switch m.kind {
		case urlDay:
			return !hasAny(path, "event", "veranstalt", "termin", "calendar", "kalender", "agenda")
		case metaPub:
			return hasAny(path, "/news/", "/noticia", "/notizie/", "/nachrichten/", "/actualite", "/nieuws/", "/novosti/", "/wiadomosci/", "/haber/")
		}
	}
	return false
}

// isNews reports whether the page's data calls it a news article, in JSON-LD or
// around a date in the elements.
func (p *page) isNews() bool {
	if isA(p.ld.main, "NewsArticle", "ReportageNewsArticle", "AnalysisNewsArticle", "OpinionNewsArticle", "LiveBlogPosting", "BackgroundNewsArticle") {
		return true
	}
	for _, n := range p.micro["datepublished"][:min(len(p.micro["datepublished"]), 2)] {
		if of := closest(n, func(c *html.Node) bool { return hasAttr(c, "itemtype") }); of != nil && strings.HasSuffix(attr(of, "itemtype"), "NewsArticle") {
			return true
		}
	}
	return false
}

// stand finds the best place where a reader sees the day, and what it claims.
func (v *view) stand(b *ballot) {
	b.away = math.MaxInt
	for _, m := range b.mentions {
		switch {
		case m.kind <= ldPage && m.kind != metaName:
			b.claim = 3
		case m.spot != nil && !m.spot.listed() && (m.kind == timePub || m.kind == shownPub):
			b.claim = max(b.claim, 2)
		case m.spot != nil && !m.spot.listed():
			b.claim = max(b.claim, 1)
		}
		if s := m.spot; s != nil {
			if away := s.fine(v.head); away < b.away {
				b.best, b.away = s, away
			}
		}
	}
}

// fine is the way from the headline, longer for places where the day of a page
// does not stand.
func (s *spot) fine(head int) int {
	away := apart(s.at - head)
	if s.at < head {
		away *= 2
	}
	if s.listed() {
		away += 100000
	}
	if s.inText || s.line > 2*longText {
		away += 20000
	}
	if s.label == labelBad {
		away += 50000
	}
	return away
}
