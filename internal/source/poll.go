package source

import (
	"fmt"
	"time"

	"vigia"
	"vigia/internal/db"
)

// Poll is what came of polling a source once.
type Poll struct {
	Source                  string
	At                      time.Time // the transaction's time if zero
	Status                  int       // HTTP status, 0 if there was no answer
	Reason, Detail, Remedy  string    // why it failed, "" if it gave a feed or was not modified
	Items, Fresh            int       // addresses that the answer named; those never seen before
	Warnings                []string
	Took                    time.Duration
	ETag, Modified          string // validators of the answer; a 304 without them keeps the old
	RetryAfter, MaxAge, TTL time.Duration
}

const putPollSQL = `
	INSERT INTO polls (id, source, at, status, reason, detail, items, fresh, warnings, millis)
	VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`

const polledSQL = `
	UPDATE sources SET state = ?, verified = ?, every_s = ?, next_at = ?, etag = ?, modified = ?,
		last_at = ?, ok_at = ?, item_at = ?, fails = ?, reason = ?, detail = ?, remedy = ?
	WHERE id = ?`

// RecordPoll keeps a poll and sets when the next one is.
func RecordPoll(tx *db.Tx, p Poll) (Next, error) {
	if p.At.IsZero() {
		p.At = tx.Now
	}
	s, err := Get(tx.Context(), tx, p.Source)
	if err != nil {
		return Next{}, fmt.Errorf("poll: %w", err)
	}
	if _, err := tx.Exec(putPollSQL, vigia.NewID("pol", p.At), p.Source, db.Micros(p.At), p.Status, p.Reason, p.Detail,
		p.Items, p.Fresh, db.List(p.Warnings), p.Took.Milliseconds()); err != nil {
		return Next{}, fmt.Errorf("poll of %s: %w", s.URL, err)
	}
	next := NextPoll(s, p, p.At)
	s = polled(s, p, next)
	if _, err := tx.Exec(polledSQL, s.State, db.Flag(s.Verified), int64(s.Every/time.Second), db.Micros(s.NextAt),
		s.ETag, s.Modified, db.Micros(s.LastAt), db.Micros(s.OKAt), db.Micros(s.ItemAt), s.Fails,
		s.Reason, s.Detail, s.Remedy, s.ID); err != nil {
		return Next{}, fmt.Errorf("poll of %s: %w", s.URL, err)
	}
	return next, nil
}

// polled is the source after the poll.
func polled(s Source, p Poll, next Next) Source {
	s.LastAt, s.NextAt, s.Every = p.At, next.At, next.Every
	s.Reason, s.Detail, s.Remedy = p.Reason, p.Detail, p.Remedy
	if next.Gone {
		s.State, s.NextAt = Gone, s.LastAt
		if s.Reason == "" {
			s.Reason, s.Remedy = Gone, "look for a new address on the outlet's site, then add it"
		}
	}
	if p.Reason != "" || next.Gone {
		s.Fails++
		return s
	}
	s.OKAt, s.Fails, s.Verified = p.At, 0, true
	if p.ETag != "" || p.Modified != "" {
		s.ETag, s.Modified = p.ETag, p.Modified
	} else if p.Status != 304 {
		s.ETag, s.Modified = "", "" // the server has withdrawn them
	}
	if p.Fresh > 0 {
		s.ItemAt = p.At
	}
	return s
}
