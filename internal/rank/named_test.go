package rank

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"vigia/internal/text"
)

func TestNamed(t *testing.T) {
	rs := []Reason{{"canel", 0.2}, {"vacunas", 0.15}, {"díaz canel", 0.1}, {"díaz", 0.05}, {"network:R", 0.04}, {"zarubezhneft", 0.03}}
	for _, c := range []struct {
		name  string
		forms []string
		want  []Reason
	}{
		{"no names", nil, rs},
		{"the longest tells most", []string{"Díaz-Canel", "Miguel Díaz-Canel", "Zarubezhneft"}, []Reason{{"name:Miguel Díaz-Canel", 0.35}, {"vacunas", 0.15}, {"network:R", 0.04}, {"name:Zarubezhneft", 0.03}}},
		{"part of a word is no word", []string{"Canelones", "Vacuna", ""}, rs},
	} {
		var fold []Reason
		for _, r := range rs {
			r.Term = text.Fold(r.Term)
			fold = append(fold, r)
		}
		want := append([]Reason(nil), c.want...)
		for i := range want {
			if _, ok := Name(want[i].Term); !ok {
				want[i].Term = text.Fold(want[i].Term)
			}
		}
		if d := cmp.Diff(want, Named(fold, c.forms)); d != "" {
			t.Errorf("%s: %s", c.name, d)
		}
	}
}
