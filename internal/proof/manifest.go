package proof

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"time"

	"vigia"
	"vigia/internal/policy"
)

// Manifest is the public, machine-readable proof of an edition. Its bytes are
// what is signed, and the next edition's manifest holds their SHA-256.
type Manifest struct {
	Format   string  `json:"format"`
	Monitor  Monitor `json:"monitor"`
	Edition  Edition `json:"edition"`
	Previous *Ref    `json:"previous"` // null for the first edition of a site
	Key      string  `json:"key"`      // id of the signing key, "" if it is not signed

	Policy    policy.Policy    `json:"policy"`
	Selection policy.Selection `json:"selection"` // what the policy judges
	Shares    Shares           `json:"shares"`    // what came of it

	Outlets  []Outlet  `json:"outlets"`
	Reports  []Report  `json:"reports"`
	Captures []Capture `json:"captures"`
	Digests  []Digest  `json:"digests"`
	Sections []Section `json:"sections"`
	Files    []File    `json:"files"` // every file of the edition but the manifest and its signature
}

// Format names the form of a manifest; what Verify does not know it
// refuses to judge.
const Format = "vigia-manifest/1"

// Monitor says whose edition it is.
type Monitor struct {
	Key     string      `json:"key"`
	Name    vigia.Texts `json:"name"`
	House   string      `json:"house"`
	Licence string      `json:"licence"`
}

// Edition is the frame of the edition.
type Edition struct {
	ID          string      `json:"id"`
	Number      int         `json:"number"`
	Title       vigia.Texts `json:"title"`
	Subtitle    vigia.Texts `json:"subtitle"`
	Abstract    vigia.Texts `json:"abstract"`
	Authors     []Author    `json:"authors"`
	From        string      `json:"from"` // days of the period
	To          string      `json:"to"`
	Zone        string      `json:"zone"` // in which they are counted
	Period      vigia.Texts `json:"period"`
	Anchor      string      `json:"anchor"`
	Languages   []string    `json:"languages"` // the language of writing first
	Special     bool        `json:"special"`
	Revision    int64       `json:"revision"`
	ApprovedAt  time.Time   `json:"approved_at"`
	PublishedAt time.Time   `json:"published_at"`
}

// Author is who signs it.
type Author struct {
	Name string      `json:"name"`
	Rank vigia.Texts `json:"rank"`
}

// Ref names the manifest of another edition.
type Ref struct {
	Number int    `json:"number"`
	SHA256 string `json:"sha256"`
}

// Shares are the counts that the edition claims.
type Shares struct {
	Edition  policy.Share            `json:"edition"` // the one that gates
	ByDigest map[string]policy.Share `json:"by_digest"`
	ByOrigin policy.Share            `json:"by_origin"`
	Official int                     `json:"official"`
	Counted  []string                `json:"counted"` // reports that count as state media
	Seen     int                     `json:"seen"`
	Selected int                     `json:"selected"`
	Rejected int                     `json:"rejected"`
}

// Outlet is an outlet with its class on the days of its reports.
type Outlet struct {
	Key        string      `json:"key"`
	Name       string      `json:"name"`
	Country    string      `json:"country"`
	Class      vigia.Class `json:"class"`
	Government string      `json:"government"`
	Counted    bool        `json:"counted"`
	Owners     []string    `json:"owners"`
	Funding    string      `json:"funding"`
	Governance string      `json:"governance"`
	Editorial  string      `json:"editorial"`
	ValidFrom  string      `json:"valid_from"`
	ValidTo    string      `json:"valid_to"`
	Selected   int         `json:"selected"`
	Cited      int         `json:"cited"`
	Evidence   string      `json:"evidence"`
	Reviewer   string      `json:"reviewer"`
}

// Report is a report that the edition selects or cites.
type Report struct {
	ID           string         `json:"id"`
	Title        string         `json:"title"`
	URL          string         `json:"url"`
	Outlet       string         `json:"outlet"`
	OutletName   string         `json:"outlet_name"`
	Class        vigia.Class    `json:"class"`
	Government   string         `json:"government"`
	Counted      bool           `json:"counted"`
	Kind         vigia.Kind     `json:"kind"`
	Genre        vigia.Genre    `json:"genre"`
	Language     string         `json:"language"`
	Published    vigia.Date     `json:"published"`
	Relation     vigia.Relation `json:"relation"`
	Origin       string         `json:"origin"`
	OriginOutlet string         `json:"origin_outlet"`
	Capture      string         `json:"capture"`
	Selected     bool           `json:"selected"`
}

// Capture is a preserved page and the file that holds it.
type Capture struct {
	ID         string    `json:"id"`
	URL        string    `json:"url"`
	At         time.Time `json:"at"`
	Status     int       `json:"status"`
	SHA256     string    `json:"sha256"` // of the page as it was received
	Size       int64     `json:"size"`
	File       string    `json:"file"`
	FileSHA256 string    `json:"file_sha256"`
}

// Digest is a digest with its bullets in order.
type Digest struct {
	Key      string      `json:"key"`
	Slug     string      `json:"slug"`
	Name     vigia.Texts `json:"name"`
	Section  bool        `json:"section"`
	Previous *DigestRef  `json:"previous"`
	Bullets  []Bullet    `json:"bullets"`
}

// DigestRef names a digest of another edition.
type DigestRef struct {
	Number int    `json:"number"`
	Slug   string `json:"slug"`
}

// Bullet is a bullet as it is printed.
type Bullet struct {
	Report string      `json:"report"`
	State  bool        `json:"state"`
	Line   vigia.Texts `json:"line"`
}

// Section is the overview or a section in one language.
type Section struct {
	Key        string       `json:"key"`
	Slug       string       `json:"slug"` // its anchor on the page
	Name       string       `json:"name"`
	Language   string       `json:"language"`
	Paragraphs [][]Sentence `json:"paragraphs"`
}

// Sentence is a sentence with the passages that carry it.
type Sentence struct {
	Text  string    `json:"text"`
	Mark  string    `json:"mark,omitempty"`
	Cites []Passage `json:"cites,omitempty"`
}

// Passage is a span of a report's text, in bytes.
type Passage struct {
	Report string `json:"report"`
	Start  int    `json:"start"`
	Stop   int    `json:"stop"`
}

// File is a file of the edition; the path is that from the root of the site.
type File struct {
	Path   string `json:"path"`
	SHA256 string `json:"sha256"`
	Size   int64  `json:"size"`
}

// Encode gives the bytes of a manifest; the same manifest gives the same.
func (m Manifest) Encode() ([]byte, error) {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", " ")
	if err := enc.Encode(m); err != nil {
		return nil, fmt.Errorf("manifest of edition %d: %w", m.Edition.Number, err)
	}
	return b.Bytes(), nil
}

// Decode reads a manifest. The days of its period get their zone back,
// which JSON keeps as an offset only.
func Decode(data []byte) (Manifest, error) {
	var m Manifest
	if err := json.Unmarshal(data, &m); err != nil {
		return m, fmt.Errorf("it cannot be read: %w", err)
	}
	if m.Format != Format {
		return m, fmt.Errorf("its form %q is not known here, only %s", m.Format, Format)
	}
	if zone, err := time.LoadLocation(m.Edition.Zone); err == nil && m.Edition.Zone != "" {
		m.Selection.From, m.Selection.To = m.Selection.From.In(zone), m.Selection.To.In(zone)
	}
	return m, nil
}

// Writing is the language of writing.
func (m Manifest) Writing() string {
	if len(m.Edition.Languages) == 0 {
		return ""
	}
	return m.Edition.Languages[0]
}

// Sum is the SHA-256 of data, in hexadecimal.
func Sum(data []byte) string {
	h := sha256.Sum256(data)
	return hex.EncodeToString(h[:])
}

// Limit is the cap in force as a fraction; none is 1/1.
func Limit(p policy.Policy, s *policy.Special) (num, den int) {
	switch {
	case s == nil:
		return p.Cap.Numerator, p.Cap.Denominator
	case s.NoCap:
		return 1, 1
	}
	return s.Num, s.Den
}
