package feed

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"io"
	"strings"

	"golang.org/x/text/encoding/charmap"
)

// gunzip unpacks a gzip stream, as sitemaps come in, once and up to maxInput.
// A stream that breaks off gives what there was.
func gunzip(b []byte) (out []byte, broken bool, err error) {
	if !bytes.HasPrefix(b, []byte{0x1F, 0x8B}) {
		return b, false, nil
	}
	r, err := gzip.NewReader(bytes.NewReader(b))
	if err != nil {
		return nil, false, fmt.Errorf("opening gzip: %w", err)
	}
	out, err = io.ReadAll(io.LimitReader(r, maxInput+1))
	if err != nil && len(out) == 0 {
		return nil, false, fmt.Errorf("reading gzip: %w", err)
	}
	return out, err != nil, nil
}

// repairXML takes out what no XML parser accepts and what none should obey:
// control characters, the declaration (the text is UTF-8 now), and the
// document type with the entities that it defines.
func repairXML(s string) string {
	if i := strings.Index(s[:min(len(s), 1024)], "<?xml"); i >= 0 {
		if j := strings.Index(s[i:], "?>"); j > 0 && j < 1024 {
			s = s[i+j+2:]
		}
	}
	s = dropDoctype(s)
	if strings.IndexFunc(s, func(r rune) bool { return repairRune(r) != r }) < 0 {
		return s
	}
	return strings.Map(repairRune, s)
}

// repairRune drops what XML forbids, and turns C1 controls into what their
// writer meant: Windows 1252 that was taken for Latin 1.
func repairRune(r rune) rune {
	switch {
	case r < ' ' && r != '\n' && r != '\r' && r != '\t', r == 0xFFFE, r == 0xFFFF:
		return -1
	case 0x80 <= r && r <= 0x9F && r != 0x85:
		return charmap.Windows1252.DecodeByte(byte(r))
	}
	return r
}

// dropDoctype removes <!DOCTYPE …> with its internal subset.
func dropDoctype(s string) string {
	head := s[:min(len(s), 4096)]
	i := strings.Index(head, "<!DOCTYPE")
	if i < 0 {
		i = strings.Index(head, "<!doctype")
	}
	if i < 0 || strings.Contains(head[:i], "<r") || strings.Contains(head[:i], "<f") {
		return s // inside the content
	}
	depth := 0
	for j := i; j < len(s); j++ {
		switch s[j] {
		case '"', '\'':
			k := strings.IndexByte(s[j+1:], s[j])
			if k < 0 {
				return s[:i]
			}
			j += k + 1
		case '[':
			depth++
		case ']':
			depth--
		case '>':
			if depth <= 0 {
				return s[:i] + s[j+1:]
			}
		}
	}
	return s[:i]
}
