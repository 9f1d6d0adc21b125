package article

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"vigia/internal/forest"
)

// All people, outlets and hosts here are invented.

func TestNames(t *testing.T) {
	bits := func(s ...string) string { return strings.Join(s, string(soft)) }
	for _, c := range []struct {
		trap, raw string
		want      []string
		by        bool
	}{
		{"label", "By Ana Ruiz", []string{"Ana Ruiz"}, true},
		{"two joined by a word", "Von Jörn Mechthal und Ida Kopp", []string{"Jörn Mechthal", "Ida Kopp"}, true},
		{"two links joined by a word", bits("Von", "Ida Kopp", "und", "Jörn Mechthal"), []string{"Ida Kopp", "Jörn Mechthal"}, true},
		{"two joined by a comma", "por Ana Ruiz, Luis Paz y María de la O", []string{"Ana Ruiz", "Luis Paz", "María de la O"}, true},
		{"a family name with y", "Por José Ortuño y Gasca", []string{"José Ortuño y Gasca"}, true},
		{"a name with particles", "Par Jean de La Roche d’Ombreval", []string{"Jean de La Roche d’Ombreval"}, true},
		{"role behind a comma", "Ana Ruiz, Managing Editor", []string{"Ana Ruiz"}, false},
		{"role behind the name", "By Keith Borlo Senior Autos Reporter", []string{"Keith Borlo"}, true},
		{"date glued by an element", bits("Luke Kimble", "December 17, 2025"), []string{"Luke Kimble"}, false},
		{"last updated", "Craig McCorty Last updated on 17 December 2025", []string{"Craig McCorty"}, false},
		{"photographer", "Photo: Petra Lens", nil, false},
		{"author, then photographer", "Text: Ida Kopp | Foto: Petra Lens", []string{"Ida Kopp"}, true},
		{"reviewer", bits("By", "Shelby Loom", ". Reviewed by", "Molly Prine"), []string{"Shelby Loom"}, true},
		{"degree", "Grant Tinselry, PhD", []string{"Grant Tinselry"}, false},
		{"e-mail", "Joshua Stewarton (jstewarton@tech.example)", []string{"Joshua Stewarton"}, false},
		{"handle behind", "Por Williams Perdamo @wperdamo", []string{"Williams Perdamo"}, true},
		{"capitals", "ANA DE LA CRUZ", []string{"Ana de la Cruz"}, false},
		{"agency", "EFE", []string{"EFE"}, false},
		{"sentence", "Bianca Knofel. This post is long.", []string{"Bianca Knofel"}, false},
		{"day", "Friday, December 5", nil, false},
		{"clock", "00 Uhr", nil, false},
		{"button", "Teilen", nil, false},
		{"chinese label", "作者：茉小莉", []string{"茉小莉"}, true},
		{"chinese label glued to names", "新晨报记者 伊小琳 李清一", []string{"伊小琳", "李清一"}, true},
		{"russian", "Автор: Иван Примеров", []string{"Иван Примеров"}, true},
		{"persian", "نویسنده: سارا نمونه", []string{"سارا نمونه"}, true},
		{"markup", `<a href="/x">Ana Ruiz</a>`, []string{"Ana Ruiz"}, false},
		{"nothing", " | , ; ", nil, false},
	} {
		t.Run(c.trap, func(t *testing.T) {
			got, by := names(c.raw)
			if d := cmp.Diff(c.want, got); d != "" || by != c.by {
				t.Errorf("by %v %s", by, d)
			}
		})
	}
}

func TestStated(t *testing.T) {
	for _, c := range []struct {
		trap, raw string
		want      []string
	}{
		{"a desk with small words", "Staff of the Daily Mole", []string{"Staff of the Daily Mole"}},
		{"label in the field", "By Ana Ruiz", []string{"Ana Ruiz"}},
		{"role of its own", "By JOHN O'NEIL and Mary-Ann Smythe, Staff Writers", []string{"John O'Neil", "Mary-Ann Smythe"}},
		{"degrees", "Jill Kubalo, MS, RD", []string{"Jill Kubalo"}},
		{"nickname in brackets", "Jean-Luc Aufrand (JLSoft)", []string{"Jean-Luc Aufrand"}},
		{"address", "Frank Bultig - http://bultig.example", []string{"Frank Bultig"}},
		{"only an address", "https://www.facebook.example/ana", nil},
		{"mail", "ops@paper.example", nil},
		{"escaped", "Ana &amp; Luis Paz", []string{"Ana", "Luis Paz"}},
		{"digits", "105092", nil},
	} {
		if d := cmp.Diff(c.want, stated(c.raw)); d != "" {
			t.Errorf("%s: %s", c.trap, d)
		}
	}
}

// newsPage is a page as outlets make them, around what a test adds.
func newsPage(head, top, end string) string {
	p := "<p>" + strings.Repeat("El barco llegó ayer al puerto con una carga de médicos y volvió a salir por la tarde. ", 4) + "</p>"
	return `<html lang="es"><head><title>Llega el barco con los médicos | El Faro</title><meta property="og:title" content="Llega el barco con los médicos"><meta property="og:type" content="article"><meta property="og:site_name" content="El Faro">` + head +
		`</head><body><nav><a href="/politica">Política</a></nav><main><article><h1>Llega el barco con los médicos</h1>` + top + p + p + p + end + `</article></main><footer>El Faro, todos los derechos reservados</footer></body></html>`
}

func TestBylinesOfPages(t *testing.T) {
	ld := func(s string) string { return `<script type="application/ld+json">` + s + `</script>` }
	for _, c := range []struct {
		trap, head, top, end string
		want                 []string
		from                 string
	}{
		{"author by reference", ld(`{"@graph":[{"@type":"NewsArticle","headline":"Llega el barco con los médicos","author":{"@id":"#p"}},{"@type":"Person","@id":"#p","name":"Ana Ruiz"}]}`), "", "", []string{"Ana Ruiz"}, "json-ld"},
		{"names in a list", ld(`{"@type":"NewsArticle","headline":"Llega el barco con los médicos","author":[{"@type":"Person","name":["Ana Ruiz","Luis Paz"]}]}`), `<div class="byline">Por Ana Ruiz y Luis Paz</div>`, "", []string{"Ana Ruiz", "Luis Paz"}, "json-ld"},
		{"the data name one, the page two", ld(`{"@type":"NewsArticle","headline":"Llega el barco con los médicos","author":{"@type":"Person","name":"Ana Ruiz"}}`) + `<meta name="author" content="Ana Ruiz, Luis Paz">`, `<div class="byline">Por <a rel="author" href="/autor/ana">Ana Ruiz</a> y <a rel="author" href="/autor/luis">Luis Paz</a></div>`, "", []string{"Ana Ruiz", "Luis Paz"}, ""},
		{"who comments signs nothing", "", "", `<div class="comments"><span class="author">Pepe Lector</span><p>No estoy de acuerdo con nada de lo que se dice aquí arriba.</p></div>`, nil, ""},
		{"who wrote another note signs nothing", "", "", `<aside class="related"><a href="/n/2">Otra nota</a><span class="author">Luis Paz</span></aside>`, nil, ""},
		{"who took the picture signs nothing", "", `<figure><img src="x.jpg"><figcaption>Foto: Petra Lens</figcaption></figure>`, "", nil, ""},
		{"mark and role", "", `<div class="article-author"><span class="author-name">Ana Ruiz</span><span class="author-role">Redactora</span></div>`, "", []string{"Ana Ruiz"}, "text"},
		{"the outlet in the meta", `<meta name="author" content="El Faro">`, "", "", nil, ""},
		{"a desk in the meta", `<meta name="author" content="Redacción El Faro">`, "", "", nil, ""},
		{"admin in the meta", `<meta name="author" content="admin">`, "", "", nil, ""},
		{"whom the text names signs nothing", "", "", "<p>El ministro Pedro Muro no quiso hablar del asunto y dijo que mañana habrá más.</p>", nil, ""},
		{"by in the data", `<meta name="author" content="Por Ana Ruiz">`, "", "", []string{"Ana Ruiz"}, "meta"},
	} {
		t.Run(c.trap, func(t *testing.T) {
			r, err := Read([]byte(newsPage(c.head, c.top, c.end)), "", "https://www.faro.example/mundo/llega-el-barco")
			if err != nil {
				t.Fatal(err)
			}
			if d := cmp.Diff(c.want, r.Byline); d != "" {
				t.Error(d)
			}
			if c.from != "" && r.Provenance["byline"] != c.from {
				t.Errorf("from %q", r.Provenance["byline"])
			}
		})
	}
}

// A house signs only where the data of a news report say so and no person does.
func TestChooseByline(t *testing.T) {
	f := chances(t)
	row := func(chance float32, more func(*BylineRow), names ...string) BylineRow {
		r := BylineRow{Names: names, X: []float32{chance}}
		if more != nil {
			more(&r)
		}
		return r
	}
	isHouse := func(r *BylineRow) { r.House = true }
	said := func(r *BylineRow) { r.House, r.Said = true, true }
	by := func(r *BylineRow) { r.By = true }
	for _, c := range []struct {
		trap string
		rows []BylineRow
		want int
	}{
		{"none", nil, -1},
		{"likely", []BylineRow{row(0.1, nil, "A"), row(0.8, nil, "B")}, 1},
		{"unlikely", []BylineRow{row(0.3, nil, "A")}, -1},
		{"unlikely, but it says by", []BylineRow{row(0.3, by, "A")}, 0},
		{"likely house", []BylineRow{row(0.8, isHouse, "H")}, -1},
		{"certain house", []BylineRow{row(0.97, isHouse, "H")}, 0},
		{"house that the data name", []BylineRow{row(0.2, said, "H"), row(0.1, nil, "A")}, 0},
		{"house that the data name beside a person", []BylineRow{row(0.2, said, "H"), row(0.7, nil, "A")}, 1},
		{"person beside a likelier house", []BylineRow{row(0.8, isHouse, "H"), row(0.3, nil, "A")}, 1},
		{"all of two", []BylineRow{row(0.8, nil, "A"), row(0.4, nil, "A", "B")}, 1},
		{"one and a doubtful second", []BylineRow{row(0.8, nil, "A"), row(0.1, nil, "A", "B")}, 0},
	} {
		if got := ChooseByline(c.rows, f); got != c.want {
			t.Errorf("%s: %d, want %d", c.trap, got, c.want)
		}
	}
}

// chances grows a forest that believes what its one feature says.
func chances(t *testing.T) *forest.Forest {
	t.Helper()
	var s []forest.Sample
	for i := range 2000 {
		x := float32(i%100) / 100
		s = append(s, forest.Sample{X: []float32{x}, Yes: float32(i/100)/20 < x, Weight: 1})
	}
	f, err := forest.Grow(s, forest.Options{Trees: 200, Depth: 3, Shrink: 0.1})
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func TestWeights(t *testing.T) {
	for name, f := range map[string]*forest.Forest{"byline": bylineForest(), "title": titleForest()} {
		if f.Trees() == 0 {
			t.Errorf("%s.forest is no forest: run 'go run ./internal/article/teach --only %s'", name, name)
		}
	}
}

// What names nobody costs little, however much there is of it.
func TestHostileNames(t *testing.T) {
	r := strings.Repeat
	for _, c := range []struct{ name, doc string }{
		{"attribute of 10 MB", `<meta name="author" content="` + r("Ana Ruiz, ", 1<<20) + `"><body><p>texto`},
		{"class of 1 MB", `<body><p class="` + r("author byline ", 70000) + `">Ana Ruiz</p>`},
		{"thousands of metas", r(`<meta name="author" content="Ana Ruiz">`, 20000) + "<body><p>texto"},
		{"thousands of marks", "<body>" + r(`<span class="author">Ana Ruiz</span>`, 30000)},
		{"marks in marks", "<body>" + r(`<div class="author byline related comment">`, 400) + "Ana Ruiz"},
		{"thousands of parts", "<body>" + r(`<div class="sidebar"><p>x</p></div>`, 20000)},
		{"thousands of headings", "<body>" + r(`<h1>Una nota - El Faro | Mundo</h1>`, 20000)},
		{"a title of marks", "<title>" + r(" - | : ", 20000) + "</title><body><p>texto"},
		{"garbage script", `<html><script type="application/ld+json">` + r(`{"a":[,"\u00zz`, 50000) + `</script><body><p>texto`},
		{"deep script", `<html><script type="application/ld+json">` + r(`[`, 400000) + `</script><body><p>texto`},
		{"a name of marks", `<body><p class="byline">` + r("&&&///,,,;;;((((", 200)},
	} {
		t.Run(c.name, func(t *testing.T) {
			rep, err := Read([]byte(c.doc), "text/html", "https://faro.example/x")
			if err != nil || len(rep.Byline) > maxNames || len(rep.Title) > maxTitle {
				t.Errorf("%v, %d names, title %.60q", err, len(rep.Byline), rep.Title)
			}
		})
	}
}

func BenchmarkNames(b *testing.B) {
	side := strings.Repeat(`<div class="card teaser"><a href="/n/otra-nota"><h3>Otra nota del puerto</h3></a><span class="author">Luis Paz</span><time>20 de noviembre</time></div>`, 60)
	doc := newsPage(`<meta name="author" content="Ana Ruiz">`, `<div class="byline">Por <a rel="author" href="/autor/ana">Ana Ruiz</a></div>`, `<aside class="related">`+side+`</aside>`)
	p, err := newPage(doc, "https://www.faro.example/mundo/llega-el-barco")
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		p.printed, p.own, p.head = nil, nil, 0
		r := Report{Provenance: map[string]string{}, SiteName: p.siteName()}
		p.setTitle(&r)
		p.setByline(&r)
		p.setImage(&r)
		r.setGenre(p.genre(r.Title, r.Byline))
	}
}
