package feed

import (
	"fmt"
	"io"
	"strings"

	"vigia/internal/charset"
)

// Outline is a source in an OPML list. Outlet and Verified are ours: the key
// of the outlet, and whether a person has confirmed that the source is its.
type Outline struct {
	Text, Type      string
	XMLURL, HTMLURL string
	Language        string
	Outlet          string // attribute vigiaOutlet
	Verified        bool   // attribute vigiaVerified
	Line            int    // in the file, for messages

	// What else vigia knows of a source, each an attribute of that name with
	// vigia before it.
	State, Every, Class, Government string
	XPath                           string // of an index page
}

// maxOutlines is the most sources of one list.
const maxOutlines = 20000

// ParseOPML reads the sources of an OPML list, folders flattened. An error is
// a *vigia.Problem that names the line.
func ParseOPML(b []byte) ([]Outline, error) {
	const name = "the OPML list"
	text, _, _ := charset.Decode(b, "")
	r := &reader{scanner: scanner{r: strings.NewReader(text)}, f: &Feed{}, names: map[string]*tagName{}}
	switch root, _ := r.findRoot(); {
	case root == "":
		return nil, problem(name, "holds no OPML", "export it again from the program that made it")
	case root != "opml":
		return nil, problem(name, fmt.Sprintf("is a document <%s>, not OPML", cutRunes(root, 40)), "give an OPML list")
	}
	var os []Outline
	closed := r.outlines(func(o Outline) bool {
		os = append(os, o)
		return len(os) <= maxOutlines
	})
	switch {
	case len(os) > maxOutlines:
		return nil, problem(name, fmt.Sprintf("has more than %d sources", maxOutlines), "split it")
	case !closed:
		line, _ := r.place()
		return nil, problem(name, fmt.Sprintf("breaks off in line %d", line), "export it again, or put the missing end to it")
	}
	return os, nil
}

// outlines reads a list from its root on; it reports whether the list came to
// its end.
func (r *reader) outlines(yield func(Outline) bool) (closed bool) {
	var text []byte
	for ; r.kind != endOfInput; r.next() {
		switch r.kind {
		case startTag:
			if text = text[:0]; r.lookup().local != "outline" {
				continue
			}
			if o := r.outline(); (o.XMLURL != "" || o.HTMLURL != "") && !yield(o) {
				return true
			}
		case textToken, cdataToken:
			if len(text) < maxTitle {
				text = r.appendText(text, r.text, r.kind == cdataToken)
			}
		case endTag:
			switch r.lookup().local {
			case "title":
				r.f.Title = first(r.f.Title, Plain(validUTF8(text)))
			case "opml":
				closed = true
			}
		}
	}
	return closed
}

// outline reads the attributes of a source.
func (r *reader) outline() Outline {
	var o Outline
	exact := ""
	o.Line, _ = r.place()
	for _, a := range r.attributes() {
		v := strings.TrimSpace(a.value)
		switch strings.ToLower(a.name) {
		case "text":
			o.Text = tidyTitle(Plain(v))
		case "title":
			o.Text = first(o.Text, tidyTitle(Plain(v)))
		case "type":
			o.Type = v
		case "xmlurl":
			o.XMLURL = v
		case "htmlurl", "url":
			o.HTMLURL = first(o.HTMLURL, v)
		case "language":
			o.Language = v
		case "vigiaoutlet":
			o.Outlet = v
		case "vigiaverified":
			o.Verified = v == "true" || v == "yes" || v == "1"
		case "vigiatitle":
			exact = a.value
		case "vigiastate":
			o.State = v
		case "vigiaevery":
			o.Every = v
		case "vigiaclass":
			o.Class = v
		case "vigiagovernment":
			o.Government = v
		case "vigiaxpath":
			o.XPath = v
		}
	}
	o.Text = first(exact, o.Text)
	return o
}

// outlineFeed gives an OPML list as a feed of its sources.
func (r *reader) outlineFeed() error {
	r.f.Format = "opml"
	closed := r.outlines(func(o Outline) bool {
		u := r.resolve(first(o.XMLURL, o.HTMLURL))
		r.add(Item{ID: first(o.XMLURL, o.HTMLURL), Link: u, Title: o.Text, Language: o.Language})
		return !r.stopped
	})
	if !closed && !r.stopped {
		r.f.warn("the list ends before its closing tag: %s", r.kept())
	}
	return nil
}

// WriteOPML writes a list of sources that other programs read too.
func WriteOPML(w io.Writer, title string, os []Outline) error {
	x := newXML(w)
	x.open("opml", "version", "2.0")
	x.open("head")
	x.text("title", title)
	x.end("head")
	x.open("body")
	for _, o := range os {
		attrs := []string{"text", o.Text, "type", first(o.Type, "rss"), "xmlUrl", o.XMLURL, "htmlUrl", o.HTMLURL, "language", o.Language, "vigiaOutlet", o.Outlet}
		if o.Verified {
			attrs = append(attrs, "vigiaVerified", "true")
		}
		if tidyTitle(Plain(o.Text)) != o.Text { // readers take it for markup, and so do we
			attrs = append(attrs, "vigiaTitle", o.Text)
		}
		attrs = append(attrs, "vigiaState", o.State, "vigiaEvery", o.Every, "vigiaClass", o.Class, "vigiaGovernment", o.Government, "vigiaXPath", o.XPath)
		x.empty("outline", attrs...)
	}
	x.end("body")
	x.end("opml")
	return x.flush("opml")
}
