package intake_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"vigia"
	"vigia/internal/intake"
)

var now = time.Date(2021, 8, 20, 12, 0, 0, 0, time.UTC)

// TestNew: what a person fills in is tidied, or refused with what to do.
func TestNew(t *testing.T) {
	it, err := intake.New("p", " HTTPS://Faro.Example/a?utm_source=x ", "", strings.Repeat("ñ", 3000), "2021-08-20", now)
	if err != nil || it.URL != "https://faro.example/a" || len([]rune(it.Note)) != intake.MaxNote || it.SeenAt.Day() != 20 {
		t.Errorf("%+v, %v", it, err)
	}
	if it, err = intake.New("p", "", "a\x00\n b.pdf\xff", "", "", now); err != nil || strings.Contains(it.Name, "\n") || !it.SeenAt.IsZero() {
		t.Errorf("a file without an address: %+v, %v", it, err)
	}
	for _, bad := range [][3]string{{"", "", ""}, {"javascript:alert(1)", "", ""}, {"file:///etc/passwd", "a.html", ""}, {"https://a.example", "", "20-08-2021"}, {"https://a.example", "", "2021-08-22"}, {"https://a.example", "", "1066-10-14"}} {
		_, err := intake.New("p", bad[0], bad[1], "", bad[2], now)
		var p *vigia.Problem
		if !errors.As(err, &p) || p.Remedy == "" {
			t.Errorf("%q: %v", bad, err)
		}
	}
}
