package main

import (
	"bufio"
	"compress/gzip"
	"encoding/json"
	"flag"
	"fmt"
	"hash/fnv"
	"io"
	"math"
	"os"
	"path/filepath"
	"sort"
	"strings"

	"vigia/internal/feed"
	"vigia/internal/forest"
	"vigia/internal/story"
)

type item struct {
	ID, Outlet, URL, Published, Title, Text, Language string
}
type pair struct {
	A, B string
	Same bool
	Day  string
}
type set struct {
	name    string
	items   []item
	cluster map[string]string
	group   map[string]string // fold group of an item
	pairs   []pair
	neg     map[[2]string]bool
}

func open(dir, name string) io.ReadCloser {
	p := filepath.Join(dir, name)
	if f, err := os.Open(p); err == nil {
		return f
	}
	f, err := os.Open(p + ".gz")
	if err != nil {
		panic(err)
	}
	z, err := gzip.NewReader(f)
	if err != nil {
		panic(err)
	}
	return z
}

func rows[T any](r io.Reader) []T {
	var out []T
	sc := bufio.NewScanner(r)
	sc.Buffer(nil, 1<<26)
	for sc.Scan() {
		var x T
		if err := json.Unmarshal(sc.Bytes(), &x); err != nil {
			panic(err)
		}
		out = append(out, x)
	}
	return out
}

func load(dir string) *set {
	s := &set{name: filepath.Base(dir), cluster: map[string]string{}, group: map[string]string{}, neg: map[[2]string]bool{}}
	s.items = rows[item](open(dir, "cases.jsonl"))
	type truth struct {
		ID, Kind, Cluster, A, B, Day string
		Same                         bool
	}
	parent := map[string]string{}
	var find func(string) string
	find = func(x string) string {
		if parent[x] == "" {
			parent[x] = x
		}
		for parent[x] != x {
			x = parent[x]
		}
		return x
	}
	for _, t := range rows[truth](open(dir, "truth.jsonl")) {
		if t.Kind == "cluster" {
			s.cluster[t.ID] = t.Cluster
			s.group[t.ID] = t.Cluster
			continue
		}
		s.pairs = append(s.pairs, pair{t.A, t.B, t.Same, t.Day})
		s.group[t.A], s.group[t.B] = t.Day, t.Day
		find(t.A)
		find(t.B)
		if t.Same {
			parent[find(t.A)] = find(t.B)
		} else {
			s.neg[[2]string{t.A, t.B}], s.neg[[2]string{t.B, t.A}] = true, true
		}
	}
	for _, p := range s.pairs {
		s.cluster[p.A], s.cluster[p.B] = find(p.A), find(p.B)
	}
	return s
}

const nFolds = 5

func fold(g string) int {
	if strings.HasPrefix(g, "2020-05-") {
		return int(g[len(g)-1]-'0') / 2 % 2 // two days
	}
	h := fnv.New64a()
	h.Write([]byte(g))
	return int(h.Sum64() % nFolds)
}

type example struct {
	x    []float32
	yes  bool
	w    float32
	fold int
	set  string
}

// walk runs a stream over a set; judge decides (nil: gold). Examples are noted.
func (s *set) walk(judge func(fold int, x []float32) float64, th float64, note func(example)) map[string]string {
	st := story.NewStream()
	members := map[string][]string{}
	out := map[string]string{}
	st.Choose = func(id string, cs []story.Choice) int {
		mine, labelled := s.cluster[id]
		f := 0
		if labelled {
			f = fold(s.group[id])
		}
		goldAt, best, top := -1, -1, th
		for i, c := range cs {
			same, other, neg := 0, 0, 0
			for _, m := range members[c.Story] {
				g, ok := s.cluster[m]
				if !ok {
					continue
				}
				if g == mine {
					same++
				} else {
					other++
					if s.neg[[2]string{id, m}] {
						neg++
					}
				}
			}
			if labelled {
				pairs := len(s.pairs) > 0
				switch {
				case same > 0 && same >= other:
					if goldAt < 0 {
						goldAt = i
					}
					note(example{c.X, true, 1, f, s.name})
				case same > 0:
				case neg > 0, !pairs && other > 0:
					note(example{c.X, false, 1, f, s.name})
				}
			}
			if judge != nil {
				if p := judge(f, c.X); p >= top {
					best, top = i, p
				}
			}
		}
		if judge == nil {
			return goldAt
		}
		return best
	}
	for _, it := range s.items {
		r := st.Add(story.Doc{ID: it.ID, Outlet: it.Outlet, URL: it.URL, Published: feed.ParseDate(it.Published), Title: it.Title, Text: it.Text, Language: it.Language})
		out[it.ID] = r.Story
		members[r.Story] = append(members[r.Story], it.ID)
	}
	return out
}

func (s *set) score(out map[string]string) string {
	if len(s.pairs) > 0 {
		res := ""
		for _, day := range []string{"", "2020-05-25", "2020-05-27"} {
			tp, fp, fn := 0.0, 0.0, 0.0
			for _, p := range s.pairs {
				if day != "" && p.Day != day {
					continue
				}
				y := out[p.A] == out[p.B]
				switch {
				case y && p.Same:
					tp++
				case y:
					fp++
				case p.Same:
					fn++
				}
			}
			res += fmt.Sprintf(" %.3f (P %.3f R %.3f)", 2*tp/(2*tp+fp+fn), tp/(tp+fp), tp/(tp+fn))
		}
		return res
	}
	g, p, both := map[string]float64{}, map[string]float64{}, map[[2]string]float64{}
	for id, c := range s.cluster {
		g[c]++
		p[out[id]]++
		both[[2]string{c, out[id]}]++
	}
	n := float64(len(s.cluster))
	bp, br := 0.0, 0.0
	for k, v := range both {
		bp += v * v / p[k[1]] / n
		br += v * v / g[k[0]] / n
	}
	return fmt.Sprintf(" B3 %.3f (P %.3f R %.3f) %d of %d", 2*bp*br/(bp+br), bp, br, len(p), len(g))
}

func main() {
	data := flag.String("data", "", "")
	trees := flag.Int("trees", 150, "")
	depth := flag.Int("depth", 4, "")
	rounds := flag.Int("rounds", 2, "")
	outFile := flag.String("out", "", "")
	names := flag.String("sets", "stories-en,stories-es,stories-ru", "")
	wEs := flag.Float64("wes", 1, "")
	wRu := flag.Float64("wru", 0.3, "")
	imp := flag.Bool("imp", false, "")
	bridge := flag.Bool("bridge", false, "")
	flag.Parse()
	if *bridge {
		b, err := learnBridge(*data)
		if err != nil {
			panic(err)
		}
		fmt.Println(len(b), "bytes")
		os.WriteFile(*outFile, b, 0o644)
		return
	}
	var sets []*set
	for _, n := range strings.Split(*names, ",") {
		sets = append(sets, load(filepath.Join(*data, n)))
	}
	var exs []example
	note := func(e example) {
		switch e.set {
		case "stories-es":
			e.w = float32(*wEs)
		case "stories-ru":
			e.w = float32(*wRu)
		}
		exs = append(exs, e)
	}
	for _, s := range sets {
		n := len(exs)
		out := s.walk(nil, 0, note)
		yes := 0
		for _, e := range exs[n:] {
			if e.yes {
				yes++
			}
		}
		fmt.Println(s.name, "oracle", s.score(out), len(exs)-n, "examples", yes, "yes")
	}
	for round := range *rounds {
		var fs [nFolds]*forest.Forest
		for f := range fs {
			var sm []forest.Sample
			for _, e := range exs {
				if e.fold != f {
					sm = append(sm, forest.Sample{X: e.x, Yes: e.yes, Weight: e.w})
				}
			}
			var err error
			if fs[f], err = forest.Grow(sm, forest.Options{Trees: *trees, Depth: *depth}); err != nil {
				panic(err)
			}
		}
		ll := map[string][2]float64{}
		for _, e := range exs {
			p := fs[e.fold].Probability(e.x)
			if !e.yes {
				p = 1 - p
			}
			v := ll[e.set]
			ll[e.set] = [2]float64{v[0] - math.Log(max(p, 1e-6)), v[1] + 1}
		}
		var ks []string
		for k := range ll {
			ks = append(ks, k)
		}
		sort.Strings(ks)
		for _, k := range ks {
			fmt.Printf("loss %s %.4f\n", k, ll[k][0]/ll[k][1])
		}
		var more []example
		for _, s := range sets {
			for _, th := range []float64{0.3, 0.4, 0.5, 0.6, 0.7} {
				keep := func(example) {}
				if th == 0.5 && round+1 < *rounds {
					old := exs
					keep = func(e example) { exs = nil; note(e); more = append(more, exs...); exs = old }
				}
				out := s.walk(func(f int, x []float32) float64 { return fs[f].Probability(x) }, th, keep)
				fmt.Printf("round %d %s th %.2f %s\n", round, s.name, th, s.score(out))
			}
		}
		exs = append(exs, more...)
	}
	if *imp || *outFile != "" {
		var sm []forest.Sample
		for _, e := range exs {
			sm = append(sm, forest.Sample{X: e.x, Yes: e.yes, Weight: e.w})
		}
		f, err := forest.Grow(sm, forest.Options{Trees: *trees, Depth: *depth})
		if err != nil {
			panic(err)
		}
		b, _ := f.MarshalBinary()
		if *outFile != "" {
			os.WriteFile(*outFile, b, 0o644)
		}
	}
}
