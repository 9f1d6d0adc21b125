// Package monitor loads a monitor from its folder and finds every fault in it.
//
// A monitor is data: what is watched (monitor.yaml), under which source policy
// (policy.yaml), whose reports (outlets.csv), from which addresses
// (feeds.opml), with which standing texts (texts/*.md) and by which words
// (lexicon/*.csv), and, if it says so, who is known (entities.csv, offices.csv). [Load] never stops at the first fault; each finding names
// file, line and field and says what to do.
//
//	m, findings, err := monitor.Load("monitors/vric")
//
// Days are calendar days: a ValidTo is the last day of its span, included, and
// the next span of the same thing begins on the day after.
package monitor

import (
	"time"

	"vigia"
	"vigia/internal/policy"
)

// Monitor is a configured subject of watch, loaded from a folder and linted.
type Monitor struct {
	Key       string      `yaml:"key"`
	Name      vigia.Texts `yaml:"name"`
	Acronym   string      `yaml:"acronym"`
	House     House       `yaml:"house"`
	Languages struct {
		Editions []string `yaml:"editions"` // first one is the language of writing
		Sources  []string `yaml:"sources"`
	} `yaml:"languages"`
	Networks   []Network   `yaml:"networks"` // in the order of the edition
	Themes     []Theme     `yaml:"themes"`
	Dimensions []Dimension `yaml:"dimensions"`
	Region     Region      `yaml:"region"`
	Periods    Periods     `yaml:"periods"`
	Reject     []Reason    `yaml:"reject_reasons"`

	Policy  policy.Policy `yaml:"-"` // policy.yaml
	Outlets []Outlet      `yaml:"-"` // outlets.csv
	Feeds   []Feed        `yaml:"-"` // feeds.opml
	Notices []Notice      `yaml:"-"` // texts/*.md
	Lexicon []Term        `yaml:"-"` // lexicon/*.csv
	Known   []Known       `yaml:"-"` // entities.csv, if there is one
	Offices []Office      `yaml:"-"` // offices.csv, if there is one
	Version string        `yaml:"-"` // SHA-256 over the files' paths and contents, 12 hex digits
}

// House is who publishes the monitor.
type House struct {
	Name      string      `yaml:"name"`
	About     vigia.Texts `yaml:"about"`
	Domains   []string    `yaml:"domains"` // own products: flagged as self-citation
	Licence   string      `yaml:"licence"`
	Copyright string      `yaml:"copyright"`
}

// Network is a state and its allies as watched.
type Network struct {
	Key         string      `yaml:"key"`
	Name        vigia.Texts `yaml:"name"`
	Counts      vigia.Texts `yaml:"counts"`      // what counts as its activity
	Governments []string    `yaml:"governments"` // ISO 3166-1 alpha-2
	Section     bool        `yaml:"section"`
	Digest      bool        `yaml:"digest"`
	Slug        string      `yaml:"slug"`
}

// Theme is a cross-cut; it may have a digest and no section.
type Theme struct {
	Key       string      `yaml:"key"`
	Name      vigia.Texts `yaml:"name"`
	Counts    vigia.Texts `yaml:"counts"`
	Digest    bool        `yaml:"digest"`
	DrawsFrom []string    `yaml:"draws_from"` // network keys
	Slug      string      `yaml:"slug"`
}

// Dimension is a kind of activity.
type Dimension struct {
	Key  string      `yaml:"key"`
	Name vigia.Texts `yaml:"name"`
}

// Region is where the monitor looks.
type Region struct {
	Key        string      `yaml:"key"`
	Name       vigia.Texts `yaml:"name"`
	Subregions []Place     `yaml:"subregions"`
	Outside    []Place     `yaml:"outside"` // places elsewhere that matter
}

// Place is a sub-region or an outside place.
type Place struct {
	Key       string      `yaml:"key"`
	Name      vigia.Texts `yaml:"name"`
	Countries []string    `yaml:"countries"` // ISO 3166-1 alpha-2
}

// Periods says how editions follow each other.
type Periods struct {
	Months int    `yaml:"months"` // length of a period
	Zone   string `yaml:"zone"`   // IANA zone in which days are counted
}

// Reason is a reason code for a rejection.
type Reason struct {
	Key  string      `yaml:"key"`
	Name vigia.Texts `yaml:"name"`
}

// Outlet is a row of outlets.csv; an outlet whose class changed has one row
// for each span of time.
type Outlet struct {
	Key        string // slug, stable
	Name       string
	Aliases    []string
	Domains    []string
	Country    string // ISO 3166-1 alpha-2
	Languages  []string
	Owners     []string // owner chain, nearest first; the last one is the family
	Funding    string   // "yes", "no", "part": does a state fund it
	Governance string   // does a state govern it
	Editorial  string   // does a state decide what it prints
	Class      vigia.Class
	Government string // ISO code of the state behind it, or "HZ" (Hezbollah); "" if none
	Kind       vigia.Kind
	ValidFrom  time.Time // zero: always
	ValidTo    time.Time // last day; zero: still
	Evidence   string    // URL of the reason for the class
	Reviewer   string
	Sample     bool // of the sample newsroom (reviewer "sample"): an invented outlet
	Line       int
}

// Family is the last owner of the chain, or the outlet itself.
func (o Outlet) Family() string {
	if len(o.Owners) == 0 {
		return o.Key
	}
	return o.Owners[len(o.Owners)-1]
}

// Feed is an address to poll, from feeds.opml.
type Feed struct {
	Outlet   string // outlet key
	Title    string
	URL      string
	Kind     string // rss (any feed format), sitemap, index, list
	Language string
	Verified bool // a poll has succeeded
	Line     int
}

// Notice is an introduction or disclaimer text with the time it was in use.
type Notice struct {
	Key       string // "disclaimer", "digest_intro", "special", "about"
	Language  string
	ValidFrom time.Time
	ValidTo   time.Time // last day; zero: still
	Text      string    // text/template; its fields are those of noticeData
	File      string
}

// Term is a line of a lexicon: in one language, for one label value.
type Term struct {
	Kind     vigia.LabelKind
	Value    string // network, theme or dimension key, ISO country, genre
	Language string
	Text     string
	Weight   float64 // 1 unless said; negative terms count against
	Line     int
	File     string
}

// Known is a row of entities.csv: somebody or something that reports name.
type Known struct {
	Key      string // slug, stable
	Type     string // person, organisation, place, vessel, aircraft
	Name     string
	Aliases  []string // other names, acronyms, other scripts
	Country  string   // ISO 3166-1 alpha-2, "" if none
	Lists    []string // entries of official lists that are the same, "LIST:NUMBER"
	Evidence string   // address of a page that shows it
	Line     int
}

// Office is a row of offices.csv: who held an office, from when to when.
type Office struct {
	Key       string // slug, the same for all holders
	Names     []string
	Country   string // ISO 3166-1 alpha-2, "" for that of an organisation
	Holder    string // key of entities.csv
	ValidFrom time.Time
	ValidTo   time.Time // last day; zero: still
	Evidence  string
	Line      int
}
