package main

import (
	"bytes"
	"context"
	"encoding/json"
	"net"
	"net/http"
	"net/netip"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"vigia/internal/address"
	"vigia/internal/article"
	"vigia/internal/db"
	"vigia/internal/desk"
	"vigia/internal/edition"
	"vigia/internal/monitor"
	"vigia/internal/newsroom"
	"vigia/internal/pipeline"
	"vigia/internal/web"
)

// office is the sample newsroom up to a day, with the desk and the site open.
type office struct {
	*house
	news *newsroom.Newsroom
	srv  *servers
}

func openOffice(t *testing.T, until time.Time) *office {
	t.Helper()
	ctx := context.Background()
	clock := newsroom.NewClock(pipeline.SampleStart)
	news, err := newsroom.New(clock.Now)
	if err != nil {
		t.Fatal(err)
	}
	press, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	srv := &http.Server{Handler: news, ReadHeaderTimeout: 5 * time.Second}
	go srv.Serve(press) // ends with Close
	t.Cleanup(func() { srv.Close() })

	dir := t.TempDir()
	a := &app{out: &bytes.Buffer{}, errs: &bytes.Buffer{}, config: config{Data: dir, Database: filepath.Join(dir, "vigia.db"),
		Monitor: filepath.Join(dir, "monitor"), Site: filepath.Join(dir, "site"), Desk: "127.0.0.1:0", Public: "127.0.0.1:0", Agent: "Vigia"}}
	if err := copyMonitor("vric", a.config.Monitor); err != nil {
		t.Fatal(err)
	}
	h, err := a.open(ctx, furnish{clock: clock, hosts: news.Hosts(netip.MustParseAddrPort(press.Addr().String())),
		monitor: func(m *monitor.Monitor) error { return sampleMonitor(m, news) }})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(h.close)
	if err := h.passSample(ctx, clock, news, until, nil); err != nil {
		t.Fatal(err)
	}
	o := &office{house: h, news: news}
	if o.srv, err = h.listen(web.Options{Sample: true}); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(o.srv.stop)
	return o
}

// report is the id of a report of the sample press.
func (o *office) report(t *testing.T, id string) string {
	t.Helper()
	u, ok := o.news.Address(id)
	if !ok {
		t.Fatalf("the sample press has no report %s", id)
	}
	r, err := article.ByKey(context.Background(), o.d, address.Key(u))
	if err != nil {
		t.Fatalf("report %s: %v", id, err)
	}
	return r.ID
}

// browser is a headless Chromium that never asks the network for anything.
func browser(t *testing.T) context.Context {
	t.Helper()
	path := os.Getenv("VIGIA_CHROMIUM")
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome"} {
		if p, err := exec.LookPath(name); path == "" && err == nil {
			path = p
		}
	}
	if path == "" {
		t.Fatal("the browser tests need Chromium: install it, or set VIGIA_CHROMIUM to its path")
	}
	opts := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath(path), chromedp.NoSandbox, chromedp.WindowSize(1400, 900))
	for _, f := range []string{"disable-gpu", "disable-quic", "disable-background-networking", "disable-component-update", "disable-sync", "no-first-run"} {
		opts = append(opts, chromedp.Flag(f, true))
	}
	ctx, cancel := chromedp.NewExecAllocator(context.Background(), opts...)
	t.Cleanup(cancel)
	ctx, cancel = chromedp.NewContext(ctx)
	t.Cleanup(cancel)
	ctx, cancel = context.WithTimeout(ctx, 3*time.Minute)
	t.Cleanup(cancel)
	if err := chromedp.Do(ctx); err != nil { // starts it; a later context's end must not end it
		t.Fatal(err)
	}
	return ctx
}

// user is somebody at the browser.
type user struct {
	t    *testing.T
	ctx  context.Context
	desk string
}

func (u user) do(what string, steps ...chromedp.Action[chromedp.Void]) {
	u.t.Helper()
	ctx, cancel := context.WithTimeout(u.ctx, 20*time.Second)
	defer cancel()
	if err := chromedp.Do(ctx, steps...); err != nil {
		u.fail(what, err)
	}
}

// shot keeps a picture in the folder that VIGIA_SHOTS names, for people.
func (u user) shot(name string) {
	dir := os.Getenv("VIGIA_SHOTS")
	if dir == "" {
		return
	}
	png, err := chromedp.Run(u.ctx, chromedp.CaptureScreenshot())
	if err == nil {
		err = os.WriteFile(filepath.Join(dir, name+".png"), png, 0o600)
	}
	if err != nil {
		u.t.Errorf("picture %s: %v", name, err)
	}
}

func (u user) text(sel string) string {
	u.t.Helper()
	s, err := chromedp.Run(u.ctx, chromedp.Text(chromedp.CSS(sel)))
	if err != nil {
		u.t.Fatalf("%s: %v", sel, err)
	}
	return s
}

// until waits for a condition, across pages: while one page gives way to the
// next the browser answers with errors.
func (u user) until(what, js string) {
	u.t.Helper()
	ctx, cancel := context.WithTimeout(u.ctx, 20*time.Second)
	defer cancel()
	tick := time.NewTicker(50 * time.Millisecond)
	defer tick.Stop()
	for {
		ok, err := chromedp.Run(u.ctx, chromedp.Evaluate[bool](`document.readyState === "complete" && !!(`+js+`)`))
		if err == nil && ok {
			return
		}
		select {
		case <-tick.C:
		case <-ctx.Done():
			u.fail(what, err)
		}
	}
}

// press presses a key once the page listens, and waits for what it does. It
// presses once: a key that came twice would undo two decisions.
func (u user) press(what, key, js string) {
	u.t.Helper()
	u.until("the page listens to keys, to "+what, `document.documentElement.dataset.ready`)
	u.do(what, chromedp.KeyEvent(key))
	u.until(what, js)
}

// fail ends the test with what the page shows.
func (u user) fail(what string, err error) {
	u.t.Helper()
	u.shot("failed")
	text, _ := chromedp.Run(u.ctx, chromedp.Evaluate[string](`location.pathname + "\n" + document.body.innerText.slice(0, 1500)`))
	u.t.Fatalf("%s: %v\n%s", what, err, text)
}

func (u user) login(login string) {
	u.t.Helper()
	u.do("log in as "+login,
		chromedp.Navigate(u.desk+"login"),
		chromedp.SendKeys(chromedp.CSS("#login"), login),
		chromedp.SendKeys(chromedp.CSS("#password"), pipeline.SamplePassword(login)+"\r"))
	u.until("the desk opens", `location.pathname.startsWith("/desk")`)
}

func (u user) logout() {
	u.t.Helper()
	u.do("log out", chromedp.Click(chromedp.CSS(".menu summary")), chromedp.Click(chromedp.CSS(`form[action="/logout"] button`)))
	u.until("the login page opens", `location.pathname === "/login"`)
}

// choose selects the report that is open, by keyboard.
func (u user) choose(digest, summary string) {
	u.t.Helper()
	u.press("open the select panel", "i", `document.querySelector("#sum-en")`)
	u.do("fill the panel",
		chromedp.Click(chromedp.CSS(`input[name="digest"][value="`+digest+`"]`)),
		chromedp.SetValue(chromedp.CSS("#sum-en"), summary),
		chromedp.Evaluate[chromedp.Void](`(() => { const d = document.querySelectorAll('input[name="dimension"]'); if (![...d].some(x => x.checked)) d[0].checked = true })()`),
		chromedp.Click(chromedp.CSS(`.panel button.primary`)))
	u.until("the panel closes", `!document.querySelector("#sum-en")`)
}

// TestWalk is an edition from the first key press to the published page, as
// people make it: triage by keyboard, the meter moves, the gate is closed and
// is opened, a second editor approves.
func TestWalk(t *testing.T) {
	o := openOffice(t, time.Date(2021, 8, 27, 20, 0, 0, 0, time.UTC))
	ctx := context.Background()
	elena, err := desk.PersonByLogin(ctx, o.d, "elena")
	if err != nil {
		t.Fatal(err)
	}
	err = o.d.InTx(ctx, func(tx *db.Tx) error {
		_, err := edition.Create(tx, o.monitor, elena, edition.New{Number: 23,
			From: time.Date(2021, 8, 1, 0, 0, 0, 0, time.UTC), To: time.Date(2021, 9, 30, 0, 0, 0, 0, time.UTC)})
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	u := user{t, browser(t), o.srv.deskURL}

	u.login("ana")
	u.shot("queue")
	u.press("walk down the queue by keyboard", "j", `document.querySelector("#pane-title")`)
	first := u.text("#pane-title")
	u.press("open the next story", "j", `document.querySelector("#pane-title").innerText !== `+quote(first))
	u.press("open the first story again", "k", `document.querySelector("#pane-title").innerText === `+quote(first))

	u.press("show the keys", "?", `document.querySelector("dialog[open]")`)
	u.shot("keys")
	u.do("open a noise report", chromedp.Navigate(u.desk+"report/"+o.report(t, "x-0803-vuelta-correo")))
	u.press("ask for the reason", "x", `document.querySelector(".reasons")`)
	u.press("reject by keyboard", "1", `document.querySelector('form[action$="/restore"]')`)
	u.press("undo", "u", `document.querySelector('[data-key="i"]')`)

	// One report of state media alone is more than a fifth.
	u.do("open the state report", chromedp.Navigate(u.desk+"report/"+o.report(t, "i-0804-llorenti-alborz-en")))
	u.choose("I", "Iran's president received the executive secretary of ALBA in Tehran.")
	u.until("the meter shows it", `document.querySelector("#meter").innerText.includes("1/1")`)
	u.do("the edition", chromedp.Navigate(u.desk+"edition/23"))
	u.shot("gate-closed")
	if gate := u.text("#gate"); !strings.Contains(gate, "medios estatales 1 de 1") { // ana's desk is in Spanish
		t.Errorf("the gate does not name the share:\n%s", gate)
	}

	// Four independent ones more, and it is a fifth.
	for _, r := range []struct{ id, digest, summary string }{
		{"v-0814-talks-isthmus", "V", "Venezuela's government and opposition opened talks in Mexico City."},
		{"i-0804-wakil-isthmus", "I", "A businessman was arrested in Miami on charges of money laundering."},
		{"i-0825-hasanieh-correo", "I", "Colombia detained a man accused of spying on its bases."},
		{"m-0804-sinovac-austral", "C", "Chile's next vaccine plant was announced."},
	} {
		u.do("open "+r.id, chromedp.Navigate(u.desk+"report/"+o.report(t, r.id)))
		u.choose(r.digest, r.summary)
	}
	u.until("the meter shows a fifth", `document.querySelector("#meter").innerText.includes("1/5")`)
	u.logout()

	u.login("elena")
	for _, key := range []string{edition.OverviewKey, "V", "R", "I", "C"} {
		u.do("write "+key,
			chromedp.Navigate(u.desk+"edition/23/section/"+key+"?lang=en"),
			chromedp.SetValue(chromedp.CSS("#text"), "Talks opened in Mexico City. [@"+o.report(t, "v-0814-talks-isthmus")+"] We expect more of them. [!judgement]"),
			chromedp.Click(chromedp.CSS("#section-form button.primary")))
		u.until("it is saved", `document.querySelectorAll("#checked .sent").length === 2`)
	}
	u.shot("section")
	u.do("the edition's head", chromedp.Navigate(u.desk+"edition/23"), chromedp.Click(chromedp.CSS("#head summary")),
		chromedp.SetValue(chromedp.CSS("#title-en"), "A walk"),
		chromedp.SetValue(chromedp.CSS("#abstract-en"), "How an edition is made."),
		chromedp.Click(chromedp.CSS("#head button.primary")))
	u.until("the title is there", `document.querySelector("h1").innerText.includes("A walk")`)
	u.shot("gate-open")
	u.do("submit", chromedp.Click(chromedp.CSS(`form[action="/edition/23/submit"] button`)))
	u.until("it waits for approval", `!document.querySelector('form[action="/edition/23/submit"]')`)
	if n := u.count(`form[action="/edition/23/approve"]`); n != 0 {
		t.Error("who submitted may approve")
	}
	u.logout()

	u.login("ernesto")
	u.do("approve", chromedp.Navigate(u.desk+"edition/23"), chromedp.Click(chromedp.CSS(`form[action="/edition/23/approve"] button`)))
	u.until("it is approved", `!!document.querySelector('form[action="/edition/23/publish"]')`)
	u.do("publish", chromedp.Evaluate[chromedp.Void](`window.confirm = () => true`), chromedp.Click(chromedp.CSS(`form[action="/edition/23/publish"] button`)))
	u.until("it is published", `!document.querySelector('form[action="/edition/23/publish"]')`)

	u.do("read it", chromedp.Navigate(o.srv.siteURL+"editions/23/"))
	u.shot("published")
	page := u.text("body")
	for _, want := range []string{"A walk", "Talks opened in Mexico City.", "Bolivarian Threat Network", "1/5"} {
		if !strings.Contains(page, want) {
			t.Errorf("the published page lacks %q", want)
		}
	}
}

func (u user) count(sel string) int {
	u.t.Helper()
	n, err := chromedp.Run(u.ctx, chromedp.Evaluate[int](`document.querySelectorAll(`+quote(sel)+`).length`))
	if err != nil {
		u.t.Fatal(err)
	}
	return n
}

func quote(s string) string {
	b, err := json.Marshal(s)
	if err != nil {
		return `""` // unreachable: a string
	}
	return string(b)
}
