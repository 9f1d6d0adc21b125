package address

import (
	"net/netip"
	"strconv"
	"strings"

	"golang.org/x/net/idna"
)

// domains is the processing that the URL Standard asks for: UTS 46, not
// transitional, hyphens and underscores allowed, joiners and right-to-left
// labels checked.
var domains = idna.New(
	idna.MapForLookup(), idna.BidiRule(), idna.CheckJoiners(true),
	idna.Transitional(false), idna.StrictDomainName(false), idna.CheckHyphens(false), idna.VerifyDNSLength(false),
)

// parseHost is the host parser of the URL Standard.
func parseHost(s string, opaque bool) (string, bool) {
	if strings.HasPrefix(s, "[") {
		if !strings.HasSuffix(s, "]") {
			return "", false
		}
		return parseIPv6(s[1 : len(s)-1])
	}
	if opaque {
		return opaqueHost(s)
	}
	domain, ok := toASCII(strings.ToValidUTF8(decode(s), "\uFFFD"))
	if !ok || domain == "" || strings.ContainsFunc(domain, forbiddenInDomain) {
		return "", false
	}
	if endsInNumber(domain) {
		return parseIPv4(domain)
	}
	return domain, true
}

func opaqueHost(s string) (string, bool) {
	if strings.ContainsFunc(s, forbiddenInHost) {
		return "", false
	}
	var b strings.Builder
	for _, r := range s {
		encodeRune(&b, r, controlSet)
	}
	return b.String(), true
}

// toASCII brings a domain to its ASCII form, lower case.
func toASCII(s string) (string, bool) {
	lower := strings.ToLower(s)
	if isASCII(s) && !strings.Contains(lower, "xn--") {
		return lower, true
	}
	out, err := domains.ToASCII(s)
	if err != nil {
		return "", false
	}
	for label := range strings.SplitSeq(out, ".") {
		if strings.HasPrefix(label, "xn--") && !goodPunycode(label) {
			return "", false
		}
	}
	return out, true
}

// goodPunycode refuses labels that decode to plain ASCII: two spellings of one
// name, of which a guard may see only one.
func goodPunycode(label string) bool {
	u, err := domains.ToUnicode(label)
	return err == nil && !isASCII(u)
}

func isASCII(s string) bool {
	for i := range len(s) {
		if s[i] >= 0x80 {
			return false
		}
	}
	return true
}

func forbiddenInHost(r rune) bool {
	return strings.ContainsRune("\x00\t\n\r #/:<>?@[\\]^|", r)
}

func forbiddenInDomain(r rune) bool {
	return r <= 0x1F || r == '%' || r == 0x7F || forbiddenInHost(r)
}

// endsInNumber reports whether the last label is a number, so that the host
// can only be an IPv4 address.
func endsInNumber(s string) bool {
	s = strings.TrimSuffix(s, ".")
	last := s[strings.LastIndexByte(s, '.')+1:]
	if last != "" && strings.Trim(last, "0123456789") == "" {
		return true
	}
	_, ok := number(last)
	return ok
}

// number reads one part of an IPv4 address: decimal, octal or hexadecimal.
func number(s string) (uint64, bool) {
	base := 10
	switch {
	case s == "":
		return 0, false
	case len(s) >= 2 && (s[:2] == "0x" || s[:2] == "0X"):
		s, base = s[2:], 16
	case len(s) >= 2 && s[0] == '0':
		s, base = s[1:], 8
	}
	if s == "" {
		return 0, true
	}
	if strings.ContainsAny(s, "+-_") {
		return 0, false
	}
	n, err := strconv.ParseUint(s, base, 64)
	if err != nil && strings.Trim(s, "0123456789abcdefABCDEF"[:min(base, 10)+(base/16)*12]) == "" {
		return 1 << 63, true // a number, too big for any address
	}
	return n, err == nil
}

// parseIPv4 reads the forms that inet_aton knows and writes four decimals.
func parseIPv4(s string) (string, bool) {
	parts := strings.Split(s, ".")
	if parts[len(parts)-1] == "" && len(parts) > 1 {
		parts = parts[:len(parts)-1]
	}
	if len(parts) > 4 {
		return "", false
	}
	var ip uint64
	for i, part := range parts {
		n, ok := number(part)
		switch {
		case !ok:
			return "", false
		case i < len(parts)-1:
			if n > 255 {
				return "", false
			}
			ip |= n << (8 * (3 - i))
		default:
			if n >= 1<<(8*(5-len(parts))) {
				return "", false
			}
			ip |= n
		}
	}
	return netip.AddrFrom4([4]byte{byte(ip >> 24), byte(ip >> 16), byte(ip >> 8), byte(ip)}).String(), true
}

// parseIPv6 reads what stands between brackets and writes it in the shortest
// form. Zones are refused, as the Standard does.
func parseIPv6(s string) (string, bool) {
	a, err := netip.ParseAddr(s)
	if err != nil || !a.Is6() || a.Zone() != "" || strings.Contains(s, "%") {
		return "", false
	}
	return "[" + compress(a.As16()) + "]", true
}

// compress writes an IPv6 address as the Standard does: the first longest run
// of two or more zero pieces as "::", and no dotted decimals.
func compress(b [16]byte) string {
	var pieces [8]uint16
	for i := range pieces {
		pieces[i] = uint16(b[2*i])<<8 | uint16(b[2*i+1])
	}
	from, length := -1, 1
	for i := 0; i < 8; i++ {
		n := 0
		for i+n < 8 && pieces[i+n] == 0 {
			n++
		}
		if n > length {
			from, length = i, n
		}
		i += n
	}
	var out strings.Builder
	for i := 0; i < 8; i++ {
		if i == from {
			out.WriteString("::"[min(i, 1):])
			i += length - 1
			if i == 7 {
				break
			}
			continue
		}
		out.WriteString(strconv.FormatUint(uint64(pieces[i]), 16))
		if i < 7 {
			out.WriteByte(':')
		}
	}
	return out.String()
}
