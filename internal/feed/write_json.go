package feed

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"strconv"
)

// WriteJSONFeed writes f as JSON Feed 1.1, members in the order of the
// specification.
func WriteJSONFeed(w io.Writer, f Feed) error {
	out := jsonFeed{
		Version: "https://jsonfeed.org/version/1.1", Title: first(f.Title, "untitled"), HomePageURL: f.Link, FeedURL: f.Self,
		Description: Plain(f.Description), Language: f.Language, Authors: toJSONAuthors(f.Authors), Items: []jsonItem{},
	}
	if f.Hub != "" {
		out.Hubs = []jsonHub{{"WebSub", f.Hub}}
	}
	for _, it := range f.Items {
		out.Items = append(out.Items, toJSONItem(it))
	}
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetIndent("", "  ")
	enc.SetEscapeHTML(false)
	if err := enc.Encode(out); err != nil {
		return fmt.Errorf("encoding json feed: %w", err)
	}
	if _, err := w.Write(b.Bytes()); err != nil {
		return fmt.Errorf("writing json feed: %w", err)
	}
	return nil
}

func toJSONItem(it Item) jsonItem {
	j := jsonItem{
		ID: first(it.ID, it.Link), URL: it.Link, Title: it.Title, ContentHTML: it.Content, Summary: Plain(it.Summary),
		DatePublished: rfc3339(it.Published), DateModified: rfc3339(it.Updated), Authors: toJSONAuthors(it.Authors), Tags: it.Categories, Language: it.Language,
	}
	if j.ContentHTML == "" {
		j.ContentText, j.Summary = first(Plain(it.Summary), it.Title), "" // one of the two is required
	}
	for _, e := range it.Enclosures {
		n, _ := strconv.ParseInt(e.Length, 10, 64)
		j.Attachments = append(j.Attachments, jsonAttachment{e.URL, first(e.Type, "application/octet-stream"), n})
	}
	return j
}

func toJSONAuthors(as []Author) []jsonAuthor {
	var out []jsonAuthor
	for _, a := range as {
		out = append(out, jsonAuthor{first(a.Name, a.Email), a.URI})
	}
	return out
}

type jsonFeed struct {
	Version     string       `json:"version"`
	Title       string       `json:"title"`
	HomePageURL string       `json:"home_page_url,omitempty"`
	FeedURL     string       `json:"feed_url,omitempty"`
	Description string       `json:"description,omitempty"`
	Language    string       `json:"language,omitempty"`
	Authors     []jsonAuthor `json:"authors,omitempty"`
	Hubs        []jsonHub    `json:"hubs,omitempty"`
	Items       []jsonItem   `json:"items"`
}

type jsonItem struct {
	ID            string           `json:"id"`
	URL           string           `json:"url,omitempty"`
	Title         string           `json:"title,omitempty"`
	ContentHTML   string           `json:"content_html,omitempty"`
	ContentText   string           `json:"content_text,omitempty"`
	Summary       string           `json:"summary,omitempty"`
	DatePublished string           `json:"date_published,omitempty"`
	DateModified  string           `json:"date_modified,omitempty"`
	Authors       []jsonAuthor     `json:"authors,omitempty"`
	Tags          []string         `json:"tags,omitempty"`
	Language      string           `json:"language,omitempty"`
	Attachments   []jsonAttachment `json:"attachments,omitempty"`
}

type jsonAuthor struct {
	Name string `json:"name,omitempty"`
	URL  string `json:"url,omitempty"`
}

type jsonHub struct {
	Type string `json:"type"`
	URL  string `json:"url"`
}

type jsonAttachment struct {
	URL  string `json:"url"`
	Type string `json:"mime_type"`
	Size int64  `json:"size_in_bytes,omitempty"`
}
