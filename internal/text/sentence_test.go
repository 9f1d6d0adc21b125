package text

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestSentences(t *testing.T) {
	for _, c := range []struct{ lang, name, in string }{ // "|" marks the cuts
		{"es", "plain", "Llegó ayer.| Se fue hoy."},
		{"es", "titles", "El Sr. Díaz y la Dra. Ruiz hablaron.| Nadie más."},
		{"es", "states", "Llegó a EE. UU. con su familia.| Salió."},
		{"es", "states joined", "Negoció con EE.UU. Donald Trump respondió."},
		{"es", "states last", "Viajó a EE.UU.| El viaje duró poco."},
		{"es", "decimals", "Creció 3.5 % en 2025.| Fue de 1.234,5 millones."},
		{"es", "initials", "El decreto de J. M. Santos fue firmado.| Luego cayó."},
		{"es", "quote inside", "«No habrá pacto.»| El ministro salió."},
		{"es", "question", "¿Qué pasó?| ¡Nada!| Siguió."},
		{"es", "question in quote goes on", "«¿Por qué?» preguntó ella.| Nadie contestó."},
		{"es", "number of article", "Según el art. 12 de la ley núm. 5 se aplica.| Fin."},
		{"es", "list number", "1. Se crea el fondo.| Entra en vigor."},
		{"es", "ellipsis", "Dijo que… no sabía.| Y calló..."},
		{"es", "address", "Visite www.ejemplo.com para más.| Gracias."},
		{"es", "paragraphs", "Sin punto final\n\n|Otro párrafo.|\n- uno|\n- dos"},
		{"es", "line break", "Una línea\nque sigue.| Otra."},
		{"en", "titles", "Mr. Smith met Gen. Lee in Washington, D.C. on Jan. 5.| He left."},
		{"en", "company", "It bought Foo Inc. for $3.2 bn.| Bar Corp. declined."},
		{"en", "group letter", "They are in group C.| The rest are not."},
		{"en", "straight quotes", "\"We will leave.\"| He left."},
		{"en", "yahoo", "He works at Yahoo! and is happy.| Good."},
		{"pt", "plain", "O Sr. Silva chegou às 14h30.| O ministro saiu."},
		{"fr", "plain", "M. Dupont et Mme. Durand sont là.| Ils partent."},
		{"ru", "plain", "Встреча прошла в 2026 г. в Москве.| Москва ждала.| Мэр г. Москвы молчит.| В. В. Путин выступил.| Т.е. ничего."},
		{"ar", "question", "هل وصل الوزير؟| نعم وصل.| انتهى."},
		{"fa", "plain", "وزیر خارجه آمد.| آیا رفت؟| بله."},
		{"ur", "stop", "وہ آیا۔| وہ گیا۔"},
		{"zh", "plain", "外交部发言人表示反对。|双方同意！|是吗？|好的。"},
		{"zh", "quotes", "他说：“我们反对。”|随后离开。"},
		{"zh", "decimal", "增长3.5%，超过预期。|完。"},
	} {
		t.Run(c.lang+" "+c.name, func(t *testing.T) {
			in := strings.ReplaceAll(c.in, "|", "")
			var want []string
			for part := range strings.SplitSeq(c.in, "|") {
				want = append(want, strings.TrimSpace(part))
			}
			var got []string
			for _, sp := range Sentences(in, c.lang) {
				got = append(got, in[sp.Start:sp.End])
			}
			if d := cmp.Diff(want, got); d != "" {
				t.Error(d)
			}
		})
	}
}
