package article

import (
	"strings"

	"vigia/internal/forest"
)

// Lesson is a page as the trainer of the body reader sees it.
type Lesson struct {
	p *page
	f *facts
}

// NewLesson lays a page out for the trainer.
func NewLesson(b []byte, contentType, address string) (*Lesson, error) {
	s, _, err := open(b, contentType, address)
	if err != nil {
		return nil, err
	}
	p, err := newPage(s, address)
	if err != nil {
		return nil, err
	}
	return &Lesson{p, newFacts(newLayout(p.doc, nil), p.claims(), nil)}, nil
}

// LessonBlock is what the trainer sees of a block.
type LessonBlock struct {
	Text   string
	Size   float32 // in words
	Linked float32 // share of it that is links
	Kin    int     // blocks in elements of the same names have the same
}

// Blocks gives the blocks of the page, in order.
func (s *Lesson) Blocks() []LessonBlock {
	out := make([]LessonBlock, len(s.f.blocks))
	for i := range s.f.blocks {
		b := &s.f.blocks[i]
		out[i] = LessonBlock{s.f.string(b), b.size, b.linkShare(), int(s.f.kin[i])}
	}
	return out
}

// Words gives what a lexicon learns of a block: places in its weights.
func (s *Lesson) Words(block int) []int {
	var out []int
	b := &s.f.blocks[block]
	for e, up := b.in, 0; e > 0; e, up = s.f.elems[e].parent, up+1 {
		nameWords(s.f.elems[e].node, func(h uint32) {
			if up < 2 {
				out = append(out, int(h%nearWords))
			}
			out = append(out, nearWords+int(h%nearWords))
		})
	}
	textTokens(s.f.words[b.w0:b.w1], func(h uint32) { out = append(out, 2*nearWords+int(h%textWords)) })
	return out
}

// First gives the features of the first look, with what a lexicon tells.
func (s *Lesson) First(x *Lexicon) [][]float32 {
	s.f = newFacts(newLayout(s.p.doc, x), s.f.claims, x)
	return s.f.rows()
}

// Second gives the features of the second look, after First.
func (s *Lesson) Second(first [][]float32, scores []float64) [][]float32 {
	return s.f.second(first, scores)
}

// Text gives the text that the scores of the second look choose.
func (s *Lesson) Text(scores []float64) string {
	return strings.Join(s.f.paragraphs(s.f.pick(scores)), "\n\n")
}

// Grown gives the scores of rows by a forest; a row that is nil is hopeless.
func Grown(f *forest.Forest, rows [][]float32) []float64 {
	out := make([]float64, len(rows))
	for i, x := range rows {
		if out[i] = 3 * hopeless; x != nil {
			out[i] = f.Score(x)
		}
	}
	return out
}
