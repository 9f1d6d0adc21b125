package fetch

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/netip"
	"sync"

	"vigia"
)

// Options are what a Client is made with. A zero field takes its default.
type Options struct {
	UserAgent string      // "Vigia/1.0 (+https://…)": its first word is what robots.txt may name; "": Vigia/1.0
	Clock     vigia.Clock // nil: the machine's
	// Hosts gives the listener that stands for a host of the sample newsroom.
	// What it maps passes the guard, nothing else that is not public does.
	Hosts  func(host string) (netip.AddrPort, bool)
	Memory Memory // nil: nothing outlives the Client
	Limits Limits
}

// Client fetches. It may be used by many goroutines at once.
type Client struct {
	lg      *slog.Logger
	clock   vigia.Clock
	agent   string
	limits  Limits
	dialer  *dialer
	pace    *pace
	permits permits
	memory  Memory

	mu      sync.Mutex
	closed  bool
	running map[*context.CancelCauseFunc]bool
}

var errClosed = errors.New("the client was closed")

// New makes a Client.
func New(lg *slog.Logger, o Options) *Client {
	or(&o.UserAgent, "Vigia/1.0")
	if o.Clock == nil {
		o.Clock = vigia.SystemClock{}
	}
	l := o.Limits.orDefault()
	return &Client{
		lg: lg, clock: o.Clock, agent: oneLine(o.UserAgent), limits: l,
		dialer:  &dialer{limits: l, hosts: o.Hosts, guard: publicPort},
		pace:    newPace(o.Clock, gap),
		permits: permits{m: map[string]*permit{}},
		memory:  o.Memory,
		running: map[*context.CancelCauseFunc]bool{},
	}
}

// Close ends what is running and refuses what comes after.
func (c *Client) Close() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.closed = true
	for cancel := range c.running {
		(*cancel)(errClosed)
	}
}

// Get fetches an address, following redirects. The error is a *Failure, or
// that of ctx when the caller gave up. A Failure may carry an Exchange, whole
// or cut, that can be kept like another.
func (c *Client) Get(ctx context.Context, r Request) (*Exchange, error) {
	ctx, done := c.enter(ctx)
	defer done()
	x, f := c.follow(ctx, r)
	switch {
	case context.Cause(ctx) == errClosed:
		f = fail(Closed, "the fetch was given up")
	case ctx.Err() != nil:
		return nil, fmt.Errorf("fetch %s: %w", oneLine(r.URL), ctx.Err())
	}
	if f != nil {
		f.URL = oneLine(r.URL)
		c.lg.Debug("not fetched", "url", f.URL, "reason", string(f.Reason), "detail", f.Detail)
		return nil, f
	}
	c.lg.Debug("fetched", "url", oneLine(r.URL), "status", x.Status, "bytes", len(x.Body), "took", x.Took)
	return x, nil
}

// enter makes ctx end when the client is closed.
func (c *Client) enter(ctx context.Context) (context.Context, func()) {
	ctx, cancel := context.WithCancelCause(ctx)
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.closed {
		cancel(errClosed)
	}
	c.running[&cancel] = true
	return ctx, func() {
		c.mu.Lock()
		delete(c.running, &cancel)
		c.mu.Unlock()
		cancel(nil)
	}
}
