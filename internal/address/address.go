// Package address brings the addresses of reports to one form.
//
// Three forms, each for its purpose: Resolve serialises as browsers do, for
// fetching; Canonical is what we cite, store and count reports by; Key is
// lossy and tells that two addresses show the same report. Parsing follows
// the URL Standard (WHATWG), because net/url and browsers disagree about
// hosts: what we check must be what anybody else connects to.
//
// Canonical and Key are idempotent, and nothing here touches the network.
package address

import (
	"fmt"
	"regexp"
	"strings"

	"golang.org/x/net/publicsuffix"

	"vigia"
)

// maxLength is the longest address that is accepted, in bytes.
const maxLength = 8 << 10

// Resolve parses raw, relative to base if base is not empty, and serialises
// it by the URL Standard, with any scheme, fragment and credentials it has.
func Resolve(raw, base string) (string, error) {
	u, err := resolve(raw, base)
	if err != nil {
		return "", err
	}
	return u.String(), nil
}

func resolve(raw, base string) (*record, error) {
	if len(raw) > maxLength || len(base) > maxLength {
		return nil, problem(raw, "is longer than 8 KiB", "check where it was taken from")
	}
	var b *record
	if base != "" {
		if b = parse(base, nil); b == nil {
			return nil, problem(base, "cannot be read as the address that others are relative to", "give one that begins with https:// or http://")
		}
	}
	u := parse(raw, b)
	switch {
	case u != nil && len(u.String()) > maxLength: // escapes and base make it longer
		return nil, problem(raw, "is longer than 8 KiB", "check where it was taken from")
	case u != nil:
		return u, nil
	case strings.TrimSpace(raw) == "":
		return nil, problem(raw, "is empty", "give an address that begins with https:// or http://")
	case b == nil && !hasScheme(raw):
		return nil, problem(raw, "does not begin with a scheme", "write https:// or http:// before it")
	}
	return nil, problem(raw, "cannot be read as an address", "check its host name, port and brackets")
}

func hasScheme(raw string) bool {
	scheme, rest, ok := strings.Cut(raw, ":")
	return ok && (strings.HasPrefix(rest, "/") || !strings.Contains(scheme, "."))
}

// Canonical gives the form of an address that is cited: absolute, http or
// https, host in lower case and ASCII, without default port, credentials,
// fragment, tracking parameters and session ids, and with escapes written in
// one way; of a redirector's address (google.com/url?q=…), the address it leads
// to. A path, its case and the order of parameters mean something to
// servers: they stay. base may be empty. Errors are *vigia.Problem.
func Canonical(raw, base string) (string, error) {
	u, err := resolve(unwrapMarkup(raw), base)
	if err != nil {
		return "", err
	}
	for t := u; t != nil; t = target(u) { // each is shorter than the last
		u = t
		if u.scheme != "http" && u.scheme != "https" {
			return "", problem(raw, "is not a web address ("+u.scheme+":)", "give one that begins with https:// or http://")
		}
		if !u.clean() {
			return "", problem(raw, "has no host name", "check it")
		}
	}
	return u.String(), nil
}

// clean takes off what does not belong to a canonical address; false if there
// is no host.
func (u *record) clean() bool {
	u.username, u.password = "", ""
	u.fragment, u.hasFragment = "", false
	host := strings.TrimSuffix(u.host, ".")
	if host == "" || strings.Contains(u.host, "..") || strings.HasPrefix(host, ".") {
		return false
	}
	u.host = host
	for i, seg := range u.path {
		u.path[i] = tidyEscapes(withoutSession(seg))
	}
	u.query = cleanQuery(u.host, u.query)
	u.hasQuery = u.query != ""
	return true
}

// unwrapMarkup takes off what addresses bring along when they are cut out of
// documents: CDATA, quotes and angle brackets around them, escaped ampersands.
func unwrapMarkup(s string) string {
	s = strings.TrimSpace(s)
	s = strings.TrimSuffix(strings.TrimPrefix(s, "<![CDATA["), "]]>")
	s, _, _ = strings.Cut(s, "</") // the end tag behind it
	s = strings.Trim(s, " \t\r\n\"<>")
	return ampersands.ReplaceAllLiteralString(s, "&")
}

// ampersands are escaped ones, once or over and over.
var ampersands = regexp.MustCompile(`&(?:amp;)+`)

// Domain gives the registrable domain of an address ("prensa.ejemplo.gob.ve"
// and "ejemplo.gob.ve" have one), which names an outlet; the whole host for
// an IP address and where there is none, "" if the address cannot be read.
// Hosts of unlisted top domains, such as .example, give their last two labels.
func Domain(canonical string) string {
	u := reread(canonical)
	if u == nil {
		return ""
	}
	host := strings.TrimSuffix(u.host, ".")
	if strings.HasPrefix(host, "[") || endsInNumber(host) {
		return host
	}
	d, err := publicsuffix.EffectiveTLDPlusOne(host)
	if err != nil {
		return host // a public suffix itself, as gob.ve, or "localhost"
	}
	return d
}

// reread parses an address that Canonical gave; nil if it has no host, or is no
// such address and so long that reading it would cost too much.
func reread(canonical string) *record {
	if len(canonical) > maxLength {
		return nil
	}
	if u := parse(canonical, nil); u != nil && u.host != "" {
		return u
	}
	return nil
}

// Host is the host of an address as people name it, without "www.": what
// stands for an outlet that the registry does not know.
func Host(canonical string) string {
	_, rest, _ := strings.Cut(canonical, "://")
	host, _, _ := strings.Cut(rest, "/")
	return strings.TrimPrefix(host, "www.")
}

// problem makes the error that a user reads.
func problem(raw, what, remedy string) error {
	if len(raw) > 120 {
		raw = strings.ToValidUTF8(raw[:120], "") + "…"
	}
	return &vigia.Problem{Kind: vigia.ErrInvalid, What: fmt.Sprintf("address %q %s", raw, what), Remedy: remedy}
}
