package publish

import (
	"net/url"
	"strings"
	"unicode"
	"unicode/utf8"

	"vigia"
	"vigia/internal/edition"
	"vigia/internal/policy"
	"vigia/internal/proof"
)

// classView is the ownership class of an outlet as a reader sees it.
type classView struct {
	Code, Words string
	State       bool // counts as state media
}

// sourceView is a report as a reader sees it, wherever it is named.
type sourceView struct {
	ID, Headline        string
	Language, Direction string
	LanguageName        string
	Outlet              string
	Class               classView
	Government          string // in words
	Date, ISO           string
	Precision           string
	Href                string // of its page
	URL                 string // of the original, "" unless it is a web address
}

// source makes the view of a report for the page from.
func (r *renderer) source(from page, d edition.Document, f edition.ReportFacts) sourceView {
	c := from.catalogue
	v := sourceView{
		ID: f.ID, Headline: headline(f.Title, f.URL), Language: f.Language, Direction: direction(f.Language), LanguageName: c.tongue(f.Language),
		Outlet: f.OutletName, Class: c.class(f.Class, f.State), Government: government(f.Government, from.Lang),
		Date: c.date(f.Published, r.zone), ISO: f.Published.String(), Precision: c.precision(f.Published), URL: webAddress(f.URL),
	}
	v.Href = from.Link(proof.EditionPath(d.Edition.Number, "reports/"+f.ID+"/index.html"))
	return v
}

func (c catalogue) class(class vigia.Class, state bool) classView {
	code := string(class)
	if code == "" {
		code = "?"
	}
	v := classView{Code: code, Words: code, State: state}
	if c.has("class." + code) {
		v.Words = c.T("class." + code)
	}
	return v
}

// government is a state in words, its code if it has none.
func government(code, lang string) string {
	if n, ok := policy.Government(code, lang); ok {
		return n
	}
	return code
}

// headline is the title of a report; one without a title has its address.
func headline(title, address string) string {
	if t := strings.Join(strings.Fields(title), " "); t != "" {
		return t
	}
	return address
}

// webAddress lets only addresses of the web stand as links: what a page
// calls itself was written by strangers.
func webAddress(s string) string {
	u, err := url.Parse(s)
	if err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" {
		return ""
	}
	return u.String()
}

// maxQuote is how many characters of a report are quoted at once.
const maxQuote = 300

// quote cuts a passage to a length that may be quoted, at a word.
func quote(s string) string {
	s = strings.Join(strings.Fields(s), " ")
	if utf8.RuneCountInString(s) <= maxQuote {
		return s
	}
	runes := []rune(s)[:maxQuote-2]
	for i := len(runes) - 1; i > maxQuote/2; i-- {
		if unicode.IsSpace(runes[i]) {
			runes = runes[:i]
			break
		}
	}
	return strings.TrimRightFunc(string(runes), func(r rune) bool { return unicode.IsSpace(r) || r == ',' || r == ';' }) + " …"
}

// paragraphs cuts a text at its blank lines.
func paragraphs(s string) []string {
	var out []string
	for p := range strings.SplitSeq(strings.ReplaceAll(s, "\r\n", "\n"), "\n\n") {
		if p = strings.Join(strings.Fields(p), " "); p != "" {
			out = append(out, p)
		}
	}
	return out
}
