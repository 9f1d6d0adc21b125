package article

import (
	"encoding/json"
	"fmt"
	"html"
	"slices"
	"strings"

	"vigia/internal/address"
	"vigia/internal/text"
)

// object is a node of JSON-LD.
type object = map[string]any

// linked is what the JSON-LD of a page says: the node of the report itself,
// and all nodes by their @id.
type linked struct {
	main    object
	sites   []object
	crumbs  []string // names of the section path, the site's and the page's own too
	reports []object // with authors, the main one too
	byID    map[string]object
	dated   []stamped // nodes that say when
	thing   string    // the first type that is no report: an event, a product
}

// stamped is a node with a date; listed says that it stands there for other
// reasons than being the page.
type stamped struct {
	object
	listed bool
}

// maxLinked bounds the size of one script, and the depth and number of nodes.
const (
	maxLinked      = 2 << 20
	maxLinkedDepth = 24
	maxLinkedNodes = 4000
)

// readLinked reads the scripts and picks the node that describes the page.
func readLinked(scripts []string, pageAddress string) linked {
	l := linked{byID: map[string]object{}}
	best, nodes := 0, 0
	key := address.Key(pageAddress)
	var visit func(v any, weight, depth int)
	visit = func(v any, weight, depth int) {
		if nodes++; depth > maxLinkedDepth || nodes > maxLinkedNodes {
			return
		}
		switch v := v.(type) {
		case []any:
			for _, e := range v {
				visit(e, weight, depth+1)
			}
		case object:
			if id := str(v["@id"]); id != "" && len(v) > 1 && (l.byID[id] == nil || l.byID[id]["name"] == nil) {
				l.byID[id] = v
			}
			if isReport(v) {
				if s := score(v, key) + weight; s > best {
					best, l.main = s, v
				}
				if v["author"] != nil && len(l.reports) < 16 {
					l.reports = append(l.reports, v)
				}
			}
			if isA(v, "BreadcrumbList") && l.crumbs == nil {
				l.crumbs = crumbsOf(v)
			}
			if v["datePublished"] != nil || v["dateModified"] != nil || v["dateCreated"] != nil || v["uploadDate"] != nil {
				l.dated = append(l.dated, stamped{v, weight < 20})
			}
			if l.thing == "" && weight == 20 {
				l.thing = thing(v)
			}
			if isA(v, "WebSite", "NewsMediaOrganization", "Organization", "Newspaper") {
				l.sites = append(l.sites, v)
			}
			for _, k := range sortedKeys(v) {
				visit(v[k], weight-penalty(k), depth+1)
			}
		}
	}
	for _, s := range scripts {
		for _, v := range looseJSON(s) {
			visit(v, 20, 0)
		}
	}
	return l
}

// penalty lowers the claim of nodes that are listed for other reasons than
// being the page.
func penalty(key string) int {
	switch key {
	case "itemListElement", "citation", "mentions", "comment", "relatedLink", "hasPart", "isPartOf", "isBasedOn", "review", "video", "image", "subjectOf", "liveBlogUpdate", "blogPost":
		return 15
	}
	return 0
}

// score tells how much a node looks like the report of the page.
func score(o object, key string) int {
	n := 0
	for _, k := range []string{"headline", "datePublished", "author", "articleBody"} {
		if o[k] != nil {
			n += 2
		}
	}
	if isA(o, "WebPage", "ItemPage", "CollectionPage") {
		n -= 5
	}
	for _, k := range []string{"url", "mainEntityOfPage", "@id"} {
		u := str(o[k])
		if m, ok := o[k].(object); ok {
			u = str(m["@id"])
		}
		if u != "" && key != "" && address.Key(u) == key {
			n += 5
			break
		}
	}
	return n
}

// thing gives the type of a node that is neither a report nor about the site:
// pages of events, goods and programs have days of their own.
func thing(o object) string {
	for _, t := range types(o) {
		for _, end := range []string{"Event", "Product", "Application", "Game", "Recipe", "Drug", "JobPosting", "Course", "Person", "LocalBusiness", "Service", "QAPage", "Movie", "Book"} {
			if strings.HasSuffix(t, end) {
				return t
			}
		}
	}
	return ""
}

// isReport reports whether a node is of a type that pages of reports have.
func isReport(o object) bool {
	for _, t := range types(o) {
		switch {
		case strings.HasSuffix(t, "Article"), strings.HasSuffix(t, "Posting"), t == "Report", t == "WebPage", t == "ItemPage", t == "Article", t == "VideoObject" && o["articleBody"] != nil:
			return true
		}
	}
	return false
}

func types(o object) []string {
	var out []string
	switch t := o["@type"].(type) {
	case string:
		out = append(out, t)
	case []any:
		for _, e := range t {
			out = append(out, str(e))
		}
	}
	for i, t := range out {
		out[i] = t[strings.LastIndexAny(t, "/:#")+1:]
	}
	return out
}

func isA(o object, names ...string) bool {
	for _, t := range types(o) {
		for _, n := range names {
			if t == n {
				return true
			}
		}
	}
	return false
}

// text gives a property of the main node as one line.
func (l linked) text(key string) string { return text.Clean(html.UnescapeString(str(l.main[key]))) }

// texts gives a property of the main node that may be a list.
func (l linked) texts(key string) (out []string) {
	vs := list(l.main[key])
	for _, v := range vs[:min(len(vs), 16)] {
		out = append(out, text.Clean(html.UnescapeString(str(v))))
	}
	return out
}

// crumbsOf gives the names of a BreadcrumbList.
func crumbsOf(o object) (out []string) {
	items := list(o["itemListElement"])
	for _, v := range items[:min(len(items), 12)] {
		e, _ := v.(object)
		item, _ := e["item"].(object)
		if n := text.Clean(html.UnescapeString(nonBlank(str(e["name"]), str(item["name"])))); n != "" {
			out = append(out, text.Cut(n, 200))
		}
	}
	return out
}

// crumb is the first step of the section path: what stands between the site
// and the page.
func (l linked) crumb() string {
	if len(l.crumbs) < 3 {
		return ""
	}
	return l.crumbs[1]
}

// publisher is the name of who publishes.
func (l linked) publisher() string {
	for _, v := range list(l.main["publisher"]) {
		if n := l.name(v); n != "" {
			return n
		}
	}
	for _, o := range l.sites {
		if n := l.name(o); isA(o, "WebSite") && n != "" {
			return n
		}
	}
	return ""
}

// name gives the name of a person or body: a string, or a node, or a
// reference to one.
func (l linked) name(v any) string {
	if o, ok := v.(object); ok {
		if full := l.byID[str(o["@id"])]; o["name"] == nil && full != nil {
			o = full
		}
		v = o["name"]
	}
	return text.Clean(html.UnescapeString(str(v)))
}

// names gives the names of a person or body: one, or the list that some pages
// put there, or the parts of one.
func (l linked) names(v any) []string {
	if s, ok := v.(string); ok {
		if o := l.byID[s]; o != nil {
			v = o
		} else {
			return []string{s}
		}
	}
	o := l.resolve(v)
	if o == nil {
		return nil
	}
	if ns, ok := o["name"].([]any); ok {
		var out []string
		for _, n := range ns[:min(len(ns), maxNames)] {
			out = append(out, str(n))
		}
		return out
	}
	if n := l.name(o); n != "" {
		return []string{n}
	}
	return []string{strings.TrimSpace(str(o["givenName"]) + " " + str(o["familyName"]))}
}

// resolve follows a reference.
func (l linked) resolve(v any) object {
	if s, ok := v.(string); ok {
		return l.byID[s]
	}
	o, _ := v.(object)
	if full := l.byID[str(o["@id"])]; o["name"] == nil && full != nil {
		return full
	}
	return o
}

// list makes a list of a value or of the list that it is.
func list(v any) []any {
	switch v := v.(type) {
	case nil:
		return nil
	case []any:
		return v
	}
	return []any{v}
}

// str makes a string of what may be one: a string, a number, a truth value, a
// node with @value or @list, the first of a list.
func str(v any) string {
	switch v := v.(type) {
	case string:
		return strings.TrimSpace(v)
	case json.Number, bool:
		return fmt.Sprint(v)
	case []any:
		for _, e := range v {
			if s := str(e); s != "" {
				return s
			}
		}
	case object:
		return nonBlank(str(v["@value"]), str(v["@list"]))
	}
	return ""
}

func sortedKeys(o object) []string {
	keys := make([]string, 0, len(o))
	for k := range o {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}
