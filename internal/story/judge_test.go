package story

import (
	"slices"
	"testing"
)

func TestLearnedFilesAreWhole(t *testing.T) {
	var l Logit
	if err := l.UnmarshalBinary(joinWeights); err != nil {
		t.Error(err)
	}
	if b, err := l.MarshalBinary(); err != nil || !slices.Equal(b, joinWeights) {
		t.Errorf("written again it is not the same: %v", err)
	}
	for n := range joinWeights {
		if l.UnmarshalBinary(joinWeights[:n]) == nil {
			t.Fatalf("the first %d bytes were taken for a judge", n)
		}
	}
	b, err := readBridge(bridgeBytes)
	if err != nil || len(b.sides) != len(BridgeLanguages) {
		t.Fatalf("bridge: %v", err)
	}
	for _, n := range []int{0, 5, 8, 100, len(bridgeBytes) / 2, len(bridgeBytes) - 1} {
		if _, err := readBridge(bridgeBytes[:n]); err == nil {
			t.Errorf("the first %d bytes were taken for a table", n)
		}
	}
	if len(hanSounds()) < 100 {
		t.Errorf("%d characters have a sound", len(hanSounds()))
	}
}

// Of three sentences each stands nearest to its translation, in both scripts.
func TestTranslationsLieNear(t *testing.T) {
	en := []string{"The scientists discovered a new planet with a powerful telescope.",
		"The government announced elections after weeks of protests.", "The hospital treated patients with the new vaccine."}
	for lang, others := range map[string][]string{
		"es": {"Los científicos descubrieron un nuevo planeta con un potente telescopio.", "El gobierno anunció elecciones tras semanas de protestas.", "El hospital trató a pacientes con la nueva vacuna."},
		"ru": {"Учёные открыли новую планету с помощью мощного телескопа.", "Правительство объявило выборы после недель протестов.", "Больница лечила пациентов новой вакциной."},
	} {
		ra := newRarity()
		at := func(text, lang string) *rep {
			return &rep{language: lang, profile: &profile{}, tongue: tongueOf(Doc{Text: text, Language: lang})}
		}
		for i, o := range others {
			best, top := -1, -9.0
			for j, e := range en {
				if k := ra.kin(at(o, lang), at(e, "en")); k > top {
					best, top = j, k
				}
			}
			if best != i {
				t.Errorf("%s: %q is nearest to %q", lang, o, en[best])
			}
		}
	}
	if p := theTable().place("", "en"); p != nil {
		t.Error("no text has a place")
	}
	if p := theTable().place("text", "xx"); p != nil {
		t.Error("an unknown language has a place")
	}
}

// TestWeighedIsNeverForgottenWhileLookedAt: reports are weighed again as more
// are counted, and forgotten as more are weighed, by one background and by
// another; whoever looks always sees.
func TestWeighedIsNeverForgottenWhileLookedAt(t *testing.T) {
	a, b := newRarity(), newRarity()
	reps := make([]*rep, mostWeighed+mostWeighed/4)
	for i := range reps {
		reps[i] = &rep{language: "es", profile: new(profile)}
	}
	for round := range 4 {
		for i, r := range reps {
			a.reports["es"], b.reports["es"] = float64(1+i*round), float64(1+i)
			if a.look(r) == nil || i%3 == round && b.look(reps[i/2]) == nil || a.look(reps[0]) == nil {
				t.Fatalf("round %d: report %d is not weighed", round, i)
			}
		}
		if n := len(a.weighed); n > mostWeighed {
			t.Fatalf("%d reports are held weighed", n)
		}
	}
}
