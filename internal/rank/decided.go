package rank

import (
	"context"
	"fmt"
	"slices"

	"vigia/internal/db"
)

// decided is what people decided on a report, with what came of it.
type decided struct {
	report   string
	outlet   string
	by       string
	digests  map[string]bool
	rejected string // the reason code, "" if it is not rejected
	n        int    // in the order of time
	at       int64  // when
}

const decidedSQL = `
	SELECT d.report, r.outlet, d.by, d.action, d.digest, d.reason, d.at FROM decisions d JOIN reports r ON r.id = d.report
	WHERE d.action IN ('select', 'unselect', 'reject', 'restore', 'remove')
	ORDER BY d.at DESC, d.id DESC LIMIT ?`

// mostDecisions is how many of the latest decisions teach.
const mostDecisions = 10_000

// loadDecided replays the ledger: the reports on which a decision stands, in
// the order of their last one.
func loadDecided(ctx context.Context, q db.Querier) ([]*decided, error) {
	type row struct {
		report, outlet, by, action, digest, reason string
		at                                         int64
	}
	rs, err := q.Query(ctx, decidedSQL, mostDecisions)
	rows, err := db.Collect(rs, err, func(r *db.Rows) (x row, err error) {
		return x, r.Scan(&x.report, &x.outlet, &x.by, &x.action, &x.digest, &x.reason, &x.at)
	})
	if err != nil {
		return nil, fmt.Errorf("decisions: %w", err)
	}
	of := map[string]*decided{}
	for n, x := range slices.Backward(rows) {
		d := of[x.report]
		if d == nil {
			d = &decided{report: x.report, outlet: x.outlet, digests: map[string]bool{}}
			of[x.report] = d
		}
		d.by, d.n, d.at = x.by, len(rows)-n, x.at
		switch x.action {
		case "select":
			d.digests[x.digest], d.rejected = true, ""
		case "remove":
			delete(d.digests, x.digest)
		case "unselect":
			clear(d.digests)
		case "reject":
			d.rejected = x.reason
		case "restore":
			d.rejected = ""
		}
	}
	var out []*decided
	for _, d := range of {
		if len(d.digests) > 0 || d.rejected != "" {
			out = append(out, d)
		}
	}
	slices.SortFunc(out, func(a, b *decided) int { return a.n - b.n })
	return out, nil
}

// aside are the reasons that say nothing of what a report is about: the same
// was selected from elsewhere, or it came at the wrong time, or the machine read
// it wrongly.
var aside = []string{"duplicate", "state_reported_elsewhere", "out_of_period", "misread", "not_new"}

// teaches reports whether a decision is an example for a network, and which.
// Selected for another network, a report says nothing about this one: it may
// be told in one digest only.
func (d *decided) teaches(network string, labelled bool) (relevant, ok bool) {
	switch {
	case d.digests[network]:
		return true, true
	case d.rejected == "" || slices.Contains(aside, d.rejected):
		return false, false
	}
	return false, labelled
}
