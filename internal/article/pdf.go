package article

import (
	"cmp"
	"errors"
	"strings"
	"unicode"
	"unicode/utf8"

	"vigia"
	"vigia/internal/pdf"
	"vigia/internal/text"
)

// readPDF reads a report out of a PDF file. Where in the file each line of the
// text stands is kept in Places.
func readPDF(b []byte, address string) (Report, error) {
	d, err := pdf.Read(b)
	if err != nil {
		var told *vigia.Problem
		if errors.As(err, &told) {
			return Report{}, problem(address, strings.TrimPrefix(told.What, "the PDF file "), told.Remedy)
		}
		return Report{}, err
	}
	r := Report{Provenance: map[string]string{"text": "pdf"}, Doubts: d.Doubts}
	title, from := titleOf(d)
	var w flow
	for _, p := range d.Pages {
		for i, l := range p.Lines {
			w.add(p.Number, l, i == 0 || p.Lines[i-1].Block != l.Block, i == 0)
		}
	}
	r.Text, r.Places = string(w.text), w.places
	if title != "" {
		r.Title, r.Provenance["title"] = title, from
		if rest, ok := strings.CutPrefix(r.Text, title+"\n\n"); ok {
			r.Places = moved(r.Places, len(r.Text)-len(rest))
			r.Text = rest
		}
	}
	if by := bylineIn(r.Text); by != nil {
		r.Byline, r.Provenance["byline"] = by, "text"
	} else if by, _ := names(d.Author); len(by) > 0 && len(by) < 6 {
		r.Byline, r.Provenance["byline"] = by, "pdf"
	}
	r.datePDF(d)
	r.setLanguage(d.Language)
	r.setGenre(newGenre(address, r.Title))
	return r, nil
}

// bylineIn reads a first short line that says by whom it is.
func bylineIn(s string) []string {
	line, _, _ := strings.Cut(s, "\n")
	if len(line) > 120 {
		return nil
	}
	if by, says := names(line); says {
		return by
	}
	return nil
}

// datePDF dates a report by what the file says of its making: nothing tells
// whether that was the day of publication.
func (r *Report) datePDF(d pdf.Document) {
	if d.Created.Known() {
		r.Published = d.Created
		r.Published.From = "pdf"
		r.Provenance["published"] = "guess: pdf"
		r.doubt("the day of publication, %s, is a guess from when the file was made", dayText(dayOf(d.Created)))
	}
	if d.Modified.Known() && d.Modified.At.After(d.Created.At) {
		r.Modified = d.Modified
		r.Modified.From, r.Provenance["modified"] = "pdf", "pdf"
	}
}

// flow makes paragraphs of lines.
type flow struct {
	text   []byte
	places []Place
}

// add adds a line. A paragraph that goes on over the end of a page is one.
func (f *flow) add(page int, l pdf.Line, starts, top bool) {
	s := text.Clean(l.Text)
	if s == "" {
		return
	}
	first, _ := utf8.DecodeRuneInString(s)
	last, size := utf8.DecodeLastRune(f.text)
	if top && unicode.IsLower(first) && !strings.ContainsRune(".!?:。", last) {
		starts = false
	}
	switch {
	case len(f.text) == 0:
	case starts:
		f.text = append(f.text, "\n\n"...)
	case last == '-' && unicode.IsLower(first) && f.parted(size):
		f.text = f.text[:len(f.text)-size]
	case first > 0x2e80 && last > 0x2e80 && (isHan(first) || isHan(last)):
	default:
		f.text = append(f.text, ' ')
	}
	f.places = append(f.places, Place{At: len(f.text), Page: page, X0: l.Box.X0, Y0: l.Box.Y0, X1: l.Box.X1, Y1: l.Box.Y1})
	f.text = append(f.text, s...)
}

// parted reports whether the hyphen at the end parts a word: a lower-case
// letter stands before it.
func (f *flow) parted(hyphen int) bool {
	r, _ := utf8.DecodeLastRune(f.text[:len(f.text)-hyphen])
	return unicode.IsLower(r)
}

// titleOf is the title of a document: what its file declares, if its first
// page shows it too, or the largest words of that page.
func titleOf(d pdf.Document) (title, from string) {
	declared := text.Clean(d.Title)
	if low := strings.ToLower(declared); strings.HasPrefix(low, "microsoft word") || strings.HasPrefix(low, "untitled") || strings.HasSuffix(low, ".doc") ||
		strings.HasSuffix(low, ".docx") || strings.HasSuffix(low, ".pdf") || strings.HasSuffix(low, ".indd") || !strings.ContainsFunc(low, unicode.IsLetter) {
		declared = ""
	}
	large, body := largest(d.Pages[0])
	switch {
	case declared != "" && strings.Contains(letters(pageText(d.Pages[0])), letters(declared)):
		return declared, "pdf"
	case large.Text != "" && large.Size > 1.15*body:
		return large.Text, "page"
	case declared != "":
		return declared, "pdf"
	}
	return "", ""
}

func pageText(p pdf.Page) string {
	var b strings.Builder
	for _, l := range p.Lines {
		b.WriteString(l.Text)
		b.WriteByte(' ')
	}
	return b.String()
}

// largest joins the lines of the largest block of a page that may be a title,
// and gives the size of most of its letters.
func largest(p pdf.Page) (best pdf.Line, body float64) {
	count := map[float64]int{}
	blocks := map[int]pdf.Line{}
	for _, l := range p.Lines {
		size := float64(int(2*l.Size+0.5)) / 2
		count[size] += len(l.Text)
		b := blocks[l.Block]
		blocks[l.Block] = pdf.Line{Text: strings.TrimSpace(b.Text + " " + l.Text), Size: max(b.Size, l.Size), Block: l.Block}
	}
	for size, n := range count {
		if c := cmp.Compare(n, count[body]); c > 0 || c == 0 && size < body {
			body = size
		}
	}
	for _, l := range p.Lines {
		b := blocks[l.Block]
		if n := utf8.RuneCountInString(b.Text); n >= 4 && n <= 300 && b.Size > 1.05*best.Size && strings.ContainsFunc(b.Text, unicode.IsLetter) {
			best = b
		}
	}
	best.Text = text.Clean(best.Text)
	return best, body
}
