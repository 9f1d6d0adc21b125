package rank

import (
	"context"
	"errors"
	"fmt"
	"time"

	"vigia"
	"vigia/internal/db"
	"vigia/internal/evidence"
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
	Capture   string    `json:"capture,omitempty"` // that keeps it in the archive; "" from before models were logged
}

const (
	storedColumns = `id, network, at, version, monitor, decisions, selected, training, sha256, held_out, active, pinned, by, capture`
	listSQL       = `SELECT ` + storedColumns + ` FROM models ORDER BY network, at DESC, id DESC`
	activeSQL     = `SELECT ` + storedColumns + ` FROM models WHERE network = ? AND active = 1`
	byIDSQL       = `SELECT ` + storedColumns + ` FROM models WHERE id = ?`
	putSQL        = `INSERT INTO models (` + storedColumns + `, body) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 1, 0, ?, ?, ?)`
	// Of each network the weights of the model in use and of the latest stand in
	// the table, the others' in the archive alone.
	forgetSQL = `
		UPDATE models SET body = '' WHERE network = ? AND active = 0 AND capture <> '' AND body <> '' AND id NOT IN (
			SELECT id FROM models WHERE network = ? ORDER BY at DESC, id DESC LIMIT ?)`
)

// keptModels is how many models of a network have their weights in the table.
const keptModels = 20

func scanStored(r *db.Rows) (s Stored, err error) {
	var at int64
	var active, pinned int
	err = r.Scan(&s.ID, &s.Network, &at, &s.Version, &s.Monitor, &s.Decisions, &s.Selected, &s.Training, &s.SHA256, &s.HeldOut, &active, &pinned, &s.By, &s.Capture)
	s.At, s.Active, s.Pinned = db.Time(at), active == 1, pinned == 1
	return s, err
}

// Models lists all models that were ever learned, by network, the latest first.
func Models(ctx context.Context, q db.Querier) ([]Stored, error) {
	rows, err := q.Query(ctx, listSQL)
	return db.Collect(rows, err, scanStored)
}

// Active is the model in use for a network; vigia.ErrNotFound before the first.
func Active(ctx context.Context, q db.Querier, network string) (Stored, error) {
	rows, err := q.Query(ctx, activeSQL, network)
	return db.One(db.Collect(rows, err, scanStored))
}

// Open loads a stored model's weights, from the archive if the table has them
// no more.
func Open(ctx context.Context, q db.Querier, archive *evidence.Store, s Stored) (*Model, error) {
	var body string
	if err := q.QueryRow(ctx, `SELECT body FROM models WHERE id = ?`, s.ID).Scan(&body); err != nil {
		return nil, fmt.Errorf("model %s: %w", s.ID, err)
	}
	if body == "" {
		return fetchModel(ctx, q, archive, s)
	}
	m, err := Unpack(body, s.SHA256)
	if err != nil {
		return nil, s.damaged(err)
	}
	return m, nil
}

func (s Stored) damaged(why error) error {
	return &vigia.Problem{Kind: vigia.ErrInvalid, What: "the ranking model " + s.ID + " is damaged: " + why.Error(),
		Remedy: "go back to another one with 'vigia rank rollback', or learn anew with 'vigia rank teach'; 'vigia evidence verify' says whether the archive is whole"}
}

// put stores a model and takes it into use.
func put(tx *db.Tx, s Stored, m *Model) (Stored, error) {
	body, _ := m.Pack()
	s.ID, s.At, s.Active = vigia.NewID("mod", tx.Now), tx.Now, true
	if _, err := tx.Exec(`UPDATE models SET active = 0, pinned = 0 WHERE network = ?`, s.Network); err != nil {
		return s, err
	}
	_, err := tx.Exec(putSQL, s.ID, s.Network, db.Micros(s.At), s.Version, s.Monitor, s.Decisions, s.Selected, s.Training, s.SHA256, s.HeldOut, s.By, s.Capture, body)
	if err == nil {
		_, err = tx.Exec(forgetSQL, s.Network, s.Network, keptModels)
	}
	if err != nil {
		return s, fmt.Errorf("model of %s: %w", s.Network, err)
	}
	return s, nil
}

// Find gives any model that was ever learned, with its weights.
func Find(ctx context.Context, q db.Querier, archive *evidence.Store, id string) (Stored, *Model, error) {
	rows, err := q.Query(ctx, byIDSQL, id)
	s, err := db.One(db.Collect(rows, err, scanStored))
	if errors.Is(err, vigia.ErrNotFound) {
		return s, nil, &vigia.Problem{Kind: vigia.ErrNotFound, What: fmt.Sprintf("there is no ranking model %q", id), Remedy: "'vigia rank list --all' shows those that there were"}
	}
	if err != nil {
		return s, nil, err
	}
	m, err := Open(ctx, q, archive, s)
	return s, m, err
}

// Use takes a model that Find gave into use again and pins it: nothing newer
// takes its place until Unpin. Scores are made anew by the next Refresh.
func Use(tx *db.Tx, s Stored, m *Model) (Stored, error) {
	if _, err := tx.Exec(`UPDATE models SET active = 0, pinned = 0 WHERE network = ?`, s.Network); err != nil {
		return s, err
	}
	s.Active, s.Pinned = true, true
	body, _ := m.Pack()
	n, err := tx.Exec(`UPDATE models SET active = 1, pinned = 1, body = ? WHERE id = ?`, body, s.ID)
	if err == nil && n == 0 {
		err = fmt.Errorf("model %s: %w", s.ID, vigia.ErrNotFound)
	}
	return s, err
}

// Unpin lets newer models take the place of those that a person went back to.
// An empty network is all.
func Unpin(tx *db.Tx, network string) error {
	_, err := tx.Exec(`UPDATE models SET pinned = 0 WHERE network = ? OR ? = ''`, network, network)
	return err
}
