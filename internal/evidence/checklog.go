package evidence

import (
	"context"
	"crypto/x509"
	"errors"
	"fmt"
	"io/fs"
	"time"

	"vigia"
	"vigia/internal/db"
	"vigia/internal/tiles"
)

// LogReport is what CheckLog found out.
type LogReport struct {
	Captures int64            // entries of the log
	Latest   tiles.Checkpoint // the zero Checkpoint if none was signed
	Waiting  int64            // entries that no checkpoint covers yet
	Stamps   int              // time-stamps whose signatures fit
	Findings []vigia.Finding
}

// Trust is what a check goes by. The zero Trust believes the log's own file for
// its key, and no authority.
type Trust struct {
	Key   *tiles.PublicKey
	Roots *x509.CertPool // of authorities for time-stamps; nil: whose they are is not asked
	Held  [][]byte       // checkpoints that somebody has kept
}

// CheckLog proves that the log holds every capture once and as it is, that its
// files are what its entries make, and that a checkpoint signs them. Whatever a
// checkpoint covers that was held or stamped must still be there, unchanged and
// in its place.
func (s *Store) CheckLog(ctx context.Context, q db.Querier, t Trust) (LogReport, error) {
	w := logWalk{s: s, q: q, held: map[int64]tiles.Checkpoint{}, roots: map[int64]string{}}
	w.checkpoints(t)
	if err := w.stamps(ctx, t); err != nil {
		return w.rep, err
	}
	if err := w.unlogged(ctx); err != nil {
		return w.rep, err
	}
	files, err := fs.Sub(s.root.FS(), logDir)
	if err != nil {
		return w.rep, err // unreachable: the name is good
	}
	w.files = tiles.NewComparer(files)
	w.b = tiles.NewBuilder(w.files.Emit)
	if err := w.entries(ctx); err != nil {
		return w.rep, err
	}
	if err := w.compare(ctx); err != nil {
		return w.rep, err
	}
	w.judge()
	return w.rep, w.certificates()
}

// logWalk is one run of CheckLog.
type logWalk struct {
	s     *Store
	q     db.Querier
	rep   LogReport
	key   *tiles.PublicKey           // nil if none is known
	held  map[int64]tiles.Checkpoint // that somebody has kept, by size
	roots map[int64]string           // what the entries make, at the sizes of the checkpoints
	files *tiles.Comparer
	b     *tiles.Builder
	last  time.Time // when the entry before was logged
	late  int       // captures that are older than the entry before
	until time.Time // when the last entry was logged that a held checkpoint covers
}

func (w *logWalk) block(path, kind, message string) {
	w.rep.Findings = append(w.rep.Findings, finding(vigia.Block, path, kind, message))
}

// checkpoints reads the newest checkpoint and those that were kept.
func (w *logWalk) checkpoints(t Trust) {
	var err error
	if w.rep.Latest, err = w.s.Latest(); err != nil {
		w.block("evidence/log/checkpoint", "damaged", err.Error())
	}
	own, err := w.s.PublicKey()
	switch {
	case err != nil && (w.rep.Latest.Note != nil || t.Key == nil && len(t.Held) > 0):
		w.block("evidence/log/key", "damaged", err.Error())
	case err == nil && t.Key != nil && own.String() != t.Key.String():
		w.block("evidence/log/key", "damaged", "it is not the key of this log")
	}
	if w.key = t.Key; w.key == nil && err == nil {
		w.key = &own
	}
	if w.key != nil && w.rep.Latest.Note != nil {
		if _, err := tiles.OpenCheckpoint(w.rep.Latest.Note, *w.key); err != nil {
			w.block("evidence/log/checkpoint", "damaged", err.Error())
		}
	}
	for i, data := range t.Held {
		before := len(w.rep.Findings)
		w.hold(fmt.Sprintf("checkpoint %d of those given", i+1), data)
		for f := range w.rep.Findings[before:] {
			w.rep.Findings[before+f].Remedy = "give a checkpoint of this log, as 'vigia evidence checkpoint' printed it; if it is one, this is not the log that it was"
		}
	}
}

// hold takes a checkpoint that was kept for one to be met.
func (w *logWalk) hold(path string, note []byte) {
	if w.key == nil {
		return // which is a finding
	}
	c, err := tiles.OpenCheckpoint(note, *w.key)
	if err != nil {
		w.block(path, "damaged", err.Error())
		return
	}
	if other, ok := w.held[c.Size]; ok && other.Root != c.Root {
		w.block(path, "forked", fmt.Sprintf("two checkpoints of %d entries sign different captures", c.Size))
	}
	w.held[c.Size] = c
}

// PublicKey is the key of the log as it stands beside its checkpoint.
func (s *Store) PublicKey() (tiles.PublicKey, error) {
	data, err := s.root.ReadFile(logDir + "/key")
	if err != nil {
		return tiles.PublicKey{}, fmt.Errorf("key of the log: %w", err)
	}
	return tiles.ParsePublic(string(data))
}

// unlogged finds captures that were put into the database past the log.
func (w *logWalk) unlogged(ctx context.Context) error {
	rows, err := w.q.Query(ctx, `SELECT id, url FROM captures WHERE NOT EXISTS (SELECT 1 FROM log WHERE log.capture = captures.id) ORDER BY id`)
	err = db.Each(rows, err, func(r *db.Rows) error {
		var id, url string
		err := r.Scan(&id, &url)
		w.block("captures/"+id, "unlogged", "it is not in the log: its row was not made by this program ("+url+")")
		return err
	})
	if err != nil {
		return fmt.Errorf("captures without log: %w", err)
	}
	return nil
}

// entries walks the log of the database, and its captures beside it.
func (w *logWalk) entries(ctx context.Context) error {
	there, err := Logged(ctx, w.q)
	if err != nil {
		return err
	}
	w.rep.Captures = there
	w.root()
	for w.b.Size() < there {
		if err := w.some(ctx, w.b.Size()); err != nil {
			return err
		}
	}
	w.missing(w.rep.Latest.Size) // what was cut off at the end
	return nil
}

// walkSQL walks the log with the capture of each entry, if it is there.
const walkSQL = `
	SELECT l.n, l.capture, l.entry, COALESCE(c.id, ''), COALESCE(c.url, ''), COALESCE(c.final_url, ''), COALESCE(c.source, ''),
		COALESCE(c.at, 0), COALESCE(c.status, 0), COALESCE(c.reason, ''), COALESCE(c.detail, ''), COALESCE(c.remedy, ''),
		COALESCE(c.content_type, ''), COALESCE(c.sha256, ''), COALESCE(c.size, 0), COALESCE(c.file, ''), COALESCE(c.start, 0),
		COALESCE(c.length, 0), COALESCE(c.truncated, ''), COALESCE(c.robots, ''), COALESCE(c.via, ''), COALESCE(c.peer, ''), COALESCE(c.refers, '')
	FROM log l LEFT JOIN captures c ON c.id = l.capture
	WHERE l.n >= ? ORDER BY l.n LIMIT 4096`

func (w *logWalk) some(ctx context.Context, from int64) error {
	rows, err := w.q.Query(ctx, walkSQL, from)
	return db.Each(rows, err, func(r *db.Rows) error {
		var n, at int64
		var capture, entry string
		var c Capture
		err := r.Scan(&n, &capture, &entry, &c.ID, &c.URL, &c.FinalURL, &c.Source, &at, &c.Status, &c.Reason, &c.Detail, &c.Remedy,
			&c.ContentType, &c.SHA256, &c.Size, &c.File, &c.Start, &c.Length, &c.Truncated, &c.Robots, &c.Via, &c.Peer, &c.Refers)
		if err != nil {
			return err
		}
		c.At = db.Time(at)
		w.missing(n)
		w.entry(n, capture, []byte(entry), c)
		return w.add([]byte(entry))
	})
}

// add appends an entry to the tree that is made of the database.
func (w *logWalk) add(entry []byte) error {
	if err := w.b.Add(entry); err != nil {
		return err
	}
	w.root()
	if w.rep.Latest.Size == w.b.Size() {
		return w.b.Flush()
	}
	return nil
}

// root remembers what the entries make at the size of a checkpoint.
func (w *logWalk) root() {
	if _, ok := w.held[w.b.Size()]; ok || w.b.Size() == w.rep.Latest.Size {
		w.roots[w.b.Size()] = w.b.Root().String()
	}
}

// missing names the entries up to n that the database has lost, and goes on
// with those of the files.
func (w *logWalk) missing(n int64) {
	for w.b.Size() < n {
		at := w.b.Size()
		path, what := fmt.Sprintf("log/%d", at), "its entry is not in the database"
		entry, err := w.s.Log().Entry(at, max(w.rep.Latest.Size, at+1))
		if l, bad := ParseLeaf(entry); err == nil && bad == nil {
			path, what = "captures/"+l.Capture, fmt.Sprintf("entry %d of the log, a capture of %s at %s, is not in the database", at, l.URL, l.At)
		}
		w.block(path, "removed", what)
		if w.add(entry) != nil {
			return // unreachable: entries of files are short
		}
	}
}

// lateBy is how much earlier than the entry before it a capture may be: a
// page takes some time, and machines that share a database have a clock each.
const lateBy = 15 * time.Minute

// entry compares an entry with its capture and with the entry before.
func (w *logWalk) entry(n int64, capture string, entry []byte, c Capture) {
	l, err := ParseLeaf(entry)
	path := "captures/" + capture
	switch {
	case err != nil:
		w.block(path, "damaged", fmt.Sprintf("entry %d of the log: %v", n, err))
		return
	case c.ID == "":
		w.block(path, "removed", fmt.Sprintf("it is entry %d of the log, of %s at %s, and its row is gone", n, l.URL, l.At))
	case l.Capture != capture:
		w.block(path, "swapped", fmt.Sprintf("entry %d of the log is that of capture %s", n, l.Capture))
	default:
		if what := l.Differs(c); what != "" {
			w.block(path, "altered", "its row is not what the log says: "+what)
		}
	}
	at, bad := time.Parse(timeLayout, l.At)
	logged, worse := time.Parse(timeLayout, l.Logged)
	if bad != nil || worse != nil {
		return // the tree tells whether the entry was changed
	}
	w.dated(n, path, l, at)
	w.last = logged
	if _, ok := w.held[n+1]; ok {
		w.until = logged
	}
}

// lateShown is how many late captures are named; a clock that was wrong for a
// day makes thousands.
const lateShown = 50

func (w *logWalk) dated(n int64, path string, l Leaf, at time.Time) {
	switch {
	case l.Adopted:
	case !w.until.IsZero() && at.Before(w.until.Add(-lateBy)):
		w.block(path, "back-dated", fmt.Sprintf("it says %s, and entered the log as entry %d after the checkpoint that was kept, which covers all up to %s", l.At, n, w.until.Format(timeLayout)))
	case at.Before(w.last.Add(-lateBy)):
		if w.late++; w.late > lateShown {
			return
		}
		f := finding(vigia.Warn, path, "late", fmt.Sprintf("it says %s, and entered the log after an entry of %s", l.At, w.last.Format(timeLayout)))
		f.Remedy = "the clock was set back, or the capture was put in later: the log proves it from its entry on, not from the hour that it says"
		w.rep.Findings = append(w.rep.Findings, f)
	}
}

// compare takes over what is wrong with the files, by capture where one can be
// named.
func (w *logWalk) compare(ctx context.Context) error {
	w.rep.Waiting = max(w.b.Size()-w.rep.Latest.Size, 0)
	if w.rep.Latest.Note == nil && w.rep.Latest.Size == 0 {
		return nil // the files have not begun
	}
	if err := w.files.Rest(); err != nil {
		return err
	}
	for _, f := range w.files.Faults {
		if f.Kind != "damaged" && w.waits(f.Path) {
			continue // a crash left it before its checkpoint, or it is not made yet
		}
		message := f.Message
		if f.Entry >= 0 {
			var id string
			err := w.q.QueryRow(ctx, `SELECT capture FROM log WHERE n = ?`, f.Entry).Scan(&id)
			if err != nil && !errors.Is(err, vigia.ErrNotFound) {
				return err
			}
			message += " (capture " + id + ")"
		}
		fd := finding(vigia.Block, "evidence/log/"+f.Path, f.Kind, message)
		fd.Remedy = "take the tile away if the database agrees with the checkpoint; it is made again of the database"
		if f.Kind == "unexpected" {
			fd.Severity, fd.Remedy = vigia.Warn, "take it away, and find out who put it there"
		}
		w.rep.Findings = append(w.rep.Findings, fd)
	}
	return nil
}

// waits tells whether a tile is one that no checkpoint covers yet.
func (w *logWalk) waits(path string) bool {
	t, ok := tiles.ParsePath(path)
	return ok && t.End() > w.rep.Latest.Size
}

// judge holds the tree of the database against the checkpoints.
func (w *logWalk) judge() {
	if w.late > lateShown {
		w.rep.Findings = append(w.rep.Findings, finding(vigia.Warn, "evidence/log", "late", fmt.Sprintf("and %d more captures that are older than the entries before them", w.late-lateShown)))
	}
	if c := w.rep.Latest; c.Note != nil && w.roots[c.Size] != c.Root.String() {
		w.block("evidence/log/checkpoint", "rewritten", fmt.Sprintf("the %d entries in the database are not those that the checkpoint signs", c.Size))
	}
	for size, c := range w.held {
		switch got, there := w.roots[size]; {
		case !there || size > w.b.Size():
			w.block(fmt.Sprintf("log/%d", size), "removed", fmt.Sprintf("the checkpoint that was kept covers %d captures, and there are %d: later ones were removed", size, w.b.Size()))
		case got != c.Root.String():
			w.block(fmt.Sprintf("log/%d", size), "rewritten", fmt.Sprintf("the first %d captures are not those that the kept checkpoint signs: one of them was altered, removed, exchanged or put in", size))
		}
	}
}
