package policy

import (
	"fmt"
	"math/rand"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"vigia"
)

// TestRandomSelections judges 5,000 random selections, valid but for their
// share, and compares with a count so plain that nobody can doubt it.
func TestRandomSelections(t *testing.T) {
	rng := rand.New(rand.NewSource(20210924))
	p := testPolicy()
	blocked := 0
	for n := range 5000 {
		p.Cap.Denominator = 1 + rng.Intn(12)
		p.Cap.Numerator = rng.Intn(p.Cap.Denominator + 1)
		s := randomSelection(rng)
		got := Check(p, s)
		counted, total := recount(s)
		if got.Share != (Share{counted, total}) {
			t.Fatalf("selection %d: share %v, want %d of %d", n, got.Share, counted, total)
		}
		over := total == 0 || counted*p.Cap.Denominator > total*p.Cap.Numerator
		if vigia.Blocking(got.Findings) != over {
			t.Fatalf("selection %d: %d of %d under %d/%d, blocking %v:\n%v", n, counted, total, p.Cap.Numerator, p.Cap.Denominator, !over, got.Findings)
		}
		if over {
			blocked++
		}
		rng.Shuffle(len(s.Items), func(i, j int) { s.Items[i], s.Items[j] = s.Items[j], s.Items[i] })
		if again := Check(p, s); again.Share != got.Share || again.ByOrigin != got.ByOrigin || !slices.Equal(again.Counted, got.Counted) {
			t.Fatalf("selection %d: the order of the items changes the share", n)
		}
	}
	if blocked < 1000 || blocked > 4000 {
		t.Errorf("%d of 5000 blocked: the selections do not try both sides", blocked)
	}
}

// randomSelection makes up to 40 reports, some in two digests.
func randomSelection(rng *rand.Rand) Selection {
	states := []string{"VE", "CU", "RU", "IR", "CN", "CO", "QA", ""}
	ordered := []vigia.Class{vigia.StateControlled, vigia.CapturedPublic, vigia.CapturedPrivate, vigia.StateFunded, vigia.IndependentPrivate, vigia.IndependentPrivate, vigia.UnknownClass}
	s := simple(0, 0)
	for i := range rng.Intn(41) {
		it := Item{
			Digest: string("VRIC"[rng.Intn(4)]), Report: fmt.Sprintf("r%d", i), Outlet: "o", Kind: vigia.MediaReport,
			Class: ordered[rng.Intn(len(ordered))], Government: states[rng.Intn(len(states))], Genre: vigia.News,
			Published:  vigia.Date{At: time.Date(2021, 8, 1+rng.Intn(61), 12, 0, 0, 0, time.UTC), Precision: vigia.ToMin},
			Dimensions: []string{"military"}, Countries: []string{"VE"}, SelectedBy: "a",
			Search: &Search{At: civil(2021, 9, 30), WindowDays: 7, Searched: 1},
		}
		if it.Government == "" && it.Class != vigia.UnknownClass {
			it.Class = vigia.IndependentPrivate // a counted class without its state blocks by itself
		}
		s.Items = append(s.Items, it)
		if rng.Intn(4) == 0 {
			it.Digest = "M"
			s.Items = append(s.Items, it)
		}
	}
	return s
}

// recount counts as a stranger would, with the published lists in hand.
func recount(s Selection) (counted, total int) {
	watched := map[string]bool{"VE": true, "CU": true, "NI": true, "BO": true, "RU": true, "IR": true, "HZ": true, "SY": true, "CN": true}
	state := map[vigia.Class]bool{"SC": true, "CaPu": true, "CaPr": true}
	for i, it := range s.Items {
		seen := false
		for _, before := range s.Items[:i] {
			if before.Report == it.Report {
				seen = true
			}
		}
		if seen {
			continue
		}
		total++
		if it.Class == "" || state[it.Class] && watched[it.Government] {
			counted++
		}
	}
	return counted, total
}

// TestRemedyIsEnough follows the remedy of the cap and expects it to hold.
func TestRemedyIsEnough(t *testing.T) {
	for den := int64(1); den <= 12; den++ {
		for num := int64(0); num <= den; num++ {
			f := fraction{num, den}
			for total := range 40 {
				for counted := range total + 1 {
					s := Share{counted, total}
					if f.holds(s) {
						continue
					}
					excess := int64(counted)*den - int64(total)*num
					out := int(ceil(excess, den-num))
					if !f.holds(Share{counted - out, total - out}) {
						t.Fatalf("%v under %v: taking out %d is not enough", s, f, out)
					}
					if f.holds(Share{counted - out + 1, total - out + 1}) {
						t.Fatalf("%v under %v: taking out %d is too much", s, f, out)
					}
				}
			}
		}
	}
}

func TestDeterministic(t *testing.T) {
	p, s := testPolicy(), exerciseSelection()
	p.Governments["V"] = nil
	for i := range s.Items {
		s.Items[i].Genre, s.Items[i].Dimensions = vigia.Opinion, nil
	}
	want := Check(p, s)
	for range 20 {
		if d := cmp.Diff(want, Check(p, s)); d != "" {
			t.Fatal(d)
		}
	}
}
