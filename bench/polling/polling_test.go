// Package polling measures how fast feeds are polled beside the usual way: a
// goroutine for each feed, net/http and gofeed.
//
//	cd bench && go test -bench . ./polling
//
// Both read 5,000 feeds of 25 items from a listener of this machine, each on a
// host of its own, so that no connection is used twice; once whole, once as "not
// modified". Ours asks politely: robots.txt was read, a request at a time to a
// host. Nothing is stored.
package polling

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/mmcdole/gofeed"

	"vigia/internal/feed"
	"vigia/internal/fetch"
)

const feeds = 5000

// press answers for every host.
func press(b *testing.B) netip.AddrPort {
	var body bytes.Buffer
	body.WriteString(`<?xml version="1.0" encoding="UTF-8"?><rss version="2.0"><channel><title>Diario</title><link>https://diario.example/</link><language>es</language>`)
	for i := range 25 {
		fmt.Fprintf(&body, `<item><title>Un puerto nuevo en la costa norte, número %d</title><link>https://diario.example/2021/08/24/puerto-%d</link><guid isPermaLink="false">diario-%d</guid><pubDate>Tue, 24 Aug 2021 15:%02d:00 GMT</pubDate><description><![CDATA[%s]]></description></item>`,
			i, i, i, i, strings.Repeat("<p>El ministro inauguró el muelle y habló de <b>comercio</b> con la región.</p>", 8))
	}
	body.WriteString(`</channel></rss>`)
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/robots.txt" {
			http.NotFound(w, r)
			return
		}
		w.Header().Set("ETag", `"1"`)
		if r.Header.Get("If-None-Match") == `"1"` {
			w.WriteHeader(http.StatusNotModified)
			return
		}
		w.Header().Set("Content-Type", "application/rss+xml")
		w.Write(body.Bytes())
	}))
	b.Cleanup(srv.Close)
	return srv.Listener.Addr().(*net.TCPAddr).AddrPort()
}

func address(i int) string { return fmt.Sprintf("http://diario%d.example/feed", i) }

// each lets f run for all feeds, so many at once.
func each(atOnce int, f func(i int)) {
	var wg sync.WaitGroup
	slots := make(chan bool, atOnce)
	for i := range feeds {
		slots <- true
		wg.Go(func() { f(i); <-slots })
	}
	wg.Wait()
}

// still is a clock that stands, and by which nobody waits.
type still struct{}

func (still) Now() time.Time                                   { return time.Unix(1e9, 0) }
func (still) Sleep(ctx context.Context, _ time.Duration) error { return ctx.Err() }

func BenchmarkVigia(b *testing.B) {
	at := press(b)
	c := fetch.New(slog.New(slog.DiscardHandler), fetch.Options{UserAgent: "Vigia", Clock: still{},
		Hosts: func(string) (netip.AddrPort, bool) { return at, true }})
	defer c.Close()
	poll := func(i int, tag string) {
		x, err := c.Get(context.Background(), fetch.Request{URL: address(i), ETag: tag, Kind: fetch.Feed})
		if err != nil {
			b.Error(err)
		} else if !x.NotModified {
			if f, err := feed.Parse(x.Decoded, x.Header.Get("Content-Type"), x.FinalURL); err != nil || len(f.Items) != 25 {
				b.Error(err)
			}
		}
	}
	each(64, func(i int) { poll(i, "") }) // robots.txt is read
	run(b, 256, poll)
}

func BenchmarkUsual(b *testing.B) {
	at := press(b)
	client := &http.Client{Timeout: 20 * time.Second, Transport: &http.Transport{DisableKeepAlives: true,
		DialContext: func(ctx context.Context, _, _ string) (net.Conn, error) {
			return (&net.Dialer{Timeout: 10 * time.Second}).DialContext(ctx, "tcp", at.String())
		}}}
	run(b, 256, func(i int, tag string) { // more at once than this listener's backlog takes would fail
		req, err := http.NewRequest("GET", address(i), nil)
		if err != nil {
			b.Fatal(err)
		}
		if tag != "" {
			req.Header.Set("If-None-Match", tag)
		}
		resp, err := client.Do(req)
		if err != nil {
			b.Error(err)
			return
		}
		defer resp.Body.Close()
		body, err := io.ReadAll(io.LimitReader(resp.Body, 15<<20))
		if err != nil {
			b.Error(err)
			return
		}
		if resp.StatusCode == http.StatusOK {
			if f, err := gofeed.NewParser().Parse(bytes.NewReader(body)); err != nil || len(f.Items) != 25 {
				b.Error(err)
			}
		}
	})
}

func run(b *testing.B, atOnce int, poll func(i int, tag string)) {
	for name, tag := range map[string]string{"whole": "", "not-modified": `"1"`} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				each(atOnce, func(i int) { poll(i, tag) })
			}
			b.ReportMetric(float64(feeds)*float64(b.N)/b.Elapsed().Seconds(), "feeds/s")
		})
	}
}
