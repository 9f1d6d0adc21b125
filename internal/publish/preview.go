package publish

import (
	"fmt"
	"os"

	"vigia/internal/edition"
	"vigia/internal/monitor"
)

// Preview renders a draft into dir, which it empties first: the very pages
// that would be published, without captures, manifest and the pages that all
// editions share. A draft that is complete in no language is shown in that of
// writing.
func Preview(d edition.Document, m *monitor.Monitor, dir string) error {
	r, err := newRenderer(m, "")
	if err != nil {
		return err
	}
	if len(d.Languages) == 0 {
		d.Languages = []string{r.writing()}
	}
	files, err := issue{renderer: r, doc: d}.pages()
	if err != nil {
		return fmt.Errorf("preview: %w", err)
	}
	for p, data := range r.files {
		files[p] = data
	}
	if err := os.RemoveAll(dir); err != nil {
		return fmt.Errorf("preview: %w", err)
	}
	return writeTree(dir, files)
}
