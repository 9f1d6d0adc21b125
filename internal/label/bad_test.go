package label

import (
	"strings"
	"testing"

	"vigia"
	"vigia/internal/monitor"
	"vigia/internal/newsroom"
)

// TestBadInput: whatever the bytes are, each report gets a genre and a scope,
// each with a reason, and spans lie within the text.
func TestBadInput(t *testing.T) {
	m, _, err := monitor.Load("../../monitors/vric")
	if err != nil {
		t.Fatal(err)
	}
	l := New(m)
	for name, s := range map[string]string{
		"empty": "", "blank": " \n\n\t ", "one word": "Rusia", "no utf-8": "\xff\xfe\x80 Rusia \xc3", "zeros": strings.Repeat("\x00", 1000),
		"a megabyte":       strings.Repeat("El ministro ruso llegó a Caracas y condenó la injerencia de Estados Unidos. ", 14_000),
		"one long word":    strings.Repeat("a", 1<<20),
		"only open quotes": strings.Repeat("«", 200_000),
		"only marks":       strings.Repeat("?!… ", 100_000),
		"mixed scripts":    "Россия и 中国 se reunieron con ایران في Caracas, 美国 霸权主义 imperialismo الولايات المتحدة",
		"homoglyphs":       "Ѕputnik V llеgó а Саrасаs, Rusiа", // Cyrillic letters among the Latin ones
		"zero widths":      "Ru\u200bsia y Ve\u00adnezue\u200dla firmaron en Ca\u2060racas",
		"marks on marks":   "e" + strings.Repeat("\u0301", 50_000),
	} {
		for _, lang := range []string{"es", "en", "ru", "fa", "zh", "ar", "", "xx"} {
			e := l.Explain(Doc{Title: s, Text: s, Language: lang})
			kinds := map[vigia.LabelKind]int{}
			for _, b := range e.Labels {
				kinds[b.Kind]++
				if b.Why == "" || !(b.Score > 0 && b.Score <= 1) {
					t.Errorf("%s, %q: %+v", name, lang, b)
				}
			}
			if kinds[vigia.LabelGenre] != 1 || kinds[vigia.LabelScope] != 1 {
				t.Errorf("%s, %q: %v", name, lang, kinds)
			}
			at := 0
			for _, p := range Declarations(s, lang) {
				if p.Start < at || p.End <= p.Start || p.End > len(s) {
					t.Fatalf("%s, %q: passage %+v after %d", name, lang, p, at)
				}
				at = p.End
			}
		}
	}
}

// TestZeroWidths: what cannot be seen does not hide a name.
func TestZeroWidths(t *testing.T) {
	got := values(New(&monitor.Monitor{}).Label(Doc{Title: "Ve\u00adnezue\u200bla", Text: "El gobierno de Ve\u00adnezue\u200dla y otra vez Venezuela.", Language: "es"}), vigia.LabelCountry)
	if len(got) != 1 || got[0] != "VE" {
		t.Errorf("countries %v", got)
	}
}

// TestShippedWeights: the weights that come with the program load.
func TestShippedWeights(t *testing.T) {
	w := shippedWeights()
	if w.Manner.Size() < 1000 || len(w.Words.Weights) < 1000 || w.Wire.Trees() < 10 || w.Places.Trees() < 10 {
		t.Errorf("weights are missing: %d, %d, %d, %d", w.Manner.Size(), len(w.Words.Weights), w.Wire.Trees(), w.Places.Trees())
	}
	if n := len(shipped().roots); n < 20 {
		t.Errorf("names of countries in %d languages", n)
	}
}

// TestCountriesInLanguages: the same small report, without a monitor.
func TestCountriesInLanguages(t *testing.T) {
	l := New(&monitor.Monitor{})
	for lang, s := range map[string]string{
		"en": "Peru and China signed a port agreement. The Peruvian minister met Chinese officials in Beijing.",
		"es": "Perú y China firmaron un acuerdo portuario. El ministro peruano se reunió con funcionarios chinos en Pekín.",
		"pt": "Peru e China assinaram um acordo portuário. O ministro peruano reuniu-se com autoridades chinesas em Pequim.",
		"fr": "Le Pérou et la Chine ont signé un accord portuaire. Le ministre péruvien a rencontré des responsables chinois à Pékin.",
		"ru": "Перу и Китай подписали соглашение о порте. Министр Перу встретился с китайскими чиновниками в Пекине.",
		"fa": "پرو و چین توافقنامه بندری امضا کردند. وزیر پرو با مقام‌های چینی در پکن دیدار کرد.",
		"ar": "وقعت بيرو والصين اتفاقا بشأن ميناء. والتقى وزير بيرو بمسؤولين صينيين في بكين.",
		"zh": "秘鲁与中国签署港口协议。秘鲁部长在北京会见中国官员。",
	} {
		got := values(l.Label(Doc{Title: "", Text: s, Language: lang}), vigia.LabelCountry)
		if strings.Join(got, " ") != "CN PE" && strings.Join(got, " ") != "PE CN" {
			t.Errorf("%s: %v", lang, got)
		}
	}
}

// BenchmarkLabel judges texts of 600 words of the sample press.
func BenchmarkLabel(b *testing.B) {
	m, _, err := monitor.Load("../../monitors/vric")
	if err != nil {
		b.Fatal(err)
	}
	reports, err := newsroom.Reports()
	if err != nil {
		b.Fatal(err)
	}
	l := New(m)
	var docs []Doc
	for _, r := range reports {
		if r.Language != "es" && r.Language != "en" && r.Language != "pt" {
			continue
		}
		words := strings.Fields(strings.Join(r.Paragraphs(), " "))
		for len(words) < 600 {
			words = append(words, words...)
		}
		docs = append(docs, Doc{Title: r.Title, Text: strings.Join(words[:600], " "), Language: r.Language, Kind: vigia.MediaReport})
	}
	l.Label(docs[0]) // the weights load
	b.ReportAllocs()
	b.ResetTimer()
	for i := range b.N {
		l.Label(docs[i%len(docs)])
	}
}
