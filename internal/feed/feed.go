// Package feed reads and writes the lists by which outlets announce reports:
// RSS, Atom, RDF, JSON Feed, sitemaps and OPML.
//
// It keeps nothing and fetches nothing. Parse takes bytes as they came and
// says what they are; feeds in the wild are cut off, ill-formed and wrongly
// encoded, so that whatever complete items there are come back, with warnings
// about the rest. What is hostile is bounded: items, depth, sizes.
package feed

import (
	"fmt"
	"time"

	"vigia"
)

// Feed is what a feed, a sitemap or an outline list says.
type Feed struct {
	Format      string // "rss2", "rss1", "rss0.9x", "atom", "jsonfeed", "sitemap", "news-sitemap", "sitemapindex", "opml"
	Title       string
	Link        string // the page that the feed stands for
	Language    string
	Description string
	Updated     vigia.Date
	Published   vigia.Date
	Authors     []Author
	TTL         time.Duration // how long the publisher asks us to wait, 0 if he does not
	Hub, Self   string        // WebSub: where to subscribe, and under which address
	Items       []Item
	Sitemaps    []string // of a sitemap index
	Warnings    []string // what was wrong, dropped or mended, for people
}

// Item is one announced report. Title, Summary and Content may hold markup,
// as they came: show them only through Plain or a sanitiser.
type Item struct {
	ID         string // as given; "sha256:…" if longer than 512 bytes
	Link       string // absolute where a base was known
	Title      string
	Summary    string
	Content    string // HTML
	Language   string
	Published  vigia.Date
	Updated    vigia.Date
	RawDate    string // the publisher's words for Published, or for Updated if there are none
	Authors    []Author
	Enclosures []Enclosure
	Categories []string
}

// Author is a person or body that signs.
type Author struct{ Name, Email, URI string }

// Enclosure is a file that goes with an item.
type Enclosure struct{ URL, Type, Length string }

// The caps on what one feed may bring; the rest is counted in a warning.
const (
	maxInput      = 64 << 20 // bytes, after gunzip
	maxItems      = 1000
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

// warn adds a warning, once.
func (f *Feed) warn(format string, args ...any) {
	w := fmt.Sprintf(format, args...)
	for _, have := range f.Warnings {
		if have == w {
			return
		}
	}
	f.Warnings = append(f.Warnings, w)
}
