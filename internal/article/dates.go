package article

import (
	"strings"
	"time"

	"golang.org/x/net/html"

	"vigia"
	"vigia/internal/feed"
)

const hour = time.Hour

// setDates finds when the report was published and changed. All dates that the
// page names are gathered, and the days among them weighed by two forests that
// have learned from pages whose day is known: one says which day is the
// likeliest, the other whether a page that names its days so has one at all.
// Nothing is taken where it is not likely enough;
// see sure for the pages that have one beyond doubt. The hour and the zone are
// those of the source that is trusted most, see reading.
func (p *page) setDates(r *Report) {
	all := p.mentions(r)
	days := p.ballots(r, all)
	best, right := -1, -1.0
	for i := range days {
		if c := which.Probability(days[i].x); c > right {
			best, right = i, c
		}
	}
	if best >= 0 && right >= leastRight && (p.sure(&days[best], all) || whether.Probability(days[best].x) >= likelyDated) {
		p.publish(r, &days[best], all, right)
	}
	p.setModified(r, all)
}

// A day is taken if the page is likely to have one, and if this one is not
// unlikely to be it; below certain it is a guess.
const (
	likelyDated = 0.6
	leastRight  = 0.2
	certain     = 0.6
)

// publish takes a day as that of publication.
func (p *page) publish(r *Report, b *ballot, all []mention, right float64) {
	r.Published = reading(b, all)
	r.Provenance["published"] = r.Published.From
	if right < certain || b.mentions[0].kind >= shownMod {
		r.Provenance["published"] = "guess: " + r.Published.From
		r.doubt("the day of publication, %s, is a guess from %s", dayText(b.day), r.Published.From)
	}
	for _, m := range all {
		if m.kind <= ldPage && m.kind != metaName && apart(number(m.day)-number(b.day)) > 2 {
			r.doubt("dates disagree: %s says %s, %s says %s", r.Published.From, r.Published, m.kind.from(), m.Date)
			break
		}
	}
	if m := b.mentions[0]; m.At.Equal(r.Published.At) && m.Precision != vigia.ToDay && !m.Zoned {
		r.doubt("the time zone of the publication is not said: taken as UTC")
	}
}

// setModified takes the change that the page's data names, else the one that it
// shows; a finer date of the same day adds the hour.
func (p *page) setModified(r *Report, all []mention) {
	for _, k := range []dateKind{ldMod, metaMod, microMod, timeMod, shownMod} {
		for _, m := range all {
			if m.kind != k || m.spot != nil && m.spot.listed() {
				continue
			}
			if !r.Modified.Known() || r.Modified.Precision == vigia.ToDay && m.Precision != vigia.ToDay && m.day == dayOf(r.Modified) {
				r.Modified = m.Date
				r.Modified.From = k.from()
				r.Provenance["modified"] = r.Modified.From
			}
		}
	}
}

var (
	publishedMetas = []string{"article:published_time", "og:article:published_time", "article:published", "og:published_time", "datepublished"}
	namedMetas     = []string{"publish-date", "publish_date", "publishdate",
		"pubdate", "publication_date", "dc.date.issued", "dcterms.issued", "dc.date.created", "dcterms.created", "dcterms.date", "dc.date", "dc:date", "parsely-pub-date", "sailthru.date", "cxenseparse:recs:publishtime",
		"cxenseparse:publishtime", "citation_publication_date", "citation_date", "article:post_date", "date_published", "originalpublicationdate", "article_date_original", "published_at", "publishtime", "ptime",
		"rnews:datepublished", "og:pubdate", "pub_date", "article.published", "weibo:article:create_at", "bytedance:published_time", "mediator_published_time", "_pubtime", "apub:time", "publication-date", "rbpubdate", "gentime", "shareaholic:article_published_time", "displaydate", "analyticsattributes.articledate", "created", "article.created"}
	modifiedMetas = []string{"article:modified_time", "og:updated_time", "og:article:modified_time", "datemodified", "lastmod", "last-modified", "dc.date.modified", "dcterms.modified", "article:modified", "modified", "updated_at", "bytedance:updated_time", "mediator_updated_time"}
	vagueMetas    = []string{"date", "time", "timestamp", "dc.date.submitted", "revised"}
)

func hasAttr(n *html.Node, key string) bool {
	for _, a := range n.Attr {
		if a.Key == key {
			return true
		}
	}
	return false
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
