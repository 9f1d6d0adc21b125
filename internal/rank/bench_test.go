//go:build unix

package rank

import (
	"runtime"
	"slices"
	"syscall"
	"testing"
)

// spent is the processor time of this program, in seconds.
func spent() float64 {
	var u syscall.Rusage
	if syscall.Getrusage(syscall.RUSAGE_SELF, &u) != nil {
		return 0
	}
	return float64(u.Utime.Sec+u.Stime.Sec) + float64(u.Utime.Usec+u.Stime.Usec)/1e6
}

// measure runs f and reports processor seconds, and megabytes that stay in use.
func measure[T any](b *testing.B, f func() T) {
	var before, after runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	from := spent()
	var kept T
	for b.Loop() {
		kept = f()
	}
	b.ReportMetric((spent()-from)/float64(b.N), "cpu-s/op")
	runtime.GC()
	runtime.ReadMemStats(&after)
	b.ReportMetric(float64(after.HeapAlloc)/1e6-float64(before.HeapAlloc)/1e6, "MB-kept")
	runtime.KeepAlive(kept)
}

// BenchmarkRank20k reads 20,000 texts, learns 2,000 decisions and ranks them
// all, with reasons.
func BenchmarkRank20k(b *testing.B) {
	docs, relevant := newPress(8).reports(20_000)
	xs := examples(relevant, 2000)
	measure(b, func() *Pool {
		p := NewPool(slices.Values(docs))
		m := Teach(p, wanted, xs)
		for _, d := range docs {
			m.Judge(d, mostReasons)
		}
		return p
	})
}

// BenchmarkAfterADecision is what the background does for one network after a
// decision: 5,000 open reports and 1,000 decided ones are read, it is learned
// six times (five to measure on outlets held out) and ranked.
func BenchmarkAfterADecision(b *testing.B) {
	docs, relevant := newPress(9).reports(6000)
	xs := examples(relevant, 1000)
	measure(b, func() *Pool {
		p := NewPool(slices.Values(docs))
		Watch(xs, HeldOut(p, wanted, xs))
		m := Teach(p, wanted, xs)
		for _, d := range docs[1000:] {
			m.Judge(d, mostReasons)
		}
		return p
	})
}
