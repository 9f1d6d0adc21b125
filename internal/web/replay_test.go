package web

import (
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"vigia/internal/db"
	"vigia/internal/evidence"
	"vigia/internal/fetch"
	"vigia/internal/speech"
)

// frameOf is the address of the frame on a page of the desk.
func frameSrc(t testing.TB, page string) string {
	t.Helper()
	m := regexp.MustCompile(`<iframe src="([^"]+)"`).FindStringSubmatch(page)
	if m == nil {
		t.Fatalf("no frame on the page: %s", textOf(page))
	}
	return strings.ReplaceAll(m[1], "&amp;", "&")
}

// keep makes a capture of some bytes.
func (w *world) keep(t testing.TB, body, contentType string) evidence.Capture {
	t.Helper()
	c, err := w.server.Evidence.KeepResource(t.Context(), "https://captured.example/page", []byte(body), contentType, evidence.ViaImport)
	if err == nil {
		err = w.db.InTx(t.Context(), func(tx *db.Tx) error { return evidence.Insert(tx, c) })
	}
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// TestCapturedPage: a page of the archive is shown on an origin of its own, to
// somebody of the desk, for some minutes, and to nobody else.
func TestCapturedPage(t *testing.T) {
	w := newWorld(t)
	path := "/evidence/" + w.captureOf(t, w.openReport(t)) + "/page"
	if a := w.browser().get(path); a.StatusCode != http.StatusSeeOther {
		t.Errorf("without login: %d", a.StatusCode)
	}
	a := w.as("bruno").get(path)
	src := frameSrc(t, a.body)
	u, err := url.Parse(src)
	if err != nil || u.Hostname() != "localhost" || !strings.Contains(a.Header.Get("Content-Security-Policy"), "; frame-src http://"+u.Host) {
		t.Fatalf("frame %s, policy %s", src, a.Header.Get("Content-Security-Policy"))
	}
	if !strings.Contains(a.body, "Archived copy.") || !strings.Contains(a.body, " sandbox credentialless ") {
		t.Errorf("no banner, or no sandbox: %s", textOf(a.body))
	}
	get := func(address string, headers ...string) answer {
		r, err := http.NewRequest("GET", address, nil)
		if err != nil {
			t.Fatal(err)
		}
		for i := 0; i+1 < len(headers); i += 2 {
			r.Header.Set(headers[i], headers[i+1])
		}
		b := w.browser()
		resp, err := b.c.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		defer resp.Body.Close()
		var body strings.Builder
		if _, err := copyTo(&body, resp.Body); err != nil {
			t.Fatal(err)
		}
		return answer{resp, body.String()}
	}
	good := get(src, "Sec-Fetch-Dest", "iframe")
	if good.StatusCode != 200 || good.Header.Get("Content-Security-Policy") != replayPolicy(w.http.URL) || !strings.Contains(good.body, "<p") || good.Header.Get("Set-Cookie") != "" {
		t.Errorf("%d %v", good.StatusCode, good.Header)
	}
	other, _ := w.server.Replay.at(t, w.http.URL, "cap_other", 0)
	late, _ := w.server.Replay.at(t, w.http.URL, strings.TrimPrefix(u.Path, "/"), -time.Hour)
	for name, c := range map[string]struct {
		address, dest string
		want          int
	}{
		"by itself":             {src, "document", 403},
		"as an image":           {src, "image", 403},
		"no ticket":             {"http://" + u.Host + u.Path, "iframe", 403},
		"another capture":       {strings.Replace(src, u.Path, "/cap_failed0", 1), "iframe", 403},
		"a later end":           {strings.Replace(src, "until=1", "until=2", 1), "iframe", 403},
		"another desk":          {strings.Replace(src, "desk=http", "desk=https", 1), "iframe", 403},
		"too late":              {late, "iframe", 403},
		"no such capture":       {other, "iframe", 404},
		"the root":              {"http://" + u.Host + "/", "", 403},
		"what a path can climb": {"http://" + u.Host + "/../../etc/passwd", "", 403},
	} {
		if a := get(c.address, "Sec-Fetch-Dest", c.dest); a.StatusCode != c.want || strings.Contains(a.body, "<script") {
			t.Errorf("%s: %d, want %d", name, a.StatusCode, c.want)
		}
	}
	if a := w.as("bruno").get("/evidence/cap_failed0/page"); a.StatusCode != http.StatusNotFound {
		t.Errorf("a capture without bytes: %d", a.StatusCode)
	}
}

func copyTo(b *strings.Builder, r interface{ Read([]byte) (int, error) }) (int64, error) {
	buf := make([]byte, 64<<10)
	var n int64
	for {
		k, err := r.Read(buf)
		b.Write(buf[:k])
		n += int64(k)
		if err != nil {
			if err.Error() == "EOF" {
				err = nil
			}
			return n, err
		}
	}
}

// at is At at another time.
func (p *Replay) at(t testing.TB, desk, capture string, d time.Duration) (string, string) {
	t.Helper()
	q := *p
	q.clock = stillClock{seededAt.Add(d)}
	a, o, err := q.At(desk, capture)
	if err != nil {
		t.Fatal(err)
	}
	return a, o
}

// TestAside: the frame's host is never that of the desk.
func TestAside(t *testing.T) {
	for _, c := range []struct{ base, desk, want string }{
		{"http://127.0.0.1:8322", "http://127.0.0.1:8321", "http://localhost:8322"},
		{"http://127.0.0.1:8322", "http://localhost:8321", "http://127.0.0.1:8322"},
		{"http://[::1]:8322", "http://[::1]:8321", "http://localhost:8322"},
		{"https://replay.example.org", "https://desk.example.org", "https://replay.example.org"},
		{"https://desk.example.org:444", "https://desk.example.org", ""},
		{"http://127.0.0.1:8322", "https://desk.example.org", ""},
		{"http://0.0.0.0:8322", "http://127.0.0.1:8321", ""},
		{"http://127.0.0.1:8322", "http://evil;script-src *", ""},
	} {
		p, err := NewReplay(nil, nil, nil, stillClock{seededAt}, c.base)
		if err != nil {
			t.Fatal(err)
		}
		_, got, err := p.At(c.desk, "cap_x")
		if got != c.want || (err == nil) != (c.want != "") || err != nil && problemOf(err) == nil {
			t.Errorf("%s beside %s: %q, %v", c.base, c.desk, got, err)
		}
	}
	for _, bad := range []string{"", "replay", "ftp://x", "https://x/path", "https://a:b@x"} {
		if _, err := NewReplay(nil, nil, nil, nil, bad); problemOf(err) == nil {
			t.Errorf("%q is taken", bad)
		}
	}
}

func TestStill(t *testing.T) {
	for in, want := range map[string]string{
		`<head><LINK rel=preconnect href=//x><base href=//x><meta HTTP-EQUIV=refresh content="0;url=//x"><meta charset=utf-8></head><p onclick=x>a<b`: `<head><meta charset="utf-8"></head><p>a<b`,
		`<a href="//x" target=_top>out</a> <a href="#in">in</a>`:                       `<a>out</a> <a href="#in">in</a>`,
		`<script>alert(1)</script>a<iframe src=//x>no</iframe>b`:                       `a<img src="` + placeholder + `">b`,
		`<img src=//x srcset="//y 2x" alt="A &quot;b&quot;" width=3 onerror=alert(1)>`: `<img src="` + placeholder + `" alt="A &#34;b&#34;" width="3">`,
		`<style>@import "//x"; p{background:url(//x)}</style>`:                         `<style>none( "//x"; p{background:none(//x)}</style>`,
		`<p style="background:url(//x)">a</p><p style="color:red">b</p>`:               `<p>a</p><p style="color:red">b</p>`,
		`<noscript><img src=//x><meta http-equiv=refresh content=0></noscript>c`:       `<img src="` + placeholder + `">c`,
		`<svg><image xlink:href=//x /><use href="#a"/></svg>`:                          `<svg><img src="` + placeholder + `"><use href="#a"></svg>`,
		`<form action=//x><button formaction=//y>go</button></form>`:                   `<form><button>go</button></form>`,
		`<video poster=//x><source src=//y>text</video>`:                               `<img src="` + placeholder + `">text`,
		`<p a"b=c <script x=1>t`:                                                       `<p x="1">t`,
		"":                                                                             "",
	} {
		if got := string(still(in)); got != want {
			t.Errorf("still(%q)\n = %q\nwant %q", in, got, want)
		}
	}
}

// TestShownAsText: what is no page is shown as a text, or as what was read in
// it.
func TestShownAsText(t *testing.T) {
	w := newWorld(t)
	rep := w.openReport(t)
	var captured string
	if err := w.db.QueryRow(t.Context(), `SELECT capture FROM reports WHERE id = ?`, rep).Scan(&captured); err != nil {
		t.Fatal(err)
	}
	p := w.server.Replay
	for name, c := range map[string]struct{ body, contentType, want string }{
		"a feed":  {`<?xml version="1.0"?><rss><item><title>Uno</title></item></rss>`, "application/rss+xml", "&lt;title&gt;Uno"},
		"a text":  {"Año <b>nuevo</b>", "text/plain; charset=utf-8", "Año &lt;b&gt;nuevo"},
		"json":    {`{"a":"<script>"}`, "application/json", "&lt;script&gt;"},
		"a file":  {"%PDF-1.7\x00\x01", "application/pdf", "PDF file is broken"},
		"bytes":   {"\x7fELF\x00\x01", "application/octet-stream", "no page and no text"},
		"a page":  {"<p>Uno</p>", "text/html", "<p>Uno</p>"},
		"unnamed": {"<!doctype html><p>Uno</p>", "", "<p>Uno</p>"},
	} {
		b, err := p.page(t.Context(), w.keep(t, c.body, c.contentType).ID)
		if err != nil || !strings.Contains(string(b), c.want) || strings.Contains(string(b), "<script") {
			t.Errorf("%s: %v %s", name, err, speech.Cut(string(b), 400))
		}
	}
	c, err := evidence.Get(t.Context(), w.db, captured)
	if err != nil {
		t.Fatal(err)
	}
	b, err := p.shown(t.Context(), c, evidence.Page{Header: http.Header{"Content-Type": {"application/pdf"}}, Body: []byte("%PDF-1.4")})
	var title string
	if err == nil {
		err = w.db.QueryRow(t.Context(), `SELECT title FROM reports WHERE id = ?`, rep).Scan(&title)
	}
	if err != nil || !strings.Contains(string(b), strings.Fields(title)[0]) {
		t.Errorf("what was read in a PDF: %v %s", err, speech.Cut(string(b), 400))
	}
}

// TestRefusalShown: what came with a refusal is shown as it came, and its page
// says why it was refused.
func TestRefusalShown(t *testing.T) {
	w := newWorld(t)
	x := &fetch.Exchange{URL: "https://wall.example/a", FinalURL: "https://wall.example/a", At: time.Now(), Status: 403, Header: http.Header{"Content-Type": {"text/html"}},
		RawRequest: []byte("GET /a HTTP/1.1\r\n\r\n"), RawHead: []byte("HTTP/1.1 403 Forbidden\r\nContent-Type: text/html\r\n\r\n"), Wire: []byte("<p>not for <script>x</script>you")}
	c, err := w.server.Evidence.KeepRefused(t.Context(), &fetch.Failure{Reason: fetch.Forbidden, Detail: "the site said no", Status: 403, Exchange: x}, x.URL, "")
	if err == nil {
		err = w.db.InTx(t.Context(), func(tx *db.Tx) error { return evidence.Insert(tx, c) })
	}
	if err != nil {
		t.Fatal(err)
	}
	b, err := w.server.Replay.page(t.Context(), c.ID)
	if err != nil || !strings.Contains(string(b), "<p>not for you") {
		t.Errorf("%v %s", err, b)
	}
	if a := w.as("ana").get("/evidence/" + c.ID); !strings.Contains(a.body, "/page\"") || !strings.Contains(a.body, "the site said no") {
		t.Error(textOf(a.body))
	}
	if a := w.as("ana").get("/evidence/" + c.ID + "/page"); a.StatusCode != http.StatusOK || !strings.Contains(a.body, "the site said no") {
		t.Error(a.StatusCode, textOf(a.body))
	}
}

// TestNoReplay: without an address of its own no captured page is shown.
func TestNoReplay(t *testing.T) {
	w := newWorld(t, func(o *Options) { o.Replay = nil })
	rep := w.openReport(t)
	for _, path := range []string{"/evidence/" + w.captureOf(t, rep) + "/page", "/report/" + rep + "/reading"} {
		a := w.as("ana").get(path)
		if a.StatusCode != 200 || strings.Contains(a.body, "<iframe") || !strings.Contains(a.body, "replay_address") || strings.Contains(a.Header.Get("Content-Security-Policy"), "frame-src") {
			t.Errorf("%s: %d %s", path, a.StatusCode, textOf(a.body))
		}
	}
}
