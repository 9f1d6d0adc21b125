package evidence

import (
	"context"
	"fmt"
	"slices"
	"time"

	"vigia"
	"vigia/internal/db"
)

// ViaRetention is the way a tombstone came about.
const ViaRetention = "retention"

// RemovedReason is the reason of a tombstone: why it has no bytes of its own.
const RemovedReason = "removed"

// removeMost is how many captures a tombstone names, so that an entry of the
// log holds it.
const removeMost = 500

// Removal is the wish to remove the bytes of captures.
type Removal struct {
	Captures []string
	Rule     string // the rule that they fall under
	By       string
	// Guard names what must stay for another reason than a hold, in the
	// transaction that decides; nil: nothing does.
	Guard func(ctx context.Context, q db.Querier, ids []string) (map[string]string, error)
}

// Remove decides that bytes go: it enters tombstones in the log, which name the
// captures, the rule and who applied it. The captures and their own entries
// stay. What is held, guarded, or has the body of another capture that stays,
// stays too, and is given with the reason; nothing outranks a hold. The bytes
// are taken out of their files by Tend.
func (s *Store) Remove(ctx context.Context, d *db.DB, r Removal) (removed []string, stays map[string]string, err error) {
	stays = map[string]string{}
	for some := range slices.Chunk(slices.Compact(slices.Sorted(slices.Values(r.Captures))), removeMost) {
		var done []string
		err := d.InTx(ctx, func(tx *db.Tx) (err error) {
			done, err = s.removeSome(tx, r, some, stays)
			return err
		})
		if err != nil {
			return removed, stays, fmt.Errorf("remove captures: %w", err)
		}
		removed = append(removed, done...)
	}
	return removed, stays, nil
}

func (s *Store) removeSome(tx *db.Tx, r Removal, ids []string, stays map[string]string) ([]string, error) {
	if err := tx.Serial("evidence holds"); err != nil { // a hold that is put meanwhile waits, or was seen
		return nil, err
	}
	stay, err := Held(tx.Context(), tx, ids)
	for id, hold := range stay {
		stay[id] = "held by " + hold
	}
	add := func(more map[string]string) {
		for id, why := range more {
			if stay[id] == "" {
				stay[id] = why
			}
		}
	}
	if err == nil && r.Guard != nil {
		var guarded map[string]string
		guarded, err = r.Guard(tx.Context(), tx, ids)
		add(guarded)
	}
	if err != nil {
		return nil, err
	}
	bodies, err := Lent(tx.Context(), tx, ids)
	if err != nil {
		return nil, err
	}
	add(bodies)
	cs, err := ByIDs(tx.Context(), tx, ids)
	if err != nil {
		return nil, err
	}
	gone, err := removedAmong(tx, ids)
	if err != nil {
		return nil, err
	}
	var going []Capture
	for _, id := range ids {
		c, ok := cs[id]
		switch {
		case stay[id] != "":
			stays[id] = stay[id]
		case !ok || c.File == "" || gone[id]:
			stays[id] = "there are no bytes of it"
		default:
			going = append(going, c)
		}
	}
	return s.bury(tx, r, going)
}

// Lent gives the captures of a list whose body another capture has too that was
// not removed, each with why it has to stay.
func Lent(ctx context.Context, q db.Querier, ids []string) (map[string]string, error) {
	in, args := db.In(ids)
	rows, err := q.Query(ctx, `SELECT refers, id FROM captures WHERE NOT EXISTS (SELECT 1 FROM removals r WHERE r.capture = captures.id) AND refers IN `+in, args...)
	out := map[string]string{}
	return out, db.Each(rows, err, func(r *db.Rows) error {
		var id, by string
		err := r.Scan(&id, &by)
		out[id] = "its body is also that of " + by
		return err
	})
}

func removedAmong(q *db.Tx, ids []string) (map[string]bool, error) {
	in, args := db.In(ids)
	rows, err := q.Query(q.Context(), `SELECT capture FROM removals WHERE capture IN `+in, args...)
	out := map[string]bool{}
	return out, db.Each(rows, err, func(r *db.Rows) error {
		var id string
		err := r.Scan(&id)
		out[id] = true
		return err
	})
}

// bury enters the tombstone of some captures, and what is to be taken out of
// which file.
func (s *Store) bury(tx *db.Tx, r Removal, going []Capture) ([]string, error) {
	if len(going) == 0 {
		return nil, nil
	}
	now := tx.Now.UTC().Truncate(time.Microsecond)
	t := Capture{ID: vigia.NewID("cap", now), At: now, Via: ViaRetention, Reason: RemovedReason,
		Detail: oneLine(fmt.Sprintf("the bytes of %d captures are removed by the rule %q, applied by %s", len(going), r.Rule, r.By)),
		Remedy: "their own entries in the log stay, with addresses, dates and SHA-256"}
	var ids []string
	for _, c := range going {
		ids = append(ids, c.ID)
	}
	if _, err := tx.Exec(insertSQL, t.values()...); err != nil {
		return nil, fmt.Errorf("insert tombstone: %w", err)
	}
	l := leafOf(t, tx.Now)
	l.Removes = ids
	if err := enter(tx, l); err != nil {
		return nil, err
	}
	for _, c := range going {
		spans, err := spansOf(tx.Context(), tx, c)
		if err != nil {
			return nil, err
		}
		var bytes int64
		for _, g := range spans {
			bytes += g.length
		}
		if _, err := tx.Exec(`INSERT INTO removals (capture, tombstone, file, bytes, done) VALUES (?, ?, ?, ?, 0)`, c.ID, t.ID, c.File, bytes); err != nil {
			return nil, fmt.Errorf("removal of %s: %w", c.ID, err)
		}
	}
	return ids, nil
}

// spansOf is where the records of a capture stand that are its own alone.
func spansOf(ctx context.Context, q db.Querier, c Capture) ([]gap, error) {
	_, entry, err := LeafOf(ctx, q, c.ID)
	if err != nil {
		return nil, err
	}
	l, err := ParseLeaf(entry)
	if err != nil {
		return nil, err
	}
	out := []gap{{c.Start, c.Length}}
	for _, r := range l.Records {
		if r.Type != "warcinfo" && r.File == "" {
			out = append(out, gap{r.Start, r.Length})
		}
	}
	return join(out), nil
}

// Removed is a capture whose bytes a rule has given up.
type Removed struct {
	Capture, URL string
	At           time.Time // of the capture
	Tombstone    string
	Removed      time.Time
	Detail       string
	Bytes        int64
	Done         bool // they are gone from the file
}

const removedSQL = `
	SELECT c.id, c.url, c.at, t.id, t.at, t.detail, r.bytes, r.done
	FROM removals r JOIN captures c ON c.id = r.capture JOIN captures t ON t.id = r.tombstone `

// RemovedList lists what was removed, the newest first.
func RemovedList(ctx context.Context, q db.Querier, limit int) ([]Removed, error) {
	return removedBy(ctx, q, removedSQL+`ORDER BY t.at DESC, c.id LIMIT ?`, limit)
}

// RemovedOf tells what became of a capture; ok is false if its bytes stand.
func RemovedOf(ctx context.Context, q db.Querier, capture string) (r Removed, ok bool, err error) {
	rs, err := removedBy(ctx, q, removedSQL+`WHERE r.capture = ?`, capture)
	if err != nil || len(rs) == 0 {
		return r, false, err
	}
	return rs[0], true, nil
}

func removedBy(ctx context.Context, q db.Querier, sql string, args ...any) ([]Removed, error) {
	rows, err := q.Query(ctx, sql, args...)
	out, err := db.Collect(rows, err, func(r *db.Rows) (x Removed, err error) {
		var at, removed int64
		var done int
		err = r.Scan(&x.Capture, &x.URL, &at, &x.Tombstone, &removed, &x.Detail, &x.Bytes, &done)
		x.At, x.Removed, x.Done = db.Time(at), db.Time(removed), done == 1
		return x, err
	})
	if err != nil {
		return nil, fmt.Errorf("removed captures: %w", err)
	}
	return out, nil
}
