package entity

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"vigia"
	"vigia/internal/db"
	"vigia/internal/monitor"
	"vigia/internal/name"
	"vigia/internal/text"
)

// The types of entities.
const (
	Person       = "person"
	Organisation = "organisation"
	Place        = "place"
	Vessel       = "vessel"
	Aircraft     = "aircraft"
)

// Where entities come from.
const (
	FromMonitor = "monitor" // entities.csv and offices.csv of the monitor
	FromList    = "list"
	FromPlaces  = "place" // countries
)

// Entity is somebody or something that reports name.
type Entity struct {
	ID, Type, Name string
	Country        string // ISO 3166-1 alpha-2, "" if unknown
	Origin, Note   string
	Names          []string // all, the name proper too
	Offices        []Office
}

// Office is what a person was, from one day to another, both included.
type Office struct {
	Entity   string
	Key      string
	Names    []string
	Country  string
	From, To time.Time // zero: always, still
	Evidence string
}

// Holds reports whether the office was held on a day.
func (o Office) Holds(day time.Time) bool {
	return (o.From.IsZero() || !day.Before(o.From)) && (o.To.IsZero() || day.Before(o.To.AddDate(0, 0, 1)))
}

const putEntitySQL = ` ON CONFLICT (id) DO UPDATE SET type = excluded.type, name = excluded.name, country = excluded.country, note = excluded.note`

// putEntities keeps entities and adds their names.
func putEntities(tx *db.Tx, es []Entity) error {
	var rows, names [][]any
	at := map[string]int{}
	for _, e := range es {
		row := []any{e.ID, e.Type, e.Name, e.Country, e.Origin, e.Note}
		if i, twice := at[e.ID]; twice {
			rows[i] = row
		} else {
			at[e.ID] = len(rows)
			rows = append(rows, row)
		}
		for _, n := range append([]string{e.Name}, e.Names...) {
			if n = strings.TrimSpace(n); n != "" {
				names = append(names, []any{e.ID, n, Plain(n), e.Origin})
			}
		}
	}
	if err := insertRows(tx, `INSERT INTO entities (id, type, name, country, origin, note) VALUES `, 6, rows, putEntitySQL); err != nil {
		return fmt.Errorf("entities: %w", err)
	}
	if err := insertRows(tx, `INSERT INTO entity_names (entity, name, plain, origin) VALUES `, 4, names, ` ON CONFLICT (entity, name) DO NOTHING`); err != nil {
		return fmt.Errorf("names of entities: %w", err)
	}
	return nil
}

func putName(tx *db.Tx, id, n, origin string) (fresh int, err error) {
	made, err := tx.Exec(`INSERT INTO entity_names (entity, name, plain, origin) VALUES (?, ?, ?, ?) ON CONFLICT (entity, name) DO NOTHING`, id, n, Plain(n), origin)
	if err != nil {
		return 0, fmt.Errorf("name of entity %s: %w", id, err)
	}
	return int(made), nil
}

// Plain is the form by which names are looked up: their words in plain Latin
// letters, with a blank before, between and after them.
func Plain(s string) string {
	c := name.Cut(s)
	return " " + strings.Join(c.Parts, " ") + " "
}

// SyncMonitor brings the entities of a monitor into the database. Those that the
// monitor names no longer lose their names and offices, but stay: reports may
// name them.
func SyncMonitor(tx *db.Tx, known []monitor.Known, offices []monitor.Office) error {
	for _, q := range []string{`DELETE FROM entity_names WHERE origin = '` + FromMonitor + `'`, `DELETE FROM entity_offices`, `DELETE FROM entity_same`} {
		if _, err := tx.Exec(q); err != nil {
			return fmt.Errorf("entities of the monitor: %w", err)
		}
	}
	es := make([]Entity, len(known))
	for i, k := range known {
		es[i] = Entity{ID: k.Key, Type: k.Type, Name: k.Name, Country: k.Country, Origin: FromMonitor, Note: k.Evidence, Names: k.Aliases}
	}
	if err := putEntities(tx, append(es, Countries()...)); err != nil {
		return err
	}
	for _, o := range offices {
		_, err := tx.Exec(`INSERT INTO entity_offices (entity, office, names, country, valid_from, valid_to, evidence) VALUES (?, ?, ?, ?, ?, ?, ?)
			ON CONFLICT (entity, office, valid_from) DO NOTHING`,
			o.Holder, o.Key, packNames(o.Names), o.Country, micros(o.ValidFrom), micros(o.ValidTo), o.Evidence)
		if err != nil {
			return fmt.Errorf("office %s: %w", o.Key, err)
		}
	}
	for _, k := range known {
		for _, l := range k.Lists {
			_, err := tx.Exec(`INSERT INTO entity_same (entry, entity) VALUES (?, ?) ON CONFLICT (entry) DO NOTHING`, "list:"+l, k.Key)
			if err != nil {
				return fmt.Errorf("entity %s: %w", k.Key, err)
			}
		}
	}
	return nil
}

func micros(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return db.Micros(t)
}

// Get gives one entity; vigia.ErrNotFound if there is none.
func Get(ctx context.Context, q db.Querier, id string) (Entity, error) {
	es, err := load(ctx, q, ` WHERE id = ?`, []any{id})
	if err != nil {
		return Entity{}, err
	}
	if len(es) == 0 {
		return Entity{}, &vigia.Problem{Kind: vigia.ErrNotFound, What: fmt.Sprintf("there is no entity %q", id), Remedy: "'vigia entities list WORDS' looks for it by name"}
	}
	return es[0], nil
}

func load(ctx context.Context, q db.Querier, where string, args []any) ([]Entity, error) {
	rows, err := q.Query(ctx, `SELECT id, type, name, country, origin, note FROM entities`+where+` ORDER BY id`, args...)
	es, err := db.Collect(rows, err, func(r *db.Rows) (e Entity, err error) {
		return e, r.Scan(&e.ID, &e.Type, &e.Name, &e.Country, &e.Origin, &e.Note)
	})
	if err != nil {
		return nil, fmt.Errorf("entities: %w", err)
	}
	at := make(map[string]int, len(es))
	for i, e := range es {
		at[e.ID] = i
	}
	of := strings.Replace(where, "WHERE id", "WHERE entity", 1)
	rows, err = q.Query(ctx, `SELECT entity, name FROM entity_names`+of+` ORDER BY entity, name`, args...)
	err = db.Each(rows, err, func(r *db.Rows) error {
		var id, n string
		err := r.Scan(&id, &n)
		if i, ok := at[id]; ok {
			es[i].Names = append(es[i].Names, n)
		}
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("names of entities: %w", err)
	}
	rows, err = q.Query(ctx, `SELECT entity, office, names, country, valid_from, valid_to, evidence FROM entity_offices`+of+` ORDER BY entity, valid_from, office`, args...)
	err = db.Each(rows, err, func(r *db.Rows) error {
		o, err := scanOffice(r)
		if i, ok := at[o.Entity]; ok {
			es[i].Offices = append(es[i].Offices, o)
		}
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("offices: %w", err)
	}
	return es, nil
}

func scanOffice(r *db.Rows) (o Office, err error) {
	var names string
	var from, to int64
	if err = r.Scan(&o.Entity, &o.Key, &names, &o.Country, &from, &to, &o.Evidence); err != nil {
		return o, err
	}
	if from != 0 {
		o.From = db.Time(from)
	}
	if to != 0 {
		o.To = db.Time(to)
	}
	return o, json.Unmarshal([]byte(names), &o.Names)
}

// Search finds entities by the beginnings of the words of any of their names,
// in any script, those that reports name most first. Without words it finds all.
func Search(ctx context.Context, q db.Querier, words string, limit int) ([]Found, error) {
	parts := strings.Fields(Plain(text.Cut(words, 200)))
	if len(parts) == 0 && words != "" {
		return nil, nil
	}
	where, args := "", []any{}
	for _, p := range parts {
		where += ` AND n.plain LIKE ?`
		args = append(args, "% "+p+"%")
	}
	rows, err := q.Query(ctx, `SELECT e.id, e.type, e.name, e.country, e.origin, MIN(n.name),
			(SELECT COUNT(DISTINCT m.report) FROM mentions m WHERE m.entity = e.id) AS reports
		FROM entity_names n JOIN entities e ON e.id = n.entity WHERE 1 = 1`+where+`
		GROUP BY e.id, e.type, e.name, e.country, e.origin ORDER BY reports DESC, e.name, e.id LIMIT ?`, append(args, limit)...)
	found, err := db.Collect(rows, err, scanFound)
	if err != nil {
		return nil, fmt.Errorf("search entities: %w", err)
	}
	return found, nil
}

// Found is an entity with how many reports name it.
type Found struct {
	Entity
	By      string // the name that was found
	Reports int
}

func scanFound(r *db.Rows) (f Found, err error) {
	return f, r.Scan(&f.ID, &f.Type, &f.Name, &f.Country, &f.Origin, &f.By, &f.Reports)
}
