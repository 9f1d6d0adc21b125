package source

import (
	"bytes"
	"net/http"
	"net/url"
	"strings"
)

// The blockers that only the answer tells, beside the reasons of package fetch.
const (
	Captcha  = "captcha"  // a wall asks whether we are human
	Paywall  = "paywall"  // it asks for money
	Login    = "login"    // it asks who we are
	SoftGone = "soft-404" // it says "not found" with status 200
	NoFeed   = "html"     // a page for people where a feed was
	Parser   = "parser"   // what came is no feed that can be read
	Stranger = "identity" // the feed is another one than it was
)

// remedies say what a person can do about a blocker.
var remedies = map[string]string{
	Captcha:  "the site's protection stands before the page; look for another feed of the outlet, or ask the site to let this program in",
	Paywall:  "the site lets only those in who pay; use a feed or pages that are open to all",
	Login:    "the site asks for a login; use a feed or pages that are open to all",
	SoftGone: "the site says in words that the page does not exist; look for the new address on the site",
	NoFeed:   "a page for people came instead of a feed; look on it for the feed's new address",
	Stranger: "look at the address: if the outlet has renamed its feed, resume the source; if the address is now somebody else's, pause it",
}

// Remedy says what a person can do about a blocker of this package.
func Remedy(blocker string) string { return remedies[blocker] }

// challenge are marks that stand in the pages of walls and nowhere else.
var challenges = [][]byte{
	[]byte("window._cf_chl_opt"), []byte("cf-chl-widget"), []byte("cf-browser-verification"), []byte("<title>just a moment...</title>"),
	[]byte("<title>attention required! | cloudflare</title>"), []byte("captcha-delivery.com"), []byte("/_incapsula_resource"),
	[]byte("id=\"px-captcha\""), []byte("id='px-captcha'"), []byte("awswafintegration"), []byte("<title>pardon our interruption"),
	[]byte("ddos-guard.net/check.js"), []byte("<title>ddos-guard</title>"), []byte("/.well-known/sgcaptcha"), []byte("sucuri website firewall"),
	[]byte("<title>access denied</title>"), []byte("<title>are you a robot"), []byte("<title>bot verification</title>"), []byte("<title>security check</title>"),
	[]byte("<title>human verification"), []byte("kpsdk.js"),
}

// notFound are words that titles of missing pages have, in the languages of
// the press that is read here. They name the page: "not found" alone is what
// short news say of people too.
var notFound = []string{"error 404", "404 error", "404 not", "404 |", "| 404", "404 -", "- 404", "page not found", "content not found", "página no encontrad",
	"pagina no encontrad", "página no existe", "pagina no existe", "contenido no encontrad", "no existe la página", "página não encontrad", "page introuvable",
	"page non trouvée", "страница не найден", "页面不存在", "頁面不存在", "未找到页面", "页面未找到", "页面没有找到", "صفحه یافت نشد", "صفحه مورد نظر", "seite nicht gefunden"}

// isMissing are whole titles that say it without naming the page.
var isMissing = map[string]bool{"404": true, "not found": true, "no encontrado": true, "no encontrada": true, "não encontrado": true, "introuvable": true, "не найдено": true, "未找到": true, "یافت نشد": true}

// payHeads and loginHeads are words that titles of gates have. To sign an
// agreement is "suscribir" too: only who is addressed is asked to pay.
var (
	payHeads   = []string{"subscribe to", "suscríbete", "suscríbase", "suscribite", "suscríbanse", "subscription required", "contenido exclusivo"}
	loginHeads = []string{"log in", "login", "sign in", "iniciar sesión", "inicie sesión", "acceder", "entrar", "вход", "登录"}
)

// reported are what pages of reports say of themselves, and pages in their way
// do not: whoever has the first sentences only is told so when the page is read.
var reported = [][]byte{[]byte(`"newsarticle"`), []byte(`"reportagenewsarticle"`), []byte(`"article:published_time"`), []byte(`itemprop="articlebody"`)}

// gateText is how much text a page may have that stands in the way of another
// one: a report that mentions captchas is longer.
const gateText = 1500

// lookAt is how much of a page is looked at.
const lookAt = 256 << 10

// Blocker names what stands in the way where an answer is a page of a wall, a
// gate or a missing page instead of what was asked for; "" if none is
// recognised. It looks at status, header and the beginning of a page.
func Blocker(status int, header http.Header, page []byte) string {
	if header.Get("Cf-Mitigated") == "challenge" || header.Get("X-Amzn-Waf-Action") != "" || header.Get("X-Datadome") == "protected" && status == http.StatusForbidden {
		return Captcha
	}
	page = page[:min(len(page), lookAt)]
	text := visible(page, gateText)
	var low []byte
	if text <= gateText {
		low = bytes.ToLower(page)
	}
	switch {
	case status == http.StatusPaymentRequired:
		return Paywall
	case status == http.StatusUnauthorized:
		return Login
	case text <= gateText && containsAny(low, challenges):
		return Captcha
	case status != http.StatusOK || text > gateText || containsAny(low, reported):
		return ""
	}
	title := titleOf(low)
	switch {
	case hasAny(title, notFound) || isMissing[strings.TrimSpace(title)]:
		return SoftGone
	case hasAny(title, payHeads):
		return Paywall
	case hasAny(title, loginHeads) && bytes.Contains(low, []byte(`type="password"`)):
		return Login
	}
	return ""
}

// FeedBlocker is Blocker for an answer that was asked for as a feed and is
// none: any page for people stands in its way.
func FeedBlocker(status int, header http.Header, body []byte, asked, final string) string {
	if b := Blocker(status, header, body); b != "" {
		return b
	}
	low := bytes.ToLower(body[:min(len(body), 4096)])
	if !bytes.Contains(low, []byte("<html")) && !bytes.Contains(low, []byte("<!doctype html")) {
		return Parser
	}
	if asked != final && isHome(final) && !isHome(asked) {
		return SoftGone // addresses that are gone lead to the front page
	}
	return NoFeed
}

func isHome(address string) bool {
	u, err := url.Parse(address)
	return err == nil && strings.Trim(u.Path, "/") == "" && u.RawQuery == ""
}

// visible is about how many bytes of text a page shows, counted up to a little
// more than most: what stands outside tags, scripts and styles.
func visible(page []byte, most int) (n int) {
	for len(page) > 0 && n <= most {
		i := bytes.IndexByte(page, '<')
		if i < 0 {
			return n + len(bytes.TrimSpace(page))
		}
		n += len(bytes.TrimSpace(page[:i]))
		page = afterTag(page[i+1:])
	}
	return n
}

// unseen are the elements whose content is no text.
var unseen = []string{"script", "style", "noscript", "svg"}

// afterTag is what follows a tag, given what follows its "<"; of an element
// that shows nothing, what follows its end.
func afterTag(page []byte) []byte {
	for _, name := range unseen {
		if len(page) < len(name) || !strings.EqualFold(string(page[:len(name)]), name) {
			continue
		}
		for {
			_, rest, ok := bytes.Cut(page, []byte("</"))
			if !ok {
				return nil
			}
			if page = rest; len(page) >= len(name) && strings.EqualFold(string(page[:len(name)]), name) {
				break
			}
		}
	}
	_, rest, _ := bytes.Cut(page, []byte(">"))
	return rest
}

func titleOf(low []byte) string {
	_, rest, ok := bytes.Cut(low, []byte("<title"))
	if !ok {
		return ""
	}
	_, rest, _ = bytes.Cut(rest, []byte(">"))
	title, _, _ := bytes.Cut(rest, []byte("</title"))
	return string(title[:min(len(title), 300)])
}

func containsAny(b []byte, marks [][]byte) bool {
	for _, m := range marks {
		if bytes.Contains(b, m) {
			return true
		}
	}
	return false
}

func hasAny(s string, words []string) bool {
	for _, w := range words {
		if strings.Contains(s, w) {
			return true
		}
	}
	return false
}
