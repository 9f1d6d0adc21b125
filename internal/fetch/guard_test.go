package fetch

import (
	"bytes"
	"context"
	"crypto/x509"
	"errors"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"sync"
	"testing"

	"golang.org/x/net/dns/dnsmessage"
)

func TestGuard(t *testing.T) {
	deny := "0.0.0.0 0.1.2.3 10.0.0.1 100.64.0.1 100.127.255.255 127.0.0.1 127.255.255.254 169.254.169.254 172.16.0.1 172.31.255.255 " +
		"192.0.0.1 192.0.2.1 192.31.196.1 192.52.193.1 192.88.99.1 192.168.1.1 192.175.48.1 198.18.0.1 198.19.255.255 198.51.100.1 203.0.113.1 " +
		"224.0.0.1 239.255.255.255 240.0.0.1 255.255.255.255 " +
		":: ::1 ::8.8.8.8 ::ffff:8.8.8.8 ::ffff:0:8.8.8.8 64:ff9b::808:808 64:ff9b:1::1 100::1 100:0:0:1::1 2001::1 2001:2::1 2001:10::1 2001:20::1 2001:db8::1 " +
		"2002:808:808::1 2620:4f:8000::1 3fff::1 5f00::1 fc00::1 fd00::1 fe80::1 fe80::1%eth0 2001:4860::1%eth0 fec0::1 ff02::1 4000::1"
	allow := "1.1.1.1 8.8.8.8 9.255.255.255 11.0.0.0 100.63.255.255 100.128.0.0 126.255.255.255 128.0.0.1 169.253.255.255 172.15.255.255 172.32.0.0 " +
		"192.0.1.1 192.167.255.255 198.17.255.255 198.20.0.0 223.255.255.255 2001:200::1 2001:4860:4860::8888 2600::1 2a00:1450::1 2003::1"
	for _, s := range strings.Fields(deny) {
		if public(netip.MustParseAddr(s)) == nil {
			t.Errorf("%s passes", s)
		}
	}
	for _, s := range strings.Fields(allow) {
		if err := public(netip.MustParseAddr(s)); err != nil {
			t.Errorf("%s: %v", s, err)
		}
	}
	if public(netip.Addr{}) == nil {
		t.Error("no address passes")
	}
	for _, p := range []uint16{0, 22, 25, 6379, 8080} {
		if publicPort(netip.AddrPortFrom(netip.MustParseAddr("8.8.8.8"), p)) == nil {
			t.Errorf("port %d passes", p)
		}
	}
}

// names is a name server in memory that gives each question the next of its
// answers.
type names struct {
	mu      sync.Mutex
	answers [][]string
	asked   int
}

func (n *names) resolver() *net.Resolver {
	return &net.Resolver{PreferGo: true, Dial: func(context.Context, string, string) (net.Conn, error) {
		here, there := net.Pipe()
		go n.serve(there)
		return here, nil
	}}
}

// serve answers questions as they come over TCP: each with its length before.
func (n *names) serve(c net.Conn) {
	defer c.Close()
	for {
		var size [2]byte
		if _, err := io.ReadFull(c, size[:]); err != nil {
			return
		}
		b := make([]byte, int(size[0])<<8|int(size[1]))
		if _, err := io.ReadFull(c, b); err != nil {
			return
		}
		var m dnsmessage.Message
		if err := m.Unpack(b); err != nil || len(m.Questions) != 1 {
			return
		}
		m.Response, m.Additionals = true, nil
		for _, a := range n.next(m.Questions[0].Type) {
			h := dnsmessage.ResourceHeader{Name: m.Questions[0].Name, Class: dnsmessage.ClassINET}
			if a.Is4() {
				m.Answers = append(m.Answers, dnsmessage.Resource{Header: h, Body: &dnsmessage.AResource{A: a.As4()}})
			} else {
				m.Answers = append(m.Answers, dnsmessage.Resource{Header: h, Body: &dnsmessage.AAAAResource{AAAA: a.As16()}})
			}
		}
		out, err := m.Pack()
		if err != nil {
			return
		}
		if _, err := c.Write(append([]byte{byte(len(out) >> 8), byte(len(out))}, out...)); err != nil {
			return
		}
	}
}

func (n *names) next(kind dnsmessage.Type) (as []netip.Addr) {
	n.mu.Lock()
	defer n.mu.Unlock()
	for _, s := range n.answers[min(n.asked/2, len(n.answers)-1)] {
		if a := netip.MustParseAddr(s); a.Is4() == (kind == dnsmessage.TypeA) {
			as = append(as, a)
		}
	}
	n.asked++
	return as
}

// TestNamesOfInside: a public name that leads inside is refused at the dial,
// whatever mixture or sequence of addresses it has.
func TestNamesOfInside(t *testing.T) {
	canary := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { t.Error("a request came inside") }))
	defer canary.Close()
	for _, answers := range [][][]string{
		{{"127.0.0.1"}}, {{"::1"}}, {{"10.0.0.1", "192.168.0.1"}}, {{"127.0.0.1", "::1"}}, {{"::ffff:127.0.0.1"}}, {{"64:ff9b::7f00:1"}}, {{"169.254.169.254"}},
	} {
		n := &names{answers: answers}
		c := newWeb(t).client(newClock())
		c.dialer.resolver = n.resolver()
		x, err := c.Get(context.Background(), Request{URL: "http://looks-public.test/"})
		failed(t, x, err, NotPublic)
		if n.asked == 0 {
			t.Error("the name was not asked for")
		}
	}
	c := newWeb(t).client(newClock())
	c.dialer.resolver = (&names{answers: [][]string{{}}}).resolver()
	x, err := c.Get(context.Background(), Request{URL: "http://nobody.test/"})
	failed(t, x, err, NoName)
}

// TestRebinding: what is judged is the address that is dialled, once, after
// the name was resolved; a name server that changes its answer gains nothing.
func TestRebinding(t *testing.T) {
	w := newWeb(t)
	c := w.client(newClock())
	c.dialer.resolver = (&names{answers: [][]string{{"127.0.0.1"}, {"127.0.0.2"}}}).resolver()
	var judged []string
	c.dialer.guard = func(a netip.AddrPort) error {
		judged = append(judged, a.String())
		return errors.New("not today")
	}
	x, err := c.Get(context.Background(), Request{URL: "http://rebind.test/"})
	failed(t, x, err, NotPublic)
	if len(w.asked()) > 0 || len(judged) != 1 || !strings.HasPrefix(judged[0], "127.0.0.") {
		t.Errorf("judged %v, asked %v", judged, w.asked())
	}
}

func TestTLS(t *testing.T) {
	s := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { io.WriteString(w, "<p>Hola</p>") }))
	s.Config.ErrorLog = log.New(io.Discard, "", 0) // it reports the handshakes that fail here
	s.StartTLS()
	defer s.Close()
	c := newWeb(t).client(newClock())
	c.dialer.guard = func(netip.AddrPort) error { return nil }
	x, err := c.Get(context.Background(), Request{URL: s.URL})
	failed(t, x, err, BadTLS)
	c = newWeb(t).client(newClock())
	c.dialer.guard = func(netip.AddrPort) error { return nil }
	c.dialer.roots = x509.NewCertPool()
	c.dialer.roots.AddCert(s.Certificate())
	if x, err = c.Get(context.Background(), Request{URL: s.URL}); err != nil || string(x.Decoded) != "<p>Hola</p>" {
		t.Errorf("%+v, %v", x, err)
	} else if x.TLS == nil || x.TLS.Version != "TLS 1.3" || x.TLS.Cipher == "" || len(x.TLS.Chain) != 1 || !bytes.Equal(x.TLS.Chain[0], s.Certificate().Raw) {
		t.Errorf("of the handshake it says %+v", x.TLS)
	}
	plain := httptest.NewServer(http.NotFoundHandler())
	defer plain.Close()
	x, err = c.Get(context.Background(), Request{URL: "https" + strings.TrimPrefix(plain.URL, "http")})
	failed(t, x, err, BadTLS)
	plain.Close()
	x, err = c.Get(context.Background(), Request{URL: plain.URL})
	failed(t, x, err, Refused)
}

// TestNoProxy: a proxy of the environment would see every request and know
// nothing of the guard.
func TestNoProxy(t *testing.T) {
	proxy := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { t.Error("the proxy was asked") }))
	defer proxy.Close()
	t.Setenv("HTTP_PROXY", proxy.URL)
	t.Setenv("http_proxy", proxy.URL)
	w := newWeb(t)
	w.on("a.example/", page("x"))
	if _, err := w.client(newClock()).Get(context.Background(), Request{URL: "http://a.example/"}); err != nil {
		t.Error(err)
	}
}
