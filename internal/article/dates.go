package article

import (
	"regexp"
	"strings"
	"time"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"vigia"
	"vigia/internal/feed"
	"vigia/internal/text"
)

const hour = time.Hour

// found is a date with the words it was read from.
type found struct {
	vigia.Date
	zoned bool
}

// setDates finds when the report was published and changed, in the order of
// trust: the page's data, its metas, <time>, the address, the visible text.
// The first that speaks decides the day; a later one that agrees on the day
// may add the hour or the zone.
func (p *page) setDates(r *Report) {
	var all []found
	add := func(from string, raws ...string) {
		for _, raw := range raws {
			d := readDate(raw)
			if !d.Known() || d.Precision == vigia.ToYear || d.Precision == vigia.ToMonth {
				continue
			}
			d.From = from
			all = append(all, found{d, zoned(raw)})
		}
	}
	add("json-ld", p.ld.text("datePublished"))
	add("meta", p.metaDates(publishedMetas)...)
	add("meta", p.microDates("datepublished")...)
	add("json-ld", p.ld.text("dateCreated"), p.ld.text("uploadDate"))
	add("time", p.timeTags()...)
	add("url", dateInAddress(nonBlank(p.address, p.canonical, p.get("og:url"))))
	if len(all) == 0 {
		add("text", p.printedDates(r)...)
	}
	if len(all) == 0 {
		add("meta", p.metaDates(vagueMetas)...)
	}
	if len(all) > 0 {
		r.Published = finest(all)
		r.Provenance["published"] = r.Published.From
		p.doubtDates(r, all)
	}
	all = nil
	add("json-ld", p.ld.text("dateModified"))
	add("meta", p.metaDates(modifiedMetas)...)
	add("meta", p.microDates("datemodified")...)
	if len(all) > 0 {
		r.Modified = finest(all)
		r.Provenance["modified"] = r.Modified.From
	}
}

var (
	publishedMetas = []string{"article:published_time", "og:article:published_time", "article:published", "og:published_time", "datepublished", "publish-date", "publish_date", "publishdate",
		"pubdate", "publication_date", "dc.date.issued", "dcterms.issued", "dc.date.created", "dcterms.created", "dcterms.date", "dc.date", "dc:date", "parsely-pub-date", "sailthru.date", "cxenseparse:recs:publishtime",
		"cxenseparse:publishtime", "citation_publication_date", "citation_date", "article:post_date", "date_published", "originalpublicationdate", "article_date_original", "published_at", "publishtime", "ptime",
		"rnews:datepublished", "og:pubdate", "pub_date", "article.published", "weibo:article:create_at", "bytedance:published_time", "mediator_published_time", "_pubtime", "apub:time", "publication-date", "rbpubdate", "gentime", "shareaholic:article_published_time", "displaydate", "analyticsattributes.articledate", "created", "article.created"}
	modifiedMetas = []string{"article:modified_time", "og:updated_time", "og:article:modified_time", "datemodified", "lastmod", "last-modified", "dc.date.modified", "dcterms.modified", "article:modified", "modified", "updated_at", "bytedance:updated_time", "mediator_updated_time"}
	vagueMetas    = []string{"date", "time", "timestamp", "dc.date.submitted", "revised", "article:modified_time", "og:updated_time", "datemodified"}
)

func (p *page) metaDates(names []string) []string {
	var out []string
	for _, n := range names {
		if v := p.meta[n]; len(v) > 0 {
			out = append(out, v[0])
		}
	}
	return out
}

// microDates reads the elements marked with a property of schema.org.
func (p *page) microDates(prop string) []string {
	var out []string
	for _, n := range p.micro[prop] {
		out = append(out, nonBlank(attr(n, "content"), attr(n, "datetime"), innerText(n)))
		if len(out) == 2 {
			break
		}
	}
	return out
}

// timeTags reads <time>, those that say so first, then the one nearest to the
// headline; none from lists of other reports.
func (p *page) timeTags() []string {
	var marked, near []string
	for _, n := range p.times {
		raw := nonBlank(attr(n, "datetime"), attr(n, "content"), innerText(n))
		h := hints(n) + " " + hints(n.Parent)
		switch {
		case strings.Contains(h, "updat") || strings.Contains(h, "modif") || attr(n, "itemprop") == "dateModified":
		case hasAttr(n, "pubdate") || strings.Contains(h, "publish") || strings.Contains(h, "entry-date"):
			marked = append(marked, raw)
		case !listed(n):
			near = append(near, raw)
		}
	}
	if len(marked)+len(near) > 8 && len(p.h1) != 1 {
		return nil // an index of reports, not one
	}
	out := append(marked, near...)
	if len(out) > 1 {
		out = out[:1]
	}
	return out
}

// listed reports whether a node stands among links to other reports.
func listed(n *html.Node) bool {
	return closest(n, func(c *html.Node) bool {
		if c.DataAtom == atom.Aside || c.DataAtom == atom.Footer || c.DataAtom == atom.Nav || c.DataAtom == atom.Li {
			return true
		}
		h := hints(c)
		return strings.Contains(h, "related") || strings.Contains(h, "sidebar") || strings.Contains(h, "comment") || strings.Contains(h, "widget") || strings.Contains(h, "recommend")
	}) != nil
}

func hasAttr(n *html.Node, key string) bool {
	for _, a := range n.Attr {
		if a.Key == key {
			return true
		}
	}
	return false
}

var addressDates = []*regexp.Regexp{
	regexp.MustCompile(`(?:^|[/_.-])((?:19|20)\d\d)[/_-](0?[1-9]|1[0-2])[/_-](0?[1-9]|[12]\d|3[01])(?:[/_.?-]|$)`),
	regexp.MustCompile(`(?:^|[/_.-])((?:19|20)\d\d)(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])(?:[/_.?-]|\d{0,6}(?:[/_.?-]|$)|$)`),
	regexp.MustCompile(`[/_-]()(0[1-9]|[12]\d|3[01])[/_-](0[1-9]|1[0-2])[/_-]((?:19|20)\d\d)(?:[/_.?-]|$)`),
}

// dateInAddress reads the day that many sites put in the path.
func dateInAddress(u string) string {
	for i, re := range addressDates {
		m := re.FindStringSubmatch(u)
		switch {
		case m == nil:
		case i == 2:
			return m[4] + "-" + m[3] + "-" + m[2]
		default:
			return m[1] + "-" + m[2] + "-" + m[3]
		}
	}
	return ""
}

var (
	dateMark  = regexp.MustCompile(`(?:^|[ _-])(?:date|dates|dateline|fecha|data|datum|time|timestamp|published|publish|pubdate|publicado|posted|posted-on|post-date|entry-date|article-date|date-published|pubtime|postmeta|post-meta|entry-meta|article-meta|meta-date|info|created|submitted)(?:$|[ _-])`)
	isoInText = regexp.MustCompile(`(?:19|20)\d\d[-/.]\d{1,2}[-/.]\d{1,2}(?:[T ]+\d{1,2}:\d\d(?::\d\d)?(?:\s*(?:Z|[+-]\d\d:?\d\d))?)?`)
	dmyInText = regexp.MustCompile(`\b\d{1,2}[./-]\d{1,2}[./-](?:19|20)\d\d(?:,?\s*(?:-|–|a las|às|um|at)?\s*\d{1,2}[:.h]\d\d(?:\s*[aApP]\.?\s?[mM]\.?)?)?`)
	cjkInText = regexp.MustCompile(`(?:19|20)\d\d\s*[年년]\s*\d{1,2}\s*[月월]\s*\d{1,2}\s*[日일]?(?:\s*\d{1,2}[:：]\d\d)?`)
)

// printedDates looks for a date in the short elements that are marked as one,
// before the text begins, then in the lines around the headline.
func (p *page) printedDates(r *Report) []string {
	var out []string
	walk(p.doc, func(n *html.Node) bool {
		if len(out) >= 3 || n.Type == html.ElementNode && (n.DataAtom == atom.Footer || n.DataAtom == atom.Aside || n.DataAtom == atom.Nav || strings.Contains(hints(n), "comment") || strings.Contains(hints(n), "sidebar")) {
			return false
		}
		if n.Type != html.ElementNode || !dateMark.MatchString(hints(n)) || listed(n) {
			return true
		}
		if t := innerText(n); len([]rune(t)) <= 160 {
			if d := dateInText(t); d != "" {
				out = append(out, d)
				return false
			}
		}
		return true
	})
	for _, l := range p.around(r) {
		if d := dateInText(l); d != "" {
			out = append(out, d)
		}
	}
	return out
}

// around gives the short lines just behind the headline and before it, as a
// reader sees them; where the headline is not among them, those just before
// the text.
func (p *page) around(r *Report) []string {
	lines := p.lines()
	places := []int{1, 2, 3, 4, 5, 6, -1, -2}
	best := findLine(lines, r.Title)
	if best < 0 { // the title may carry the name of the site
		best = findLine(lines, longestPart(r.Title))
	}
	if best < 0 {
		lead, _, _ := strings.Cut(r.Text, "\n")
		best, places = findLine(lines, text.Cut(lead, 40)), []int{-1, -2, -3, -4}
	}
	if best < 0 {
		return nil
	}
	var out []string
	for _, off := range places {
		if i := best + off; i >= 0 && i < len(lines) && len([]rune(lines[i])) <= 120 {
			out = append(out, lines[i])
		}
	}
	return out
}

// findLine finds the line that is s, else the first that has it and not much
// more.
func findLine(lines []string, s string) int {
	want := squeeze(fold(s))
	if want == "" {
		return -1
	}
	best := -1
	for i, l := range lines {
		have := squeeze(fold(l))
		if have == want {
			return i
		}
		if best < 0 && (len(have) < 3*len(want) || strings.HasPrefix(have, want)) && strings.Contains(have, want) {
			best = i
		}
	}
	return best
}

// lines gives the first lines of the page's text.
func (p *page) lines() []string {
	var out []string
	for _, par := range p.paragraphs() {
		if out = append(out, strings.Split(par, "\n")...); len(out) > 600 {
			break
		}
	}
	return out
}

// dateInText cuts the first date out of a short text.
func dateInText(t string) string {
	for _, re := range []*regexp.Regexp{isoInText, cjkInText, dmyInText} {
		if m := re.FindString(t); m != "" && readDate(m).Known() {
			return m
		}
	}
	if d := feed.ParseDate(t); d.Known() && d.Precision != vigia.ToYear && d.Precision != vigia.ToMonth {
		return t
	}
	return ""
}

// readDate reads one date, also behind a label ("Publicado: …").
func readDate(raw string) vigia.Date {
	d := feed.ParseDate(raw)
	if !d.Known() && len(raw) < 200 {
		if i := strings.Index(raw, ": "); i > 0 {
			d = feed.ParseDate(raw[i+2:])
		}
	}
	if d.Known() && d.At.Year() < 1990 {
		return vigia.Date{} // before the web: the date of something else
	}
	return d
}

var zoneEnd = regexp.MustCompile(`(?:Z|[+-]\d\d:?\d\d|GMT|UTC|[A-Z]{3,4})\s*$`)

func zoned(raw string) bool { return zoneEnd.MatchString(strings.TrimSpace(raw)) }

// finest takes the day of the first date, and of those that agree with it the
// one that knows most: a zone, then the hour.
func finest(all []found) vigia.Date {
	best := all[0]
	for _, d := range all[1:] {
		apart := d.At.Sub(best.At).Abs()
		switch {
		case apart > 26*hour:
		case best.Precision == vigia.ToDay && d.Precision != vigia.ToDay && sameDay(best.Date, d.Date):
			best = d
		case best.Precision != vigia.ToDay && !best.zoned && d.zoned && d.Precision != vigia.ToDay && apart < 15*hour && minuteOf(best.Date) == minuteOf(d.Date):
			best = d // the same clock, with its zone
		}
	}
	return best.Date
}

func sameDay(a, b vigia.Date) bool { return a.At.Format(time.DateOnly) == b.At.Format(time.DateOnly) }

func minuteOf(d vigia.Date) int { return d.At.Minute() }

// doubtDates says when sources disagree about the day.
func (p *page) doubtDates(r *Report, all []found) {
	for _, d := range all {
		if d.At.Sub(r.Published.At).Abs() > 48*hour {
			r.doubt("dates disagree: %s says %s, %s says %s", r.Published.From, r.Published, d.From, d.Date)
			return
		}
	}
	if all[0].Precision != vigia.ToDay && r.Published == all[0].Date && !all[0].zoned {
		r.doubt("the time zone of the publication is not said: taken as UTC")
	}
}
