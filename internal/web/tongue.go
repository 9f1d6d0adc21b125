package web

import (
	"cmp"
	"fmt"
	"net/url"
	"strconv"
	"strings"
	"time"
	"unicode"

	"vigia"
	"vigia/internal/desk"
	"vigia/internal/monitor"
	"vigia/internal/policy"
)

// tongue says things in one language, with the words of the monitor.
type tongue struct {
	lang    string
	words   messages
	phrases phrases
	monitor *monitor.Monitor
	zone    *time.Location
	clock   vigia.Clock
}

// text picks a text of the monitor.
func (g *tongue) text(ts vigia.Texts) string {
	return cmp.Or(ts[g.lang], ts["en"])
}

// num is a number with its thousands parted.
func (g *tongue) num(n int) string {
	s, sep := strconv.Itoa(n), ","
	if g.lang == "es" {
		sep = "."
	}
	for i := len(s) - 3; i > 0 && s[i-1] != '-'; i -= 3 {
		s = s[:i] + sep + s[i:]
	}
	return s
}

// share is a share in percent, cut and never rounded up: what gates is the
// fraction.
func (g *tongue) share(s policy.Share) string {
	if s.Total == 0 {
		return "–"
	}
	mille, mark := int64(s.Counted)*1000/int64(s.Total), "."
	if g.lang == "es" {
		mark = ","
	}
	return fmt.Sprintf("%d%s%d\u00a0%%", mille/10, mark, mille%10)
}

func (g *tongue) shares(s policy.Share) string {
	if s.Total == 0 {
		return "–"
	}
	return fmt.Sprintf("%d/%d · %s", s.Counted, s.Total, g.share(s))
}

// bytes is a size for people.
func (g *tongue) bytes(n int64) string {
	switch {
	case n < 1000:
		return fmt.Sprintf("%d B", n)
	case n < 1000*1000:
		return fmt.Sprintf("%d kB", (n+500)/1000)
	}
	return strings.Replace(fmt.Sprintf("%.1f MB", float64(n)/1e6), ".", g.T("num.mark"), 1)
}

func (g *tongue) country(code string) string {
	name, ok := policy.Government(code, g.lang)
	if !ok {
		return code
	}
	return name
}

func (g *tongue) language(code string) string {
	if code == "" {
		return g.T("lang.none")
	}
	return g.or("lang."+code, code)
}

func (g *tongue) genre(k vigia.Genre) string {
	return g.or("genre."+cmp.Or(string(k), "none"), string(k))
}

// dateFrom says where a date was read.
func (g *tongue) dateFrom(from string) string { return g.or("date."+from, from) }

func (g *tongue) role(r any) string { return g.or(fmt.Sprintf("role.%v", r), fmt.Sprint(r)) }

func (g *tongue) dimension(key string) string {
	for _, d := range g.monitor.Dimensions {
		if d.Key == key {
			return g.text(d.Name)
		}
	}
	return key
}

// place is the name of a network or theme.
func (g *tongue) place(key string) string {
	if n, ok := g.monitor.Network(key); ok {
		return g.text(n.Name)
	}
	if t, ok := g.monitor.Theme(key); ok {
		return g.text(t.Name)
	}
	return key
}

// rejection is the monitor's name of a reason code.
func (g *tongue) rejection(key string) string {
	for _, r := range g.monitor.Reject {
		if r.Key == key {
			return g.text(r.Name)
		}
	}
	return key
}

// reason is why a machine failed. A code may have words after a colon, which
// are said as they are.
func (g *tongue) reason(code string) string {
	key, detail, found := strings.Cut(code, ": ")
	said := g.or("reason."+key, g.tell(key))
	if found {
		said += ": " + plain(detail)
	}
	return said
}

// mark is an outlet's class as lists show it.
type mark struct {
	Text, Title string
	Counts      bool // as state media
}

func (g *tongue) mark(class vigia.Class, government string, counts bool) mark {
	m := mark{Text: string(class), Title: g.or("class."+cmp.Or(string(class), "none"), string(class)), Counts: counts}
	if class == vigia.UnknownClass {
		m.Text = "?"
	}
	if government != "" {
		m.Text += "\u00a0" + government
		m.Title += " · " + g.country(government)
	}
	if counts {
		m.Title += " · " + g.T("class.counts")
	}
	return m
}

func (g *tongue) rowMark(r desk.ReportRow) mark {
	if r.Kind == vigia.OfficialDocument && r.Class == vigia.UnknownClass {
		r.Class = vigia.OfficialBody
	}
	return g.mark(r.Class, r.Government, r.StateMedia)
}

// relation is how a report relates to another, "" if it is its own.
func (g *tongue) relation(r vigia.Relation) string {
	if r == vigia.Original || r == "" {
		return ""
	}
	return g.or("relation."+string(r), string(r))
}

// relay is the same where the report stands under the other.
func (g *tongue) relay(r vigia.Relation) string {
	if r == vigia.Original || r == "" {
		return ""
	}
	return g.or("relay."+string(r), string(r))
}

// isolated keeps quoted words of one script from turning the words around
// them: the machine's reasons quote every language.
func isolated(s string) string {
	return strings.NewReplacer("«", "«\u2068", "»", "\u2069»").Replace(s)
}

// title is a headline, or words for there being none.
func (g *tongue) title(s string) string {
	if s = strings.TrimSpace(plain(s)); s == "" {
		return g.T("story.untitled")
	}
	return s
}

// plain takes out what is no text: control characters, and marks that turn
// the direction of what stands around them.
func plain(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\n' || r == '\t' || r == '\r':
			return ' '
		case unicode.IsControl(r), r >= 0x202a && r <= 0x202e, r >= 0x2066 && r <= 0x2069:
			return -1
		}
		return r
	}, s)
}

// paragraphs cuts a captured text at its blank lines.
func paragraphs(text string) []string {
	var out []string
	for _, p := range strings.Split(text, "\n\n") {
		if p = strings.TrimSpace(plain(p)); p != "" {
			out = append(out, p)
		}
	}
	return out
}

// link is an address that a browser may follow, or one that leads nowhere.
func link(address string) string {
	u, err := url.Parse(address)
	if err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" {
		return "#"
	}
	return u.String()
}

func host(address string) string {
	u, err := url.Parse(address)
	if err != nil || u.Host == "" {
		return plain(address)
	}
	return strings.TrimPrefix(u.Host, "www.")
}

// shortAddress is an address without its scheme, cut to fit a column.
func shortAddress(address string) string {
	_, rest, ok := strings.Cut(address, "://")
	if !ok {
		rest = address
	}
	return cut(plain(strings.TrimPrefix(rest, "www.")), 60)
}

// cut shortens a text to n characters.
func cut(s string, n int) string {
	rs := []rune(s)
	if len(rs) <= n {
		return s
	}
	return strings.TrimSpace(string(rs[:n-1])) + "…"
}
