package web

import (
	"bytes"
	"regexp"
	"strings"

	"golang.org/x/net/html"
)

// still makes a page hold still: it takes out what runs, loads, leads on or
// sends. The browser is told the same by the policy of the answer; this makes
// the page quiet before any policy is asked, and shows that something is not
// there where it was not captured.
func still(page string) []byte {
	var out bytes.Buffer
	stillInto(&out, page, true)
	return out.Bytes()
}

// stillInto writes a page, or (once more) what a noscript element holds:
// scripts do not run here, so a browser reads it.
func stillInto(out *bytes.Buffer, page string, whole bool) {
	z := html.NewTokenizer(strings.NewReader(page))
	z.SetMaxBuf(mostCaptured)
	raw := "" // the element in whose text we are
	for {
		switch kind := z.Next(); kind {
		case html.ErrorToken:
			if raw == "" {
				out.Write(z.Raw())
			}
			return
		case html.TextToken:
			switch {
			case raw == "":
				out.Write(z.Raw())
			case raw == "style":
				out.Write(asking.ReplaceAll(z.Raw(), []byte("none(")))
			case raw == "noscript" && whole:
				stillInto(out, string(z.Raw()), false)
			}
		case html.StartTagToken, html.SelfClosingTagToken:
			raw = ""
			name, attrs := z.TagName()
			if tag := string(name); emptied[tag] || tag == "noscript" || tag == "style" {
				raw = tag
			}
			startTag(out, z, string(name), attrs)
		case html.EndTagToken:
			name, _ := z.TagName()
			raw = ""
			if !dropped[string(name)] && !emptied[string(name)] && string(name) != "noscript" {
				out.Write(z.Raw())
			}
		case html.DoctypeToken:
			out.Write(z.Raw())
		}
	}
}

var (
	// asking are what makes a style sheet ask for something.
	asking = regexp.MustCompile(`(?i)(url|image|image-set|src|@import)\s*\(|@import`)
	// emptied are elements that go with all that they hold.
	emptied = map[string]bool{"script": true, "iframe": true, "noembed": true, "noframes": true}
	// dropped are tags that go, while what stands between them stays.
	dropped = map[string]bool{"link": true, "base": true, "object": true, "embed": true, "applet": true, "frame": true, "frameset": true, "portal": true, "source": true, "track": true, "param": true, "audio": true, "video": true, "bgsound": true, "fencedframe": true}
	// absent are those in whose place an empty frame is shown.
	absent = map[string]bool{"img": true, "iframe": true, "object": true, "embed": true, "video": true, "audio": true, "image": true}
	// reaching are attributes that name an address.
	reaching = map[string]bool{"src": true, "srcset": true, "srcdoc": true, "imagesrcset": true, "href": true, "xlink:href": true, "action": true, "formaction": true, "poster": true, "background": true, "data": true, "ping": true,
		"longdesc": true, "cite": true, "manifest": true, "profile": true, "code": true, "codebase": true, "archive": true, "classid": true, "lowsrc": true, "dynsrc": true, "usemap": true, "target": true, "from": true, "to": true, "values": true, "by": true, "attributename": true, "autofocus": true}
	attrName = regexp.MustCompile(`^[a-z][a-z0-9:_-]*$`)
)

// placeholder is a quiet frame in the place of what was not captured.
const placeholder = `data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' width='120' height='68'%3E%3Crect width='100%25' height='100%25' fill='%23eee'/%3E%3Cpath d='M0 0l120 68M120 0L0 68' stroke='%23ddd'/%3E%3C/svg%3E`

// startTag writes a tag with those of its attributes that do nothing.
func startTag(out *bytes.Buffer, z *html.Tokenizer, name string, more bool) {
	var kept bytes.Buffer
	refresh := false
	for more {
		var key, value []byte
		key, value, more = z.TagAttr()
		k, v := string(key), string(value)
		refresh = refresh || name == "meta" && k == "http-equiv"
		switch {
		case !attrName.MatchString(k), strings.HasPrefix(k, "on"):
			continue
		case reaching[k] && !(strings.HasSuffix(k, "href") && strings.HasPrefix(v, "#")):
			continue
		case k == "style" && (asking.MatchString(v) || strings.Contains(v, `\`)):
			continue
		}
		kept.WriteString(" " + k + `="` + html.EscapeString(v) + `"`)
	}
	switch {
	case refresh:
	case absent[name]:
		out.WriteString(`<img src="` + placeholder + `"` + sizes(kept.String()) + `>`)
	case !dropped[name] && !emptied[name] && name != "noscript":
		out.WriteString("<" + name + kept.String() + ">")
	}
}

var sized = regexp.MustCompile(` (alt|title|class|width|height)="[^"]*"`)

// sizes are the attributes that an image keeps.
func sizes(attrs string) string { return strings.Join(sized.FindAllString(attrs, -1), "") }
