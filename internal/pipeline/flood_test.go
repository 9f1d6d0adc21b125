package pipeline_test

import (
	"fmt"
	"net/http"
	"testing"
	"time"

	"vigia/internal/db/dbtest"
)

// TestFlood: a feed that gives the same ten reports other ids and other
// addresses of passage at every poll brings each of them once.
func TestFlood(t *testing.T) {
	p := newPress()
	polls := 0
	p.set("uno.example/feed", func(w http.ResponseWriter, _ *http.Request) {
		polls++
		fmt.Fprint(w, `<rss version="2.0"><channel><title>Uno</title>`)
		for i := range 10 {
			fmt.Fprintf(w, `<item><title>Nota %d</title><link>http://uno.example/nota/%[1]d?utm_source=%d</link><guid isPermaLink="false">%[2]d-%[1]d</guid></item>`, i, polls)
		}
		fmt.Fprint(w, `</channel></rss>`)
	})
	for i := range 10 {
		p.set(fmt.Sprintf("uno.example/nota/%d", i), html(story(fmt.Sprintf("Un puerto %d", i), fmt.Sprintf("%s\nEsta es la nota %d.", told, i))))
	}
	l := newLine(t, dbtest.Lite(t), p, "uno")
	for day := range 6 {
		l.at(t, t0.Add(time.Duration(day)*26*time.Hour))
	}
	if finds, reports := len(l.list(t, `SELECT key FROM finds`)), len(l.list(t, `SELECT id FROM reports`)); polls < 3 || finds != 10 || reports != 10 {
		t.Errorf("%d polls, %d finds, %d reports", polls, finds, reports)
	}
	for i := range 10 {
		if n := p.times(fmt.Sprintf("uno.example/nota/%d", i)); n != 1 {
			t.Errorf("report %d was asked for %d times", i, n)
		}
	}
}
