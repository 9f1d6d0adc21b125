package feed

import "strings"

// vocab is a vocabulary of elements.
type vocab uint8

const (
	other vocab = iota // one that says nothing to us
	core               // the format's own: RSS, CDF, sitemaps
	atom
	dc // Dublin Core, elements and terms
	content
	media
	itunes
	syndication
	news
	xhtml
	feedburner
)

// vocabularies by name space, lower case. What is not here goes by its
// prefix, if that is one of prefixes.
var vocabularies = map[string]vocab{
	"http://www.w3.org/2005/atom": atom, "http://purl.org/atom/ns#": atom, "http://purl.org/atom/": atom, "http://purl.org/pie/": atom,
	"http://example.com/newformat#": atom, "http://example.com/necho": atom, "http://purl.org/echo/": atom, "uri/of/echo/namespace#": atom,
	"http://purl.org/rss/1.0/": core, "http://my.netscape.com/rdf/simple/0.9/": core, "http://channel.netscape.com/rdf/simple/0.9/": core,
	"http://backend.userland.com/rss": core, "http://backend.userland.com/rss2": core, "http://blogs.law.harvard.edu/tech/rss": core,
	"http://backend.userland.com/rss091": core, "http://purl.org/net/rss1.1#": core, "http://my.netscape.com/publish/formats/rss-0.91.dtd": core,
	"http://www.w3.org/1999/02/22-rdf-syntax-ns#": core, "http://www.sitemaps.org/schemas/sitemap/0.9": core,
	"http://purl.org/dc/elements/1.1/": dc, "http://purl.org/dc/terms/": dc, "http://purl.org/dc/elements/1.0/": dc,
	"http://purl.org/rss/1.0/modules/content/": content, "http://search.yahoo.com/mrss/": media, "http://search.yahoo.com/mrss": media,
	"http://www.itunes.com/dtds/podcast-1.0.dtd": itunes, "http://example.com/dtds/podcast-1.0.dtd": itunes,
	"http://purl.org/rss/1.0/modules/syndication/": syndication, "http://www.google.com/schemas/sitemap-news/0.9": news,
	"http://www.w3.org/1999/xhtml": xhtml, "http://rssnamespace.org/feedburner/ext/1.0": feedburner,
}

var prefixes = map[string]vocab{
	"rdf": core, "rss": core, "atom": atom, "atom10": atom, "atom03": atom, "a10": atom, "dc": dc, "dcterms": dc, "content": content, "media": media,
	"itunes": itunes, "sy": syndication, "news": news, "xhtml": xhtml, "html": xhtml, "feedburner": feedburner,
}

// role is what an element is for.
type role uint8

const (
	unknown   role = iota
	inline         // markup in a text
	container      // stands around others
	passed         // with all that is in it
	item
	title
	link
	summary
	subtitle
	body // a text longer than a summary
	info
	id
	published
	updated
	author // a person with name and address, or a text with both
	owner  // the same, of a source
	personName
	personMail
	personURI
	category
	keywords
	enclosure
	thumbnail
	language
	ttl
	period
	frequency
	outlet // the name that a news sitemap gives
)

// meaning is the role of an element and how much it counts: of two elements
// of one role the one with the higher rank is taken.
type meaning struct {
	role role
	rank uint8
}

// meanings of elements by vocabulary, lower case. Atom has those of core too.
var meanings = map[vocab]map[string]meaning{
	core: {
		"rss": {container, 0}, "rdf": {container, 0}, "feed": {container, 0}, "channel": {container, 0}, "items": {container, 0},
		"urlset": {container, 0}, "sitemapindex": {container, 0}, "item": {item, 0}, "entry": {item, 0},
		"image": {passed, 0}, "textinput": {passed, 0}, "cloud": {passed, 0}, "skiphours": {passed, 0}, "skipdays": {passed, 0}, "contributor": {passed, 0},
		"seq": {passed, 0}, "title": {title, 9}, "link": {link, 8}, "loc": {link, 9}, "a": {link, 5},
		"description": {summary, 9}, "summary": {summary, 9}, "abstract": {summary, 9}, "subtitle": {summary, 9}, "tagline": {summary, 9},
		"content": {body, 8}, "encoded": {body, 8}, "body": {body, 6}, "fullitem": {body, 6}, "info": {info, 9}, "id": {id, 8}, "guid": {id, 9},
		"pubdate": {published, 9}, "published": {published, 9}, "issued": {published, 8}, "created": {published, 6}, "date": {published, 3},
		"updated": {updated, 9}, "lastbuilddate": {updated, 9}, "modified": {updated, 8}, "lastmod": {updated, 7},
		"author": {author, 9}, "managingeditor": {author, 9}, "source": {owner, 1}, "name": {personName, 0}, "email": {personMail, 0},
		"uri": {personURI, 0}, "url": {personURI, 0}, "homepage": {personURI, 0}, "category": {category, 0}, "keywords": {keywords, 0},
		"enclosure": {enclosure, 0}, "language": {language, 9}, "ttl": {ttl, 0},
	},
	dc: {
		"title": {title, 5}, "description": {summary, 6}, "abstract": {summary, 5}, "identifier": {id, 5}, "issued": {published, 7}, "created": {published, 5},
		"date": {published, 3}, "modified": {updated, 8}, "creator": {author, 8}, "author": {author, 7}, "subject": {category, 0}, "language": {language, 8},
	},
	content: {"encoded": {body, 9}, "items": {passed, 0}},
	media: {
		"group": {container, 0}, "content": {enclosure, 1}, "thumbnail": {thumbnail, 0}, "title": {title, 4}, "description": {summary, 3},
		"credit": {author, 2},
	},
	itunes: {"author": {author, 5}, "summary": {summary, 5}, "subtitle": {summary, 2}, "title": {title, 3}, "owner": {passed, 0}, "image": {passed, 0}},
	news: {
		"news": {container, 0}, "publication": {container, 0}, "name": {outlet, 0}, "language": {language, 7}, "publication_date": {published, 9},
		"title": {title, 9}, "keywords": {keywords, 0},
	},
	syndication: {"updateperiod": {period, 0}, "updatefrequency": {frequency, 0}},
	xhtml:       {"body": {body, 7}, "div": {body, 5}},
	feedburner:  {"origlink": {link, 2}, "browserfriendly": {info, 5}},
}

// voidHTML are the elements of HTML that have no end tag.
var voidHTML = map[string]bool{"area": true, "base": true, "br": true, "col": true, "embed": true, "hr": true, "img": true, "input": true,
	"link": true, "meta": true, "param": true, "source": true, "track": true, "wbr": true}

// tagName is a name as it stands in tags, lower case, with its meaning.
type tagName struct {
	full, prefix, local string
	asWritten           string   // the local name in its own case
	folded              *tagName // the same name in lower case; itself if it is
	open                int      // how many elements of the folded name are open
	vocab               vocab
	meaning             meaning
	scope               int // the set of name spaces for which vocab and meaning hold
}

func newTagName(raw string) *tagName {
	full := strings.ToLower(raw)
	n := &tagName{full: full, local: full, asWritten: raw, scope: -1}
	if i := strings.LastIndexByte(full, ':'); i >= 0 && i+1 < len(full) {
		n.prefix, n.local = full[:i], full[i+1:]
		n.asWritten = raw[len(raw)-len(n.local):]
	}
	return n
}

// binding ties a prefix to a name space from an element on inward.
type binding struct {
	prefix, uri string
	depth       int
}

// vocabOf gives the vocabulary of a prefix where the reader stands. The
// feed's own elements are those in the name space of its root, known or not.
func (r *reader) vocabOf(prefix string) vocab {
	for i := len(r.spaces) - 1; i >= 0; i-- {
		b := r.spaces[i]
		if b.prefix != prefix {
			continue
		}
		if v, ok := vocabularies[strings.ToLower(strings.TrimSpace(b.uri))]; ok {
			return v
		}
		if v, ok := prefixes[prefix]; ok {
			return v
		}
		if b.uri == "" && prefix == "" || b.depth == 0 && prefix == r.rootPrefix {
			return r.rootVocab()
		}
		return other
	}
	if prefix == "" || prefix == r.rootPrefix {
		return r.rootVocab()
	}
	return prefixes[prefix]
}

func (r *reader) rootVocab() vocab {
	if r.root == "feed" || r.root == "entry" {
		return atom
	}
	return core
}

// resolveName brings the meaning of a name up to date with the name spaces.
func (r *reader) resolveName(n *tagName) {
	if n.scope == r.scope {
		return
	}
	n.scope, n.vocab = r.scope, r.vocabOf(n.prefix)
	v := n.vocab
	if v == atom {
		v = core
	}
	n.meaning = meanings[v][n.local]
	switch {
	case r.sitemap && v == core && (n.local == "url" || n.local == "sitemap"):
		n.meaning = meaning{item, 0}
	case r.rootVocab() != atom && n.vocab == atom && n.meaning.rank > 1:
		n.meaning.rank-- // Atom in RSS counts after RSS
	case n.meaning.role == link && n.local == "a" && r.f.Format != "cdf":
		n.meaning = meaning{}
	}
}
