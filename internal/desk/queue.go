package desk

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"time"

	"vigia"
	"vigia/internal/db"
	"vigia/internal/monitor"
	"vigia/internal/rank"
)

// StoryRow is a story as the queue shows it: its best report, and the others
// under it.
type StoryRow struct {
	Story    string
	Lead     ReportRow
	Others   []ReportRow
	First    time.Time
	Last     time.Time
	Families int        // independent ownership families among those who wrote it themselves
	State    bool       // only state media wrote it
	Score    float64    // for the order "best": see settle
	Explore  bool       // in the order "relevance": drawn, not ranked
	Ranked   bool       // it has a score there
	Source   rank.Tally // then: how often reports of the lead's outlet were selected and rejected
}

// Networks are the networks and themes of all reports of the story.
func (s StoryRow) Networks() []string {
	var ns []string
	for _, r := range s.Reports() {
		for _, n := range r.topics() {
			if !slices.Contains(ns, n) {
				ns = append(ns, n)
			}
		}
	}
	return ns
}

// Queue is one page of the queue.
type Queue struct {
	Rows    []StoryRow
	Stories int // of all pages
	Reports int
	Facets  map[string][]Facet // network, theme, country, dimension, class, language, genre
}

// newest is how many reports the queue looks at, newest first.
const newest = 5000

// LoadQueue loads the part of the queue that f asks for.
func LoadQueue(ctx context.Context, q db.Querier, m *monitor.Monitor, f Filter) (Queue, error) {
	where, args := f.where()
	rows, err := loadRows(ctx, q, m, where+` ORDER BY r.day_at DESC, r.id LIMIT ?`, append(args, newest)...)
	if err != nil {
		return Queue{}, fmt.Errorf("queue: %w", err)
	}
	rows = slices.DeleteFunc(rows, func(r ReportRow) bool { return !f.holds(r) })
	out := Queue{Facets: facets(rows, f)}
	rows = slices.DeleteFunc(rows, func(r ReportRow) bool { return !f.keeps(r, "") })
	out.Reports = len(rows)
	stories := group(rows)
	if f.Sort == Relevance {
		if stories, err = byRelevance(ctx, q, stories, f.Network); err != nil {
			return Queue{}, fmt.Errorf("queue by relevance: %w", err)
		}
	} else {
		sortStories(stories, f.Sort)
	}
	out.Stories = len(stories)
	out.Rows = stories[min(max(f.Offset, 0), len(stories)):]
	if f.Limit > 0 {
		out.Rows = out.Rows[:min(f.Limit, len(out.Rows))]
	}
	return out, nil
}

// group folds reports into stories.
func group(rows []ReportRow) []StoryRow {
	at := map[string]int{}
	var all []StoryRow
	for _, r := range rows {
		key := cmp.Or(r.story, r.ID)
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
	topics := len(s.Networks())
	// Independent families say most, then how much of the monitor it touches, then
	// how many wrote of it; beyond the caps more says no more.
	s.Score = float64(2*min(s.Families, 5) + topics + min(len(rs), 10))
	if topics == 0 {
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
