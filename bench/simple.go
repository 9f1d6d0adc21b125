package main

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/language"
	"golang.org/x/text/language/display"
)

// The peer "simple" is what an afternoon gives: no library does these things, so
// the textbook's way of each stands beside ours. Thresholds are the usual ones.

// vector is a bag of terms.
type vector map[string]float64

func words(s string) []string {
	return strings.FieldsFunc(strings.ToLower(s), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
}

// tfidf weighs terms by how rare they are among the documents seen so far.
type tfidf struct {
	n  float64
	df map[string]float64
}

func (t *tfidf) see(v vector) {
	t.n++
	for w := range v {
		t.df[w]++
	}
}

func (t *tfidf) weigh(v vector) vector {
	out, norm := vector{}, 0.0
	for w, n := range v {
		x := (1 + math.Log(n)) * math.Log((t.n+1)/(t.df[w]+0.5))
		out[w] = x
		norm += x * x
	}
	for w := range out {
		out[w] /= math.Sqrt(norm)
	}
	return out
}

func counts(terms []string) vector {
	v := vector{}
	for _, w := range terms {
		v[w]++
	}
	return v
}

func (v vector) dot(o vector) (d float64) {
	if len(o) < len(v) {
		v, o = o, v
	}
	for w, x := range v {
		d += x * o[w]
	}
	return d
}

// storiesSimple is one pass over the stream: duplicates by the share of runs of
// five words, stories by the nearest centroid of the last fortnight.
func storiesSimple() answerer {
	type cluster struct {
		id   string
		sum  vector
		norm float64
		last time.Time
	}
	type kept struct {
		id   string
		runs map[string]bool
	}
	idf := tfidf{df: map[string]float64{}}
	byTerm := map[string][]*cluster{}
	byRun := map[string][]int{}
	var docs []kept
	return func(r row) map[string]any {
		terms := words(r.Title + " " + r.Text)
		v := counts(terms)
		idf.see(v)
		w := idf.weigh(v)
		at, _ := time.Parse(time.RFC3339, r.Published)
		var best *cluster
		top := 0.22
		score := map[*cluster]float64{}
		for t, x := range w {
			for _, c := range byTerm[t][max(0, len(byTerm[t])-500):] {
				score[c] += x * c.sum[t]
			}
		}
		for c, dot := range score {
			if !at.IsZero() && !c.last.IsZero() && at.Sub(c.last).Abs() > 14*24*time.Hour {
				continue
			}
			if s := dot / math.Sqrt(c.norm); s > top || s == top && best != nil && c.id < best.id {
				best, top = c, s
			}
		}
		if best == nil {
			best = &cluster{id: r.ID, sum: vector{}}
		}
		for t, x := range w {
			if best.sum[t] == 0 {
				byTerm[t] = append(byTerm[t], best)
			}
			best.norm += x * (x + 2*best.sum[t])
			best.sum[t] += x
		}
		best.last = at
		runs := map[string]bool{}
		for i := 0; i+5 <= len(terms); i++ {
			runs[strings.Join(terms[i:i+5], " ")] = true
		}
		shared := map[int]int{}
		for run := range runs {
			for _, d := range byRun[run] {
				shared[d]++
			}
		}
		duplicate, most := "", 0.2
		for d, n := range shared {
			if j := float64(n) / float64(len(runs)+len(docs[d].runs)-n); j >= most {
				duplicate, most = docs[d].id, j
			}
		}
		for run := range runs {
			byRun[run] = append(byRun[run], len(docs))
		}
		docs = append(docs, kept{r.ID, runs})
		return map[string]any{"story": best.id, "duplicate_of": duplicate, "relation": map[bool]string{true: "copy"}[duplicate != ""]}
	}
}

// labelSimple looks for the names of countries, as CLDR has them in English and
// Spanish.
func labelSimple() answerer {
	names := map[string]string{}
	for _, code := range language.Supported.Regions() {
		if r := code.String(); len(r) == 2 && code.IsCountry() {
			for _, in := range []language.Tag{language.English, language.Spanish} {
				names[strings.ToLower(display.Regions(in).Name(code))] = r
			}
		}
	}
	return func(r row) map[string]any {
		text := " " + strings.Join(words(r.Title+" "+r.Text), " ") + " "
		found := map[string]bool{}
		for name, code := range names {
			if name != "" && strings.Contains(text, " "+name+" ") {
				found[code] = true
			}
		}
		return map[string]any{"countries": slices.Sorted(maps.Keys(found))}
	}
}

// entitiesSimple finds the nearest name on the lists by runs of two to four
// letters, weighed by how rare they are.
func entitiesSimple() answerer {
	type name struct {
		id string
		v  vector
	}
	var all []name
	by := map[string][]int{}
	return func(r row) map[string]any {
		if all == nil {
			rows, err := listed(r.lists)
			if err != nil {
				return failed(err)
			}
			idf := tfidf{df: map[string]float64{}}
			for _, n := range rows {
				idf.see(letters(n[1]))
			}
			for i, n := range rows {
				all = append(all, name{n[0], idf.weigh(letters(n[1]))})
				for g := range all[i].v {
					by[g] = append(by[g], i)
				}
			}
		}
		q, score := letters(r.Text), map[int]float64{}
		norm := math.Sqrt(q.dot(q))
		for g, x := range q {
			for _, i := range by[g] {
				score[i] += x / norm * all[i].v[g]
			}
		}
		order := slices.SortedFunc(maps.Keys(score), func(a, b int) int {
			if score[a] != score[b] {
				return map[bool]int{true: -1, false: 1}[score[a] > score[b]]
			}
			return a - b
		})
		var ids []string
		for _, i := range order {
			if score[i] > 0.4 && !slices.Contains(ids, all[i].id) && len(ids) < 5 {
				ids = append(ids, all[i].id)
			}
		}
		return map[string]any{"mentions": []any{map[string]any{"start": 0, "end": utf8.RuneCountInString(r.Text), "text": r.Text, "list_ids": ids}}}
	}
}

func letters(s string) vector {
	v := vector{}
	for _, w := range words(s) {
		rs := []rune(" " + w + " ")
		for n := 2; n <= 4; n++ {
			for i := 0; i+n <= len(rs); i++ {
				v[string(rs[i:i+n])]++
			}
		}
	}
	return v
}

// listed reads the ids and names of all lists of a folder, of any day.
func listed(dir string) (out [][2]string, err error) {
	files, err := filepath.Glob(filepath.Join(dir, "*.csv.gz"))
	if err == nil && len(files) == 0 {
		err = errors.New("no lists in " + dir)
	}
	for _, file := range files {
		b, err := os.ReadFile(file)
		if err != nil {
			return nil, err
		}
		z, err := gzip.NewReader(bytes.NewReader(b))
		if err != nil {
			return nil, err
		}
		c := csv.NewReader(z)
		c.FieldsPerRecord, c.LazyQuotes = -1, true
		for {
			rec, err := c.Read()
			if err == io.EOF {
				break
			}
			if err != nil {
				return nil, fmt.Errorf("%s: %w", file, err)
			}
			at := 1
			if strings.HasPrefix(filepath.Base(file), "alt") {
				at = 3
			}
			if len(rec) > at {
				out = append(out, [2]string{rec[0], rec[at]})
			}
		}
	}
	return out, nil
}

// rankSimple is AutoTAR (Cormack and Grossman 2015) with logistic regression on
// TF-IDF, from one relevant document, in batches that grow by a tenth.
func rankSimple(in io.Reader, out io.Writer) error {
	type doc struct {
		Topic, ID, Title, Text string
		Relevant               int
	}
	enc := json.NewEncoder(out)
	var pool []doc
	flush := func() error {
		if len(pool) == 0 {
			return nil
		}
		idf := tfidf{df: map[string]float64{}}
		vs := make([]vector, len(pool))
		for i, d := range pool {
			vs[i] = counts(words(d.Title + " " + d.Text))
			idf.see(vs[i])
		}
		for i := range vs {
			vs[i] = idf.weigh(vs[i])
		}
		seen, order := make([]bool, len(pool)), []string{}
		var yes, no []vector
		show := func(i int) {
			seen[i] = true
			order = append(order, pool[i].ID)
			if pool[i].Relevant == 1 {
				yes = append(yes, vs[i])
			} else {
				no = append(no, vs[i])
			}
		}
		if i := slices.IndexFunc(pool, func(d doc) bool { return d.Relevant == 1 }); i >= 0 {
			show(i)
		}
		for batch := 1; len(order) < len(pool); batch += max(1, batch/10) {
			presumed := slices.Clone(no)
			for i := 0; len(presumed) < len(no)+100 && i < len(vs); i += max(1, len(vs)/100) {
				if !seen[i] {
					presumed = append(presumed, vs[i])
				}
			}
			w, score := logistic(yes, presumed), make([]float64, len(vs))
			var left []int
			for i := range vs {
				if !seen[i] {
					left, score[i] = append(left, i), vs[i].dot(w)
				}
			}
			slices.SortStableFunc(left, func(a, b int) int { return int(math.Copysign(1, score[b]-score[a])) })
			for _, i := range left[:min(batch, len(left))] {
				show(i)
			}
		}
		err := enc.Encode(map[string]any{"topic": pool[0].Topic, "order": order, "stopped_at": len(order)})
		pool = nil
		return err
	}
	sc := bufio.NewScanner(in)
	sc.Buffer(nil, 64<<20)
	for sc.Scan() {
		var d doc
		if err := json.Unmarshal(sc.Bytes(), &d); err != nil {
			return err
		}
		if len(pool) > 0 && pool[0].Topic != d.Topic {
			if err := flush(); err != nil {
				return err
			}
		}
		pool = append(pool, d)
	}
	return errors.Join(sc.Err(), flush())
}

// logistic is a logistic regression by a few passes of gradient descent, both
// sides weighing the same.
func logistic(yes, no []vector) vector {
	w := vector{}
	step := func(v vector, y, rate float64) {
		g := rate * (y - 1/(1+math.Exp(-v.dot(w))))
		for t, x := range v {
			w[t] += g * x
		}
	}
	for pass := range 8 {
		rate := 4 / float64(1+pass)
		for i := range max(len(yes), len(no)) {
			if len(yes) > 0 {
				step(yes[i%len(yes)], 1, rate)
			}
			if len(no) > 0 {
				step(no[i%len(no)], 0, rate)
			}
		}
	}
	return w
}
