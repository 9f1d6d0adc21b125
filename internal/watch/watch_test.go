package watch

import (
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"
)

const long = "El ministro dijo que la inversión llegará a 200 millones de dólares y que el muelle se ampliará.\n\nLos pescadores de la bahía piden que se proteja la zona de desove antes de que comiencen las obras."

func TestCompare(t *testing.T) {
	was := Reading{Title: "Un puerto", Byline: []string{"Ana Pérez"}, Published: "2021-08-24", From: "meta", Text: long}
	with := func(f func(*Reading)) Reading {
		r := was
		r.Byline = slices.Clone(was.Byline)
		f(&r)
		return r
	}
	add := func(p string) Reading { return with(func(r *Reading) { r.Text += "\n\n" + p }) }
	for name, c := range map[string]struct {
		now  Reading
		want Kind
	}{
		"nothing":             {was, Same},
		"other quotes":        {with(func(r *Reading) { r.Text = strings.ToUpper(r.Text[:3]) + r.Text[3:] + " " }), Same},
		"other paragraphs":    {with(func(r *Reading) { r.Text = strings.ReplaceAll(r.Text, "\n\n", " ") }), Same},
		"a number":            {with(func(r *Reading) { r.Text = strings.Replace(r.Text, "200", "300", 1) }), Edited},
		"a word less":         {with(func(r *Reading) { r.Text = strings.Replace(r.Text, " antes", "", 1) }), Edited},
		"a short sentence":    {add("No murió nadie."), Edited},
		"a headline below":    {add("La vacuna rusa llega a Bolivia entre dudas"), Trivial},
		"a hint":              {add("Lea también: El canal sube sus tarifas. Y más."), Trivial},
		"a clock":             {add("Actualizado el 25 de agosto de 2021."), Trivial},
		"a counter":           {add("1.204"), Trivial},
		"in Chinese, a link":  {add("相关新闻：港口扩建工程将于十月开始。"), Trivial},
		"in Chinese":          {add("部长表示，投资将达到三亿美元，码头将扩建，约三千人将参与这项工程的建设工作。"), Edited},
		"in Persian":          {add("وزیر گفت که سرمایه‌گذاری به سیصد میلیون دلار خواهد رسید."), Edited},
		"a correction":        {add("Correction: an earlier version of this article gave another sum."), Corrected},
		"a correction, zh":    {add("更正：本文早前版本的金额有误。"), Corrected},
		"a correction, ru":    {add("Исправление: в первой версии была названа другая сумма."), Corrected},
		"the headline":        {with(func(r *Reading) { r.Title = "Un puerto nuevo" }), Headline},
		"headline and text":   {with(func(r *Reading) { r.Title, r.Text = "Otro", r.Text+"\n\nAlgo nuevo se sabe hoy." }), Headline},
		"capitals":            {with(func(r *Reading) { r.Title = "UN PUERTO" }), Same},
		"the byline":          {with(func(r *Reading) { r.Byline = []string{"Luis Gil"} }), Edited},
		"the date":            {with(func(r *Reading) { r.Published = "2021-08-20" }), Edited},
		"today, elsewhere":    {with(func(r *Reading) { r.Published, r.From = "2021-08-30", "text" }), Same},
		"a paywall":           {with(func(r *Reading) { r.Text, r.Paywalled = "El ministro dijo que la inversión llegará.", true }), Paywalled},
		"a paywall that lets": {with(func(r *Reading) { r.Paywalled = true }), Same},
	} {
		if got := Compare(was, c.now); got != c.want {
			t.Errorf("%s: %s, want %s", name, got, c.want)
		}
	}
	other := Reading{Title: "Portada", Text: "Hoy en la portada: el tiempo, la bolsa y los deportes de la semana que comienza."}
	if !Another(was, other) || Another(was, add("Más.")) || Another(Reading{Title: "a", Text: "corto"}, other) {
		t.Error("Another cannot tell a page from another one")
	}
}

func TestSchedule(t *testing.T) {
	s, err := ParseSchedule(Usual)
	if err != nil || len(s) != 8 {
		t.Fatal(s, err)
	}
	start := time.Date(2021, 8, 24, 12, 0, 0, 0, time.UTC)
	var ages []string
	for at, past := start, 0; len(ages) < 10; {
		at, past = s.Next(start, at, past)
		ages = append(ages, at.Sub(start).String())
	}
	if got := strings.Join(ages, " "); got != "1h0m0s 6h0m0s 24h0m0s 72h0m0s 168h0m0s 720h0m0s 2160h0m0s 8760h0m0s 15360h0m0s 21960h0m0s" {
		t.Error(got)
	}
	if at, past := s.Next(start, start.AddDate(0, 0, 10), 0); past != 5 || !at.Equal(start.AddDate(0, 0, 30)) {
		t.Errorf("after ten days without a program: %v, %d", at, past)
	}
	if none, err := ParseSchedule("none"); err != nil || none != nil {
		t.Error(none, err)
	}
	for _, bad := range []string{"1h 1h", "2h 1h", "5m", "x", "1d none", "-1d", "99999999d", "9999999999h", "1h 2h 2h30m"} {
		if s, err := ParseSchedule(bad); err == nil {
			t.Errorf("%q is taken as %v", bad, s)
		}
	}
}

// TestSides: both texts can be read whole, what they share is the same, and
// what one change makes is small.
func TestSides(t *testing.T) {
	text := func(ps [][]Piece) (all, shared string) {
		for i, p := range ps {
			if i > 0 {
				all += "\n\n"
			}
			for _, x := range p {
				all += x.Text
				if !x.Alone {
					shared += fold(x.Text) + " "
				}
			}
		}
		return all, strings.Join(strings.Fields(shared), " ")
	}
	r := rand.New(rand.NewPCG(1, 2))
	vocabulary := strings.Fields("el puerto la bahía 200 millones, dijo. پورت 港口扩建 «quote» (x) año")
	random := func() string {
		var b strings.Builder
		for range r.IntN(60) {
			b.WriteString(vocabulary[r.IntN(len(vocabulary))])
			b.WriteString([]string{" ", " ", " ", "\n\n"}[r.IntN(4)])
		}
		return strings.Trim(strings.ReplaceAll(b.String(), "\n\n\n\n", "\n\n"), " \n")
	}
	for range 500 {
		a, b := random(), random()
		left, right := Sides(a, b)
		la, ls := text(left)
		ra, rs := text(right)
		if la != a || ra != b || strings.ReplaceAll(ls, " ", "") != strings.ReplaceAll(rs, " ", "") {
			t.Fatalf("%q, %q:\n%q %q\n%q %q", a, b, la, ls, ra, rs)
		}
	}
	left, right := Sides(long, strings.Replace(long, "200", "350", 1))
	var gone, came []string
	for i, ps := range [][][]Piece{left, right} {
		for _, p := range ps {
			for _, x := range p {
				if x.Alone {
					*[]*[]string{&gone, &came}[i] = append(*[]*[]string{&gone, &came}[i], x.Text)
				}
			}
		}
	}
	if !slices.Equal(gone, []string{"200 "}) || !slices.Equal(came, []string{"350 "}) {
		t.Errorf("%q, %q", gone, came)
	}
	if l, r := Sides("", "a"); len(l) != 0 || len(r) != 1 {
		t.Error(l, r)
	}
}

// BenchmarkSides compares texts of a novel's length that have nothing in
// common: the worst case, bounded by mostEdits.
func BenchmarkSides(b *testing.B) {
	x, y := strings.Repeat("uno dos tres. ", 30_000), strings.Repeat("cuatro cinco. ", 30_000)
	for b.Loop() {
		Sides(x, y)
	}
}
