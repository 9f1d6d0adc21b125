package rank

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// press is an invented press: reports of 40 outlets, a fifth of them about
// what is looked for, in words of its own among common ones.
type press struct{ r *rand.Rand }

func (p press) words(prefix string, kinds, n int) string {
	var b strings.Builder
	for range n {
		fmt.Fprintf(&b, "%s%d ", prefix, int(float64(kinds)*p.r.Float64()*p.r.Float64()))
	}
	return b.String()
}

func (p press) report(i int) (Doc, bool) {
	yes := p.r.IntN(5) == 0
	d := Doc{ID: fmt.Sprint("r", i), Source: fmt.Sprint("outlet", p.r.IntN(40)), Title: p.words("t", 400, 6), Text: p.words("c", 2000, 80)}
	switch {
	case yes:
		d.Text += p.words("wanted", 60, 12)
	case p.r.IntN(3) == 0:
		d.Text += p.words("wanted", 60, 2) + p.words("sport", 60, 10)
	default:
		d.Text += p.words("other", 300, 12)
	}
	return d, yes
}

func (p press) reports(n int) (docs []Doc, relevant []bool) {
	for i := range n {
		d, yes := p.report(i)
		docs, relevant = append(docs, d), append(relevant, yes)
	}
	return docs, relevant
}

func newPress(seed uint64) press { return press{rand.New(rand.NewPCG(seed, 0))} }

func examples(relevant []bool, n int) []Example {
	var out []Example
	for i := range n {
		out = append(out, Example{At: i, Relevant: relevant[i], By: "ana"})
	}
	return out
}

var wanted = Words{ByLanguage: map[string][]string{"": {"wanted1 wanted2"}}}

func TestAReviewFindsWhatIsRelevantFirst(t *testing.T) {
	docs, relevant := newPress(1).reports(1500)
	o := Run(NewPool(slices.Values(docs)), Doc{Title: "wanted1 wanted2"}, func(i int) bool { return relevant[i] })
	if len(o.Order) != len(docs) || len(slices.Compact(slices.Sorted(slices.Values(o.Order)))) != len(docs) {
		t.Fatalf("%d texts in the order of %d", len(o.Order), len(docs))
	}
	of := map[string]bool{}
	all := 0
	for i, d := range docs {
		if of[d.ID] = relevant[i]; relevant[i] {
			all++
		}
	}
	found, atStop := 0, 0
	for i, id := range o.Order {
		if of[id] && i < all {
			found++
		}
		if of[id] && i < o.Stop {
			atStop++
		}
	}
	if recall := float64(found) / float64(all); recall < 0.9 {
		t.Errorf("%.2f of what is relevant stands in as many places", recall)
	}
	if recall := float64(atStop) / float64(all); recall < 0.95 || o.Stop > len(docs)*3/4 {
		t.Errorf("stops after %d of %d with %.2f found", o.Stop, len(docs), recall)
	}
}

func TestTheOrderOfThePoolSaysNothing(t *testing.T) {
	docs, relevant := newPress(2).reports(300)
	of := map[string]bool{}
	for i, d := range docs {
		of[d.ID] = relevant[i]
	}
	play := func() []string {
		return Run(NewPool(slices.Values(docs)), Doc{Title: "nothing of it"}, func(i int) bool { return of[docs[i].ID] }).Order[:1]
	}
	first := play()
	slices.Reverse(docs)
	if again := play(); !slices.Equal(first, again) {
		t.Errorf("the first text is %v, and %v with the pool turned round", first, again)
	}
}

func TestAModelComesBackToTheLastBit(t *testing.T) {
	docs, relevant := newPress(3).reports(900)
	p := NewPool(slices.Values(docs))
	xs := examples(relevant, 300)
	m := Teach(p, wanted, xs)
	slices.Reverse(xs)
	if again := Teach(p, wanted, xs); string(again.bytes()) != string(m.bytes()) {
		t.Error("the order of the examples changes the model")
	}
	body, sum := m.Pack()
	back, err := Unpack(body, sum)
	if err != nil {
		t.Fatal(err)
	}
	probe, _ := newPress(4).reports(2000)
	for _, d := range probe {
		if a, b := m.Score(d), back.Score(d); a != b {
			t.Fatalf("%s scores %v, and %v when it came back", d.ID, a, b)
		}
	}
	for name, damage := range map[string][2]string{"sum": {body, strings.Repeat("0", 64)}, "cut": {body[:len(body)/2], sum}, "empty": {"", sum}, "no base64": {"?", sum}} {
		if _, err := Unpack(damage[0], damage[1]); err == nil {
			t.Errorf("%s: a damaged model was read", name)
		}
	}
}

func TestWithoutADecisionTheMonitorsWordsRank(t *testing.T) {
	docs := []Doc{
		{ID: "a", Text: "Un partido de fútbol en la capital", Language: "es"},
		{ID: "b", Text: "Las vacunas rusas llegaron a la capital", Language: "es"},
		{ID: "c", Text: "Rusia y la vacunación en la capital", Language: "es"},
		{ID: "d", Text: "El equipo de fútbol entrena", Language: "es"},
	}
	m := Teach(NewPool(slices.Values(docs)), Words{ByLanguage: map[string][]string{"es": {"vacuna", "Rusia"}}}, nil)
	if m.Score(docs[1]) <= m.Score(docs[0]) || m.Score(docs[2]) <= m.Score(docs[3]) {
		t.Errorf("scores %v", []float64{m.Score(docs[0]), m.Score(docs[1]), m.Score(docs[2]), m.Score(docs[3])})
	}
	_, why := m.Judge(docs[2], 3)
	if len(why) == 0 || !strings.Contains(why[0].Term, "rusia") && !strings.Contains(why[0].Term, "vacunación") {
		t.Errorf("reasons %v", why)
	}
}

func TestBadInputIsRanked(t *testing.T) {
	docs := []Doc{{}, {ID: "x", Text: strings.Repeat("palabra ", 200_000)}, {Text: "\xff\xfe\x00"}, {Title: "\u200b\u202e"}, {ID: "x", Text: strings.Repeat("a", 1<<20)}}
	for _, n := range []int{0, 1, len(docs)} {
		p := NewPool(slices.Values(docs[:n]))
		Teach(p, Words{}, nil)
		if o := Run(p, Doc{}, func(i int) bool { return i == 1 }); len(o.Order) != n || o.Stop != n {
			t.Errorf("%d texts: %d in order, stop at %d", n, len(o.Order), o.Stop)
		}
	}
}

// TestOneSourceTeachesLittle: whoever is decided on most does not fill the
// training.
func TestOneSourceTeachesLittle(t *testing.T) {
	docs, relevant := newPress(5).reports(1000)
	for i := range 600 {
		docs[i].Source = "flood"
	}
	p := NewPool(slices.Values(docs))
	xs := examples(relevant, 1000)
	sum, flood := 0.0, 0.0
	for s, w := range p.bound(xs) {
		n := 0.0
		for _, x := range xs {
			if p.sources[x.At] == s {
				n++
			}
		}
		if sum += n * float64(w); s == "flood" {
			flood = n * float64(w)
		}
	}
	if flood/sum > mostOfOne+0.001 {
		t.Errorf("600 of 1000 decisions are on one source: it has %.3f of the weight", flood/sum)
	}
}

func TestArrangePlacesEachItemOnce(t *testing.T) {
	r := rand.New(rand.NewPCG(6, 0))
	for _, n := range []int{0, 1, 24, 25, 49, 50, 51, 277} {
		for _, sources := range []int{1, 3, 100} {
			var items []Item
			for i := range n {
				items = append(items, Item{Key: fmt.Sprint(i), Source: fmt.Sprint(r.IntN(sources)), Score: r.Float64(), Rejected: r.IntN(20) * r.IntN(2)})
			}
			var at []int
			for _, x := range Arrange(items, "m") {
				at = append(at, x.At)
			}
			slices.Sort(at)
			want := make([]int, n)
			for i := range want {
				want[i] = i
			}
			if len(at) != n || n > 0 && !slices.Equal(at, want) {
				t.Fatalf("%d items of %d sources: %d placed", n, sources, len(at))
			}
		}
	}
}

// TestSourcesEarnTheirPlaces: of the first fifty, with enough to show from
// sources of which something was selected.
func TestSourcesEarnTheirPlaces(t *testing.T) {
	for name, c := range map[string]struct {
		change func(*Item)
		most   int // places of all newcomers, drawn ones among them
	}{
		"new":                       {func(*Item) {}, mostOfNew + 1},
		"new, with one text":        {func(it *Item) { it.Kin = "k" }, 2},
		"rejected once":             {func(it *Item) { it.Rejected = 1 }, 1},
		"only ever rejected":        {func(it *Item) { it.Rejected = 2 }, 1},
		"one source of many texts":  {func(it *Item) { it.Source = "n" }, 2},
		"nobody's":                  {func(it *Item) { it.Source = "" }, 2},
		"selected once, and fallen": {func(it *Item) { it.Source, it.Selected, it.Rejected = "n", 1, 400 }, 2},
	} {
		var items []Item
		for i := range 400 {
			items = append(items, Item{Key: fmt.Sprint("p", i), Source: fmt.Sprint("p", i%20), Score: 1, Selected: 5, Rejected: 5})
		}
		for i := range 400 {
			it := Item{Key: fmt.Sprint("n", i), Source: fmt.Sprint("n", i%20), Score: 2}
			c.change(&it)
			items = append(items, it)
		}
		got := 0
		for _, x := range Arrange(items, "m")[:pageOf] {
			if x.At >= 400 {
				got++
			}
		}
		if got > c.most {
			t.Errorf("%s: %d of the first fifty places, at most %d are theirs", name, got, c.most)
		}
	}
}

func TestTheWindowHoldsAgainstAFlood(t *testing.T) {
	var came []arrival
	for i := range 20_000 {
		a := arrival{fmt.Sprint(i), fmt.Sprint("honest", i/20%40), i}
		if i%20 != 0 {
			a.source = fmt.Sprint("flood", i%3)
		}
		came = append(came, a)
	}
	tally := map[string]Tally{}
	for i := range 40 {
		tally[fmt.Sprint("honest", i)] = Tally{Selected: 1}
	}
	count := map[byte]int{}
	got := window(came, tally, 1000)
	for _, a := range got {
		count[a.source[0]]++
	}
	if len(got) != 1000 || count['f'] > 300 {
		t.Errorf("%d in the window, %d of them of the flood", len(got), count['f'])
	}
	if got := window(came[:7], nil, 1000); len(got) != 7 {
		t.Errorf("%d of 7 in a window with room", len(got))
	}
}

func TestArrangeKeepsToTheScore(t *testing.T) {
	items := []Item{{Key: "a", Source: "1", Score: 1}, {Key: "b", Source: "2", Score: 3}, {Key: "c", Source: "3", Score: 2}}
	if diff := cmp.Diff([]Placed{{At: 1}, {At: 2}, {At: 0}}, Arrange(items, "m")); diff != "" {
		t.Error(diff)
	}
}

func TestSeen(t *testing.T) {
	read := func(found, then int) []bool { return append(slices.Repeat([]bool{true}, found), make([]bool, then)...) }
	for name, c := range map[string]struct {
		found  []bool
		unread int
		enough bool
	}{
		"nothing read":              {nil, 100, false},
		"nothing found":             {read(0, 500), 100, false},
		"everything read":           {read(3, 10), 0, true},
		"much read after the last":  {read(100, 500), 500, true},
		"little read after it":      {read(100, 20), 5000, false},
		"few found, much left":      {read(20, 200), 2000, false},
		"few found, little left":    {read(20, 1800), 200, true},
		"all found early":           {append([]bool{true, true, false, true, true, true}, make([]bool, 341)...), 90_000, true},
		"one came late":             {append(append([]bool{true, true, false, true, true}, make([]bool, 330)...), true), 90_000, false},
		"found all the way through": {slices.Repeat([]bool{true, false, false}, 100), 300, false},
	} {
		got := Seen(c.found, c.unread)
		if got.Enough != c.enough || got.Least > got.Likely || got.Likely > 1 || got.Least < 0 {
			t.Errorf("%s: %+v", name, got)
		}
	}
}
