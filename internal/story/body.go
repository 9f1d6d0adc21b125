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
	runs    int // of words, before each is taken once
	said    *saying
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
		all := text.Shingles(b.text, b.language, shingleWords)
		b.shingle, b.runs = text.Distinct(all), len(all)
	}
	return b.shingle
}

// sayings gives the words of each sentence that say something.
func (b *body) sayings() saying {
	if b == nil {
		return saying{}
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.said == nil {
		s := sayings(b.text, b.language)
		b.said = &s
	}
	return *b.said
}

// bare drops what can be made again from the text.
func (b *body) bare() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.said, b.shingle = nil, nil
}

// isCut reports whether anything is held beside the text.
func (b *body) isCut() bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.said != nil || b.shingle != nil
}
