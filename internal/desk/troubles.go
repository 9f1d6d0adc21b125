package desk

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"vigia/internal/db"
)

// Trouble is something that did not work, with what to do about it. The same
// thing at the same place is one trouble, counted.
type Trouble struct {
	What   string // "source", "capture", "reading", "mailbox"
	Where  string // the source, or the host of an import
	Reason string
	Remedy string
	At     time.Time // last time
	Count  int
}

// Troubles are what does not work now, the latest first.
func Troubles(ctx context.Context, q db.Querier, limit int) ([]Trouble, error) {
	var all []Trouble
	for _, sql := range []string{failingSourcesSQL, failedCapturesSQL, misreadsSQL, mailboxesSQL} {
		rows, err := q.Query(ctx, sql, limit)
		ts, err := db.Collect(rows, err, scanTrouble)
		if err != nil {
			return nil, fmt.Errorf("troubles: %w", err)
		}
		all = append(all, ts...)
	}
	slices.SortStableFunc(all, func(a, b Trouble) int {
		return cmp.Or(b.At.Compare(a.At), cmp.Compare(b.Count, a.Count), cmp.Compare(a.Where, b.Where))
	})
	return all[:min(limit, len(all))], nil
}

func scanTrouble(r *db.Rows) (t Trouble, err error) {
	var detail string
	var at int64
	err = r.Scan(&t.What, &t.Where, &t.Reason, &detail, &t.Remedy, &at, &t.Count)
	if detail = strings.TrimSpace(detail); detail != "" && detail != t.Reason {
		t.Reason += ": " + detail
	}
	t.At = db.Time(at)
	return t, err
}

// A source is in trouble while its last poll has failed.
const failingSourcesSQL = `
	SELECT 'source', s.title, s.reason, s.detail, s.remedy, s.last_at, s.fails
	FROM sources s
	WHERE s.fails > 0 AND s.state <> 'paused'
	ORDER BY s.last_at DESC LIMIT ?`

// A failed capture is a trouble until the same address was captured. The
// details of one group differ by the address; one of them stands for all. What
// became of a cited page is told where changes are.
const failedCapturesSQL = `
	SELECT 'capture', COALESCE(s.title, 'import'), c.reason, MAX(c.detail), MAX(c.remedy), MAX(c.at), COUNT(DISTINCT c.url)
	FROM captures c LEFT JOIN sources s ON s.id = c.source
	WHERE c.reason <> '' AND c.via <> 'retention' AND NOT EXISTS (SELECT 1 FROM captures d WHERE d.url = c.url AND d.at >= c.at AND d.reason = '')
		AND NOT EXISTS (SELECT 1 FROM looks l WHERE l.capture = c.id)
	GROUP BY c.source, s.title, c.reason
	ORDER BY MAX(c.at) DESC LIMIT ?`

const misreadsSQL = `
	SELECT 'reading', COALESCE(s.title, 'import'), x.reason, '', MAX(x.remedy), MAX(x.at), COUNT(*)
	FROM misreads x JOIN captures c ON c.id = x.capture LEFT JOIN sources s ON s.id = c.source
	GROUP BY c.source, s.title, x.reason
	ORDER BY MAX(x.at) DESC LIMIT ?`

// A mailbox is in trouble until it could be read.
const mailboxesSQL = `
	SELECT 'mailbox', m.folder, m.reason, '', m.remedy, m.at, m.seen
	FROM mails m WHERE m.state = 'away'
	ORDER BY m.at DESC LIMIT ?`
