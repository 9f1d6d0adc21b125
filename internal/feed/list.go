package feed

import (
	"bufio"
	"io"
	"strings"
)

// lines reads a sitemap that is a plain list of addresses.
func (r *reader) lines(text io.Reader, address string) error {
	noFeed := problem(address, "is plain text, not a feed", "check the address")
	r.f.Format = "sitemap"
	sc := bufio.NewScanner(text)
	for sc.Scan() && !r.stopped {
		line := strings.TrimSpace(sc.Text())
		switch {
		case line == "":
		case !hasWebScheme(line) || strings.ContainsAny(line, " \t<>"):
			return noFeed
		default:
			r.add(Item{Link: line})
		}
	}
	if r.n == 0 || sc.Err() != nil {
		return noFeed
	}
	return nil
}

// add hands on an item that does not come from elements.
func (r *reader) add(it Item) {
	r.n++
	it.finish(&r.faults)
	r.stopped = !r.emit(r.f, &it)
}

// directory reads the documents that list feeds or services without being
// one: AtomPub's service document with its collections, and XRDS. AtomPub's
// list of categories announces nothing.
func (r *reader) directory(root string) error {
	r.f.Format = "service"
	var it Item
	var text []byte
	for ; r.kind != endOfInput && !r.stopped; r.next() {
		switch r.kind {
		case startTag:
			text = text[:0]
			if r.lookup().local == "collection" {
				it = Item{Link: r.resolve(r.attributes().get("href"))}
			}
		case textToken, cdataToken:
			if len(text) < maxURL {
				text = r.appendText(text, r.text, r.kind == cdataToken)
			}
		case endTag:
			switch s := strings.TrimSpace(validUTF8(text)); r.lookup().local {
			case "title":
				if it.Title = tidyTitle(s); it.Link == "" {
					r.f.Title = first(r.f.Title, it.Title)
				}
			case "uri":
				it.Link = r.resolve(s)
			case "collection", "service":
				if it.Link != "" {
					it.ID = it.Link
					r.add(it)
				}
				it = Item{}
			}
		}
	}
	if root == "categories" {
		r.f.warn("it is a list of categories: no reports are announced in it")
	}
	return nil
}
