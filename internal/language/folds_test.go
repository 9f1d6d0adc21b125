package language

import (
	"bufio"
	"compress/gzip"
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// labelled is a text of the data set "language".
type labelled struct{ ID, Kind, Language, Title, Text string }

// readSet reads the set from $VIGIA_DATA.
func readSet(t *testing.T) []labelled {
	t.Helper()
	dir := os.Getenv("VIGIA_DATA")
	if dir == "" {
		t.Skip("needs VIGIA_DATA")
	}
	byID := map[string]labelled{}
	var out []labelled
	for _, name := range []string{"cases.jsonl.gz", "truth.jsonl.gz"} {
		f, err := os.Open(filepath.Join(dir, "language", name))
		if err != nil {
			t.Fatal(err)
		}
		defer f.Close()
		z, err := gzip.NewReader(f)
		if err != nil {
			t.Fatal(err)
		}
		for s := bufio.NewScanner(z); s.Scan(); {
			var c labelled
			if err := json.Unmarshal(s.Bytes(), &c); err != nil {
				t.Fatal(err)
			}
			if c.Kind == "" {
				byID[c.ID] = c
				continue
			}
			c.Title, c.Text = byID[c.ID].Title, byID[c.ID].Text
			out = append(out, c)
		}
	}
	return out
}

// Each text is told by tables that were made without its sentence: see gen/.
func TestCrossValidated(t *testing.T) {
	dir := os.Getenv("VIGIA_LANGUAGE_FOLDS")
	if dir == "" {
		t.Skip("needs VIGIA_LANGUAGE_FOLDS, the folder of the tables that gen -fold makes")
	}
	var models []*model
	for k := range 5 {
		grams, err := os.ReadFile(filepath.Join(dir, strconv.Itoa(k), "tables.bin.gz"))
		if err != nil {
			t.Fatal(err)
		}
		words, err := os.ReadFile(filepath.Join(dir, strconv.Itoa(k), "words.bin.gz"))
		if err != nil {
			t.Fatal(err)
		}
		m, err := newModel(grams, words)
		if err != nil {
			t.Fatal(err)
		}
		models = append(models, m)
	}
	house := strings.Fields("ar en es fa fr pt ru zh")
	type count struct{ right, all int }
	counts := map[string]*count{}
	for _, c := range readSet(t) {
		n, _ := strconv.Atoi(c.ID[strings.LastIndexByte(c.ID, '/')+1:])
		got, _ := models[n/20%5].detect(c.Title + "\n" + c.Text)
		keys := []string{c.Kind + " " + c.Language}
		if slices.Contains(house, c.Language) {
			keys = append(keys, c.Kind+" of the house")
		}
		for _, k := range keys {
			if counts[k] == nil {
				counts[k] = &count{}
			}
			counts[k].all++
			if got == canonical(c.Language) {
				counts[k].right++
			}
		}
	}
	for k, c := range counts {
		t.Logf("%-36s %.4f of %d", k, float64(c.right)/float64(c.all), c.all)
	}
	for kind, want := range map[string]float64{"sib-headline": .985, "sib-sentence": .999, "lingua-sentences": .995, "lingua-word-pairs": .93, "lingua-single-words": .78} {
		if c := counts[kind+" of the house"]; float64(c.right) < want*float64(c.all) {
			t.Errorf("%s: %d of %d right, want %.3f", kind, c.right, c.all, want)
		}
	}
}
