package article

import (
	"reflect"
	"slices"
	"strings"

	"vigia/internal/text"
)

// linked proposes the authors of the JSON-LD.
func (g *gatherer) linked() {
	for _, key := range []string{"author", "creator", "contributor", "editor"} {
		at := byLinked
		if key != "author" {
			at = byLinkedOther
		}
		g.linkedAuthors(list(g.ld.main[key]), at)
	}
	for _, o := range g.ld.reports {
		if !sameNode(o, g.ld.main) {
			g.linkedAuthors(list(o["author"]), byLinkedOther)
		}
	}
}

func (g *gatherer) linkedAuthors(vs []any, at place) {
	var all, plain, persons []string
	kind, by := 0, false
	for _, v := range vs[:min(len(vs), 40)] {
		o := g.ld.resolve(v)
		body := o != nil && isA(o, "Organization", "NewsMediaOrganization", "Corporation", "WebSite")
		var found []string
		for _, n := range g.ld.names(v) {
			if body {
				if n = strings.TrimSpace(n); n != "" && len(n) < 100 {
					found = append(found, n)
				}
				continue
			}
			found, by = append(found, stated(n)...), by || startsBy(n)
			ns, _ := names(n)
			plain = appendNew(plain, ns)
		}
		all = appendNew(all, found)
		if body {
			kind |= 2
		} else {
			kind |= 1
			persons = appendNew(persons, found)
		}
	}
	signed := persons // persons sign for the bodies beside them
	if len(persons) == 0 {
		signed = all
	}
	if c := g.propose(signed, at); c != nil {
		c.person |= kind
		c.plain = c.plain || by
	}
	for _, other := range [][]string{all, plain} {
		if !slices.Equal(other, signed) {
			if c := g.propose(other, byLinkedOther); c != nil {
				c.person |= 1
			}
		}
	}
}

// sameNode reports whether two nodes are one.
func sameNode(a, b object) bool { return reflect.ValueOf(a).Pointer() == reflect.ValueOf(b).Pointer() }

func appendNew(to, from []string) []string {
	for _, n := range from {
		if len(to) < maxNames && !slices.ContainsFunc(to, func(o string) bool { return strings.EqualFold(o, n) }) {
			to = append(to, n)
		}
	}
	return to
}

// metaPlaces are the metas that name authors.
var metaPlaces = []struct {
	key string
	at  place
}{
	{"author", byMeta}, {"authors", byMeta}, {"article:author", byMetaArticle}, {"article:author_name", byMetaArticle}, {"og:article:author", byMetaArticle}, {"byl", byMetaArticle},
	{"byline", byMetaArticle}, {"article:byline", byMetaArticle}, {"articleauthor", byMetaArticle}, {"dc.creator", byMetaOther}, {"dc:creator", byMetaOther}, {"dcterms.creator", byMetaOther},
	{"dc.author", byMetaOther}, {"parsely-author", byMetaOther}, {"sailthru.author", byMetaOther}, {"citation_author", byMetaOther}, {"citation_authors", byMetaOther}, {"rbauthors", byMetaOther},
	{"cxenseparse:author", byMetaOther}, {"vr:author", byMetaOther}, {"dcsext.author", byMetaOther}, {"shareaholic:article_author_name", byMetaOther}, {"creator", byMetaOther}, {"og:author", byMetaOther}, {"fb:author", byMetaOther},
}

func (g *gatherer) metas() {
	for _, m := range metaPlaces {
		var all []string
		by := false
		for _, v := range g.meta[m.key] {
			if strings.Contains(v, "://") && !strings.Contains(v, " ") {
				if n := nameInAddress(v); n != "" {
					g.propose([]string{n}, byAddress)
				}
				continue
			}
			ns := stated(v)
			if turned := lastFirst(v); turned != "" && m.at == byMetaOther {
				ns = []string{turned}
			} else if read, _ := names(v); !slices.Equal(read, ns) {
				g.propose(read, byMetaOther)
			}
			all = appendNew(all, ns)
			by = by || startsBy(v)
		}
		if c := g.propose(all, m.at); c != nil {
			c.plain = c.plain || by
		}
	}
	for _, k := range []string{"twitter:label1", "twitter:label2"} {
		switch l := strings.ToLower(g.get(k)); {
		case strings.Contains(l, "by"), strings.Contains(l, "autor"), strings.Contains(l, "von"), strings.Contains(l, "por"), strings.Contains(l, "par"), strings.Contains(l, "author"), strings.Contains(l, "автор"), strings.Contains(l, "auteur"), strings.Contains(l, "door"):
			v := g.get(strings.Replace(k, "label", "data", 1))
			ns, _ := names(v)
			g.propose(ns, byCard)
			if s := stated(v); !slices.Equal(s, ns) {
				g.propose(s, byMetaOther)
			}
		}
	}
	for _, k := range []string{"description", "og:description"} {
		v := text.Cut(g.get(k), 120)
		if ns, by := names(strings.SplitN(v, ". ", 2)[0]); by && len(ns) > 0 && startsBy(v) {
			g.propose(ns, byDescription)
		}
	}
}

// startsBy reports whether a text begins by saying who made it.
func startsBy(s string) bool {
	ws := strings.Fields(text.Cut(s, 60))
	n, not := byWords(ws[:min(len(ws), 4)])
	return n > 0 && !not
}

// lastFirst turns "Roy, Aniruddha" round.
func lastFirst(v string) string {
	last, firstName, ok := strings.Cut(v, ",")
	last, firstName = strings.TrimSpace(last), strings.TrimSpace(firstName)
	if !ok || firstName == "" || strings.ContainsAny(firstName, ",;") || strings.Count(firstName, " ") > 1 || strings.Count(last, " ") > 1 || !mayBeName(last) || !mayBeName(firstName) || credentials[bareWord(firstName)] {
		return ""
	}
	return firstName + " " + last
}

// nameInAddress reads the name in ".../author/ana-ruiz/".
func nameInAddress(u string) string {
	if !authorPath(u) || len(u) > maxClass {
		return ""
	}
	u, _, _ = strings.Cut(u, "?")
	u = strings.TrimRight(u, "/")
	ws := strings.FieldsFunc(u[strings.LastIndexByte(u, '/')+1:], func(r rune) bool { return r == '-' || r == '_' || r == '.' })
	if len(ws) < 2 || len(ws) > 4 {
		return ""
	}
	for i, w := range ws {
		if len(w) < 2 || hasDigit(w) || strings.ContainsAny(w, "%=&") {
			return ""
		}
		ws[i] = strings.ToUpper(w[:1]) + w[1:]
	}
	return strings.Join(ws, " ")
}
