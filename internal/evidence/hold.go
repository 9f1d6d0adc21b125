package evidence

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"vigia"
	"vigia/internal/db"
)

// Hold keeps bytes from being removed by any rule: those of a capture, of all
// captures of a source, or of all captures of a period.
type Hold struct {
	ID       string
	Capture  string    // one of the three is given
	Source   string    // source id
	From, To time.Time // first instant, and the first after it
	Reason   string
	By       string
	At       time.Time

	ReleasedBy    string
	ReleasedAt    time.Time // zero: it holds
	ReleaseReason string
}

const holdColumns = `id, capture, source, from_at, to_at, reason, by, at, released_by, released_at, release_reason`

// PutHold begins a hold, in its transaction, and gives it its id.
func PutHold(tx *db.Tx, h Hold) (Hold, error) {
	if err := h.check(tx); err != nil {
		return h, err
	}
	h.ID, h.At = vigia.NewID("hold", tx.Now), tx.Now
	_, err := tx.Exec(`INSERT INTO holds (`+holdColumns+`) VALUES (?, ?, ?, ?, ?, ?, ?, ?, '', 0, '')`,
		h.ID, h.Capture, h.Source, db.Micros(h.From), db.Micros(h.To), h.Reason, h.By, db.Micros(h.At))
	if err != nil {
		return h, fmt.Errorf("hold: %w", err)
	}
	return h, nil
}

func (h Hold) check(tx *db.Tx) error {
	n, what, where := 0, "", ""
	if h.Capture != "" {
		n, what, where = n+1, h.Capture, `SELECT COUNT(*) FROM captures WHERE id = ?`
	}
	if h.Source != "" {
		n, what, where = n+1, h.Source, `SELECT COUNT(*) FROM captures WHERE source = ?`
	}
	if !h.To.IsZero() {
		n++
	}
	invalid := func(what, remedy string) error {
		return &vigia.Problem{Kind: vigia.ErrInvalid, What: what, Remedy: remedy}
	}
	switch {
	case n != 1:
		return invalid("a hold is on a capture, on a source, or on a period", "give one of the three")
	case strings.TrimSpace(h.Reason) == "":
		return invalid("a hold has no reason", "say why, and by whose order: others will have to decide by it")
	case !h.To.IsZero() && !h.From.Before(h.To):
		return invalid("the period of a hold ends before it begins", "give the first day and the last")
	case where == "":
		return nil
	}
	var there int
	if err := tx.QueryRow(tx.Context(), where, what).Scan(&there); err != nil {
		return fmt.Errorf("hold: %w", err)
	}
	if there == 0 {
		return &vigia.Problem{Kind: vigia.ErrNotFound, What: fmt.Sprintf("nothing was captured as %q", what), Remedy: "give the id of a capture (cap_…) or of a source, as 'vigia sources list' shows them"}
	}
	return nil
}

// Release ends a hold. The row stays, with who ended it and why.
func Release(tx *db.Tx, id, by, reason string) error {
	if strings.TrimSpace(reason) == "" {
		return &vigia.Problem{Kind: vigia.ErrInvalid, What: "the release has no reason", Remedy: "say why what was held may go now"}
	}
	n, err := tx.Exec(`UPDATE holds SET released_by = ?, released_at = ?, release_reason = ? WHERE id = ? AND released_at = 0`, by, db.Micros(tx.Now), reason, id)
	if err != nil {
		return fmt.Errorf("release %s: %w", id, err)
	}
	if n == 0 {
		return &vigia.Problem{Kind: vigia.ErrNotFound, What: fmt.Sprintf("no hold %q is in force", id), Remedy: "'vigia evidence status' shows the holds"}
	}
	return nil
}

// Holds lists the holds, those in force first and the newest first.
func Holds(ctx context.Context, q db.Querier) ([]Hold, error) {
	rows, err := q.Query(ctx, `SELECT `+holdColumns+` FROM holds ORDER BY CASE WHEN released_at = 0 THEN 0 ELSE 1 END, at DESC, id`)
	hs, err := db.Collect(rows, err, func(r *db.Rows) (h Hold, err error) {
		var from, to, at, released int64
		err = r.Scan(&h.ID, &h.Capture, &h.Source, &from, &to, &h.Reason, &h.By, &at, &h.ReleasedBy, &released, &h.ReleaseReason)
		h.From, h.To, h.At, h.ReleasedAt = db.Time(from), db.Time(to), db.Time(at), db.Time(released)
		return h, err
	})
	if err != nil {
		return nil, fmt.Errorf("holds: %w", err)
	}
	return hs, nil
}

// heldSQL finds the captures of a list that a hold is on, with the hold.
const heldSQL = `
	SELECT c.id, h.id FROM captures c JOIN holds h ON h.released_at = 0
		AND (h.capture = c.id OR h.source <> '' AND h.source = c.source OR h.to_at <> 0 AND c.at >= h.from_at AND c.at < h.to_at)
	WHERE c.id IN `

// HoldsOn lists the holds in force that are on a capture.
func HoldsOn(ctx context.Context, q db.Querier, capture string) ([]Hold, error) {
	all, err := Holds(ctx, q)
	if err != nil {
		return nil, err
	}
	rows, err := q.Query(ctx, heldSQL+`(?)`, capture)
	on := map[string]bool{}
	err = db.Each(rows, err, func(r *db.Rows) error {
		var id, hold string
		err := r.Scan(&id, &hold)
		on[hold] = true
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("holds: %w", err)
	}
	return slices.DeleteFunc(all, func(h Hold) bool { return !on[h.ID] }), nil
}

// Held gives the captures of a list that may not be removed, each with a hold
// that is on it.
func Held(ctx context.Context, q db.Querier, ids []string) (map[string]string, error) {
	in, args := db.In(ids)
	rows, err := q.Query(ctx, heldSQL+in, args...)
	out := map[string]string{}
	err = db.Each(rows, err, func(r *db.Rows) error {
		var capture, hold string
		err := r.Scan(&capture, &hold)
		out[capture] = hold
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("holds: %w", err)
	}
	return out, nil
}
