package desk

import (
	"context"
	"fmt"
	"time"

	"vigia"
	"vigia/internal/db"
	"vigia/internal/label"
	"vigia/internal/monitor"
)

// Action is what a decision does.
type Action string

// The actions. The last of the first four decides whether a report is
// selected, rejected or open.
const (
	Selected   Action = "select"
	Unselected Action = "unselect"
	Rejected   Action = "reject"
	Restored   Action = "restore"
	Overrode   Action = "override"
	AllowedYes Action = "approve_genre"
	Relabelled Action = "label"
	Removed    Action = "remove" // out of one digest, while it stays in another
	Struck     Action = "strike" // a passage, see StrikeOut
	Lifted     Action = "lift"   // a strike
)

// Decision is a row of the ledger: who decided what on which report, when and
// why. Rows are never changed.
type Decision struct {
	ID      string
	At      time.Time
	By      string // person id
	ByName  string
	Report  string
	Action  Action
	Digest  string
	Edition string
	Reason  string // a reason code, or words
	Note    string
}

// Record writes a decision and its line in the audit trail. It is dated after
// the last one on the report: which of two holds is told by their dates, also
// if the clock stands still or is set back between them.
func Record(tx *db.Tx, by Person, d Decision) error {
	var last int64
	err := tx.QueryRow(tx.Context(), `SELECT COALESCE(MAX(at), 0) FROM decisions WHERE report = ?`, d.Report).Scan(&last)
	if err != nil {
		return fmt.Errorf("decision on report %s: %w", d.Report, err)
	}
	at := max(db.Micros(tx.Now), last+1)
	d.ID, d.At, d.By = vigia.NewID("dec", tx.Now), db.Time(at), by.ID
	_, err = tx.Exec(`
		INSERT INTO decisions (id, at, by, report, action, digest, edition, reason, note)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		d.ID, at, d.By, d.Report, d.Action, d.Digest, d.Edition, d.Reason, d.Note)
	if err != nil {
		return fmt.Errorf("decision on report %s: %w", d.Report, err)
	}
	return Audit(tx, by, string(d.Action), d.Report, d.Digest+" "+d.Reason)
}

// Reject takes a report off the queue, with a reason code of the monitor.
func Reject(tx *db.Tx, m *monitor.Monitor, by Person, report, reason, note string) error {
	if err := by.Must(Triage); err != nil {
		return err
	}
	known := false
	for _, r := range m.Reject {
		known = known || r.Key == reason
	}
	if !known {
		return &vigia.Problem{Kind: vigia.ErrInvalid, What: fmt.Sprintf("unknown reason %q", reason), Remedy: "choose one of the monitor's reasons"}
	}
	state, err := stateOf(tx, report)
	if err != nil {
		return err
	}
	if state == Selected {
		return &vigia.Problem{Kind: vigia.ErrConflict, What: "the report stands in a digest", Remedy: "take it out of the digest first"}
	}
	return Record(tx, by, Decision{Report: report, Action: Rejected, Reason: reason, Note: note})
}

// Restore puts a rejected report back on the queue.
func Restore(tx *db.Tx, by Person, report string) error {
	if err := by.Must(Triage); err != nil {
		return err
	}
	state, err := stateOf(tx, report)
	if err != nil {
		return err
	}
	if state != Rejected {
		return &vigia.Problem{Kind: vigia.ErrConflict, What: "the report is not rejected", Remedy: "load the page again"}
	}
	return Record(tx, by, Decision{Report: report, Action: Restored})
}

// lastAction is SQL for the last deciding action on report r.id, "" if none.
const lastAction = `COALESCE((
	SELECT d.action FROM decisions d
	WHERE d.report = r.id AND d.action IN ('select', 'unselect', 'reject', 'restore')
	ORDER BY d.at DESC, d.id DESC LIMIT 1), '')`

// stateOf is Selected, Rejected or "" for an open report.
func stateOf(tx *db.Tx, report string) (Action, error) {
	var a Action
	err := tx.QueryRow(tx.Context(), `SELECT `+lastAction+` FROM reports r WHERE r.id = ?`, report).Scan(&a)
	if err != nil {
		return "", fmt.Errorf("report %s: %w", report, err)
	}
	return a.state(), nil
}

// state folds an action into the state that it leaves behind.
func (a Action) state() Action {
	if a == Selected || a == Rejected {
		return a
	}
	return ""
}

// CorrectLabel records a person's label, which outranks the machine's.
func CorrectLabel(tx *db.Tx, by Person, report string, l vigia.Label) error {
	if err := by.Must(Triage); err != nil {
		return err
	}
	if err := label.Correct(tx, report, l, by.ID); err != nil {
		return err
	}
	verb := "+"
	if l.Score == 0 {
		verb = "−"
	}
	return Record(tx, by, Decision{Report: report, Action: Relabelled, Reason: verb + string(l.Kind) + " " + l.Value})
}

// DecisionsOf is the ledger of one report, oldest first.
func DecisionsOf(ctx context.Context, q db.Querier, report string) ([]Decision, error) {
	rows, err := q.Query(ctx, `
		SELECT d.id, d.at, d.by, p.name, d.report, d.action, d.digest, d.edition, d.reason, d.note
		FROM decisions d JOIN people p ON p.id = d.by
		WHERE d.report = ? ORDER BY d.at, d.id`, report)
	return db.Collect(rows, err, func(r *db.Rows) (d Decision, err error) {
		var at int64
		err = r.Scan(&d.ID, &at, &d.By, &d.ByName, &d.Report, &d.Action, &d.Digest, &d.Edition, &d.Reason, &d.Note)
		d.At = db.Time(at)
		return d, err
	})
}
