package main

import (
	"os"
	"runtime"
	"strings"
	"sync"

	"vigia/internal/forest"
	"vigia/internal/name"
)

// lesson is a name that is asked for, with its candidates.
type lesson struct {
	entry int // who is meant; -1 for somebody who is not on the list
	fold  int
	news  bool // as newspapers name people
	rows  []name.Row
}

var firstOptions = forest.Options{Trees: 300, Depth: 5, Rate: 0.08, Rows: 0.5, Columns: 0.3, Seed: 1}

// task is a name to ask for, with the form of its entry that is hidden.
type task struct {
	entry       int
	asked, hide string
}

// lessons takes out alternative names, up to two of each entry, and asks for
// them; people are also asked for as newspapers name them, by one given name
// and one family name.
func lessons(x *name.Index, entries []name.Entry) []lesson {
	var todo []task
	for i, e := range entries {
		n := len(e.Names)
		for k := range min(2, n-1) {
			alias := e.Names[1+(fold(e.ID+"x")*7+k*3)%(n-1)]
			todo = append(todo, task{i, alias, alias})
		}
		if short := inNews(e); short != "" && fold(e.ID+"news") < 2 {
			todo = append(todo, task{i, short, short})
		}
	}
	out := make([]lesson, len(todo))
	each(len(todo), func(i int) {
		t := todo[i]
		out[i] = lesson{t.entry, fold(entries[t.entry].ID), strings.ToUpper(t.asked) != t.asked && t.hide == inNews(entries[t.entry]), x.Rows(name.Question{Name: t.asked, Hide: x.Hiding(t.entry, t.hide)})}
	})
	return out
}

// inNews names a person by the first given name and the first family name; ""
// if that is the whole name.
func inNews(e name.Entry) string {
	family, given, comma := strings.Cut(e.Names[0], ",")
	fs, gs := strings.Fields(family), strings.Fields(given)
	if e.Type != "individual" || !comma || len(fs) == 0 || len(gs) == 0 || len(fs)+len(gs) < 3 {
		return ""
	}
	return strings.ToLower(gs[0] + " " + fs[0])
}

// each runs do for 0…n-1 on all processors.
func each(n int, do func(int)) {
	var wg sync.WaitGroup
	next := make(chan int)
	for range runtime.NumCPU() {
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

// mostNo bounds the wrong candidates of a lesson that teach the first look.
const mostNo = 40

func growFirst(ls []lesson, but int) (*forest.Forest, error) {
	var s []forest.Sample
	for _, l := range ls {
		if l.fold == but {
			continue
		}
		for i, r := range l.rows {
			if yes := r.Entry == l.entry; yes || i < mostNo {
				s = append(s, forest.Sample{X: r.X, Yes: yes, Weight: 1})
			}
		}
	}
	return forest.Grow(s, firstOptions)
}

// judges are five forests, each of which has not seen a fifth of the entries.
func judges(ls []lesson) (js [folds]*forest.Forest, err error) {
	for k := range folds {
		if js[k], err = growFirst(ls, k); err != nil {
			return js, err
		}
	}
	return js, nil
}

// teachModel learns from all lessons.
func teachModel(ls []lesson) error {
	f, err := growFirst(ls, -1)
	if err != nil {
		return err
	}
	b, err := f.MarshalBinary()
	if err != nil {
		return err
	}
	return os.WriteFile("internal/name/first.bin", b, 0o644)
}
