package scout

import (
	"cmp"
	"net/url"
	"regexp"
	"slices"
	"strings"

	"vigia/internal/address"
	"vigia/internal/fetch"
)

// candidate is an address where a feed or sitemap may be.
type candidate struct {
	url, found string
	title      string // that the page gives it
	weight     int    // the higher, the sooner it is asked
}

var feedType = regexp.MustCompile(`(?i)^(?:application|text)/(?:rss\+xml|atom\+xml|feed\+json|rdf\+xml|x-rss\+xml|xml)(?:\s*;|$)`)

// feedLike are addresses that end as those of feeds do.
var feedLike = regexp.MustCompile(`(?i)/(?:feeds?|rss|rss2|atom)(?:/[a-z0-9_-]+)?/?$|/(?:rss|atom|feed|index|rdf)\.(?:xml|rdf|json|php|aspx?)$|\.(?:rss|atom|rdf)$|[?&]feed=|^https?://(?:feeds?|rss)\.`)

// feedPage are the titles of pages that list feeds.
var feedWord = regexp.MustCompile(`(?i)(?:^|[^\p{L}])(?:rss|atom|feeds?|webfeed)(?:$|[^\p{L}])`)

// feeds are the feeds that a page declares and links to, the likeliest first,
// each once.
func (p *page) feeds() []candidate {
	var out []candidate
	seen := map[string]bool{}
	add := func(href, found, title string, weight int) {
		u, err := address.Resolve(href, p.base)
		if err != nil || !strings.HasPrefix(u, "http") || len(out) >= 200 {
			return
		}
		u, _, _ = strings.Cut(u, "#")
		if seen[u] {
			return
		}
		seen[u] = true
		if fetch.SiteOf(u) != fetch.SiteOf(p.address) {
			weight -= 15
		}
		if low := strings.ToLower(u + " " + title); strings.Contains(low, "comment") || strings.Contains(low, "comentario") || strings.Contains(low, "podcast") {
			weight -= 20
		}
		out = append(out, candidate{u, found, title, weight})
	}
	for _, n := range p.heads {
		rel := strings.Fields(strings.ToLower(attr(n, "rel")))
		if !slices.Contains(rel, "alternate") && !slices.Contains(rel, "feed") || attr(n, "hreflang") != "" && attr(n, "type") == "" {
			continue
		}
		if slices.Contains(rel, "feed") || feedType.MatchString(strings.TrimSpace(attr(n, "type"))) {
			add(attr(n, "href"), FoundDeclared, attr(n, "title"), 30)
		}
	}
	for _, a := range p.anchors {
		if href := attr(a.node, "href"); feedLike.MatchString(a.url) || feedLike.MatchString(href) {
			weight := 10
			if feedWord.MatchString(a.text) {
				weight = 14
			}
			add(href, FoundLinked, a.text, weight)
		}
	}
	slices.SortStableFunc(out, func(a, b candidate) int { return cmp.Compare(b.weight, a.weight) })
	return out
}

// guesses are the addresses at which feeds and news sitemaps usually are: below
// the section first, then at the root.
func guesses(page string) []string {
	u, err := url.Parse(page)
	if err != nil {
		return nil
	}
	root := u.Scheme + "://" + u.Host
	var out []string
	if dir := strings.TrimSuffix(u.Path, "/"); dir != "" && !strings.Contains(dir[strings.LastIndexByte(dir, '/'):], ".") {
		out = append(out, root+dir+"/feed/")
	}
	for _, path := range []string{"/feed/", "/rss.xml", "/rss", "/feed.xml", "/atom.xml"} {
		out = append(out, root+path)
	}
	return out
}

func sitemapGuesses(page string) []string {
	u, err := url.Parse(page)
	if err != nil {
		return nil
	}
	root := u.Scheme + "://" + u.Host
	return []string{root + "/news-sitemap.xml", root + "/sitemap.xml"}
}

var newsName = regexp.MustCompile(`(?i)news|noticia|actualid|latest|ultim|recent|today|nachricht|novost`)

// sitemapsOf are the sitemaps that a robots.txt names, those of news first.
func sitemapsOf(robots []byte, base string) []candidate {
	var out []candidate
	for line := range strings.Lines(string(robots[:min(len(robots), 500<<10)])) {
		key, value, ok := strings.Cut(line, ":")
		if !ok || !strings.EqualFold(strings.TrimSpace(strings.TrimPrefix(key, "\ufeff")), "sitemap") {
			continue
		}
		u, err := address.Resolve(strings.TrimSpace(value), base)
		if err == nil && strings.HasPrefix(u, "http") && len(out) < 200 {
			out = append(out, candidate{url: u, found: FoundRobots})
		}
	}
	return newsFirst(out)
}

// newsFirst sorts sitemaps: those of news, then the others, those of other
// sites and of pictures last.
func newsFirst(cs []candidate) []candidate {
	for i := range cs {
		low := strings.ToLower(cs[i].url)
		if newsName.MatchString(low[strings.LastIndexByte(strings.TrimSuffix(low, "/"), '/')+1:]) {
			cs[i].weight += 10
		}
		if strings.Contains(low, "video") || strings.Contains(low, "image") || strings.Contains(low, "tag") || strings.Contains(low, "author") || strings.Contains(low, "categor") {
			cs[i].weight -= 10
		}
	}
	slices.SortStableFunc(cs, func(a, b candidate) int { return cmp.Compare(b.weight, a.weight) })
	return cs
}
