package edition

import (
	"fmt"
	"strings"

	"vigia/internal/db"
	"vigia/internal/desk"
	"vigia/internal/text"
)

// Reread follows the change of a report's text that an editor has accepted:
// its citations point to the same words in the new text, and editions that
// select or cite it and are not published are drafts again. If words that an
// edition cites are gone, nothing changes and the error names them.
func Reread(tx *db.Tx, by desk.Person, report, before, after string) error {
	rows, err := tx.Query(tx.Context(), `SELECT edition FROM items WHERE report = ? UNION SELECT edition FROM citations WHERE report = ? ORDER BY 1`, report, report)
	ids, err := db.Collect(rows, err, func(r *db.Rows) (id string, err error) { return id, r.Scan(&id) })
	if err != nil {
		return fmt.Errorf("editions of report %s: %w", report, err)
	}
	for _, id := range ids {
		if err := tx.Serial("edition " + id); err != nil {
			return fmt.Errorf("edition %s: %w", id, err)
		}
		e, err := Get(tx.Context(), tx, id)
		if err != nil {
			return err
		}
		if err := recite(tx, e, report, before, after); err != nil {
			return err
		}
		if e.Status == Published {
			continue // what was published stands as it was published
		}
		if err := changed(tx, by, e, "report read again", report); err != nil {
			return err
		}
	}
	return nil
}

type citation struct {
	section, language      string
	paragraph, sentence, n int
	start, stop            int
}

const citationsOfSQL = `SELECT section, language, paragraph, sentence, n, start, stop FROM citations WHERE edition = ? AND report = ?`

const moveCitationSQL = `
	UPDATE citations SET start = ?, stop = ?
	WHERE edition = ? AND section = ? AND language = ? AND paragraph = ? AND sentence = ? AND n = ?`

// recite moves the passages that an edition cites to where they stand now.
func recite(tx *db.Tx, e Edition, report, before, after string) error {
	rows, err := tx.Query(tx.Context(), citationsOfSQL, e.ID, report)
	all, err := db.Collect(rows, err, func(r *db.Rows) (c citation, err error) {
		return c, r.Scan(&c.section, &c.language, &c.paragraph, &c.sentence, &c.n, &c.start, &c.stop)
	})
	if err != nil {
		return fmt.Errorf("citations of report %s: %w", report, err)
	}
	for _, c := range all {
		start, stop := 0, 0
		if c.start >= 0 && c.start < c.stop && c.stop <= len(before) {
			words := before[c.start:c.stop]
			if start = strings.Index(after, words); start < 0 {
				return gone(e, c.section, words)
			}
			stop = start + len(words)
		}
		if _, err := tx.Exec(moveCitationSQL, start, stop, e.ID, c.section, c.language, c.paragraph, c.sentence, c.n); err != nil {
			return fmt.Errorf("citations of report %s: %w", report, err)
		}
	}
	return nil
}

// gone is why a reading cannot be accepted: an edition rests on words that it
// does not have.
func gone(e Edition, section, words string) error {
	words = text.Cut(words, 120)
	if e.Status == Published {
		return conflict(fmt.Sprintf("edition %d is published and cites words that the new reading does not have: “%s”", e.Number, words),
			"refuse the new reading, and say what is wrong with it in a report of the misreading")
	}
	return conflict(fmt.Sprintf("edition %d cites words in its section %s that the new reading does not have: “%s”", e.Number, section, words),
		"cite another passage there first, or refuse the new reading")
}
