package language

import "strings"

// minority looks for languages that have no table but letters or small words
// that give them away, behind the neighbour whose table they fit best:
// Galician would pass for Spanish or Portuguese, Pashto for Persian.
func minority(tag string, belief float64, words []word) (string, float64) {
	switch tag {
	case "ar", "fa", "ur":
		return byLetters(tag, belief, words, arabicMinorities)
	case "ru", "uk", "be", "bg", "sr", "mk", "kk", "mn":
		return byLetters(tag, belief, words, cyrillicMinorities)
	case "zh", "ja", "hi", "mr", "en":
		return tag, belief
	}
	if (tag == "es" || tag == "pt") && galician(words) {
		return "gl", max(belief, 0.6)
	}
	return bySmallWords(tag, belief, words)
}

var (
	portugueseArticles = set(`o os do dos da das na nas ao aos á ás no nos`)
	galicianWords      = set(`unha unhas dunha dunhas nunha nunhas dun dunhas nun cun cunha coa coas co cos xa máis moi moito moita moitos
		moitas teñen tiña tiñan aínda mellor súa súas dende onte hoxe xoves venres lle lles fixo dixo algunha ningunha non ata onde
		cando foron estivo despois poden entón calquera`)
	spanishWords = set(`el los las del y la lo una unas pero más muy su sus al hay fue fueron después también`)
)

// galician reports whether the words join what no neighbour joins: the articles
// of Portuguese and the spelling of Galician (-ción, ñ, x for g and j), with
// little that only Spanish or Portuguese writes.
func galician(words []word) bool {
	articles, own, foreign := 0, 0, 0
	for _, w := range words {
		s := string(w.runes)
		switch {
		case galicianWords[s]:
			own++
		case portugueseArticles[s]:
			articles++
		case spanishWords[s] || strings.ContainsAny(s, "çãõêôàâj") || strings.Contains(s, "lh") || strings.Contains(s, "nh"):
			foreign++
		case strings.Contains(s, "ñ") || strings.HasSuffix(s, "ción") || strings.HasSuffix(s, "cións") || strings.HasSuffix(s, "sións"):
			own++
		case strings.HasPrefix(s, "xe") || strings.HasPrefix(s, "xu") || strings.Contains(s, "axe") || strings.Contains(s, "bxe") || strings.Contains(s, "oxe"):
			own++ // xeral, imaxe, obxectivo, proxecto
		}
	}
	if own == 0 || articles == 0 || articles+own < 3 {
		return false
	}
	return foreign == 0 || own >= 2 && articles+own > 4*foreign
}

// minor is a language without a table.
type minor struct {
	tag   string
	marks string // letters that its neighbours do not write
	share int    // one letter in so many must be a mark
}

var (
	arabicMinorities = []minor{
		{"ps", "ټډړږښګڼېۍځڅ", 25}, // Pashto
		{"ku", "ێۆڕڵە", 12},       // Sorani; Urdu and Uyghur share some of the letters
	}
	cyrillicMinorities = []minor{
		{"tg", "ҷӣӯ", 40}, // Tajik; қ, ғ and ҳ are Kazakh and Uzbek too
	}
)

func byLetters(tag string, belief float64, words []word, minors []minor) (string, float64) {
	for _, m := range minors {
		marks, all := 0, 0
		for _, w := range words {
			for _, r := range w.runes {
				all++
				if strings.ContainsRune(m.marks, r) {
					marks++
				}
			}
		}
		if marks >= 2 && marks*m.share >= all {
			return m.tag, max(belief, 0.8)
		}
	}
	return tag, belief
}

// smallWords are frequent words that the neighbours do not have: of our own
// collecting, few on purpose.
var smallWords = map[string]map[string]bool{
	"oc": set(`e los las lo dins amb mai pus aqueste aquesta aquestes aquel aquela foguèt èra èran es son dels dempuèi tanben
		atal cap entre sus jos dusca fins an avián aviá aviá pòt pòdon far fach del de la li lor sa sos sas`),
	"ht": set(`nan yo ki pou ak yon te la li se sa men gen kote lè pa ka fè tou ap moun peyi ayiti anpil kèk sou avèk apre
		epi oswa tankou paske jis menm lòt chak ane jou yo`),
	"gn": set(`ha pe umi upe oĩ ojapo oiko rehegua hag̃ua haguã ary avei ko peteĩ mokõi heta opa ambue rupi gui
		hína kuéra guarani tetã ikatu oguereko hetã`),
}

// strong are those of them that settle the matter: no neighbour has them.
var strong = map[string]map[string]bool{
	"oc": set(`dins mai pus aqueste aquesta aquestes aquel aquela foguèt èra èran dempuèi tanben dusca avián aviá pòt pòdon fach`),
	"ht": set(`nan yo ki pou ak yon te kote lè fè moun peyi ayiti anpil kèk avèk epi oswa paske lòt`),
	"gn": set(`ha pe umi upe oĩ ojapo oiko rehegua hag̃ua haguã avei peteĩ mokõi ambue kuéra tetã ikatu oguereko`),
}

func set(list string) map[string]bool {
	m := map[string]bool{}
	for w := range strings.FieldsSeq(list) {
		m[w] = true
	}
	return m
}

// rivals are the languages behind which a minority may stand; empty: any.
var rivals = map[string]string{"oc": "ca es fr pt it"}

// bySmallWords prefers a minority when enough of the words are its small
// words and some of them are found nowhere else.
func bySmallWords(tag string, belief float64, words []word) (string, float64) {
	best, bestHits := "", 0
	for _, m := range []string{"oc", "ht", "gn"} {
		if r := rivals[m]; r != "" && !strings.Contains(r, tag) {
			continue
		}
		hits, sure := 0, 0
		for _, w := range words {
			s := string(w.runes)
			if strong[m][s] {
				sure++
			} else if smallWords[m][s] {
				hits++
			}
		}
		hits += sure
		if sure >= 2 && sure*20 >= len(words) && hits*5 >= len(words) && hits > bestHits {
			best, bestHits = m, hits
		}
	}
	if best == "" {
		return tag, belief
	}
	return best, max(belief, 0.6)
}
