package source

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/url"
	"time"

	"vigia"
	"vigia/internal/db"
	"vigia/internal/monitor"
)

// Source is an address that we poll.
type Source struct {
	ID, Outlet, URL, Title string
	Kind                   string // rss, sitemap, index, list
	Language               string
	State                  string // Active, Paused, Gone
	Verified               bool   // a poll has succeeded
	Every                  time.Duration
	NextAt                 time.Time
	ETag, Modified         string    // validators, sent back as they came
	LastAt                 time.Time // last poll
	OKAt                   time.Time // last poll that gave a feed, or "not modified" while all was well
	ItemAt                 time.Time // last poll that gave something new
	Fails                  int       // polls that failed in a row
	Reason, Detail, Remedy string    // of the last failure, "" after something was read
	Ask                    string    // where it is asked since it moved within its site, "": URL
	Offered                string    // another site that it leads to for good, "" unless a person is to decide
	DarkAt                 time.Time // since when nothing is read, zero if it is
	XPath                  string    // of an index page: which links are reports, "" if that is learned
	Learned                Learned   `json:"-"`
}

// Asked is the address that is asked for.
func (s Source) Asked() string { return cmp.Or(s.Ask, s.URL) }

// The states of a source.
const (
	Active = "active"
	Paused = "paused" // by a person
	Gone   = "gone"   // the server said so (410)
)

// spread is the gap between the first polls of sources that are new at once,
// so that ten thousand start over half an hour and a handful start now.
const spread = 180 * time.Millisecond

const sourceColumns = `id, outlet, url, title, kind, language, state, verified, every_s, next_at, etag, modified,
	last_at, ok_at, item_at, fails, reason, detail, remedy, ask, offered, dark_at, learned, xpath`

const putSourceSQL = `
	INSERT INTO sources (` + sourceColumns + `, rank, folded)
	VALUES (?, ?, ?, ?, ?, ?, 'active', ?, ?, ?, '', '', 0, 0, 0, 0, '', '', '', '', '', 0, '', ?, ?, ?)
	ON CONFLICT (url) DO UPDATE SET outlet = excluded.outlet, title = excluded.title, kind = excluded.kind,
		language = excluded.language, folded = excluded.folded`

// SyncSources adds the monitor's feeds to the sources. Those that are there
// keep their state and schedule; those that the monitor does not name, which a
// user may have added, stay.
func SyncSources(tx *db.Tx, feeds []monitor.Feed) error {
	rows, err := tx.Query(tx.Context(), `SELECT url FROM sources`)
	urls, err := db.Collect(rows, err, func(r *db.Rows) (u string, err error) { return u, r.Scan(&u) })
	if err != nil {
		return fmt.Errorf("sources: %w", err)
	}
	known := map[string]bool{}
	for _, u := range urls {
		known[u] = true
	}
	at := tx.Now
	for _, f := range feeds {
		if _, err := tx.Exec(putSourceSQL, vigia.NewID("src", tx.Now), f.Outlet, f.URL, f.Title, f.Kind, f.Language,
			db.Flag(f.Verified), int64(firstEvery/time.Second), db.Micros(at), "", rankNever, folded(f.URL, f.Title)); err != nil {
			return fmt.Errorf("source %s: %w", f.URL, err)
		}
		if !known[f.URL] {
			known[f.URL], at = true, at.Add(spread)
		}
	}
	return nil
}

// New is a source that a person adds.
type New struct {
	Outlet, URL, Title, Kind, Language string
	XPath                              string // of an index page, "": learned
}

// Add adds a source. Its first poll is due at once.
func Add(tx *db.Tx, n New) (Source, error) {
	n, err := n.valid()
	if err != nil {
		return Source{}, err
	}
	if n.XPath != "" && n.Kind != "index" {
		return Source{}, &vigia.Problem{Kind: vigia.ErrInvalid, What: "an XPath is for the links of an index page, and the kind is " + n.Kind,
			Remedy: "leave the XPath out, or choose the kind index"}
	}
	var name string
	if err := tx.QueryRow(tx.Context(), `SELECT name FROM outlets WHERE key = ?`, n.Outlet).Scan(&name); errors.Is(err, vigia.ErrNotFound) {
		return Source{}, noOutlet(n.Outlet)
	} else if err != nil {
		return Source{}, fmt.Errorf("outlet %s: %w", n.Outlet, err)
	}
	if n.Title == "" {
		n.Title = name
	}
	if _, err := ByURL(tx.Context(), tx, n.URL); err == nil {
		return Source{}, &vigia.Problem{Kind: vigia.ErrConflict, What: "the address is already a source: " + n.URL,
			Remedy: "nothing to do; resume it if it is paused"}
	}
	if _, err := tx.Exec(putSourceSQL, vigia.NewID("src", tx.Now), n.Outlet, n.URL, n.Title, n.Kind, n.Language,
		0, int64(firstEvery/time.Second), db.Micros(tx.Now), n.XPath, rankNever, folded(n.URL, n.Title)); err != nil {
		return Source{}, fmt.Errorf("source %s: %w", n.URL, err)
	}
	return ByURL(tx.Context(), tx, n.URL)
}

func noOutlet(key string) *vigia.Problem {
	return &vigia.Problem{Kind: vigia.ErrNotFound, What: fmt.Sprintf("no outlet has the key %q", key),
		Remedy: "add the outlet to outlets.csv of the monitor first, so that its class is known"}
}

// Kinds are the kinds of sources.
var Kinds = []string{"rss", "sitemap", "index", "list"}

// valid checks what a person gave, and fills in the kind.
func (n New) valid() (New, error) {
	u, err := url.Parse(n.URL)
	if err != nil || u.Host == "" || u.Scheme != "https" && u.Scheme != "http" {
		return n, &vigia.Problem{Kind: vigia.ErrInvalid, What: fmt.Sprintf("%q is not a web address", n.URL),
			Remedy: "give the whole address of a feed, sitemap or index page, with https://"}
	}
	if u.User != nil {
		return n, &vigia.Problem{Kind: vigia.ErrInvalid, What: "the address holds a password, and addresses are published",
			Remedy: "give the address without it; sources that ask for a login are not polled"}
	}
	switch n.Kind {
	case "":
		n.Kind = "rss"
	case "rss", "sitemap", "index", "list":
	default:
		return n, &vigia.Problem{Kind: vigia.ErrInvalid, What: fmt.Sprintf("unknown kind of source %q", n.Kind),
			Remedy: "use rss (any feed format), sitemap, index or list"}
	}
	return n, nil
}

func touched(id string, n int64, err error) error {
	if err := db.Touched(n, err); err != nil {
		return fmt.Errorf("source %s: %w", id, err)
	}
	return nil
}

const dueSQL = `SELECT id FROM sources WHERE state = 'active' AND next_at <= ? ORDER BY next_at LIMIT ?`

// Due lists the ids of the sources whose time has come (IsDue), the longest
// overdue first. It reads no more rows than it gives.
func Due(ctx context.Context, q db.Querier, now time.Time, limit int) ([]string, error) {
	rows, err := q.Query(ctx, dueSQL, db.Micros(now), limit)
	ids, err := db.Collect(rows, err, func(r *db.Rows) (id string, err error) { return id, r.Scan(&id) })
	if err != nil {
		return nil, fmt.Errorf("sources due: %w", err)
	}
	return ids, nil
}

// FirstOf gives the id of the source of an outlet that was there first.
func FirstOf(ctx context.Context, q db.Querier, outlet string) (id string, err error) {
	err = q.QueryRow(ctx, `SELECT id FROM sources WHERE outlet = ? AND state <> 'gone' ORDER BY id LIMIT 1`, outlet).Scan(&id)
	if err != nil {
		return "", fmt.Errorf("source of %s: %w", outlet, err)
	}
	return id, nil
}

// CountSources tells how many sources there are that are not gone.
func CountSources(ctx context.Context, q db.Querier) (n int, err error) {
	if err := q.QueryRow(ctx, `SELECT COUNT(*) FROM sources WHERE state <> 'gone'`).Scan(&n); err != nil {
		return 0, fmt.Errorf("count sources: %w", err)
	}
	return n, nil
}

// Sources lists all sources, by outlet.
func Sources(ctx context.Context, q db.Querier) ([]Source, error) {
	all, err := sources(ctx, q, `ORDER BY outlet, url`)
	if err != nil {
		return nil, fmt.Errorf("sources: %w", err)
	}
	return all, nil
}

// Get gives one source.
func Get(ctx context.Context, q db.Querier, id string) (Source, error) {
	return one(ctx, q, `WHERE id = ?`, id)
}

// ByURL gives the source of an address.
func ByURL(ctx context.Context, q db.Querier, url string) (Source, error) {
	return one(ctx, q, `WHERE url = ?`, url)
}

func one(ctx context.Context, q db.Querier, where, key string) (Source, error) {
	s, err := db.One(sources(ctx, q, where, key))
	if err != nil {
		return Source{}, fmt.Errorf("source %s: %w", key, err)
	}
	return s, nil
}

func sources(ctx context.Context, q db.Querier, rest string, args ...any) ([]Source, error) {
	rows, err := q.Query(ctx, `SELECT `+sourceColumns+` FROM sources `+rest, args...)
	return db.Collect(rows, err, scanSource)
}

func scanSource(r *db.Rows) (Source, error) {
	var s Source
	var verified int
	var every, next, last, ok, item, dark int64
	var learned string
	err := r.Scan(&s.ID, &s.Outlet, &s.URL, &s.Title, &s.Kind, &s.Language, &s.State, &verified, &every, &next,
		&s.ETag, &s.Modified, &last, &ok, &item, &s.Fails, &s.Reason, &s.Detail, &s.Remedy, &s.Ask, &s.Offered, &dark, &learned, &s.XPath)
	s.Verified, s.Every = verified == 1, time.Duration(every)*time.Second
	s.NextAt, s.LastAt, s.OKAt, s.ItemAt, s.DarkAt = db.Time(next), db.Time(last), db.Time(ok), db.Time(item), db.Time(dark)
	if err == nil {
		s.Learned, err = unpackLearned(learned)
	}
	return s, err
}
