package edition

import (
	"fmt"
	"slices"
	"strings"

	"vigia"
	"vigia/internal/db"
	"vigia/internal/desk"
	"vigia/internal/label"
	"vigia/internal/policy"
)

// ApproveGenre is an editor's yes to a report whose genre needs one.
func ApproveGenre(tx *db.Tx, by desk.Person, item string) error {
	e, it, err := itemForChange(tx, by, desk.Override, item)
	if err != nil {
		return err
	}
	labels, err := label.Of(tx.Context(), tx, []string{it.Report})
	if err != nil {
		return err
	}
	genre := known{labels: labels[it.Report]}.genre()
	switch {
	case !slices.Contains(e.Policy.Genres.EditorYes, genre):
		return conflict(fmt.Sprintf("the genre %q needs no editor's yes", genre), "nothing is to be done")
	case it.SelectedBy == by.ID:
		return forbidden(by.Name+" selected the report and cannot allow its genre", "ask another editor for a yes")
	case it.EditorYes != "":
		return nil
	}
	if _, err := tx.Exec(`UPDATE items SET editor_yes = ? WHERE id = ?`, by.ID, it.ID); err != nil {
		return fmt.Errorf("item %s: %w", it.ID, err)
	}
	d := desk.Decision{Report: it.Report, Action: desk.AllowedYes, Digest: it.Digest, Edition: e.ID, Reason: string(genre)}
	if err := desk.Record(tx, by, d); err != nil {
		return err
	}
	return changed(tx, by, e, "genre allowed", it.Path()+" "+string(genre))
}

// OverrideItem is an editor's written reason to take state media although
// others reported it too. The selector cannot give it.
func OverrideItem(tx *db.Tx, by desk.Person, item, reason string) error {
	e, it, err := itemForChange(tx, by, desk.Override, item)
	if err != nil {
		return err
	}
	if it.SelectedBy == by.ID {
		return forbidden(by.Name+" selected the report and cannot override the rule for it", "ask another editor")
	}
	o := policy.Override{By: by.ID, Role: string(by.Role), At: tx.Now, Reason: strings.TrimSpace(reason)}
	if fs := overrideFaults(e.Policy, o); len(fs) > 0 {
		return problem(vigia.ErrRefused, fs)
	}
	row, err := stored(o)
	if err != nil {
		return err
	}
	if _, err := tx.Exec(`UPDATE items SET override = ? WHERE id = ?`, row, it.ID); err != nil {
		return fmt.Errorf("item %s: %w", it.ID, err)
	}
	d := desk.Decision{Report: it.Report, Action: desk.Overrode, Digest: it.Digest, Edition: e.ID, Reason: o.Reason}
	if err := desk.Record(tx, by, d); err != nil {
		return err
	}
	return changed(tx, by, e, "rule overridden", it.Path()+" "+o.Reason)
}

// overrideFaults asks the policy whether a signature would do, on an item that
// lacks nothing else.
func overrideFaults(p policy.Policy, o policy.Override) []vigia.Finding {
	it := policy.Item{Path: "item", Report: "r", Kind: vigia.MediaReport, Class: "", SelectedBy: "selector", Override: &o}
	var fs []vigia.Finding
	for _, f := range policy.Check(p, policy.Selection{Items: []policy.Item{it}}).Findings {
		if f.Severity == vigia.Block && f.Kind == "override" {
			fs = append(fs, f)
		}
	}
	return fs
}
