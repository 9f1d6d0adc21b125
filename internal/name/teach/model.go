package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"sync"

	"vigia/internal/forest"
	"vigia/internal/name"
)

// lesson is a name that was taken out of the list, with its candidates.
type lesson struct {
	entry int
	rows  []name.Row
}

var options = forest.Options{Trees: 250, Depth: 6, Rate: 0.08, Rows: 0.7, Columns: 0.5, Seed: 1}

// lessons takes out alternative names, up to two of each entry, and asks for
// them.
func lessons(x *name.Index, entries []name.Entry) []lesson {
	var todo []task
	for i, e := range entries {
		n := len(e.Names)
		if n < 2 {
			continue
		}
		for k := range min(3, n-1) {
			todo = append(todo, task{i, e.Names[1+(fold(e.ID+"x")*7+k*3)%(n-1)]})
		}
	}
	out := make([]lesson, len(todo))
	each(len(todo), func(i int) {
		t := todo[i]
		out[i] = lesson{t.entry, x.Rows(name.Question{Name: t.alias, Hide: x.Hiding(t.entry, t.alias)})}
	})
	return out
}

type task struct {
	entry int
	alias string
}

// each runs do for 0…n-1 on two processors.
func each(n int, do func(int)) {
	var wg sync.WaitGroup
	next := make(chan int)
	for range min(2, runtime.NumCPU()) {
		wg.Go(func() {
			for i := range next {
				do(i)
			}
		})
	}
	for i := range n {
		next <- i
	}
	close(next)
	wg.Wait()
}

// grow learns from the lessons of all folds but one; -1 leaves none out.
func grow(ls []lesson, entries []name.Entry, but int) (*forest.Forest, error) {
	var s []forest.Sample
	for _, l := range ls {
		if but >= 0 && fold(entries[l.entry].ID) == but {
			continue
		}
		for i, r := range l.rows {
			yes := r.Entry == l.entry
			if yes || i < 40 {
				s = append(s, forest.Sample{X: r.X, Yes: yes, Weight: 1})
			}
		}
	}
	return forest.Grow(s, options)
}

func teachModel(entries []name.Entry) error {
	x := name.NewIndex(entries)
	ls := lessons(x, entries)
	f, err := grow(ls, entries, -1)
	if err != nil {
		return err
	}
	b, err := f.MarshalBinary()
	if err != nil {
		return err
	}
	return os.WriteFile("internal/name/model.bin", b, 0o644)
}

// answerCases answers cases with forests that have not seen their entity.
func answerCases(entries []name.Entry, dir string) error {
	x := name.NewIndex(entries)
	ls := lessons(x, entries)
	byID := map[string]int{}
	for i, e := range entries {
		byID[e.ID] = i
	}
	truth := map[string]string{}
	if err := eachLine(filepath.Join(dir, "truth.jsonl"), func(r caseRow) {
		if r.Kind == "alias" {
			truth[r.ID] = r.ListIDs[0]
		}
	}); err != nil {
		return err
	}
	var cases []caseRow
	if err := eachLine(filepath.Join(dir, "cases.jsonl"), func(r caseRow) {
		if truth[r.ID] != "" {
			cases = append(cases, r)
		}
	}); err != nil {
		return err
	}
	qrows := make([][]name.Row, len(cases))
	each(len(cases), func(i int) { qrows[i] = x.Rows(name.Question{Name: cases[i].Text}) })
	for _, o := range []forest.Options{{Trees: 250, Depth: 6, Rate: 0.08, Rows: 0.7, Columns: 0.5, Seed: 1}, {Trees: 300, Depth: 6, Rate: 0.06, Rows: 0.5, Columns: 0.3, Shrink: 10, Seed: 1}, {Trees: 400, Depth: 5, Rate: 0.06, Rows: 0.5, Columns: 0.3, Seed: 1}, {Trees: 250, Depth: 8, Rate: 0.05, Rows: 0.5, Columns: 0.3, Shrink: 10, Seed: 1}} {
		options = o
		recall, first, five := 0, 0, 0
		var forests [folds]*forest.Forest
		for k := range folds {
			var err error
			if forests[k], err = grow(ls, entries, k); err != nil {
				return err
			}
		}
		miss := []string{}
		for ci, c := range cases {
			want := byID[truth[c.ID]]
			f := forests[fold(truth[c.ID])]
			rows := qrows[ci]
			scores := make([]float64, len(rows))
			at := -1
			for i, r := range rows {
				scores[i] = f.Score(r.X)
				if r.Entry == want {
					at = i
				}
			}
			if at < 0 {
				miss = append(miss, fmt.Sprintf("LOST %q want %q", c.Text, entries[want].Names))
				continue
			}
			recall++
			rank, top := 0, at
			for i, v := range scores {
				if v > scores[at] || v == scores[at] && i < at {
					rank++
				}
				if v > scores[top] {
					top = i
				}
			}
			if rank == 0 {
				first++
			} else {
				miss = append(miss, fmt.Sprintf("rank %d %q want %q got %q (%.2f > %.2f)", rank, c.Text, entries[want].Names, entries[rows[top].Entry].Names[:1], scores[top], scores[at]))
			}
			if rank < 5 {
				five++
			}
		}
		for _, m := range miss {
			fmt.Println(m)
		}
		n := float64(len(cases))
		fmt.Printf("cases %d lessons %d found among candidates %.3f P@1 %.3f R@5 %.3f\n", len(cases), len(ls), float64(recall)/n, float64(first)/n, float64(five)/n)
	}
	return nil
}

type caseRow struct {
	ID      string   `json:"id"`
	Text    string   `json:"text"`
	Kind    string   `json:"kind"`
	ListIDs []string `json:"list_ids"`
}

func eachLine(path string, do func(caseRow)) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer f.Close()
	s := bufio.NewScanner(f)
	for s.Scan() {
		var r caseRow
		if err := json.Unmarshal(s.Bytes(), &r); err != nil {
			return err
		}
		do(r)
	}
	return s.Err()
}
