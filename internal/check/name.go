package check

import (
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"vigia/internal/text"
)

// checkNames looks for the capitalised names of the sentence in the passages.
// If any passage is in another script, names cannot be compared by letters and
// are left alone. So are countries, peoples, offices and the like, which
// change with the language and are often only implied.
func (c *comparison) checkNames() {
	if script(c.sentence.text) != "Latn" {
		return
	}
	same := false // is a passage in the language of the sentence
	have := map[string]bool{}
	var initials []string
	for _, p := range c.passages {
		if script(p.text) != "Latn" {
			return
		}
		same = same || p.lang == c.sentence.lang
		for _, t := range p.tokens {
			if t.kind == word {
				have[t.bare] = true
			}
		}
		initials = append(initials, capitals(p.tokens))
	}
	for _, n := range c.names() {
		var missing []token
		for _, t := range n {
			if !c.known(t, same, have, initials) {
				missing = append(missing, t)
			}
		}
		if len(missing) > 0 {
			first, last := missing[0], missing[len(missing)-1]
			s := c.sentence.text[first.start:last.end]
			c.add("name", first.start, last.end, "", fmt.Sprintf("the name %q is not in %s", s, c.where()), "correct the name, or cite the passage that has it")
		}
	}
}

// names gives the runs of capitalised words of the sentence. The first word
// is a name only if a capitalised word follows it: it has its capital anyway.
func (c *comparison) names() [][]token {
	var out [][]token
	var run []token
	flush := func() {
		if len(run) > 0 {
			out = append(out, run)
		}
		run = nil
	}
	toks := c.sentence.tokens
	for i, t := range toks {
		r := firstRune(t.raw)
		switch {
		case t.kind == word && unicode.IsUpper(r) && !c.sentence.dated[i] && utf8.RuneCountInString(t.raw) > 1:
			if opens := i == 0 || strings.ContainsAny(toks[i-1].raw, `.:!?"“«¿¡(`); opens && (i+1 >= len(toks) || !unicode.IsUpper(firstRune(toks[i+1].raw))) {
				flush()
				continue
			}
			run = append(run, t)
		case t.raw == "-" || t.raw == "’" || t.raw == "'":
		case slices.Contains([]string{"de", "da", "do", "del", "la", "al", "el", "von", "van", "bin"}, t.raw) && len(run) > 0:
		default:
			flush()
		}
	}
	flush()
	return out
}

// known reports whether a passage has the word, or need not have it.
func (c *comparison) known(t token, same bool, have map[string]bool, initials []string) bool {
	w := t.bare
	if have[w] || len(w) < 3 || common[w] || strings.HasSuffix(w, "s") && have[w[:len(w)-1]] || have[w+"s"] {
		return true
	}
	if translated.has(w) {
		return true
	}
	if strings.ToUpper(t.raw) == t.raw {
		return !same || slices.ContainsFunc(initials, func(s string) bool { return strings.Contains(s, t.raw) })
	}
	for h := range have {
		if related(w, h, same) {
			return true
		}
	}
	return false
}

// related reports whether two words are forms or spellings of one name:
// "Nicaraguan" and "Nicaragua", "Rezaee" and "Rezaei".
func related(a, b string, same bool) bool {
	short := min(len(a), len(b))
	n := 0
	for n < short && a[n] == b[n] {
		n++
	}
	if n >= 5 && n >= short-2 {
		return true
	}
	if same {
		return false // one language spells a name one way
	}
	limit := 0
	switch {
	case short >= 8:
		limit = 2
	case short >= 5:
		limit = 1
	}
	return limit > 0 && a[0] == b[0] && distance(a, b, limit) <= limit
}

// distance is the edit distance (Levenshtein 1966) in bytes, or more than limit.
func distance(a, b string, limit int) int {
	if len(a)-len(b) > limit || len(b)-len(a) > limit {
		return limit + 1
	}
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		corner := row[0]
		row[0] = i + 1
		for j := range len(b) {
			cost := corner
			if a[i] != b[j] {
				cost++
			}
			corner = row[j+1]
			row[j+1] = min(cost, row[j]+1, corner+1)
		}
	}
	return row[len(b)]
}

// capitals writes the initials of the capitalised words one after the other,
// so that an acronym is found in the name it stands for.
func capitals(toks []token) string {
	var b strings.Builder
	for _, t := range toks {
		if r := firstRune(t.raw); t.kind == word && unicode.IsUpper(r) {
			b.WriteRune(r)
		}
	}
	return b.String()
}

// common are capitalised words that are no names of somebody or something, in
// the languages of editions and sources.
var common = text.Set(`the a an in on at of to by for from with and or but if as it its he she they his her their this that these those
	monday tuesday wednesday thursday friday saturday sunday lunes martes miercoles jueves viernes sabado domingo
	january february march april may june july august september october november december
	enero febrero marzo abril mayo junio julio agosto septiembre setiembre octubre noviembre diciembre
	el la los las un una en por para con sin segun desde hasta tras ante su sus esta este estos estas lo al del y o que no si ya
	network case court house board section edition digest group party front union alliance platform coalition list order accord act agreement treaty notice`)

// translated are names that each language writes in its own way, so that a
// passage in another language has them otherwise, and a local one leaves them
// out: states and peoples, capitals, powers and offices, directions, waters.
// A star stands for any ending.
var translated = newNameSet(`
	africa* albania* aleman* alemania algeri* america* angol* antartid* antarctic* antill* arabe arabes arabia arab arabs argel* argentin* armeni* asia asian asiatic* atlant* austral* austria* azerb* bahamas bahren bahrain
	balcan* balkan* baltic* bangladesh barbad* belar* belg* belice* belize* bielorrusia ruso rusa rusos rusas bolivia* bosni* brasil* brazil* britain* britan* british bulgar* cabo cambod* canad* cape caribe* caribbean caricom catar* catari caucas*
	centroamer* chile chilean* chilen* china chinese chino china chinos chinas colombia* colombian* corea* costa croa* cuba cuban* cyprus chipre czech* checo checa checos denmark danish dinamar* dominic* dutch dubai
	ecuador* ecuatorian* egypt* egipt* egipci* emirat* england english ingles inglesa ingleses inglesas inglaterra eslov* espan* estadounid* eston* ethiop* etiop* eurasia* europ* finland* finlan* france french francia frances francesa franceses francesas georgia* german* ghana greec* greek* grecia guatemal* guyan* guayan* haiti*
	hispan* holand* hondur* hong kong hungar* hungr* iberoamer* india indian* indones* iran iranian* irani* iraq* irak* ireland irish irland* israel* italia* italian* italy jamai* japan* japon* jordan* kazaj* kazakh* kenia kenya* korea* kremlin kuwait* latin latina latino* latinoamer* leban* liban* libi* liby* lituan* londres london* madrid
	mediterr* mejic* mexic* middle moldav* mongol* morocc* marruec* moscow moscu mozambi* neerland* nether* nicarag* nigeri* norte* north* norueg* norway norwegian* occident* ocean* oriente oriental* pacif* pakist* palestin* panam* paragu* pekin beijing persian persic* persas persa peru peruan* peruvian* philip* filipin* poland polish polon* polaco polaca polacos portug* puerto port prague praga qatar*
	rumani* romania* rus* russia* salvador* saudi* scot* senegal* serbi* singap* siria* sirio* sovie* spain* spanish sudafric* sudamer* suec* sueci* suiz* suriname* surinam* swed* swiss switz* syria* taiwan* tayik* teheran tehran thai* trinid* tunis* turk* turqu* turco turca turcos turcas ucrani* ukrain* uruguay* uzbek* vatican* venezol* venezuel* viet* yemen* yugosl* zimbab*
	city ciudad* town border* tri frontera* fronter*
	united unido unidos unida unidas union reino kingdom states estado estados state republic* republica* islamic* islam* federal federation federacion soviet* bolivarian* commonwealth
	north northern south southern east eastern west western sur este oeste central centr* nuevo nueva new great gran grande gulf golfo sea mar strait estrecho canal bay bahia river rio lake lago mount monte saint san santa santo isla islas island* peninsula region* hemispher* hemisfer* continent*
	president* presidencia* vicepresid* vice minist* minister* primer primera prime foreign exterior* relaciones secretar* secretary embaj* embass* ambass* congres* asamble* assembl* parlam* parliam* senad* senat* suprem* tribunal* court* corte* justic* fiscal* attorney prosecutor* general* polic* polit* nacional* national* interior* home defens* defenc* treasur* tesor* haciend* army armada navy ejercit* marina* fuerz* force* guard* commission* comision* committ* comit* council* consej* camara* chamber* deput* diputad* constit* elector* public* publico* banco bank univers* institut* agenc* centr* organi* internac* internation* mundial* mundo world health salud human* derech* right* rights chancill* cancill* gobern* govern* gobiern* administra* oficin* office* departament* department* director* chief jefe head leader lider* opposition oposicion* party partido* alianz* allianc* front frente* grupo group* unity unitari* unitary platform* plataform* movement* movimient* summit* cumbre* pact pacto protocol* convention* convenc* program* plan project* proyect* compan* empres* corpor* industr* energy energ* petrole* oil nuclear* atomic* commerce comerci* trade econom* financ* foreign* investment* invers* science* cienci* technolog* tecnolog* cultur* education educac* sport* deport* media medios press prensa radio television televis* news noticias diario 
	pope papa king rey queen reina prince princip* cardinal* colonel coronel* captain capitan doctor* mr mrs ms sr sra dr miss sir`)

// nameSet is a set of words and of beginnings of words.
type nameSet struct {
	words map[string]bool
	stems []string
}

func newNameSet(list string) nameSet {
	s := nameSet{words: map[string]bool{}}
	for w := range strings.FieldsSeq(list) {
		if stem, open := strings.CutSuffix(w, "*"); open {
			s.stems = append(s.stems, stem)
		} else {
			s.words[w] = true
		}
	}
	return s
}

func (s nameSet) has(w string) bool {
	return s.words[w] || slices.ContainsFunc(s.stems, func(stem string) bool { return strings.HasPrefix(w, stem) })
}
