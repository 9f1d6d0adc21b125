package entity

import (
	"context"
	"fmt"
	"slices"
	"time"

	"vigia"
	"vigia/internal/db"
)

// The decisions of people about entities.
const (
	Joined  = "join"
	Parted  = "part"
	Adopted = "adopt"
	NotOne  = "refuse" // a name that is nobody's
)

// Rule is a decision about entities. It outlives all versions of lists, and
// stays when it is undone.
type Rule struct {
	ID            string
	At            time.Time
	By, Action    string
	Entity, Other string
	Form          string // plain form of a name; "" where entities are parted wholly
	Why           string
	UndoneBy      string
	UndoneAt      time.Time
}

// Stands reports whether the decision was not taken back.
func (r Rule) Stands() bool { return r.UndoneAt.IsZero() }

const ruleColumns = `id, at, by, action, entity, other, form, why, undone_by, undone_at`

// Rules lists the decisions, the oldest first; of one entity, or all ("").
func Rules(ctx context.Context, q db.Querier, id string) ([]Rule, error) {
	rows, err := q.Query(ctx, `SELECT `+ruleColumns+` FROM entity_rules WHERE ? = '' OR entity = ? OR other = ? ORDER BY at, id`, id, id, id)
	rs, err := db.Collect(rows, err, scanRule)
	if err != nil {
		return nil, fmt.Errorf("decisions about entities: %w", err)
	}
	return rs, nil
}

func scanRule(r *db.Rows) (x Rule, err error) {
	var at, undone int64
	err = r.Scan(&x.ID, &at, &x.By, &x.Action, &x.Entity, &x.Other, &x.Form, &x.Why, &x.UndoneBy, &undone)
	x.At = db.Time(at)
	if undone != 0 {
		x.UndoneAt = db.Time(undone)
	}
	return x, err
}

// Join records that other is id: what reports say of other is said of id from
// then on, whatever later versions of lists say. Two that a person parted are
// not joined until that is undone.
func Join(tx *db.Tx, id, other, by, why string) (rule string, err error) {
	if err := ready(tx, by, why, id, other); err != nil {
		return "", err
	}
	k, err := kinOf(tx.Context(), tx)
	if err != nil {
		return "", err
	}
	if k.root(id) == k.root(other) {
		return "", &vigia.Problem{Kind: vigia.ErrConflict, What: "they are joined already", Remedy: "undo that decision first if it is wrong"}
	}
	if k.apart(id, other) {
		return "", &vigia.Problem{Kind: vigia.ErrConflict, What: "somebody has decided that they are not the same", Remedy: "undo that decision first; 'vigia entities show ID' lists the decisions"}
	}
	return decide(tx, Rule{By: by, Action: Joined, Entity: k.root(id), Other: k.root(other), Why: why})
}

// Part records that a name (form) in reports is not id but other, or nobody that
// is known (""). Without a form it says that id and other are not the same,
// whatever the monitor or a list says.
func Part(tx *db.Tx, id, form, other, by, why string) (rule string, err error) {
	plain := Plain(form)
	if plain == nobody {
		plain = ""
	}
	switch {
	case plain == "" && form != "":
		return "", &vigia.Problem{Kind: vigia.ErrInvalid, What: "the name has no letters", Remedy: "give the name as the reports write it"}
	case plain == "" && other == "":
		return "", &vigia.Problem{Kind: vigia.ErrInvalid, What: "it is not said what is parted from it", Remedy: "give a name as the reports write it, or another entity"}
	}
	if err := ready(tx, by, why, id, other); err != nil {
		return "", err
	}
	if rule, err = decide(tx, Rule{By: by, Action: Parted, Entity: id, Other: other, Form: plain, Why: why}); err != nil {
		return "", err
	}
	return rule, stale(tx, id)
}

// nobody is the plain form of what has no letters.
const nobody = "  "

// ready checks what every decision needs: who, why, and entities that are there.
func ready(tx *db.Tx, by, why, id, other string) error {
	switch {
	case by == "":
		return fmt.Errorf("decision about entities: %w: nobody is named who made it", vigia.ErrInvalid)
	case why == "":
		return &vigia.Problem{Kind: vigia.ErrInvalid, What: "a decision about entities needs a reason", Remedy: "say in a few words how you know"}
	case id == other:
		return &vigia.Problem{Kind: vigia.ErrInvalid, What: "it is the same entity", Remedy: "choose another one"}
	}
	for _, e := range []string{id, other} {
		if e == "" {
			continue
		}
		if _, err := Get(tx.Context(), tx, e); err != nil {
			return err
		}
	}
	return tx.Serial("entities")
}

// decide keeps a decision, which changes what is known.
func decide(tx *db.Tx, r Rule) (string, error) {
	r.ID = vigia.NewID("rul", tx.Now)
	_, err := tx.Exec(`INSERT INTO entity_rules (`+ruleColumns+`) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		r.ID, db.Micros(tx.Now), r.By, r.Action, r.Entity, r.Other, r.Form, r.Why, "", 0)
	if err != nil {
		return "", fmt.Errorf("decision about entity %s: %w", r.Entity, err)
	}
	return r.ID, bump(tx)
}

// Undo takes a decision back, and gives it as it stands then.
func Undo(tx *db.Tx, rule, by string) (r Rule, err error) {
	if by == "" {
		return r, fmt.Errorf("undo: %w: nobody is named", vigia.ErrInvalid)
	}
	if err := tx.Serial("entities"); err != nil {
		return r, err
	}
	rows, err := tx.Query(tx.Context(), `SELECT `+ruleColumns+` FROM entity_rules WHERE id = ?`, rule)
	rs, err := db.Collect(rows, err, scanRule)
	if err != nil {
		return r, fmt.Errorf("decision %s: %w", rule, err)
	}
	if len(rs) == 0 {
		return r, &vigia.Problem{Kind: vigia.ErrNotFound, What: fmt.Sprintf("there is no decision %q about an entity", rule), Remedy: "'vigia entities show ID' lists those about an entity"}
	}
	if r = rs[0]; !r.Stands() {
		return r, &vigia.Problem{Kind: vigia.ErrConflict, What: "this decision is undone already", Remedy: "look at the entity again"}
	}
	if _, err := tx.Exec(`UPDATE entity_rules SET undone_by = ?, undone_at = ? WHERE id = ?`, by, db.Micros(tx.Now), rule); err != nil {
		return r, fmt.Errorf("decision %s: %w", rule, err)
	}
	r.UndoneBy, r.UndoneAt = by, tx.Now
	if r.Action == Adopted {
		if err := unadopt(tx, r); err != nil {
			return r, err
		}
	}
	if err := stale(tx, r.Entity, r.Other); err != nil {
		return r, err
	}
	return r, bump(tx)
}

// stale marks the reports that name entities: they are linked again soon.
func stale(tx *db.Tx, ids ...string) error {
	k, err := kinOf(tx.Context(), tx)
	if err != nil {
		return err
	}
	var all []string
	for _, id := range ids {
		if id != "" {
			all = append(all, k.group(k.root(id))...)
		}
	}
	if len(all) == 0 {
		return nil
	}
	in, args := db.In(all)
	if _, err := tx.Exec(`UPDATE mention_runs SET revision = 0 WHERE report IN (SELECT report FROM mentions WHERE entity IN `+in+`)`, args...); err != nil {
		return fmt.Errorf("reports to link again: %w", err)
	}
	return nil
}

// kin says which entities are the same: by the monitor and by people, but for
// those that people parted.
type kin struct {
	to     map[string]string   // entity -> the one that stands for it
	groups map[string][]string // the one that stands -> all of its group
	no     map[[2]string]bool  // parted, both ways
	not    map[partedName]string
}

// partedName is a name that is not an entity.
type partedName struct{ plain, entity string }

func kinOf(ctx context.Context, q db.Querier) (kin, error) {
	var edges [][2]string // who stands, other
	rows, err := q.Query(ctx, `SELECT entity, entry FROM entity_same ORDER BY entry`)
	err = db.Each(rows, err, func(r *db.Rows) error {
		var e [2]string
		err := r.Scan(&e[0], &e[1])
		edges = append(edges, e)
		return err
	})
	if err != nil {
		return kin{}, fmt.Errorf("entities that are the same: %w", err)
	}
	rules, err := Rules(ctx, q, "")
	if err != nil {
		return kin{}, err
	}
	return newKin(edges, rules), nil
}

func newKin(edges [][2]string, rules []Rule) kin {
	k := kin{map[string]string{}, map[string][]string{}, map[[2]string]bool{}, map[partedName]string{}}
	for _, r := range rules {
		switch {
		case !r.Stands():
		case r.Action == Joined:
			edges = append(edges, [2]string{r.Entity, r.Other})
		case r.Action == Parted && r.Form == "":
			k.no[[2]string{r.Entity, r.Other}], k.no[[2]string{r.Other, r.Entity}] = true, true
		case r.Action == Parted:
			k.not[partedName{r.Form, r.Entity}] = r.Other
		}
	}
	for _, e := range edges {
		a, b := k.root(e[0]), k.root(e[1])
		if a == b || k.apart(a, b) {
			continue
		}
		moved := k.group(b)
		k.groups[a] = append(k.group(a), moved...)
		delete(k.groups, b)
		for _, id := range moved {
			k.to[id] = a
		}
	}
	return k
}

// root is the entity that stands for an entity.
func (k kin) root(id string) string {
	if to, ok := k.to[id]; ok {
		return to
	}
	return id
}

// group is all entities that are one that stands.
func (k kin) group(root string) []string {
	if g := k.groups[root]; g != nil {
		return slices.Clone(g)
	}
	return []string{root}
}

// apart reports whether somebody parted two entities, or others of their groups.
func (k kin) apart(a, b string) bool {
	if len(k.no) == 0 {
		return false
	}
	for _, x := range k.group(k.root(a)) {
		for _, y := range k.group(k.root(b)) {
			if k.no[[2]string{x, y}] {
				return true
			}
		}
	}
	return false
}
