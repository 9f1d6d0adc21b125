package check

import (
	"strconv"
	"strings"

	"vigia/internal/text"
)

// words are the number words of a language, folded.
type words struct {
	cardinals map[string]float64
	ordinals  map[string]float64
	scales    map[string]float64
	and       map[string]bool
	percents  [][]string
}

// vocabulary is a language's number words as people can read and correct them:
// "value word word" per entry, entries parted by semicolons.
type vocabulary struct{ cardinals, ordinals, scales, and, percents string }

var vocabularies = map[string]vocabulary{
	"en": {
		cardinals: "0 zero; 1 one; 2 two both couple pair; 3 three; 4 four; 5 five; 6 six; 7 seven; 8 eight; 9 nine; 10 ten; 11 eleven; 12 twelve dozen; 13 thirteen; 14 fourteen; 15 fifteen; 16 sixteen; 17 seventeen; 18 eighteen; 19 nineteen; 20 twenty; 30 thirty; 40 forty; 50 fifty; 60 sixty; 70 seventy; 80 eighty; 90 ninety",
		ordinals:  "1 first; 2 second twice; 3 third; 4 fourth; 5 fifth; 6 sixth; 7 seventh; 8 eighth; 9 ninth; 10 tenth; 11 eleventh; 12 twelfth; 20 twentieth",
		scales:    "100 hundred; 1e3 thousand; 1e6 million millions; 1e9 billion billions; 1e12 trillion",
		and:       "and", percents: "%;٪;percent;per cent;percentage;pct",
	},
	"es": {
		cardinals: "0 cero; 1 uno un una; 2 dos ambos ambas par pareja; 3 tres; 4 cuatro; 5 cinco; 6 seis; 7 siete; 8 ocho; 9 nueve; 10 diez; 11 once; 12 doce docena; 13 trece; 14 catorce; 15 quince; 16 dieciséis; 17 diecisiete; 18 dieciocho; 19 diecinueve; 20 veinte; 21 veintiuno veintiún veintiuna; 22 veintidós; 23 veintitrés; 24 veinticuatro; 25 veinticinco; 26 veintiséis; 27 veintisiete; 28 veintiocho; 29 veintinueve; 30 treinta; 40 cuarenta; 50 cincuenta; 60 sesenta; 70 setenta; 80 ochenta; 90 noventa; 100 cien ciento centenar; 200 doscientos doscientas; 300 trescientos trescientas; 400 cuatrocientos cuatrocientas; 500 quinientos quinientas; 600 seiscientos seiscientas; 700 setecientos setecientas; 800 ochocientos ochocientas; 900 novecientos novecientas",
		ordinals:  "1 primer primero primera; 2 segundo segunda; 3 tercer tercero tercera; 4 cuarto cuarta; 5 quinto quinta; 6 sexto sexta; 7 séptimo séptima; 8 octavo octava; 9 noveno novena; 10 décimo décima; 11 undécimo undécima; 12 duodécimo duodécima; 20 vigésimo vigésima",
		scales:    "1e3 mil miles; 1e6 millón millones; 1e12 billón billones",
		and:       "y", percents: "%;por ciento;por 100;%;porciento",
	},
	"pt": {
		cardinals: "0 zero; 1 um uma; 2 dois duas ambos ambas par; 3 três; 4 quatro; 5 cinco; 6 seis; 7 sete; 8 oito; 9 nove; 10 dez; 11 onze; 12 doze dúzia; 13 treze; 14 quatorze catorze; 15 quinze; 16 dezesseis dezasseis; 17 dezessete dezassete; 18 dezoito; 19 dezenove dezanove; 20 vinte; 30 trinta; 40 quarenta; 50 cinquenta; 60 sessenta; 70 setenta; 80 oitenta; 90 noventa; 100 cem cento; 200 duzentos duzentas; 300 trezentos trezentas; 400 quatrocentos quatrocentas; 500 quinhentos quinhentas; 600 seiscentos seiscentas; 700 setecentos setecentas; 800 oitocentos oitocentas; 900 novecentos novecentas",
		ordinals:  "1 primeiro primeira; 2 segundo segunda; 3 terceiro terceira; 4 quarto quarta; 5 quinto quinta; 6 sexto sexta; 7 sétimo sétima; 8 oitavo oitava; 9 nono nona; 10 décimo décima; 20 vigésimo vigésima",
		scales:    "1e3 mil; 1e6 milhão milhões; 1e9 bilhão bilhões; 1e12 trilhão trilhões",
		and:       "e", percents: "%;por cento",
	},
	"fr": {
		cardinals: "0 zéro; 1 un une; 2 deux; 3 trois; 4 quatre; 5 cinq; 6 six; 7 sept; 8 huit; 9 neuf; 10 dix; 11 onze; 12 douze douzaine; 13 treize; 14 quatorze; 15 quinze; 16 seize; 20 vingt; 30 trente; 40 quarante; 50 cinquante; 60 soixante; 100 cent cents",
		ordinals:  "1 premier première; 2 deuxième second seconde; 3 troisième; 4 quatrième; 5 cinquième; 6 sixième; 7 septième; 8 huitième; 9 neuvième; 10 dixième; 11 onzième; 12 douzième; 20 vingtième",
		scales:    "1e3 mille; 1e6 million millions; 1e9 milliard milliards; 1e12 billion billions",
		and:       "et", percents: "%;pour cent",
	},
	"ru": {
		cardinals: "0 ноль; 1 один одна одно одного одной одну одним; 2 два две двух двум двумя оба обе обоих двое; 3 три трех трем тремя трое; 4 четыре четырех четырем четверо; 5 пять пяти пятью пятеро; 6 шесть шести шестью; 7 семь семи семью; 8 восемь восьми; 9 девять девяти; 10 десять десяти десятью; 11 одиннадцать одиннадцати; 12 двенадцать двенадцати; 13 тринадцать тринадцати; 14 четырнадцать четырнадцати; 15 пятнадцать пятнадцати; 16 шестнадцать шестнадцати; 17 семнадцать семнадцати; 18 восемнадцать восемнадцати; 19 девятнадцать девятнадцати; 20 двадцать двадцати; 30 тридцать тридцати; 40 сорок сорока; 50 пятьдесят пятидесяти; 60 шестьдесят шестидесяти; 70 семьдесят семидесяти; 80 восемьдесят восьмидесяти; 90 девяносто; 100 сто ста; 200 двести двухсот; 300 триста трехсот; 400 четыреста; 500 пятьсот пятисот",
		ordinals:  "1 первый первая первое первого первой первом; 2 второй вторая второе второго втором; 3 третий третья третье третьего третьей третьем; 4 четвертый четвертая четвертое четвертого четвертой; 5 пятый пятая пятое пятого пятой; 6 шестой шестая шестое шестого шестом; 7 седьмой седьмая седьмое седьмого; 8 восьмой восьмая восьмого; 9 девятый девятая девятого; 10 десятый десятая десятого",
		scales:    "1e3 тысяча тысячи тысяч тысячу тыс; 1e6 миллион миллиона миллионов млн; 1e9 миллиард миллиарда миллиардов млрд; 1e12 триллион триллиона",
		and:       "и", percents: "%;процент*",
	},
	"fa": {
		cardinals: "0 صفر; 1 یک; 2 دو هردو; 3 سه; 4 چهار; 5 پنج; 6 شش; 7 هفت; 8 هشت; 9 نه; 10 ده; 11 یازده; 12 دوازده; 13 سیزده; 14 چهارده; 15 پانزده; 16 شانزده; 17 هفده; 18 هجده; 19 نوزده; 20 بیست; 30 سی; 40 چهل; 50 پنجاه; 60 شصت; 70 هفتاد; 80 هشتاد; 90 نود; 100 صد یکصد; 200 دویست; 300 سیصد; 400 چهارصد; 500 پانصد; 600 ششصد; 700 هفتصد; 800 هشتصد; 900 نهصد",
		ordinals:  "1 اول اولین نخست نخستین; 2 دوم دومین; 3 سوم سومین; 4 چهارم چهارمین; 5 پنجم پنجمین; 6 ششم ششمین; 7 هفتم هفتمین; 8 هشتم هشتمین; 9 نهم; 10 دهم; 11 یازدهم; 12 دوازدهم; 20 بیستم",
		scales:    "1e3 هزار; 1e6 میلیون; 1e9 میلیارد; 1e12 تریلیون",
		and:       "و", percents: "%;٪;درصد",
	},
	"ar": {
		cardinals: "0 صفر; 1 واحد واحدة; 2 اثنان اثنين اثنتين; 3 ثلاثة ثلاث; 4 أربعة أربع; 5 خمسة خمس; 6 ستة ست; 7 سبعة سبع; 8 ثمانية ثماني; 9 تسعة تسع; 10 عشرة عشر; 20 عشرون عشرين; 30 ثلاثون ثلاثين; 40 أربعون أربعين; 50 خمسون خمسين; 60 ستون ستين; 70 سبعون سبعين; 80 ثمانون ثمانين; 90 تسعون تسعين; 100 مئة مائة; 200 مئتان مئتين",
		ordinals:  "1 الأول الأولى; 2 الثاني الثانية; 3 الثالث الثالثة; 4 الرابع الرابعة; 5 الخامس الخامسة; 6 السادس السادسة; 7 السابع السابعة; 8 الثامن الثامنة; 9 التاسع; 10 العاشر",
		scales:    "1e3 ألف آلاف; 1e6 مليون ملايين; 1e9 مليار مليارات",
		and:       "و", percents: "%;٪;بالمئة;بالمائة;في المئة",
	},
	"zh": {percents: "%;％;个 百 分 点"},
}

// allWords are the vocabularies, folded once.
var allWords = func() map[string]*words {
	m := map[string]*words{}
	for lang, v := range vocabularies {
		w := &words{cardinals: entries(v.cardinals), ordinals: entries(v.ordinals), scales: entries(v.scales), and: map[string]bool{}}
		if v.and != "" {
			w.and[text.Fold(v.and)] = true
		}
		for p := range strings.SplitSeq(v.percents, ";") {
			w.percents = append(w.percents, strings.Fields(text.Fold(p)))
		}
		m[lang] = w
	}
	return m
}()

// wordsOf gives the words of a language; of an unknown one, only the signs.
func wordsOf(lang string) *words {
	if w := allWords[lang]; w != nil {
		return w
	}
	return allWords["zh"]
}

// entries reads "1 one uno; 2 two" into words with values.
func entries(s string) map[string]float64 {
	m := map[string]float64{}
	for e := range strings.SplitSeq(s, ";") {
		f := strings.Fields(e)
		if len(f) < 2 {
			continue
		}
		v, err := strconv.ParseFloat(f[0], 64)
		if err != nil {
			continue // unreachable: a test reads every entry
		}
		for _, w := range f[1:] {
			m[fold(w)] = v
		}
	}
	return m
}
