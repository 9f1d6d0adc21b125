package check

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// A sentence that drops "allegedly" says more than its source. The hedges of
// each language are kept in groups: what one word of a group takes back,
// another of the group may take back as well.
var hedgeWords = map[string]map[string]string{
	"allegation": {
		"en": "alleged;allegedly;suspected;suspect;suspects;suspicion;accused;purported;purportedly;claimed;claims;presumed innocent;charged",
		"es": "presunto;presunta;presuntos;presuntas;presuntamente;supuesto;supuesta;supuestos;supuestas;supuestamente;sospechoso;sospechosa;sospecha;acusado;acusada;acusados;señalado;señalada;imputado;imputada",
		"pt": "suposto;suposta;supostos;supostamente;suspeito;suspeita;suspeitos;alegado;alegadamente;acusado;acusada;acusados",
		"fr": "présumé;présumée;présumés;soupçonné;soupçonnée;accusé;accusée",
		"ru": "предполагаемый;предполагаемого;предполагаемых;якобы;подозреваемый;подозревается;подозреваемого;обвиняемый;обвиняется",
		"fa": "مظنون;متهم;ادعایی;ادعا",
		"ar": "مزعوم;المزعوم;يزعم;مشتبه;متهم",
		"zh": "涉 嫌;据 称;嫌 疑;被 控;被 指",
	},
	"possibility": {
		"en": "possibly;perhaps;maybe;might;could;may;probably;likely;with luck;hopes;hoped;hopefully;if all goes",
		"es": "posiblemente;quizá;quizás;tal vez;podría;podrían;probablemente;con suerte;ojalá;eventualmente",
		"pt": "possivelmente;talvez;poderia;poderiam;poderá;provavelmente;com sorte",
		"fr": "peut être;pourrait;pourraient;probablement;sans doute",
		"ru": "возможно;вероятно;может быть;могут;может;если повезет",
		"fa": "احتمالا;شاید;ممکن است;احتمال",
		"ar": "ربما;قد;محتمل",
		"zh": "可 能;或 许;也 许;如 果 顺 利",
	},
	"source": {
		"en": "sources said;sources say;source said;according to sources;people familiar;unconfirmed;reportedly;anonymous;rumoured",
		"es": "según fuentes;fuentes dijeron;fuentes consultadas;fuentes cercanas;sin confirmar;no confirmado;no confirmada;trascendió;habría;habrían",
		"pt": "segundo fontes;fontes disseram;não confirmado;não confirmada;teria;teriam",
		"fr": "selon des sources;non confirmé;aurait;auraient",
		"ru": "по данным источников;источники;источник;неподтвержденный;неподтвержденным",
		"fa": "منابع;منبع;تایید نشده",
		"ar": "مصادر;غير مؤكد",
		"zh": "消 息 人 士;未 经 证 实;据 传",
	},
}

// softer are further words by which a sentence of ours keeps a reserve.
var softerWords = map[string]string{
	"en": "would;expected;expects;plans;planned;plan;announced;foreseen;promised;seeks;aims;intends;said;says;according;reports;denies;denied;attribute;attributes;believed;thought;in theory;if;accuses;accusation;under investigation;is to;are to",
	"es": "sería;serían;prevé;prevén;previsto;prevista;espera;esperan;planea;anunció;prometió;busca;según;dijo;dice;dicen;informa;niega;atribuyen;atribuye;creen;si;acusa;acusación;investiga;estaría;estarían;puede;pueden;sospechosos;sospechan;sostiene;afirma",
	"pt": "seria;prevê;previsto;espera;planeja;anunciou;prometeu;busca;segundo;disse;diz;nega;se;acusa;pode;podem",
}

// near are the hedges of a number, which count only right before it.
var nearWords = map[string]string{
	"en": "about;approximately;within;around;nearly;almost;roughly;some;up to;as many as;more than;over;at least;less than;fewer than;an estimated",
	"es": "unos;unas;alrededor de;aproximadamente;cerca de;casi;hasta;más de;al menos;por lo menos;menos de;cuando menos;cerca del;más del",
	"pt": "cerca de;aproximadamente;quase;até;mais de;pelo menos;ao menos;menos de;em torno de",
	"fr": "environ;près de;presque;plus de;au moins;moins de;jusqu à",
	"ru": "около;примерно;почти;более;свыше;не менее;до;менее",
	"fa": "حدود;تقریبا;نزدیک به;بیش از;حداقل;کمتر از",
	"ar": "حوالي;نحو;تقريبا;أكثر من;على الأقل",
	"zh": "约;大 约;近;超 过;至 少;逾",
}

// phrases are the ways to say something, each cut into folded words.
type phrases [][]string

func newPhrases(list string) phrases {
	var ps phrases
	for p := range strings.SplitSeq(list, ";") {
		if ws := strings.Fields(fold(p)); len(ws) > 0 {
			ps = append(ps, ws)
		}
	}
	return ps
}

func newPhrasesOf(lists map[string]string) map[string]phrases {
	m := map[string]phrases{}
	for lang, list := range lists {
		m[lang] = newPhrases(list)
	}
	return m
}

// The lists above, ready for use.
var (
	allegation  = newPhrasesOf(hedgeWords["allegation"])
	possibility = newPhrasesOf(hedgeWords["possibility"])
	source      = newPhrasesOf(hedgeWords["source"])
	softer      = newPhrasesOf(softerWords)
	near        = newPhrasesOf(nearWords)
	hedges      = []map[string]phrases{allegation, possibility, source}
	reserves    = []map[string]phrases{allegation, possibility, source, softer}
)

// checkQualifiers takes the sentence of each passage that carries ours, and
// reports its hedges if ours has none.
func (c *comparison) checkQualifiers() {
	ours := c.hedged()
	reported := map[int]bool{} // groups
	var spans []reading        // the sentence of each passage that carries ours
	var scores []float64
	for _, p := range c.passages {
		span, score := best(c.sentence, p.text, p.lang)
		spans, scores = append(spans, read(p.text[span.Start:span.End], p.lang)), append(scores, score)
	}
	for i, p := range c.passages {
		if scores[i] < sure {
			continue
		}
		for g, group := range hedges {
			said := find(spans[i].tokens, group[p.lang])
			if said == "" || ours || reported[g] {
				continue
			}
			bare := false // does another passage tell the same without a reserve
			for k, other := range c.passages {
				bare = bare || scores[k] >= sure+2 && find(spans[k].tokens, group[other.lang]) == ""
			}
			if !bare {
				reported[g] = true
				c.add("qualifier", 0, len(c.sentence.text), p.ID, fmt.Sprintf("%s says %q, the sentence does not", p.ID, said), "keep the reserve of the source, or cite one that has none")
			}
		}
		c.checkNear(spans[i], p.ID)
	}
}

// sure is the score above which the best sentence of a passage surely is the
// one that carries ours.
const sure = 4

// hedged reports whether the sentence keeps a reserve of any kind.
func (c *comparison) hedged() bool {
	for _, group := range reserves {
		if find(c.sentence.tokens, group[c.sentence.lang]) != "" {
			return true
		}
	}
	return false
}

// checkNear reports the hedge of a number that the sentence repeats without
// one. A number that some passage gives bare needs none.
func (c *comparison) checkNear(b reading, id string) {
	for i, n := range c.sentence.numbers {
		if !c.claimed(i) || before(c.sentence, n) != "" {
			continue
		}
		for _, m := range b.numbers {
			said := before(b, m)
			if said == "" || !n.equal(m) || c.exact(n) {
				continue
			}
			c.add("qualifier", n.start, n.end, id, fmt.Sprintf("%s says %q before this number", id, said), "keep the word, or cite a source that has the exact number")
			return
		}
	}
}

// exact reports whether a passage gives a number without a hedge.
func (c *comparison) exact(n number) bool {
	for _, p := range c.passages {
		for _, m := range p.numbers {
			if n.equal(m) && before(p.reading, m) == "" {
				return true
			}
		}
	}
	return false
}

// before gives the hedge that stands right before a number, or "".
func before(r reading, n number) string {
	i, _ := slices.BinarySearchFunc(r.tokens, n.start, func(t token, at int) int { return cmp.Compare(t.start, at) })
	for i > 0 && (strings.ContainsAny(r.tokens[i-1].raw, "$€£¥") || r.tokens[i-1].folded == "us" || r.tokens[i-1].folded == "the" || r.tokens[i-1].folded == "el") {
		i--
	}
	for _, ws := range near[r.lang] {
		if k := i - len(ws); k >= 0 && matches(r.tokens[k:i], ws) > 0 {
			return r.text[r.tokens[k].start:r.tokens[i-1].end]
		}
	}
	return ""
}

// find gives the first of the phrases that stands in the text, or "".
func find(toks []token, ps phrases) string {
	for _, ws := range ps {
		for i := range toks {
			n := matches(toks[i:], ws)
			if n == 0 || ws[0] == "may" && toks[i].raw != "may" { // the month is no reserve
				continue
			}
			var raw []string
			for _, t := range toks[i : i+n] {
				raw = append(raw, t.raw)
			}
			return strings.Join(raw, " ")
		}
	}
	return ""
}
