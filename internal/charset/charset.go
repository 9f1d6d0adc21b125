// Package charset turns the bytes of pages and feeds into text, once.
//
// Whom it believes, in this order: a byte order mark, or the pattern of NUL
// bytes that only UTF-16 and UTF-32 have; the bytes themselves when they are
// UTF-8, whoever says otherwise; the transport's word; the document's own, in
// an XML declaration or a <meta> as far down as 64 KiB. A word is believed only
// while the text that comes of it reads like one: windows-1251 declared as
// ISO 8859-1 does not. Then, and where nothing is declared, every encoding of
// the web reads a sample, and the one in which the words are likeliest wins;
// package language says how likely they are. This is the compound method of
// Li and Momoi (A composite approach to language/encoding detection, 2001)
// with one model for all encodings.
//
// UTF-8 with stray bytes stays UTF-8: only the bad bytes are read otherwise.
// Text that was encoded twice is doubted, never repaired: what stands in the
// capture is what was published.
//
// Every step is linear in the length, and any bytes whatever give valid UTF-8.
package charset

import (
	"fmt"
	"strings"
	"unicode/utf8"
	"unsafe"

	"golang.org/x/text/encoding"
)

// Decode gives the text of b, the name of its encoding by the Encoding
// Standard ("utf-8", "gbk", "windows-1251", …), and what is doubtful about
// them, in words for a reader. contentType is that of the response and may be
// empty. The text has no byte order mark; when b is UTF-8 it shares the memory
// of b, which must not be changed afterwards.
func Decode(b []byte, contentType string) (text, name string, doubts []string) {
	if e, skip := marked(b); e.name != "" {
		return convert(b[skip:], e), e.name, nil
	}
	b = withoutMark(b)
	if whole := withoutCutRune(b); utf8.Valid(whole) {
		if e := escaping(b, contentType); e.name != "" {
			return convert(b, e), e.name, nil
		}
		text = share(whole)
		return text, "utf-8", doubleEncoded(text)
	}
	labels := declared(b, contentType)
	if mostlyUTF8(b, labels) {
		text, doubts = repair(b, labels)
		return text, "utf-8", doubts
	}
	text, name, doubts = legacy(b, labels)
	return text, name, append(doubts, lost(text)...)
}

// legacy reads bytes that are no UTF-8.
func legacy(b []byte, labels []string) (text, name string, doubts []string) {
	var said []codec
	for _, l := range labels {
		if e := lookup(l); e.name != "" {
			said = append(said, e)
		}
	}
	best, sure := detect(b, said)
	switch {
	case len(said) > 0 && said[0].name != best.name:
		doubts = append(doubts, fmt.Sprintf("declared as %s, but it reads as %s", said[0].name, best.name))
	case len(said) == 0 && !sure:
		doubts = append(doubts, fmt.Sprintf("no encoding is declared; %s was taken for want of better evidence", best.name))
	}
	return convert(b, best), best.name, doubts
}

// share makes a string of b without copying it.
func share(b []byte) string { return unsafe.String(unsafe.SliceData(b), len(b)) }

// convert decodes b; what cannot be read becomes U+FFFD.
func convert(b []byte, e codec) string {
	out, err := e.enc.NewDecoder().Bytes(b)
	if err != nil || !utf8.Valid(out) {
		out = []byte(strings.ToValidUTF8(share(out), "\uFFFD"))
	}
	return strings.TrimPrefix(share(out), "\uFEFF")
}

// fits reports whether few letters could not be read: one in two hundred is a
// slip, more is the wrong encoding.
func fits(s string) bool {
	bad := strings.Count(s, "\uFFFD")
	return bad <= 2 || bad*200 < nonASCII(s)
}

// lost doubts a text some of which could not be read.
func lost(s string) []string {
	if n := strings.Count(s, "\uFFFD"); n > 0 {
		return []string{fmt.Sprintf("characters that could not be read: %d", n)}
	}
	return nil
}

func nonASCII(s string) int {
	n := 0
	for i := range len(s) {
		if s[i] >= 0xC0 {
			n++
		}
	}
	return n
}

// codec is an encoding with its name.
type codec struct {
	name string
	enc  encoding.Encoding
}
