package web

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha1"
	"crypto/sha256"
	"crypto/sha512"
	"encoding/hex"
	"fmt"
	"hash"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"vigia/internal/db"
	"vigia/internal/source"
)

// subscription is a callback with a source whose hub was asked.
type subscription struct {
	w  *world
	h  source.Hub
	at http.Handler
}

func newSubscription(t *testing.T) *subscription {
	t.Helper()
	w := newWorld(t)
	var id string
	if err := w.db.QueryRow(t.Context(), `SELECT id FROM sources WHERE state = 'active' AND reason = '' AND last_at > 0 AND kind = 'rss' ORDER BY id LIMIT 1`).Scan(&id); err != nil {
		t.Fatal(err)
	}
	err := w.db.InTx(t.Context(), func(tx *db.Tx) error {
		ask, err := source.WantHub(tx, id, "https://hub.example/", "https://feeds.example/rss")
		if !ask {
			t.Error("the hub is not to be asked")
		}
		return err
	})
	s := &subscription{w: w, at: Callback(slog.New(slog.DiscardHandler), w.db)}
	if err == nil {
		s.h, err = source.HubOf(t.Context(), w.db, id)
	}
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func (s *subscription) do(method, target, body, signature string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(method, target, strings.NewReader(body))
	if signature != "" {
		r.Header.Set("X-Hub-Signature", signature)
	}
	w := httptest.NewRecorder()
	s.at.ServeHTTP(w, r)
	return w
}

func (s *subscription) confirm(change ...string) *httptest.ResponseRecorder {
	q := url.Values{"hub.mode": {"subscribe"}, "hub.topic": {s.h.Topic}, "hub.challenge": {"<b>abc</b>"}, "hub.lease_seconds": {"864000"}}
	for i := 0; i+1 < len(change); i += 2 {
		q.Set(change[i], change[i+1])
	}
	return s.do("GET", "/hub/"+s.h.Path+"?"+q.Encode(), "", "")
}

func sign(name string, makes func() hash.Hash, secret, body string) string {
	m := hmac.New(makes, []byte(secret))
	m.Write([]byte(body))
	return name + "=" + hex.EncodeToString(m.Sum(nil))
}

// due is when the source is polled next, and everything else that a push could
// change.
func (s *subscription) due(t *testing.T) string {
	t.Helper()
	src, err := source.Get(t.Context(), s.w.db, s.h.Source)
	if err != nil {
		t.Fatal(err)
	}
	var finds, captures, jobs int
	for q, p := range map[string]*int{`SELECT COUNT(*) FROM finds`: &finds, `SELECT COUNT(*) FROM captures`: &captures, `SELECT COUNT(*) FROM polls`: &jobs} {
		if err := s.w.db.QueryRow(t.Context(), q).Scan(p); err != nil {
			t.Fatal(err)
		}
	}
	return fmt.Sprint(src.NextAt.UnixMicro(), finds, captures, jobs)
}

func TestCallbackConfirms(t *testing.T) {
	s := newSubscription(t)
	for name, change := range map[string][]string{"topic": {"hub.topic", "https://other.example/"}, "mode": {"hub.mode", "unsubscribe"}, "no lease": {"hub.lease_seconds", ""},
		"lease": {"hub.lease_seconds", "-5"}, "no challenge": {"hub.challenge", ""}, "long challenge": {"hub.challenge", strings.Repeat("x", 5000)}} {
		if a := s.confirm(change...); a.Code != http.StatusNotFound {
			t.Errorf("%s: %d", name, a.Code)
		}
	}
	if h, _ := source.HubOf(t.Context(), s.w.db, s.h.Source); h.State != source.HubAsked {
		t.Errorf("confirmed: %s", h.State)
	}
	a := s.confirm()
	if a.Code != http.StatusOK || a.Body.String() != "<b>abc</b>" || !strings.HasPrefix(a.Header().Get("Content-Type"), "text/plain") || a.Header().Get("X-Content-Type-Options") != "nosniff" {
		t.Errorf("%d %q %v", a.Code, a.Body, a.Header())
	}
	if h, err := source.HubOf(t.Context(), s.w.db, s.h.Source); err != nil || h.State != source.HubActive || h.UntilAt.Sub(seededAt) < 9*24*time.Hour {
		t.Errorf("%v %+v", err, h)
	}
	if a := s.confirm("hub.mode", "denied", "hub.reason", "no"); a.Code != http.StatusOK {
		t.Errorf("denied: %d", a.Code)
	}
	if h, _ := source.HubOf(t.Context(), s.w.db, s.h.Source); h.State != source.HubRefused || !strings.Contains(h.Detail, "no") {
		t.Errorf("%+v", h)
	}
	if a := s.confirm(); a.Code != http.StatusNotFound {
		t.Errorf("a refused one is confirmed: %d", a.Code)
	}
}

// A thousand forged pushes: no poll is due sooner, nothing is found or fetched.
func TestForgedPushes(t *testing.T) {
	s := newSubscription(t)
	s.confirm()
	s.w.exec(t, `UPDATE sources SET next_at = ? WHERE id = ?`, db.Micros(seededAt.AddDate(0, 0, 2)), s.h.Source)
	before, tables := s.due(t), s.w.sum(t)
	const body = `<rss><channel><item><link>https://evil.example/</link></item></channel></rss>`
	random := func() string { b := make([]byte, 32); rand.Read(b); return hex.EncodeToString(b) }
	for i := range 1000 {
		path, signature := s.h.Path, ""
		switch i % 8 {
		case 0:
			path = random()
		case 1:
			signature = sign("sha256", sha256.New, random(), body)
		case 2:
			signature = "sha256=" + random()
		case 3:
			signature = sign("sha1", sha1.New, s.h.Secret, body) // right, and forgeable
		case 4:
			signature = sign("sha256", sha256.New, s.h.Secret, body+"x")
		case 5:
			signature = "sha256="
		case 6:
			signature = sign("md5", sha256.New, s.h.Secret, body)
		case 7:
			signature = sign("sha256", sha256.New, s.h.Secret, body)[:40]
		}
		a := s.do("POST", "/hub/"+path, body, signature)
		if a.Code != http.StatusNotFound && a.Code != http.StatusAccepted {
			t.Errorf("%d: %d", i, a.Code)
		}
	}
	if after := s.due(t); after != before || s.w.sum(t) != tables {
		t.Errorf("%s before, %s after", before, after)
	}
	if h, _ := source.HubOf(t.Context(), s.w.db, s.h.Source); !h.ToldAt.IsZero() {
		t.Error("a forged push was taken")
	}

	// The test can fail: one that is signed makes the source due, and only that.
	for _, signature := range []string{sign("sha256", sha256.New, s.h.Secret, body), sign("sha512", sha512.New, s.h.Secret, body), sign("SHA256", sha256.New, s.h.Secret, body)} {
		s.w.exec(t, `UPDATE sources SET next_at = ? WHERE id = ?`, db.Micros(seededAt.AddDate(0, 0, 2)), s.h.Source)
		s.do("POST", "/hub/"+s.h.Path, body, signature)
		after := s.due(t)
		if cutFirst(after) != cutFirst(before) || after == before {
			t.Errorf("%s before, %s after", before, after)
		}
	}
	// Too large, or after its lease: nothing.
	s.w.exec(t, `UPDATE sources SET next_at = ? WHERE id = ?`, db.Micros(seededAt.AddDate(0, 0, 2)), s.h.Source)
	huge := strings.Repeat("x", maxPush+1)
	if a := s.do("POST", "/hub/"+s.h.Path, huge, sign("sha256", sha256.New, s.h.Secret, huge)); a.Code != http.StatusRequestEntityTooLarge {
		t.Errorf("huge: %d", a.Code)
	}
	s.w.exec(t, `UPDATE hubs SET until_at = 1`)
	s.do("POST", "/hub/"+s.h.Path, body, sign("sha256", sha256.New, s.h.Secret, body))
	if s.due(t) != before {
		t.Error("a push that is too large, or after its lease, was taken")
	}
	for _, path := range []string{"/hub/", "/hub/x", "/hub/../" + s.h.Path[:63], "/"} {
		if a := s.do("GET", path, "", ""); a.Code != http.StatusNotFound {
			t.Errorf("%s: %d", path, a.Code)
		}
	}
	if a := s.do("DELETE", "/hub/"+s.h.Path, "", ""); a.Code != http.StatusMethodNotAllowed {
		t.Errorf("DELETE: %d", a.Code)
	}
}

// cutFirst leaves out when the source is due.
func cutFirst(s string) string {
	_, rest, _ := strings.Cut(s, " ")
	return rest
}
