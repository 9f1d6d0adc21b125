// Gen makes the tables of package language: n-grams from those of lingua-go
// (Peter M. Stahl, Apache-2.0), words and the n-grams of small languages from
// the sentences of the data set "language". It is a module of its own, so that
// lingua-go, whose models weigh 120 MB, never becomes a dependency of the
// program.
//
//	go generate ./internal/language
//
// The module is fetched by the ordinary go command; go.sum pins its content.
// What is kept: for each language the probabilities of letters after up to
// three others, each in one byte, without those that hardly change a score; and
// the frequencies of words seen twice or more.
//
// To measure on sentences that the tables were not made of:
//
//	for k in 0 1 2 3 4; do mkdir -p /tmp/t/$k; go run -C gen . -o /tmp/t/$k -fold $k -folds 5; done
//	VIGIA_DATA=…/data VIGIA_LANGUAGE_FOLDS=/tmp/t go test -run CrossValidated -v .
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
	out := flag.String("o", "..", "folder to write into")
	data := flag.String("data", "../../../../shared/data/language", "folder of the set \"language\"")
	fold := flag.Int("fold", 0, "with -folds, the part of the sentences to leave out")
	folds := flag.Int("folds", 0, "number of parts, to try tables on what they were not made of")
	keep3 := flag.Float64("keep3", 3e-7, "least effect of a three-letter entry")
	keep4 := flag.Float64("keep4", 2e-6, "least effect of a four-letter entry")
	flag.Parse()
	text, err := readCorpus(*data, *fold, *folds)
	if err == nil {
		err = writeGrams(filepath.Join(*out, "tables.bin.gz"), text, *keep3, *keep4)
	}
	if err == nil {
		err = writeWords(filepath.Join(*out, "words.bin.gz"), text)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "gen:", err)
		os.Exit(1)
	}
}

// writeGrams writes the n-grams of lingua-go's languages and of the minorities.
func writeGrams(out string, text corpus, keep3, keep4 float64) error {
	dir, err := modelDir()
	if err != nil {
		return err
	}
	t := newTable(tags())
	for i, tag := range strings.Fields(languages) {
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
	for i, m := range minorities {
		t.add(len(t.tags)-len(minorities)+i, grams(text[m.theirs]))
	}
	return t.write(out)
}

// writeWords writes the words of every language of the tables that the set has.
func writeWords(out string, text corpus) error {
	t := newTable(tags())
	for i, tag := range t.tags {
		t.addWords(i, text[tag])
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
