package article

import (
	"bytes"
	"encoding/json"
	"errors"
	"flag"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/japanese"
	"golang.org/x/text/encoding/korean"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/traditionalchinese"
	"golang.org/x/text/encoding/unicode"

	"vigia"
)

var update = flag.Bool("update", false, "write the golden files anew")

var pageURL = regexp.MustCompile(`<!-- url: (\S*) ?-->`)

// Each page of testdata gives the report beside it.
func TestGolden(t *testing.T) {
	pages, err := filepath.Glob("testdata/*.html")
	if err != nil || len(pages) == 0 {
		t.Fatal("no pages", err)
	}
	for _, file := range pages {
		t.Run(filepath.Base(file), func(t *testing.T) {
			b, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			r, err := Read(b, "text/html", string(pageURL.FindSubmatch(b)[1]))
			if err != nil {
				t.Fatal(err)
			}
			r.LanguageConfidence = float64(int(r.LanguageConfidence*10)) / 10
			var out bytes.Buffer
			enc := json.NewEncoder(&out)
			enc.SetIndent("", "  ")
			enc.SetEscapeHTML(false)
			if err := enc.Encode(r); err != nil {
				t.Fatal(err)
			}
			golden := strings.TrimSuffix(file, ".html") + ".json"
			if *update {
				if err := os.WriteFile(golden, out.Bytes(), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(golden)
			if err != nil {
				t.Fatal(err)
			}
			if d := cmp.Diff(string(want), out.String()); d != "" {
				t.Error(d)
			}
		})
	}
}

// pageOf makes a plain report page around a text.
func pageOf(head, title, body string) string {
	return "<html><head>" + head + "<title>" + title + "</title></head><body><article><h1>" + title + "</h1><p>" + body + "</p></article></body></html>"
}

func TestCharsets(t *testing.T) {
	encode := func(e encoding.Encoding, s string) []byte {
		out, err := e.NewEncoder().String(s)
		if err != nil {
			t.Fatal(err)
		}
		return []byte(out)
	}
	const (
		es = "El señor Muñoz llegó a Perú: «Mañana habrá más», añadió el ministro de educación en su visita."
		ru = "Президент выступил с обращением к парламенту и рассказал о планах правительства на будущий год."
		zh = "外交部发言人星期一在例行记者会上表示，中方坚决反对任何形式的单边制裁，并将采取必要措施。"
		tw = "外交部發言人星期一在例行記者會上表示，我方堅決反對任何形式的單邊制裁，並將採取必要措施。"
		ja = "外務省は月曜日の記者会見で、両国の首脳が来月会談することを明らかにした。"
		ko = "외교부 대변인은 월요일 정례 기자회견에서 양국 정상이 다음 달 회담한다고 밝혔다."
		ar = "قال وزير الخارجية يوم الاثنين إن البلدين اتفقا على تعزيز التعاون الاقتصادي في المرحلة المقبلة."
	)
	for _, c := range []struct{ name, contentType, head, text, want string }{
		{"utf-8 by meta", "", `<meta charset="utf-8">`, es, "utf-8"},
		{"utf-8 undeclared", "", "", ru, "utf-8"},
		{"header lies", "text/html; charset=iso-8859-1", "", es, "utf-8"},
	} {
		check(t, c.name, []byte(pageOf(c.head, "T", c.text)), c.contentType, c.text, c.want)
	}
	for _, c := range []struct {
		name, contentType, head, text, want string
		enc                                 encoding.Encoding
	}{
		{"windows-1252 by header", "text/html; charset=windows-1252", "", es, "windows-1252", charmap.Windows1252},
		{"latin1 by meta", "", `<meta http-equiv="Content-Type" content="text/html; charset=iso-8859-1">`, es, "windows-1252", charmap.ISO8859_1},
		{"windows-1252 undeclared", "", "", es, "windows-1252", charmap.Windows1252},
		{"windows-1251 by meta", "", `<meta charset=windows-1251>`, ru, "windows-1251", charmap.Windows1251},
		{"windows-1251 undeclared", "", "", ru, "windows-1251", charmap.Windows1251},
		{"koi8-r", "", `<meta charset=koi8-r>`, ru, "koi8-r", charmap.KOI8R},
		{"utf-8 declared, windows-1251 sent", "text/html; charset=utf-8", "", ru, "windows-1251", charmap.Windows1251},
		{"gb2312 by meta", "", `<meta charset="gb2312">`, zh, "gbk", simplifiedchinese.GBK},
		{"gb18030 by header", "text/html; charset=GB18030", "", zh, "gb18030", simplifiedchinese.GB18030},
		{"gb18030 undeclared", "", "", zh, "gb18030", simplifiedchinese.GB18030},
		{"big5", "", `<meta charset="big5">`, tw, "big5", traditionalchinese.Big5},
		{"big5 undeclared", "", "", tw, "big5", traditionalchinese.Big5},
		{"shift-jis", "", `<meta charset="Shift_JIS">`, ja, "shift_jis", japanese.ShiftJIS},
		{"shift-jis undeclared", "", "", ja, "shift_jis", japanese.ShiftJIS},
		{"iso-2022-jp", "text/html; charset=iso-2022-jp", "", ja, "iso-2022-jp", japanese.ISO2022JP},
		{"euc-kr", "", `<meta charset="euc-kr">`, ko, "euc-kr", korean.EUCKR},
		{"euc-kr undeclared", "", "", ko, "euc-kr", korean.EUCKR},
		{"windows-1256", "", `<meta charset="windows-1256">`, ar, "windows-1256", charmap.Windows1256},
		{"utf-16 le", "", "", ru, "utf-16le", unicode.UTF16(unicode.LittleEndian, unicode.ExpectBOM)},
		{"utf-16 be without mark", "", "", ru, "utf-16be", unicode.UTF16(unicode.BigEndian, unicode.IgnoreBOM)},
	} {
		body := strings.Repeat(c.text+" ", 4)
		check(t, c.name, encode(c.enc, pageOf(c.head, "T", body)), c.contentType, strings.TrimSpace(body), c.want)
	}
}

func check(t *testing.T, name string, b []byte, contentType, want, charset string) {
	t.Run(name, func(t *testing.T) {
		r, err := Read(b, contentType, "")
		if err != nil {
			t.Fatal(err)
		}
		if r.Text != want || r.Charset != charset {
			t.Errorf("charset %q, want %q; text %.80q", r.Charset, charset, r.Text)
		}
	})
}

func TestNoPage(t *testing.T) {
	for _, c := range []struct{ name, doc, says string }{
		{"empty", "", "is empty"},
		{"blank", " \n ", "is empty"},
		{"pdf", "%PDF-1.7 …", "PDF"},
		{"png", "\x89PNG\r\n\x1a\n", "PNG"},
		{"zip", "PK\x03\x04", "zip"},
		{"noise", strings.Repeat("\x00\x01\x02", 100), "binary"},
		{"json", `{"a": 1}`, "JSON"},
		{"feed", `<?xml version="1.0"?><rss version="2.0"><channel></channel></rss>`, "XML"},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := Read([]byte(c.doc), "", "https://d.example/x")
			var p *vigia.Problem
			if !errors.As(err, &p) || !errors.Is(err, vigia.ErrInvalid) || p.Remedy == "" || !strings.Contains(err.Error(), c.says) || !strings.Contains(err.Error(), "https://d.example/x") {
				t.Errorf("error %v", err)
			}
			if _, _, err := Tree([]byte(c.doc), "", "https://d.example/x"); err == nil {
				t.Error("taken for a page")
			}
		})
	}
}

// Deep, huge and twisted pages are read, with a doubt, and in time.
func TestHostilePages(t *testing.T) {
	r := strings.Repeat
	for _, c := range []struct{ name, doc, has string }{
		{"deep", "<html><body>" + r("<div>", 5000) + "<p>texto al fondo</p>", "texto al fondo"},
		{"formatting", "<html><body>" + r("<b><i><a href=x>", 3000) + "texto", "texto"},
		{"many elements", "<html><body>" + r("<p>un párrafo con algo de texto</p>", 50000), "un párrafo con algo"},
		{"linked data", `<html><script type="application/ld+json">` + r(`{"@graph":[`, 50000) + `</script><body><p>texto`, "texto"},
		{"control characters", "<html><title>a\x1b[31mb</title><body><p>x\x07y texto", "y texto"},
		{"too large", "<html><body><p>comienzo</p>" + r("<!-- relleno -->", 800000) + "<p>fin</p>", "comienzo"},
		{"no body", "<html><frameset><frame src=x></frameset><noframes>nada</noframes>", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			rep, err := Read([]byte(c.doc), "text/html", "")
			if err != nil || !strings.Contains(rep.Text, c.has) || strings.ContainsAny(rep.Title, "\x1b") {
				t.Errorf("%v, title %q, text %.60q, doubts %q", err, rep.Title, rep.Text, rep.Doubts)
			}
			if c.name == "too large" && !rep.Truncated {
				t.Error("not marked as truncated")
			}
		})
	}
}

func TestTitles(t *testing.T) {
	for _, c := range []struct{ name, head, h1, address, want string }{
		{"site in the tag", "<title>Sube el pan - El Diario</title><meta property='og:site_name' content='El Diario'>", "", "", "Sube el pan"},
		{"site by domain", "<title>Sube el pan | eldiario.example</title>", "", "https://www.eldiario.example/x", "Sube el pan"},
		{"site in front", "<title>El Diario: Sube el pan hoy</title><meta property='og:site_name' content='El Diario'>", "", "", "El Diario: Sube el pan hoy"},
		{"headline on the page", "<title>Pan caro | X</title><meta property='og:title' content='Sube el precio del pan en todo el país'>", "Sube el precio del pan en todo el país otra vez", "", "Sube el precio del pan en todo el país"},
		{"logo as h1", "<title>Sube el pan en la capital</title>", "El Diario", "", "Sube el pan en la capital"},
		{"only h1", "", "Sube el pan", "", "Sube el pan"},
		{"dash inside", "<title>Acuerdo China-Perú: qué se firmó</title>", "", "", "Acuerdo China-Perú: qué se firmó"},
		{"chinese", "<title>外交部发言人答记者问_时政_新华网</title>", "", "", "外交部发言人答记者问"},
	} {
		t.Run(c.name, func(t *testing.T) {
			h1 := ""
			if c.h1 != "" {
				h1 = "<h1>" + c.h1 + "</h1>"
			}
			r, err := Read([]byte("<html><head>"+c.head+"</head><body>"+h1+"<p>Un texto cualquiera de la nota.</p></body>"), "", c.address)
			if err != nil || r.Title != c.want {
				t.Errorf("title %q (%s), want %q; %v", r.Title, r.Provenance["title"], c.want, err)
			}
		})
	}
}

func TestBylines(t *testing.T) {
	for _, c := range []struct {
		name, head, body string
		want             []string
	}{
		{"list in one string", `<meta name="author" content="Por Ana Ruiz, Luis Paz y María de la O">`, "", []string{"Ana Ruiz", "Luis Paz", "María de la O"}},
		{"capitals", `<meta name="author" content="ANA DE LA CRUZ">`, "", []string{"Ana de la Cruz"}},
		{"newsroom", `<meta name="author" content="Redacción El Puerto">`, "", nil},
		{"admin", `<meta name="author" content="admin">`, "", nil},
		{"site itself", `<meta property="og:site_name" content="El Puerto"><meta name="author" content="El Puerto">`, "", nil},
		{"address", `<meta property="article:author" content="https://facebook.com/ana">`, "", nil},
		{"agency", `<meta name="author" content="EFE">`, "", []string{"EFE"}},
		{"linked", `<script type="application/ld+json">{"@type":"NewsArticle","author":[{"@type":"Person","name":"Ana Ruiz"},{"@type":"Organization","name":"El Puerto"}]}</script>`, "", []string{"Ana Ruiz"}},
		{"printed", "", `<div class="byline">By <a rel="author" href="/a">John O'Neil</a></div>`, []string{"John O'Neil"}},
		{"micro", "", `<span itemprop="author"><span itemprop="name">Ana Ruiz</span></span>`, []string{"Ana Ruiz"}},
		{"chinese line", "", `<p>2026-11-23 来源：晨报 作者：王小明</p>`, []string{"王小明"}},
		{"none", "", `<p>Según Ana Ruiz, nada.</p>`, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			r, err := Read([]byte(pageOf(c.head, "Una nota del puerto", "Texto.</p>"+c.body+"<p>Más texto.")), "", "")
			if err != nil {
				t.Fatal(err)
			}
			if d := cmp.Diff(c.want, r.Byline); d != "" {
				t.Error(d)
			}
		})
	}
}

func TestDates(t *testing.T) {
	ld := func(s string) string {
		return `<script type="application/ld+json">{"@type":"NewsArticle","headline":"x","datePublished":"` + s + `"}</script>`
	}
	for _, c := range []struct{ name, head, body, address, want, from string }{
		{"json-ld", ld("2026-11-23T08:15:00-04:00"), "", "", "2026-11-23T08:15:00-04:00", "json-ld"},
		{"json-ld outranks meta", ld("2026-11-23T08:15:00Z") + `<meta property="article:published_time" content="2026-01-01T00:00:00Z">`, "", "", "2026-11-23T08:15:00Z", "json-ld"},
		{"meta adds the zone", ld("2026-11-23T08:15:00") + `<meta property="article:published_time" content="2026-11-23T08:15:00-04:00">`, "", "", "2026-11-23T08:15:00-04:00", "meta"},
		{"meta adds the hour", ld("2026-11-23") + `<meta property="article:published_time" content="2026-11-23T08:15:00-04:00">`, "", "", "2026-11-23T08:15:00-04:00", "meta"},
		{"time", "", `<time datetime="2026-11-23T08:15Z">hoy</time>`, "", "2026-11-23T08:15:00Z", "time"},
		{"time of a related note", "", `<aside><time datetime="2020-01-01">x</time></aside>`, "", "", ""},
		{"address", "", "", "https://d.example/2026/11/23/nota", "2026-11-23", "url"},
		{"address, packed", "", "", "https://d.example/n/20261123_nota.html", "2026-11-23", "url"},
		{"text by mark", "", `<span class="fecha">Publicado: 23 de noviembre de 2026 | 08:15</span>`, "", "2026-11-23T08:15:00Z", "text"},
		{"text by place", "", `<p>Lunes, 23 de noviembre de 2026</p>`, "", "2026-11-23", "text"},
		{"persian", "", `<div class="date">۲ آذر ۱۴۰۵ - ۱۰:۳۰</div>`, "", "2026-11-23T10:30:00Z", "text"},
		{"chinese", "", `<span class="time">2026年11月23日 10:30</span>`, "", "2026-11-23T10:30:00Z", "text"},
		{"none", "", "", "https://d.example/nota", "", ""},
		{"nonsense", ld("0000-00-00T00:00:00Z"), "", "", "", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			r, err := Read([]byte(pageOf(c.head, "Una nota del puerto", "Texto de la nota.</p>"+c.body+"<p>"+strings.Repeat("Más texto de relleno para la nota. ", 10))), "", c.address)
			if err != nil || r.Published.String() != c.want || r.Published.From != c.from || r.Provenance["published"] != c.from {
				t.Errorf("published %q from %q, want %q from %q; %v", r.Published, r.Published.From, c.want, c.from, err)
			}
		})
	}
}

func TestGenres(t *testing.T) {
	for _, c := range []struct {
		name, head, title, address string
		want                       vigia.Genre
	}{
		{"address", "", "El puerto", "https://d.example/opinion/el-puerto", vigia.Opinion},
		{"subdomain", "", "El puerto", "https://opinion.d.example/el-puerto", vigia.Opinion},
		{"only the slug", "", "La opinión del ministro", "https://d.example/politica/opinion-del-ministro", ""},
		{"section alone", "", "Opinión", "https://d.example/opinion", vigia.Opinion},
		{"title", "", "Editorial: el puerto", "", vigia.Editorial},
		{"title with a colon", "", "Ministro: no hay acuerdo", "", ""},
		{"data", `<script type="application/ld+json">{"@type":["Article","LiveBlogPosting"],"headline":"x"}</script>`, "x", "", vigia.Live},
		{"section", `<meta property="article:section" content="Entrevistas">`, "x", "", vigia.Interview},
		{"speech", "", "x", "https://gob.example/discursos/2026/x", vigia.Declaration},
		{"press", "", "x", "https://gob.example/comunicados-de-prensa/x", vigia.PressRelease},
		{"sponsored", `<meta property="article:section" content="Contenido patrocinado">`, "x", "", vigia.Advertorial},
		{"russian", `<meta property="article:section" content="Мнения">`, "x", "", vigia.Opinion},
		{"arabic", `<meta property="article:section" content="آراء">`, "x", "", vigia.Opinion},
		{"persian", `<meta property="article:section" content="سرمقاله">`, "x", "", vigia.Editorial},
		{"chinese", `<meta property="article:section" content="社评">`, "x", "", vigia.Editorial},
		{"none", "", "Llega el barco", "https://d.example/mundo/llega-el-barco", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			r, err := Read([]byte(pageOf(c.head, c.title, "Texto de la nota.")), "", c.address)
			if err != nil || r.GenreHint != c.want || (c.want != "") != (r.GenreWhy != "") {
				t.Errorf("genre %q because %q, want %q; %v", r.GenreHint, r.GenreWhy, c.want, err)
			}
		})
	}
}

func TestPlainText(t *testing.T) {
	r, err := Read([]byte("Llega el barco\r\n\r\nEl barco llegó ayer al puerto.\nTraía médicos.\r\n\r\nFin."), "text/plain", "https://d.example/a.txt")
	if err != nil || r.Title != "Llega el barco" || r.Text != "El barco llegó ayer al puerto. Traía médicos.\n\nFin." || r.Language != "es" {
		t.Errorf("%+v, %v", r, err)
	}
	f := FromText(" Llega\tel barco ", "Uno de enero.\nDos de marzo en el puerto.\n\n", "https://d.example/opinion/x", "2026-11-23", "es")
	if f.Title != "Llega el barco" || f.Text != "Uno de enero.\n\nDos de marzo en el puerto." || f.Published.String() != "2026-11-23" || f.Language != "es" || f.GenreHint != vigia.Opinion {
		t.Errorf("%+v", f)
	}
	if e := FromText("", "", "", "", ""); e.Text != "" || e.Language != "" || e.Published.Known() {
		t.Errorf("empty: %+v", e)
	}
}

func FuzzRead(f *testing.F) {
	for _, s := range []string{pageOf("", "Título", "Texto"), "<table><tr><td><p>x<br><br>y", "<script type='application/ld+json'>{\"@graph\":[{\"@id\":\"a\",\"author\":{\"@id\":\"a\"}}]}</script><p>x",
		"<svg><title>x</title></svg><p>y", "<p>\xff\xfe", "<select><option>a<p>b", "texto solo", "<time datetime=x>y</time><h1></h1><p>"} {
		f.Add([]byte(s), "text/html; charset=utf-8", "https://d.example/2026/11/23/x")
	}
	f.Fuzz(func(t *testing.T, b []byte, contentType, address string) {
		r, err := Read(b, contentType, address)
		if err != nil {
			var p *vigia.Problem
			if !errors.As(err, &p) || strings.Contains(err.Error(), "stumble") {
				t.Fatalf("error %v", err)
			}
			return
		}
		if !utf8.ValidString(r.Title+r.Text+strings.Join(r.Byline, "")) || strings.ContainsAny(r.Title, "\x00\x1b\n") {
			t.Errorf("title %q text %q", r.Title, r.Text)
		}
	})
}
