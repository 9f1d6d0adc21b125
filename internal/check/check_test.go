package check

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"vigia"
	"vigia/internal/seeds"
)

var anchor = time.Date(2021, 9, 24, 0, 0, 0, 0, time.UTC)

func on(day string) vigia.Date {
	at, err := time.Parse(time.DateOnly, day)
	if err != nil {
		panic(err)
	}
	return vigia.Date{At: at, Precision: vigia.ToDay}
}

// TestCheck compares a sentence with one passage. want is "kind:piece of the
// sentence", in the order of the sentence; for qualifiers the piece is "".
func TestCheck(t *testing.T) {
	for _, tt := range []struct {
		name, lang, sentence string
		passageLang, passage string
		published            string
		want                 string
	}{
		{"all there", "en", "Colombia expelled two Russian diplomats on 8 December 2020.", "es", "Colombia expulsó a dos diplomáticos rusos, que salieron el 8 de diciembre de 2020.", "2020-12-22", ""},
		{"another number", "en", "Colombia expelled 21 Russian diplomats in December 2020.", "es", "Colombia expulsó a dos diplomáticos rusos el 8 de diciembre de 2020.", "2020-12-22", "number:21"},
		{"another number in words", "en", "Bogotá expelled five diplomats.", "es", "Bogotá expulsó a 2 diplomáticos.", "2020-12-22", "number:five"},
		{"a promise without its reserve", "en", "Peru will host a Sputnik plant.", "es", "Perú albergaría una planta de Sputnik en 2023, con suerte, dijo el ministro.", "2021-09-07", "qualifier:"},
		{"a promise with its reserve", "en", "Peru could host a Sputnik plant.", "es", "Perú albergaría una planta de Sputnik en 2023, con suerte, dijo el ministro.", "2021-09-07", ""},
		{"a dropped allegation", "en", "Samer Al Hasanieh spied on bases at Madrid and Funza.", "es", "Samer Al Hasanieh presuntamente espiaba las bases de Madrid y Funza.", "2021-08-25", "qualifier:"},
		{"a kept allegation", "en", "Samer Al Hasanieh is suspected of spying on bases at Madrid and Funza.", "es", "Samer Al Hasanieh presuntamente espiaba las bases de Madrid y Funza.", "2021-08-25", ""},
		{"dropped sources", "en", "Saab left Cape Verde for Caracas.", "en", "Saab left Cape Verde for Caracas, unconfirmed reports from the island say.", "2021-09-08", "qualifier:"},
		{"a bound that was dropped", "en", "CCPC carried 20 percent of the oil.", "en", "CCPC carried more than 20 percent of the oil.", "2021-07-22", "qualifier:20 percent"},
		{"a bound that was kept", "es", "CCPC llevó más del 20 % del crudo.", "en", "CCPC carried more than 20 percent of the oil.", "2021-07-22", ""},
		{"percent is not number", "en", "The fleet carried 20 percent of it.", "en", "The fleet carried it in 20 ships.", "2021-07-22", "number:20 percent"},
		{"the title of a song", "en", "He ended with the words of a song, \"Vida y Patria\".", "es", "Terminó citando la canción «Patria y Vida».", "2021-09-18", "quotation:\"Vida y Patria\""},
		{"a quotation that is right", "es", "Dijo que el acuerdo es «un paso, no la meta».", "es", "El ministro dijo: “El acuerdo es un paso; no la meta”.", "2021-09-18", ""},
		{"a quotation that is wrong", "es", "Dijo que es «la meta final».", "es", "El ministro dijo que el acuerdo es un paso.", "2021-09-18", "quotation:«la meta final»"},
		{"a translated quotation", "en", `He called it "a first step".`, "es", "Lo llamó «un primer paso».", "2021-09-18", ""},
		{"the day of publication", "en", "The plot in Bogotá was foiled on 27 August.", "es", "El complot en Bogotá fue frustrado en junio, informó el diario.", "2021-08-27", "date:27 August"},
		{"the day of publication, when nothing else is said", "en", "Raisi met Llorenti on 4 August.", "en", "Raisi met Llorenti in Tehran.", "2021-08-04", ""},
		{"yesterday", "en", "Raisi met Llorenti on 3 August.", "es", "Raisi recibió ayer a Llorenti.", "2021-08-04", ""},
		{"a day of the week", "en", "The accords were signed on 6 September.", "es", "Los acuerdos se firmaron el lunes.", "2021-09-07", ""},
		{"another day of the week", "en", "The accords were signed on 3 September.", "es", "Los acuerdos se firmaron el lunes.", "2021-09-07", "date:3 September"},
		{"a range of days", "en", "They meet from 24 to 27 September.", "es", "Se reunirán del 24 al 27 de septiembre.", "2021-09-07", ""},
		{"a range with another end", "en", "They meet from 24 to 28 September.", "es", "Se reunirán del 24 al 27 de septiembre.", "2021-09-07", "date:28 September"},
		{"American dates", "en", "The court ruled on Sept. 7, 2021.", "es", "La corte falló el 7 de septiembre.", "2021-09-08", ""},
		{"the wrong year", "en", "The attack of 1992 killed 85 people.", "es", "El atentado de 1994 mató a 85 personas.", "2021-08-26", "date:1992"},
		{"last month from the anchor", "en", "Last month Castillo announced a plant.", "es", "Castillo anunció una planta el 6 de septiembre.", "2021-09-07", "date:Last month"},
		{"last month, rightly", "es", "El mes pasado Perú anunció una planta.", "es", "Perú anunció una planta el 6 de agosto.", "2021-08-07", ""},
		{"May and may", "en", "The ship may sail in May.", "en", "The ship may sail in May.", "2021-04-07", ""},
		{"a name that is not there", "en", "The minister met Jorge Arreaza in Moscow.", "en", "The minister received Félix Plasencia in Moscow.", "2021-06-23", "name:Jorge Arreaza"},
		{"a name in another spelling", "en", "Mohsen Rezaee and Nicaraguan envoys met Díaz-Canel.", "es", "Mohsen Rezaei y enviados de Nicaragua se reunieron con Diaz-Canel.", "2021-08-23", ""},
		{"countries and offices are left alone", "en", "The Foreign Minister of Norway spoke in Mexico City on Monday.", "es", "El canciller noruego habló en Ciudad de México el lunes.", "2021-08-14", ""},
		{"an acronym spelled out", "en", "The OAS answered.", "en", "The Organization of American States answered.", "2021-08-14", ""},
		{"an acronym of another language", "en", "The OAS answered.", "es", "La OEA respondió.", "2021-08-14", ""},
		{"nothing in common", "en", "Lithium prices rose.", "en", "The court heard a witness.", "2021-08-14", "unsupported:Lithium prices rose."},
		{"names with numbers", "en", "COVID-19 and 5G came up at the G20.", "en", "They spoke of COVID-19 and 5G at the G20.", "2021-08-14", ""},
		{"a time of day", "en", "It began at 14:30.", "en", "It began at half past two.", "2021-08-14", ""},
		{"a fraction", "en", "The region makes up two thirds of Guyana.", "es", "La región comprende dos tercios de Guyana.", "2021-08-14", ""},
		{"a Roman numeral", "en", "The sixth summit of CELAC ended.", "es", "La VI Cumbre de la CELAC terminó.", "2021-09-18", ""},
		{"another ordinal", "en", "It is the third joint drill.", "en", "It is the second joint drill.", "2021-08-23", "number:third"},
		{"rounded", "en", "The ruling party lost 1.2 million votes.", "es", "El oficialismo perdió 1.187.432 votos.", "2021-09-13", ""},
		{"rounded too far", "en", "The ruling party lost 1.3 million votes.", "es", "El oficialismo perdió 1.187.432 votos.", "2021-09-13", "number:1.3 million"},

		// locales
		{"Spanish decimals", "en", "It fell to 58.49 percent from 1,200 cases.", "es", "Cayó a 58,49 por ciento desde 1.200 casos.", "2021-08-03", ""},
		{"millions in words", "en", "They owe $1.5 billion and 3 million barrels.", "es", "Deben 1.500 millones de dólares y tres millones de barriles.", "2021-08-03", ""},
		{"Portuguese", "en", "It bought 2.5 million doses for 31 cities.", "pt", "Comprou 2,5 milhões de doses para trinta e uma cidades.", "2021-08-03", ""},
		{"Russian", "en", "Russia delivered 1.2 million doses and 12 tanks on 8 September.", "ru", "Россия поставила 1,2 млн доз и двенадцать танков 8 сентября.", "2021-09-09", ""},
		{"Russian, another number", "en", "Russia delivered 1.4 million doses.", "ru", "Россия поставила 1,2 млн доз.", "2021-09-09", "number:1.4 million"},
		{"Persian", "en", "Iran sent three ships with 21 tonnes on 13 August.", "fa", "ایران سه کشتی با ۲۱ تن بار در ۱۳ اوت فرستاد.", "2021-08-14", ""},
		{"Persian calendar", "en", "The vote was on 25 August.", "fa", "رای گیری سوم شهریور بود؛ ۳ شهریور ۱۴۰۰.", "2021-08-26", ""},
		{"Persian, another number", "en", "Iran sent four ships.", "fa", "ایران سه کشتی فرستاد.", "2021-08-14", "number:four"},
		{"Chinese", "en", "China sent 1.2 million doses and 3 planes in August 2021.", "zh", "中国于2021年8月运送120万剂疫苗和三架飞机。", "2021-08-14", ""},
		{"Chinese words", "en", "It rose 21 percent to 345.", "zh", "上升百分之二十一，达到三百四十五。", "2021-08-14", ""},
		{"Chinese, another day", "en", "It opened on 12 August.", "zh", "8月15日开幕。", "2021-08-15", "date:12 August"},
		{"Chinese sentence", "zh", "中国运送了120万剂疫苗。", "en", "China delivered 1.2 million doses.", "2021-08-14", ""},
		{"Spanish sentence, English passage", "es", "El 24 de agosto Washington sancionó a dos personas y cinco empresas.", "en", "Washington sanctioned two persons and five companies on Aug. 24.", "2021-08-25", ""},
		{"no language given", "", "Россия поставила 12 танков.", "", "Russia delivered twelve tanks.", "2021-08-25", ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			p := Passage{ID: "R1", Text: tt.passage, Language: tt.passageLang, Published: on(tt.published)}
			fs := Check(tt.sentence, tt.lang, anchor, []Passage{p})
			if got := list(t, tt.sentence, fs); got != tt.want {
				t.Errorf("%s\n%s\ngot  %q\nwant %q\n%v", tt.sentence, tt.passage, got, tt.want, fs)
			}
		})
	}
}

// list writes findings as "kind:piece", the pieces of whole sentences left out.
func list(t *testing.T, sentence string, fs []vigia.Finding) string {
	t.Helper()
	var out []string
	for _, f := range fs {
		start, end, _, ok := Where(f)
		if !ok || start < 0 || end > len(sentence) || start >= end || f.Severity != vigia.Warn || f.Message == "" || f.Remedy == "" {
			t.Fatalf("finding %+v", f)
		}
		piece := sentence[start:end]
		if f.Kind == "qualifier" && piece == sentence {
			piece = ""
		}
		out = append(out, f.Kind+":"+piece)
	}
	return strings.Join(out, " ")
}

func TestCheckSeveralPassages(t *testing.T) {
	ps := []Passage{
		{ID: "a", Text: "La corte aprobó el 7 de septiembre la extradición.", Language: "es", Published: on("2021-09-08")},
		{ID: "b", Text: "Alex Saab faces 8 counts.", Language: "en", Published: on("2021-09-09")},
	}
	if fs := Check("On 7 September the court approved the extradition of Alex Saab on 8 counts.", "en", anchor, ps); len(fs) > 0 {
		t.Error(fs)
	}
	fs := Check("On 9 September the court approved the extradition.", "en", anchor, ps)
	if len(fs) != 1 || !strings.Contains(fs[0].Message, "only the day on which b was published") {
		t.Error(fs)
	}
	ps = append(ps, Passage{ID: "c", Text: "The court allegedly approved the extradition of Saab.", Language: "en", Published: on("2021-09-08")})
	fs = Check("The court approved the extradition of Saab.", "en", anchor, ps[2:])
	if _, _, passage, _ := Where(fs[0]); len(fs) != 1 || passage != "c" {
		t.Error(fs)
	}
}

func TestCheckWithoutPassages(t *testing.T) {
	for _, ps := range [][]Passage{nil, {{ID: "a", Text: "  "}}} {
		if fs := Check("It opened.", "en", anchor, ps); len(fs) != 1 || fs[0].Kind != "unsupported" {
			t.Error(fs)
		}
	}
	if fs := Check("", "en", anchor, []Passage{{ID: "a", Text: "x"}}); len(fs) > 0 {
		t.Error(fs)
	}
}

func TestBest(t *testing.T) {
	const es = "La sesión fue larga. Samer Al Hasanieh fue detenido el 24 de agosto en la noche. El 26 de agosto fue expulsado por 10 años. No hubo declaraciones."
	for _, tt := range []struct{ sentence, lang, passage, want string }{
		{"He was expelled for 10 years on 26 August.", "en", es, "El 26 de agosto fue expulsado por 10 años."},
		{"Al Hasanieh was detained.", "en", es, "Samer Al Hasanieh fue detenido el 24 de agosto en la noche."},
		{"Nothing of this kind.", "en", es, "La sesión fue larga."},
		{"Se firmaron 72 acuerdos.", "es", "会议开幕。双方签署了72项协议。会议闭幕。", "双方签署了72项协议。"},
		{"China sent 120 engineers.", "en", "", ""},
	} {
		start, end := Best(tt.sentence, tt.lang, tt.passage)
		if got := tt.passage[start:end]; got != tt.want {
			t.Errorf("%s: %q, want %q", tt.sentence, got, tt.want)
		}
	}
}

func TestReadings(t *testing.T) {
	for _, tt := range []struct{ s, lang, want string }{
		{"1,200", "en", "[1200]"}, {"1.200", "en", "[1.2 1200]"}, {"1.200", "es", "[1200]"}, {"1,200", "es", "[1.2 1200]"},
		{"1.2", "es", "[1.2]"}, {"1,2", "en", "[1.2]"}, {"0,125", "es", "[0.125]"}, {"1,234,567.8", "en", "[1.2345678e+06]"},
		{"1.234.567,8", "es", "[1.2345678e+06]"}, {"12 345", "ru", "[12345]"}, {"7'000", "es", "[7000]"}, {"1٫5", "fa", "[1.5]"}, {"2021", "en", "[2021]"},
	} {
		if got := fmt.Sprint(readings(tt.s, tt.lang)); got != tt.want {
			t.Errorf("%s in %s: %s, want %s", tt.s, tt.lang, got, tt.want)
		}
	}
}

func TestNumberWords(t *testing.T) {
	for _, tt := range []struct {
		s, lang string
		want    float64
	}{
		{"twenty-one", "en", 21}, {"forty million", "en", 40e6}, {"three hundred", "en", 300}, {"a thousand", "en", 1000}, {"445m", "en", 445e6}, {"1.5bn", "en", 1.5e9},
		{"treinta y dos", "es", 32}, {"doscientos treinta y dos", "es", 232}, {"cien mil", "es", 100e3}, {"mil millones", "es", 1e9}, {"veintidós", "es", 22}, {"un millón", "es", 1e6},
		{"trinta e uma", "pt", 31}, {"dois bilhões", "pt", 2e9}, {"vingt et un", "fr", 21}, {"двадцать один", "ru", 21}, {"три тысячи", "ru", 3000}, {"трёх", "ru", 3}, {"7,5 млрд", "ru", 7.5e9},
		{"بیست و یک", "fa", 21}, {"۱٫۲ میلیون", "fa", 1.2e6}, {"سه هزار", "fa", 3000}, {"ثلاثة ملايين", "ar", 3e6},
		{"二十一", "zh", 21}, {"三百万", "zh", 3e6}, {"1.5亿", "zh", 1.5e8}, {"十二", "zh", 12}, {"二〇二一", "zh", 2021}, {"两千三百", "zh", 2300},
	} {
		ns := numbers(tokens(tt.s, tt.lang), tt.lang, nil)
		if len(ns) != 1 || !ns[0].equal(number{values: []float64{tt.want}}) {
			t.Errorf("%s in %s: %+v, want %g", tt.s, tt.lang, ns, tt.want)
		}
	}
}

func TestPersianCalendar(t *testing.T) {
	for _, tt := range []struct {
		y, m, d int
		want    string
	}{{1399, 1, 1, "2020-03-20"}, {1400, 1, 1, "2021-03-21"}, {1400, 6, 3, "2021-08-25"}, {1400, 12, 29, "2022-03-20"}, {1399, 12, 30, "2021-03-20"}, {1357, 11, 22, "1979-02-11"}, {1403, 12, 30, "2025-03-20"}, {1404, 1, 1, "2025-03-21"}} {
		if got := fromPersian(tt.y, tt.m, tt.d).Format(time.DateOnly); got != tt.want {
			t.Errorf("%d-%d-%d: %s, want %s", tt.y, tt.m, tt.d, got, tt.want)
		}
	}
}

func TestVocabulariesParse(t *testing.T) {
	for lang, v := range vocabularies {
		for _, s := range []string{v.cardinals, v.ordinals, v.scales} {
			n := 0
			for e := range strings.SplitSeq(s, ";") {
				n += max(len(strings.Fields(e))-1, 0)
			}
			if got := len(entries(s)); got > n || n > 0 && got < n*9/10 { // spellings may fold together
				t.Errorf("%s: %d entries of %q", lang, got, s)
			}
		}
	}
}

// A sentence that is none, however long, costs no more than the longest one.
func TestLongSentence(t *testing.T) {
	ps := []Passage{{ID: "p", Text: strings.Repeat("El 7 de septiembre vio dos. ", 200), Language: "es"}}
	for _, part := range []string{"1 234 ", "« a ", "“a b” ", "ñ"} {
		began := time.Now()
		for _, f := range Check(strings.Repeat(part, 1<<20), "es", anchor, ps) {
			if _, end, _, ok := Where(f); !ok || end > maxSentence {
				t.Fatal(f)
			}
		}
		if took := time.Since(began); took > 20*time.Second {
			t.Errorf("%q: %v", part, took)
		}
	}
}

func FuzzCheck(f *testing.F) {
	f.Add("On 7 Sept. 2021 1.2 million “doses” 百分之二十 ۱٫۲", "en", "El 7 de septiembre 1,2 millones.")
	f.Add("第三 2021年8月13日 \xff", "zh", "3 شهریور ۱۴۰۰ ۱۲٬۳۴۵")
	f.Add("12 345 67 млн. -million 9999999999999999999999", "ru", "1e999 1.1.1,1,1")
	seeds.Each(f, func(c seeds.Case) { f.Add(string(c.Bytes), "es", string(c.Bytes)) }, "naughty_strings")
	f.Fuzz(func(t *testing.T, sentence, lang, passage string) {
		for _, f := range Check(sentence, lang, anchor, []Passage{{ID: "p", Text: passage, Published: on("2021-09-01")}}) {
			if start, end, _, ok := Where(f); !ok || start < 0 || end > len(sentence) || start > end {
				t.Fatal(f)
			}
		}
		if start, end := Best(sentence, lang, passage); start < 0 || end > len(passage) || start > end {
			t.Fatal(start, end)
		}
	})
}

func BenchmarkCheck(b *testing.B) {
	p := Passage{ID: "a", Text: strings.Repeat("La corte aprobó el 7 de septiembre la extradición de Alex Saab, dijo el ministro ante 27 personas. ", 50), Language: "es", Published: on("2021-09-08")}
	for b.Loop() {
		Check("On 7 September the court approved the extradition of Alex Saab on 8 counts.", "en", anchor, []Passage{p})
	}
}
