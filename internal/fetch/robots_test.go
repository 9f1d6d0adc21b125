package fetch

import (
	"bytes"
	"context"
	"io"
	"net"
	"strings"
	"testing"
	"time"

	"vigia/internal/seeds"
)

func TestRobots(t *testing.T) {
	const all = "User-agent: *\n"
	tests := []struct {
		name, robots, path string
		allowed            bool
		rule               string
	}{
		{"nothing said", "", "/x", true, ""},
		{"a web page in its place", "<html>\n<p>Disallow: /</p>", "/x", true, ""},
		{"all forbidden", all + "Disallow: /", "/x", false, "Disallow: /"},
		{"nothing forbidden", all + "Disallow:", "/x", true, ""},
		{"our own group alone counts", all + "Disallow: /\nUser-agent: Vigia\nAllow: /", "/x", true, "Allow: /"},
		{"our own group may be empty", all + "Disallow: /\nUser-agent: Vigia\n", "/x", true, ""},
		{"upper and lower case", "USER-AGENT: vIGIA/2.0 bot\ndisALLOW: /x", "/x", false, "Disallow: /x"},
		{"another's longer name", "User-agent: vigiabot\nDisallow: /", "/x", true, ""},
		{"groups are merged", "User-agent: vigia\nDisallow: /a\nUser-agent: o\nDisallow: /b\nUser-agent: vigia\nDisallow: /c", "/c", false, "Disallow: /c"},
		{"one group for two", "User-agent: o\nUser-agent: vigia\n\nDisallow: /", "/x", false, "Disallow: /"},
		{"other lines do not end a group", "User-agent: vigia\nSitemap: /s\nCrawl-delay: 3\nUser-agent: o\nDisallow: /", "/x", false, "Disallow: /"},
		{"rules before any group", "Disallow: /\nUser-agent: o\n", "/x", true, ""},
		{"the longest wins", all + "Disallow: /a\nAllow: /a/b", "/a/b/c", true, "Allow: /a/b"},
		{"of equals the kinder", all + "Disallow: /a\nAllow: /a", "/a", true, "Allow: /a"},
		{"case counts in paths", all + "Disallow: /A", "/a", true, ""},
		{"star", all + "Disallow: /*/private*.html", "/a/b/private-1.html?x", false, "Disallow: /*/private*.html"},
		{"end", all + "Disallow: /*.pdf$", "/a.pdf?x", true, ""},
		{"end met", all + "Disallow: /*.pdf$", "/a.pdf.pdf", false, "Disallow: /*.pdf$"},
		{"dollar inside is a letter", all + "Disallow: /a$b", "/a$b", false, "Disallow: /a$b"},
		{"query", all + "Disallow: /*?print=", "/a?print=1", false, "Disallow: /*?print="},
		{"comment", all + "Disallow: /a # /b", "/a", false, "Disallow: /a"},
		{"escapes in lower case", all + "Disallow: /a%3cb", "/a%3Cb", false, "Disallow: /a%3cb"},
		{"escaped letter forbids", all + "Disallow: /%7Ejoe", "/~joe", false, "Disallow: /%7Ejoe"},
		{"escaped letter in the address", all + "Disallow: /~joe", "/%7ejoe", false, "Disallow: /~joe"},
		{"escaped letter does not allow", all + "Disallow: /\nAllow: /%62", "/b", false, "Disallow: /"},
		{"escaped slash is no slash", all + "Disallow: /a/b", "/a%2Fb", true, ""},
		{"not ASCII", all + "Disallow: /niño", "/ni%c3%b1o", false, "Disallow: /niño"},
		{"byte order mark", "\xef\xbb\xbf" + all + "Disallow: /", "/x", false, "Disallow: /"},
		{"line ends of old", "User-agent: *\rDisallow: /", "/x", false, "Disallow: /"},
		{"missing colon", "User-agent *\nDisallow /", "/x", false, "Disallow: /"},
		{"index page", all + "Disallow: /\nAllow: /d/index.html", "/d/", true, "Allow: /d/index.html"},
		{"past the 500 KiB", all + strings.Repeat("#\n", 250<<10) + "Disallow: /", "/x", true, ""},
		{"garbage", "\x00\xff:\n::::\n" + all + "Disallow: /", "/x", false, "Disallow: /"},
	}
	for _, tt := range tests {
		allowed, rule := Robots([]byte(tt.robots), "Vigia", "https://a.example"+tt.path+"#f")
		if allowed != tt.allowed || rule != tt.rule {
			t.Errorf("%s: %v by %q, want %v by %q", tt.name, allowed, rule, tt.allowed, tt.rule)
		}
	}
}

func TestRobotsPath(t *testing.T) {
	for url, want := range map[string]string{
		"": "/", "http://a": "/", "http://a/": "/", "http://a/b?c#d": "/b?c", "http://a?b": "/?b", "//a/b": "/b", "a/b": "/b", "http://a#/b": "/", "/x?u=http://b/c": "/x?u=http://b/c",
	} {
		if got := robotsPath(url); got != want {
			t.Errorf("%q: %q, want %q", url, got, want)
		}
	}
}

// TestRobotsTime: no robots.txt takes long, however its stars stand.
func TestRobotsTime(t *testing.T) {
	path := "https://a.example/" + strings.Repeat("a", 2000)
	for _, line := range []string{"Disallow: /*a*a*a*a*a*a*b\n", "Disallow: *\n", "Disallow: /" + strings.Repeat("*a", 200<<10) + "b\n", "x", "User-agent: a\n"} {
		body := append([]byte("User-agent: *\n"), bytes.Repeat([]byte(line), robotsMax/len(line)+1)...)
		began := time.Now()
		Robots(body, "Vigia", path)
		if took := time.Since(began); took > 2*time.Second {
			t.Errorf("%.20q: %v", line, took)
		}
	}
}

func TestPermits(t *testing.T) {
	w, k := newWeb(t), newClock()
	c := w.client(k)
	w.on("a.example/robots.txt", page("User-agent: *\nDisallow: /private"))
	w.on("a.example/1", page("1"))
	get := func(path string) (*Exchange, error) {
		return c.Get(context.Background(), Request{URL: "http://a.example" + path})
	}
	x, err := get("/private/1")
	f := failed(t, x, err, Disallowed)
	if f.Robots.Rule != "Disallow: /private" || f.Robots.URL != "http://a.example/robots.txt" || f.Robots.Allowed || len(f.Robots.SHA256) != 64 {
		t.Errorf("decision %+v", f.Robots)
	}
	for range 3 {
		if x, err := get("/1"); err != nil || x.Robots.Rule != "no rule applies" {
			t.Fatalf("%+v, %v", x, err)
		}
	}
	k.Sleep(context.Background(), 25*time.Hour)
	if _, err := get("/1"); err != nil {
		t.Fatal(err)
	}
	const want = "a.example/robots.txt a.example/1 a.example/1 a.example/1 a.example/robots.txt a.example/1"
	if got := strings.Join(w.asked(), " "); got != want {
		t.Errorf("asked %s, want %s", got, want)
	}
}

func TestRobotsTrouble(t *testing.T) {
	tests := []struct {
		name, answer string
		want         Reason // "" if the page is fetched
		rule         string
	}{
		{"not there", "HTTP/1.1 404 No\n\n", "", "there is no robots.txt"},
		{"forbidden itself", "HTTP/1.1 403 No\n\n", "", "there is no robots.txt"},
		{"moved", "HTTP/1.1 301 Moved\nLocation: http://b.example/rules\n\n", Disallowed, "Disallow: /"},
		{"in a circle", "HTTP/1.1 301 Moved\nLocation: /robots.txt\n\n", "", "robots.txt redirects without an end"},
		{"too long", "HTTP/1.1 200 OK\nContent-Length: 600000\n\nUser-agent: *\nDisallow: /\n" + strings.Repeat("#", 599975), Disallowed, "Disallow: /"},
		{"fault of the site", "HTTP/1.1 500 Oh\n\n", Disallowed, "robots.txt could not be read"},
		{"busy", "HTTP/1.1 429 Slow\nRetry-After: 300\n\n", RateLimited, "robots.txt could not be read"},
		{"packed twice", "HTTP/1.1 200 OK\nContent-Encoding: br, br\n\nx", Disallowed, "robots.txt could not be read"},
		{"leads inside", "HTTP/1.1 302 Found\nLocation: http://10.0.0.1/robots.txt\n\n", NotPublic, "robots.txt could not be read"},
	}
	for _, tt := range tests {
		w := newWeb(t)
		c := w.client(newClock())
		w.on("a.example/robots.txt", tt.answer)
		w.on("b.example/rules", page("User-agent: *\nDisallow: /"))
		w.on("a.example/1", page("1"))
		x, err := c.Get(context.Background(), Request{URL: "http://a.example/1"})
		if tt.want == "" {
			if err != nil || x.Robots.Rule != tt.rule {
				t.Errorf("%s: %+v, %v", tt.name, x, err)
			}
			continue
		}
		if f := failed(t, x, err, tt.want); f.Robots.Rule != tt.rule {
			t.Errorf("%s: %+v", tt.name, f)
		}
		for _, key := range w.asked() {
			if key == "a.example/1" {
				t.Errorf("%s: the page was asked for", tt.name)
			}
		}
	}
}

// TestOneReader: many who want a site at once read its robots.txt once, and
// one who gives up does not spoil it for the others.
func TestOneReader(t *testing.T) {
	w, k := newWeb(t), newClock()
	c := w.client(k)
	started, release := make(chan bool, 2), make(chan bool)
	w.do("a.example/robots.txt", func(conn net.Conn) {
		started <- true
		<-release
		io.WriteString(conn, "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")
	})
	w.on("a.example/1", page("1"))
	ctx, giveUp := context.WithCancel(context.Background())
	errs := make(chan error, 9)
	get := func(ctx context.Context) {
		_, err := c.Get(ctx, Request{URL: "http://a.example/1"})
		errs <- err
	}
	go get(ctx)
	<-started
	for range 8 {
		go get(context.Background())
	}
	giveUp()
	if err := <-errs; err == nil {
		t.Error("the first did not give up")
	}
	close(release)
	for range 8 {
		if err := <-errs; err != nil {
			t.Error(err)
		}
	}
	if n := strings.Count(strings.Join(w.asked(), " "), "robots.txt"); n != 2 {
		t.Errorf("robots.txt was asked for %d times, want once for who gave up and once for all others", n)
	}
}

func FuzzRobots(f *testing.F) {
	f.Add([]byte("User-agent: *\nDisallow: /*a$\nAllow: /%62"), "https://a.example/b")
	seeds.Each(f, func(c seeds.Case) { f.Add(c.Bytes, c.URL) }, "robots")
	f.Fuzz(func(t *testing.T, body []byte, url string) {
		allowed, rule := Robots(body, "Vigia", url)
		if !allowed && !strings.HasPrefix(rule, "Disallow: ") {
			t.Fatalf("forbidden by %q", rule)
		}
	})
}
