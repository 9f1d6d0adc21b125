package source

import (
	"fmt"
	"math"
	"time"

	"vigia"
	"vigia/internal/db"
)

// Poll is what came of polling a source once.
type Poll struct {
	Source                  string
	At                      time.Time // not before the last request; the transaction's time if zero
	Status                  int       // HTTP status, 0 if there was no answer
	Reason, Detail, Remedy  string    // why it failed, "" if it gave a feed or was not modified
	Items, Fresh            int       // addresses that the answer named; those never seen before
	Listed                  []Listed  // the same, one by one
	Title, Site             string    // what the feed calls itself, and the registrable domain that it stands for
	Churn                   bool      // old headlines came under new addresses (Renamed), and were passed over
	Warnings                []string
	Hub, Topic              string // WebSub: where one may subscribe to the feed, and its name there
	Page                    []byte // of an index page: what its reader wants to know the next time, JSON
	Took                    time.Duration
	ETag, Modified          string // validators of the answer; a 304 without them keeps the old
	ValidFor                string // the address that gave them
	Moved                   string // where permanent redirects led, "" if nowhere
	Elsewhere               bool   // that is another site
	RetryAfter, MaxAge, TTL time.Duration
	Skip                    Skip
	Stretch                 float64 // see Interval
}

const putPollSQL = `
	INSERT INTO polls (id, source, at, status, reason, detail, items, fresh, warnings, millis)
	VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`

const polledSQL = `
	UPDATE sources SET state = ?, verified = ?, every_s = ?, next_at = ?, etag = ?, modified = ?,
		last_at = ?, ok_at = ?, item_at = ?, fails = ?, reason = ?, detail = ?, remedy = ?,
		ask = ?, offered = ?, dark_at = ?, weight = ?, learned = ?, rank = ?, late_s = ?
	WHERE id = ?`

// RecordPoll keeps a poll, what it teaches, and when the next one is.
func RecordPoll(tx *db.Tx, p Poll) (Next, error) {
	if p.At.IsZero() {
		p.At = tx.Now
	}
	before, err := Get(tx.Context(), tx, p.Source)
	if err != nil {
		return Next{}, fmt.Errorf("poll: %w", err)
	}
	if _, err := tx.Exec(putPollSQL, vigia.NewID("pol", p.At), p.Source, db.Micros(p.At), p.Status, p.Reason, p.Detail,
		p.Items, p.Fresh, db.List(p.Warnings), p.Took.Milliseconds()); err != nil {
		return Next{}, fmt.Errorf("poll of %s: %w", before.URL, err)
	}
	s, next := Polled(before, p)
	if err := keepDays(tx, &s, p); err != nil {
		return Next{}, fmt.Errorf("poll of %s: %w", s.URL, err)
	}
	if err := keepGaps(tx, before, s, p); err != nil {
		return Next{}, fmt.Errorf("poll of %s: %w", s.URL, err)
	}
	if _, err := tx.Exec(polledSQL, s.State, db.Flag(s.Verified), int64(s.Every/time.Second), db.Micros(s.NextAt),
		s.ETag, s.Modified, db.Micros(s.LastAt), db.Micros(s.OKAt), db.Micros(s.ItemAt), s.Fails,
		s.Reason, s.Detail, s.Remedy, s.Ask, s.Offered, db.Micros(s.DarkAt), math.Sqrt(s.Learned.Rate()), s.Learned.pack(),
		s.rank(p.At), int64(s.Learned.Late/time.Second), s.ID); err != nil {
		return Next{}, fmt.Errorf("poll of %s: %w", s.URL, err)
	}
	return next, nil
}

// Polled is a source after a poll, and when the next one is. It decides and
// does nothing else.
func Polled(s Source, p Poll) (Source, Next) {
	if s.Ask != "" && (p.Status == 404 || p.Status == 410) { // where it had moved to is no more
		s.Ask, p.Status = "", 404
	}
	read := p.Reason == "" && p.Status != 410 && (p.Status != 304 || s.Reason == "")
	if read {
		s.Learned.Churn = p.Churn
		if s.Kind != "list" && s.Learned.overflowed(p) {
			s.Learned.Overflows++
		}
		s.Learned.learn(p, s.OKAt)
	}
	next := NextPoll(s, p, p.At)
	s.LastAt, s.NextAt, s.Every = p.At, next.At, next.Every
	if p.Status == 200 { // also of an answer that could not be read: the next request asks whether it is still that one
		s.ETag, s.Modified, s.Learned.ValidFor = p.ETag, p.Modified, p.ValidFor
	} else if p.Status == 304 && p.ETag+p.Modified != "" {
		s.ETag, s.Modified = p.ETag, p.Modified
	}
	switch {
	case next.Gone || p.Reason != "":
		return failedPoll(s, p, next), next
	case !read: // "not modified" heals nothing, but the server is there
		if !s.Learned.Unread {
			s.Fails = 0
		}
		return s, next
	}
	s.OKAt, s.Fails, s.Verified, s.DarkAt, s.Learned.Unread = p.At, 0, true, time.Time{}, false
	s.Reason, s.Detail, s.Remedy = "", "", ""
	if p.Fresh > 0 {
		s.ItemAt = p.At
	}
	return led(s, p), next
}

func failedPoll(s Source, p Poll, next Next) Source {
	s.Reason, s.Detail, s.Remedy = p.Reason, p.Detail, p.Remedy
	if next.Gone {
		s.State, s.NextAt = Gone, s.LastAt
		if s.Reason == "" {
			s.Reason, s.Remedy = Gone, "look for a new address on the outlet's site, then add it"
		}
	}
	s.Fails++
	s.Learned.Unread = p.Status == 200
	if s.DarkAt.IsZero() {
		s.DarkAt = p.At
	}
	return s
}

// led notes where a source leads for good: on its own site it is asked there
// from now on, to another site only when a person has agreed.
func led(s Source, p Poll) Source {
	switch {
	case p.Moved == "" || p.Moved == s.Asked():
		s.Offered = ""
	case p.Elsewhere:
		s.Offered = p.Moved
	default:
		s.Ask, s.Offered = p.Moved, ""
	}
	return s
}

const deferSQL = `UPDATE sources SET next_at = ? WHERE id = ? AND next_at < ?`

// Defer puts a source off that was not asked because its host rests. It is no
// poll and no failure.
func Defer(tx *db.Tx, id string, until time.Time) error {
	at := db.Micros(until)
	if _, err := tx.Exec(deferSQL, at, id, at); err != nil {
		return fmt.Errorf("source %s: %w", id, err)
	}
	return nil
}

const mendSQL = `UPDATE sources SET last_at = ?, next_at = ? WHERE id = ?`

// Mend brings back to the present what a clock that was ahead has put off: no
// poll was ever made in the future, and none is put off for longer than a
// week. Nobody is asked sooner for it than after the least interval.
func Mend(tx *db.Tx) error {
	now := tx.Now
	far := db.Micros(now.Add(longest + ahead))
	rows, err := tx.Query(tx.Context(), `SELECT `+sourceColumns+` FROM sources WHERE last_at > ? OR next_at > ?`, db.Micros(now.Add(ahead)), far)
	wrong, err := db.Collect(rows, err, scanSource)
	if err != nil {
		return fmt.Errorf("sources of a wrong clock: %w", err)
	}
	for _, s := range wrong {
		last := s.LastAt
		if last.After(now) {
			last = now
		}
		wait := Floor + jitter(s.URL, 10*within(s.Every, Floor, ceiling)) // spread over the interval
		if _, err := tx.Exec(mendSQL, db.Micros(last), db.Micros(now.Add(wait)), s.ID); err != nil {
			return fmt.Errorf("source %s: %w", s.URL, err)
		}
	}
	if _, err := tx.Exec(`UPDATE finds SET due_at = 0 WHERE state = 'waiting' AND due_at > ?`, far); err != nil {
		return fmt.Errorf("addresses of a wrong clock: %w", err)
	}
	return nil
}
