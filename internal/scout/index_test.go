package scout

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"vigia"
	"vigia/internal/address"
	"vigia/internal/seeds"
)

func read(t *testing.T, doc, xpath string, m Memory) Reading {
	t.Helper()
	r, err := Index([]byte(doc), "text/html; charset=utf-8", "http://faro.example/politica/", xpath, m)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// Of a front, the reports are found: not the sections, the authors, the legal
// notes, and each once with its headline and date.
func TestFront(t *testing.T) {
	r := read(t, front(12), "", Memory{})
	if len(r.Listed) != 12 || r.Language != "es" {
		t.Fatalf("%d reports, language %q: %+v\n%+v", len(r.Listed), r.Language, r.Listed, r.Patterns)
	}
	for i, l := range r.Listed {
		if l.URL != fmt.Sprintf("http://faro.example/politica/la-asamblea-aprobo-la-ley-numero-%d", i) || l.Title != fmt.Sprintf("La asamblea aprobó la ley número %d", i) || !l.Published.At.Equal(today.AddDate(0, 0, -i)) {
			t.Errorf("%+v", l)
		}
	}
	if p := r.Patterns[0]; !p.Taken || p.Form != "/word/slug" || p.Links != 12 || !slices.Contains(p.Why, "in headings") {
		t.Errorf("%+v", p)
	}
}

// The kinds of pages that there are.
func TestPages(t *testing.T) {
	for _, c := range []struct {
		name, doc string
		want      []string // the paths of the reports
	}{
		{"addresses with numbers", `<body><ul class=menu><li><a href=/news/politics>Politics news today</a></ul><div class=l><a href=/news/4711881>Parliament passes the new budget law</a><a href=/news/4711882>Minister visits the flooded region again</a><a href=/news/4711883>Central bank leaves its rate unchanged</a></div>`,
			[]string{"/news/4711881", "/news/4711882", "/news/4711883"}},
		{"by query", `<body><div><a href="/view.php?id=9001">Parliament passes the new budget law</a><a href="/view.php?id=9002">Minister visits the flooded region again</a><a href="/view.php?id=9003">Central bank leaves its rate unchanged</a></div>`,
			[]string{"/view.php?id=9001", "/view.php?id=9002", "/view.php?id=9003"}},
		{"no spaces", `<body><ul><li><a href=/2026/11/23/c_1.htm>国务院总理在北京会见外国客人并举行会谈</a><li><a href=/2026/11/23/c_2.htm>委内瑞拉与中国签署新的能源合作协议</a><li><a href=/2026/11/23/c_3.htm>港口城市迎来今年第一百艘货轮到达</a></ul>`,
			[]string{"/2026/11/23/c_1.htm", "/2026/11/23/c_2.htm", "/2026/11/23/c_3.htm"}},
		{"right to left", `<body><div class=n><h3><a href=/fa/news/881201>رئیس جمهور با وزیر خارجه دیدار کرد</a></h3><h3><a href=/fa/news/881202>سفر هیئت اقتصادی به آمریکای لاتین آغاز شد</a></h3><h3><a href=/fa/news/881203>قرارداد تازه نفتی با ونزوئلا امضا شد</a></h3></div>`,
			[]string{"/fa/news/881201", "/fa/news/881202", "/fa/news/881203"}},
		{"only a frame", `<body><nav><a href=/quienes-somos-y-que-hacemos>Quiénes somos y qué hacemos</a><a href=/politica-de-uso-de-datos>Política de uso de datos</a></nav><footer><a href=/aviso-legal-de-este-sitio>Aviso legal de este sitio web</a></footer>`, nil},
		{"other sites and scripts", `<body><h2><a href=http://otro.example/2026/11/23/una-nota-muy-larga>Una nota larga de otro sitio</a></h2><h2><a href="javascript:alert('/2026/11/23/una-nota-muy-larga')">Una nota que es un programa</a></h2><h2><a href="data:text/html,x">Una nota dentro de la página</a></h2>`, nil},
		{"files", `<body><h2><a href=/2026/11/23/el-informe-anual-completo.pdf>El informe anual completo del banco</a></h2>`, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			var got []string
			r := read(t, c.doc, "", Memory{})
			for _, l := range r.Listed {
				got = append(got, strings.TrimPrefix(l.URL, "http://faro.example"))
			}
			if d := cmp.Diff(c.want, got); d != "" {
				t.Errorf("%s%+v", d, r.Patterns)
			}
		})
	}
}

// What stays on the page while the rest changes is no report, however much it
// looks like one; a memory survives being packed.
func TestMemory(t *testing.T) {
	doc := func(day int) string {
		var b strings.Builder
		b.WriteString(`<body><div class="list">`)
		for i := range 6 {
			fmt.Fprintf(&b, `<h2><a href="/politica/la-asamblea-aprobo-la-ley-%d">La asamblea aprobó la ley número %d</a></h2>`, day*3+i+1000, day*3+i)
		}
		b.WriteString(`</div><div class="guia">`)
		for i := range 5 {
			fmt.Fprintf(&b, `<p><a href="/guia-de-tramites-del-estado-%d">Guía de trámites del Estado %d</a></p>`, i, i)
		}
		return b.String() + "</div>"
	}
	guides := func(r Reading) (n int) {
		for _, l := range r.Listed {
			n += count(strings.Contains(l.URL, "guia"))
		}
		return n
	}
	var m Memory
	for day := range 8 {
		r := read(t, doc(day), "", m)
		switch n := guides(r); {
		case day == 0 && n == 0:
			t.Fatal("the guides never looked like reports: the test shows nothing")
		case day == 7 && (n > 0 || len(r.Listed) != 6):
			t.Errorf("day %d: %d guides, %d listed, %+v", day, n, len(r.Listed), r.Patterns)
		}
		packed := r.Memory.Pack()
		if len(packed) > 8<<10 {
			t.Errorf("%d bytes are kept", len(packed))
		}
		m = Recall(packed)
	}
	if m.Polls != 8 || Recall([]byte("{nonsense")).Polls != 0 {
		t.Errorf("%d polls", m.Polls)
	}
}

// The first reading does not bring an archive.
func TestFirst(t *testing.T) {
	listed := read(t, front(60), "", Memory{}).Listed
	n := 0
	for i, take := range First(listed, today) {
		n += count(take)
		if take && i > 7 {
			t.Errorf("%d days old and taken", i)
		}
	}
	if len(listed) != 60 || n != 8 {
		t.Errorf("%d of %d taken", n, len(listed))
	}
	for i := range listed {
		listed[i].Published = vigia.Date{}
	}
	n = 0
	for _, take := range First(listed, today) {
		n += count(take)
	}
	if n != firstTake {
		t.Errorf("without dates %d are taken", n)
	}
}

func TestXPath(t *testing.T) {
	const doc = `<body><div id=a class="list news"><h2><a href=/1>uno</a></h2><h2 class=x><a href=/2 rel=nofollow>dos</a></h2><div><p><a href=/3>tres</a> <a href=/4>cuatro</a></p></div></div><ul><li><a href=/5>cinco</a><li class=ad><a href=/6>seis</a><li><span>Siete</span><a href=/7></a></ul>`
	for _, c := range []struct{ x, want string }{
		{"//a", "1234567"}, {"//h2/a", "12"}, {"/html/body/div//a", "1234"}, {"//div[@id='a']/h2/a", "12"}, {"//h2", "12"}, {"//a/@href", "1234567"},
		{"//h2[@class]/a", "2"}, {"//h2[not(@class)]/a", "1"}, {"//div[contains(@class,'news')]//p/a", "34"}, {"//p/a[2]", "4"}, {"//p/a[last()]", "4"}, {"//p/a[position()=1]", "3"},
		{"//a[@rel!='nofollow']", ""}, {"//a[starts-with(@href, '/5')]", "5"}, {"//li[not(@class='ad')]//a", "57"}, {"//h2/a | //li/a", "12567"}, {"//div[h2]//a", "1234"},
		{"//li[.//span]/a", "7"}, {"//a[text()='dos' or . = \"cinco\"]", "25"}, {"//a[contains(normalize-space(.), 'ro') and @href]", "4"}, {"//p/a/..", "3"}, {"//*[@id='a']/*/a", "12"}, {"//li[span]", "7"},
	} {
		r, err := Index([]byte(doc), "text/html", "http://faro.example/", c.x, Memory{})
		got := ""
		for _, l := range r.Listed {
			got += strings.TrimPrefix(l.URL, "http://faro.example/")
		}
		if got != c.want || (err != nil) != (c.want == "") {
			t.Errorf("%s: %q, want %q, %v", c.x, got, c.want, err)
		}
	}
	for _, bad := range []string{"//", "a[", "//a[@href", "//a]", "//a[contains(@href)]", "//a[0]", "//ancestor::a", "//count(a)", "//a[1='x']", "//a/@href/b", "//a['x", strings.Repeat("/a", 600), "//a" + strings.Repeat("[a", 60), "//a" + strings.Repeat("[not(a", 30), "//a[//b]", ""} {
		var p *vigia.Problem
		if err := CheckXPath(bad); !errors.As(err, &p) || p.Remedy == "" {
			t.Errorf("%q: %v", bad, err)
		}
	}
}

// Whatever an expression asks of a large page, it ends.
func TestXPathCost(t *testing.T) {
	doc := "<body>" + strings.Repeat("<div>", 300) + strings.Repeat("<p><a href=/x>x</a>", 20000)
	for _, x := range []string{"//*[.//*[.//*[.//b]]]", "//*[.//a = 'y']//a", strings.Repeat("//*/..", 20) + "//a"} {
		r, err := Index([]byte(doc), "text/html", "http://faro.example/", x, Memory{})
		if err == nil && len(r.Listed) > 1 {
			t.Errorf("%s: %d", x, len(r.Listed))
		}
	}
}

// Pages that are made to hurt are read within bounds, and say that they are cut.
func TestHostile(t *testing.T) {
	r := strings.Repeat
	for _, c := range []struct {
		name, doc string
		cut       bool
	}{
		{"many links", func() string {
			var b strings.Builder
			for i := range 100_000 {
				fmt.Fprintf(&b, "<a href=/2026/11/23/nota-larga-numero-%d>Una nota larga con número %d</a>", i, i)
			}
			return "<body>" + b.String()
		}(), true},
		{"many places", func() string {
			var b strings.Builder
			for i := range 20_000 {
				fmt.Fprintf(&b, "<div class=%s%c><a href=/%d/x>y</a></div>", r("k", i%40), 'a'+rune(i%26), i)
			}
			return "<body>" + b.String()
		}(), true},
		{"deep", "<body>" + r("<div class=a>", 50_000) + "<a href=/2026/11/23/una-nota-muy-larga>Una nota muy larga de hoy</a>", false},
		{"a link around all", "<body><a href=/2026/11/23/una-nota-muy-larga>" + r("<b>x", 50_000), false},
		{"many dates", "<body>" + r("<div>", 100) + r("<time datetime=2026-11-23>x</time><i>23.11.2026</i>", 20_000), false},
		{"long attributes", "<body>" + r("<a class='"+r("x", 1000)+"' href=/"+r("y", 1000)+">z</a>", 2000), false},
		{"scripts for addresses", "<body>" + r(`<h2><a href="JaVaScRiPt:/2026/11/23/una-nota">Una nota que es un programa</a></h2><a href="java&#10;script:x">a</a>`, 2000), false},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, err := Index([]byte(c.doc), "text/html", "http://faro.example/", "", Memory{})
			if err != nil {
				t.Fatal(err)
			}
			if len(got.Listed) > maxListed || c.cut != (len(got.Warnings) > 0) || len(got.Memory.Pack()) > 64<<10 {
				t.Errorf("%d listed, warnings %v", len(got.Listed), got.Warnings)
			}
			for _, l := range got.Listed {
				if !strings.HasPrefix(l.URL, "http://faro.example/") {
					t.Errorf("%q", l.URL)
				}
			}
		})
	}
}

// Whatever the page and the expression: no panic, addresses of the site, each
// once, titles that are text.
func FuzzIndex(f *testing.F) {
	const home = "https://d.example/"
	for _, s := range []string{front(5), "<a href=x><a href=y>", "<base href='//e.example'><a href=/2026/01/01/a-b-c-d>a b c d e", "\x1f\x8b", captchaPage} {
		f.Add([]byte(s), "", "//h2/a")
		f.Add([]byte(s), `{"polls":9,"seen":"AAAA","groups":{"/word/slug":{"p":9,"l":9}}}`, "")
	}
	seeds.Each(f, func(c seeds.Case) { f.Add(c.Bytes, "", "//*[.//a]") }, "html_parse", "xml_attacks", "xss_html")
	f.Fuzz(func(t *testing.T, b []byte, memory, xpath string) {
		r, err := Index(b, "text/html", home, xpath, Recall([]byte(memory)))
		if err != nil {
			var p *vigia.Problem
			if !errors.As(err, &p) || strings.Contains(err.Error(), "stumble") {
				t.Fatalf("error %v", err)
			}
			return
		}
		seen := map[string]bool{}
		for _, l := range r.Listed {
			k := address.Key(l.URL)
			if k == "" || seen[k] || xpath == "" && address.Domain(l.URL) != "d.example" || !strings.HasPrefix(l.URL, "http") {
				t.Errorf("address %q, key %q, seen %v", l.URL, k, seen[k])
			}
			seen[k] = true
			if !utf8.ValidString(l.Title) || strings.ContainsAny(l.Title, "\x00\x1b\n") {
				t.Errorf("title %q", l.Title)
			}
		}
		if len(r.Listed) > maxListed {
			t.Errorf("%d reports", len(r.Listed))
		}
		Recall(r.Memory.Pack())
	})
}

// BenchmarkIndex reads a front of a thousand links.
func BenchmarkIndex(b *testing.B) {
	doc := []byte(front(250))
	b.SetBytes(int64(len(doc)))
	for b.Loop() {
		if _, err := Index(doc, "text/html", "http://faro.example/politica/", "", Memory{}); err != nil {
			b.Fatal(err)
		}
	}
}
