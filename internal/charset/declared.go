package charset

import (
	"bytes"
	"mime"
	"regexp"
	"strings"

	"golang.org/x/net/html/charset"
	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/simplifiedchinese"
)

// farthest is how far down a page a <meta> is believed. Browsers look at 1024
// bytes; pages that put it after their scripts and styles are many.
const farthest = 64 << 10

// declared gives what transport and document say their encoding is, in lower
// case, in the order in which they are believed.
func declared(b []byte, contentType string) (labels []string) {
	add := func(label string) {
		if label = strings.ToLower(strings.TrimSpace(label)); label != "" {
			labels = append(labels, label)
		}
	}
	if _, params, err := mime.ParseMediaType(contentType); err == nil {
		add(params["charset"])
	}
	if m := declaration.FindSubmatch(b[:min(len(b), 512)]); m != nil {
		add(string(m[1]))
	}
	// A feed carries pages in its items, whose word is not about the feed.
	if head := b[:min(len(b), farthest)]; !feedRoot.Match(head[:min(len(head), 1024)]) {
		add(meta(head))
	}
	return labels
}

var (
	declaration = regexp.MustCompile(`^\s*<\?xml[^>]{0,200}?encoding\s*=\s*["']?\s*([A-Za-z0-9._:-]+)`)
	feedRoot    = regexp.MustCompile(`(?i)<(?:rss|feed|rdf:rdf|urlset|sitemapindex|opml)[\s>]`)
	metaCharset = regexp.MustCompile(`(?i)charset\s*=\s*["']?\s*([a-z0-9_:.\-]+)`)
)

// meta finds the first <meta> with an encoding, outside comments.
func meta(b []byte) string {
	for {
		i := bytes.IndexByte(b, '<')
		if i < 0 {
			return ""
		}
		b = b[i:]
		switch {
		case bytes.HasPrefix(b, []byte("<!--")):
			end := bytes.Index(b[4:], []byte("-->"))
			if end < 0 {
				return ""
			}
			b = b[4+end:]
		case len(b) > 6 && bytes.EqualFold(b[:5], []byte("<meta")):
			end := bytes.IndexByte(b, '>')
			if end < 0 {
				return ""
			}
			if m := metaCharset.FindSubmatch(b[:min(end, 1024)]); m != nil {
				return string(m[1])
			}
			b = b[end:]
		default:
			b = b[1:]
		}
	}
}

// lookup finds what a label means on the web; no name for UTF-8, for the wide
// encodings, which would have shown themselves by their bytes, and for labels
// that nobody knows. GBK is read as its superset GB 18030.
func lookup(label string) codec {
	switch {
	case strings.HasPrefix(label, "utf") || strings.HasPrefix(label, "unicode"):
		return codec{}
	case label == "hz-gb-2312" || label == "hz":
		return codec{"hz-gb-2312", simplifiedchinese.HZGB2312}
	case label == "cp037" || label == "ibm037" || label == "ebcdic-cp-us":
		return ebcdic
	}
	enc, name := charset.Lookup(label)
	switch {
	case enc == nil || enc == encoding.Replacement || name == "utf-8" || strings.HasPrefix(name, "utf-16") || name == "x-user-defined":
		return codec{}
	case name == "gbk":
		enc = simplifiedchinese.GB18030
	}
	return codec{name, enc}
}

// escaping finds an encoding that hides other letters in ASCII bytes: if one
// is declared, or if the escape sequences of Japanese mail stand there.
func escaping(b []byte, contentType string) codec {
	mail, hz := bytes.IndexByte(b, 0x1B) >= 0, bytes.Contains(b, []byte("~{"))
	if !mail && !hz {
		return codec{}
	}
	for _, l := range declared(b, contentType) {
		if e := lookup(l); e.name == "iso-2022-jp" && mail || e.name == "hz-gb-2312" && hz {
			return e
		}
	}
	if mail && (bytes.Contains(b, []byte("\x1B$B")) || bytes.Contains(b, []byte("\x1B$@"))) {
		return lookup("iso-2022-jp")
	}
	return codec{}
}
