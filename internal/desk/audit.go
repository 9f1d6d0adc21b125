package desk

import (
	"context"
	"fmt"
	"time"

	"vigia"
	"vigia/internal/db"
)

// Audit writes a line of the audit trail.
func Audit(tx *db.Tx, by Person, act, subject, detail string) error {
	who := by.ID
	if who == "" {
		who = "command line"
	}
	_, err := tx.Exec(`INSERT INTO audit (id, at, by, act, subject, detail) VALUES (?, ?, ?, ?, ?, ?)`,
		vigia.NewID("aud", tx.Now), db.Micros(tx.Now), who, act, subject, detail)
	if err != nil {
		return fmt.Errorf("audit %s: %w", act, err)
	}
	return nil
}

// AuditLine is a line of the audit trail.
type AuditLine struct {
	At                       time.Time
	By, Act, Subject, Detail string
}

// AuditLog is the audit trail, newest first.
func AuditLog(ctx context.Context, q db.Querier, limit int) ([]AuditLine, error) {
	rows, err := q.Query(ctx, `
		SELECT a.at, COALESCE(p.name, a.by), a.act, a.subject, a.detail
		FROM audit a LEFT JOIN people p ON p.id = a.by
		ORDER BY a.id DESC LIMIT ?`, limit)
	lines, err := db.Collect(rows, err, func(r *db.Rows) (l AuditLine, err error) {
		var at int64
		err = r.Scan(&at, &l.By, &l.Act, &l.Subject, &l.Detail)
		l.At = db.Time(at)
		return l, err
	})
	if err != nil {
		return nil, fmt.Errorf("audit trail: %w", err)
	}
	return lines, nil
}
