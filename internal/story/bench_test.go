package story_test

import (
	"bufio"
	"compress/gzip"
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"vigia"
	"vigia/internal/article"
	"vigia/internal/db"
	"vigia/internal/db/dbtest"
	"vigia/internal/story"
)

// wires makes the reports of a synthetic press: words by Zipf's law, 300 to
// 600 of them, many events at a time with some reports each, some of them
// copies, spread evenly over five days.
type wires struct {
	r      *rand.Rand
	words  *rand.Zipf
	n      int
	live   int // reports of five days
	events [][]string
	last   map[int]string // text of an event's last report
}

const openEvents = 200 // that are told at a time

func newWires(seed uint64, live int) *wires {
	r := rand.New(rand.NewPCG(seed, 1))
	return &wires{r: r, words: rand.NewZipf(r, 1.1, 8, 200_000), live: live, events: make([][]string, openEvents), last: map[int]string{}}
}

func (p *wires) word() string { return fmt.Sprintf("w%d", p.words.Uint64()) }

func (p *wires) next() story.Doc {
	n := p.r.IntN(len(p.events))
	if p.events[n] == nil || p.r.IntN(6) == 0 { // six reports an event
		p.events[n] = nil
		for range 25 {
			p.events[n] = append(p.events[n], fmt.Sprintf("w%d", p.r.IntN(200_000)))
		}
		delete(p.last, n)
	}
	p.n++
	words := make([]string, 300+p.r.IntN(300))
	for i := range words {
		if words[i] = p.word(); p.r.IntN(6) == 0 {
			words[i] = p.events[n][p.r.IntN(25)]
		}
		if i%20 == 19 {
			words[i] += "."
		}
	}
	body := strings.Join(words, " ")
	if old := p.last[n]; old != "" && p.r.IntN(4) == 0 {
		body = old
	}
	p.last[n] = body
	at := noon.Add(time.Duration(float64(p.n) / float64(p.live) * float64(5*24*time.Hour)))
	return story.Doc{ID: fmt.Sprintf("z%08d", p.n), Outlet: fmt.Sprintf("o%d", p.r.IntN(3000)), Language: "en",
		Title: strings.Join(words[:10], " "), Text: body, Published: vigia.Date{At: at, Precision: vigia.ToMin}}
}

// lives are how many reports are live; the larger ones take minutes to hours
// and have to be asked for: VIGIA_LIVE=1000000.
func lives(b *testing.B) []int {
	all, most := []int{1_000, 10_000, 100_000, 1_000_000}, 1_000
	if v := os.Getenv("VIGIA_LIVE"); v != "" {
		if _, err := fmt.Sscan(v, &most); err != nil {
			b.Fatal(err)
		}
	}
	return slices.DeleteFunc(all, func(n int) bool { return n > most })
}

// BenchmarkPlace places reports among so many that are live already.
func BenchmarkPlace(b *testing.B) {
	for _, live := range lives(b) {
		b.Run(fmt.Sprint(live, " live"), func(b *testing.B) {
			d, z := dbtest.Lite(b), newWires(1, live)
			p := story.NewPlacer(registry())
			for n := 0; n < live; n += 500 {
				inTx(b, d, 500, func(tx *db.Tx) error { return enter(tx, p, z.next(), n < live-1_000) })
			}
			measured(b, p, 1, func() func() {
				doc := z.next()
				return func() { inTx(b, d, 1, func(tx *db.Tx) error { return enter(tx, p, doc, false) }) }
			})
		})
	}
}

// BenchmarkPlaceReal places the real texts of the folder that VIGIA_DATA names.
func BenchmarkPlaceReal(b *testing.B) {
	docs := realDocs(b, 4_000)
	d, p, n := dbtest.Lite(b), story.NewPlacer(registry()), 0
	next := func() story.Doc { n++; return docs[n-1] }
	inTx(b, d, len(docs)/4, func(tx *db.Tx) error { return enter(tx, p, next(), false) })
	measured(b, p, 1, func() func() {
		if n == len(docs) {
			b.Fatal("no more texts: -benchtime=1000x")
		}
		doc := next()
		return func() { inTx(b, d, 1, func(tx *db.Tx) error { return enter(tx, p, doc, false) }) }
	})
}

// BenchmarkStream is the same in memory.
func BenchmarkStream(b *testing.B) {
	for _, live := range lives(b) {
		b.Run(fmt.Sprint(live, " live"), func(b *testing.B) {
			s, z := story.NewStream(), newWires(1, live)
			for range live {
				s.Add(z.next())
			}
			measured(b, s, 1, func() func() {
				doc := z.next()
				return func() { s.Add(doc) }
			})
		})
	}
}

// measured runs what prepare gives, and tells the processor time of it alone,
// in this program's own code: on a machine that others use too, the clock on the
// wall says little. Then it tells what is held in memory.
func measured(b *testing.B, held any, reports int, prepare func() func()) {
	var used time.Duration
	for b.Loop() {
		run := prepare()
		before := story.UserTime()
		run()
		used += story.UserTime() - before
	}
	b.ReportMetric(used.Seconds()*1000/float64(b.N*reports), "user-ms/report")
	memory(b)
	runtime.KeepAlive(held)
}

// memory tells what is held at the end.
func memory(b *testing.B) {
	var m runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&m)
	b.ReportMetric(float64(m.HeapAlloc)/(1<<20), "MB")
}

func inTx(b *testing.B, d *db.DB, n int, f func(tx *db.Tx) error) {
	err := d.InTx(context.Background(), func(tx *db.Tx) error {
		for range n {
			if err := f(tx); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		b.Fatal(err)
	}
}

// enter stores a report and places it; unseen, it is only entered for others to
// find it, as a story of its own.
func enter(tx *db.Tx, p *story.Placer, doc story.Doc, unseen bool) error {
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
	if unseen {
		return story.Enter(tx, p, s)
	}
	_, err = p.Place(tx, s)
	return err
}

// realDocs reads reports of the sets that have texts.
func realDocs(b *testing.B, most int) (docs []story.Doc) {
	b.Helper()
	data := os.Getenv("VIGIA_DATA")
	if data == "" {
		b.Skip("VIGIA_DATA names no folder")
	}
	for _, set := range []string{"duplicates", "stories-en"} {
		f, err := os.Open(filepath.Join(data, set, "cases.jsonl.gz"))
		if err != nil {
			b.Fatal(err)
		}
		defer f.Close()
		z, err := gzip.NewReader(f)
		if err != nil {
			b.Fatal(err)
		}
		lines := bufio.NewScanner(z)
		for lines.Buffer(nil, 8<<20); lines.Scan() && len(docs) < most; {
			var d struct{ ID, Outlet, URL, Title, Text, Language string }
			if err := json.Unmarshal(lines.Bytes(), &d); err != nil {
				b.Fatal(err)
			}
			at := noon.Add(time.Duration(len(docs)) * 3 * time.Minute)
			docs = append(docs, story.Doc{ID: fmt.Sprintf("r%06d", len(docs)), Outlet: d.Outlet, Title: d.Title, Text: d.Text,
				Language: d.Language, Published: vigia.Date{At: at, Precision: vigia.ToMin}})
		}
		if err := lines.Err(); err != nil {
			b.Fatal(err)
		}
	}
	return docs
}
