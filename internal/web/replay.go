package web

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"time"

	"golang.org/x/net/html"

	"vigia"
	"vigia/internal/charset"
	"vigia/internal/db"
	"vigia/internal/evidence"
	"vigia/internal/pdf"
)

// Replay shows captured pages as they came, on an origin of its own: another
// address than the desk's, which knows no session, no cookie and nobody. It
// shows a page to whoever brings a ticket of the desk, for some minutes.
//
// A page may be looked at there and nothing else: it runs no script, asks
// nobody for anything, sends no form and leads nowhere. What it had around it
// was not captured: in the place of an image stands an empty frame.
type Replay struct {
	lg       *slog.Logger
	db       db.Querier
	evidence *evidence.Store
	clock    vigia.Clock
	base     *url.URL // where a browser reaches it
	key      [32]byte // signs tickets, for as long as the program runs
}

// NewReplay makes the server of captured pages that browsers reach at address.
func NewReplay(lg *slog.Logger, q db.Querier, e *evidence.Store, clock vigia.Clock, address string) (*Replay, error) {
	u, err := url.Parse(address)
	if err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" || strings.Trim(u.Path, "/")+u.RawQuery != "" || u.User != nil {
		return nil, &vigia.Problem{Kind: vigia.ErrInvalid, What: fmt.Sprintf("captured pages cannot be shown at %q", address),
			Remedy: "set replay_url to where a browser reaches replay_address, as https://replay.example.org"}
	}
	p := &Replay{lg: lg, db: q, evidence: e, clock: clock, base: &url.URL{Scheme: u.Scheme, Host: u.Host}}
	rand.Read(p.key[:]) // never fails
	return p, nil
}

// ticketFor is how long the address of a shown page is good.
const ticketFor = 10 * time.Minute

// At is where a capture is shown to a browser that reaches the desk at desk
// ("http://127.0.0.1:8321"). The frame's host is never that of the desk: a
// browser sends the cookies of a host to all its ports.
func (p *Replay) At(desk, capture string) (address, origin string, err error) {
	at, err := p.aside(desk)
	if err != nil {
		return "", "", err
	}
	until := strconv.FormatInt(p.clock.Now().Add(ticketFor).Unix(), 10)
	q := url.Values{"until": {until}, "desk": {desk}, "ticket": {p.sign(capture, until, desk)}}
	return at.String() + "/" + url.PathEscape(capture) + "?" + q.Encode(), at.String(), nil
}

// plainHost is a host with its port.
var plainHost = regexp.MustCompile(`^[A-Za-z0-9._-]+(:[0-9]+)?$|^\[[0-9a-fA-F:.]+\](:[0-9]+)?$`)

// aside is the base as a host that is not the desk's.
func (p *Replay) aside(desk string) (*url.URL, error) {
	d, err := url.Parse(desk)
	if err != nil || !plainHost.MatchString(d.Host) { // it becomes part of a policy
		return nil, &vigia.Problem{Kind: vigia.ErrInvalid, What: "the desk was asked under a name that is none", Remedy: "open it by its address"}
	}
	at := *p.base
	ip, notIP := netip.ParseAddr(at.Hostname())
	loopback := here(at.Hostname())
	switch {
	case notIP == nil && ip.IsUnspecified(), loopback && !here(d.Hostname()):
		return nil, &vigia.Problem{Kind: vigia.ErrConflict, What: "captured pages are shown on the desk's own machine only",
			Remedy: "say with replay_url where browsers reach replay_address, as https://replay.example.org"}
	case !strings.EqualFold(d.Hostname(), at.Hostname()):
		return &at, nil
	case loopback && d.Hostname() == "localhost":
		at.Host = net.JoinHostPort("127.0.0.1", at.Port())
		return &at, nil
	case loopback:
		at.Host = net.JoinHostPort("localhost", at.Port())
		return &at, nil
	}
	return nil, &vigia.Problem{Kind: vigia.ErrConflict, What: "captured pages would stand on the desk's own host, and are not shown there",
		Remedy: "give them a name of their own with replay_url, as https://replay.example.org"}
}

// here tells whether a host is the machine itself.
func here(host string) bool {
	ip, err := netip.ParseAddr(host)
	return host == "localhost" || err == nil && ip.IsLoopback()
}

func (p *Replay) sign(parts ...string) string {
	m := hmac.New(sha256.New, p.key[:])
	for _, s := range parts {
		fmt.Fprintf(m, "%d:%s", len(s), s)
	}
	return hex.EncodeToString(m.Sum(nil))
}

// Handler serves captured pages.
func (p *Replay) Handler() http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Content-Security-Policy", replayPolicy("'none'"))
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Referrer-Policy", "no-referrer")
		h.Set("Cross-Origin-Resource-Policy", "same-origin")
		h.Set("X-DNS-Prefetch-Control", "off")
		h.Set("Cache-Control", "no-store")
		h.Set("Content-Type", "text/html; charset=utf-8")
		page, status := p.answer(w, r)
		w.WriteHeader(status)
		if r.Method != http.MethodHead {
			w.Write(page)
		}
	})
}

// replayPolicy is what a captured page may do in a frame of an origin.
func replayPolicy(desk string) string {
	return "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors " + desk
}

// answer gives the page of a valid ticket.
func (p *Replay) answer(w http.ResponseWriter, r *http.Request) ([]byte, int) {
	q, id := r.URL.Query(), strings.TrimPrefix(r.URL.Path, "/")
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		return note("Nothing is taken here."), http.StatusMethodNotAllowed
	}
	until, err := strconv.ParseInt(q.Get("until"), 10, 64)
	good := hmac.Equal([]byte(q.Get("ticket")), []byte(p.sign(id, q.Get("until"), q.Get("desk"))))
	if err != nil || !good || p.clock.Now().Unix() > until {
		return note("This address is not good any more: open the captured page from the desk."), http.StatusForbidden
	}
	if dest := r.Header.Get("Sec-Fetch-Dest"); dest != "" && dest != "iframe" && dest != "frame" {
		return note("A captured page is shown in the desk only, under its banner."), http.StatusForbidden
	}
	w.Header().Set("Content-Security-Policy", replayPolicy(q.Get("desk")))
	page, err := p.page(r.Context(), id)
	var told *vigia.Problem
	switch {
	case errors.As(err, &told):
		return note(told.What), http.StatusNotFound
	case err != nil:
		p.lg.Error("captured page not shown", "capture", id, "err", err)
		return note("The page cannot be shown; the program's log says why."), http.StatusInternalServerError
	}
	return page, http.StatusOK
}

// page is a capture as it is shown.
func (p *Replay) page(ctx context.Context, id string) ([]byte, error) {
	c, err := evidence.Get(ctx, p.db, id)
	if errors.Is(err, vigia.ErrNotFound) {
		return nil, errNoCapture
	}
	if err != nil {
		return nil, err
	}
	page, err := openCaptured(ctx, p.evidence, c)
	if err != nil {
		return nil, err
	}
	return p.shown(ctx, c, page)
}

// shown makes of a capture what a browser is given: a page without what acts,
// or a text as a text.
func (p *Replay) shown(ctx context.Context, c evidence.Capture, page evidence.Page) ([]byte, error) {
	var broken error // what a PDF file lacks
	if pdf.Is(page.Body) {
		var b []byte
		if b, broken = sheets(page.Body); broken == nil {
			return b, nil
		}
	}
	if isPage(page) {
		text, _ := decoded(page, mostCaptured)
		return still(text), nil
	}
	if text := plainText(page); text != "" {
		return pre(text), nil
	}
	rows, err := p.db.Query(ctx, `SELECT title, text FROM reports WHERE capture = ? ORDER BY part, id LIMIT 20`, c.ID)
	texts, err := db.Collect(rows, err, func(r *db.Rows) (string, error) {
		var title, text string
		err := r.Scan(&title, &text)
		return title + "\n\n" + text, err
	})
	if err != nil {
		return nil, fmt.Errorf("reports of capture %s: %w", c.ID, err)
	}
	if len(texts) == 0 && broken != nil {
		return note(broken.Error()), nil
	}
	if len(texts) == 0 {
		return note(fmt.Sprintf("The capture is no page and no text (%s, %d bytes). Its record can be downloaded at the desk.", c.ContentType, c.Size)), nil
	}
	return pre(strings.Join(texts, "\n\n\n")), nil
}

// mostCaptured is how much of a page is shown.
const mostCaptured = 8 << 20

var errNoCapture = &vigia.Problem{Kind: vigia.ErrNotFound, What: "there is no such capture", Remedy: "go back to the report"}

// openCaptured reads back a capture that has bytes; many a refusal has some.
func openCaptured(ctx context.Context, e *evidence.Store, c evidence.Capture) (evidence.Page, error) {
	if c.File == "" || e == nil {
		return evidence.Page{}, &vigia.Problem{Kind: vigia.ErrNotFound, What: "this capture has no bytes", Remedy: "its page says why"}
	}
	return e.Open(ctx, c)
}

// decoded gives the beginning of a page as the reader understands its bytes.
func decoded(p evidence.Page, most int) (text string, cut bool) {
	b := p.Body
	if cut = len(b) > most; cut {
		b = b[:most]
	}
	text, _, _ = charset.Decode(b, p.Header.Get("Content-Type"))
	return text, cut
}

// isPage tells a page of the web from feeds, lists, texts and files.
func isPage(p evidence.Page) bool {
	kind, _, _ := strings.Cut(strings.ToLower(p.Header.Get("Content-Type")), ";")
	switch strings.TrimSpace(kind) {
	case "text/html", "application/xhtml+xml":
		return true
	case "", "application/octet-stream", "text/xml", "application/xml":
		head := bytes.ToLower(p.Body[:min(len(p.Body), 2048)])
		return bytes.Contains(head, []byte("<!doctype html")) || bytes.Contains(head, []byte("<html"))
	}
	return false
}

// plainText is a capture that is text, "" if it is not.
func plainText(p evidence.Page) string {
	head := p.Body[:min(len(p.Body), 4096)]
	wide := bytes.HasPrefix(head, []byte("\xff\xfe")) || bytes.HasPrefix(head, []byte("\xfe\xff"))
	if bytes.HasPrefix(head, []byte("%PDF")) || bytes.IndexByte(head, 0) >= 0 && !wide {
		return ""
	}
	text, _ := decoded(p, mostCaptured)
	return text
}

const replayStyle = `<style>body{font:16px/1.55 system-ui,sans-serif;margin:1.2rem;color:#222;background:#fff}pre{white-space:pre-wrap;overflow-wrap:anywhere;font:14px/1.5 ui-monospace,monospace}p.note{color:#555;text-align:center;margin-top:20vh}</style>`

func pre(text string) []byte {
	return []byte("<!doctype html><meta charset=utf-8>" + replayStyle + "<pre dir=auto>" + html.EscapeString(text) + "</pre>")
}

func note(text string) []byte {
	return []byte("<!doctype html><meta charset=utf-8>" + replayStyle + "<p class=note>" + html.EscapeString(text) + "</p>")
}
