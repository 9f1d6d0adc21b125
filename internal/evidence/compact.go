package evidence

import (
	"bufio"
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"slices"

	"vigia/internal/db"
	"vigia/internal/tiles"
)

// compactAll takes removed bytes out of all sealed files that have some.
func (s *Store) compactAll(ctx context.Context, d *db.DB) error {
	rows, err := d.Query(ctx, `SELECT DISTINCT r.file FROM removals r JOIN archive_files a ON a.name = r.file WHERE r.done = 0 ORDER BY r.file`)
	names, err := db.Collect(rows, err, func(r *db.Rows) (name string, err error) { return name, r.Scan(&name) })
	if err != nil {
		return fmt.Errorf("removals: %w", err)
	}
	for _, name := range names {
		if err := s.compact(ctx, d, name); err != nil {
			return fmt.Errorf("remove from %s: %w", name, err)
		}
	}
	return nil
}

// compact writes a file anew without what was removed from it. The one before
// stands until the new one is on the disk, was read back, and the list of its
// gaps is in its place; after that the database is told, and last the one
// before goes. Cut short anywhere, it runs again.
func (s *Store) compact(ctx context.Context, d *db.DB, name string) error {
	fs, err := filesBy(ctx, d, `WHERE name = ?`, name)
	if err != nil || len(fs) == 0 {
		return err
	}
	was := fs[0]
	now, err := s.layoutOf(name)
	if err != nil {
		return err
	}
	going, ids, err := s.going(ctx, d, name)
	if err != nil {
		return err
	}
	next := layout{nextObject(was.Object), join(append(slices.Clone(now.gaps), going...))}
	if now.object != next.object || !slices.Equal(now.gaps, next.gaps) { // else only the database was not told
		if err := s.rewrite(ctx, d, name, next, ids); err != nil {
			return err
		}
	}
	sha, size, err := s.digestOf(ctx, next.object, false, unpaced)
	if err != nil {
		return err
	}
	if err := s.compacted(ctx, d, was, File{Name: name, Object: next.object, Size: size, SHA256: sha}, ids); err != nil {
		return err
	}
	return s.leave(was.Object)
}

// going lists what is to be taken out of a file.
func (s *Store) going(ctx context.Context, d *db.DB, name string) (gaps []gap, ids []string, err error) {
	rows, err := d.Query(ctx, `SELECT capture FROM removals WHERE file = ? AND done = 0 ORDER BY capture`, name)
	ids, err = db.Collect(rows, err, func(r *db.Rows) (id string, err error) { return id, r.Scan(&id) })
	if err != nil {
		return nil, nil, err
	}
	for some := range slices.Chunk(ids, removeMost) {
		cs, err := ByIDs(ctx, d, some)
		if err != nil {
			return nil, nil, err
		}
		for _, c := range cs {
			own, err := spansOf(ctx, d, c)
			if err != nil {
				return nil, nil, err
			}
			gaps = append(gaps, own...)
		}
	}
	return gaps, ids, nil
}

// rewrite makes the object of a layout and puts the layout in its place.
func (s *Store) rewrite(ctx context.Context, d *db.DB, name string, next layout, going []string) error {
	from, err := s.whole(ctx, name)
	if err != nil {
		return err
	}
	defer from.Close()
	part := next.object + tiles.Partial
	to, err := s.root.OpenFile(part, os.O_RDWR|os.O_CREATE|os.O_TRUNC, 0o600)
	if err != nil {
		return diskProblem(err)
	}
	err = s.copyKept(ctx, to, from, next)
	if err == nil {
		err = s.sync(to)
	}
	if err == nil {
		err = s.stillThere(ctx, d, name, &archived{next, to, -1, to.Close}, going)
	}
	if err = errors.Join(err, to.Close()); err != nil {
		return diskProblem(errors.Join(err, s.root.Remove(part)))
	}
	if err := s.root.Chmod(part, 0o400); err != nil {
		return err
	}
	if err := s.root.Rename(part, next.object); err != nil {
		return err
	}
	if err := s.syncFolders(path.Dir(name)); err != nil {
		return err
	}
	if err := s.replace(name+gapsSuffix, next.text()); err != nil {
		return err
	}
	return s.syncFolders(path.Dir(name))
}

// copyKept copies what stands between the gaps of next.
func (s *Store) copyKept(ctx context.Context, to *os.File, from *archived, next layout) error {
	end := from.was(from.size) // where the file ended as it was
	at := int64(0)
	out := bufio.NewWriterSize(writer{s, to}, 1<<20)
	for _, g := range append(slices.Clone(next.gaps), gap{end, 0}) {
		if err := ctx.Err(); err != nil {
			return err
		}
		want := max(g.start-at, 0)
		n, err := io.Copy(out, io.NewSectionReader(from, at, want))
		if err != nil {
			return err
		}
		if n < want {
			return fmt.Errorf("only %d of %d bytes at %d can be read", n, want, at)
		}
		at = g.start + g.length
	}
	return out.Flush()
}

// writer writes to a file as the store does.
type writer struct {
	s *Store
	f *os.File
}

func (w writer) Write(b []byte) (int, error) { return w.s.write(w.f, b) }

// stillThere proves that every capture that stays is in the new file, record
// by record as it was logged.
func (s *Store) stillThere(ctx context.Context, d *db.DB, name string, a *archived, going []string) error {
	rows, err := s.rowsOf(ctx, d, name)
	if err != nil {
		return err
	}
	for _, w := range rows {
		if w.removed || slices.Contains(going, w.id) {
			continue
		}
		for _, r := range w.own() {
			if sha, err := sumAt(a, r.Start, r.Length); err != nil || sha != r.SHA256 {
				return fmt.Errorf("capture %s would not be whole any more: %w", w.id, cmp.Or(err, errors.New("its "+r.Type+" record is another one")))
			}
		}
	}
	return nil
}

// compacted tells the database. What stands in the store under the old name is
// to go from there.
func (s *Store) compacted(ctx context.Context, d *db.DB, was, now File, ids []string) error {
	now.Sealed, now.Place, now.Old, now.Next = was.Sealed, PlaceHere, was.Old, s.clock.Now()
	if was.Object != now.Object && (was.Place != PlaceHere || was.Tries > 0) {
		now.Old = append(now.Old, was.Object)
	}
	return d.InTx(ctx, func(tx *db.Tx) error {
		for some := range slices.Chunk(ids, removeMost) {
			in, args := db.In(some)
			if _, err := tx.Exec(`UPDATE removals SET done = 1 WHERE capture IN `+in, args...); err != nil {
				return fmt.Errorf("removals: %w", err)
			}
		}
		return putFile(tx, now)
	})
}

// leave removes from the folder an object that nothing needs any more.
func (s *Store) leave(object string) error {
	if err := s.root.Remove(object); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return s.syncFolders(path.Dir(object))
}
