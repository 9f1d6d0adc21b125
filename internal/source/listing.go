package source

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"vigia/internal/db"
)

// How a source does is reckoned whenever something happens to it, and kept as
// the rank of its word: a desk of two hundred thousand sources counts and pages
// by an index, and judges only the hundred that it shows.

// rank is the place of a source's word among Words.
func (s Source) rank(now time.Time) int { return slices.Index(Words, judge(s, now).Word) }

// rankNever is the rank of a source that was not polled yet.
var rankNever = slices.Index(Words, "never")

const setRankSQL = `UPDATE sources SET rank = ? WHERE id = ?`

// rerank reckons the rank of a source that a person has changed.
func rerank(tx *db.Tx, id string) error {
	s, err := Get(tx.Context(), tx, id)
	if err == nil {
		_, err = tx.Exec(setRankSQL, s.rank(tx.Now), id)
	}
	if err != nil {
		return fmt.Errorf("health of source %s: %w", id, err)
	}
	return nil
}

// folded is what a source is found by, beside its outlet.
func folded(url, title string) string { return strings.ToLower(url + "\n" + title) }

// rankBatch is how many sources are reckoned in one transaction.
const rankBatch = 1000

const quietenSQL = `UPDATE sources SET rank = ? WHERE rank = ? AND item_at < ? AND item_at > 0`

// Rank reckons the ranks that no poll has reckoned: of sources that an earlier
// version has left, and of those that nothing new has come from for a week. It
// is to be called again while it returns true.
func Rank(tx *db.Tx) (more bool, err error) {
	_, err = tx.Exec(quietenSQL, slices.Index(Words, "quiet"), slices.Index(Words, "fresh"), db.Micros(tx.Now.Add(-quietAfter)))
	if err != nil {
		return false, fmt.Errorf("health of quiet sources: %w", err)
	}
	all, err := sources(tx.Context(), tx, `WHERE rank = -1 LIMIT ?`, rankBatch)
	for _, s := range all {
		if err == nil {
			_, err = tx.Exec(`UPDATE sources SET rank = ?, late_s = ?, folded = ? WHERE id = ?`, s.rank(tx.Now), int64(s.Learned.Late/time.Second), folded(s.URL, s.Title), s.ID)
		}
	}
	if err != nil {
		return false, fmt.Errorf("health of sources: %w", err)
	}
	return len(all) == rankBatch, nil
}

// ListFilter chooses among sources.
type ListFilter struct {
	Word        string // of Words, "" for any
	Text        string // in the address, the title or the outlet's name, "" for any
	Skip, Limit int
}

// Listing is a page of sources.
type Listing struct {
	Rows  []Health       // the ones in trouble first
	Words map[string]int // how many sources there are of each word that the text fits
	Total int            // that the text fits
	All   int
}

// List gives a page of sources with how they do.
func List(ctx context.Context, q db.Querier, f ListFilter, now time.Time) (l Listing, err error) {
	where, args := f.text()
	if err := l.count(ctx, q, where, args); err != nil {
		return l, err
	}
	if err := q.QueryRow(ctx, `SELECT COUNT(*) FROM sources`).Scan(&l.All); err != nil {
		return l, fmt.Errorf("count sources: %w", err)
	}
	if i := slices.Index(Words, f.Word); i >= 0 {
		where, args = where+` AND rank = ?`, append(args, i)
	}
	ids, err := texts(ctx, q, `SELECT id FROM sources WHERE 1 = 1`+where+` ORDER BY rank, outlet, url LIMIT ? OFFSET ?`, append(args, f.Limit, f.Skip)...)
	if err != nil || len(ids) == 0 {
		return l, err
	}
	in, some := db.In(ids)
	page, err := sources(ctx, q, `WHERE id IN `+in+` ORDER BY rank, outlet, url`, some...)
	if err != nil {
		return l, fmt.Errorf("sources: %w", err)
	}
	items, err := itemsOf(ctx, q, ids, now.AddDate(0, 0, -30))
	if err != nil {
		return l, fmt.Errorf("items of sources: %w", err)
	}
	for _, s := range page {
		h := judge(s, now)
		h.Items = items[s.ID]
		l.Rows = append(l.Rows, h)
	}
	return l, nil
}

// text is the condition that the text fits.
func (f ListFilter) text() (where string, args []any) {
	for w := range strings.FieldsSeq(strings.ToLower(f.Text)) {
		like := "%" + likeEscape.Replace(w) + "%"
		where += ` AND (folded LIKE ? ESCAPE '!' OR outlet IN (SELECT key FROM outlets WHERE folded LIKE ? ESCAPE '!'))`
		args = append(args, like, like)
	}
	return where, args
}

var likeEscape = strings.NewReplacer("!", "!!", "%", "!%", "_", "!_")

func (l *Listing) count(ctx context.Context, q db.Querier, where string, args []any) error {
	l.Words = map[string]int{}
	rows, err := q.Query(ctx, `SELECT rank, COUNT(*) FROM sources WHERE 1 = 1`+where+` GROUP BY rank`, args...)
	err = db.Each(rows, err, func(r *db.Rows) error {
		var rank, n int
		err := r.Scan(&rank, &n)
		if l.Total += n; rank >= 0 && rank < len(Words) {
			l.Words[Words[rank]] += n
		}
		return err
	})
	if err != nil {
		return fmt.Errorf("health of sources: %w", err)
	}
	return nil
}

func texts(ctx context.Context, q db.Querier, sql string, args ...any) ([]string, error) {
	rows, err := q.Query(ctx, sql, args...)
	out, err := db.Collect(rows, err, func(r *db.Rows) (s string, err error) { return s, r.Scan(&s) })
	if err != nil {
		return nil, fmt.Errorf("sources: %w", err)
	}
	return out, nil
}

// itemsOf counts the items of some sources since a day.
func itemsOf(ctx context.Context, q db.Querier, ids []string, from time.Time) (map[string]int, error) {
	in, args := db.In(ids)
	return countItems(ctx, q, `SELECT source, CAST(SUM(items) AS BIGINT) FROM source_days WHERE source IN `+in+` AND day >= ? GROUP BY source`, append(args, dayOf(from))...)
}

func countItems(ctx context.Context, q db.Querier, sql string, args ...any) (map[string]int, error) {
	items := map[string]int{}
	rows, err := q.Query(ctx, sql, args...)
	err = db.Each(rows, err, func(r *db.Rows) error {
		var id string
		var n int
		err := r.Scan(&id, &n)
		items[id] = n
		return err
	})
	return items, err
}
