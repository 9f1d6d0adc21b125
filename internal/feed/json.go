package feed

import (
	"bytes"
	"encoding/json"
	"errors"
	"html"
	"io"
	"strings"
)

// json reads JSON Feed 1.0 and 1.1, one item at a time; a document that
// breaks off gives the items before the break. What has another type than the
// specification says is taken as far as it makes sense.
func (r *reader) json(text io.Reader, address string) error {
	d := json.NewDecoder(text)
	isFeed, err := false, error(nil)
	if t, terr := d.Token(); terr != nil || t != json.Delim('{') {
		if terr == nil {
			return problem(address, "is a JSON list, not a JSON Feed", "look for an RSS or Atom feed, or a sitemap")
		}
		err = terr
	}
	r.f.Format = "jsonfeed"
	for err == nil && !r.stopped && d.More() {
		var key json.Token
		if key, err = d.Token(); err != nil {
			break
		}
		if key == "items" {
			isFeed = true
			err = r.jsonItems(d)
			continue
		}
		var v json.RawMessage
		if err = d.Decode(&v); err == nil && r.jsonHead(key, v) {
			isFeed = true
		}
	}
	if err == nil && !r.stopped {
		_, err = d.Token() // }
	}
	why := "it breaks off"
	if err != nil && !errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF) {
		why = cutRunes(cleanText(err.Error()), 100)
	}
	switch {
	case err != nil && (!isFeed || r.n == 0 && r.f.Title == ""):
		return problem(address, "is not well-formed JSON ("+why+")", "fetch it again")
	case !isFeed:
		return problem(address, "is JSON, but no JSON Feed: it has no \"items\"", "look for an RSS or Atom feed, or a sitemap")
	case err != nil:
		r.f.warn("the feed is ill-formed after item %d (%s): %s", r.n, why, r.kept())
	}
	return nil
}

func (r *reader) jsonItems(d *json.Decoder) error {
	if t, err := d.Token(); err != nil || t != json.Delim('[') {
		return errors.Join(err, errors.New("items is no list"))
	}
	for !r.stopped && d.More() {
		var j jsonEntry
		var wrongType *json.UnmarshalTypeError
		switch err := d.Decode(&j); {
		case errors.As(err, &wrongType):
			r.faults[lostItem].n++
		case err != nil:
			return err
		default:
			r.jsonItem(&j)
		}
	}
	if r.stopped {
		return nil
	}
	_, err := d.Token() // ]
	return err
}

// jsonHead takes a member of the feed; it reports whether the member is one
// that only feeds have.
func (r *reader) jsonHead(key json.Token, v json.RawMessage) (isFeed bool) {
	var s loose
	switch _ = json.Unmarshal(v, &s); key {
	case "version":
		return strings.Contains(string(s), "jsonfeed.org")
	case "title":
		r.f.Title = tidyTitle(string(s))
	case "home_page_url":
		r.f.Link = r.resolve(string(s))
	case "feed_url":
		r.f.Self = r.resolve(string(s))
	case "language":
		r.f.Language = string(s)
	case "description":
		r.f.Description, r.f.DescriptionIsText = escapedText(string(s))
	case "user_comment":
		r.f.Info, r.f.InfoIsText = escapedText(string(s))
	case "author", "authors":
		var as many[jsonPerson]
		if _ = json.Unmarshal(v, &as); len(r.f.Authors) == 0 {
			r.f.Authors = r.jsonPersons(as)
		}
	case "hubs":
		var hs many[struct{ Type, URL loose }]
		_ = json.Unmarshal(v, &hs)
		for _, h := range hs {
			if strings.EqualFold(string(h.Type), "websub") && r.f.Hub == "" {
				r.f.Hub = r.resolve(string(h.URL))
			}
		}
	}
	return false
}

type jsonEntry struct {
	ID            loose              `json:"id"`
	URL           loose              `json:"url"`
	ExternalURL   loose              `json:"external_url"`
	Title         loose              `json:"title"`
	ContentHTML   loose              `json:"content_html"`
	ContentText   loose              `json:"content_text"`
	Summary       loose              `json:"summary"`
	DatePublished loose              `json:"date_published"`
	DateModified  loose              `json:"date_modified"`
	Author        many[jsonPerson]   `json:"author"`
	Authors       many[jsonPerson]   `json:"authors"`
	Tags          many[loose]        `json:"tags"`
	Language      loose              `json:"language"`
	Attachments   many[jsonEnclosed] `json:"attachments"`
}

type jsonPerson struct{ Name, URL loose }

type jsonEnclosed struct {
	URL      loose `json:"url"`
	MimeType loose `json:"mime_type"`
	Size     loose `json:"size_in_bytes"`
}

func (r *reader) jsonItem(j *jsonEntry) {
	it := Item{
		ID: string(j.ID), Title: tidyTitle(string(j.Title)), Content: string(j.ContentHTML), Language: string(j.Language),
		Published: dateFrom(string(j.DatePublished)), Updated: dateFrom(string(j.DateModified)), RawDate: first(string(j.DatePublished), string(j.DateModified)),
		Authors: r.jsonPersons(append(j.Authors, j.Author...)),
	}
	it.Summary, it.SummaryIsText = escapedText(string(j.Summary))
	if it.Content == "" {
		it.Content, it.ContentIsText = escapedText(string(j.ContentText))
	}
	for _, u := range []string{string(j.URL), string(j.ExternalURL), string(j.ID)} {
		if it.Link == "" && u != "" && (u != string(j.ID) || hasWebScheme(u)) {
			it.Link = r.resolve(u)
		}
	}
	for _, a := range j.Attachments {
		it.addEnclosure(Enclosure{r.resolve(string(a.URL)), string(a.MimeType), string(a.Size)})
	}
	for _, t := range j.Tags {
		it.addCategory(html.EscapeString(string(t)))
	}
	r.add(it)
}

func (r *reader) jsonPersons(ps many[jsonPerson]) []Author {
	var out []Author
	for _, p := range ps {
		if a := (Author{Name: tidyTitle(string(p.Name)), URI: webAddress(string(p.URL), r.base)}); a != (Author{}) && len(out) <= maxAuthors {
			out = appendNew(out, a)
		}
	}
	return out
}

// escapedText makes HTML of plain text.
func escapedText(s string) (string, bool) {
	if !strings.ContainsAny(s, "<>&") {
		return s, false
	}
	return HTML(s), true
}

// cleanText takes out control characters.
func cleanText(s string) string {
	return string((&scanner{}).appendText(nil, []byte(s), true))
}

// loose is a text, or a number where one stands for it.
type loose string

func (l *loose) UnmarshalJSON(b []byte) error {
	switch b[0] {
	case '"':
		if err := json.Unmarshal(b, (*string)(l)); err != nil {
			return err
		}
		*l = loose(strings.TrimSpace(cleanText(string(*l))))
	case '{', '[', 'n':
	default:
		*l = loose(bytes.TrimSpace(b))
	}
	return nil
}

// many is a list, or one where a list should stand, without what does not
// fit.
type many[T any] []T

func (l *many[T]) UnmarshalJSON(b []byte) error {
	raw := []json.RawMessage{b}
	if b[0] == '[' {
		if err := json.Unmarshal(b, &raw); err != nil {
			return err
		}
	}
	for _, r := range raw {
		var v T
		if !bytes.Equal(r, []byte("null")) && json.Unmarshal(r, &v) == nil {
			*l = append(*l, v)
		}
	}
	return nil
}
