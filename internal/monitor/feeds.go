package monitor

import (
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
)

// feeds reads feeds.opml: OPML 2.0, whose outlines carry vigiaOutlet (the key
// in outlets.csv) and vigiaVerified. Outlines without an address are groups.
func (l *loader) feeds(file string, data []byte) {
	d := xml.NewDecoder(strings.NewReader(string(data)))
	outlets := map[string]bool{}
	for _, o := range l.monitor.Outlets {
		outlets[o.Key] = true
	}
	for _, key := range l.lost {
		outlets[key] = true // a finding of outlets.csv says so
	}
	seen := map[string]int{}
	root := ""
	for {
		line, _ := d.InputPos()
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			var syntax *xml.SyntaxError
			if errors.As(err, &syntax) {
				l.block(place(file, syntax.Line, ""), "xml", syntax.Msg, "correct the XML near this line")
			} else {
				l.block(place(file, line, ""), "xml", err.Error(), "save it as UTF-8 XML")
			}
			return
		}
		start, ok := token.(xml.StartElement)
		if !ok {
			continue
		}
		if root == "" {
			root = start.Name.Local
			if root != "opml" {
				l.block(place(file, line, root), "xml", fmt.Sprintf("the root is <%s>, not <opml>", root), "write OPML 2.0")
			}
		}
		if start.Name.Local == "outline" {
			l.feed(file, line, start, outlets, seen)
		}
	}
	if len(l.monitor.Feeds) == 0 {
		l.warn(file, "missing", "no feed is listed, so nothing will be polled", "add outlines with xmlUrl")
	}
}

// feed checks one outline. line is where it begins.
func (l *loader) feed(file string, line int, start xml.StartElement, outlets map[string]bool, seen map[string]int) {
	at := func(field string) string { return place(file, line, field) }
	attr := map[string]string{}
	for _, a := range start.Attr {
		attr[a.Name.Local] = strings.TrimSpace(a.Value)
	}
	f := Feed{Outlet: attr["vigiaOutlet"], Title: attr["text"], URL: attr["xmlUrl"], Kind: attr["type"], Language: attr["language"], Line: line}
	if f.URL == "" && f.Outlet == "" {
		return // a group
	}
	switch {
	case !isAddress(f.URL):
		l.block(at("xmlUrl"), "url", fmt.Sprintf("%q is no web address", f.URL), "write the whole address, with https://")
	case seen[f.URL] > 0:
		l.block(at("xmlUrl"), "duplicate", fmt.Sprintf("%s stands on line %d already", f.URL, seen[f.URL]), "take one out")
	default:
		seen[f.URL] = line
	}
	switch {
	case f.Outlet == "":
		l.block(at("vigiaOutlet"), "missing", "the feed names no outlet", "add vigiaOutlet with a key of outlets.csv")
	case len(outlets) > 0 && !outlets[f.Outlet]:
		l.block(at("vigiaOutlet"), "unknown_key", fmt.Sprintf("unknown outlet %q", f.Outlet), "use a key of outlets.csv, or add the outlet there")
	}
	if !slices.Contains([]string{"rss", "sitemap", "index", "list"}, f.Kind) {
		l.block(at("type"), "kind", fmt.Sprintf("unknown kind of feed %q", f.Kind), "use rss (any feed format), sitemap, index or list")
	}
	if !isLanguage(f.Language) {
		l.block(at("language"), "language", fmt.Sprintf("unknown language %q", f.Language), "use a BCP 47 tag such as es or pt-BR")
	}
	switch attr["vigiaVerified"] {
	case "true":
		f.Verified = true
	case "false", "":
	default:
		l.block(at("vigiaVerified"), "test", fmt.Sprintf("%q is neither true nor false", attr["vigiaVerified"]), "write true only after a poll has succeeded")
	}
	l.monitor.Feeds = append(l.monitor.Feeds, f)
}
