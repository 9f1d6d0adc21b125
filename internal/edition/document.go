package edition

import (
	"time"

	"vigia"
	"vigia/internal/check"
	"vigia/internal/policy"
)

// Document is an edition with everything that its pages, feeds and manifest
// show. It holds what may be public and nothing else.
type Document struct {
	Edition    Edition
	Languages  []string    // the complete ones, in the monitor's order
	Period     vigia.Texts // "August to September 2021"
	Overview   Section
	Sections   []Section // in the monitor's order
	Digests    []Digest  // in the monitor's order, empty ones too
	Disclaimer vigia.Texts
	Special    vigia.Texts // the notice that stands first; nil unless it is a special edition
	Reports    map[string]ReportFacts
	Outlets    []OutletFacts // of all reports above, by name
	Selection  policy.Selection
	Result     policy.Result     // what Check of the policy says of Selection
	People     map[string]string // names of those whose ids stand in Edition and Selection
	Seen       int               // reports of the period that reached the desk
	Selected   int               // distinct reports in the digests
	Rejected   int               // reports of the period that were looked at and turned down
}

// Section is the overview or the analysis of a network.
type Section struct {
	Key        string // Overview or a network key
	Name       vigia.Texts
	Slug       string
	Paragraphs map[string][]Paragraph // by language, complete ones only
}

// Paragraph is a paragraph of a section.
type Paragraph struct{ Sentences []Sentence }

// Sentence is a sentence with what carries it.
type Sentence struct {
	Text  string // inline Markdown
	Mark  check.Mark
	Cites []Cited
}

// Cited is a passage of a report that a sentence rests on.
type Cited struct {
	Report      string // a key of Document.Reports
	Start, Stop int    // byte offsets in the report's text
	Quote       string // the passage itself
	Page        int    // of the document in which it stands, 0 if that has no pages
}

// Digest is the selected reports of a network or theme.
type Digest struct {
	Key      string
	Name     vigia.Texts
	Slug     string
	Section  bool // a section stands above it
	Intro    vigia.Texts
	Items    []Bullet
	This     DigestLink
	Previous *DigestLink // nil for the first edition, or if nothing before it was published
	Said     vigia.Texts // why Previous is missing or is not the period just before; nil otherwise
}

// DigestLink names a digest of an edition.
type DigestLink struct {
	Number int
	Slug   string
	Label  vigia.Texts // "from August to September 2021"
}

// Bullet is one report in a digest.
type Bullet struct {
	Item           string // item id
	Report         string // a key of Document.Reports
	Summary        vigia.Texts
	Line           vigia.Texts // "summary - Outlet on DD-MON"
	Date           vigia.Texts // "18-SEP"
	Year           int
	Outlet         string // key
	OutletName     string
	URL            string // of the report
	State          bool   // counts as state media
	Class          vigia.Class
	Relation       vigia.Relation
	OriginName     string // who wrote it, if this outlet did not
	Dimensions     []string
	DimensionNames map[string][]string // by language
	OriginalTitle  string
	Language       string // of the report
}

// ReportFacts is what is public about a report.
type ReportFacts struct {
	ID, Title, URL       string
	Outlet, OutletName   string
	Class                vigia.Class
	Government           string
	State                bool     // counts as state media
	Owners               []string // nearest first
	Family               string
	Kind                 vigia.Kind
	Genre                vigia.Genre
	Language             string
	Byline               []string
	Published            vigia.Date
	Capture              CaptureFacts
	Relation             vigia.Relation
	Origin               string // report id, "" if it is its own or not in the corpus
	OriginOutlet         string // key, or the name that the text credits
	OriginName           string
	Search               *policy.Search // last search for independent reports
	Independent          []Mention      // what that search found
	Labels               []vigia.Label
	Selected, Background bool // in a digest; published before the period
}

// CaptureFacts is the evidence of a report.
type CaptureFacts struct {
	ID, URL     string
	At          time.Time
	Status      int
	SHA256      string
	Size        int64
	ContentType string
	Given       bool // the bytes were given to us: we did not see them come from the address
}

// Mention names a report that is not part of the edition.
type Mention struct {
	ID, Title, Outlet, OutletName, URL string
	Published                          vigia.Date
}

// OutletFacts is an outlet with its class on the days of its reports; one
// whose class changed between two of them stands twice.
type OutletFacts struct {
	Key, Name, Country  string
	Class               vigia.Class
	Government          string
	State               bool // counts as state media
	Owners              []string
	Family              string
	Funding, Governance string
	Editorial           string
	Evidence, Reviewer  string
	ValidFrom, ValidTo  time.Time
	Selected, Cited     int // distinct reports
	Sample              bool
}
