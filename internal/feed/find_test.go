package feed_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"vigia/internal/feed"
)

func TestFindDates(t *testing.T) {
	for _, c := range []struct {
		in   string
		want []string
	}{
		{"Por Ana Ruiz, 23 de noviembre de 2026, 10:30 h. Managua", []string{"2026-11-23T10:30:00Z"}},
		{"Published November 23, 2026 at 3:04 PM EST | Updated Nov. 24, 2026", []string{"2026-11-23T15:04:00-05:00", "2026-11-24"}},
		{"23.11.2026 – 10:30 Uhr", []string{"2026-11-23T10:30:00Z"}},
		{"Stand: 3. 4. 2026", []string{"2026-04-03"}},
		{"10:30 | 23 Nov 2026", []string{"2026-11-23T10:30:00Z"}},
		{"12:12 AM - 11 Jul 2026", []string{"2026-07-11T00:12:00Z"}},
		{"23 ноября 2026, 10:30 МСК", []string{"2026-11-23T10:30:00Z"}},
		{"發布於 2026年11月23日 10:30", []string{"2026-11-23T10:30:00Z"}},
		{"入力 2026.11.23. 오후 3:04", []string{"2026-11-23T15:04:00Z"}},
		{"تاريخ النشر: ٢٣ نوفمبر ٢٠٢٦", []string{"2026-11-23"}},
		{"انتشار: ۲ آذر ۱۴۰۵", []string{"2026-11-23"}},
		{"2026. november 23. hétfő", []string{"2026-11-23"}},
		{"Am 23. November 26 und am 01/02/2026", []string{"2026-11-23", "2026-02-01"}},
		{"2026-11-23T10:30:00+01:00", []string{"2026-11-23T10:30:00+01:00"}},
		{"Mon 23\u00a0Nov\u00a02026", []string{"2026-11-23"}},
		// what is no day
		{"Version 1.2.3, IP 10.11.12.13, Tel. 22 33 44 55, 2026/27", nil},
		{"in November 2026, or 2026", nil},
		{"3:04 PM, 40 comments, May 5 people", nil},
		{"ISBN 978-3-16-148410-0, $1,234.56", nil},
		{"31.02.2026 and 2026-13-01", nil},
		{"yesterday, 2 hours ago, hace 3 días", nil},
	} {
		var got []string
		for _, f := range feed.FindDates(c.in, 9) {
			got = append(got, f.String())
		}
		if diff := cmp.Diff(c.want, got); diff != "" {
			t.Errorf("%q: %s", c.in, diff)
		}
	}
}

func TestFindDatesSays(t *testing.T) {
	f := feed.FindDates("Updated: 5/6/2026, not 23/11/2026", 5)
	if len(f) != 2 || !f[0].Either || f[1].Either || !f[0].Figures || f[0].Before != "Updated: " || f[0].Text != "5/6/2026" || f[1].Before != ", not " {
		t.Errorf("%+v", f)
	}
	if n := len(feed.FindDates(strings.Repeat("1/2/2026 ", 5000), 7)); n != 7 {
		t.Errorf("%d dates, want no more than 7", n)
	}
}

func FuzzFindDates(f *testing.F) {
	for _, s := range []string{"23 de noviembre de 2026, 10:30", "10:30 | 23.11.26", "2026年11月23日", "٢٣ نوفمبر ٢٠٢٦", "November 23rd, 2026 3 PM (EST) +0100", "1:1:1 1.1.11 1h1"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		for _, d := range feed.FindDates(s, 20) {
			if !d.Known() || d.At.Year() < 1969 || d.At.Year() > 2101 {
				t.Errorf("FindDates(%q) = %v", s, d)
			}
		}
	})
}

func BenchmarkFindDates(b *testing.B) {
	s := strings.Repeat("El 23 de noviembre de 2026 llegaron 40 barcos con 1.200 toneladas al puerto de Corinto. ", 100)
	b.SetBytes(int64(len(s)))
	for b.Loop() {
		feed.FindDates(s, 1000)
	}
}
