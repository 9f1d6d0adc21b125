package charset

import (
	"strings"
	"testing"
)

// said are sentences of our own, and the encodings that pages in their
// language come in.
var said = []struct{ lang, encodings, text string }{
	{"es", "windows-1252 iso-8859-15", "El Gobierno anunció ayer que la reunión con la oposición será el próximo miércoles en la capital. «No habrá más aplazamientos», afirmó el canciller, según el cual mañana llegará también una delegación del país vecino. ¿Qué pedirán los campesinos de la región?"},
	{"pt", "windows-1252", "O ministro das Relações Exteriores disse à imprensa que as negociações não serão suspensas. A população da região já não tem água há três dias, e as eleições de março estão em dúvida."},
	{"fr", "windows-1252 iso-8859-15", "Le président a été reçu à l’Élysée, où il a évoqué la sécheresse et les élections législatives. « Nous n’avons pas été prévenus », déplore un élu, dont la mère vit à Orléans depuis l’été dernier."},
	{"de", "windows-1252", "Die Außenministerin hält die Gespräche für gescheitert; über die nächsten Schritte müsse das Parlament entscheiden. Für die Städte im Süden würden künftig höhere Zuschüsse nötig."},
	{"sv", "windows-1252", "Regeringen föreslår att skatten på bensin sänks från och med årsskiftet. Även länderna runt Östersjön påverkas, säger statsrådet på måndagen."},
	{"pl", "windows-1250 iso-8859-2", "Premier powiedział, że rząd przedłoży w środę projekt ustawy o służbie zdrowia. Część posłów chciałaby jeszcze dłużej czekać na decyzję sądu, który wciąż nie ogłosił wyroku."},
	{"cs", "windows-1250 iso-8859-2", "Předseda vlády řekl, že jednání s odbory budou pokračovat příští týden. Část poslanců žádá, aby se o zvýšení důchodů hlasovalo už v úterý, jinak se připojí k stávce železničářů."},
	{"hu", "windows-1250 iso-8859-2", "A kormányfő szerint a költségvetésről szóló törvényt még idén elfogadják. Az ellenzék képviselői tüntetésre készülnek, mert úgy vélik, hogy a felsőoktatás jövője került veszélybe."},
	{"ro", "windows-1250 iso-8859-2", "Preşedintele a declarat că alegerile vor avea loc în luna noiembrie şi că toate partidele îşi pot depune listele până la sfârşitul săptămânii, potrivit hotărârii adoptate ieri."},
	{"tr", "windows-1254", "Dışişleri Bakanı, görüşmelerin önümüzdeki hafta Ankara’da süreceğini söyledi. Muhalefet ise ülkenin güneyindeki yangınların söndürülmesi için çağrıda bulundu; beş kişi yaşamını yitirdi."},
	{"lt", "windows-1257 iso-8859-13", "Vyriausybė nusprendė padidinti išmokas šeimoms, auginančioms mažus vaikus. Seimo opozicija teigė, kad šių lėšų nepakaks, o žmonės jau rytoj išeis į gatves reikšti nepasitenkinimą."},
	{"lv", "windows-1257 iso-8859-13", "Ministru prezidente paziņoja, ka sarunas ar kaimiņvalstīm turpināsies nākamnedēļ. Iedzīvotāji sūdzas par augstām cenām un gaida, kad Saeima pieņems jauno budžetu."},
	{"ru", "windows-1251 koi8-r iso-8859-5 ibm866 x-mac-cyrillic", "Министр иностранных дел заявил в среду, что переговоры продолжатся на следующей неделе. «Мы не изменим своей позиции», — сказал он журналистам. В столице в это время прошли демонстрации против повышения цен на хлеб."},
	{"uk", "windows-1251 koi8-u", "Міністр закордонних справ заявив, що переговори тривають і їхні підсумки оголосять у п’ятницю. Мешканці міста вже третій день не мають води й електрики, повідомляє місцева влада."},
	{"bg", "windows-1251", "Министърът на външните работи заяви, че преговорите ще продължат и през следващата седмица. Жителите на града протестираха срещу поскъпването на хляба и горивата."},
	{"sr", "windows-1251", "Министар спољних послова изјавио је да ће разговори бити настављени следеће недеље. Грађани престонице окупили су се испред скупштине због поскупљења хлеба."},
	{"el", "windows-1253 iso-8859-7", "Ο υπουργός Εξωτερικών δήλωσε ότι οι συνομιλίες θα συνεχιστούν την επόμενη εβδομάδα. Οι κάτοικοι της πρωτεύουσας διαδηλώνουν εναντίον της ακρίβειας."},
	{"he", "windows-1255 iso-8859-8", "שר החוץ אמר כי השיחות יימשכו בשבוע הבא. תושבי הבירה הפגינו נגד העלאת מחירי הלחם והדלק, והמשטרה סגרה את הרחובות הראשיים."},
	{"ar", "windows-1256 iso-8859-6", "قال وزير الخارجية إن المحادثات ستستمر الأسبوع المقبل في العاصمة. وتظاهر السكان احتجاجا على ارتفاع أسعار الخبز والوقود، وأغلقت الشرطة الشوارع الرئيسية."},
	{"fa", "windows-1256", "به گزارش خبرگزارى، وزير امور خارجه گفت گفتگوها هفته آينده در پايتخت ادامه مى يابد و مردم از گرانى نان و سوخت شکايت دارند."},
	{"th", "windows-874", "รัฐมนตรีว่าการกระทรวงการต่างประเทศกล่าวว่าการเจรจาจะดำเนินต่อไปในสัปดาห์หน้า ประชาชนในเมืองหลวงออกมาชุมนุมประท้วงราคาน้ำมันที่สูงขึ้น"},
	{"zh", "gbk gb18030", "外交部发言人星期三表示，双方将于下周继续举行会谈。首都居民走上街头，抗议面包和燃油价格上涨，警方封锁了主要道路。中国经济今年保持了稳定增长。"},
	{"zh", "big5", "外交部發言人星期三表示，雙方將於下週繼續舉行會談。首都居民走上街頭，抗議麵包和燃油價格上漲，警方封鎖了主要道路。臺灣經濟今年維持穩定成長。"},
	{"ko", "euc-kr", "외교부 장관은 수요일 회담이 다음 주에도 계속될 것이라고 말했다. 수도의 시민들은 빵과 기름값 인상에 항의하며 거리로 나섰고 경찰은 주요 도로를 통제했다."},
	{"ja", "shift_jis euc-jp iso-2022-jp", "外務大臣は水曜日、協議は来週も続くと述べた。首都では市民がパンや燃料の値上げに抗議して街頭に出て、警察は主要な道路を封鎖した。"},
}

// sampleCase is a text as a page would carry it.
type sampleCase struct {
	name, kind string
	text       string // what the bytes say
	bytes      []byte
	codec      codec
}

// forEach calls f for every sentence in each of its encodings, whole and as a
// headline of its first eight words.
func forEach(t *testing.T, f func(sampleCase)) {
	t.Helper()
	for _, c := range said {
		for label := range strings.FieldsSeq(c.encodings) {
			e := lookup(label)
			for kind, text := range map[string]string{"text": c.text, "headline": firstWords(c.text, 8)} {
				b, err := e.enc.NewEncoder().Bytes([]byte(text)) // what the encoding lacks is written as &#…;
				if err != nil {
					t.Fatalf("%s in %s: %v", c.lang, label, err)
				}
				f(sampleCase{c.lang + " " + label + " " + kind, kind, convert(b, e), b, e})
			}
		}
	}
}

func firstWords(s string, n int) string {
	if words := strings.Fields(s); len(words) > n {
		return strings.Join(words[:n], " ")
	}
	return string([]rune(s)[:min(len([]rune(s)), 2*n)])
}

// What nobody declares is told by its words: always in a few lines, nearly
// always in a headline.
func TestUndeclared(t *testing.T) {
	right, all := map[string]int{}, map[string]int{}
	forEach(t, func(c sampleCase) {
		all[c.kind]++
		text, name, _ := Decode([]byte("<p>"+string(c.bytes)+"</p>"), "text/html")
		if text == "<p>"+c.text+"</p>" {
			right[c.kind]++
			return
		}
		t.Logf("%s: taken for %s: %.60q", c.name, name, text)
	})
	if right["text"] != all["text"] || right["headline"]*100 < all["headline"]*93 {
		t.Errorf("right: %d of %d texts, %d of %d headlines", right["text"], all["text"], right["headline"], all["headline"])
	}
}

// What is declared as something else is not believed, unless both give the
// same text.
func TestWronglyDeclared(t *testing.T) {
	for _, lie := range []string{"utf-8", "iso-8859-1", "windows-1251", "gb2312", "euc-kr"} {
		right, all := 0, 0
		forEach(t, func(c sampleCase) {
			if c.kind != "text" {
				return
			}
			all++
			text, name, doubts := Decode([]byte(string(c.bytes)), "text/html; charset="+lie)
			if text != c.text {
				t.Logf("%s declared as %s: taken for %s: %.60q", c.name, lie, name, text)
				return
			}
			right++
			if e := lookup(lie); e.name != "" && e.name != name && name != "iso-2022-jp" && len(doubts) == 0 {
				t.Errorf("%s declared as %s: no doubt", c.name, lie)
			}
		})
		if right*100 < all*90 {
			t.Errorf("declared as %s: %d of %d right", lie, right, all)
		}
	}
}

// What is declared rightly is believed, however short.
func TestDeclared(t *testing.T) {
	forEach(t, func(c sampleCase) {
		label := c.codec.name
		for where, doc := range map[string]string{
			"head":  `<html><head><meta charset="` + label + `"><title>`,
			"late":  `<html><head><script>` + strings.Repeat("var a = 1;\n", 800) + `</script><META HTTP-EQUIV=Content-Type content="text/html; charset=` + label + `"><title>`,
			"xml":   `<?xml version="1.0" encoding="` + label + `"?><rss><title>`,
			"other": `<!-- <meta charset=koi8-r> --><meta charset=` + label + `>`,
		} {
			text, name, doubts := Decode([]byte(doc+string(c.bytes)), "")
			if text != doc+c.text {
				t.Errorf("%s, %s: taken for %s, %q: %q", c.name, where, name, doubts, text[len(doc):])
			}
		}
		if text, name, _ := Decode(c.bytes, "text/html; charset="+label); text != c.text {
			t.Errorf("%s, transport: taken for %s: %.60q", c.name, name, text)
		}
	})
}

func encode(t testing.TB, s, label string) []byte {
	t.Helper()
	b, err := lookup(label).enc.NewEncoder().Bytes([]byte(s))
	if err != nil {
		t.Fatalf("writing %s: %v", label, err)
	}
	return b
}

func BenchmarkDecode(b *testing.B) {
	page := []byte(strings.Repeat("<p class=\"text\">"+said[0].text+"</p>\n", 200))
	russian := encode(b, strings.Repeat("<p class=\"text\">"+said[12].text+"</p>\n", 200), "windows-1251")
	for name, doc := range map[string][]byte{"utf-8": page, "windows-1251": russian} {
		b.Run(name, func(b *testing.B) {
			b.SetBytes(int64(len(doc)))
			for b.Loop() {
				Decode(doc, "text/html; charset="+name)
			}
		})
		b.Run(name+" undeclared", func(b *testing.B) {
			b.SetBytes(int64(len(doc)))
			for b.Loop() {
				Decode(doc, "")
			}
		})
	}
}
