package search

import (
	"fmt"
	"strings"

	"vigia/internal/db"
)

// postgres keeps the words in a tsvector that is built here, token by token:
// the server's own dictionaries are not asked.
type postgres struct{}

func (postgres) there() string {
	return `SELECT count(*) FROM (SELECT to_regclass('search_docs') AS t) n WHERE t IS NOT NULL`
}

func (postgres) tables() []string {
	return []string{
		`CREATE TABLE IF NOT EXISTS search_docs (
			docid    BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
			id       TEXT NOT NULL UNIQUE,
			kind     TEXT NOT NULL,
			language TEXT NOT NULL,
			title    TEXT NOT NULL,
			body     TEXT NOT NULL,
			at       BIGINT NOT NULL,
			version  TEXT NOT NULL,
			words    TSVECTOR NOT NULL
		)`,
		`CREATE INDEX IF NOT EXISTS search_docs_words ON search_docs USING GIN (words)`,
		`CREATE INDEX IF NOT EXISTS search_docs_at ON search_docs (at DESC, docid DESC)`,
	}
}

func (postgres) put(tx *db.Tx, d Doc, title, body []string) error {
	_, err := tx.Exec(`
		INSERT INTO search_docs (id, kind, language, title, body, at, version, words)
		VALUES (?, ?, ?, ?, ?, ?, ?, CAST(CAST(? AS TEXT) AS TSVECTOR))
		ON CONFLICT (id) DO UPDATE SET kind = excluded.kind, language = excluded.language, title = excluded.title,
			body = excluded.body, at = excluded.at, version = excluded.version, words = excluded.words`,
		d.ID, d.Kind, d.Language, d.Title, ownBody(d), db.Micros(d.At), Version, vector(title, body))
	return err
}

// maxPosition is the last position that a tsvector tells apart, and
// maxRepeats how many of one word it keeps.
const (
	maxPosition = 16_383
	maxRepeats  = 255
)

// vector writes a tsvector. The title stands before the body with a gap, so
// that no phrase reaches over; its words weigh more.
func vector(title, body []string) string {
	var b strings.Builder
	seen := map[string]int{}
	put := func(t string, pos int, weight string) {
		if seen[t]++; seen[t] > maxRepeats {
			return
		}
		fmt.Fprintf(&b, "'%s':%d%s ", t, min(pos, maxPosition), weight)
	}
	for i, t := range title {
		put(t, i+1, "A")
	}
	for i, t := range body {
		put(t, len(title)+2+i, "")
	}
	return b.String()
}

func (postgres) find(q Query, p parsed) statements {
	from, where, order, args := `search_docs d`, `1 = 1`, `d.at DESC, d.docid DESC`, []any(nil)
	rank := `0`
	if match := matchTS(p); match != "" {
		from = `search_docs d CROSS JOIN (SELECT CAST(CAST(? AS TEXT) AS TSQUERY) AS words) q`
		where, args = `d.words @@ q.words`, []any{match}
		if q.Sort == Best && len(p.want) > 0 {
			rank, order = `ts_rank(d.words, q.words)`, `d.rank DESC, d.at DESC, d.docid DESC`
		}
	}
	if !q.From.IsZero() {
		where, args = where+` AND d.at >= ?`, append(args, db.Micros(q.From))
	}
	if !q.To.IsZero() {
		where, args = where+` AND d.at < ?`, append(args, db.Micros(q.To))
	}
	where, args = q.plain(where, args)
	// The set is materialised before it is ordered: otherwise the planner may
	// walk the whole table by time and unpack the words of every row.
	once := ""
	if len(p.want) > 0 {
		once = "MATERIALIZED"
	}
	return statements{
		count: fmt.Sprintf(`SELECT count(*) FROM (SELECT 1 FROM %s WHERE %s LIMIT %d) n`, from, where, maxTotal),
		page: fmt.Sprintf(`
			WITH d AS %s (SELECT d.docid, d.id, d.at, %s AS rank FROM %s WHERE %s)
			SELECT d.id, s.kind, s.title, s.language, d.at, COALESCE(r.text, s.body)
			FROM (SELECT * FROM d ORDER BY %s LIMIT ? OFFSET ?) d
			JOIN search_docs s ON s.docid = d.docid LEFT JOIN reports r ON r.id = d.id
			ORDER BY %s`, once, rank, from, where, order, order),
		args: args,
	}
}

// matchTS is a query in PostgreSQL's words, "" if it asks for nothing.
func matchTS(p parsed) string {
	var all []string
	for _, pt := range p.want {
		all = append(all, anyWay(pt))
	}
	for _, pt := range p.not {
		all = append(all, "!"+anyWay(pt))
	}
	return strings.Join(all, " & ")
}

func anyWay(p part) string {
	var ways []string
	for _, v := range p {
		ways = append(ways, "('"+strings.Join(v, "' <-> '")+"')")
	}
	return "(" + strings.Join(ways, " | ") + ")"
}
