package fetch

import (
	"context"
	"io"
	"net"
	"strings"
	"testing"
)

// TestPost: what a service is sent goes to it alone, by the same guard.
func TestPost(t *testing.T) {
	w := newWeb(t)
	w.do("stamps.example/tsr", func(c net.Conn) { io.WriteString(c, "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nreply") })
	w.on("moved.example/tsr", "HTTP/1.1 307 Temporary Redirect\nLocation: http://stamps.example/tsr\nContent-Length: 0\n\n")
	c := w.client(newClock())
	post := func(url string) (*Exchange, error) {
		return c.Get(context.Background(), Request{URL: url, Kind: Service, Post: []byte("query"), PostType: "application/timestamp-query"})
	}
	x, err := post("https://stamps.example/tsr")
	if err != nil || string(x.Decoded) != "reply" || x.TLS != nil {
		t.Fatalf("%+v, %v", x, err)
	}
	if got := strings.Join(w.asked(), " "); got != "stamps.example/tsr" {
		t.Errorf("asked for %s", got) // no robots.txt: it is no page
	}
	head := w.raw[0]
	for _, want := range []string{"POST /tsr HTTP/1.1\r\n", "Content-Type: application/timestamp-query\r\n", "Content-Length: 5\r\n"} {
		if !strings.Contains(head, want) {
			t.Errorf("no %q in %q", want, head)
		}
	}
	x, err = post("http://moved.example/tsr")
	failed(t, x, err, BadRedirect)
	if n := len(w.asked()); n != 2 {
		t.Errorf("a redirect was followed with what was sent: %v", w.asked())
	}
	x, err = post("http://127.0.0.1/tsr")
	failed(t, x, err, NotPublic)
}
