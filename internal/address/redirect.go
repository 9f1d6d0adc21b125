package address

import "strings"

// target gives the address that a redirector carries in a parameter, nil if u
// is none: what is cited is the page, not the way to it.
func target(u *record) *record {
	host := strings.TrimSuffix(strings.TrimPrefix(u.host, "www."), ".")
	path := u.pathname()
	for _, r := range redirectors {
		if !r.serves(host) || r.path != "" && path != r.path && !strings.HasPrefix(path, r.path+"/") {
			continue
		}
		for part := range strings.SplitSeq(u.query, "&") {
			name, value, _ := strings.Cut(part, "=")
			if !strings.Contains(" "+r.names+" ", " "+name+" ") || name == "" {
				continue
			}
			raw := strings.TrimSpace(decode(value))
			if !strings.HasPrefix(raw, "http://") && !strings.HasPrefix(raw, "https://") {
				continue
			}
			if t := parse(raw, nil); t != nil && t.host != "" {
				return t
			}
		}
	}
	return nil
}

// redirector is a service that leads elsewhere: its host, the path on it, and
// the parameters that may hold the target.
type redirector struct{ host, path, names string }

// serves reports whether a host is the redirector's or below it; a name that ends in a dot
// stands for a house with many top domains.
func (r redirector) serves(host string) bool {
	if house, ok := strings.CutSuffix(r.host, "."); ok {
		return strings.HasPrefix(host, house+".")
	}
	return host == r.host || strings.HasSuffix(host, "."+r.host)
}

var redirectors = []redirector{
	{"google.", "/url", "url q"}, {"news.google.com", "/news/url", "url"},
	{"facebook.com", "/l.php", "u"}, {"facebook.com", "/sharer.php", "u"},
	{"facebook.com", "/sharer/sharer.php", "u"}, {"l.instagram.com", "/", "u"}, {"l.messenger.com", "/l.php", "u"}, {"l.threads.net", "/", "u"},
	{"linkedin.com", "/redir/redirect", "url"}, {"linkedin.com", "/shareArticle", "url"}, {"twitter.com", "/intent/tweet", "url"}, {"twitter.com", "/share", "url"},
	{"x.com", "/intent/tweet", "url"}, {"t.me", "/share/url", "url"}, {"telegram.me", "/share/url", "url"}, {"youtube.com", "/redirect", "q"},
	{"out.reddit.com", "", "url"}, {"vk.com", "/away.php", "to"}, {"vk.com", "/share.php", "url"},
	{"ok.ru", "/dk", "st.shareUrl"}, {"t.umblr.com", "/redirect", "z"}, {"duckduckgo.com", "/l", "uddg"}, {"steamcommunity.com", "/linkfilter", "url u"},
	{"safelinks.protection.outlook.com", "", "url"}, {"googleweblight.com", "", "u lite_url"}, {"link.zhihu.com", "", "target"}, {"slack-redir.net", "/link", "url"},
	{"disq.us", "/url", "url"}, {"exit.sc", "", "url"},
}
