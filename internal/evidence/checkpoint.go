package evidence

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"strings"

	"vigia"
	"vigia/internal/db"
	"vigia/internal/tiles"
)

// logDir is the folder of the log below that of the evidence.
const logDir = "log"

// Sign lets the store keep the log's files and sign its checkpoints. Captures
// from before there was a log are entered now.
func (s *Store) Sign(ctx context.Context, d *db.DB, key tiles.Key) error {
	c, err := s.Latest()
	if err == nil && c.Origin != "" && c.Origin != key.Name {
		err = &vigia.Problem{Kind: vigia.ErrConflict, What: fmt.Sprintf("the log is that of %s, and the key that of %s", c.Origin, key.Name),
			Remedy: "put the key of this log back from a backup"}
	}
	if err == nil && c.Note == nil {
		err = s.adopt(ctx, d)
	}
	if err == nil {
		s.key = &key
	}
	return err
}

// Log reads the files of the log.
func (s *Store) Log() tiles.Log {
	sub, err := fs.Sub(s.root.FS(), logDir)
	if err != nil {
		panic(err) // unreachable: the name is good
	}
	return tiles.NewLog(sub)
}

// Latest gives the newest checkpoint, the zero Checkpoint if there is none yet.
// It does not ask whose signature it has.
func (s *Store) Latest() (tiles.Checkpoint, error) {
	data, err := s.root.ReadFile(logDir + "/checkpoint")
	if errors.Is(err, fs.ErrNotExist) {
		return tiles.Checkpoint{}, nil
	}
	if err != nil {
		return tiles.Checkpoint{}, fmt.Errorf("checkpoint: %w", err)
	}
	c, err := tiles.ReadCheckpoint(data)
	if err != nil {
		return c, logDamaged("its checkpoint cannot be read: " + err.Error())
	}
	return c, nil
}

func logDamaged(why string) error {
	return &vigia.Problem{Kind: vigia.ErrInvalid, What: "the log of the captures is not as it was kept: " + why,
		Remedy: "'vigia evidence verify' says what is wrong; restore it from a backup, and find out who or what changed it"}
}

// Checkpoint brings the log's files up to what the database holds and signs a
// new checkpoint. Cut short anywhere, it may run again: files are made of rows,
// and the checkpoint comes last.
func (s *Store) Checkpoint(ctx context.Context, d *db.DB) (c tiles.Checkpoint, err error) {
	if s.key == nil {
		return c, &vigia.Problem{Kind: vigia.ErrConflict, What: "this program does not sign the log", Remedy: "run it where the key of the log is"}
	}
	s.logging.Lock()
	defer s.logging.Unlock()
	err = d.Alone(ctx, "vigia evidence log", func(ctx context.Context) error {
		c, err = s.checkpoint(ctx, d)
		return err
	})
	if err != nil {
		return c, fmt.Errorf("checkpoint of the captures: %w", err)
	}
	return c, nil
}

func (s *Store) checkpoint(ctx context.Context, d *db.DB) (tiles.Checkpoint, error) {
	old, err := s.Latest()
	if err != nil {
		return old, err
	}
	there, err := Logged(ctx, d)
	switch {
	case err != nil:
		return old, err
	case there < old.Size:
		return old, logDamaged(fmt.Sprintf("the database holds %d entries and the checkpoint %d, as if an old copy had been put back", there, old.Size))
	case there == old.Size && old.Note != nil:
		return old, nil
	}
	w := logWriter{s: s, folders: map[string]bool{}}
	b, err := s.Log().Resume(old.Size, w.tile)
	if err != nil {
		return old, logDamaged(err.Error())
	}
	if old.Note != nil && b.Root() != old.Root {
		return old, logDamaged("its tiles do not make the root of the checkpoint")
	}
	if err := s.continues(ctx, d, old.Size); err != nil {
		return old, err
	}
	for b.Size() < there {
		if err := grow(ctx, d, b, there); err != nil {
			return old, err
		}
	}
	if err := b.Flush(); err != nil {
		return old, err
	}
	c, err := tiles.Checkpoint{Size: b.Size(), Root: b.Root()}.Sign(*s.key)
	if err != nil {
		return old, err
	}
	return c, w.finish(c, *s.key)
}

// continues looks whether the last entry of the files is that of the database.
func (s *Store) continues(ctx context.Context, d *db.DB, size int64) error {
	if size == 0 {
		return nil
	}
	var row string
	if err := d.QueryRow(ctx, `SELECT entry FROM log WHERE n = ?`, size-1).Scan(&row); err != nil {
		return fmt.Errorf("log entry %d: %w", size-1, err)
	}
	file, err := s.Log().Entry(size-1, size)
	if err != nil {
		return logDamaged(err.Error())
	}
	if string(file) != row {
		return logDamaged(fmt.Sprintf("entry %d is another one in the database", size-1))
	}
	return nil
}

// growBy is how many entries are read at once.
const growBy = 4096

// grow adds the next entries of the database, of which there are up to there.
func grow(ctx context.Context, q db.Querier, b *tiles.Builder, there int64) error {
	rows, err := q.Query(ctx, `SELECT n, entry FROM log WHERE n >= ? AND n < ? ORDER BY n`, b.Size(), min(b.Size()+growBy, there))
	before := b.Size()
	err = db.Each(rows, err, func(r *db.Rows) error {
		var n int64
		var entry string
		if err := r.Scan(&n, &entry); err != nil {
			return err
		}
		if n != b.Size() {
			return logDamaged(fmt.Sprintf("entry %d is not in the database", b.Size()))
		}
		return b.Add([]byte(entry))
	})
	if err == nil && b.Size() == before {
		err = logDamaged(fmt.Sprintf("entry %d is not in the database", before))
	}
	return err
}

// logWriter writes the files of one checkpoint.
type logWriter struct {
	s       *Store
	folders map[string]bool
	partial []string // tiles that are not full
}

func (w *logWriter) tile(t tiles.Tile, data []byte) error {
	name := logDir + "/" + t.Path()
	if strings.HasSuffix(path.Dir(name), ".p") {
		w.partial = append(w.partial, name)
	} else {
		w.partial = append(w.partial, name+".p/") // what is left of it is not needed
	}
	return w.write(name, data)
}

// write puts a file in its place whole, or not at all.
func (w *logWriter) write(name string, data []byte) error {
	if err := w.s.replace(name, data); err != nil {
		return err
	}
	w.folders[path.Dir(name)] = true
	return nil
}

// finish makes all names last, and then puts the checkpoint in its place.
func (w *logWriter) finish(c tiles.Checkpoint, key tiles.Key) error {
	if err := w.write(logDir+"/key", []byte(key.Public.String()+"\n")); err != nil {
		return err
	}
	for dir := range w.folders {
		if err := w.s.syncFolders(dir); err != nil {
			return fmt.Errorf("folder %s: %w", dir, err)
		}
	}
	if err := w.s.replace(logDir+"/checkpoint", c.Note); err != nil {
		return err
	}
	if err := w.s.syncFolders(logDir); err != nil {
		return fmt.Errorf("folder %s: %w", logDir, err)
	}
	for _, name := range w.partial {
		w.s.tidy(name)
	}
	return nil
}

// tidy removes the tiles that a wider one makes needless. What it leaves does
// no harm.
func (s *Store) tidy(keep string) {
	dir := path.Dir(keep)
	es, err := fs.ReadDir(s.root.FS(), dir)
	if err != nil {
		return
	}
	for _, e := range es {
		if name := path.Join(dir, e.Name()); name != keep {
			_ = s.root.Remove(name)
		}
	}
	_ = s.root.Remove(dir) // if nothing is in it any more
}

// replace writes a file of the folder whole, or leaves it as it was.
func (s *Store) replace(name string, data []byte) error {
	if err := s.root.MkdirAll(path.Dir(name), 0o700); err != nil {
		return fmt.Errorf("folder of %s: %w", name, err)
	}
	part := name + tiles.Partial
	f, err := s.root.OpenFile(part, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o600)
	if err != nil {
		return fmt.Errorf("write %s: %w", name, err)
	}
	_, err = s.write(f, data)
	if err == nil {
		err = s.sync(f)
	}
	if err = errors.Join(err, f.Close()); err == nil {
		err = s.root.Rename(part, name)
	}
	if err != nil {
		return diskProblem(fmt.Errorf("write %s: %w", name, err))
	}
	return nil
}

const unloggedSQL = `SELECT ` + columns + ` FROM captures WHERE NOT EXISTS (SELECT 1 FROM log WHERE log.capture = captures.id) ORDER BY at, id LIMIT 500`

// adopt enters the captures from before there was a log. Once a capture has
// entered in its own step, or a checkpoint was signed, one without an entry is
// a finding of CheckLog and is not put right here.
func (s *Store) adopt(ctx context.Context, d *db.DB) error {
	for {
		var last string
		err := d.QueryRow(ctx, `SELECT entry FROM log ORDER BY n DESC LIMIT 1`).Scan(&last)
		if err != nil && !errors.Is(err, vigia.ErrNotFound) {
			return fmt.Errorf("log: %w", err)
		}
		if l, err := ParseLeaf([]byte(last)); last != "" && (err != nil || !l.Adopted) {
			return nil
		}
		rows, err := d.Query(ctx, unloggedSQL)
		cs, err := db.Collect(rows, err, func(r *db.Rows) (Capture, error) { return scan(r) })
		if err != nil {
			return fmt.Errorf("captures without log: %w", err)
		}
		if len(cs) == 0 {
			return nil
		}
		if err := s.adoptAll(ctx, d, cs); err != nil {
			return err
		}
	}
}

func (s *Store) adoptAll(ctx context.Context, d *db.DB, cs []Capture) error {
	for i := range cs {
		var err error
		if cs[i].Records, err = s.recordsOf(cs[i]); err != nil {
			s.lg.Error("a capture enters the log without its records", "capture", cs[i].ID, "err", err)
		}
	}
	return d.InTx(ctx, func(tx *db.Tx) error {
		for _, c := range cs {
			l := leafOf(c, tx.Now)
			l.Adopted = true
			if err := enter(tx, l); err != nil {
				return err
			}
		}
		return nil
	})
}

// recordsOf reads what the records of a capture are, from its file.
func (s *Store) recordsOf(c Capture) ([]Record, error) {
	if c.File == "" {
		return nil, nil
	}
	f, err := s.openFile(context.Background(), c.File)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	first, err := spans(f, 0, 1)
	if err != nil {
		return nil, err
	}
	own, err := spans(f, c.Start, 0)
	return append(first, own...), err
}
