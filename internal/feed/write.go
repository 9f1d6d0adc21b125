package feed

import (
	"bufio"
	"encoding/xml"
	"fmt"
	"io"
	"strings"
	"time"

	"vigia"
)

// xmlWriter writes indented XML, the same bytes for the same calls. Empty
// attributes and texts are left out. Its writes report no errors: the buffer
// keeps the first one for flush.
type xmlWriter struct {
	w     *bufio.Writer
	depth int
}

func newXML(w io.Writer) *xmlWriter {
	x := &xmlWriter{w: bufio.NewWriter(w)}
	x.w.WriteString(xml.Header)
	return x
}

// open starts an element; attrs are names and values in turn.
func (x *xmlWriter) open(name string, attrs ...string) {
	x.tag(name, attrs)
	x.w.WriteString(">\n")
	x.depth++
}

func (x *xmlWriter) end(name string) {
	x.depth--
	x.w.WriteString(strings.Repeat("  ", x.depth) + "</" + name + ">\n")
}

func (x *xmlWriter) empty(name string, attrs ...string) {
	x.tag(name, attrs)
	x.w.WriteString("/>\n")
}

func (x *xmlWriter) text(name, text string, attrs ...string) {
	if text == "" {
		return
	}
	x.tag(name, attrs)
	x.w.WriteString(">")
	xml.EscapeText(x.w, []byte(strings.ToValidUTF8(text, "\uFFFD")))
	x.w.WriteString("</" + name + ">\n")
}

// markup writes HTML in an element of Atom.
func (x *xmlWriter) markup(name, text string) {
	if strings.ContainsAny(text, "<&") {
		x.text(name, text, "type", "html")
	} else {
		x.text(name, text)
	}
}

func (x *xmlWriter) tag(name string, attrs []string) {
	x.w.WriteString(strings.Repeat("  ", x.depth) + "<" + name)
	for i := 0; i+1 < len(attrs); i += 2 {
		if attrs[i+1] == "" {
			continue
		}
		x.w.WriteString(" " + attrs[i] + `="`)
		xml.EscapeText(x.w, []byte(strings.ToValidUTF8(attrs[i+1], "\uFFFD")))
		x.w.WriteString(`"`)
	}
}

func (x *xmlWriter) flush(what string) error {
	if err := x.w.Flush(); err != nil {
		return fmt.Errorf("writing %s: %w", what, err)
	}
	return nil
}

// WriteRSS writes f as RSS 2.0 with an Atom link to itself. In all formats
// titles are plain text, descriptions, summaries and contents HTML.
func WriteRSS(w io.Writer, f Feed) error {
	x := newXML(w)
	x.open("rss", "version", "2.0", "xmlns:atom", "http://www.w3.org/2005/Atom", "xmlns:dc", "http://purl.org/dc/elements/1.1/", "xmlns:content", "http://purl.org/rss/1.0/modules/content/")
	x.open("channel")
	x.text("title", first(f.Title, "untitled"))
	x.text("link", first(f.Link, f.Self))
	x.text("description", first(f.Description, f.Title, "untitled"))
	x.text("language", f.Language)
	x.text("pubDate", rfc822(f.Published))
	x.text("lastBuildDate", rfc822(f.Updated))
	if f.TTL > 0 {
		x.text("ttl", fmt.Sprint(int(f.TTL/time.Minute)))
	}
	if f.Self != "" {
		x.empty("atom:link", "href", f.Self, "rel", "self", "type", "application/rss+xml")
	}
	if f.Hub != "" {
		x.empty("atom:link", "href", f.Hub, "rel", "hub")
	}
	for _, it := range f.Items {
		x.open("item")
		x.text("title", it.Title)
		x.text("link", it.Link)
		x.text("guid", first(it.ID, it.Link), "isPermaLink", permalink(it))
		x.text("pubDate", rfc822(firstDate(it.Published, it.Updated)))
		for _, a := range it.Authors {
			x.text("dc:creator", first(a.Name, a.Email))
		}
		x.text("dc:language", it.Language)
		for _, c := range it.Categories {
			x.text("category", c)
		}
		x.text("description", it.Summary)
		x.text("content:encoded", it.Content)
		for _, e := range it.Enclosures {
			x.empty("enclosure", "url", e.URL, "length", first(e.Length, "0"), "type", first(e.Type, "application/octet-stream"))
		}
		x.end("item")
	}
	x.end("channel")
	x.end("rss")
	return x.flush("rss")
}

func permalink(it Item) string {
	if it.ID != "" && it.ID != it.Link {
		return "false"
	}
	return "true"
}

// WriteAtom writes f as Atom 1.0. The feed is as old as its newest item if it
// has no date of its own.
func WriteAtom(w io.Writer, f Feed) error {
	x := newXML(w)
	x.open("feed", "xmlns", "http://www.w3.org/2005/Atom", "xml:lang", f.Language)
	x.text("id", first(f.Self, f.Link))
	x.text("title", first(f.Title, "untitled"))
	x.markup("subtitle", f.Description)
	x.text("updated", rfc3339(firstDate(f.Updated, newestOf(f.Items), f.Published)))
	if f.Link != "" {
		x.empty("link", "rel", "alternate", "type", "text/html", "href", f.Link)
	}
	if f.Self != "" {
		x.empty("link", "rel", "self", "type", "application/atom+xml", "href", f.Self)
	}
	if f.Hub != "" {
		x.empty("link", "rel", "hub", "href", f.Hub)
	}
	writeAuthors(x, f.Authors)
	for _, it := range f.Items {
		writeEntry(x, it, len(f.Authors) == 0)
	}
	x.end("feed")
	return x.flush("atom")
}

func writeEntry(x *xmlWriter, it Item, needAuthor bool) {
	x.open("entry", "xml:lang", it.Language)
	x.text("id", first(it.ID, it.Link))
	x.text("title", first(it.Title, "untitled"))
	if it.Link != "" {
		x.empty("link", "rel", "alternate", "type", "text/html", "href", it.Link)
	}
	x.text("published", rfc3339(it.Published))
	x.text("updated", first(rfc3339(firstDate(it.Updated, it.Published)), "1970-01-01T00:00:00Z"))
	writeAuthors(x, it.Authors)
	if needAuthor && len(it.Authors) == 0 {
		writeAuthors(x, []Author{{Name: "unsigned"}})
	}
	for _, c := range it.Categories {
		x.empty("category", "term", c)
	}
	x.markup("summary", it.Summary)
	x.text("content", it.Content, "type", "html")
	for _, e := range it.Enclosures {
		x.empty("link", "rel", "enclosure", "type", e.Type, "length", e.Length, "href", e.URL)
	}
	x.end("entry")
}

func writeAuthors(x *xmlWriter, as []Author) {
	for _, a := range as {
		x.open("author")
		x.text("name", first(a.Name, a.Email, a.URI))
		x.text("email", a.Email)
		x.text("uri", a.URI)
		x.end("author")
	}
}

func newestOf(items []Item) vigia.Date {
	var best vigia.Date
	for _, it := range items {
		if d := firstDate(it.Updated, it.Published); d.Known() && (!best.Known() || d.At.After(best.At)) {
			best = d
		}
	}
	return best
}

func firstDate(ds ...vigia.Date) vigia.Date {
	for _, d := range ds {
		if d.Known() {
			return d
		}
	}
	return vigia.Date{}
}

func rfc822(d vigia.Date) string {
	if !d.Known() {
		return ""
	}
	return d.At.Format("Mon, 02 Jan 2006 15:04:05 -0700")
}

func rfc3339(d vigia.Date) string {
	if !d.Known() {
		return ""
	}
	return d.At.Format(time.RFC3339)
}
