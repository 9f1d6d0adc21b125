package pipeline_test

import (
	"bytes"
	"compress/gzip"
	"context"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"vigia"
	"vigia/internal/article"
	"vigia/internal/db"
	"vigia/internal/db/dbtest"
	"vigia/internal/desk"
	"vigia/internal/evidence"
	"vigia/internal/fetch"
	"vigia/internal/label"
	"vigia/internal/monitor"
	"vigia/internal/pipeline"
	"vigia/internal/search"
)

// open makes a pipeline over a database, with the tiny Horn of Africa monitor.
// host answers for every host of .example.
func open(t testing.TB, d *db.DB, host http.Handler) (*pipeline.Pipeline, pipeline.Parts) {
	t.Helper()
	ctx := context.Background()
	lg := slog.New(slog.DiscardHandler)
	m, fs, err := monitor.Load("../../monitors/vric")
	if err != nil || vigia.Blocking(fs) {
		t.Fatal(err, fs)
	}
	m.Feeds = nil
	p := pipeline.Parts{DB: d, Monitor: m, Clock: vigia.SystemClock{}}
	if p.Evidence, err = evidence.New(lg, d, t.TempDir(), p.Clock); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { p.Evidence.Close() })
	if p.Search, err = search.New(ctx, d); err != nil {
		t.Fatal(err)
	}
	o := fetch.Options{UserAgent: "Vigia", Clock: p.Clock}
	if host != nil {
		srv := httptest.NewServer(host)
		t.Cleanup(srv.Close)
		at := netip.MustParseAddrPort(srv.Listener.Addr().String())
		o.Hosts = func(h string) (netip.AddrPort, bool) { return at, strings.HasSuffix(h, ".example") }
	}
	p.Fetch = fetch.New(lg, o)
	t.Cleanup(p.Fetch.Close)
	pl, err := pipeline.New(ctx, lg, p)
	if err != nil {
		t.Fatal(err)
	}
	return pl, p
}

func page(title string) string {
	return `<!doctype html><html lang="es"><head><title>` + title + ` | Diario</title>
<script type="application/ld+json">{"@type":"NewsArticle","headline":"` + title + `","datePublished":"2021-08-24T10:30:00-05:00"}</script></head>
<body><article><h1>` + title + `</h1><p>El gobierno regional anunció el martes que la construcción del puerto comenzará en octubre, después de dos años de estudios sobre el fondo marino y las corrientes de la bahía.</p>
<p>La empresa que ganó la licitación prometió contratar a mil personas de los pueblos cercanos, aunque los pescadores temen perder el acceso a sus caladeros durante las obras (` + title + `).</p></article></body></html>`
}

func zip(s string) string {
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	z.Write([]byte(s))
	z.Close()
	return b.String()
}

// importAll imports paths and returns the accounts by the input's base name.
func importAll(t *testing.T, p *pipeline.Pipeline, paths ...string) (map[string]pipeline.Account, pipeline.Totals) {
	t.Helper()
	out := map[string]pipeline.Account{}
	var n pipeline.Totals
	for a, err := range p.Import(context.Background(), pipeline.Inputs(paths)) {
		if err != nil {
			t.Fatal(err)
		}
		out[filepath.Base(a.Input)] = a
		n.Add(a)
	}
	return out, n
}

func TestImportAccountsForEveryInput(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		dir := t.TempDir()
		for name, text := range map[string]string{
			"good.html":        page("Un puerto nuevo en la costa norte"),
			"packed.html.gz":   zip(page("Otro puerto en la costa sur")),
			"same.html":        page("Un puerto nuevo en la costa norte"),
			"empty.html":       "",
			"binary.html":      "\x00\x01\x02\x03\x04\x05PNG\x00\x00\x00\x00",
			"cut.html.gz":      zip(page("Puerto"))[:40],
			"paper.pdf":        "%PDF-1.4 …",
			"feed.xml":         `<?xml version="1.0"?><rss version="2.0"><channel><title>A</title><item><title>Uno</title><link>https://a.example/1</link><description>El puerto de la costa.</description><pubDate>Tue, 24 Aug 2021 10:00:00 GMT</pubDate></item><item><title>Dos</title><link>https://a.example/2</link></item></channel></rss>`,
			"nothing.xml":      `<?xml version="1.0"?><rss version="2.0"><channel><title>A</title></channel></rss>`,
			"texts.jsonl":      `{"id":"1","title":"Palabras","text":"Compañeras y compañeros, muy buenas tardes! Estamos aquí con nuestra patria, nuestro pueblo, nuestras familias, vamos adelante, seguimos unidos nosotros en esta hora de victoria! Muchas gracias, queridas familias, que viva nuestra patria libre y siempre bendita, con nuestro comandante!","published":"2021-08-17","language":"es","outlet":"El 19 Digital"}` + "\nno json\n" + `{"id":"3"}` + "\n",
			"sources.opml":     `<opml version="2.0"><body><outline text="A" type="rss" xmlUrl="https://www.infobae.com/feed/"/><outline text="B" type="rss" xmlUrl="https://nobody.invalid/feed"/></body></opml>`,
			"deep/nested.html": page("Un tercer puerto"),
			"broken.warc":      "WARC/1.1\r\nbroken",
			"unknown.html":     "<html><body>x</body></html>",
			"empty.warc.gz":    "",
			"notes.csv":        "a,b\n1,2\n",
			"noise.bin":        strings.Repeat("\x01\x02\xfe\x9a", 400),
			"text.txt":         "Un puerto en la costa oeste\n\nEl gobierno regional anunció que las obras comenzarán en octubre.",
			"windows.jsonl":    "\ufeff" + `{"title":"Con marca","text":"El gobierno anunció las obras."}` + "\r\n\r\n" + `{"title":1}` + "\r\n[1]\r\n" + `{"title":"` + strings.Repeat("x", 9<<20) + `"}` + "\r\n" + `{"title":"Tras la larga"}`,
			"broken.opml":      "<opml><body><outline",
			"none.opml":        `<opml version="2.0"><body/></opml>`,
			"dateless.xml":     `<?xml version="1.0"?><rss version="2.0"><channel><title>A</title><item><title>Sin fecha</title><link>https://a.example/3</link></item></channel></rss>`,
		} {
			file := filepath.Join(dir, name)
			if err := os.MkdirAll(filepath.Dir(file), 0o700); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
				t.Fatal(err)
			}
		}
		p, parts := open(t, d, nil)
		got, _ := importAll(t, p, dir, filepath.Join(dir, "absent.html"))
		for name, want := range map[string]pipeline.Outcome{
			"good.html": pipeline.Read, "packed.html.gz": pipeline.Read, "same.html": pipeline.Duplicate, "nested.html": pipeline.Read,
			"empty.html": pipeline.Refused, "binary.html": pipeline.Refused, "cut.html.gz": pipeline.Refused, "paper.pdf": pipeline.Refused,
			"feed.xml#1": pipeline.Read, "feed.xml#2": pipeline.Read, "nothing.xml": pipeline.Refused,
			"texts.jsonl#1": pipeline.Read, "texts.jsonl#2": pipeline.Refused, "texts.jsonl#3": pipeline.Refused,
			"sources.opml#1": pipeline.Read, "absent.html": pipeline.Refused, "sources.opml#2": pipeline.Refused,
			"broken.warc": pipeline.Refused, "unknown.html": pipeline.Refused, "empty.warc.gz": pipeline.Refused, "notes.csv": pipeline.Refused,
			"noise.bin": pipeline.Refused, "text.txt": pipeline.Read, "windows.jsonl#1": pipeline.Read, "windows.jsonl#3": pipeline.Refused,
			"windows.jsonl#4": pipeline.Refused, "windows.jsonl#5": pipeline.Refused, "windows.jsonl#6": pipeline.Read,
			"broken.opml": pipeline.Refused, "none.opml": pipeline.Refused, "dateless.xml#1": pipeline.Read,
		} {
			a, ok := got[name]
			if !ok || a.Outcome != want {
				t.Errorf("%s: %+v, want %s", name, a, want)
			}
			if a.Outcome == pipeline.Refused && (a.Reason == "" || a.Remedy == "") {
				t.Errorf("%s: refused without a reason and a remedy: %+v", name, a)
			}
			for _, ours := range []string{"json:", "Go ", "pipeline.", "EOF", "<nil>", dir} {
				if strings.Contains(a.Reason, ours) {
					t.Errorf("%s: %q says %q, which is our own word", name, a.Reason, ours)
				}
			}
		}
		again, n := importAll(t, p, dir)
		if n.Read != 0 {
			t.Errorf("the same import again read %d: %+v", n.Read, again)
		}
		speech := got["texts.jsonl#1"].Report
		ls, err := label.Of(context.Background(), d, []string{speech})
		if err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(fmt.Sprint(ls[speech]), "declaration") {
			t.Errorf("a speech is labelled %v", ls[speech])
		}
		fs, err := parts.Evidence.Check(context.Background(), d, func(int, int) {})
		if err != nil || vigia.Blocking(fs) {
			t.Errorf("captures: %v %v", fs, err)
		}
	})
}

// TestImportHostileAddresses: whatever a server answers, the account names the
// reason and the remedy, and the next address is read.
func TestImportHostileAddresses(t *testing.T) {
	site := http.NewServeMux()
	say := func(path, contentType string, body func(http.ResponseWriter)) {
		site.HandleFunc(path, func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", contentType)
			body(w)
		})
	}
	text := func(s string) func(http.ResponseWriter) {
		return func(w http.ResponseWriter) { io.WriteString(w, s) }
	}
	say("/empty", "text/html", text(""))
	say("/blank", "text/html", text("<html><body></body></html>"))
	say("/binary", "text/html", text("\x00\x01\x02\x03\x04\x05\x00\x00\x00\x00"))
	say("/picture", "image/png", text("\x89PNG\r\n\x1a\n\x00\x00"))
	say("/data", "application/json", text(`{"a":1}`))
	say("/huge", "text/html", func(w http.ResponseWriter) {
		for line := strings.Repeat("<p>x</p>", 1<<10); ; {
			if _, err := io.WriteString(w, line); err != nil {
				return
			}
		}
	})
	say("/charset", "text/html; charset=utf-8", text("<html lang=ru><title>\xcf\xf0\xe8\xe2\xe5\xf2 \xec\xe8\xf0</title><p>\xdd\xf2\xee \xf2\xe5\xea\xf1\xf2 \xf1\xf2\xf0\xe0\xed\xe8\xf6\xfb \xed\xe0 \xf0\xf3\xf1\xf1\xea\xee\xec \xff\xe7\xfb\xea\xe5."))
	say("/gone", "text/html", func(w http.ResponseWriter) { w.WriteHeader(http.StatusGone) })
	say("/inside", "text/html", func(w http.ResponseWriter) {
		w.Header().Set("Location", "http://127.0.0.1/secret")
		w.WriteHeader(http.StatusFound)
	})
	say("/good", "text/html", text(page("Un puerto nuevo en la costa norte")))
	say("/moved", "text/html", func(w http.ResponseWriter) {
		w.Header().Set("Location", "/good")
		w.WriteHeader(http.StatusFound)
	})
	p, _ := open(t, dbtest.Lite(t), site)
	want := map[string]pipeline.Outcome{"empty": pipeline.Refused, "blank": pipeline.Refused, "binary": pipeline.Refused,
		"picture": pipeline.Refused, "data": pipeline.Refused, "charset": pipeline.Read, "gone": pipeline.Refused,
		"huge": pipeline.Refused, "inside": pipeline.Refused, "absent": pipeline.Refused, "good": pipeline.Read}
	var all []string
	for path := range want {
		all = append(all, "http://"+path+".example/"+path) // a host each: hosts are paced
	}
	got, _ := importAll(t, p, all...)
	for path, want := range want {
		a := got[path]
		if a.Outcome != want || want == pipeline.Refused && (a.Reason == "" || a.Remedy == "") {
			t.Errorf("%s: %+v, want %s with its reason and remedy", path, a, want)
		}
	}
	if a := got["charset"]; a.Title != "Привет мир" {
		t.Errorf("a wrong charset: %+v", a)
	}
	got, _ = importAll(t, p, "http://good.example/moved")
	if a := got["moved"]; a.Outcome != pipeline.Duplicate || a.Report == "" {
		t.Errorf("an address that leads to a report that is here: %+v", a)
	}
}

func TestImportAddress(t *testing.T) {
	site := http.NewServeMux()
	site.HandleFunc("/good", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		fmt.Fprint(w, page("Un puerto nuevo en la costa norte"))
	})
	site.HandleFunc("/private/x", func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, page("Privado")) })
	site.HandleFunc("/robots.txt", func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, "User-agent: *\nDisallow: /private/\n") })
	d := dbtest.Lite(t)
	p, _ := open(t, d, site)
	got, n := importAll(t, p, "http://diario.example/good", "http://diario.example/good", "http://diario.example/private/x", "http://diario.example/none", "http://127.0.0.1/secret")
	if a := got["good"]; a.Title == "" || n.Read != 1 || n.Duplicate != 1 || n.Refused != 3 {
		t.Errorf("%+v, %+v", n, got)
	}
	if a := got["x"]; !strings.Contains(a.Reason, "robots") || a.Remedy == "" {
		t.Errorf("a disallowed address: %+v", a)
	}
	if a := got["secret"]; a.Outcome != pipeline.Refused || a.Remedy == "" {
		t.Errorf("an address of this machine: %+v", a)
	}
	troubles, err := desk.Troubles(context.Background(), d, 10)
	if err != nil || len(troubles) == 0 {
		t.Errorf("the desk shows %v, %v; want the refusals", troubles, err)
	}
	r, err := article.Get(context.Background(), d, got["good"].Report)
	if err != nil || r.Published.String() != "2021-08-24T10:30:00-05:00" && r.Published.String() != "2021-08-24T15:30:00Z" {
		t.Errorf("published %v, %v", r.Published, err)
	}
}
