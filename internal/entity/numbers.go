package entity

import (
	"regexp"
	"slices"
	"strings"
)

// Number names one vessel or aircraft and no other.
type Number struct {
	Kind   string // IMO, MMSI, Tail
	Number string // digits, or letters and digits of a tail number
}

// The kinds of numbers.
const (
	IMO  = "imo"  // of a hull, for life; its last digit proves the others
	MMSI = "mmsi" // of a ship's radio, by its flag
	Tail = "tail" // of an aircraft: its registration
)

var labelled = regexp.MustCompile(`\b(?i:(IMO|MMSI|tail number|matr[ií]cula)(?: number| no\.?| n[.º°o]+)?)\s*[:#]?\s*([A-Z0-9]{1,4}-?[A-Z0-9]{1,9})\b`)

// numbersIn gives the numbers that a remark or an alias says: "IMO 9187629",
// "MMSI 572469210", "Aircraft Tail Number YV3016".
func numbersIn(s string) (out []Number) {
	for _, m := range labelled.FindAllStringSubmatch(s, 20) {
		n := Number{Kind: strings.ToLower(m[1]), Number: plainNumber(m[2])}
		switch {
		case n.Kind == IMO && validIMO(n.Number), n.Kind == MMSI && validMMSI(n.Number):
		case n.Kind != IMO && n.Kind != MMSI && tailLike(n.Number):
			n.Kind = Tail
		default:
			continue
		}
		if !slices.Contains(out, n) {
			out = append(out, n)
		}
	}
	return out
}

func plainNumber(s string) string { return strings.ToUpper(strings.ReplaceAll(s, "-", "")) }

func digits(s string) bool {
	return !strings.ContainsFunc(s, func(r rune) bool { return r < '0' || r > '9' })
}

// validIMO checks the seventh digit (IMO Resolution A.1117(30)).
func validIMO(s string) bool {
	if len(s) != 7 || !digits(s) {
		return false
	}
	sum := 0
	for i := range 6 {
		sum += int(s[i]-'0') * (7 - i)
	}
	return sum%10 == int(s[6]-'0')
}

func validMMSI(s string) bool { return len(s) == 9 && digits(s) && s[0] >= '2' && s[0] <= '7' }

// tailLike reports whether letters and digits may be a registration: it begins
// with a letter, and is neither a word alone nor too short.
func tailLike(s string) bool {
	return len(s) >= 4 && len(s) <= 8 && s[0] >= 'A' && !digits(s)
}

// tails are the registrations of an aircraft: lists often give them as its name.
func tails(names []string, remark string) []Number {
	out := slices.DeleteFunc(numbersIn(remark), func(n Number) bool { return n.Kind != Tail })
	for _, n := range names {
		t := Number{Tail, plainNumber(n)}
		if registration.MatchString(n) && !slices.Contains(out, t) {
			out = append(out, t)
		}
	}
	return out
}

// registration is how aircraft are registered (ICAO Annex 7): a mark of the
// state, a hyphen or none, and letters or digits.
var registration = regexp.MustCompile(`^[A-Z0-9]{1,2}-[A-Z0-9]{2,6}$|^(?:YV|N|HL|JA|HC)[0-9]{3,5}[A-Z]{0,2}$`)
