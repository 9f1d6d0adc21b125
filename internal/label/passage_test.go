package label

import (
	"strings"
	"testing"
)

func TestDeclarations(t *testing.T) {
	for name, c := range map[string]struct {
		language, text string
		want           []string // the passages
		kept           string   // what must stand outside them
	}{
		"the act is kept": {"en", "The two ministers met in Caracas on Monday, and denounced the imperialist blockade of the United States.",
			[]string{"and denounced the imperialist blockade of the United States"}, "met in Caracas"},
		"Spanish": {"es", "El canciller se reunió con su par ruso en Managua y condenó la injerencia de Estados Unidos. Ambos firmaron un acuerdo de becas.",
			[]string{"y condenó la injerencia de Estados Unidos"}, "firmaron un acuerdo de becas"},
		"a whole sentence": {"es", "«El imperialismo yanqui agrede a nuestros pueblos», dijo. La visita duró dos días.",
			[]string{"«El imperialismo yanqui agrede a nuestros pueblos», dijo"}, "La visita duró dos días"},
		"Russian":     {"ru", "Министр прибыл в Гавану, где осудил незаконные санкции США.", []string{"осудил незаконные санкции США"}, "прибыл в Гавану"},
		"Chinese":     {"zh", "两国外长会见，双方强调反对美国霸权主义。", []string{"双方强调反对美国霸权主义"}, "两国外长会见"},
		"a fact":      {"en", "The United States imposed sanctions on two officials. Exports to the United States rose.", nil, "imposed sanctions"},
		"who accuses": {"es", "El consejo con sede en Washington condenó las detenciones de opositores. Estados Unidos lo tiene acusado de lavado.", nil, "condenó las detenciones"},
		"others":      {"en", "The union denounced the strike of the bakers. Police accused a man of theft.", nil, "denounced the strike"},
		"no text":     {"es", "", nil, ""},
		"no words":    {"xx", "The imperialist United States, he said, is criminal.", nil, ""},
		"odd letters": {"es", "Condenó la inje\u200brencia de Estados Unidos\u00ad en la región.", []string{"Condenó la inje\u200brencia de Estados Unidos\u00ad en la región"}, ""},
	} {
		t.Run(name, func(t *testing.T) {
			left, at := "", 0
			var got []string
			for _, p := range Declarations(c.text, c.language) {
				left += c.text[at:p.Start]
				at = p.End
				got = append(got, strings.Trim(c.text[p.Start:p.End], " ,，где"))
				if len(p.Terms) == 0 {
					t.Error("a passage needs a reason")
				}
			}
			left += c.text[at:]
			for i := range c.want {
				c.want[i] = strings.Trim(c.want[i], " ,，где")
			}
			if strings.Join(got, "|") != strings.Join(c.want, "|") || !strings.Contains(left, c.kept) {
				t.Errorf("got %q, want %q; left %q", got, c.want, left)
			}
		})
	}
}
