package desk

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"vigia"
	"vigia/internal/db"
	"vigia/internal/label"
	"vigia/internal/monitor"
	"vigia/internal/policy"
)

// Filter says what part of the queue to show. An empty field does not filter.
type Filter struct {
	Network   string // network or theme key; "-" for reports that have none
	Country   string
	Dimension string
	Class     string // ownership class; "state" for all that count as state media
	Language  string
	Genre     string
	Outlet    string
	State     string // "" open, "selected", "rejected", "all"
	From, To  time.Time
	Text      string // words of the title or the outlet's name
	Sort      string // "best" or "newest"
	Limit     int
	Offset    int
}

// ReportRow is a report as lists show it.
type ReportRow struct {
	ID, Title, URL     string
	Outlet, OutletName string
	Class              vigia.Class
	Government         string
	Family             string
	StateMedia         bool // counts as state media under the policy
	Kind               vigia.Kind
	Language           string
	Published          vigia.Date
	Day                time.Time
	Genre              vigia.Genre
	Relation           vigia.Relation
	Origin             string // report id
	Credit             string // whom the text credits
	State              Action // Selected, Rejected or ""
	Networks           []string
	Themes             []string
	Countries          []string
	Dimensions         []string
	OutOfScope         bool
	Why                string // the strongest labels' reasons

	story string
}

// StoryRow is a story as the queue shows it: its best report, and the others
// under it.
type StoryRow struct {
	Story    string
	Lead     ReportRow
	Others   []ReportRow
	First    time.Time
	Last     time.Time
	Families int  // independent ownership families among those who wrote it themselves
	State    bool // only state media wrote it
	Score    float64
}

// Networks are those of all reports of the story.
func (s StoryRow) Networks() []string {
	var ns []string
	for _, r := range append([]ReportRow{s.Lead}, s.Others...) {
		for _, n := range append(slices.Clone(r.Networks), r.Themes...) {
			if !slices.Contains(ns, n) {
				ns = append(ns, n)
			}
		}
	}
	return ns
}

// Facet is a value to filter by and how many reports have it.
type Facet struct {
	Value string
	Count int
}

// Queue is one page of the queue.
type Queue struct {
	Rows    []StoryRow
	Stories int // of all pages
	Reports int
	Facets  map[string][]Facet // network, country, dimension, class, language, genre
}

// newest is how many reports the queue looks at, newest first.
const newest = 5000

// The class is that of the registry on the report's day: the span that began
// last, if it had not ended; its last day, stored as midnight, belongs to it.
const queueSQL = `
	SELECT r.id, r.title, r.url, r.outlet, COALESCE(o.name, ''), COALESCE(c.class, ''), COALESCE(c.government, ''), COALESCE(c.family, ''),
		r.kind, r.language, r.published, r.precision, r.date_from, r.day_at,
		COALESCE(y.relation, 'original'), COALESCE(y.origin, ''), COALESCE(y.credit, ''), COALESCE(s.story, ''), ` + lastAction + `
	FROM reports r
	LEFT JOIN outlets o ON o.key = r.outlet
	LEFT JOIN outlet_classes c ON c.outlet = r.outlet AND (c.valid_to = 0 OR r.day_at < c.valid_to + 86400000000)
		AND c.valid_from = (SELECT MAX(b.valid_from) FROM outlet_classes b
			WHERE b.outlet = r.outlet AND b.valid_from <= r.day_at AND (b.valid_to = 0 OR b.valid_to >= b.valid_from))
	LEFT JOIN relays y ON y.report = r.id
	LEFT JOIN story_members s ON s.report = r.id
	WHERE r.stage = 'labelled'`

// LoadQueue loads the part of the queue that f asks for.
func LoadQueue(ctx context.Context, q db.Querier, m *monitor.Monitor, f Filter) (Queue, error) {
	where, args := f.where()
	rows, err := loadRows(ctx, q, m, where+` ORDER BY r.day_at DESC, r.id LIMIT ?`, append(args, newest)...)
	if err != nil {
		return Queue{}, fmt.Errorf("queue: %w", err)
	}
	out := Queue{Facets: facets(rows, f)}
	rows = slices.DeleteFunc(rows, func(r ReportRow) bool { return !f.keeps(r, "") })
	out.Reports = len(rows)
	stories := group(rows)
	sortStories(stories, f.Sort)
	out.Stories = len(stories)
	lo := min(max(f.Offset, 0), len(stories))
	hi := len(stories)
	if f.Limit > 0 {
		hi = min(lo+f.Limit, hi)
	}
	out.Rows = stories[lo:hi]
	return out, nil
}

// where is the part of a filter that the database answers.
func (f Filter) where() (string, []any) {
	var b strings.Builder
	var args []any
	add := func(s string, v any) { b.WriteString(" AND " + s); args = append(args, v) }
	if !f.From.IsZero() {
		add("r.day_at >= ?", db.Micros(f.From))
	}
	if !f.To.IsZero() {
		add("r.day_at < ?", db.Micros(f.To))
	}
	if f.Outlet != "" {
		add("r.outlet = ?", f.Outlet)
	}
	return b.String(), args
}

// loadRows loads report rows with their labels.
func loadRows(ctx context.Context, q db.Querier, m *monitor.Monitor, more string, args ...any) ([]ReportRow, error) {
	rs, err := q.Query(ctx, queueSQL+more, args...)
	rows, err := db.Collect(rs, err, scanRow)
	if err != nil {
		return nil, err
	}
	ids := make([]string, len(rows))
	for i := range rows {
		ids[i] = rows[i].ID
		rows[i].StateMedia = rows[i].Kind == vigia.MediaReport && policy.Counts(m.Policy, rows[i].Class, rows[i].Government)
	}
	labels, err := label.Of(ctx, q, ids)
	if err != nil {
		return nil, err
	}
	for i := range rows {
		rows[i].label(labels[rows[i].ID])
	}
	return rows, nil
}

func scanRow(s *db.Rows) (r ReportRow, err error) {
	var published, day int64
	var last Action
	err = s.Scan(&r.ID, &r.Title, &r.URL, &r.Outlet, &r.OutletName, &r.Class, &r.Government, &r.Family,
		&r.Kind, &r.Language, &published, &r.Published.Precision, &r.Published.From, &day,
		&r.Relation, &r.Origin, &r.Credit, &r.story, &last)
	r.Published.At, r.Day, r.State = db.Time(published), db.Time(day), last.state()
	if r.OutletName == "" {
		r.OutletName = host(r.URL)
	}
	return r, err
}

func host(url string) string {
	_, rest, _ := strings.Cut(url, "://")
	h, _, _ := strings.Cut(rest, "/")
	return strings.TrimPrefix(h, "www.")
}

// label spreads labels over the row's fields.
func (r *ReportRow) label(ls []vigia.Label) {
	best := 0.0
	for _, l := range ls {
		if l.Score <= 0 {
			continue
		}
		switch l.Kind {
		case vigia.LabelNetwork:
			r.Networks = append(r.Networks, l.Value)
			if l.Score > best {
				best, r.Why = l.Score, l.Why
			}
		case vigia.LabelTheme:
			r.Themes = append(r.Themes, l.Value)
		case vigia.LabelCountry:
			r.Countries = append(r.Countries, l.Value)
		case vigia.LabelDimension:
			r.Dimensions = append(r.Dimensions, l.Value)
		case vigia.LabelGenre:
			r.Genre = vigia.Genre(l.Value)
		case vigia.LabelScope:
			r.OutOfScope = l.Value == "out"
		}
	}
}

// keeps reports whether a row passes the filter, leaving one facet aside.
func (f Filter) keeps(r ReportRow, but string) bool {
	is := func(facet, want string, have ...string) bool {
		return want == "" || facet == but || slices.Contains(have, want)
	}
	switch {
	case f.State == "" && r.State != "", f.State == "selected" && r.State != Selected, f.State == "rejected" && r.State != Rejected:
		return false
	case f.Text != "" && !strings.Contains(strings.ToLower(r.Title+" "+r.OutletName), strings.ToLower(f.Text)):
		return false
	case f.Network == "-" && but != "network":
		return len(r.Networks)+len(r.Themes) == 0
	case f.Class == "state" && but != "class" && !r.StateMedia:
		return false
	}
	return (f.Network == "-" || is("network", f.Network, append(slices.Clone(r.Networks), r.Themes...)...)) &&
		is("country", f.Country, r.Countries...) &&
		is("dimension", f.Dimension, r.Dimensions...) &&
		(f.Class == "state" || is("class", f.Class, string(r.Class))) &&
		is("language", f.Language, r.Language) &&
		is("genre", f.Genre, string(r.Genre))
}

// facets counts, for each facet, what its values would show if the other
// filters stay.
func facets(rows []ReportRow, f Filter) map[string][]Facet {
	values := map[string]func(ReportRow) []string{
		"network": func(r ReportRow) []string {
			if ns := append(slices.Clone(r.Networks), r.Themes...); len(ns) > 0 {
				return ns
			}
			return []string{"-"}
		},
		"country":   func(r ReportRow) []string { return r.Countries },
		"dimension": func(r ReportRow) []string { return r.Dimensions },
		"class": func(r ReportRow) []string {
			if r.StateMedia {
				return []string{string(r.Class), "state"}
			}
			return []string{string(r.Class)}
		},
		"language": func(r ReportRow) []string { return []string{r.Language} },
		"genre":    func(r ReportRow) []string { return []string{string(r.Genre)} },
	}
	out := map[string][]Facet{}
	for name, of := range values {
		n := map[string]int{}
		for _, r := range rows {
			if f.keeps(r, name) {
				for _, v := range of(r) {
					n[v]++
				}
			}
		}
		for v, c := range n {
			out[name] = append(out[name], Facet{v, c})
		}
		slices.SortFunc(out[name], func(a, b Facet) int {
			return cmp.Or(cmp.Compare(b.Count, a.Count), cmp.Compare(a.Value, b.Value))
		})
	}
	return out
}

// group folds reports into stories.
func group(rows []ReportRow) []StoryRow {
	at := map[string]int{}
	var all []StoryRow
	for _, r := range rows {
		key := r.story
		if key == "" {
			key = r.ID
		}
		i, ok := at[key]
		if !ok {
			i = len(all)
			at[key] = i
			all = append(all, StoryRow{Story: key})
		}
		all[i].Others = append(all[i].Others, r)
	}
	for i := range all {
		all[i].settle()
	}
	return all
}

// settle chooses the lead: an original of independent media if there is one,
// the earliest first.
func (s *StoryRow) settle() {
	rs := s.Others
	slices.SortStableFunc(rs, func(a, b ReportRow) int {
		return cmp.Or(cmp.Compare(rankOf(a), rankOf(b)), a.Day.Compare(b.Day))
	})
	families := map[string]bool{}
	s.State = true
	for _, r := range rs {
		if s.First.IsZero() || r.Day.Before(s.First) {
			s.First = r.Day
		}
		if r.Day.After(s.Last) {
			s.Last = r.Day
		}
		if !r.StateMedia {
			s.State = false
		}
		if r.Relation == vigia.Original && !r.StateMedia && r.Kind == vigia.MediaReport {
			families[cmp.Or(r.Family, r.Outlet, r.ID)] = true
		}
	}
	s.Families = len(families)
	s.Lead, s.Others = rs[0], rs[1:]
	s.Score = float64(2*min(s.Families, 5) + len(s.Networks()) + min(len(rs), 10))
	if len(s.Networks()) == 0 {
		s.Score -= 20 // nothing to do with the monitor, as far as the machine sees
	}
}

// rankOf orders the reports of a story for reading: 0 is best.
func rankOf(r ReportRow) int {
	n := 0
	if r.Relation != vigia.Original {
		n += 4
	}
	if r.StateMedia {
		n += 2
	}
	if r.Genre != vigia.News && r.Genre != "" {
		n++
	}
	return n
}

func sortStories(ss []StoryRow, by string) {
	slices.SortStableFunc(ss, func(a, b StoryRow) int {
		if by == "newest" {
			return b.Last.Compare(a.Last)
		}
		return cmp.Or(cmp.Compare(b.Score, a.Score), b.Last.Compare(a.Last))
	})
}
