package story

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"vigia"
)

// TestPack: what is kept of a report is what it was compared with when it came.
func TestPack(t *testing.T) {
	at := vigia.Date{At: time.Date(2026, 3, 4, 5, 6, 7, 0, time.UTC), Precision: vigia.ToMin}
	for _, d := range []Doc{
		{ID: "long", Outlet: "diario", URL: "https://x.example/1", Published: at, Language: "es", Title: "Maduro viaja a México",
			Text: strings.Repeat("El presidente Maduro viajó el martes a Ciudad de México con 120 empresarios. ", 30)},
		{ID: "brief", Language: "zh", Text: "委內瑞拉總統馬杜羅訪問墨西哥，隨行120人，3月5日"},
		{ID: "empty"},
	} {
		e := newEntry(d, []credit{{Outlet: "efe", Name: "EFE", Why: "by-line: EFE"}, {Name: "otra"}})
		e.day, e.number = d.Published.At, 5
		got, err := entry64(5, text64(e.pack()))
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(seen(e), seen(got)); diff != "" {
			t.Errorf("%s: %s", d.ID, diff)
		}
		whole := e.pack()
		for n := range whole {
			if _, err := unpack(whole[:n]); err == nil {
				t.Fatalf("%s: the first %d of %d bytes are taken for a report", d.ID, n, len(whole))
			}
		}
	}
	if _, err := entry64(1, "no base64!"); err == nil {
		t.Error("nonsense is taken for a report")
	}
}

// seen is what others see of an entry.
func seen(e *entry) any {
	terms := map[view]map[uint32]float32{}
	for v, ts := range e.profile {
		terms[view(v)] = map[uint32]float32{}
		for _, t := range ts {
			terms[view(v)][t.id] = t.weight
		}
	}
	keys := map[uint32]float32{}
	for _, k := range e.tongue.keys {
		keys[k.id] = k.weight
	}
	return []any{e.id, e.key, e.outlet, e.language, e.title, e.at, e.day, e.credits, e.size, e.sig, e.number, terms,
		keys, append([]float32{}, e.tongue.place...), append([]uint32{}, e.tongue.figures...), e.tongue.brief, e.tongue.brief && e.tongue.runes > 0}
}
