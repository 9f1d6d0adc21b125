// Gen makes the n-gram tables of package language from those of lingua-go
// (Peter M. Stahl, Apache-2.0). It is a module of its own, so that lingua-go,
// whose models weigh 120 MB, never becomes a dependency of the program.
//
//	go generate ./internal/language
//
// The module is fetched by the ordinary go command; go.sum pins its content.
// What is kept: for each language the probabilities of letters after up to
// three others, each in one byte, without those that hardly change a score.
package main

import (
	"errors"
	"flag"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

const module = "github.com/pemistahl/lingua-go"

// languages are the tables taken, in the order of their numbers: a new one
// goes to the end of the list, but nothing depends on it but the file.
const languages = "ar fa ur " +
	"ru uk be bg sr mk kk mn " +
	"zh ja hi mr " +
	"en es pt fr ca it ro de nl pl tr id ms vi tl " +
	"cs sk sl hr hu sq sv da nb nn is fi et lv lt eu ga cy af la eo az so sw yo zu xh st sn mi lg ts tn"

func main() {
	out := flag.String("o", "tables.bin.gz", "file to write")
	keep3 := flag.Float64("keep3", 2e-6, "least effect of a three-letter entry")
	keep4 := flag.Float64("keep4", 2e-5, "least effect of a four-letter entry")
	flag.Parse()
	if err := run(*out, *keep3, *keep4); err != nil {
		fmt.Fprintln(os.Stderr, "gen:", err)
		os.Exit(1)
	}
}

func run(out string, keep3, keep4 float64) error {
	dir, err := modelDir()
	if err != nil {
		return err
	}
	tags := strings.Fields(languages)
	t := newTable(tags)
	for i, tag := range tags {
		var order [5]map[string]float64 // probability by n-gram, by length
		for n, name := range []string{"", "unigrams", "bigrams", "trigrams", "quadrigrams"} {
			if n == 0 {
				continue
			}
			order[n], err = readModel(filepath.Join(dir, tag, name+".pb.bin.zip"))
			if errors.Is(err, fs.ErrNotExist) && n > 1 {
				break // Chinese words are one letter long there
			}
			if err != nil {
				return fmt.Errorf("language %s: %w", tag, err)
			}
		}
		t.add(i, prune(order, keep3, keep4))
	}
	return t.write(out)
}

// modelDir asks the go command where the module lies.
func modelDir() (string, error) {
	cmd := exec.Command("go", "list", "-m", "-f", "{{.Dir}}", module)
	b, err := cmd.Output()
	if dir := strings.TrimSpace(string(b)); err == nil && dir == "" {
		cmd = exec.Command("go", "mod", "download", module)
		if err = cmd.Run(); err == nil {
			b, err = exec.Command("go", "list", "-m", "-f", "{{.Dir}}", module).Output()
		}
	}
	if err != nil {
		return "", fmt.Errorf("finding %s: %w", module, err)
	}
	return filepath.Join(strings.TrimSpace(string(b)), "language-models"), nil
}
