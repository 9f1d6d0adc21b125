package scout

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"vigia"
	"vigia/internal/feed"
	"vigia/internal/fetch"
	"vigia/internal/language"
)

// Offer is an address that could be polled, and what it would bring.
type Offer struct {
	URL      string   `json:"url"`
	Kind     string   `json:"kind"` // of the source: rss, sitemap, index
	Format   string   `json:"format,omitempty"`
	Found    string   `json:"found"` // where: one of the Found… words
	Title    string   `json:"title,omitempty"`
	Language string   `json:"language,omitempty"`
	XPath    string   `json:"xpath,omitempty"` // that a person gave, for an index page
	Hub      string   `json:"hub,omitempty"`   // WebSub
	Robots   string   `json:"robots,omitempty"`
	Score    int      `json:"score"`
	Why      []string `json:"why"` // what speaks for it and against it

	Items    []Item     `json:"items,omitempty"` // the newest
	Total    int        `json:"total"`           // that it lists now
	Dated    int        `json:"dated"`           // of them with a date
	Newest   vigia.Date `json:"newest,omitzero"`
	PerWeek  float64    `json:"per_week"` // new ones, as far as the dates tell; -1 if they do not
	Gives    string     `json:"gives"`    // texts, summaries or headlines
	Patterns []Pattern  `json:"patterns,omitempty"`
	Warnings []string   `json:"warnings,omitempty"`
	Sitemaps []string   `json:"sitemaps,omitempty"` // of a sitemap index: it is not polled itself

	site string
}

// Item is a report that an offer lists.
type Item struct {
	URL       string     `json:"url"`
	Title     string     `json:"title"`
	Language  string     `json:"language,omitempty"`
	Published vigia.Date `json:"published,omitzero"`
}

// Where an offer was found.
const (
	FoundAsked    = "asked"    // it is the address that was asked
	FoundDeclared = "declared" // the page declares it
	FoundLinked   = "linked"   // the page links to it
	FoundRobots   = "robots"   // robots.txt names it
	FoundGuessed  = "guessed"  // it is a usual address
	FoundSitemap  = "sitemap"  // a sitemap index names it
	FoundPage     = "page"     // the page itself, read as an index
)

// What an offer gives of each report.
const (
	GivesTexts     = "texts"
	GivesSummaries = "summaries"
	GivesHeadlines = "headlines"
)

const (
	mostItems    = 10
	mostWarnings = 5
	wholeText    = 1000 // bytes of a text that is more than a summary
)

// offerOf judges a feed or sitemap.
func offerOf(f *feed.Feed, url, found string, now time.Time) Offer {
	o := Offer{URL: url, Kind: "rss", Format: f.Format, Found: found, Title: f.Title, Language: f.Language, Hub: f.Hub,
		Total: len(f.Items), PerWeek: -1, Gives: GivesHeadlines, Sitemaps: f.Sitemaps, Warnings: head(f.Warnings, mostWarnings), site: fetch.SiteOf(url)}
	if strings.Contains(f.Format, "sitemap") {
		o.Kind = "sitemap"
	}
	items := slices.Clone(f.Items)
	slices.SortStableFunc(items, func(a, b feed.Item) int { return when(b).At.Compare(when(a).At) })
	var dates []time.Time
	var texts, summaries int
	var titles strings.Builder
	for i, it := range items {
		at := when(it)
		if at.Known() {
			dates = append(dates, at.At)
		}
		switch whole := max(len(it.Content), len(it.Summary)); {
		case whole >= wholeText:
			texts++
		case whole >= 40:
			summaries++
		}
		if i < mostItems {
			o.Items = append(o.Items, Item{URL: it.Link, Title: cmp.Or(it.Title, cutText(feed.Plain(it.Summary), maxText)), Language: it.Language, Published: at})
			titles.WriteString(it.Title + ". ")
		}
	}
	if 2*texts > len(items) {
		o.Gives = GivesTexts
	} else if 2*(texts+summaries) > len(items) {
		o.Gives = GivesSummaries
	}
	o.date(dates, now)
	o.tongue(titles.String())
	return o
}

func when(it feed.Item) vigia.Date {
	if it.Published.Known() {
		return it.Published
	}
	return it.Updated
}

func head(s []string, n int) []string { return s[:min(n, len(s))] }

// date tells how many new ones a week brings. A feed that holds less than a
// week tells by the span of what it holds.
func (o *Offer) date(dates []time.Time, now time.Time) {
	o.Dated = len(dates)
	if len(dates) == 0 {
		return
	}
	slices.SortFunc(dates, func(a, b time.Time) int { return b.Compare(a) })
	past := dates[:0:0]
	for _, d := range dates {
		if !d.After(now.Add(36 * time.Hour)) {
			past = append(past, d)
		}
	}
	if len(past) == 0 {
		return
	}
	o.Newest = vigia.Date{At: past[0], Precision: vigia.ToMin, From: "feed"}
	const week = 7 * 24 * time.Hour
	n := 0
	for n < len(past) && now.Sub(past[n]) <= week {
		n++
	}
	o.PerWeek = float64(n)
	if span := now.Sub(past[len(past)-1]); n == len(past) && n > 1 && span < week {
		o.PerWeek = float64(n-1) * float64(week) / float64(max(span, time.Hour))
	}
}

// tongue is the language of the headlines, where nobody says it.
func (o *Offer) tongue(titles string) {
	o.Language, _, _ = strings.Cut(strings.ToLower(strings.ReplaceAll(o.Language, "_", "-")), "-")
	if o.Language == "" || len(o.Language) > 3 {
		o.Language, _ = language.Detect(titles)
	}
}

// pageOffer is an index page as an offer.
func pageOffer(r Reading, url, xpath string, now time.Time) Offer {
	o := Offer{URL: url, Kind: "index", Found: FoundPage, Title: r.Title, Language: r.Language, XPath: xpath, Total: len(r.Listed),
		PerWeek: -1, Gives: GivesHeadlines, Patterns: r.Patterns, Warnings: r.Warnings, site: fetch.SiteOf(url)}
	var dates []time.Time
	var titles strings.Builder
	for i, l := range r.Listed {
		if l.Published.Known() {
			dates = append(dates, l.Published.At)
		}
		if i < mostItems {
			o.Items = append(o.Items, Item{URL: l.URL, Title: l.Title, Published: l.Published})
		}
		if i < 40 {
			titles.WriteString(l.Title + ". ")
		}
	}
	o.date(dates, now)
	if 2*o.Dated < o.Total { // most have none: the rest tells nothing of a week
		o.PerWeek = -1
	}
	o.tongue(titles.String())
	return o
}

// rank scores an offer, with reasons. asked is the page that a person named.
func (o *Offer) rank(asked, site string, now time.Time) {
	say := func(points int, why string) {
		o.Score += points
		o.Why = append(o.Why, why)
	}
	switch o.Found {
	case FoundAsked:
		say(40, "it is the address that you gave")
	case FoundDeclared:
		say(30, "the page declares it")
	case FoundLinked:
		say(15, "the page links to it")
	case FoundRobots:
		say(12, "robots.txt names it")
	case FoundSitemap:
		say(8, "the list of sitemaps names it")
	case FoundGuessed:
		say(10, "it answers at a usual address")
	}
	o.rankKind(say)
	o.rankAge(say, now)
	if site != "" && o.site != "" && o.site != site {
		say(-25, "it stands on another site: "+o.site)
	} else if other := o.elsewhere(site); other != "" {
		say(-20, "what it lists leads to another site: "+other)
	}
	if dir := folder(asked); len(dir) > 1 && o.Kind != "index" && strings.HasPrefix(folder(o.URL), dir) {
		say(10, "it is of the section that you gave")
	}
	if low := strings.ToLower(o.URL + " " + o.Title); strings.Contains(low, "comment") || strings.Contains(low, "comentario") {
		say(-40, "it lists readers' comments")
	}
}

func (o *Offer) rankKind(say func(int, string)) {
	switch {
	case len(o.Sitemaps) > 0 && o.Total == 0:
		say(-60, "it lists other sitemaps, and no report")
	case o.Total == 0:
		say(-40, "it lists nothing now")
	case o.Kind == "index":
		say(0, "the page itself can be read, without summaries")
	case o.Format == "news-sitemap":
		say(10, "it lists the news of the last days")
	case o.Kind == "sitemap":
		say(-10, "it lists pages of every kind")
	case o.Gives == GivesTexts:
		say(8, "it gives whole texts")
	}
	if 0 < o.Total && o.Total < 3 {
		say(-8, "it lists hardly anything")
	}
}

func (o *Offer) rankAge(say func(int, string), now time.Time) {
	if o.Total == 0 {
		return
	}
	switch age := now.Sub(o.Newest.At); {
	case !o.Newest.Known():
		say(-5, "its reports have no dates")
	case age <= 48*time.Hour:
		say(20, "its newest report is of these days")
	case age <= 8*24*time.Hour:
		say(12, "its newest report is of this week")
	case age <= 60*24*time.Hour:
		say(0, "its newest report is weeks old")
	default:
		say(-30, "its newest report is months old")
	}
}

// elsewhere is the site that most items lead to, if it is another one.
func (o *Offer) elsewhere(site string) string {
	n := map[string]int{}
	for _, it := range o.Items {
		if s := fetch.SiteOf(it.URL); s != "" && s != site {
			n[s]++
		}
	}
	for s, k := range n {
		if 2*k > len(o.Items) && site != "" {
			return s
		}
	}
	return ""
}

// folder is the path of an address up to its last part.
func folder(u string) string {
	_, rest, _ := strings.Cut(u, "://")
	_, path, _ := strings.Cut(rest, "/")
	path, _, _ = strings.Cut(path, "?")
	if i := strings.LastIndexByte(path, '/'); i >= 0 {
		return "/" + path[:i+1]
	}
	return "/"
}
