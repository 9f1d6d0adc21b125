package fetch

import (
	"context"
	"net/netip"
)

// enterAddress waits for the turn of an address, whatever sites live there.
func (p *pace) enterAddress(ctx context.Context, a netip.Addr) (leave func(), f *Failure) {
	p.mu.Lock()
	l := p.addresses[a]
	if l == nil {
		l = newLane()
		p.addresses[a] = l
	}
	l.users++
	p.mu.Unlock()
	select {
	case l.turn <- struct{}{}:
	case <-ctx.Done():
		p.leave(l)
		return nil, fail(Closed, "%v", ctx.Err()) // Get looks at ctx
	}
	p.mu.Lock()
	wait := l.next.Sub(p.clock.Now())
	p.mu.Unlock()
	leave = func() {
		p.mu.Lock()
		l.next = p.clock.Now().Add(jitter(p.gap))
		p.mu.Unlock()
		<-l.turn
		p.leave(l)
	}
	if err := p.clock.Sleep(ctx, wait); err != nil {
		leave()
		return nil, fail(Closed, "%v", err)
	}
	return leave, nil
}
