package feed

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"

	gojson "github.com/mmcdole/gofeed/json"
)

// parseJSON reads JSON Feed 1.0 and 1.1. The document is walked once so that
// no more than maxItems are ever held; a document that breaks off gives the
// items before the break.
func parseJSON(s, address string) (*Feed, error) {
	if strings.HasPrefix(s, "[") {
		return nil, problem(address, "is a JSON list, not a JSON Feed", "look for an RSS or Atom feed, or a sitemap")
	}
	head, items, dropped, cause := splitJSON(s)
	_, isFeed := head["items"]
	version := unquote(head["version"])
	if !isFeed && !strings.Contains(version, "jsonfeed.org") {
		if cause != nil && len(head) == 0 {
			return nil, problem(address, "is not well-formed JSON ("+cutRunes(cause.Error(), 100)+")", "fetch it again")
		}
		return nil, problem(address, "is JSON, but no JSON Feed: it has no \"items\"", "look for an RSS or Atom feed, or a sitemap")
	}
	f := fromJSON(head)
	if cause != nil && len(items) == 0 && f.Title == "" {
		return nil, problem(address, "is not well-formed JSON ("+cutRunes(cause.Error(), 100)+")", "fetch it again")
	}
	lost := 0
	for _, raw := range items {
		var one gojson.Item
		if err := json.Unmarshal(raw, &one); err != nil {
			lost++
			continue
		}
		f.Items = append(f.Items, fromJSONItem(&one))
	}
	if cause != nil {
		f.warn("the feed is ill-formed or breaks off (%s): %d items were taken", cutRunes(cause.Error(), 100), len(f.Items))
	}
	if lost > 0 {
		f.warn("%d items could not be read", lost)
	}
	f.tooMany(dropped)
	return f, nil
}

// splitJSON takes the top object apart: its members other than items, the
// items as they stand, and how many more there were.
func splitJSON(s string) (head map[string]json.RawMessage, items []json.RawMessage, dropped int, err error) {
	head = map[string]json.RawMessage{}
	d := json.NewDecoder(strings.NewReader(s))
	if _, err = d.Token(); err != nil { // {
		return head, nil, 0, err
	}
	for d.More() {
		key, err := d.Token()
		if err != nil {
			return head, items, dropped, err
		}
		name, _ := key.(string)
		if name != "items" {
			var v json.RawMessage
			if err := d.Decode(&v); err != nil {
				return head, items, dropped, err
			}
			head[name] = v
			continue
		}
		head["items"] = nil
		if t, err := d.Token(); err != nil || t != json.Delim('[') {
			return head, items, dropped, fmt.Errorf("items is no list")
		}
		for d.More() {
			var v json.RawMessage
			if err := d.Decode(&v); err != nil {
				return head, items, dropped, err
			}
			if len(items) == maxItems || len(v) > maxPart {
				dropped++
				continue
			}
			items = append(items, bytes.Clone(v))
		}
		if _, err := d.Token(); err != nil { // ]
			return head, items, dropped, err
		}
	}
	_, err = d.Token() // }
	return head, items, dropped, err
}

func fromJSON(head map[string]json.RawMessage) *Feed {
	delete(head, "items")
	b, err := json.Marshal(head)
	var j gojson.Feed
	if err == nil {
		err = json.Unmarshal(b, &j)
	}
	f := &Feed{
		Format:      "jsonfeed",
		Title:       j.Title,
		Link:        j.HomePageURL,
		Self:        j.FeedURL,
		Language:    j.Language,
		Description: j.Description,
		Authors:     jsonAuthors(j.Authors, j.Author),
	}
	if err != nil {
		f.Title, f.Link = unquote(head["title"]), unquote(head["home_page_url"])
		f.warn("the head of the feed could not be read: %s", cutRunes(err.Error(), 100))
	}
	var hubs []struct{ Type, URL string }
	if json.Unmarshal(head["hubs"], &hubs) == nil {
		for _, h := range hubs {
			if strings.EqualFold(h.Type, "websub") && f.Hub == "" {
				f.Hub = h.URL
			}
		}
	}
	return f
}

func fromJSONItem(j *gojson.Item) Item {
	it := Item{
		ID:         j.ID,
		Link:       first(j.URL, j.ExternalURL),
		Title:      j.Title,
		Summary:    first(j.Summary, j.ContentText),
		Content:    j.ContentHTML,
		Language:   j.Language,
		Published:  dateFrom(j.DatePublished),
		Updated:    dateFrom(j.DateModified),
		RawDate:    first(j.DatePublished, j.DateModified),
		Authors:    jsonAuthors(j.Authors, j.Author),
		Categories: j.Tags,
	}
	if it.Link == "" && strings.HasPrefix(j.ID, "http") {
		it.Link = j.ID
	}
	if j.Attachments != nil {
		for _, a := range *j.Attachments {
			e := Enclosure{URL: a.URL, Type: a.MimeType}
			if a.SizeInBytes > 0 {
				e.Length = strconv.FormatInt(a.SizeInBytes, 10)
			}
			it.Enclosures = append(it.Enclosures, e)
		}
	}
	return it
}

func jsonAuthors(list []*gojson.Author, one *gojson.Author) []Author {
	if len(list) == 0 && one != nil {
		list = []*gojson.Author{one}
	}
	var out []Author
	for _, a := range list {
		if a != nil && (a.Name != "" || a.URL != "") {
			out = append(out, Author{Name: a.Name, URI: a.URL})
		}
	}
	return out
}

func unquote(raw json.RawMessage) string {
	var s string
	if json.Unmarshal(raw, &s) != nil {
		return ""
	}
	return s
}
