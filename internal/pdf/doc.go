// Package pdf reads the text of PDF files, and where on the page each word
// stands.
//
// It reads files as the world has them: cross-reference tables and streams,
// files whose table is broken or missing (Read then looks for every object by
// itself), objects in object streams, text in fonts with a ToUnicode map, with
// the standard encodings, with named glyphs, and in the composite fonts of
// Chinese, Japanese and Korean. Text that was put invisibly behind a scan is
// text. Pictures are not looked at: a scan without text is a Problem that says
// so, as are a file that a password locks and one that is broken beyond help.
//
// The bytes are hostile. No input panics or hangs: all work is paid from a
// budget (limit.go), every stream is unpacked under a bound, and what lies
// beyond one is left out with a doubt that names the bound.
//
// The order of reading comes from the places of the words: white space that
// parts a page is looked for, columns before rows (the X-Y cut of Nagy, Seth
// and Viswanathan, A prototype document image analysis system for technical
// journals, IEEE Computer 25, 1992).
//
// The format is that of ISO 32000-1.
package pdf

import (
	"bytes"
	"fmt"
	"strings"

	"vigia"
)

// Document is what a file says.
type Document struct {
	Title    string // as the file declares it, "" if it does not
	Author   string
	Language string // as declared: "es-VE"
	Created  vigia.Date
	Modified vigia.Date
	Pages    []Page
	Doubts   []string // what was left out, in words for a reader
}

// Page is a page as it is shown. Lengths are in points (1/72 inch) from its
// upper left corner.
type Page struct {
	Number        int // from 1
	Width, Height float64
	Lines         []Line // in the order of reading
}

// Line is a line of one column.
type Line struct {
	Text  string
	Box   Box
	Size  float64 // of the letters, in points
	Words []Word
	Block int  // lines of one block of the page have the same
	Bold  bool // most of it, by the font's name
}

// Word is a word with its place. Its text stands at Start in the line's, in
// bytes.
type Word struct {
	Text  string
	Start int
	Box   Box
}

// Box is a place on a page: its left, upper, right and lower edge.
type Box struct{ X0, Y0, X1, Y1 float64 }

// Join is the smallest box around two.
func (b Box) Join(c Box) Box {
	if b == (Box{}) {
		return c
	}
	return Box{min(b.X0, c.X0), min(b.Y0, c.Y0), max(b.X1, c.X1), max(b.Y1, c.Y1)}
}

// Is reports whether bytes are meant to be a PDF file: the mark stands among
// the first kilobyte.
func Is(b []byte) bool { return bytes.Contains(b[:min(len(b), 1024)], []byte("%PDF-")) }

// MaxBytes is the largest file that is read.
const MaxBytes = 50 << 20

// Read reads a file. Errors are *vigia.Problem.
func Read(b []byte) (d Document, err error) {
	defer func() {
		if p := recover(); p != nil {
			d, err = Document{}, problem(fmt.Sprintf("made the reader stumble (%.80v)", p), "report the file: it has found a fault of ours")
		}
	}()
	switch {
	case !Is(b):
		return Document{}, problem("is no PDF file", "give a PDF file")
	case len(b) > MaxBytes:
		return Document{}, problem(fmt.Sprintf("is larger than %d MiB", MaxBytes>>20), "split it, or print the pages that matter to a file of their own")
	}
	f := open(b)
	if f.locked {
		return Document{}, problem("is locked with a password", "open it with the password, print it to a new PDF file and bring that in")
	}
	pages := f.pages()
	if len(pages) == 0 {
		return Document{}, problem("is broken: no page was found in it", "get the file again; if it opens in a browser, print it to a new PDF file")
	}
	f.about(&d)
	letters := 0
	pictures := false
	for i, p := range pages {
		page, pic := f.page(p, i+1)
		d.Pages = append(d.Pages, page)
		pictures = pictures || pic
		for _, l := range page.Lines {
			letters += len(l.Text)
		}
		if f.spent() {
			f.doubt("the file is larger unpacked than is read: %d of its %d pages were", i+1, len(pages))
			break
		}
	}
	unhead(d.Pages)
	d.Doubts = f.doubts
	switch {
	case letters > 0:
		return d, nil
	case pictures:
		return Document{}, problem("holds pictures of pages and no text: it is a scan", "have a program for text recognition (OCR) put the text into it, or enter what it says by hand")
	}
	return Document{}, problem("holds no text", "look at it; if it shows text, it is drawn as pictures: have a program for text recognition (OCR) put the text into it")
}

// problem makes the error that a user reads.
func problem(what, remedy string) error {
	return &vigia.Problem{Kind: vigia.ErrInvalid, What: "the PDF file " + what, Remedy: remedy}
}

func (f *file) doubt(format string, args ...any) {
	s := fmt.Sprintf(format, args...)
	if len(f.doubts) < maxDoubts && !strings.Contains(strings.Join(f.doubts, "\n"), s) {
		f.doubts = append(f.doubts, s)
	}
}
