package publish

import (
	"embed"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"vigia"
)

//go:embed words/*.json
var wordFiles embed.FS

// catalogue holds the words of a language that stand around what people wrote.
type catalogue map[string]string

// loadWords reads the catalogue of a language. One that we do not have gets
// the English words.
func loadWords(lang string) (catalogue, error) {
	base, _, _ := strings.Cut(lang, "-")
	data, err := wordFiles.ReadFile("words/" + base + ".json")
	if err != nil {
		if data, err = wordFiles.ReadFile("words/en.json"); err != nil {
			return nil, err // unreachable: it is embedded
		}
	}
	var c catalogue
	if err := json.Unmarshal(data, &c); err != nil {
		return nil, fmt.Errorf("words of %s: %w", lang, err)
	}
	return c, nil
}

// T gives a text of the catalogue with its blanks filled. A key that is not
// there stands for itself, so that the fault shows.
func (c catalogue) T(key string, args ...any) string {
	s, ok := c[key]
	if !ok {
		return "⟨" + key + "⟩"
	}
	if len(args) == 0 {
		return s
	}
	return fmt.Sprintf(s, args...)
}

// has reports whether a word is there and is not empty.
func (c catalogue) has(key string) bool { return c[key] != "" }

// day writes a day in words: "18 September 2021".
func (c catalogue) day(t time.Time) string {
	return c.T("date.day", t.Day(), c.month(t), t.Year())
}

func (c catalogue) month(t time.Time) string { return c.T(fmt.Sprintf("month.%d", int(t.Month()))) }

// instant writes an instant: "18 September 2021, 14:30 UTC".
func (c catalogue) instant(t time.Time) string {
	return c.day(t.UTC()) + ", " + t.UTC().Format("15:04") + " UTC"
}

// date writes a date as far as it is known, on the day that the monitor's
// clock shows.
func (c catalogue) date(d vigia.Date, zone *time.Location) string {
	switch t := localDay(d, zone); {
	case !d.Known():
		return c.T("date.unknown")
	case d.Precision == vigia.ToYear:
		return t.Format("2006")
	case d.Precision == vigia.ToMonth:
		return c.T("date.month", c.month(t), t.Year())
	default:
		return c.day(t)
	}
}

// precision says how finely a date is known.
func (c catalogue) precision(d vigia.Date) string {
	switch d.Precision {
	case vigia.NoDate:
		return ""
	case vigia.ToMin, vigia.ToSec:
		return c.T("precision."+string(d.Precision), d.At.UTC().Format("15:04"))
	}
	return c.T("precision." + string(d.Precision))
}

// localDay is the day of a date: the printed one where no more is known, else
// that of the monitor's clock.
func localDay(d vigia.Date, zone *time.Location) time.Time {
	if d.Precision == vigia.ToMin || d.Precision == vigia.ToSec {
		return d.At.In(zone)
	}
	return d.At
}

// percent writes a share as a percentage, cut and never rounded up: "14.7 %".
func (c catalogue) percent(counted, total int) string {
	if total == 0 {
		return "–"
	}
	mille := int64(counted) * 1000 / int64(total)
	if c["language.name"] == "Español" {
		return fmt.Sprintf("%d,%d\u00a0%%", mille/10, mille%10)
	}
	return fmt.Sprintf("%d.%d%%", mille/10, mille%10)
}

// direction is how a language is written.
func direction(lang string) string {
	base, _, _ := strings.Cut(lang, "-")
	switch base {
	case "ar", "fa", "he", "ur", "ps", "ckb", "sd", "ug", "yi", "dv":
		return "rtl"
	}
	return "ltr"
}

func (c catalogue) tongue(lang string) string {
	base, _, _ := strings.Cut(lang, "-")
	if w, ok := c["tongue."+base]; ok {
		return w
	}
	return lang
}
