package label

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"vigia"
	"vigia/internal/db"
)

// Machine is the author of the machine's labels.
const Machine = "machine"

// Sure is the score from which on a label of the machine is more than a guess.
const Sure = 0.5

const putSQL = `
	INSERT INTO labels (report, kind, value, score, why, by, at, version)
	VALUES (?, ?, ?, ?, ?, ?, ?, ?)
	ON CONFLICT (report, kind, value, by) DO UPDATE SET
		score = excluded.score, why = excluded.why, at = excluded.at, version = excluded.version`

// Put replaces the machine's labels of a report. The version that it keeps
// tells the rules and the monitor.
func (l *Labeller) Put(tx *db.Tx, report string, labels []vigia.Label) error {
	if _, err := tx.Exec(`DELETE FROM labels WHERE report = ? AND by = ?`, report, Machine); err != nil {
		return fmt.Errorf("labels of report %s: %w", report, err)
	}
	for _, b := range labels {
		if _, err := tx.Exec(putSQL, report, string(b.Kind), b.Value, b.Score, b.Why, Machine, db.Micros(tx.Now), l.version); err != nil {
			return fmt.Errorf("labels of report %s: %w", report, err)
		}
	}
	return nil
}

// Correct records a person's label. Score 0 denies what the machine says; a
// genre takes the place of the person's earlier one.
func Correct(tx *db.Tx, report string, l vigia.Label, by string) error {
	if by == "" || by == Machine {
		return fmt.Errorf("label of report %s: %w: a person must be named", report, vigia.ErrInvalid)
	}
	if l.Kind == vigia.LabelGenre || l.Kind == vigia.LabelScope {
		if _, err := tx.Exec(`DELETE FROM labels WHERE report = ? AND kind = ? AND by <> ?`, report, string(l.Kind), Machine); err != nil {
			return fmt.Errorf("label of report %s: %w", report, err)
		}
	}
	if _, err := tx.Exec(putSQL, report, string(l.Kind), l.Value, l.Score, l.Why, by, db.Micros(tx.Now), "person"); err != nil {
		return fmt.Errorf("label of report %s: %w", report, err)
	}
	return nil
}

// inOneQuery bounds how many reports one query asks for.
const inOneQuery = 500

// Of gives the labels in force: a person's outranks the machine's of the same
// kind and value, the latest person's outranks an earlier one's, and a
// person's genre or scope outranks the machine's whatever it says. Denied
// labels come with score 0.
func Of(ctx context.Context, q db.Querier, reports []string) (map[string][]vigia.Label, error) {
	out := map[string][]vigia.Label{}
	for ids := range slices.Chunk(reports, inOneQuery) {
		in, args := db.In(ids)
		rows, err := q.Query(ctx, `SELECT report, kind, value, score, why, by FROM labels WHERE report IN `+in+` ORDER BY at`, args...)
		err = db.Each(rows, err, func(r *db.Rows) error {
			var report string
			var l vigia.Label
			err := r.Scan(&report, &l.Kind, &l.Value, &l.Score, &l.Why, &l.By)
			out[report] = append(out[report], l)
			return err
		})
		if err != nil {
			return nil, fmt.Errorf("labels: %w", err)
		}
	}
	for id, ls := range out {
		out[id] = inForce(ls)
	}
	return out, nil
}

// inForce settles labels that came in order of time.
func inForce(ls []vigia.Label) []vigia.Label {
	at := map[string]int{}
	var out []vigia.Label
	for _, l := range ls {
		k := string(l.Kind)
		if l.Kind != vigia.LabelGenre && l.Kind != vigia.LabelScope { // of which there is one
			k += " " + l.Value
		}
		i, there := at[k]
		switch {
		case !there:
			at[k] = len(out)
			out = append(out, l)
		case l.By != Machine || out[i].By == Machine:
			out[i] = l
		}
	}
	slices.SortStableFunc(out, func(a, b vigia.Label) int {
		return cmp.Or(strings.Compare(string(a.Kind), string(b.Kind)), cmp.Compare(b.Score, a.Score), strings.Compare(a.Value, b.Value))
	})
	return out
}
