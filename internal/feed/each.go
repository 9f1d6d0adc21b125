package feed

import (
	"bytes"
	"fmt"
	"io"
	"net/url"
	"strings"
	"time"
)

// Parse reads a document from the bytes of a response and keeps its newest
// items, no more than a thousand. contentType and address may be empty;
// address is what relative links are resolved against. Whatever can be read
// comes back, with warnings; an error is a *vigia.Problem that says what the
// document is instead of a feed.
func Parse(b []byte, contentType, address string) (*Feed, error) {
	return Read(&memory{b}, contentType, address)
}

// Read is Parse for a document that is read as it comes.
func Read(r io.Reader, contentType, address string) (*Feed, error) {
	var l newest
	f, err := Each(r, contentType, address, func(_ *Feed, it *Item) bool {
		l.add(it)
		return true
	})
	if err != nil {
		return nil, err
	}
	items, warnings := l.list()
	f.Items, f.Warnings = items, append(warnings, f.Warnings...)
	for i, it := range f.Items { // the base may have come after the item
		if it.Link != "" && !hasWebScheme(it.Link) {
			f.Items[i].Link = webAddress(it.Link, func() *url.URL { return f.base(baseOf(address)) })
		}
	}
	return f, nil
}

// Each reads a document as it comes and hands on every complete item, in its
// order, with what has been read of the feed so far; it ends early when item
// says false. The feed comes back without items. The memory that it needs does
// not grow with the number of items.
func Each(r io.Reader, contentType, address string, item func(f *Feed, it *Item) bool) (f *Feed, err error) {
	defer func() {
		if p := recover(); p != nil {
			f, err = nil, problem(address, fmt.Sprintf("made the reader stumble (%.80v)", p), "report the feed: it has found a fault of ours")
		}
	}()
	in, err := openInput(r, contentType, address)
	if err != nil {
		return nil, err
	}
	d := &reader{scanner: scanner{r: in.r}, f: &Feed{}, emit: item, address: baseOf(address), names: map[string]*tagName{}}
	if err := d.document(address); err != nil {
		return nil, err
	}
	switch {
	case in.raw.err != nil:
		d.f.warn("the reading broke off: %v", in.raw.err)
	case in.packed.err != nil:
		d.f.warn("the gzip stream breaks off")
	case in.limit.left <= 0 && !d.stopped:
		d.f.warn("it is larger than %d MiB: the rest was not read", maxInput>>20)
	}
	d.f.Warnings = append(d.f.Warnings, d.faults.list()...)
	d.f.finish(d)
	return d.f, nil
}

func baseOf(address string) *url.URL {
	if u, err := url.Parse(address); err == nil && address != "" {
		return u
	}
	return nil
}

// document tells the formats apart by the first characters and the root.
func (r *reader) document(address string) error {
	r.has(16 << 10)
	for r.has(3) && strings.IndexByte(" \t\r\n\x00\xEF", r.buf[r.pos]) >= 0 {
		if r.buf[r.pos] == 0xEF && !bytes.HasPrefix(r.buf[r.pos:], []byte("\uFEFF")) {
			break
		}
		if r.pos++; r.buf[r.pos-1] == 0xEF {
			r.pos += 2
		}
	}
	head := r.buf[r.pos:]
	switch {
	case len(head) > 0 && (head[0] == '{' || head[0] == '['):
		return r.json(io.MultiReader(bytes.NewReader(head), r.r), address)
	case bytes.IndexByte(head, '<') < 0:
		return r.lines(io.MultiReader(bytes.NewReader(head), r.r), address)
	}
	root, junk := r.findRoot()
	if junk {
		r.f.warn("%d bytes before the feed were passed over", r.offset+r.start)
	}
	switch root {
	case "rss", "rdf", "feed", "channel", "entry", "urlset", "sitemapindex":
		return r.feed(root, address)
	case "opml":
		return r.outlineFeed()
	case "service", "categories", "xrds":
		return r.directory(root)
	}
	if html := r.doctype || root == "html" || root == "head" || root == "body"; html || root == "" || !r.unheaded(root) {
		return r.notFeed(root, html, address)
	}
	return nil
}

// unheaded reads a feed whose first tag is damaged or missing; it reports
// whether there were items that say something.
func (r *reader) unheaded(root string) bool {
	emit := r.emit
	r.emit = func(f *Feed, it *Item) bool {
		if it.Title == "" && it.Link == "" {
			r.n--
			return true
		}
		return emit(f, it)
	}
	if err := r.feed(root, ""); err != nil || r.n == 0 {
		return false
	}
	r.f.warn("it begins with <%s>, as no feed does", cutRunes(root, 40))
	return true
}

// findRoot goes to the first tag of a document. Servers print warnings before
// it, in plain text or HTML.
func (r *reader) findRoot() (root string, junk bool) {
	for r.next() != endOfInput {
		switch {
		case r.kind == textToken && len(bytes.TrimSpace(r.text)) > 0:
			junk = true
		case r.kind == startTag:
			switch n := r.lookup(); n.local {
			case "br", "b", "p", "div":
				junk = true
			default:
				return n.local, junk
			}
		}
		if junk && r.offset+r.pos > 64<<10 {
			break
		}
	}
	return "", junk
}

// feed reads a document of items.
func (r *reader) feed(root, address string) error {
	n := r.lookup()
	r.root, r.rootPrefix = root, n.prefix
	r.sitemap = root == "urlset" || root == "sitemapindex"
	r.f.Format = r.formatOf(n)
	r.walk()
	switch {
	case r.n == 0 && r.faults[tooDeep].n > 0:
		return problem(address, fmt.Sprintf("is nested deeper than %d", maxDepth), "it is no honest feed; look for another one of the site")
	case r.stopped:
	case r.it != nil:
		line, _ := r.place()
		r.f.warn("the feed ends in the middle of item %d (line %d): %s", r.n+1, line, r.kept())
	case r.cut || len(r.stack) > 0:
		r.f.warn("the feed ends before its closing tag: %s", r.kept())
	}
	return nil
}

func (r *reader) kept() string {
	if r.n == 1 {
		return "1 complete item was kept"
	}
	return fmt.Sprintf("%d complete items were kept", r.n)
}

func (r *reader) formatOf(n *tagName) string {
	as := r.attributes()
	version := as.get("version")
	switch {
	case n.local == "feed" || n.local == "entry":
		return "atom"
	case r.sitemap:
		return strings.Replace(n.local, "urlset", "sitemap", 1)
	case n.local == "rdf" && bytes.Contains(r.attrs, []byte("rdf/simple/0.9")), strings.HasPrefix(version, "0.9"):
		return "rss0.9x"
	case n.local == "channel" && (n.asWritten == "CHANNEL" || as.get("href") != ""):
		return "cdf"
	case n.local == "rdf" || n.local == "channel":
		return "rss1"
	}
	return "rss2"
}

// notFeed says what a document is that has the look of XML or HTML.
func (r *reader) notFeed(root string, html bool, address string) error {
	switch {
	case html:
		remedy := "look in its source for <link rel=\"alternate\" type=\"application/rss+xml\">, or take the site's sitemap"
		if u := r.alternate(); u != "" {
			remedy = "its feed is " + u
		}
		return problem(address, "is an HTML page, not a feed", remedy)
	case root == "" && r.drained:
		return problem(address, "has no feed in it", "check the address")
	case root == "":
		return problem(address, "is text, not a feed", "check the address")
	}
	return problem(address, fmt.Sprintf("is an XML document <%s>, not a feed", cutRunes(root, 40)), "look for an RSS or Atom feed, a sitemap or an OPML list")
}

// alternate gives the address of the feed that a page names in its head.
func (r *reader) alternate() string {
	for r.offset+r.pos < sampleSize && r.kind != endOfInput {
		if r.kind == startTag && strings.EqualFold(string(r.name), "link") {
			as := r.attributes()
			switch strings.ToLower(as.get("type")) {
			case "application/rss+xml", "application/atom+xml", "application/feed+json", "application/rdf+xml":
				if u := r.resolve(as.get("href")); u != "" && strings.Contains(strings.ToLower(as.get("rel")), "alternate") {
					return u
				}
			}
		}
		if r.kind == startTag && strings.EqualFold(string(r.name), "body") {
			break
		}
		r.next()
	}
	return ""
}

// warn adds a warning.
func (f *Feed) warn(format string, args ...any) {
	f.Warnings = append(f.Warnings, fmt.Sprintf(format, args...))
}

// finish brings what the feed says of itself within the caps.
func (f *Feed) finish(r *reader) {
	f.Title, f.TitleHTML = cutRunes(f.Title, maxTitle), cutTitle(f.TitleHTML)
	f.Description, f.Info = cutBytes(f.Description, maxContent), cutBytes(f.Info, maxContent)
	f.Language = cutRunes(f.Language, 35)
	f.Authors = f.Authors[:min(len(f.Authors), maxAuthors)]
	if base := f.base(r.address); base != nil && f.Link != "" {
		f.Link = webAddress(f.Link, func() *url.URL { return base })
	}
	for i, s := range f.Sitemaps {
		f.Sitemaps[i] = webAddress(s, r.base)
	}
	if f.TTL == 0 {
		f.TTL = refresh(r.refreshPeriod, r.refreshFrequency)
	}
}

// refresh is how long to wait by the syndication module: so many times in a
// period.
func refresh(period, frequency string) time.Duration {
	n := 1
	if _, err := fmt.Sscan(frequency, &n); err != nil || n < 1 || n > 1000 {
		n = 1
	}
	return periods[strings.ToLower(period)] / time.Duration(n)
}

// periods are those of the syndication module, up to the longest that a feed
// is left alone for.
var periods = map[string]time.Duration{"hourly": time.Hour, "daily": 24 * time.Hour, "weekly": 7 * 24 * time.Hour, "monthly": 30 * 24 * time.Hour}
