package label

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"

	"vigia"
	"vigia/internal/db"
	"vigia/internal/linear"
	"vigia/internal/monitor"
)

// Said are the labels that people gave or denied, by report; of several words
// on one label the last one holds.
func Said(ctx context.Context, q db.Querier) (map[string]Example, error) {
	rows, err := q.Query(ctx, `SELECT report, kind, value, score, by FROM labels WHERE by <> ? ORDER BY report, at`, Machine)
	out := map[string]Example{}
	err = db.Each(rows, err, func(r *db.Rows) error {
		var report, kind, value, by string
		var score float64
		if err := r.Scan(&report, &kind, &value, &score, &by); err != nil {
			return err
		}
		e, ok := out[report]
		if !ok {
			e = Example{Report: report, Said: map[string]bool{}, By: map[string]string{}}
		}
		e.Said[kind+":"+value], e.By[kind+":"+value] = score > 0, by
		out[report] = e
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("examples: %w", err)
	}
	return out, nil
}

// Model is a version of what decisions have taught.
type Model struct {
	Version  string     `json:"version"`
	At       time.Time  `json:"at"`
	By       string     `json:"by"`
	Examples int        `json:"examples"`
	Figures  Evaluation `json:"-"`
	Classes  []string   `json:"labels"`
	Gone     time.Time  `json:"withdrawn,omitzero"`
}

// Keep stores what was taught as a new version, which is in force from then on
// for reports that nobody has decided on.
func Keep(tx *db.Tx, t *Taught, by string, ev Evaluation) (Model, error) {
	weights, err := t.models.MarshalBinary()
	if err != nil {
		return Model{}, err
	}
	m := Model{Version: vigia.NewID("lm", tx.Now), At: tx.Now, By: by, Examples: ev.Examples, Figures: ev, Classes: t.Classes()}
	figures, err := json.Marshal(ev)
	if err != nil {
		return m, err
	}
	_, err = tx.Exec(`INSERT INTO label_models (version, at, by, examples, figures, weights, withdrawn_at) VALUES (?, ?, ?, ?, ?, ?, 0)`,
		m.Version, db.Micros(m.At), by, m.Examples, string(figures), base64.StdEncoding.EncodeToString(weights))
	if err != nil {
		return m, fmt.Errorf("label model: %w", err)
	}
	return m, nil
}

// Withdraw takes a version out of force: the one before it holds again.
func Withdraw(tx *db.Tx, version string) error {
	n, err := tx.Exec(`UPDATE label_models SET withdrawn_at = ? WHERE version = ? AND withdrawn_at = 0`, db.Micros(tx.Now), version)
	if err != nil {
		return fmt.Errorf("label model %s: %w", version, err)
	}
	if n == 0 {
		return &vigia.Problem{Kind: vigia.ErrNotFound, What: fmt.Sprintf("there is no version %q in force", version), Remedy: "'vigia label versions' lists them"}
	}
	return nil
}

// Models are all versions, the latest first.
func Models(ctx context.Context, q db.Querier) ([]Model, error) {
	rows, err := q.Query(ctx, `SELECT version, at, by, examples, withdrawn_at, weights FROM label_models ORDER BY at DESC, version DESC`)
	ms, err := db.Collect(rows, err, func(r *db.Rows) (m Model, err error) {
		var at, gone int64
		var weights string
		if err = r.Scan(&m.Version, &at, &m.By, &m.Examples, &gone, &weights); err != nil {
			return m, err
		}
		t, err := unpack(weights)
		if err != nil {
			return m, err
		}
		m.At, m.Classes = db.Time(at), t.Classes()
		if gone > 0 {
			m.Gone = db.Time(gone)
		}
		return m, nil
	})
	if err != nil {
		return nil, fmt.Errorf("label models: %w", err)
	}
	return ms, nil
}

func unpack(weights string) (*Taught, error) {
	b, err := base64.StdEncoding.DecodeString(weights)
	if err != nil {
		return nil, err
	}
	m := &linear.Many{}
	if err := m.UnmarshalBinary(b); err != nil {
		return nil, err
	}
	return newTaught(m), nil
}

// Load makes the labeller of a monitor with what its decisions have taught.
func Load(ctx context.Context, q db.Querier, m *monitor.Monitor) (*Labeller, error) {
	l := New(m)
	var version, weights string
	err := q.QueryRow(ctx, `SELECT version, weights FROM label_models WHERE withdrawn_at = 0 ORDER BY at DESC, version DESC LIMIT 1`).Scan(&version, &weights)
	if errors.Is(err, vigia.ErrNotFound) {
		return l, nil
	}
	if err != nil {
		return nil, fmt.Errorf("label model: %w", err)
	}
	t, err := unpack(weights)
	if err != nil {
		return nil, fmt.Errorf("label model %s: %w", version, err)
	}
	t.Version = version
	return l.With(t), nil
}

// With gives a labeller that judges by what was taught, too.
func (l *Labeller) With(t *Taught) *Labeller {
	with := *l
	with.taught, with.version = t, l.version+"+"+t.Version
	return &with
}

func (l *Labeller) untaught() *Labeller {
	plain := *l
	plain.taught = nil
	return &plain
}

// Version names the rules, the monitor and what was taught.
func (l *Labeller) Version() string { return l.version }

// Stale gives up to n reports after one that were labelled by another version,
// in the order of their ids, with whether a person has decided on them.
func (l *Labeller) Stale(ctx context.Context, q db.Querier, after string, n int) (ids []string, err error) {
	rows, err := q.Query(ctx, `
		SELECT r.id FROM reports r
		WHERE r.stage = 'labelled' AND r.id > ?
			AND NOT EXISTS (SELECT 1 FROM labels b WHERE b.report = r.id AND b.by = ? AND b.version = ?)
		ORDER BY r.id LIMIT ?`, after, Machine, l.version, n)
	ids, err = db.Collect(rows, err, func(r *db.Rows) (id string, err error) { return id, r.Scan(&id) })
	if err != nil {
		return nil, fmt.Errorf("reports to label again: %w", err)
	}
	return ids, nil
}

// Changed tells which labels of the machine two judgements do not share, as
// "+network V" and "-genre news".
func Changed(was, now []vigia.Label) []string {
	var out []string
	has := func(ls []vigia.Label, l vigia.Label) bool {
		return slices.ContainsFunc(ls, func(x vigia.Label) bool { return x.Kind == l.Kind && x.Value == l.Value })
	}
	for _, l := range was {
		if !has(now, l) {
			out = append(out, "-"+string(l.Kind)+" "+l.Value)
		}
	}
	for _, l := range now {
		if !has(was, l) {
			out = append(out, "+"+string(l.Kind)+" "+l.Value)
		}
	}
	return out
}

// Given are the machine's labels of reports, whatever people said.
func Given(ctx context.Context, q db.Querier, reports []string) (map[string][]vigia.Label, error) {
	out := map[string][]vigia.Label{}
	for ids := range slices.Chunk(reports, inOneQuery) {
		in, args := db.In(ids)
		rows, err := q.Query(ctx, `SELECT report, kind, value, score, why FROM labels WHERE by = '`+Machine+`' AND report IN `+in, args...)
		err = db.Each(rows, err, func(r *db.Rows) error {
			var report string
			var l vigia.Label
			err := r.Scan(&report, &l.Kind, &l.Value, &l.Score, &l.Why)
			out[report] = append(out[report], l)
			return err
		})
		if err != nil {
			return nil, fmt.Errorf("labels: %w", err)
		}
	}
	return out, nil
}
