package desk

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"time"

	"vigia"
	"vigia/internal/db"
)

// Sessions keeps browser sessions, for alexedwards/scs. Tokens are stored
// hashed: who reads the table cannot use them. Expiry is by the machine's clock,
// by which scs sets it, also where the house's own clock is simulated.
type Sessions struct{ d *db.DB }

// NewSessions is the session store of a database.
func NewSessions(d *db.DB) *Sessions { return &Sessions{d} }

func hashToken(token string) string {
	h := sha256.Sum256([]byte(token))
	return hex.EncodeToString(h[:])
}

// FindCtx gives the data of a session that has not expired.
func (s *Sessions) FindCtx(ctx context.Context, token string) (b []byte, found bool, err error) {
	var data string
	err = s.d.QueryRow(ctx, `SELECT data FROM sessions WHERE token = ? AND expiry > ?`, hashToken(token), db.Micros(time.Now())).Scan(&data)
	if errors.Is(err, vigia.ErrNotFound) {
		return nil, false, nil
	}
	if err != nil {
		return nil, false, fmt.Errorf("session: %w", err)
	}
	b, err = base64.StdEncoding.DecodeString(data)
	return b, err == nil, err
}

// CommitCtx keeps a session, and clears away those that have expired.
func (s *Sessions) CommitCtx(ctx context.Context, token string, b []byte, expiry time.Time) error {
	return s.d.InTx(ctx, func(tx *db.Tx) error {
		if _, err := tx.Exec(`DELETE FROM sessions WHERE expiry <= ?`, db.Micros(time.Now())); err != nil {
			return fmt.Errorf("session: %w", err)
		}
		_, err := tx.Exec(`
			INSERT INTO sessions (token, data, expiry) VALUES (?, ?, ?)
			ON CONFLICT (token) DO UPDATE SET data = excluded.data, expiry = excluded.expiry`,
			hashToken(token), base64.StdEncoding.EncodeToString(b), db.Micros(expiry))
		return err
	})
}

// DeleteCtx ends a session.
func (s *Sessions) DeleteCtx(ctx context.Context, token string) error {
	return s.d.InTx(ctx, func(tx *db.Tx) error {
		_, err := tx.Exec(`DELETE FROM sessions WHERE token = ?`, hashToken(token))
		return err
	})
}

// Find, Commit and Delete are scs's older face; scs calls the ones with ctx.
func (s *Sessions) Find(token string) ([]byte, bool, error) {
	return s.FindCtx(context.Background(), token)
}
func (s *Sessions) Commit(token string, b []byte, expiry time.Time) error {
	return s.CommitCtx(context.Background(), token, b, expiry)
}
func (s *Sessions) Delete(token string) error { return s.DeleteCtx(context.Background(), token) }
