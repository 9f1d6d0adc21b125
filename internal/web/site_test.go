package web

import (
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"vigia/internal/speech"
)

func TestSite(t *testing.T) {
	dir := t.TempDir()
	site := filepath.Join(dir, "site")
	for name, text := range map[string]string{
		"site/index.html": "front", "site/404.html": "no such page", "site/editions/23/index.html": "edition", "site/assets/site.css": "p{}",
		"site/editions/23/manifest.json": "{}", "site/outlets.csv": "a,b", "site/captures/cap.warc.gz": "\x1f\x8b", "site/feed.rss": "<rss/>", "site/key.pub": "key",
		"site/empty/file.txt": "x", "site/.secret": "hidden", "site/.git/config": "hidden", "secret.txt": "outside",
	} {
		p := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(p), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(p, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Symlink(filepath.Join(dir, "secret.txt"), filepath.Join(site, "link.txt")); err != nil {
		t.Fatal(err)
	}
	h := Site(site)
	for _, c := range []struct {
		path, kind string
		status     int
		body       string
	}{
		{"/", "text/html", 200, "front"}, {"/index.html", "text/html", 200, "front"}, {"/editions/23/", "text/html", 200, "edition"}, {"/assets/site.css", "text/css", 200, "p{}"},
		{"/editions/23/manifest.json", "application/json", 200, "{}"}, {"/outlets.csv", "text/csv", 200, "a,b"}, {"/captures/cap.warc.gz", "application/octet-stream", 200, "\x1f\x8b"},
		{"/feed.rss", "application/rss+xml", 200, "<rss/>"}, {"/key.pub", "text/plain", 200, "key"}, {"/editions/23", "", 301, ""},
		{"/empty/", "text/html", 404, "no such page"}, {"/empty", "text/html", 404, "no such page"}, {"/nowhere", "text/html", 404, "no such page"}, {"/../secret.txt", "text/html", 404, "no such page"},
		{"/..%2fsecret.txt", "text/html", 404, "no such page"}, {"/link.txt", "text/html", 404, "no such page"}, {"/.secret", "text/html", 404, "no such page"}, {"/.git/config", "text/html", 404, "no such page"},
		{"/editions/../.secret", "text/html", 404, "no such page"}, {"//secret.txt", "text/html", 404, "no such page"}, {"/a\x00b", "text/html", 404, "no such page"}, {"/index.html/", "text/html", 404, "no such page"},
	} {
		r := httptest.NewRequest(http.MethodGet, "/", nil)
		r.URL.Path = strings.ReplaceAll(c.path, "%2f", "/")
		w := httptest.NewRecorder()
		h.ServeHTTP(w, r)
		if w.Code != c.status || c.body != "" && w.Body.String() != c.body || !strings.HasPrefix(w.Header().Get("Content-Type"), c.kind) {
			t.Errorf("%s: %d %s %q", c.path, w.Code, w.Header().Get("Content-Type"), speech.Cut(w.Body.String(), 60))
		}
		for k, want := range map[string]string{"X-Content-Type-Options": "nosniff", "Referrer-Policy": "no-referrer", "Content-Security-Policy": sitePolicy} {
			if w.Header().Get(k) != want {
				t.Errorf("%s: %s is %q", c.path, k, w.Header().Get(k))
			}
		}
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, httptest.NewRequest(http.MethodPost, "/", nil))
	if w.Code != http.StatusMethodNotAllowed {
		t.Errorf("POST: %d", w.Code)
	}
	w = httptest.NewRecorder()
	Site(filepath.Join(dir, "none")).ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/", nil))
	if w.Code != http.StatusServiceUnavailable {
		t.Errorf("no site yet: %d", w.Code)
	}
}
