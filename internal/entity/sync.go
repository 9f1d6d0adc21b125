package entity

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"strings"

	"vigia/internal/db"
	"vigia/internal/monitor"
)

// syncVersion changes when the entities that are known without a monitor do, or
// how those of a monitor are kept.
const syncVersion = "people-2"

// SyncMonitor brings the entities of a monitor, and the countries, into the
// database; if they are there already it changes nothing. Those that the monitor
// names no longer lose their names and offices, but stay: reports may name
// them. What people decided stays too.
func SyncMonitor(tx *db.Tx, known []monitor.Known, offices []monitor.Office) error {
	digest, err := digestOf(known, offices)
	if err != nil {
		return err
	}
	var was, words string
	if err := tx.QueryRow(tx.Context(), `SELECT monitor, words FROM entity_state WHERE one = 1`).Scan(&was, &words); err != nil {
		return fmt.Errorf("entities of the monitor: %w", err)
	}
	if words != wordsVersion {
		if err := putAllWords(tx); err != nil {
			return err
		}
	}
	if was == digest {
		return nil
	}
	for _, q := range []string{`DELETE FROM entity_names WHERE origin = '` + FromMonitor + `'`, `DELETE FROM entity_offices`, `DELETE FROM entity_same`,
		`DELETE FROM entity_numbers WHERE entity IN (SELECT id FROM entities WHERE origin = '` + FromMonitor + `')`} {
		if _, err := tx.Exec(q); err != nil {
			return fmt.Errorf("entities of the monitor: %w", err)
		}
	}
	es := make([]Entity, len(known))
	for i, k := range known {
		es[i] = fromMonitor(k)
	}
	if err := putEntities(tx, append(es, Countries()...)); err != nil {
		return err
	}
	if err := putOffices(tx, offices); err != nil {
		return err
	}
	for _, k := range known {
		for _, l := range k.Lists {
			_, err := tx.Exec(`INSERT INTO entity_same (entry, entity) VALUES (?, ?) ON CONFLICT (entry) DO NOTHING`, "list:"+l, k.Key)
			if err != nil {
				return fmt.Errorf("entity %s: %w", k.Key, err)
			}
		}
	}
	if err := adoptAgain(tx); err != nil {
		return err
	}
	_, err = tx.Exec(`UPDATE entity_state SET monitor = ? WHERE one = 1`, digest)
	return err
}

func digestOf(known []monitor.Known, offices []monitor.Office) (string, error) {
	h := sha256.New()
	err := json.NewEncoder(h).Encode([]any{syncVersion, known, offices})
	return hex.EncodeToString(h.Sum(nil)), err
}

// fromMonitor is the entity of a row: an alias that is a number of a vessel or
// an aircraft ("IMO 9187629") is no name.
func fromMonitor(k monitor.Known) Entity {
	e := Entity{ID: k.Key, Type: k.Type, Name: k.Name, Country: k.Country, Origin: FromMonitor, Note: k.Evidence}
	for _, a := range k.Aliases {
		if ns := numbersIn(a); len(ns) > 0 && (k.Type == Vessel || k.Type == Aircraft) {
			e.Numbers = append(e.Numbers, ns...)
		} else {
			e.Names = append(e.Names, a)
		}
	}
	return e
}

func putOffices(tx *db.Tx, offices []monitor.Office) error {
	for _, o := range offices {
		_, err := tx.Exec(`INSERT INTO entity_offices (entity, office, names, country, valid_from, valid_to, evidence) VALUES (?, ?, ?, ?, ?, ?, ?)
			ON CONFLICT (entity, office, valid_from) DO NOTHING`,
			o.Holder, o.Key, packNames(o.Names), o.Country, micros(o.ValidFrom), micros(o.ValidTo), o.Evidence)
		if err != nil {
			return fmt.Errorf("office %s: %w", o.Key, err)
		}
	}
	return nil
}

// wordsVersion is that of how names are cut into words.
const wordsVersion = "words-1"

// putWords keeps the words of names: rows of entity, name and plain form.
func putWords(tx *db.Tx, names [][]any) error {
	var rows [][]any
	seen := map[[2]string]bool{}
	for _, n := range names {
		id, _ := n[0].(string)
		plain, _ := n[2].(string)
		for _, w := range strings.Fields(plain) {
			if k := [2]string{w, id}; !seen[k] {
				seen[k] = true
				rows = append(rows, []any{w, id})
			}
		}
	}
	if err := insertRows(tx, `INSERT INTO entity_words (word, entity) VALUES `, 2, rows, ` ON CONFLICT (word, entity) DO NOTHING`); err != nil {
		return fmt.Errorf("words of names: %w", err)
	}
	return nil
}

// putAllWords keeps the words of all names that are there: those of a database
// that is older than the table, or than how words are cut.
func putAllWords(tx *db.Tx) error {
	rows, err := tx.Query(tx.Context(), `SELECT entity, name, plain FROM entity_names`)
	names, err := db.Collect(rows, err, func(r *db.Rows) ([]any, error) {
		var id, n, plain string
		err := r.Scan(&id, &n, &plain)
		return []any{id, n, plain}, err
	})
	if err != nil {
		return fmt.Errorf("words of names: %w", err)
	}
	if err := putWords(tx, names); err != nil {
		return err
	}
	_, err = tx.Exec(`UPDATE entity_state SET words = ? WHERE one = 1`, wordsVersion)
	return err
}
