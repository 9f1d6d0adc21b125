package entity_test

import (
	"strings"
	"testing"

	"vigia/internal/entity"
)

func TestMatcher(t *testing.T) {
	forms := []entity.Form{
		{"es", "vacuna"}, {"es", "Fuerza Quds"}, {"*", "CAN"}, {"en", "Turkey"}, {"*", "Maduro"}, {"ru", "Венесуэла"},
		{"zh", "委内瑞拉"}, {"zh", "秘鲁"}, {"fa", "ونزوئلا"}, {"es", "fuerza"}, {"*", "Díaz-Canel"},
	}
	m := entity.NewMatcher(forms)
	for _, c := range []struct{ s, lang, want string }{
		{"Las vacunas y las VACUNAS", "es", "vacuna vacuna"},
		{"La fuerza Quds y otra fuerza", "es", "fuerza Fuerza Quds fuerza"},
		{"Yes we can, said the CAN", "en", "CAN"},
		{"Turkey bought turkeys", "en", "Turkey"},
		{"maduro dijo; Maduro, MADURO", "es", "Maduro Maduro"},
		{"президент Венесуэлы в Венесуэле", "ru", "Венесуэла Венесуэла"},
		{"委內瑞拉與祕魯、秘魯", "zh", "委内瑞拉 秘鲁"},
		{"دولت ونزوئلا", "fa", "ونزوئلا"},
		{"Miguel Diaz-Canel", "en", "Díaz-Canel"},
		{"", "es", ""}, {"\xff\xfe", "zh", ""},
	} {
		var got []string
		for _, h := range m.Match(c.s, c.lang) {
			got = append(got, forms[h.Form].Text)
		}
		if s := strings.Join(got, " "); s != c.want {
			t.Errorf("%q: %q, want %q", c.s, s, c.want)
		}
	}
}
