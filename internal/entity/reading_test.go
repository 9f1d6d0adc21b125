package entity_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"vigia/internal/entity"
	"vigia/internal/newsroom"
	"vigia/internal/text"
)

// TestMentionsIn: a report of which the words are cut already names the same
// people at the same places.
func TestMentionsIn(t *testing.T) {
	reports, err := newsroom.Reports()
	if err != nil {
		t.Fatal(err)
	}
	book := entity.NewBook([]entity.Entity{{ID: "e1", Type: "person", Name: "Ana Belmar"}}, nil)
	day, found := time.Date(2021, 9, 6, 0, 0, 0, 0, time.UTC), 0
	for _, r := range reports {
		for _, body := range r.Paragraphs() {
			want := book.Mentions(r.Title+"\n\n"+body, r.Language, day)
			if d := cmp.Diff(want, book.MentionsIn(text.Read(r.Title, body, r.Language), day)); d != "" {
				t.Errorf("%s: %s", r.ID, d)
			}
			found += len(want)
		}
	}
	if found == 0 {
		t.Error("nobody is named in any report")
	}
}
