package mail

import (
	"bytes"
	"encoding/base64"
	"net/mail"
	"net/textproto"
	"regexp"
	"strings"

	"vigia/internal/charset"
)

// header is the first of each field, by its canonical name, unfolded.
type header map[string]string

// split parts a message or part into its header and what follows the first
// blank line. Lines that are no fields, and fields that say nothing to us, are
// passed over.
func split(b []byte) (h header, body []byte, cut bool) {
	h = header{}
	name, read := "", 0
	for len(b) > 0 {
		line, rest, _ := bytes.Cut(b, []byte("\n"))
		read += len(line) + 1
		line = bytes.TrimSuffix(line, []byte("\r"))
		if len(line) == 0 {
			return h, rest, cut
		}
		if b = rest; read > maxHeader {
			cut = true
			continue
		}
		if line[0] == ' ' || line[0] == '\t' {
			if name != "" && len(h[name]) < maxField {
				h[name] += " " + string(bytes.TrimSpace(line))
			}
			continue
		}
		field, value, ok := bytes.Cut(line, []byte(":"))
		if name = ""; !ok || len(field) > 100 {
			continue
		}
		key := textproto.CanonicalMIMEHeaderKey(strings.TrimSpace(string(field)))
		if _, twice := h[key]; !twice && wanted[key] {
			name, h[key] = key, string(bytes.TrimSpace(value[:min(len(value), maxField)]))
		}
	}
	return h, nil, cut
}

// wanted are the fields that are read.
var wanted = map[string]bool{"From": true, "Subject": true, "Date": true, "Message-Id": true,
	"Content-Type": true, "Content-Disposition": true, "Content-Transfer-Encoding": true}

var word = regexp.MustCompile(`=\?([^?\s]{1,60})\?([bBqQ])\?([^?]*)\?=`)

// decodeWords reads the encoded words (RFC 2047) of a field. Neighbours of one
// charset are one text: many senders cut between the bytes of a letter.
func decodeWords(s string) string {
	s = strings.ToValidUTF8(unicodeOf([]byte(s), ""), "\uFFFD")
	var out strings.Builder
	var pending []byte
	set, at := "", 0
	flush := func() {
		out.WriteString(unicodeOf(pending, set))
		pending = nil
	}
	for _, x := range word.FindAllStringSubmatchIndex(s, -1) {
		between := s[at:x[0]]
		cs, _, _ := strings.Cut(s[x[2]:x[3]], "*") // a language may follow (RFC 2231)
		if at == 0 || strings.TrimSpace(between) != "" {
			flush()
			out.WriteString(between)
		} else if !strings.EqualFold(cs, set) {
			flush()
		}
		set, at = cs, x[1]
		pending = append(pending, wordBytes(s[x[4]:x[5]], s[x[6]:x[7]])...)
	}
	flush()
	out.WriteString(s[at:])
	return strings.Join(strings.Fields(out.String()), " ")
}

func wordBytes(encoding, s string) []byte {
	if strings.EqualFold(encoding, "b") {
		b, _ := fromBase64([]byte(s))
		return b
	}
	return fromQuoted([]byte(strings.ReplaceAll(s, "_", " ")))
}

// unicodeOf gives the text of bytes in a charset, "" for one to be found out.
func unicodeOf(b []byte, set string) string {
	if len(b) == 0 {
		return ""
	}
	if set != "" {
		set = "text/plain; charset=" + set
	}
	s, _, _ := charset.Decode(b, set)
	return s
}

// messageID is a Message-ID without its brackets; one of absurd length is none.
func messageID(s string) string {
	s = strings.TrimSpace(strings.ToValidUTF8(s, ""))
	if _, rest, ok := strings.Cut(s, "<"); ok {
		s, _, _ = strings.Cut(rest, ">")
	}
	if s = strings.Join(strings.Fields(strings.Map(visible, s)), ""); len(s) > 500 {
		return ""
	}
	return s
}

func visible(r rune) rune {
	if r < ' ' || r == 0x7f {
		return ' '
	}
	return r
}

var bare = regexp.MustCompile(`[^\s<>"(),;:@]{1,200}@([A-Za-z0-9][A-Za-z0-9._-]{0,250})`)

// sender gives the address and the name of a From field, the first of several.
// In a field that breaks the rules, the last address counts: a name that looks
// like an address stands before the true one.
func sender(s string) (addr, name string) {
	s = decodable(s)
	if all, err := mail.ParseAddressList(s); err == nil && len(all) > 0 {
		addr, name = all[0].Address, all[0].Name
	} else if found := bare.FindAllString(s, -1); len(found) > 0 {
		addr, name = found[len(found)-1], s[:strings.LastIndex(s, found[len(found)-1])]
	}
	if at := strings.LastIndex(addr, "@"); at < 1 || len(addr) > 320 || strings.ContainsAny(addr, " <>\"") || strings.Count(addr, "@") > 1 {
		addr = ""
	}
	return strings.ToLower(strings.Trim(addr, ".")), decodeWords(strings.Trim(name, ` "<`))
}

// decodable keeps a field from the parser's own reading of encoded words: the
// name is decoded afterwards, in every charset.
func decodable(s string) string {
	return word.ReplaceAllStringFunc(strings.ToValidUTF8(unicodeOf([]byte(s), ""), "\uFFFD"), func(w string) string {
		return `"` + strings.NewReplacer(`"`, "", `\`, "").Replace(decodeWords(w)) + `"`
	})
}

// fromBase64 decodes base64, whatever stands between its letters; whole tells
// that nothing was left over.
func fromBase64(b []byte) (out []byte, whole bool) {
	letters := make([]byte, 0, len(b))
	for _, c := range b {
		switch {
		case c >= 'a' && c <= 'z', c >= 'A' && c <= 'Z', c >= '0' && c <= '9', c == '+', c == '/':
			letters = append(letters, c)
		}
	}
	whole = len(letters)%4 != 1
	if !whole {
		letters = letters[:len(letters)-1]
	}
	out = make([]byte, base64.RawStdEncoding.DecodedLen(len(letters)))
	n, err := base64.RawStdEncoding.Decode(out, letters)
	return out[:n], whole && err == nil
}

// fromQuoted decodes quoted-printable. An = that begins nothing stands for
// itself.
func fromQuoted(b []byte) []byte {
	out := make([]byte, 0, len(b))
	for i := 0; i < len(b); i++ {
		if b[i] != '=' {
			out = append(out, b[i])
			continue
		}
		if i+2 < len(b) {
			if hi, lo := nibble(b[i+1]), nibble(b[i+2]); hi >= 0 && lo >= 0 {
				out = append(out, byte(hi<<4|lo))
				i += 2
				continue
			}
		}
		end := i + 1
		for end < len(b) && end < i+100 && (b[end] == ' ' || b[end] == '\t' || b[end] == '\r') {
			end++
		}
		switch {
		case end == len(b):
			i = end
		case b[end] == '\n':
			i = end
		default:
			out = append(out, '=')
		}
	}
	return out
}

func nibble(c byte) int {
	switch {
	case c >= '0' && c <= '9':
		return int(c - '0')
	case c >= 'A' && c <= 'F':
		return int(c-'A') + 10
	case c >= 'a' && c <= 'f':
		return int(c-'a') + 10
	}
	return -1
}
