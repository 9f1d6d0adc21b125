package publish_test

import (
	"context"
	"crypto/ed25519"
	"errors"
	"log/slog"
	"os"
	"path/filepath"
	"testing"

	"vigia"
	"vigia/internal/db"
	"vigia/internal/db/dbtest"
	"vigia/internal/desk"
	"vigia/internal/desk/desktest"
	"vigia/internal/edition"
	"vigia/internal/evidence"
	"vigia/internal/publish"
)

// house is a desk with an approved edition.
type house struct {
	*desktest.World
	store *evidence.Store
	e     edition.Edition
	dir   string
	key   ed25519.PrivateKey
}

func newHouse(t *testing.T, d *db.DB) *house {
	t.Helper()
	h := &house{World: desktest.New(t, d), dir: filepath.Join(t.TempDir(), "site"), key: ed25519.NewKeyFromSeed(make([]byte, ed25519.SeedSize))}
	var err error
	if h.store, err = evidence.New(slog.New(slog.DiscardHandler), d, t.TempDir(), vigia.SystemClock{}); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { h.store.Close() })
	h.Put(t, desktest.Report{ID: "rep_1", Text: "La cumbre se abrió el 18 de septiembre en Ciudad de México."})
	h.Put(t, desktest.Report{ID: "rep_2", Outlet: "isthmus", Language: "en", Networks: []string{"R"}})
	h.keep(t, "cap_rep_1")
	h.keep(t, "cap_rep_2")
	h.Tx(t, func(tx *db.Tx) (err error) {
		h.e, err = edition.Create(tx, h.Monitor, h.Elena, edition.New{Number: 23, From: desktest.Day(8, 1).At, To: desktest.Day(9, 30).At, Title: vigia.Texts{"en": "A title"}})
		return err
	})
	h.fill(t)
	return h
}

// keep gives a capture of the sample desk real bytes.
func (h *house) keep(t *testing.T, id string) {
	t.Helper()
	c, err := h.store.KeepResource(context.Background(), "https://a.example/"+id, []byte("page "+id), "text/html", "import")
	if err != nil {
		t.Fatal(err)
	}
	h.Tx(t, func(tx *db.Tx) error {
		_, err := tx.Exec(`UPDATE captures SET sha256 = ?, size = ?, file = ?, start = ?, length = ? WHERE id = ?`, c.SHA256, c.Size, c.File, c.Start, c.Length, id)
		return err
	})
}

// fill selects, writes, submits and approves.
func (h *house) fill(t *testing.T) {
	t.Helper()
	ctx := context.Background()
	for report, digest := range map[string]string{"rep_1": "V", "rep_2": "R"} {
		_, err := edition.Choose(ctx, h.DB, h.Monitor, h.Registry, h.Ana, edition.SelectRequest{Edition: h.e.ID, Report: report, Digest: digest,
			Summary: vigia.Texts{"en": "The summit opened.", "es": "Se abrió la cumbre."}, Dimensions: []string{"diplomatic"}})
		if err != nil {
			t.Fatal(err)
		}
	}
	h.Tx(t, func(tx *db.Tx) error {
		for _, key := range []string{edition.OverviewKey, "V", "R"} {
			for lang, text := range map[string]string{"en": "The summit opened in Mexico City on 18 September. [@rep_1]", "es": "La cumbre se abrió en Ciudad de México el 18 de septiembre. [@rep_1]"} {
				if err := edition.SaveSection(tx, h.Monitor, h.Ana, h.e.ID, key, lang, text, edition.Whatever); err != nil {
					return err
				}
			}
		}
		if err := edition.SaveHead(tx, h.Elena, h.e.ID, edition.Head{Title: vigia.Texts{"en": "A title", "es": "Un título"}}); err != nil {
			return err
		}
		return edition.Submit(tx, h.Ana, h.e.ID)
	})
	if err := edition.Approve(ctx, h.DB, h.Monitor, h.Registry, h.Ernesto, h.e.ID); err != nil {
		t.Fatal(err)
	}
}

func (h *house) publish(by desk.Person, dir string) (publish.Publication, error) {
	return publish.Publish(context.Background(), slog.New(slog.DiscardHandler), h.DB, h.store, h.Monitor, h.Registry, by, h.e.ID, dir, publish.Options{Key: h.key})
}

func TestPublish(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newHouse(t, d)
		if _, err := h.publish(h.Ana, h.dir); !errors.Is(err, vigia.ErrForbidden) {
			t.Errorf("an analyst: %v", err)
		}
		p, err := h.publish(h.Elena, h.dir)
		if err != nil {
			t.Fatal(err)
		}
		r, err := publish.Verify(h.dir)
		if err != nil || !r.OK() || r.Editions[0].Share.String() != "0 of 2 (0.0 %)" || r.Editions[0].Manifest != p.Manifest {
			t.Fatalf("%+v, %v", r, err)
		}
		e, err := edition.Get(context.Background(), d, h.e.ID)
		if err != nil || e.Status != edition.Published || !e.PublishedAt.Equal(p.At) {
			t.Errorf("%s at %v, %v; published at %v", e.Status, e.PublishedAt, err, p.At)
		}
		again, err := h.publish(h.Elena, h.dir)
		if err != nil || again != p {
			t.Errorf("published twice: %+v, %v; want %+v", again, err, p)
		}
		// A site that was lost comes out as it was.
		if err := os.RemoveAll(h.dir); err != nil {
			t.Fatal(err)
		}
		if again, err = h.publish(h.Elena, h.dir); err != nil || again != p {
			t.Errorf("after a loss: %+v, %v", again, err)
		}
		h.key[0] ^= 1 // another key makes another manifest
		h.key = ed25519.NewKeyFromSeed(h.key.Seed())
		if _, err := h.publish(h.Elena, filepath.Join(t.TempDir(), "other")); !errors.Is(err, vigia.ErrRefused) {
			t.Errorf("a site that would come out differently: %v", err)
		}
	})
}

// A run that ended between the swap and the database is finished by the next.
func TestPublishGoesOnAfterTheSwap(t *testing.T) {
	h := newHouse(t, dbtest.Lite(t))
	p, err := h.publish(h.Elena, h.dir)
	if err != nil {
		t.Fatal(err)
	}
	h.Tx(t, func(tx *db.Tx) error {
		if _, err := tx.Exec(`DELETE FROM publications`); err != nil {
			return err
		}
		_, err := tx.Exec(`UPDATE editions SET status = 'approved', published_at = 0`)
		return err
	})
	again, err := h.publish(h.Elena, h.dir)
	if err != nil || again.Manifest != p.Manifest || !again.At.Equal(p.At) {
		t.Errorf("%+v, %v; want the manifest and time of %+v", again, err, p)
	}
}

func TestPublishRefusesWhatIsNotApproved(t *testing.T) {
	h := newHouse(t, dbtest.Lite(t))
	h.Tx(t, func(tx *db.Tx) error {
		return edition.SaveSection(tx, h.Monitor, h.Ana, h.e.ID, "V", "en", "Something new. [!judgement]", edition.Whatever)
	})
	if _, err := h.publish(h.Elena, h.dir); !errors.Is(err, vigia.ErrConflict) {
		t.Errorf("changed after the approval: %v", err)
	}
	if _, err := os.Stat(h.dir); err == nil {
		t.Error("a site was written")
	}
}
