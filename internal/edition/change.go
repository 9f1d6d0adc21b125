package edition

import (
	"fmt"
	"strconv"
	"strings"

	"vigia"
	"vigia/internal/db"
	"vigia/internal/desk"
)

// forChange loads an edition whose content is about to change. No other
// transaction changes it before this one ends.
func forChange(tx *db.Tx, by desk.Person, act desk.Act, id string) (Edition, error) {
	if err := by.Must(act); err != nil {
		return Edition{}, err
	}
	if err := tx.Serial("edition " + id); err != nil {
		return Edition{}, fmt.Errorf("edition %s: %w", id, err)
	}
	e, err := Get(tx.Context(), tx, id)
	if err != nil {
		return Edition{}, err
	}
	if e.Status == Published {
		return Edition{}, refused(fmt.Sprintf("edition %d is published and does not change", e.Number), "corrections come as a correction")
	}
	return e, nil
}

// An edition that was submitted or approved is a draft again: what the second
// person saw is not what stands there now.
const changedSQL = `
	UPDATE editions SET revision = revision + 1, status = ?, submitted_by = '', approved_by = '', approved_at = 0, approved_rev = 0
	WHERE id = ?`

// changed notes that the content of an edition has changed.
func changed(tx *db.Tx, by desk.Person, e Edition, act, detail string) error {
	if _, err := tx.Exec(changedSQL, Draft, e.ID); err != nil {
		return fmt.Errorf("edition %d: %s: %w", e.Number, act, err)
	}
	if e.Status == Approved {
		detail += " (the approval of revision " + strconv.FormatInt(e.ApprovedRevision, 10) + " ends)"
	}
	return desk.Audit(tx, by, act, "edition "+strconv.Itoa(e.Number), strings.TrimSpace(detail))
}

// clean drops empty texts, and white space around the others.
func clean(ts vigia.Texts) vigia.Texts {
	out := vigia.Texts{}
	for lang, t := range ts {
		if t = strings.TrimSpace(t); t != "" {
			out[lang] = t
		}
	}
	return out
}
