package desk

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"vigia"
	"vigia/internal/article"
	"vigia/internal/db"
	"vigia/internal/text"
)

// Strike is a passage that a person has struck from what a report gives to an
// edition: the act is kept, the declaration is not.
type Strike struct {
	ID, Report string
	Start, End int    // in bytes of the report's text; 0, 0 if it stands there no more
	Quote      string // what was struck
	Why        string
	By, ByName string
	At         time.Time
}

// StrikeOut strikes a passage, and writes it in the ledger.
func StrikeOut(tx *db.Tx, by Person, report string, start, end int, why string) (Strike, error) {
	s := Strike{Report: report, Start: start, End: end, Why: strings.TrimSpace(why), By: by.ID, ByName: by.Name}
	if err := by.Must(Triage); err != nil {
		return s, err
	}
	r, err := article.Get(tx.Context(), tx, report)
	if err != nil {
		return s, err
	}
	if start < 0 || end <= start || end > len(r.Text) || strings.TrimSpace(r.Text[start:end]) == "" {
		return s, &vigia.Problem{Kind: vigia.ErrInvalid, What: "there is no such passage in the report", Remedy: "load the page again: the report may have been read anew"}
	}
	s.Quote = strings.ToValidUTF8(r.Text[start:end], "")
	if s.Why == "" {
		return s, &vigia.Problem{Kind: vigia.ErrInvalid, What: "a strike needs a reason", Remedy: "say why the passage is struck"}
	}
	held, err := StrikesOf(tx.Context(), tx, r.ID, r.Text)
	if err != nil {
		return s, err
	}
	for _, h := range held {
		if h.Start < end && start < h.End {
			return s, &vigia.Problem{Kind: vigia.ErrConflict, What: "a part of the passage is struck already", Remedy: "load the page again"}
		}
	}
	s.ID, s.At = vigia.NewID("str", tx.Now), tx.Now
	_, err = tx.Exec(`
		INSERT INTO strikes (id, report, start, stop, quote, why, by, at, lifted_by, lifted_at)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, '', 0)`, s.ID, report, start, end, s.Quote, s.Why, by.ID, db.Micros(tx.Now))
	if err != nil {
		return s, fmt.Errorf("strike in report %s: %w", report, err)
	}
	return s, Record(tx, by, Decision{Report: report, Action: Struck, Reason: s.Why, Note: text.Cut(s.Quote, 300)})
}

// Lift takes a strike back; that it was there stays in the ledger.
func Lift(tx *db.Tx, by Person, id string) (Strike, error) {
	if err := by.Must(Triage); err != nil {
		return Strike{}, err
	}
	s, err := db.One(strikes(tx.Context(), tx, `s.id = ? AND s.lifted_at = 0`, id))
	if errors.Is(err, vigia.ErrNotFound) {
		return s, &vigia.Problem{Kind: vigia.ErrNotFound, What: "the passage is not struck any more", Remedy: "load the page again"}
	}
	if err != nil {
		return s, err
	}
	if _, err := tx.Exec(`UPDATE strikes SET lifted_by = ?, lifted_at = ? WHERE id = ?`, by.ID, db.Micros(tx.Now), id); err != nil {
		return s, fmt.Errorf("strike %s: %w", id, err)
	}
	return s, Record(tx, by, Decision{Report: s.Report, Action: Lifted, Reason: s.Why, Note: text.Cut(s.Quote, 300)})
}

// StrikesOf are the strikes that hold on a report, in the order of its text. If
// the report was read anew since, a passage is looked for where it stands now.
func StrikesOf(ctx context.Context, q db.Querier, report, body string) ([]Strike, error) {
	ss, err := strikes(ctx, q, `s.report = ? AND s.lifted_at = 0`, report)
	if err != nil {
		return nil, err
	}
	for i := range ss {
		s := &ss[i]
		if s.End <= len(body) && body[s.Start:s.End] == s.Quote {
			continue
		}
		at := strings.Index(body, s.Quote)
		if s.Start, s.End = at, at+len(s.Quote); at < 0 {
			s.Start, s.End = 0, 0
		}
	}
	return ss, nil
}

// StrikesIn are the strikes that hold on several reports, by report.
func StrikesIn(ctx context.Context, q db.Querier, reports []string) (map[string][]Strike, error) {
	out := map[string][]Strike{}
	for part := range slices.Chunk(reports, 500) {
		in, args := db.In(part)
		ss, err := strikes(ctx, q, `s.lifted_at = 0 AND s.report IN `+in, args...)
		if err != nil {
			return nil, err
		}
		for _, s := range ss {
			out[s.Report] = append(out[s.Report], s)
		}
	}
	return out, nil
}

// Within reports whether a quotation takes in what was struck, or a part of it.
func (s Strike) Within(quote string) bool {
	return quote != "" && (strings.Contains(s.Quote, quote) || strings.Contains(quote, s.Quote))
}

func strikes(ctx context.Context, q db.Querier, where string, args ...any) ([]Strike, error) {
	rows, err := q.Query(ctx, `
		SELECT s.id, s.report, s.start, s.stop, s.quote, s.why, s.by, p.name, s.at
		FROM strikes s JOIN people p ON p.id = s.by
		WHERE `+where+` ORDER BY s.start, s.id`, args...)
	ss, err := db.Collect(rows, err, func(r *db.Rows) (s Strike, err error) {
		var at int64
		err = r.Scan(&s.ID, &s.Report, &s.Start, &s.End, &s.Quote, &s.Why, &s.By, &s.ByName, &at)
		s.At = db.Time(at)
		return s, err
	})
	if err != nil {
		return nil, fmt.Errorf("strikes: %w", err)
	}
	return ss, nil
}
