package article

import (
	"hash/fnv"
	"regexp"
	"slices"
	"strings"
	"unicode"

	"vigia/internal/address"
	"vigia/internal/forest"
	"vigia/internal/text"
)

// setTitle finds the headline. What the page declares, and what stands on it
// as a heading, with and without the name of the site and of sections, are the
// candidates; a learned forest says how likely each is. See titleFeatures.
func (p *page) setTitle(r *Report) {
	all := p.headings(r.SiteName)
	rows := make([]TitleRow, len(all))
	for i, c := range all {
		rows[i] = c.asRow()
	}
	if i := ChooseTitle(rows, titleForest()); i >= 0 {
		r.Title, r.Provenance["title"] = all[i].text, all[i].from()
	}
}

// TitleRow is what may be the title of a page.
type TitleRow struct {
	Title string
	X     []float32 // its features
	Shown bool      // it can be read on the page, as a heading or a line
	Lone  bool      // a heading of a few words, of which the page says nothing else
	key   string
	words int
}

func (h *headline) asRow() TitleRow {
	return TitleRow{h.text, h.x, h.row >= 0, h.lone, h.key, len(h.words)}
}

// ChooseTitle picks the likeliest, -1 if there is none. Where that cannot be
// read on the page but its beginning or end can, the name of the site or of a
// section stands around that. A few words in a heading that nothing else on
// the page repeats are a logo.
func ChooseTitle(rows []TitleRow, f *forest.Forest) int {
	best, chance := -1, -1.0
	named := slices.ContainsFunc(rows, func(r TitleRow) bool { return !r.Lone && !r.Shown && r.words >= 4 })
	for i := range rows {
		if rows[i].Lone && named {
			continue
		}
		if y := f.Probability(rows[i].X); y > chance {
			best, chance = i, y
		}
	}
	if best < 0 || rows[best].Shown {
		return best
	}
	part := best
	for i, r := range rows {
		if r.Shown && len(r.key) >= leastPart && 2*len(r.key) > len(rows[best].key) && (part == best || len(r.key) > len(rows[part].key)) &&
			(strings.HasPrefix(rows[best].key, r.key) || strings.HasSuffix(rows[best].key, r.key)) {
			part = i
		}
	}
	return part
}

// leastPart is the length, in bytes of letters, from which on a part of a
// title that is printed alone is believed to be all of it.
const leastPart = 12

// declares reports whether a candidate comes from the head of the page.
func (h *headline) declares() bool {
	return h.at[fromCard] || h.at[fromTwitter] || h.at[fromLinked] || h.at[fromName] || h.at[fromOther] || h.at[fromTag]
}

// TitleRows gives all candidates of a page, for the trainer.
func TitleRows(b []byte, contentType, address string) []TitleRow {
	p, r := teachPage(b, contentType, address)
	if p == nil {
		return nil
	}
	var out []TitleRow
	for _, c := range p.headings(r.SiteName) {
		out = append(out, c.asRow())
	}
	return out
}

// origin is where a candidate stands.
type origin int

const (
	fromCard    origin = iota // og:title
	fromTwitter               // twitter:title
	fromLinked                // headline of the JSON-LD
	fromName                  // name of the JSON-LD
	fromOther                 // other metas
	fromTag                   // <title>
	fromH1
	fromMark  // marked as headline by itemprop or class
	fromH2    // <h2>, <h3>
	fromTrim  // one of the above without the name of the site
	fromPart  // a part of one of the above between marks
	fromPiece // a part of a heading that an element sets off
	nOrigins
)

// headline is a candidate with all its origins.
type headline struct {
	text   string
	key    string   // letters and digits
	words  []uint64 // hashed
	first  origin
	base   origin // where what it is a part of stands
	at     [nOrigins]bool
	level  int8
	order  int // among the headings of its level
	row    int // -1: not on the page
	in     zone
	kind   hint
	broken bool // a mark stands in it that divides titles
	lone   bool // see TitleRow
	line   bool // a row of the page is this and nothing else
	others int  // bits of its heading that it leaves out
	x      []float32
}

// from says where a candidate was read, as the report does.
func (h *headline) from() string {
	switch {
	case h.at[fromH1] || h.at[fromMark] || h.at[fromH2] || h.base == fromH1:
		return "h1"
	case h.base == fromLinked || h.base == fromName:
		return "json-ld"
	case h.base == fromTag:
		return "title"
	}
	return "meta"
}

// maxHeadings bounds the candidates of a page, maxTitle their length in bytes.
const (
	maxHeadings = 48
	maxTitle    = 600
)

// headings gathers the candidates.
func (p *page) headings(site string) []*headline {
	g := titleGatherer{page: p, site: site, byKey: map[string]*headline{}, s: p.sheet()}
	g.declared()
	g.shown()
	g.printed()
	g.measure()
	return g.all
}

type titleGatherer struct {
	*page
	s     *sheet
	site  string
	all   []*headline
	byKey map[string]*headline

	sectionKey string // letters of the section
}

// add makes a candidate, or adds an origin to one.
func (g *titleGatherer) add(t string, at, base origin) *headline {
	t = text.Clean(t)
	key := squeeze(fold(text.Cut(t, maxTitle)))
	if key == "" || len(t) > maxTitle {
		return nil
	}
	h := g.byKey[key]
	if h == nil {
		if len(g.all) >= maxHeadings {
			return nil
		}
		h = &headline{text: text.Cut(t, 500), key: key, words: hashedWords(t), broken: hasBreak(t), first: at, base: base, row: -1, order: 99}
		g.byKey[key] = h
		g.all = append(g.all, h)
	}
	h.at[at] = true
	return h
}

// declared adds what the head of the page says.
func (g *titleGatherer) declared() {
	for _, c := range []struct {
		at   origin
		text string
	}{
		{fromCard, g.get("og:title")}, {fromLinked, g.ld.text("headline")}, {fromName, g.ld.name(g.ld.main)}, {fromTwitter, g.get("twitter:title")},
		{fromOther, g.get("parsely-title")}, {fromOther, g.get("sailthru.title")}, {fromOther, g.get("dc.title")}, {fromOther, g.get("citation_title")}, {fromOther, g.get("title")}, {fromTag, g.title},
	} {
		if c.text == "" || len(c.text) > maxTitle {
			continue
		}
		trimmed := g.withoutSite(c.text, g.site) // what names the site is no title
		if h := g.add(trimmed, c.at, c.at); h != nil && trimmed != text.Clean(c.text) {
			h.at[fromTrim] = true
		}
		if c.at == fromTag || c.at == fromCard {
			if !hasBreak(c.text) {
				continue
			}
			parts := titleBreak.Split(text.Clean(c.text), 8)
			for i, part := range parts {
				if len(parts) > 1 && (i < 2 || i == len(parts)-1) {
					g.add(part, fromPart, c.at)
				}
			}
		}
	}
}

// shown adds the headings on the page.
func (g *titleGatherer) shown() {
	var n [4]int
	for i := range g.s.heads {
		h := &g.s.heads[i]
		at := [4]origin{fromMark, fromH1, fromH2, fromH2}[h.level]
		if h.level == 3 && h.kind&markHeadline == 0 && h.in&inHeader == 0 {
			continue
		}
		if n[h.level]++; n[h.level] > 6 {
			continue
		}
		whole := g.add(g.s.joined(h.from, h.to, " "), at, fromH1)
		g.place(whole, h, n[h.level], 0)
		if whole != nil && h.kind&markHeadline != 0 {
			whole.at[fromMark] = true
		}
		if h.to-h.from < 2 || h.to-h.from > 6 {
			continue
		}
		for b := h.from; b < h.to; b++ {
			if t := g.s.bits[b].text; len(t) >= 12 {
				g.place(g.add(t, fromPiece, fromH1), h, n[h.level], int(h.to-h.from-1))
			}
		}
	}
}

// printed notes which candidates stand on rows of their own.
func (g *titleGatherer) printed() {
	byLen := map[int][]*headline{}
	for _, c := range g.all {
		byLen[len(c.text)] = append(byLen[len(c.text)], c)
	}
	for i := range g.s.rows {
		r := &g.s.rows[i]
		if r.size > maxTitle || r.to-r.from > 6 {
			continue
		}
		for _, c := range byLen[int(r.size+r.to-r.from-1)] {
			if !c.line && (r.to-r.from == 1 && g.s.bits[r.from].text == c.text || r.to-r.from > 1 && g.s.line(i) == c.text) {
				c.line = true
				if c.row < 0 {
					c.row, c.in = i, r.in
				}
			}
		}
	}
}

// place notes where a candidate stands; the first place holds.
func (g *titleGatherer) place(c *headline, h *head, order, others int) {
	if c == nil {
		return
	}
	if c.row < 0 {
		c.row, c.in, c.level, c.order, c.others = int(h.row), h.in, h.level, order, others
	}
	c.kind |= h.kind
}

// hashedWords gives the words of a title as numbers.
func hashedWords(s string) []uint64 {
	var out []uint64
	for _, w := range wordsOf(fold(text.Cut(s, 400))) {
		f := fnv.New64a()
		f.Write([]byte(w))
		out = append(out, f.Sum64())
	}
	return out
}

var titleBreak = regexp.MustCompile(`\s+[|–—\-·•»«:/\\~]+\s+|\s*[|_｜]\s*|\s+::\s+|\s*[-–—]{2,}\s*`)

// hasBreak reports whether a title has such a mark. It looks for one of the
// marks first: the search by expression costs more than all else here.
func hasBreak(t string) bool {
	return strings.ContainsAny(t, "|–—-·•»«:/\\~_｜") && titleBreak.MatchString(t)
}

// hanTail is how Chinese pages end a title: "…_时政_新华网", "…-新华网".
var hanTail = regexp.MustCompile(`(?:[_|｜]+\s*[\p{Han}A-Za-z0-9.]{2,16}\s*)+$|\s*[-—–]{1,2}\s*\p{Han}{0,8}(?:网|報|报|社|在线|频道|電視台|电视台|中心|日报)\s*$`)

// withoutSite takes the name of the site and of its sections off a title.
func (p *page) withoutSite(t, site string) string {
	t = text.Clean(t)
	if !strings.ContainsFunc(t, isHan) {
	} else if m := hanTail.FindStringIndex(t); m != nil && m[0] > 0 && strings.IndexFunc(t[:m[0]], isHan) >= 0 {
		t = strings.TrimSpace(t[:m[0]])
	}
	for range 3 {
		if !hasBreak(t) {
			break
		}
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

func isHan(r rune) bool { return r >= 0x2E80 && unicode.Is(unicode.Han, r) }

// isSite reports whether a part of a title names the site: its own name, or
// the letters of its domain.
func (p *page) isSite(part, site string) bool {
	a := letters(part)
	if a == "" {
		return false
	}
	for _, b := range p.ownNames(site) {
		if a == b || len(b) >= 4 && strings.Contains(a, b) && len(a) < 2*len(b)+8 || len(a) >= 4 && strings.Contains(b, a) {
			return true
		}
	}
	return false
}

// ownNames are the names of the site and of who publishes it, and its domain,
// by letters.
func (p *page) ownNames(site string) []string {
	if p.own != nil {
		return p.own
	}
	p.own = []string{}
	add := func(s string) {
		if l := letters(s); len(l) >= 2 && !slices.Contains(p.own, l) {
			p.own = append(p.own, l)
		}
	}
	add(site)
	add(p.ld.publisher())
	add(strings.TrimPrefix(p.get("twitter:site"), "@"))
	seen := ""
	for _, u := range []string{p.address, p.canonical, p.get("og:url")} {
		if u == "" || u == seen {
			continue
		}
		seen = u
		d := address.Domain(u)
		label, _, _ := strings.Cut(d, ".")
		add(label)
		add(d)
	}
	return p.own
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
