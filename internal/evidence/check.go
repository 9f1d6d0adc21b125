package evidence

import (
	"context"
	"fmt"
	"io/fs"
	"maps"
	"path"
	"slices"
	"strings"

	"vigia"
	"vigia/internal/db"
)

// Check proves that every capture has its record, whole and with the body
// that its row says, and that nothing else stands in the folder than what was
// kept. It reads the whole archive; progress, which may be nil, counts
// captures.
func (s *Store) Check(ctx context.Context, q db.Querier, progress func(done, total int)) ([]vigia.Finding, error) {
	counts, total, err := countByFile(ctx, q)
	if err != nil {
		return nil, err
	}
	findings, err := bareRows(ctx, q)
	if err != nil {
		return nil, err
	}
	onDisk, odd, err := s.files()
	if err != nil {
		return nil, err
	}
	findings = append(findings, odd...)
	names := maps.Clone(onDisk)
	for name := range counts {
		names[name] = true
	}
	done := 0
	for _, name := range slices.Sorted(maps.Keys(names)) {
		if err := ctx.Err(); err != nil {
			return findings, fmt.Errorf("check %s: %w", name, err)
		}
		more, err := s.checkFile(ctx, q, name)
		if err != nil {
			return findings, err
		}
		findings = append(findings, more...)
		if done += counts[name]; progress != nil {
			progress(done, total)
		}
	}
	return findings, nil
}

func countByFile(ctx context.Context, q db.Querier) (counts map[string]int, total int, err error) {
	counts = map[string]int{}
	rows, err := q.Query(ctx, `SELECT file, COUNT(*) FROM captures WHERE file <> '' GROUP BY file`)
	err = db.Each(rows, err, func(r *db.Rows) error {
		var name string
		var n int
		err := r.Scan(&name, &n)
		counts[name] = n
		total += n
		return err
	})
	if err != nil {
		return nil, 0, fmt.Errorf("count captures: %w", err)
	}
	return counts, total, nil
}

// bareRows finds captures that say neither where their bytes are nor why
// there are none.
func bareRows(ctx context.Context, q db.Querier) ([]vigia.Finding, error) {
	rows, err := q.Query(ctx, `SELECT id FROM captures WHERE file = '' AND reason = '' ORDER BY id`)
	found, err := db.Collect(rows, err, func(r *db.Rows) (vigia.Finding, error) {
		var id string
		err := r.Scan(&id)
		return finding(vigia.Block, "captures/"+id, "missing", "the capture has neither bytes nor a reason"), err
	})
	if err != nil {
		return nil, fmt.Errorf("captures without bytes: %w", err)
	}
	return found, nil
}

// files lists what stands in the folder: our files, and findings for others.
func (s *Store) files() (ours map[string]bool, odd []vigia.Finding, err error) {
	ours = map[string]bool{}
	err = fs.WalkDir(s.root.FS(), ".", func(name string, e fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case e.IsDir() && (name == logDir || name == certDir):
			return fs.SkipDir // CheckLog looks there
		case isOurs(name, e):
			if l, err := s.layoutOf(fileOf(name)); err != nil {
				odd = append(odd, finding(vigia.Block, "evidence/"+fileOf(name)+gapsSuffix, "damaged", err.Error()))
			} else if l.object == name {
				ours[fileOf(name)] = true
			} else {
				f := finding(vigia.Warn, "evidence/"+name, "unexpected", "a rewriting that was cut short left it")
				f.Remedy = "none is needed: the program that works here takes it away"
				odd = append(odd, f)
			}
		case strings.HasSuffix(name, suffix+gapsSuffix):
		case !e.IsDir():
			odd = append(odd, finding(vigia.Warn, "evidence/"+name, "unexpected", "no file of this archive"))
		}
		return nil
	})
	if err != nil {
		return nil, nil, fmt.Errorf("list evidence: %w", err)
	}
	return ours, odd, nil
}

func isOurs(name string, e fs.DirEntry) bool {
	return e.Type().IsRegular() && strings.HasPrefix(path.Base(name), "vigia-") && strings.HasSuffix(name, suffix)
}
