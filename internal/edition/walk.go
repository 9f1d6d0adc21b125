package edition

import (
	"context"
	"fmt"
	"strconv"

	"vigia"
	"vigia/internal/article"
	"vigia/internal/db"
	"vigia/internal/desk"
	"vigia/internal/monitor"
	"vigia/internal/policy"
	"vigia/internal/source"
)

// Refresh runs the searches behind an edition's state media again, so that
// approval and publication rest on what the corpus holds now. It changes no
// content.
func Refresh(ctx context.Context, d *db.DB, m *monitor.Monitor, reg *source.Registry, by desk.Person, edition string) error {
	e, err := Get(ctx, d, edition)
	if err != nil || e.Status == Published {
		return err
	}
	s, err := Selection(ctx, d, m, reg, e)
	if err != nil {
		return err
	}
	under := *m
	under.Policy = e.Policy
	found := map[string]policy.Search{}
	for _, id := range policy.Check(e.Policy, s).Counted {
		r, err := article.Get(ctx, d, id)
		if err != nil {
			return err
		}
		if found[id], err = corroborate(ctx, d, &under, reg, r); err != nil {
			return err
		}
	}
	return d.InTx(ctx, func(tx *db.Tx) error {
		for id, search := range found {
			if err := record(tx, by, id, search); err != nil {
				return err
			}
		}
		return nil
	})
}

// Submit hands a draft to a second person.
func Submit(tx *db.Tx, by desk.Person, edition string) error {
	e, err := forChange(tx, by, desk.Triage, edition)
	if err != nil {
		return err
	}
	if e.Status != Draft {
		return conflict(fmt.Sprintf("edition %d is submitted already", e.Number), "load the page again")
	}
	if _, err := tx.Exec(`UPDATE editions SET status = ?, submitted_by = ? WHERE id = ?`, Review, by.ID, e.ID); err != nil {
		return fmt.Errorf("submit edition %d: %w", e.Number, err)
	}
	return desk.Audit(tx, by, "edition submitted", "edition "+strconv.Itoa(e.Number), "revision "+strconv.FormatInt(e.Revision, 10))
}

// Approve is the second person's yes to an edition as it stands now.
func Approve(ctx context.Context, d *db.DB, m *monitor.Monitor, reg *source.Registry, by desk.Person, edition string) error {
	e, err := Get(ctx, d, edition)
	if err != nil {
		return err
	}
	return ApproveRevision(ctx, d, m, reg, by, edition, e.Revision)
}

const approveSQL = `UPDATE editions SET status = ?, approved_by = ?, approved_at = ?, approved_rev = revision WHERE id = ?`

// ApproveRevision approves the revision that the approver saw. The gate must
// be open, and the approver neither have created nor submitted the edition.
func ApproveRevision(ctx context.Context, d *db.DB, m *monitor.Monitor, reg *source.Registry, by desk.Person, edition string, revision int64) error {
	if err := by.Must(desk.Approve); err != nil {
		return err
	}
	e, err := Get(ctx, d, edition)
	if err != nil {
		return err
	}
	if err := approvable(e, by, revision); err != nil {
		return err
	}
	g, err := Check(ctx, d, m, reg, e)
	if err != nil {
		return err
	}
	if vigia.Blocking(g.Findings) {
		return closed(e, g.Findings)
	}
	return d.InTx(ctx, func(tx *db.Tx) error { return approve(tx, m, reg, by, edition, revision) })
}

// approve signs a revision whose texts have passed the gate. What the policy
// judges may change without the revision (a class, a genre, a search), so that
// is judged again here.
func approve(tx *db.Tx, m *monitor.Monitor, reg *source.Registry, by desk.Person, edition string, revision int64) error {
	e, err := forChange(tx, by, desk.Approve, edition)
	if err != nil {
		return err
	}
	if err := approvable(e, by, revision); err != nil {
		return err
	}
	s, err := Selection(tx.Context(), tx, m, reg, e)
	if err != nil {
		return err
	}
	r := policy.Check(e.Policy, s)
	if vigia.Blocking(r.Findings) {
		return closed(e, r.Findings)
	}
	if _, err := tx.Exec(approveSQL, Approved, by.ID, db.Micros(tx.Now), e.ID); err != nil {
		return fmt.Errorf("approve edition %d: %w", e.Number, err)
	}
	return desk.Audit(tx, by, "edition approved", "edition "+strconv.Itoa(e.Number), fmt.Sprintf("revision %d, state media %s", e.Revision, r.Share))
}

func approvable(e Edition, by desk.Person, revision int64) error {
	switch {
	case e.Status == Approved:
		return conflict(fmt.Sprintf("edition %d is approved already", e.Number), "load the page again")
	case e.Status != Review:
		return conflict(fmt.Sprintf("edition %d is a draft, or has become one by a change", e.Number), "submit it first")
	case by.ID == e.SubmittedBy || by.ID == e.CreatedBy:
		return forbidden(fmt.Sprintf("%s created or submitted edition %d and cannot approve it", by.Name, e.Number), "ask another editor")
	case e.Revision != revision:
		return conflict(fmt.Sprintf("edition %d has changed since you read it (revision %d, now %d)", e.Number, revision, e.Revision), "read it again, then approve")
	}
	return nil
}

// closed names the first findings that keep a gate closed.
func closed(e Edition, fs []vigia.Finding) error {
	var blocks []vigia.Finding
	for _, f := range fs {
		if f.Severity == vigia.Block {
			f.Message = f.Path + ": " + f.Message
			blocks = append(blocks, f)
		}
	}
	n := len(blocks)
	p := problem(vigia.ErrRefused, blocks[:min(n, 3)])
	p.What = fmt.Sprintf("the gate of edition %d is closed by %d findings: %s", e.Number, n, p.What)
	return p
}

const publishedSQL = `UPDATE editions SET status = ?, published_at = ? WHERE id = ?`

// MarkPublished closes an approved edition for good. e is the edition as it was
// rendered: it must be the revision that was approved. Its PublishedAt, if the
// renderer has set one, is kept, so that it can be rendered again to the same
// bytes.
func MarkPublished(tx *db.Tx, by desk.Person, e Edition) error {
	now, err := forChange(tx, by, desk.Publish, e.ID)
	if err != nil {
		return err
	}
	if now.Status != Approved || now.ApprovedRevision != now.Revision || now.Revision != e.Revision {
		return conflict(fmt.Sprintf("revision %d of edition %d is not approved", e.Revision, now.Number), "submit it and have it approved")
	}
	at := tx.Now
	if !e.PublishedAt.IsZero() && e.PublishedAt.Before(at) {
		at = e.PublishedAt
	}
	if _, err := tx.Exec(publishedSQL, Published, db.Micros(at), e.ID); err != nil {
		return fmt.Errorf("publish edition %d: %w", now.Number, err)
	}
	return desk.Audit(tx, by, "edition published", "edition "+strconv.Itoa(now.Number), "revision "+strconv.FormatInt(now.Revision, 10))
}
