package pipeline_test

import (
	"bufio"
	"encoding/json"
	"encoding/xml"
	"fmt"
	markup "html"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"golang.org/x/net/dns/dnsmessage"

	"vigia/internal/db"
	"vigia/internal/db/dbtest"
	"vigia/internal/pipeline"
	"vigia/internal/source"
)

// TestNamespace gives the collecting every hostile address of the corpus, by
// every way that an address comes in from outside, in a network of its own in
// which every address that is not public belongs to this machine, and every
// name leads there. The kernel counts: nothing but the sample press may be connected to.
// It runs where VIGIA_SECURITY names the folder of corpora.
func TestNamespace(t *testing.T) {
	dir := os.Getenv("VIGIA_SECURITY")
	if dir == "" {
		t.Skip("VIGIA_SECURITY names no folder")
	}
	if os.Getenv("VIGIA_INSIDE") == "" {
		inside(t)
		return
	}
	if out, err := exec.Command("ip", "link", "set", "lo", "up").CombinedOutput(); err != nil {
		t.Fatalf("ip: %v %s", err, out)
	}
	for _, r := range special {
		out, err := exec.Command("ip", "route", "add", "local", r, "dev", "lo").CombinedOutput()
		if err != nil && !strings.Contains(r, ":") { // a machine may have no IPv6
			t.Fatalf("ip: %v %s", err, out)
		}
	}
	asked := answerNames(t)
	canaries := atomic.Int64{}
	for _, port := range []string{"80", "443", "22", "25", "6379", "8080", "8443", "9200", "2375", "3306", "5432", "8000"} {
		l, err := net.Listen("tcp", ":"+port)
		if err != nil {
			t.Fatal(err)
		}
		defer l.Close()
		go http.Serve(l, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { // ends with the listener
			canaries.Add(1)
			t.Logf("a canary at %v was asked for %s of %s", r.Context().Value(http.LocalAddrContextKey), r.URL, r.Host)
			fmt.Fprint(w, "canary")
		}))
	}
	before := opened(t)
	if _, err := http.Get("http://203.0.113.7/"); err != nil || canaries.Swap(0) != 1 || opened(t) != before+1 {
		t.Fatalf("the canaries do not hear: %v, %d connections", err, opened(t)-before)
	}
	payloads := hostileAddresses(t, dir)
	p := newPress()
	outlets := surfaces(p, payloads)
	l := &line{clock: &clock{now: t0}, press: p, hubs: "https://monitor.example.org/hub/"}
	d := dbtest.Lite(t)
	d.SetNow(l.clock.Now)
	l.join(t, d, t.TempDir(), outlets...)
	start, pressed := opened(t), p.total()
	refusedSources := 0
	for i, u := range payloads { // as a source of its own
		err := l.DB.InTx(t.Context(), func(tx *db.Tx) error {
			_, err := source.Add(tx, source.New{Outlet: outlets[0], URL: u, Kind: []string{"rss", "sitemap", "index", "list"}[i%4]})
			return err
		})
		if err != nil {
			refusedSources++
		}
	}
	for _, u := range hubs(p, payloads) {
		if err := l.DB.InTx(t.Context(), func(tx *db.Tx) error {
			_, err := source.Add(tx, source.New{Outlet: outlets[0], URL: u, Kind: "rss"})
			return err
		}); err != nil {
			t.Fatal(err)
		}
	}
	sought, given, listed := l.brought(t, outlets[0], payloads)
	now := t0
	for range 3 { // polls, captures, and a second try of what failed
		l.at(t, now)
		now = now.Add(26 * time.Hour)
	}
	var in []pipeline.Input
	for _, u := range payloads {
		in = append(in, pipeline.Input{URL: u})
	}
	imported := 0
	for _, err := range l.Import(t.Context(), slices.Values(in)) {
		if err != nil {
			t.Fatal(err)
		}
		imported++
	}
	surveys := l.surveyed(t, payloads)
	l.cite(t) // cited pages that lead inside when they are looked at again
	for i, u := range payloads {
		p.set(fmt.Sprintf("uno.example/page/%d", i), redirect(302, u))
	}
	for range 2 {
		now = now.Add(80 * time.Hour)
		l.at(t, now)
	}
	looks := len(l.list(t, `SELECT id FROM looks`))
	hubbed := len(l.list(t, `SELECT source FROM hubs WHERE state = 'refused'`))
	connected := opened(t) - start
	if n := canaries.Load(); n > 0 || connected > p.total()-pressed {
		t.Errorf("%d canaries were reached; %d connections for %d requests to the press", n, connected, p.total()-pressed)
	}
	if looks == 0 || imported != len(payloads) || hubbed == 0 || sought == 0 || given != len(payloads) || listed == 0 || surveys < len(payloads) {
		t.Errorf("%d looks, %d imported, %d hubs refused, %d asked for, %d files given, %d in lists, %d surveys", looks, imported, hubbed, sought, given, listed, surveys)
	}
	t.Logf("%d addresses by 26 ways: 0 canaries reached; %d requests to the press, %d connections in all, %d names asked; %d were refused as sources, %d looks",
		len(payloads), p.total()-pressed, connected, asked.Load(), refusedSources, looks)
}

// special are the addresses that are not of the public internet (IANA's
// registries of special-purpose addresses): here they all are this machine's, as 127.0.0.0/8 is anyway,
// and there is no way to any other.
var special = []string{"0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24", "192.168.0.0/16",
	"198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "240.0.0.0/4", "::/3", "4000::/2", "8000::/1", "2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20"}

// inside runs the test once more in a network of its own.
func inside(t *testing.T) {
	if out, err := exec.Command("unshare", "-rn", "true").CombinedOutput(); err != nil {
		t.Skipf("no network namespace on this machine (%v %s): run it as root, or allow user namespaces", err, strings.TrimSpace(string(out)))
	}
	cmd := exec.Command("unshare", "-rn", os.Args[0], "-test.run=^TestNamespace$", "-test.v", "-test.timeout=20m")
	cmd.Env = append(os.Environ(), "VIGIA_INSIDE=1")
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	for line := range strings.Lines(string(out)) {
		if strings.Contains(line, "addresses by") {
			t.Log(strings.TrimSpace(line))
		}
	}
}

// opened is how many TCP connections this network has begun (RFC 4022,
// tcpActiveOpens).
func opened(t *testing.T) int {
	t.Helper()
	b, err := os.ReadFile("/proc/net/snmp")
	if err != nil {
		t.Fatal(err)
	}
	var rows [][]string
	for line := range strings.Lines(string(b)) {
		if fs := strings.Fields(line); fs[0] == "Tcp:" {
			rows = append(rows, fs)
		}
	}
	n, err := strconv.Atoi(rows[1][slices.Index(rows[0], "ActiveOpens")])
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// total is how many requests the press has answered.
func (p *press) total() (n int) {
	for _, k := range p.all() {
		n += k
	}
	return n
}

func redirect(status int, to string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header()["Location"] = []string{strings.Map(func(r rune) rune {
			if r == '\r' || r == '\n' {
				return -1
			}
			return r
		}, to)}
		w.WriteHeader(status)
	}
}

func hostileAddresses(t *testing.T, dir string) (out []string) {
	t.Helper()
	f, err := os.Open(filepath.Join(dir, "ssrf_url", "cases.jsonl"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	lines := bufio.NewScanner(f)
	lines.Buffer(nil, 16<<20) // some addresses are long
	for lines.Scan() {
		var c struct{ Payload string }
		if err := json.Unmarshal(lines.Bytes(), &c); err != nil {
			t.Fatal(err)
		}
		out = append(out, c.Payload)
	}
	if err := lines.Err(); err != nil {
		t.Fatal(err)
	}
	return out
}

// surfaces puts every address in every place where one comes in: items,
// enclosures, xml:base, hub and self links of feeds; sitemaps; index pages;
// refreshes, canonical addresses, pictures and frames of pages; redirects of
// five kinds, of pages, feeds and robots.txt. What people and hubs give stands apart.
func surfaces(p *press, payloads []string) (outlets []string) {
	x := func(s string) string {
		var b strings.Builder
		xml.EscapeText(&b, []byte(s)) // a Builder never fails
		return b.String()
	}
	feed := func(name, body string) {
		outlets = append(outlets, name)
		p.set(name+".example/feed", func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "application/xml")
			fmt.Fprint(w, `<?xml version="1.0"?>`+body)
		})
	}
	var pages, items, atom, sitemap, index strings.Builder
	for i, u := range payloads {
		fmt.Fprintf(&pages, "<item><title>Página %d</title><link>http://uno.example/page/%[1]d</link></item>", i)
		p.set(fmt.Sprintf("uno.example/page/%d", i), func(w http.ResponseWriter, _ *http.Request) {
			e := markup.EscapeString(u)
			w.Header().Set("Content-Type", "text/html; charset=utf-8")
			fmt.Fprintf(w, `<html lang="es"><head><title>Página %d</title><base href="%s"><meta http-equiv="refresh" content="0;url=%[2]s"><link rel="canonical" href="%[2]s"><link rel="icon" href="%[2]s"><link rel="alternate" type="application/rss+xml" href="%[2]s"><meta property="og:image" content="%[2]s"><meta property="og:url" content="%[2]s"></head><body><article><h1>Página %[1]d</h1><p>%[3]s</p><img src="%[2]s" srcset="%[2]s 2x"><iframe src="%[2]s"></iframe></article></body></html>`, i, e, told)
		})
		fmt.Fprintf(&items, `<item><title>Nota %d</title><link>%s</link><guid>%[2]s</guid><comments>%[2]s</comments><enclosure url="%[2]s" type="image/png" length="1"/></item>`, i, x(u))
		fmt.Fprintf(&atom, `<entry xml:base="%s"><title>Nota %d</title><id>%[1]s</id><link href="x%[2]d"/><link rel="enclosure" href="%[1]s"/></entry>`, x(u), i)
		fmt.Fprintf(&sitemap, `<url><loc>%s</loc></url>`, x(u))
		fmt.Fprintf(&index, `<li><a href="%s">Una nota larga con muchas palabras en su titular %d</a></li>`, markup.EscapeString(u), i)
	}
	feed("uno", `<rss version="2.0"><channel><title>Uno</title>`+pages.String()+`</channel></rss>`)
	feed("dos", `<rss version="2.0"><channel><title>Dos</title>`+items.String()+`</channel></rss>`)
	feed("tres", `<feed xmlns="http://www.w3.org/2005/Atom"><title>Tres</title><link rel="hub" href="`+x(payloads[0])+`"/><link rel="self" href="`+x(payloads[1])+`"/>`+atom.String()+`</feed>`)
	feed("cuatro", `<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">`+sitemap.String()+`</urlset>`)
	feed("cinco", `<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">`+strings.ReplaceAll(strings.ReplaceAll(sitemap.String(), "<url>", "<sitemap>"), "</url>", "</sitemap>")+`</sitemapindex>`)
	outlets = append(outlets, "seis")
	p.set("seis.example/feed", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		fmt.Fprint(w, "<html><body><main><ul>"+index.String()+"</ul></main></body></html>")
	})
	var led strings.Builder
	for i, u := range payloads {
		status := []int{301, 302, 303, 307, 308}[i%5]
		fmt.Fprintf(&led, "<item><title>Desvío %d</title><link>http://siete.example/led/%[1]d</link></item>", i)
		p.set(fmt.Sprintf("siete.example/led/%d", i), redirect(status, u))
		if i%6 == 0 { // feeds and robots.txt that lead away
			name := fmt.Sprintf("robots%d", i)
			outlets = append(outlets, name)
			p.set(name+".example/robots.txt", redirect(status, u))
			name = fmt.Sprintf("feed%d", i)
			outlets = append(outlets, name)
			p.set(name+".example/feed", redirect(status, u))
		}
	}
	feed("siete", `<rss version="2.0"><channel><title>Siete</title>`+led.String()+`</channel></rss>`)
	return outlets
}

// answerNames answers every question for a name with addresses of inside.
func answerNames(t *testing.T) *atomic.Int64 {
	t.Helper()
	conn, err := net.ListenPacket("udp", ":53")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close() })
	asked := new(atomic.Int64)
	go func() { // ends with the connection
		b := make([]byte, 4096)
		for {
			n, from, err := conn.ReadFrom(b)
			if err != nil {
				return
			}
			var m dnsmessage.Message
			if m.Unpack(b[:n]) != nil || len(m.Questions) != 1 {
				continue
			}
			q := m.Questions[0]
			m.Header.Response, m.Header.RecursionAvailable, m.Additionals = true, true, nil
			h := dnsmessage.ResourceHeader{Name: q.Name, Class: q.Class, Type: q.Type}
			switch asked.Add(1); q.Type {
			case dnsmessage.TypeA:
				m.Answers = []dnsmessage.Resource{{Header: h, Body: &dnsmessage.AResource{A: [4]byte{10, 0, 0, 1}}}, {Header: h, Body: &dnsmessage.AResource{A: [4]byte{127, 0, 0, 1}}}}
			case dnsmessage.TypeAAAA:
				m.Answers = []dnsmessage.Resource{{Header: h, Body: &dnsmessage.AAAAResource{AAAA: [16]byte{15: 1}}}}
			}
			if out, err := m.Pack(); err == nil {
				conn.WriteTo(out, from)
			}
		}
	}()
	return asked
}
