// Command teach makes what the finding of stories has learned.
//
//	go run ./internal/story/teach --data DIR [--pairs FILE] [--out DIR]
//	go run ./internal/story/teach --data DIR --check
//
// --data names a folder with the sets stories-*, crosslingual and translit;
// --pairs a file that `vigia story examples --json` has written: what people
// have decided counts ten times. Three files are written to --out, the same
// bytes for the same input: join.logit (when a report belongs to a story),
// bridge.table (which words of eight languages go together) and han.tsv (how
// characters sound in names).
//
// --check writes nothing: it prints how well stories are found of which nothing
// was learned, by events in five folds and by days, which is the only figure
// that says something about other days.
package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"vigia/internal/story"
)

func main() {
	if err := run(os.Args[1:], os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "teach:", err)
		os.Exit(1)
	}
}

func run(args []string, w io.Writer) error {
	f := flag.NewFlagSet("teach", flag.ContinueOnError)
	data := f.String("data", "", "`folder` with the sets")
	pairs := f.String("pairs", "", "`file` of what people have decided")
	out := f.String("out", "internal/story", "`folder` of the weights")
	check := f.Bool("check", false, "print the figures on unseen events and days, write nothing")
	only := f.String("only", "", "the one `part` to learn: join, bridge or han")
	if err := f.Parse(args); err != nil {
		return err
	}
	sets, err := readSets(*data, *pairs)
	if err != nil {
		return err
	}
	if *check {
		return crossCheck(sets, w)
	}
	for _, part := range []struct {
		name, file string
		learn      func() ([]byte, error)
	}{
		{"join", "join.logit", func() ([]byte, error) { return learnJoin(sets) }},
		{"titles", "titles.logit", func() ([]byte, error) { return learnTitles(sets, "").MarshalBinary() }},
		{"titles", "titles.counts", func() ([]byte, error) { return countTitles(sets, "").MarshalBinary() }},
		{"bridge", "bridge.table", func() ([]byte, error) { return learnBridge(*data) }},
		{"han", "han.tsv", func() ([]byte, error) { return learnHan(filepath.Join(*data, "translit", "zh.tsv")) }},
	} {
		if *only != "" && *only != part.name {
			continue
		}
		b, err := part.learn()
		if err != nil {
			return fmt.Errorf("%s: %w", part.name, err)
		}
		if err := os.WriteFile(filepath.Join(*out, part.file), b, 0o644); err != nil {
			return err
		}
		fmt.Fprintf(w, "%s: %d bytes\n", part.file, len(b))
	}
	return nil
}

// learn fits a judge to all examples but those of one fold.
func learn(exs []example, without int) *story.Logit {
	var samples []story.Sample
	for _, e := range exs {
		if e.fold != without {
			samples = append(samples, story.Sample{X: e.x, Yes: e.yes, Weight: float64(e.weight)})
		}
	}
	return story.LearnLogit(samples)
}

// How many orders of a stream are learned from, and judged by.
const (
	learnOrders = 4
	checkOrders = 8
)

// examples walks all sets with the true stories.
func examples(sets []*set) (exs []example) {
	for _, s := range sets {
		if s.bare() { // see checkTitles
			continue
		}
		orders := s.orders(learnOrders)
		for _, o := range orders {
			s.walk(o, 0, nil, func(e example) {
				e.weight /= float32(len(orders))
				exs = append(exs, e)
			})
		}
	}
	return exs
}

func learnJoin(sets []*set) ([]byte, error) {
	return learn(examples(sets), -1).MarshalBinary()
}

// crossCheck lets each report be judged by weights that has not seen its
// event, or its day.
func crossCheck(sets []*set, w io.Writer) error {
	checkTitles(sets, w)
	exs := examples(sets)
	if len(exs) == 0 {
		return errors.New("no examples")
	}
	var ls [nFolds]*story.Logit
	for i := range ls {
		ls[i] = learn(exs, i)
	}
	for _, s := range sets {
		if s.bare() { // see checkTitles
			continue
		}
		orders := s.orders(checkOrders)
		sum := 0.0
		for i, o := range orders {
			out := s.walk(o, 0, func(fold int, x []float32) float64 { return ls[fold].Probability(x) }, nil)
			says, f1 := s.score(out)
			if sum += f1; i == 0 {
				fmt.Fprintf(w, "%s: %s\n", s.name, says)
			}
		}
		if len(orders) > 1 {
			fmt.Fprintf(w, "%s: mean F1 of %d orders %.3f\n", s.name, len(orders), sum/float64(len(orders)))
		}
	}
	return nil
}
