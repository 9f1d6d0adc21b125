package edition_test

import (
	"context"
	"testing"

	"vigia"
	"vigia/internal/db"
	"vigia/internal/db/dbtest"
	"vigia/internal/desk"
	"vigia/internal/desk/desktest"
	"vigia/internal/edition"
)

func (r *room) submit(by desk.Person) error {
	return r.Try(func(tx *db.Tx) error { return edition.Submit(tx, by, r.e.ID) })
}

func (r *room) approve(by desk.Person) error {
	return edition.Approve(context.Background(), r.DB, r.Monitor, r.Registry, by, r.e.ID)
}

func (r *room) publish(t *testing.T, by desk.Person) error {
	t.Helper()
	e := r.now(t)
	return r.Try(func(tx *db.Tx) error { return edition.MarkPublished(tx, by, e) })
}

func TestWalk(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		r := open(t, d)
		r.write(t)
		wants(t, r.approve(r.Ernesto), vigia.ErrConflict, "submit it first")
		wants(t, r.publish(t, r.Ernesto), vigia.ErrConflict, "not approved")
		wants(t, r.submit(r.Paula), vigia.ErrForbidden, "keeper")
		if err := r.submit(r.Ana); err != nil {
			t.Fatal(err)
		}
		wants(t, r.submit(r.Bruno), vigia.ErrConflict, "already")
		wants(t, r.approve(r.Bruno), vigia.ErrForbidden, "analyst")
		wants(t, r.approve(r.Elena), vigia.ErrForbidden, "Elena created or submitted")
		if err := r.approve(r.Ernesto); err != nil {
			t.Fatal(err)
		}
		wants(t, r.approve(r.Ernesto), vigia.ErrConflict, "approved already")
		e := r.now(t)
		if e.Status != edition.Approved || e.ApprovedBy != r.Ernesto.ID || e.ApprovedRevision != e.Revision || e.ApprovedAt.IsZero() {
			t.Errorf("approved: %+v", e)
		}
		wants(t, r.publish(t, r.Ana), vigia.ErrForbidden, "analyst")
		if err := r.publish(t, r.Elena); err != nil {
			t.Fatal(err)
		}
		if e := r.now(t); e.Status != edition.Published || e.PublishedAt.IsZero() {
			t.Errorf("published: %+v", e)
		}
		r.closed(t)
	})
}

// closed tries every change of a published edition.
func (r *room) closed(t *testing.T) {
	t.Helper()
	item := r.item(t, r.DB, "V").ID
	for name, change := range map[string]func(*db.Tx) error{
		"head": func(tx *db.Tx) error { return edition.SaveHead(tx, r.Elena, r.e.ID, edition.Head{}) },
		"section": func(tx *db.Tx) error {
			return edition.SaveSection(tx, r.Monitor, r.Elena, r.e.ID, "V", "en", "x", edition.Whatever)
		},
		"special": func(tx *db.Tx) error {
			return edition.SetSpecial(tx, r.Elena, r.e.ID, "a long enough reason here", true, 0, 0)
		},
		"select": func(tx *db.Tx) error {
			_, err := edition.Select(tx, r.Monitor, r.Registry, r.Elena, r.request("rep_2", "V"), edition.Prepared{})
			return err
		},
		"unselect": func(tx *db.Tx) error { return edition.Unselect(tx, r.Elena, item) },
		"move":     func(tx *db.Tx) error { return edition.Move(tx, r.Elena, item, 0) },
		"summary":  func(tx *db.Tx) error { return edition.SaveSummary(tx, r.Elena, item, vigia.Texts{"en": "x."}) },
		"override": func(tx *db.Tx) error { return edition.OverrideItem(tx, r.Elena, item, "a long enough reason here") },
		"genre":    func(tx *db.Tx) error { return edition.ApproveGenre(tx, r.Elena, item) },
		"submit":   func(tx *db.Tx) error { return edition.Submit(tx, r.Elena, r.e.ID) },
		"publish":  func(tx *db.Tx) error { return edition.MarkPublished(tx, r.Elena, r.e) },
	} {
		t.Run(name, func(t *testing.T) {
			wants(t, r.Try(change), vigia.ErrRefused, "corrections come as a correction")
		})
	}
}

// Whoever submitted it cannot approve it either.
func TestSelfApproval(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		r := open(t, d)
		r.write(t)
		if err := r.submit(r.Ernesto); err != nil {
			t.Fatal(err)
		}
		wants(t, r.approve(r.Ernesto), vigia.ErrForbidden, "Ernesto created or submitted")
	})
}

func TestClosedGate(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		r := open(t, d)
		r.write(t)
		r.save(t, "V", "en", "Nobody carries this.")
		if err := r.submit(r.Ana); err != nil {
			t.Fatal(err)
		}
		wants(t, r.approve(r.Ernesto), vigia.ErrRefused, "closed by 1 findings", "sections/V/en/paragraphs/0/sentences/0")
		if e := r.now(t); e.Status != edition.Review {
			t.Errorf("status: %s", e.Status)
		}
	})
}

// Every change of content ends an approval.
func TestChangeEndsApproval(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		r := open(t, d)
		r.write(t)
		r.Put(t, desktest.Report{ID: "rep_3"})
		r.Put(t, desktest.Report{ID: "rep_4", Genre: vigia.Analysis})
		waits := r.choose(t, r.Ana, r.request("rep_4", "V"), edition.Prepared{})
		r.Tx(t, func(tx *db.Tx) error { return edition.ApproveGenre(tx, r.Elena, waits.ID) })
		item := r.item(t, d, "V").ID
		for _, tt := range []struct {
			name   string
			change func(*db.Tx) error
		}{
			{"head", func(tx *db.Tx) error {
				h := edition.Head{Title: vigia.Texts{"en": "Another", "es": "Otro"}}
				return edition.SaveHead(tx, r.Ana, r.e.ID, h)
			}},
			{"section", func(tx *db.Tx) error {
				return edition.SaveSection(tx, r.Monitor, r.Ana, r.e.ID, "V", "en", "Changed. [@rep_1] So. [!judgement]", edition.Whatever)
			}},
			{"summary", func(tx *db.Tx) error { return edition.SaveSummary(tx, r.Ana, item, vigia.Texts{"en": "Changed."}) }},
			{"move", func(tx *db.Tx) error { return edition.Move(tx, r.Ana, item, 1) }},
			{"select", func(tx *db.Tx) error {
				_, err := edition.Select(tx, r.Monitor, r.Registry, r.Ana, r.request("rep_3", "R"), edition.Prepared{})
				return err
			}},
			{"unselect", func(tx *db.Tx) error { return edition.Unselect(tx, r.Ana, waits.ID) }},
			{"special", func(tx *db.Tx) error {
				return edition.SetSpecial(tx, r.Elena, r.e.ID, "a reason that is long enough", true, 0, 0)
			}},
			{"ordinary", func(tx *db.Tx) error { return edition.UnsetSpecial(tx, r.Elena, r.e.ID) }},
		} {
			t.Run(tt.name, func(t *testing.T) {
				if err := r.submit(r.Ana); err != nil {
					t.Fatal(err)
				}
				if err := r.approve(r.Ernesto); err != nil {
					t.Fatal(err)
				}
				approved := r.now(t)
				r.Tx(t, tt.change)
				e := r.now(t)
				if e.Status != edition.Draft || e.Revision != approved.Revision+1 || e.ApprovedBy != "" || e.SubmittedBy != "" || e.ApprovedRevision != 0 {
					t.Errorf("after the change: %+v", e)
				}
				wants(t, r.publish(t, r.Elena), vigia.ErrConflict, "not approved")
				err := r.Try(func(tx *db.Tx) error { return edition.MarkPublished(tx, r.Elena, approved) })
				wants(t, err, vigia.ErrConflict, "not approved")
			})
		}
	})
}

// An approver approves what he read.
func TestApproveRevision(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		r := open(t, d)
		r.write(t)
		read := r.now(t).Revision
		r.save(t, "V", "en", "Changed. [@rep_1] So. [!judgement]")
		if err := r.submit(r.Ana); err != nil {
			t.Fatal(err)
		}
		err := edition.ApproveRevision(context.Background(), d, r.Monitor, r.Registry, r.Ernesto, r.e.ID, read)
		wants(t, err, vigia.ErrConflict, "has changed since you read it")
	})
}
