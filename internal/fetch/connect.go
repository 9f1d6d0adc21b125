package fetch

import (
	"context"
	"net"
	"time"
)

// leastDial is what one of several addresses gets of the time to connect.
const leastDial = 2 * time.Second

// connect opens a connection to the target in the turn of the address that it
// has: many sites live on one machine, and to that machine we are one reader.
// It tries the addresses of the name in their order. took is what it cost
// without the waiting for turns; leave gives the turn back.
//
// A host that the sample newsroom stands for has no turn of an address: all
// of them share a listener of this machine, which is nobody else's.
func (c *Client) connect(ctx context.Context, t target) (conn net.Conn, took time.Duration, leave func(), f *Failure) {
	began := time.Now()
	as, f := c.dialer.resolve(ctx, t)
	if f != nil {
		return nil, 0, nil, f
	}
	took = time.Since(began)
	_, mapped := c.dialer.mapped(t.host)
	f = fail(NoName, "%s has no address", t.host)
	for i, a := range as {
		leave := func() {}
		if !mapped {
			if err := c.dialer.guard(a); err != nil {
				f = fail(NotPublic, "%s: %v", t.host, err)
				continue
			}
			if leave, f = c.pace.enterAddress(ctx, a.Addr()); f != nil {
				return nil, 0, nil, f
			}
		}
		within := max((c.limits.Dial-took)/time.Duration(len(as)-i), min(leastDial, c.limits.Dial))
		began := time.Now()
		conn, f = c.dialer.dial(ctx, t, a, within)
		took += time.Since(began)
		if f == nil {
			return conn, took, leave, nil
		}
		leave()
		if ctx.Err() != nil || f.Reason == BadTLS {
			break
		}
	}
	return nil, 0, nil, f
}
