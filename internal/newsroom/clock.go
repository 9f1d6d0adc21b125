package newsroom

import (
	"context"
	"sync"
	"time"

	"vigia"
)

// Clock is simulated time: it stands still until it is set, and a wait takes a
// thousandth of what it says. When the sample period is over it is let run, so
// that the desk lives on from there.
type Clock struct {
	mu      sync.Mutex
	now     time.Time
	running time.Time // real time at which it was let run; zero while it stands
}

// NewClock stands at now.
func NewClock(now time.Time) *Clock { return &Clock{now: now} }

// Now is the simulated instant.
func (c *Clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.running.IsZero() {
		return c.now
	}
	return c.now.Add(time.Since(c.running))
}

// Set moves the clock to an instant; it never goes back.
func (c *Clock) Set(t time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if t.After(c.now) {
		c.now = t
	}
}

// Release lets the clock run from where it stands.
func (c *Clock) Release() {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.running.IsZero() {
		c.running = time.Now()
	}
}

// Sleep waits for a thousandth of d, or for all of it once the clock runs.
func (c *Clock) Sleep(ctx context.Context, d time.Duration) error {
	c.mu.Lock()
	standing := c.running.IsZero()
	c.mu.Unlock()
	if standing {
		d /= 1000
	}
	return vigia.SystemClock{}.Sleep(ctx, d)
}
