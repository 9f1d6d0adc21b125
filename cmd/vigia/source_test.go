package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"vigia"
	"vigia/internal/fetch"
	"vigia/internal/scout"
)

// site is an invented outlet: a front with a feed, and reports.
func site(_ context.Context, r fetch.Request) (*fetch.Exchange, error) {
	now := time.Now()
	feed := `<rss version="2.0"><channel><title>El Faro` + "\x1b[31m" + `</title><language>es</language>`
	for i := range 4 {
		feed += fmt.Sprintf(`<item><title>Llegan %d barcos al puerto</title><link>https://faro.example/n/%d</link><pubDate>%s</pubDate></item>`, i, 10000+i, now.Add(-time.Duration(i)*24*time.Hour).Format(time.RFC1123Z))
	}
	body := map[string]string{
		"https://faro.example/":        `<!doctype html><html lang=es><title>El Faro</title><link rel=alternate type="application/rss+xml" href=/rss><body>x`,
		"https://faro.example/rss":     feed + `</channel></rss>`,
		"https://faro.example/n/10000": `<!doctype html><html lang=es><title>x</title><h1>Llegan barcos</h1><p>El puerto recibió ayer tres barcos con ayuda, según dijo la autoridad portuaria en un comunicado que difundió por la noche.`,
	}[r.URL]
	if body == "" {
		return nil, &fetch.Failure{URL: r.URL, Reason: fetch.NotFound, Detail: "the site answered with status 404 Not Found", Status: 404}
	}
	return &fetch.Exchange{URL: r.URL, FinalURL: r.URL, Status: 200, Decoded: []byte(body), Robots: fetch.Decision{URL: "https://faro.example/robots.txt", Allowed: true, Rule: "Allow: /"}}, nil
}

// command runs a command of an app whose network is the invented site.
func command(t *testing.T, args ...string) (out, errs string, err error) {
	t.Helper()
	var o, e bytes.Buffer
	a := &app{in: strings.NewReader(""), out: &o, errs: &e, get: site}
	root := a.root()
	root.SetArgs(args)
	root.SetOut(&o)
	root.SetErr(&e)
	err = root.ExecuteContext(t.Context())
	return o.String(), e.String(), err
}

func TestTrySource(t *testing.T) {
	out, _, err := command(t, "try", "source", "faro.example")
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"https://faro.example/ · a page", "1. https://faro.example/rss · rss2", "the page declares it", "4 reports, headlines", "new a week", "Spanish (es)",
		"Llegan 0 barcos al puerto", "The newest report", "none of the registry", "allowed: Allow: /", "vigia sources add https://faro.example/rss --outlet faro"} {
		if !strings.Contains(strings.Join(strings.Fields(out), " "), want) {
			t.Errorf("lacks %q:\n%s", want, out)
		}
	}
	if strings.Contains(out, "\x1b") {
		t.Error("the site turns the terminal")
	}
	out, _, err = command(t, "try", "source", "faro.example", "--json")
	var s struct {
		scout.Survey
		Offers []struct{ Kind, Outlet string } `json:"offers"`
	}
	if err != nil || json.Unmarshal([]byte(out), &s) != nil || s.Is != "page" || len(s.Offers) != 1 || s.Offers[0].Kind != "rss" || s.First == nil {
		t.Errorf("%v %s", err, out)
	}
	out, _, err = command(t, "try", "source", "nadie.example")
	var code exit
	if !errors.As(err, &code) || code != exitFindings || !strings.Contains(out, "Failing") || !strings.Contains(out, "not-found") {
		t.Errorf("%v %s", err, out)
	}
	for _, bad := range [][]string{{"javascript:alert(1)"}, {"faro.example", "--xpath", "//a["}} {
		var p *vigia.Problem
		if _, _, err := command(t, append([]string{"try", "source"}, bad...)...); !errors.As(err, &p) || p.Remedy == "" {
			t.Errorf("%v: %v", bad, err)
		}
	}
}

func TestSourcesAdd(t *testing.T) {
	dir := t.TempDir()
	if out, errs, err := command(t, "init", "--data", dir); err != nil {
		t.Fatal(err, out, errs)
	}
	add := func(args ...string) (string, error) {
		out, _, err := command(t, append([]string{"sources", "add", "--data", dir}, args...)...)
		return out, err
	}
	// A homepage is told what it would give, and --best takes the first.
	_, err := add("faro.example", "--outlet", "infobae")
	var p *vigia.Problem
	if !errors.As(err, &p) || !strings.Contains(p.What, "1. https://faro.example/rss (rss2, 4 reports") || !strings.Contains(p.Remedy, "--best") {
		t.Errorf("%v", err)
	}
	if _, err := add("faro.example", "--best"); !errors.As(err, &p) || !strings.Contains(p.What, "no outlet of the registry") {
		t.Errorf("%v", err)
	}
	if out, err := add("faro.example", "--best", "--outlet", "infobae"); err != nil || !strings.Contains(out, "https://faro.example/rss is polled from now on (rss, infobae") {
		t.Errorf("%v %s", err, out)
	}
	// With a kind nobody is asked.
	if out, err := add("https://nadie.example/x", "--kind", "index", "--xpath", "//h2/a", "--outlet", "infobae"); err != nil || !strings.Contains(out, "(index, infobae") {
		t.Errorf("%v %s", err, out)
	}
	for _, bad := range [][]string{{"https://nadie.example/y"}, {"https://nadie.example/y", "--kind", "rss"}, {"https://nadie.example/y", "--kind", "rss", "--xpath", "//a", "--outlet", "infobae"}} {
		if out, err := add(bad...); err == nil {
			t.Errorf("%v: %s", bad, out)
		}
	}
}
