package web

import (
	"net"
	"net/http"
	"net/netip"
	"strings"
	"sync"
	"time"

	"golang.org/x/time/rate"
)

// How often a login, and an address, may try a password in a minute.
const (
	triesPerLogin   = 5
	triesPerAddress = 20
	mostKeys        = 10_000 // that are remembered before those of the last minutes are cleared away
)

// throttle slows down guessing. The passwords of one login, and the logins of
// one address, are each a bucket.
type throttle struct {
	mu      sync.Mutex
	buckets map[string]*bucket
	swept   time.Time
}

type bucket struct {
	limit *rate.Limiter
	last  time.Time
}

func newThrottle() *throttle { return &throttle{buckets: map[string]*bucket{}} }

// allow counts an attempt and reports whether it may go on.
func (t *throttle) allow(login, address string, now time.Time) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.forget(now)
	// The address first: one that is stopped must not use up the tries of a login.
	return t.take("address "+address, triesPerAddress, now) &&
		t.take("login "+strings.ToLower(login), triesPerLogin, now)
}

func (t *throttle) take(key string, perMinute int, now time.Time) bool {
	b := t.buckets[key]
	if b == nil {
		b = &bucket{limit: rate.NewLimiter(rate.Every(time.Minute/time.Duration(perMinute)), perMinute)}
		t.buckets[key] = b
	}
	b.last = now
	return b.limit.AllowN(now, 1)
}

// forget drops the buckets that are full again, when there are many, and not
// at every step.
func (t *throttle) forget(now time.Time) {
	if len(t.buckets) < mostKeys || now.Sub(t.swept) < 10*time.Second {
		return
	}
	t.swept = now
	for key, b := range t.buckets {
		if now.Sub(b.last) > time.Minute {
			delete(t.buckets, key)
		}
	}
}

// addressOf is who asks: the address, or the network of an IPv6 address, whose
// owner has all of it.
func addressOf(r *http.Request) string {
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		host = r.RemoteAddr
	}
	a, err := netip.ParseAddr(host)
	if err != nil {
		return host
	}
	if a = a.Unmap(); a.Is6() {
		if p, err := a.WithZone("").Prefix(64); err == nil {
			return p.String()
		}
	}
	return a.String()
}
