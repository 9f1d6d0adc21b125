package article

import "vigia"

// Version is of the reader; every report carries the one that read it.
const Version = "article/2"

// Report is what a page says.
type Report struct {
	Title              string
	Byline             []string // persons, none invented
	Published          vigia.Date
	Modified           vigia.Date
	Language           string // ISO 639-1, "" if unsure
	LanguageConfidence float64
	Canonical          string // address that the page claims for itself
	Section            string // of the outlet
	SiteName           string
	Image, ImageCredit string
	Text               string  // paragraphs separated by a blank line
	Places             []Place `json:",omitempty"` // of the lines of Text, for a document with pages
	Links              []Link
	GenreHint          vigia.Genre // what the page says of itself
	GenreWhy           string
	Charset            string
	Paywalled          bool
	Truncated          bool
	Provenance         map[string]string // field -> where it was read: json-ld, meta, time, url, text …
	Doubts             []string
}

// Link is a link in the text.
type Link struct{ URL, Text string }
