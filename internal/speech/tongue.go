package speech

import (
	"cmp"
	"fmt"
	"strconv"
	"strings"
	"time"

	"vigia"
	"vigia/internal/monitor"
	"vigia/internal/policy"
)

// Tongue says things in one language, with the words of the monitor.
type Tongue struct {
	Lang    string
	words   messages
	phrases phrases
	Monitor *monitor.Monitor
	Zone    *time.Location
	Clock   vigia.Clock
}

// Languages are those that there are words in.
var Languages = []string{"en", "es"}

// New gives a tongue for each language. What is wrong with the files of words
// is an error here, not on a page.
func New(m *monitor.Monitor, clock vigia.Clock) (map[string]*Tongue, error) {
	words, err := loadMessages()
	if err != nil {
		return nil, err
	}
	said, err := loadPhrases()
	if err != nil {
		return nil, err
	}
	zone, err := time.LoadLocation(m.Periods.Zone)
	if err != nil {
		zone = time.UTC // the monitor's lint has said so
	}
	all := map[string]*Tongue{}
	for _, lang := range Languages {
		all[lang] = &Tongue{Lang: lang, words: words, phrases: said, Monitor: m, Zone: zone, Clock: clock}
	}
	return all, nil
}

// Has reports whether there is a message.
func (g *Tongue) Has(key string) bool { return g.words[key] != nil }

// Text picks a text of the monitor.
func (g *Tongue) Text(ts vigia.Texts) string {
	return cmp.Or(ts[g.Lang], ts["en"])
}

// Num is a number with its thousands parted.
func (g *Tongue) Num(n int) string {
	s, sep := strconv.Itoa(n), ","
	if g.Lang == "es" {
		sep = "."
	}
	for i := len(s) - 3; i > 0 && s[i-1] != '-'; i -= 3 {
		s = s[:i] + sep + s[i:]
	}
	return s
}

// Share is a share in percent, cut and never rounded up: what gates is the
// fraction.
func (g *Tongue) Share(s policy.Share) string {
	if s.Total == 0 {
		return "–"
	}
	mille, mark := int64(s.Counted)*1000/int64(s.Total), "."
	if g.Lang == "es" {
		mark = ","
	}
	return fmt.Sprintf("%d%s%d\u00a0%%", mille/10, mark, mille%10)
}

// Shares is a share as a fraction and in percent.
func (g *Tongue) Shares(s policy.Share) string {
	if s.Total == 0 {
		return "–"
	}
	return fmt.Sprintf("%d/%d · %s", s.Counted, s.Total, g.Share(s))
}

// Bytes is a size for people.
func (g *Tongue) Bytes(n int64) string {
	switch {
	case n < 1000:
		return fmt.Sprintf("%d B", n)
	case n < 1000*1000:
		return fmt.Sprintf("%d kB", (n+500)/1000)
	}
	return strings.Replace(fmt.Sprintf("%.1f MB", float64(n)/1e6), ".", g.T("num.mark"), 1)
}

// Country is the name of a country, by its ISO 3166-1 code.
func (g *Tongue) Country(code string) string {
	name, ok := policy.Government(code, g.Lang)
	if !ok {
		return code
	}
	return name
}

// Language is the name of a language, by its ISO 639-1 code.
func (g *Tongue) Language(code string) string {
	if code == "" {
		return g.T("lang.none")
	}
	return g.Or("lang."+code, code)
}

// Genre is the name of a genre.
func (g *Tongue) Genre(k vigia.Genre) string {
	return g.Or("genre."+cmp.Or(string(k), "none"), string(k))
}

// DateFrom says where a date was read.
func (g *Tongue) DateFrom(from string) string { return g.Or("date."+from, from) }

// Role is the name of a role of the desk.
func (g *Tongue) Role(r any) string { return g.Or(fmt.Sprintf("role.%v", r), fmt.Sprint(r)) }

// Dimension is the monitor's name of a dimension.
func (g *Tongue) Dimension(key string) string {
	for _, d := range g.Monitor.Dimensions {
		if d.Key == key {
			return g.Text(d.Name)
		}
	}
	return key
}

// Place is the name of a network or theme.
func (g *Tongue) Place(key string) string {
	if n, ok := g.Monitor.Network(key); ok {
		return g.Text(n.Name)
	}
	if t, ok := g.Monitor.Theme(key); ok {
		return g.Text(t.Name)
	}
	return key
}

// Rejection is the monitor's name of a reason code.
func (g *Tongue) Rejection(key string) string {
	for _, r := range g.Monitor.Reject {
		if r.Key == key {
			return g.Text(r.Name)
		}
	}
	return key
}

// Reason is why a machine failed. A code may have words after a colon, which
// are said as they are.
func (g *Tongue) Reason(code string) string {
	key, detail, found := strings.Cut(code, ": ")
	said := g.Or("reason."+key, g.Tell(key))
	if found {
		said += ": " + g.Tell(detail)
	}
	return said
}

// Relation is how a report relates to another, "" if it is its own.
func (g *Tongue) Relation(r vigia.Relation) string {
	if r == vigia.Original || r == "" {
		return ""
	}
	return g.Or("relation."+string(r), string(r))
}

// Relay is the same where the report stands under the other.
func (g *Tongue) Relay(r vigia.Relation) string {
	if r == vigia.Original || r == "" {
		return ""
	}
	return g.Or("relay."+string(r), string(r))
}

// Title is a headline, or words for there being none.
func (g *Tongue) Title(s string) string {
	if s = strings.TrimSpace(Plain(s)); s == "" {
		return g.T("story.untitled")
	}
	return s
}
