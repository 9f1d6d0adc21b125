package burst

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// flow is a stream of stories: weekends bring half, and events come in clumps
// of so many stories on average.
func flow(r *rand.Rand, week, clump float64) (s Series) {
	for age := range s {
		rate := week / 6 / clump
		if age%7 < 2 {
			rate /= 2
		}
		for range poisson(r, rate) {
			for n := 1 + poisson(r, clump-1); n > 0; n-- {
				s[max(0, age-r.IntN(3))]++
			}
		}
	}
	return s
}

func poisson(r *rand.Rand, rate float64) (n int) {
	for p := r.Float64(); p > math.Exp(-rate); p *= r.Float64() {
		n++
	}
	return n
}

func steady(a int) (s Series) {
	for i := range s {
		s[i] = a
	}
	return s
}

// TestFalseAlarms measures how often nothing looks like something. The
// monitor of the figures has 250 cells.
func TestFalseAlarms(t *testing.T) {
	for _, clump := range []float64{1, 1.5, 2.5} {
		all, alarms := 0, 0
		for _, week := range []float64{0.1, 0.5, 1, 2, 5, 10, 30, 100} {
			r := rand.New(rand.NewPCG(1, uint64(10*week)))
			n := map[string]int{}
			const runs = 2000
			for range runs {
				for _, f := range Find([]Cell{{Key{"R", "country", "BO"}, flow(r, week, clump)}}, steady(500)) {
					n[f.Kind]++
				}
			}
			t.Logf("clumps of %.1f, %5.1f stories a week: bursts %.3f %%, silences %.3f %% of weeks", clump, week, 100*float64(n[Burst])/runs, 100*float64(n[Silence])/runs)
			all, alarms = all+runs, alarms+n[Burst]+n[Silence]
		}
		rate := float64(alarms) / float64(all)
		t.Logf("clumps of %.1f: %.3f %% of all weeks, %.1f a week in a monitor of 250 cells", clump, 100*rate, 250*rate)
		if limit := map[float64]float64{1: 0.004, 1.5: 0.007, 2.5: 0.008}[clump]; rate > limit {
			t.Errorf("clumps of %.1f: %.4f false alarms a week, want at most %.4f", clump, rate, limit)
		}
	}
}

// TestFound measures how often a change is found once it has lasted a week.
func TestFound(t *testing.T) {
	for _, c := range []struct {
		week, times float64
		kind        string
		least       float64
	}{{0.5, 16, Burst, 0.7}, {2, 5, Burst, 0.6}, {10, 3, Burst, 0.8}, {50, 2, Burst, 0.8}, {10, 0, Silence, 0.8}, {50, 0, Silence, 0.99}} {
		r := rand.New(rand.NewPCG(2, uint64(c.week)))
		n := 0
		const runs = 1000
		for range runs {
			s, now := flow(r, c.week, 1), flow(r, c.week*c.times, 1)
			copy(s[:7], now[:7])
			fs := Find([]Cell{{Key{"R", "country", "BO"}, s}}, steady(500))
			if len(fs) == 1 && fs[0].Kind == c.kind {
				n++
			}
		}
		got := float64(n) / runs
		t.Logf("%4.1f stories a week, then %.0f times as many: %s found in %.1f %%", c.week, c.times, c.kind, 100*got)
		if got < c.least {
			t.Errorf("%v: found in %.3f, want %.3f", c, got, c.least)
		}
	}
}

func TestFind(t *testing.T) {
	bo := Key{"R", "country", "BO"}
	weekly := func(n int) (s Series) {
		for age := 10; age < Days; age += 7 {
			s[age] = n
		}
		return s
	}
	with := func(s Series, days map[int]int) Series {
		for age, n := range days {
			s[age] = n
		}
		return s
	}
	young := with(steady(500), zeros(7*7))
	still, double := steady(500), steady(500)
	for age := range 7 {
		still[age], double[age] = 20, 1500
	}
	lively := Cell{Key{Network: "R"}, steady(9)}
	for _, c := range []struct {
		name   string
		cells  []Cell
		intake Series
		want   []Finding
	}{
		{"empty", nil, Series{}, nil},
		{"a burst", []Cell{{bo, with(weekly(1), map[int]int{1: 4, 2: 5})}}, steady(500), []Finding{{Kind: Burst, Key: bo, Count: 9, Low: 0, High: 5, Days: 1, Why: "9 stories in 7 days, usually 0–5"}}},
		{"too young to know", []Cell{{bo, with(weekly(1), map[int]int{1: 4, 2: 5})}}, young, nil},
		{"two are no burst", []Cell{{bo, with(Series{100: 1}, map[int]int{1: 2})}}, steady(500), nil},
		{"a silence", []Cell{{bo, weekly(20)}}, steady(500), []Finding{{Kind: Silence, Key: bo, Low: 11, High: 31, Days: 10, Why: "0 stories in 7 days, usually 11–31"}}},
		{"the collector stood still", []Cell{{bo, weekly(20)}}, still, nil},
		{"new sources", []Cell{{bo, with(weekly(20), map[int]int{3: 60})}}, double, nil},
		{"a first", []Cell{lively, {bo, Series{3: 1}}}, steady(500), []Finding{{Kind: First, Key: bo, Count: 1, Days: 3, Why: "the first in more than 182 days"}}},
		{"not a first", []Cell{lively, {bo, Series{3: 1, 180: 1}}}, steady(500), nil},
		{"a first before there is half a year", []Cell{lively, {bo, Series{3: 1}}}, with(steady(500), zeros(170)), nil},
		{"a network nobody wrote of", []Cell{{Key{Network: "R"}, Series{3: 1}}, {bo, Series{3: 1}}}, steady(500), []Finding{{Kind: First, Key: Key{Network: "R"}, Count: 1, Days: 3, Why: "the first in more than 182 days"}}},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := Find(c.cells, c.intake)
			for i := range got {
				got[i].Weight = 0
			}
			if d := cmp.Diff(c.want, got); d != "" {
				t.Error(d)
			}
		})
	}
}

func zeros(from int) map[int]int {
	m := map[int]int{}
	for age := from; age < Days; age++ {
		m[age] = 0
	}
	return m
}

func TestRoutine(t *testing.T) {
	series := func(every int, title string) (ts []Title) {
		for i := 1; i <= 5; i++ {
			ts = append(ts, Title{Words(title), every * i})
		}
		return ts
	}
	for _, c := range []struct {
		name, title string
		earlier     []Title
		want        bool
	}{
		{"weekly", "Resumen semanal de cooperación: 12 de mayo", series(7, "Resumen semanal de cooperación: 5 de mayo"), true},
		{"daily", "Гороскоп на 3 мая", append(series(7, "Гороскоп на 2 мая"), series(1, "Гороскоп на 2 мая")...), true},
		{"other words", "Irán firma un acuerdo con Bolivia", series(7, "Resumen semanal de cooperación"), false},
		{"another weekday", "Resumen semanal de cooperación", series(6, "Resumen semanal de cooperación"), false},
		{"twice is no series", "Resumen semanal", series(7, "Resumen semanal")[:2], false},
		{"no words", "2021 12", series(7, "2020 11"), false},
		{"empty", "", nil, false},
	} {
		if got := Routine(Title{Words(c.title), 0}, c.earlier); got != c.want {
			t.Errorf("%s: %v", c.name, got)
		}
	}
}
