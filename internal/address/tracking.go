package address

import "strings"

// cleanQuery takes the parameters out of a query that only tell how a reader
// came to the page, and empty ones.
func cleanQuery(host, query string) string {
	if query == "" {
		return ""
	}
	local := siteParameters(host)
	var keep []string
	for part := range strings.SplitSeq(query, "&") {
		name, value, has := strings.Cut(part, "=")
		name = strings.ToLower(decode(name))
		switch {
		case name == "" && value == "":
		case tracking(name) || sessions[name] || local[name]:
		case has && ambiguous[name] && fromElsewhere(decode(value)):
		default:
			keep = append(keep, tidyEscapes(part))
		}
	}
	return strings.Join(keep, "&")
}

// tracking knows the parameters that campaigns, advertisers and social
// networks add on any site.
func tracking(name string) bool {
	if trackers[name] {
		return true
	}
	for _, p := range trackerPrefixes {
		if strings.HasPrefix(name, p) {
			return true
		}
	}
	return false
}

// fromElsewhere reports whether the value of a parameter such as "ref" names a
// place that readers come from, not a thing on the page.
func fromElsewhere(v string) bool {
	v = strings.ToLower(v)
	for _, p := range []string{"http", "www.", "rss", "feed", "twitter", "facebook", "whatsapp", "telegram", "instagram", "linkedin", "newsletter",
		"email", "mail", "social", "share", "homepage", "home", "push", "google", "x.com", "reddit", "flipboard", "app"} {
		if strings.HasPrefix(v, p) {
			return true
		}
	}
	return strings.HasSuffix(v, "_share") || strings.HasSuffix(v, ".com") || strings.HasSuffix(v, "-rss")
}

// siteParameters gives the parameters that track on one site only, or on the
// sites of one house under many top domains.
func siteParameters(host string) map[string]bool {
	for site, more := host, true; more; _, site, more = strings.Cut(site, ".") {
		if names := bySite[site]; names != nil {
			return names
		}
	}
	for label, rest, more := strings.Cut(host, "."); more; label, rest, more = strings.Cut(rest, ".") {
		if names := byHouse[label]; names != nil {
			return names
		}
	}
	return nil
}

// withoutSession cuts a session id off a path segment (";jsessionid=…").
func withoutSession(seg string) string {
	if i := strings.IndexByte(seg, ';'); i > 0 && !singleDot(seg[:i]) && !doubleDot(seg[:i]) &&
		strings.HasPrefix(strings.ToLower(seg[i:]), ";jsessionid=") {
		return seg[:i]
	}
	return seg
}

func nameSet(list string) map[string]bool {
	m := map[string]bool{}
	for n := range strings.FieldsSeq(list) {
		m[n] = true
	}
	return m
}
