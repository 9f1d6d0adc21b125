package article

import (
	"regexp"
	"strings"
	"unicode"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"vigia/internal/address"
	"vigia/internal/text"
)

// maxByline is the most names that a report is signed with.
const maxByline = 12

// setByline finds who signs: the page's data first, then what is printed.
func (p *page) setByline(r *Report) {
	for _, c := range []struct {
		from  string
		names []string
	}{
		{"json-ld", p.linkedAuthors()},
		{"meta", p.metaAuthors()},
		{"text", p.printedAuthors()},
		{"text", p.signedLines(r)},
	} {
		if names := p.clean(c.names, r.SiteName); len(names) > 0 {
			r.Byline, r.Provenance["byline"] = names, c.from
			return
		}
	}
}

// linkedAuthors gives the authors of the JSON-LD, persons before bodies.
func (p *page) linkedAuthors() []string {
	var persons, bodies []string
	for _, key := range []string{"author", "creator"} {
		for _, v := range list(p.ld.main[key]) {
			for _, name := range list(nameOf(p.ld, v)) {
				if o := p.ld.resolve(v); o != nil && isA(o, "Organization", "NewsMediaOrganization", "Corporation") {
					bodies = append(bodies, str(name))
				} else {
					persons = append(persons, str(name))
				}
			}
		}
		if len(persons) > 0 {
			return persons
		}
	}
	return bodies
}

// nameOf gives the name, or the list of names that some pages put there.
func nameOf(l linked, v any) any {
	if o, ok := v.(object); ok {
		if names, ok := o["name"].([]any); ok {
			return names
		}
		return l.name(o)
	}
	return str(v)
}

func (p *page) metaAuthors() []string {
	for _, key := range []string{"author", "article:author", "authors", "byl", "byline", "dc.creator", "dc:creator", "dcterms.creator", "parsely-author", "sailthru.author",
		"citation_author", "rbauthors", "cxenseparse:author", "article:author_name", "og:article:author", "vr:author"} {
		if names := p.meta[key]; len(names) > 0 && !strings.Contains(names[0], "://") {
			return names
		}
	}
	return nil
}

var (
	authorMark   = regexp.MustCompile(`(?:^|[ _-])(?:author|authors|byline|by-line|autor|autores|autoria|auteur|firma|signature|writer|reporter|article__?author|author-?name|post-author|entry-author|c-byline)(?:$|[ _-])`)
	notTheAuthor = regexp.MustCompile(`bio|related|avatar|image|photo|follow|social|share|date|time|comment|box-?list|about|email|twitter|link-?list|role|title`)
)

// printedAuthors finds names in the elements that are marked as a byline, near
// the headline and not in the comments.
func (p *page) printedAuthors() []string {
	var out []string
	add := func(n *html.Node) {
		t := innerText(n)
		if l := len([]rune(t)); l >= 3 && l <= 120 && len(out) < maxByline {
			out = append(out, t)
		}
	}
	for _, n := range p.micro["author"] {
		if inner := first(n, func(c *html.Node) bool { return c != n && attr(c, "itemprop") == "name" }); inner != nil {
			add(inner)
		} else if n.DataAtom != atom.Meta {
			add(n)
		}
	}
	if len(out) > 0 {
		return out
	}
	walk(p.doc, func(n *html.Node) bool {
		if n.Type != html.ElementNode {
			return true
		}
		h := hints(n)
		if strings.Contains(h, "comment") || n.DataAtom == atom.Footer || n.DataAtom == atom.Aside || n.DataAtom == atom.Nav || strings.Contains(h, "related") || strings.Contains(h, "sidebar") {
			return false
		}
		marked := authorMark.MatchString(h) && !notTheAuthor.MatchString(h)
		rel := n.DataAtom == atom.A && (attr(n, "rel") == "author" || strings.Contains(attr(n, "href"), "/author/") || strings.Contains(attr(n, "href"), "/autor/"))
		if (marked || rel) && len(out) == 0 {
			add(n)
			return len(out) == 0
		}
		return true
	})
	return out
}

var (
	signedBy  = regexp.MustCompile(`(?i)^(?:by|por|par|von|di|автор|текст|بقلم|کتبه|نویسنده)\s*[:：]?\s+(\p{L}[\p{L}\p{M}.'’ \-\x{200c}]{3,50})$`)
	signedHan = regexp.MustCompile(`(?:作者|记者|撰文|文)\s*[:：/丨|\s]\s*(\p{Han}{2,4})(?:[^\p{Han}]|$)`)
)

// signedLines reads "Por Ana Ruiz" and "作者：茉莉" from the lines around the
// headline.
func (p *page) signedLines(r *Report) []string {
	for _, l := range p.around(r) {
		if m := signedBy.FindStringSubmatch(l); m != nil {
			return m[1:]
		}
		if m := signedHan.FindStringSubmatch(l); m != nil {
			return m[1:]
		}
	}
	return nil
}

var (
	byWord    = regexp.MustCompile(`(?i)^\s*(?:written by|posted by|published by|story by|text by|reported by|by|por|de|par|von|di|da|eingestellt von|veröffentlicht von|veröffentlicht am|erstellt von|geschrieben von|edited by|posted|redacción de|escrito por|écrit par|publié par|publicado por|texto(?: de)?|autor(?:es|a)?|auteur|author|автор|текст|нап\.|نویسنده|بقلم|كتب|作者|记者|文|来源)\s*[:：/]?\s+`)
	byColon   = regexp.MustCompile(`(?i)^\s*(?:by|por|par|von|autor(?:es|a)?|author|автор|текст|作者|记者|نویسنده|بقلم)\s*[:：]\s*`)
	nameBreak = regexp.MustCompile(`(?i)\s*(?:;|,|&|\||/|、|，|\s+(?:and|und|y|e|et|и|و|ve|con|with|en)\s+)\s*`)
	notAName  = regexp.MustCompile(`(?i)https?:|www\.|@|\d{2}|[<>{}=]|\.(?:com|org|net)\b`)
	generic   = regexp.MustCompile(`(?i)^(?:admin(?:istrator|istrador)?|editor(?:ial|es|s)?|redacci[oó]n(?: .*)?|redação(?: .*)?|la redacción|rédaction|redaktion|redakcja|redazione|staff|staff (?:writer|reporter|report|editor)s?|web ?master|author|autor|guest|unknown|anonymous|anónimo|n/a|none|null|undefined|default|user|news ?desk|web ?desk|newsroom|team|редакция|администратор|النشر|التحرير|编辑|管理员|本站|super user|root|contributor|agencias?|agencies|posted|updated|.* staff|.* team|.*\b(?:gmbh|ltd|inc|llc|verlag|e\. ?v)\b.*)$`)
	afterName = regexp.MustCompile(`(?i)\s+(?:\||–|—|-|•|·)\s+.*$|\s*\((?:[^)]*)\)\s*$|\s+(?:is|es|est|ist) (?:a|an|un|una|une|ein|eine)\b.*$|,?\s+(?:updated|published|actualizado|publicado|posted|on|special to|for)\b.*$`)
)

// clean makes names of what was found: labels, roles and dates off, lists
// taken apart, and whatever is no name or only the site's own left out.
func (p *page) clean(raw []string, site string) []string {
	var out []string
	seen := map[string]bool{}
	for _, s := range raw {
		s = text.Clean(html.UnescapeString(stripTags(s)))
		if generic.MatchString(s) {
			continue // "Verlag GmbH, Nürnberg, Germany" is not three persons
		}
		s = byColon.ReplaceAllString(s, "")
		s = byWord.ReplaceAllString(s+" ", "")
		s = afterName.ReplaceAllString(strings.TrimSpace(s), "")
		for _, n := range nameBreak.Split(s, -1) {
			n = strings.Trim(byWord.ReplaceAllString(strings.TrimSpace(n)+" ", ""), " .,:;-–—|*\"'“”")
			key := fold(n)
			if !isName(n) || seen[key] || generic.MatchString(n) || p.ownName(n, site) || len(out) == maxByline {
				continue
			}
			seen[key] = true
			out = append(out, shout(n))
		}
	}
	return out
}

// ownName reports whether a name is only the site's own.
func (p *page) ownName(name, site string) bool {
	a := letters(name)
	label, _, _ := strings.Cut(address.Domain(nonBlank(p.address, p.canonical, p.get("og:url"))), ".")
	return a == letters(site) || a == letters(p.ld.publisher()) || a == letters(label)
}

// isName reports whether s may be the name of a person or agency.
func isName(s string) bool {
	runes := []rune(s)
	if len(runes) < 2 || len(runes) > 60 || notAName.MatchString(s) || strings.Count(s, " ") > 6 {
		return false
	}
	upper, lower := 0, 0
	for _, r := range runes {
		switch {
		case unicode.IsUpper(r):
			upper++
		case unicode.IsLower(r):
			lower++
		case !unicode.IsLetter(r) && !strings.ContainsRune(" .-'’ʼ·‐", r) && !unicode.Is(unicode.M, r) && r != '\u200c':
			return false
		}
	}
	return upper > 0 || lower == 0
}

// shout brings a name in capitals to the usual case; acronyms stay.
func shout(s string) string {
	if strings.ToUpper(s) != s || !strings.Contains(s, " ") {
		return s
	}
	ws := strings.Fields(strings.ToLower(s))
	for i, w := range ws {
		if i > 0 && (w == "de" || w == "del" || w == "la" || w == "da" || w == "do" || w == "dos" || w == "y" || w == "von" || w == "van") {
			continue
		}
		r := []rune(w)
		for j := range r {
			if j == 0 || r[j-1] == '-' || r[j-1] == '\'' || r[j-1] == '.' {
				r[j] = unicode.ToUpper(r[j])
			}
		}
		ws[i] = string(r)
	}
	return strings.Join(ws, " ")
}

var anyTag = regexp.MustCompile(`<[^<>]{0,300}>`)

func stripTags(s string) string { return anyTag.ReplaceAllString(s, " ") }
