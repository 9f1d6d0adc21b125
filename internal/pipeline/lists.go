package pipeline

import (
	"context"
	"fmt"
	"time"

	"vigia"
	"vigia/internal/address"
	"vigia/internal/article"
	"vigia/internal/db"
	"vigia/internal/entity"
	"vigia/internal/evidence"
	"vigia/internal/fetch"
	"vigia/internal/sanction"
	"vigia/internal/source"
)

// pollVersion keeps a version of an official list and makes one report of what
// is different from the version before. A version that looks like a fault
// changes nothing: the source shows why, until a person confirms it.
func (p *Pipeline) pollVersion(ctx context.Context, src source.Source, x *fetch.Exchange, poll source.Poll) error {
	v, faults, err := sanction.Read(x.Decoded)
	for _, f := range faults {
		poll.Warnings = append(poll.Warnings, f.Path+": "+f.Message)
	}
	if err != nil {
		poll.Reason, poll.Detail, poll.Remedy = "parser", "there is no entry of a list in it", "open the address in a browser; look for the list's new address"
	}
	c, keepErr := p.keepOnce(ctx, x, src)
	if keepErr != nil {
		return keepErr
	}
	return p.DB.InTx(ctx, func(tx *db.Tx) error {
		if err := evidence.Insert(tx, c); err != nil { // does nothing if it is known
			return err
		}
		poll.Items = len(v.Subjects)
		if err == nil {
			if err := p.takeVersion(tx, src, c, v, &poll); err != nil {
				return fmt.Errorf("list %s: %w", src.Outlet, err)
			}
		}
		return p.polled(ctx, tx, poll)
	})
}

// takeVersion compares a version with the one before.
func (p *Pipeline) takeVersion(tx *db.Tx, src source.Source, c evidence.Capture, v sanction.Version, poll *source.Poll) error {
	t, err := p.takeListed(tx, src, c, poll.At, v)
	if err != nil {
		return err
	}
	poll.Fresh = len(t.Acts) + t.Names
	if t.State == entity.Held {
		poll.Reason, poll.Detail = "parser", t.Why
		poll.Remedy = "compare it with the publisher's page, then 'vigia lists confirm " + c.ID + "' or 'vigia lists refuse " + c.ID + "'"
	}
	return nil
}

// takeListed compares a version with the one before, or adds the names of a
// file that goes with a list, and makes the report.
func (p *Pipeline) takeListed(tx *db.Tx, src source.Source, c evidence.Capture, day time.Time, v sanction.Version) (t TakenVersion, err error) {
	if len(v.Subjects) == 0 && len(v.Extra) > 0 {
		t.List, t.Capture, t.Day, t.Format = src.Outlet, c.ID, day, v.Format
		t.Names, err = entity.AddNames(tx, src.Outlet, v.Extra)
		return t, err
	}
	if t.ListVersion, t.Acts, t.Since, err = entity.Take(tx, src.Outlet, c.ID, day, v); err != nil || len(t.Acts) == 0 {
		return t, err
	}
	t.Report, err = p.putNews(tx, src, c, t.Since, t.Day, t.Acts)
	return t, err
}

// putNews makes the one report of a version's difference. It is an official
// document and no media report, whatever the registry says of its publisher.
func (p *Pipeline) putNews(tx *db.Tx, src source.Source, c evidence.Capture, since, day time.Time, acts []sanction.Act) (id string, err error) {
	news := sanction.Tell(src.Title, since, day, acts)
	part := day.Format(time.DateOnly)
	r := article.FromText(news.Title, news.Text, src.URL, part, "en")
	r.GenreHint, r.GenreWhy = vigia.List, "a version of an official list, compared with the one before"
	s := p.stored(c, part, src.URL+"#"+part, r)
	s.Key, s.URL, s.Kind = "list:"+src.Outlet+"#"+part, src.URL, vigia.OfficialDocument
	if src.URL != "" {
		s.Key = address.Key(src.URL) + "#" + part
	}
	if _, known := p.registry.At(src.Outlet, s.DayAt); s.Outlet == "" && known {
		s.Outlet = src.Outlet
	}
	s, _, err = article.Put(tx, s)
	return s.ID, err
}
