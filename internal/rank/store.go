package rank

import (
	"context"
	"errors"
	"fmt"
	"time"

	"vigia"
	"vigia/internal/db"
)

// Machine is who teaches after decisions.
const Machine = "machine"

// Stored is a model as the table keeps it.
type Stored struct {
	ID        string    `json:"id"`
	Network   string    `json:"network"`
	At        time.Time `json:"at"`
	Version   string    `json:"version"`
	Monitor   string    `json:"monitor"`
	Decisions int       `json:"decisions"`
	Selected  int       `json:"selected"`
	Training  string    `json:"training"`
	SHA256    string    `json:"sha256"`
	HeldOut   float64   `json:"held_out"`
	Active    bool      `json:"active"`
	Pinned    bool      `json:"pinned"`
	By        string    `json:"by"`
}

const (
	storedColumns = `id, network, at, version, monitor, decisions, selected, training, sha256, held_out, active, pinned, by`
	listSQL       = `SELECT ` + storedColumns + ` FROM models ORDER BY network, at DESC, id DESC`
	activeSQL     = `SELECT ` + storedColumns + ` FROM models WHERE network = ? AND active = 1`
	byIDSQL       = `SELECT ` + storedColumns + ` FROM models WHERE id = ?`
	putSQL        = `INSERT INTO models (` + storedColumns + `, body) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 1, 0, ?, ?)`
	// Of each network the model in use and the latest are kept.
	forgetSQL = `
		DELETE FROM models WHERE network = ? AND active = 0 AND id NOT IN (
			SELECT id FROM models WHERE network = ? ORDER BY at DESC, id DESC LIMIT ?)`
)

// keptModels is how many models of a network can be gone back to.
const keptModels = 20

func scanStored(r *db.Rows) (s Stored, err error) {
	var at int64
	var active, pinned int
	err = r.Scan(&s.ID, &s.Network, &at, &s.Version, &s.Monitor, &s.Decisions, &s.Selected, &s.Training, &s.SHA256, &s.HeldOut, &active, &pinned, &s.By)
	s.At, s.Active, s.Pinned = db.Time(at), active == 1, pinned == 1
	return s, err
}

// Models lists the kept models, by network, the latest first.
func Models(ctx context.Context, q db.Querier) ([]Stored, error) {
	rows, err := q.Query(ctx, listSQL)
	return db.Collect(rows, err, scanStored)
}

// Active is the model in use for a network; vigia.ErrNotFound before the first.
func Active(ctx context.Context, q db.Querier, network string) (Stored, error) {
	rows, err := q.Query(ctx, activeSQL, network)
	return db.One(db.Collect(rows, err, scanStored))
}

// Open loads a stored model's weights.
func Open(ctx context.Context, q db.Querier, s Stored) (*Model, error) {
	var body string
	if err := q.QueryRow(ctx, `SELECT body FROM models WHERE id = ?`, s.ID).Scan(&body); err != nil {
		return nil, fmt.Errorf("model %s: %w", s.ID, err)
	}
	m, err := Unpack(body, s.SHA256)
	if err != nil {
		return nil, &vigia.Problem{Kind: vigia.ErrInvalid, What: "the ranking model " + s.ID + " is damaged", Remedy: "go back to another one with 'vigia rank rollback', or learn anew with 'vigia rank teach'"}
	}
	return m, nil
}

// put stores a model and takes it into use.
func put(tx *db.Tx, s Stored, m *Model) (Stored, error) {
	body, sum := m.Pack()
	s.ID, s.At, s.Version, s.SHA256, s.Active = vigia.NewID("mod", tx.Now), tx.Now, Version, sum, true
	if _, err := tx.Exec(`UPDATE models SET active = 0, pinned = 0 WHERE network = ?`, s.Network); err != nil {
		return s, err
	}
	_, err := tx.Exec(putSQL, s.ID, s.Network, db.Micros(s.At), s.Version, s.Monitor, s.Decisions, s.Selected, s.Training, s.SHA256, s.HeldOut, s.By, body)
	if err == nil {
		_, err = tx.Exec(forgetSQL, s.Network, s.Network, keptModels)
	}
	if err != nil {
		return s, fmt.Errorf("model of %s: %w", s.Network, err)
	}
	return s, nil
}

// Rollback takes an earlier model into use and pins it: nothing newer takes
// its place until Unpin. Scores are made anew by the next Refresh.
func Rollback(tx *db.Tx, id string) (Stored, error) {
	rows, err := tx.Query(tx.Context(), byIDSQL, id)
	s, err := db.One(db.Collect(rows, err, scanStored))
	if errors.Is(err, vigia.ErrNotFound) {
		return s, &vigia.Problem{Kind: vigia.ErrNotFound, What: fmt.Sprintf("there is no ranking model %q", id), Remedy: "'vigia rank list' shows those that are kept"}
	}
	if err != nil {
		return s, err
	}
	if _, err := Open(tx.Context(), tx, s); err != nil {
		return s, err
	}
	if _, err := tx.Exec(`UPDATE models SET active = 0, pinned = 0 WHERE network = ?`, s.Network); err != nil {
		return s, err
	}
	s.Active, s.Pinned = true, true
	_, err = tx.Exec(`UPDATE models SET active = 1, pinned = 1 WHERE id = ?`, id)
	return s, err
}

// Unpin lets newer models take the place of those that a person went back to.
// An empty network is all.
func Unpin(tx *db.Tx, network string) error {
	_, err := tx.Exec(`UPDATE models SET pinned = 0 WHERE network = ? OR ? = ''`, network, network)
	return err
}
