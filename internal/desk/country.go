package desk

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"time"

	"vigia/internal/burst"
	"vigia/internal/db"
	"vigia/internal/monitor"
)

// Country is what reports of a period tell about a country.
type Country struct {
	Stories    []StoryRow // the newest first
	Reports    int
	Networks   []Facet // stories with each network or theme, the most first; "-": with none
	Dimensions []Facet // stories with each dimension
}

var ofCountrySQL = ` AND r.day_at >= ? AND r.day_at < ? AND EXISTS (SELECT 1 FROM labels c
	WHERE c.report = r.id AND c.kind = 'country' AND c.value = ? AND ` + facetInForce + `)`

// LoadCountry gathers the stories of a country, decided or not, whose reports
// are of a period: from included, to not. Of very many reports it takes the
// newest, as the queue does.
func LoadCountry(ctx context.Context, q db.Querier, m *monitor.Monitor, code string, from, to time.Time) (Country, error) {
	rows, err := loadRows(ctx, q, m, ofCountrySQL+` ORDER BY r.day_at DESC, r.id LIMIT ?`, db.Micros(from), db.Micros(to), code, newest)
	if err != nil {
		return Country{}, fmt.Errorf("country %s: %w", code, err)
	}
	c := Country{Stories: group(rows), Reports: len(rows)}
	sortStories(c.Stories, "newest")
	c.Networks = tallied(c.Stories, func(s StoryRow) []string {
		if ns := s.Networks(); len(ns) > 0 {
			return ns
		}
		return []string{"-"}
	})
	c.Dimensions = tallied(c.Stories, func(s StoryRow) []string {
		var ds []string
		for _, r := range s.Reports() {
			ds = append(ds, r.Dimensions...)
		}
		return ds
	})
	return c, nil
}

// tallied counts stories by what they have, the most first.
func tallied(stories []StoryRow, of func(StoryRow) []string) []Facet {
	n := map[string]int{}
	for _, s := range stories {
		has := of(s)
		slices.Sort(has)
		for _, v := range slices.Compact(has) {
			n[v]++
		}
	}
	var out []Facet
	for v, c := range n {
		out = append(out, Facet{v, c})
	}
	slices.SortFunc(out, func(a, b Facet) int { return cmp.Or(cmp.Compare(b.Count, a.Count), cmp.Compare(a.Value, b.Value)) })
	return out
}

// Trend is how many stories each of 27 weeks brought, the oldest first, and
// what the last one was expected to bring.
type Trend struct {
	Weeks     []int
	Low, High int
	Known     bool // that much was collected that something is expected
}

func trendOf(s, intake burst.Series) Trend {
	t := Trend{Weeks: s.Weeks()}
	t.Low, t.High, t.Known = burst.Usual(s, intake)
	return t
}

var trendSQL = `
	SELECT c.value, n.value, COALESCE(s.story, r.id), MIN(r.day_at)
	FROM reports r
	JOIN labels c ON c.report = r.id AND c.kind = 'country'
	JOIN labels n ON n.report = r.id AND n.kind = 'network'
	LEFT JOIN story_members s ON s.report = r.id
	WHERE r.stage = 'labelled' AND r.day_at > ? AND r.day_at <= ? AND (CAST(? AS TEXT) = '' OR c.value = ?) AND ` + networkInForce + ` AND ` + facetInForce + `
	GROUP BY 1, 2, 3`

// Trends gives the weeks of half a year before now of each country (or of the
// one that code names), by network; "" is that of all networks. A story counts
// on the day of its first report that has both labels.
func Trends(ctx context.Context, q db.Querier, code string, now time.Time) (map[string]map[string]Trend, error) {
	u := unusual{ctx: ctx, q: q, now: db.Micros(now)}
	intake, err := u.intake()
	if err != nil {
		return nil, fmt.Errorf("trends: %w", err)
	}
	type story struct{ country, network, story string }
	first := map[story]int64{} // also by the country alone
	rows, err := q.Query(ctx, trendSQL, u.now-burst.Days*dayMicros, u.now, code, code)
	err = db.Each(rows, err, func(r *db.Rows) error {
		var s story
		var at int64
		err := r.Scan(&s.country, &s.network, &s.story, &at)
		first[s] = at
		s.network = ""
		if was, ok := first[s]; !ok || at < was {
			first[s] = at
		}
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("trends: %w", err)
	}
	counts := map[[2]string]*burst.Series{}
	for s, at := range first {
		k := [2]string{s.country, s.network}
		if counts[k] == nil {
			counts[k] = &burst.Series{}
		}
		counts[k][(u.now-at)/dayMicros]++
	}
	out := map[string]map[string]Trend{}
	for k, s := range counts {
		if out[k[0]] == nil {
			out[k[0]] = map[string]Trend{}
		}
		out[k[0]][k[1]] = trendOf(*s, intake)
	}
	return out, nil
}
