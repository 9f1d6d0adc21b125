package article

import (
	"slices"
	"strings"
	"time"

	"vigia"
	"vigia/internal/db"
)

// Change is a field in which two readings of one capture differ. Before and
// After are the field in words, as pages and listings show it; of a text the
// paragraphs that went and came are told instead.
type Change struct {
	Field   string   `json:"field"`
	Before  string   `json:"before,omitempty"`
	After   string   `json:"after,omitempty"`
	Removed []string `json:"removed,omitempty"` // paragraphs
	Added   []string `json:"added,omitempty"`
	Kept    int      `json:"kept,omitempty"` // paragraphs that both have
}

// The fields that may differ. The first ones are what a report says; Account
// is only what the reader says of its work: where it found each field and what
// it doubts.
const (
	FieldTitle     = "title"
	FieldByline    = "byline"
	FieldPublished = "published"
	FieldModified  = "modified"
	FieldLanguage  = "language"
	FieldText      = "text"
	FieldSection   = "section"
	FieldGenre     = "genre"
	FieldAddress   = "address"
	FieldAccount   = "account"
)

// Fields lists the fields in the order in which they are told.
var Fields = []string{FieldTitle, FieldByline, FieldPublished, FieldModified, FieldLanguage, FieldText, FieldSection,
	FieldGenre, FieldAddress, FieldAccount}

// Says reports whether a report says anything else after the changes.
func Says(changes []Change) bool {
	return slices.ContainsFunc(changes, func(c Change) bool { return c.Field != FieldAccount })
}

// Diff tells in which fields a new reading of a report differs from what is
// stored. How sure the reader is of the language is no field.
func Diff(was, now Stored) []Change {
	var out []Change
	add := func(field, before, after string) {
		if after = db.Text(after); before != after {
			out = append(out, Change{Field: field, Before: before, After: after})
		}
	}
	add(FieldTitle, was.Title, now.Title)
	add(FieldByline, strings.Join(was.Byline, "; "), strings.Join(now.Byline, "; "))
	add(FieldPublished, told(was.Published), told(now.Published))
	add(FieldModified, told(toSecond(was.Modified)), told(toSecond(now.Modified)))
	add(FieldLanguage, was.Language, now.Language)
	if after := db.Text(now.Text); was.Text != after {
		out = append(out, textChange(was.Text, after))
	}
	add(FieldSection, was.Section, now.Section)
	add(FieldGenre, string(was.GenreHint), string(now.GenreHint))
	add(FieldAddress, was.URL, now.URL)
	add(FieldAccount, account(was), account(now))
	return out
}

// told is a date in words that do not depend on the zone that it was read in.
func told(d vigia.Date) string {
	d.At = d.At.UTC().Truncate(time.Microsecond)
	return d.String()
}

// toSecond is how the date of a modification is stored.
func toSecond(d vigia.Date) vigia.Date {
	if !d.Known() {
		return vigia.Date{}
	}
	d.Precision = vigia.ToSec
	return d
}

// account is what the reader says of its work, a line each.
func account(s Stored) string {
	var lines []string
	for field, from := range s.Provenance {
		lines = append(lines, field+": "+from)
	}
	slices.Sort(lines)
	if s.GenreWhy != "" {
		lines = append(lines, "genre: "+s.GenreWhy)
	}
	for _, d := range s.Doubts {
		lines = append(lines, "doubt: "+d)
	}
	return strings.Join(lines, "\n")
}

// textChange tells which paragraphs went and which came. A paragraph that only
// moved is neither; where nothing else happened, Before and After say so.
func textChange(before, after string) Change {
	c := Change{Field: FieldText}
	old, fresh := split(before), split(after)
	left := map[string]int{}
	for _, p := range old {
		left[p]++
	}
	for _, p := range fresh {
		if left[p] > 0 {
			left[p]--
			c.Kept++
		} else {
			c.Added = append(c.Added, p)
		}
	}
	for _, p := range slices.Backward(old) { // of equal ones the last went
		if left[p] > 0 {
			left[p]--
			c.Removed = append(c.Removed, p)
		}
	}
	slices.Reverse(c.Removed)
	if len(c.Added)+len(c.Removed) == 0 {
		c.Before, c.After = "the paragraphs in another order", "the paragraphs in a new order"
	}
	return c
}

func split(s string) []string {
	if s == "" {
		return nil
	}
	return strings.Split(s, "\n\n")
}
