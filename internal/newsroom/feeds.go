package newsroom

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"html"
	"strings"
	"time"
)

// inFeed is how many reports a feed holds.
const inFeed = 30

// feed is the outlet's feed in its flavour.
func (s *Site) feed(out []*Report) ([]byte, string) {
	if len(out) > inFeed {
		out = out[len(out)-inFeed:]
	}
	var b bytes.Buffer
	contentType := "application/xml"
	switch s.Feed {
	case "rss1":
		s.rss1(&b, out)
	case "atom":
		s.atom(&b, out)
		contentType = "application/atom+xml"
	case "jsonfeed":
		return s.jsonFeed(out), "application/feed+json"
	case "news-sitemap":
		s.newsSitemap(&b, out)
	default:
		s.rss2(&b, out)
		contentType = "application/rss+xml"
	}
	return encode(b.Bytes(), s.Charset), contentType + "; charset=" + s.Charset
}

func (s *Site) head(b *bytes.Buffer) {
	fmt.Fprintf(b, "<?xml version=\"1.0\" encoding=%q?>\n<!-- sample: an invented outlet -->\n", strings.ToUpper(s.Charset))
}

// url is the address as the feed gives it: a redirecting outlet counts clicks.
func (s *Site) url(r *Report) string {
	if s.has("redirect") {
		return "http://" + s.Domain + "/go" + s.path(r)
	}
	return "http://" + s.Domain + s.path(r)
}

func (s *Site) rss2(b *bytes.Buffer, out []*Report) {
	s.head(b)
	fmt.Fprintf(b, "<rss version=\"2.0\" xmlns:dc=\"http://purl.org/dc/elements/1.1/\"><channel><title>%s</title><link>http://%s/</link><description>%s</description><language>%s</language>\n",
		x(s.Name), s.Domain, x(s.Tagline), s.Language)
	for i := len(out) - 1; i >= 0; i-- {
		r := out[i]
		fmt.Fprintf(b, "<item><title>%s</title><link>%s</link><guid isPermaLink=\"false\">%s</guid><pubDate>%s</pubDate><category>%s</category>",
			x(r.Title), x(s.url(r)), r.ID, r.At.Format(time.RFC1123Z), x(r.Section))
		for _, a := range r.Byline {
			fmt.Fprintf(b, "<dc:creator>%s</dc:creator>", x(a))
		}
		fmt.Fprintf(b, "<description>%s</description></item>\n", x(r.Paragraphs()[0]))
	}
	b.WriteString("</channel></rss>\n")
}

func (s *Site) rss1(b *bytes.Buffer, out []*Report) {
	s.head(b)
	fmt.Fprintf(b, "<rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\" xmlns=\"http://purl.org/rss/1.0/\" xmlns:dc=\"http://purl.org/dc/elements/1.1/\">\n"+
		"<channel rdf:about=\"http://%s/feed\"><title>%s</title><link>http://%s/</link><description>%s</description></channel>\n", s.Domain, x(s.Name), s.Domain, x(s.Tagline))
	for i := len(out) - 1; i >= 0; i-- {
		r := out[i]
		fmt.Fprintf(b, "<item rdf:about=\"%[1]s\"><title>%[2]s</title><link>%[1]s</link><dc:date>%[3]s</dc:date><dc:language>%[4]s</dc:language><description>%[5]s</description></item>\n",
			x(s.url(r)), x(r.Title), rfc3339(r.At), r.Language, x(r.Paragraphs()[0]))
	}
	b.WriteString("</rdf:RDF>\n")
}

func (s *Site) atom(b *bytes.Buffer, out []*Report) {
	s.head(b)
	fmt.Fprintf(b, "<feed xmlns=\"http://www.w3.org/2005/Atom\" xml:lang=%q><title>%s</title><id>http://%s/</id><link href=\"http://%s/\"/>\n", s.Language, x(s.Name), s.Domain, s.Domain)
	if len(out) > 0 {
		fmt.Fprintf(b, "<updated>%s</updated>\n", rfc3339(out[len(out)-1].At))
	}
	for i := len(out) - 1; i >= 0; i-- {
		r := out[i]
		fmt.Fprintf(b, "<entry><title>%s</title><id>tag:%s,2021:%s</id><link rel=\"alternate\" href=\"%s\"/><published>%s</published><updated>%s</updated>",
			x(r.Title), s.Domain, r.ID, x(s.url(r)), rfc3339(r.At), rfc3339(r.At))
		for _, a := range r.Byline {
			fmt.Fprintf(b, "<author><name>%s</name></author>", x(a))
		}
		fmt.Fprintf(b, "<summary>%s</summary></entry>\n", x(r.Paragraphs()[0]))
	}
	b.WriteString("</feed>\n")
}

func (s *Site) newsSitemap(b *bytes.Buffer, out []*Report) {
	s.head(b)
	b.WriteString("<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\" xmlns:news=\"http://www.google.com/schemas/sitemap-news/0.9\">\n")
	for i := len(out) - 1; i >= 0; i-- {
		r := out[i]
		fmt.Fprintf(b, "<url><loc>%s</loc><news:news><news:publication><news:name>%s</news:name><news:language>%s</news:language></news:publication><news:publication_date>%s</news:publication_date><news:title>%s</news:title></news:news></url>\n",
			x(s.url(r)), x(s.Name), r.Language, rfc3339(r.At), x(r.Title))
	}
	b.WriteString("</urlset>\n")
}

func (s *Site) jsonFeed(out []*Report) []byte {
	type author struct {
		Name string `json:"name"`
	}
	type item struct {
		ID        string   `json:"id"`
		URL       string   `json:"url"`
		Title     string   `json:"title"`
		Summary   string   `json:"summary"`
		Published string   `json:"date_published"`
		Language  string   `json:"language"`
		Authors   []author `json:"authors,omitempty"`
	}
	f := struct {
		Version  string `json:"version"`
		Title    string `json:"title"`
		Home     string `json:"home_page_url"`
		Comment  string `json:"user_comment"`
		Language string `json:"language"`
		Items    []item `json:"items"`
	}{"https://jsonfeed.org/version/1.1", s.Name, "http://" + s.Domain + "/", "sample: an invented outlet", s.Language, []item{}}
	for i := len(out) - 1; i >= 0; i-- {
		r := out[i]
		it := item{r.ID, s.url(r), r.Title, r.Paragraphs()[0], rfc3339(r.At), r.Language, nil}
		for _, a := range r.Byline {
			it.Authors = append(it.Authors, author{a})
		}
		f.Items = append(f.Items, it)
	}
	b, err := json.Marshal(f)
	if err != nil {
		return nil // unreachable: the value has only strings
	}
	return b
}

// list is the official list as of now: every change up to today.
func (n *Newsroom) list() (body []byte, contentType string, modified time.Time) {
	return n.table("data/list/ofac-2021.csv", 1, 0, func(days []string, today string) bool { return days[0] <= today })
}

// invented is the outlet whose list has only who does not exist.
const invented = "lista-muestra"

// version is the invented list as it stands today.
func (n *Newsroom) version() (body []byte, contentType string, modified time.Time) {
	return n.table("data/list/sample.csv", 2, 2, func(days []string, today string) bool {
		return days[0] <= today && (days[1] == "" || today <= days[1])
	})
}

// table serves the rows of a file that stand today. The first columns are the
// days on which a row changes the file; so many columns are hidden.
func (n *Newsroom) table(file string, days, hidden int, stands func(days []string, today string) bool) (body []byte, contentType string, modified time.Time) {
	raw, err := files.ReadFile(file)
	if err != nil {
		return nil, "", time.Time{}
	}
	rows, err := csv.NewReader(bytes.NewReader(raw)).ReadAll()
	if err != nil {
		return nil, "", time.Time{}
	}
	today := n.at().Format(time.DateOnly)
	var b bytes.Buffer
	w := csv.NewWriter(&b)
	for i, row := range rows {
		if i == 0 || stands(row[:days], today) {
			w.Write(row[hidden:])
		}
		for _, s := range row[:days] {
			if d, err := time.Parse(time.DateOnly, s); err == nil && s <= today && d.After(modified) {
				modified = d
			}
		}
	}
	w.Flush()
	return b.Bytes(), "text/csv; charset=utf-8", modified
}

func x(s string) string          { return html.EscapeString(s) }
func rfc3339(t time.Time) string { return t.Format(time.RFC3339) }
