package story_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"vigia"
	"vigia/internal/article"
	"vigia/internal/db"
	"vigia/internal/db/dbtest"
	"vigia/internal/story"
)

// zipf makes reports of a synthetic press: words by Zipf's law, events of
// several reports, all within five days.
type zipf struct {
	r     *rand.Rand
	words *rand.Zipf
	n     int
	event []string
}

func newZipf(seed uint64) *zipf {
	r := rand.New(rand.NewPCG(seed, 1))
	return &zipf{r: r, words: rand.NewZipf(r, 1.1, 8, 60_000)}
}

func (z *zipf) next() story.Doc {
	if z.n%4 == 0 {
		z.event = z.event[:0]
		for range 12 {
			z.event = append(z.event, fmt.Sprintf("e%dx%d", z.n, z.r.IntN(1000)))
		}
	}
	z.n++
	words := make([]string, 150)
	for i := range words {
		if words[i] = fmt.Sprintf("w%d", z.words.Uint64()); z.r.IntN(4) == 0 {
			words[i] = z.event[z.r.IntN(len(z.event))]
		}
	}
	return story.Doc{ID: fmt.Sprintf("z%08d", z.n), Outlet: fmt.Sprintf("o%d", z.r.IntN(2000)), Language: "en",
		Title: strings.Join(words[:8], " "), Text: strings.Join(words, " "),
		Published: vigia.Date{At: noon.Add(time.Duration(z.r.IntN(5*24*60)) * time.Minute), Precision: vigia.ToMin}}
}

// BenchmarkPlace places reports among so many that are live already.
func BenchmarkPlace(b *testing.B) {
	for _, live := range []int{1_000, 10_000} {
		b.Run(fmt.Sprint(live, " live"), func(b *testing.B) {
			d, z := dbtest.Lite(b), newZipf(1)
			p := story.NewPlacer(registry())
			batch := func(n int) {
				err := d.InTx(context.Background(), func(tx *db.Tx) error {
					for range n {
						if err := enter(tx, p, z.next()); err != nil {
							return err
						}
					}
					return nil
				})
				if err != nil {
					b.Fatal(err)
				}
			}
			for n := 0; n < live; n += 500 {
				batch(500)
			}
			for b.Loop() {
				batch(1)
			}
		})
	}
}

func enter(tx *db.Tx, p *story.Placer, doc story.Doc) error {
	if _, err := tx.Exec(`INSERT INTO captures (id, url, final_url, source, at, status, reason, detail, remedy, content_type,
		sha256, size, file, start, length, truncated, robots, via, peer)
		VALUES (?, '', '', '', 0, 200, '', '', '', '', '', 0, '', 0, 0, '', '', 'import', '')`, "cap_"+doc.ID); err != nil {
		return err
	}
	s, _, err := article.Put(tx, article.Stored{ID: doc.ID, Capture: "cap_" + doc.ID, URL: "https://x.example/" + doc.ID,
		Key: "x.example/" + doc.ID, Outlet: doc.Outlet, ArrivedAt: doc.Published.At.Add(time.Hour), DayAt: doc.Published.At,
		Report: article.Report{Title: doc.Title, Text: doc.Text, Language: doc.Language, Published: doc.Published}})
	if err != nil {
		return err
	}
	_, err = p.Place(tx, s)
	return err
}

// BenchmarkStream is the same in memory.
func BenchmarkStream(b *testing.B) {
	s, z := story.NewStream(), newZipf(1)
	for b.Loop() {
		s.Add(z.next())
	}
}
