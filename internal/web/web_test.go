package web

import (
	"net/http"
	"testing"
)

func TestSmoke(t *testing.T) {
	w := newWorld(t)
	b := w.as("elena")
	for _, p := range []string{"/desk", "/desk?network=V&sort=newest", "/sources", "/troubles", "/editions", "/edition/23", "/edition/22", "/edition/23/section/V", "/search?q=maduro", "/help", "/me", "/audit"} {
		if a := b.get(p); a.StatusCode != http.StatusOK {
			t.Errorf("GET %s: %d\n%s", p, a.StatusCode, textOf(a.body))
		}
	}
}
