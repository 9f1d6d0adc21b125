package web

import (
	"context"
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"
)

// tab is a page in a real browser. The tests with one are skipped where there
// is none.
type tab struct {
	t   *testing.T
	w   *world
	ctx context.Context
}

func newTab(t *testing.T, w *world) *tab {
	t.Helper()
	path := ""
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome"} {
		if p, err := exec.LookPath(name); err == nil {
			path = p
			break
		}
	}
	if path == "" {
		t.Skip("no browser on this machine")
	}
	opts := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath(path), chromedp.NoSandbox, chromedp.DisableGPU,
		chromedp.UserDataDir(t.TempDir()), chromedp.Flag("disable-quic", true), chromedp.Flag("disable-background-networking", true),
		chromedp.Flag("disable-component-update", true), chromedp.Flag("disable-sync", true))
	alloc, end := chromedp.NewExecAllocator(context.Background(), opts...)
	ctx, endTab := chromedp.NewContext(alloc)
	ctx, endTime := context.WithTimeout(ctx, 8*time.Minute)
	t.Cleanup(func() { endTime(); endTab(); end() })
	x := &tab{t, w, ctx}
	x.do(chromedp.EmulateViewport(1440, 900))
	return x
}

func (x *tab) do(steps ...chromedp.Action[chromedp.Void]) {
	x.t.Helper()
	if err := chromedp.Do(x.ctx, steps...); err != nil {
		x.t.Fatal(err)
	}
}

func (x *tab) open(path string) { x.t.Helper(); x.do(chromedp.Navigate(x.w.http.URL + path)) }

// is waits until a JavaScript expression is true.
func (x *tab) is(expression string) {
	x.t.Helper()
	for range 200 {
		ok, err := chromedp.Run(x.ctx, chromedp.Evaluate[bool]("!!("+expression+")"))
		if err == nil && ok {
			return
		}
		if x.ctx.Err() != nil {
			break
		}
		<-time.After(25 * time.Millisecond) // a page has no channel to wait on
	}
	at, _ := chromedp.Run(x.ctx, chromedp.Location())
	said, _ := chromedp.Run(x.ctx, chromedp.Evaluate[string]("document.body.innerText"))
	x.t.Fatalf("never true: %s\nat %s\n%s", expression, at, cut(said, 2500))
}

func (x *tab) text(expression string) string {
	x.t.Helper()
	s, err := chromedp.Run(x.ctx, chromedp.Evaluate[string]("String("+expression+")"))
	if err != nil {
		x.t.Fatal(err)
	}
	return s
}

// press types once the page's script is there; what it is busy with it must
// put in order by itself.
func (x *tab) press(keys string) {
	x.t.Helper()
	x.is(`document.documentElement.dataset.ready`)
	x.do(chromedp.KeyEvent(keys))
}

// logIn gives the tab the session of somebody.
func (x *tab) logIn(login string) {
	x.t.Helper()
	u, _ := url.Parse(x.w.http.URL)
	c := x.w.as(login).c.Jar.Cookies(u)[0]
	x.do(chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
		_, err := cdp.Call(ctx, t, network.SetCookie, network.SetCookieParams{Name: c.Name, Value: c.Value, URL: x.w.http.URL})
		return err
	}))
}

func (x *tab) dark(on bool) {
	x.t.Helper()
	value := "light"
	if on {
		value = "dark"
	}
	x.do(chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
		_, err := cdp.Call(ctx, t, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: value}}})
		return err
	}))
}

// TestKeys logs in and works through the queue with the keys alone.
func TestKeys(t *testing.T) {
	w := newWorld(t)
	x := newTab(t, w)
	console := x.listen()

	x.open("/desk")
	x.is(`location.pathname === "/login"`)
	x.do(chromedp.SendKeys(chromedp.CSS("#login"), "bruno"), chromedp.SendKeys(chromedp.CSS("#password"), password+"\r"))
	x.is(`location.pathname === "/desk" && document.querySelectorAll(".story").length > 10`)

	// j opens the first story beside the queue, and the next; k goes back. The
	// address follows, so that a reload loses nothing.
	x.press("j")
	x.is(`document.querySelector(".story.current #pane, .story.current") && new URL(location).searchParams.get("report")`)
	one := x.text(`document.querySelector("#pane").dataset.report`)
	x.press("j")
	x.is(`document.querySelector("#pane").dataset.report !== "` + one + `"`)
	two := x.text(`document.querySelector("#pane").dataset.report`)
	x.press("k")
	x.is(`document.querySelector("#pane").dataset.report === "` + one + `" && location.search.includes("` + one + `")`)
	x.do(chromedp.Reload())
	x.is(`document.querySelector("#pane").dataset.report === "` + one + `" && document.querySelector(".story.current")`)

	// x asks why, Escape takes it back, x and a digit reject; u undoes.
	x.press("x")
	x.is(`document.querySelector("form.panel .reasons")`)
	x.press("\u001b")
	x.is(`!document.querySelector("form.panel .reasons")`)
	x.press("x")
	x.is(`document.querySelector("form.panel .reasons")`)
	x.press("8")
	x.is(`document.querySelector(".notice [data-key], .notice button") && !document.querySelector('[data-reports~="` + one + `"]')`)
	x.is(`document.querySelector("#pane").dataset.report === "` + two + `"`)
	x.press("u")
	x.is(`document.querySelector('[data-reports~="` + one + `"]')`)

	// i opens the form; what is typed survives a reload; Ctrl+Enter sends it.
	x.open("/desk?network=V&from=2021-08-01&to=2021-09-30")
	x.press("j")
	x.is(`document.querySelector("#pane[data-report]")`)
	x.press("i")
	x.is(`document.activeElement.id === "sum-en"`)
	x.press("Talks in Mexico City led to two accords.")
	x.is(`document.querySelector("#count-en").textContent.startsWith("1 of 3")`)
	x.do(chromedp.Reload())
	x.is(`document.querySelector("#sum-en").value === "Talks in Mexico City led to two accords."`)
	before := x.text(`document.querySelector("#meter b").textContent`)
	id := x.text(`document.querySelector("#pane").dataset.report`)
	x.do(chromedp.Focus(chromedp.CSS("#sum-en")), chromedp.KeyEvent("\r", chromedp.KeyModifiers(chromedp.ModifierCtrl)))
	x.is(`document.querySelector('.notice[data-done="sel:` + id + `"]')`)
	if after := x.text(`document.querySelector("#meter b").textContent`); after == before {
		t.Errorf("the meter still says %s", after)
	}
	if kept := x.text("Object.keys(localStorage).filter(k => k.includes('draft')).length"); kept != "0" {
		t.Errorf("%s drafts are left", kept)
	}

	// ? shows the keys, / goes to the search field, s and e lead elsewhere.
	x.press("?")
	x.is(`document.querySelector("dialog[open]")`)
	x.press("\u001b")
	x.is(`!document.querySelector("dialog[open]")`)
	x.press("/")
	x.is(`document.activeElement.id === "find"`)
	x.press("jx")
	x.is(`document.querySelector("#find").value.endsWith("jx")`)
	x.press("\u001b")
	x.press("s")
	x.is(`location.pathname === "/sources"`)
	x.press("e")
	x.is(`location.pathname === "/edition/23"`)

	for _, line := range console() {
		t.Errorf("console: %s", line)
	}
}

// listen gathers what the browser complains of: errors, and what the content
// security policy stopped.
func (x *tab) listen() func() []string {
	x.t.Helper()
	var mu sync.Mutex
	var lines []string
	ctx, stop := context.WithCancel(x.ctx)
	x.t.Cleanup(stop)
	all := chromedp.Console(x.ctx)
	go func() {
		for m, err := range all {
			if err != nil || ctx.Err() != nil {
				return
			}
			if s := m.String(); m.IsException() || strings.Contains(strings.ToLower(s), "error") || strings.Contains(s, "Content Security Policy") || strings.Contains(s, "violat") {
				mu.Lock()
				lines = append(lines, s)
				mu.Unlock()
			}
		}
	}()
	return func() []string { mu.Lock(); defer mu.Unlock(); return lines }
}

// TestScreens takes pictures of every page, to look at. It runs where
// VIGIA_SCREENS names a folder for them.
func TestScreens(t *testing.T) {
	dir := os.Getenv("VIGIA_SCREENS")
	if dir == "" {
		t.Skip("VIGIA_SCREENS names no folder")
	}
	w := newWorld(t, func(o *Options) {
		o.Sample = true
		for _, l := range []string{"ana", "elena", "ernesto", "teresa", "admin"} {
			o.SampleLogins = append(o.SampleLogins, Login{l, strings.ToUpper(l[:1]) + l[1:], "analyst", password})
		}
	})
	x := newTab(t, w)
	only := os.Getenv("VIGIA_SCREENS_ONLY")
	shoot := func(name string) {
		b, err := chromedp.Run(x.ctx, chromedp.CaptureScreenshot())
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(dir, name+".png"), b, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	open := w.openReport(t)
	state := w.stateReport(t)
	pages := []struct{ name, login, path string }{
		{"login", "", "/login"},
		{"desk", "ana", "/desk"},
		{"desk-network", "ana", "/desk?network=V&country=VE"},
		{"desk-report", "ana", "/desk?network=V&report=" + open},
		{"desk-select", "ana", "/desk?network=V&report=" + open + "&act=select"},
		{"desk-state", "ana", "/desk?class=state&report=" + state + "&act=select"},
		{"desk-reject", "ana", "/desk?network=I&report=" + open + "&act=reject"},
		{"desk-empty", "ana", "/desk?network=V&q=zzzz"},
		{"desk-hostile", "ana", "/desk?report=rep_hostile"},
		{"desk-rtl", "ana", "/desk?language=fa&report=" + w.first(t, "fa")},
		{"report", "ana", "/report/" + open},
		{"evidence", "ana", "/evidence/" + w.captureOf(t, open)},
		{"sources", "paula", "/sources"},
		{"sources-add", "paula", "/sources?word=failing"},
		{"troubles", "ana", "/troubles"},
		{"editions", "elena", "/editions"},
		{"edition", "elena", "/edition/23"},
		{"edition-review", "ernesto", "/edition/22"},
		{"section", "elena", "/edition/23/section/V"},
		{"section-es", "teresa", "/edition/23/section/overview?lang=es"},
		{"search", "ana", "/search?q=Maduro"},
		{"people", "admin", "/people"},
		{"audit", "elena", "/audit"},
		{"me", "elena", "/me"},
		{"help", "ana", "/help"},
		{"notfound", "ana", "/nowhere"},
		{"forbidden", "ana", "/people"},
	}
	for _, p := range pages {
		if only != "" && !strings.Contains(","+only+",", ","+p.name+",") {
			continue
		}
		if p.login != "" {
			x.logIn(p.login)
		}
		for _, v := range []struct {
			suffix string
			wide   int64
			high   int64
			dark   bool
		}{{"wide", 1600, 1000, false}, {"dark", 1280, 900, true}, {"narrow", 360, 760, false}} {
			x.do(chromedp.EmulateViewport(v.wide, v.high))
			x.dark(v.dark)
			x.open(p.path)
			if over := x.text("document.documentElement.scrollWidth - document.documentElement.clientWidth"); over != "0" {
				t.Errorf("%s %s: %s pixels too wide: %s", p.name, v.suffix, over, x.text(`[...document.querySelectorAll("body *")].filter(e => e.getBoundingClientRect().right > innerWidth + 1 && !e.closest(".vh")).slice(0, 5).map(e => e.tagName + "." + e.className).join(" ")`))
			}
			shoot(p.name + "-" + v.suffix)
		}
	}
	fmt.Println("pictures in", dir)
}
