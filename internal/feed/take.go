package feed

import (
	"strconv"
	"strings"
	"time"
)

// takeText gives the text that was gathered to the feed or the item.
func (r *reader) takeText(text string) {
	c := &r.c
	if text == "" && c.role != link && c.role != category {
		return
	}
	at, astray := r.fields(), r.stack[c.depth].astray
	rank := c.meaning.rank
	if astray {
		rank = min(rank, 1)
	}
	switch c.role {
	case title:
		if at.take(title, rank) {
			r.takeTitle(text)
		}
	case summary, body, info:
		r.takeBody(at, rank, text)
	case link:
		r.takeLink(rank, text)
	case id:
		r.takeID(at, rank, text)
	case published, updated:
		if c.name.local == "date" { // either, as nobody can tell
			r.takeDateAs(updated, rank, text)
		}
		r.takeDateAs(c.role, rank, text)
	case category, keywords:
		if !astray {
			r.takeWords(text)
		}
	case language:
		if !at.take(language, rank) {
		} else if r.it != nil {
			r.it.Language = text
		} else {
			r.f.Language = text
		}
	case personName:
		r.person.Name = Plain(text)
	case personMail:
		r.person.Email = text
	case personURI:
		r.person.URI = text
	case outlet:
		r.f.Title = first(r.f.Title, Plain(text))
	case ttl:
		if n, err := strconv.Atoi(text); err == nil && n > 0 && n < 60*24*30 {
			r.f.TTL = time.Duration(n) * time.Minute
		}
	case period:
		r.refreshPeriod = text
	case frequency:
		r.refreshFrequency = text
	}
}

// fields are the ranks of what has been taken of the item, or outside items of
// the feed.
func (r *reader) fields() *fields {
	if r.it != nil {
		return &r.one
	}
	return &r.head
}

// takeTitle keeps a title as plain text, and its markup if it has any.
func (r *reader) takeTitle(text string) {
	plain, marked := tidyTitle(text), ""
	if r.c.mode != asText {
		plain = tidyTitle(Plain(text))
		if r.c.mode == asXML || strings.IndexByte(text, '<') >= 0 {
			if marked = inlineHTML(text); strings.IndexByte(marked, '<') < 0 && (r.c.mode != asXML || marked == plain) {
				marked = ""
			}
		}
	}
	if r.it != nil {
		r.it.Title, r.it.TitleHTML = plain, marked
	} else {
		r.f.Title, r.f.TitleHTML = plain, marked
	}
}

// takeBody keeps a summary or a longer text, as HTML. Of two summaries of the
// same standing the first is the summary and the second the text.
func (r *reader) takeBody(at *fields, rank uint8, text string) {
	isText := r.c.mode == asText
	if isText && strings.ContainsAny(text, "<>&") {
		text = HTML(text)
	} else {
		isText = false
	}
	switch ro := r.c.role; {
	case ro == info:
		if r.it == nil && at.take(info, rank) {
			r.f.Info, r.f.InfoIsText = text, isText
		}
	case r.it == nil:
		if ro == summary && at.take(summary, rank) {
			r.f.Description, r.f.DescriptionIsText = text, isText
		}
	case ro == summary && at.take(summary, rank):
		r.it.Summary, r.it.SummaryIsText = text, isText
	case ro == summary && (rank != at[summary] || text == r.it.Summary):
	case ro == summary && at.take(body, 3), ro == body && at.take(body, rank):
		r.it.Content, r.it.ContentIsText = text, isText
	}
}

// takeLink keeps the address of a link: RSS has it as text, Atom as href with
// a relation, and either in the place of the other at times.
func (r *reader) takeLink(rank uint8, text string) {
	as := r.c.attrs
	href := first(as.get("href"), text, as.get("rdf:resource"))
	rel, kind := strings.ToLower(as.get("rel")), strings.ToLower(as.get("type"))
	switch {
	case href == "":
	case rel == "self" && r.it == nil:
		r.f.Self = first(r.f.Self, r.resolve(href))
	case rel == "hub" && r.it == nil:
		r.f.Hub = first(r.f.Hub, r.resolve(href))
	case rel == "enclosure" && r.it != nil:
		r.it.addEnclosure(Enclosure{r.resolve(href), as.get("type"), as.get("length")})
	case rel != "" && rel != "alternate" && !strings.HasSuffix(rel, "#permalink"):
	case rank == 9 || kind == "" || strings.Contains(kind, "html"):
		r.setLink(href, rank)
	default:
		r.setLink(href, min(rank, 6))
	}
}

// setLink takes an address for the feed or item.
func (r *reader) setLink(href string, rank uint8) {
	at, to := r.fields(), &r.f.Link
	if r.it != nil {
		to = &r.it.Link
	}
	if href == "" || at[link] >= rank {
		return
	}
	if u := r.resolve(href); u != "" {
		at[link], *to = rank, u
	}
}

// resolve makes an address absolute where there is a base; "" if it is none
// of the web.
func (r *reader) resolve(href string) string {
	u := webAddress(href, r.base)
	if u == "" && strings.TrimSpace(href) != "" {
		r.fault(badLink)
	}
	return u
}

func (r *reader) takeID(at *fields, rank uint8, text string) {
	if r.it == nil || !at.take(id, rank) {
		return
	}
	r.it.ID = text
	if r.c.name.local == "guid" && !strings.EqualFold(r.c.attrs.get("isPermaLink"), "false") || r.c.name.vocab == atom {
		if hasWebScheme(text) {
			r.setLink(text, 1)
		}
	}
}

// takeDateAs keeps a date. Of several of the same standing the last holds, and
// one that can be read goes before one that cannot.
func (r *reader) takeDateAs(ro role, rank uint8, raw string) {
	d := dateFrom(raw)
	if !d.Known() {
		rank = 1
	}
	at := r.fields()
	if rank < at[ro] {
		return
	}
	at[ro] = rank
	switch {
	case r.it == nil && ro == published:
		r.f.Published = d
	case r.it == nil:
		r.f.Updated = d
	case ro == published:
		r.it.Published, r.rawPublished = d, raw
	default:
		r.it.Updated, r.rawUpdated = d, raw
	}
}

func (r *reader) takeWords(text string) {
	if r.it == nil {
		return
	}
	if r.c.role == keywords {
		for k := range strings.SplitSeq(text, ",") {
			r.it.addCategory(k)
		}
		return
	}
	r.it.addCategory(first(r.c.attrs.get("label"), r.c.attrs.get("term"), text))
}

// closeAuthor keeps a person: name and address apart, or in one text.
func (r *reader) closeAuthor(fr frame) {
	var as []Author
	if r.person.URI = webAddress(r.person.URI, r.base); r.person != (Author{}) {
		as = []Author{r.person}
	} else {
		as = appendAuthor(nil, validUTF8(r.plainName))
	}
	m := fr.name.meaning
	if i := len(r.stack) - 2; i >= 0 && r.stack[i].role == owner || fr.astray {
		m.rank = 1
	}
	at, to := r.fields(), &r.f.Authors
	if r.it != nil {
		to = &r.it.Authors
	}
	if len(as) == 0 || m.rank < at[author] {
		return
	}
	if m.rank > at[author] {
		at[author], *to = m.rank, nil
	}
	if len(*to) <= maxAuthors {
		*to = appendNew(*to, as[0])
	}
}

// openEnclosure keeps a file: an enclosure, or what Media RSS has.
func (r *reader) openEnclosure(ro role, m meaning) {
	as := r.attributes()
	href := as.get("url")
	if r.it == nil || href == "" || ro == thumbnail && len(r.it.Enclosures) > 0 {
		return
	}
	e := Enclosure{r.resolve(href), as.get("type"), as.get("length")}
	if m.rank > 0 || ro == thumbnail {
		e = Enclosure{e.URL, first(e.Type, as.get("medium")), as.get("fileSize")}
	}
	if n := len(r.it.Enclosures); n > 0 && r.thumbnailOnly {
		r.it.Enclosures = r.it.Enclosures[:n-1]
	}
	r.thumbnailOnly = ro == thumbnail
	r.it.addEnclosure(e)
}

// openItem begins an item.
func (r *reader) openItem(lang string) {
	r.it, r.one = &Item{Language: lang}, fields{}
	if lang != "" {
		r.one[language] = 5
	}
	r.thumbnailOnly, r.rawPublished, r.rawUpdated = false, "", ""
	if len(r.attrs) == 0 {
		return
	}
	as := r.attributes()
	if about := as.get("about"); about != "" {
		r.it.ID, r.one[id] = about, 2
	}
	if r.f.Format == "cdf" {
		r.takeCDF(as)
	}
}

// takeCDF takes what CDF has as attributes of channels and items.
func (r *reader) takeCDF(as attrs) {
	r.setLink(as.get("href"), 7)
	if raw := as.get("lastmod"); raw != "" {
		r.takeDateAs(updated, 7, raw)
	}
}

// closeItem hands a complete item on.
func (r *reader) closeItem() {
	it := r.it
	if r.it = nil; it == nil {
		return
	}
	r.n++
	if r.root == "sitemapindex" {
		switch {
		case len(r.f.Sitemaps) >= maxSitemaps:
			r.fault(lostSitemap)
		case it.Link != "":
			r.f.Sitemaps = append(r.f.Sitemaps, it.Link)
		}
		return
	}
	it.RawDate = r.rawPublished
	if it.RawDate == "" || !it.Published.Known() && it.Updated.Known() {
		it.RawDate = first(r.rawUpdated, it.RawDate)
	}
	if r.sitemap {
		it.ID = first(it.ID, it.Link)
	}
	it.finish(&r.faults)
	r.stopped = !r.emit(r.f, it)
}
