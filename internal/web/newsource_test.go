package web

import (
	"context"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"vigia/internal/fetch"
	"vigia/internal/scout"
	"vigia/internal/source"
)

// press is an invented site: a front with a feed, a section without, a wall.
func press(ctx context.Context, r fetch.Request) (*fetch.Exchange, error) {
	const site = "https://puerto.example"
	feed := `<rss version="2.0"><channel><title>El Puerto ` + probe + `</title><link>` + site + `</link><language>es</language>`
	list := ""
	for i := range 6 {
		at := seededAt.Add(-time.Duration(i) * 20 * time.Hour)
		feed += fmt.Sprintf(`<item><title>Llegan %d barcos con ayuda al puerto de la capital</title><link>%s/2021/10/llegan-%d-barcos-con-ayuda</link><pubDate>%s</pubDate><description>Un resumen de lo que pasó ayer en el puerto de la capital.</description></item>`, i+2, site, i, at.Format(time.RFC1123Z))
		list += fmt.Sprintf(`<article class="card"><h2><a href="/economia/el-banco-central-mantiene-su-tasa-%d">El banco central mantiene su tasa en %d por ciento</a></h2><time datetime="%s">x</time></article>`, i, i+3, at.Format(time.RFC3339))
	}
	answer := map[string]string{
		site + "/":         `<!doctype html><html lang=es><head><title>El Puerto</title><link rel=alternate type="application/rss+xml" href="/feed" title="Portada"></head><body><main>` + list + `</main></body></html>`,
		site + "/feed":     feed + `</channel></rss>`,
		site + "/economia": `<!doctype html><html lang=es><head><title>Economía ` + probe + `</title></head><body><nav><a href="/quienes-somos-y-que-hacemos">Quiénes somos y qué hacemos</a></nav><main>` + list + `</main></body></html>`,
		site + "/2021/10/llegan-0-barcos-con-ayuda": `<!doctype html><html lang=es><title>Barcos</title><h1>Llegan barcos con ayuda</h1><p>El puerto de la capital recibió ayer tres barcos con ayuda, según dijo la autoridad portuaria en un comunicado que difundió por la noche.</p><p>Los barcos llegaron desde el norte y descargaron durante todo el día sin incidentes, añadió la autoridad del puerto.</p>`,
		"https://muro.example/":                     `<!doctype html><html><head><title>Just a moment...</title></head><body><script>window._cf_chl_opt={}</script></body></html>`,
	}[r.URL]
	if strings.HasPrefix(r.URL, "https://lento.example/") {
		<-ctx.Done()
		return nil, ctx.Err()
	}
	if answer == "" {
		return nil, &fetch.Failure{URL: r.URL, Reason: fetch.NotFound, Detail: "the site answered with status 404 Not Found", Remedy: "The address does not exist (any more); look for the new one on the site.", Status: 404}
	}
	return &fetch.Exchange{URL: r.URL, FinalURL: r.URL, Status: http.StatusOK, At: seededAt, Decoded: []byte(answer), Robots: fetch.Decision{URL: site + "/robots.txt", Allowed: true, Rule: "no rule applies"}}, nil
}

func surveying(o *Options) {
	o.Survey = func(ctx context.Context, address, xpath string) (scout.Survey, error) {
		return scout.Look(ctx, press, address, scout.Options{XPath: xpath, Now: seededAt})
	}
}

func TestNewSource(t *testing.T) {
	w := newWorld(t, surveying)
	b := w.as("paula")
	b.get("/sources/new").has(t, "Address of a site, a section or a feed", "up to 40 seconds", "without asking the site")

	// A front gives its feed and itself; nothing is saved by looking.
	before := w.sum(t)
	a := b.post("/sources/new", "address", "puerto.example")
	a.has(t, "best choice", "feed: <bdi>El Puerto", "https://puerto.example/feed", "6 reports, summaries, about 8 new a week", "the page declares it", "its newest report is of these days",
		"Llegan 2 barcos con ayuda", "The newest report, as it would be read", "words", "No outlet of the registry has this site", "a key could be puerto", "index page: <bdi>El Puerto", "What was learned", "/word/slug", "in headings")
	if strings.Contains(a.body, "<script>alert") || strings.Contains(a.body, "<img src=x") {
		t.Error("the site's own words are markup")
	}
	if w.sum(t) != before {
		t.Error("looking has changed something")
	}

	// What was chosen is saved, and then known.
	b.follow("/sources", "url", "https://puerto.example/feed", "outlet", "correo-andino", "kind", "rss", "language", "es").has(t, "Source added: https://puerto.example/feed")
	b.post("/sources/new", "address", "https://puerto.example/").has(t, "This address is a source already")

	// A section without a feed is read as an index page, learned or by an XPath.
	b.post("/sources/new", "address", "https://puerto.example/economia").has(t, "index page: <bdi>Economía", "6 reports, headlines, about 8 new a week", "El banco central mantiene su tasa")
	b.post("/sources/new", "address", "https://puerto.example/economia", "xpath", "//article//h2/a").has(t, `name="xpath" value="//article//h2/a"`)
	b.follow("/sources", "url", "https://puerto.example/economia", "outlet", "correo-andino", "kind", "index", "xpath", "//h2/a").has(t, "Source added")
	if s, err := source.ByURL(t.Context(), w.db, "https://puerto.example/economia"); err != nil || s.XPath != "//h2/a" || s.Kind != "index" {
		t.Errorf("%+v %v", s, err)
	}
}

func TestNewSourceFaults(t *testing.T) {
	w := newWorld(t, surveying)
	b := w.as("paula")
	for _, c := range []struct {
		send []string
		want []string
	}{
		{[]string{"address", ""}, []string{"no address was given"}},
		{[]string{"address", "javascript:alert(1)"}, []string{"is not a web address", `value="javascript:alert(1)"`}},
		{[]string{"address", "https://puerto.example/economia", "xpath", "//a["}, []string{"cannot be used", `value="//a["`}},
	} {
		a := b.post("/sources/new", c.send...)
		if a.StatusCode != http.StatusUnprocessableEntity {
			t.Errorf("%v: %d", c.send, a.StatusCode)
		}
		a.has(t, c.want...)
	}
	b.post("/sources/new", "address", "https://muro.example/").has(t, "blocked", "a captcha or wall stands before it", "There is no feed here", "Asked in vain")
	b.post("/sources/new", "address", "https://nadie.example/").has(t, "the site answered with status 404", "There is no feed here")
	for _, c := range [][2]string{{"", "an XPath is for the links of an index page"}, {"//a[", "cannot be used"}} {
		x := c[0]
		if x == "" {
			x = "//a"
		}
		a := b.post("/sources", "url", "https://puerto.example/x", "outlet", "correo-andino", "kind", "rss", "xpath", x)
		a.has(t, c[1], `value="https://puerto.example/x"`)
	}
}

// A site that does not answer ends with a message, and more than a few at once
// are not looked at.
func TestNewSourceSlow(t *testing.T) {
	hang := make(chan struct{})
	w := newWorld(t, func(o *Options) {
		o.Survey = func(ctx context.Context, address, _ string) (scout.Survey, error) {
			if _, bounded := ctx.Deadline(); !bounded {
				t.Error("nothing bounds the look")
			}
			<-hang
			return scout.Survey{}, context.DeadlineExceeded
		}
	})
	b := w.as("paula")
	done := make(chan answer, mostLook)
	for range mostLook {
		go func() { done <- b.post("/sources/new", "address", "lento.example") }()
	}
	for len(w.server.looks) < mostLook {
		select {
		case a := <-done:
			t.Fatalf("ended early: %d", a.StatusCode)
		case <-time.After(time.Millisecond): // the requests are on their way
		}
	}
	a := b.post("/sources/new", "address", "lento.example")
	if a.has(t, "several sites are being looked at now"); a.StatusCode != http.StatusConflict {
		t.Errorf("%d", a.StatusCode)
	}
	close(hang)
	for range mostLook {
		(<-done).has(t, "did not answer in time", `value="lento.example"`)
	}
}

// TestNewSourceSpeaks: the page, a look and its faults in Spanish.
func TestNewSourceSpeaks(t *testing.T) {
	w := newWorld(t, surveying)
	b := w.as("paula")
	b.post("/language", "lang", "es", "back", "/sources/new")
	a := b.post("/sources/new", "address", "puerto.example")
	a.has(t, "mejor opción", "la página lo declara", "resúmenes", "permitido: no hay regla que se aplique", "en encabezados", "La noticia más nueva")
	a.lacks(t, "⟦", "the page declares it", "no rule applies", "%!")
	b.post("/sources/new", "address", "muro.example").lacks(t, "⟦", "the site's protection", "stands in the way")
	b.post("/sources/new", "address", "ftp://x.example").has(t, "no es una dirección web")
}

// TestNewSourceScreens takes pictures of looks, in the browser.
func TestNewSourceScreens(t *testing.T) {
	dir := os.Getenv("VIGIA_SCREENS")
	w := newWorld(t, surveying)
	x := newTab(t, w)
	for _, v := range []struct {
		suffix     string
		wide, high int64
		dark       bool
		lang       string
	}{{"wide", 1440, 1500, false, "en"}, {"dark", 1280, 1200, true, "es"}, {"narrow", 390, 1600, false, "es"}} {
		x.logIn("paula", v.lang)
		x.do(chromedp.EmulateViewport(v.wide, v.high))
		x.dark(v.dark)
		for name, addr := range map[string]string{"front": "puerto.example", "section": "puerto.example/economia", "wall": "muro.example"} {
			x.open("/sources/new")
			x.do(chromedp.SetValue("#look-address", addr), chromedp.Submit("#look-address"))
			x.is(`document.querySelector(".survey")`)
			if over := x.text("document.documentElement.scrollWidth - document.documentElement.clientWidth"); over != "0" {
				t.Errorf("%s %s: %s pixels too wide", name, v.suffix, over)
			}
			if dir == "" {
				continue
			}
			b, err := chromedp.Run(x.ctx, chromedp.CaptureScreenshot())
			if err == nil {
				err = os.WriteFile(filepath.Join(dir, "look-"+name+"-"+v.suffix+".png"), b, 0o644)
			}
			if err != nil {
				t.Fatal(err)
			}
		}
	}
}
