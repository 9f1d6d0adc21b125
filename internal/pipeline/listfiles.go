package pipeline

import (
	"cmp"
	"context"
	"fmt"
	"regexp"
	"time"

	"vigia"
	"vigia/internal/db"
	"vigia/internal/desk"
	"vigia/internal/entity"
	"vigia/internal/evidence"
	"vigia/internal/sanction"
	"vigia/internal/source"
)

// Versions of official lists that people bring as files, and what people say of
// versions that are held.

// TakenVersion is what became of a version of a list.
type TakenVersion struct {
	entity.ListVersion
	Since  time.Time      // day of the version before; zero if there is none
	Acts   []sanction.Act // what is different
	Names  int            // names that a file of names adds
	Known  bool           // the same bytes were read before
	Report string         // that tells the difference, "" if there is none
	Faults []vigia.Finding
}

var listKey = regexp.MustCompile(`^[a-z0-9][a-z0-9-]{0,59}$`)

// TakeList compares a file, the version of a list as of a day, with the version
// before, and keeps it as evidence. The list is that of the source of the kind
// list whose outlet has the key; without one it has its key only.
func (p *Pipeline) TakeList(ctx context.Context, list string, day time.Time, body []byte) (t TakenVersion, err error) {
	if !listKey.MatchString(list) {
		return t, bad(fmt.Sprintf("%q cannot be the key of a list", list), "give the key of the outlet that publishes it: small letters, digits and hyphens")
	}
	v, faults, err := sanction.Read(body)
	if err != nil {
		return t, err
	}
	if len(v.Subjects)+len(v.Extra) == 0 {
		return t, bad("there is no entry of a list in it", "look whether the file is whole, and the list itself")
	}
	src, err := p.listSource(ctx, list)
	if err != nil {
		return t, err
	}
	c, known, err := evidence.BySHA256(ctx, p.DB, digest(body), src.URL)
	if err == nil && !known {
		c, err = p.Evidence.KeepResource(ctx, src.URL, body, "application/octet-stream", evidence.ViaImport)
	}
	if err != nil {
		return t, fmt.Errorf("keep the list %s: %w", list, err)
	}
	err = p.DB.InTx(ctx, func(tx *db.Tx) error {
		if err := evidence.Insert(tx, c); err != nil { // does nothing if it is known
			return err
		}
		t, err = p.takeListed(tx, src, c, day, v)
		return err
	})
	t.Known, t.Faults = known, faults
	return t, err
}

// listSource is the source of a list, or what stands in for one.
func (p *Pipeline) listSource(ctx context.Context, list string) (source.Source, error) {
	all, err := source.Sources(ctx, p.DB)
	if err != nil {
		return source.Source{}, err
	}
	for _, s := range all {
		if s.Kind == "list" && s.Outlet == list {
			return s, nil
		}
	}
	s := source.Source{Outlet: list, Title: list}
	if o, ok := p.registry.At(list, p.Clock.Now()); ok {
		s.Title = cmp.Or(o.Name, list)
	}
	return s, nil
}

// ConfirmList records that a person says a held version is right, and takes it.
func (p *Pipeline) ConfirmList(ctx context.Context, by desk.Person, capture, why string) (t TakenVersion, err error) {
	held, err := p.held(ctx, capture)
	if err != nil {
		return t, err
	}
	c, err := evidence.Get(ctx, p.DB, capture)
	if err != nil {
		return t, err
	}
	page, err := p.Evidence.Open(ctx, c)
	if err != nil {
		return t, err
	}
	v, faults, err := sanction.Read(page.Body)
	if err != nil {
		return t, err
	}
	src, err := p.listSource(ctx, held.List)
	if err != nil {
		return t, err
	}
	err = p.DB.InTx(ctx, func(tx *db.Tx) error {
		if err := decideList(tx, by, held, entity.Confirmed, why); err != nil {
			return err
		}
		t, err = p.takeListed(tx, src, c, held.Day, v)
		return err
	})
	t.Faults = faults
	return t, err
}

// RefuseList records that a person says a held version is a fault.
func (p *Pipeline) RefuseList(ctx context.Context, by desk.Person, capture, why string) (entity.ListVersion, error) {
	held, err := p.held(ctx, capture)
	if err != nil {
		return held, err
	}
	return held, p.DB.InTx(ctx, func(tx *db.Tx) error { return decideList(tx, by, held, entity.Refused, why) })
}

func (p *Pipeline) held(ctx context.Context, capture string) (entity.ListVersion, error) {
	vs, err := entity.Versions(ctx, p.DB, "")
	if err != nil {
		return entity.ListVersion{}, err
	}
	for _, v := range vs {
		if v.Capture == capture && v.State == entity.Held {
			return v, nil
		}
	}
	return entity.ListVersion{}, &vigia.Problem{Kind: vigia.ErrNotFound, What: fmt.Sprintf("no version of a list with the capture %s waits for an answer", capture),
		Remedy: "'vigia lists versions' shows the versions and their captures"}
}

// decideList needs a word: who reads it later asks how the person knew. The
// command line has no person; whoever runs it may do all.
func decideList(tx *db.Tx, by desk.Person, v entity.ListVersion, state, why string) error {
	if why == "" {
		return bad("a decision about a version of a list needs a reason", "say in a few words how you know, with --why")
	}
	if err := entity.Decide(tx, v.List, v.Capture, state, cmp.Or(by.ID, "command line"), why); err != nil {
		return err
	}
	return desk.Audit(tx, by, "version of a list "+state, v.List, v.Capture)
}
