package article

import (
	"strings"

	"golang.org/x/net/html"

	"vigia"
	"vigia/internal/feed"
	"vigia/internal/text"
)

// kind is what says a date, in the order of trust in its hour and zone.
type dateKind int

const (
	ldReport  dateKind = iota // JSON-LD: published, of the page's report
	metaPub                   // <meta> of publication
	metaName                  // other <meta> that name a publication
	microPub                  // schema.org and RDFa in the elements
	ldPage                    // JSON-LD: published, of a page or another thing that is not listed
	ldCreated                 // JSON-LD: created or uploaded
	timePub                   // <time> that is marked as publication
	timeTag                   // <time>
	attrTag                   // an attribute named after a date
	metaVague                 // <meta name=date> and the like
	urlDay                    // the address
	shownPub                  // the text, labelled as publication
	shown                     // the text
	ldListed                  // JSON-LD of something that is listed
	shownMod                  // the text, labelled as a change
	timeMod                   // <time> that is marked as a change
	metaMod                   // <meta> of a change
	microMod                  //
	ldMod                     // JSON-LD: modified
	shownBad                  // the text, labelled as another thing's
	kinds
)

// from names the kinds in a report.
func (k dateKind) from() string {
	switch k {
	case ldReport, ldPage, ldCreated, ldListed, ldMod:
		return "json-ld"
	case metaPub, metaName, metaVague, metaMod, microPub, microMod:
		return "meta"
	case timePub, timeTag, timeMod, attrTag:
		return "time"
	case urlDay:
		return "url"
	}
	return "text"
}

// mention is a date that the page names.
type mention struct {
	feed.Found
	kind dateKind
	day  int // yyyymmdd as written
	spot *spot
}

// maxMentions bounds what is weighed.
const maxMentions = 160

// mentions gathers the dates of a page.
func (p *page) mentions(r *Report) []mention {
	g := dateGatherer{p: p, body: r.Text, head: above(p.headMark(r).node), own: map[*html.Node]datePlace{}}
	g.linked()
	for _, names := range []struct {
		kind  dateKind
		metas []string
	}{{metaPub, publishedMetas}, {metaName, namedMetas}, {metaVague, vagueMetas}, {metaMod, modifiedMetas}} {
		for _, name := range names.metas {
			if v := p.meta[name]; len(v) > 0 {
				g.add(names.kind, v[0], nil)
			}
		}
	}
	g.add(urlDay, dateInAddress(nonBlank(p.address, p.canonical, p.get("og:url"))), nil)
	g.micro()
	for _, m := range p.dated.all {
		if len(g.out) >= maxMentions {
			break
		}
		if m.node.Type == html.TextNode {
			g.shown(m)
		} else {
			g.element(m)
		}
	}
	g.settle()
	if p.isNews() {
		g.dropIssue()
	}
	return g.out
}

func dayOf(d vigia.Date) int {
	y, m, day := d.At.Date()
	return y*10000 + int(m)*100 + day
}

// readFound reads a value as one date, else the first date that stands in it.
func readFound(raw string) (feed.Found, bool) {
	raw = strings.TrimSpace(text.Cut(raw, 200))
	found := feed.FindDates(raw, 1)
	if d, zoned := feed.ReadDate(raw); d.Known() && d.Precision != vigia.ToYear && d.Precision != vigia.ToMonth {
		f := feed.Found{Date: d, Zoned: zoned, Text: raw}
		if len(found) > 0 {
			f.Either, f.Figures = found[0].Either, found[0].Figures
			if found[0].Precision == vigia.ToSec && d.Precision != vigia.ToSec || d.Precision == vigia.ToDay && found[0].Precision == vigia.ToMin {
				f.Date, f.Zoned = found[0].Date, found[0].Zoned
			}
		}
		return f, true
	}
	if len(found) == 0 {
		return feed.Found{}, false
	}
	return found[0], true
}

// kindNames are for people who look at what was learned.
var kindNames = [kinds]string{"ld", "meta", "meta-named", "micro", "ld-page", "ld-created", "time-published", "time", "attribute", "meta-vague", "url", "text-published", "text",
	"ld-listed", "text-changed", "time-changed", "meta-changed", "micro-changed", "ld-changed", "text-other"}
