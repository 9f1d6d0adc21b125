package web

import (
	"strings"
	"testing"
	"time"

	"vigia/internal/burst"
	"vigia/internal/desk"
)

// TestUnusual: findings stand above the queue, and as a reason beside their
// stories, in both languages; a filter leaves those that it shows.
func TestUnusual(t *testing.T) {
	w := newWorld(t)
	row := w.queue(t, desk.Filter{Network: "V"}).Rows[0]
	w.server.unusual.until = time.Now().Add(time.Hour)
	w.server.unusual.all = []desk.Unusual{
		{Finding: burst.Finding{Kind: burst.Burst, Key: burst.Key{Network: "V", Facet: "country", Value: "BO"}, Count: 7, High: 2}, Stories: []string{row.Story}},
		{Finding: burst.Finding{Kind: burst.First, Key: burst.Key{Network: "R", Facet: "dimension", Value: "military"}, Count: 1}},
		{Finding: burst.Finding{Kind: burst.Silence, Key: burst.Key{Network: "C"}, Low: 8, High: 20, Days: 9}},
	}
	bruno, ana := w.as("bruno"), w.as("ana")
	body := bruno.get("/desk").body
	for _, want := range []string{"Unusual now", "7 stories in 7 days, usually 0–2", `href="/desk?country=BO&amp;from=2021-09-25&amp;network=V&amp;sort=newest&amp;state=all"`,
		"1 story, the first in half a year", `href="/desk?dimension=military&amp;from=2021-09-25&amp;network=R&amp;sort=newest&amp;state=all"`, "0 stories in 7 days, usually 8–20; silent for 9 days", "unusually many: V × "} {
		if !strings.Contains(body, want) {
			t.Errorf("/desk does not have %q", want)
		}
	}
	ana.post("/language", "lang", "es", "back", "/desk")
	if body := ana.get("/desk").body; !strings.Contains(body, "Inusual ahora") || !strings.Contains(body, "7 historias en 7 días, lo habitual es 0–2") || !strings.Contains(body, "más de lo habitual: ") {
		t.Error("the Spanish desk does not say it")
	}
	if body := bruno.get("/desk?network=R").body; !strings.Contains(body, "first in half a year") || strings.Contains(body, "usually 0–2") {
		t.Error("a network's queue has the findings of another, or not its own")
	}
	if body := bruno.get("/desk?network=C&country=BO").body; strings.Contains(body, "Unusual now") {
		t.Error("a strip with nothing in it")
	}
}
