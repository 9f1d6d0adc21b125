package source_test

import (
	"context"
	"fmt"
	"math"
	"math/rand/v2"
	"testing"
	"time"

	"vigia/internal/db"
	"vigia/internal/db/dbtest"
	"vigia/internal/source"
)

// TestAllowance: ten thousand sources that are due at once are begun over half
// an hour; two hundred thousand at a quarter more than they ask for.
func TestAllowance(t *testing.T) {
	for _, c := range []struct {
		n           int
		d           source.Demand
		least, most time.Duration
	}{
		{60, source.Demand{Polls: 20}, 0, 0},
		{10_000, source.Demand{Polls: 5_000}, 29 * time.Minute, 32 * time.Minute},
		{200_000, source.Demand{Polls: 60_000}, 155 * time.Minute, 165 * time.Minute},
	} {
		var a source.Allowance
		left, now := c.n, t0
		for ; left > 0; now = now.Add(time.Minute) {
			n := min(left, a.Take(now, c.d))
			a.Spend(n)
			left -= n
		}
		if took := now.Add(-time.Minute).Sub(t0); took < c.least || took > c.most {
			t.Errorf("%d sources began within %v, want %v to %v", c.n, took, c.least, c.most)
		}
	}
	var a source.Allowance
	a.Take(t0, source.Demand{})
	a.Spend(1000)
	if n := a.Take(t0.AddDate(0, 0, -1), source.Demand{}); n < 1 {
		t.Error("after the clock was set back nothing begins")
	}
	if n := a.Take(t0.AddDate(1, 0, 0), source.Demand{}); n > 400 {
		t.Errorf("%d begin at once after a year", n)
	}
}

func TestStretch(t *testing.T) {
	d := source.Demand{Weight: 80_000}
	for budget, want := range map[float64]float64{0: 1, 160_000: 1, 80_000: 1, 20_000: 4} {
		if got := d.Stretch(budget); got != want {
			t.Errorf("budget %v: %v, want %v", budget, got, want)
		}
	}
}

// TestIntervalIsLearned lets a month of arrivals pass for sources of many
// rates: what is asked, how late items are seen, and that none is lost.
func TestIntervalIsLearned(t *testing.T) {
	r := rand.New(rand.NewPCG(7, 7))
	for _, c := range []struct {
		perDay float64
		window int
		polls  float64       // a day, at most
		late   time.Duration // on average, at most
	}{
		{0.03, 20, 1.6, 13 * time.Hour},
		{0.5, 20, 5, 5 * time.Hour},
		{4, 20, 11.5, 100 * time.Minute},
		{24, 20, 24, 40 * time.Minute},
		{300, 30, 24, 40 * time.Minute},
	} {
		var arrivals []time.Time
		for at := t0; at.Before(t0.AddDate(0, 0, 60)); {
			at = at.Add(time.Duration(r.ExpFloat64() / c.perDay * 24 * float64(time.Hour)))
			arrivals = append(arrivals, at)
		}
		s := source.Source{URL: fmt.Sprintf("https://%v.example/", c.perDay), State: source.Active, NextAt: t0.AddDate(0, 0, 30)}
		seen, polls, lost := 0, 0, 0
		var late time.Duration
		for now := s.NextAt; now.Before(t0.AddDate(0, 0, 60)); now = s.NextAt {
			p := source.Poll{Status: 200, At: now}
			out := 0
			for out < len(arrivals) && !arrivals[out].After(now) {
				out++
			}
			first := max(0, out-c.window)
			for i := first; i < out; i++ {
				it := source.Listed{Key: fmt.Sprint(i), Fresh: i >= seen}
				it.Published.At, it.Published.Precision = arrivals[i], "minute"
				p.Listed = append(p.Listed, it)
				if p.Items++; it.Fresh {
					p.Fresh++
					if polls > 0 {
						late += now.Sub(arrivals[i])
					}
				}
			}
			if polls > 0 {
				lost += max(0, first-seen)
			}
			seen, polls = out, polls+1
			s, _ = source.Polled(s, p)
		}
		perDay, mean := float64(polls)/30, late/time.Duration(max(1, int(c.perDay*30)))
		t.Logf("%6.2f items a day: %5.1f polls a day, seen %v late on average, %d lost, rate learned %.2f a day", c.perDay, perDay, mean.Round(time.Minute), lost, 24*s.Learned.Rate())
		if perDay > c.polls || mean > c.late || lost > 0 {
			t.Errorf("%v items a day: %.1f polls a day, %v late, %d lost; want at most %v, %v and none", c.perDay, perDay, mean, lost, c.polls, c.late)
		}
		if got := 24 * s.Learned.Rate(); c.perDay >= 4 && math.Abs(math.Log2(got/c.perDay)) > 0.5 {
			t.Errorf("%v items a day: learned %.2f", c.perDay, got)
		}
	}
}

// BenchmarkDue picks what is due among 200,000 sources, 300 at a time.
func BenchmarkDue(b *testing.B) {
	const n = 200_000
	d := dbtest.Lite(b)
	ctx := context.Background()
	sync(b, d, outlets())
	err := d.InTx(ctx, func(tx *db.Tx) error {
		_, err := tx.Exec(`
			WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?)
			INSERT INTO sources (id, outlet, url, title, kind, language, state, verified, every_s, next_at, etag, modified, last_at, ok_at, item_at, fails, reason, detail, remedy, weight)
			SELECT 'src_' || i, 'canal', 'https://s' || i || '.example/feed', '', 'rss', 'es', 'active', 1, 14400, ? + i * 72000, '', '', 1, 1, 1, 0, '', '', '', 0.25 FROM n`, n, db.Micros(t0))
		return err
	})
	if err != nil {
		b.Fatal(err)
	}
	b.Run("due", func(b *testing.B) {
		for b.Loop() {
			due, err := source.Due(ctx, d, t0.Add(6*time.Hour), 300)
			if err != nil || len(due) != 300 {
				b.Fatal(len(due), err)
			}
		}
	})
	b.Run("demand", func(b *testing.B) {
		for b.Loop() {
			if _, err := source.LoadDemand(ctx, d); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("poll", func(b *testing.B) {
		err := d.InTx(ctx, func(tx *db.Tx) error {
			for i := 0; b.Loop(); i++ {
				if _, err := source.RecordPoll(tx, source.Poll{Source: fmt.Sprintf("src_%d", i%n+1), Status: 304, At: t0}); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			b.Fatal(err)
		}
	})
	b.Run("health", func(b *testing.B) {
		for b.Loop() {
			if _, err := source.HealthOf(ctx, d, t0); err != nil {
				b.Fatal(err)
			}
		}
	})
}
