package evidence

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"strings"
	"time"

	"vigia"
	"vigia/internal/db"
)

// The places of a sealed file.
const (
	PlaceHere  = "here"  // in the folder alone
	PlaceBoth  = "both"  // also in the store, and read back there
	PlaceStore = "store" // in the store alone
)

// File is a sealed file of the archive.
type File struct {
	Name, Object string
	Size         int64 // of the object, in bytes
	SHA256       string
	Sealed       time.Time
	Place        string
	Old          []string // objects of the store that are to go
	Tries        int      // of sending it, since the last that went well
	Next         time.Time
	Detail       string    // why the last try failed
	Checked      time.Time // zero: never
	Fault        string    // what that found, "" if nothing
}

const fileColumns = `name, object, size, sha256, sealed_at, place, old, tries, next_at, detail, checked_at, fault`

// filesBy lists the sealed files, as where, which may be "", chooses them.
func filesBy(ctx context.Context, q db.Querier, where string, args ...any) ([]File, error) {
	rows, err := q.Query(ctx, `SELECT `+fileColumns+` FROM archive_files `+where, args...)
	out, err := db.Collect(rows, err, func(r *db.Rows) (f File, err error) {
		var sealed, next, checked int64
		var old string
		err = r.Scan(&f.Name, &f.Object, &f.Size, &f.SHA256, &sealed, &f.Place, &old, &f.Tries, &next, &f.Detail, &checked, &f.Fault)
		f.Sealed, f.Next, f.Checked, f.Old = db.Time(sealed), db.Time(next), db.Time(checked), strings.Fields(old)
		return f, err
	})
	if err != nil {
		return nil, fmt.Errorf("files of the archive: %w", err)
	}
	return out, nil
}

const putFileSQL = `INSERT INTO archive_files (` + fileColumns + `) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
	ON CONFLICT (name) DO UPDATE SET object = excluded.object, size = excluded.size, sha256 = excluded.sha256, place = excluded.place,
		old = excluded.old, tries = excluded.tries, next_at = excluded.next_at, detail = excluded.detail, checked_at = excluded.checked_at, fault = excluded.fault`

func putFile(tx *db.Tx, f File) error {
	_, err := tx.Exec(putFileSQL, f.Name, f.Object, f.Size, f.SHA256, db.Micros(f.Sealed), f.Place, strings.Join(f.Old, " "), f.Tries,
		db.Micros(f.Next), f.Detail, db.Micros(f.Checked), f.Fault)
	if err != nil {
		return fmt.Errorf("file %s of the archive: %w", f.Name, err)
	}
	return nil
}

func (s *Store) saveFile(ctx context.Context, d *db.DB, f File) error {
	return d.InTx(ctx, func(tx *db.Tx) error { return putFile(tx, f) })
}

// Tend does what is to be done for the archive now, and is called every minute
// or so by one program: it seals what is old, enters sealed files, removes what
// rules have given up, sends files to the store, lets those go from the folder
// that stand there, and hashes some of them again. Cut short anywhere it goes
// on at the next call. What failed is in the rows of the files too, and is
// tried again.
func (s *Store) Tend(ctx context.Context, d *db.DB) error {
	return d.Alone(ctx, "vigia evidence archive", func(ctx context.Context) error {
		if err := s.sealOld(); err != nil {
			return err
		}
		if err := s.register(ctx, d); err != nil {
			return err
		}
		return errors.Join(s.compactAll(ctx, d), s.sendAll(ctx, d), s.Scrub(ctx, d, scrubPace))
	})
}

// sealOld seals the file that is being written if it is old.
func (s *Store) sealOld() error {
	s.turn <- struct{}{}
	defer func() { <-s.turn }()
	if s.closed || s.file == nil || !s.old(s.file) {
		return nil
	}
	f := s.file
	s.file = nil
	return s.seal(f)
}

// register enters the sealed files of the folder that have no row yet, with
// their digests.
func (s *Store) register(ctx context.Context, d *db.DB) error {
	known, err := filesBy(ctx, d, "")
	if err != nil {
		return err
	}
	rows := map[string]string{}
	for _, f := range known {
		rows[f.Name] = f.Object
	}
	return fs.WalkDir(s.root.FS(), ".", func(name string, e fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case e.IsDir() && (name == logDir || name == certDir):
			return fs.SkipDir
		case !isOurs(name, e) || rows[fileOf(name)] == name:
			return nil
		}
		info, err := e.Info()
		if err != nil || info.Mode().Perm()&0o200 != 0 {
			return err // still written, or to be put in order at the next start
		}
		l, err := s.layoutOf(fileOf(name))
		switch {
		case err != nil:
			return err
		case l.object != name: // a rewriting that was cut short left it
			return s.leave(name)
		case rows[fileOf(name)] != "":
			return nil // compact tells the database
		}
		return s.registerFile(ctx, d, name)
	})
}

func (s *Store) registerFile(ctx context.Context, d *db.DB, object string) error {
	sha, size, err := s.digestOf(ctx, object, false, unpaced)
	if err != nil {
		return err
	}
	now := s.clock.Now()
	// It was read whole, but against nothing: the walk that compares comes.
	return s.saveFile(ctx, d, File{Name: fileOf(object), Object: object, Size: size, SHA256: sha, Sealed: now, Place: PlaceHere, Next: now})
}

// sendAll sends what waits for the store, and lets go from the folder what has
// been there long enough.
func (s *Store) sendAll(ctx context.Context, d *db.DB) error {
	if s.remote == nil {
		return nil
	}
	now := s.clock.Now()
	due, err := filesBy(ctx, d, `WHERE next_at <= ? AND (place = 'here' OR place = 'both' OR old <> '') ORDER BY sealed_at, name`, db.Micros(now))
	if err != nil {
		return err
	}
	for _, f := range due {
		if f.Fault != "" || f.Place == PlaceBoth && len(f.Old) == 0 && now.Sub(f.Sealed) < s.keepHere {
			continue // a file that is not as it was kept stays for a person to look at
		}
		failed := s.send(ctx, &f)
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if failed != nil {
			f.Tries++
			f.Next, f.Detail = now.Add(stampBackOff(f.Tries)), oneLine(failed.Error())
		} else {
			f.Tries, f.Next, f.Detail = 0, now, ""
		}
		if err := s.saveFile(ctx, d, f); err != nil {
			return err
		}
		if failed != nil { // the next ones would most likely fare no better now
			return fmt.Errorf("evidence store: %w", failed)
		}
		if f.Place == PlaceStore { // only now, when the database says so
			if err := s.root.Remove(f.Object); err != nil && !errors.Is(err, fs.ErrNotExist) {
				return err
			}
		}
	}
	return nil
}

// send brings a file one step on: into the store, out of the folder. Whatever
// the store said, its bytes are read back there and hashed before either.
func (s *Store) send(ctx context.Context, f *File) error {
	if f.Place == PlaceHere {
		if err := s.put(ctx, f); err != nil {
			return err
		}
	}
	if f.Place != PlaceStore {
		if err := s.there(ctx, f); err != nil {
			f.Place = PlaceHere
			return err
		}
		if f.Place == PlaceBoth && s.clock.Now().Sub(f.Sealed) >= s.keepHere || f.Place == PlaceHere && s.keepHere == 0 {
			f.Place = PlaceStore
		} else {
			f.Place = PlaceBoth
		}
	}
	for len(f.Old) > 0 {
		if err := s.remote.Remove(ctx, f.Old[0]); err != nil && !errors.Is(err, vigia.ErrNotFound) {
			return err
		}
		f.Old = f.Old[1:]
	}
	return nil
}

func (s *Store) put(ctx context.Context, f *File) error {
	file, err := s.root.Open(f.Object)
	if err != nil {
		return err
	}
	defer file.Close()
	err = s.remote.Put(ctx, f.Object, file, f.Size)
	if errors.Is(err, vigia.ErrConflict) {
		return nil // an earlier try got there and did not hear of it; what it is will be seen
	}
	return err
}

// there reports whether the store has a file as it was kept.
func (s *Store) there(ctx context.Context, f *File) error {
	sha, size, err := s.digestOf(ctx, f.Object, true, unpaced)
	if err != nil {
		return err
	}
	if sha != f.SHA256 || size != f.Size {
		return &vigia.Problem{Kind: vigia.ErrConflict, What: fmt.Sprintf("%s has another file under the name %s: %d bytes with SHA-256 %s, kept was %s", s.remote, f.Object, size, sha, f.SHA256),
			Remedy: "find out who put it there and take it away; the copy in the folder stays until then"}
	}
	return nil
}
