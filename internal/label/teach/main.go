package main

import (
	"bufio"
	"cmp"
	"encoding/json"
	"fmt"
	"os"
	"slices"
	"strconv"
	"strings"

	"github.com/klauspost/compress/gzip"
	"vigia/internal/label"
	"vigia/internal/linear"
)

type gcase struct {
	ID, Text, Language, Title string
	Genre                     string
}

func lines[T any](path string) (out []T) {
	f, err := os.Open(path)
	if err != nil {
		panic(err)
	}
	defer f.Close()
	var s *bufio.Scanner
	if strings.HasSuffix(path, ".gz") {
		z, _ := gzip.NewReader(f)
		s = bufio.NewScanner(z)
	} else {
		s = bufio.NewScanner(f)
	}
	s.Buffer(nil, 64<<20)
	for s.Scan() {
		var t T
		if err := json.Unmarshal(s.Bytes(), &t); err != nil {
			panic(err)
		}
		out = append(out, t)
	}
	return out
}

func main() {
	data := os.Args[1]
	if os.Args[2] == "countries" {
		experimentCountries(data)
		return
	}
	if os.Args[2] == "places" {
		b, err := trainPlaces(data)
		if err != nil {
			panic(err)
		}
		os.WriteFile("internal/label/learned/places.tsv", b, 0o644)
		return
	}
	cs := lines[gcase](data + "/genre/cases.jsonl.gz")
	ts := lines[struct{ ID, Genre string }](data + "/genre/truth.jsonl")
	tr := map[string]string{}
	for _, t := range ts {
		tr[t.ID] = t.Genre
	}
	xs := make([][]linear.Feature, len(cs))
	fold := make([]int, len(cs))
	for i := range cs {
		cs[i].Genre = tr[cs[i].ID]
		xs[i] = label.GenreFeatures(cs[i].Text, cs[i].Language)
		n, _ := strconv.Atoi(cs[i].ID[strings.Index(cs[i].ID, ":")+1:])
		fold[i] = n / 20 % 5
	}
	cost, _ := strconv.ParseFloat(os.Args[2], 64)
	lam, _ := strconv.ParseFloat(os.Args[3], 64)
	a := make([]float64, len(cs))
	b := make([]float64, len(cs))
	for k := range 5 {
		var two, all, ops []linear.Sample
		for i, c := range cs {
			if fold[i] == k {
				continue
			}
			s := linear.Sample{X: xs[i], Yes: c.Genre == "news"}
			all = append(all, s)
			o := s
			o.Yes = c.Genre == "opinion"
			ops = append(ops, o)
			if c.Genre != "other" {
				two = append(two, s)
			}
		}
		mc := linear.Learn(ops, linear.Options{Cost: cost})
		ma, mb := linear.Learn(two, linear.Options{Cost: cost}), linear.Learn(all, linear.Options{Cost: cost})
		for i := range cs {
			if fold[i] == k {
				a[i], b[i] = ma.Score(xs[i]), mb.Score(xs[i])
				a[i] += lam * (b[i] - mc.Score(xs[i]))
			}
		}
	}
	for _, lang := range []string{"all", "fr", "es", "pt", "ar", "fa", "zh"} {
		var tp, fp, fn int
		var p2, p1 []pair
		for i, c := range cs {
			if lang != "all" && c.Language != lang {
				continue
			}
			y := c.Genre == "news"
			p1 = append(p1, pair{b[i], y})
			if c.Genre == "other" {
				continue
			}
			p2 = append(p2, pair{a[i], y})
			switch {
			case y && a[i] > 0:
				tp++
			case y:
				fn++
			case a[i] > 0:
				fp++
			}
		}
		fmt.Printf("%s F1 %.3f best %.3f AUC2 %.3f AUC %.3f n=%d\n", lang, f1(tp, fp, fn), best(p2), auc(p2), auc(p1), len(p2))
	}
}

type pair struct {
	s float64
	y bool
}

func f1(tp, fp, fn int) float64 { return 2 * float64(tp) / float64(max(2*tp+fp+fn, 1)) }

func best(p []pair) float64 {
	top := 0.0
	for _, t := range p {
		var tp, fp, fn int
		for _, x := range p {
			switch {
			case x.y && x.s >= t.s:
				tp++
			case x.y:
				fn++
			case x.s >= t.s:
				fp++
			}
		}
		top = max(top, f1(tp, fp, fn))
	}
	return top
}

func auc(p []pair) float64 {
	p = slices.Clone(p)
	slices.SortFunc(p, func(a, b pair) int { return cmp.Compare(a.s, b.s) })
	sum, pos := 0, 0
	for i, x := range p {
		if x.y {
			sum += i + 1
			pos++
		}
	}
	return float64(sum-pos*(pos+1)/2) / float64(pos*(len(p)-pos))
}
