package publish

import (
	"fmt"
	"strings"

	"vigia/internal/edition"
)

// noteView is the evidence behind a number: a report and the passage of it
// that carries the sentence.
type noteView struct {
	sourceView
	N     int
	Quote string
	Place string   // "p. 3", "" for a report without pages
	Backs []string // ids of the numbers that lead here
}

// notes numbers the passages of a page in the order in which they are cited.
type notes struct {
	issue issue
	page  page
	byKey map[edition.Cited]*noteView
	list  []*noteView
}

func newNotes(s issue, p page) *notes {
	return &notes{issue: s, page: p, byKey: map[edition.Cited]*noteView{}}
}

// refs are the numbers of a sentence. A passage that is cited again keeps its
// number.
func (n *notes) refs(s edition.Sentence) []refView {
	var out []refView
	for _, c := range s.Cites {
		f, ok := n.issue.doc.Reports[c.Report]
		if !ok {
			continue // the gate has refused citations of unknown reports
		}
		note := n.byKey[c]
		if note == nil {
			note = &noteView{sourceView: n.issue.source(n.page, n.issue.doc, f), N: len(n.list) + 1, Quote: quote(c.Quote)}
			if c.Page > 0 {
				note.Place = n.page.T("note.place", c.Page)
			}
			n.byKey[c], n.list = note, append(n.list, note)
		}
		id := fmt.Sprintf("r%d", note.N)
		if len(note.Backs) > 0 {
			id += fmt.Sprintf("-%d", len(note.Backs)+1)
		}
		note.Backs = append(note.Backs, id)
		source := strings.Join([]string{note.Outlet, note.Class.Words, note.Date}, ", ")
		out = append(out, refView{id, note.N, source, n.page.T("ref.label", note.N, source)})
	}
	return out
}
