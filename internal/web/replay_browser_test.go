package web

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"

	"vigia/internal/speech"
)

// hostile are pages as the corpora have them, in small: each tries to run, to
// ask another host or to reach the desk.
var hostile = []string{
	`<img src=http://canary.example/img><script>fetch("http://canary.example/s");alert(1)</script>`,
	`<meta http-equiv=refresh content="0;url=http://canary.example/refresh"><p>a`,
	`<noscript><meta http-equiv=refresh content="0;url=http://canary.example/ns"><img src=http://canary.example/nsi></noscript>`,
	`<svg><style><img src=x onerror="alert(1)"><img src=http://canary.example/svgstyle></style><image href=http://canary.example/image /><a href=http://canary.example/a><text y=20>x</text></a></svg>`,
	`<link rel=preconnect href=http://canary.example><link rel=dns-prefetch href=//canary.example><link rel=stylesheet href=http://canary.example/css><base href=http://canary.example/>`,
	`<style>@import "http://canary.example/i";@font-face{font-family:x;src:u\72l(http://canary.example/f)}body{font-family:x;background:ur\6c(http://canary.example/b)}</style>x`,
	`<iframe src=http://canary.example/f srcdoc="<img src=http://canary.example/sd>"></iframe><object data=http://canary.example/o></object><embed src=http://canary.example/e>`,
	`<video src=http://canary.example/v poster=http://canary.example/p autoplay></video><audio src=http://canary.example/au autoplay></audio><picture><source srcset=http://canary.example/ss><img src=x></picture>`,
	`<form action=http://canary.example/form id=f><input name=q></form><button form=f id=b autofocus onfocus="alert(1)">b</button><script>document.forms[0].submit()</script>`,
	`<body onload="alert(document.cookie)" background=http://canary.example/bg><div onpointerenter=alert(1)>x</div><a href="javascript:alert(1)" id=j>j</a>`,
	`<math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=http://canary.example/mx onerror=alert(1)&gt;">`,
	`<table background=http://canary.example/t><td style="background:url(http://canary.example/td)">x</td></table><input type=image src=http://canary.example/in>`,
	`<a href=http://canary.example/ping ping=http://canary.example/ping2 target=_top id=out>out</a><script>document.getElementById("out").click();top.location="http://canary.example/top";localStorage.x=1</script>`,
}

// canary notes who connects to it, with the beginning of what they say.
type canary struct {
	mu   sync.Mutex
	said []string
}

func newCanary(t testing.TB) (address string, c *canary) {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	c = &canary{}
	go func() { // ends with the listener
		for {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			go c.hear(conn)
		}
	}()
	return l.Addr().String(), c
}

// hear notes the first that somebody says; an encrypted greeting has the
// name in clear.
func (c *canary) hear(conn net.Conn) {
	defer conn.Close()
	conn.SetReadDeadline(time.Now().Add(5 * time.Second))
	b := make([]byte, 2048)
	n, _ := conn.Read(b) // nothing said is noted too
	c.mu.Lock()
	c.said = append(c.said, strings.ToLower(strings.ToValidUTF8(string(b[:n]), ".")))
	c.mu.Unlock()
	fmt.Fprint(conn, "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
}

// browsersOwn are the hosts that Chromium asks of its own accord, whatever page it
// shows.
var browsersOwn = regexp.MustCompile(`(update|clients[0-9]*|accounts|www|optimizationguide-pa|content-autofill|safebrowsing|android\.clients|redirector|edgedl\.me)\.?(\.google(apis)?\.com|gvt1\.com)`)

// take gives what was said since, without what the browser says by itself.
func (c *canary) take() (out []string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, s := range c.said {
		if !browsersOwn.MatchString(s) {
			out = append(out, speech.Cut(s, 300))
		}
	}
	c.said = nil
	return out
}

// TestReplayInBrowser shows hostile captures in a browser for which every name
// leads to a canary: nothing leaves, nothing runs, no cookie is sent. The same
// pages, shown as they are, reach the canary and run: the test would see it.
func TestReplayInBrowser(t *testing.T) {
	at, heard := newCanary(t)
	w := newWorld(t)
	x := newTab(t, w, chromedp.Flag("host-resolver-rules", "MAP * "+at+", EXCLUDE localhost, EXCLUDE 127.0.0.1"))
	var dialogs atomic.Int64
	x.onDialog(&dialogs)
	raw := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		fmt.Fprint(w, hostile[0])
	}))
	defer raw.Close()
	x.do(chromedp.Navigate(raw.URL))
	var free []string
	for deadline := time.Now().Add(10 * time.Second); (len(free) == 0 || dialogs.Load() == 0) && time.Now().Before(deadline); {
		free = append(free, heard.take()...)
		<-time.After(20 * time.Millisecond) // a browser has no channel to wait on
	}
	if len(free) == 0 || dialogs.Load() == 0 {
		t.Fatalf("the canary heard %q and saw %d dialogs of a page that is free to act", free, dialogs.Load())
	}
	dialogs.Store(0)
	x.logIn("ana", "en")
	for _, set := range replaySets(t) {
		for i, body := range set.bodies {
			x.replayed(body, set.contentType)
			if left, d := heard.take(), dialogs.Swap(0); len(left) > 0 || d > 0 {
				t.Errorf("%s %d: %q left, %d scripts ran: %.300q", set.name, i, left, d, body)
			}
		}
		t.Logf("%s: %d pages", set.name, len(set.bodies))
	}
	if n := w.cookies.Load(); n > 0 {
		t.Errorf("the replay was sent %d cookies", n)
	}
}

// replayed shows a capture in its frame at the desk and clicks on all that can
// be clicked.
func (x *tab) replayed(body, contentType string) {
	x.t.Helper()
	c := x.w.keep(x.t, body, contentType)
	x.open("/evidence/" + c.ID + "/page")
	x.is(`document.documentElement.dataset.ready`)
	if got := x.text(`(() => { try { return document.querySelector("iframe").contentDocument === null } catch (e) { return true } })()`); got != "true" {
		x.t.Errorf("the frame is open to the desk")
	}
	box := x.text(`(() => { const r = document.querySelector("iframe").getBoundingClientRect(); return Math.round(r.left + 20) + " " + Math.round(r.top + 16) })()`)
	var left, top float64
	fmt.Sscan(box, &left, &top)
	x.do(chromedp.MouseClickXY(left, top))
	if at := x.text(`location.pathname`); at != "/evidence/"+c.ID+"/page" {
		x.t.Errorf("the page has led the desk to %s", at)
	}
}

// onDialog counts dialogs, and closes them.
func (x *tab) onDialog(n *atomic.Int64) {
	x.t.Helper()
	err := chromedp.Listen(x.ctx, func(ev any) {
		if _, ok := ev.(*page.EventJavascriptDialogOpening); ok {
			n.Add(1)
			go chromedp.Do(x.ctx, chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
				_, err := cdp.Call(ctx, t, page.HandleJavaScriptDialog, page.HandleJavaScriptDialogParams{Accept: true})
				return err
			}))
		}
	})
	if err != nil {
		x.t.Fatal(err)
	}
}

type replaySet struct {
	name, contentType string
	bodies            []string
}

// replaySets are the small set, and the corpora of the folder that
// VIGIA_SECURITY names. Thousands of strings share a page with a hundred
// others.
func replaySets(t *testing.T) []replaySet {
	sets := []replaySet{{"built in", "text/html; charset=utf-8", hostile}}
	dir := os.Getenv("VIGIA_SECURITY")
	if dir == "" {
		return sets
	}
	html := func(name string, all []string) {
		var pages []string
		for some := range slices.Chunk(all, 100) {
			pages = append(pages, "<!doctype html><body>"+strings.Join(some, "\n<hr>\n"))
		}
		sets = append(sets, replaySet{name, "text/html; charset=utf-8", pages})
	}
	html("xss_html", corpus(t, "xss_html"))
	html("naughty_strings", corpus(t, "naughty_strings"))
	for _, name := range []string{"xss_media", "feed_xss"} {
		sets = append(sets, replaySet{name + " as pages", "text/html", fileCorpus(t, dir, name)}, replaySet{name, "application/octet-stream", fileCorpus(t, dir, name)})
	}
	return sets
}

// fileCorpus reads a corpus whose cases are files.
func fileCorpus(t *testing.T, dir, name string) (out []string) {
	t.Helper()
	f, err := os.Open(filepath.Join(dir, name, "cases.jsonl"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	lines := bufio.NewScanner(f)
	for lines.Scan() {
		var c struct{ File string }
		if err := json.Unmarshal(lines.Bytes(), &c); err != nil {
			t.Fatal(err)
		}
		b, err := os.ReadFile(filepath.Join(dir, name, c.File))
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, string(b))
	}
	if err := lines.Err(); err != nil {
		t.Fatal(err)
	}
	return out
}
