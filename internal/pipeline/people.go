package pipeline

import (
	"context"
	"sync"

	"vigia/internal/db"
	"vigia/internal/entity"
)

// people is the book of who reports name. It is loaded when it is first asked
// for, and again after a list has changed.
type people struct {
	mu   sync.Mutex
	book *entity.Book
}

func (p *people) load(ctx context.Context, q db.Querier) (*entity.Book, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	var err error
	if p.book == nil {
		p.book, err = entity.LoadBook(ctx, q)
	}
	return p.book, err
}

// forget lets the book be loaded anew.
func (p *people) forget() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.book = nil
}
