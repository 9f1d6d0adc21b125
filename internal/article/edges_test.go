package article

import (
	"slices"
	"strings"
	"testing"
	"time"

	"vigia"
)

// All people, outlets and places here are invented.

func TestIsSignature(t *testing.T) {
	ana, two, liu := []string{"Ana Ríos"}, []string{"Ida Kopp", "Jörn Mechthal"}, []string{"刘小林"}
	for _, c := range []struct {
		trap, line string
		byline     []string
		want       bool
	}{
		{"by", "Por Ana Ríos", ana, true},
		{"by, in capitals", "POR ANA RÍOS", ana, true},
		{"no more than the name", "Ana Ríos", ana, true},
		{"a label", "Автор: Иван Примеров", []string{"Иван Примеров"}, true},
		{"two", "Von Ida Kopp und Jörn Mechthal", two, true},
		{"a place behind", "Von Ida Kopp, Bonn", two, true},
		{"an office behind", "von Ida Kopp, FUNK NORDLAND-OST", two, true},
		{"a date behind", "Por Ana Ríos, 3 de mayo de 2024, 10:15", ana, true},
		{"a role", "Ana Ríos, corresponsal", ana, true},
		{"an agency", "Por Agencia EFE", []string{"Agencia EFE"}, true},
		{"text and pictures", "Text: Ida Kopp, Jörn Mechthal Fotos: Ida Kopp", two, true},
		{"glued chinese", "□ 本报记者 刘小林", liu, true},
		{"chinese in brackets", "（ 责任编辑：刘小林 ）", liu, true},

		{"a sentence about who signs", "Ana Ríos es corresponsal en la capital desde hace diez años.", ana, false},
		{"a short sentence", "Por Ana Ríos murió.", ana, false},
		{"a sentence with by", "Por Ana Ríos preguntaron ayer todos los vecinos del puerto", ana, false},
		{"another", "Por Luis Paz", ana, false},
		{"part of a longer name", "Ana Ríosalto", ana, false},
		{"chinese sentence", "记者刘小林从市政府获悉，大桥明天开放。", liu, false},
		{"translator in a line of its own", "作者：刘小林\n译：Chen Muster", liu, false},
		{"nobody signs", "Por Ana Ríos", nil, false},
		{"nothing", "", ana, false},
	} {
		if got := isSignature(c.line, c.byline); got != c.want {
			t.Errorf("%s: %q: %v", c.trap, c.line, got)
		}
	}
}

func TestTrim(t *testing.T) {
	day := vigia.Date{At: time.Date(2022, 4, 21, 9, 0, 0, 0, time.UTC), Precision: vigia.ToDay}
	a, b := "El barco llegó ayer al puerto.", "Volvió a salir por la tarde."
	for _, c := range []struct {
		trap string
		in   []string
		want []string
	}{
		{"at the head", []string{"Por Ana Ríos", a, b}, []string{a, b}},
		{"behind the lead", []string{a, "Por Ana Ríos, San Telmo", b}, []string{a, b}},
		{"at the end", []string{a, b, "Ana Ríos"}, []string{a, b}},
		{"in the midst it is text", []string{a, b, a, "Ana Ríos", b, a, b}, []string{a, b, a, "Ana Ríos", b, a, b}},
		{"its day", []string{"April 21, 2022", a, b}, []string{a, b}},
		{"another day", []string{"April 20, 2022", a, b}, []string{"April 20, 2022", a, b}},
		{"a day at the end", []string{a, b, "April 21, 2022"}, []string{a, b, "April 21, 2022"}},
		{"a number of comments", []string{"13", a, b}, []string{a, b}},
		{"a number in the text", []string{a, "13", b}, []string{a, "13", b}},
		{"whose a picture is", []string{a, "Foto: Petra Lens/Funkbild", b}, []string{a, b}},
		{"nobody's picture", []string{a, "Bild:", b}, []string{a, b}},
		{"a chinese picture", []string{a, "图：陈小样", b}, []string{a, b}},
		{"what a screen shows", []string{a, "Bild: 10 Zoll", b}, []string{a, "Bild: 10 Zoll", b}},
		{"a caption that tells", []string{a, "Foto: el barco entra en el puerto.", b}, []string{a, "Foto: el barco entra en el puerto.", b}},
		{"buttons", []string{"E-Mail", "Drucken", a, "Advertisement", b}, []string{a, b}},
		{"a heading like a button", []string{a, b, a, "Facebook", b, a, b}, []string{a, b, a, "Facebook", b, a, b}},
		{"a sentence of the word", []string{a, "Share this information, please?", b}, []string{a, "Share this information, please?", b}},
		{"next to nothing", []string{"Por Ana Ríos", a}, []string{"Por Ana Ríos", a}},
		{"nothing else", []string{"Por Ana Ríos", "Ana Ríos", a}, []string{"Por Ana Ríos", "Ana Ríos", a}},
	} {
		r := Report{Text: strings.Join(c.in, "\n\n"), Byline: []string{"Ana Ríos"}, Published: day}
		if r.trim(); r.Text != strings.Join(c.want, "\n\n") {
			t.Errorf("%s: %q", c.trap, r.Text)
		}
	}
}

// A heading behind which nothing is taken is no text; a page of headings is.
func TestLastHeadings(t *testing.T) {
	const p = "<p>El barco llegó ayer al puerto.</p>"
	for _, c := range []struct {
		trap, page string
		want       int // paragraphs
	}{
		{"one", p + "<h2>Lo que sigue</h2>" + p + "<h3>Recursos relacionados</h3>", 3},
		{"two", p + "<h2>Lea también</h2><h3>¿Algo más?</h3>", 1},
		{"text behind", p + "<h2>Lo que sigue</h2>" + p, 3},
		{"a long one", p + "<h4>Un párrafo que alguien puso entero como título de su página porque le gustaba más así</h4>", 2},
		{"many", p + "<h3>1. El puerto</h3><h3>2. El barco</h3><h3>3. La tarde</h3>", 4},
		{"nothing but", "<h1>Recursos</h1>", 1},
	} {
		doc, _ := parse(c.page)
		f := newFacts(newLayout(doc, nil), claims{}, nil)
		in := slices.Repeat([]bool{true}, len(f.blocks))
		f.dropLastHeadings(in)
		if got := f.paragraphs(in); len(got) != c.want {
			t.Errorf("%s: %q", c.trap, got)
		}
	}
}
