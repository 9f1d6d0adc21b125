package scout

import (
	"net/url"
	"regexp"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"vigia/internal/address"
)

var (
	pathDay   = regexp.MustCompile(`/((?:19|20)\d\d)[/-]?(\d{2})[/-]?(\d{2})(?:[/_-]|$)`)
	year      = regexp.MustCompile(`^(?:19|20)\d\d$`)
	dayInName = regexp.MustCompile(`(?:^|[-_])(?:19|20)\d\d-?[01]\d-?[0-3]\d(?:[-_.]|$)|^[0-3]?\d-[01]?\d-(?:19|20)\d\d$`)
	digits    = regexp.MustCompile(`^\d+$`)
	serial    = regexp.MustCompile(`\d{5,}|[0-9a-f]{8}-[0-9a-f]{4}-|^[a-z]*\d+[a-z\d]*[a-z]\d[a-z\d]{3,}$|[-_.][a-z]{0,3}\d{4,}(?:\.|$)`)
	hyphens   = regexp.MustCompile(`[\p{L}\d%](?:[-_+]+[\p{L}\d%])`)
	// never are the parts of a path of which no report is.
	never = regexp.MustCompile(`(?i)^(?:tags?|etiquetas?|temas?|topics?|category|categor[iy]as?|categories|rubrik|autor(?:es|en)?|authors?|people|profile|redakcja|search|buscar|page|pagina|login|log-in|signin|registro|register|subscri\w*|suscri\w*|abo|about(?:-us)?|contacto?|privacy.*|privacidad|terms.*|legal|impressum|datenschutz|cookies?|wp-content|wp-login\.php|wp-admin|feeds?|rss|newsletters?|shop|store|jobs|account|user|usuario|cart|ads?|advertis\w*|publicidad|help|faq|archive|archivo|gallery|epaper|kontakt|share|print|comments?)$`)
	asset = regexp.MustCompile(`(?i)\.(?:jpe?g|png|gif|webp|svg|pdf|mp[34]|m3u8|zip|rar|xml|css|js|docx?|xlsx?|pptx?|ics|apk)$`)
)

// shape is what an address looks like, without what differs between reports of
// one newsroom: "/YYYY/MM/word/slug". The marks are YYYY, MM, DD; date (a day in
// one word); number; serial (a long number, or a name that has one); slug (four
// words or more joined by hyphens), name (two or three), word.
type shape struct {
	form  string
	value float64 // how much it looks like a report's address
	why   string
}

// shapeOf reads the shape of an address. The last part of a path tells most.
//
// home is the host of the page: another one of the same site is told.
func shapeOf(addr, home string) shape {
	s := formOf(addr)
	if host := address.Host(addr); home != "" && host != home {
		s.form, s.value = host+s.form, s.value-1
	}
	return s
}

func formOf(addr string) shape {
	u, err := url.Parse(addr)
	if err != nil {
		return shape{form: "?", value: -3}
	}
	if asset.MatchString(u.Path) {
		return shape{form: "file", value: -6, why: "a file"}
	}
	parts := strings.Split(strings.Trim(u.Path, "/"), "/")
	if u.Path == "" || u.Path == "/" {
		parts = nil
	}
	var s shape
	marks := make([]string, 0, len(parts))
	dated := false
	for i, part := range parts {
		if i == 12 { // no newsroom has deeper ones
			break
		}
		m := mark(part, i == len(parts)-1, i > 0 && year.MatchString(parts[i-1]), i > 1 && year.MatchString(parts[i-2]))
		marks = append(marks, m)
		dated = dated || m == "date" || m == "MM"
		if never.MatchString(part) {
			s.value, s.why = -5, "its address has a part that no report has ("+strings.ToLower(part)+")"
		}
	}
	s.form = "/" + strings.Join(marks, "/")
	if q := queryID(u.Query()); q != "" {
		s.form += "?" + q
		s.value += 1.2
	}
	last := ""
	if len(marks) > 0 {
		last = marks[len(marks)-1]
	}
	switch {
	case s.value < 0:
	case last == "" && s.value == 0:
		s.value, s.why = -3, "the front page"
	default:
		s.value += map[string]float64{"slug": 1.6, "serial": 1.6, "date": 0.4, "number": 0.2, "name": -0.4, "word": -1.4, "YYYY": -2, "MM": -2, "DD": -2}[last]
		if dated {
			s.value += 1.2
		}
		if len(marks) > 1 && s.value > 0 {
			s.value += 0.2
		}
	}
	return s
}

func mark(part string, last, afterYear, afterMonth bool) string {
	if i := strings.LastIndexByte(part, '.'); last && i > 0 && len(part)-i <= 6 {
		part = part[:i]
	}
	switch {
	case year.MatchString(part):
		return "YYYY"
	case digits.MatchString(part) && afterYear && len(part) <= 2:
		return "MM"
	case digits.MatchString(part) && afterMonth && len(part) <= 2:
		return "DD"
	}
	n := len(hyphens.FindAllStringIndex(part, 12))
	switch {
	case n >= 3 && !dayInName.MatchString(part):
		return "slug"
	case dayInName.MatchString(part) || len(part) == 8 && digits.MatchString(part) && (part[:2] == "19" || part[:2] == "20"):
		return "date"
	case serial.MatchString(strings.ToLower(part)):
		return "serial"
	case digits.MatchString(part):
		return "number"
	case n > 0:
		return "name"
	}
	return "word"
}

// queryID is the parameter of an address that names a report by a number.
func queryID(q url.Values) string {
	for _, k := range []string{"id", "nid", "p", "newsid", "article", "articleid", "aid", "story", "n"} {
		if v := q.Get(k); len(v) >= 3 && strings.Trim(v, "0123456789") == "" {
			return k
		}
	}
	return ""
}

// pathDepth is how many elements of a link's place are told.
const pathDepth = 4

// pathOf is where a link stands: the elements around it, outermost first, each
// with its first class without figures.
func pathOf(n *html.Node) string {
	var parts [pathDepth]string
	i := pathDepth
	for at := n; at != nil && i > 0 && at.DataAtom != atom.Body && at.Type == html.ElementNode; at = at.Parent {
		i--
		parts[i] = at.Data
		if class := strings.Fields(cutText(attr(at, "class"), 200)); len(class) > 0 {
			if c := strings.Map(noFigure, cutText(class[0], 40)); c != "" {
				parts[i] += "." + c
			}
		}
	}
	return strings.Join(parts[i:], " > ")
}

func cutText(s string, n int) string {
	if len(s) > n {
		return strings.ToValidUTF8(s[:n], "")
	}
	return s
}

func noFigure(r rune) rune {
	if '0' <= r && r <= '9' || r < ' ' {
		return -1
	}
	return r
}
