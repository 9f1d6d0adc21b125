package main

import (
	"bufio"
	"compress/gzip"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"unicode"
)

// corpus is running text by language: the sentences of the set "language".
type corpus map[string][][]string

// readCorpus reads the sentences of dir, as words. With folds > 0 every block
// of twenty sentences whose number is fold modulo folds is left out, so that a
// table can be tried on what it was not made of: translations of one sentence
// have one number and are left out together.
func readCorpus(dir string, fold, folds int) (corpus, error) {
	texts := map[string]string{}
	err := lines(filepath.Join(dir, "cases.jsonl.gz"), func(b []byte) error {
		var c struct{ ID, Title, Text string }
		err := json.Unmarshal(b, &c)
		texts[c.ID] = c.Title + "\n" + c.Text
		return err
	})
	if err != nil {
		return nil, err
	}
	out := corpus{}
	err = lines(filepath.Join(dir, "truth.jsonl.gz"), func(b []byte) error {
		var c struct{ ID, Kind, Language string }
		if err := json.Unmarshal(b, &c); err != nil {
			return err
		}
		if c.Kind != "sib-sentence" && c.Kind != "lingua-sentences" {
			return nil
		}
		n, err := strconv.Atoi(c.ID[strings.LastIndexByte(c.ID, '/')+1:])
		if err != nil {
			return fmt.Errorf("sentence %q has no number: %w", c.ID, err)
		}
		if folds == 0 || n/20%folds != fold {
			out[c.Language] = append(out[c.Language], words(texts[c.ID]))
		}
		return nil
	})
	return out, err
}

func lines(path string, f func([]byte) error) error {
	file, err := os.Open(path)
	if err != nil {
		return err
	}
	defer file.Close()
	z, err := gzip.NewReader(file)
	if err != nil {
		return fmt.Errorf("%s: %w", path, err)
	}
	s := bufio.NewScanner(z)
	s.Buffer(nil, 1<<20)
	for s.Scan() {
		if err := f(s.Bytes()); err != nil {
			return fmt.Errorf("%s: %w", path, err)
		}
	}
	return s.Err()
}

// words cuts a text as package language does: runs of letters in lower case,
// without the marks that many writers leave out.
func words(s string) []string {
	s = strings.Map(func(r rune) rune {
		switch {
		case r == 0x640, 0x64B <= r && r <= 0x65F, r == 0x670, r == 0x301:
			return -1
		case r == 'İ':
			return 'i'
		case unicode.IsLetter(r) || unicode.Is(unicode.M, r):
			return unicode.ToLower(r)
		}
		return ' '
	}, s)
	return strings.Fields(s)
}
