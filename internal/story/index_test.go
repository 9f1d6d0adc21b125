package story

import (
	"math/rand/v2"
	"slices"
	"testing"
)

// TestIndex compares the index with a plain map, through packing and merging
// of its segments.
func TestIndex(t *testing.T) {
	const reports = 5<<tailBits + 77
	r := rand.New(rand.NewPCG(1, 2))
	var x index
	want := map[uint32][]int32{}
	for i := range int32(reports) {
		keys := []uint32{7, 1<<32 - 1, r.Uint32N(500) << 23, r.Uint32(), r.Uint32()}
		if place := x.add(keys); place != i {
			t.Fatalf("report %d has place %d", i, place)
		}
		for _, k := range keys {
			want[k] = append(want[k], i)
		}
	}
	if len(x.segments) != 2 {
		t.Errorf("%d segments; want one of four and one", len(x.segments))
	}
	for k, places := range want {
		slices.Reverse(places)
		for _, most := range []int{1, 120, reports + 1} {
			if got := slices.Collect(x.find(k, most)); !slices.Equal(got, places[:min(most, len(places))]) {
				t.Fatalf("key %d: %d of at most %d reports, the first %v; want %d, the first %v",
					k, len(got), most, got[:min(3, len(got))], min(most, len(places)), places[:min(3, len(places))])
			}
		}
	}
	if got := slices.Collect(x.find(12345, 5)); len(got) > 0 {
		t.Errorf("a key that nobody has: %v", got)
	}
	if got := slices.Collect(x.find(7, 0)); len(got) > 0 {
		t.Errorf("at most none: %v", got)
	}
}
