package main

import (
	"bufio"
	"compress/gzip"
	"encoding/json"
	"fmt"
	"hash/fnv"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"vigia/internal/feed"
	"vigia/internal/story"
)

// item is a row of cases, pair one of "same story or not".
type item struct{ ID, Outlet, URL, Published, Title, Text, Language string }
type pair struct {
	A, B string
	Same bool
}

// set is a stream of reports with what is known of their stories.
type set struct {
	name    string
	weight  float32
	items   []item
	cluster map[string]string  // report -> its story
	group   map[string]string  // report -> what must not be on both sides: an event, or a day
	pairs   []pair             // to be scored; none if stories are
	apart   map[[2]string]bool // pairs that were said to differ
}

// The sets, and what an example of each counts: headlines in Spanish are few,
// pairs of Russian addresses many.
var weights = map[string]float32{"stories-en": 1, "stories-es": 2, "stories-ru": 0.3}

const personWeight = 10

func readSets(data, pairs string) ([]*set, error) {
	var sets []*set
	for _, name := range []string{"stories-en", "stories-es", "stories-ru"} {
		s, err := readSet(filepath.Join(data, name))
		if err != nil {
			return nil, err
		}
		s.weight = weights[name]
		sets = append(sets, s)
	}
	if pairs == "" {
		return sets, nil
	}
	s, err := readDecided(pairs)
	return append(sets, s), err
}

func readSet(dir string) (*set, error) {
	s := newSet(filepath.Base(dir))
	var err error
	if s.items, err = rows[item](dir, "cases.jsonl"); err != nil {
		return nil, err
	}
	type truth struct {
		ID, Kind, Cluster, A, B, Day string
		Same                         bool
	}
	ts, err := rows[truth](dir, "truth.jsonl")
	for _, t := range ts {
		if t.Kind == "cluster" {
			s.cluster[t.ID], s.group[t.ID] = t.Cluster, t.Cluster
		} else {
			s.pair(pair{t.A, t.B, t.Same}, t.Day)
		}
	}
	s.close()
	return s, err
}

func newSet(name string) *set {
	return &set{name: name, weight: 1, cluster: map[string]string{}, group: map[string]string{}, apart: map[[2]string]bool{}}
}

// readDecided reads what people have said of pairs.
func readDecided(file string) (*set, error) {
	s := newSet("people")
	s.weight = personWeight
	es, err := rows[struct {
		A, B story.Doc
		Same bool
	}](filepath.Dir(file), filepath.Base(file))
	if err != nil {
		return nil, err
	}
	known := map[string]bool{}
	for _, e := range es {
		for _, d := range []story.Doc{e.A, e.B} {
			if !known[d.ID] {
				known[d.ID] = true
				at := ""
				if d.Published.Known() {
					at = d.Published.At.Format("2006-01-02T15:04:05Z07:00")
				}
				s.items = append(s.items, item{d.ID, d.Outlet, d.URL, at, d.Title, d.Text, d.Language})
			}
		}
		s.pair(pair{e.A.ID, e.B.ID, e.Same}, e.A.ID)
	}
	s.close()
	slices.SortStableFunc(s.items, func(a, b item) int { return strings.Compare(a.Published, b.Published) })
	return s, nil
}

func (s *set) pair(p pair, group string) {
	s.pairs = append(s.pairs, p)
	s.group[p.A], s.group[p.B] = group, group
	if !p.Same {
		s.apart[[2]string{p.A, p.B}], s.apart[[2]string{p.B, p.A}] = true, true
	}
}

// close makes stories of pairs: what is the same as the same is the same.
func (s *set) close() {
	parent := map[string]string{}
	find := func(x string) string {
		for parent[x] != "" {
			x = parent[x]
		}
		return x
	}
	for _, p := range s.pairs {
		if a, b := find(p.A), find(p.B); p.Same && a != b {
			parent[a] = b
		}
	}
	for _, p := range s.pairs {
		s.cluster[p.A], s.cluster[p.B] = find(p.A), find(p.B)
	}
}

// rows reads the rows of a file, which may be packed.
func rows[T any](dir, name string) (out []T, err error) {
	var r io.Reader
	f, err := os.Open(filepath.Join(dir, name))
	if err != nil {
		if f, err = os.Open(filepath.Join(dir, name+".gz")); err != nil {
			return nil, err
		}
		if r, err = gzip.NewReader(f); err != nil {
			return nil, err
		}
	} else {
		r = f
	}
	defer f.Close()
	sc := bufio.NewScanner(r)
	sc.Buffer(nil, 1<<26)
	for sc.Scan() {
		var x T
		if err := json.Unmarshal(sc.Bytes(), &x); err != nil {
			return nil, fmt.Errorf("%s: row %d: %w", name, len(out)+1, err)
		}
		out = append(out, x)
	}
	return out, sc.Err()
}

const nFolds = 5

func fold(group string) int {
	h := fnv.New64a()
	h.Write([]byte(group))
	return int(h.Sum64() % nFolds)
}

// example is a report with a story that it may join.
type example struct {
	x      []float32
	yes    bool
	weight float32
	fold   int
}

// orders gives the rows in the order in which they came, and in others in which
// they could have come if some have no date: where those stand means nothing.
func (s *set) orders(n int) [][]item {
	out := [][]item{s.items}
	var free []int
	for i, it := range s.items {
		if it.Published == "" {
			free = append(free, i)
		}
	}
	if len(free)*4 < len(s.items) {
		return out
	}
	for seed := 1; seed < n; seed++ {
		r := rand.New(rand.NewPCG(uint64(seed), 1))
		anywhere := map[int]bool{}
		for _, i := range r.Perm(len(s.items))[:len(free)] {
			anywhere[i] = true
		}
		order := make([]item, 0, len(s.items))
		undated, dated := r.Perm(len(free)), 0
		for i := range s.items {
			if anywhere[i] {
				order, undated = append(order, s.items[free[undated[0]]]), undated[1:]
				continue
			}
			for s.items[dated].Published == "" {
				dated++
			}
			order, dated = append(order, s.items[dated]), dated+1
		}
		out = append(out, order)
	}
	return out
}

// walk runs a stream over the set, in an order. judge says how sure it is of a story; with
// nil the true one is joined. note is given the examples.
func (s *set) walk(order []item, at float64, judge func(fold int, x []float32) float64, note func(example)) map[string]string {
	st := story.NewStream()
	members, out := map[string][]string{}, map[string]string{}
	st.Choose = func(id string, cs []story.Choice) int {
		_, known := s.cluster[id]
		f, gold, best, top := fold(s.group[id]), -1, -1, at
		for i, c := range cs {
			yes, weight := s.truth(id, members[c.Story])
			if known && weight > 0 && note != nil {
				note(example{c.X, yes, weight * s.weight, f})
			}
			if known && yes && gold < 0 {
				gold = i
			}
			if judge != nil {
				if p := judge(f, c.X); p >= top && (at > 0 || story.Sure(c.X, p)) {
					best, top = i, p
				}
			}
		}
		if judge == nil {
			return gold
		}
		return best
	}
	for _, it := range order {
		r := st.Add(story.Doc{ID: it.ID, Outlet: it.Outlet, URL: it.URL, Published: feed.ParseDate(it.Published),
			Title: it.Title, Text: it.Text, Language: it.Language})
		out[it.ID] = r.Story
		members[r.Story] = append(members[r.Story], it.ID)
	}
	return out
}

// truth tells whether a report belongs to a story of those members, and how
// much is known of that.
func (s *set) truth(id string, members []string) (yes bool, weight float32) {
	same, other, said := 0, 0, false
	for _, m := range members {
		switch g, ok := s.cluster[m]; {
		case !ok:
		case g == s.cluster[id]:
			same++
		default:
			other++
			said = said || len(s.pairs) == 0 || s.apart[[2]string{id, m}]
		}
	}
	switch {
	case same > 0 && same >= other:
		return true, 1
	case same > 0 || other == 0:
		return false, 0
	case said:
		return false, 1
	}
	return false, 0
}

// score is pair F1, or B-cubed F1, with precision and recall.
func (s *set) score(out map[string]string) (says string, f1 float64) {
	if len(s.pairs) > 0 {
		var tp, fp, fn float64
		for _, p := range s.pairs {
			switch y := out[p.A] == out[p.B]; {
			case y && p.Same:
				tp++
			case y:
				fp++
			case p.Same:
				fn++
			}
		}
		f1 = 2 * tp / (2*tp + fp + fn)
		return fmt.Sprintf("pair F1 %.3f (P %.3f R %.3f)", f1, tp/(tp+fp), tp/(tp+fn)), f1
	}
	bp, br, f1 := s.cubed(out)
	found := map[string]bool{}
	for id := range s.cluster {
		found[out[id]] = true
	}
	stories := map[string]bool{}
	for _, c := range s.cluster {
		stories[c] = true
	}
	return fmt.Sprintf("B3 F1 %.3f (P %.3f R %.3f), %d stories for %d", f1, bp, br, len(found), len(stories)), f1
}

// cubed is B-cubed precision, recall and F1.
func (s *set) cubed(out map[string]string) (bp, br, f1 float64) {
	g, p, both := map[string]float64{}, map[string]float64{}, map[[2]string]float64{}
	for id, c := range s.cluster {
		g[c]++
		p[out[id]]++
		both[[2]string{c, out[id]}]++
	}
	for k, v := range both {
		bp += v * v / p[k[1]] / float64(len(s.cluster))
		br += v * v / g[k[0]] / float64(len(s.cluster))
	}
	return bp, br, 2 * bp * br / (bp + br)
}
