package label

import (
	"slices"
	"testing"

	"vigia"
	"vigia/internal/monitor"
)

// TestFacts: what a reference edition tells, in words of our own and as an
// invented outlet would head and begin it, gets its network, its theme and its
// countries from the shipped monitor on the first day.
func TestFacts(t *testing.T) {
	m, _, err := monitor.Load("../../monitors/vric")
	if err != nil {
		t.Fatal(err)
	}
	l := New(m)
	for _, c := range []struct {
		language, title, text string
		networks, countries   []string
		dimension             string
	}{
		{"es", "Maduro y Díaz-Canel llegan a México para la cumbre de la Celac", "Los presidentes de Venezuela y Cuba asisten a la cumbre en Ciudad de México.", []string{"V"}, []string{"MX", "VE", "CU"}, "diplomatic"},
		{"es", "Gobierno y oposición de Venezuela firman dos acuerdos parciales en México", "Los acuerdos tratan del Esequibo y de la atención social; Noruega facilita el diálogo.", []string{"V"}, []string{"VE", "MX"}, "diplomatic"},
		{"en", "Russia, Iran and China to hold joint naval drill in Persian Gulf, ambassador says", "The exercise is to take place at the turn of the year, the Russian ambassador in Tehran said.", []string{"R", "I", "C"}, []string{"RU", "IR", "CN"}, "military"},
		{"en", "Cape Verde court approves extradition of Maduro envoy Alex Saab to United States", "The Constitutional Court in Praia rejected an appeal by the businessman close to Venezuela's government.", []string{"V"}, []string{"CV", "US"}, ""},
		{"es", "Perú anuncia una segunda planta regional de la vacuna Sputnik V", "El presidente dijo que Rusia construirá la fábrica en Lima; las dosis llegarán antes.", []string{"R"}, []string{"PE", "RU"}, "health"},
		{"pt", "União Química aguarda aval da Anvisa para produzir a Sputnik V no Brasil", "A farmacêutica brasileira tem acordo com o fundo russo para fabricar a vacina em Brasília.", []string{"R"}, []string{"BR", "RU"}, "health"},
		{"es", "Rusia y Nicaragua firman un acuerdo de seguridad de la información", "La Asamblea Nacional de Managua lo ratificó con 72 votos; prevé pesquisas conjuntas.", []string{"R"}, []string{"RU", "NI"}, ""},
		{"en", "Iran's new president meets ALBA chief in Tehran", "Raisi received the head of the Bolivarian alliance, a former minister of Bolivia, before the oath.", []string{"I"}, []string{"IR"}, "diplomatic"},
		{"es", "Colombia expulsa a un ciudadano sirio que habría espiado bases aéreas", "Migración Colombia dijo que el hombre, con papeles de Venezuela y vínculos con Hezbolá, no podrá volver en diez años.", []string{"I"}, []string{"CO"}, ""},
		{"es", "Lavrov recibe en Moscú al canciller venezolano y promete apoyo en defensa", "El ministro ruso habló de cooperación técnico-militar con Venezuela.", []string{"R"}, []string{"RU", "VE"}, "military"},
		{"ru", "Лавров принял в Москве главу МИД Венесуэлы", "Россия продолжит военно-техническое сотрудничество с Каракасом, заявил министр.", []string{"R"}, []string{"RU", "VE"}, ""},
		{"zh", "中国公司承运委内瑞拉五分之一石油出口", "一家中国公司在四月和五月租用油轮运输委内瑞拉原油。", []string{"C"}, []string{"CN", "VE"}, ""},
		{"fa", "ناو ایرانی به سوی ونزوئلا می‌رود", "دو ناو نیروی دریایی ایران در اقیانوس اطلس به سوی ونزوئلا رفتند.", []string{"I"}, []string{"IR", "VE"}, ""},
	} {
		ls := l.Label(Doc{Title: c.title, Text: c.text, Language: c.language, Kind: vigia.MediaReport})
		for kind, want := range map[vigia.LabelKind][]string{vigia.LabelNetwork: c.networks, vigia.LabelCountry: c.countries, vigia.LabelDimension: {c.dimension}, vigia.LabelGenre: {"news"}, vigia.LabelScope: {"in"}} {
			got := values(ls, kind)
			for _, w := range want {
				if w != "" && !slices.Contains(got, w) {
					t.Errorf("%s: %s %v, want %s", c.title, kind, got, w)
				}
			}
		}
	}
}
