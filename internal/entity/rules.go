package entity

import (
	"context"
	"fmt"
	"time"

	"vigia"
	"vigia/internal/db"
)

// The decisions of people about entities.
const (
	Merge = "merge"
	Split = "split"
)

// Rule is a decision about entities. It stays when it is undone.
type Rule struct {
	ID            string
	At            time.Time
	By, Action    string
	Entity, Other string
	Form          string // of a split: the plain form that is not the entity
	Why           string
	UndoneBy      string
	UndoneAt      time.Time
}

const ruleColumns = `id, at, by, action, entity, other, form, why, undone_by, undone_at`

// Rules lists the decisions, the oldest first; of one entity, or all ("").
func Rules(ctx context.Context, q db.Querier, id string) ([]Rule, error) {
	rows, err := q.Query(ctx, `SELECT `+ruleColumns+` FROM entity_rules WHERE ? = '' OR entity = ? OR other = ? ORDER BY at, id`, id, id, id)
	rs, err := db.Collect(rows, err, scanRule)
	if err != nil {
		return nil, fmt.Errorf("decisions about entities: %w", err)
	}
	return rs, nil
}

func scanRule(r *db.Rows) (x Rule, err error) {
	var at, undone int64
	err = r.Scan(&x.ID, &at, &x.By, &x.Action, &x.Entity, &x.Other, &x.Form, &x.Why, &x.UndoneBy, &undone)
	x.At = db.Time(at)
	if undone != 0 {
		x.UndoneAt = db.Time(undone)
	}
	return x, err
}

// Same maps the entities that were merged to the one that they are.
func Same(rules []Rule) map[string]string {
	to := map[string]string{}
	for _, r := range rules {
		if r.Action == Merge && r.UndoneBy == "" {
			to[r.Other] = r.Entity
		}
	}
	for id := range to {
		at := to[id]
		for range 20 { // chains are short; a ring would be for ever
			next, more := to[at]
			if !more || next == id {
				break
			}
			at = next
		}
		to[id] = at
	}
	return to
}

// Join records that other is entity.
func Join(tx *db.Tx, id, other, by, why string) (rule string, err error) {
	switch {
	case by == "":
		return "", fmt.Errorf("merge: %w: a person must be named", vigia.ErrInvalid)
	case why == "":
		return "", &vigia.Problem{Kind: vigia.ErrInvalid, What: "a merge needs a reason", Remedy: "say in a few words how you know that they are the same"}
	case id == other:
		return "", &vigia.Problem{Kind: vigia.ErrInvalid, What: "it is the same entity already", Remedy: "choose another one"}
	}
	for _, e := range []string{id, other} {
		if _, err := Get(tx.Context(), tx, e); err != nil {
			return "", err
		}
	}
	rules, err := Rules(tx.Context(), tx, "")
	if err != nil {
		return "", err
	}
	same := Same(rules)
	if root(same, id) == root(same, other) {
		return "", &vigia.Problem{Kind: vigia.ErrConflict, What: "they are merged already", Remedy: "undo the merge first if it is wrong"}
	}
	return putRule(tx, Rule{By: by, Action: Merge, Entity: root(same, id), Other: root(same, other), Why: why})
}

func root(same map[string]string, id string) string {
	if to, ok := same[id]; ok {
		return to
	}
	return id
}

func mergeOnce(tx *db.Tx, id, other, why, by string) error {
	rules, err := Rules(tx.Context(), tx, other)
	if err != nil {
		return err
	}
	for _, r := range rules {
		if r.Action == Merge && r.Entity == id && r.Other == other {
			return nil // also where a person undid it
		}
	}
	_, err = putRule(tx, Rule{By: by, Action: Merge, Entity: id, Other: other, Why: why})
	return err
}

// Part records that a form of a name is not the entity: it is other, or nobody
// that is known. The mentions follow at once, and those of later reports too.
func Part(tx *db.Tx, id, form, other, by, why string) (rule string, err error) {
	plain := Plain(form)
	switch {
	case by == "":
		return "", fmt.Errorf("split: %w: a person must be named", vigia.ErrInvalid)
	case why == "":
		return "", &vigia.Problem{Kind: vigia.ErrInvalid, What: "a split needs a reason", Remedy: "say in a few words how you know that it is another"}
	case plain == "  ":
		return "", &vigia.Problem{Kind: vigia.ErrInvalid, What: "the form of the name is empty", Remedy: "give the name as the reports write it"}
	case id == other:
		return "", &vigia.Problem{Kind: vigia.ErrInvalid, What: "it is the same entity already", Remedy: "choose another one, or none"}
	}
	if _, err := Get(tx.Context(), tx, id); err != nil {
		return "", err
	}
	if other != "" {
		if _, err := Get(tx.Context(), tx, other); err != nil {
			return "", err
		}
	}
	if rule, err = putRule(tx, Rule{By: by, Action: Split, Entity: id, Other: other, Form: plain, Why: why}); err != nil {
		return "", err
	}
	return rule, remention(tx, plain)
}

func putRule(tx *db.Tx, r Rule) (string, error) {
	r.ID = vigia.NewID("rul", tx.Now)
	_, err := tx.Exec(`INSERT INTO entity_rules (`+ruleColumns+`) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		r.ID, db.Micros(tx.Now), r.By, r.Action, r.Entity, r.Other, r.Form, r.Why, "", 0)
	if err != nil {
		return "", fmt.Errorf("decision about entity %s: %w", r.Entity, err)
	}
	return r.ID, nil
}

// Undo takes a decision back.
func Undo(tx *db.Tx, rule, by string) error {
	if by == "" {
		return fmt.Errorf("undo: %w: a person must be named", vigia.ErrInvalid)
	}
	r, err := scanRuleRow(tx, rule)
	if err != nil {
		return err
	}
	n, err := tx.Exec(`UPDATE entity_rules SET undone_by = ?, undone_at = ? WHERE id = ? AND undone_by = ''`, by, db.Micros(tx.Now), rule)
	if err != nil {
		return fmt.Errorf("decision %s: %w", rule, err)
	}
	if n == 0 {
		return &vigia.Problem{Kind: vigia.ErrConflict, What: "this decision is undone already", Remedy: "look at the entity again"}
	}
	if r.Action == Split {
		return remention(tx, r.Form)
	}
	return nil
}

func scanRuleRow(tx *db.Tx, id string) (Rule, error) {
	rows, err := tx.Query(tx.Context(), `SELECT `+ruleColumns+` FROM entity_rules WHERE id = ?`, id)
	rs, err := db.Collect(rows, err, scanRule)
	if err != nil {
		return Rule{}, fmt.Errorf("decision %s: %w", id, err)
	}
	if len(rs) == 0 {
		return Rule{}, &vigia.Problem{Kind: vigia.ErrNotFound, What: "there is no such decision about an entity", Remedy: "look at the entity again"}
	}
	return rs[0], nil
}

// remention settles again who the mentions of a form are: what the machine said,
// and what people decided about it since, the latest last.
func remention(tx *db.Tx, plain string) error {
	if _, err := tx.Exec(`UPDATE mentions SET entity = machine WHERE plain = ?`, plain); err != nil {
		return fmt.Errorf("mentions of %q: %w", plain, err)
	}
	rows, err := tx.Query(tx.Context(), `SELECT `+ruleColumns+` FROM entity_rules WHERE action = ? AND form = ? AND undone_by = '' ORDER BY at, id`, Split, plain)
	rs, err := db.Collect(rows, err, scanRule)
	if err != nil {
		return fmt.Errorf("mentions of %q: %w", plain, err)
	}
	for _, r := range rs {
		if _, err := tx.Exec(`UPDATE mentions SET entity = ? WHERE plain = ? AND entity = ?`, r.Other, plain, r.Entity); err != nil {
			return fmt.Errorf("mentions of %q: %w", plain, err)
		}
	}
	return nil
}
