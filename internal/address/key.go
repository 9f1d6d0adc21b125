package address

import (
	"slices"
	"strings"
)

// Key gives a lossy form under which addresses of one report meet: without
// scheme, port, www./m./amp., trailing slash, index.html, the marks of AMP
// and mobile versions, and with parameters in order. It is for looking up
// duplicates, never for fetching or citing; "" if the address cannot be read.
func Key(canonical string) string {
	u := reread(canonical)
	if u == nil {
		return ""
	}
	for range 3 { // a cache may hold a page of another cache
		inner := unwrap(u)
		if inner == nil {
			break
		}
		u = inner
	}
	host := bareHost(strings.TrimRight(u.host, "."))
	path := u.path
	if u.opaque {
		path = nil
	}
	key := host + barePath(path)
	if q := bareQuery(cleanQuery(u.host, u.query)); q != "" {
		key += "?" + q
	}
	return key
}

// unwrap gives the page that an AMP cache shows, nil if u is none:
// x.cdn.ampproject.org/c/s/host/path and www.google.com/amp/s/host/path.
func unwrap(u *record) *record {
	path := u.path
	switch {
	case strings.HasSuffix(u.host, ".cdn.ampproject.org") && len(path) > 1 && len(path[0]) <= 2:
		path = path[1:]
	case strings.HasPrefix(strings.TrimPrefix(u.host, "www."), "google.") && len(path) > 2 && path[0] == "amp":
		path = path[1:]
	default:
		return nil
	}
	scheme := "http://"
	if path[0] == "s" {
		scheme, path = "https://", path[1:]
	}
	if len(path) == 0 || !strings.Contains(path[0], ".") {
		return nil
	}
	raw := scheme + strings.Join(path, "/")
	if u.hasQuery {
		raw += "?" + u.query
	}
	return parse(raw, nil)
}

// bareHost takes the labels off that only say which edition of a site it is.
func bareHost(host string) string {
	domain := Domain("http://" + host)
	for {
		label, rest, ok := strings.Cut(host, ".")
		if !ok || host == domain {
			return host
		}
		switch label {
		case "www", "www1", "www2", "www3", "m", "mobile", "movil", "wap", "amp", "touch":
			host = rest
		default:
			return host
		}
	}
}

// barePath joins the segments without what does not tell pages apart.
func barePath(path []string) string {
	segs := make([]string, 0, len(path))
	for _, s := range path {
		if s != "" {
			segs = append(segs, tidyEscapes(withoutSession(s)))
		}
	}
	if len(segs) > 1 && strings.EqualFold(segs[0], "amp") {
		segs = segs[1:]
	}
	for len(segs) > 0 {
		last := strings.ToLower(segs[len(segs)-1])
		if last != "amp" && last != "amp.html" && !indexPage(last) {
			segs[len(segs)-1] = withoutAMP(segs[len(segs)-1])
			break
		}
		segs = segs[:len(segs)-1]
	}
	if len(segs) == 0 {
		return ""
	}
	return "/" + strings.Join(segs, "/")
}

// withoutAMP takes the mark of an AMP page out of a file name (nota.amp.html).
func withoutAMP(s string) string {
	lower := strings.ToLower(s)
	for _, mark := range []string{".amp", "_amp", "-amp"} {
		for _, ext := range []string{".html", ".htm", ".php", ""} {
			if name, ok := strings.CutSuffix(lower, mark+ext); ok && name != "" && (ext != "" || mark == ".amp") {
				return s[:len(name)] + ext
			}
		}
	}
	return s
}

func indexPage(s string) bool {
	name, ext, ok := strings.Cut(s, ".")
	if !ok || name != "index" && name != "default" && name != "home" {
		return false
	}
	switch ext {
	case "html", "htm", "php", "asp", "aspx", "jsp", "shtml", "phtml", "xhtml", "cfm":
		return true
	}
	return false
}

// bareQuery puts parameters in order, without those that choose a version.
func bareQuery(q string) string {
	var keep []string
	for part := range strings.SplitSeq(q, "&") {
		name, value, _ := strings.Cut(part, "=")
		name, value = strings.ToLower(decode(name)), strings.ToLower(value)
		switch {
		case part == "" || name == "amp" || name == "outputtype" && value == "amp":
		case name == "m" && (value == "1" || value == "0"), name == "mobile", name == "print", name == "view" && value == "amp":
		default:
			keep = append(keep, part)
		}
	}
	slices.Sort(keep)
	return strings.Join(keep, "&")
}
