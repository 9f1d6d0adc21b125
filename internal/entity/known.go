package entity

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"vigia"
	"vigia/internal/db"
	"vigia/internal/name"
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
	FromPlaces  = "place" // countries, and gazetteers that were loaded
	FromDesk    = "desk"  // a name that came often and that a person knew
)

// Entity is somebody or something that reports name.
type Entity struct {
	ID, Type, Name string
	Country        string // ISO 3166-1 alpha-2, "" if unknown
	Origin, Note   string
	Names          []string // all, the name proper too
	Offices        []Office
	Numbers        []Number // of a vessel or an aircraft
	Population     int64    // of a place of a gazetteer, 0 if unknown
	Region         string   // "VE.25", of a place of a gazetteer
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

const putEntitySQL = ` ON CONFLICT (id) DO UPDATE SET type = excluded.type, name = excluded.name, country = excluded.country, note = excluded.note,
	population = excluded.population, region = excluded.region`

// putEntities keeps entities and adds their names and numbers, which changes
// what is known.
func putEntities(tx *db.Tx, es []Entity) error {
	if len(es) == 0 {
		return nil
	}
	if err := keepEntities(tx, es); err != nil {
		return err
	}
	return bump(tx)
}

func keepEntities(tx *db.Tx, es []Entity) error {
	var rows, names, numbers [][]any
	at := map[string]int{}
	for _, e := range es {
		row := []any{e.ID, e.Type, e.Name, e.Country, e.Origin, e.Note, e.Population, e.Region}
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
		for _, n := range e.Numbers {
			numbers = append(numbers, []any{e.ID, n.Kind, n.Number})
		}
	}
	if err := insertRows(tx, `INSERT INTO entities (id, type, name, country, origin, note, population, region) VALUES `, 8, rows, putEntitySQL); err != nil {
		return fmt.Errorf("entities: %w", err)
	}
	if err := insertRows(tx, `INSERT INTO entity_names (entity, name, plain, origin) VALUES `, 4, names, ` ON CONFLICT (entity, name) DO NOTHING`); err != nil {
		return fmt.Errorf("names of entities: %w", err)
	}
	if err := insertRows(tx, `INSERT INTO entity_numbers (entity, kind, number) VALUES `, 3, numbers, ` ON CONFLICT (entity, kind, number) DO NOTHING`); err != nil {
		return fmt.Errorf("numbers of entities: %w", err)
	}
	return putWords(tx, names)
}

func putName(tx *db.Tx, id, n, origin string) (fresh int, err error) {
	made, err := tx.Exec(`INSERT INTO entity_names (entity, name, plain, origin) VALUES (?, ?, ?, ?) ON CONFLICT (entity, name) DO NOTHING`, id, n, Plain(n), origin)
	if err != nil {
		return 0, fmt.Errorf("name of entity %s: %w", id, err)
	}
	return int(made), putWords(tx, [][]any{{id, n, Plain(n)}})
}

// Plain is the form by which names are looked up: their words in plain Latin
// letters, with a blank before, between and after them.
func Plain(s string) string {
	c := name.Cut(s)
	return " " + strings.Join(c.Parts, " ") + " "
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

// ByIDs gives entities by id; ids that nobody has are left out.
func ByIDs(ctx context.Context, q db.Querier, ids []string) (map[string]Entity, error) {
	out := map[string]Entity{}
	for chunk := range slices.Chunk(ids, 400) {
		in, args := db.In(chunk)
		es, err := load(ctx, q, ` WHERE id IN `+in, args)
		if err != nil {
			return nil, err
		}
		for _, e := range es {
			out[e.ID] = e
		}
	}
	return out, nil
}

func load(ctx context.Context, q db.Querier, where string, args []any) ([]Entity, error) {
	rows, err := q.Query(ctx, `SELECT id, type, name, country, origin, note, population, region FROM entities`+where+` ORDER BY id`, args...)
	es, err := db.Collect(rows, err, func(r *db.Rows) (e Entity, err error) {
		return e, r.Scan(&e.ID, &e.Type, &e.Name, &e.Country, &e.Origin, &e.Note, &e.Population, &e.Region)
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
	rows, err = q.Query(ctx, `SELECT entity, kind, number FROM entity_numbers`+of+` ORDER BY entity, kind, number`, args...)
	err = db.Each(rows, err, func(r *db.Rows) error {
		var id string
		var n Number
		err := r.Scan(&id, &n.Kind, &n.Number)
		if i, ok := at[id]; ok {
			es[i].Numbers = append(es[i].Numbers, n)
		}
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("numbers of entities: %w", err)
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
