package evidence

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"vigia"
	"vigia/internal/tiles"
)

// LoadKey reads the key that signs the log, vigia.ErrNotFound if there is none.
// Who holds the file can sign in the house's name: it is for its owner alone.
func LoadKey(path string) (tiles.Key, error) {
	text, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return tiles.Key{}, &vigia.Problem{Kind: vigia.ErrNotFound, What: "there is no key of the log in " + path,
			Remedy: "put it back from a backup; only for an archive without a log a new one is made"}
	}
	if err != nil {
		return tiles.Key{}, fmt.Errorf("key of the log: %w", err)
	}
	k, err := tiles.ParseKey(text)
	if err != nil {
		return tiles.Key{}, &vigia.Problem{Kind: vigia.ErrInvalid, What: fmt.Sprintf("the key of the log in %s is damaged: %v", path, err),
			Remedy: "put it back from a backup: another key cannot go on with this log"}
	}
	return k, nil
}

// MakeKey makes the key of a log and keeps it in a file that only its owner
// reads.
func MakeKey(path, name string) (tiles.Key, error) {
	k, err := tiles.NewKey(name)
	if err != nil {
		return k, &vigia.Problem{Kind: vigia.ErrInvalid, What: fmt.Sprintf("%q cannot be the name of a log", name),
			Remedy: "give a name without spaces and plus signs, as log.your-house.org/vric"}
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return k, fmt.Errorf("key of the log: %w", err)
	}
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return k, fmt.Errorf("key of the log: %w", err)
	}
	_, err = f.Write(k.Text())
	if err := errors.Join(err, f.Sync(), f.Close()); err != nil {
		return k, fmt.Errorf("key of the log: %w", err)
	}
	return k, nil
}
