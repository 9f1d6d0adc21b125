package search

import (
	"fmt"
	"strings"
	"time"

	"vigia/internal/db"
)

// lite keeps the words in FTS5. The tokens are ours: the "ascii" tokenizer
// takes every byte above 0x7f for a letter, so that it cuts at the spaces
// between them and nowhere else.
type lite struct{}

func (lite) there() string {
	return `SELECT count(*) FROM sqlite_master WHERE type = 'table' AND name = 'search_words'`
}

func (lite) tables() []string {
	return []string{
		`CREATE TABLE search_docs (
			docid    INTEGER PRIMARY KEY, -- grows with at: see docid
			id       TEXT NOT NULL UNIQUE,
			kind     TEXT NOT NULL,
			language TEXT NOT NULL,
			title    TEXT NOT NULL,
			body     TEXT NOT NULL, -- "" where the text of the report serves
			at       BIGINT NOT NULL,
			version  TEXT NOT NULL
		)`,
		`CREATE VIRTUAL TABLE search_words USING fts5(title, body, content='', contentless_delete=1, tokenize='ascii')`,
	}
}

func (lite) put(tx *db.Tx, d Doc, title, body []string) error {
	if _, err := tx.Exec(`DELETE FROM search_words WHERE rowid IN (SELECT docid FROM search_docs WHERE id = ?)`, d.ID); err != nil {
		return err
	}
	if _, err := tx.Exec(`DELETE FROM search_docs WHERE id = ?`, d.ID); err != nil {
		return err
	}
	first, last := docids(d.At)
	var id int64
	err := tx.QueryRow(tx.Context(), `SELECT COALESCE(max(docid) + 1, ?) FROM search_docs WHERE docid BETWEEN ? AND ?`, first, first, last).Scan(&id)
	if err != nil {
		return err
	}
	if _, err := tx.Exec(`
		INSERT INTO search_docs (docid, id, kind, language, title, body, at, version)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
		id, d.ID, d.Kind, d.Language, d.Title, ownBody(d), db.Micros(d.At), Version); err != nil {
		return err
	}
	_, err = tx.Exec(`INSERT INTO search_words (rowid, title, body) VALUES (?, ?, ?)`, id, strings.Join(title, " "), strings.Join(body, " "))
	return err
}

// ownBody is the text that the index must keep itself, for snippets.
func ownBody(d Doc) string {
	if d.Kind == Report {
		return ""
	}
	return d.Text
}

// docids gives the row ids of a millisecond: a million documents can share
// it, as those do of which only the day is known.
func docids(at time.Time) (first, last int64) {
	const room = 1 << 20
	ms := min(max(at.UnixMilli(), 0), 1<<43-1)
	return ms * room, ms*room + room - 1
}

func (lite) find(q Query, p parsed) statements {
	from, where, order, args := `search_docs d`, `1 = 1`, `d.docid DESC`, []any(nil)
	if match := matchFTS(p); match != "" {
		from, where, args = `search_words w JOIN search_docs d ON d.docid = w.rowid`, `search_words MATCH ?`, []any{match}
		order = `w.rowid DESC`
		if q.Sort == Best {
			order = `bm25(search_words, 4.0, 1.0), w.rowid DESC`
		}
	} else if len(p.not) > 0 {
		where, args = `d.docid NOT IN (SELECT rowid FROM search_words WHERE search_words MATCH ?)`, []any{anyOf(p.not)}
	}
	rowid := `d.docid`
	if strings.HasPrefix(from, "search_words") {
		rowid = `w.rowid` // a range that FTS5 walks by itself
	}
	if !q.From.IsZero() {
		first, _ := docids(q.From)
		where, args = where+` AND `+rowid+` >= ?`, append(args, first)
	}
	if !q.To.IsZero() {
		first, _ := docids(q.To)
		where, args = where+` AND `+rowid+` < ?`, append(args, first)
	}
	where, args = q.plain(where, args)
	return statements{
		count: fmt.Sprintf(`SELECT count(*) FROM (SELECT 1 FROM %s WHERE %s LIMIT %d)`, from, where, maxTotal),
		page: fmt.Sprintf(`
			SELECT d.id, d.kind, d.title, d.language, d.at, COALESCE(r.text, d.body)
			FROM %s LEFT JOIN reports r ON r.id = d.id
			WHERE %s ORDER BY %s LIMIT ? OFFSET ?`, from, where, order),
		args: args,
	}
}

// plain adds the conditions that are alike on both engines.
func (q Query) plain(where string, args []any) (string, []any) {
	if q.Kind != "" {
		where, args = where+` AND d.kind = ?`, append(args, q.Kind)
	}
	if q.Language != "" {
		where, args = where+` AND d.language = ?`, append(args, q.Language)
	}
	return where, args
}

// matchFTS is a query in FTS5's words, "" if nothing is wanted. All terms are
// quoted, and hold letters and digits alone.
func matchFTS(p parsed) string {
	if len(p.want) == 0 {
		return ""
	}
	var all []string
	for _, pt := range p.want {
		all = append(all, anyOf([]part{pt}))
	}
	match := strings.Join(all, " AND ")
	if len(p.not) > 0 {
		match = "(" + match + ") NOT " + anyOf(p.not)
	}
	return match
}

// anyOf matches a document that has one of the parts in one of their ways.
func anyOf(parts []part) string {
	var ways []string
	for _, pt := range parts {
		for _, v := range pt {
			ways = append(ways, `"`+strings.Join(v, " ")+`"`)
		}
	}
	return "(" + strings.Join(ways, " OR ") + ")"
}
