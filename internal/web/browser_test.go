package web

import (
	"cmp"
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

	"vigia/internal/burst"
	"vigia/internal/desk"
	"vigia/internal/speech"
)

// tab is a page in a real browser. The tests with one are skipped where there
// is none.
type tab struct {
	t   *testing.T
	w   *world
	ctx context.Context
}

func newTab(t *testing.T, w *world, more ...chromedp.ExecAllocatorOption) *tab {
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
	opts = append(opts, more...)
	alloc, end := chromedp.NewExecAllocator(context.Background(), opts...)
	ctx, endTab := chromedp.NewContext(alloc)
	most := 8 * time.Minute
	if os.Getenv("VIGIA_SECURITY") != "" { // thousands of pages
		most = time.Hour
	}
	ctx, endTime := context.WithTimeout(ctx, most)
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
	x.t.Fatalf("never true: %s\nat %s\n%s", expression, at, speech.Cut(said, 2500))
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

// logIn gives the tab the session of somebody, in a language.
func (x *tab) logIn(login, lang string) {
	x.t.Helper()
	u, _ := url.Parse(x.w.http.URL)
	b := x.w.as(login)
	b.post("/language", "lang", lang)
	c := b.c.Jar.Cookies(u)[0]
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

	// Whoever types faster than reports come passes over them and loses no key.
	x.open("/desk?network=V")
	x.press("j")
	x.is(`document.querySelector("#pane[data-report]") && document.querySelectorAll(".story")[0].classList.contains("current")`)
	x.is(`(() => { for (const key of "jjjk") document.body.dispatchEvent(new KeyboardEvent("keydown", {key, bubbles: true})); return true })()`)
	x.is(`document.querySelectorAll(".story")[2].dataset.reports.split(" ").includes(document.querySelector("#pane").dataset.report)`)
	x.press("j")
	x.is(`document.querySelectorAll(".story")[3].classList.contains("current")`)

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

// TestEditor writes a section with two browsers: saving changes what the text
// rests on in place, a mark stands in the text, and nobody's words are lost.
func TestEditor(t *testing.T) {
	w := newWorld(t)
	x := newTab(t, w)
	console := x.listen()
	x.logIn("elena", "en")
	const page = "/edition/23/section/R"
	x.open(page)
	x.is(`document.documentElement.dataset.ready`)
	write := func(text string) {
		x.do(chromedp.SetValue(chromedp.CSS("#text"), text))
		x.do(chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
			_, err := chromedp.Evaluate[bool](`document.querySelector("#text").dispatchEvent(new Event("input", {bubbles: true}))`)(ctx, t)
			return err
		}))
	}
	save := func() {
		x.do(chromedp.Focus(chromedp.CSS("#text")), chromedp.KeyEvent("s", chromedp.KeyModifiers(chromedp.ModifierCtrl)))
	}
	write("It rained. [!background] Nobody says why.")
	x.do(chromedp.Reload()) // not saved yet, and not lost
	x.is(`document.documentElement.dataset.ready && document.querySelector("#text").value.startsWith("It rained.")`)
	save()
	x.is(`document.querySelectorAll("#checked .sent").length === 2 && document.querySelector("#checked .sent.unsupported")`)
	x.is(`document.querySelector(".notice[data-done]") && !Object.keys(localStorage).some(k => k.includes("draft"))`)

	x.do(chromedp.Click(chromedp.CSS("#checked .sent.unsupported button")))
	x.is(`document.querySelector("#text").value === "It rained. [!background] Nobody says why. [!judgement]"`)
	x.is(`!document.querySelector("#checked .sent.unsupported")`)

	// Cite puts a report where the cursor is.
	x.do(chromedp.Click(chromedp.CSS("[data-dismiss]")))
	x.do(chromedp.Click(chromedp.CSS(".palette details[open] [data-cite]")))
	x.is(`document.querySelector("#text").value.includes("[@rep_")`)

	// Somebody else saves meanwhile: both texts are there, and one can win.
	other := w.as("teresa")
	other.follow(page+"?lang=en", "base", field(t, other.get(page), "base"), "text", "Theirs. [!judgement]")
	write("Mine. [!judgement]")
	save()
	x.is(`document.querySelector("#editor [role=alert]") && document.querySelector("#text").value === "Mine. [!judgement]" && document.querySelector(".original").innerText.includes("Theirs.")`)
	x.do(chromedp.Click(chromedp.CSS("button[name=over]")))
	x.is(`document.querySelector("#checked .sent").innerText.includes("Mine.") && !document.querySelector("#editor [role=alert]")`)

	// A refused selection says why in place, and keeps what was typed.
	r := w.openIn(t, "V")
	x.open("/desk?network=V&report=" + r.ID + "&act=select")
	x.is(`document.documentElement.dataset.ready`)
	x.do(chromedp.SendKeys(chromedp.CSS("#sum-en"), "One here. Two here. Three here. Four here."))
	x.is(`document.querySelector("#count-en.over")`)
	x.do(chromedp.Click(chromedp.CSS("form.panel .primary")))
	x.is(`document.querySelector("form.panel [role=alert]") && document.querySelector("#sum-en").value.endsWith("Four here.") && location.pathname === "/desk"`)
	for _, line := range console() {
		if !strings.Contains(line, "409") && !strings.Contains(line, "422") { // the two refusals
			t.Errorf("console: %s", line)
		}
	}
}

// TestNothingRuns reads hostile pages in a browser under the desk's own policy:
// nothing of them runs, and the policy has nothing to stop.
func TestNothingRuns(t *testing.T) {
	w := newWorld(t)
	x := newTab(t, w)
	console := x.listen()
	x.logIn("elena", "en")
	for _, p := range []string{"/desk?state=all&q=Maduro&report=rep_hostile", "/report/rep_hostile?act=select", "/evidence/" + w.captureOf(t, "rep_hostile"), "/search?q=" + url.QueryEscape(probe)} {
		x.open(p)
		x.is(`document.documentElement.dataset.ready`)
		if n := x.text(`document.querySelectorAll("main script, main img, main svg[onload], main [onerror]").length`); n != "0" {
			t.Errorf("%s: %s elements of the source", p, n)
		}
	}
	for _, line := range console() {
		t.Errorf("console: %s", line)
	}
}

// TestMisreadByKeys reports a misreading with the keys alone, beside the page
// as captured, in which nothing runs.
func TestMisreadByKeys(t *testing.T) {
	w := newWorld(t)
	x := newTab(t, w)
	console := x.listen()
	x.logIn("bruno", "en")
	x.open("/report/" + w.openReport(t))
	x.press("r")
	x.is(`location.pathname.endsWith("/reading") && document.querySelector("iframe")`)
	x.is(`document.querySelector("iframe").contentDocument === null`) // an origin of its own
	x.do(chromedp.Focus(chromedp.CSS(".misread summary")), chromedp.KeyEvent("\r"))
	x.is(`document.querySelector(".misread[open]")`)
	x.do(chromedp.Focus(chromedp.CSS(".misread [name=title]")), chromedp.KeyEvent("\r", chromedp.KeyModifiers(chromedp.ModifierCtrl)))
	x.is(`document.querySelector(".misread .form-problem") && document.querySelector(".misread[open]")`)
	x.do(chromedp.SetValue(chromedp.CSS(".misread [name=title]"), "The right title"))
	x.do(chromedp.Focus(chromedp.CSS(".misread [name=note]")))
	x.press("It took the kicker.")

	// What is typed survives a reload, in every field.
	x.do(chromedp.Focus(chromedp.CSS(".misread [name=authors]")))
	x.press("Ana ")
	x.do(chromedp.Focus(chromedp.CSS(".misread [name=published]")))
	x.press("2")
	x.do(chromedp.Focus(chromedp.CSS(".misread [name=title]")))
	x.press("!")
	x.do(chromedp.Reload())
	x.is(`document.documentElement.dataset.ready && ["title", "authors", "published", "note"].every(n => { const el = document.querySelector(".misread [name=" + n + "]"); return el.value !== el.defaultValue })`)
	x.is(`(() => { const d = document.querySelector(".misread"); d.open = true; for (const n of ["authors", "published"]) { const el = d.querySelector("[name=" + n + "]"); el.value = el.defaultValue } return true })()`)
	x.do(chromedp.Focus(chromedp.CSS(".misread [name=note]")))
	if dir := os.Getenv("VIGIA_SCREENS"); dir != "" {
		for name, wide := range map[string]int64{"misread-wide": 1600, "misread-narrow": 400} {
			x.do(chromedp.EmulateViewport(wide, 1000))
			b, err := chromedp.Run(x.ctx, chromedp.CaptureScreenshot())
			if err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(filepath.Join(dir, name+".png"), b, 0o644); err != nil {
				t.Fatal(err)
			}
		}
	}
	x.do(chromedp.KeyEvent("\r", chromedp.KeyModifiers(chromedp.ModifierCtrl)))
	x.is(`document.querySelector(".notice") && document.querySelector(".notice").innerText.includes("Saved as case")`)
	x.is(`!Object.keys(localStorage).some(k => k.includes("draft"))`)
	for _, line := range console() {
		if !strings.Contains(line, "422") { // the refusal
			t.Errorf("console: %s", line)
		}
	}
}

// TestAxe checks every page for what keeps people out, with axe-core. It runs
// where VIGIA_AXE names axe.min.js (npm axe-core 4.14.1).
func TestAxe(t *testing.T) {
	path := os.Getenv("VIGIA_AXE")
	if path == "" {
		t.Skip("VIGIA_AXE names no file")
	}
	axe, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	w := newWorld(t, func(o *Options) { o.Sample, o.SampleLogins = true, []Login{{"ana", "Ana", "analyst", "x"}} })
	x := newTab(t, w)
	for _, p := range w.everyPage(t) {
		if only := os.Getenv("VIGIA_SCREENS_ONLY"); only != "" && !strings.Contains(","+only+",", ","+p.name+",") {
			continue
		}
		x.logIn(cmp.Or(p.login, "ana"), "en")
		if p.login == "" {
			x.do(chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
				_, err := cdp.Call(ctx, t, network.ClearBrowserCookies, cdp.Empty{})
				return err
			}))
		}
		for _, v := range []struct {
			wide int64
			dark bool
		}{{1440, false}, {1440, true}, {360, false}} {
			x.do(chromedp.EmulateViewport(v.wide, 900))
			x.dark(v.dark)
			x.open(p.path)
			x.is(`document.documentElement.dataset.ready`)
			x.do(chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
				_, err := chromedp.Evaluate[string](string(axe)+"; 'there'")(ctx, t)
				return err
			}))
			found, err := chromedp.Run(x.ctx, chromedp.Evaluate[string](`axe.run(document, {resultTypes: ["violations"]}).then(r => r.violations.map(v => v.id + " (" + v.impact + "): " + v.nodes.slice(0, 4).map(n => n.target.join(" ") + " " + (n.any[0]?.message || "")).join(" | ")).join("\n"))`, chromedp.EvalAwaitPromise))
			if err != nil {
				t.Fatal(err)
			}
			if found != "" {
				t.Errorf("%s, %d wide, dark %v:\n%s", p.name, v.wide, v.dark, found)
			}
		}
	}
}

type pageView struct{ name, login, path string }

// everyPage is every page in every state worth a look.
func (w *world) everyPage(t testing.TB) []pageView {
	open, state := w.openReport(t), w.stateReport(t)
	differs := w.first(t, "pt")
	w.differs(t, differs)
	return []pageView{
		{"login", "", "/login"},
		{"desk", "ana", "/desk"},
		{"desk-network", "ana", "/desk?network=V&country=VE"},
		{"desk-relevance", "ana", "/desk?network=V&sort=relevance"},
		{"desk-relevance-all", "ana", "/desk?sort=relevance"},
		{"desk-relevance-report", "ana", "/desk?network=V&sort=relevance&report=" + open},
		{"desk-report", "ana", "/desk?network=V&report=" + open},
		{"desk-select", "ana", "/desk?network=V&report=" + open + "&act=select"},
		{"desk-state", "ana", "/desk?class=state&report=" + state + "&act=select"},
		{"desk-reject", "ana", "/desk?network=V&report=" + open + "&act=reject"},
		{"desk-empty", "ana", "/desk?network=V&q=zzzz"},
		{"desk-hostile", "ana", "/desk?report=rep_hostile"},
		{"desk-rtl", "ana", "/desk?language=fa&report=" + w.first(t, "fa")},
		{"report", "ana", "/report/" + open},
		{"story", "ana", "/story/" + w.storyOf(t, open)},
		{"story-tongues", "ana", "/story/" + w.storyOf(t, w.first(t, "fa"))},
		{"story-names", "ana", "/story/rep_n-0821-control-list-northgate"},
		{"report-names", "ana", "/report/rep_n-0821-control-list-northgate"},
		{"report-names-rtl", "ana", "/report/rep_n-0822-control-list-rahavard"},
		{"entities", "ana", "/entities"},
		{"entities-found", "ana", "/entities?q=almey"},
		{"entities-none", "ana", "/entities?q=zzzz"},
		{"entity", "elena", "/entity/teodoro-almeyra?on=2021-08-25"},
		{"entity-ship", "ana", "/entity/caribe-sereno"},
		{"entity-none", "ana", "/entity/nobody"},
		{"candidates", "elena", "/entities/candidates"},
		{"search-names", "ana", "/search?q=Almeyra"},
		{"countries", "ana", "/countries"},
		{"country", "ana", "/country/VE"},
		{"country-empty", "ana", "/country/ZM"},
		{"country-none", "ana", "/country/XX"},
		{"desk-theme", "ana", "/desk?network=R&theme=M"},
		{"asread", "ana", "/report/" + open + "/reading"},
		{"asread-rtl", "ana", "/report/" + w.first(t, "fa") + "/reading"},
		{"asread-differs", "elena", "/report/" + differs + "/reading"},
		{"report-differs", "elena", "/report/" + differs},
		{"evidence", "ana", "/evidence/" + w.captureOf(t, open)},
		{"sources", "paula", "/sources"},
		{"sources-failing", "paula", "/sources?word=failing"},
		{"sources-new", "paula", "/sources/new"},
		{"troubles", "ana", "/troubles"},
		{"troubles-editor", "elena", "/troubles"},
		{"desk-relevance", "ana", "/desk?network=V&sort=relevance&report=" + open},
		{"captured", "ana", "/evidence/" + w.captureOf(t, open) + "/page"},
		{"changes", "ana", "/changes"},
		{"change", "ana", "/report/" + w.changed(t, "headline") + "/changes"},
		{"change-rtl", "ana", "/report/" + w.changed(t, "edited") + "/changes"},
		{"change-removed", "ana", "/report/" + w.changed(t, "removed") + "/changes"},
		{"change-none", "ana", "/report/" + open + "/changes"},
		{"report-changed", "ana", "/report/" + w.changed(t, "corrected")},
		{"editions", "elena", "/editions"},
		{"edition", "elena", "/edition/23"},
		{"edition-review", "ernesto", "/edition/22"},
		{"section", "elena", "/edition/23/section/V"},
		{"section-es", "teresa", "/edition/23/section/overview?lang=es"},
		{"search", "ana", "/search?q=Maduro"},
		{"people", "admin", "/people"},
		{"audit", "elena", "/audit"},
		{"archive", "elena", "/archive"},
		{"me", "elena", "/me"},
		{"help", "ana", "/help"},
		{"notfound", "ana", "/nowhere"},
		{"forbidden", "ana", "/people"},
	}
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
	w.server.unusual.until = time.Now().Add(time.Hour)
	for i, k := range []burst.Key{{Network: "V", Facet: "country", Value: "VE"}, {Network: "R", Facet: "theme", Value: "M"}, {Network: "I", Facet: "dimension", Value: "military"}, {Network: "C"}, {Network: "C", Facet: "country", Value: "CL"}} {
		f := burst.Finding{Kind: []string{burst.Burst, burst.First, burst.Silence}[i%3], Key: k, Count: 9 - 4*(i%3), Low: 1, High: 4, Days: 8}
		w.server.unusual.all = append(w.server.unusual.all, desk.Unusual{Finding: f, Stories: []string{w.queue(t, desk.Filter{Network: k.Network}).Rows[i].Story}})
	}
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
	for _, p := range w.everyPage(t) {
		if only != "" && !strings.Contains(","+only+",", ","+p.name+",") {
			continue
		}
		for _, v := range []struct {
			suffix string
			wide   int64
			high   int64
			dark   bool
			lang   string
		}{{"wide", 1600, 1000, false, "en"}, {"dark", 1280, 900, true, "es"}, {"narrow", 360, 760, false, "es"}} {
			if p.login != "" {
				x.logIn(p.login, v.lang)
			}
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
