package main

import (
	"bufio"
	"cmp"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"

	"vigia/internal/forest"
	"vigia/internal/name"
)

// answerCases answers the cases of a folder with judges that have not seen
// their entity, and prints what is right and, by threshold, what is linked
// falsely once the entity is taken from the list.
func answerCases(x *name.Index, entries []name.Entry, ls []lesson, dir string) error {
	js, err := judges(ls)
	if err != nil {
		return err
	}
	truth := map[string]string{}
	err = eachLine(filepath.Join(dir, "truth.jsonl"), func(r caseRow) {
		if r.Kind == "alias" {
			truth[r.ID] = r.ListIDs[0]
		}
	})
	if err != nil {
		return err
	}
	var cases []caseRow
	err = eachLine(filepath.Join(dir, "cases.jsonl"), func(r caseRow) {
		if truth[r.ID] != "" {
			cases = append(cases, r)
		}
	})
	if err != nil {
		return err
	}
	byID := map[string]int{}
	for i, e := range entries {
		byID[e.ID] = i
	}
	out := make([]lesson, len(cases))
	each(len(cases), func(i int) {
		id := truth[cases[i].ID]
		out[i] = lesson{byID[id], fold(id), false, x.Rows(name.Question{Name: cases[i].Text})}
	})
	t := newTally()
	for i, l := range out {
		if miss := t.add(l, js[l.fold], entries); miss != "" {
			fmt.Printf("%q %s\n", cases[i].Text, miss)
		}
	}
	fmt.Print("cases: ", t)
	for _, kind := range []bool{false, true} {
		t := newTally()
		for _, l := range ls {
			if l.news == kind {
				t.add(l, js[l.fold], entries)
			}
		}
		fmt.Print("lessons, as newspapers name people ", kind, ": ", t)
	}
	return nil
}

type tally struct {
	n, found, one, five int
	right, wrong, false []float64 // scores of the first answer: right, wrong, and with the entity taken out
}

func newTally() *tally { return &tally{} }

func (t *tally) add(l lesson, j *forest.Forest, entries []name.Entry) (miss string) {
	t.n++
	answer := func(rows []name.Row) []scored {
		var out []scored
		for _, r := range rows {
			out = append(out, scored{r.Entry, j.Probability(r.X)})
		}
		slices.SortStableFunc(out, func(a, b scored) int { return cmp.Compare(b.p, a.p) })
		return out
	}
	if out := answer(name.Without(l.rows, l.entry)); len(out) > 0 {
		t.false = append(t.false, out[0].p)
	}
	out := answer(l.rows)
	rank := slices.IndexFunc(out, func(s scored) bool { return s.entry == l.entry })
	if slices.ContainsFunc(l.rows, func(r name.Row) bool { return r.Entry == l.entry }) {
		t.found++
	}
	if rank >= 0 && rank < 5 {
		t.five++
	}
	if rank == 0 {
		t.one++
		t.right = append(t.right, out[0].p)
		return ""
	}
	if len(out) > 0 {
		t.wrong = append(t.wrong, out[0].p)
		miss = fmt.Sprintf("want %q at %d, got %q %.2f", entries[l.entry].Names, rank, entries[out[0].entry].Names[:1], out[0].p)
	}
	return miss
}

type scored struct {
	entry int
	p     float64
}

func (t *tally) String() string {
	n := float64(t.n)
	s := fmt.Sprintf("n %d, among candidates %.3f, P@1 %.3f, R@5 %.3f\n", t.n, float64(t.found)/n, float64(t.one)/n, float64(t.five)/n)
	for _, at := range []float64{0.02, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95} {
		over := func(ps []float64) float64 {
			k := 0
			for _, p := range ps {
				if p >= at {
					k++
				}
			}
			return float64(k) / n
		}
		s += fmt.Sprintf("  from %.2f: right %.3f wrong %.3f, not on the list but linked %.4f\n", at, over(t.right), over(t.wrong), over(t.false))
	}
	return s
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
