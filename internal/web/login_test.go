package web

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"
)

func TestLogin(t *testing.T) {
	w := newWorld(t)
	b := w.browser()
	if a := b.get("/edition/23?item=x"); a.Header.Get("Location") != "/login?next="+url.QueryEscape("/edition/23?item=x") {
		t.Errorf("sent to %s", a.Header.Get("Location"))
	}
	a := b.post("/login", "login", "bruno", "password", "wrong", "next", "/edition/23")
	if a.StatusCode != http.StatusForbidden {
		t.Errorf("a wrong password: %d", a.StatusCode)
	}
	a.has(t, "login or password is wrong", `value="bruno"`, `value="/edition/23"`).lacks(t, "wrong\"")
	if c := a.Header.Get("Set-Cookie"); c != "" {
		t.Errorf("a failed login sets %s", c)
	}
	a = b.post("/login", "login", "bruno", "password", password, "next", "/edition/23?item=x")
	if a.StatusCode != http.StatusSeeOther || a.Header.Get("Location") != "/edition/23?item=x" {
		t.Errorf("login: %d to %s", a.StatusCode, a.Header.Get("Location"))
	}
	c := a.Header.Get("Set-Cookie")
	for _, want := range []string{"vigia=", "HttpOnly", "SameSite=Lax", "Path=/"} {
		if !strings.Contains(c, want) {
			t.Errorf("cookie %q lacks %q", c, want)
		}
	}
	if a := b.get("/login"); a.StatusCode != http.StatusSeeOther {
		t.Errorf("the login page to somebody who has logged in: %d", a.StatusCode)
	}
	b.get("/desk").has(t, "Bruno Tavares")
	a = b.post("/logout")
	if a.Header.Get("Clear-Site-Data") == "" || a.Header.Get("Location") != "/login" {
		t.Errorf("logout: %v", a.Header)
	}
	if a := b.get("/desk"); a.StatusCode != http.StatusSeeOther {
		t.Errorf("after the logout: %d", a.StatusCode)
	}
	// A form of a session that has ended is answered, not thrown away.
	b.post("/report/x/reject", "reason", "weak").has(t, "your session has ended", "log in again")
	if a := b.do("POST", "/undo", url.Values{}, "HX-Request", "true"); a.StatusCode != http.StatusUnauthorized || a.Header.Get("HX-Retarget") != "#notice" {
		t.Errorf("a part of a page without login: %d %v", a.StatusCode, a.Header)
	}
	if a := b.get("/desk", "HX-Request", "true"); a.Header.Get("HX-Redirect") == "" {
		t.Errorf("a part of a page without login: %v", a.Header)
	}
}

// TestFixation: a token that a stranger has planted is worth nothing after the
// login, and the old one is worth nothing after the logout.
func TestFixation(t *testing.T) {
	w := newWorld(t)
	u, _ := url.Parse(w.http.URL)
	b := w.browser()
	b.c.Jar.SetCookies(u, []*http.Cookie{{Name: "vigia", Value: "planted-by-a-stranger", Path: "/"}})
	b.post("/login", "login", "bruno", "password", password)
	token := b.c.Jar.Cookies(u)[0].Value
	if token == "planted-by-a-stranger" {
		t.Fatal("the planted token is in use")
	}
	thief := w.browser()
	thief.c.Jar.SetCookies(u, []*http.Cookie{{Name: "vigia", Value: "planted-by-a-stranger", Path: "/"}})
	if a := thief.get("/desk"); a.StatusCode != http.StatusSeeOther {
		t.Errorf("the planted token: %d", a.StatusCode)
	}
	b.post("/logout")
	thief.c.Jar.SetCookies(u, []*http.Cookie{{Name: "vigia", Value: token, Path: "/"}})
	if a := thief.get("/desk"); a.StatusCode != http.StatusSeeOther {
		t.Errorf("the token after the logout: %d", a.StatusCode)
	}
}

func TestIdle(t *testing.T) {
	w := newWorld(t)
	b := w.as("bruno")
	ctx := w.sessionOf(t, b)
	for _, c := range []struct {
		idle time.Duration
		want int
	}{{longestIdle - time.Minute, http.StatusOK}, {longestIdle + time.Minute, http.StatusSeeOther}} {
		w.server.sessions.Put(ctx, keySeen, time.Now().Add(-c.idle).Unix())
		if _, _, err := w.server.sessions.Commit(ctx); err != nil {
			t.Fatal(err)
		}
		if a := b.get("/desk"); a.StatusCode != c.want {
			t.Errorf("idle for %v: %d, want %d", c.idle, a.StatusCode, c.want)
		}
	}
	if w.server.sessions.Lifetime != longestSession {
		t.Errorf("a session lasts %v", w.server.sessions.Lifetime)
	}
}

func TestThrottle(t *testing.T) {
	now := time.Date(2021, 10, 1, 0, 0, 0, 0, time.UTC)
	tries := func(th *throttle, n int, login func(int) string, address func(int) string) int {
		ok := 0
		for i := range n {
			if th.allow(login(i), address(i), now) {
				ok++
			}
		}
		return ok
	}
	same := func(s string) func(int) string { return func(int) string { return s } }
	other := func(s string) func(int) string { return func(i int) string { return fmt.Sprint(s, i) } }
	th := newThrottle()
	if got := tries(th, 30, same("Elena"), other("10.0.0.")); got != triesPerLogin {
		t.Errorf("%d tries for one login", got)
	}
	if th.allow("elena", "10.9.9.9", now) {
		t.Error("the login is told apart by its case")
	}
	if !th.allow("elena", "10.9.9.9", now.Add(time.Minute)) {
		t.Error("no try a minute later")
	}
	th = newThrottle()
	if got := tries(th, 60, other("user"), same("10.0.0.1")); got != triesPerAddress {
		t.Errorf("%d tries from one address", got)
	}
	// An address that is stopped does not use up the tries of a login.
	if got := tries(th, 10, same("elena"), same("10.0.0.1")); got != 0 {
		t.Errorf("%d tries from a stopped address", got)
	}
	if !th.allow("elena", "10.0.0.2", now) {
		t.Error("elena is locked out by a stopped address")
	}
	th = newThrottle()
	tries(th, 3*mostKeys, other("u"), other("a"))
	th.allow("x", "y", now.Add(2*time.Minute))
	if len(th.buckets) > 10 {
		t.Errorf("%d buckets are kept", len(th.buckets))
	}
}

func TestThrottledPage(t *testing.T) {
	w := newWorld(t)
	b := w.browser()
	for i := range triesPerLogin + 1 {
		a := b.post("/login", "login", "nobody", "password", "x")
		if want := map[bool]int{true: http.StatusForbidden, false: http.StatusTooManyRequests}[i < triesPerLogin]; a.StatusCode != want {
			t.Errorf("try %d: %d, want %d", i+1, a.StatusCode, want)
		}
	}
}

func TestAddressOf(t *testing.T) {
	for remote, want := range map[string]string{"192.0.2.1:1234": "192.0.2.1", "[2001:db8:1:2:3:4:5:6]:80": "2001:db8:1:2::/64", "[::ffff:192.0.2.1]:80": "192.0.2.1", "[fe80::1%eth0]:80": "fe80::/64", "odd": "odd"} {
		if got := addressOf(&http.Request{RemoteAddr: remote}); got != want {
			t.Errorf("%s: %s, want %s", remote, got, want)
		}
	}
}

// TestLocal: nobody is sent off the desk.
func TestLocal(t *testing.T) {
	w := newWorld(t)
	for address, want := range map[string]string{
		"/desk": "/desk", "/desk?network=V&report=x": "/desk?network=V&report=x", "/edition/23": "/edition/23", "/edition/23/section/V?lang=es": "/edition/23/section/V?lang=es", "/report/rep_x": "/report/rep_x", "/": "/",
		"": "-", "desk": "-", "//evil.example": "-", "///evil.example": "-", `/\evil.example`: "-", `\\evil.example`: "-", "/\tevil": "-", "https://evil.example/desk": "-", "http:/desk": "-", "https:evil.example": "-",
		"javascript:alert(1)": "-", "data:text/html,x": "-", "/desk/../../evil": "-", "/%2f%2fevil.example": "-", "/%5cevil.example": "-", "//evil.example/desk": "-", "/desk\r\nX: y": "-", "/desk%0d%0aX:y": "-",
		"/logout": "-", "/undo": "-", "/static/desk.css": "-", "/healthz": "-", "/nowhere": "-", "//": "-", "/./desk": "-", "@evil.example": "-", "/@evil.example": "-", "https://user@evil.example": "-", "/login?next=//evil.example": "/login?next=%2F%2Fevil.example",
	} {
		got := w.server.local(address, "-")
		if got != want {
			t.Errorf("%q: %q, want %q", address, got, want)
		}
		if u, err := url.Parse(got); err != nil || u.Host != "" {
			t.Errorf("%q leads off the desk: %q", address, got)
		}
	}
	a := w.browser().post("/login", "login", "bruno", "password", password, "next", "//evil.example/")
	if a.Header.Get("Location") != "/desk" {
		t.Errorf("sent to %s", a.Header.Get("Location"))
	}
	a = w.browser().post("/language", "lang", "es", "back", "https://evil.example/")
	if a.Header.Get("Location") != "/desk" {
		t.Errorf("sent to %s", a.Header.Get("Location"))
	}
}

func TestLanguage(t *testing.T) {
	w := newWorld(t)
	b := w.browser()
	b.get("/login", "Accept-Language", "es-AR,es;q=0.9,en;q=0.8").has(t, `<html lang="es">`, "Contraseña")
	b.get("/login", "Accept-Language", "fr").has(t, `<html lang="en">`)
	b.post("/language", "lang", "es", "back", "/login")
	b.get("/login", "Accept-Language", "en").has(t, `<html lang="es">`)
	if a := b.post("/language", "lang", "xx"); a.StatusCode != http.StatusUnprocessableEntity {
		t.Errorf("a language that is none: %d", a.StatusCode)
	}
	c := w.as("elena")
	c.post("/language", "lang", "es", "back", "/edition/23").has(t, "")
	c.get("/edition/23").has(t, `<html lang="es">`, "Compendios", "Red de Amenaza Bolivariana", "Presentar a revisión")
}

func TestSampleLogins(t *testing.T) {
	logins := []Login{{"ana", "Ana", "analyst", "sample password"}}
	w := newWorld(t, func(o *Options) { o.SampleLogins = logins })
	w.browser().get("/login").lacks(t, "sample password")
	w = newWorld(t, func(o *Options) { o.Sample, o.SampleLogins = true, logins })
	w.browser().get("/login").has(t, "Sample logins", "sample password", "Enter as Ana")
}
