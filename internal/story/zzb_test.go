package story

import (
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"strconv"
	"testing"
	"time"
	"vigia"
	"vigia/internal/monitor"
	"vigia/internal/source"
)

func b3(rs []row, st []int, truth map[string]string) (p, r, f float64) {
	g := map[string]int{}
	q := map[int]int{}
	b := map[string]int{}
	n := 0
	for i, x := range rs {
		c, ok := truth[x.ID]
		if !ok {
			continue
		}
		n++
		g[c]++
		q[st[i]]++
		b[c+"|"+strconv.Itoa(st[i])]++
	}
	for i, x := range rs {
		c, ok := truth[x.ID]
		if !ok {
			continue
		}
		v := float64(b[c+"|"+strconv.Itoa(st[i])])
		p += v / float64(q[st[i]])
		r += v / float64(g[c])
	}
	p /= float64(n)
	r /= float64(n)
	return p, r, 2 * p * r / (p + r)
}

var _ = monitor.Outlet{}
var _ *source.Registry

func zpub(s string) vigia.Date {
	if t, err := time.Parse(time.RFC3339, s); err == nil {
		return vigia.Date{At: t, Precision: vigia.ToSec}
	}
	if len(s) >= 10 {
		if t, err := time.Parse("2006-01-02", s[:10]); err == nil {
			return vigia.Date{At: t, Precision: vigia.ToDay}
		}
	}
	return vigia.Date{}
}
func TestZZBench(t *testing.T) {
	for _, n := range []string{"duplicates/cases.jsonl.gz", "stories-en/cases.jsonl.gz", "stories-es/cases.jsonl", "stories-ru/cases.jsonl.gz"} {
		if only := os.Getenv("ZSET"); only != "" && only != n[:len(only)] {
			continue
		}
		if n[:9] == "stories-r" && os.Getenv("ZRU") == "" {
			continue
		}
		rs := load("/work/shared/data/" + n)
		s := NewStream()
		t0 := time.Now()
		f, _ := os.Create("/tmp/sh/out.jsonl")
		e := json.NewEncoder(f)
		for _, r := range rs {
			g := s.Add(Doc{ID: r.ID, Outlet: r.Outlet, URL: r.URL, Published: zpub(r.Published), Title: r.Title, Text: r.Text, Language: r.Language})
			e.Encode(map[string]any{"id": r.ID, "story": g.Story, "duplicate_of": g.DuplicateOf, "relation": g.Relation, "origin": g.Origin})
		}
		f.Close()
		d := time.Since(t0)
		dir := n[:len(n)-len("/cases.jsonl.gz")]
		if n[len(n)-2:] != "gz" {
			dir = n[:len(n)-len("/cases.jsonl")]
		}
		sc := "score_stories.py"
		if dir == "duplicates" {
			sc = "score_duplicates.py"
		}
		o, _ := exec.Command("python3", "/work/shared/data/score/"+sc, "/work/shared/data/"+dir+"/truth.jsonl", "/tmp/sh/out.jsonl").CombinedOutput()
		fmt.Printf("== %s %v %.2f ms each\n%s", dir, d, float64(d.Milliseconds())/float64(len(rs)), o)
	}
}
