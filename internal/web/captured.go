package web

import (
	"bytes"
	"net/http"
	"strings"

	"golang.org/x/net/html"

	"vigia"
	"vigia/internal/charset"
	"vigia/internal/evidence"
	"vigia/internal/pdf"
)

// capturedPolicy is what a captured page may do in its frame: be looked at. It
// runs nothing, asks nobody, has an origin of its own and so no cookies.
const capturedPolicy = "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'self'"

// mostCaptured is how much of a page is shown.
const mostCaptured = 8 << 20

// captured shows a captured page as HTML, for the frame beside what was read
// in it.
func (s *Server) captured(w http.ResponseWriter, r *http.Request, v visit) error {
	c, err := s.captureOf(r)
	if err != nil {
		return err
	}
	page, err := s.capturedPage(r, c)
	if err != nil {
		return err
	}
	h := w.Header()
	h.Set("Content-Security-Policy", capturedPolicy)
	h.Set("X-Frame-Options", "SAMEORIGIN")
	h.Del("Cross-Origin-Opener-Policy") // a sandboxed page with one is refused
	h.Set("X-DNS-Prefetch-Control", "off")
	h.Set("Content-Type", "text/html; charset=utf-8")
	_, err = w.Write(quiet(page))
	return err
}

// capturedPage reads back the page of a capture that can be shown.
func (s *Server) capturedPage(r *http.Request, c evidence.Capture) (evidence.Page, error) {
	if c.Reason != "" || c.File == "" || s.Evidence == nil {
		return evidence.Page{}, &vigia.Problem{Kind: vigia.ErrNotFound, What: "this capture has no bytes", Remedy: "its page says why"}
	}
	p, err := s.Evidence.Open(r.Context(), c)
	if err != nil {
		return p, err
	}
	head := bytes.TrimSpace(p.Body[:min(len(p.Body), 1024)])
	if bytes.IndexByte(head, 0) >= 0 && !bytes.HasPrefix(head, []byte("\xff\xfe")) && !bytes.HasPrefix(head, []byte("\xfe\xff")) || bytes.HasPrefix(head, []byte("{")) {
		return p, &vigia.Problem{Kind: vigia.ErrInvalid, What: "the capture is no page: it came as a text", Remedy: "see its bytes on the page of the capture"}
	}
	return p, nil
}

// decoded gives the beginning of a page as the reader understands its bytes.
func decoded(p evidence.Page, most int) (text string, cut bool) {
	b := p.Body
	if cut = len(b) > most; cut {
		b = b[:most]
	}
	text, _, _ = charset.Decode(b, p.Header.Get("Content-Type"))
	return text, cut
}

// quiet takes out of a page what makes a browser speak to others before any
// policy is asked: hints to connect and to look up names, refreshes, another
// base for its addresses. A plain text is shown as one.
func quiet(p evidence.Page) []byte {
	if pdf.Is(p.Body) {
		return sheets(p.Body)
	}
	text, _ := decoded(p, mostCaptured)
	if !strings.Contains(text, "<") {
		return []byte("<!doctype html><pre>" + html.EscapeString(text) + "</pre>")
	}
	var out bytes.Buffer
	z := html.NewTokenizer(strings.NewReader(text))
	z.SetMaxBuf(mostCaptured)
	for {
		kind := z.Next()
		if kind == html.ErrorToken {
			out.Write(z.Raw())
			return out.Bytes()
		}
		raw := bytes.Clone(z.Raw())
		if kind == html.StartTagToken || kind == html.SelfClosingTagToken {
			if name, attrs := z.TagName(); loud(string(name), attrs, z) {
				continue
			}
		}
		out.Write(raw)
	}
}

// loud reports whether a tag is one that quiet takes out.
func loud(name string, attrs bool, z *html.Tokenizer) bool {
	switch name {
	case "link", "base":
		return true
	case "meta":
		for attrs {
			var key []byte
			key, _, attrs = z.TagAttr()
			if strings.EqualFold(string(key), "http-equiv") {
				return true
			}
		}
	}
	return false
}
