package web

import (
	"context"
	"net/http"
	"slices"
	"testing"

	"vigia/internal/desk"
	"vigia/internal/story"
)

func (w *world) storyOf(t testing.TB, report string) string {
	t.Helper()
	id, err := story.StoryOf(context.Background(), w.db, report)
	if err != nil {
		t.Fatal(err)
	}
	return id
}

// several is a story with more than one report.
func (w *world) several(t testing.TB) desk.StoryRow {
	t.Helper()
	rows := w.queue(t, desk.Filter{}).Rows
	i := slices.IndexFunc(rows, func(r desk.StoryRow) bool { return len(r.Others) > 1 })
	if i < 0 {
		t.Fatal("no story has three reports")
	}
	return rows[i]
}

func TestStoryPage(t *testing.T) {
	w := newWorld(t)
	row := w.several(t)
	id := w.storyOf(t, row.Lead.ID)
	b := w.as("ana")
	b.get("/story/"+id).has(t, row.Lead.Title, "Who owns whom", "Split off what is ticked", `href="/report/`+row.Others[0].ID+`"`)
	b.get("/report/"+row.Lead.ID).has(t, `href="/story/`+row.Lead.ID+`"`)
	if a := b.get("/story/nothing"); a.StatusCode != http.StatusNotFound {
		t.Errorf("an unknown story: %d", a.StatusCode)
	}
	w.as("teresa").get("/story/"+id).lacks(t, "Split off what is ticked")
}

func TestStoryChanges(t *testing.T) {
	w := newWorld(t)
	row, b := w.several(t), w.as("ana")
	one, other := row.Lead.ID, row.Others[0].ID
	id := w.storyOf(t, one)

	b.follow("/story/"+id, "act", "split", "report", other).has(t, "A story of its own")
	apart := w.storyOf(t, other)
	if apart == id {
		t.Fatal("it was not split off")
	}
	b.follow("/undo", "at", "/desk").has(t, "Undone")
	if got := w.storyOf(t, other); got != id {
		t.Errorf("after undo in %s, want %s", got, id)
	}

	b.follow("/story/"+id, "act", "split", "report", other)
	apart = w.storyOf(t, other)
	b.follow("/story/"+id, "act", "move", "report", one, "to", "http://desk.example/story/"+apart+"/").has(t, "Moved to this story")
	if got := w.storyOf(t, one); got != apart {
		t.Errorf("moved to %s, want %s", got, apart)
	}
	b.follow("/story/"+apart, "act", "merge", "near", id).has(t, "Merged into this story", "What people have decided")
	if got := w.storyOf(t, row.Others[1].ID); got != apart {
		t.Errorf("merged into %s, want %s", got, apart)
	}

	b.follow("/story/"+apart, "act", "split").has(t, "no report to split off")
	b.follow("/story/"+apart, "act", "move", "report", one, "to", "sto_none").has(t, "there is no story")
	b.follow("/story/"+apart, "act", "merge", "to", apart).has(t, "cannot be merged with itself")
	if a := w.as("teresa").post("/story/"+apart, "act", "split", "report", one); a.StatusCode != http.StatusForbidden {
		t.Errorf("a translator may split: %d", a.StatusCode)
	}
}
