package fetch

import (
	"bytes"
	"math"
	"strconv"
	"strings"
	"time"
)

// robotsMax is how much of a robots.txt is read: the 500 KiB of RFC 9309.
const robotsMax = 500 << 10

// Robots says whether a robots.txt lets agent (a product token, as "Vigia")
// fetch an address, and the line that decides, "" if none does.
func Robots(body []byte, agent, url string) (allowed bool, rule string) {
	return parseRobots(body, agent).decide(robotsPath(url))
}

// robotRules are the lines of a robots.txt for one agent.
type robotRules struct {
	rules []robotRule
	delay time.Duration // Crawl-delay, 0 if none is given
}

type robotRule struct {
	allow bool
	line  string // as written
	form  string // as compared
}

// parseRobots collects the groups that name agent or, if none does, those for
// all. Groups of the same agent are merged; lines other than User-agent,
// Allow and Disallow do not end a group.
func parseRobots(body []byte, agent string) robotRules {
	if len(body) > robotsMax {
		body = body[:robotsMax]
	}
	for _, mark := range []byte("\xef\xbb\xbf") { // a byte order mark, or what is left of one
		body = bytes.TrimPrefix(body, []byte{mark})
	}
	var own, all robotRules
	var named, inOwn, inAll, begun bool // begun: the group's rules have begun
	for len(body) > 0 {
		var line []byte
		line, body = cutLine(body)
		key, value, ok := robotsField(string(line))
		if !ok {
			continue
		}
		switch kind := robotsKey(key); kind {
		case "user-agent":
			if begun {
				inOwn, inAll, begun = false, false, false
			}
			if value == "*" || strings.HasPrefix(value, "* ") || strings.HasPrefix(value, "*\t") {
				inAll = true
			} else if agent != "" && strings.EqualFold(productToken(value), agent) {
				inOwn, named = true, true
			}
		case "allow", "disallow":
			begun = true
			r := newRobotRule(kind == "allow", value)
			own.add(r, inOwn)
			all.add(r, inAll)
		case "crawl-delay":
			own.wait(value, inOwn)
			all.wait(value, inAll)
		}
	}
	if named {
		return own
	}
	return all
}

func (r *robotRules) add(rule robotRule, in bool) {
	if in && rule.form != "" {
		r.rules = append(r.rules, rule)
	}
}

func (r *robotRules) wait(value string, in bool) {
	s, err := strconv.ParseFloat(value, 64)
	if in && err == nil && s > 0 {
		r.delay = max(r.delay, time.Duration(math.Min(s, 86400)*float64(time.Second)))
	}
}

// decide finds the longest rule that matches; of two equal ones the one that
// allows.
func (r robotRules) decide(path string) (allowed bool, line string) {
	plain, folded := escapePath(path, false, false), escapePath(path, true, true)
	allowed, best := true, 0
	for _, rule := range r.rules {
		n := 0
		if rule.allow {
			n = allowLength(rule.form, plain)
		} else if robotsMatch(rule.form, folded) {
			n = len(rule.form)
		}
		if n > best || n == best && n > 0 && rule.allow {
			allowed, best, line = rule.allow, n, rule.line
		}
	}
	return allowed, line
}

// allowLength is how well a rule that allows matches, 0 if it does not. One
// for ".../index.html" also allows its folder, as search engines have it.
func allowLength(form, path string) int {
	if robotsMatch(form, path) {
		return len(form)
	}
	if i := strings.LastIndexByte(form, '/'); i >= 0 && strings.HasPrefix(form[i:], "/index.htm") {
		if dir := form[:i+1] + "$"; robotsMatch(dir, path) {
			return len(dir)
		}
	}
	return 0
}

// newRobotRule brings a pattern to the form in which it is compared. RFC 9309
// wants escaped letters to equal plain ones ("%62" and "b"), search engines
// do not: a Disallow is read as the RFC has it, an Allow to the letter, so
// that in doubt we stay out.
func newRobotRule(allow bool, value string) robotRule {
	if allow {
		return robotRule{true, "Allow: " + value, escapePath(value, false, true)}
	}
	return robotRule{false, "Disallow: " + value, escapePath(value, true, true)}
}

// cutLine cuts the first line off; lines end with CR, LF or both.
func cutLine(b []byte) (line, rest []byte) {
	i := bytes.IndexAny(b, "\r\n")
	if i < 0 {
		return b, nil
	}
	return b[:i], b[i+1:]
}

// robotsField reads "key: value". A missing colon is forgiven where there are
// just two words.
func robotsField(line string) (key, value string, ok bool) {
	line, _, _ = strings.Cut(line, "#")
	if key, value, ok = strings.Cut(line, ":"); !ok {
		words := strings.Fields(line)
		if len(words) != 2 {
			return "", "", false
		}
		key, value = words[0], words[1]
	}
	key, value = strings.Trim(key, " \t"), strings.Trim(value, " \t")
	return strings.ToLower(key), value, key != ""
}

// robotsKey gives a key in its right spelling, "" if it says nothing to us.
func robotsKey(key string) string {
	switch key {
	case "user-agent", "useragent", "user agent":
		return "user-agent"
	case "disallow", "dissallow", "dissalow", "disalow", "diasllow", "disallaw":
		return "disallow"
	case "allow", "crawl-delay":
		return key
	}
	return ""
}

// productToken is the name that a User-Agent begins with.
func productToken(s string) string {
	end := strings.IndexFunc(s, func(r rune) bool {
		return !(r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r == '-' || r == '_')
	})
	if end < 0 {
		return s
	}
	return s[:end]
}
