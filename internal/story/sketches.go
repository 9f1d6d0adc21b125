package story

import (
	"encoding/binary"
	"fmt"
	"time"

	"vigia"
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

func scanLookup(r *db.Rows) (number int32, day time.Time, keys []uint32, err error) {
	var at int64
	var text string
	if err := r.Scan(&number, &at, &text); err != nil || text == "" {
		return number, db.Time(at), nil, err
	}
	b, err := bytes64(text)
	if err != nil || len(b)%4 != 0 {
		return number, db.Time(at), nil, fmt.Errorf("keys of placing %d: %w", number, errPacked)
	}
	keys = make([]uint32, len(b)/4)
	for i := range keys {
		keys[i] = binary.LittleEndian.Uint32(b[4*i:])
	}
	return number, db.Time(at), keys, nil
}

// dateOf makes the date that instant needs.
func dateOf(at int64, precision string) vigia.Date {
	return vigia.Date{At: db.Time(at), Precision: vigia.Precision(precision)}
}
