package story

import (
	"fmt"
	"math"
	"slices"
	"time"

	"vigia/internal/db"
)

// window is the index of the reports that are stored, in memory, by spans of
// days: those that are asked for, as many as there is room for. The database is
// the record. Placings have numbers in their order, so that what any program has
// placed is what has a higher number than the last that is known, and a placing
// begins by reading it: there is nothing to tell others, and nothing to save.
type window struct {
	spans map[int64]*span
	last  int32 // number of the newest placing that is known
	asked int64 // counts questions, for giving up the span that was asked last

	remake func(tx *db.Tx, number int32) ([]uint32, error) // the keys of a report that an older version has placed
}

// span is the index of some days.
type span struct {
	index
	numbers []int32 // by place; 0: of a transaction that was rolled back
	minutes []int32 // by place: the day
	score   []float32
	asked   int64
}

const (
	bucketDays    = storyDays // of a span
	bucketSeconds = bucketDays * 24 * 60 * 60
	mostLive      = 1_200_000 // reports that all spans in memory hold; those just asked stay in any case
)

func bucketOf(day time.Time) int64 {
	return floor(day.Unix(), bucketSeconds)
}

func floor(a, b int64) int64 {
	if a < 0 {
		return (a - b + 1) / b
	}
	return a / b
}

// unknownDay is the minute of a report without a date.
const unknownDay = math.MinInt32

func minuteOf(day time.Time) int32 {
	return int32(max(unknownDay, min(math.MaxInt32, floor(day.Unix(), 60))))
}

func (s *span) enter(l placing) {
	s.add(l.keys)
	s.numbers, s.minutes, s.score = append(s.numbers, l.number), append(s.minutes, minuteOf(l.day)), append(s.score, 0)
}

const newestSQL = `SELECT COALESCE(MAX(number), 0) FROM lookups`

const sinceSQL = `SELECT number, day_at, keys FROM lookups WHERE number > ? ORDER BY number`

// refresh reads what has been placed since it was last asked.
func (w *window) refresh(tx *db.Tx) error {
	if len(w.spans) == 0 {
		if err := tx.QueryRow(tx.Context(), newestSQL).Scan(&w.last); err != nil {
			return fmt.Errorf("the newest placing: %w", err)
		}
	}
	rows, err := tx.Query(tx.Context(), sinceSQL, w.last)
	err = db.Each(rows, err, func(r *db.Rows) error {
		l, err := scanLookup(r)
		if err != nil {
			return err
		}
		w.last = l.number
		if s := w.spans[bucketOf(l.day)]; s != nil && !l.gone {
			s.enter(l)
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("reports placed since: %w", err)
	}
	return nil
}

// back forgets the placings after a number, which may never have been; with 0,
// all.
func (w *window) back(to int32) {
	w.last = min(w.last, to)
	if to == 0 {
		w.spans = nil
	}
	for _, s := range w.spans {
		for i := len(s.numbers) - 1; i >= 0 && (s.numbers[i] == 0 || s.numbers[i] > to); i-- {
			s.numbers[i] = 0
		}
	}
}

const daysSQL = `SELECT number, day_at, keys FROM lookups WHERE day_at >= ? AND day_at < ? AND number <= ? ORDER BY number`

// at gives the index of a span of days, which is read if it is not there.
func (w *window) at(tx *db.Tx, bucket int64) (*span, error) {
	w.asked++
	if s := w.spans[bucket]; s != nil {
		s.asked = w.asked
		return s, nil
	}
	const length = bucketSeconds * 1_000_000
	s := &span{asked: w.asked}
	rows, err := tx.Query(tx.Context(), daysSQL, bucket*length, (bucket+1)*length, w.last)
	found, err := db.Collect(rows, err, scanLookup)
	for _, l := range found {
		if l.keys == nil && !l.gone && err == nil {
			l.keys, err = w.remake(tx, l.number)
		}
		if !l.gone && err == nil {
			s.enter(l)
		}
	}
	if err != nil {
		return nil, fmt.Errorf("reports around %s: %w", db.Time(bucket*length).Format(time.DateOnly), err)
	}
	if w.spans == nil {
		w.spans = map[int64]*span{}
	}
	w.spans[bucket] = s
	w.makeRoom(s)
	return s, nil
}

// makeRoom gives up spans that were not asked for lately.
func (w *window) makeRoom(keep *span) {
	for {
		live, oldest := 0, int64(math.MaxInt64)
		for _, s := range w.spans {
			live += len(s.numbers)
			if s.asked < oldest {
				oldest = s.asked
			}
		}
		if live <= mostLive || keep.asked-oldest < 4*copyDays {
			return
		}
		for b, s := range w.spans {
			if s.asked == oldest {
				delete(w.spans, b)
			}
		}
	}
}

// candidate is a report that may be near another.
type candidate struct {
	number int32
	score  float32
}

// within finds the n reports, of those of so many days around a day, that
// share most of what is wanted.
func (w *window) within(tx *db.Tx, day time.Time, days, n int, wants []wanted) ([]candidate, error) {
	var found []candidate
	from, to := day.AddDate(0, 0, -days), day.AddDate(0, 0, days)
	for b := bucketOf(from); b <= bucketOf(to) && len(wants) > 0; b++ {
		s, err := w.at(tx, b)
		if err != nil {
			return nil, err
		}
		for _, c := range s.most(wants, ofKey, n, minuteOf(from), minuteOf(to)) {
			found = append(found, candidate{s.numbers[c.place], c.score})
		}
	}
	slices.SortStableFunc(found, func(a, b candidate) int {
		return scored{a.number, a.score}.compare(scored{b.number, b.score})
	})
	return found[:min(len(found), n)], nil
}

// most gives the n reports of some minutes, or of an unknown day, that share
// most, among the last so many that have a key.
func (s *span) most(wants []wanted, last, n int, from, to int32) []scored {
	var touched []int32
	for _, k := range wants {
		for place := range s.find(k.key, last) {
			if s.score[place] == 0 {
				touched = append(touched, place)
			}
			s.score[place] += k.worth
		}
	}
	top := best{n: n}
	for _, place := range touched {
		if m := s.minutes[place]; s.numbers[place] != 0 && (from <= m && m <= to || m == unknownDay) {
			top.put(scored{place, s.score[place]})
		}
		s.score[place] = 0
	}
	return top.sorted()
}
