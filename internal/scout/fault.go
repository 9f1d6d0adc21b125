package scout

import (
	"context"
	"errors"

	"vigia"
	"vigia/internal/address"
	"vigia/internal/fetch"
	"vigia/internal/source"
)

// Fault is why an address gave nothing, in a word of source health (blocked,
// failing, gone), with the reason that the sources page would name.
type Fault struct {
	Word   string `json:"word"`
	Reason string `json:"reason"`
	Detail string `json:"detail"`
	Remedy string `json:"remedy,omitempty"`
}

// ask makes a request and names what stands in its way.
func (w *walk) ask(ctx context.Context, url string, kind fetch.Kind) (*fetch.Exchange, *Fault) {
	w.asked[address.Key(url)] = true
	w.Requests++
	x, err := w.get(ctx, fetch.Request{URL: url, Kind: kind})
	var f *fetch.Failure
	switch {
	case errors.As(err, &f):
		return nil, faultOf(f)
	case err != nil:
		return nil, &Fault{Word: "failing", Reason: string(fetch.TimedOut), Detail: "it was given up", Remedy: "try again later"}
	}
	if b := source.Blocker(x.Status, x.Header, x.Decoded); b != "" {
		return nil, &Fault{Word: wordOf(b), Reason: b, Detail: "a page that stands in the way came with status 200", Remedy: source.Remedy(b)}
	}
	return x, nil
}

func faultOf(f *fetch.Failure) *Fault {
	out := &Fault{Reason: string(f.Reason), Detail: f.Detail, Remedy: f.Remedy}
	if x := f.Exchange; x != nil && f.Status >= 400 {
		if b := source.Blocker(f.Status, x.Header, x.Decoded); b != "" {
			out.Reason, out.Remedy = b, source.Remedy(b)
		}
	}
	out.Word = wordOf(out.Reason)
	return out
}

func asFault(err error) *Fault {
	f := &Fault{Word: "failing", Reason: source.Parser, Detail: err.Error()}
	var p *vigia.Problem
	if errors.As(err, &p) {
		f.Detail, f.Remedy = p.What, p.Remedy
	}
	return f
}

// wordOf is the word of health for a reason.
func wordOf(reason string) string {
	if reason == string(fetch.Gone) {
		return "gone"
	}
	if source.Blocks(reason) {
		return "blocked"
	}
	return "failing"
}

// blockedOnly tells of a reason that it stands before one page, so that others
// of the site may answer.
func blockedOnly(reason string) bool {
	switch reason {
	case source.Captcha, source.Paywall, source.Login, source.SoftGone, string(fetch.Forbidden), string(fetch.NotFound), string(fetch.Gone), string(fetch.Disallowed), string(fetch.ClientError), string(fetch.TooLarge), string(fetch.BadRedirect):
		return true
	}
	return false
}

func unreachable(reason string) bool {
	switch fetch.Reason(reason) {
	case fetch.NoName, fetch.Refused, fetch.TimedOut, fetch.BadTLS, fetch.NotPublic:
		return true
	}
	return false
}

// says is what a robots.txt decided, in words.
func says(d fetch.Decision) string {
	if d.URL == "" {
		return ""
	}
	if d.Allowed {
		return "allowed: " + d.Rule
	}
	return "forbidden: " + d.Rule
}
