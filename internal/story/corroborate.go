package story

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"vigia"
	"vigia/internal/article"
	"vigia/internal/db"
	"vigia/internal/monitor"
	"vigia/internal/policy"
	"vigia/internal/source"
)

// Compared is a report that a corroboration search looked at, and what it
// found.
type Compared struct {
	Report, Outlet, Family string
	Class                  vigia.Class // of the outlet, on the report's day
	Government             string
	Day                    time.Time
	Origin                 string // outlet at the end of its chain, if that is another
	Independent            bool
	Why                    string
}

// Corroboration is who else reported what a report reports.
type Corroboration struct {
	policy.Search
	Story    string
	Compared []Compared // whom the search looked at, originals first
	Standing Standing
	Families []string // of the independent ones, each once
}

// Corroborate asks whether others reported what s reports: who of its story,
// within windowDays of at, has it neither from s's origin nor from s's owners
// nor from counted state media, directly or through relays. Of several relays
// of one origin one is named, the origin itself if it is there. What was found in
// another language by its meaning alone bears no witness: names or numbers must
// agree, or a person.
func Corroborate(ctx context.Context, q db.Querier, reg *source.Registry, m *monitor.Monitor, s article.Stored, at time.Time, windowDays int) (Corroboration, error) {
	search := Corroboration{Search: policy.Search{At: at, WindowDays: windowDays}}
	story, err := StoryOf(ctx, q, s.ID)
	if err != nil {
		return search, err
	}
	search.Story = story
	search.Query = fmt.Sprintf("story %s, %d days around %s", story, windowDays, at.Format(time.DateOnly))
	witnesses, err := loadWitnesses(ctx, q, reg, story)
	if err != nil {
		return search, err
	}
	says, err := loadSays(ctx, q, story)
	if err != nil {
		return search, err
	}
	self, ok := witnesses[s.ID]
	if !ok {
		return search, fmt.Errorf("report %s in story %s: %w", s.ID, story, vigia.ErrNotFound)
	}
	named := map[string]bool{} // origins that have a witness already
	for _, w := range inOrder(witnesses) {
		if w.Report == s.ID || w.member && !within(w.Day, at, windowDays) || !w.member {
			continue
		}
		c := w.Compared
		c.Independent, c.Why = w.against(self, m.Policy)
		if c.Independent && says != nil && !says[w.Report].agree(says[s.ID]) {
			c.Independent, c.Why = false, "that it tells the same is a guess: they share no two names or numbers"
		}
		if c.Independent && named[w.end] {
			c.Independent, c.Why = false, "it has the same origin as one that is named already"
		}
		if c.Independent {
			named[w.end] = true
			search.Independent = append(search.Independent, c.Report)
			if f := cmp.Or(w.endOutlet.Family(), w.end); !slices.Contains(search.Families, f) {
				search.Families = append(search.Families, f)
			}
		}
		search.Searched++
		search.Compared = append(search.Compared, c)
	}
	search.Standing = standing(self, m.Policy, len(search.Families))
	return search, nil
}

// witness is a report with the end of its chain of origins.
type witness struct {
	Compared
	kind      vigia.Kind
	genre     vigia.Genre
	relation  vigia.Relation
	from      string // the report it was taken from
	credit    string
	member    bool   // of the story; else only somebody's origin
	end       string // what stands at the end: a report id, or "credit " and a name
	endOutlet source.Outlet
	endKnown  bool
}

// asGenre says what a report is that is none.
var asGenre = map[vigia.Genre]string{vigia.Opinion: "an opinion", vigia.Editorial: "an editorial", vigia.Advertorial: "an advertorial",
	vigia.PressRelease: "a press release", vigia.Declaration: "an official's declaration", vigia.Interview: "an interview",
	vigia.Live: "a live report", vigia.List: "an entry of a list", vigia.Analysis: "an analysis"}

// against judges a witness for self.
func (w witness) against(self witness, p policy.Policy) (independent bool, why string) {
	switch {
	case w.kind != vigia.MediaReport:
		return false, "it is no media report"
	case slices.Contains(p.Genres.Forbidden, w.genre):
		return false, "it is " + cmp.Or(asGenre[w.genre], string(w.genre)) + ", not a report"
	case w.Outlet == "":
		return false, "the registry does not know its outlet"
	case w.end == self.end:
		return false, "it has the same origin"
	case w.Family == self.Family || w.Family == self.endOutlet.Family():
		return false, "it belongs to the same owners: " + w.Family
	case policy.Counts(p, w.Class, w.Government):
		return false, fmt.Sprintf("its outlet counts as state media (%s)", w.Class)
	case w.endKnown && policy.Counts(p, w.endOutlet.Class, w.endOutlet.Government):
		return false, "it has it from " + w.endOutlet.Name + ", which counts as state media"
	case w.endKnown && (w.endOutlet.Family() == self.Family || w.endOutlet.Family() == self.endOutlet.Family()):
		return false, "it has it from " + w.endOutlet.Name + ", of the same owners"
	case w.end != w.Report && !w.endKnown:
		return true, "it credits " + w.credit + ", which is none of the counted outlets"
	case w.end != w.Report:
		return true, "it has it from " + w.endOutlet.Name + ", which is independent of this one"
	}
	return true, "another outlet, other owners, its own report"
}

// inOrder puts originals before relays, so that an origin is named rather than
// who copied it, and the rest in order of time.
func inOrder(ws map[string]witness) []witness {
	out := make([]witness, 0, len(ws))
	for _, w := range ws {
		out = append(out, w)
	}
	slices.SortFunc(out, func(a, b witness) int {
		if own := a.end == a.Report; own != (b.end == b.Report) {
			if own {
				return -1
			}
			return 1
		}
		return cmp.Or(a.Day.Compare(b.Day), cmp.Compare(a.Report, b.Report))
	})
	return out
}

const recordSearchSQL = `
	INSERT INTO searches (id, report, at, by, window_days, query, searched, independent, version)
	VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`

// RecordSearch keeps a search that was run for a report.
func RecordSearch(tx *db.Tx, report, by string, s policy.Search) error {
	_, err := tx.Exec(recordSearchSQL, vigia.NewID("sea", tx.Now), report, db.Micros(s.At), by, s.WindowDays, s.Query,
		s.Searched, db.List(s.Independent), Version)
	if err != nil {
		return fmt.Errorf("search for report %s: %w", report, err)
	}
	return nil
}

const searchesSQL = `SELECT report, at, window_days, query, searched, independent FROM searches WHERE report IN `

// LastSearches gives, for each report that has one, the search that was last
// run for it; later ones than until, if it is set, do not exist yet.
func LastSearches(ctx context.Context, q db.Querier, reports []string, until time.Time) (map[string]*policy.Search, error) {
	in, args := db.In(reports)
	where := in
	if !until.IsZero() {
		where, args = in+` AND at <= ?`, append(args, db.Micros(until))
	}
	rows, err := q.Query(ctx, searchesSQL+where+` ORDER BY at, id`, args...)
	out := map[string]*policy.Search{}
	err = db.Each(rows, err, func(r *db.Rows) error {
		var s policy.Search
		var report, independent string
		var at int64
		if err := r.Scan(&report, &at, &s.WindowDays, &s.Query, &s.Searched, &independent); err != nil {
			return err
		}
		s.At = db.Time(at)
		out[report] = &s
		return json.Unmarshal([]byte(independent), &s.Independent) // [] stays [], as it is published
	})
	if err != nil {
		return nil, fmt.Errorf("searches: %w", err)
	}
	return out, nil
}

// LastSearch gives the search that was last run for a report, nil if none was.
func LastSearch(ctx context.Context, q db.Querier, report string) (*policy.Search, error) {
	all, err := LastSearches(ctx, q, []string{report}, time.Time{})
	if err != nil {
		return nil, fmt.Errorf("last search for report %s: %w", report, err)
	}
	return all[report], nil
}
