package desk

import (
	"context"
	"fmt"
	"strings"
	"time"

	"vigia"
	"vigia/internal/db"
	"vigia/internal/rank"
)

// Disagreement is a reviewer whose decisions go against what the others' teach,
// with the reports to look at.
type Disagreement struct {
	ID, Network string
	Person      Person
	At          time.Time
	Decisions   int
	Against     int
	Reports     []DecidedOtherwise
}

// DecidedOtherwise is one of those reports.
type DecidedOtherwise struct {
	Report, Title, Language string
	Selected                bool
}

// Sees reports whether the person may see whose decisions differ: it is about
// colleagues.
func (p Person) Sees() bool { return p.May(Approve) || p.May(Staff) }

const otherwiseSQL = `SELECT r.id, r.title, r.language, ` + lastAction + ` FROM reports r WHERE r.id IN `

// mostOtherwise is how many reports of an alarm are shown, the latest.
const mostOtherwise = 12

// Disagreements are the alarms that nobody has looked at yet.
func Disagreements(ctx context.Context, q db.Querier) ([]Disagreement, error) {
	alarms, err := rank.Alarms(ctx, q)
	if err != nil {
		return nil, err
	}
	var out []Disagreement
	for _, a := range alarms {
		d := Disagreement{ID: a.ID, Network: a.Network, At: a.At, Decisions: a.Decisions, Against: a.Against}
		if d.Person, err = PersonByID(ctx, q, a.By); err != nil {
			return nil, fmt.Errorf("alarm %s: %w", a.ID, err)
		}
		in, args := db.In(a.Reports[max(0, len(a.Reports)-mostOtherwise):])
		rows, err := q.Query(ctx, otherwiseSQL+in+` ORDER BY r.id DESC`, args...)
		d.Reports, err = db.Collect(rows, err, func(r *db.Rows) (x DecidedOtherwise, err error) {
			var last Action
			err = r.Scan(&x.Report, &x.Title, &x.Language, &last)
			x.Selected = last.state() == Selected
			return x, err
		})
		if err != nil {
			return nil, fmt.Errorf("alarm %s: %w", a.ID, err)
		}
		out = append(out, d)
	}
	return out, nil
}

// LookedAt takes an alarm down, with a note of what was found. Nobody takes
// down one about their own decisions.
func LookedAt(tx *db.Tx, by Person, id, note string) error {
	if !by.Sees() {
		return by.Must(Approve)
	}
	a, err := rank.AlarmByID(tx.Context(), tx, id)
	if err != nil {
		return err
	}
	if a.By == by.ID {
		return &vigia.Problem{Kind: vigia.ErrForbidden, What: "this is about your own decisions", Remedy: "ask another editor or the administrator to look at them"}
	}
	if note = strings.TrimSpace(note); note == "" {
		return &vigia.Problem{Kind: vigia.ErrInvalid, What: "it is not said what was found", Remedy: "write a few words: other duties, a misunderstanding, an account in wrong hands"}
	}
	if err := rank.Settle(tx, id, by.ID, note); err != nil {
		return err
	}
	p, err := PersonByID(tx.Context(), tx, a.By)
	if err != nil {
		return err
	}
	return Audit(tx, by, "disagreement looked at", p.Login+" "+a.Network, note)
}
