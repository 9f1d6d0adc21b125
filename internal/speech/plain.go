package speech

import (
	"net/url"
	"strings"
	"unicode"
)

// isolated keeps quoted words of one script from turning the words around
// them: the machine's reasons quote every language.
func isolated(s string) string {
	return strings.NewReplacer("«", "«\u2068", "»", "\u2069»").Replace(s)
}

// Plain takes out what is no text: control characters, and marks that turn
// the direction of what stands around them.
func Plain(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\n' || r == '\t' || r == '\r':
			return ' '
		case unicode.IsControl(r), r >= 0x202a && r <= 0x202e, r >= 0x2066 && r <= 0x2069:
			return -1
		}
		return r
	}, s)
}

// Paragraphs cuts a captured text at its blank lines.
func Paragraphs(text string) []string {
	var out []string
	for _, p := range strings.Split(text, "\n\n") {
		if p = strings.TrimSpace(Plain(p)); p != "" {
			out = append(out, p)
		}
	}
	return out
}

// Link is an address that a browser may follow, or one that leads nowhere.
func Link(address string) string {
	u, err := url.Parse(address)
	if err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" {
		return "#"
	}
	return u.String()
}

// Host is the host of an address, without www.
func Host(address string) string {
	u, err := url.Parse(address)
	if err != nil || u.Host == "" {
		return Plain(address)
	}
	return strings.TrimPrefix(u.Host, "www.")
}

// ShortAddress is an address without its scheme, cut to fit a column.
func ShortAddress(address string) string {
	_, rest, ok := strings.Cut(address, "://")
	if !ok {
		rest = address
	}
	return Cut(Plain(strings.TrimPrefix(rest, "www.")), 60)
}

// Cut shortens a text to n characters.
func Cut(s string, n int) string {
	rs := []rune(s)
	if len(rs) <= n {
		return s
	}
	return strings.TrimSpace(string(rs[:n-1])) + "…"
}
