package fetch

import (
	"context"
	"math/rand/v2"
	"net/netip"
	"sync"
	"time"

	"vigia"
)

const (
	gap        = time.Second      // the least pause between requests to a site, and to an address
	patience   = 30 * time.Second // the longest pause that is waited for; past it a request is refused
	maxBackOff = 24 * time.Hour
	maxDelay   = 30 * time.Second // of a Crawl-delay
	paceMax    = 20_000           // sites remembered before idle ones are forgotten
	longLine   = 16               // polls that may wait for one site; more are told to come back
)

// pace lets requests through one at a time, to a site and to an address, with
// a pause between, and keeps away from hosts in trouble. Pauses follow the
// clock.
type pace struct {
	clock vigia.Clock
	gap   time.Duration

	mu        sync.Mutex
	sites     map[string]*lane // by registrable domain
	addresses map[netip.Addr]*lane
	hosts     map[string]*host
}

// lane is where one request runs at a time.
type lane struct {
	turn  chan struct{} // holds the one token while a request runs
	users int           // running and waiting
	next  time.Time     // not before
}

// host remembers how a host fared.
type host struct {
	fails int
	until time.Time     // stay away
	delay time.Duration // its Crawl-delay
}

func newPace(clock vigia.Clock, gap time.Duration) *pace {
	return &pace{clock: clock, gap: gap, sites: map[string]*lane{}, addresses: map[netip.Addr]*lane{}, hosts: map[string]*host{}}
}

// begin waits for the turn of a request to t. It refuses at once if the host
// is to be left alone for long, or if the line of polls before its site is.
// Whoever got a turn must end it.
func (p *pace) begin(ctx context.Context, t target, k Kind) (*Failure, error) {
	if f := p.away(t); f != nil {
		return f, nil
	}
	s, ahead := p.enter(t)
	if k == Feed && ahead > longLine {
		p.leave(s)
		f := fail(Resting, "%d requests to %s wait for their turn", ahead, t.site)
		f.RetryAfter = max(minRetry, time.Duration(ahead)*p.gap)
		return f, nil
	}
	select {
	case s.turn <- struct{}{}:
	case <-ctx.Done():
		p.leave(s)
		return nil, ctx.Err()
	}
	// The request before this one may have learnt that the host is in trouble.
	f := p.away(t)
	var err error
	if f == nil {
		err = p.clock.Sleep(ctx, p.wait(t, s))
	}
	if f != nil || err != nil {
		<-s.turn
		p.leave(s)
	}
	return f, err
}

// end gives the turn back and remembers how it went: whether the host is in
// trouble, and the pause that it asked for. told says that something was
// learnt that should outlive this program.
func (p *pace) end(t target, f *Failure) (told bool) {
	p.mu.Lock()
	now := p.clock.Now()
	h := p.host(t.host)
	before := *h
	switch {
	case f != nil && f.troubled():
		h.fails++
		h.until = now.Add(backOff(p.gap, h.fails))
		if f.RetryAfter > 0 {
			h.until = now.Add(f.RetryAfter)
		}
	case f == nil || f.Status > 0:
		h.fails, h.until = 0, time.Time{}
	}
	told = *h != before
	s := p.sites[t.site]
	s.next = now.Add(jitter(max(p.gap, h.delay)))
	p.mu.Unlock()
	<-s.turn
	p.leave(s)
	return told
}

// backOff doubles the pause with each failure in a row. With a gap of a
// second the fifth failure passes the patience: the host is then left alone,
// and one request at a time tries again after the pause.
func backOff(gap time.Duration, fails int) time.Duration {
	d := gap
	for range fails {
		if d *= 2; d >= maxBackOff {
			return maxBackOff
		}
	}
	return d
}

// jitter spreads pauses by a tenth either way of a point above the pause that
// was asked for, so that none is shorter than that.
func jitter(d time.Duration) time.Duration {
	return d + time.Duration(rand.Float64()*0.2*float64(d))
}

// away says whether the host is to be left alone for longer than one waits.
func (p *pace) away(t target) *Failure {
	p.mu.Lock()
	defer p.mu.Unlock()
	h := p.hosts[t.host]
	if h == nil {
		return nil
	}
	left := h.until.Sub(p.clock.Now())
	if left <= patience {
		return nil
	}
	f := fail(Resting, "%s is left alone for another %v", t.host, left.Round(time.Second))
	f.RetryAfter = left
	return f
}

// until is when the host may be asked again.
func (p *pace) until(t target) time.Time {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.host(t.host).until
}

func (p *pace) wait(t target, s *lane) time.Duration {
	p.mu.Lock()
	defer p.mu.Unlock()
	now := p.clock.Now()
	d := s.next.Sub(now)
	if h := p.hosts[t.host]; h != nil {
		d = max(d, h.until.Sub(now))
	}
	return d
}

// delay remembers the Crawl-delay of a host.
func (p *pace) delay(t target, d time.Duration) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if d > 0 || p.hosts[t.host] != nil {
		p.host(t.host).delay = min(d, maxDelay)
	}
}

// enter takes a place in the line of a site, and tells how many are ahead.
func (p *pace) enter(t target) (s *lane, ahead int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if len(p.sites) > paceMax || len(p.hosts) > 2*paceMax || len(p.addresses) > paceMax {
		p.forget()
	}
	if s = p.sites[t.site]; s == nil {
		s = newLane()
		p.sites[t.site] = s
	}
	s.users++
	return s, s.users - 1
}

func newLane() *lane { return &lane{turn: make(chan struct{}, 1)} }

func (p *pace) leave(l *lane) {
	p.mu.Lock()
	l.users--
	p.mu.Unlock()
}

// forget drops what says nothing any more.
func (p *pace) forget() {
	now := p.clock.Now()
	for k, l := range p.sites {
		if l.users == 0 && l.next.Before(now) {
			delete(p.sites, k)
		}
	}
	for k, l := range p.addresses {
		if l.users == 0 && l.next.Before(now) {
			delete(p.addresses, k)
		}
	}
	for k, h := range p.hosts {
		if h.until.Before(now) {
			delete(p.hosts, k)
		}
	}
}

func (p *pace) host(name string) *host {
	h := p.hosts[name]
	if h == nil {
		h = &host{}
		p.hosts[name] = h
	}
	return h
}
