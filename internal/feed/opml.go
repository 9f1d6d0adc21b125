package feed

import (
	"encoding/xml"
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
}

// maxOutlines is the most sources of one list.
const maxOutlines = 20000

// ParseOPML reads the sources of an OPML list, folders flattened. An error is
// a *vigia.Problem that names the line.
func ParseOPML(b []byte) ([]Outline, error) {
	s, _, _ := charset.Decode(b, "")
	s, _ = fromFirstTag(strings.TrimSpace(s))
	_, os, err := readOPML(repairXML(s), "the OPML list")
	return os, err
}

// readOPML walks the outlines of a list.
func readOPML(s, name string) (title string, os []Outline, err error) {
	d := xml.NewDecoder(strings.NewReader(s))
	d.Strict = false
	d.Entity = xml.HTMLEntity
	root := ""
	for {
		t, err := d.Token()
		line, _ := d.InputPos()
		switch {
		case err == io.EOF && root == "opml":
			return title, os, nil
		case err == io.EOF:
			return "", nil, problem(name, "holds no OPML", "export it again from the program that made it")
		case err != nil:
			return "", nil, problem(name, fmt.Sprintf("is ill-formed in line %d (%s)", line, reason(err)), "mend that line, or export the list again")
		}
		e, ok := t.(xml.StartElement)
		if !ok {
			continue
		}
		local := strings.ToLower(e.Name.Local)
		switch {
		case root == "":
			if root = local; root != "opml" {
				return "", nil, problem(name, fmt.Sprintf("is a document <%s>, not OPML", cutRunes(root, 40)), "give an OPML list")
			}
		case local == "title" && title == "" && len(os) == 0:
			var text string
			if d.DecodeElement(&text, &e) == nil {
				title = Plain(text)
			}
		case local == "outline":
			if o := outlineOf(e); o.XMLURL != "" || o.HTMLURL != "" {
				o.Line = line
				os = append(os, o)
			}
			if len(os) > maxOutlines {
				return "", nil, problem(name, fmt.Sprintf("has more than %d sources", maxOutlines), "split it")
			}
		}
	}
}

func outlineOf(e xml.StartElement) Outline {
	var o Outline
	for _, a := range e.Attr {
		v := strings.TrimSpace(a.Value)
		switch strings.ToLower(a.Name.Local) {
		case "text":
			o.Text = Plain(v)
		case "title":
			o.Text = first(o.Text, Plain(v))
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
		}
	}
	return o
}

// parseOutlineFeed gives an OPML list as a feed of its sources.
func parseOutlineFeed(s, address string) (*Feed, error) {
	title, os, err := readOPML(s, first(address, "the OPML list"))
	if err != nil {
		return nil, err
	}
	f := &Feed{Format: "opml", Title: title}
	for _, o := range os {
		if len(f.Items) == maxItems {
			break
		}
		f.Items = append(f.Items, Item{ID: first(o.XMLURL, o.HTMLURL), Link: first(o.XMLURL, o.HTMLURL), Title: o.Text, Language: o.Language})
	}
	f.tooMany(len(os) - len(f.Items))
	return f, nil
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
		x.empty("outline", attrs...)
	}
	x.end("body")
	x.end("opml")
	return x.flush("opml")
}
