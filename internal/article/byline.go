package article

import (
	"reflect"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"vigia/internal/forest"
	"vigia/internal/text"
)

// setByline finds who signs. Every place that may say so makes a proposal;
// a learned forest says how likely each is, from the places that make it, from
// how they agree, and from the form of the names. See bylineFeatures.
func (p *page) setByline(r *Report) {
	all := p.proposals(r.SiteName)
	rows := make([]BylineRow, len(all))
	for i := range all {
		rows[i] = all[i].row()
	}
	if i := ChooseByline(rows, bylineForest()); i >= 0 {
		r.Byline, r.Provenance["byline"] = all[i].names, all[i].from()
	}
}

// BylineRow is a proposal of who signs.
type BylineRow struct {
	Names []string
	X     []float32 // its features
	House bool      // no person: the site itself, or a desk without a name
	Said  bool      // the data of a news report names this body as its author
	News  bool      // the page's data calls it a news report
	By    bool      // the data themselves say "By …", or a Chinese line "作者：…"
	Thin  bool      // the page has no text to weigh it by
	First int       // the place that counts most
}

// The chances from which on a byline is believed.
const (
	leastPerson = 0.45 // persons and agencies
	leastHouse  = 0.9  // the site itself, or a desk without a name
	leastBeside = 0.2  // a person beside a house that is likelier
	leastFuller = 0.3  // a proposal that has all names of the best and more
	leastBy     = 0.15 // a person whom the data, or a label, say to sign
	leastThin   = 0.25 // what a page without text says most plainly
)

// ChooseByline picks the proposal that is believed, -1 if none is. A house is
// no author: it is believed only where the page leaves no doubt that it signs
// by its own name, and where no person does. Where a page names two in one
// place and one of them in another, both sign.
func ChooseByline(rows []BylineRow, f *forest.Forest) int {
	chance := make([]float64, len(rows))
	person, house, said, by := -1, -1, -1, -1
	for i := range rows {
		chance[i] = f.Probability(rows[i].X)
		at := &person
		if rows[i].House {
			at = &house
		}
		if *at < 0 || chance[i] > chance[*at] {
			*at = i
		}
		if rows[i].Said && (said < 0 || chance[i] > chance[said]) {
			said = i
		}
		if rows[i].By && !rows[i].House && chance[i] >= leastBy && (by < 0 || chance[i] > chance[by]) {
			by = i
		}
	}
	switch {
	case len(rows) > 0 && rows[0].Thin && by < 0:
		return plainest(rows, chance)
	case person >= 0 && (chance[person] >= leastPerson || house >= 0 && chance[house] >= leastPerson && chance[person] >= leastBeside):
		return fullest(rows, chance, person)
	case house >= 0 && chance[house] >= leastHouse:
		return house
	case by >= 0:
		return by
	}
	return said
}

// fullest gives the likely proposal that has all names of one and more.
func fullest(rows []BylineRow, chance []float64, one int) int {
	best := one
	for i := range rows {
		if i == one || rows[i].House || chance[i] < leastFuller || len(rows[i].Names) <= len(rows[best].Names) {
			continue
		}
		all := true
		for _, n := range rows[one].Names {
			all = all && slices.Contains(rows[i].Names, n)
		}
		if all {
			best = i
		}
	}
	return best
}

// plainest picks from a page without text, as scripts build them, what is
// marked most plainly: the forest knows no such pages.
func plainest(rows []BylineRow, chance []float64) int {
	best := -1
	for i, r := range rows {
		if !r.House && chance[i] >= leastThin && (place(r.First) <= byClass || place(r.First) == byLine) && (best < 0 || r.First < rows[best].First) {
			best = i
		}
	}
	return best
}

// BylineRows gives all proposals of a page, for the trainer.
func BylineRows(b []byte, contentType, address string) []BylineRow {
	p, r := teachPage(b, contentType, address)
	if p == nil {
		return nil
	}
	var out []BylineRow
	for _, c := range p.proposals(r.SiteName) {
		out = append(out, c.row())
	}
	return out
}

func (c *proposal) row() BylineRow {
	return BylineRow{c.names, c.x, c.house, c.said, c.news, c.plain, c.thin, int(c.first())}
}

// place is where a proposal was found.
type place int

const (
	byLinked      place = iota // author of the report in the JSON-LD
	byLinkedOther              // author of another node, creator, contributor
	byMeta                     // <meta name=author>
	byMetaArticle              // article:author and its like
	byMetaOther                // Dublin Core, citation, parsely …
	byCard                     // twitter:label "Written by"
	byAddress                  // the slug of an author's address
	byItem                     // itemprop=author
	byRel                      // rel=author, or a link to an author's page
	byClass                    // a class or id that speaks of authors
	byMeans                    // "posted", "entry-meta"
	byLine                     // a line that begins with "By"
	byPlace                    // a short line at the headline
	byEnd                      // a line behind the text
	byDateline                 // "(Reuters) -", "(EFE)"
	byDescription              // a description that begins with "By"
	nPlaces
)

// provenance names a place as the report does.
func (p place) provenance() string {
	switch p {
	case byLinked, byLinkedOther:
		return "json-ld"
	case byMeta, byMetaArticle, byMetaOther, byCard, byAddress, byDescription:
		return "meta"
	}
	return "text"
}

// proposal is a set of names with all places that propose just this set.
type proposal struct {
	names  []string
	key    string
	keys   []string // of each name, sorted
	places [nPlaces]int
	kind   hint // of all marks
	clean  bool // a mark without markNot
	by     bool // a line that says "by"
	zones  zone // in which it stands everywhere
	near   int  // rows behind the headline, of the nearest
	after  int  // rows behind the text, of the nearest
	before bool // stands before the text
	person int  // JSON-LD type: 1 Person, 2 Organization
	joined bool // of several marks side by side
	dated  bool // a date stands beside it
	order  int  // of its first mark among all
	house  bool // see BylineRow
	said   bool
	news   bool
	thin   bool
	plain  bool
	x      []float32
}

// from says where the proposal was read, as the report does.
func (c *proposal) from() string { return c.first().provenance() }

// first is the place that counts most.
func (c *proposal) first() place {
	for p, n := range c.places {
		if n > 0 {
			return place(p)
		}
	}
	return nPlaces
}

// maxProposals bounds what is weighed of one page.
const maxProposals = 80

// gatherer collects proposals.
type gatherer struct {
	*page
	s       *sheet
	all     []*proposal
	byKey   map[string]*proposal
	head    int // row of the headline, -1 if unknown
	start   int // first row of the text
	end     int // last row of the text
	nMarks  int
	counted map[string]int // names in marks -> how often
	title   string         // letters of what the page is called
	section string
	own     []string // see ownNames
}

// proposals gives all sets of names that may sign the report.
func (p *page) proposals(site string) []proposal {
	s := p.sheet()
	g := gatherer{page: p, s: s, byKey: map[string]*proposal{}, counted: map[string]int{}}
	g.own = p.ownNames(site)
	g.head = p.headRow()
	g.start, g.end = s.body(g.head)
	g.linked()
	g.metas()
	g.marked()
	g.lines()
	g.closing()
	g.title, g.section = letters(text.Cut(p.title+" "+p.get("og:title"), 600)), letters(p.section())
	out := make([]proposal, len(g.all))
	for i, c := range g.all {
		out[i] = *c
	}
	for i := range out {
		out[i].x = g.features(&out[i], out)
	}
	for i := range out {
		out[i].thin = g.start < 0
		out[i].house, out[i].news = g.isHouse(&out[i]), isNews(g.ld.main)
		out[i].said = out[i].house && out[i].person == 2 && out[i].places[byLinked] > 0 && isNews(g.ld.main)
	}
	return out
}

// propose adds a set of names, or the place to the set that is there.
func (g *gatherer) propose(names []string, at place) *proposal {
	if len(names) == 0 {
		return nil
	}
	keys := make([]string, 0, len(names))
	for _, n := range names {
		keys = append(keys, letters(n))
	}
	slices.Sort(keys)
	key := strings.Join(keys, "\n")
	c := g.byKey[key]
	if c == nil {
		if len(g.all) >= maxProposals {
			return nil
		}
		c = &proposal{names: names, key: key, keys: keys, near: 99, after: 99, zones: 0xff, order: 99}
		g.byKey[key] = c
		g.all = append(g.all, c)
	}
	c.places[at]++
	if len(names) > 1 { // "Ana Ruiz, Diario del Puerto"
		if without := slices.DeleteFunc(slices.Clone(names), g.isOwn); len(without) < len(names) {
			g.propose(without, at)
		}
	}
	return c
}

// isOwn reports whether a name is that of the site.
func (g *gatherer) isOwn(name string) bool {
	if slices.Contains(g.own, letters(name)) {
		return true
	}
	for _, w := range strings.Fields(name) {
		if len(w) >= 3 && slices.Contains(g.own, letters(w)) {
			return true
		}
	}
	return false
}

// isHouse reports whether a proposal names no person and no agency.
func (g *gatherer) isHouse(c *proposal) bool {
	for _, n := range c.names {
		k := letters(n)
		if slices.Contains(g.own, k) {
			continue
		}
		words, desk, own := 0, 0, false
		ws := strings.Fields(n)
		if len(ws) > 0 && (desks[bareWord(ws[0])] || desks[bareWord(ws[len(ws)-1])]) {
			continue
		}
		for _, w := range ws {
			b := bareWord(w)
			if particles[b] || posts[b] && !house[b] {
				continue
			}
			words++
			if house[b] {
				desk++
			}
		}
		for _, o := range g.own {
			own = own || len(o) >= 4 && strings.Contains(k, o) || len(k) >= 4 && strings.Contains(o, k)
		}
		if desk == 0 && !own || desk < words && !own {
			return false
		}
	}
	return true
}

// isNews reports whether a node is a news report, and not any page's data.
func isNews(o object) bool {
	for _, t := range types(o) {
		if strings.HasSuffix(t, "NewsArticle") {
			return true
		}
	}
	return false
}

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

// marked proposes what stands in elements that speak of authors, each alone
// and those side by side together.
func (g *gatherer) marked() {
	var last *proposal
	var run []string
	lastRow, lastKind := int32(-99), hint(0)
	known := map[string]markText{} // lists of notes name the same few again and again
	for i := range g.s.marks {
		m := &g.s.marks[i]
		raw := g.s.joined(m.from, m.to, string(soft))
		text, ok := known[raw]
		if !ok {
			text = readMark(raw)
			known[raw] = text
		}
		ns, by, at := text.names, text.by, m.place()
		if c := g.propose(text.whole, at); c != nil {
			g.note(c, int(m.row), m.in, by)
			c.kind |= m.kind
		}
		c := g.propose(ns, at)
		if c == nil {
			continue
		}
		g.nMarks++
		g.counted[c.key]++
		g.note(c, int(m.row), m.in, by)
		c.kind |= m.kind
		c.clean = c.clean || m.kind&(markNot|markBio) == 0
		c.order = min(c.order, g.nMarks)
		if last != nil && m.row-lastRow <= 3 && m.kind&markAuthor == lastKind && last != c {
			run = appendNew(appendNew(slices.Clone(run), last.names), ns)
			if j := g.propose(run, at); j != nil && j != c {
				j.joined, j.kind, j.clean = true, j.kind|m.kind, j.clean || m.kind&(markNot|markBio) == 0
				g.note(j, int(m.row), m.in, by)
			}
		} else if last != c {
			run = nil
		}
		last, lastRow, lastKind = c, m.row, m.kind&markAuthor
	}
}

// markText is what the text of a mark says.
type markText struct {
	names []string
	by    bool
	whole []string // all of a short text as one name, if that is another reading
}

func readMark(raw string) (t markText) {
	t.names, t.by = names(raw)
	if len(raw) < 60 && strings.Count(raw, string(soft)) <= 1 {
		if s := stated(strings.ReplaceAll(raw, string(soft), " ")); len(s) == 1 && !slices.Equal(s, t.names) {
			t.whole = s
		}
	}
	return t
}

// place tells what sort of mark it is.
func (m *mark) place() place {
	switch {
	case m.kind&markItem != 0:
		return byItem
	case m.kind&markRel != 0, m.kind&markClass == 0 && m.kind&markLink != 0:
		return byRel
	case m.kind&markClass == 0:
		return byMeans
	}
	return byClass
}

// note remembers where a proposal stands.
func (g *gatherer) note(c *proposal, row int, in zone, by bool) {
	c.zones &= in
	c.by = c.by || by
	if g.head >= 0 && c.zones&(inComments|inAside|inFoot) == 0 {
		d := row - g.head
		if d < 0 {
			d = 20 - d
		}
		c.near = min(c.near, d)
	}
	if g.end >= 0 && row > g.end {
		c.after = min(c.after, row-g.end)
	}
	c.before = c.before || g.start >= 0 && row < g.start
	for _, i := range []int{row - 1, row, row + 1} {
		if i >= 0 && i < len(g.s.rows) && g.s.rows[i].size < 80 && dateLike(g.s, i) {
			c.dated = true
		}
	}
}

// dateLike reports whether a row has a year, or a day and a month.
func dateLike(s *sheet, i int) bool {
	r := s.rows[i]
	for _, b := range s.bits[r.from:min(r.to, r.from+12)] {
		run := 0
		for j := range len(b.text) {
			if c := b.text[j]; c >= '0' && c <= '9' {
				run++
				continue
			}
			if run == 4 || run == 2 && b.text[j] == ':' {
				return true
			}
			run = 0
		}
		if run == 4 {
			return true
		}
	}
	return false
}

// lines proposes the rows that begin with "By", those behind a row that says
// no more than "Author", and the short rows around the headline.
func (g *gatherer) lines() {
	labelled, read := false, 0
	for i := range g.s.rows {
		r := &g.s.rows[i]
		behind := labelled
		labelled = false
		if r.size > 160 || r.size < 3 {
			continue
		}
		starts := beginsBy(g.s.bits[r.from].text)
		labelled = starts && g.isLabel(i)
		switch around := g.around(i); {
		case read >= maxLines:
			return
		case behind && !starts:
			read++
			if ns, _ := names(g.s.joined(r.from, r.to, string(soft))); len(ns) <= 6 {
				if c := g.propose(ns, byLine); c != nil {
					g.note(c, i, r.in, true)
				}
			}
		case around || starts:
			read++
			g.line(i, around, starts)
		}
	}
}

// maxLines bounds the rows that are read for names: a report has a few.
const maxLines = 300

// around reports whether a row stands at the headline.
func (g *gatherer) around(i int) bool {
	r := &g.s.rows[i]
	return g.head >= 0 && i >= g.head-3 && i <= g.head+10 && i != g.head && !r.head && r.in&(inComments|inAside|inFoot) == 0
}

// line proposes the names of one row.
func (g *gatherer) line(i int, around, starts bool) {
	r := &g.s.rows[i]
	ns, by := names(g.s.joined(r.from, r.to, string(soft)))
	if !by {
		if endsSentence(lastWord(g.s.bits[r.to-1].text)) {
			return
		}
		ns = slices.DeleteFunc(ns, func(n string) bool { return !capital(n) || !strings.Contains(n, " ") && n[0] < 0x80 })
	}
	if around && !starts {
		g.inside(i)
	}
	if len(ns) == 0 || len(ns) > 6 || !around && !(by && starts) {
		return
	}
	at := byPlace
	if by && starts {
		at = byLine
	}
	if c := g.propose(ns, at); c != nil {
		g.note(c, i, r.in, by)
		c.plain = c.plain || by && allHan(ns) && r.in&(inComments|inAside|inFoot) == 0
	}
	if around && !by && len(ns) > 1 { // "Sports · Ana Ruiz · 5 min"
		for _, n := range ns {
			if c := g.propose([]string{n}, at); c != nil {
				g.note(c, i, r.in, by)
			}
		}
	}
}

func lastWord(s string) string { return s[strings.LastIndexByte(s, ' ')+1:] }

// isLabel reports whether a row says that the next one names an author.
func (g *gatherer) isLabel(i int) bool {
	r := &g.s.rows[i]
	if r.to-r.from != 1 || r.size > 30 || endsSentence(lastWord(g.s.bits[r.from].text)) {
		return false
	}
	ws := strings.Fields(g.s.bits[r.from].text)
	n, not := byWords(ws)
	return n == len(ws) && !not
}

// inside proposes who is named behind a "by" in the middle of a row: "Updated
// on 8 January. Written by Ana Ruiz".
func (g *gatherer) inside(i int) {
	line := g.s.joined(g.s.rows[i].from, g.s.rows[i].to, string(soft))
	for _, w := range []string{"by ", "By ", "von ", "por ", "par ", "Von ", "Por ", "Par "} {
		at := strings.Index(line, w)
		if at < 2 || line[at-1] != ' ' && line[at-1] != soft && line[at-1] != '\n' {
			continue
		}
		if before := bareWord(line[strings.LastIndexAny(line[:at-1], " \x1f")+1 : at-1]); notBy[before+" "+strings.TrimSpace(strings.ToLower(w))] {
			continue
		}
		if ns, _ := names(line[at:]); len(ns) > 0 && len(ns) <= 6 && capital(ns[0]) {
			if c := g.propose(ns, byMeans); c != nil {
				g.note(c, i, g.s.rows[i].in, true)
			}
			return
		}
	}
}

// beginsBy is a quick look whether a row may begin with "By".
func beginsBy(s string) bool {
	end := 0
	for end < len(s) && end < 40 && s[end] != ' ' && s[end] != ':' {
		end++
	}
	w := s[:end]
	if i := strings.IndexAny(w, "：\u00a0"); i > 0 {
		w = w[:i]
	}
	if w == "" || len(w) > 16 && s[0] < 0x80 {
		return false
	}
	if byFirst[bareWord(w)] {
		return true
	}
	if s[0] < 0x80 {
		return false
	}
	i, _ := hanLabel(s)
	return i >= 0
}

// byFirst are the first words of the phrases.
var byFirst = func() map[string]bool {
	out := map[string]bool{}
	for _, list := range []map[string]bool{byPhrases, notBy} {
		for p := range list {
			w, _, _ := strings.Cut(p, " ")
			out[w] = true
		}
	}
	return out
}()

// closing proposes who signs at the end of the text, and the agency at its
// beginning or end.
func (g *gatherer) closing() {
	for i := g.end + 1; i < min(g.end+5, len(g.s.rows)); i++ {
		r := &g.s.rows[i]
		if r.size > 100 || r.head || r.in&(inComments|inFoot|inAside) != 0 {
			continue
		}
		if ns, by := names(g.s.joined(r.from, r.to, string(soft))); len(ns) > 0 && len(ns) < 4 {
			if c := g.propose(ns, byEnd); c != nil {
				g.note(c, i, r.in, by)
			}
		}
	}
	for _, i := range []int{g.start, g.end} {
		if i < 0 || i >= len(g.s.rows) {
			continue
		}
		line := g.s.line(i)
		part := text.Cut(line, 80)
		if i == g.end && len(line) > 80 {
			part = strings.ToValidUTF8(line[len(line)-80:], "")
		}
		for _, name := range bracketed(part) {
			if ns, _ := names(name); len(ns) > 0 && len(ns) < 4 && (agencies[strings.ToLower(ns[0])] || i == g.end && capital(ns[0])) {
				if c := g.propose(ns, byDateline); c != nil {
					g.note(c, i, g.s.rows[i].in, false)
				}
			}
		}
	}
}

// bracketed gives what stands in brackets.
func bracketed(s string) (out []string) {
	s = strings.NewReplacer("（", "(", "）", ")").Replace(s)
	for {
		_, after, ok := strings.Cut(s, "(")
		in, rest, closed := strings.Cut(after, ")")
		if !ok || !closed {
			return out
		}
		out = append(out, in)
		s = rest
	}
}

// body finds the first and the last row of the text: long rows that stand in
// no margin.
func (s *sheet) body(head int) (start, end int) {
	start, end = -1, -1
	for i := max(head, 0); i < len(s.rows); i++ {
		r := &s.rows[i]
		if r.size < 120 || r.in&(inComments|inAside|inFoot|inLink) != 0 {
			continue
		}
		if start < 0 {
			start = i
		}
		if end >= 0 && i-end > 25 {
			break
		}
		end = i
	}
	return start, end
}

// sheet is made once.
func (p *page) sheet() *sheet {
	if p.printed == nil {
		p.printed = newSheet(p.doc)
	}
	return p.printed
}

// headRow is the row of the headline: of the heading that agrees best with
// what the head of the page says, -1 if there is none.
func (p *page) headRow() int {
	if p.head == 0 {
		p.head = p.findHead() + 2
	}
	return p.head - 2
}

func (p *page) findHead() int {
	tag := hashedWords(p.title)
	said := [][]uint64{tag, hashedWords(p.get("og:title")), hashedWords(p.ld.text("headline"))}
	best, at := float32(0), -1
	s := p.sheet()
	for i, h := range s.heads {
		if i > 60 {
			break
		}
		words := hashedWords(text.Cut(s.joined(h.from, h.to, " "), 300))
		y := float32(0)
		for _, d := range said {
			y = max(y, shared(words, d))
		}
		switch h.level {
		case 1:
			y += 0.25
		case 3:
			y -= 0.1
		}
		if h.in&(inAside|inFoot|inComments) != 0 {
			y -= 0.3
		}
		if y > best && y > 0.4 {
			best, at = y, int(h.row)
		}
	}
	if at >= 0 {
		return at
	}
	for i := range s.rows {
		if r := &s.rows[i]; r.size >= 15 && r.size < 250 && int(r.size)*3 > len(p.title) && shared(hashedWords(s.line(i)), tag) > 0.5 {
			return i
		}
	}
	for i, h := range s.heads {
		if h.level == 1 && i < 60 {
			return int(h.row)
		}
	}
	return -1
}

// wordsOf gives the words of a title in small letters, Han letters one by one.
func wordsOf(s string) []string {
	var out []string
	start := -1
	s = strings.ToLower(text.Cut(s, 400))
	for i, r := range s {
		in := wordRune(r)
		if start >= 0 && (!in || isHan(r)) {
			out, start = append(out, s[start:i]), -1
		}
		if isHan(r) {
			out = append(out, s[i:i+utf8.RuneLen(r)])
		} else if in && start < 0 {
			start = i
		}
	}
	if start >= 0 {
		out = append(out, s[start:])
	}
	return out
}

func wordRune(r rune) bool {
	return unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.Is(unicode.M, r)
}
