package label

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"vigia/internal/text"
)

// voice is how a language speaks in the first person and addresses a public.
type voice struct {
	first map[string]bool // words of the first person
	calls []string        // salutations and thanks, folded
	heads []string        // how a title announces a speech, folded
	alone map[string]bool // words of one who writes in his own name
}

// voices are the languages in which speeches are known.
var voices = map[string]voice{
	"es": {
		text.Set("yo nosotros nosotras nuestro nuestra nuestros nuestras nos mi mis estamos vamos tenemos somos queremos debemos seguimos hemos creo quiero digo decimos saludamos agradecemos agradezco"),
		folded("compañeras", "compañeros", "queridas familias", "queridos hermanos", "hermanas y hermanos", "muy buenas tardes", "muy buenos días", "buenas noches", "muchas gracias", "señor presidente", "excelencias", "que viva", "viva la", "gracias a dios"),
		folded("palabras de", "discurso de", "mensaje de", "intervención de", "comunicado", "declaración de", "alocución"),
		text.Set("yo me creo sospecho propongo pienso opino exagero ojalá confieso temo pregunto mí conmigo"),
	},
	"pt": {
		text.Set("eu nós nosso nossa nossos nossas nos meu minha estamos vamos temos somos queremos devemos agradeço agradecemos saudamos"),
		folded("companheiras", "companheiros", "muito obrigado", "boa tarde a todos", "senhor presidente", "excelências", "viva"),
		folded("discurso", "pronunciamento", "nota oficial", "nota à imprensa", "comunicado", "mensagem do"),
		text.Set("eu me acho creio penso suspeito proponho confesso tomara comigo mim"),
	},
	"en": {
		text.Set("i we our ours us my i'm we're we've let's"),
		folded("ladies and gentlemen", "excellencies", "distinguished delegates", "dear comrades", "mr president", "mr. president", "thank you very much", "long live", "my fellow"),
		folded("remarks by", "speech by", "statement by", "address by", "joint statement", "communiqué", "communique", "declaration of"),
		text.Set("i me my i'm i've i'd myself mine"),
	},
	"fr": {
		text.Set("je nous notre nos mon ma mes avons sommes devons voulons"),
		folded("mesdames et messieurs", "excellences", "chers compatriotes", "je vous remercie", "monsieur le président"),
		folded("discours", "allocution", "communiqué", "déclaration de"),
		text.Set("je me moi crois pense avoue mon ma mes"),
	},
	"ru": {
		text.Set("я мы наш наша наше наши нашей нашего нам нас мне мой"),
		folded("дамы и господа", "уважаемые коллеги", "уважаемый господин", "дорогие друзья", "благодарю за внимание"),
		folded("выступление", "заявление", "обращение", "стенограмма"),
		text.Set("я мне меня мой моя думаю полагаю уверен боюсь"),
	},
	"fa": {
		text.Set("من ما مان مرا"),
		folded("بسم الله", "خانم‌ها و آقایان", "ملت شریف", "متشکرم"),
		folded("متن کامل", "بیانیه", "سخنرانی", "پیام"),
		text.Set("من"),
	},
	"zh": {
		nil,
		folded("女士们先生们", "女士们、先生们", "各位同事", "同志们", "谢谢大家"),
		folded("讲话全文", "致辞", "声明", "例行记者会"),
		nil,
	},
	"ar": {
		text.Set("انا نحن نا"),
		folded("السيدات والسادة", "بسم الله", "شكرا لكم", "اصحاب السعادة"),
		folded("كلمة", "بيان", "خطاب"),
		text.Set("انا"),
	},
}

func folded(phrases ...string) []string {
	for i, p := range phrases {
		phrases[i] = text.Fold(p)
	}
	return phrases
}

// prose is a report's own words: what stands outside quotation marks.
type prose struct {
	plain string
	says  []says // of each word
}

// speech tells how much a text is an official's own speech or statement rather
// than a report of one, from 0 to 1: speakers say we and our, greet, thank and
// exclaim; reporters hardly do outside quotation marks. The weights are our
// own; TestSamplePress says what they must tell apart.
func speech(r reading, own prose) (float64, string) {
	title, language := r.title, r.language
	v, ok := voices[language]
	if !ok {
		return 0, ""
	}
	if len(own.plain) != len(r.body) {
		if all := len(r.inBody); all >= 60 && len(own.says) < all*2/5 {
			return 0.6, "nearly all of it is quotation"
		}
	}
	if len(own.says) < 40 {
		return 0, ""
	}
	first, alone := 0, 0
	for _, s := range own.says {
		if s&saysFirst != 0 {
			first++
			if s&saysAlone != 0 {
				alone++
			}
		}
	}
	per100 := 100 * float64(first) / float64(len(own.says))
	shouts := 1000 * float64(strings.Count(own.plain, "!")+strings.Count(own.plain, "…")) / float64(utf8.RuneCountInString(own.plain))
	spoken, calls := text.Fold(own.plain), 0
	for _, c := range v.calls {
		calls += min(strings.Count(spoken, c), 3)
	}
	head, headed := text.Fold(title), 0.0
	for _, h := range v.heads {
		if strings.Contains(head, h) {
			headed = 1
		}
	}
	s := 0.13*min(per100, 5) + 0.1*min(shouts, 3) + 0.12*float64(min(calls, 4)) + 0.25*headed
	switch {
	case per100 >= leastSpoken && alone < first/2:
		s = max(s, 0.55)
	case per100 < 0.8 && calls == 0, calls == 0 && shouts < 1 && headed == 0:
		s = min(s, 0.3) // nobody speaks, or one writes
	}
	return min(s, 1), fmt.Sprintf("spoken by an official: %.1f words of the first person in 100, %d salutations", per100, calls)
}

// leastSpoken is from how many words of the first person in 100 on, most of
// them we and our, only a speaker talks.
const leastSpoken = 4

// leastPersonal is from how many words of "I" in 100 on a text is its writer's.
const leastPersonal = 0.9

// personal tells how much a text speaks for its own writer, from 0 to 1:
// columnists say I outside quotation marks, reporters do not.
func personal(own prose, language string) (float64, string) {
	if _, ok := voices[language]; !ok || len(own.says) < 60 {
		return 0, ""
	}
	n := 0
	for _, s := range own.says {
		if s&saysAlone != 0 {
			n++
		}
	}
	per100 := 100 * float64(n) / float64(len(own.says))
	if n < 2 || per100 < leastPersonal {
		return 0, ""
	}
	return min(0.5+0.1*(per100-leastPersonal), 0.8), fmt.Sprintf("its writer speaks: %.1f words of the first person in 100", per100)
}
