package language

import "math"

// Cost tells how well s reads: what its letters cost, in nats, in the language
// of each script in which they are cheapest, and how many letters that is. Two
// to three nats a letter are a text, five are none. Signs of Chinese and Korean
// count for as many letters as they are worth. It is for comparing readings of
// the same bytes, not for naming languages.
func Cost(s string) (nats, n float64) {
	seen := letters(s)
	for i, count := range seen.counts {
		sc := script(i)
		if count == 0 {
			continue
		}
		n += float64(count*sc.weight()) / 3
		switch {
		case sc == han:
			nats += signs(seen.words)
			continue
		case sc.members() == "":
			nats += sc.byRank(seen.words)
			continue
		}
		best := math.Inf(-1)
		for _, score := range models().score(seen.words, sc) {
			best = max(best, score)
		}
		nats -= best
	}
	return nats, n
}

// signs is what Chinese and Japanese signs cost, each by itself.
func signs(words []word) (nats float64) {
	t := models().grams
	for _, w := range words {
		if w.script != han {
			continue
		}
		for _, r := range w.runes {
			cost := unknown
			if r <= math.MaxUint16 {
				for _, p := range t.postings(uint64(r)) {
					cost = min(cost, float64(p.cost)/scale)
				}
			}
			nats += cost
		}
	}
	return nats
}

// byRank is what the letters of a script without tables cost, each by its place
// in the order of frequency: as many nats as an exponential law gives.
func (s script) byRank(words []word) (nats float64) {
	order, first, step := s.order()
	rank := map[rune]float64{}
	for i, r := range []rune(order) {
		rank[r] = first + step*float64(i)
	}
	for _, w := range words {
		if w.script != s {
			continue
		}
		for _, r := range w.runes {
			if c, ok := rank[r]; ok {
				nats += c
			} else {
				nats += floor
			}
		}
	}
	return nats
}

// order gives the letters of a script from the most frequent down, counted by
// hand over a few pages, and the nats of the first and of each further step.
func (s script) order() (letters string, first, step float64) {
	switch s {
	case greek:
		return "αοιετσνηυρπκμλςάίόωέγδθφχήβύώξζψϊϋΐΰ", 2.2, 0.12
	case hebrew:
		return "יוהלאמרתשבנםדקעחפכסןטגצזץךף", 2.2, 0.1
	case thai:
		return "านร่อกเง้มยลวดัทีสตะิ์ปบคหแจพชขใุไูโ็ืธณศผึซำญถษภฟฐฉๆฝ๊๋ฏฒฤฆฬ", 2.4, 0.09
	case hangul:
		return "이다는에의고을가를하은지로도사한기서인대시자리어일아그나정수들부주해장전보제상원구조만스라으있며과했였국면것안게여" +
			"동성당방관미년말경유신위용공세적우선민물모실화중간회비트른소차행의행와때문무통생여내진교발계연개학역까후체금월되될된" +
			"두명외반분결강운단니려력영업산불북남같오러데저더음않없았었겠할함합입습추최총청초천책참찰평포표품필피프파투터타토판팀", 4, 0.014
	}
	return "", floor, 0
}
