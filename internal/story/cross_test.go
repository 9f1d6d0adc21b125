package story

import (
	"strings"
	"testing"
)

// Numbers are the same in any digits and however thousands are written, and
// speak for two sentences or against them.
func TestFigures(t *testing.T) {
	for _, c := range []struct {
		a, b string
		says int // for, against, or nothing
	}{
		{"4,512 patients on 3 May", "4.512 pacientes el 3 de mayo", 1},
		{"١٢٠ شخصا", "120 people", 1},
		{"۱۲۰ نفر", "120人", 1},
		{"120 people", "121 people", -1},
		{"120 people", "nobody", -1},
		{"nobody", "nadie", 0},
		{"ten people", "120人", 0}, // 十 would be no number either
		{"the end. And, so", ",,, ...", 0},
	} {
		at := func(s string) *rep {
			lang := "en"
			if strings.Contains(s, "人") {
				lang = "zh"
			}
			return &rep{language: lang, tongue: tongue{figures: figuresOf(s)}}
		}
		got := figuresAgree(at(c.a), at(c.b))
		if got > 0 != (c.says > 0) || got < 0 != (c.says < 0) {
			t.Errorf("%q, %q: %.2f", c.a, c.b, got)
		}
	}
}

// A sentence does not join one in another language that an earlier one of its
// own language fits better.
func TestRivals(t *testing.T) {
	ra := newRarity()
	at := func(text, lang string) *rep {
		d := Doc{Text: text, Language: lang}
		return &rep{language: lang, profile: profileOf(newSketch(d), ""), tongue: tongueOf(d)}
	}
	en := at("The scientists discovered a new planet with a powerful telescope.", "en")
	right := at("Los científicos descubrieron un nuevo planeta con un potente telescopio.", "es")
	other := at("Los científicos del hospital descubrieron una nueva vacuna.", "es")
	all := []*thread{{id: "s1", reps: []*rep{en}}, {id: "s2", reps: []*rep{right}}}
	if d := ra.behindRivals(right, en, all); d != 0 {
		t.Errorf("the nearest is %.2f behind another", d)
	}
	if d := ra.behindRivals(other, en, all); d <= 0 {
		t.Errorf("the other is %.2f behind", d)
	}
}
