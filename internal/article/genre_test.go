package article

import (
	"strings"
	"testing"

	"vigia"
)

// Each genre comes with the sign that says so.
func TestGenreSigns(t *testing.T) {
	ld := func(s string) string {
		return `<script type="application/ld+json">{"@graph":[{"@type":"NewsArticle","headline":"Llega el barco"` + s + `]}</script>`
	}
	for _, c := range []struct {
		trap, head, top string
		want            vigia.Genre
		why             string
	}{
		{"type of the data", `<script type="application/ld+json">{"@type":"OpinionNewsArticle","headline":"Llega el barco"}</script>`, "", vigia.Opinion, "OpinionNewsArticle"},
		{"background is analysis", `<script type="application/ld+json">{"@type":"BackgroundNewsArticle","headline":"Llega el barco"}</script>`, "", vigia.Analysis, "BackgroundNewsArticle"},
		{"second of two sections", ld(`,"articleSection":["Mundo","Opinión"]}`), "", vigia.Opinion, "section"},
		{"section path", ld(`},{"@type":"BreadcrumbList","itemListElement":[{"name":"Inicio"},{"item":{"name":"Editoriales"}},{"name":"Llega el barco"}]}`), "", vigia.Editorial, "section"},
		{"label above the headline", "", `<span class="kicker">Análisis</span>`, vigia.Analysis, "label"},
		{"label in the menu", "", `<nav><span class="category">Opinión</span></nav>`, "", ""},
		{"what the data call the author", ld(`,"author":{"@type":"Person","name":"Ana Ruiz","jobTitle":"Columnista de El Faro"}}`), "", vigia.Opinion, "Columnista"},
		{"what the page calls the author", ld(`,"author":{"@type":"Person","name":"Ana Ruiz"}}`), `<div class="byline">Por Ana Ruiz</div><p>Ana Ruiz es columnista de este diario.</p>`, vigia.Opinion, "columnista"},
		{"another columnist is named", ld(`,"author":{"@type":"Person","name":"Ana Ruiz"}}`), `<div class="byline">Por Ana Ruiz</div><p>Habló el columnista Luis Paz.</p>`, "", ""},
		{"a report", ld(`}`), "", "", ""},
	} {
		t.Run(c.trap, func(t *testing.T) {
			text := "<p>" + strings.Repeat("El barco llegó ayer al puerto con una carga de médicos y volvió a salir. ", 5) + "</p>"
			head, foot := "", c.top
			if strings.HasPrefix(c.top, "<span") || strings.HasPrefix(c.top, "<nav") {
				head, foot = c.top, ""
			}
			doc := "<html><head>" + c.head + "<title>Llega el barco</title></head><body><main>" + head + "<h1>Llega el barco</h1>" + foot + text + text + "</main></body>"
			r, err := Read([]byte(doc), "", "https://faro.example/mundo/llega-el-barco")
			if err != nil || r.GenreHint != c.want || !strings.Contains(r.GenreWhy, c.why) {
				t.Errorf("%q because %q, want %q because of %q; byline %q; %v", r.GenreHint, r.GenreWhy, c.want, c.why, r.Byline, err)
			}
		})
	}
}

func TestCredits(t *testing.T) {
	for _, c := range []struct{ trap, body, want string }{
		{"caption", `<figure><figcaption>El puerto. Foto: Petra Lens</figcaption></figure>`, "Petra Lens"},
		{"mark", `<span class="photo-credit">Crédito: Agencia Faro</span>`, "Agencia Faro"},
		{"caption of a teaser", `<aside><figcaption>Foto: Otra Lens</figcaption></aside>`, ""},
		{"caption without a credit", `<figcaption>El puerto por la tarde</figcaption>`, ""},
	} {
		r, err := Read([]byte(newsPage("", "", c.body)), "", "")
		if err != nil || r.ImageCredit != c.want {
			t.Errorf("%s: %q, want %q; %v", c.trap, r.ImageCredit, c.want, err)
		}
	}
}
