package story_test

import (
	"bytes"
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"vigia"
	"vigia/internal/db"
	"vigia/internal/db/dbtest"
	"vigia/internal/monitor"
	"vigia/internal/newsroom"
	"vigia/internal/source"
	"vigia/internal/story"
)

// TestSamplePress places the sample press in the order of its dates and
// compares with the truth that stands beside each report: who copied whom, and
// which reports tell one event.
func TestSamplePress(t *testing.T) {
	reports, err := newsroom.Reports()
	if err != nil {
		t.Fatal(err)
	}
	reg, d := pressRegistry(t), dbtest.Lite(t)
	for _, r := range reports {
		put(t, d, reg, story.Doc{ID: r.ID, Outlet: r.Outlet, Published: vigia.Date{At: r.At, Precision: vigia.ToMin},
			Title: r.Title, Text: strings.Join(r.Paragraphs(), "\n\n"), Language: r.Language, Byline: r.Byline})
	}
	got := relations(t, d)
	relays, found, invented := 0, 0, 0
	for _, r := range reports {
		relation, rest, _ := strings.Cut(got[r.ID], " of ")
		origin, _, _ := strings.Cut(rest, ",")
		switch {
		case r.Origin == "" && relation != string(vigia.Original):
			invented++
			t.Logf("%s: %s, want original", r.ID, got[r.ID])
		case r.Origin != "":
			relays++
			if origin == r.Origin && relation == string(r.Relation) {
				found++
			} else {
				t.Logf("%s: %s, want %s of %s", r.ID, got[r.ID], r.Relation, r.Origin)
			}
		}
	}
	t.Logf("relays: %d of %d, %d false in %d", found, relays, invented, len(reports)-relays)
	if found*20 < relays*19 || invented*50 > len(reports) {
		t.Errorf("%d of %d relays found, %d false; it was 95 in 100 and at most 2 in 100", found, relays, invented)
	}
	events(t, d, reports)
}

func pressRegistry(t testing.TB) *source.Registry {
	t.Helper()
	b, err := newsroom.Outlets()
	if err != nil {
		t.Fatal(err)
	}
	outlets, _, err := monitor.LoadOutlets(bytes.NewReader(b), "outlets.csv")
	if err != nil {
		t.Fatal(err)
	}
	return source.NewRegistry(outlets)
}

// events compares stories with events, by pairs of reports within a week.
func events(t *testing.T, q db.Querier, reports []*newsroom.Report) {
	t.Helper()
	stories := map[string]string{}
	for _, r := range reports {
		s, err := story.StoryOf(context.Background(), q, r.ID)
		if err != nil {
			t.Fatal(err)
		}
		stories[r.ID] = s
	}
	right, wrong, missed := 0, 0, 0
	abroad := map[string]int{} // pairs in two languages
	for i, a := range reports {
		for _, b := range reports[:i] {
			if a.Event == "" || b.Event == "" || a.At.Sub(b.At).Abs() > 7*24*time.Hour {
				continue
			}
			same, together := a.Event == b.Event, stories[a.ID] == stories[b.ID]
			if a.Language != b.Language {
				abroad[fmt.Sprintf("one event %t, together %t", same, together)]++
			}
			switch {
			case same && together:
				right++
			case together:
				wrong++
			case same:
				missed++
			}
		}
	}
	f1 := 2 * float64(right) / float64(2*right+wrong+missed)
	t.Logf("pairs of one event: F1 %.3f (%d right, %d wrong, %d missed)", f1, right, wrong, missed)
	t.Logf("of them in two languages: %v", abroad)
	if f1 < 0.7 {
		t.Errorf("pairs of one event: F1 %.3f, it was above 0.7", f1)
	}
}
