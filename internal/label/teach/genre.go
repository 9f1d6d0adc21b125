package main

import (
	"fmt"
	"io"
	"path/filepath"
	"strconv"
	"strings"

	"vigia/internal/label"
	"vigia/internal/linear"
)

// page is a text of the genre set: news, opinion or other.
type page struct {
	ID, Text, Language, Genre string
	x                         []linear.Feature
	block                     int
}

// blockSize is how many neighbours in the set, which may be pages of one site,
// stand on one side of a split.
const (
	blockSize  = 20
	genreFolds = 5
)

func readGenre(data string) ([]page, error) {
	pages, err := lines[page](filepath.Join(data, "genre", "cases.jsonl.gz"))
	if err != nil {
		return nil, err
	}
	truth, err := lines[page](filepath.Join(data, "genre", "truth.jsonl"))
	if err != nil {
		return nil, err
	}
	genre := map[string]string{}
	for _, t := range truth {
		genre[t.ID] = t.Genre
	}
	each(len(pages), func(i int) {
		p := &pages[i]
		p.Genre = genre[p.ID]
		p.x = label.GenreFeatures(p.Text, p.Language)
		_, number, _ := strings.Cut(p.ID, ":")
		n, _ := strconv.Atoi(number) // the set numbers its texts
		p.block = n / blockSize
	})
	return pages, nil
}

// genreOptions and against were chosen by checkGenre.
var genreOptions = linear.Options{Cost: 30}

// against is how much it counts, in telling news from opinion, how either
// differs from all other texts.
const against = 0.5

// genreModels are the raw models; they are calibrated later.
type genreModels struct{ news, two *linear.Model }

func learnGenre(pages []page) genreModels {
	var two, news, opinion []linear.Sample
	for _, p := range pages {
		is := linear.Sample{X: p.x, Yes: p.Genre == "news"}
		news = append(news, is)
		opinion = append(opinion, linear.Sample{X: p.x, Yes: p.Genre == "opinion"})
		if p.Genre != "other" {
			two = append(two, is)
		}
	}
	m := genreModels{linear.Learn(news, genreOptions), linear.Learn(two, genreOptions)}
	m.two.Add(m.news, against)
	m.two.Add(linear.Learn(opinion, genreOptions), -against)
	return m
}

// unseen scores each page by models that have not learned from its block.
func unseen(pages []page) (news, two []float64) { return unseenOf(pages, 100) }

// unseenOf is unseen by models that learn from a share of the other pages.
func unseenOf(pages []page, percent int) (news, two []float64) {
	news, two = make([]float64, len(pages)), make([]float64, len(pages))
	each(genreFolds, func(f int) {
		var in []page
		for i, p := range pages {
			if p.block%genreFolds != f && i*37%100 < percent {
				in = append(in, p)
			}
		}
		m := learnGenre(in)
		for i, p := range pages {
			if p.block%genreFolds == f {
				news[i], two[i] = m.news.Score(p.x), m.two.Score(p.x)
			}
		}
	})
	return news, two
}

// calibrate brings a model's scores to log-odds that hold on what it has not
// learned from (Platt, Probabilistic Outputs for Support Vector Machines, 1999).
func calibrate(m *linear.Model, scores []float64, yes func(i int) (is, counts bool)) {
	var s []linear.Sample
	for i, v := range scores {
		if is, counts := yes(i); counts {
			s = append(s, linear.Sample{X: []linear.Feature{{Key: 1, Value: float32(v)}}, Yes: is})
		}
	}
	c := linear.Learn(s, linear.Options{Cost: 10, Rounds: 200})
	m.Scale(float64(c.Weights[1]), c.Bias)
}

func trainGenre(data string) (map[string][]byte, error) {
	pages, err := readGenre(data)
	if err != nil {
		return nil, err
	}
	news, two := unseen(pages)
	m := learnGenre(pages)
	calibrate(m.news, news, func(i int) (bool, bool) { return pages[i].Genre == "news", true })
	calibrate(m.two, two, func(i int) (bool, bool) { return pages[i].Genre == "news", pages[i].Genre != "other" })
	files := map[string][]byte{}
	for name, one := range map[string]*linear.Model{"news.linear": m.news, "opinion.linear": m.two} {
		one.Prune(genreWeights)
		if files[name], err = one.MarshalBinary(); err != nil {
			return nil, err
		}
	}
	return files, nil
}

// genreWeights is how many weights each genre model keeps.
const genreWeights = 150_000

func checkGenre(data string, w io.Writer) error {
	pages, err := readGenre(data)
	if err != nil {
		return err
	}
	for _, share := range []int{25, 50, 75} {
		_, two := unseenOf(pages, share)
		var js []judged
		for i, p := range pages {
			if p.Language == "fr" && p.Genre != "other" {
				js = append(js, judged{two[i], p.Genre == "news"})
			}
		}
		fmt.Fprintf(w, "fr, learned from %d %% of the texts: AUC %.3f\n", share, auc(js))
	}
	news, two := unseen(pages)
	cal := &linear.Model{Weights: map[uint32]float32{1: 1}}
	calibrate(cal, two, func(i int) (bool, bool) { return pages[i].Genre == "news", pages[i].Genre != "other" })
	fmt.Fprintf(w, "%-5s %6s %9s %9s %9s\n", "", "cases", "F1", "AUC", "AUC all")
	for _, lang := range []string{"all", "fr", "es", "pt", "ar", "fa", "zh"} {
		var t tally
		var among, all []judged
		for i, p := range pages {
			if lang != "all" && p.Language != lang {
				continue
			}
			is := p.Genre == "news"
			all = append(all, judged{news[i], is})
			if p.Genre != "other" {
				v := cal.Score([]linear.Feature{{Key: 1, Value: float32(two[i])}})
				among = append(among, judged{v, is})
				t.add(v > 0, is)
			}
		}
		fmt.Fprintf(w, "%-5s %6d %9.3f %9.3f %9.3f\n", lang, len(among), t.f1(), auc(among), auc(all))
	}
	return nil
}
