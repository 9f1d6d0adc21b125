package fetch

import (
	"fmt"
	"net"
	"net/netip"
	"net/url"
	"strconv"
	"strings"

	"golang.org/x/net/idna"
	"golang.org/x/net/publicsuffix"
)

// urlMax is the longest address that is asked for.
const urlMax = 8 << 10

// target is an address that was checked: what is checked is what is dialled.
type target struct {
	url  *url.URL
	host string // ASCII, lower case, without port
	port uint16
	site string // the registrable domain, or the host where there is none
}

func (t target) origin() string {
	return t.url.Scheme + "://" + net.JoinHostPort(t.host, strconv.Itoa(int(t.port)))
}

// parseTarget checks the form of an address. That its host is public is
// checked when it is dialled.
func parseTarget(raw string) (target, *Failure) {
	if len(raw) > urlMax {
		return target{}, fail(BadURL, "the address is %d bytes long", len(raw))
	}
	u, err := url.Parse(strings.TrimSpace(raw))
	switch {
	case err != nil:
		return target{}, fail(BadURL, "%v", err)
	case u.Scheme != "http" && u.Scheme != "https":
		return target{}, fail(BadURL, "%q is not an http or https address", raw)
	case u.Host == "" || u.Opaque != "":
		return target{}, fail(BadURL, "%q names no host", raw)
	case u.User != nil:
		return target{}, fail(BadURL, "the address carries a user name")
	}
	host, f := parseHost(u.Hostname())
	if f != nil {
		return target{}, f
	}
	port, f := parsePort(u)
	if f != nil {
		return target{}, f
	}
	u.Host = hostPort(u.Scheme, host, port)
	u.Fragment, u.RawFragment = "", ""
	if u.Path == "" {
		u.Path = "/"
	}
	u.RawQuery = escapeQuery(u.RawQuery)
	site, err := publicsuffix.EffectiveTLDPlusOne(host)
	if err != nil || isIP(host) {
		site = host
	}
	return target{u, host, port, site}, nil
}

// hostPort writes the host of an address, with its port unless that is usual.
func hostPort(scheme, host string, port uint16) string {
	if strings.Contains(host, ":") {
		host = "[" + host + "]"
	}
	if scheme == "http" && port == 80 || scheme == "https" && port == 443 {
		return host
	}
	return host + ":" + strconv.Itoa(int(port))
}

// escapeQuery escapes what may not stand in a request line; net/url does so
// for the path alone.
func escapeQuery(q string) string {
	var b strings.Builder
	for _, c := range []byte(q) {
		if c <= ' ' || c >= 0x7f || c == '"' || c == '<' || c == '>' {
			fmt.Fprintf(&b, "%%%02X", c)
		} else {
			b.WriteByte(c)
		}
	}
	return b.String()
}

func isIP(host string) bool {
	_, err := netip.ParseAddr(host)
	return err == nil
}

func parsePort(u *url.URL) (uint16, *Failure) {
	switch p := u.Port(); {
	case p != "":
		n, err := strconv.ParseUint(p, 10, 16)
		if err != nil || n == 0 {
			return 0, fail(BadURL, "port %q is no port", p)
		}
		return uint16(n), nil
	case u.Scheme == "https":
		return 443, nil
	}
	return 80, nil
}

// parseHost gives a host in the one form in which it is dialled. Numbers that
// some parsers take for IPv4 addresses (0x7f.1, 2130706433) are refused, and
// so are names that hide ASCII in Punycode.
func parseHost(raw string) (string, *Failure) {
	if a, err := netip.ParseAddr(raw); err == nil {
		return a.String(), nil
	}
	host := strings.ToLower(strings.TrimSuffix(raw, "."))
	if !plainHost(host) || strings.Contains(host, "xn--") {
		ascii, err := idna.Lookup.ToASCII(host)
		if err != nil || !plainHost(ascii) {
			return "", fail(BadURL, "%q is no host name", raw)
		}
		host = ascii
	}
	labels := strings.Split(host, ".")
	last := labels[len(labels)-1]
	if strings.Trim(last, "0123456789") == "" || strings.HasPrefix(last, "0x") {
		return "", fail(BadURL, "%q ends like a number but is no address", raw)
	}
	for _, l := range labels {
		if l == "" || len(l) > 63 || hidesASCII(l) {
			return "", fail(BadURL, "%q is no host name", raw)
		}
	}
	return host, nil
}

func plainHost(s string) bool {
	if s == "" || len(s) > 253 {
		return false
	}
	for _, c := range []byte(s) {
		if !(c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || c == '-' || c == '_' || c == '.') {
			return false
		}
	}
	return true
}

func hidesASCII(label string) bool {
	if !strings.HasPrefix(label, "xn--") {
		return false
	}
	u, err := idna.Lookup.ToUnicode(label)
	return err != nil || strings.IndexFunc(u, func(r rune) bool { return r >= 0x80 }) < 0
}
