package desk_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"vigia"
	"vigia/internal/db"
	"vigia/internal/db/dbtest"
	"vigia/internal/desk"
	"vigia/internal/desk/desktest"
)

// BenchmarkUnusual reads half a year of 100,000 reports, a third of which are
// labelled with a network, two countries, a theme and a dimension.
func BenchmarkUnusual(b *testing.B) {
	d := dbtest.Lite(b)
	w := desktest.New(b, d)
	now := time.Date(2021, 9, 30, 12, 0, 0, 0, time.UTC)
	const all = 100_000
	w.Put(b, desktest.Report{ID: "r"})
	for from := 0; from < all; from += 5000 {
		w.Tx(b, func(tx *db.Tx) error {
			for i := from; i < from+5000; i++ {
				id, day := fmt.Sprintf("rep_%d", i), db.Micros(now.Add(-time.Duration(i)*189*24*time.Hour/all))
				if _, err := tx.Exec(`INSERT INTO reports SELECT ?, capture, part, url, ?, outlet, kind, ?, byline, published, precision, date_from, modified, language, confidence, text, words, section, genre_hint, genre_why, provenance, doubts, version, arrived_at, ?, stage FROM reports WHERE id = 'r'`,
					id, id, fmt.Sprintf("Title %d of %d", i%977, i%131), day); err != nil {
					return err
				}
				if i%3 > 0 {
					continue
				}
				for kind, values := range map[vigia.LabelKind][]string{vigia.LabelNetwork: {string(rune('A' + i%5))}, vigia.LabelCountry: {fmt.Sprint("X", i%33), fmt.Sprint("X", i%17)}, vigia.LabelTheme: {fmt.Sprint("t", i%10)}, vigia.LabelDimension: {fmt.Sprint("d", i%7)}} {
					for _, v := range values {
						if _, err := tx.Exec(`INSERT INTO labels (report, kind, value, score, why, by, at, version) VALUES (?, ?, ?, 0.9, '', 'machine', 0, '') ON CONFLICT DO NOTHING`, id, kind, v); err != nil {
							return err
						}
					}
				}
			}
			return nil
		})
	}
	for b.Loop() {
		if _, err := desk.LoadUnusual(context.Background(), d, now); err != nil {
			b.Fatal(err)
		}
	}
}
