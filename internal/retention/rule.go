// Package retention decides which captures an archive gives up after a while,
// and which it never does.
//
// A rule says what falls under it and after how many days. Whatever a person
// has used stays, whatever a rule says: what was selected, cited, decided on,
// labelled by hand, published, found as corroboration of what was, is the
// origin of a copy that was, or another capture of the same address; and what
// is held. Guard names it, and evidence.Remove asks Guard once more in the
// transaction that decides.
package retention

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"vigia"
)

// The things that a rule can be about.
const (
	Unused  = "unused"  // captures of reports that nobody has used
	Unread  = "unread"  // captures in which no report was read
	Refused = "refused" // what came with a refusal
	Class   = "class"   // unused captures of outlets of a class, which Key names
	Outlet  = "outlet"  // unused captures of an outlet, which Key names
)

// Rule gives captures up that are older than a number of days.
type Rule struct {
	What string
	Key  string // of a class or an outlet
	Days int
}

// String is the rule as Parse takes it.
func (r Rule) String() string {
	if r.Key != "" {
		return fmt.Sprintf("%s %s %d days", r.What, r.Key, r.Days)
	}
	return fmt.Sprintf("%s %d days", r.What, r.Days)
}

// before is the instant before which a capture falls under the rule.
func (r Rule) before(now time.Time) time.Time { return now.AddDate(0, 0, -r.Days) }

var classes = []vigia.Class{vigia.StateControlled, vigia.CapturedPublic, vigia.CapturedPrivate, vigia.StateFundedManaged, vigia.StateFunded,
	vigia.StateManaged, vigia.IndependentPrivate, vigia.OfficialBody}

// leastDays keeps a slip of the pen from emptying an archive.
const leastDays = 7

// Parse reads rules with semicolons between them: "unused 400 days; class SC
// 90 days; refused 30 days". No text, no rules.
func Parse(text string) (rules []Rule, err error) {
	for _, part := range strings.Split(text, ";") {
		if strings.TrimSpace(part) == "" {
			continue
		}
		r, ok := parse(strings.Fields(part))
		if !ok {
			return nil, &vigia.Problem{Kind: vigia.ErrInvalid, What: fmt.Sprintf("%q is no rule of retention", strings.TrimSpace(part)),
				Remedy: fmt.Sprintf("write it as  unused 400 days, unread 60 days, refused 30 days, class CLASS 90 days  or  outlet KEY 90 days, with %d days at least and semicolons between", leastDays)}
		}
		rules = append(rules, r)
	}
	return rules, nil
}

func parse(words []string) (r Rule, ok bool) {
	if n := len(words); n > 0 && (words[n-1] == "days" || words[n-1] == "day") {
		words = words[:n-1]
	}
	switch {
	case len(words) == 2 && slices.Contains([]string{Unused, Unread, Refused}, words[0]):
		r.What = words[0]
	case len(words) == 3 && slices.Contains([]string{Class, Outlet}, words[0]):
		r.What, r.Key = words[0], words[1]
	default:
		return r, false
	}
	if r.What == Class && !slices.Contains(classes, vigia.Class(r.Key)) {
		return r, false
	}
	days, err := strconv.Atoi(words[len(words)-1])
	r.Days = days
	return r, err == nil && days >= leastDays && days <= 100*366
}
