package label

import (
	"maps"
	"slices"
	"strings"
	"testing"

	"vigia"
	"vigia/internal/monitor"
	"vigia/internal/newsroom"
)

// tally counts right, wrong and missed labels.
type tally struct{ right, wrong, missed int }

func (t *tally) add(got, want []string) {
	for _, g := range got {
		if slices.Contains(want, g) {
			t.right++
		} else {
			t.wrong++
		}
	}
	for _, w := range want {
		if !slices.Contains(got, w) {
			t.missed++
		}
	}
}

func (t tally) f1() float64 { return 2 * float64(t.right) / float64(2*t.right+t.wrong+t.missed) }

func values(ls []vigia.Label, kind vigia.LabelKind) []string {
	var vs []string
	for _, l := range ls {
		if l.Kind == kind && l.Score > 0 {
			vs = append(vs, l.Value)
		}
	}
	return vs
}

// TestSamplePress labels the sample press by the VRIC monitor's lexicons and
// compares with the truth that stands beside each report.
func TestSamplePress(t *testing.T) {
	m, _, err := monitor.Load("../../monitors/vric")
	if err != nil {
		t.Fatal(err)
	}
	reports, err := newsroom.Reports()
	if err != nil {
		t.Fatal(err)
	}
	l := New(m)
	all := map[string]*tally{"networks": {}, "themes": {}, "countries": {}, "dimensions": {}}
	genres := map[string]*tally{}
	for _, r := range reports {
		kind := vigia.MediaReport
		if r.Outlet == "cancilleria-muestra" {
			kind = vigia.OfficialDocument
		}
		got := l.Label(Doc{Title: r.Title, Text: strings.Join(r.Paragraphs(), "\n\n"), URL: "http://x.example/" + r.Section + "/" + r.ID,
			Section: r.Section, Language: r.Language, Kind: kind})
		all["networks"].add(values(got, vigia.LabelNetwork), r.Networks)
		if testing.Verbose() {
			if g := values(got, vigia.LabelNetwork); !same(g, r.Networks) {
				t.Logf("%s: networks %v, want %v", r.ID, g, r.Networks)
			}
		}
		medical := func(vs []string) []string {
			return slices.DeleteFunc(slices.Clone(vs), func(v string) bool { return v != "M" })
		}
		all["themes"].add(medical(values(got, vigia.LabelTheme)), medical(r.Themes))
		all["countries"].add(values(got, vigia.LabelCountry), r.Countries)
		all["dimensions"].add(values(got, vigia.LabelDimension), r.Dimensions)
		g := values(got, vigia.LabelGenre)[0]
		if genres[string(r.Genre)] == nil {
			genres[string(r.Genre)] = &tally{}
		}
		genres[string(r.Genre)].add([]string{g}, []string{string(r.Genre)})
		if g != string(r.Genre) {
			t.Logf("%s: genre %s, want %s", r.ID, g, r.Genre)
		}
	}
	least := map[string]float64{"networks": 0.85, "themes": 0.95, "countries": 0.8, "dimensions": 0.5}
	for name, n := range all {
		if n.f1() < least[name] {
			t.Errorf("%s: F1 %.3f, it was above %.2f", name, n.f1(), least[name])
		}
		t.Logf("%-10s F1 %.3f (%d right, %d wrong, %d missed)", name, n.f1(), n.right, n.wrong, n.missed)
	}
	for _, g := range []string{"opinion", "declaration", "editorial"} {
		if genres[g].wrong > 0 {
			t.Errorf("%d reports of genre %s were taken for something else", genres[g].wrong, g)
		}
	}
	if genres["news"].wrong > genres["news"].right/50 {
		t.Errorf("%d of %d news were taken for something else", genres["news"].wrong, genres["news"].right)
	}
	for _, g := range slices.Sorted(maps.Keys(genres)) {
		t.Logf("genre %-12s %d right, %d wrong", g, genres[g].right, genres[g].wrong)
	}
}

func same(a, b []string) bool {
	a, b = slices.Sorted(slices.Values(a)), slices.Sorted(slices.Values(b))
	return slices.Equal(a, b)
}

// TestPressWithoutMonitor finds the countries of the sample press by the shipped
// names alone, language by language.
func TestPressWithoutMonitor(t *testing.T) {
	reports, err := newsroom.Reports()
	if err != nil {
		t.Fatal(err)
	}
	l := New(&monitor.Monitor{})
	by := map[string]*tally{}
	for _, r := range reports {
		if by[r.Language] == nil {
			by[r.Language] = &tally{}
		}
		by[r.Language].add(values(l.Label(Doc{Title: r.Title, Text: strings.Join(r.Paragraphs(), "\n\n"), Language: r.Language}), vigia.LabelCountry), r.Countries)
	}
	for language, least := range map[string]float64{"en": 0.73, "es": 0.82, "pt": 0.78, "ru": 0.86, "fa": 0.86, "zh": 0.8} {
		n := by[language]
		t.Logf("%s: F1 %.3f (%d right, %d wrong, %d missed)", language, n.f1(), n.right, n.wrong, n.missed)
		if n.f1() < least {
			t.Errorf("%s: F1 %.3f, it was above %.2f", language, n.f1(), least)
		}
	}
}
