package edition

import (
	"fmt"
	"regexp"
	"strings"
	"time"
	"unicode/utf8"

	"vigia"
	"vigia/internal/monitor"
	"vigia/internal/text"
)

// The limits of a summary.
const (
	maxSummary   = 600 // characters
	maxSentences = 3
)

// Line is the bullet line of a digest: "summary - Outlet on 18-SEP".
func Line(summary, outlet string, d vigia.Date, zone *time.Location, lang string) string {
	on := " on "
	if lang == "es" {
		on = " el "
	}
	line := summary + " - " + outlet
	if date := LineDate(d, zone, lang); date != "" {
		line += on + date
	}
	return line
}

// LineDate is the date of a bullet line: two-digit day and three-letter month,
// "" if the day is unknown. The day is the one that the monitor's clock shows,
// or the printed one if nothing finer is known.
func LineDate(d vigia.Date, zone *time.Location, lang string) string {
	if !d.Known() || d.Precision == vigia.ToYear || d.Precision == vigia.ToMonth {
		return ""
	}
	t := lineDay(d, zone)
	return fmt.Sprintf("%02d-%s", t.Day(), words(lang).short[t.Month()-1])
}

func lineDay(d vigia.Date, zone *time.Location) time.Time {
	if d.Precision == vigia.ToDay || d.Precision == vigia.ToMonth || d.Precision == vigia.ToYear {
		return d.At
	}
	return d.At.In(zone)
}

// Period is a period in words: "August to September 2021", or with days where
// it does not run from the first of a month to the last of one.
func Period(from, to time.Time, lang string) string {
	w := words(lang)
	whole := from.Day() == 1 && to.AddDate(0, 0, 1).Day() == 1
	part := func(t time.Time, year bool) string {
		s := w.long[t.Month()-1]
		if !whole {
			s = fmt.Sprintf("%d%s%s", t.Day(), w.of, s)
		}
		if year {
			s += w.year + t.Format("2006")
		}
		return s
	}
	if whole && from.Year() == to.Year() && from.Month() == to.Month() {
		return part(to, true)
	}
	between := w.to
	if !whole && lang == "es" {
		between = " al "
	}
	return part(from, from.Year() != to.Year()) + between + part(to, true)
}

// periodLabel is the words of a link to a digest: "from August to September 2021".
func periodLabel(from, to time.Time, lang string) string {
	p := Period(from, to, lang)
	switch {
	case lang == "es" && strings.Contains(p, " al "):
		return "del " + p
	case lang == "es":
		return "de " + p
	case strings.Contains(p, " to "):
		return "from " + p
	}
	return "of " + p
}

type dateWords struct {
	short, long  [12]string
	to, of, year string
}

// words are those of a language; one that we do not know gets the English ones.
func words(lang string) *dateWords {
	if lang == "es" {
		return &spanish
	}
	return &english
}

var (
	english = dateWords{
		[12]string{"JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"},
		[12]string{"January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"},
		" to ", " ", " ",
	}
	spanish = dateWords{
		[12]string{"ENE", "FEB", "MAR", "ABR", "MAY", "JUN", "JUL", "AGO", "SEP", "OCT", "NOV", "DIC"},
		[12]string{"enero", "febrero", "marzo", "abril", "mayo", "junio", "julio", "agosto", "septiembre", "octubre", "noviembre", "diciembre"},
		" a ", " de ", " de ",
	}
)

// zone is where the monitor counts days.
func zone(m *monitor.Monitor) *time.Location {
	if l, err := time.LoadLocation(m.Periods.Zone); err == nil {
		return l
	}
	return time.UTC // unreachable: the monitor was linted
}

// signed finds a summary that ends as a bullet line does: with its outlet and
// date, or with the outlet and a dangling "on".
var signed = regexp.MustCompile(`\s[-–—]\s.{1,80}\s(on|el)(\s\d{1,2}[- ]\p{L}{3,4}\.?)?\s*$`)

type fault struct{ message, remedy string }

// summaryFault says what is wrong with a summary, or nothing.
func summaryFault(s, lang string) fault {
	n := len(text.Sentences(s, lang))
	switch size := utf8.RuneCountInString(s); {
	case strings.TrimSpace(s) == "":
		return fault{"is missing", "write one to three sentences in your own words"}
	case size > maxSummary:
		return fault{fmt.Sprintf("has %d characters", size), fmt.Sprintf("shorten it to %d", maxSummary)}
	case n > maxSentences:
		return fault{fmt.Sprintf("has %d sentences", n), fmt.Sprintf("keep it to %d", maxSentences)}
	case strings.ContainsAny(s, "\n\r"):
		return fault{"has a line break", "write it as one paragraph"}
	case signed.MatchString(s):
		return fault{"ends with its outlet", "leave out what follows the last dash: the line gets outlet and date by itself"}
	}
	return fault{}
}
