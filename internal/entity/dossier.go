package entity

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"vigia"
	"vigia/internal/db"
)

// Dossier is what is known of an entity and of those that are the same.
type Dossier struct {
	Entity                // the one that stands for all, with the names and offices of all
	Others      []Entity  // those that are the same: entries of lists, and joined ones
	Listings    []Listing // where they stand or stood on lists
	Rules       []Rule    // what people decided about them, the oldest first
	Reports     int       // that name them
	First, Last time.Time // days of the oldest and the newest report, zero without any
}

// Show gives the dossier of an entity; of one that was joined to another, that
// of the other. vigia.ErrNotFound if there is none.
func Show(ctx context.Context, q db.Querier, id string) (d Dossier, err error) {
	k, err := kinOf(ctx, q)
	if err != nil {
		return d, err
	}
	root := k.root(id)
	if d.Entity, err = Get(ctx, q, root); err != nil {
		return d, err
	}
	group := k.group(root)
	all, err := ByIDs(ctx, q, group)
	if err != nil {
		return d, err
	}
	for _, other := range group {
		e, ok := all[other]
		if other == root || !ok {
			continue
		}
		d.Others = append(d.Others, e)
		d.Offices = append(d.Offices, e.Offices...)
		d.Country = cmp.Or(d.Country, e.Country)
		for _, n := range e.Names {
			if !slices.Contains(d.Names, n) {
				d.Names = append(d.Names, n)
			}
		}
		for _, n := range e.Numbers {
			if !slices.Contains(d.Numbers, n) {
				d.Numbers = append(d.Numbers, n)
			}
		}
	}
	slices.SortStableFunc(d.Offices, func(a, b Office) int { return a.From.Compare(b.From) })
	if d.Listings, err = Listings(ctx, q, group); err != nil {
		return d, err
	}
	if err := d.rules(ctx, q, group); err != nil {
		return d, err
	}
	return d, d.count(ctx, q, group)
}

func (d *Dossier) rules(ctx context.Context, q db.Querier, group []string) error {
	all, err := Rules(ctx, q, "")
	for _, r := range all {
		if slices.Contains(group, r.Entity) || r.Other != "" && slices.Contains(group, r.Other) {
			d.Rules = append(d.Rules, r)
		}
	}
	return err
}

func (d *Dossier) count(ctx context.Context, q db.Querier, group []string) error {
	in, args := db.In(group)
	var first, last int64
	err := q.QueryRow(ctx, `SELECT COUNT(*), COALESCE(MIN(day_at), 0), COALESCE(MAX(day_at), 0) FROM reports
		WHERE id IN (SELECT report FROM mentions WHERE entity IN `+in+`)`, args...).Scan(&d.Reports, &first, &last)
	if err != nil {
		return fmt.Errorf("reports that name %s: %w", d.ID, err)
	}
	if d.Reports > 0 {
		d.First, d.Last = db.Time(first), db.Time(last)
	}
	return nil
}

// Listing is an entry of an official list over time.
type Listing struct {
	List, Number string
	Entity       string  // "list:LIST:NUMBER"
	Acts         []Entry // the oldest first
}

// On gives the act by which the entry stands on the list at the end of a day.
// Without one it stood there not yet, or no longer: then last is the act that
// removed it, if there is one.
func (l Listing) On(day time.Time) (act Entry, stands bool) {
	end := day.UTC().Truncate(24*time.Hour).AddDate(0, 0, 1)
	for _, a := range l.Acts {
		if a.Date.Before(end) {
			act, stands = a, a.Action != Removed
		}
	}
	return act, stands
}

// Listings gives the entries of lists that are among entities.
func Listings(ctx context.Context, q db.Querier, ids []string) ([]Listing, error) {
	var out []Listing
	for _, id := range ids {
		list, number, ok := entryOfID(id)
		if !ok {
			continue
		}
		rows, err := q.Query(ctx, `SELECT `+entryColumns+` FROM list_entries WHERE list = ? AND list_id = ? ORDER BY date, action`, list, number)
		acts, err := db.Collect(rows, err, scanEntry)
		if err != nil {
			return nil, fmt.Errorf("entry %s: %w", id, err)
		}
		if len(acts) > 0 {
			out = append(out, Listing{list, number, id, acts})
		}
	}
	return out, nil
}

func entryOfID(id string) (list, number string, ok bool) {
	rest, ok := strings.CutPrefix(id, "list:")
	if !ok {
		return "", "", false
	}
	return strings.Cut(rest, ":")
}

// Status is where an entry stands on a day, and what says so.
type Status struct {
	Listing
	Stands  bool
	Act     Entry       // the last act up to that day; zero if there was none yet
	Version ListVersion // the newest version that was read up to that day; zero if there is none
}

// StatusOn says where an entity, and those that are the same, stand on official
// lists at the end of a day.
func StatusOn(ctx context.Context, q db.Querier, id string, day time.Time) ([]Status, error) {
	k, err := kinOf(ctx, q)
	if err != nil {
		return nil, err
	}
	ls, err := Listings(ctx, q, k.group(k.root(id)))
	if err != nil {
		return nil, err
	}
	out := make([]Status, len(ls))
	for i, l := range ls {
		act, stands := l.On(day)
		out[i] = Status{Listing: l, Stands: stands, Act: act}
		if out[i].Version, err = versionOn(ctx, q, l.List, day); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// versionOn is the newest version of a list that counts on a day.
func versionOn(ctx context.Context, q db.Querier, list string, day time.Time) (ListVersion, error) {
	rows, err := q.Query(ctx, `SELECT `+versionColumns+` FROM list_versions WHERE list = ? AND day <= ? AND state IN (?, ?) ORDER BY day DESC, capture DESC LIMIT 1`,
		list, db.Micros(day), First, Taken)
	vs, err := db.Collect(rows, err, scanVersion)
	if err != nil {
		return ListVersion{}, fmt.Errorf("version of list %s: %w", list, err)
	}
	if len(vs) == 0 {
		return ListVersion{}, nil
	}
	return vs[0], nil
}

// Relation is an entity that stands with another one in reports.
type Relation struct {
	Found
	Together int       // reports that name both
	Last     time.Time // day of the newest of them
}

// mostRelating bounds the reports, the newest, whose names are counted.
const mostRelating = 2000

// Relations gives whom the newest reports that name an entity name too, the
// most often first.
func Relations(ctx context.Context, q db.Querier, id string, limit int) ([]Relation, error) {
	ns, _, err := Namings(ctx, q, id, "", mostRelating)
	if err != nil {
		return nil, err
	}
	days, ids := map[string]time.Time{}, make([]string, len(ns))
	for i, n := range ns {
		days[n.Report], ids[i] = n.Day, n.Report
	}
	in, err := MentionsIn(ctx, q, ids)
	if err != nil {
		return nil, err
	}
	k, err := kinOf(ctx, q)
	if err != nil {
		return nil, err
	}
	self := k.root(id)
	by := map[string]*Relation{}
	for report, ms := range in {
		seen := map[string]bool{self: true}
		for _, m := range ms {
			if seen[m.Entity] {
				continue
			}
			seen[m.Entity] = true
			r := by[m.Entity]
			if r == nil {
				r = &Relation{}
				r.ID = m.Entity
				by[m.Entity] = r
			}
			if r.Together++; days[report].After(r.Last) {
				r.Last = days[report]
			}
		}
	}
	return strongest(ctx, q, by, limit)
}

// strongest gives the strongest relations their names.
func strongest(ctx context.Context, q db.Querier, by map[string]*Relation, limit int) ([]Relation, error) {
	out := make([]Relation, 0, len(by))
	for _, r := range by {
		out = append(out, *r)
	}
	slices.SortFunc(out, func(a, b Relation) int {
		return cmp.Or(cmp.Compare(b.Together, a.Together), b.Last.Compare(a.Last), cmp.Compare(a.ID, b.ID))
	})
	out = out[:min(len(out), limit)]
	ids := make([]string, len(out))
	for i, r := range out {
		ids[i] = r.ID
	}
	found, err := foundByID(ctx, q, ids)
	for i, r := range out {
		out[i].Found = found[r.ID]
	}
	return out, err
}

// parsePlace reads where a page of reports begins.
func parsePlace(s string) (day int64, report string, err error) {
	if s == "" {
		return 0, "", nil
	}
	d, report, ok := strings.Cut(s, ".")
	day, err = strconv.ParseInt(d, 10, 64)
	if !ok || report == "" || err != nil {
		return 0, "", &vigia.Problem{Kind: vigia.ErrInvalid, What: "this page of reports is not known", Remedy: "begin at the first page"}
	}
	return day, report, nil
}
