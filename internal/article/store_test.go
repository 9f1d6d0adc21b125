package article_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"vigia"
	"vigia/internal/article"
	"vigia/internal/db"
	"vigia/internal/db/dbtest"
)

// capture writes the row that a report needs under it; evidence owns the table.
func capture(t *testing.T, tx *db.Tx, id string) {
	t.Helper()
	if _, err := tx.Exec(`INSERT INTO captures (id, url, final_url, source, at, status, reason, detail, remedy,
		content_type, sha256, size, file, start, length, truncated, robots, via, peer)
		VALUES (?, '', '', '', 0, 200, '', '', '', '', '', 0, '', 0, 0, '', '', 'import', '')`, id); err != nil {
		t.Fatal(err)
	}
}

func TestStore(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := context.Background()
		at := time.Date(2021, 9, 18, 14, 30, 0, 0, time.UTC)
		future := time.Date(9999, 1, 1, 0, 0, 0, 0, time.UTC)
		s := article.Stored{Capture: "cap_1", URL: "https://www.diario.example/politica/celac", Outlet: "diario",
			Report: article.Report{Title: "La cumbre", Byline: []string{"Ana"}, Language: "es", LanguageConfidence: 0.98,
				Published: vigia.Date{At: at, Precision: vigia.ToMin, From: "json-ld"}, Text: "Uno dos.\n\nTres.",
				GenreHint: vigia.News, GenreWhy: "json-ld NewsArticle", Provenance: map[string]string{"title": "json-ld"}, Doubts: []string{"short"}}}
		bare := article.Stored{Capture: "cap_1", Part: "2", Report: article.Report{Title: "Sin dirección", Text: "Texto.", Published: vigia.Date{At: future, Precision: vigia.ToDay}}}
		var put, again, loose article.Stored
		var fresh [3]bool
		if err := d.InTx(ctx, func(tx *db.Tx) (err error) {
			capture(t, tx, "cap_1")
			if put, fresh[0], err = article.Put(tx, s); err != nil {
				return err
			}
			twin := s
			twin.Title = "Otra lectura"
			if again, fresh[1], err = article.Put(tx, twin); err != nil {
				return err
			}
			if loose, fresh[2], err = article.Put(tx, bare); err != nil {
				return err
			}
			if err := article.SetStage(tx, put.ID, article.Placed); err != nil {
				return err
			}
			return article.Misread(tx, "cap_1", "no text", "open the page")
		}); err != nil {
			t.Fatal(err)
		}
		if fresh != [3]bool{true, false, true} || again.ID != put.ID || again.Title != "La cumbre" {
			t.Errorf("fresh %v, again %s %q", fresh, again.ID, again.Title)
		}
		if !put.DayAt.Equal(at) || !loose.DayAt.Equal(loose.ArrivedAt) || !strings.HasPrefix(loose.Key, "sha256:") || loose.Kind != vigia.MediaReport {
			t.Errorf("completed: %+v %+v", put, loose)
		}
		got, err := article.Get(ctx, d, put.ID)
		if err != nil {
			t.Fatal(err)
		}
		want := put
		want.Stage = article.Placed
		if diff := cmp.Diff(want, got, cmpopts.EquateApproxTime(time.Microsecond), cmpopts.IgnoreFields(article.Report{}, "Canonical")); diff != "" {
			t.Error(diff)
		}
		if _, err := article.Get(ctx, d, "rep_none"); !errors.Is(err, vigia.ErrNotFound) {
			t.Errorf("no such report: %v", err)
		}
		if s, err := article.ByCapture(ctx, d, "cap_1"); err != nil || s.ID != put.ID {
			t.Errorf("by capture: %s, %v", s.ID, err)
		}
		for _, c := range []struct {
			f    article.Filter
			want int
		}{
			{article.Filter{}, 2}, {article.Filter{Stage: article.AsRead}, 1}, {article.Filter{Outlet: "diario", Language: "es"}, 1},
			{article.Filter{From: at, To: at.Add(time.Second)}, 1}, {article.Filter{To: at}, 0}, {article.Filter{Limit: 1}, 1},
		} {
			if got, err := article.List(ctx, d, c.f); err != nil || len(got) != c.want {
				t.Errorf("%+v: %d, %v; want %d", c.f, len(got), err, c.want)
			}
		}
		if m, err := article.ByIDs(ctx, d, []string{put.ID, loose.ID, "rep_none"}); err != nil || len(m) != 2 {
			t.Errorf("by ids: %v, %v", m, err)
		}
	})
}
