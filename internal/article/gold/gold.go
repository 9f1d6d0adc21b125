// Package gold reads and writes sets of pages with their right answers: what
// the reader learns from, what its tests check, and what a user reports when
// the reader was wrong.
//
// A set is a folder. cases.jsonl has a Case a line, truth.jsonl (or
// truth.jsonl.gz) the Truth of each under the same id, and the pages stand
// beside them, packed or not. `vigia try page --cases` reads the same folder.
package gold

import (
	"bufio"
	"bytes"
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/klauspost/compress/gzip"

	"vigia"
)

// Case is what the reader gets.
type Case struct {
	ID          string `json:"id"`
	HTML        string `json:"html"` // file of the page, relative to the set
	URL         string `json:"url"`  // where it was captured; "" if unknown
	ContentType string `json:"content_type,omitempty"`
}

// Truth is what the reader should say. A nil field was not judged; an empty
// one says that the page has none.
type Truth struct {
	ID        string   `json:"id"`
	Set       string   `json:"set"`
	Metric    string   `json:"metric"` // how Text is compared: Shingle, Segments, CharBag or DateOnly
	Text      *string  `json:"text,omitempty"`
	With      []string `json:"with,omitempty"`    // passages that the text must have
	Without   []string `json:"without,omitempty"` // and must not have
	Title     *string  `json:"title,omitempty"`
	Authors   []string `json:"authors"`             // nil: not judged; empty: nobody signs
	Published *string  `json:"published,omitempty"` // RFC 3339, or a day
	Language  string   `json:"language,omitempty"`
	Wrong     []string `json:"wrong,omitempty"` // fields that a user reported
	Note      string   `json:"note,omitempty"`  // in the user's words
}

// The metrics.
const (
	Shingle  = "shingle"
	Segments = "segments"
	CharBag  = "charbag"
	DateOnly = "date"
)

// Page is a case with its truth and its bytes.
type Page struct {
	Case  Case
	Truth Truth
	Bytes []byte
}

const (
	maxLine = 64 << 20
	maxPage = 64 << 20
)

// Read gives the pages of the set in a folder, in the order of its cases.
// A case without truth, or whose page is missing, is an error that names it.
func Read(dir string) ([]Page, error) {
	truths := map[string]Truth{}
	if err := lines(dir, "truth.jsonl", func(b []byte) error {
		var t Truth
		err := json.Unmarshal(b, &t)
		truths[t.ID] = t.over(truths[t.ID])
		return err
	}); err != nil {
		return nil, err
	}
	var out []Page
	err := lines(dir, "cases.jsonl", func(b []byte) error {
		var c Case
		if err := json.Unmarshal(b, &c); err != nil {
			return err
		}
		t, ok := truths[c.ID]
		if !ok {
			return fmt.Errorf("case %q has no truth", c.ID)
		}
		if !filepath.IsLocal(c.HTML) {
			return fmt.Errorf("case %q names %q, which is no file of the set", c.ID, c.HTML)
		}
		page, err := unpacked(filepath.Join(dir, filepath.FromSlash(c.HTML)))
		if err != nil {
			return fmt.Errorf("case %q: %w", c.ID, err)
		}
		out = append(out, Page{c, t, page})
		return nil
	})
	return out, err
}

// over gives what two reports about one page say together: of a field that
// both judge, t.
func (t Truth) over(before Truth) Truth {
	t.Text, t.Title, t.Published = cmp.Or(t.Text, before.Text), cmp.Or(t.Title, before.Title), cmp.Or(t.Published, before.Published)
	if t.Authors == nil {
		t.Authors = before.Authors
	}
	if t.With == nil && t.Without == nil {
		t.With, t.Without = before.With, before.Without
	}
	t.Language, t.Note = cmp.Or(t.Language, before.Language), cmp.Or(t.Note, before.Note)
	for _, w := range before.Wrong {
		if !slices.Contains(t.Wrong, w) {
			t.Wrong = append(t.Wrong, w)
		}
	}
	return t
}

// lines calls do for each line of a file of the set, packed or not.
func lines(dir, name string, do func([]byte) error) error {
	b, err := unpacked(filepath.Join(dir, name))
	if errors.Is(err, fs.ErrNotExist) {
		b, err = unpacked(filepath.Join(dir, name+".gz"))
	}
	if err != nil {
		return &vigia.Problem{Kind: vigia.ErrInvalid, What: fmt.Sprintf("%s is no set of cases: %v", dir, err), Remedy: "name a folder that has cases.jsonl and truth.jsonl"}
	}
	sc := bufio.NewScanner(bytes.NewReader(b))
	sc.Buffer(nil, maxLine)
	for n := 1; sc.Scan(); n++ {
		if len(bytes.TrimSpace(sc.Bytes())) == 0 {
			continue
		}
		if err := do(sc.Bytes()); err != nil {
			return &vigia.Problem{Kind: vigia.ErrInvalid, What: fmt.Sprintf("%s, line %d: %v", filepath.Join(dir, name), n, err), Remedy: "mend the line, or take it out"}
		}
	}
	return sc.Err()
}

// unpacked reads a file, and unpacks it if it is packed.
func unpacked(name string) ([]byte, error) {
	b, err := os.ReadFile(name)
	if err != nil || !strings.HasSuffix(name, ".gz") {
		return b, err
	}
	z, err := gzip.NewReader(bytes.NewReader(b))
	if err != nil {
		return nil, fmt.Errorf("%s is no gzip file", name)
	}
	defer z.Close()
	return io.ReadAll(io.LimitReader(z, maxPage))
}

// Add puts a page into the set of a folder, which it makes if needed, and
// gives the id under which it stands. The id comes from the page: a second
// report about it is joined to the first when the set is read; of a field that
// both judge the later holds. The case comes last: one that was cut off is
// none yet, and the same call again makes it whole.
func Add(dir string, p Page) (id string, err error) {
	sum := sha256.Sum256(p.Bytes)
	id = hex.EncodeToString(sum[:8])
	file := path.Join("pages", id+".html.gz")
	if err := os.MkdirAll(filepath.Join(dir, "pages"), 0o755); err != nil {
		return "", err
	}
	var packed bytes.Buffer
	z := gzip.NewWriter(&packed)
	if _, err := z.Write(p.Bytes); err != nil {
		return "", err
	}
	if err := z.Close(); err != nil {
		return "", err
	}
	if err := os.WriteFile(filepath.Join(dir, filepath.FromSlash(file)), packed.Bytes(), 0o644); err != nil {
		return "", err
	}
	p.Truth.ID, p.Case.ID, p.Case.HTML = id, id, file
	p.Truth.Set, p.Truth.Metric = cmp.Or(p.Truth.Set, "reported"), cmp.Or(p.Truth.Metric, Shingle)
	if err := appendLine(filepath.Join(dir, "truth.jsonl"), p.Truth); err != nil {
		return "", err
	}
	cases, err := os.ReadFile(filepath.Join(dir, "cases.jsonl"))
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return "", err
	}
	if bytes.Contains(cases, []byte(`"id":"`+id+`"`)) {
		return id, nil
	}
	return id, appendLine(filepath.Join(dir, "cases.jsonl"), p.Case)
}

// appendLine adds a line to a file in one write.
func appendLine(name string, v any) error {
	line, err := json.Marshal(v)
	if err != nil {
		return err
	}
	f, err := os.OpenFile(name, os.O_WRONLY|os.O_APPEND|os.O_CREATE, 0o644)
	if err != nil {
		return err
	}
	_, err = f.Write(append(line, '\n'))
	return errors.Join(err, f.Sync(), f.Close())
}
