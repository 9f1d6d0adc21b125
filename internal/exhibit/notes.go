package exhibit

import (
	"bytes"
	"embed"
	"fmt"
	"strings"
	"text/template"

	"vigia/internal/evidence"
)

//go:embed note.*.txt
var noteFiles embed.FS

// noteFacts are what the notes tell of a capture.
type noteFacts struct {
	evidence.Capture
	Log, Key        string
	Reports, Stamps int
	Kept, Sample    bool
}

// At is the hour of the capture, to the second.
func (n noteFacts) At() string { return n.Capture.At.UTC().Format("2006-01-02 15:04:05") }

// notes adds the plain words: what this is, what it proves and what not.
func notes(files map[string][]byte, facts noteFacts) error {
	for _, s := range []*string{&facts.URL, &facts.FinalURL, &facts.Detail, &facts.ContentType} {
		*s = strings.Join(strings.Fields(*s), " ")
	}
	for name, from := range map[string]string{"README.txt": "note.en.txt", "LEEME.txt": "note.es.txt"} {
		t, err := template.ParseFS(noteFiles, from)
		if err != nil {
			return fmt.Errorf("note %s: %w", from, err) // unreachable: it is embedded, and made in tests
		}
		var b bytes.Buffer
		if err := t.Execute(&b, facts); err != nil {
			return fmt.Errorf("note %s: %w", from, err)
		}
		files[name] = b.Bytes()
	}
	return nil
}
