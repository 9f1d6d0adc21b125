package desk

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"vigia/internal/burst"
	"vigia/internal/db"
)

const (
	// So many outlets that wrote it themselves must name somebody new.
	newcomerOutlets = 3
	// Of so many, those that most outlets name, it is asked whether they are new.
	mostNewcomers = 20
)

// Who is named in the reports of a network, of the last seven days.
var namedSQL = `
	SELECT n.value, m.entity, e.name, MIN(m.form), COALESCE(s.story, r.id), r.outlet, r.title, r.day_at, COALESCE(y.relation, 'original')
	FROM mentions m
	JOIN entities e ON e.id = m.entity AND e.type <> 'place'
	JOIN reports r ON r.id = m.report
	JOIN labels n ON n.report = r.id AND n.kind = 'network'
	LEFT JOIN story_members s ON s.report = r.id
	LEFT JOIN relays y ON y.report = r.id
	WHERE r.stage = 'labelled' AND r.day_at > ? AND r.day_at <= ? AND ` + networkInForce + `
	GROUP BY n.value, m.entity, e.name, COALESCE(s.story, r.id), r.id, r.outlet, r.title, r.day_at, y.relation
	ORDER BY r.day_at, r.id`

const (
	namedBeforeSQL = `
		SELECT COUNT(*) FROM mentions m JOIN reports r ON r.id = m.report JOIN labels n ON n.report = r.id AND n.kind = 'network' AND n.value = ?
		WHERE m.entity = ? AND r.day_at <= ?`
	// Names are looked for in reports as they come: one that was learned since is
	// in earlier texts all the same.
	writtenBeforeSQL = `
		SELECT COUNT(*) FROM (
			SELECT 1 AS one FROM reports r JOIN labels n ON n.report = r.id AND n.kind = 'network' AND n.value = ?
			WHERE r.stage = 'labelled' AND r.day_at > ? AND r.day_at <= ? AND (r.title LIKE ? ESCAPE '\' OR r.text LIKE ? ESCAPE '\') LIMIT 1) AS found`
)

// newcomer is somebody named with a network this week.
type newcomer struct {
	Unusual
	form    string
	outlets map[string]bool
	seen    map[string]bool // stories
}

// newcomers are people, bodies, vessels and aircraft that several outlets name
// with a network, and nobody did before.
func (u *unusual) newcomers() ([]Unusual, error) {
	week := u.now - 7*dayMicros
	all, err := u.named(week)
	if err != nil {
		return nil, fmt.Errorf("names of the week: %w", err)
	}
	all = slices.DeleteFunc(all, func(c *newcomer) bool { return len(c.outlets) < newcomerOutlets })
	slices.SortFunc(all, func(a, b *newcomer) int {
		return cmp.Or(cmp.Compare(len(b.outlets), len(a.outlets)), cmp.Compare(a.Network, b.Network), cmp.Compare(a.Value, b.Value))
	})
	var out []Unusual
	for _, c := range all[:min(len(all), mostNewcomers)] {
		known, err := u.knew(c, week)
		if err != nil {
			return nil, fmt.Errorf("earlier reports that name %s: %w", c.Name, err)
		}
		if known {
			continue
		}
		c.Kind, c.Count, c.Weight = burst.Actor, len(c.Stories), float64(len(c.outlets))
		c.Why = fmt.Sprintf("named for the first time, by %d outlets", len(c.outlets))
		c.Outlets = len(c.outlets)
		slices.Sort(c.Stories)
		out = append(out, c.Unusual)
	}
	return out, nil
}

// named gathers who was named since the week began, routines left out.
func (u *unusual) named(week int64) (all []*newcomer, err error) {
	type row struct {
		network, entity, name, form, story, outlet, title, relation string
		day                                                         int64
	}
	rows, err := u.q.Query(u.ctx, namedSQL, week, u.now)
	found, err := db.Collect(rows, err, func(r *db.Rows) (x row, err error) {
		return x, r.Scan(&x.network, &x.entity, &x.name, &x.form, &x.story, &x.outlet, &x.title, &x.day, &x.relation)
	})
	if err != nil {
		return nil, err
	}
	at := map[burst.Key]*newcomer{}
	for _, x := range found {
		k := burst.Key{Network: x.network, Facet: "actor", Value: x.entity}
		c := at[k]
		if c == nil {
			c = &newcomer{Unusual: Unusual{Finding: burst.Finding{Key: k, Days: int((u.now - x.day) / dayMicros)}, Name: x.name, Stories: []string{}},
				form: x.form, outlets: map[string]bool{}, seen: map[string]bool{}}
			at[k], all = c, append(all, c)
		}
		earlier, err := u.headlines(x.outlet)
		if err != nil {
			return nil, err
		}
		if burst.Routine(u.title(x.title, x.day), earlier) {
			c.Routines++
			continue
		}
		if x.relation == "original" && x.outlet != "" {
			c.outlets[x.outlet] = true
		}
		if !c.seen[x.story] {
			c.seen[x.story] = true
			c.Stories = append(c.Stories, x.story)
		}
	}
	return all, nil
}

// knew reports whether somebody was named with the network before the week.
func (u *unusual) knew(c *newcomer, week int64) (bool, error) {
	var n int
	if err := u.q.QueryRow(u.ctx, namedBeforeSQL, c.Network, c.Value, week).Scan(&n); err != nil || n > 0 {
		return n > 0, err
	}
	like := "%" + strings.NewReplacer(`\`, `\\`, `%`, `\%`, `_`, `\_`).Replace(c.form) + "%"
	err := u.q.QueryRow(u.ctx, writtenBeforeSQL, c.Network, u.now-burst.Days*dayMicros, week, like, like).Scan(&n)
	return n > 0, err
}
