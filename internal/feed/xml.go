package feed

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"html"
	"strings"
	"unicode/utf8"

	"github.com/mmcdole/gofeed/atom"
	"github.com/mmcdole/gofeed/rss"
)

// maxPart is the most that one item, or all that is outside the items, may
// weigh before it is dropped: the parser needs thirty times as much memory.
const maxPart = 4 << 20

// parseXML reads RSS, RDF and Atom. The whole document is tried first; one
// that is too large or ill-formed is put together again from its complete
// items, and if that fails too, item by item.
func parseXML(s string, o outline, address string) (*Feed, error) {
	items, notes, dropped := choose(s, o)
	doc := s
	whole := len(notes) == 0 && dropped == 0 && !o.cut
	if outside := len(s) - o.weight - weight(o.items); outside > maxPart || o.deep || o.attrs {
		if len(items) == 0 {
			return nil, problem(address, "is nested too deeply or weighs too much outside its items", "look for another feed of the site")
		}
		whole = false
	}
	if !whole {
		doc = assemble(s, o, items)
	}
	f, err := parseFormat(doc, o.root)
	if err != nil {
		f, err = salvage(s, o, items, err, address)
		if err != nil {
			return nil, err
		}
	}
	if o.root == "rdf" && len(items) == len(f.Items) {
		for i, it := range items {
			f.Items[i].ID = first(f.Items[i].ID, attribute(s[it.start:it.end], "about"))
		}
	}
	for _, n := range notes {
		f.warn("%s", n)
	}
	if o.cut {
		f.warn("the feed breaks off inside an item: %d complete items were taken", len(f.Items))
	}
	f.tooMany(dropped)
	return f, nil
}

// choose picks the items that will be read: no bad ones, no more than
// maxItems, and of more the end of the list that is newer.
func choose(s string, o outline) (items []span, notes []string, dropped int) {
	bad := 0
	for _, it := range o.items {
		if it.bad || it.end-it.start > maxPart {
			bad++
			continue
		}
		items = append(items, it)
	}
	if bad > 0 {
		notes = append(notes, fmt.Sprintf("%d items were dropped: nested deeper than %d, with too many attributes, or too large", bad, maxDepth))
	}
	if len(items) > maxItems {
		dropped = len(items) - maxItems
		if top, bottom := dateIn(s, items[0]), dateIn(s, items[len(items)-1]); bottom > top {
			items = items[dropped:]
		} else {
			items = items[:maxItems]
		}
	}
	return items, notes, dropped + o.dropped
}

// dateIn finds the date of an item without parsing it, as Unix time.
func dateIn(s string, it span) int64 {
	part := s[it.start:min(it.end, it.start+8<<10)]
	lower := []byte(part)
	for i, c := range lower { // unlike ToLower, this leaves every letter where it stands
		if 'A' <= c && c <= 'Z' {
			lower[i] = c | 0x20
		}
	}
	for _, name := range []string{"pubdate>", "published>", "updated>", "date>", "issued>", "modified>"} {
		i := bytes.Index(lower, []byte(name))
		if i < 0 {
			continue
		}
		text, _, _ := strings.Cut(part[i+len(name):], "<")
		if d := ParseDate(text); d.Known() {
			return d.At.Unix()
		}
	}
	return 0
}

func weight(items []span) int {
	n := 0
	for _, it := range items {
		n += it.end - it.start
	}
	return n
}

// assemble makes a document of the head and the given items, and closes what
// is open.
func assemble(s string, o outline, items []span) string {
	var b strings.Builder
	head := len(s)
	if len(o.items) > 0 {
		head = o.items[0].start
	}
	b.WriteString(s[:min(head, maxPart)])
	for _, it := range items {
		b.WriteString(s[it.start:it.end])
	}
	for i := len(o.open) - 1; i >= 0; i-- {
		b.WriteString("</" + o.open[i] + ">")
	}
	return b.String()
}

// salvage reads an ill-formed feed: the head alone, then each item alone in a
// shell of the root's tags. cause is what the parser said of the whole.
func salvage(s string, o outline, items []span, cause error, address string) (*Feed, error) {
	if len(items) > 0 {
		if f, err := parseFormat(assemble(s, o, items), o.root); err == nil {
			f.warn("the feed is ill-formed (%s): its %d complete items were taken", reason(cause), len(f.Items))
			return f, nil
		}
	}
	f, err := parseFormat(assemble(s, o, nil), o.root)
	if err != nil {
		f = &Feed{Format: formatOf(o.root)}
		readHead(f, s[:headEnd(s, o)])
	}
	shell, end := shellOf(s, o)
	lost := 0
	for _, it := range items {
		one, err := parseFormat(shell+s[it.start:it.end]+end, o.root)
		if err != nil || len(one.Items) != 1 {
			one, err = parseFormat(shell+escapeStray(s[it.start:it.end])+end, o.root)
		}
		if err != nil || len(one.Items) != 1 {
			lost++
			continue
		}
		f.Items = append(f.Items, one.Items[0])
	}
	if len(f.Items) == 0 && f.Title == "" && f.Link == "" {
		return nil, problem(address, "is an ill-formed "+o.root+" document ("+reason(cause)+")", "tell the publisher, or take the site's sitemap")
	}
	f.warn("the feed is ill-formed (%s): %d items were read, %d were lost", reason(cause), len(f.Items), lost)
	return f, nil
}

func headEnd(s string, o outline) int {
	if len(o.items) > 0 {
		return o.items[0].start
	}
	return min(len(s), maxPart)
}

// reason is the parser's complaint in one short line.
func reason(err error) string {
	var syntax *xml.SyntaxError
	if errors.As(err, &syntax) && syntax.Msg == "unexpected EOF" {
		return "it breaks off"
	}
	return cutRunes(strings.Join(strings.Fields(strings.TrimPrefix(err.Error(), "XML syntax error ")), " "), 120)
}

// shellOf gives the tags that stand around an item: the root with its
// namespaces, and a channel for RSS.
func shellOf(s string, o outline) (begin, end string) {
	root, ok := nextTag(s, 0)
	if !ok {
		return "", ""
	}
	begin, end = s[root.start:o.rootEnd], "</"+root.name+">"
	if o.root == "rss" {
		begin, end = begin+"<channel>", "</channel>"+end
	}
	return begin, end
}

// readHead takes title and link out of a head that no parser accepts.
func readHead(f *Feed, head string) {
	f.Title, f.Link = elementText(head, "title"), elementText(head, "link")
	f.Description, f.Language = elementText(head, "description"), elementText(head, "language")
}

// elementText gives the text of the first element of that name.
func elementText(s, name string) string {
	i := strings.Index(s, "<"+name+">")
	if i < 0 {
		return ""
	}
	text, _, ok := strings.Cut(s[i+len(name)+2:], "</"+name+">")
	if !ok || len(text) > 4096 {
		return ""
	}
	text = strings.TrimSuffix(strings.TrimPrefix(strings.TrimSpace(text), "<![CDATA["), "]]>")
	return Plain(text)
}

// attribute reads an attribute of the tag that begins s, whatever its prefix.
func attribute(s, local string) string {
	t, ok := nextTag(s, 0)
	if !ok {
		return ""
	}
	_, rest, ok := strings.Cut(s[t.start:t.end], local+"=")
	if !ok || rest == "" || rest[0] != '"' && rest[0] != '\'' {
		return ""
	}
	v, _, _ := strings.Cut(rest[1:], rest[:1])
	return html.UnescapeString(v)
}

// escapeStray escapes brackets and ampersands that begin nothing.
func escapeStray(s string) string {
	var b strings.Builder
	for i := 0; i < len(s); {
		switch {
		case s[i] == '<' && !beginsMarkup(s, i):
			b.WriteString("&lt;")
		case s[i] == '&' && !beginsEntity(s[i:]):
			b.WriteString("&amp;")
		default:
			b.WriteByte(s[i])
		}
		i++
	}
	return b.String()
}

func beginsMarkup(s string, i int) bool {
	if strings.HasPrefix(s[i:], "<!--") || strings.HasPrefix(s[i:], "<![CDATA[") {
		return true
	}
	_, ok := readTag(s, i)
	return ok
}

func beginsEntity(s string) bool {
	end := strings.IndexByte(s[:min(len(s), 12)], ';')
	return end > 1 && !strings.ContainsAny(s[1:end], " <&=")
}

func formatOf(root string) string {
	switch root {
	case "feed":
		return "atom"
	case "rdf":
		return "rss1"
	}
	return "rss2"
}

// parseFormat hands a document to the parser of its format.
func parseFormat(s, root string) (*Feed, error) {
	if !utf8.ValidString(s) {
		s = strings.ToValidUTF8(s, "\uFFFD")
	}
	switch root {
	case "feed":
		a, err := new(atom.Parser).Parse(strings.NewReader(s))
		if err != nil {
			return nil, fmt.Errorf("parsing atom: %w", err)
		}
		return fromAtom(a), nil
	case "channel":
		s = fromRSS11(s)
	}
	r, err := new(rss.Parser).Parse(strings.NewReader(s))
	if err != nil {
		return nil, fmt.Errorf("parsing rss: %w", err)
	}
	return fromRSS(r, root), nil
}

// fromRSS11 brings RSS 1.1, whose root is the channel, to the shape of RSS 2.
func fromRSS11(s string) string {
	root, ok := nextTag(s, 0)
	if !ok {
		return s
	}
	start := s[root.start:root.end]
	body, _, _ := strings.Cut(s[root.end:], "</"+root.name+">")
	body = strings.NewReplacer("</items>", "", "</rss:items>", "").Replace(body)
	for _, open := range []string{"<items", "<rss:items"} {
		if i := strings.Index(body, open); i >= 0 {
			if t, ok := readTag(body, i); ok {
				body = body[:i] + body[t.end:]
			}
		}
	}
	if root.empty {
		start, body = start[:len(start)-2]+">", ""
	}
	return strings.Replace(start, root.name, "rss", 1) + "<channel>" + body + "</channel></rss>"
}
