package feed

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// readNamed reads a date in which the month is a word, in whatever order:
// "Thu, 01 Jan 2004 19:48:21 GMT", "23 de noviembre de 2026, 10:30",
// "November 23, 2026 3:04 PM EST", "2 آذر 1405".
func readNamed(s string) (moment, bool) {
	var m moment
	name, at, after := monthIn(s)
	if name == 0 {
		return m, false
	}
	before := figuresIn(s[:at])
	c := cursor{s: s, i: after}
	var behind []figure
	for len(behind) < 2 {
		f, ok := nextFigure(&c)
		if !ok {
			break
		}
		behind = append(behind, f)
	}
	m.month = name % 100
	persian := name > 100
	switch {
	case len(before) > 0 && len(before[len(before)-1].text) <= 2 && len(behind) > 0 && behind[0].year(): // 23 Nov 2026
		m.day, m.year = before[len(before)-1].value, behind[0].asYear()
		c.i = behind[0].end
	case len(behind) > 1 && len(behind[0].text) <= 2 && behind[1].year() && len(behind[1].text) == 4: // November 23, 2026
		m.day, m.year = behind[0].value, behind[1].asYear()
		c.i = behind[1].end
	case len(before) > 0 && len(before[0].text) == 4 && len(behind) > 0 && len(behind[0].text) <= 2: // 2026 November 23
		m.year, m.day = before[0].value, behind[0].value
		c.i = behind[0].end
	case len(behind) > 0 && len(behind[0].text) <= 2 && lastYear(s) > 0: // Thu Jan 1 19:48:21 2004
		m.day, m.year = behind[0].value, lastYear(s)
		c.i = behind[0].end
		s = s[:strings.LastIndexByte(s, ' ')]
		c.s = s
	case len(behind) > 0 && len(behind[0].text) == 4: // November 2026
		m.year = behind[0].value
		c.i = behind[0].end
		return m, c.done() && (!persian || m.year < 1500)
	default:
		return m, false
	}
	if persian != (m.year < 1500) {
		return m, false
	}
	return m, c.i >= len(c.s) || c.done() || timeBehind(&c, &m)
}

// timeBehind reads the time that follows a written date, past a word such as
// "a las", "at", "в" or "г."; a text that is no time is left alone.
func timeBehind(c *cursor, m *moment) bool {
	rest := c.s[c.i:]
	i := strings.IndexAny(rest, "0123456789")
	if i < 0 {
		z, ok := zone(strings.Trim(rest, " ,.;|"))
		if ok && m.timed {
			m.zone = z
		}
		return utf8.RuneCountInString(rest) < 24
	}
	j := i
	for j < len(rest) && isFigure(rest[j]) {
		j++
	}
	if i > 40 || j >= len(rest) || rest[j] != ':' && rest[j] != 'h' && rest[j] != '.' && !strings.HasPrefix(strings.TrimSpace(strings.ToLower(rest[j:])), "am") &&
		!strings.HasPrefix(strings.TrimSpace(strings.ToLower(rest[j:])), "pm") {
		return true // some other figure: the day stands
	}
	c.i += i
	clock := *m
	if c.clock(&clock) || clock.timed && clock.hour < 25 && clock.min < 60 {
		*m = clock
	}
	return true
}

// figure is a number in a date.
type figure struct {
	text  string
	value int
	end   int
}

func (f figure) year() bool {
	return len(f.text) == 4 || len(f.text) == 2
}

func (f figure) asYear() int { return fullYear(f.value, len(f.text)) }

// nextFigure finds the next number that is not part of a time.
func nextFigure(c *cursor) (figure, bool) {
	for c.i < len(c.s) && !isFigure(c.s[c.i]) {
		c.i++
	}
	start := c.i
	v, n := c.number(9)
	if n == 0 || c.peek() == ':' {
		return figure{}, false
	}
	return figure{c.s[start:c.i], v, c.i}, true
}

func figuresIn(s string) []figure {
	var out []figure
	c := cursor{s: s}
	for len(out) < 4 {
		f, ok := nextFigure(&c)
		if !ok {
			break
		}
		out = append(out, f)
	}
	return out
}

// lastYear gives the year of four figures that ends s, 0 if none does.
func lastYear(s string) int {
	i := strings.LastIndexByte(s, ' ')
	if i < 0 || len(s)-i != 5 {
		return 0
	}
	c := cursor{s: s, i: i + 1}
	if y, n := c.number(4); n == 4 {
		return y
	}
	return 0
}

// monthIn finds the first month name: its number (plus 100 for months of the
// Persian calendar) and where it stands; 0 if there is none.
func monthIn(s string) (month, start, end int) {
	for i := 0; i < len(s); {
		r, size := utf8.DecodeRuneInString(s[i:])
		if !unicode.IsLetter(r) {
			i += size
			continue
		}
		j := i
		for j < len(s) {
			r, size := utf8.DecodeRuneInString(s[j:])
			if !inWord(r) {
				break
			}
			j += size
		}
		if n := monthNames[strings.ToLower(s[i:j])]; n > 0 {
			return n, i, j
		}
		i = j
	}
	return 0, 0, 0
}

// inWord tells the letters, marks and joiners of which words consist.
func inWord(r rune) bool { return unicode.IsLetter(r) || unicode.Is(unicode.M, r) || r == '\u200c' }

// monthNames knows the months by name and abbreviation, lower case.
var monthNames = months(
	// English, Spanish, Portuguese, French, Italian, German, Catalan, Dutch, Romanian, Galician, Polish, Turkish
	`january jan enero ene janeiro janvier janv gennaio genn gen januar jänner jän gener januari ianuarie ian xaneiro stycznia styczeń ocak oca ιαν ιανουαρίου január januára`,
	`february feb febrero fevereiro fev février févr fév febbraio febbr februar februari februarie febreiro febrer lutego luty şubat şub φεβ φεβρουαρίου február`,
	`march mar marzo março mars märz mär mrz març maart mrt martie marca marzec mart μαρ μαρτίου μάρτ március`,
	`april apr abril abr avril avr aprile abrile aprilie kwietnia kwiecień nisan nis απρ απριλίου április`,
	`may mayo maio mai maggio magg mag maig mei maja maj mayıs μαΐ μαϊ μάι μαι μάιος μαΐου május`,
	`june jun junio junho juin giugno giu juni juny iunie xuño czerwca czerwiec haziran haz ιουν ιούν ιον ιουνίου június`,
	`july jul julio julho juillet juil luglio lug juli juliol iulie xullo lipca lipiec temmuz tem ιουλ ιούλ ιολ ιουλίου július`,
	`august aug agosto ago août aout agost augustus sierpnia sierpień ağustos ağu αυγ αύγ αυγούστου augusztus`,
	`september sep sept septiembre setiembre set setembro septembre settembre setembre septembrie września wrzesień eylül eyl σεπ σεπτ σεπτεμβρίου szeptember`,
	`october oct octubre outubro out octobre ottobre ott oktober okt octombrie października październik ekim eki οκτ οκτωβρίου október`,
	`november nov noviembre novembro novembre noiembrie noi listopada listopad kasım kas νοε νοέ νοεμβρίου`,
	`december dec diciembre dic dezembro dez décembre déc dicembre dezember desembre decembrie decembro grudnia grudzień aralık ara δεκ δεκεμβρίου`,
	// Russian, Ukrainian, Belarusian, Serbian, Bulgarian
	`января январь янв січня січ студзеня јануар јануара януари яну`,
	`февраля февраль фев февр лютого лют лютага фебруар фебруара февруари`,
	`марта март мар березня бер сакавіка марта марш`,
	`апреля апрель апр квітня квіт красавіка април априла`,
	`мая май травня трав мая мај маја`,
	`июня июнь июн червня черв чэрвеня јун јуна юни`,
	`июля июль июл липня лип ліпеня јул јула юли`,
	`августа август авг серпня серп жніўня август августа`,
	`сентября сентябрь сен сент вересня вер верасня септембар септембра септември`,
	`октября октябрь окт жовтня жовт кастрычніка октобар октобра октомври`,
	`ноября ноябрь ноя нояб листопада лист лістапада новембар новембра ноември`,
	`декабря декабрь дек грудня груд снежня децембар децембра декември`,
	// Arabic, western and eastern names
	`يناير جانفي كانون‌الثاني ژانویه`, `فبراير فيفري شباط فوریه`, `مارس آذار اذار`, `أبريل ابريل إبريل أفريل نيسان آوریل`, `مايو ماي أيار ايار مه می`, `يونيو يونيه جوان حزيران ژوئن`,
	`يوليو يوليه جويلية تموز ژوئیه جولای`, `أغسطس اغسطس أوت آب اوت آگوست`, `سبتمبر أيلول ايلول سپتامبر`, `أكتوبر اكتوبر اکتبر`, `نوفمبر نوامبر`, `ديسمبر دسامبر`,
	// Latvian, Lithuanian, Estonian, Finnish, Icelandic, Croatian, Czech, Slovak, Albanian, Azerbaijani, Kazakh, Hindi, Bengali, Thai, Hebrew, Urdu, Indonesian
	`janvāris janvārī sausio jaanuar tammikuuta tammikuu janúar siječnja siječanj ledna leden januára janar yanvar қаңтар जनवरी জানুয়ারি জানুয়ারী มกราคม ינואר בינואר جنوری`,
	`februāris februārī vasario veebruar helmikuuta helmikuu febrúar veljače veljača února únor shkurt fevral ақпан फरवरी फ़रवरी ফেব্রুয়ারি กุมภาพันธ์ פברואר בפברואר فروری`,
	`marts martā kovo märts maaliskuuta maaliskuu ožujka ožujak března březen marca mars наурыз मार्च মার্চ มีนาคม מרץ במרץ مارچ maret`,
	`aprīlis aprīlī balandžio aprill huhtikuuta huhtikuu apríl apríla travnja travanj dubna duben prill aprel сәуір अप्रैल এপ্রিল เมษายน אפריל באפריל اپریل`,
	`maijs maijā gegužės toukokuuta toukokuu maí svibnja svibanj května květen mája máj mei мамыр मई মে พฤษภาคม מאי במאי مئی`,
	`jūnijs jūnijā birželio juuni kesäkuuta kesäkuu júní lipnja lipanj června červen júna jún qershor iyun маусым जून জুন มิถุนายน יוני ביוני جون`,
	`jūlijs jūlijā liepos juuli heinäkuuta heinäkuu júlí srpnja srpanj července červenec júla júl korrik iyul шілде जुलाई জুলাই กรกฎาคม יולי ביולי جولائی`,
	`augusts augustā rugpjūčio elokuuta elokuu ágúst kolovoza kolovoz srpna srpen gusht avqust avgust avgusta тамыз अगस्त আগস্ট สิงหาคม אוגוסט באוגוסט اگست agustus`,
	`septembris septembrī rugsėjo syyskuuta syyskuu septembra rujna rujan září shtator sentyabr қыркүйек सितंबर सितम्बर সেপ্টেম্বর กันยายน ספטמבר בספטמבר ستمبر`,
	`oktobris oktobrī spalio oktoober lokakuuta lokakuu októbra října říjen tetor oktyabr қазан अक्टूबर অক্টোবর ตุลาคม אוקטובר באוקטובר اکتوبر`,
	`novembris novembrī lapkričio marraskuuta marraskuu nóvember novembra studenoga studenog studeni listopadu nëntor noyabr қараша नवंबर नवम्बर নভেম্বর พฤศจิกายน נובמבר בנובמבר نومبر`,
	`decembris decembrī gruodžio detsember joulukuuta joulukuu desember decembra prosinca prosinac prosince prosinec dhjetor dekabr желтоқсан दिसंबर दिसम्बर ডিসেম্বর ธันวาคม דצמבר בדצמבר دسمبر`,
	// Persian calendar
	`p فروردین فروردين`, `p اردیبهشت ارديبهشت`, `p خرداد`, `p تیر تير`, `p مرداد`, `p شهریور شهريور`, `p مهر`, `p آبان ابان`, `p آذر`, `p دی`, `p بهمن`, `p اسفند`,
)

func months(lines ...string) map[string]int {
	m := map[string]int{}
	for i, line := range lines {
		n := i%12 + 1
		if rest, ok := strings.CutPrefix(line, "p "); ok {
			line, n = rest, n+100
		}
		for w := range strings.FieldsSeq(line) {
			if _, ok := m[w]; !ok {
				m[w] = n
			}
		}
	}
	return m
}
