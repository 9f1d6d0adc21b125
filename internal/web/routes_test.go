package web

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"net/http"
	"net/url"
	"os"
	"regexp"
	"sort"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"vigia/internal/desk"
	"vigia/internal/edition"
)

// logins are one of each role.
var logins = map[desk.Role]string{desk.Analyst: "bruno", desk.Fellow: "farid", desk.Editor: "ernesto", desk.Translator: "teresa", desk.Keeper: "paula", desk.Admin: "admin"}

// address fills in a pattern's gaps with something that is there.
func (w *world) address(t testing.TB, pattern string) (method, path string) {
	t.Helper()
	method, path, found := strings.Cut(pattern, " ")
	if !found {
		method, path = "GET", "/nowhere"
	}
	items, err := edition.Items(context.Background(), w.db, w.edition(t, 23).ID)
	if err != nil || len(items) == 0 {
		t.Fatalf("items: %v", err)
	}
	id := w.openReport(t)
	if strings.Contains(path, "/evidence/") {
		id = w.captureOf(t, id)
	}
	if strings.Contains(path, "/sources/") || strings.Contains(path, "/people/") {
		id = "nobody"
	}
	return method, strings.NewReplacer("{name}", "desk.css", "{id}", id, "{code}", "VE", "{n}", "23", "{key}", "V", "{item}", items[0].ID, "{path...}", "", "{$}", "").Replace(path)
}

func (w *world) edition(t testing.TB, n int) edition.Edition {
	t.Helper()
	e, err := edition.ByNumber(context.Background(), w.db, n)
	if err != nil {
		t.Fatal(err)
	}
	return e
}

// TestAccess asks every route of the table as everybody, and compares with who
// may. The table itself is a golden file: whoever changes a right sees it.
func TestAccess(t *testing.T) {
	w := newWorld(t)
	roles := []desk.Role{desk.Analyst, desk.Fellow, desk.Editor, desk.Translator, desk.Keeper, desk.Admin}
	as := map[desk.Role]*browser{}
	for _, role := range roles {
		as[role] = w.as(logins[role])
	}
	var table strings.Builder
	for _, rt := range w.server.routes {
		method, path := w.address(t, rt.pattern)
		var line []string
		if a := w.browser().do(method, path, formFor(method)); rt.access == anyone {
			line = append(line, "anybody")
			if a.StatusCode == http.StatusUnauthorized || strings.HasPrefix(a.Header.Get("Location"), "/login") {
				t.Errorf("%s asks for a login", rt.pattern)
			}
		} else if method == "GET" && a.StatusCode != http.StatusSeeOther || method == "POST" && a.StatusCode != http.StatusUnauthorized {
			t.Errorf("%s: %d to somebody without login", rt.pattern, a.StatusCode)
		} else if to := a.Header.Get("Location"); method == "GET" && !strings.HasPrefix(to, "/login?next=") {
			t.Errorf("%s leads to %s without login", rt.pattern, to)
		}
		for _, role := range roles {
			if rt.pattern == "POST /logout" {
				line = append(line, string(role)) // it would end the session of the others
				continue
			}
			p := desk.Person{ID: "x", Role: role, Active: true}
			a := as[role].do(method, path, formFor(method))
			switch allowed := rt.access.admit(p) == nil; {
			case allowed && (a.StatusCode == http.StatusUnauthorized || a.StatusCode >= 500):
				t.Errorf("%s as %s: %d\n%s", rt.pattern, role, a.StatusCode, textOf(a.body))
			case allowed:
				line = append(line, string(role))
			case a.StatusCode != http.StatusForbidden:
				t.Errorf("%s as %s: %d, want 403", rt.pattern, role, a.StatusCode)
			}
		}
		fmt.Fprintf(&table, "%-45s %s\n", rt.pattern, strings.Join(line, " "))
	}
	want, err := os.ReadFile("testdata/access.txt")
	if os.Getenv("VIGIA_UPDATE") != "" {
		err = os.WriteFile("testdata/access.txt", []byte(table.String()), 0o644)
		want = []byte(table.String())
	}
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), table.String()); diff != "" {
		t.Errorf("rights differ from testdata/access.txt (-want +got; VIGIA_UPDATE=1 rewrites it):\n%s", diff)
	}
}

func formFor(method string) url.Values {
	if method == "POST" {
		return url.Values{}
	}
	return nil
}

// TestDisabled: who is no longer active is out at once, and so is who has been
// given another role.
func TestDisabled(t *testing.T) {
	for name, change := range map[string]string{"inactive": `UPDATE people SET active = 0 WHERE login = 'bruno'`, "role": `UPDATE people SET role = 'editor' WHERE login = 'bruno'`} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			b := w.as("bruno")
			if a := b.get("/desk"); a.StatusCode != http.StatusOK {
				t.Fatalf("before: %d", a.StatusCode)
			}
			w.exec(t, change)
			if a := b.get("/desk"); a.StatusCode != http.StatusSeeOther {
				t.Errorf("after: %d, want 303 to the login", a.StatusCode)
			}
		})
	}
}

// TestHeaders: every route says what a browser may do with its answer.
func TestHeaders(t *testing.T) {
	w := newWorld(t)
	b := w.as("elena")
	nonces := map[string]bool{}
	for _, rt := range w.server.routes {
		method, path := w.address(t, rt.pattern)
		if rt.pattern == "POST /logout" || rt.pattern == "GET /evidence/{id}/page" { // its own, stricter one: TestCapturedPage
			continue
		}
		a := b.do(method, path, formFor(method))
		h := a.Header
		csp := h.Get("Content-Security-Policy")
		for _, want := range []string{"default-src 'none'", "frame-ancestors 'none'"} {
			if !strings.Contains(csp, want) {
				t.Errorf("%s: policy %q lacks %q", rt.pattern, csp, want)
			}
		}
		for k, want := range map[string]string{"X-Content-Type-Options": "nosniff", "Referrer-Policy": "no-referrer", "Cross-Origin-Opener-Policy": "same-origin", "Cross-Origin-Resource-Policy": "same-origin", "Server": ""} {
			if h.Get(k) != want {
				t.Errorf("%s: %s is %q, want %q", rt.pattern, k, h.Get(k), want)
			}
		}
		if c := h.Get("Cache-Control"); rt.pattern != "GET /static/{name}" && !strings.Contains(c, "no-store") {
			t.Errorf("%s: Cache-Control %q", rt.pattern, c)
		}
		if strings.Contains(rt.pattern, "preview") {
			continue // the site's own pages
		}
		m := regexp.MustCompile(`script-src 'nonce-([^']+)' 'strict-dynamic'; style-src 'nonce-([^']+)'`).FindStringSubmatch(csp)
		if m == nil || m[1] != m[2] || nonces[m[1]] || len(m[1]) < 22 {
			t.Fatalf("%s: policy %q has no fresh nonce", rt.pattern, csp)
		}
		nonces[m[1]] = true
		if strings.Contains(a.body, "<script") && !strings.Contains(a.body, `nonce="`+m[1]+`"`) {
			t.Errorf("%s: the page does not carry its nonce", rt.pattern)
		}
		// The bookmarklet is for other pages: here it is only dragged.
		a.body = strings.Replace(a.body, `href="javascript:`, "", 1)
		for _, bad := range []string{" style=", "onclick=", "javascript:", "http-equiv"} {
			if strings.Contains(a.body, bad) {
				t.Errorf("%s: the page has %q, which its policy forbids", rt.pattern, bad)
			}
		}
	}
}

func TestSecure(t *testing.T) {
	w := newWorld(t, func(o *Options) { o.Secure = true })
	a := w.browser().post("/login", "login", "bruno", "password", password)
	c := a.Header.Get("Set-Cookie")
	for _, want := range []string{"__Host-vigia=", "Secure", "HttpOnly", "SameSite=Lax", "Path=/"} {
		if !strings.Contains(c, want) {
			t.Errorf("cookie %q lacks %q", c, want)
		}
	}
	if a.Header.Get("Strict-Transport-Security") == "" {
		t.Error("no Strict-Transport-Security")
	}
}

// forgeries are headers of a form that another site made a browser send.
var forgeries = []map[string]string{
	{"Sec-Fetch-Site": "cross-site"}, {"Sec-Fetch-Site": "same-site"}, {"Sec-Fetch-Site": "cross-site", "Origin": "https://evil.example"},
	{"Sec-Fetch-Site": "", "Origin": "https://evil.example"}, {"Sec-Fetch-Site": "", "Origin": "null"}, {"Sec-Fetch-Site": "", "Origin": "http://127.0.0.1.evil.example"},
	{"Sec-Fetch-Site": "", "Origin": "http://127.0.0.1"}, {"Sec-Fetch-Site": "cross-site", "HX-Request": "true"}, {"Sec-Fetch-Site": "same-site", "Origin": "http://localhost"},
}

// TestForged: no form of another site gets through, on any route.
func TestForged(t *testing.T) {
	w := newWorld(t)
	b := w.as("elena")
	before := w.sum(t)
	for _, rt := range w.server.routes {
		method, path := w.address(t, rt.pattern)
		if method != "POST" {
			continue
		}
		for _, headers := range forgeries {
			var pairs []string
			for k, v := range headers {
				pairs = append(pairs, k, v)
			}
			a := b.do(method, path, url.Values{"reason": {"weak"}, "login": {"elena"}, "lang": {"es"}}, pairs...)
			if a.StatusCode != http.StatusForbidden {
				t.Errorf("%s with %v: %d, want 403", rt.pattern, headers, a.StatusCode)
			}
		}
	}
	if after := w.sum(t); after != before {
		t.Error("a forged form has changed something")
	}
	if a := b.get("/desk"); a.StatusCode != http.StatusOK {
		t.Errorf("the session is gone: %d", a.StatusCode)
	}
}

// TestGetsWriteNothing reads every page and compares all tables with before.
func TestGetsWriteNothing(t *testing.T) {
	w := newWorld(t)
	b := w.as("elena")
	open := w.openReport(t)
	before := w.sum(t)
	for _, rt := range w.server.routes {
		if method, path := w.address(t, rt.pattern); method == "GET" {
			b.get(path)
		}
	}
	for _, path := range []string{"/desk?report=" + open + "&act=select", "/desk?report=" + w.stateReport(t) + "&act=select", "/desk?report=" + open + "&act=reject",
		"/report/" + open + "?act=select", "/report/" + open + "/reject", "/edition/22", "/edition/23?item=x", "/undo", "/logout", "/edition/23/publish"} {
		b.get(path)
	}
	if after := w.sum(t); after != before {
		t.Error("a GET has changed something")
	}
}

// sum is the digest of every table but sessions.
func (w *world) sum(t testing.TB) string {
	t.Helper()
	h := sha256.New()
	for _, table := range w.tables(t) {
		rows, err := w.db.Query(context.Background(), "SELECT COUNT(*) FROM "+table)
		if err != nil {
			t.Fatal(err)
		}
		var n int
		for rows.Next() {
			if err := rows.Scan(&n); err != nil {
				t.Fatal(err)
			}
		}
		rows.Close()
		fmt.Fprintf(h, "%s %d\n", table, n)
	}
	for _, q := range []string{`SELECT id || status || revision FROM editions ORDER BY id`, `SELECT id || position || summary FROM items ORDER BY id`, `SELECT url || state FROM sources ORDER BY url`, `SELECT login || role || active || password FROM people ORDER BY login`} {
		rows, err := w.db.Query(context.Background(), q)
		if err != nil {
			t.Fatal(err)
		}
		for rows.Next() {
			var s string
			if err := rows.Scan(&s); err != nil {
				t.Fatal(err)
			}
			fmt.Fprintln(h, s)
		}
		rows.Close()
	}
	return hex.EncodeToString(h.Sum(nil))
}

func (w *world) tables(t testing.TB) []string {
	t.Helper()
	rows, err := w.db.Query(context.Background(), `SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' AND name NOT LIKE 'search_words%' AND name <> 'sessions'`)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	var names []string
	for rows.Next() {
		var n string
		if err := rows.Scan(&n); err != nil {
			t.Fatal(err)
		}
		names = append(names, n)
	}
	sort.Strings(names)
	return names
}

func (w *world) exec(t testing.TB, q string, args ...any) {
	t.Helper()
	if err := w.try(q, args...); err != nil {
		t.Fatal(err)
	}
}
