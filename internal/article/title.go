package article

import (
	"regexp"
	"strings"
	"unicode"

	"golang.org/x/net/html"

	"vigia/internal/address"
	"vigia/internal/text"
)

// setTitle finds the headline: what the page declares, in the words of the
// headline on the page if it has one that agrees.
func (p *page) setTitle(r *Report) {
	declared, from := "", ""
	for _, c := range []struct{ text, from string }{
		{p.get("og:title"), "meta"}, {nonBlank(p.ld.text("headline"), p.ld.name(p.ld.main)), "json-ld"},
		{p.get("twitter:title", "parsely-title", "sailthru.title", "dc.title", "citation_title"), "meta"},
	} {
		if t := p.withoutSite(c.text, r.SiteName); t != "" && declared == "" {
			declared, from = t, c.from
		}
	}
	tag := p.withoutSite(p.title, r.SiteName)
	head := p.headline(nonBlank(declared, p.title))
	switch {
	case head != "" && extends(head, declared):
		r.Title = declared // the <h1> holds a kicker or a subtitle too
	case head != "" && (declared == "" || agrees(head, declared)):
		r.Title, from = head, "h1"
	case declared != "":
		r.Title = declared
		if tag != "" && strings.HasPrefix(fold(declared), fold(tag)) && len(tag) < len(declared) && len(tag) > 20 {
			r.Title, from = tag, "title"
		}
	case tag != "":
		r.Title, from = tag, "title"
		if part := longestPart(tag); part != tag && p.shows(part) {
			r.Title = part
		}
	case len(p.h1) > 0:
		r.Title, from = innerText(p.h1[0]), "h1"
	}
	r.Title = text.Cut(r.Title, 500)
	if r.Title != "" {
		r.Provenance["title"] = from
	}
}

// longestPart gives the longest of the parts that marks divide a title into.
func longestPart(t string) string {
	best := ""
	for _, part := range titleBreak.Split(t, -1) {
		if len(part) > len(best) {
			best = part
		}
	}
	return best
}

// shows reports whether a line of the page is s and nothing else.
func (p *page) shows(s string) bool {
	want := squeeze(fold(s))
	for _, l := range p.lines() {
		if len(want) > 12 && squeeze(fold(l)) == want {
			return true
		}
	}
	return false
}

// extends reports whether head is declared with something before or behind.
func extends(head, declared string) bool {
	a, b := squeeze(fold(head)), squeeze(fold(declared))
	return len(b) >= 20 && len(a) > len(b) && (strings.HasSuffix(a, b) || strings.HasPrefix(a, b))
}

// headline picks the <h1> (or the element marked as headline) that agrees with
// what is declared.
func (p *page) headline(declared string) string {
	var nodes []*html.Node
	nodes = append(nodes, p.micro["headline"]...)
	nodes = append(nodes, p.h1...)
	for _, n := range nodes {
		t := innerText(n)
		if n.Data == "meta" || t == "" || len([]rune(t)) > 400 {
			continue
		}
		if agrees(t, declared) {
			return t
		}
	}
	return ""
}

// agrees reports whether two titles are one: most words of the shorter stand
// in the longer.
func agrees(a, b string) bool {
	x, y := text.Terms(a, ""), text.Terms(b, "")
	if len(x) > len(y) {
		x, y = y, x
	}
	if len(x) == 0 {
		return false
	}
	in := map[string]bool{}
	for _, w := range y {
		in[w] = true
	}
	same := 0
	for _, w := range x {
		if in[w] {
			same++
		}
	}
	return same*10 >= len(x)*7 && (len(x) >= 3 || len(x)*2 >= len(y))
}

var titleBreak = regexp.MustCompile(`\s+[|–—\-·•»«:/\\~]+\s+|\s*[|_｜]\s*|\s+::\s+|\s*[-–—]{2,}\s*`)

// hanTail is how Chinese pages end a title: "…_时政_新华网", "…-新华网".
var hanTail = regexp.MustCompile(`(?:[_|｜]+\s*[\p{Han}A-Za-z0-9.]{2,16}\s*)+$|\s*[-—–]{1,2}\s*\p{Han}{0,8}(?:网|報|报|社|在线|频道|電視台|电视台|中心|日报)\s*$`)

// withoutSite takes the name of the site and of its sections off a title.
func (p *page) withoutSite(t, site string) string {
	t = text.Clean(t)
	if m := hanTail.FindStringIndex(t); m != nil && m[0] > 0 && strings.IndexFunc(t[:m[0]], isHan) >= 0 {
		t = strings.TrimSpace(t[:m[0]])
	}
	for range 3 {
		cuts := titleBreak.FindAllStringIndex(t, -1)
		if len(cuts) == 0 {
			break
		}
		last, head := cuts[len(cuts)-1], cuts[0]
		tail, front := t[last[1]:], t[:head[0]]
		switch {
		case last[0] > 0 && p.isSite(tail, site):
			t = strings.TrimSpace(t[:last[0]])
		case len(t) > head[1] && p.isSite(front, site):
			t = strings.TrimSpace(t[head[1]:])
		default:
			return t
		}
	}
	return t
}

func isHan(r rune) bool { return unicode.Is(unicode.Han, r) }

// isSite reports whether a part of a title names the site: its own name, or
// the letters of its domain.
func (p *page) isSite(part, site string) bool {
	a := letters(part)
	if a == "" {
		return false
	}
	for _, name := range []string{site, p.ld.publisher(), strings.TrimPrefix(p.get("twitter:site"), "@")} {
		if b := letters(name); b != "" && (a == b || len(b) >= 4 && strings.Contains(a, b) && len(a) < 2*len(b)+8 || len(a) >= 4 && strings.Contains(b, a)) {
			return true
		}
	}
	for _, u := range []string{p.address, p.canonical, p.get("og:url")} {
		label, _, _ := strings.Cut(address.Domain(u), ".")
		if b := letters(label); len(b) >= 3 && (a == b || strings.Contains(a, b) && len(a) < 2*len(b)+8 || len(a) >= 4 && strings.Contains(b, a)) {
			return true
		}
	}
	return false
}

// letters leaves the letters and digits of a name, folded, without accents.
func letters(s string) string {
	return strings.Map(func(r rune) rune {
		if r == ' ' || r == '.' || r == '-' || r == '\'' || r == '_' || r == '&' {
			return -1
		}
		return r
	}, fold(s))
}
