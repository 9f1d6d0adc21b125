package article

import (
	"context"
	"encoding/json"
	"fmt"
	"math"
	"slices"

	"vigia/internal/db"
)

// Place says where a line of a report's text stands in its document. The line
// goes on to the next Place.
type Place struct {
	At             int     // offset in the text, in bytes
	Page           int     // from 1
	X0, Y0, X1, Y1 float64 // points (1/72 inch) from the upper left corner of the page as it is shown
}

// PlaceOf finds the line in which an offset of a text stands; ok is false for
// a text without pages.
func PlaceOf(ps []Place, at int) (p Place, ok bool) {
	i, found := slices.BinarySearchFunc(ps, at, func(p Place, at int) int { return p.At - at })
	if !found {
		i--
	}
	if i < 0 {
		i = 0
	}
	if len(ps) == 0 {
		return Place{}, false
	}
	return ps[i], true
}

// moved are places after the beginning of the text was taken off.
func moved(ps []Place, by int) (out []Place) {
	for _, p := range ps {
		if p.At -= by; p.At >= 0 {
			out = append(out, p)
		}
	}
	return out
}

const putPlacesSQL = `
	INSERT INTO places (report, lines) VALUES (?, ?)
	ON CONFLICT (report) DO UPDATE SET lines = excluded.lines`

// putPlaces keeps where the lines of a report stand: offset, page and edges.
func putPlaces(tx *db.Tx, report string, ps []Place) error {
	if len(ps) == 0 {
		if _, err := tx.Exec(`DELETE FROM places WHERE report = ?`, report); err != nil {
			return fmt.Errorf("places of report %s: %w", report, err)
		}
		return nil
	}
	rows := make([][6]int, len(ps))
	for i, p := range ps {
		whole := func(x float64) int { return int(math.Round(max(min(x, 1e6), -1e6))) }
		rows[i] = [6]int{p.At, p.Page, whole(p.X0), whole(p.Y0), whole(p.X1), whole(p.Y1)}
	}
	b, err := json.Marshal(rows)
	if err == nil {
		_, err = tx.Exec(putPlacesSQL, report, string(b))
	}
	if err != nil {
		return fmt.Errorf("places of report %s: %w", report, err)
	}
	return nil
}

// PlacesOf gives where the lines of reports stand, of those that have pages.
func PlacesOf(ctx context.Context, q db.Querier, reports ...string) (map[string][]Place, error) {
	in, args := db.In(reports)
	rows, err := q.Query(ctx, `SELECT report, lines FROM places WHERE report IN `+in, args...)
	out := map[string][]Place{}
	err = db.Each(rows, err, func(r *db.Rows) error {
		var id, lines string
		if err := r.Scan(&id, &lines); err != nil {
			return err
		}
		var all [][6]int
		if err := json.Unmarshal([]byte(lines), &all); err != nil {
			return err
		}
		for _, x := range all {
			out[id] = append(out[id], Place{x[0], x[1], float64(x[2]), float64(x[3]), float64(x[4]), float64(x[5])})
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("places of reports: %w", err)
	}
	return out, nil
}
