package label

import (
	"math"
	"strings"

	"vigia/internal/text"
)

// manner is by which words a language tells a report from a comment.
type manner struct {
	self   map[string]bool // I, my
	ours   map[string]bool // we, our
	you    map[string]bool // you, your
	should map[string]bool // what ought to be, and what a writer thinks of it
	told   map[string]bool // who said so, and on which day
}

// manners are the languages in which comment is told from report.
var manners = map[string]manner{
	"es": {text.Set("yo me mi mis creo pienso confieso ojalá conmigo"), text.Set("nosotros nuestro nuestra nuestros nuestras nos tenemos somos debemos hemos vamos"),
		text.Set("tú te tu tus usted ustedes vosotros su"), text.Set("debe deben debería deberían quizá quizás tal vez acaso pues claro verdad jamás mejor peor"),
		text.Set("dijo informó señaló indicó explicó aseguró afirmó anunció declaró según lunes martes miércoles jueves viernes sábado domingo enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre ayer detenido policía ministerio presidente")},
	"pt": {text.Set("eu me meu minha acho creio penso confesso comigo"), text.Set("nós nosso nossa nossos nossas nos temos somos devemos vamos"),
		text.Set("você vocês te teu tua"), text.Set("deve devem deveria talvez jamais melhor pior claro verdade"),
		text.Set("disse informou afirmou explicou anunciou declarou segundo segunda terça quarta quinta sexta sábado domingo feira janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro dezembro ontem polícia ministério presidente")},
	"en": {text.Set("i me my mine myself i'm i've i'd"), text.Set("we our us ours let's we're we've"),
		text.Set("you your yours you're"), text.Set("should must ought perhaps maybe surely never indeed truth simply"),
		text.Set("said told announced reported according reporters spokesman spokeswoman monday tuesday wednesday thursday friday saturday sunday january february march april june july august september october november december yesterday police ministry officials president")},
	"fr": {text.Set("je j me m moi mon ma mes"), text.Set("nous notre nos avons sommes devons"),
		text.Set("vous votre vos tu te ton ta tes"), text.Set("doit doivent devrait faut peut-être jamais mieux pire vraiment certes hélas pourtant"),
		text.Set("déclaré annoncé indiqué précisé expliqué affirmé selon lundi mardi mercredi jeudi vendredi samedi dimanche janvier février mars avril mai juin juillet août septembre octobre novembre décembre hier police ministère président ministre")},
	"ru": {text.Set("я мне меня мой моя мои мною думаю"), text.Set("мы наш наша наше наши нам нас нами"),
		text.Set("вы вам вас ваш ты тебе"), text.Set("надо нужно должен должны должно пожалуй увы конечно разве неужели"),
		text.Set("сообщил сообщила сообщили сообщает заявил заявила отметил отметила рассказал понедельник вторник среду четверг пятницу субботу воскресенье января февраля марта апреля мая июня июля августа сентября октября ноября декабря полиция министерство президент")},
	"fa": {text.Set("من مرا خودم"), text.Set("ما مان"), text.Set("شما تو"), text.Set("باید نباید شاید البته متاسفانه هرگز چرا"),
		text.Set("گفت اعلام کرد افزود گزارش خبرگزاری شنبه یکشنبه دوشنبه سه‌شنبه چهارشنبه پنجشنبه جمعه وزیر رییس رئیس")},
	"ar": {text.Set("انا نفسی لی"), text.Set("نحن لنا"), text.Set("انت انتم لک لکم"), text.Set("یجب ینبغی ربما لعل لیت لماذا"),
		text.Set("قال قالت اعلن اعلنت اكد اکد اضاف اوضح واضاف الاثنین الثلاثاء الاربعاء الخمیس الجمعه السبت الاحد وزیر رئیس وکاله")},
}

// comment tells how much a text comments rather than reports, from 0 to 1, by
// the words outside quotation marks; 0.5 says nothing. Each manner is counted in
// 100 words, up to where more of it says no more; the weights are our own,
// and the tests of register_test.go and TestSamplePress hold them to examples.
func comment(body, language string) float64 {
	return commentOf(read("", text.Cut(body, commentRunes), language).own(), language)
}

// count tells how many of the words speak of oneself, of us, to you, of what
// should be, and of what somebody has told, and how many are numbers.
func count(says []says) (self, ours, you, should, told, digits float64) {
	for _, s := range says {
		switch s & (saysFirst - 1) {
		case saysSelf:
			self++
		case saysOurs:
			ours++
		case saysYou:
			you++
		case saysShould:
			should++
		case saysTold:
			told++
		case saysNumber:
			digits++
		}
	}
	return self, ours, you, should, told, digits
}

// commentOf is comment for what stands outside quotation marks.
func commentOf(own prose, language string) float64 {
	plain := text.Cut(own.plain, commentRunes)
	if language == "zh" {
		return hanComment(plain)
	}
	_, ok := manners[language]
	said := own.says[:min(len(own.says), commentWords)]
	if !ok || len(said) < 30 {
		return 0.5
	}
	self, ours, you, should, told, digits := count(said)
	per := 100 / float64(len(said))
	asks := float64(strings.Count(plain, "?")+strings.Count(plain, "؟")) * per
	cries := float64(strings.Count(plain, "!")) * per
	return logistic(-0.2 + 0.9*min(self*per, 3) + 0.5*min(ours*per, 3) + 0.4*min(you*per, 3) + 0.7*min(should*per, 2) +
		0.8*min(asks, 2) + 0.4*min(cries, 2) - 0.8*min(told*per, 4) - 0.12*min(digits*per, 6))
}

// commentRunes is as much of a text as is read for its manner.
const commentRunes = 6000

// commentWords is about as many words.
const commentWords = 1000

// leastComment is from where on a text is opinion for its manner alone. Of
// news texts of the web one in two hundred is above it.
const leastComment = 0.9

// hanComment is comment in Chinese, where words stand unparted.
func hanComment(plain string) float64 {
	n := float64(len([]rune(plain)))
	if n < 60 {
		return 0.5
	}
	count := func(list string) float64 {
		sum := 0
		for w := range strings.FieldsSeq(list) {
			sum += strings.Count(plain, w)
		}
		return 100 * float64(sum) / n
	}
	return logistic(-0.2 + 0.9*min(count("我 我们 咱们 自己 认为 觉得"), 3) + 0.5*min(count("你 您"), 3) + 0.7*min(count("应该 必须 其实 难道 也许 恐怕 真正"), 2) +
		0.8*min(count("？ ! ！"), 2) - 0.8*min(count("记者 报道 表示 日电 据悉 消息 公布 近日 月 日"), 4))
}

func logistic(x float64) float64 { return math.Round(1000/(1+math.Exp(-x))) / 1000 }
