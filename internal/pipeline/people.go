package pipeline

import (
	"context"
	"slices"
	"sync"

	"vigia/internal/article"
	"vigia/internal/db"
	"vigia/internal/entity"
)

// people is the book of who reports name. It is loaded when it is first asked
// for, and again when what is known has changed, whoever changed it.
type people struct {
	mu   sync.Mutex
	book *entity.Book
}

func (p *people) load(ctx context.Context, q db.Querier) (*entity.Book, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	now, err := entity.Revision(ctx, q)
	if err != nil {
		return nil, err
	}
	if p.book == nil || p.book.Revision != now {
		p.book, err = entity.LoadBook(ctx, q)
	}
	return p.book, err
}

// link finds who is named in a report. Outlets are known by the registry: their
// names are nobody's that a person would have to decide on.
func (p *Pipeline) link(s article.Stored, book *entity.Book) entity.Linked {
	ms := book.Mentions(s.Title+"\n\n"+s.Text, s.Language, s.DayAt)
	ms = slices.DeleteFunc(ms, func(m entity.Mention) bool {
		_, outlet := p.registry.ByName(m.Text)
		return m.Unknown && outlet
	})
	return entity.Linked{Report: s.ID, Outlet: s.Outlet, Revision: book.Revision, Mentions: ms}
}
