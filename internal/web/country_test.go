package web

import (
	"net/http"
	"testing"
	"time"

	"vigia/internal/burst"
	"vigia/internal/desk"
)

func TestCountryPages(t *testing.T) {
	w := newWorld(t)
	w.server.unusual.until = time.Now().Add(time.Hour)
	w.server.unusual.all = []desk.Unusual{
		{Finding: burst.Finding{Kind: burst.Burst, Key: burst.Key{Network: "V", Facet: "country", Value: "BO"}, Count: 7, High: 2}},
		{Finding: burst.Finding{Kind: burst.First, Key: burst.Key{Network: "R", Facet: "country", Value: "VE"}, Count: 1}},
		{Finding: burst.Finding{Kind: burst.Silence, Key: burst.Key{Network: "C", Facet: "country", Value: "CL"}, Low: 5, High: 9, Days: 8}},
	}
	b := w.as("bruno")
	b.get("/countries").has(t, `href="/country/VE"`, "first in half a year: R", "unusually many: V", "unusually quiet: C")
	c, err := desk.LoadCountry(t.Context(), w.db, w.monitor, "VE", w.edition(t, 23).From, w.edition(t, 23).To.AddDate(0, 0, 1))
	if err != nil || len(c.Stories) == 0 {
		t.Fatalf("%d stories, %v", len(c.Stories), err)
	}
	b.get("/country/VE").has(t, c.Stories[0].Lead.Title, "Unusual here now", "the first in half a year", "in the last 7 days", "/desk?country=VE&from=2021-", "As a table").lacks(t, "7 stories in 7 days, usually 0–2")
	b.get("/country/ve?from=2021-01-01&to=2021-01-31").has(t, "No story of this period")
	b.get("/country/VE?from=nonsense&to=2021-13-40").has(t, c.Stories[0].Lead.Title) // as if nothing was asked for
	if a := b.get("/country/XX"); a.StatusCode != http.StatusNotFound {
		t.Errorf("no country: %d", a.StatusCode)
	}
	b.get("/desk").has(t, `href="/countries"`)
	b.get("/desk?country=VE").has(t, `href="/country/VE"`)
}
