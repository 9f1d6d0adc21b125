package pipeline

import (
	"cmp"
	"context"
	"fmt"
	"reflect"
	"slices"

	"vigia"
	"vigia/internal/article"
	"vigia/internal/db"
	"vigia/internal/desk"
	"vigia/internal/edition"
	"vigia/internal/entity"
	"vigia/internal/evidence"
	"vigia/internal/search"
)

// foresee tells what settleAgain would do.
func (p *Pipeline) foresee(ctx context.Context, as []second) (err error) {
	for i := range as {
		a := &as[i]
		if a.Outcome == Changed && article.Says(a.Changes) {
			if a.Why, err = heldBy(ctx, p.DB, a.was.ID); err != nil {
				return err
			}
			if err := a.hold(ctx, p.DB); err != nil {
				return err
			}
		}
	}
	return nil
}

// hold lets a change wait if somebody has decided on the report, or notes that
// an editor has answered it.
func (a *second) hold(ctx context.Context, q db.Querier) error {
	if a.Why == "" {
		return nil
	}
	a.Outcome = Waits
	last, asked, err := article.LatestReread(ctx, q, a.was.ID)
	if err == nil && asked && last.State == article.Refused && equal(last.Changes, a.Changes) {
		a.Outcome = Answered
	}
	return err
}

// settleAgain writes what came of one second reading, unless somebody else has
// read the report again meanwhile.
func (p *Pipeline) settleAgain(tx *db.Tx, a *second) error {
	if a.was.ID != "" {
		s, err := article.Get(tx.Context(), tx, a.was.ID)
		if err != nil || s.Version != a.was.Version {
			a.Outcome = ""
			return err
		}
	}
	switch a.Outcome {
	case Arrived:
		if err := article.Unmisread(tx, a.Capture); err != nil {
			return err
		}
		fresh, err := p.accept(tx, a.now)
		if err != nil {
			return err
		}
		s, err := article.ByKey(tx.Context(), tx, a.now.Key)
		if a.Report = s.ID; !fresh {
			a.Outcome = Same // another capture of its address is the report
		}
		return err
	case StillNone:
		return misread(tx, a.Capture, a.misread)
	case Same:
		if err := article.DropWaiting(tx, a.was.ID); err != nil {
			return err
		}
		return article.Update(tx, a.now)
	case Changed:
		return p.settleChange(tx, a)
	}
	return nil
}

func (p *Pipeline) settleChange(tx *db.Tx, a *second) (err error) {
	r := article.Reread{Report: a.was.ID, From: a.was.Version, To: article.Version, Changes: a.Changes, State: article.Applied}
	if article.Says(a.Changes) {
		if a.Why, err = heldBy(tx.Context(), tx, a.was.ID); err != nil {
			return err
		}
	}
	if err := a.hold(tx.Context(), tx); err != nil || a.Outcome == Answered {
		return err
	}
	if a.Outcome == Waits {
		last, asked, err := article.LatestReread(tx.Context(), tx, a.was.ID)
		if err != nil || asked && last.State == article.Waiting && last.To == r.To && equal(last.Changes, r.Changes) {
			return err // it waits already
		}
		r.State = article.Waiting
		_, err = article.PutReread(tx, r)
		return err
	}
	if _, err := article.PutReread(tx, r); err != nil {
		return err
	}
	return p.renew(tx, *a)
}

// renew puts a new reading in the place of the old one, everywhere.
func (p *Pipeline) renew(tx *db.Tx, a second) error {
	if err := article.Update(tx, a.now); err != nil {
		return err
	}
	if !article.Says(a.Changes) || a.was.Stage != article.Labelled {
		return nil // what does not say anything else, or will be placed anyway
	}
	if err := p.placer.Again(tx, a.now); err != nil {
		return err
	}
	if err := p.labels.Put(tx, a.now.ID, a.labels); err != nil {
		return fmt.Errorf("label report %s: %w", a.now.ID, err)
	}
	a.mentions.Report = a.now.ID
	if _, err := entity.PutMentions(tx, a.mentions); err != nil {
		return err
	}
	err := p.Search.Put(tx, search.Doc{ID: a.now.ID, Kind: search.Report, Title: a.now.Title, Text: a.now.Text, Language: a.now.Language, At: a.now.DayAt})
	if err != nil {
		return fmt.Errorf("index report %s: %w", a.now.ID, err)
	}
	return nil
}

// AcceptReading puts the new reading of a report that waits in the place of
// the old one: an editor has seen the difference. What the reader says by now
// must be just that.
func (p *Pipeline) AcceptReading(ctx context.Context, by desk.Person, id string) error {
	if err := by.Must(desk.Approve); err != nil {
		return err
	}
	r, err := article.GetReread(ctx, p.DB, id)
	if err != nil {
		return err
	}
	a := second{Rereading: Rereading{Report: r.Report}}
	if a.was, err = article.Get(ctx, p.DB, r.Report); err != nil {
		return err
	}
	if a.capture, err = evidence.Get(ctx, p.DB, a.was.Capture); err != nil {
		return err
	}
	if err := p.readAgain(ctx, &a); err != nil {
		return err
	}
	if a.Outcome != Changed && a.Outcome != Same {
		return &vigia.Problem{Kind: vigia.ErrConflict, What: "the page cannot be read again: " + cmp.Or(a.Reason, "there is no page"), Remedy: cmp.Or(a.Remedy, "refuse the new reading")}
	}
	agreed := equal(a.Changes, r.Changes)
	err = p.DB.InTx(ctx, func(tx *db.Tx) error {
		if err := tx.Serial("place"); err != nil {
			return err
		}
		if !agreed {
			return p.settleAgain(tx, &a)
		}
		if err := desk.AcceptReading(tx, by, r); err != nil {
			return err
		}
		if err := edition.Reread(tx, by, a.was.ID, a.was.Text, a.now.Text); err != nil {
			return err
		}
		return p.renew(tx, a)
	})
	if err == nil && !agreed {
		err = &vigia.Problem{Kind: vigia.ErrConflict, What: "the reader reads the page differently since you looked", Remedy: "look at the difference as it is now, and decide again"}
	}
	return err
}

func equal(a, b []article.Change) bool {
	return slices.EqualFunc(a, b, func(x, y article.Change) bool { return reflect.DeepEqual(x, y) })
}

// heldBySQL tells what a report is held by, the weightiest first.
const heldBySQL = `
	SELECT CASE
		WHEN EXISTS (SELECT 1 FROM citations WHERE report = r.id) THEN 'cited'
		WHEN EXISTS (SELECT 1 FROM items WHERE report = r.id) THEN 'selected'
		WHEN EXISTS (SELECT 1 FROM decisions WHERE report = r.id) THEN 'decided'
		WHEN EXISTS (SELECT 1 FROM labels WHERE report = r.id AND by <> 'machine') THEN 'labelled'
		WHEN EXISTS (SELECT 1 FROM story_members WHERE report = r.id AND by <> 'machine') THEN 'moved'
		WHEN EXISTS (SELECT 1 FROM relays WHERE report = r.id AND by <> 'machine') THEN 'moved'
		ELSE '' END
	FROM reports r WHERE r.id = ?`

// heldBy says why a report may not change by itself, "" if it may.
func heldBy(ctx context.Context, q db.Querier, report string) (why string, err error) {
	if err := q.QueryRow(ctx, heldBySQL, report).Scan(&why); err != nil {
		return "", fmt.Errorf("what holds report %s: %w", report, err)
	}
	return why, nil
}
