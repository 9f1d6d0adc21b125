package article

import (
	"strings"
	"testing"
)

func TestTitlesOfPages(t *testing.T) {
	body := "<p>" + strings.Repeat("El barco llegó ayer al puerto con una carga de médicos y volvió a salir por la tarde. ", 5) + "</p>"
	for _, c := range []struct{ trap, head, top, want, from string }{
		{"the logo is the first heading", "<title>Llega el barco con los médicos | El Faro</title>", `<header><h1>El Faro</h1></header><h1>Llega el barco con los médicos</h1>`, "Llega el barco con los médicos", "h1"},
		{"the card is about something else", `<title>Llega el barco con los médicos | El Faro</title><meta property="og:title" content="¡No te lo pierdas! Lo que trae el barco">`, `<h1>Llega el barco con los médicos</h1>`, "Llega el barco con los médicos", "h1"},
		{"kicker inside the heading", `<title>Llega el barco con los médicos - El Faro</title><meta property="og:title" content="Llega el barco con los médicos">`, `<h1><span>Puerto Viejo</span> <span>Llega el barco con los médicos</span></h1>`, "Llega el barco con los médicos", "meta"},
		{"the site's name on both ends", "<title>El Faro | Llega el barco con los médicos | Mundo | El Faro</title>", `<h1>Llega el barco con los médicos</h1>`, "Llega el barco con los médicos", "h1"},
		{"headings of other notes", "<title>Llega el barco con los médicos | El Faro</title>", `<h1>Llega el barco con los médicos</h1>` + body + `<aside><h1>Otra nota del puerto</h1><h1>Y otra más todavía</h1></aside>`, "Llega el barco con los médicos", "h1"},
		{"no heading at all", "<title>Llega el barco con los médicos // Mundo // El Faro</title>", `<font size="5"><b>Llega el barco con los médicos</b></font><br>`, "Llega el barco con los médicos", "title"},
		{"a question is not cut", "<title>¿Qué trae el barco? Médicos - y algo más | El Faro</title>", `<h1>¿Qué trae el barco? Médicos - y algo más</h1>`, "¿Qué trae el barco? Médicos - y algo más", "h1"},
		{"reading aid", "<title>船が港に着いた｜灯台</title>", `<h1><ruby>船<rt>ふね</rt></ruby>が<ruby>港<rt>みなと</rt></ruby>に着いた</h1>`, "船が港に着いた", "h1"},
	} {
		t.Run(c.trap, func(t *testing.T) {
			r, err := Read([]byte("<html><head>"+c.head+`<meta property="og:site_name" content="El Faro"></head><body>`+c.top+body+body+"</body>"), "", "https://www.faro.example/mundo/llega-el-barco-con-los-medicos")
			if err != nil || r.Title != c.want || r.Provenance["title"] != c.from {
				t.Errorf("%q (%s), want %q (%s); %v", r.Title, r.Provenance["title"], c.want, c.from, err)
			}
		})
	}
}

func TestWithoutSite(t *testing.T) {
	p := &page{address: "https://www.faro-del-sur.example/x", meta: map[string][]string{}}
	for in, want := range map[string]string{
		"Llega el barco | El Faro":           "Llega el barco",
		"El Faro - Llega el barco":           "Llega el barco",
		"Llega el barco – Faro del Sur":      "Llega el barco",
		"Llega el barco - Mundo - El Faro":   "Llega el barco - Mundo",
		"Llega el barco | Un día de mercado": "Llega el barco | Un día de mercado",
		"El Faro":                            "El Faro",
		"China-Perú: qué se firmó":           "China-Perú: qué se firmó",
		"外交部发言人答记者问_时政_晨报网":                  "外交部发言人答记者问",
		"": "",
	} {
		if got := p.withoutSite(in, "El Faro"); got != want {
			t.Errorf("%q: %q, want %q", in, got, want)
		}
	}
}
