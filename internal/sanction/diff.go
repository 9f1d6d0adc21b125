package sanction

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"vigia/internal/text"
)

// What became of a subject.
const (
	Listed  = "listed" // it stood there when the list was first read
	Added   = "added"
	Removed = "removed"
	Changed = "changed"
)

// Act is what a new version of a list did to one subject.
type Act struct {
	Action string
	Was    Subject // before; empty if it was added
	Is     Subject // after; empty if it was removed
}

// ID is the number of the entry.
func (a Act) ID() string {
	if a.Action == Removed {
		return a.Was.ID
	}
	return a.Is.ID
}

// Name is the name of the entry, as it is now.
func (a Act) Name() string {
	if a.Action == Removed {
		return a.Was.Name
	}
	return a.Is.Name
}

// Diff tells what changed from one version to the next, in the order added,
// removed, changed, each by number. Only what is read counts: order, blanks and
// encodings do not.
func Diff(before, after []Subject) []Act {
	var added, removed, changed []Act
	old := map[string]Subject{}
	for _, s := range before {
		old[s.ID] = s
	}
	for _, s := range after {
		was, there := old[s.ID]
		delete(old, s.ID)
		switch {
		case !there:
			added = append(added, Act{Action: Added, Is: s})
		case !same(was, s):
			changed = append(changed, Act{Action: Changed, Was: was, Is: s})
		}
	}
	for _, s := range before {
		if _, gone := old[s.ID]; gone {
			removed = append(removed, Act{Action: Removed, Was: s})
		}
	}
	return slices.Concat(added, removed, changed)
}

func same(a, b Subject) bool { return len(a.Fields(b)) == 0 }

// Field is a text that two versions of an entry have differently.
type Field struct{ Name, Was, Is string }

// Fields are the texts in which b differs.
func (a Subject) Fields(b Subject) (out []Field) {
	add := func(name, was, is string) {
		if plainly(was) != plainly(is) {
			out = append(out, Field{name, was, is})
		}
	}
	add("name", a.Name, b.Name)
	add("type", a.Type, b.Type)
	add("programme", a.Programs, b.Programs)
	add("also known as", strings.Join(a.Aliases, "; "), strings.Join(b.Aliases, "; "))
	add("remark", a.Remark, b.Remark)
	return out
}

// plainly is a text without what encodings and typists do to it.
func plainly(s string) string { return strings.Join(strings.Fields(text.Bare(s)), " ") }

// Suspicious says why a version is more likely a fault than the will of its
// publisher, so that a person is asked before it counts; "" if it is not. Lists
// grow day by day and lose some entries: to lose a twentieth of itself at once,
// or to break off, is what broken downloads do.
func Suspicious(before int, v Version, acts []Act) string {
	n := map[string]int{}
	for _, a := range acts {
		n[a.Action]++
	}
	switch limit := max(leastLost, before/20); {
	case before == 0:
		return ""
	case len(v.Subjects) == 0:
		return "it has no entry at all"
	case v.Broken > max(leastLost, v.Rows/100):
		return fmt.Sprintf("%d of %d rows cannot be read", v.Broken, v.Rows)
	case v.Broken > 0 && n[Removed] > 0:
		return fmt.Sprintf("%d rows cannot be read, and %d entries are missing: they may be the same", v.Broken, n[Removed])
	case n[Removed] > limit:
		return fmt.Sprintf("%d of %d entries are missing: the download may have broken off", n[Removed], before)
	case n[Changed] > max(10*leastLost, before/5):
		return fmt.Sprintf("%d of %d entries are another: the numbers or the encoding may have changed", n[Changed], before)
	}
	return ""
}

// leastLost is how many entries a small list may lose at once.
const leastLost = 20

// News is a version's difference to the one before, as a report tells it.
type News struct {
	Title, Text string
}

// Tell writes the report of a day's acts, in neutral English: a name stands on
// a list by the act of its publisher, which the text names. since is the day of
// the version before.
func Tell(publisher string, since, day time.Time, acts []Act) News {
	n := map[string]int{}
	for _, a := range acts {
		n[a.Action]++
	}
	var counts, ps []string
	for _, action := range []string{Added, Removed, Changed} {
		if n[action] > 0 {
			counts = append(counts, fmt.Sprintf("%d %s", n[action], action))
		}
	}
	ps = append(ps, fmt.Sprintf("The list of %s as of %s differs from that of %s: %s.", publisher, date(day), date(since), strings.Join(counts, ", ")))
	for _, a := range acts[:min(len(acts), mostTold)] {
		ps = append(ps, a.sentence())
	}
	if more := len(acts) - mostTold; more > 0 {
		ps = append(ps, fmt.Sprintf("%d more entries are kept with the list.", more))
	}
	return News{fmt.Sprintf("%s, %s: %s", publisher, date(day), strings.Join(counts, ", ")), strings.Join(ps, "\n\n")}
}

// mostTold bounds the members that a report names.
const mostTold = 500

func date(t time.Time) string { return t.Format("2 January 2006") }

func (a Act) sentence() string {
	switch a.Action {
	case Removed:
		return fmt.Sprintf("%s (%s), entry %s, was removed; it stood under programme %s.", a.Was.Name, a.Was.Type, a.Was.ID, a.Was.Programs)
	case Changed:
		var parts []string
		for _, f := range a.Was.Fields(a.Is) {
			parts = append(parts, fmt.Sprintf("%s was %q and is %q", f.Name, text.Cut(f.Was, 300), text.Cut(f.Is, 300)))
		}
		return fmt.Sprintf("%s (%s), entry %s, was changed: %s.", a.Is.Name, a.Is.Type, a.Is.ID, strings.Join(parts, "; "))
	}
	s := fmt.Sprintf("%s (%s), entry %s, was added under programme %s", a.Is.Name, a.Is.Type, a.Is.ID, a.Is.Programs)
	if len(a.Is.Aliases) > 0 {
		s += ", also known as " + strings.Join(a.Is.Aliases[:min(len(a.Is.Aliases), 10)], "; ")
	}
	if a.Is.Remark != "" {
		s += ": " + text.Cut(a.Is.Remark, 400)
	}
	return s + "."
}
