package retention

import (
	"context"
	"fmt"
	"slices"
	"time"

	"vigia/internal/db"
	"vigia/internal/evidence"
)

// Plan is what a rule would remove, or has removed.
type Plan struct {
	Rule     Rule
	Captures []string       // that go
	Bytes    int64          // of their bodies' records
	Stays    map[string]int // what falls under the rule and stays, by why
}

// conditions tell which captures c fall under a rule beside their age.
var conditions = map[string]string{
	Unused:  `c.reason = '' AND EXISTS (SELECT 1 FROM reports r WHERE r.capture = c.id)`,
	Unread:  `c.reason = '' AND NOT EXISTS (SELECT 1 FROM reports r WHERE r.capture = c.id)`,
	Refused: `c.reason <> ''`,
	Class: `EXISTS (SELECT 1 FROM reports r JOIN outlet_classes k ON k.outlet = r.outlet WHERE r.capture = c.id AND k.class = ?
		AND (k.valid_from = 0 OR k.valid_from <= r.day_at) AND (k.valid_to = 0 OR k.valid_to > r.day_at))`,
	Outlet: `EXISTS (SELECT 1 FROM reports r WHERE r.capture = c.id AND r.outlet = ?)`,
}

const candidatesSQL = `
	SELECT c.id, c.length FROM captures c
	WHERE c.file <> '' AND c.at < ? AND c.id > ? AND NOT EXISTS (SELECT 1 FROM removals x WHERE x.capture = c.id) AND `

// some is how many captures are looked at together.
const some = 500

// Look tells what rules would remove now, and changes nothing. A capture counts
// for the first rule that it falls under.
func Look(ctx context.Context, q db.Querier, rules []Rule, now time.Time) ([]Plan, error) {
	var plans []Plan
	taken := map[string]bool{}
	for _, rule := range rules {
		p := Plan{Rule: rule, Stays: map[string]int{}}
		for last := ""; ; {
			ids, bytes, err := candidates(ctx, q, rule, now, last)
			if err != nil {
				return nil, err
			}
			if len(ids) == 0 {
				break
			}
			last = ids[len(ids)-1]
			ids = slices.DeleteFunc(ids, func(id string) bool { return taken[id] })
			if err := p.judge(ctx, q, ids, bytes); err != nil {
				return nil, err
			}
			for _, id := range ids {
				taken[id] = true
			}
		}
		plans = append(plans, p)
	}
	return plans, nil
}

func candidates(ctx context.Context, q db.Querier, r Rule, now time.Time, after string) (ids []string, bytes map[string]int64, err error) {
	args := []any{db.Micros(r.before(now)), after}
	if r.Key != "" {
		args = append(args, r.Key)
	}
	rows, err := q.Query(ctx, candidatesSQL+conditions[r.What]+fmt.Sprintf(` ORDER BY c.id LIMIT %d`, some), args...)
	bytes = map[string]int64{}
	err = db.Each(rows, err, func(r *db.Rows) error {
		var id string
		var n int64
		err := r.Scan(&id, &n)
		ids, bytes[id] = append(ids, id), n
		return err
	})
	if err != nil {
		return nil, nil, fmt.Errorf("captures under %q: %w", r, err)
	}
	return ids, bytes, nil
}

// judge parts some captures in those that go and those that stay.
func (p *Plan) judge(ctx context.Context, q db.Querier, ids []string, bytes map[string]int64) error {
	if len(ids) == 0 {
		return nil
	}
	held, err := evidence.Held(ctx, q, ids)
	if err != nil {
		return err
	}
	stays, err := Guard(ctx, q, ids)
	if err != nil {
		return err
	}
	lent, err := evidence.Lent(ctx, q, ids)
	if err != nil {
		return err
	}
	for _, id := range ids {
		switch {
		case held[id] != "":
			p.Stays["held by "+held[id]]++
		case stays[id] != "":
			p.Stays[stays[id]]++
		case lent[id] != "":
			p.Stays["its body is also that of another capture"]++
		default:
			p.Captures = append(p.Captures, id)
			p.Bytes += bytes[id]
		}
	}
	return nil
}

// Apply removes what rules give up, and takes it out of the files. What was
// used or held since it was looked at stays.
func Apply(ctx context.Context, d *db.DB, s *evidence.Store, plans []Plan, by string) ([]Plan, error) {
	var done []Plan
	for _, p := range plans {
		removed, stays, err := s.Remove(ctx, d, evidence.Removal{Captures: p.Captures, Rule: p.Rule.String(), By: by, Guard: Guard})
		p.Captures = removed
		for _, why := range stays {
			p.Stays[why]++
		}
		done = append(done, p)
		if err != nil {
			return done, err
		}
	}
	return done, s.Tend(ctx, d)
}
