package name_test

import (
	"testing"

	"vigia/internal/name"
)

func TestFind(t *testing.T) {
	by, err := name.Learned()
	if err != nil {
		t.Fatal(err)
	}
	x := name.NewIndex([]name.Entry{
		{ID: "1", Type: "individual", Names: []string{"SAAB MORAN, Alex Nain"}},
		{ID: "2", Type: "individual", Names: []string{"TAJIDEEN, Husayn"}},
		{ID: "3", Type: "entity", Names: []string{"EASTERN TURKISTAN ISLAMIC MOVEMENT"}},
		{ID: "4", Type: "entity", Names: []string{"GAEL TRADING, S.A. DE C.V."}},
	})
	for ask, want := range map[string]string{
		"SAAB, Alex": "1", "Alex Nain Saab Morán": "1", "Алекс Найн Сааб": "1", "TAJIDEEN, Hussein": "2", "ETIM": "3",
		"GAEL TRADING SOCIEDAD ANONIMA DE CAPITAL VARIABLE": "4",
	} {
		got := x.Find(by, name.Question{Name: ask}, 1)
		if len(got) != 1 || x.Entries[got[0].Entry].ID != want {
			t.Errorf("%s: %+v, want %s", ask, got, want)
		}
	}
	for _, none := range []string{"", "  ", "\xff\xfe", "!?"} {
		if got := x.Find(by, name.Question{Name: none}, 1); len(got) != 0 {
			t.Errorf("%q: %+v", none, got)
		}
	}
}

func TestSpoken(t *testing.T) {
	for in, want := range map[string]string{"HIJAZI, Kassem Mohamad": "Kassem Mohamad Hijazi", "ACME, S.A.": "ACME, S.A.", "BANCO": "BANCO"} {
		if got := name.Spoken(in); got != want {
			t.Errorf("%s: %q, want %q", in, got, want)
		}
	}
}
