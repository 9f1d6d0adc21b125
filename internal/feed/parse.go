package feed

import (
	"bytes"
	"fmt"
	"net/url"
	"strings"

	"vigia"
	"vigia/internal/charset"
)

// Parse reads a feed of any kind from the bytes of a response. contentType
// and address may be empty; address is what relative links are resolved
// against. Whatever can be read comes back, with warnings; an error is a
// *vigia.Problem that says what the document is instead of a feed.
func Parse(b []byte, contentType, address string) (f *Feed, err error) {
	defer func() {
		if r := recover(); r != nil {
			f, err = nil, problem(address, fmt.Sprintf("made the reader stumble (%.80v)", r), "report the feed: it has found a fault of ours")
		}
	}()
	b, broken, err := gunzip(b)
	if err != nil {
		return nil, problem(address, "is a damaged gzip file", "fetch it again")
	}
	switch {
	case len(b) > maxInput:
		return nil, problem(address, fmt.Sprintf("is larger than %d MiB", maxInput>>20), "look for a feed of a section, or for a sitemap index")
	case len(bytes.TrimSpace(b)) == 0:
		return nil, problem(address, "is empty", "open it in a browser and check the address")
	}
	if kind := charset.Binary(b); kind != "" {
		return nil, problem(address, "is "+kind+", not a feed", "check the address")
	}
	s, _, doubts := charset.Decode(b, contentType)
	f, err = parseText(s, address)
	if err != nil {
		return nil, err
	}
	f.Warnings = append(f.Warnings, doubts...)
	if broken {
		f.warn("the gzip stream breaks off")
	}
	finish(f, address)
	return f, nil
}

// parseText tells the formats apart by their first characters and root.
func parseText(s, address string) (*Feed, error) {
	s = strings.TrimLeft(s, " \t\r\n\uFEFF\x00")
	if strings.HasPrefix(s, "{") || strings.HasPrefix(s, "[") {
		return parseJSON(s, address)
	}
	s, junk := fromFirstTag(s)
	if s == "" {
		return parseList(junk, address)
	}
	s = repairXML(s)
	o := scan(s)
	f, err := parseDocument(s, o, address)
	switch o.root {
	case "br", "b", "p", "div":
		f = parseBehind(s, address)
	}
	switch {
	case err != nil:
		return nil, err
	case f == nil:
		return nil, notFeed(s, o.root, address)
	case junk != "":
		f.warn("%d bytes before the feed were passed over", len(junk))
	}
	return f, nil
}

// parseDocument reads a document by its root; neither a feed nor an error
// means that the root is none of ours.
func parseDocument(s string, o outline, address string) (*Feed, error) {
	switch o.root {
	case "urlset", "sitemapindex", "opml":
		if o.deep {
			return nil, problem(address, fmt.Sprintf("is nested deeper than %d", maxDepth), "it is no honest "+o.root)
		}
	}
	switch o.root {
	case "rss", "rdf", "feed", "channel":
		return parseXML(s, o, address)
	case "entry": // an Atom document of one entry
		s = `<feed xmlns="http://www.w3.org/2005/Atom">` + s + `</feed>`
		return parseXML(s, scan(s), address)
	case "urlset", "sitemapindex":
		return parseSitemap(s, o.root, address)
	case "opml":
		return parseOutlineFeed(s, address)
	}
	return nil, nil
}

// parseBehind reads the feed behind a server's warning in HTML ("<br /><b>
// Warning …"); nil if there is none. It looks once: a document made of nothing
// but warnings would otherwise cost the square of its length.
func parseBehind(s, address string) *Feed {
	doc, junk := fromFirstTag(s[1:])
	if junk == "" || doc == "" || strings.EqualFold(doc[:min(len(doc), 5)], "<html") {
		return nil
	}
	doc = repairXML(doc)
	f, err := parseDocument(doc, scan(doc), address)
	if err != nil || f == nil {
		return nil // what is wrong is said of the document as a whole
	}
	f.warn("%d bytes before the feed were passed over", len(junk)+1)
	return f
}

// fromFirstTag passes over what servers print before a document (warnings,
// blank lines); the rest is empty if no document follows.
func fromFirstTag(s string) (doc, junk string) {
	if strings.HasPrefix(s, "<") {
		return s, ""
	}
	head := s[:min(len(s), 16<<10)]
	for _, mark := range []string{"<?xml", "<rss", "<feed", "<rdf:RDF", "<urlset", "<sitemapindex", "<opml", "<html", "<HTML", "<!DOCTYPE", "<!doctype"} {
		if i := strings.Index(head, mark); i >= 0 {
			return s[i:], s[:i]
		}
	}
	return "", s
}

// notFeed says what a document is that has the look of XML or HTML.
func notFeed(s, root, address string) error {
	head := strings.ToLower(s[:min(len(s), 4096)])
	switch {
	case root == "html" || root == "head" || root == "body" || strings.Contains(head, "<html") || strings.Contains(head, "<!doctype html"):
		return problem(address, "is an HTML page, not a feed", "look in its source for <link rel=\"alternate\" type=\"application/rss+xml\">, or take the site's sitemap")
	case root == "":
		return problem(address, "is text without a feed in it", "check the address")
	}
	return problem(address, fmt.Sprintf("is an XML document <%s>, not a feed", cutRunes(root, 40)), "look for an RSS or Atom feed, a sitemap or an OPML list")
}

// parseList reads a sitemap that is a plain list of addresses.
func parseList(s, address string) (*Feed, error) {
	f := &Feed{Format: "sitemap"}
	dropped := 0
	for line := range strings.Lines(s) {
		line = strings.TrimSpace(line)
		switch {
		case line == "":
		case !strings.HasPrefix(line, "http://") && !strings.HasPrefix(line, "https://") || strings.ContainsAny(line, " \t<>"):
			return nil, problem(address, "is plain text, not a feed", "check the address")
		case len(f.Items) == maxItems:
			dropped++
		default:
			f.Items = append(f.Items, Item{Link: line})
		}
	}
	if len(f.Items) == 0 {
		return nil, problem(address, "is plain text, not a feed", "check the address")
	}
	f.tooMany(dropped)
	return f, nil
}

func (f *Feed) tooMany(dropped int) {
	if dropped > 0 {
		f.warn("%d items were dropped: no more than %d are taken at a time", dropped, maxItems)
	}
}

// problem makes the error that a user reads.
func problem(address, what, remedy string) error {
	name := "the document"
	if address != "" {
		name = cutRunes(address, 200)
	}
	return &vigia.Problem{Kind: vigia.ErrInvalid, What: name + " " + what, Remedy: remedy}
}

// finish resolves links, applies the caps and completes what other fields
// imply.
func finish(f *Feed, address string) {
	base, err := url.Parse(address)
	if err != nil || address == "" {
		base = nil
	}
	f.Title, f.Description = cutRunes(strings.TrimSpace(f.Title), maxTitle), cutBytes(f.Description, maxContent)
	f.Link, f.Self, f.Hub = resolve(base, f.Link), resolve(base, f.Self), resolve(base, f.Hub)
	if base == nil {
		base = absolute(f.Self)
	}
	if base == nil {
		base = absolute(f.Link)
	}
	f.Link = resolve(base, f.Link)
	for i := range f.Items {
		f.Items[i].finish(f, base)
	}
	for i, s := range f.Sitemaps {
		f.Sitemaps[i] = resolve(base, s)
	}
}
