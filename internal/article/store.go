package article

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"

	"vigia"
	"vigia/internal/address"
	"vigia/internal/db"
	"vigia/internal/text"
)

// Stored is a report as it is kept: what was read, and where it came from.
type Stored struct {
	ID, Capture string
	Part        string // which part of a feed or list capture
	URL, Key    string // address as shown; duplicate key, "sha256:…" for a text without address
	Outlet      string // "" if the registry does not know it
	Kind        vigia.Kind
	Report
	ArrivedAt time.Time
	DayAt     time.Time // published, or ArrivedAt where that is unknown or in the future
	Stage     string    // AsRead…
	Version   string    // of the reader that read it; Put writes the present one
}

// The stages that a report has passed.
const (
	AsRead   = "read"
	Placed   = "placed"
	Labelled = "labelled"
)

const storedColumns = `id, capture, part, url, key, outlet, kind, title, byline, published, precision, date_from,
	modified, language, confidence, text, section, genre_hint, genre_why, provenance, doubts, version,
	arrived_at, day_at, stage`

const putSQL = `
	INSERT INTO reports (` + storedColumns + `, words)
	VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
	ON CONFLICT (key) DO NOTHING`

// Put keeps a report. Its natural key is the key of its canonical address: if
// a report is there under that key, nothing changes, fresh is false and the
// one that is there comes back.
func Put(tx *db.Tx, s Stored) (stored Stored, fresh bool, err error) {
	s = complete(s, tx.Now)
	provenance, err := json.Marshal(s.Provenance)
	if err != nil {
		return s, false, fmt.Errorf("report %s: %w", s.Key, err)
	}
	n, err := tx.Exec(putSQL, s.ID, s.Capture, s.Part, s.URL, s.Key, s.Outlet, string(s.Kind), s.Title, texts(s.Byline),
		db.Micros(s.Published.At), string(s.Published.Precision), s.Published.From, db.Micros(s.Modified.At),
		s.Language, s.LanguageConfidence, s.Text, s.Section, string(s.GenreHint), s.GenreWhy, string(provenance),
		texts(s.Doubts), s.Version, db.Micros(s.ArrivedAt), db.Micros(s.DayAt), s.Stage, len(text.Tokens(s.Text, s.Language)))
	if err != nil {
		return s, false, fmt.Errorf("report %s: %w", s.Key, err)
	}
	if n == 1 {
		if len(s.Places) > 0 {
			err = putPlaces(tx, s.ID, s.Places)
		}
		return s, true, err
	}
	there, err := ByKey(tx.Context(), tx, s.Key)
	return there, false, err
}

// complete fills in what follows from the rest.
func complete(s Stored, now time.Time) Stored {
	s.ArrivedAt = orTime(s.ArrivedAt, now)
	if s.ID == "" {
		s.ID = vigia.NewID("rep", s.ArrivedAt)
	}
	if s.URL == "" {
		s.URL = s.Canonical
	}
	if s.Key == "" && s.URL != "" {
		s.Key = address.Key(s.URL)
	}
	if s.Key == "" {
		h := sha256.Sum256([]byte(s.Title + "\n\n" + s.Text))
		s.Key = "sha256:" + hex.EncodeToString(h[:])
	}
	if s.Kind == "" {
		s.Kind = vigia.MediaReport
	}
	if s.Stage == "" {
		s.Stage = AsRead
	}
	if s.DayAt.IsZero() {
		s.DayAt = dayAt(s)
	}
	s.Version = Version
	return s
}

// dayAt is the day that a report counts under. A date in the future, by fault
// or by design, must not hold it at the top of every list.
func dayAt(s Stored) time.Time {
	if s.Published.Known() && s.Published.At.Before(s.ArrivedAt.AddDate(0, 0, 1)) {
		return s.Published.At
	}
	return s.ArrivedAt
}

func orTime(t, otherwise time.Time) time.Time {
	if t.IsZero() {
		return otherwise
	}
	return t
}

const updateSQL = `
	UPDATE reports SET url = ?, outlet = ?, kind = ?, title = ?, byline = ?, published = ?, precision = ?, date_from = ?,
		modified = ?, language = ?, confidence = ?, text = ?, section = ?, genre_hint = ?, genre_why = ?, provenance = ?,
		doubts = ?, version = ?, day_at = ?, words = ?
	WHERE id = ?`

// Update writes what the present reader reads in the capture of a report that
// is there, under the same id and key.
func Update(tx *db.Tx, s Stored) error {
	provenance, err := json.Marshal(s.Provenance)
	if err != nil {
		return fmt.Errorf("report %s: %w", s.ID, err)
	}
	n, err := tx.Exec(updateSQL, s.URL, s.Outlet, string(s.Kind), s.Title, texts(s.Byline), db.Micros(s.Published.At),
		string(s.Published.Precision), s.Published.From, db.Micros(s.Modified.At), s.Language, s.LanguageConfidence,
		s.Text, s.Section, string(s.GenreHint), s.GenreWhy, string(provenance), texts(s.Doubts), Version,
		db.Micros(s.DayAt), len(text.Tokens(s.Text, s.Language)), s.ID)
	if err == nil && n == 0 {
		err = vigia.ErrNotFound
	}
	if err != nil {
		return fmt.Errorf("report %s: %w", s.ID, err)
	}
	return putPlaces(tx, s.ID, s.Places)
}

const misreadSQL = `
	INSERT INTO misreads (capture, at, reason, remedy, version) VALUES (?, ?, ?, ?, ?)
	ON CONFLICT (capture) DO UPDATE SET at = excluded.at, reason = excluded.reason, remedy = excluded.remedy,
		version = excluded.version`

// Misread keeps why a capture did not become a report, and what to do.
func Misread(tx *db.Tx, capture, reason, remedy string) error {
	if _, err := tx.Exec(misreadSQL, capture, db.Micros(tx.Now), reason, remedy, Version); err != nil {
		return fmt.Errorf("misread of capture %s: %w", capture, err)
	}
	return nil
}

// Unmisread takes back that a capture did not become a report: a newer reader
// has read one in it.
func Unmisread(tx *db.Tx, capture string) error {
	if _, err := tx.Exec(`DELETE FROM misreads WHERE capture = ?`, capture); err != nil {
		return fmt.Errorf("misread of capture %s: %w", capture, err)
	}
	return nil
}

// SetStage notes that a report has passed a stage.
func SetStage(tx *db.Tx, id, stage string) error {
	n, err := tx.Exec(`UPDATE reports SET stage = ? WHERE id = ?`, stage, id)
	if err == nil && n == 0 {
		err = vigia.ErrNotFound
	}
	if err != nil {
		return fmt.Errorf("report %s: %w", id, err)
	}
	return nil
}

// Get gives one report.
func Get(ctx context.Context, q db.Querier, id string) (Stored, error) {
	return one(ctx, q, `WHERE id = ?`, id)
}

// ByKey gives the report of an address key.
func ByKey(ctx context.Context, q db.Querier, key string) (Stored, error) {
	return one(ctx, q, `WHERE key = ?`, key)
}

// ByCapture gives the report that was read in a capture, the first part of
// several. A page whose address had a report already gives none.
func ByCapture(ctx context.Context, q db.Querier, capture string) (Stored, error) {
	return one(ctx, q, `WHERE capture = ? ORDER BY part LIMIT 1`, capture)
}

// ByIDs gives reports by id. Ids that nobody has are left out.
func ByIDs(ctx context.Context, q db.Querier, ids []string) (map[string]Stored, error) {
	in, args := db.In(ids)
	all, err := stored(ctx, q, `WHERE id IN `+in, args...)
	if err != nil {
		return nil, err
	}
	out := make(map[string]Stored, len(all))
	for _, s := range all {
		out[s.ID] = s
	}
	return out, nil
}

// Filter chooses reports. Zero fields choose all.
type Filter struct {
	From, To time.Time // by day: From included, To not
	Outlet   string
	Language string
	Stage    string
	Limit    int // 0: all
}

// List gives reports in order of time.
func List(ctx context.Context, q db.Querier, f Filter) ([]Stored, error) {
	var where []string
	var args []any
	add := func(cond string, arg any, on bool) {
		if on {
			where, args = append(where, cond), append(args, arg)
		}
	}
	add(`day_at >= ?`, db.Micros(f.From), !f.From.IsZero())
	add(`day_at < ?`, db.Micros(f.To), !f.To.IsZero())
	add(`outlet = ?`, f.Outlet, f.Outlet != "")
	add(`language = ?`, f.Language, f.Language != "")
	add(`stage = ?`, f.Stage, f.Stage != "")
	rest := ` ORDER BY day_at, id`
	if len(where) > 0 {
		rest = `WHERE ` + strings.Join(where, ` AND `) + rest
	}
	if f.Limit > 0 {
		rest, args = rest+` LIMIT ?`, append(args, f.Limit)
	}
	return stored(ctx, q, rest, args...)
}

func one(ctx context.Context, q db.Querier, where, key string) (Stored, error) {
	all, err := stored(ctx, q, where, key)
	if err == nil && len(all) == 0 {
		err = vigia.ErrNotFound
	}
	if err != nil {
		return Stored{}, fmt.Errorf("report %s: %w", key, err)
	}
	return all[0], nil
}

func stored(ctx context.Context, q db.Querier, rest string, args ...any) ([]Stored, error) {
	rows, err := q.Query(ctx, `SELECT `+storedColumns+` FROM reports `+rest, args...)
	all, err := db.Collect(rows, err, scanStored)
	if err != nil {
		return nil, fmt.Errorf("reports: %w", err)
	}
	return all, nil
}

func scanStored(r *db.Rows) (Stored, error) {
	var s Stored
	var kind, byline, precision, hint, provenance, doubts string
	var published, modified, arrived, day int64
	if err := r.Scan(&s.ID, &s.Capture, &s.Part, &s.URL, &s.Key, &s.Outlet, &kind, &s.Title, &byline, &published,
		&precision, &s.Published.From, &modified, &s.Language, &s.LanguageConfidence, &s.Text, &s.Section, &hint,
		&s.GenreWhy, &provenance, &doubts, &s.Version, &arrived, &day, &s.Stage); err != nil {
		return s, err
	}
	s.Kind, s.GenreHint, s.Canonical = vigia.Kind(kind), vigia.Genre(hint), s.URL
	s.Published.At, s.Published.Precision = db.Time(published), vigia.Precision(precision)
	if modified != 0 {
		s.Modified = vigia.Date{At: db.Time(modified), Precision: vigia.ToSec}
	}
	s.ArrivedAt, s.DayAt = db.Time(arrived), db.Time(day)
	if err := errors.Join(json.Unmarshal([]byte(byline), &s.Byline), json.Unmarshal([]byte(provenance), &s.Provenance),
		json.Unmarshal([]byte(doubts), &s.Doubts)); err != nil {
		return s, fmt.Errorf("report %s: %w", s.ID, err)
	}
	return s, nil
}

// texts is how a list of texts is stored.
func texts(vs []string) string {
	if len(vs) == 0 {
		return "[]"
	}
	b, err := json.Marshal(vs)
	if err != nil {
		return "[]" // unreachable: texts always encode
	}
	return string(b)
}
