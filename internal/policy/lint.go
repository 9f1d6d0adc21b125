package policy

import (
	"fmt"
	"maps"
	"slices"

	"vigia"
)

// genres are all that a policy must decide on.
var genres = []vigia.Genre{
	vigia.News, vigia.Analysis, vigia.Interview, vigia.Opinion, vigia.Editorial,
	vigia.Advertorial, vigia.PressRelease, vigia.Declaration, vigia.Live, vigia.List,
}

// KnownGenre reports whether a genre is one that a policy decides on.
func KnownGenre(g vigia.Genre) bool { return slices.Contains(genres, g) }

// Lint checks a policy by itself. Paths are those of its YAML and JSON form
// ("cap.denominator", "governments.V[1]"). Check runs it too, so that nothing
// passes under a policy that means nothing.
func (p Policy) Lint() []vigia.Finding {
	var l lint
	if p.ID == "" {
		l.add("id", "the policy has no id", "name it, for instance D20-2020-05")
	}
	l.cap(p)
	if p.Base != "reports" {
		l.add("base", fmt.Sprintf("unknown base %q", p.Base), `write "reports": distinct media reports of all digests`)
	}
	if p.Unknown != "counted" && p.Unknown != "refused" {
		l.add("unknown_class", fmt.Sprintf("unknown rule %q for undecided classes", p.Unknown), "write counted or refused")
	}
	if p.Origin != "warn" && p.Origin != "gate" {
		l.add("origin_share", fmt.Sprintf("unknown rule %q for the share by origin", p.Origin), "write warn or gate")
	}
	l.classes(p)
	l.governments(p)
	l.genres(p)
	if p.Corroboration.WindowDays < 1 || p.Corroboration.WindowDays > 366 {
		l.add("corroboration.window_days", fmt.Sprintf("a window of %d days", p.Corroboration.WindowDays), "write a number of days from 1 to 366")
	}
	if len(p.Override.Roles) == 0 {
		l.add("override.roles", "no role may sign an exception", "name at least one role")
	}
	for i, r := range p.Override.Roles {
		if r == "" {
			l.add(fmt.Sprintf("override.roles[%d]", i), "an empty role could be signed by anybody", "name the role, or take the line out")
		}
	}
	if p.Override.MinReason < 1 {
		l.add("override.min_reason", "an exception would need no reason", "write the least number of characters, for instance 40")
	}
	return l
}

type lint []vigia.Finding

func (l *lint) add(path, message, remedy string) {
	*l = append(*l, vigia.Finding{Severity: vigia.Block, Path: path, Kind: "policy", Message: message, Remedy: remedy})
}

func (l *lint) cap(p Policy) {
	num, den := p.Cap.Numerator, p.Cap.Denominator
	switch {
	case den <= 0 || den > maxDenominator:
		l.add("cap.denominator", fmt.Sprintf("a cap of %d/%d", num, den), fmt.Sprintf("write a denominator from 1 to %d", maxDenominator))
	case num < 0 || num > den:
		l.add("cap.numerator", fmt.Sprintf("a cap of %d/%d", num, den), "write a numerator from 0 to the denominator")
	}
}

func (l *lint) classes(p Policy) {
	if len(p.CountedClasses) == 0 {
		l.add("counted_classes", "no class counts as state media", "name SC, CaPu and CaPr, or what this house counts")
	}
	for i, c := range p.CountedClasses {
		path := fmt.Sprintf("counted_classes[%d]", i)
		switch {
		case c == vigia.UnknownClass:
			l.add(path, "an empty class", "take the line out: unknown_class says what happens to undecided classes")
		case !KnownClass(c):
			l.add(path, fmt.Sprintf("unknown class %q", c), "use SC, CaPu, CaPr, ISFM, ISF or ISM")
		case c == vigia.OfficialBody:
			l.add(path, "official bodies are no media and stand outside the base", "take OFF out")
		case slices.Contains(p.CountedClasses[:i], c):
			l.add(path, fmt.Sprintf("class %s stands twice", c), "take one out")
		}
	}
}

func (l *lint) governments(p Policy) {
	if len(p.Governments) == 0 {
		l.add("governments", "no government's media count", "name the states of each network")
	}
	for _, key := range slices.Sorted(maps.Keys(p.Governments)) {
		codes := p.Governments[key]
		if len(codes) == 0 {
			l.add("governments."+key, fmt.Sprintf("network %s names no state", key), "name its states, or take the line out")
		}
		for i, code := range codes {
			path := fmt.Sprintf("governments.%s[%d]", key, i)
			if _, ok := Government(code, ""); !ok {
				l.add(path, fmt.Sprintf("unknown state %q", code), "use ISO 3166-1 alpha-2 codes in capitals, or HZ")
			} else if slices.Contains(codes[:i], code) {
				l.add(path, fmt.Sprintf("state %s stands twice", code), "take one out")
			}
		}
	}
}

func (l *lint) genres(p Policy) {
	seen := map[vigia.Genre]string{}
	for _, list := range []struct {
		name   string
		genres []vigia.Genre
	}{{"allowed", p.Genres.Allowed}, {"editor_yes", p.Genres.EditorYes}, {"forbidden", p.Genres.Forbidden}} {
		for i, g := range list.genres {
			path := fmt.Sprintf("genres.%s[%d]", list.name, i)
			if !KnownGenre(g) {
				l.add(path, fmt.Sprintf("unknown genre %q", g), fmt.Sprintf("use one of %v", genres))
			} else if was := seen[g]; was != "" {
				l.add(path, fmt.Sprintf("genre %s stands in %s already", g, was), "decide for one list")
			}
			seen[g] = list.name
		}
	}
	for _, g := range genres {
		if seen[g] == "" {
			l.add("genres", fmt.Sprintf("genre %s stands in no list", g), "put it in allowed, editor_yes or forbidden")
		}
	}
}
