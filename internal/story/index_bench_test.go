package story

import (
	"fmt"
	"math/rand/v2"
	"runtime"
	"testing"
	"time"
)

// BenchmarkLookup looks up the neighbours of a report in the memory of a placer
// that knows so many of the same days: what grows with the live reports, without
// the database. A report has the keys that real ones have: the bands of its
// signature, shared with its copies alone, words by Zipf's law, an outlet.
func BenchmarkLookup(b *testing.B) {
	for _, live := range []int{10_000, 100_000, 1_000_000} {
		b.Run(fmt.Sprint(live, " live"), func(b *testing.B) {
			var before, after runtime.MemStats
			runtime.GC()
			runtime.ReadMemStats(&before)
			r := rand.New(rand.NewPCG(1, 2))
			words := rand.NewZipf(r, 1.1, 50, 2_000_000)
			keys := func() (l lookup) {
				for range 32 {
					l.text = append(l.text, r.Uint32())
				}
				l.own = append(l.own, l.text...)
				for range termKeys + nameKeys {
					k := uint32(words.Uint64()) * 2654435761
					l.own, l.words = append(l.own, k), append(l.words, wanted{k, 1})
				}
				l.own = append(l.own, uint32(r.IntN(3000)))
				return l
			}
			var s span
			day := time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC)
			for i := range live {
				s.enter(placing{number: int32(i + 1), day: day, keys: keys().own})
			}
			runtime.GC()
			runtime.ReadMemStats(&after)
			var asked []lookup
			for range 1000 {
				asked = append(asked, keys())
			}
			n, m, began := 0, minuteOf(day), UserTime()
			for b.Loop() {
				l := asked[n%len(asked)]
				n++
				var bands []wanted
				for _, k := range l.text {
					bands = append(bands, wanted{k, 1})
				}
				s.most(bands, ofKey, byText, m, m)
				s.most(l.words, ofKey, byWords, m, m)
			}
			b.ReportMetric((UserTime()-began).Seconds()*1000/float64(n), "user-ms/report")
			b.ReportMetric(float64(after.HeapAlloc-before.HeapAlloc)/(1<<20), "MB")
			b.ReportMetric(float64(after.HeapAlloc-before.HeapAlloc)/float64(live), "bytes/report")
			runtime.KeepAlive(&s)
		})
	}
}
