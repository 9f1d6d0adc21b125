package story

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"time"
)

// The rules of stories.
const (
	storyDays     = 5     // how far apart two reports of one event are at most
	sameLanguage  = 0.235 // least likeness of two reports of one event
	otherLanguage = 0.26  // the same, by names, numbers and countries alone
	sharedKeys    = 3     // that many of them at least
	perDay        = 0.08  // by which share the least likeness grows with each day between
	second        = 0.3   // the say of a story's second best report
)

// join finds the story of near that e belongs to: that of a report it was
// taken from or that was taken from it, else that of the nearest; "" if none
// is near enough.
func join(e *entry, near []*entry, f *frequencies) (story, why string) {
	for _, c := range near {
		if e.via.relation != "" && e.via.from.id == c.id || c.via.relation != "" && c.via.from.id == e.id {
			return c.story, "the same text, or its source"
		}
	}
	terms, long := f.vector(e.language, e.terms)
	keys, wide := f.vector(shared, e.keys)
	byStory := map[string][]match{}
	for _, c := range near {
		if !within(e.day, c.day, storyDays) {
			continue
		}
		m, least := match{with: c.title}, 1+perDay*daysApart(e, c)
		if c.language == e.language {
			m.like = f.cosine(e.language, terms, long, c.terms)
			least *= sameLanguage
		} else if common(e.keys, c.keys) >= sharedKeys {
			m.like = f.cosine(shared, keys, wide, c.keys)
			least *= otherLanguage
		}
		m.over = m.like / least
		byStory[c.story] = append(byStory[c.story], m)
	}
	return nearest(byStory)
}

// match is how like a report of a story is, and how far over what is asked.
type match struct {
	like, over float64
	with       string
}

// nearest chooses the story whose best reports are most alike, if they are
// enough. Where a story has more than one report, the second has a say too.
func nearest(stories map[string][]match) (story, why string) {
	top := 1.0
	for _, id := range slices.Sorted(maps.Keys(stories)) {
		ms := stories[id]
		slices.SortFunc(ms, func(a, b match) int { return cmp.Or(cmp.Compare(b.over, a.over), cmp.Compare(a.with, b.with)) })
		score := ms[0].over
		if len(ms) > 1 {
			score = (1-second)*score + second*ms[1].over
		}
		if score >= top && id != "" {
			top, story, why = score, id, fmt.Sprintf("%.0f %% alike: %s", 100*ms[0].like, ms[0].with)
		}
	}
	return story, why
}

func daysApart(a, b *entry) float64 {
	if a.day.IsZero() || b.day.IsZero() {
		return 0
	}
	return a.day.Sub(b.day).Abs().Hours() / 24
}

// within reports whether two days are near; an unknown one is near to all.
func within(a, b time.Time, days int) bool {
	return a.IsZero() || b.IsZero() || a.Sub(b).Abs() <= time.Duration(days)*24*time.Hour
}

func common(a, b map[string]float64) int {
	n := 0
	for k := range a {
		if _, ok := b[k]; ok {
			n++
		}
	}
	return n
}
