package mail

import (
	"bytes"
	"mime"
	"path"
	"strings"
)

// walker goes through the parts of a message.
type walker struct {
	m     *Message
	parts int
}

// part reads one part, and those in it.
func (w *walker) part(h header, body []byte, depth int) {
	m := w.m
	if w.parts++; w.parts > maxParts {
		m.doubt("the message has more than %d parts: the rest was left out", maxParts)
		return
	}
	kind, params := mediaType(h["Content-Type"])
	disposition, more := mediaType(h["Content-Disposition"])
	if strings.HasPrefix(kind, "multipart/") {
		if depth >= maxDepth {
			m.doubt("the message has parts nested more than %d deep: the deepest were left out", maxDepth)
			return
		}
		w.multipart(params["boundary"], body, depth)
		return
	}
	name := fileName(more["filename"], params["name"])
	switch {
	case kind == "message/rfc822":
		m.doubt("it holds another message, which was not read")
		return
	case strings.HasPrefix(kind, "image/"), strings.HasPrefix(kind, "audio/"), strings.HasPrefix(kind, "video/"):
		return
	case (kind == "text/html" || kind == "text/plain" || kind == "application/xhtml+xml") && disposition != "attachment":
		m.Texts = append(m.Texts, Part{kind, h["Content-Type"], name, w.decode(h, body)})
	case kind == "application/pdf" || strings.HasSuffix(strings.ToLower(name), ".pdf"):
		m.Attached = append(m.Attached, Part{"application/pdf", "application/pdf", name, w.decode(h, body)})
	default:
		m.doubt("an attached file of the kind %s was not read", kind)
	}
}

// decode undoes the encoding in which a part was sent.
func (w *walker) decode(h header, body []byte) []byte {
	switch strings.ToLower(strings.TrimSpace(h["Content-Transfer-Encoding"])) {
	case "base64":
		b, whole := fromBase64(body)
		if !whole {
			w.m.doubt("a part of the message is damaged: its encoding breaks off")
		}
		return b
	case "quoted-printable":
		return fromQuoted(body)
	}
	return body
}

// multipart reads the parts between the lines of a boundary. What stands before
// the first and after the last is for programs that know no parts.
func (w *walker) multipart(boundary string, body []byte, depth int) {
	if boundary == "" || len(boundary) > 200 {
		w.m.doubt("the message does not say where its parts begin")
		return
	}
	mark := []byte("--" + boundary)
	var part []byte
	inside, ended := false, false
	start := 0
	flush := func(end int) {
		if inside {
			part = bytes.TrimSuffix(bytes.TrimSuffix(body[start:end], []byte("\n")), []byte("\r"))
			h, b, _ := split(part)
			w.part(h, b, depth+1)
		}
	}
	for at := 0; at < len(body) && !ended && w.parts <= maxParts; {
		next := len(body)
		if i := bytes.IndexByte(body[at:], '\n'); i >= 0 {
			next = at + i + 1
		}
		if rest, ok := bytes.CutPrefix(body[at:next], mark); ok {
			rest = bytes.TrimSpace(rest)
			if ended = bytes.Equal(rest, []byte("--")); ended || len(rest) == 0 {
				flush(at)
				inside, start = true, next
			}
		}
		at = next
	}
	if !ended && w.parts <= maxParts {
		w.m.doubt("the message breaks off before its end")
		flush(len(body))
	}
}

// mediaType parses a field such as Content-Type; what is missing or broken is
// plain text, as the rules say.
func mediaType(s string) (kind string, params map[string]string) {
	kind, params, err := mime.ParseMediaType(s)
	if err == nil || kind != "" && params != nil {
		return kind, params
	}
	kind, rest, _ := strings.Cut(s, ";")
	if kind = strings.ToLower(strings.TrimSpace(kind)); kind == "" || len(kind) > 100 {
		kind = "text/plain"
	}
	params = map[string]string{}
	for i, p := range strings.Split(rest, ";") {
		if k, v, ok := strings.Cut(p, "="); ok && i < 50 {
			k = strings.ToLower(strings.TrimSpace(k))
			if _, twice := params[k]; !twice {
				params[k] = strings.Trim(strings.TrimSpace(v), `"`)
			}
		}
	}
	return kind, params
}

// fileName is the name of a part without folders.
func fileName(names ...string) string {
	for _, n := range names {
		if n = decodeWords(n); n != "" {
			if n = path.Base(strings.ReplaceAll(n, `\`, "/")); len(n) > 200 {
				n = strings.ToValidUTF8(n[len(n)-200:], "")
			}
			return n
		}
	}
	return ""
}
