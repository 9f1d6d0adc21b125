package fetch

import (
	"context"
	"net/http"
	"net/url"
	"time"
)

// follow makes the request and those that its redirects ask for. Each hop is
// a request of its own: checked, permitted and in its turn.
func (c *Client) follow(ctx context.Context, r Request) (*Exchange, *Failure) {
	left := c.limits.size(r.Kind).Total
	var hops []Hop
	for at := r.URL; ; {
		x, f := c.hop(ctx, at, r, left)
		if f != nil && x == nil {
			x = f.Exchange
		}
		if x != nil {
			left -= x.Took
			x.URL, x.Redirects, x.Took = r.URL, hops, c.limits.size(r.Kind).Total-left
		}
		if f != nil || !isRedirect(x.Status) {
			return x, f
		}
		next, f := redirect(x, len(hops), c.limits.Redirects)
		if f == nil && len(r.Post) > 0 {
			f = fail(BadRedirect, "it leads to %s, and what is sent is not sent elsewhere", oneLine(next))
		}
		if f == nil && left <= 0 {
			f = fail(TimedOut, "the redirects took longer than %v", c.limits.size(r.Kind).Total)
		}
		if f != nil {
			f.Status, f.Exchange, f.Robots = x.Status, x, x.Robots
			return nil, f
		}
		hops = append(hops, Hop{URL: x.FinalURL, Status: x.Status, Location: oneLine(x.Header.Get("Location")), At: x.At})
		at = next
	}
}

// hop makes one request, if its address and its robots.txt allow.
func (c *Client) hop(ctx context.Context, at string, r Request, left time.Duration) (*Exchange, *Failure) {
	t, f := parseTarget(at)
	if f != nil {
		return nil, f
	}
	if f := c.dialer.refuses(t); f != nil {
		return nil, f
	}
	var d Decision
	if r.Kind != RobotsTxt && r.Kind != Service {
		if d, f = c.permitted(ctx, t); f != nil {
			return nil, f
		}
	}
	if r.ValidFor == "" && at != r.URL || r.ValidFor != "" && t.url.String() != r.ValidFor {
		r.ETag, r.LastModified = "", "" // another address gave them
	}
	x, f := c.inTurn(ctx, t, r, left)
	if f != nil {
		f.Robots = d
	}
	if x != nil {
		x.Robots = d
	}
	return x, f
}

// inTurn makes one request in the turn of its site.
func (c *Client) inTurn(ctx context.Context, t target, r Request, left time.Duration) (*Exchange, *Failure) {
	c.recallHost(ctx, t)
	f, err := c.pace.begin(ctx, t, r.Kind)
	if err != nil {
		return nil, fail(Closed, "%v", err) // Get looks at ctx
	}
	if f != nil {
		return nil, f
	}
	x, f := c.transfer(ctx, t, r, left)
	if ctx.Err() != nil {
		f = fail(Closed, "%v", ctx.Err()) // says nothing of the host
	} else if f == nil {
		c.read(x)
		f = c.statusFailure(x, r)
	}
	if c.pace.end(t, f) {
		c.rememberHost(ctx, t)
	}
	return x, f
}

// read takes from the header what callers ask for.
func (c *Client) read(x *Exchange) {
	now := c.clock.Now()
	x.ETag, x.LastModified = c.validator(x.Header.Get("ETag")), c.validator(x.Header.Get("Last-Modified"))
	x.RetryAfter, x.MaxAge = retryAfter(x.Header, now), maxAge(x.Header, now)
	x.NotModified = x.Status == http.StatusNotModified
}

// statusFailure says what a status means, nil if the answer, or a redirect,
// is what was asked for.
func (c *Client) statusFailure(x *Exchange, r Request) *Failure {
	why := ClientError
	switch s := x.Status; {
	case s == 206:
		why = BadResponse
	case s < 300, isRedirect(s):
		return nil
	case s == 304 && c.validator(r.ETag)+c.validator(r.LastModified) != "":
		return nil
	case s < 400:
		why = BadResponse
	case s == 401, s == 402, s == 403, s == 407, s == 451:
		why = Forbidden
	case s == 404:
		why = NotFound
	case s == 410:
		why = Gone
	case s == 429:
		why = RateLimited
	case s >= 500:
		why = ServerError
	}
	f := fail(why, "the site answered with status %d %s", x.Status, http.StatusText(x.Status))
	f.Status, f.Exchange = x.Status, x
	f.RetryAfter = x.RetryAfter
	if x.Status == http.StatusTooManyRequests {
		f.RetryAfter = max(x.RetryAfter, minRetry)
	}
	return f
}

func isRedirect(status int) bool {
	switch status {
	case 301, 302, 303, 307, 308:
		return true
	}
	return false
}

// redirect is where an answer leads.
func redirect(x *Exchange, followed, limit int) (string, *Failure) {
	location := x.Header.Get("Location")
	switch {
	case location == "":
		return "", fail(BadResponse, "a redirect that does not say where to")
	case followed >= limit:
		return "", fail(BadRedirect, "more than %d redirects", limit)
	}
	from, err := url.Parse(x.FinalURL)
	if err != nil {
		return "", fail(BadURL, "%v", err) // unreachable: it was parsed before
	}
	to, err := from.Parse(location)
	if err != nil {
		return "", fail(BadRedirect, "it leads to %.200q, which is no address", location)
	}
	if to.Fragment == "" {
		to.Fragment = from.Fragment
	}
	return to.String(), nil
}
