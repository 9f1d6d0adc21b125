package feed

import (
	"encoding/xml"
	"io"
	"slices"
	"strings"
	"time"
)

// maxSitemaps is the most entries of a sitemap index that are taken.
const maxSitemaps = 50000

// sitemapURL is one <url> of a sitemap, with the news extension.
type sitemapURL struct {
	Loc     string `xml:"loc"`
	LastMod string `xml:"lastmod"`
	News    *struct {
		Publication struct {
			Name     string `xml:"name"`
			Language string `xml:"language"`
		} `xml:"publication"`
		Date     string `xml:"publication_date"`
		Title    string `xml:"title"`
		Keywords string `xml:"keywords"`
	} `xml:"news"`
}

// parseSitemap streams a sitemap, so that one of 50,000 addresses costs no
// more memory than its newest thousand.
func parseSitemap(s, root, address string) (*Feed, error) {
	f := &Feed{Format: "sitemap"}
	if root == "sitemapindex" {
		f.Format = "sitemapindex"
	}
	d := xml.NewDecoder(strings.NewReader(s))
	d.Strict = false
	d.Entity = xml.HTMLEntity
	seen := 0
	for {
		t, err := d.Token()
		if err == io.EOF {
			break
		}
		if err != nil {
			f.warn("the sitemap is ill-formed or breaks off (%s): %d entries were read", reason(err), seen)
			break
		}
		e, ok := t.(xml.StartElement)
		if !ok || e.Name.Local != "url" && e.Name.Local != "sitemap" {
			continue
		}
		var u sitemapURL
		if err := d.DecodeElement(&u, &e); err != nil {
			f.warn("the sitemap is ill-formed or breaks off (%s): %d entries were read", reason(err), seen)
			break
		}
		seen++
		f.addEntry(e.Name.Local, u)
	}
	if seen == 0 && len(f.Warnings) > 0 {
		return nil, problem(address, "is an ill-formed sitemap: "+f.Warnings[0], "fetch it again, or tell the publisher")
	}
	f.newest(maxItems)
	f.tooMany(seen - len(f.Items) - len(f.Sitemaps))
	return f, nil
}

// addEntry takes one entry, and thins the list when it has grown to twice
// what will be kept.
func (f *Feed) addEntry(kind string, u sitemapURL) {
	loc := strings.TrimSpace(u.Loc)
	if loc == "" || len(loc) > maxURL {
		return
	}
	if kind == "sitemap" {
		if len(f.Sitemaps) < maxSitemaps {
			f.Sitemaps = append(f.Sitemaps, loc)
		}
		return
	}
	it := Item{ID: loc, Link: loc, Updated: dateFrom(u.LastMod), RawDate: strings.TrimSpace(u.LastMod)}
	if u.News != nil {
		f.Format = "news-sitemap"
		it.Title = Plain(u.News.Title)
		it.Language = strings.TrimSpace(u.News.Publication.Language)
		it.Published = dateFrom(u.News.Date)
		it.RawDate = first(u.News.Date, u.LastMod)
		for k := range strings.SplitSeq(u.News.Keywords, ",") {
			if it.Categories = appendWord(it.Categories, k); len(it.Categories) > maxCategories {
				break // one more than is kept, so that finish warns of the rest
			}
		}
		f.Title = first(f.Title, u.News.Publication.Name)
	}
	f.Items = append(f.Items, it)
	if len(f.Items) >= 2*maxItems {
		f.newest(maxItems)
	}
}

// newest keeps the n newest items, in the order of the document; those
// without a date count as oldest.
func (f *Feed) newest(n int) {
	if len(f.Items) <= n {
		return
	}
	at := func(i int) time.Time { return firstDate(f.Items[i].Published, f.Items[i].Updated).At }
	order := make([]int, len(f.Items))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return at(b).Compare(at(a)) })
	order = order[:n]
	slices.Sort(order)
	kept := make([]Item, 0, 2*n)
	for _, i := range order {
		kept = append(kept, f.Items[i])
	}
	f.Items = kept
}
