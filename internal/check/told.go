package check

import (
	"slices"
	"strings"
	"time"

	"vigia"
)

// told is what a passage says about time: dates, days meant by words such as
// "yesterday" or "on Tuesday", and its own date.
type told struct {
	dates     []when
	days      []when // resolved from the publication date
	bare      map[int]bool
	published when
}

// tell gathers what a passage says about time.
func tell(toks []token, lang string, published vigia.Date, ds []when, used map[int]bool) told {
	out := told{dates: ds, bare: map[int]bool{}}
	for i, t := range toks {
		if d := small(t); d >= 1 && d <= 31 && !used[i] {
			out.bare[d] = true
		}
	}
	if !published.Known() {
		return out
	}
	at := published.At
	day := func(t time.Time) when { return when{year: t.Year(), month: int(t.Month()), day: t.Day()} }
	switch published.Precision {
	case vigia.ToYear:
		out.published = when{year: at.Year()}
		return out
	case vigia.ToMonth:
		out.published = when{year: at.Year(), month: int(at.Month())}
		return out
	}
	out.published = day(at)
	c := allTimes[lang]
	for i, t := range toks {
		if lang == "zh" {
			out.days = append(out.days, chineseDay(toks, i, at)...)
			continue
		}
		if c == nil || t.kind != word {
			continue
		}
		if n, ok := c.days[t.folded]; ok {
			out.days = append(out.days, day(at.AddDate(0, 0, int(n))))
		}
		if n, ok := c.weekdays[t.folded]; ok {
			for off := -7; off <= 7; off++ {
				if d := at.AddDate(0, 0, off); int(d.Weekday()) == int(n) {
					out.days = append(out.days, day(d))
				}
			}
		}
		switch rest := toks[i:]; {
		case matches(rest, c.lastMonth) > 0:
			m := at.AddDate(0, 0, -at.Day())
			out.days = append(out.days, when{year: m.Year(), month: int(m.Month())})
		case matches(rest, c.lastYear) > 0:
			out.days = append(out.days, when{year: at.Year() - 1})
		case matches(rest, c.nextYear) > 0:
			out.days = append(out.days, when{year: at.Year() + 1})
		}
	}
	return out
}

// chineseDay resolves 今天, 昨天, 周三 and 星期三.
func chineseDay(toks []token, i int, at time.Time) []when {
	day := func(off int) when {
		d := at.AddDate(0, 0, off)
		return when{year: d.Year(), month: int(d.Month()), day: d.Day()}
	}
	next := ""
	if i+1 < len(toks) {
		next = toks[i+1].raw
	}
	switch toks[i].raw {
	case "今", "本":
		if next == "天" || next == "日" {
			return []when{day(0)}
		}
	case "昨", "前":
		if next == "天" || next == "日" {
			return []when{day(-1), day(-2)}
		}
	case "周", "期":
		if n := strings.Index("日一二三四五六", next); n >= 0 && next != "" {
			var ds []when
			for off := -7; off <= 7; off++ {
				if int(at.AddDate(0, 0, off).Weekday()) == n/len("日") {
					ds = append(ds, day(off))
				}
			}
			return ds
		}
	}
	return nil
}

// supports reports whether a passage carries a date of the sentence.
func (t told) supports(w when) bool {
	says := func(d when) bool {
		return d.fits(w) && (w.month == 0 || d.month > 0) && (w.day == 0 || d.day > 0)
	}
	for _, d := range t.dates {
		if says(d) && (w.month > 0 || d.year > 0) {
			return true
		}
	}
	if slices.ContainsFunc(t.days, says) {
		return true
	}
	switch p := t.published; {
	case p.year == 0:
		return false
	case w.day == 0:
		return p.fits(w) // what is told in a month or year mostly happened in it
	case t.bare[w.day] && (w.year == 0 || w.year == p.year):
		// "the 15th": its month is that of the publication or of a date nearby.
		return p.month == w.month || slices.ContainsFunc(t.dates, func(d when) bool { return d.month == w.month })
	}
	return false
}

// dated reports whether a passage says in any way when things happened.
func (t told) dated() bool {
	return len(t.days) > 0 || slices.ContainsFunc(t.dates, func(d when) bool { return d.month > 0 })
}

// near reports whether a day is that of the publication, or one beside it.
func (t told) near(w when) bool {
	p := t.published
	if p.day == 0 || w.day == 0 || w.year != 0 && w.year != p.year {
		return false
	}
	a := time.Date(p.year, time.Month(p.month), p.day, 0, 0, 0, 0, time.UTC)
	b := time.Date(p.year, time.Month(w.month), w.day, 0, 0, 0, 0, time.UTC)
	return b.Sub(a).Abs() <= 24*time.Hour
}
