package vigia

import "time"

// Class is the ownership class of an outlet, by three tests: who funds it,
// who governs it, who decides what it prints. The typology is that of the
// State Media Monitor (M. Dragomir and others).
type Class string

// The classes. Those that a policy counts as state media are named in the
// policy, never here.
const (
	StateControlled    Class = "SC"   // state funds, governs and edits
	CapturedPublic     Class = "CaPu" // state governs and edits
	CapturedPrivate    Class = "CaPr" // private owner, state edits
	StateFundedManaged Class = "ISFM" // state funds and governs, editors are free
	StateFunded        Class = "ISF"  // state funds, editors are free
	StateManaged       Class = "ISM"  // state governs, editors are free
	IndependentPrivate Class = "IP"   // none of the three
	OfficialBody       Class = "OFF"  // a government, court or intergovernmental body: not a medium
	UnknownClass       Class = ""     // nobody has decided yet
)

// Genre is what a report is, apart from what it is about.
type Genre string

// The genres. The policy says which may be selected.
const (
	News         Genre = "news"
	Analysis     Genre = "analysis"
	Interview    Genre = "interview"
	Opinion      Genre = "opinion"
	Editorial    Genre = "editorial"
	Advertorial  Genre = "advertorial"
	PressRelease Genre = "press_release"
	Declaration  Genre = "declaration" // a speech, statement or communiqué of an official
	Live         Genre = "live"
	List         Genre = "list" // an entry of an official list
	UnknownGenre Genre = ""
)

// Kind is the kind of source that a report came from.
type Kind string

// The kinds of source.
const (
	MediaReport      Kind = "media"
	OfficialDocument Kind = "official"
	OwnProduct       Kind = "own"
)

// Precision tells how much of an instant is known.
type Precision string

// The precisions, coarse to fine.
const (
	NoDate  Precision = ""
	ToYear  Precision = "year"
	ToMonth Precision = "month"
	ToDay   Precision = "day"
	ToMin   Precision = "minute"
	ToSec   Precision = "second"
)

// Date is an instant with its precision and where it was read
// (json-ld, meta, time, feed, url, text, list).
type Date struct {
	At        time.Time `json:"at,omitzero"`
	Precision Precision `json:"precision,omitempty"`
	From      string    `json:"from,omitempty"`
}

// Known reports whether there is a date at all.
func (d Date) Known() bool { return d.Precision != NoDate && !d.At.IsZero() }

// String gives RFC 3339, the day alone if only the day is known, "" if unknown.
func (d Date) String() string {
	switch {
	case !d.Known():
		return ""
	case d.Precision == ToYear:
		return d.At.Format("2006")
	case d.Precision == ToMonth:
		return d.At.Format("2006-01")
	case d.Precision == ToDay:
		return d.At.Format(time.DateOnly)
	}
	return d.At.Format(time.RFC3339)
}

// Relation is how a report relates to the one it was made from.
type Relation string

// The relations.
const (
	Original  Relation = "original"
	Copy      Relation = "copy"       // the same text
	Derived   Relation = "derived"    // credits or rewrites the origin
	SameEvent Relation = "same_event" // the same story in other words: independent
)

// LabelKind is what a label judges.
type LabelKind string

// The label kinds. Values are keys of the monitor, ISO 3166-1 alpha-2 codes
// for countries, and Genre values.
const (
	LabelNetwork   LabelKind = "network"
	LabelTheme     LabelKind = "theme"
	LabelCountry   LabelKind = "country"
	LabelDimension LabelKind = "dimension"
	LabelGenre     LabelKind = "genre"
	LabelScope     LabelKind = "scope" // "in" or "out" of the monitor's region
)

// Label is a judgement on a report by the machine (By = "machine:VERSION") or
// a person (By = person id), with its reason in words a reader understands.
type Label struct {
	Kind  LabelKind `json:"kind"`
	Value string    `json:"value"`
	Score float64   `json:"score"`
	Why   string    `json:"why"`
	By    string    `json:"by,omitempty"`
}

// Texts is one text in several languages, by language tag.
type Texts = map[string]string

// Severity of a finding.
type Severity string

// The severities: a blocking finding stops publication, a warning is shown
// and kept, a note informs.
const (
	Block Severity = "block"
	Warn  Severity = "warn"
	Note  Severity = "note"
)

// Finding is what a check says, by field path ("digests/V/items/2",
// "outlets.csv:14:class"), with the remedy.
type Finding struct {
	Severity Severity `json:"severity"`
	Path     string   `json:"path"`
	Kind     string   `json:"kind"`
	Message  string   `json:"message"`
	Remedy   string   `json:"remedy,omitempty"`
}

// Blocking reports whether any finding stops publication.
func Blocking(fs []Finding) bool {
	for _, f := range fs {
		if f.Severity == Block {
			return true
		}
	}
	return false
}
