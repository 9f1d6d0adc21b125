package edition

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"time"

	"vigia"
	"vigia/internal/db"
	"vigia/internal/desk"
	"vigia/internal/monitor"
)

// New is what an edition begins with. Without a number it gets the next one;
// without a period, the one after the latest; without an anchor, the last day
// of its period.
type New struct {
	Number           int
	From, To, Anchor time.Time
	Title            vigia.Texts
}

const insertSQL = `
	INSERT INTO editions (` + columns + `)
	VALUES (?, ?, ?, ?, ?, ?, ?, ?, '{}', '{}', '[]', '', ?, 1, ?, ?, '', '', 0, 0, 0)`

// Create begins an edition, as a draft under the monitor's policy of today.
// Its period may not overlap another edition's.
func Create(tx *db.Tx, m *monitor.Monitor, by desk.Person, n New) (Edition, error) {
	if err := by.Must(desk.Triage); err != nil {
		return Edition{}, err
	}
	if err := tx.Serial("editions"); err != nil {
		return Edition{}, fmt.Errorf("create edition: %w", err)
	}
	all, err := List(tx.Context(), tx)
	if err != nil {
		return Edition{}, err
	}
	if n, err = settle(m, n, all); err != nil {
		return Edition{}, err
	}
	pol, err := stored(m.Policy)
	if err != nil {
		return Edition{}, err
	}
	title, err := stored(clean(n.Title))
	if err != nil {
		return Edition{}, err
	}
	id := vigia.NewID("edi", tx.Now)
	_, err = tx.Exec(insertSQL, id, n.Number, m.Key, pol, db.Micros(n.From), db.Micros(n.To), db.Micros(n.Anchor), title,
		Draft, by.ID, db.Micros(tx.Now))
	if err != nil {
		return Edition{}, fmt.Errorf("create edition %d: %w", n.Number, err)
	}
	if err := desk.Audit(tx, by, "edition created", strconv.Itoa(n.Number), days(n.From, n.To)); err != nil {
		return Edition{}, err
	}
	return Get(tx.Context(), tx, id)
}

// settle fills in what New leaves open and refuses what cannot be.
func settle(m *monitor.Monitor, n New, all []Edition) (New, error) {
	if n.From.IsZero() && n.To.IsZero() && len(all) > 0 {
		n.From = all[0].To.AddDate(0, 0, 1)
		n.To = n.From.AddDate(0, max(m.Periods.Months, 1), -1)
	}
	n.From, n.To, n.Anchor = day(n.From), day(n.To), day(n.Anchor)
	if n.Anchor.IsZero() {
		n.Anchor = n.To
	}
	top := 0
	for _, e := range all {
		top = max(top, e.Number)
	}
	if n.Number == 0 {
		n.Number = top + 1
	}
	switch {
	case n.From.IsZero() || n.To.IsZero():
		return n, invalid("the edition has no period", "give its first and last day")
	case n.To.Before(n.From):
		return n, invalid(fmt.Sprintf("the period ends on %s, before it begins on %s", n.To.Format(time.DateOnly), n.From.Format(time.DateOnly)), "correct the two days")
	case n.Anchor.Before(n.From):
		return n, invalid(fmt.Sprintf("the anchor day %s lies before the period", n.Anchor.Format(time.DateOnly)), "choose the day on which the texts speak, in the period or after it")
	case n.Number < 1 || n.Number > lastNumber:
		return n, invalid(fmt.Sprintf("%d is no number of an edition", n.Number), fmt.Sprintf("use 1 to %d", lastNumber))
	}
	for _, e := range all {
		switch {
		case e.Number == n.Number:
			return n, conflict(fmt.Sprintf("there is an edition %d already", n.Number), fmt.Sprintf("use %d, or leave the number open", top+1))
		case !n.To.Before(e.From) && !e.To.Before(n.From):
			return n, conflict(fmt.Sprintf("the period %s overlaps that of edition %d (%s)", days(n.From, n.To), e.Number, days(e.From, e.To)), "choose days that no other edition covers")
		}
	}
	return n, nil
}

// Previous is the edition whose period ends on the day before e's begins.
// Where that chain has a gap, or e is the first, there is none.
func Previous(ctx context.Context, q db.Querier, e Edition) (Edition, bool, error) {
	p, err := scan(q.QueryRow(ctx, `SELECT `+columns+` FROM editions WHERE period_to = ?`, db.Micros(e.From.AddDate(0, 0, -1))))
	if errors.Is(err, vigia.ErrNotFound) {
		return Edition{}, false, nil
	}
	if err != nil {
		return Edition{}, false, fmt.Errorf("edition before %d: %w", e.Number, err)
	}
	return p, true, nil
}

// earlier is the last edition before e, however long before.
func earlier(ctx context.Context, q db.Querier, e Edition) (Edition, bool, error) {
	p, err := scan(q.QueryRow(ctx, `SELECT `+columns+` FROM editions WHERE period_to < ? ORDER BY period_to DESC LIMIT 1`, db.Micros(e.From)))
	if errors.Is(err, vigia.ErrNotFound) {
		return Edition{}, false, nil
	}
	if err != nil {
		return Edition{}, false, fmt.Errorf("edition before %d: %w", e.Number, err)
	}
	return p, true, nil
}

func days(from, to time.Time) string {
	return from.Format(time.DateOnly) + " to " + to.Format(time.DateOnly)
}

// lastNumber is above what any house will publish: a larger one is a slip.
const lastNumber = 99999
