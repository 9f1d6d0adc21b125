package feed

import (
	"slices"
	"strings"
)

// appendAuthor reads "Name", "mail", "mail (Name)", "Name (mail)" and
// "Name <mail>".
func appendAuthor(out []Author, s string) []Author {
	s = Plain(roundBrackets.Replace(mailBrackets(s)))
	if s == "" {
		return out
	}
	a := Author{Name: s}
	if i := strings.IndexByte(s, '('); i > 0 && strings.HasSuffix(s, ")") {
		a = Author{Name: strings.TrimSpace(s[:i]), Email: strings.TrimSpace(s[i+1 : len(s)-1])}
		if strings.Contains(a.Name, "@") && !strings.Contains(a.Email, "@") {
			a.Name, a.Email = a.Email, a.Name
		}
		if !strings.Contains(a.Email, "@") {
			a = Author{Name: s} // "Agencia (EFE)"
		}
	} else if strings.Contains(s, "@") && !strings.Contains(s, " ") {
		a = Author{Email: s}
	}
	a.Email = strings.TrimPrefix(a.Email, "mailto:")
	return appendNew(out, a)
}

// appendNew appends an author who is not there yet.
func appendNew(out []Author, a Author) []Author {
	if slices.Contains(out, a) {
		return out
	}
	return append(out, a)
}

var roundBrackets = strings.NewReplacer("<", "(", ">", ")")

// mailBrackets leaves angle brackets only around an address, else the markup
// in them is taken out first.
func mailBrackets(s string) string {
	if i, j := strings.IndexByte(s, '<'), strings.IndexByte(s, '>'); i >= 0 && j > i && strings.Contains(s[i:j], "@") && !strings.Contains(s[i:j], "=") {
		return s
	}
	return Plain(s)
}
