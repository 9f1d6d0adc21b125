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

func words(s string) map[string]bool {
	m := map[string]bool{}
	for w := range strings.FieldsSeq(s) {
		m[w] = true
	}
	return m
}

// voices are the languages in which speeches are known.
func voices(language string) (voice, bool) {
	v, ok := map[string]voice{
		"es": {
			words("yo nosotros nosotras nuestro nuestra nuestros nuestras nos mi mis estamos vamos tenemos somos queremos debemos seguimos hemos creo quiero digo decimos saludamos agradecemos agradezco"),
			[]string{"compañeras", "compañeros", "queridas familias", "queridos hermanos", "hermanas y hermanos", "muy buenas tardes", "muy buenos días", "buenas noches", "muchas gracias", "señor presidente", "excelencias", "que viva", "viva la", "gracias a dios"},
			[]string{"palabras de", "discurso de", "mensaje de", "intervención de", "comunicado", "declaración de", "alocución"},
			words("yo me creo sospecho propongo pienso opino exagero ojalá confieso temo pregunto mí conmigo"),
		},
		"pt": {
			words("eu nós nosso nossa nossos nossas nos meu minha estamos vamos temos somos queremos devemos agradeço agradecemos saudamos"),
			[]string{"companheiras", "companheiros", "muito obrigado", "boa tarde a todos", "senhor presidente", "excelências", "viva"},
			[]string{"discurso", "pronunciamento", "nota oficial", "nota à imprensa", "comunicado", "mensagem do"},
			words("eu me acho creio penso suspeito proponho confesso tomara comigo mim"),
		},
		"en": {
			words("i we our ours us my i'm we're we've let's"),
			[]string{"ladies and gentlemen", "excellencies", "distinguished delegates", "dear comrades", "mr president", "mr. president", "thank you very much", "long live", "my fellow"},
			[]string{"remarks by", "speech by", "statement by", "address by", "joint statement", "communiqué", "communique", "declaration of"},
			words("i me my i'm i've i'd myself mine"),
		},
		"fr": {
			words("je nous notre nos mon ma mes avons sommes devons voulons"),
			[]string{"mesdames et messieurs", "excellences", "chers compatriotes", "je vous remercie", "monsieur le président"},
			[]string{"discours", "allocution", "communiqué", "déclaration de"},
			words("je me moi crois pense avoue mon ma mes"),
		},
		"ru": {
			words("я мы наш наша наше наши нашей нашего нам нас мне мой"),
			[]string{"дамы и господа", "уважаемые коллеги", "уважаемый господин", "дорогие друзья", "благодарю за внимание"},
			[]string{"выступление", "заявление", "обращение", "стенограмма"},
			words("я мне меня мой моя думаю полагаю уверен боюсь"),
		},
		"fa": {
			words("من ما مان مرا"),
			[]string{"بسم الله", "خانم‌ها و آقایان", "ملت شریف", "متشکرم"},
			[]string{"متن کامل", "بیانیه", "سخنرانی", "پیام"},
			words("من"),
		},
		"zh": {
			nil,
			[]string{"女士们先生们", "女士们、先生们", "各位同事", "同志们", "谢谢大家"},
			[]string{"讲话全文", "致辞", "声明", "例行记者会"},
			nil,
		},
		"ar": {
			words("انا نحن نا"),
			[]string{"السيدات والسادة", "بسم الله", "شكرا لكم", "اصحاب السعادة"},
			[]string{"كلمة", "بيان", "خطاب"},
			words("انا"),
		},
	}[language]
	return v, ok
}

// speech tells how much a text is an official's own speech or statement rather
// than a report of one, from 0 to 1: speakers say we and our, greet, thank and
// exclaim; reporters hardly do outside quotation marks.
func speech(title, body, language string) (float64, string) {
	v, ok := voices(language)
	if !ok {
		return 0, ""
	}
	spoken := unquoted(body)
	tokens := text.Tokens(spoken, "")
	if all := len(text.Tokens(body, "")); all >= 60 && len(tokens) < all*2/5 {
		return 0.6, "nearly all of it is quotation"
	}
	if len(tokens) < 40 {
		return 0, ""
	}
	first, alone := 0, 0
	for _, t := range tokens {
		if v.first[t.Text] {
			first++
			if v.alone[t.Text] {
				alone++
			}
		}
	}
	per100 := 100 * float64(first) / float64(len(tokens))
	shouts := 1000 * float64(strings.Count(spoken, "!")+strings.Count(spoken, "…")) / float64(utf8.RuneCountInString(spoken))
	folded := text.Fold(spoken)
	calls := 0
	for _, c := range v.calls {
		calls += min(strings.Count(folded, text.Fold(c)), 3)
	}
	headed := 0.0
	for _, h := range v.heads {
		if strings.Contains(text.Fold(title), text.Fold(h)) {
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
func personal(body, language string) (float64, string) {
	v, ok := voices(language)
	if !ok {
		return 0, ""
	}
	tokens := text.Tokens(unquoted(body), "")
	if len(tokens) < 60 {
		return 0, ""
	}
	n := 0
	for _, t := range tokens {
		if v.alone[t.Text] {
			n++
		}
	}
	per100 := 100 * float64(n) / float64(len(tokens))
	if n < 2 || per100 < leastPersonal {
		return 0, ""
	}
	return min(0.5+0.1*(per100-leastPersonal), 0.8), fmt.Sprintf("its writer speaks: %.1f words of the first person in 100", per100)
}

// unquoted leaves out what stands in quotation marks.
func unquoted(s string) string {
	var b strings.Builder
	var closing rune
	length := 0
	for _, r := range s {
		if closing != 0 {
			if length++; r == closing || r == '\n' || length > 400 {
				closing = 0
			}
			continue
		}
		switch r {
		case '“', '„':
			closing, length = '”', 0
		case '«':
			closing, length = '»', 0
		case '"':
			closing, length = '"', 0
		case '「':
			closing, length = '」', 0
		default:
			b.WriteRune(r)
		}
	}
	return b.String()
}
