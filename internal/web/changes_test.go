package web

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"vigia/internal/article"
	"vigia/internal/db"
	"vigia/internal/evidence"
	"vigia/internal/watch"
)

// changes lets cited pages change in every way.
func (s *seeder) changes() error {
	var ids []string
	err := s.tx(func(tx *db.Tx) error {
		if _, err := watch.Enrol(tx, watch.Schedule{time.Hour, 24 * time.Hour}); err != nil {
			return err
		}
		rows, err := tx.Query(s.ctx, `SELECT w.report FROM watched w JOIN reports r ON r.id = w.report ORDER BY r.language = 'fa' DESC, w.report`)
		ids, err = db.Collect(rows, err, func(r *db.Rows) (id string, err error) { return id, r.Scan(&id) })
		return err
	})
	if err != nil {
		return err
	}
	for i, kind := range append([]watch.Kind{watch.Edited}, watch.Alarming...) {
		if err := s.change(ids[i], kind); err != nil {
			return err
		}
	}
	return nil
}

// change looks twice at a page: once nothing is different, then something is.
func (s *seeder) change(id string, kind watch.Kind) error {
	r, err := article.Get(s.ctx, s.db, id)
	if err != nil {
		return err
	}
	for _, k := range []watch.Kind{watch.Same, kind} {
		s.at = s.at.Add(25 * time.Hour)
		c, err := s.evidence.KeepResource(s.ctx, r.URL, []byte("<!doctype html><p>"+string(k)), "text/html", evidence.ViaImport)
		if err != nil {
			return err
		}
		l := watch.Look{Report: id, Capture: c.ID, Kind: k, Before: watch.Of(r.Report)}
		now := r.Report
		switch k {
		case watch.Same:
			l.Before = watch.Reading{}
		case watch.Removed:
			l.Detail = "not-found: the site answered with status 404 Not Found"
		case watch.Unreachable:
			l.Detail = "dns: no such host"
		case watch.Blocked:
			l.Detail = "forbidden: the site answered with status 403 Forbidden"
		case watch.Moved:
			l.Detail, l.After = r.URL+"?moved", watch.Of(now)
		default:
			ps := strings.Split(r.Text, "\n\n")
			words := strings.Fields(ps[0])
			words[len(words)/2] = "«" + words[0] + "»"
			ps[0] = strings.Join(words, " ")
			if now.Text = strings.Join(ps[:len(ps)-1], "\n\n"); kind == watch.Corrected {
				now.Text += "\n\nCorrección: una versión anterior de este texto decía otra cosa."
			}
			if kind == watch.Headline {
				now.Title = "Otra vez: " + now.Title
			}
			l.After = watch.Of(now)
		}
		err = s.tx(func(tx *db.Tx) error {
			if err := evidence.Insert(tx, c); err != nil {
				return err
			}
			_, err := watch.Record(tx, watch.Schedule{time.Hour, 24 * time.Hour}, l)
			return err
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// changed is a report whose page has changed in a way; of edited ones the
// first, which is written from right to left.
func (w *world) changed(t testing.TB, kind string) (id string) {
	t.Helper()
	if err := w.db.QueryRow(t.Context(), `SELECT report FROM watched WHERE kind = ? ORDER BY changed_at LIMIT 1`, kind).Scan(&id); err != nil {
		t.Fatal(err)
	}
	return id
}

func TestChanges(t *testing.T) {
	w := newWorld(t)
	ana := w.as("ana")
	list := ana.get("/changes")
	for _, want := range []string{"Removed", "corrected", "headline changed", "behind a paywall now", "/edition/22"} {
		if !strings.Contains(strings.ToLower(list.body), strings.ToLower(want)) {
			t.Errorf("the list says nothing of %q: %s", want, textOf(list.body))
		}
	}
	if a := ana.get("/changes?kind=moved"); strings.Count(a.body, `<a class="word"`) != 1 {
		t.Errorf("%d moved pages, want one", strings.Count(a.body, `<a class="word"`))
	}
	id := w.changed(t, "headline")
	path := "/report/" + id + "/changes"
	a := ana.get(path)
	for _, want := range []string{"headline changed", `<ins><span class="vh" dir="ltr">[new] </span>Otra vez: </ins>`, "<del>", "As cited", "As it is now", "View as captured", "Take note"} {
		if !strings.Contains(a.body, want) {
			t.Errorf("nothing of %q: %s", want, textOf(a.body))
		}
	}
	if a := ana.get("/report/" + id); !strings.Contains(a.body, "Changed since cited") || !strings.Contains(a.body, path) {
		t.Errorf("the report has no notice")
	}
	if a := w.as("teresa").post(path, "do", "note", "look", "x"); a.StatusCode != http.StatusForbidden {
		t.Errorf("a translator takes note: %d", a.StatusCode)
	}
	if a := ana.follow(path, "do", "note", "look", "lok_old"); !strings.Contains(a.body, "has changed since") {
		t.Errorf("note of an old look: %s", textOf(a.body))
	}
	var look string
	if err := w.db.QueryRow(t.Context(), `SELECT look FROM watched WHERE report = ?`, id).Scan(&look); err != nil {
		t.Fatal(err)
	}
	if a := ana.follow(path, "do", "note", "look", look); !strings.Contains(a.body, "You have taken note") || !strings.Contains(a.body, "noted by Ana Belmonte") || strings.Contains(a.body, ">Take note<") {
		t.Errorf("noted: %s", textOf(a.body))
	}
	if a := ana.get("/changes"); strings.Contains(a.body, path) {
		t.Errorf("what was noted is still listed")
	}
	if a := ana.get("/changes?noted=1"); !strings.Contains(a.body, path) {
		t.Errorf("what was noted is nowhere")
	}
	if a := ana.follow(path, "do", "again"); !strings.Contains(a.body, "looked at again within minutes") {
		t.Errorf("look again: %s", textOf(a.body))
	}
	if a := ana.post(path, "do", "what"); a.StatusCode != http.StatusUnprocessableEntity {
		t.Errorf("an unknown act: %d", a.StatusCode)
	}
	for _, edition := range []string{"/edition/22", "/edition/22/section/overview"} {
		if a := w.as("elena").get(edition); !strings.Contains(a.body, `class="cite-changed"`) {
			t.Errorf("%s has no notice", edition)
		}
	}
}
