package fetch

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"syscall"
	"time"

	"vigia"
)

// Endpoint gives a way to one server of the house's own choice, as a store of
// objects, that may stand on a private address and any port: the exception from
// the guard that an administrator makes in the settings, for that host and port
// and nothing else. No proxy of the environment is asked; a request to any other
// host or port is refused before anything is sent. Addresses on which no server
// can stand for others (link-local, where clouds tell their secrets, multicast,
// none) stay refused. roots may be nil: the machine's.
//
// address is http://host:port or https://host:port, without a path.
func Endpoint(address string, roots *x509.CertPool) (http.RoundTripper, error) {
	u, err := url.Parse(address)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Hostname() == "" || u.User != nil || u.Path != "" && u.Path != "/" || u.RawQuery != "" {
		return nil, &vigia.Problem{Kind: vigia.ErrInvalid, What: fmt.Sprintf("%q is no address of a server", oneLine(redacted(u, address))),
			Remedy: "give it as https://host:port, without a path, a name or a password"}
	}
	e := &endpoint{scheme: u.Scheme, host: serverOf(u)}
	d := net.Dialer{Timeout: endpointDial, KeepAlive: 30 * time.Second, Control: notLocalLink}
	e.way = &http.Transport{
		DialContext: func(ctx context.Context, network, addr string) (net.Conn, error) {
			if addr != e.host {
				return nil, errElsewhere
			}
			return d.DialContext(ctx, network, addr)
		},
		TLSClientConfig:       &tls.Config{MinVersion: tls.VersionTLS12, RootCAs: roots},
		TLSHandshakeTimeout:   endpointDial,
		ResponseHeaderTimeout: endpointAnswer,
		MaxIdleConnsPerHost:   4, MaxConnsPerHost: 8, IdleConnTimeout: time.Minute,
		DisableCompression: true,
	}
	return e, nil
}

const (
	endpointDial   = 10 * time.Second
	endpointAnswer = time.Minute // a store that checks what was sent needs some
)

var errElsewhere = errors.New("only the server of the settings is spoken to")

type endpoint struct {
	scheme, host string
	way          *http.Transport
}

// RoundTrip sends a request to the one server.
func (e *endpoint) RoundTrip(r *http.Request) (*http.Response, error) {
	if r.URL.Scheme != e.scheme || serverOf(r.URL) != e.host {
		return nil, errElsewhere
	}
	return e.way.RoundTrip(r)
}

func serverOf(u *url.URL) string {
	port := u.Port()
	if port == "" {
		port = map[string]string{"http": "80", "https": "443"}[u.Scheme]
	}
	return net.JoinHostPort(u.Hostname(), port)
}

func redacted(u *url.URL, address string) string {
	if u == nil {
		return "the address"
	}
	return u.Redacted()
}

// notLocalLink sees each address after its name was resolved.
func notLocalLink(_, address string, _ syscall.RawConn) error {
	a, err := netip.ParseAddrPort(address)
	if err != nil {
		return errGuard{err}
	}
	if ip := a.Addr().Unmap(); ip.IsLinkLocalUnicast() || ip.IsMulticast() || ip.IsUnspecified() {
		return errGuard{fmt.Errorf("%s is no address of a server", ip)}
	}
	return nil
}
