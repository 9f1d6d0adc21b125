package fetch

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"sync"
	"time"
)

const (
	permitLife  = 24 * time.Hour   // how long a robots.txt is believed
	permitRetry = 10 * time.Minute // how long one that is not as it should be forbids all
	permitsMax  = 20_000           // robots.txt remembered
)

// permits remembers what the robots.txt of each origin says to us.
type permits struct {
	mu sync.Mutex
	m  map[string]*permit
}

// permit is one robots.txt, read while ready is open.
type permit struct {
	ready  chan struct{}
	until  time.Time
	url    string
	at     time.Time
	rules  robotRules
	sum    string
	none   string   // why there are no rules, "" if there are
	fault  *Failure // why it could not be read: all is forbidden
	spoilt bool     // its reader gave up
}

// permitted asks the robots.txt of the target's origin.
func (c *Client) permitted(ctx context.Context, t target) (Decision, *Failure) {
	p, f := c.permit(ctx, t)
	if f != nil {
		return Decision{}, f
	}
	d := Decision{URL: p.url, SHA256: p.sum, At: p.at}
	if p.fault != nil {
		d.Rule = "robots.txt could not be read"
		f := *p.fault
		f.Robots, f.RetryAfter = d, max(p.until.Sub(c.clock.Now()), 0)
		return d, &f
	}
	d.Allowed, d.Rule = p.rules.decide(robotsPath(t.url.String()))
	if d.Rule == "" {
		or(&d.Rule, p.none)
		or(&d.Rule, "no rule applies")
	}
	if !d.Allowed {
		f := fail(Disallowed, "%s says %q", p.url, d.Rule)
		f.Robots = d
		return d, f
	}
	return d, nil
}

// permit gives the robots.txt of an origin, reading it if it is new or old.
// Several who want the same one wait for the first.
func (c *Client) permit(ctx context.Context, t target) (*permit, *Failure) {
	for {
		p, mine := c.permits.claim(t.origin(), c.clock.Now())
		if mine {
			c.readRobots(ctx, t, p)
			return p, nil
		}
		select {
		case <-p.ready:
		case <-ctx.Done():
			return nil, fail(Closed, "%v", ctx.Err()) // Get looks at ctx
		}
		if !p.spoilt {
			return p, nil
		}
	}
}

// claim gives the entry of an origin and whether the caller must fill it.
func (s *permits) claim(origin string, now time.Time) (p *permit, mine bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if p := s.m[origin]; p != nil {
		select {
		case <-p.ready:
			if !p.spoilt && now.Before(p.until) {
				return p, false
			}
		default:
			return p, false // being read
		}
	}
	if len(s.m) >= permitsMax {
		s.forget(now)
	}
	p = &permit{ready: make(chan struct{})}
	s.m[origin] = p
	return p, true
}

// forget drops what is old and, if that is not enough, some of the rest.
func (s *permits) forget(now time.Time) {
	drop := len(s.m) / 10
	for k, p := range s.m {
		select {
		case <-p.ready:
			if drop > 0 || !now.Before(p.until) {
				delete(s.m, k)
				drop--
			}
		default: // being read
		}
	}
}

// readRobots fills p. A robots.txt that does not exist allows all; one that
// cannot be read forbids all for a while (RFC 9309, 2.3.1).
func (c *Client) readRobots(ctx context.Context, t target, p *permit) {
	defer close(p.ready)
	p.url = t.url.Scheme + "://" + t.url.Host + "/robots.txt"
	if c.recallRobots(ctx, t, p) {
		return
	}
	x, f := c.follow(ctx, Request{URL: p.url, Kind: RobotsTxt})
	if f != nil && f.Exchange != nil {
		x = f.Exchange
	}
	now := c.clock.Now()
	p.at, p.until = now.UTC(), now.Add(permitLife)
	defer func() {
		if p.fault == nil && !p.spoilt {
			c.rememberRobots(ctx, t, p)
		}
	}()
	switch {
	case ctx.Err() != nil:
		p.spoilt = true
	case f == nil, f.Reason == TooLarge && x != nil && x.Status < 300:
		p.rules = parseRobots(x.Decoded, productToken(c.agent))
		sum := sha256.Sum256(x.Decoded)
		p.sum = hex.EncodeToString(sum[:])
		c.pace.delay(t, p.rules.delay)
	case f.Reason == BadRedirect:
		p.none = "robots.txt redirects without an end"
	case f.Status >= 400 && f.Status < 500 && f.Reason != RateLimited:
		p.none = "there is no robots.txt"
	default:
		// A host in trouble is asked again when its pause is over; what else is
		// wrong, be it with a host that this one leads to, takes longer to mend.
		p.at = time.Time{}
		if p.until = c.pace.until(t); !p.until.After(now) {
			p.until = now.Add(permitRetry)
		}
		p.fault = unreadable(f)
	}
}

// unreadable turns the failure to read a robots.txt into that of what it was
// asked for. Where the host cannot be reached at all, that is the reason.
func unreadable(f *Failure) *Failure {
	switch f.Reason {
	case BadURL, NotPublic, NoName, Refused, TimedOut, BadTLS, RateLimited, Resting, Closed:
		g := *f
		g.Exchange = nil
		g.Detail = "robots.txt: " + g.Detail
		return &g
	}
	g := fail(Disallowed, "robots.txt could not be read (%s: %s), which forbids the whole site", f.Reason, f.Detail)
	g.Remedy = "The site's robots.txt is out of order; it is asked again in a few minutes. If this lasts, tell the site's owner."
	return g
}
