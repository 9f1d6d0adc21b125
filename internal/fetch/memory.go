package fetch

import (
	"context"
	"encoding/json"
	"errors"
	"time"
)

// Memory outlives a Client: what it keeps of hosts that are to be left alone
// and of robots.txt that were read is known to the next one, so that a restart
// is no reason to ask anybody anything again.
//
// Recall gives "" for a key that it does not have; what it gives after its
// time is passed over. Both may be called by many goroutines at once.
type Memory interface {
	Recall(ctx context.Context, key string) (value string, err error)
	Remember(ctx context.Context, key, value string, until time.Time) error
}

// hostNote is what is kept of a host that is to be left alone.
type hostNote struct {
	Fails int       `json:"fails"`
	Until time.Time `json:"until"`
}

// robotsNote is what is kept of a robots.txt: the lines that are meant for us.
type robotsNote struct {
	Rules  []string      `json:"rules,omitempty"`
	Delay  time.Duration `json:"delay,omitempty"`
	SHA256 string        `json:"sha256,omitempty"`
	None   string        `json:"none,omitempty"`
	At     time.Time     `json:"at"`
	Until  time.Time     `json:"until"`
}

// hostKept is how long the failures of a host are counted on after its pause.
const hostKept = 7 * 24 * time.Hour

// recallHost brings back what an earlier Client knew of a host that this one
// has not met.
func (c *Client) recallHost(ctx context.Context, t target) {
	if c.memory == nil || !c.pace.isNew(t.host) {
		return
	}
	var n hostNote
	if c.recall(ctx, "host "+t.host, &n) {
		c.pace.recall(t.host, n)
	}
}

// rememberHost keeps how a host fared after it changed.
func (c *Client) rememberHost(ctx context.Context, t target) {
	n := c.pace.note(t.host)
	c.remember(ctx, "host "+t.host, n, n.Until.Add(hostKept))
}

// recallRobots fills p from what an earlier Client read, if it still holds.
func (c *Client) recallRobots(ctx context.Context, t target, p *permit) bool {
	var n robotsNote
	if now := c.clock.Now(); !c.recall(ctx, "robots "+t.origin(), &n) || !now.Before(n.Until) || n.Until.Sub(now) > permitLife {
		return false
	}
	p.until, p.at, p.sum, p.none = n.Until, n.At, n.SHA256, n.None
	p.rules.delay = n.Delay
	for _, line := range n.Rules {
		key, value, _ := robotsField(line)
		p.rules.add(newRobotRule(key == "allow", value), true)
	}
	c.pace.delay(t, p.rules.delay)
	return true
}

func (c *Client) rememberRobots(ctx context.Context, t target, p *permit) {
	n := robotsNote{Delay: p.rules.delay, SHA256: p.sum, None: p.none, At: p.at, Until: p.until}
	for _, r := range p.rules.rules {
		n.Rules = append(n.Rules, r.line)
	}
	c.remember(ctx, "robots "+t.origin(), n, p.until)
}

// recall reads a note. A memory that fails is logged and does without: manners
// are then learnt again.
func (c *Client) recall(ctx context.Context, key string, note any) bool {
	if c.memory == nil {
		return false
	}
	s, err := c.memory.Recall(ctx, key)
	if err == nil && s != "" {
		err = json.Unmarshal([]byte(s), note)
	}
	c.lament(ctx, key, err)
	return err == nil && s != ""
}

func (c *Client) remember(ctx context.Context, key string, note any, until time.Time) {
	if c.memory == nil {
		return
	}
	b, err := json.Marshal(note)
	if err == nil {
		err = c.memory.Remember(ctx, key, string(b), until)
	}
	c.lament(ctx, key, err)
}

func (c *Client) lament(ctx context.Context, key string, err error) {
	if err != nil && ctx.Err() == nil && !errors.Is(err, context.Canceled) {
		c.lg.Warn("manners not kept", "of", key, "err", err)
	}
}

func (p *pace) isNew(host string) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.hosts[host] == nil
}

func (p *pace) recall(name string, n hostNote) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if until := p.clock.Now().Add(maxRetry); n.Until.After(until) { // a clock was wrong
		n.Until = until
	}
	h := p.host(name)
	h.fails, h.until = n.Fails, n.Until
}

func (p *pace) note(name string) hostNote {
	p.mu.Lock()
	defer p.mu.Unlock()
	h := p.host(name)
	return hostNote{Fails: h.fails, Until: h.until}
}
