package edition

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"vigia"
	"vigia/internal/db"
	"vigia/internal/desk"
	"vigia/internal/policy"
)

// Item is a report in a digest.
type Item struct {
	ID, Edition, Digest, Report string
	Position                    int // from 0
	Summary                     vigia.Texts
	Dimensions                  []string
	SelectedBy                  string
	SelectedAt                  time.Time
	EditorYes                   string           // who allowed its genre
	Override                    *policy.Override // of the rule for state media, signed
	Asked                       string           // why its selector asks for an override
}

// Path names the item in findings.
func (it Item) Path() string { return fmt.Sprintf("digests/%s/items/%d", it.Digest, it.Position) }

const itemColumns = `id, edition, digest, report, position, summary, dimensions, selected_by, selected_at, editor_yes, override`

// Items are an edition's items by digest, each digest in the editor's order.
func Items(ctx context.Context, q db.Querier, edition string) ([]Item, error) {
	return items(ctx, q, `WHERE edition = ? ORDER BY digest, position, id`, edition)
}

// ItemByID is one item; if there is none, a *vigia.Problem says so.
func ItemByID(ctx context.Context, q db.Querier, id string) (Item, error) {
	it, err := db.One(items(ctx, q, `WHERE id = ?`, id))
	if errors.Is(err, vigia.ErrNotFound) {
		return Item{}, &vigia.Problem{Kind: vigia.ErrNotFound, What: "the item " + id + " is not in any digest", Remedy: "load the page again: somebody may have taken it out"}
	}
	return it, err
}

func items(ctx context.Context, q db.Querier, rest string, args ...any) ([]Item, error) {
	rows, err := q.Query(ctx, `SELECT `+itemColumns+` FROM items `+rest, args...)
	its, err := db.Collect(rows, err, scanItem)
	if err != nil {
		return nil, fmt.Errorf("items: %w", err)
	}
	return its, nil
}

func scanItem(r *db.Rows) (it Item, err error) {
	var summary, dimensions, override string
	var at int64
	if err = r.Scan(&it.ID, &it.Edition, &it.Digest, &it.Report, &it.Position, &summary, &dimensions, &it.SelectedBy, &at,
		&it.EditorYes, &override); err != nil {
		return it, err
	}
	it.SelectedAt = db.Time(at)
	err = errors.Join(json.Unmarshal([]byte(summary), &it.Summary), json.Unmarshal([]byte(dimensions), &it.Dimensions))
	if override != "" {
		var o policy.Override
		err = errors.Join(err, json.Unmarshal([]byte(override), &o))
		if o.By == "" {
			it.Asked = o.Reason
		} else {
			it.Override = &o
		}
	}
	if err != nil {
		return it, fmt.Errorf("item %s: stored row: %w", it.ID, err)
	}
	return it, nil
}

// itemForChange loads an item whose edition is about to change.
func itemForChange(tx *db.Tx, by desk.Person, act desk.Act, id string) (Edition, Item, error) {
	it, err := ItemByID(tx.Context(), tx, id)
	if err != nil {
		return Edition{}, it, err
	}
	e, err := forChange(tx, by, act, it.Edition)
	if err != nil {
		return e, it, err
	}
	it, err = ItemByID(tx.Context(), tx, id) // again: the edition is ours only now
	return e, it, err
}

// Unselect takes an item out of its digest.
func Unselect(tx *db.Tx, by desk.Person, item string) error {
	e, it, err := itemForChange(tx, by, desk.Triage, item)
	if err != nil {
		return err
	}
	if _, err := tx.Exec(`DELETE FROM items WHERE id = ?`, it.ID); err != nil {
		return fmt.Errorf("item %s: %w", it.ID, err)
	}
	if err := renumber(tx, e.ID, it.Digest, "", 0); err != nil {
		return err
	}
	var left int
	if err := tx.QueryRow(tx.Context(), `SELECT COUNT(*) FROM items WHERE report = ?`, it.Report).Scan(&left); err != nil {
		return fmt.Errorf("item %s: %w", it.ID, err)
	}
	act := desk.Unselected
	if left > 0 {
		act = desk.Removed
	}
	if err := desk.Record(tx, by, desk.Decision{Report: it.Report, Action: act, Digest: it.Digest, Edition: e.ID}); err != nil {
		return err
	}
	return changed(tx, by, e, "item taken out", it.Path()+" "+it.Report)
}

// Move puts an item at another place of its digest, counted from 0.
func Move(tx *db.Tx, by desk.Person, item string, to int) error {
	e, it, err := itemForChange(tx, by, desk.Triage, item)
	if err != nil {
		return err
	}
	was := it.Position
	if err := renumber(tx, e.ID, it.Digest, it.ID, to); err != nil {
		return err
	}
	if it, err = ItemByID(tx.Context(), tx, item); err != nil || it.Position == was {
		return err
	}
	return changed(tx, by, e, "item moved", fmt.Sprintf("%s from %d", it.Path(), was))
}

// renumber counts a digest's items from 0, with one of them at a place.
func renumber(tx *db.Tx, edition, digest, item string, to int) error {
	its, err := items(tx.Context(), tx, `WHERE edition = ? AND digest = ? ORDER BY position, id`, edition, digest)
	if err != nil {
		return err
	}
	if at := slices.IndexFunc(its, func(it Item) bool { return it.ID == item }); at >= 0 {
		it := its[at]
		its = slices.Delete(its, at, at+1)
		its = slices.Insert(its, min(max(to, 0), len(its)), it)
	}
	for i, it := range its {
		if it.Position == i {
			continue
		}
		if _, err := tx.Exec(`UPDATE items SET position = ? WHERE id = ?`, i, it.ID); err != nil {
			return fmt.Errorf("item %s: %w", it.ID, err)
		}
	}
	return nil
}

// SaveSummary writes an item's summary in the languages given; an empty text
// takes one away.
func SaveSummary(tx *db.Tx, by desk.Person, item string, summary vigia.Texts) error {
	e, it, err := itemForChange(tx, by, desk.Write, item)
	if err != nil {
		return err
	}
	next, same := vigia.Texts{}, true
	for lang, s := range it.Summary {
		next[lang] = s
	}
	for lang, s := range summary {
		s = strings.TrimSpace(s)
		same = same && s == next[lang]
		if next[lang] = s; s == "" {
			delete(next, lang)
		} else if f := summaryFault(s, lang); f.message != "" {
			return invalid("the summary in "+lang+" "+f.message, f.remedy)
		}
	}
	if same {
		return nil
	}
	row, err := stored(next)
	if err != nil {
		return err
	}
	if _, err := tx.Exec(`UPDATE items SET summary = ? WHERE id = ?`, row, it.ID); err != nil {
		return fmt.Errorf("item %s: summary: %w", it.ID, err)
	}
	return changed(tx, by, e, "summary saved", it.Path())
}
