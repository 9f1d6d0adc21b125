package pipeline

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"iter"
	"strconv"

	"golang.org/x/sync/errgroup"

	"vigia"
	"vigia/internal/address"
	"vigia/internal/article"
	"vigia/internal/db"
	"vigia/internal/evidence"
	"vigia/internal/feed"
	"vigia/internal/fetch"
	"vigia/internal/source"
)

// Outcome is what became of an input.
type Outcome string

// The outcomes.
const (
	Read      Outcome = "read"
	Duplicate Outcome = "duplicate"
	Refused   Outcome = "refused"
)

// Account is what became of one input of an import: a page, a record of a
// WARC file, an item of a feed, a line of texts, an address.
type Account struct {
	Input   string  `json:"input"` // path, with "#part" inside a file
	Outcome Outcome `json:"outcome"`
	Report  string  `json:"report,omitempty"`
	Title   string  `json:"title,omitempty"`
	Reason  string  `json:"reason,omitempty"`
	Remedy  string  `json:"remedy,omitempty"`
}

// Input is one thing to import, as a reader of files gives it. Exactly one of
// Body, Text, Outline and Err says what it is.
type Input struct {
	Name        string
	URL         string
	ContentType string
	Body        []byte            // a page
	Text        *article.Report   // a text that needs no reading, Body is its evidence
	Outlet      string            // known outlet key, if the input says so
	Outline     *feed.Outline     // a source to watch
	Err         error             // why this input cannot be used
	Brought     *evidence.Brought // who brought it, nil for an import
	Letter      *Letter           // an e-mail, of which Body has the bytes
}

// batch is how many inputs share one pass and one transaction.
const batch = 48

// Import brings inputs in, batch by batch, and yields an account of every one
// in order. It can be repeated: what is there already is a duplicate.
func (p *Pipeline) Import(ctx context.Context, inputs iter.Seq[Input]) iter.Seq2[Account, error] {
	return func(yield func(Account, error) bool) {
		var in []Input
		flush := func() bool {
			as, err := p.importBatch(ctx, in)
			in = in[:0]
			if err != nil {
				return yield(Account{}, err) && false
			}
			for _, a := range as {
				if !yield(a, nil) {
					return false
				}
			}
			return true
		}
		for i := range inputs {
			if in = append(in, i); len(in) == batch && !flush() {
				return
			}
		}
		flush()
	}
}

// prepared is an input that was read and whose evidence is safe on disk.
type prepared struct {
	account Account
	capture evidence.Capture
	known   bool // the capture has its row already
	report  article.Stored
	misread error
	letter  *letter // what an e-mail brings beside
}

// importReaders is how many inputs are read at once.
const importReaders = 4

func (p *Pipeline) importBatch(ctx context.Context, in []Input) ([]Account, error) {
	ps := make([]prepared, len(in))
	g, gctx := errgroup.WithContext(ctx)
	g.SetLimit(importReaders)
	for i := range in {
		g.Go(func() (err error) {
			ps[i], err = p.prepare(gctx, in[i])
			return err
		})
	}
	if err := g.Wait(); err != nil {
		return nil, err
	}
	err := p.DB.InTx(ctx, func(tx *db.Tx) error {
		if err := tx.Serial("place"); err != nil { // another program may import the same
			return err
		}
		for i := range ps {
			if err := p.settle(tx, &ps[i]); err != nil {
				return fmt.Errorf("import %s: %w", in[i].Name, err)
			}
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	as := make([]Account, len(ps))
	for i := range ps {
		as[i] = ps[i].account
	}
	return as, nil
}

// prepare does the slow part of an input: evidence and reading.
func (p *Pipeline) prepare(ctx context.Context, in Input) (prepared, error) {
	a := prepared{account: Account{Input: in.Name}}
	switch {
	case in.Err != nil:
		a.account.refuse(in.Err)
		return a, nil
	case in.Outline != nil:
		return a, p.importSource(ctx, *in.Outline, &a.account)
	case in.Body == nil:
		return a, p.importAddress(ctx, in.URL, &a.account)
	case in.Letter != nil:
		if known, err := p.openLetter(ctx, in, &a); known || err != nil {
			return a, err
		}
	}
	var err error
	if a.capture, a.known, err = evidence.BySHA256(ctx, p.DB, digest(in.Body), in.URL); err != nil {
		return a, fmt.Errorf("import %s: %w", in.Name, err)
	}
	if a.known {
		s, err := article.ByCapture(ctx, p.DB, a.capture.ID)
		if err == nil && s.Stage == article.Labelled {
			a.account.Outcome, a.account.Report, a.account.Title = Duplicate, s.ID, s.Title
			a.capture = evidence.Capture{} // nothing is left to settle
			return a, nil
		}
		if err != nil && !errors.Is(err, vigia.ErrNotFound) {
			return a, fmt.Errorf("import %s: %w", in.Name, err)
		}
	} else {
		if in.Brought != nil {
			a.capture, err = p.Evidence.KeepBrought(ctx, in.URL, in.Body, in.ContentType, *in.Brought)
		} else {
			a.capture, err = p.Evidence.KeepResource(ctx, in.URL, in.Body, in.ContentType, evidence.ViaImport)
		}
		if err != nil {
			return a, fmt.Errorf("import %s: %w", in.Name, err)
		}
	}
	r, part := in.Text, ""
	if in.Letter != nil {
		a.report, a.misread = p.readLetter(a.capture, in.Letter)
		p.follow(a.letter, in.Letter, a.report)
		return a, nil
	}
	if r == nil {
		read, err := readPage(in.Body, in.ContentType, in.URL)
		if err != nil {
			a.misread = err
			return a, nil
		}
		r = &read
	}
	a.report = p.stored(a.capture, part, in.URL, *r)
	p.claim(&a.report, in)
	return a, nil
}

func digest(b []byte) string {
	h := sha256.Sum256(b)
	return hex.EncodeToString(h[:])
}

// claim settles the address and outlet of a file that came without one: the
// page's own word is shown and used for the outlet, but never makes it the
// same report as another page.
func (p *Pipeline) claim(s *article.Stored, in Input) {
	if in.URL == "" && s.Canonical != "" {
		s.URL = s.Canonical
		s.Doubts = append(s.Doubts, "the address is the page's own claim: the file came without one")
		if key, ok := p.registry.ByHost(hostOf(s.Canonical)); ok {
			s.Outlet = key
		}
	}
	if in.Outlet != "" {
		if key, ok := p.registry.ByName(in.Outlet); ok {
			s.Outlet = key
		} else {
			s.Doubts = append(s.Doubts, fmt.Sprintf("the outlet %q is not in the registry", in.Outlet))
		}
	}
	if o, ok := p.registry.At(s.Outlet, s.DayAt); ok {
		s.Kind = o.Kind
	}
}

// settle writes the rows of a prepared input.
func (p *Pipeline) settle(tx *db.Tx, a *prepared) error {
	if a.letter == nil {
		return p.settleInput(tx, a)
	}
	if twice, err := p.recall(tx, a); twice || err != nil {
		return err
	}
	if err := p.settleInput(tx, a); err != nil {
		return err
	}
	return p.settleLetter(tx, a)
}

func (p *Pipeline) settleInput(tx *db.Tx, a *prepared) error {
	if a.capture.ID == "" {
		return nil // an address, a source or a refusal: done already
	}
	if !a.known {
		// The same bytes may stand twice in one batch.
		c, known, err := evidence.BySHA256(tx.Context(), tx, a.capture.SHA256, a.capture.URL)
		switch {
		case err != nil:
			return err
		case known:
			a.capture, a.report.Capture = c, c.ID
		default:
			if err := evidence.Insert(tx, a.capture); err != nil {
				return err
			}
		}
	}
	if a.misread != nil {
		a.account.refuse(a.misread)
		return misread(tx, a.capture.ID, a.misread)
	}
	fresh, err := p.accept(tx, a.report)
	if err != nil {
		return err
	}
	a.account.Outcome, a.account.Title = Duplicate, a.report.Title
	if fresh {
		a.account.Outcome = Read
	}
	s, err := article.ByKey(tx.Context(), tx, a.report.Key)
	if err != nil {
		return err
	}
	a.account.Report = s.ID
	return nil
}

func (a *Account) refuse(err error) {
	a.Outcome, a.Reason = Refused, err.Error()
	var pr *vigia.Problem
	if errors.As(err, &pr) {
		a.Reason, a.Remedy = pr.What, pr.Remedy
	}
}

// importSource adds a source of an OPML file to those that are polled.
func (p *Pipeline) importSource(ctx context.Context, o feed.Outline, a *Account) error {
	a.Title = o.Text
	outlet := o.Outlet
	if outlet == "" {
		outlet, _ = p.registry.ByHost(hostOf(o.XMLURL))
	}
	if outlet == "" {
		a.refuse(&vigia.Problem{Kind: vigia.ErrInvalid, What: fmt.Sprintf("the registry has no outlet for %s", o.XMLURL),
			Remedy: "add the outlet and its domain to outlets.csv, or give vigiaOutlet in the OPML file"})
		return nil
	}
	err := p.DB.InTx(ctx, func(tx *db.Tx) error {
		_, err := source.Add(tx, source.New{Outlet: outlet, Title: o.Text, URL: o.XMLURL, Kind: o.Type, Language: o.Language})
		return err
	})
	var pr *vigia.Problem
	switch {
	case err == nil:
		a.Outcome = Read
	case errors.Is(err, vigia.ErrConflict):
		a.Outcome = Duplicate
	case errors.As(err, &pr):
		a.refuse(err)
	default:
		return err
	}
	return nil
}

// importAddress fetches one address at once and reads it.
func (p *Pipeline) importAddress(ctx context.Context, raw string, a *Account) error {
	u, err := address.Canonical(raw, "")
	if err != nil {
		a.refuse(err)
		return nil
	}
	if s, err := article.ByKey(ctx, p.DB, address.Key(u)); err == nil {
		a.Outcome, a.Report, a.Title = Duplicate, s.ID, s.Title
		return nil
	}
	x, err := p.Fetch.Get(ctx, fetch.Request{URL: u, Kind: fetch.Page})
	var failed *fetch.Failure
	switch {
	case errors.As(err, &failed):
		a.Outcome, a.Reason, a.Remedy = Refused, string(failed.Reason)+": "+failed.Detail, failed.Remedy
		if temporary(failed.Reason) && failed.Reason != fetch.NoName {
			a.Remedy = "import the address again later; if this lasts, look at the site in a browser"
		}
		c, err := p.Evidence.KeepRefused(ctx, failed, u, "")
		if err != nil {
			return fmt.Errorf("keep the refusal of %s: %w", u, err)
		}
		return p.DB.InTx(ctx, func(tx *db.Tx) error { return evidence.Insert(tx, c) })
	case err != nil:
		return fmt.Errorf("fetch %s: %w", u, err)
	}
	c, err := p.Evidence.Keep(ctx, x, "")
	if err != nil {
		return fmt.Errorf("keep %s: %w", u, err)
	}
	if err := p.DB.InTx(ctx, func(tx *db.Tx) error { return evidence.Insert(tx, c) }); err != nil {
		return err
	}
	err = p.read(ctx, c.ID)
	var unreadable *unreadable
	switch {
	case errors.As(err, &unreadable):
		a.refuse(unreadable.error)
		return nil
	case err != nil:
		return err
	}
	s, err := article.ByCapture(ctx, p.DB, c.ID)
	if errors.Is(err, vigia.ErrNotFound) { // it leads to the address of a report that is here
		a.Outcome = Duplicate
		s, err = article.ByKey(ctx, p.DB, address.Key(c.FinalURL))
	} else {
		a.Outcome = Read
	}
	a.Report, a.Title = s.ID, s.Title
	return err
}

// Totals counts accounts by outcome.
type Totals struct {
	Read      int `json:"read"`
	Duplicate int `json:"duplicate"`
	Refused   int `json:"refused"`
}

// Add counts one account.
func (t *Totals) Add(a Account) {
	switch a.Outcome {
	case Read:
		t.Read++
	case Duplicate:
		t.Duplicate++
	default:
		t.Refused++
	}
}

func (t Totals) String() string {
	return strconv.Itoa(t.Read) + " read, " + strconv.Itoa(t.Duplicate) + " duplicate, " + strconv.Itoa(t.Refused) + " refused"
}
