package policy

import (
	"fmt"
	"slices"
	"strings"

	"vigia"
)

// classes are the classes that a person may decide.
var classes = []vigia.Class{
	vigia.StateControlled, vigia.CapturedPublic, vigia.CapturedPrivate,
	vigia.StateFundedManaged, vigia.StateFunded, vigia.StateManaged,
	vigia.IndependentPrivate, vigia.OfficialBody,
}

// KnownClass reports whether a class is one that a person may decide.
func KnownClass(c vigia.Class) bool { return slices.Contains(classes, c) }

// Counts reports whether an outlet of this class, with this government behind
// it, counts as state media of the watched networks. A class that nobody has
// decided counts until somebody does.
func Counts(p Policy, class vigia.Class, government string) bool {
	switch {
	case !KnownClass(class):
		return true
	case !slices.Contains(p.CountedClasses, class):
		return false
	}
	government = strings.ToUpper(strings.TrimSpace(government))
	for _, states := range p.Governments {
		if slices.Contains(states, government) {
			return true
		}
	}
	return false
}

// isOfficial reports whether an item is a document of a public body.
func isOfficial(it Item) bool {
	return it.Kind == vigia.OfficialDocument || it.Class == vigia.OfficialBody
}

// inBase reports whether an item belongs to the reports that the share is
// taken of. An item of an unknown kind stays in: it must not lower the share.
func inBase(it Item) bool { return !isOfficial(it) && it.Kind != vigia.OwnProduct }

// tally is what is counted of one report over all its items. If they
// disagree, the stricter one holds.
type tally struct{ counted, byOrigin bool }

// shares counts distinct reports, fills the result and holds it to the limit.
func (j *judge) shares(lim limit) {
	reports, official := map[string]tally{}, map[string]bool{}
	digests := map[string]map[string]bool{} // digest -> report -> counted
	for _, it := range j.selection.Items {
		switch {
		case it.Report == "":
			continue
		case isOfficial(it):
			official[it.Report] = true
		}
		if !inBase(it) {
			continue
		}
		t := reports[it.Report]
		t.counted = t.counted || Counts(j.policy, it.Class, it.Government)
		t.byOrigin = t.byOrigin || t.counted || (it.OriginReport != "" || it.OriginOutlet != "") && Counts(j.policy, it.OriginClass, it.OriginGovernment)
		reports[it.Report] = t
		if digests[it.Digest] == nil {
			digests[it.Digest] = map[string]bool{}
		}
		digests[it.Digest][it.Report] = digests[it.Digest][it.Report] || Counts(j.policy, it.Class, it.Government)
	}
	j.result.Official = len(official)
	j.result.Counted = []string{}
	for id, t := range reports {
		if t.counted {
			j.result.Counted = append(j.result.Counted, id)
		}
		if t.byOrigin {
			j.result.ByOrigin.Counted++
		}
	}
	slices.Sort(j.result.Counted)
	j.result.Share = Share{Counted: len(j.result.Counted), Total: len(reports)}
	j.result.ByOrigin.Total = len(reports)
	j.result.ByDigest = map[string]Share{}
	for key, of := range digests {
		s := Share{Total: len(of)}
		for _, counted := range of {
			if counted {
				s.Counted++
			}
		}
		j.result.ByDigest[key] = s
	}
	j.holdTo(lim)
}

// holdTo compares the shares with the limit.
func (j *judge) holdTo(lim limit) {
	share, origin := j.result.Share, j.result.ByOrigin
	if share.Total == 0 {
		j.block("digests", "empty", "the digests hold no media report, so there is no share to publish", "select reports first")
		return
	}
	if !lim.valid() {
		return // the policy's own finding blocks already
	}
	if !lim.holds(share) {
		j.block("digests", "cap", fmt.Sprintf("state media %s, limit %s", share, lim), lim.remedy(share))
	} else if !lim.ordinary.holds(share) {
		j.add(vigia.Note, "digests", "cap", fmt.Sprintf("state media %s, above the ordinary limit %s, allowed by the special edition", share, lim.ordinary), "")
	}
	if lim.holds(origin) || origin == share {
		return
	}
	message := fmt.Sprintf("by origin, state media %s, limit %s", origin, lim)
	if j.policy.Origin == "gate" {
		j.block("digests", "origin", message, lim.remedy(origin))
	} else {
		j.add(vigia.Warn, "digests", "origin", message, "prefer reports that did not take the story from state media")
	}
}

// String gives "7 of 34 (20.6 %)". The percentage is cut, never rounded up;
// what gates is the fraction.
func (s Share) String() string {
	if s.Total == 0 {
		return fmt.Sprintf("%d of 0", s.Counted)
	}
	mille := int64(s.Counted) * 1000 / int64(s.Total)
	return fmt.Sprintf("%d of %d (%d.%d %%)", s.Counted, s.Total, mille/10, mille%10)
}
