// Package article reads a report out of the bytes of a capture: title, byline,
// dates, language, text, and what a desk should doubt.
//
// It is pure: no network, no files, no clock, no goroutine. The same bytes give
// the same report, and Version names the reader that gave it, so that every
// report can be made again from its capture. What is said about the report is
// read from the page's own words, each field with where it was found. What the
// page does not say stays empty: nothing is invented.
//
// A page is parsed once (parse) and laid out once (newLayout): blocks of text in
// the order of reading, and the elements around them. Two forests that
// internal/article/teach has grown from pages with known texts tell which
// blocks are of the report: the first looks at each block, the second at what
// the first said about those around it (facts.rows, facts.second).
//
// The bytes are hostile. No input panics or hangs: all work is linear in the
// page and bounded by counts, and what lies beyond a bound is left out with a
// doubt that says so. What is no page at all is a *vigia.Problem that names it.
package article

import (
	"fmt"
	"strings"

	"vigia"
	"vigia/internal/charset"
	"vigia/internal/pdf"
	"vigia/internal/text"
)

// maxBytes is the most of a page that is read.
const maxBytes = 10 << 20

// Read reads a page. contentType is that of the response and may be empty,
// address is where it was captured and may be too. Errors are *vigia.Problem.
func Read(b []byte, contentType, address string) (r Report, err error) {
	defer func() {
		if p := recover(); p != nil {
			r, err = Report{}, problem(address, fmt.Sprintf("made the reader stumble (%.80v)", p), "report the page: it has found a fault of ours")
		}
	}()
	if pdf.Is(b) {
		return readPDF(b, address)
	}
	s, r, err := open(b, contentType, address)
	if err != nil {
		return Report{}, err
	}
	if !looksLikeHTML(s) {
		return readPlain(s, contentType, address, r)
	}
	p, err := newPage(s, address)
	if err != nil {
		return Report{}, err
	}
	p.fill(&r)
	return r, nil
}

// open checks and decodes the bytes.
func open(b []byte, contentType, address string) (string, Report, error) {
	r := Report{Provenance: map[string]string{}}
	if kind := charset.Binary(b); kind != "" {
		return "", r, problem(address, "is "+kind+", not a page", "read it with a tool of its own, and enter what it says by hand")
	}
	if len(b) > maxBytes {
		b = b[:maxBytes]
		r.Truncated = true
		r.doubt("the page is larger than %d MiB: only its beginning was read", maxBytes>>20)
	}
	s, name, doubts := charset.Decode(b, contentType)
	if len(s) > maxBytes {
		s = strings.ToValidUTF8(s[:maxBytes], "")
		r.Truncated = true
	}
	r.Charset, r.Doubts = name, append(r.Doubts, doubts...)
	if strings.TrimSpace(s) == "" {
		return "", r, problem(address, "is empty", "look at it in a browser: it may be built by scripts, or gone")
	}
	return s, r, nil
}

// looksLikeHTML tells a page from a plain text, mostly by how it begins.
func looksLikeHTML(s string) bool {
	return hasMark(s[:min(len(s), 1<<10)]) || hasMark(s[:min(len(s), 64<<10)])
}

func hasMark(head string) bool {
	head = strings.ToLower(head)
	for _, mark := range []string{"<html", "<!doctype html", "<head", "<body", "<p", "<div", "<br", "<title", "<h1", "<span", "<table", "<meta", "<article", "<frame"} {
		if strings.Contains(head, mark) {
			return true
		}
	}
	return false
}

// readPlain reads a plain text: its first short line is the title.
func readPlain(s, contentType, address string, r Report) (Report, error) {
	head := strings.TrimSpace(s[:min(len(s), 256)])
	switch {
	case strings.HasPrefix(head, "{") || strings.HasPrefix(head, "["):
		return Report{}, problem(address, "is JSON data, not a page", "give the address of the page that readers see")
	case strings.HasPrefix(head, "<"):
		return Report{}, problem(address, "is XML, not a page", "read it as a feed")
	case strings.Contains(contentType, "javascript") || strings.Contains(contentType, "css"):
		return Report{}, problem(address, "is code, not a page", "give the address of the page that readers see")
	}
	var ps []string
	for par := range strings.SplitSeq(strings.ReplaceAll(s, "\r\n", "\n"), "\n\n") {
		if par = text.Clean(par); par != "" {
			ps = append(ps, par)
		}
	}
	title := ""
	if len(ps) > 1 && len([]rune(ps[0])) <= 200 && !strings.HasSuffix(ps[0], ".") {
		title, ps = ps[0], ps[1:]
		r.Provenance["title"] = "text"
	}
	r.Title, r.Text = title, strings.Join(ps, "\n\n")
	r.Provenance["text"] = "text"
	r.setLanguage("")
	r.setGenre(newGenre(address, title))
	return r, nil
}

// FromText makes a report of a text that came without a page, as from a data
// set, a mailbox or a translator. published and language may be empty.
func FromText(title, body, address, published, lang string) Report {
	r := Report{Title: text.Clean(title), Provenance: map[string]string{}}
	var ps []string
	for par := range strings.SplitSeq(strings.ToValidUTF8(strings.ReplaceAll(body, "\r\n", "\n"), "\uFFFD"), "\n") {
		if par = text.Clean(par); par != "" {
			ps = append(ps, par)
		}
	}
	r.Text = strings.Join(ps, "\n\n")
	if r.Title != "" {
		r.Provenance["title"] = "text"
	}
	r.Provenance["text"] = "text"
	if d := readDate(published); d.Known() {
		d.From = "text"
		r.Published = d
		r.Provenance["published"] = "text"
	}
	r.setLanguage(lang)
	r.setGenre(newGenre(address, title))
	return r
}

func (r *Report) doubt(format string, args ...any) {
	r.Doubts = append(r.Doubts, fmt.Sprintf(format, args...))
}

// problem makes the error that a user reads.
func problem(address, what, remedy string) error {
	name := "the document"
	if address != "" {
		name = text.Cut(text.Clean(address), 200)
	}
	return &vigia.Problem{Kind: vigia.ErrInvalid, What: name + " " + what, Remedy: remedy}
}
