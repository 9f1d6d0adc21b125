package story

import (
	"encoding/binary"
	"fmt"
	"time"

	"vigia"
	"vigia/internal/article"
	"vigia/internal/db"
)

const putSketchSQL = `INSERT INTO sketches (number, report, sketch, version) VALUES (?, ?, ?, ?)`

const putLookupSQL = `INSERT INTO lookups (number, day_at, keys) VALUES (?, ?, ?)`

// putSketch writes what of a report is compared, and the keys that it is found
// by, under the next number.
func (p *Placer) putSketch(tx *db.Tx, e *entry, keys []uint32) error {
	number := p.window.last + 1
	if _, err := tx.Exec(putSketchSQL, number, e.id, text64(e.pack()), Version); err != nil {
		return err
	}
	if _, err := tx.Exec(putLookupSQL, number, db.Micros(e.day), keys64(keys)); err != nil {
		return err
	}
	kept := *e
	kept.number, kept.via, kept.body = number, link{}, nil
	p.kept.put(number, &kept)
	p.bodies.put(number, e.body)
	return nil
}

// dropSketch takes them out again. The number stays, so that no other report
// gets it.
func dropSketch(tx *db.Tx, report string) error {
	if _, err := tx.Exec(`UPDATE lookups SET keys = '' WHERE number = (SELECT number FROM sketches WHERE report = ?)`, report); err != nil {
		return err
	}
	_, err := tx.Exec(`DELETE FROM sketches WHERE report = ?`, report)
	return err
}

func entry64(number int32, sketch string) (*entry, error) {
	b, err := bytes64(sketch)
	if err != nil {
		return nil, fmt.Errorf("sketch %d: %w", number, errPacked)
	}
	e, err := unpack(b)
	if err != nil {
		return nil, fmt.Errorf("sketch %d: %w", number, err)
	}
	e.number = number
	return e, nil
}

func keys64(keys []uint32) string {
	b := make([]byte, 0, 4*len(keys))
	for _, k := range keys {
		b = binary.LittleEndian.AppendUint32(b, k)
	}
	return text64(b)
}

// placing is a row of lookups.
type placing struct {
	number int32
	day    time.Time
	keys   []uint32 // nil: to be made
	gone   bool     // the report has been placed anew
}

func scanLookup(r *db.Rows) (l placing, err error) {
	var day int64
	var keys string
	if err := r.Scan(&l.number, &day, &keys); err != nil {
		return l, err
	}
	l.day, l.gone = db.Time(day), keys == ""
	if keys == "" || keys == unmade {
		return l, nil
	}
	b, err := bytes64(keys)
	if err != nil || len(b)%4 != 0 {
		return l, fmt.Errorf("keys of placing %d: %w", l.number, errPacked)
	}
	l.keys = make([]uint32, len(b)/4)
	for i := range l.keys {
		l.keys[i] = binary.LittleEndian.Uint32(b[4*i:])
	}
	return l, nil
}

// unmade are the keys of a report that an older version has placed.
const unmade = "-"

// remake makes what is compared of a report that an older version has placed,
// and its keys. The report stays where it is.
func (p *Placer) remake(tx *db.Tx, number int32) ([]uint32, error) {
	var report string
	if err := tx.QueryRow(tx.Context(), `SELECT report FROM sketches WHERE number = ?`, number).Scan(&report); err != nil {
		return nil, fmt.Errorf("placing %d: %w", number, err)
	}
	r, err := article.Get(tx.Context(), tx, report)
	if err != nil {
		return nil, err
	}
	e := entryOf(r, p.reg)
	keys := lookupOf(e, newRarity()).own
	if _, err := tx.Exec(`UPDATE sketches SET sketch = ? WHERE number = ?`, text64(e.pack()), number); err != nil {
		return nil, fmt.Errorf("sketch of %s: %w", report, err)
	}
	_, err = tx.Exec(`UPDATE lookups SET keys = ? WHERE number = ?`, keys64(keys), number)
	return keys, err
}

// dateOf makes the date that instant needs.
func dateOf(at int64, precision string) vigia.Date {
	return vigia.Date{At: db.Time(at), Precision: vigia.Precision(precision)}
}
