package article

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// Pages of the sorts that there are, with what their text must be.
func TestBodies(t *testing.T) {
	for _, c := range []struct {
		file, from string
		has, not   []string
		doubts     []string
	}{
		{"news-en.html", "blocks",
			[]string{"The port of Saltmere", "“We checked every metre", "waiting at the outer anchorage, most", "Costs still unknown", "third time.", "\n\nThe ferry to Low Island", "winter timetable."},
			[]string{"cookies", "Facebook", "Photograph", "newsletter", "Related stories", "Why the cranes fell", "berth", "seagull44", "years ago", "© 2026", "Privacy", "track", "Home"}, nil},
		{"breaks-es.html", "blocks",
			[]string{"La empresa municipal", "verano.\n«No es una decisión", "veces.\n\nLa asociación", "sesión abierta."},
			[]string{"Inicio", "Lo más leído", "Feria del libro", "Imprimir", "Prohibida"}, nil},
		{"table-zh.html", "blocks",
			[]string{"本报讯 经过两年建设", "押金。\n\n“我们希望", "每周送书两次。"},
			[]string{"首页", "我要评论", "相关新闻", "读书节", "版权所有"}, nil},
		{"wall-ar.html", "blocks",
			[]string{"افتتحت بلدية", "منتصف الليل.", "للطلاب والعمال…"},
			[]string{"الرئيسية", "جميع الحقوق", "اشترك الآن"},
			[]string{"the text breaks off with an ellipsis", `the page asks to pay or to register for the rest: "للمتابعة اشترك"`}},
		{"scripts-pt.html", "json-ld",
			[]string{"A ponte velha do Vale", "prefeitura.\n\nO engenheiro", "poderão passar."},
			[]string{"Termos", "JavaScript"},
			[]string{"the page shows less than its data gives as its text: that was taken"}},
	} {
		t.Run(c.file, func(t *testing.T) {
			b, err := os.ReadFile(filepath.Join("testdata", "gold", "pages", c.file))
			if err != nil {
				t.Fatal(err)
			}
			r, err := Read(b, "text/html", "")
			if err != nil {
				t.Fatal(err)
			}
			if r.Provenance["text"] != c.from {
				t.Errorf("from %q, want %q", r.Provenance["text"], c.from)
			}
			at := 0
			for _, s := range c.has {
				i := strings.Index(r.Text[at:], s)
				if i < 0 {
					t.Fatalf("%q is missing, or in the wrong order, in\n%s", s, r.Text)
				}
				at += i
			}
			for _, s := range c.not {
				if strings.Contains(r.Text, s) {
					t.Errorf("%q is in the text", s)
				}
			}
			if c.doubts != nil {
				if d := cmp.Diff(c.doubts, r.Doubts); d != "" {
					t.Error(d)
				}
				if c.from == "blocks" && !r.Truncated {
					t.Error("not marked as truncated")
				}
			}
		})
	}
}

// What no page should be is read in time and memory that its bytes bound.
func TestHostileBodies(t *testing.T) {
	r := strings.Repeat
	for _, c := range []struct{ name, doc, has, doubt string }{
		{"nested", "<html><body>" + r("<div>", 10000) + "<p>texto al fondo</p>" + r("</div>", 10000) + "<p>y después</p>", "texto al fondo", ""},
		{"attribute", `<html><body><div data-x="` + r("x", 9<<20) + `"><p>Un texto tras el atributo.</p></div>`, "Un texto tras", ""},
		{"attributes", "<html><body><div " + r("a ", 3<<20) + "><p>Un texto tras los atributos.</p></div>", "Un texto tras", ""},
		{"entities", "<html><body><p>Antes de todo. " + r("&amp;&lt;&#x41;&bogus;", 200000) + "</p>", "Antes de todo", "letters"},
		{"open entity", "<html><body><p>Antes " + r("&", 4<<20), "Antes", "letters"},
		{"long text", "<html><body><p>" + r("Una frase que se repite sin fin. ", 200000) + "</p>", "Una frase", "letters"},
		{"elements", "<html><body><p>Un texto al comienzo.</p>" + r("<i>", 2<<20), "Un texto al comienzo", "elements"},
		{"formatting", "<html><body><p>" + r("<font size=1>", 300) + "</p>" + r("<p>x", 100000), "x", ""},
		{"links in blocks", "<html><body>" + r("<a href=x><div>y</a>", 50000) + "<p>texto", "y", ""},
		{"open comment", "<html><body><p>Un texto.</p><!-- " + r("- ", 1<<20), "Un texto.", ""},
		{"open quote", `<html><body><p>Un texto.</p><div class="` + r("y <p>", 1<<20), "Un texto.", ""},
		{"scripts without end", "<html><body><p>Un texto.</p>" + r("<textarea><title><iframe>", 30000), "Un texto.", ""},
		{"tables", "<html><body>" + r("<table><tr><td>celda", 20000), "celda", ""},
		{"one word", "<html><body><p>" + r("x", 9<<20), "x", "letters"},
		{"bars", "<html><body>" + r("| <br>", 100000) + "<p>texto", "texto", ""},
		{"end tags", "<html><body>" + r("<div>", 390) + r("</table></b>", 300000) + "texto", "", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			rep, err := Read([]byte(c.doc), "text/html", "")
			if err != nil {
				t.Fatal(err)
			}
			if !strings.Contains(rep.Text, c.has) || !strings.Contains(strings.Join(rep.Doubts, "|"), c.doubt) || len([]rune(rep.Text)) > maxText+100 {
				t.Errorf("%d bytes of text, %.80q, doubts %.300q", len(rep.Text), rep.Text, rep.Doubts)
			}
		})
	}
}
