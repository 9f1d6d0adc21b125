package fetch

import (
	"fmt"
	"time"

	"vigia"
)

// Reason is why nothing, or not everything, was fetched.
type Reason string

// The reasons.
const (
	BadURL      Reason = "bad-url"
	NotPublic   Reason = "guard" // not a public address, or not a port of the web
	NoName      Reason = "dns"
	Refused     Reason = "refused"
	TimedOut    Reason = "timeout"
	BadTLS      Reason = "tls"
	Disallowed  Reason = "robots"
	NotFound    Reason = "not-found"
	Gone        Reason = "gone"
	Forbidden   Reason = "forbidden"
	RateLimited Reason = "rate-limited"
	ClientError Reason = "client-error" // any other 4xx
	ServerError Reason = "server-error"
	TooLarge    Reason = "too-large"
	BadRatio    Reason = "ratio"
	BadCodings  Reason = "codings"
	BadRedirect Reason = "redirects"
	TooSlow     Reason = "slow"
	CutShort    Reason = "truncated"
	BadResponse Reason = "bad-response"
	Closed      Reason = "closed"  // this client was closed
	Resting     Reason = "resting" // not asked: the host is to be left alone for now
)

// remedies say what a person can do.
var remedies = map[Reason]string{
	BadURL:      "Check the address for typing errors; it must be a complete http or https address.",
	NotPublic:   "Only public addresses on ports 80 and 443 are fetched; give the public address of the site.",
	NoName:      "Check the spelling of the site's name; if it is right, the site or its name server is gone or in trouble.",
	Refused:     "The site does not take connections now; it is tried again later. If this lasts, check whether the site has moved.",
	TimedOut:    "The site did not answer in time; it is tried again later. If this lasts, look at the site in a browser.",
	BadTLS:      "The site's certificate or encryption is not in order; look at the site in a browser, and tell its owner if it is out of date.",
	Disallowed:  "The site asks programs not to fetch this address; use another source, or ask the site for permission.",
	NotFound:    "The address does not exist (any more); look for the new one on the site.",
	Gone:        "The site has removed this address for good; remove the source or look for the new address.",
	Forbidden:   "The site does not let this program in; use another feed of the outlet, or ask the site.",
	RateLimited: "The site asks for a pause; it is tried again after it.",
	ClientError: "The site refuses the request; check the address in a browser.",
	ServerError: "The site has a fault of its own; it is tried again later.",
	TooLarge:    "No news page or feed is that large; check that the address is the right one.",
	BadRatio:    "The answer unpacks to far more than was sent, as hostile files do; look at the source before trying again.",
	BadCodings:  "The answer is packed in a way that this program does not take; tell the site's owner.",
	BadRedirect: "The address leads on without an end; open it in a browser and use the address where it arrives.",
	TooSlow:     "The site sent too slowly; it is tried again later.",
	CutShort:    "The connection ended before the answer did; it is tried again later.",
	BadResponse: "What came back is no proper answer of a web server; check the address in a browser.",
	Closed:      "The program is stopping; run it again.",
	Resting:     "Nothing is to be done: the host asked for a pause, or was in trouble, and is asked again after it.",
}

// Failure is why an address was not fetched, or not wholly.
type Failure struct {
	URL        string
	Reason     Reason
	Detail     string        // what happened, one line
	Remedy     string        // what to do about it
	RetryAfter time.Duration // how long to stay away, 0 if nobody said
	Status     int           // of the answer, 0 if there was none
	Robots     Decision
	Exchange   *Exchange // what did arrive, nil if nothing; it can be kept
}

func (f *Failure) Error() string {
	return fmt.Sprintf("fetch %s: %s: %s", f.URL, f.Reason, f.Detail)
}

// Unwrap gives the kind: a failure to fetch is a refusal, not a fault of ours.
func (f *Failure) Unwrap() error { return vigia.ErrRefused }

func fail(r Reason, format string, args ...any) *Failure {
	return &Failure{Reason: r, Detail: oneLine(fmt.Sprintf(format, args...)), Remedy: remedies[r]}
}

// troubled tells whether a failure is the host's trouble, so that it is left
// in peace for longer each time.
func (f *Failure) troubled() bool {
	switch f.Reason {
	case NoName, Refused, TimedOut, BadTLS, RateLimited, ServerError, TooSlow, CutShort, BadResponse:
		return true
	}
	return false
}

// oneLine makes foreign text safe for logs and pages: no control characters,
// no more than 300 letters.
func oneLine(s string) string {
	out := make([]rune, 0, min(len(s), 300))
	for _, r := range s {
		if len(out) == 300 {
			return string(out) + "…"
		}
		if r < ' ' || r == 0x7f || r >= 0x80 && r < 0xa0 || r >= 0x202a && r <= 0x202e || r >= 0x2066 && r <= 0x2069 {
			r = ' '
		}
		out = append(out, r)
	}
	return string(out)
}
