package story

import (
	"encoding/json"
	"fmt"
	"hash/fnv"
	"maps"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	"vigia"
	"vigia/internal/db"
	"vigia/internal/text"
)

// storedSketch is the terms column of a sketch.
type storedSketch struct {
	Language string   `json:"l"`
	Size     int      `json:"n"`
	Terms    string   `json:"t"` // "stem 1.6 stem 2.1": read often, so it must be read fast
	Keys     string   `json:"k"`
	Credits  []credit `json:"c,omitempty"`
	Brief    []byte   `json:"b,omitempty"` // place of a sentence or two among other languages
	Shared   string   `json:"s,omitempty"` // and what it shares with them on the face of it
	Runes    float64  `json:"r,omitempty"`
}

const putSketchSQL = `
	INSERT INTO sketches (report, minhash, terms, day_at, version) VALUES (?, ?, ?, ?, ?)
	ON CONFLICT (report) DO UPDATE SET minhash = excluded.minhash, terms = excluded.terms, day_at = excluded.day_at,
		version = excluded.version`

const putBandsSQL = `INSERT INTO bands (band, report) VALUES %s ON CONFLICT (band, report) DO NOTHING`

func putSketch(tx *db.Tx, e *entry, bands []int64) error {
	st := storedSketch{Language: e.language, Size: e.size, Terms: pack(e.terms), Keys: pack(e.keys), Credits: e.credits}
	e.tongue.store(&st)
	b, err := json.Marshal(st)
	if err != nil {
		return err
	}
	if _, err := tx.Exec(putSketchSQL, e.id, e.sig.String(), string(b), db.Micros(e.day), Version); err != nil {
		return err
	}
	for some := range slices.Chunk(bands, atOnce) { // most are of one length, and so prepared
		args := make([]any, 0, 2*len(some))
		for _, band := range some {
			args = append(args, band, e.id)
		}
		if _, err := tx.Exec(fmt.Sprintf(putBandsSQL, db.Values(len(some), 2)), args...); err != nil {
			return err
		}
	}
	return nil
}

func (s storedSketch) sketch(minhash string) (sketch, error) {
	sig, err := text.ParseSignature(minhash)
	return sketch{sig: sig, size: s.Size, language: s.Language, terms: unpack(s.Terms), keys: unpack(s.Keys)}, err
}

func readSketch(terms string) (s storedSketch, err error) {
	if err := json.Unmarshal([]byte(terms), &s); err != nil {
		return s, fmt.Errorf("stored sketch: %w", err)
	}
	return s, nil
}

func pack(m map[string]float64) string {
	var b strings.Builder
	for _, t := range slices.Sorted(maps.Keys(m)) {
		b.WriteString(t)
		b.WriteByte(' ')
		b.WriteString(strconv.FormatFloat(m[t], 'f', 2, 64))
		b.WriteByte(' ')
	}
	return strings.TrimSuffix(b.String(), " ")
}

func unpack(s string) map[string]float64 {
	m := make(map[string]float64, strings.Count(s, " ")/2+1)
	for s != "" {
		var term, weight string
		term, s, _ = strings.Cut(s, " ")
		weight, s, _ = strings.Cut(s, " ")
		if w, err := strconv.ParseFloat(weight, 64); err == nil {
			m[term] = w
		}
	}
	return m
}

// round makes a fresh sketch what it will be when it is read again.
func round(m map[string]float64) {
	for t, w := range m {
		m[t] = math.Round(w*100) / 100
	}
}

// The bands of a report beside those of its signature: how many of its terms
// and keys others may find it by.
const (
	termBands  = 24
	keyBands   = 12
	bucketDays = storyDays // a report is looked up in its own bucket and the ones beside it
)

// bandsOf gives the keys that e is found by, and those to look others up by.
// Beside the bands of the signature they are made of its rarest terms and
// keys, its outlet and the outlets that it credits, each with the span of days
// it stands in, so that a lookup costs what the window holds and no more.
func bandsOf(e *entry, f *frequencies) (own, lookup []int64) {
	for _, b := range e.sig.Bands() {
		own = append(own, int64(b))
	}
	lookup = slices.Clone(own)
	day := e.day.Unix() / int64((bucketDays * 24 * time.Hour).Seconds())
	add := func(kind, as, value string) {
		own = append(own, band(kind, value, day))
		for b := day - 1; b <= day+1; b++ {
			lookup = append(lookup, band(as, value, b))
		}
	}
	if e.tongue.brief {
		add("brief", "brief", "")
	}
	for _, t := range f.heaviest(e.language, e.terms, termBands) {
		add("term", "term", e.language+" "+t)
	}
	for _, k := range f.heaviest(shared, e.keys, keyBands) {
		add("key", "key", k)
	}
	add("outlet", "credit", e.outlet)
	for _, c := range e.credits {
		add("credit", "outlet", c.Outlet)
	}
	return own, lookup
}

func band(kind, value string, bucket int64) int64 {
	h := fnv.New64a()
	fmt.Fprintf(h, "%s %s %d", kind, value, bucket) // never fails
	return int64(h.Sum64())
}

// dateOf makes the date that instant needs.
func dateOf(at int64, precision string) vigia.Date {
	return vigia.Date{At: db.Time(at), Precision: vigia.Precision(precision)}
}
