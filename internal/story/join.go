package story

import (
	"fmt"
	"slices"
	"time"

	"vigia/internal/db"
)

// storyDays is how far apart two reports of one event are at most: a report is
// compared with those that stand for a story and are that near.
const storyDays = 5

// repOf is an entry as it is compared with stories.
func repOf(e *entry) *rep {
	if e.rep == nil {
		e.rep = &rep{id: e.id, outlet: e.outlet, title: e.title, language: e.language, day: e.day, head: e.size == 0,
			profile: e.profile, tongue: e.tongue}
	}
	return e.rep
}

// kinOf is the report that e was taken from, or that was taken from e: their
// story is one.
func kinOf(e *entry, near []*entry) *entry {
	for _, c := range near {
		if e.via.relation != "" && e.via.from.id == c.id || c.via.relation != "" && c.via.from.id == e.id {
			return c
		}
	}
	return nil
}

// judgement is why a report is in its story, or near a case.
type judgement struct {
	sure float64
	with *rep
	how  string // "", or how languages met
	run  string // the story of which it may be another event: "" if none
}

func (j judgement) why() string {
	switch {
	case j.with == nil:
		return ""
	case j.how != "":
		return fmt.Sprintf("%s: %s", j.how, j.with.title)
	}
	return fmt.Sprintf("%.0f %% sure: %s", 100*j.sure, j.with.title)
}

// decide finds the story that a report belongs to, nil if it begins one. near
// are stories that share terms with it, all those that a sentence or two are
// compared with. Stream and Place ask the same.
func (ra *rarity) decide(e *rep, near, all []*thread, by Chooser) (*thread, judgement) {
	if e.tongue.brief {
		if t, score, with := ra.abroad(e, all); t != nil {
			return t, judgement{sure: score, with: with, how: saysHow(e, with)}
		}
	}
	os := ra.options(e, near)
	if i := choose(e.id, os, by); i >= 0 {
		return os[i].thread, judgement{sure: os[i].p, with: os[i].best}
	}
	if t, with := ra.named(e, near); t != nil {
		return t, judgement{with: with, how: "the same names and numbers in another language"}
	}
	var j judgement
	for _, o := range os {
		if o.p >= caseAt && o.p > j.sure {
			j.sure, j.run = o.p, o.thread.id
		}
	}
	return nil, j
}

// saysHow tells a guess from what names or numbers confirm.
func saysHow(a, b *rep) string {
	if corroborates(a.profile, b.profile) {
		return "says the same in another language"
	}
	return "a guess, no names or numbers to confirm it: seems to say the same in another language"
}

// What a report must have in common with one in another language, by names,
// numbers and countries: false joins are worse than misses there.
const (
	otherLanguage = 0.26
	sharedKeys    = 3
	perDay        = 0.08 // by which share the least grows with each day between
)

// named finds a story in another language by names, numbers and countries.
func (ra *rarity) named(e *rep, near []*thread) (best *thread, with *rep) {
	top := 1.0
	for _, t := range near {
		for _, r := range t.reps {
			if r.language == e.language || common(e.profile[keyed], r.profile[keyed]) < sharedKeys || !within(e.day, r.day, storyDays) {
				continue
			}
			cos, _, _ := like(ra.look(e), ra.look(r), keyed)
			if over := float64(cos) / otherLanguage / (1 + perDay*daysBetween(e.day, r.day)); over >= top {
				top, best, with = over, t, r
			}
		}
	}
	return best, with
}

// storyOf is decide among stored reports: those near e stand for their stories.
// A headline goes to the others first, and to reports with a text if none of
// them is near.
func storyOf(ra *rarity, titles *titleRarity, e *entry, near []*entry) (story, run, why string) {
	if c := kinOf(e, near); c != nil {
		return c.story, "", "the same text, or its source"
	}
	me := repOf(e)
	var all []*thread
	by := map[string]*thread{}
	slices.SortStableFunc(near, func(a, b *entry) int { return a.day.Compare(b.day) })
	for _, c := range near {
		if c.story == "" || c.via.relation != "" || !within(e.day, c.day, storyDays) {
			continue // a copy says nothing new of its story
		}
		t := by[c.story]
		if t == nil {
			t = &thread{id: c.story}
			by[c.story], all = t, append(all, t)
		}
		t.join(repOf(c))
		t.score = max(t.score, c.worth)
	}
	if story, j := titles.among(me, near); story != "" {
		return story, "", j.why()
	}
	if me.head && me.title != "" {
		all = withText(all)
	}
	t, j := ra.decide(me, most(all, me), all, nil)
	if t != nil {
		story = t.id
	}
	return story, j.run, j.why()
}

// most are the stories that share most with a report, in their order.
func most(all []*thread, with *rep) []*thread {
	n := lookLong
	if with.head {
		n = lookHeads
	}
	if len(all) <= n {
		return all
	}
	scores := make([]float32, len(all))
	for i, t := range all {
		scores[i] = t.score
	}
	slices.Sort(scores)
	least := scores[len(scores)-n]
	return slices.DeleteFunc(slices.Clone(all), func(t *thread) bool { return t.score < least })
}

// putCase enters a story into the running case of another.
func putCase(tx *db.Tx, story, of string) error {
	if of == "" || of == story {
		return nil
	}
	run, err := CaseOf(tx.Context(), tx, of)
	if err != nil {
		return err
	}
	for _, s := range []string{of, story} {
		if _, err := tx.Exec(`INSERT INTO story_cases (story, run, why, by) VALUES (?, ?, '', ?) ON CONFLICT (story) DO NOTHING`, s, run, machine); err != nil {
			return fmt.Errorf("case of story %s: %w", s, err)
		}
	}
	return nil
}

func daysBetween(a, b time.Time) float64 {
	if a.IsZero() || b.IsZero() {
		return 0
	}
	return a.Sub(b).Abs().Hours() / 24
}

// within reports whether two days are near; an unknown one is near to all.
func within(a, b time.Time, days int) bool {
	return a.IsZero() || b.IsZero() || a.Sub(b).Abs() <= time.Duration(days)*24*time.Hour
}

func common(a, b []term) (n int) {
	j := 0
	for _, t := range a {
		for j < len(b) && b[j].id < t.id {
			j++
		}
		if j < len(b) && b[j].id == t.id {
			n++
		}
	}
	return n
}
