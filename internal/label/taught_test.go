package label

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"vigia"
	"vigia/internal/db"
	"vigia/internal/db/dbtest"
)

// lessons are reports on ports, which people label R, and on bread, which they
// do not; the monitor's terms know nothing of either. The last two are one text
// with opposite labels.
func lessons() []Example {
	var out []Example
	for i := range 40 {
		port := i%2 == 0
		body := "La panadería del barrio abrió de nuevo con hornos y harina para los vecinos de la calle larga número " + fmt.Sprint(i)
		if port {
			body = "El muelle de aguas profundas recibió grúas y contenedores de la naviera para la terminal número " + fmt.Sprint(i)
		}
		out = append(out, Example{Report: fmt.Sprintf("rep_%02d", i), Outlet: fmt.Sprintf("outlet-%d", i%7),
			Doc:  Doc{Title: "Noticia", Text: body + strings.Repeat(" en la ciudad", 5), Language: "es"},
			Said: map[string]bool{"network:R": port}, By: map[string]string{"network:R": "per_1"}})
	}
	twin := out[0]
	twin.Report, twin.Said, twin.By = "rep_99", map[string]bool{"network:R": false}, map[string]string{"network:R": "per_2"}
	return append(out, twin)
}

func TestTeach(t *testing.T) {
	l := New(tiny())
	ev := l.Evaluate(lessons())
	if len(ev.Classes) != 1 || !ev.Classes[0].Adopt || ev.Classes[0].Learn < 0.9 || ev.Classes[0].Rules > 0.1 {
		t.Fatalf("figures %+v", ev.Classes)
	}
	if c := ev.Contradicted; len(c) != 1 || c[0].Reports != [2]string{"rep_00", "rep_99"} || c[0].By != [2]string{"per_1", "per_2"} {
		t.Errorf("contradictions %+v", c)
	}
	if n := len(ev.Curve); n != 4 || ev.Curve[3].F1 < ev.Curve[0].F1-0.2 {
		t.Errorf("curve %+v", ev.Curve)
	}
	taught, err := l.Teach(lessons(), ev.Adopted())
	if err != nil {
		t.Fatal(err)
	}
	with := l.With(taught)
	if with.Version() == l.Version() {
		t.Error("what was taught has no version of its own")
	}
	for body, want := range map[string]bool{
		"Llegaron grúas y contenedores al muelle de la naviera": true,
		"La panadería compró harina y hornos":                   false,
	} {
		var got *vigia.Label
		for _, b := range with.Label(Doc{Title: "Otra", Text: body, Language: "es"}) {
			if b.Kind == vigia.LabelNetwork {
				got = &b
			}
		}
		if (got != nil) != want || got != nil && !strings.Contains(got.Why, "learned from your decisions: «") {
			t.Errorf("%s: %+v", body, got)
		}
	}
}

func TestTooFewExamplesTeachNothing(t *testing.T) {
	l := New(tiny())
	for _, es := range [][]Example{nil, lessons()[:3], {{Report: "x", Said: map[string]bool{"genre:news": true}}}} {
		ev := l.Evaluate(es)
		if len(ev.Adopted()) != 0 {
			t.Errorf("%d examples: %+v", len(es), ev)
		}
		if _, err := l.Teach(es, []string{"network:R"}); err == nil {
			t.Errorf("%d examples taught something", len(es))
		}
	}
}

func TestVersionsAreKeptAndWithdrawn(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := context.Background()
		l := New(tiny())
		ev := l.Evaluate(lessons())
		taught, err := l.Teach(lessons(), ev.Adopted())
		if err != nil {
			t.Fatal(err)
		}
		var m Model
		if err := d.InTx(ctx, func(tx *db.Tx) (err error) { m, err = Keep(tx, taught, "per_1", ev); return err }); err != nil {
			t.Fatal(err)
		}
		loaded, err := Load(ctx, d, tiny())
		if err != nil {
			t.Fatal(err)
		}
		if !strings.HasSuffix(loaded.Version(), m.Version) {
			t.Errorf("version %s, want one of %s", loaded.Version(), m.Version)
		}
		doc := Doc{Title: "Otra", Text: "Llegaron grúas y contenedores al muelle de la naviera", Language: "es"}
		if n := loaded.Label(doc)[0]; n.Kind != vigia.LabelNetwork || n.Value != "R" {
			t.Errorf("what was kept does not judge: %+v", n)
		}
		if err := d.InTx(ctx, func(tx *db.Tx) error { return Withdraw(tx, m.Version) }); err != nil {
			t.Fatal(err)
		}
		if err := d.InTx(ctx, func(tx *db.Tx) error { return Withdraw(tx, m.Version) }); err == nil {
			t.Error("a version was withdrawn twice")
		}
		if loaded, err = Load(ctx, d, tiny()); err != nil || loaded.Version() != l.Version() {
			t.Errorf("after withdrawal: %v, %v", loaded.Version(), err)
		}
		if ms, err := Models(ctx, d); err != nil || len(ms) != 1 || ms[0].Gone.IsZero() {
			t.Errorf("versions %+v, %v", ms, err)
		}
	})
}
