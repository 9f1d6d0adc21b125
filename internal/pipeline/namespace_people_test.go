package pipeline_test

import (
	"errors"
	"fmt"
	markup "html"
	"net/http"
	"testing"

	"vigia"
	"vigia/internal/db"
	"vigia/internal/desk"
	"vigia/internal/intake"
	"vigia/internal/scout"
	"vigia/internal/source"
)

// hubs makes a source of each address, whose feed names it as its hub, and
// gives the sources' addresses.
func hubs(p *press, payloads []string) (feeds []string) {
	for i, u := range payloads {
		at := fmt.Sprintf("hub%d.example/feed", i)
		p.set(at, hubbed(markup.EscapeString(u), "http://"+at))
		feeds = append(feeds, "http://"+at)
	}
	return feeds
}

// brought gives every address to the ways that people have: the form and the
// bookmarklet, whose address waits in the queue; a file said to be from there,
// which names it too; lists of sources in both forms.
func (l *line) brought(t *testing.T, outlet string, payloads []string) (asked, given, listed int) {
	t.Helper()
	ctx, by := t.Context(), analyst(t, l.DB, "ana", desk.Editor)
	var list []source.Entry
	for i, u := range payloads {
		if it, err := intake.New(by.ID, u, "", "", "", l.clock.Now()); err == nil {
			if _, err := l.Ask(ctx, by, it); err != nil {
				t.Fatalf("ask for %q: %v", u, err)
			}
			asked++
		}
		it, err := intake.New(by.ID, u, "page.html", "", "", l.clock.Now())
		if err != nil { // no address for a file either
			it, err = intake.New(by.ID, "", "page.html", "", "", l.clock.Now())
		}
		e := markup.EscapeString(u)
		file := fmt.Sprintf(`<html lang="es"><head><title>Página traída %d</title><base href="%s"><link rel="canonical" href="%[2]s"><meta property="og:url" content="%[2]s"></head><body><article><h1>Página traída %[1]d</h1><p>%[3]s</p><img src="%[2]s"></article></body></html>`, i, e, told)
		if err == nil {
			_, err = l.Upload(ctx, by, it, "text/html; charset=utf-8", []byte(file))
		}
		if err != nil {
			t.Fatalf("a file from %q: %v", u, err)
		}
		given++
		list = append(list, source.Entry{New: source.New{Outlet: outlet, URL: u, Kind: "rss"}})
	}
	for name, write := range map[string]func() ([]byte, error){"opml": func() ([]byte, error) { return source.ListOPML("a list", list) }, "csv": func() ([]byte, error) { return source.ListCSV(list) }} {
		b, err := write()
		if err != nil {
			t.Fatal(err)
		}
		entries, err := source.ParseList(b)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		listed += len(entries)
		reg, err := source.LoadRegistry(ctx, l.DB)
		if err != nil {
			t.Fatal(err)
		}
		steps, err := source.Plan(ctx, l.DB, reg, l.clock.Now(), entries)
		if err != nil {
			t.Fatal(err)
		}
		if err := l.DB.InTx(ctx, func(tx *db.Tx) error { _, _, err := source.Apply(tx, steps); return err }); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
	}
	return asked, given, listed
}

// surveyed looks for sources at each address, and at homepages that name them
// as feeds, sitemaps and reports.
func (l *line) surveyed(t *testing.T, payloads []string) (looks int) {
	t.Helper()
	look := func(addr string) {
		var told *vigia.Problem
		if _, err := scout.Look(t.Context(), l.Fetch.Get, addr, scout.Options{Now: l.clock.Now()}); err != nil && !errors.As(err, &told) {
			t.Fatalf("look at %q: %v", addr, err)
		}
		looks++
	}
	for i := 0; i < len(payloads); i += 2 { // of feeds on other sites it asks two
		host, page, robots := fmt.Sprintf("home%d.example", i), "", "User-agent: *\nDisallow:\n"
		for _, u := range payloads[i:min(i+2, len(payloads))] {
			e := markup.EscapeString(u)
			page += fmt.Sprintf(`<link rel="alternate" type="application/rss+xml" href="%s"><h2><a href="%[1]s">Una nota larga con muchas palabras en su titular</a></h2><a href="%[1]s">RSS</a>`, e)
			robots += "Sitemap: " + u + "\n"
		}
		l.press.set(host+"/", html("<html lang=es><title>Portada</title><main>"+page+"</main>"))
		l.press.set(host+"/robots.txt", func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, robots) })
		look("http://" + host + "/")
	}
	for _, u := range payloads {
		look(u)
	}
	return looks
}
