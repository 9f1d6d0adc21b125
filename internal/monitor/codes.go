package monitor

import (
	"net/url"
	"regexp"
	"strings"

	"vigia"
)

var (
	slug     = regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*$`)
	labelKey = regexp.MustCompile(`^[A-Za-z0-9]+([_-][A-Za-z0-9]+)*$`)
	tag      = regexp.MustCompile(`^([a-z]{2,3})(-[A-Z][a-z]{3})?(-([A-Z]{2}|[0-9]{3}))?$`)
	host     = regexp.MustCompile(`^([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)+[a-z0-9-]*[a-z][a-z0-9-]*$`)
)

// iso639 are the two-letter language codes of ISO 639-1.
const iso639 = " aa ab ae af ak am an ar as av ay az ba be bg bh bi bm bn bo br bs ca ce ch co cr cs cu cv cy da de dv dz ee el en eo es et eu fa ff fi fj fo fr fy ga gd gl gn gu gv ha he hi ho hr ht hu hy hz ia id ie ig ii ik io is it iu ja jv ka kg ki kj kk kl km kn ko kr ks ku kv kw ky la lb lg li ln lo lt lu lv mg mh mi mk ml mn mr ms mt my na nb nd ne ng nl nn no nr nv ny oc oj om or os pa pi pl ps pt qu rm rn ro ru rw sa sc sd se sg si sk sl sm sn so sq sr ss st su sv sw ta te tg th ti tk tl tn to tr ts tt tw ty ug uk ur uz ve vi vo wa wo xh yi yo za zh zu "

// isLanguage reports whether s is a BCP 47 tag as we use them: language, and
// script or region where they matter ("es", "pt-BR", "zh-Hant"). Three-letter
// languages are taken at their word.
func isLanguage(s string) bool {
	m := tag.FindStringSubmatch(s)
	return m != nil && (len(m[1]) == 3 || strings.Contains(iso639, " "+m[1]+" "))
}

// isAddress reports whether s is an absolute web address.
func isAddress(s string) bool {
	u, err := url.Parse(s)
	return err == nil && (u.Scheme == "https" || u.Scheme == "http") && u.Hostname() != "" && u.User == nil && !strings.ContainsAny(s, " \t\n\"<>")
}

// tests are the three tests of each class: does a state fund it, govern it,
// decide what it prints. "part" passes for yes and for no in the first two,
// because owners and funds are mixed; who decides what is printed is the test
// that tells captured from independent, and may be "part" only between them.
var tests = map[vigia.Class][3]string{
	vigia.StateControlled:    {"yes part", "yes part", "yes"},
	vigia.CapturedPublic:     {"no part", "yes part", "yes"},
	vigia.CapturedPrivate:    {"yes no part", "no part", "yes"},
	vigia.StateFundedManaged: {"yes part", "yes part", "no part"},
	vigia.StateFunded:        {"yes part", "no part", "no part"},
	vigia.StateManaged:       {"no part", "yes part", "no part"},
	vigia.IndependentPrivate: {"no part", "no", "no"},
}
