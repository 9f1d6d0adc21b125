package gold_test

import (
	"strings"
	"testing"

	"vigia/internal/article/gold"
)

func TestJudge(t *testing.T) {
	s := func(v string) *string { return &v }
	body := "El puerto reabre el lunes.\n\nLos pescadores vuelven al mar después de tres semanas de huelga y de reuniones."
	said := gold.Said{Title: "El puerto  REABRE", Authors: []string{"Juan Peña", "ana ríos"}, Published: "2021-08-24T10:30:00-05:00", Text: body, Language: "es"}
	for name, c := range map[string]struct {
		truth gold.Truth
		want  string // fields, the wrong ones with a minus
	}{
		"nothing judged":  {gold.Truth{}, ""},
		"all right":       {gold.Truth{Title: s("El puerto reabre"), Authors: []string{"Ana Ríos", "Juan Peña"}, Published: s("2021-08-24T15:30:20Z"), Text: s(body), Language: "es"}, "title authors published language text"},
		"the day is told": {gold.Truth{Published: s("2021-08-24")}, "published"},
		"another day":     {gold.Truth{Published: s("2021-08-25")}, "-published"},
		"another zone":    {gold.Truth{Published: s("2021-08-24T10:30:00Z")}, "-published"},
		"no date":         {gold.Truth{Published: s("")}, "-published"},
		"nobody signs":    {gold.Truth{Authors: []string{}}, "-authors"},
		"a line too much": {gold.Truth{Text: s("El puerto reabre el lunes.")}, "-text"},
		"by characters":   {gold.Truth{Metric: gold.CharBag, Text: s(strings.ReplaceAll(body, " ", ""))}, "text"},
		"dates only":      {gold.Truth{Metric: gold.DateOnly, Text: s("x")}, ""},
		"passages":        {gold.Truth{With: []string{"los pescadores", "no está"}, Without: []string{"suscríbase", "huelga"}}, "with -with without -without"},
	} {
		var got []string
		for _, v := range c.truth.Judge(said) {
			if v.Right != (v.Score == 1) && v.Field != "text" {
				t.Errorf("%s: %+v", name, v)
			}
			if !v.Right {
				v.Field = "-" + v.Field
			}
			got = append(got, v.Field)
		}
		if strings.Join(got, " ") != c.want {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
	none := gold.Truth{Published: s(""), Text: s("x y z")}.Judge(gold.Said{})
	if !none[0].Right || none[1].Right || none[1].Score != 0 {
		t.Errorf("a reader that says nothing: %+v", none)
	}
}
