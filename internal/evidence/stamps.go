package evidence

import (
	"context"
	"crypto/x509"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"path"
	"slices"
	"strconv"
	"strings"
	"time"

	"vigia"
	"vigia/internal/db"
	"vigia/internal/fetch"
	"vigia/internal/stamp"
	"vigia/internal/tiles"
)

// stampDir holds the checkpoints that were stamped, and the tokens:
//
//	log/stamps/431.checkpoint
//	log/stamps/431.freetsa.org-1f3e5a7b.tst
const stampDir = logDir + "/stamps"

// How often a checkpoint is stamped, and how a failure is met.
const (
	stampEvery = 15 * time.Minute // at most, and only when something is new
	stampRetry = time.Minute      // after the first failure, then twice as long each time …
	stampPause = 6 * time.Hour    // … up to this
	stampSkew  = 10 * time.Minute // an authority's clock and ours may differ by
)

// Stamp is how things stand with an authority and a checkpoint.
type Stamp struct {
	Authority string
	Size      int64 // of the checkpoint
	Pending   bool
	Since     time.Time // when it was first wanted
	At        time.Time // the authority's time
	Tries     int
	Next      time.Time // when it is asked again
	Detail    string    // why the last try failed, or what is odd about the stamp
}

const (
	stampColumns   = `authority, size, state, since, at, tries, next_at, detail`
	stampsSQL      = `SELECT ` + stampColumns + ` FROM stamps ORDER BY authority, size`
	stampsOfSQL    = `SELECT ` + stampColumns + ` FROM stamps WHERE authority = ? ORDER BY size`
	clearStampSQL  = `DELETE FROM stamps WHERE authority = ? AND state = 'pending'`
	insertStampSQL = `INSERT INTO stamps (` + stampColumns + `) VALUES (?, ?, ?, ?, ?, ?, ?, ?)
		ON CONFLICT (authority, size) DO UPDATE SET state = excluded.state, at = excluded.at, tries = excluded.tries, next_at = excluded.next_at, detail = excluded.detail`
)

// Stamps lists what was stamped and what is pending.
func Stamps(ctx context.Context, q db.Querier) ([]Stamp, error) {
	rows, err := q.Query(ctx, stampsSQL)
	return stampsOf(rows, err)
}

func stampsOf(rows *db.Rows, err error) ([]Stamp, error) {
	ss, err := db.Collect(rows, err, func(r *db.Rows) (s Stamp, err error) {
		var state string
		var since, at, next int64
		err = r.Scan(&s.Authority, &s.Size, &state, &since, &at, &s.Tries, &next, &s.Detail)
		s.Pending, s.Since, s.At, s.Next = state == "pending", db.Time(since), db.Time(at), db.Time(next)
		return s, err
	})
	if err != nil {
		return nil, fmt.Errorf("time-stamps: %w", err)
	}
	return ss, nil
}

func putStamp(ctx context.Context, d *db.DB, s Stamp) error {
	state := "stamped"
	if s.Pending {
		state = "pending"
	}
	err := d.InTx(ctx, func(tx *db.Tx) error {
		if _, err := tx.Exec(clearStampSQL, s.Authority); err != nil {
			return err
		}
		_, err := tx.Exec(insertStampSQL, s.Authority, s.Size, state, db.Micros(s.Since), db.Micros(s.At), s.Tries, db.Micros(s.Next), s.Detail)
		return err
	})
	if err != nil {
		return fmt.Errorf("time-stamp of %s: %w", s.Authority, err)
	}
	return nil
}

// Stamp has the newest checkpoint stamped by each authority whose turn it is:
// one that has not stamped for a while what is new, or one that failed and is
// to be asked again. A stamp covers all captures before it, so of what is
// pending only the newest is asked for. now asks at once. roots may be nil.
func (s *Store) Stamp(ctx context.Context, d *db.DB, client *fetch.Client, authorities []string, roots *x509.CertPool, now bool) error {
	c, err := s.Latest()
	if err != nil || c.Note == nil {
		return err
	}
	var errs []error
	for _, a := range authorities {
		if err := s.stampBy(ctx, d, client, a, roots, c, now); err != nil {
			errs = append(errs, err)
		}
	}
	return errors.Join(errs...)
}

func (s *Store) stampBy(ctx context.Context, d *db.DB, client *fetch.Client, authority string, roots *x509.CertPool, c tiles.Checkpoint, now bool) error {
	rows, err := d.Query(ctx, stampsOfSQL, authority)
	past, err := stampsOf(rows, err)
	if err != nil {
		return err
	}
	at := s.clock.Now()
	next, due := nextStamp(past, c.Size, at, now)
	if !due {
		return nil
	}
	next.Authority = authority
	if err := putStamp(ctx, d, next); err != nil { // pending is seen while it is asked
		return err
	}
	t, err := s.ask(ctx, client, authority, roots, c)
	if ctx.Err() != nil {
		return ctx.Err()
	}
	if err != nil {
		next.Tries++
		next.Next, next.Detail = at.Add(stampBackOff(next.Tries)), oneLine(err.Error())
		return errors.Join(fmt.Errorf("time-stamp of %s: %w", authority, err), putStamp(ctx, d, next))
	}
	next.Pending, next.At, next.Detail, next.Next = false, t.Time, "", time.Time{}
	if skew := t.Time.Sub(s.clock.Now()); skew.Abs() > stampSkew {
		next.Detail = fmt.Sprintf("its clock and ours differ by %v", skew.Round(time.Second))
	}
	return putStamp(ctx, d, next)
}

// nextStamp decides whether an authority is to be asked for a stamp on a
// checkpoint of size. past are its stamps in order of size.
func nextStamp(past []Stamp, size int64, at time.Time, now bool) (Stamp, bool) {
	fresh := Stamp{Size: size, Pending: true, Since: at, Next: at}
	if i := slices.IndexFunc(past, func(s Stamp) bool { return s.Pending }); i >= 0 {
		fresh.Since, fresh.Tries, fresh.Next, fresh.Detail = past[i].Since, past[i].Tries, past[i].Next, past[i].Detail
		return fresh, now || !at.Before(fresh.Next) || fresh.Next.Sub(at) > stampPause // the clock may be set back
	}
	if len(past) == 0 {
		return fresh, size > 0
	}
	last := past[len(past)-1]
	return fresh, size > last.Size && (now || at.Sub(last.Since).Abs() >= stampEvery)
}

func stampBackOff(tries int) time.Duration {
	d := stampRetry
	for range tries - 1 {
		if d *= 2; d >= stampPause {
			return stampPause
		}
	}
	return d
}

// ask has a checkpoint stamped and keeps the token beside it.
func (s *Store) ask(ctx context.Context, client *fetch.Client, authority string, roots *x509.CertPool, c tiles.Checkpoint) (stamp.Token, error) {
	r, err := stamp.NewRequest(c.Note)
	if err != nil {
		return stamp.Token{}, err
	}
	x, err := client.Get(ctx, fetch.Request{URL: authority, Kind: fetch.Service, Post: r.DER, PostType: stamp.QueryType})
	if err != nil {
		return stamp.Token{}, err
	}
	t, err := r.Accept(x.Decoded)
	if err == nil && roots != nil {
		err = t.Trusted(roots)
	}
	if err != nil {
		return t, err
	}
	for name, data := range map[string][]byte{checkpointName(c.Size): c.Note, tokenName(c.Size, authority): t.DER} {
		if err := s.replace(name, data); err != nil {
			return t, err
		}
	}
	return t, s.syncFolders(stampDir)
}

func checkpointName(size int64) string { return fmt.Sprintf("%s/%d.checkpoint", stampDir, size) }

func tokenName(size int64, authority string) string {
	host := "authority"
	if u, err := url.Parse(authority); err == nil && u.Hostname() != "" {
		host = strings.Map(func(r rune) rune {
			if r >= 'a' && r <= 'z' || r >= '0' && r <= '9' || r == '.' || r == '-' {
				return r
			}
			return '-'
		}, strings.ToLower(u.Hostname()))
	}
	return fmt.Sprintf("%s/%d.%s-%s.tst", stampDir, size, host, Sum([]byte(authority))[:8])
}

// Stamped is a kept checkpoint with the tokens on it, by file name.
type Stamped struct {
	Checkpoint tiles.Checkpoint
	Tokens     map[string][]byte
}

// StampedAfter gives the first checkpoint with stamps that covers entry n; ok
// is false if there is none yet.
func (s *Store) StampedAfter(n int64) (out Stamped, ok bool, err error) {
	all, err := s.stampFiles()
	if err != nil {
		return out, false, err
	}
	for _, size := range all.sizes {
		if size <= n || len(all.tokens[size]) == 0 {
			continue
		}
		data, err := s.root.ReadFile(checkpointName(size))
		if err != nil {
			return out, false, fmt.Errorf("stamped checkpoint: %w", err)
		}
		if out.Checkpoint, err = tiles.ReadCheckpoint(data); err != nil {
			return out, false, logDamaged(checkpointName(size) + ": " + err.Error())
		}
		out.Tokens = map[string][]byte{}
		for _, name := range all.tokens[size] {
			if out.Tokens[name], err = s.root.ReadFile(stampDir + "/" + name); err != nil {
				return out, false, fmt.Errorf("time-stamp: %w", err)
			}
		}
		return out, true, nil
	}
	return out, false, nil
}

// stampFiles are the files of the folder of stamps.
type stampFiles struct {
	sizes  []int64            // of checkpoints, in order
	tokens map[int64][]string // names by size
	odd    []string
}

func (s *Store) stampFiles() (out stampFiles, err error) {
	out.tokens = map[int64][]string{}
	es, err := fs.ReadDir(s.root.FS(), stampDir)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return out, fmt.Errorf("time-stamps: %w", err)
	}
	for _, e := range es {
		text, _, _ := strings.Cut(e.Name(), ".")
		size, err := strconv.ParseInt(text, 10, 64)
		switch {
		case path.Ext(e.Name()) == tiles.Partial:
		case err == nil && stampDir+"/"+e.Name() == checkpointName(size):
			out.sizes = append(out.sizes, size)
		case err == nil && path.Ext(e.Name()) == ".tst":
			out.tokens[size] = append(out.tokens[size], e.Name())
		default:
			out.odd = append(out.odd, e.Name())
		}
	}
	slices.Sort(out.sizes)
	return out, nil
}

// stamps checks every kept token against its checkpoint, and takes the stamped
// checkpoints for ones that somebody has kept.
func (w *logWalk) stamps(ctx context.Context, t Trust) error {
	all, err := w.s.stampFiles()
	if err != nil {
		return err
	}
	for _, name := range all.odd {
		w.rep.Findings = append(w.rep.Findings, finding(vigia.Warn, "evidence/"+stampDir+"/"+name, "unexpected", "no file of this log"))
	}
	notes := map[int64][]byte{}
	for _, size := range all.sizes {
		if notes[size], err = w.s.root.ReadFile(checkpointName(size)); err != nil {
			return fmt.Errorf("stamped checkpoint: %w", err)
		}
		w.hold("evidence/"+checkpointName(size), notes[size])
	}
	known := map[string]bool{}
	for size, names := range all.tokens {
		for _, name := range names {
			known[name] = true
			if what := w.s.token(name, notes[size], t.Roots); what != "" {
				w.block("evidence/"+stampDir+"/"+name, "damaged", what)
			} else {
				w.rep.Stamps++
			}
		}
	}
	rows, err := Stamps(ctx, w.q)
	for _, r := range rows {
		if name := path.Base(tokenName(r.Size, r.Authority)); !r.Pending && !known[name] {
			w.block("evidence/"+stampDir+"/"+name, "missing", "the time-stamp of "+r.Authority+" is not there")
		}
	}
	return err
}

// token says what is wrong with a kept token, "" if nothing is.
func (s *Store) token(name string, note []byte, roots *x509.CertPool) string {
	der, err := s.root.ReadFile(stampDir + "/" + name)
	if err != nil {
		return err.Error()
	}
	if note == nil {
		return "the checkpoint that it stamps is not there"
	}
	t, err := stamp.Read(der, note)
	if err == nil && roots != nil {
		err = t.Trusted(roots)
	}
	if err != nil {
		return err.Error()
	}
	return ""
}
