package story

import (
	"cmp"
	"math"
	"slices"
	"strings"
	"time"
)

// rep is a report that stands for its story when others are compared with it.
type rep struct {
	id, outlet, title, language string
	day                         time.Time // zero: unknown
	head                        bool      // hardly more than a title
	profile                     *profile
	tongue                      tongue
	seen                        *weighed // as it was last weighed
	by                          *rarity  // by what
	at                          float64  // reports that were counted then
}

// How much of what is there one placing looks at, whatever there is.
const (
	lookTerms   = 28  // terms of a report by which stories are looked up
	lookStories = 200 // the last so many that have the term
	lookLong    = 14  // stories that are compared
	lookHeads   = 28  // with a headline, which shares little with any
	repsEarly   = 3   // of a story: its first reports
	repsLate    = 7   // and its last
)

// thread is a story with the reports that stand for it.
type thread struct {
	id    string
	size  int
	reps  []*rep
	score float32 // for being looked up, while it is
}

// join puts a report among those that stand for the story. Of what one outlet
// says only its first and last count, so that no flood of it can be the story.
func (t *thread) join(r *rep) {
	t.size++
	own := 0
	for i := len(t.reps) - 1; i >= 0; i-- {
		if t.reps[i].outlet == r.outlet && r.outlet != "" {
			if own++; own > 1 {
				t.reps = slices.Delete(t.reps, i, i+1)
				break
			}
		}
	}
	t.reps = append(t.reps, r)
	if len(t.reps) > repsEarly+repsLate {
		t.reps = slices.Delete(t.reps, repsEarly, repsEarly+1)
	}
}

// The features of joining a report to a story: see measure.
const (
	fBody = iota
	fTitle
	fSound
	fGram
	fKeys
	fSumWords
	fSumTitle
	fTopTitle
	fTopWords
	fSecondBody
	fSecondGram
	fMeanBody
	fMeanGram
	fCenterBody
	fCenterTitle
	fCenterGram
	fCenterSum
	fDays
	fDaysKnown
	fSpan
	fSize
	fHeads
	fSameOutlet
	fMass
	fMassWith
	fCoverTitle
	fMarginGram
	fMarginBody
	fLengths
	fBare // both are words without a capital, as of an address
	features
)

// option is a story that a report may join, with what speaks for it.
type option struct {
	thread *thread
	x      []float32
	best   *rep
	p      float64
	brief  bool // nothing but a sentence or two is compared
}

// measure tells how a report compares with a story.
func (ra *rarity) measure(e *rep, t *thread) option {
	o := option{thread: t, x: make([]float32, features)}
	me := ra.look(e)
	var body, gram []float32
	var all []*weighed
	top := float32(-1)
	days, known, same := math.Inf(1), false, float32(0)
	var bm, first, last = me, time.Time{}, time.Time{}
	for _, r := range t.reps {
		if r.language != e.language {
			continue
		}
		w := ra.look(r)
		all = append(all, w)
		b, sw, tw := like(me, w, stems)
		g, _, _ := like(me, w, grams)
		body, gram = append(body, b), append(gram, g)
		if !e.day.IsZero() && !r.day.IsZero() {
			days, known = min(days, e.day.Sub(r.day).Abs().Hours()/24), true
		}
		if !r.day.IsZero() {
			if first.IsZero() || r.day.Before(first) {
				first = r.day
			}
			if r.day.After(last) {
				last = r.day
			}
		}
		if r.outlet == e.outlet {
			same++
		}
		if q := b + g; q > top {
			top, o.best, bm = q, r, w
			o.x[fBody], o.x[fSumWords], o.x[fTopWords], o.x[fGram] = b, sw, tw, g
		}
	}
	if o.best == nil {
		return o
	}
	o.x[fTitle], o.x[fSumTitle], o.x[fTopTitle] = like(me, bm, titles)
	o.x[fSound], _, _ = like(me, bm, sounds)
	o.x[fKeys], _, _ = like(me, bm, keyed)
	desc := func(a, b float32) int { return cmp.Compare(b, a) }
	slices.SortFunc(body, desc)
	slices.SortFunc(gram, desc)
	o.x[fSecondBody], o.x[fSecondGram] = body[min(1, len(body)-1)], gram[min(1, len(gram)-1)]
	o.x[fMeanBody], o.x[fMeanGram] = mean(body), mean(gram)
	o.x[fCenterBody], _, _ = like(me, center(all, stems), stems)
	o.x[fCenterTitle], o.x[fCenterSum], _ = like(me, center(all, titles), titles)
	o.x[fCenterGram], _, _ = like(me, center(all, grams), grams)
	o.x[fDays] = 99
	if known {
		o.x[fDays], o.x[fDaysKnown] = float32(days), 1
		o.x[fSpan] = float32(last.Sub(first).Hours() / 24)
	}
	o.x[fSize] = float32(math.Log(float64(t.size)))
	o.x[fHeads] = flag(e.head) + flag(o.best.head)
	o.brief = e.tongue.brief && o.best.tongue.brief
	o.x[fBare] = flag(bare(e) && bare(o.best))
	o.x[fSameOutlet] = same / float32(len(all))
	o.x[fMass], o.x[fMassWith] = me.mass[titles], bm.mass[titles]
	o.x[fCoverTitle] = o.x[fSumTitle] / max(1, min(me.mass[titles], bm.mass[titles]))
	la, lb := len(me.profile[stems]), len(bm.profile[stems])
	o.x[fLengths] = float32(min(la, lb)) / float32(max(la, lb, 1))
	return o
}

// margins tells each option how far it is before the best of the others.
func margins(os []option) {
	for i := range os {
		var gram, body float32
		for j := range os {
			if j != i {
				gram, body = max(gram, os[j].x[fCenterGram]), max(body, os[j].x[fCenterBody])
			}
		}
		os[i].x[fMarginGram], os[i].x[fMarginBody] = os[i].x[fCenterGram]-gram, os[i].x[fCenterBody]-body
	}
}

// bare tells a headline without any capital where the script has them.
func bare(r *rep) bool {
	return r.head && r.title != "" && strings.ToLower(r.title) == r.title && strings.ToUpper(r.title) != r.title
}

func flag(b bool) float32 {
	if b {
		return 1
	}
	return 0
}

func mean(xs []float32) (m float32) {
	for _, x := range xs {
		m += x / float32(len(xs))
	}
	return m
}

// look gives a report weighed by what is rare by now. It is weighed again when
// a fifth more has been counted.
func (ra *rarity) look(r *rep) *weighed {
	n := ra.reports[r.language]
	held := r.by == ra
	if held && n <= r.at*1.2+2 {
		return r.seen
	}
	w := ra.weigh(r.language, r.profile)
	if !held {
		ra.remember(r) // before it is told what it weighs: it may stand among those that are forgotten
	}
	r.seen, r.by, r.at = w, ra, n
	return w
}

// mostWeighed is how many reports are held weighed, some 3 kB each.
const mostWeighed = 4_000

func (ra *rarity) remember(r *rep) {
	if len(ra.weighed) >= mostWeighed {
		for _, old := range ra.weighed[:mostWeighed/2] {
			if old.by == ra {
				old.seen, old.by = nil, nil
			}
		}
		ra.weighed = append(ra.weighed[:0], ra.weighed[mostWeighed/2:]...)
	}
	ra.weighed = append(ra.weighed, r)
}

// threads finds the stories that a report may join, in memory.
type threads struct {
	all    []*thread
	byTerm map[uint32][]int32
	by     map[string]int32 // story -> its place in all
}

func newThreads() *threads { return &threads{byTerm: map[uint32][]int32{}, by: map[string]int32{}} }

// lookups are the terms of a report by which others are looked up, with their
// worth.
func (ra *rarity) lookups(r *rep) []term {
	w := ra.look(r)
	var out []term
	for _, v := range []view{stems, titles, sounds, keyed} {
		for _, t := range w.profile[v] {
			out = append(out, term{t.id, t.weight / w.length[v]})
		}
	}
	slices.SortFunc(out, func(a, b term) int { return cmp.Or(cmp.Compare(b.weight, a.weight), cmp.Compare(a.id, b.id)) })
	return out[:min(len(out), lookTerms)]
}

// near gives the stories that share the most of the rarest terms, within the
// days of one story.
func (ts *threads) near(ra *rarity, r *rep) []*thread {
	score := map[int32]float32{}
	for _, t := range ra.lookups(r) {
		list := ts.byTerm[t.id]
		for _, i := range list[max(0, len(list)-lookStories):] {
			score[i] += t.weight
		}
	}
	found := make([]*thread, 0, len(score))
	for i, s := range score {
		t := ts.all[i]
		if t.within(r.day) {
			t.score = s
			found = append(found, t)
		}
	}
	slices.SortFunc(found, func(a, b *thread) int { return cmp.Or(cmp.Compare(b.score, a.score), cmp.Compare(a.id, b.id)) })
	most := lookLong
	if r.head {
		most = lookHeads
	}
	return found[:min(len(found), most)]
}

func (t *thread) within(day time.Time) bool {
	return slices.ContainsFunc(t.reps, func(r *rep) bool { return within(day, r.day, storyDays) })
}

// put enters a report into a story, which is made if it is not there.
func (ts *threads) put(ra *rarity, story string, r *rep) *thread {
	i, ok := ts.by[story]
	if !ok {
		i = int32(len(ts.all))
		ts.by[story] = i
		ts.all = append(ts.all, &thread{id: story})
	}
	for _, t := range ra.lookups(r) {
		list := ts.byTerm[t.id]
		if len(list) > 0 && list[len(list)-1] == i {
			continue
		}
		if len(list) >= 2*lookStories {
			list = slices.Clone(list[lookStories:])
		}
		ts.byTerm[t.id] = append(list, i)
	}
	ts.all[i].join(r)
	return ts.all[i]
}
