package main

import (
	"fmt"
	"path/filepath"
	"slices"
	"strconv"
	"os"

	"vigia/internal/forest"
	"vigia/internal/label"
	"vigia/internal/linear"
)

type ccase struct {
	ID, Title, Text, Language string
	Countries                 []string
	Part                      string
	words                     []linear.Feature
	group int
}

func readCountries(data string) (out []ccase) {
	cs := lines[ccase](filepath.Join(data, "countries", "cases.jsonl.gz"))
	ts := lines[ccase](filepath.Join(data, "countries", "truth.jsonl"))
	by := map[string]ccase{}
	for _, t := range ts {
		by[t.ID] = t
	}
	for _, c := range cs {
		t, ok := by[c.ID]
		if !ok {
			continue
		}
		c.Countries, c.Part = t.Countries, t.Part
		c.words = label.CountryWords(c.Title, c.Text)
		var n int
		fmt.Sscanf(c.ID, "reuters-%d", &n)
		c.group = n / 100
		out = append(out, c)
	}
	return out
}

func learnWords(cs []ccase, cost float64, least float64) *linear.Many {
	n := map[string]int{}
	for _, c := range cs {
		for _, k := range c.Countries {
			n[k]++
		}
	}
	df := map[uint32]int{}
	for _, c := range cs {
		for _, w := range c.words {
			df[w.Key]++
		}
	}
	xs := make([][]linear.Feature, len(cs))
	for i, c := range cs {
		for _, w := range c.words {
			if df[w.Key] > 1 {
				xs[i] = append(xs[i], w)
			}
		}
	}
	classes := []string{}
	for k, v := range n {
		if v >= 3 {
			classes = append(classes, k)
		}
	}
	slices.Sort(classes)
	models := map[string]*linear.Model{}
	res := make([]*linear.Model, len(classes))
	each(len(classes), func(i int) {
		samples := make([]linear.Sample, len(cs))
		for j, c := range cs {
			samples[j] = linear.Sample{X: xs[j], Yes: slices.Contains(c.Countries, classes[i])}
		}
		res[i] = linear.Learn(samples, linear.Options{Cost: cost, Rounds: 10})
	})
	for i, k := range classes {
		models[k] = res[i]
	}
	return linear.Join(models, least)
}

func each(n int, f func(int)) {
	done := make(chan bool, 2)
	for w := range 2 {
		go func() {
			for i := w; i < n; i += 2 {
				f(i)
			}
			done <- true
		}()
	}
	<-done
	<-done
}

func experimentCountries(data string) {
	cs := readCountries(data)
	var train, test []ccase
	for _, c := range cs {
		if c.Part == "train" {
			train = append(train, c)
		} else {
			test = append(test, c)
		}
	}
	cost := 30.0
	if v, err := strconv.ParseFloat(os.Getenv("COST"), 64); err == nil { cost = v }
	least := 0.3
	if v, err := strconv.ParseFloat(os.Getenv("LEAST"), 64); err == nil { least = v }
	// second stage on out-of-fold words
	fmt.Println(len(cs), len(train), len(test), train[0].Countries, train[0].group)
	const folds = 3
	var samples []forest.Sample
	for f := range folds {
		var in []ccase
		for _, c := range train {
			if c.group%folds != f {
				in = append(in, c)
			}
		}
		m := learnWords(in, cost, least)
		for _, c := range train {
			if c.group%folds == f {
				for _, k := range label.Candidates(c.Title, c.Text, "en", m) {
					samples = append(samples, forest.Sample{Weight: 1, X: k.X, Yes: slices.Contains(c.Countries, k.Country)})
				}
			}
		}
	}
	fmt.Println(len(samples))
	fo, err := forest.Grow(samples, forest.Options{Trees: 300, Depth: 5, Rate: 0.05, LeastRows: 5, Seed: 3, Shrink: 5})
	if err != nil { panic(err) }
	m := learnWords(train, cost, least)
	b, _ := m.MarshalBinary()
	fmt.Println("samples", len(samples), "words bytes", len(b))
	for _, at := range []float64{0.3, 0.35, 0.4, 0.45, 0.5} {
		var tp, fp, fn, wtp, wfp, wfn, ftp, ffp, ffn int
		for _, c := range test {
			got, w := []string{}, []string{}
			for _, k := range label.Candidates(c.Title, c.Text, "en", m) {
				if fo.Probability(k.X) > at {
					got = append(got, k.Country)
				}
				if linear.Odds(k.Words) > at {
					w = append(w, k.Country)
				}
			}
			a, b, d := compare(got, c.Countries)
			tp += a; fp += b; fn += d
			a, b, d = compare(w, c.Countries)
			wtp += a; wfp += b; wfn += d
			a, b, d = compare(focus(got), focus(c.Countries))
			ftp += a; ffp += b; ffn += d
		}
		fmt.Printf("at %.2f forest %.4f (tp %d fp %d fn %d) focus %.4f words %.4f\n", at, f1(tp, fp, fn), tp, fp, fn, f1(ftp, ffp, ffn), f1(wtp, wfp, wfn))
	}
}

var foci = []string{"VE", "RU", "IR", "CN", "CU", "NI", "BO", "AR", "BR", "CO", "EC", "PE", "MX", "CL", "PA"}

func focus(a []string) (out []string) {
	for _, x := range a {
		if slices.Contains(foci, x) { out = append(out, x) }
	}
	return out
}

func compare(got, want []string) (tp, fp, fn int) {
	for _, g := range got {
		if slices.Contains(want, g) {
			tp++
		} else {
			fp++
		}
	}
	return tp, fp, len(want) - tp
}
