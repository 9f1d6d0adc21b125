package label

import (
	"vigia"
)

// Explanation is a judgement with what stands behind the genre: how much each
// genre that was weighed has for it, from 0 to 1.
type Explanation struct {
	Labels      []vigia.Label
	GenreScores map[vigia.Genre]float64
}

// Explain judges a report as Label does, and tells how near the genre was.
// News and opinion are always weighed, by the manner of the text.
func (l *Labeller) Explain(d Doc) Explanation {
	r := readDoc(d)
	e := Explanation{Labels: l.labels(d, r)}
	c := commentOf(r.own(), d.Language)
	if m, ok := mannerOf(r, c); ok {
		e.GenreScores = m.scores()
		return e
	}
	e.GenreScores = map[vigia.Genre]float64{vigia.News: 1 - c, vigia.Opinion: c}
	for _, x := range e.Labels {
		if x.Kind != vigia.LabelGenre {
			continue
		}
		switch g := vigia.Genre(x.Value); g {
		case vigia.News: // what says no more than "no sign of another genre" adds nothing
		case vigia.Opinion:
			e.GenreScores[g] = max(c, x.Score)
			e.GenreScores[vigia.News] = min(1-c, 1-x.Score)
		default:
			e.GenreScores[g] = x.Score
		}
	}
	return e
}

// scores weighs news against opinion as the one model does, and news against
// all other texts as the other does.
func (w writing) scores() map[vigia.Genre]float64 {
	news := max(w.news, 1e-6)
	opinion := news * w.opinion / max(1-w.opinion, 1e-6)
	by := 1 / max(1, news+opinion)
	return map[vigia.Genre]float64{vigia.News: news * by, vigia.Opinion: opinion * by}
}
