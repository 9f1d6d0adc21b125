// Package policy is the source policy: which reports an edition may select,
// how state media are counted, and what stops publication.
//
// It is pure: a selection goes in, findings and shares come out. The desk's
// meter, the gate before publication, `vigia policy check` and the published
// proof all call [Check], so that they cannot disagree. The words of the
// disclaimer come from the same policy ([Policy.Words]).
package policy

import (
	"time"

	"vigia"
)

// Policy is the source policy of a monitor, from policy.yaml. It is public,
// and every edition carries the one it was made under.
type Policy struct {
	ID        string    `yaml:"id" json:"id"`
	ValidFrom time.Time `yaml:"valid_from" json:"valid_from"`
	Cap       struct {  // holds when counted*Denominator <= total*Numerator, in integers: nothing is rounded
		Numerator   int `yaml:"numerator" json:"numerator"`
		Denominator int `yaml:"denominator" json:"denominator"`
	} `yaml:"cap" json:"cap"`
	Base           string              `yaml:"base" json:"base"`                       // "reports": distinct selected media reports of all digests
	CountedClasses []vigia.Class       `yaml:"counted_classes" json:"counted_classes"` // classes that count as state media
	Unknown        string              `yaml:"unknown_class" json:"unknown_class"`     // "counted" or "refused": an undecided class always counts, and may stop the edition besides
	Governments    map[string][]string `yaml:"governments" json:"governments"`         // network key -> states whose media count
	Origin         string              `yaml:"origin_share" json:"origin_share"`       // "warn" or "gate"
	Genres         struct {
		Allowed   []vigia.Genre `yaml:"allowed" json:"allowed"`
		EditorYes []vigia.Genre `yaml:"editor_yes" json:"editor_yes"` // only with the yes of somebody other than the selector
		Forbidden []vigia.Genre `yaml:"forbidden" json:"forbidden"`
	} `yaml:"genres" json:"genres"`
	Corroboration struct {
		WindowDays int `yaml:"window_days" json:"window_days"` // days before and after a report in which others are searched
	} `yaml:"corroboration" json:"corroboration"`
	Override struct {
		Roles     []string `yaml:"roles" json:"roles"`
		MinReason int      `yaml:"min_reason" json:"min_reason"` // characters
	} `yaml:"override" json:"override"`
}

// Selection is what the policy judges: everything placed in the digests of an
// edition, with what the judgement needs and nothing else.
//
// From and To carry the zone in which the monitor counts days: a report of
// 22:00 in Caracas on the last day is inside although it is the next day in UTC.
type Selection struct {
	Edition string    `json:"edition"`
	From    time.Time `json:"from"` // first day of the period, in the monitor's zone
	To      time.Time `json:"to"`   // last day, included
	Items   []Item    `json:"items"`
	Special *Special  `json:"special,omitempty"`
}

// Item is one bullet of one digest. A report in two digests makes two items
// with one Report, and counts once; both must then say the same about it.
type Item struct {
	Path       string      `json:"path"`   // "digests/V/items/2"
	Digest     string      `json:"digest"` // network or theme key
	Report     string      `json:"report"` // report id
	Outlet     string      `json:"outlet"` // outlet key
	Kind       vigia.Kind  `json:"kind"`
	Class      vigia.Class `json:"class"`      // as of the publication date
	Government string      `json:"government"` // state behind the outlet
	Genre      vigia.Genre `json:"genre"`
	Published  vigia.Date  `json:"published"`

	OriginReport     string         `json:"origin_report,omitempty"` // both "" if it is its own origin
	OriginOutlet     string         `json:"origin_outlet,omitempty"`
	OriginClass      vigia.Class    `json:"origin_class,omitempty"` // undecided counts, as everywhere
	OriginGovernment string         `json:"origin_government,omitempty"`
	Relation         vigia.Relation `json:"relation,omitempty"` // to the origin; copies of one text may not pad the base

	Dimensions []string `json:"dimensions"`
	Countries  []string `json:"countries"` // of the monitor's region or its outside places
	SelectedBy string   `json:"selected_by"`
	EditorYes  string   `json:"editor_yes,omitempty"` // who approved an analysis

	Search   *Search   `json:"search,omitempty"`   // last corroboration search
	Override *Override `json:"override,omitempty"` // of the state-only rule
}

// Search is a recorded corroboration search: was it also reported by an
// independent origin? Running it again before publication is the caller's
// duty; the policy judges the last one it is given.
type Search struct {
	At          time.Time `json:"at"`
	WindowDays  int       `json:"window_days"`
	Query       string    `json:"query"`
	Searched    int       `json:"searched"`    // reports compared
	Independent []string  `json:"independent"` // reports of independent origins inside the window
}

// Override is an editor's written reason to take state media all the same.
type Override struct {
	By     string    `json:"by"`
	Role   string    `json:"role"`
	At     time.Time `json:"at"`
	Reason string    `json:"reason"`
}

// Special makes a special edition: a raised cap or none, with a signed reason
// and a notice that stands first. Every other rule stays in force.
type Special struct {
	By     string    `json:"by"`
	Role   string    `json:"role"`
	At     time.Time `json:"at"`
	Reason string    `json:"reason"`
	NoCap  bool      `json:"no_cap"`
	Num    int       `json:"numerator,omitempty"` // the raised cap
	Den    int       `json:"denominator,omitempty"`
	Notice bool      `json:"notice"` // the notice is placed first
}

// Share is a share as a fraction.
type Share struct {
	Counted int `json:"counted"`
	Total   int `json:"total"`
}

// Result is the judgement of a selection. Shares count distinct media reports;
// official documents and own products are outside the base.
type Result struct {
	Share    Share            `json:"share"`     // gates
	ByDigest map[string]Share `json:"by_digest"` // for information
	ByOrigin Share            `json:"by_origin"` // warns, or gates if the policy says so
	Official int              `json:"official"`  // distinct documents outside the base
	Counted  []string         `json:"counted"`   // report ids that count as state media, sorted
	Findings []vigia.Finding  `json:"findings"`
}
