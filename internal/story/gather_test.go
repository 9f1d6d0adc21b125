package story

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"vigia"
)

// TestGather: headlines of one event come together though they say it in
// other words, and what comes between shows that two stories are one.
func TestGather(t *testing.T) {
	s := NewStream()
	day := time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)
	add := func(id, outlet, title string) {
		day = day.Add(20 * time.Minute)
		s.Add(Doc{ID: id, Outlet: outlet, Language: "es", Title: title, Published: vigia.Date{At: day, Precision: vigia.ToMin}})
	}
	for i, w := range strings.Fields("puerto escuela museo carretera hospital mercado teatro estadio") {
		add(fmt.Sprint("other", i), "diario", "El nuevo "+w+" abre sus puertas en la capital")
	}
	add("a", "uno", "Excarcelan a doce pescadores de Bluefields tras una semana de protestas")
	add("b", "dos", "Pescadores excarcelados en Bluefields denuncian maltratos")
	add("c", "tres", "Doce pescadores de Bluefields salen de la cárcel tras las protestas")
	add("d", "cuatro", "Bluefields: excarcelaciones de pescadores, lo que se sabe")
	want := s.Of("a").Story
	for _, id := range []string{"b", "c", "d"} {
		if got := s.Of(id).Story; got != want {
			t.Errorf("%s is in %s, a in %s", id, got, want)
		}
	}
	for i := range 8 {
		if id := fmt.Sprint("other", i); s.Of(id).Story == want {
			t.Errorf("%s is with the fishermen", id)
		}
	}
}

// TestGatherTwice: the same rows give the same stories.
func TestGatherTwice(t *testing.T) {
	run := func() string {
		s, day := NewStream(), time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)
		var b strings.Builder
		for i := range 300 {
			s.Add(Doc{ID: fmt.Sprint(i), Outlet: fmt.Sprint(i % 7), Language: "es", Published: vigia.Date{At: day, Precision: vigia.ToMin},
				Title: fmt.Sprintf("Incendio %d en el mercado %d deja %d heridos", i%13, i%5, i%3)})
		}
		for i := range 300 {
			b.WriteString(s.Of(fmt.Sprint(i)).Story + " ")
		}
		return b.String()
	}
	if a, b := run(), run(); a != b {
		t.Errorf("one time\n%s\nthe other\n%s", a, b)
	}
}

// TestMove: a headline that fits another story better goes there, with what
// stands for it; two stories whose pairs speak for it become one.
func TestMove(t *testing.T) {
	g, made, moved := newGatherer(), 0, 0
	g.fresh = func() string { made++; return fmt.Sprint("new", made) }
	g.moved = func(*node, string, string) { moved++ }
	n := make([]*node, 6)
	for i := range n {
		n[i] = &node{headline: &headline{id: fmt.Sprint(i)}, place: int32(i), edges: []edge{}}
	}
	tie := func(a, b int, odds float64) {
		n[a].edges, n[b].edges = append(n[a].edges, edge{n[b], odds}), append(n[b].edges, edge{n[a], odds})
	}
	g.enter(n[0], "x")
	g.enter(n[1], "x")
	g.enter(n[2], "y")
	g.enter(n[3], "y")
	tie(0, 1, 0.1)
	tie(2, 3, 2)
	tie(1, 2, 1)
	tie(1, 3, 1)
	tie(4, 1, 3)
	tie(4, 2, 3)
	g.enter(n[4], "y")
	g.settle(n[4])
	if n[1].story != "y" || moved == 0 {
		t.Errorf("1 stays in %s", n[1].story)
	}
	n[0].pinned = true
	tie(5, 0, -6)
	tie(5, 4, 4)
	g.enter(n[5], "y")
	g.settle(n[5])
	if n[0].story != "x" {
		t.Errorf("0 is pinned to x and is in %s", n[0].story)
	}
}

func TestRomanized(t *testing.T) {
	for _, same := range [][]string{
		{"zasedaniya", "zasedaniia", "zasedanija", "zasedania"},
		{"hristianskiy", "khristianskij", "khristyanskii"},
		{"obschestvo", "obshchestvo", "obshhestvo"},
		{"ministr", "mynystr"},
	} {
		for _, w := range same[1:] {
			if a, b := romanStem(romanized(same[0])), romanStem(romanized(w)); a != b {
				t.Errorf("%s is %s, %s is %s", same[0], a, w, b)
			}
		}
	}
}

// TestBurst: what an event is told with stays rare while it is told, and is
// common when that is long ago.
func TestBurst(t *testing.T) {
	day := time.Date(2026, 3, 2, 0, 0, 0, 0, time.UTC)
	r := newTitleRarity()
	r.known = &Background{}
	put := func(title string, at time.Time) *headline {
		h := headlineOf(&rep{title: title, language: "es", day: at})
		r.add(h)
		r.weigh(h)
		return h
	}
	for i := range 200 {
		put(fmt.Sprintf("Noticia número %d del gobierno", i), day)
	}
	now := day.AddDate(0, 0, 10)
	first := put("Erupción", now).mass[byStem]
	for range 50 {
		put("Erupción", now)
	}
	if later := put("Erupción", now).mass[byStem]; later < first*0.5 {
		t.Errorf("while it is told: %.2f, at first %.2f", later, first)
	}
	if old := put("Erupción", now.AddDate(0, 0, 10)).mass[byStem]; old > first*0.5 {
		t.Errorf("when it is old: %.2f, at first %.2f", old, first)
	}
}

// TestStoredTitles: what has been learned can be read, and nothing else.
func TestStoredTitles(t *testing.T) {
	for name, read := range map[string]func([]byte) error{"titles.logit": new(TitleJudge).UnmarshalBinary, "titles.counts": new(Background).UnmarshalBinary} {
		b := map[string][]byte{"titles.logit": titleWeights, "titles.counts": titleBackground}[name]
		if err := read(b); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		for _, cut := range []int{0, 5, 9, len(b) - 1} {
			if read(b[:cut]) == nil {
				t.Errorf("%s is read though cut at %d", name, cut)
			}
		}
	}
}
