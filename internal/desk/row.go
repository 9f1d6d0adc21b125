package desk

import (
	"context"
	"slices"
	"time"

	"vigia"
	"vigia/internal/address"
	"vigia/internal/db"
	"vigia/internal/label"
	"vigia/internal/monitor"
	"vigia/internal/policy"
)

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

// The class is that of the registry on the report's day: the span that began
// last, if it had not ended; its last day, stored as midnight, belongs to it.
const rowSQL = `
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

// loadRows loads report rows with their labels.
func loadRows(ctx context.Context, q db.Querier, m *monitor.Monitor, more string, args ...any) ([]ReportRow, error) {
	rs, err := q.Query(ctx, rowSQL+more, args...)
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
		r.OutletName = address.Host(r.URL)
	}
	return r, err
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

// topics are the row's networks and themes: both have digests.
func (r ReportRow) topics() []string { return slices.Concat(r.Networks, r.Themes) }
