package fetch

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"net"
	"net/http/httptrace"
	"net/netip"
	"syscall"
	"time"
)

// dialer opens connections to public addresses, and to those that the sample
// newsroom has in their stead.
type dialer struct {
	limits   Limits
	hosts    func(host string) (netip.AddrPort, bool)
	guard    func(netip.AddrPort) error
	resolver *net.Resolver  // nil: the machine's
	roots    *x509.CertPool // nil: the machine's
	// What stands for the network in simulations; nil: the machine's.
	lookup func(host string) []netip.Addr
	open   func(host string, a netip.AddrPort) (net.Conn, error)
}

// errGuard is what the guard said, found again in the error of a dial.
type errGuard struct{ error }

// refuses judges an address that names no host but is one, before anything is
// done for it. Names are judged by control, after they were resolved.
func (d *dialer) refuses(t target) *Failure {
	a, err := netip.ParseAddr(t.host)
	if err != nil {
		return nil
	}
	if _, ok := d.mapped(t.host); ok {
		return nil
	}
	if err := d.guard(netip.AddrPortFrom(a, t.port)); err != nil {
		return fail(NotPublic, "%v", err)
	}
	return nil
}

func (d *dialer) mapped(host string) (netip.AddrPort, bool) {
	if d.hosts == nil {
		return netip.AddrPort{}, false
	}
	return d.hosts(host)
}

// resolve gives the addresses of the target's host, best first. That of a
// mapped host is the listener that stands for it.
func (d *dialer) resolve(ctx context.Context, t target) ([]netip.AddrPort, *Failure) {
	if to, ok := d.mapped(t.host); ok {
		return []netip.AddrPort{to}, nil
	}
	if a, err := netip.ParseAddr(t.host); err == nil {
		return []netip.AddrPort{netip.AddrPortFrom(a, t.port)}, nil
	}
	as, err := d.addresses(ctx, t.host)
	if err != nil {
		return nil, dialFailure(t, err)
	}
	ps := make([]netip.AddrPort, len(as))
	for i, a := range as {
		ps[i] = netip.AddrPortFrom(a.Unmap(), t.port)
	}
	return ps, nil
}

func (d *dialer) addresses(ctx context.Context, host string) ([]netip.Addr, error) {
	if d.lookup != nil {
		return d.lookup(host), nil
	}
	ctx, cancel := context.WithTimeout(ctx, d.limits.Dial)
	defer cancel()
	r := d.resolver
	if r == nil {
		r = net.DefaultResolver
	}
	return r.LookupNetIP(ctx, "ip", host+".") // absolute: no search list of the machine is appended
}

// dial connects to one address of the target, within a part of the time that
// the others need too. A mapped host is spoken to in plain HTTP whatever its
// scheme: the sample newsroom has no certificates.
func (d *dialer) dial(ctx context.Context, t target, a netip.AddrPort, within time.Duration) (net.Conn, *Failure) {
	if _, ok := d.mapped(t.host); ok {
		nd := net.Dialer{Timeout: within}
		c, err := nd.DialContext(ctx, "tcp", a.String())
		return c, dialFailure(t, err)
	}
	if d.open != nil {
		c, err := d.open(t.host, a)
		return c, dialFailure(t, err)
	}
	nd := net.Dialer{Timeout: within, KeepAlive: -1, Control: d.control}
	c, err := nd.DialContext(ctx, "tcp", a.String())
	if f := dialFailure(t, err); f != nil || t.url.Scheme != "https" {
		return c, f
	}
	return d.secure(ctx, t, c)
}

// control is the guard: it sees each address after its name was resolved and
// before anything is sent to it, so that no second answer of a name server
// can come between.
func (d *dialer) control(_, address string, _ syscall.RawConn) error {
	a, err := netip.ParseAddrPort(address)
	if err != nil {
		return errGuard{err}
	}
	if err := d.guard(a); err != nil {
		return errGuard{err}
	}
	return nil
}

func (d *dialer) secure(ctx context.Context, t target, c net.Conn) (net.Conn, *Failure) {
	ctx, cancel := context.WithTimeout(ctx, d.limits.TLS)
	defer cancel()
	s := tls.Client(c, &tls.Config{ServerName: t.host, MinVersion: tls.VersionTLS12, NextProtos: []string{"http/1.1"}, RootCAs: d.roots})
	if err := s.HandshakeContext(ctx); err != nil {
		c.Close()
		if errors.Is(err, context.DeadlineExceeded) {
			return nil, fail(TimedOut, "no encryption agreed within %v", d.limits.TLS)
		}
		return nil, fail(BadTLS, "%v", err)
	}
	return s, nil
}

func dialFailure(t target, err error) *Failure {
	var guard errGuard
	var dns *net.DNSError
	var op net.Error
	switch {
	case err == nil:
		return nil
	case errors.As(err, &guard):
		return fail(NotPublic, "%s: %v", t.host, guard.error)
	case errors.As(err, &dns):
		return fail(NoName, "%s: %s", t.host, dns.Err)
	case errors.As(err, &op) && op.Timeout():
		return fail(TimedOut, "%s did not take the connection", t.host)
	}
	return fail(Refused, "%v", err)
}

// withNames lets a dial note which addresses the name server gave.
func withNames(ctx context.Context, names *[]string) context.Context {
	return httptrace.WithClientTrace(ctx, &httptrace.ClientTrace{DNSDone: func(d httptrace.DNSDoneInfo) {
		for _, a := range d.Addrs {
			*names = append(*names, a.String())
		}
	}})
}

// shown is what the server showed of itself, nil without encryption.
func shown(c net.Conn) *TLS {
	s, ok := c.(*tls.Conn)
	if !ok {
		return nil
	}
	state := s.ConnectionState()
	t := &TLS{Version: tls.VersionName(state.Version), Cipher: tls.CipherSuiteName(state.CipherSuite)}
	for _, cert := range state.PeerCertificates {
		t.Chain = append(t.Chain, cert.Raw)
	}
	return t
}
