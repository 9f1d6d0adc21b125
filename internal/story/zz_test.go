package story

import (
	"bufio"
	"compress/gzip"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"sort"
	"strings"
	"testing"
	"vigia/internal/text"
)

type row struct{ ID, Outlet, URL, Published, Title, Text, Language, Base, Kind string }

func load(p string) (out []row) {
	f, _ := os.Open(p)
	var r io.Reader = f
	if strings.HasSuffix(p, ".gz") {
		r, _ = gzip.NewReader(f)
	}
	s := bufio.NewScanner(r)
	s.Buffer(nil, 1<<26)
	for s.Scan() {
		var x row
		json.Unmarshal(s.Bytes(), &x)
		out = append(out, x)
	}
	return
}
func TestZZDup(t *testing.T) {
	cs := map[string]row{}
	for _, r := range load("/work/shared/data/duplicates/cases.jsonl.gz") {
		cs[r.ID] = r
	}
	sk := map[string]sketch{}
	ts := load("/work/shared/data/duplicates/truth.jsonl")
	for _, x := range ts {
		r := cs[x.ID]
		sk[x.ID] = newSketch(Doc{Title: r.Title, Text: r.Text, Language: r.Language})
	}
	by := map[string][]float64{}
	con := map[string][]float64{}
	for _, x := range ts {
		if x.Kind == "orig" {
			continue
		}
		a, b := sk[x.ID], sk[x.Base]
		j := a.sig.Similarity(b.sig)
		by[x.Kind] = append(by[x.Kind], j)
		in := j * float64(a.size+b.size) / (1 + j)
		con[x.Kind] = append(con[x.Kind], in/float64(min(a.size, b.size)))
	}
	for k, v := range by {
		sort.Float64s(v)
		c := con[k]
		sort.Float64s(c)
		n := len(v)
		fmt.Printf("%-16s J min %.2f p1 %.2f p5 %.2f p50 %.2f p95 %.2f max %.2f | C min %.2f p1 %.2f p5 %.2f p50 %.2f p95 %.2f max %.2f\n", k, v[0], v[n/100], v[n/20], v[n/2], v[n*95/100], v[n-1], c[0], c[n/100], c[n/20], c[n/2], c[n*95/100], c[n-1])
	}
	_ = text.Fold
}

type trow struct{ ID, Cluster string }

func loadT(p string) (out []trow) {
	f, _ := os.Open(p)
	s := bufio.NewScanner(f)
	for s.Scan() {
		var x trow
		json.Unmarshal(s.Bytes(), &x)
		out = append(out, x)
	}
	return
}
