// Package feed reads and writes the lists by which outlets announce reports:
// RSS, Atom, RDF, CDF, JSON Feed, sitemaps and OPML.
//
// It keeps nothing and fetches nothing. Each takes a document as it comes,
// in one pass and in bounded memory, and hands its items on one by one; Parse
// keeps the newest thousand. Feeds in the wild are cut off, ill-formed and
// wrongly encoded: whatever complete items there are come out, and what was
// wrong is said in words, with line and column. What is hostile is bounded:
// items, depth, sizes, entities; nothing outside the document is ever read.
package feed

import (
	"time"

	"vigia"
)

// Feed is what a feed, a sitemap or an outline list says. Title is plain
// text; Description and Info are HTML: show them only through Plain or a
// sanitiser.
type Feed struct {
	Format      string // "rss2", "rss1", "rss0.9x", "atom", "cdf", "jsonfeed", "sitemap", "news-sitemap", "sitemapindex", "opml", "service"
	Title       string
	TitleHTML   string // the title with the tags that only mark text, "" if it has none
	Link        string // the page that the feed stands for
	Language    string
	Description string
	Info        string // of Atom 0.3: a note to those who see the feed itself
	Updated     vigia.Date
	Published   vigia.Date
	Authors     []Author
	TTL         time.Duration // how long the publisher asks us to wait, 0 if he does not
	Hub, Self   string        // WebSub: where to subscribe, and under which address
	Items       []Item
	Sitemaps    []string // of a sitemap index
	Warnings    []string // what was wrong, dropped or mended, for people

	DescriptionIsText, InfoIsText bool // the publisher wrote plain text, which has been escaped
}

// Item is one announced report. Title is plain text; Summary and Content are
// HTML as it came: show them only through Plain or a sanitiser. Every address
// is of http or https, or relative where no base was known.
type Item struct {
	ID         string // as given; "sha256:…" if longer than 512 bytes
	Link       string // absolute where a base was known
	Title      string
	TitleHTML  string // the title with the tags that only mark text, "" if it has none
	Summary    string
	Content    string
	Language   string
	Published  vigia.Date
	Updated    vigia.Date
	RawDate    string // the publisher's words for Published, or for Updated if there are none
	Authors    []Author
	Enclosures []Enclosure
	Categories []string

	SummaryIsText, ContentIsText bool // the publisher wrote plain text, which has been escaped
}

// Author is a person or body that signs.
type Author struct{ Name, Email, URI string }

// Enclosure is a file that goes with an item.
type Enclosure struct{ URL, Type, Length string }

// The caps on what one feed may bring; the rest is counted in a warning.
const (
	maxInput      = 64 << 20 // bytes, after gunzip
	maxItems      = 1000     // that Parse keeps
	maxSitemaps   = 50000    // of a sitemap index
	maxDepth      = 128
	maxAttributes = 256
	maxTitle      = 1000    // runes
	maxContent    = 1 << 20 // bytes
	maxCategories = 64
	maxEnclosures = 32
	maxAuthors    = 32
	maxURL        = 2048 // bytes
	maxID         = 512  // bytes
)
