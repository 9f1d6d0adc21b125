package text

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"vigia/internal/seeds"
)

func TestFold(t *testing.T) {
	for _, c := range []struct{ name, in, want string }{
		{"ascii", "Hola MUNDO", "hola mundo"},
		{"wide forms", "ＡＢＣ　１２", "abc 12"},
		{"ligature", "oﬃce", "office"},
		{"persian letters", "كتاب‌هاي علی", "کتابهای علی"},
		{"hamza and harakat", "أَحْمَد إلى آخِر", "احمد الی اخر"},
		{"tatweel", "محـــمد", "محمد"},
		{"digits", "١٤٠٥ ۱۴۰۵", "1405 1405"},
		{"turkish i", "İstanbul", "istanbul"},
		{"apostrophe", "l’État", "l'état"},
		{"invalid", "a\xffB", "a\uFFFDb"},
		{"cyrillic", "ПУТИН", "путин"},
		{"cyrillic in latin", "Cаrаcаs, ехportación", "caracas, exportación"},
		{"capitals too", "ВОLIVIA", "bolivia"},
		{"an accent on a homoglyph", "dijо́", "dijó"},
		{"greek in latin", "Μaduro", "maduro"},
		{"latin in cyrillic", "Пyтин", "путин"},
		{"two scripts that say something each", "ЧВКwagner и Gazprom", "чвкwagner и gazprom"},
		{"two languages", "Россия y España", "россия y españa"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := Fold(c.in); got != c.want {
				t.Errorf("Fold(%q) = %q, want %q", c.in, got, c.want)
			}
		})
	}
}

func TestDisguisedWordsAreWords(t *testing.T) {
	plain := Terms("El presidente viaja hoy a México.", "es")
	for _, s := range []string{
		"El presi\u200bdente vi\u200baja hoy a Mé\u200bxico.",
		strings.Join(strings.Split("El", ""), "\u200b") + " presidente viaja hoy a México\u200b.",
		"El prеsidentе viаja hоy a México.",
		"El\u200b presi\u00addente \u200bviaja hoy a Mé\u2060xico.",
	} {
		if got := Terms(s, "es"); !slices.Equal(got, plain) {
			t.Errorf("%q: %q, want %q", s, got, plain)
		}
	}
	if got, want := Terms("ភាសា\u200bខ្មែរ", "km"), Terms("ភាសា ខ្មែរ", "km"); !slices.Equal(got, want) {
		t.Errorf("a script without spaces: %q, want %q", got, want)
	}
}

func TestBare(t *testing.T) {
	for in, want := range map[string]string{
		"Díaz-Canel":  "diaz-canel",
		"Ñuñoa":       "nunoa",
		"Алексей Ёлк": "алексеи елк",
		"İstanbul":    "istanbul",
		"각하":          "각하", // syllables come together again
	} {
		if got := Bare(in); got != want {
			t.Errorf("Bare(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestClean(t *testing.T) {
	for _, c := range []struct{ name, in, want string }{
		{"plain", "Un título", "Un título"},
		{"white space", "  a\n\t b\u00a0c ", "a b c"},
		{"terminal escape", "a\x1b]0;x\x07b", "a]0;xb"},
		{"c1", "a\u009b31mb", "a31mb"},
		{"bidi override", "evil\u202egnp.exe", "evilgnp.exe"},
		{"isolates and marks", "\u2067سلام\u2069 \u200fx", "سلام x"},
		{"persian joiner stays", "می‌خواهم", "می‌خواهم"},
		{"soft hyphen, bom", "\ufeffca\u00adsa", "casa"},
		{"tags", "a\U000E0041b", "ab"},
		{"invalid", "a\xc3(", "a\uFFFD("},
		{"only controls", "\x00\x01 \x02", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := Clean(c.in); got != c.want {
				t.Errorf("Clean(%q) = %q, want %q", c.in, got, c.want)
			}
		})
	}
}

func TestTokens(t *testing.T) {
	for _, c := range []struct{ lang, in, want string }{
		{"es", "Las elecciones, dijo", "las/las elecciones/eleccion dijo/dij"},
		{"en", "Iran's ships sailed", "iran's/iran ships/ship sailed/sail"},
		{"fr", "l'économie qu’il défend", "l'/l' économie/économ qu'/qu' il/il défend/défend"},
		{"pt", "acordos comerciais", "acordos/acord comerciais/comerc"},
		{"ru", "российские корабли, ещё", "российские/российск корабли/корабл ещё/ещ"},
		{"fa", "کتاب‌های بزرگ‌ترین", "کتابهای/کتاب بزرگترین/بزرگ"},
		{"zh", "中国经济2026年 ok", "中国/中国 国经/国经 经济/经济 2026/2026 年/年 ok/ok"},
		{"", "Pekín 北京。", "pekín/pekín 北京/北京"},
		{"es", "", ""},
		{"es", "… — !", ""},
	} {
		t.Run(c.lang+" "+c.in, func(t *testing.T) {
			var got []string
			for _, tok := range Tokens(c.in, c.lang) {
				got = append(got, tok.Text+"/"+tok.Stem)
			}
			if d := cmp.Diff(c.want, strings.Join(got, " ")); d != "" {
				t.Error(d)
			}
		})
	}
}

// The Arabic stemmer works on Arabic spelling though folding prefers Persian
// letters: singular and plural, with and without the article, share a stem.
func TestArabicStems(t *testing.T) {
	for _, pair := range [][2]string{
		{"الاقتصادية", "اقتصادية"},
		{"المسؤولين", "المسؤولون"},
		{"الحكومات", "الحكومة"},
	} {
		a, b := Terms(pair[0], "ar"), Terms(pair[1], "ar")
		if d := cmp.Diff(a, b); d != "" {
			t.Errorf("%q and %q differ: %s", pair[0], pair[1], d)
		}
	}
}

func TestTokenOffsets(t *testing.T) {
	const s = "El FMI: «Perú» 你好吗 l’État"
	for _, tok := range Tokens(s, "fr") {
		if got := Fold(s[tok.Start:tok.End]); got != tok.Text {
			t.Errorf("s[%d:%d] = %q, token %q", tok.Start, tok.End, got, tok.Text)
		}
	}
}

func TestShingles(t *testing.T) {
	a := Shingles("El presidente visitó la capital", "es", 3)
	b := Shingles("el PRESIDENTE visitó la capital!", "es", 3)
	if d := cmp.Diff(a, b); d != "" {
		t.Errorf("case and punctuation count: %s", d)
	}
	if len(a) != 3 {
		t.Errorf("%d shingles, want 3", len(a))
	}
	if n := len(Shingles("dos palabras", "es", 3)); n != 1 {
		t.Errorf("short text: %d shingles, want 1", n)
	}
	if n := len(Shingles("中国经济增长", "zh", 4)); n != 3 {
		t.Errorf("chinese: %d shingles, want 3", n)
	}
	if Shingles("—", "es", 3) != nil || Shingles("a", "es", 0) != nil {
		t.Error("nothing should give nothing")
	}
	// Stored hashes must not change under the feet of a running house.
	if got := fmt.Sprintf("%x", Shingles("uno dos tres", "es", 3)); got != "[490f49995af42442]" {
		t.Errorf("hash changed: %s", got)
	}
}

func TestContainment(t *testing.T) {
	long := Distinct(Shingles("a b c d e f g h", "es", 2))
	part := Distinct(Shingles("c d e f", "es", 2))
	if got := Containment(part, long); got != 1 {
		t.Errorf("part in long: %v", got)
	}
	if got := Containment(long, part); math.Abs(got-3.0/7) > 1e-9 {
		t.Errorf("long in part: %v", got)
	}
	if Containment(nil, long) != 0 {
		t.Error("nothing is contained in nothing")
	}
}

func TestMinHash(t *testing.T) {
	words := func(from, to int) string {
		var b strings.Builder
		for i := from; i < to; i++ {
			fmt.Fprintf(&b, "w%d ", i)
		}
		return b.String()
	}
	a := MinHash(Shingles(words(0, 600), "es", 1))
	for _, c := range []struct {
		from, to int
		want     float64
	}{{0, 600, 1}, {200, 800, 0.5}, {400, 1000, 0.2}, {600, 1200, 0}} {
		b := MinHash(Shingles(words(c.from, c.to), "es", 1))
		if got := a.Similarity(b); math.Abs(got-c.want) > 0.11 {
			t.Errorf("%d-%d: similarity %.3f, want about %.2f", c.from, c.to, got, c.want)
		}
	}
	var none Signature = MinHash(nil)
	if none.Similarity(none) != 0 || none.Bands() != nil || !none.Empty() {
		t.Error("an empty signature resembles something")
	}
	if len(a.Bands()) != 32 {
		t.Errorf("%d bands", len(a.Bands()))
	}
	back, err := ParseSignature(a.String())
	if err != nil || back != a {
		t.Errorf("round trip: %v", err)
	}
	for _, bad := range []string{"", "AAAA", "*"} {
		if _, err := ParseSignature(bad); err == nil {
			t.Errorf("ParseSignature(%q) accepted", bad)
		}
	}
}

func FuzzText(f *testing.F) {
	for _, s := range []string{"El Sr. Díaz", "می‌خواهم", "中国。", "a\xff\xfe", "l’État", "İİ\u0307", "ـــ", "\u200d", "1.000,5"} {
		f.Add(s, "es")
		f.Add(s, "ar")
		f.Add(s, "fa")
	}
	seeds.Each(f, func(c seeds.Case) { f.Add(string(c.Bytes), "en") }, "naughty_strings", "prompt_injection")
	f.Fuzz(func(t *testing.T, s, lang string) {
		folded := Fold(s)
		if !utf8.ValidString(folded) || Fold(folded) != folded {
			t.Errorf("Fold(%q) = %q, again %q", s, folded, Fold(folded))
		}
		if c := Clean(s); Clean(c) != c || !utf8.ValidString(c) {
			t.Errorf("Clean(%q) = %q, again %q", s, c, Clean(c))
		}
		last := 0
		for _, sp := range Sentences(s, lang) {
			if sp.Start < last || sp.End <= sp.Start || sp.End > len(s) {
				t.Errorf("sentence %v after %d in %q", sp, last, s)
			}
			last = sp.End
		}
		for _, tok := range Tokens(s, lang) {
			if tok.Start >= tok.End || tok.Text == "" || tok.Stem == "" {
				t.Errorf("token %+v of %q", tok, s)
			}
		}
		MinHash(Shingles(s, lang, 3)).Bands()
	})
}

func BenchmarkTokens(b *testing.B) {
	s := strings.Repeat("El presidente de la República visitó ayer las instalaciones portuarias de Chancay. ", 50)
	b.SetBytes(int64(len(s)))
	for b.Loop() {
		Tokens(s, "es")
	}
}

func BenchmarkMinHash(b *testing.B) {
	sh := Shingles(strings.Repeat("uno dos tres cuatro cinco seis siete ocho nueve diez ", 34), "es", 3)
	for b.Loop() {
		MinHash(sh)
	}
}
