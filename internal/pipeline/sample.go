package pipeline

import (
	"context"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"

	"vigia"
	"vigia/internal/address"
	"vigia/internal/article"
	"vigia/internal/db"
	"vigia/internal/desk"
	"vigia/internal/edition"
	"vigia/internal/newsroom"
)

// Sample lets the sample period pass: day by day it collects what the sample
// press publishes, and on each edition's anchor day it plays the sample desk
// through the functions that a person's browser calls.
type Sample struct {
	Pipeline *Pipeline
	News     *newsroom.Newsroom
	Clock    *newsroom.Clock
	Publish  func(ctx context.Context, by desk.Person, e edition.Edition) error
	// Until ends the period early, before the editions that come later: their
	// work is left to whoever opens the desk. Zero: to the end.
	Until time.Time
	// Progress is told after every day.
	Progress func(day time.Time, n desk.Counts)

	people map[string]desk.Person
}

// SampleStart is the first day of the sample press.
var SampleStart = time.Date(2021, 6, 1, 12, 0, 0, 0, time.UTC)

// deskHour is when, on its anchor day, an edition is closed.
const deskHour = 18 * time.Hour

const sampleDayMark = "sample.day"

// writtenSQL is when anything was last written: a run that was cut short, or
// that a person worked in, is further than its last whole day.
const writtenSQL = `
	SELECT COALESCE(MAX(at), 0) FROM (
		SELECT MAX(at) AS at FROM captures UNION ALL SELECT MAX(at) FROM polls
		UNION ALL SELECT MAX(at) FROM decisions UNION ALL SELECT MAX(at) FROM audit) AS written`

// Passed is the instant that an earlier run has come to. Time never goes back:
// what was done first stays first.
func Passed(ctx context.Context, q db.Querier) (time.Time, error) {
	at := SampleStart
	var s string
	err := q.QueryRow(ctx, `SELECT value FROM marks WHERE key = ?`, sampleDayMark).Scan(&s)
	if err == nil {
		at, err = time.Parse(time.RFC3339, s)
	}
	if err != nil && !errors.Is(err, vigia.ErrNotFound) {
		return time.Time{}, fmt.Errorf("sample period: %w", err)
	}
	var written int64
	if err := q.QueryRow(ctx, writtenSQL).Scan(&written); err != nil {
		return time.Time{}, fmt.Errorf("sample period: %w", err)
	}
	if w := db.Time(written); w.After(at) {
		at = w
	}
	return at, nil
}

// Run lets the period pass from where an earlier run has come to.
func (s *Sample) Run(ctx context.Context) error {
	if err := s.hire(ctx); err != nil {
		return err
	}
	desks, err := s.desks()
	if err != nil {
		return err
	}
	for _, d := range desks {
		if !s.Until.IsZero() && s.Until.Before(d.Anchor) {
			return s.until(ctx, s.Until)
		}
		if err := s.until(ctx, d.Anchor.Add(deskHour)); err != nil {
			return err
		}
		if err := s.play(ctx, d); err != nil {
			return fmt.Errorf("sample edition %d: %w", d.Number, err)
		}
	}
	return nil
}

func (s *Sample) desks() ([]newsroom.Desk, error) {
	numbers, err := newsroom.Editions()
	if err != nil {
		return nil, err
	}
	var keys []string
	for _, d := range s.Pipeline.Monitor.Digests() {
		keys = append(keys, d.Key)
	}
	var all []newsroom.Desk
	for _, n := range numbers {
		d, err := newsroom.LoadDesk(n, keys)
		if err != nil {
			return nil, err
		}
		all = append(all, d)
	}
	return all, nil
}

// until collects day by day up to an instant. A day that was cut short is
// done again.
func (s *Sample) until(ctx context.Context, end time.Time) error {
	for t := s.Clock.Now(); !t.After(end); t = nextDay(t, end) {
		s.Clock.Set(t)
		if _, err := s.Pipeline.Tick(ctx); err != nil {
			return err
		}
		if err := s.Pipeline.Drain(ctx); err != nil {
			return err
		}
		err := s.Pipeline.DB.InTx(ctx, func(tx *db.Tx) error { return setMark(tx, sampleDayMark, t.Format(time.RFC3339)) })
		if err != nil {
			return err
		}
		if err := s.progress(ctx, t); err != nil {
			return err
		}
	}
	return nil
}

// nextDay is a day later, or the end, and after that what is past it.
func nextDay(t, end time.Time) time.Time {
	next := t.Add(24 * time.Hour)
	if t.Before(end) && next.After(end) {
		return end
	}
	return next
}

func (s *Sample) progress(ctx context.Context, t time.Time) error {
	if s.Progress == nil {
		return nil
	}
	n, err := desk.LoadCounts(ctx, s.Pipeline.DB)
	if err != nil {
		return err
	}
	s.Progress(t, n)
	return nil
}

func setMark(tx *db.Tx, key, value string) error {
	_, err := tx.Exec(`INSERT INTO marks (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value`, key, value)
	return err
}

// SamplePassword is the password of a sample login. The sample desk listens on
// this machine only.
func SamplePassword(login string) string { return "sample-" + login + "-desk" }

// hire brings the sample people to the desk.
func (s *Sample) hire(ctx context.Context) error {
	ps, err := newsroom.People()
	if err != nil {
		return err
	}
	s.people = map[string]desk.Person{}
	return s.Pipeline.DB.InTx(ctx, func(tx *db.Tx) error {
		for _, p := range ps {
			person, err := desk.PersonByLogin(ctx, tx, p.Login)
			if errors.Is(err, vigia.ErrNotFound) {
				person, err = desk.AddPerson(tx, desk.Person{}, desk.Person{Login: p.Login, Name: p.Name, Role: desk.Role(p.Role), Language: p.Languages[0]}, SamplePassword(p.Login))
			}
			if err != nil {
				return err
			}
			s.people[p.Login] = person
		}
		return nil
	})
}

// The parts that the sample people play.
const (
	analyst1, analyst2 = "ana", "bruno"
	editor1, editor2   = "elena", "ernesto"
)

// play does the sample desk's work on one edition. What an interrupted run has
// done already stays.
func (s *Sample) play(ctx context.Context, d newsroom.Desk) error {
	e, err := edition.ByNumber(ctx, s.Pipeline.DB, d.Number)
	if errors.Is(err, vigia.ErrNotFound) {
		e, err = s.create(ctx, d)
	}
	if err != nil {
		return err
	}
	switch e.Status {
	case edition.Published:
		return nil
	case edition.Review, edition.Approved: // an earlier run has written it
		return s.release(ctx, e.ID)
	}
	for i, part := range d.Parts {
		by := s.people[analyst1]
		if i%2 == 1 {
			by = s.people[analyst2]
		}
		if err := s.fill(ctx, e, part, by); err != nil {
			return fmt.Errorf("digest %s: %w", part.Key, err)
		}
	}
	if err := s.write(ctx, e, d); err != nil {
		return err
	}
	return s.release(ctx, e.ID)
}

func (s *Sample) create(ctx context.Context, d newsroom.Desk) (e edition.Edition, err error) {
	err = s.Pipeline.DB.InTx(ctx, func(tx *db.Tx) error {
		e, err = edition.Create(tx, s.Pipeline.Monitor, s.people[editor1], edition.New{
			Number: d.Number, From: d.Period.From, To: d.Period.To, Anchor: d.Anchor, Title: d.Title})
		return err
	})
	return e, err
}

// fill places a digest's items and rejects what the desk rejected.
func (s *Sample) fill(ctx context.Context, e edition.Edition, part newsroom.DeskPart, by desk.Person) error {
	p := s.Pipeline
	for _, it := range part.Items {
		id, err := s.report(ctx, it.Report)
		if err != nil {
			return err
		}
		_, err = edition.Choose(ctx, p.DB, p.Monitor, p.registry, by, edition.SelectRequest{
			Edition: e.ID, Report: id, Digest: part.Key, Summary: it.Summary, Dimensions: it.Dimensions})
		if err != nil && !errors.Is(err, vigia.ErrConflict) { // a conflict: an earlier run has placed it
			return fmt.Errorf("select %s: %w", it.Report, err)
		}
	}
	for _, r := range part.Rejected {
		id, err := s.report(ctx, r.Report)
		if err != nil {
			return err
		}
		ds, err := desk.DecisionsOf(ctx, p.DB, id)
		if err != nil {
			return err
		}
		if slices.ContainsFunc(ds, func(d desk.Decision) bool { return d.Action == desk.Rejected && d.Note == r.Note }) {
			continue // an earlier run did it
		}
		err = p.DB.InTx(ctx, func(tx *db.Tx) error { return desk.Reject(tx, p.Monitor, by, id, r.Reason, r.Note) })
		if err != nil && !errors.Is(err, vigia.ErrConflict) {
			return fmt.Errorf("reject %s: %w", r.Report, err)
		}
	}
	return nil
}

// report is the id under which a report of the sample press was read.
func (s *Sample) report(ctx context.Context, id string) (string, error) {
	u, ok := s.News.Address(id)
	if !ok {
		return "", fmt.Errorf("the sample press has no report %s", id)
	}
	r, err := article.ByKey(ctx, s.Pipeline.DB, address.Key(u))
	if err != nil {
		return "", fmt.Errorf("report %s (%s): %w", id, u, err)
	}
	return r.ID, nil
}

// write saves the edition's head and its sections in every language.
func (s *Sample) write(ctx context.Context, e edition.Edition, d newsroom.Desk) error {
	texts := map[string]vigia.Texts{edition.OverviewKey: d.Overview}
	for _, part := range d.Parts {
		if len(part.Section) > 0 {
			texts[part.Key] = part.Section
		}
	}
	for key, byLang := range texts {
		for lang, text := range byLang {
			cited, err := s.cite(ctx, text)
			if err != nil {
				return fmt.Errorf("section %s/%s: %w", key, lang, err)
			}
			byLang[lang] = cited
		}
	}
	head := edition.Head{Title: d.Title, Subtitle: d.Subtitle, Abstract: d.Abstract, Anchor: d.Anchor}
	for _, a := range d.Authors {
		head.Authors = append(head.Authors, edition.Author{Name: a.Name, Rank: a.Rank})
	}
	return s.Pipeline.DB.InTx(ctx, func(tx *db.Tx) error {
		by := s.people[editor1]
		if err := edition.SaveHead(tx, by, e.ID, head); err != nil {
			return err
		}
		for key, byLang := range texts {
			for lang, text := range byLang {
				if err := edition.SaveSection(tx, s.Pipeline.Monitor, by, e.ID, key, lang, text, edition.Whatever); err != nil {
					return fmt.Errorf("section %s/%s: %w", key, lang, err)
				}
			}
		}
		return nil
	})
}

var sampleCite = regexp.MustCompile(`\[@([A-Za-z0-9_.-]+)`)

// cite puts the ids of the corpus where the sample desk wrote those of the
// sample press.
func (s *Sample) cite(ctx context.Context, text string) (string, error) {
	var failed error
	out := sampleCite.ReplaceAllStringFunc(text, func(m string) string {
		id, err := s.report(ctx, strings.TrimPrefix(m, "[@"))
		failed = errors.Join(failed, err)
		return "[@" + id
	})
	return out, failed
}

// release takes the edition through the gate, a second editor's approval and
// publication.
func (s *Sample) release(ctx context.Context, id string) error {
	p := s.Pipeline
	if err := edition.Refresh(ctx, p.DB, p.Monitor, p.registry, s.people[editor1], id); err != nil {
		return err
	}
	e, err := edition.Get(ctx, p.DB, id)
	if err != nil {
		return err
	}
	gate, err := edition.Check(ctx, p.DB, p.Monitor, p.registry, e)
	if err != nil {
		return err
	}
	if vigia.Blocking(gate.Findings) {
		return fmt.Errorf("the gate is closed:\n%s", listBlocks(gate.Findings))
	}
	if e.Status == edition.Draft {
		if err := p.DB.InTx(ctx, func(tx *db.Tx) error { return edition.Submit(tx, s.people[editor1], id) }); err != nil {
			return err
		}
	}
	if e.Status != edition.Approved {
		if err := edition.Approve(ctx, p.DB, p.Monitor, p.registry, s.people[editor2], id); err != nil {
			return err
		}
	}
	if e, err = edition.Get(ctx, p.DB, id); err != nil {
		return err
	}
	return s.Publish(ctx, s.people[editor2], e)
}

func listBlocks(fs []vigia.Finding) string {
	var b strings.Builder
	for _, f := range fs {
		if f.Severity == vigia.Block {
			fmt.Fprintf(&b, "  %s: %s; %s\n", f.Path, f.Message, f.Remedy)
		}
	}
	return strings.TrimSuffix(b.String(), "\n")
}
