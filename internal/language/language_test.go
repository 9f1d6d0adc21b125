package language

import (
	"bytes"
	"compress/gzip"
	"strings"
	"testing"
	"unicode/utf8"

	"vigia/internal/seeds"
)

func TestDetect(t *testing.T) {
	for _, c := range []struct{ want, text string }{
		{"en", "The foreign minister arrived in the capital on Tuesday."},
		{"es", "El canciller llegó el martes a la capital."},
		{"pt", "O chanceler chegou à capital na terça-feira, segundo o governo."},
		{"fr", "Le ministre des Affaires étrangères est arrivé mardi dans la capitale."},
		{"it", "Il ministro degli Esteri è arrivato martedì nella capitale."},
		{"de", "Der Außenminister ist am Dienstag in der Hauptstadt eingetroffen."},
		{"nl", "De minister van Buitenlandse Zaken kwam dinsdag aan in de hoofdstad."},
		{"ro", "Ministrul de externe a sosit marți în capitală."},
		{"ca", "El ministre d'Afers Estrangers va arribar dimarts a la capital."},
		{"gl", "O ministro de Asuntos Exteriores chegou onte á capital cunha delegación."},
		{"pl", "Minister spraw zagranicznych przybył we wtorek do stolicy."},
		{"tr", "Dışişleri bakanı salı günü başkente geldi."},
		{"id", "Menteri luar negeri tiba di ibu kota pada hari Selasa."},
		{"vi", "Bộ trưởng Ngoại giao đã đến thủ đô hôm thứ Ba."},
		{"no", "Utenriksministeren kom til hovedstaden på tirsdag, og ble der."},
		{"ru", "Министр иностранных дел прибыл в столицу во вторник."},
		{"uk", "Міністр закордонних справ прибув до столиці у вівторок."},
		{"be", "Міністр замежных спраў прыбыў у сталіцу ў аўторак."},
		{"bg", "Министърът на външните работи пристигна в столицата във вторник."},
		{"sr", "Министар спољних послова стигао је у престоницу у уторак."},
		{"fa", "وزیر امور خارجه روز سه‌شنبه وارد پایتخت شد."},
		{"ar", "وصل وزير الخارجية إلى العاصمة يوم الثلاثاء."},
		{"ur", "وزیر خارجہ منگل کو دارالحکومت پہنچے۔"},
		{"ps", "د بهرنیو چارو وزیر پلازمېنې ته ورسېد او هلته یې خبرې وکړې."},
		{"zh", "外交部长星期二抵达首都。"},
		{"ja", "外務大臣は火曜日に首都に到着した。"},
		{"ko", "외무장관이 화요일 수도에 도착했다."},
		{"he", "שר החוץ הגיע לבירה ביום שלישי."},
		{"el", "Ο υπουργός Εξωτερικών έφτασε στην πρωτεύουσα την Τρίτη."},
		{"hi", "विदेश मंत्री मंगलवार को राजधानी पहुंचे।"},
		{"ht", "Minis afè etranjè a te rive nan kapital la ak yon delegasyon pou pale avèk moun yo."},
		{"gl", "A Xunta anuncia axudas para as familias"},
		{"oc", "Los joves d'Occitània vòlon aprene la lenga dels pairins"},
		{"uk", "Уряд оголосив про нові заходи"},
		{"tg", "Вазири корҳои хориҷӣ рӯзи сешанбе ба пойтахт омад"},
		{"az", "تبریز شهرینده یاشایان آداملار بو گون کوچهلره چیخدیلار"},
		{"fa", "شرکت OpenAI و Microsoft توافق کردند"},
		{"zh", "習近平會見外國企業家代表"},
		{"es", "Maduro y Petro https://t.co/abcdefgh dialogan @NicolasMaduro"},
		{"zh", "中国外交部发言人就 CPTPP 问题答记者问"},
		{"ru", "Встреча BRICS в Казани"},
		{"", "12:30 — 2026"},
		{"", ""},
		{"", "\xff\xfe\x00"},
	} {
		t.Run(c.want+" "+c.text, func(t *testing.T) {
			got, conf := Detect(c.text)
			if got != c.want {
				t.Errorf("Detect = %q (%.2f), want %q", got, conf, c.want)
			}
			if conf < 0 || conf > 1 || got != "" && conf < least {
				t.Errorf("confidence %v", conf)
			}
		})
	}
}

// A long text is no slower than its beginning, and a mixed one is less sure.
func TestConfidence(t *testing.T) {
	plain := "El canciller llegó el martes a la capital y habló con la prensa. "
	_, sure := Detect(plain)
	_, mixed := Detect(plain + "Министр прибыл в столицу во вторник и говорил.")
	if sure < 0.98 || mixed >= sure {
		t.Errorf("plain %.3f, mixed %.3f", sure, mixed)
	}
	if got, _ := Detect(strings.Repeat(plain, 10000)); got != "es" {
		t.Errorf("long text: %q", got)
	}
}

func TestUnpackRefusesDamage(t *testing.T) {
	for name, raw := range map[string][]byte{
		"empty":      {},
		"short part": {200, 'e', 'n'},
		"no postings": append([]byte{2, 'e', 'n', 1, 1}, // one key …
			1, 5, 0, 0), // … that promises five languages
		"unknown language": {2, 'e', 'n', 1, 1, 1, 1, 1, 9, 1, 9},
	} {
		t.Run(name, func(t *testing.T) {
			var z bytes.Buffer
			w := gzip.NewWriter(&z)
			w.Write(raw)
			w.Close()
			if _, err := unpack(z.Bytes()); err == nil {
				t.Error("accepted")
			}
		})
	}
	if _, err := unpack([]byte("not gzip")); err == nil {
		t.Error("accepted")
	}
}

func FuzzDetect(f *testing.F) {
	f.Add("El canciller llegó")
	f.Add("中国 @x #y http://z \xff")
	seeds.Each(f, func(c seeds.Case) { f.Add(string(c.Bytes)) }, "naughty_strings", "prompt_injection")
	f.Fuzz(func(t *testing.T, s string) {
		tag, conf := Detect(s)
		if len(tag) > 3 || !utf8.ValidString(tag) || conf < 0 || conf > 1 {
			t.Errorf("Detect(%q) = %q, %v", s, tag, conf)
		}
		if again, _ := Detect(strings.ToUpper(s)); len(again) > 3 {
			t.Errorf("Detect of capitals = %q", again)
		}
		if cost, n := Cost(s); cost < 0 || n < 0 || cost != cost {
			t.Errorf("Cost(%q) = %v, %v", s, cost, n)
		}
	})
}

func BenchmarkDetect(b *testing.B) {
	for b.Loop() {
		Detect("El canciller llegó el martes a la capital para hablar con la prensa")
	}
}

func TestRank(t *testing.T) {
	for text, first := range map[string]string{"El canciller llegó el martes a la capital.": "es", "Міністр закордонних справ прибув до столиці у вівторок.": "uk", "외무장관이 화요일 수도에 도착했다.": "ko"} {
		got := Rank(text, 3)
		if len(got) == 0 || got[0].Language != first {
			t.Errorf("%q: %v, want %s first", text, got, first)
			continue
		}
		if _, sure := Detect(text); got[0].Confidence != sure {
			t.Errorf("%q: %v, and Detect is %v sure", text, got[0], sure)
		}
		for i := 1; i < len(got); i++ {
			if got[i].Confidence > 1-got[0].Confidence+1e-9 || got[i].Language == first {
				t.Errorf("%q: %v", text, got)
			}
		}
	}
	if got := Rank("12 !!", 3); len(got) != 0 {
		t.Errorf("no letters: %v", got)
	}
}
