package desk

import (
	"context"
	"fmt"
	"slices"
	"time"

	"vigia/internal/burst"
	"vigia/internal/db"
)

// Unusual is a finding about the last seven days, with the stories that it is
// made of: a reason to look at them, nothing more.
type Unusual struct {
	burst.Finding
	Name     string   `json:"name,omitempty"`    // of an actor
	Outlets  int      `json:"outlets,omitempty"` // that name an actor
	Stories  []string `json:"stories"`           // as StoryRow.Story
	Routines int      `json:"routines"`          // stories left out: of a series that comes every week
}

const dayMicros = 24 * 60 * 60 * 1_000_000

// A label in force: the latest person's, or else the machine's, if it is not
// denied.
const inForce = `%[1]s.score > 0 AND NOT EXISTS (SELECT 1 FROM labels p
	WHERE p.report = %[1]s.report AND p.kind = %[1]s.kind AND p.value = %[1]s.value AND p.by <> 'machine' AND (%[1]s.by = 'machine' OR p.at > %[1]s.at))`

// A story counts once for each key, on the day of its first report that has it.
// A row with the kind "network" is of the network at all.
var (
	networkInForce = fmt.Sprintf(inForce, "n")
	facetInForce   = fmt.Sprintf(inForce, "c")
	cellsSQL       = `
	SELECT network, kind, value, (CAST(? AS BIGINT) - first) / 86400000000 AS age, COUNT(*)
	FROM (
		SELECT COALESCE(s.story, r.id) AS story, n.value AS network, c.kind AS kind, CASE WHEN c.kind = 'network' THEN '' ELSE c.value END AS value, MIN(r.day_at) AS first
		FROM reports r
		JOIN labels n ON n.report = r.id AND n.kind = 'network'
		JOIN labels c ON c.report = r.id AND (c.kind IN ('country', 'theme', 'dimension') OR c.kind = 'network' AND c.value = n.value AND c.by = n.by)
		LEFT JOIN story_members s ON s.report = r.id
		WHERE r.stage = 'labelled' AND r.day_at > ? AND r.day_at <= ? AND ` + networkInForce + ` AND ` + facetInForce + `
		GROUP BY 1, 2, 3, 4
	) AS stories
	GROUP BY 1, 2, 3, 4`
	weekSQL = `
	SELECT COALESCE(s.story, r.id), r.outlet, r.title, r.day_at
	FROM reports r
	JOIN labels n ON n.report = r.id AND n.kind = 'network' AND n.value = ?
	JOIN labels c ON c.report = r.id AND c.kind = ? AND c.value = ?
	LEFT JOIN story_members s ON s.report = r.id
	WHERE r.stage = 'labelled' AND r.day_at > ? AND r.day_at <= ? AND ` + networkInForce + ` AND ` + facetInForce + `
	ORDER BY r.day_at, r.id`
)

const (
	intakeSQL = `
		SELECT (CAST(? AS BIGINT) - day_at) / 86400000000 AS age, COUNT(*)
		FROM reports WHERE stage = 'labelled' AND day_at > ? AND day_at <= ? GROUP BY 1`
	titlesSQL = `SELECT title, day_at FROM reports WHERE outlet = ? AND day_at > ? AND day_at < ? ORDER BY day_at DESC LIMIT 5000`
)

// routineDays is how far back a series of headlines is looked for.
const routineDays = 6 * 7

// LoadUnusual judges the seven days before now against the half year before
// them. It reads every label of that time: keep the answer for a while.
func LoadUnusual(ctx context.Context, q db.Querier, now time.Time) ([]Unusual, error) {
	u := unusual{ctx: ctx, q: q, now: db.Micros(now), titles: map[string][]burst.Title{}}
	all, err := u.load()
	if err != nil {
		return nil, fmt.Errorf("what is unusual: %w", err)
	}
	return all, nil
}

type unusual struct {
	ctx    context.Context
	q      db.Querier
	now    int64
	titles map[string][]burst.Title // by outlet
}

// load judges twice: what looks unusual, and whether it still does without the
// routines. So only the headlines of what looks unusual are read.
func (u *unusual) load() ([]Unusual, error) {
	cells, intake, err := u.counts()
	if err != nil {
		return nil, err
	}
	at := map[burst.Key]int{}
	for i, c := range cells {
		at[c.Key] = i
	}
	kept := map[burst.Key]Unusual{}
	for _, f := range burst.Find(cells, intake) {
		x := Unusual{Stories: []string{}}
		if f.Kind != burst.Silence {
			if err := u.week(f.Key, &x, &cells[at[f.Key]].Stories); err != nil {
				return nil, err
			}
		}
		kept[f.Key] = x
	}
	out := []Unusual{}
	for _, f := range burst.Find(cells, intake) {
		if x, ok := kept[f.Key]; ok && (f.Kind == burst.Silence) == (len(x.Stories) == 0) {
			x.Finding = f
			out = append(out, x)
		}
	}
	if !burst.Known(intake) {
		return out, nil
	}
	fresh, err := u.newcomers()
	if err != nil {
		return nil, err
	}
	silent := slices.IndexFunc(out, func(x Unusual) bool { return x.Kind == burst.Silence })
	if silent < 0 {
		silent = len(out)
	}
	return slices.Insert(out, silent, fresh...), nil
}

// counts reads how many stories each key had, and how many reports came in.
func (u *unusual) counts() (cells []burst.Cell, intake burst.Series, err error) {
	if intake, err = u.intake(); err != nil {
		return nil, intake, err
	}
	from := u.now - burst.Days*dayMicros
	at := map[burst.Key]int{}
	rows, err := u.q.Query(u.ctx, cellsSQL, u.now, from, u.now)
	err = db.Each(rows, err, func(r *db.Rows) error {
		var k burst.Key
		var age, n int
		if err := r.Scan(&k.Network, &k.Facet, &k.Value, &age, &n); err != nil {
			return err
		}
		if k.Value == "" {
			k.Facet = ""
		}
		i, ok := at[k]
		if !ok {
			i = len(cells)
			at[k] = i
			cells = append(cells, burst.Cell{Key: k})
		}
		cells[i].Stories[age] += n
		return nil
	})
	return cells, intake, err
}

// intake is how many reports of any kind came in, by their age.
func (u *unusual) intake() (s burst.Series, err error) {
	rows, err := u.q.Query(u.ctx, intakeSQL, u.now, u.now-burst.Days*dayMicros, u.now)
	err = db.Each(rows, err, func(r *db.Rows) error {
		var age, n int
		err := r.Scan(&age, &n)
		if err == nil {
			s[age] = n
		}
		return err
	})
	return s, err
}

// week gathers the stories of a key's last seven days, and takes the routines
// out of its counts.
func (u *unusual) week(k burst.Key, x *Unusual, days *burst.Series) error {
	kind, value := k.Facet, k.Value
	if kind == "" {
		kind, value = "network", k.Network
	}
	type report struct {
		story, outlet, title string
		day                  int64
	}
	rows, err := u.q.Query(u.ctx, weekSQL, k.Network, kind, value, u.now-7*dayMicros, u.now)
	reports, err := db.Collect(rows, err, func(r *db.Rows) (p report, err error) {
		return p, r.Scan(&p.story, &p.outlet, &p.title, &p.day)
	})
	if err != nil {
		return err
	}
	seen := map[string]bool{}
	for _, r := range reports {
		if seen[r.story] { // its first report speaks for it
			continue
		}
		seen[r.story] = true
		earlier, err := u.headlines(r.outlet)
		if err != nil {
			return err
		}
		age := int((u.now - r.day) / dayMicros)
		if burst.Routine(u.title(r.title, r.day), earlier) && days[age] > 0 {
			days[age]--
			x.Routines++
			continue
		}
		x.Stories = append(x.Stories, r.story)
	}
	slices.Sort(x.Stories)
	return nil
}

// headlines are what an outlet has written lately. Reports whose outlet nobody
// knows are no series.
func (u *unusual) headlines(outlet string) ([]burst.Title, error) {
	if ts, ok := u.titles[outlet]; ok || outlet == "" {
		return ts, nil
	}
	rows, err := u.q.Query(u.ctx, titlesSQL, outlet, u.now-routineDays*dayMicros, u.now)
	ts, err := db.Collect(rows, err, func(r *db.Rows) (burst.Title, error) {
		var title string
		var day int64
		err := r.Scan(&title, &day)
		return u.title(title, day), err
	})
	u.titles[outlet] = ts
	return ts, err
}

func (u *unusual) title(title string, day int64) burst.Title {
	return burst.Title{Words: burst.Words(title), Age: int(u.now/dayMicros - day/dayMicros)}
}
