package fetch

import (
	"context"
	"math/rand/v2"
	"sync"
	"time"

	"vigia"
)

const (
	gap        = time.Second      // the least pause between requests to a site
	patience   = 30 * time.Second // the longest pause that is waited for; past it a request is refused
	maxBackOff = 24 * time.Hour
	maxDelay   = 30 * time.Second // of a Crawl-delay
	paceMax    = 20_000           // sites remembered before idle ones are forgotten
)

// pace lets requests to a site through one at a time, with a pause between,
// and keeps away from hosts in trouble. Pauses follow the clock.
type pace struct {
	clock vigia.Clock
	gap   time.Duration

	mu    sync.Mutex
	sites map[string]*site
	hosts map[string]*host
}

// site is a registrable domain: one connection at a time.
type site struct {
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
	return &pace{clock: clock, gap: gap, sites: map[string]*site{}, hosts: map[string]*host{}}
}

// begin waits for the turn of a request to t. It refuses at once if the host
// is to be left alone for long. Whoever got a turn must end it.
func (p *pace) begin(ctx context.Context, t target) (*Failure, error) {
	if f := p.away(t); f != nil {
		return f, nil
	}
	s := p.enter(t)
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

// end gives the turn back and remembers how it went. retry is the pause that
// the server asked for, 0 if it did not.
func (p *pace) end(t target, f *Failure, retry time.Duration) {
	p.mu.Lock()
	now := p.clock.Now()
	h := p.host(t.host)
	switch {
	case f != nil && f.troubled():
		h.fails++
		h.until = now.Add(backOff(p.gap, h.fails))
	case f == nil || f.Status > 0:
		h.fails, h.until = 0, time.Time{}
	}
	if retry > 0 {
		h.until = now.Add(retry)
	}
	s := p.sites[t.site]
	s.next = now.Add(jitter(max(p.gap, h.delay)))
	p.mu.Unlock()
	<-s.turn
	p.leave(s)
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
	f := fail(RateLimited, "%s is left alone for another %v", t.host, left.Round(time.Second))
	f.RetryAfter = left
	return f
}

// until is when the host may be asked again.
func (p *pace) until(t target) time.Time {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.host(t.host).until
}

func (p *pace) wait(t target, s *site) time.Duration {
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

func (p *pace) enter(t target) *site {
	p.mu.Lock()
	defer p.mu.Unlock()
	if len(p.sites) > paceMax || len(p.hosts) > 2*paceMax {
		p.forget()
	}
	s := p.sites[t.site]
	if s == nil {
		s = &site{turn: make(chan struct{}, 1)}
		p.sites[t.site] = s
	}
	s.users++
	return s
}

func (p *pace) leave(s *site) {
	p.mu.Lock()
	s.users--
	p.mu.Unlock()
}

// forget drops what says nothing any more.
func (p *pace) forget() {
	now := p.clock.Now()
	for k, s := range p.sites {
		if s.users == 0 && s.next.Before(now) {
			delete(p.sites, k)
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
