package policy

import (
	"fmt"
	"slices"
	"strings"

	"vigia"
)

// Check judges a selection under a policy. It gathers every finding, in a
// fixed order: the policy itself, the edition, the shares, then item by item.
// An edition may be published if and only if no finding blocks.
func Check(p Policy, s Selection) Result {
	j := &judge{policy: p, selection: named(s)}
	j.findings = append(j.findings, p.Lint()...)
	j.period()
	lim := j.limit()
	j.shares(lim)
	first := map[string]Item{} // report -> its first item
	seen := map[string]string{}
	for _, it := range j.selection.Items {
		j.identity(it, first, seen)
		j.kind(it)
		j.genre(it)
		j.relevance(it)
		j.date(it)
		j.state(it)
	}
	j.copies()
	j.result.Findings = j.findings
	if j.result.Findings == nil {
		j.result.Findings = []vigia.Finding{} // [] in JSON, not null
	}
	return j.result
}

// named gives a path to the items that have none, so that each finding has one.
func named(s Selection) Selection {
	s.Items = slices.Clone(s.Items)
	for i := range s.Items {
		if s.Items[i].Path == "" {
			s.Items[i].Path = fmt.Sprintf("items/%d", i)
		}
	}
	return s
}

// judge is one run of Check.
type judge struct {
	policy    Policy
	selection Selection
	result    Result
	findings  []vigia.Finding
}

func (j *judge) add(sev vigia.Severity, path, kind, message, remedy string) {
	j.findings = append(j.findings, vigia.Finding{Severity: sev, Path: path, Kind: kind, Message: message, Remedy: remedy})
}

func (j *judge) block(path, kind, message, remedy string) {
	j.add(vigia.Block, path, kind, message, remedy)
}

// identity holds items to one report each, once in a digest, and two items of
// one report to the same facts: otherwise it could count differently in each.
func (j *judge) identity(it Item, first map[string]Item, seen map[string]string) {
	if it.Report == "" {
		j.block(it.Path, "report", "the item names no report", "place a report of the desk, or take the item out")
		return
	}
	key := it.Digest + "\x00" + it.Report
	if at, twice := seen[key]; twice {
		j.block(it.Path, "duplicate", fmt.Sprintf("report %s stands in digest %s already, at %s", it.Report, it.Digest, at), "take one of the two out")
	}
	seen[key] = it.Path
	was, known := first[it.Report]
	if !known {
		first[it.Report] = it
		return
	}
	for _, d := range []struct{ what, a, b string }{
		{"outlet", was.Outlet, it.Outlet},
		{"kind", string(was.Kind), string(it.Kind)},
		{"class", string(was.Class), string(it.Class)},
		{"government", was.Government, it.Government},
		{"genre", string(was.Genre), string(it.Genre)},
		{"publication date", was.Published.String(), it.Published.String()},
	} {
		if d.a != d.b {
			j.block(it.Path, "conflict", fmt.Sprintf("report %s has the %s %q here and %q at %s", it.Report, d.what, d.b, d.a, was.Path), "correct the record of the report, then judge again")
		}
	}
}

// kind keeps what is not a media report out of the digests' bullets.
func (j *judge) kind(it Item) {
	switch {
	case isOfficial(it):
		j.block(it.Path, "official", fmt.Sprintf("report %s is an official document, and a digest lists media reports", it.Report), "cite it in the analysis instead")
		return
	case it.Kind == vigia.OwnProduct:
		j.add(vigia.Warn, it.Path, "self_citation", fmt.Sprintf("report %s is a product of this house; it stays outside the base", it.Report), "cite it in the analysis instead")
	case it.Kind != vigia.MediaReport:
		j.block(it.Path, "kind", fmt.Sprintf("unknown kind of source %q", it.Kind), "set it to media, official or own")
	}
	switch {
	case it.Class != vigia.UnknownClass && !KnownClass(it.Class):
		j.block(it.Path, "class", fmt.Sprintf("unknown class %q of outlet %s", it.Class, it.Outlet), "use SC, CaPu, CaPr, ISFM, ISF, ISM, IP or OFF in outlets.csv")
	case it.Class == vigia.UnknownClass && j.policy.Unknown == "refused":
		j.block(it.Path, "class", fmt.Sprintf("outlet %s has no class yet", it.Outlet), "decide its class in outlets.csv, or take the item out")
	case it.Class == vigia.UnknownClass:
		j.add(vigia.Warn, it.Path, "class", fmt.Sprintf("outlet %s has no class yet, so it counts as state media", it.Outlet), "decide its class in outlets.csv")
	case slices.Contains(j.policy.CountedClasses, it.Class) && strings.TrimSpace(it.Government) == "":
		j.block(it.Path, "class", fmt.Sprintf("outlet %s is of class %s, but no state is named behind it", it.Outlet, it.Class), "name its government in outlets.csv")
	}
}

// genre applies the three lists; a genre in none of them has not been decided.
func (j *judge) genre(it Item) {
	if strings.TrimSpace(it.SelectedBy) == "" {
		j.block(it.Path, "selected_by", "nobody is named as having selected it", "select it again at the desk")
	}
	g := j.policy.Genres
	switch {
	case slices.Contains(g.Forbidden, it.Genre):
		j.block(it.Path, "genre", fmt.Sprintf("report %s is of the genre %s, which may not be selected", it.Report, it.Genre), "take it out, or correct its genre with a reason")
	case slices.Contains(g.EditorYes, it.Genre):
		if it.EditorYes == "" {
			j.block(it.Path, "editor_yes", fmt.Sprintf("the genre %s needs an editor's yes", it.Genre), "ask an editor for a yes")
		} else if it.EditorYes == it.SelectedBy {
			j.block(it.Path, "editor_yes", fmt.Sprintf("%s selected it and said the editor's yes", it.EditorYes), "ask another editor for a yes")
		}
	case it.Genre == vigia.UnknownGenre:
		j.block(it.Path, "genre", "the genre is not decided", "set the genre of the report")
	case !slices.Contains(g.Allowed, it.Genre):
		j.block(it.Path, "genre", fmt.Sprintf("the policy does not name the genre %q", it.Genre), "correct the genre, or add it to a list of the policy")
	}
}

// relevance asks for a dimension and for a link to the region (S9).
func (j *judge) relevance(it Item) {
	blank := func(s string) bool { return strings.TrimSpace(s) == "" }
	if !slices.ContainsFunc(it.Dimensions, func(s string) bool { return !blank(s) }) {
		j.block(it.Path, "dimension", "no dimension says why it is relevant", "set at least one: diplomatic, economic, military …")
	}
	if !slices.ContainsFunc(it.Countries, func(s string) bool { return !blank(s) }) {
		j.block(it.Path, "country", "nothing links it to the region", "set at least one country, or take the item out")
	}
}

// copies stops two copies of one text from standing as two reports: they
// would enlarge the base, and so the room for state media.
func (j *judge) copies() {
	first := map[string]Item{} // text -> its first item
	for _, it := range j.selection.Items {
		if it.Report == "" || !inBase(it) {
			continue
		}
		text := it.Report
		if it.Relation == vigia.Copy && it.OriginReport != "" {
			text = it.OriginReport
		}
		was, known := first[text]
		if !known {
			first[text] = it
		} else if was.Report != it.Report {
			j.block(it.Path, "copy", fmt.Sprintf("report %s carries the text of %s at %s", it.Report, was.Report, was.Path), "keep one of them; the others are listed as its relays")
		}
	}
}
