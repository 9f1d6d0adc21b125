package story

import (
	"sync"

	"vigia/internal/text"
)

// body is the text of a report as it is compared word by word, each view of it
// made when it is first asked for.
type body struct {
	text, language string

	mu      sync.Mutex
	shingle []uint64
	said    [][]uint64
}

// shingles gives the runs of words, each once and in order: cheap to compare
// often.
func (b *body) shingles() []uint64 {
	if b == nil {
		return nil
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.shingle == nil {
		b.shingle = text.Distinct(text.Shingles(b.text, b.language, shingleWords))
	}
	return b.shingle
}

// sentences gives the words of each sentence that say something.
func (b *body) sentences() [][]uint64 {
	if b == nil {
		return nil
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.said == nil {
		b.said = sentences(b.text, b.language)
	}
	return b.said
}

// bare drops what can be made again from the text.
func (b *body) bare() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.said = nil
}
