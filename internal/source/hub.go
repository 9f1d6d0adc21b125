package source

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"time"

	"vigia"
	"vigia/internal/db"
)

// Hub is a WebSub hub (W3C Recommendation, 2018) that a feed declares, and our
// subscription there. What it sends only makes the source due sooner: it is
// never read as content.
type Hub struct {
	Source, URL, Topic       string
	Path, Secret             string // of our callback; the key of its signatures: 256 random bits each
	State, Detail            string // HubAsked…; why it was refused
	AskedAt, UntilAt, ToldAt time.Time
}

// The states of a subscription.
const (
	HubAsked   = "asked"   // the hub was asked, or is to be, and has not confirmed
	HubActive  = "active"  // until UntilAt
	HubRefused = "refused" // by the hub, or it could not be asked
)

// How often a hub is asked: to renew a lease that ends, after no answer, after a
// refusal. A confirmation counts for so long after the question.
const (
	hubRenew   = 24 * time.Hour
	hubAgain   = 12 * time.Hour
	hubLater   = 7 * 24 * time.Hour
	hubConfirm = 24 * time.Hour
	leastLease = 10 * time.Minute
	mostLease  = 30 * 24 * time.Hour
)

const hubColumns = `source, hub, topic, path, secret, state, detail, asked_at, until_at, told_at`

const putHubSQL = `
	INSERT INTO hubs (` + hubColumns + `) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
	ON CONFLICT (source) DO UPDATE SET hub = excluded.hub, topic = excluded.topic, path = excluded.path, secret = excluded.secret,
		state = excluded.state, detail = excluded.detail, asked_at = excluded.asked_at, until_at = excluded.until_at`

// WantHub notes that a source's feed declares a hub, and tells whether the hub
// is to be asked now.
func WantHub(tx *db.Tx, source, hub, topic string) (ask bool, err error) {
	h, err := HubOf(tx.Context(), tx, source)
	switch {
	case errors.Is(err, vigia.ErrNotFound) || err == nil && (h.URL != hub || h.Topic != topic):
		h = Hub{Source: source, URL: hub, Topic: topic, Path: random(), Secret: random(), State: HubAsked}
	case err != nil:
		return false, err
	default:
		if !h.due(tx.Now) {
			return false, nil
		}
	}
	if h.AskedAt = tx.Now; h.State == HubRefused {
		h.State = HubAsked
	}
	if _, err := tx.Exec(putHubSQL, h.Source, h.URL, h.Topic, h.Path, h.Secret, h.State, "", db.Micros(h.AskedAt), db.Micros(h.UntilAt), 0); err != nil {
		return false, fmt.Errorf("hub of %s: %w", source, err)
	}
	return true, nil
}

// due tells whether the hub is to be asked (again).
func (h Hub) due(now time.Time) bool {
	since := now.Sub(h.AskedAt)
	switch h.State {
	case HubActive:
		return since >= hubAgain && h.UntilAt.Sub(now) < hubRenew
	case HubRefused:
		return since >= hubLater
	}
	return since >= hubAgain
}

// random is 256 bits that nobody can guess, in hexadecimal.
func random() string {
	b := make([]byte, 32)
	rand.Read(b) // it never fails
	return hex.EncodeToString(b)
}

// RefuseHub notes that a hub refused, or could not be asked.
func RefuseHub(tx *db.Tx, h Hub, why string) error {
	_, err := tx.Exec(`UPDATE hubs SET state = 'refused', detail = ? WHERE path = ?`, why, h.Path)
	if err != nil {
		return fmt.Errorf("hub of %s: %w", h.Source, err)
	}
	return nil
}

// Confirms tells whether a hub's confirmation answers a question of ours: about
// that topic, and not long ago.
func (h Hub) Confirms(topic string, lease time.Duration, now time.Time) bool {
	return topic == h.Topic && lease > 0 && h.State != HubRefused && now.Sub(h.AskedAt) <= hubConfirm
}

// ConfirmHub begins a subscription for the time that the hub gives.
func ConfirmHub(tx *db.Tx, h Hub, lease time.Duration) error {
	until := tx.Now.Add(within(lease, leastLease, mostLease))
	if _, err := tx.Exec(`UPDATE hubs SET state = 'active', until_at = ? WHERE path = ?`, db.Micros(until), h.Path); err != nil {
		return fmt.Errorf("hub of %s: %w", h.Source, err)
	}
	return nil
}

// Active tells whether what a hub sends is listened to.
func (h Hub) Active(now time.Time) bool { return h.State == HubActive && now.Before(h.UntilAt) }

// HubTold makes a source due as soon as manners allow, because its hub says
// that there is something new: not before the least interval, nor what the
// server and the feed asked for; not at all while it fails or is paused.
func HubTold(tx *db.Tx, h Hub) error {
	if _, err := tx.Exec(`UPDATE hubs SET told_at = ? WHERE path = ?`, db.Micros(tx.Now), h.Path); err != nil {
		return fmt.Errorf("hub of %s: %w", h.Source, err)
	}
	s, err := Get(tx.Context(), tx, h.Source)
	if err != nil {
		return err
	}
	at := s.sooner(tx.Now)
	if !at.Before(s.NextAt) {
		return nil
	}
	if _, err := tx.Exec(`UPDATE sources SET next_at = ? WHERE id = ?`, db.Micros(at), s.ID); err != nil {
		return fmt.Errorf("source %s: %w", s.URL, err)
	}
	return nil
}

// sooner is when a source that is well may be asked, at the earliest.
func (s Source) sooner(now time.Time) time.Time {
	if s.State != Active || s.Reason != "" || s.LastAt.IsZero() || s.LastAt.After(now) {
		return s.NextAt
	}
	at := s.LastAt.Add(max(Floor, s.Learned.MaxAge, s.Learned.TTL))
	if at.Before(now) {
		at = now
	}
	return s.Learned.Skip.Next(at)
}

// HubOf gives the subscription of a source.
func HubOf(ctx context.Context, q db.Querier, source string) (Hub, error) {
	return oneHub(ctx, q, `source`, source)
}

// HubByPath gives the subscription of a callback.
func HubByPath(ctx context.Context, q db.Querier, path string) (Hub, error) {
	return oneHub(ctx, q, `path`, path)
}

func oneHub(ctx context.Context, q db.Querier, by, key string) (h Hub, err error) {
	var asked, until, told int64
	err = q.QueryRow(ctx, `SELECT `+hubColumns+` FROM hubs WHERE `+by+` = ?`, key).Scan(&h.Source, &h.URL, &h.Topic, &h.Path, &h.Secret,
		&h.State, &h.Detail, &asked, &until, &told)
	if err != nil {
		return Hub{}, fmt.Errorf("hub: %w", err)
	}
	h.AskedAt, h.UntilAt, h.ToldAt = db.Time(asked), db.Time(until), db.Time(told)
	return h, nil
}
