package newsroom

import (
	"crypto/sha256"
	"encoding/base64"
	"net/http"
	"strings"
	"time"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/simplifiedchinese"
)

// slowness is how long a slow outlet takes, in real time.
const slowness = 30 * time.Millisecond

// unsettled is how long a fresh page of a truncating outlet comes cut short.
const unsettled = 6 * time.Hour

// badly answers the way outlets do on a bad day: on the first of a month, and
// for some hours after a page is out. It depends on the time alone and not on
// who asked before, so that a sample run which was cut short and started again
// meets the same press.
func (n *Newsroom) badly(w http.ResponseWriter, r *http.Request, s *Site) bool {
	switch {
	case s.has("redirect") && strings.HasPrefix(r.URL.Path, "/go/"):
		http.Redirect(w, r, strings.TrimPrefix(r.URL.Path, "/go"), http.StatusFound)
		return true
	case s.has("retry-after") && n.at().Day() == 1:
		w.Header().Set("Retry-After", "3600")
		http.Error(w, "too many requests, come back in an hour", http.StatusTooManyRequests)
		return true
	case s.has("truncated") && r.URL.Path != "/feed":
		body, contentType, out, ok := n.answer(s, r.URL.Path)
		if !ok || n.at().Sub(out) >= unsettled {
			return false
		}
		w.Header().Set("Content-Type", contentType)
		w.Header().Set("Content-Length", "999999") // more than comes
		w.Write(body[:len(body)/2])
		return true
	}
	if s.has("slow") {
		time.Sleep(slowness) // what the outlet is here for
	}
	return false
}

func (n *Newsroom) send(w http.ResponseWriter, r *http.Request, s *Site, body []byte, contentType string, modified time.Time) {
	w.Header().Set("Content-Type", contentType)
	if !s.has("etag") {
		w.Write(body)
		return
	}
	sum := sha256.Sum256(body)
	tag := `"` + base64.RawURLEncoding.EncodeToString(sum[:12]) + `"`
	w.Header().Set("ETag", tag)
	w.Header().Set("Last-Modified", modified.UTC().Format(http.TimeFormat))
	if r.Header.Get("If-None-Match") == tag {
		w.WriteHeader(http.StatusNotModified)
		return
	}
	w.Write(body)
}

// encode writes text in a charset; what the charset lacks becomes a numeric
// character reference, as editors' systems do.
func encode(b []byte, charset string) []byte {
	var e encoding.Encoding
	switch charset {
	case "windows-1251":
		e = charmap.Windows1251
	case "iso-8859-1":
		e = charmap.ISO8859_1
	case "gb18030":
		e = simplifiedchinese.GB18030
	default:
		return b
	}
	out, err := encoding.HTMLEscapeUnsupported(e.NewEncoder()).Bytes(b)
	if err != nil {
		return b // unreachable: what cannot be encoded is escaped
	}
	return out
}
