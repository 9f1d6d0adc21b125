package publish

import (
	"crypto/ed25519"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"vigia"
	"vigia/internal/edition"
	"vigia/internal/monitor"
	"vigia/internal/proof"
)

// Options say whose site it is and where it will stand.
type Options struct {
	Monitor *monitor.Monitor
	BaseURL string             // for feeds, canonical links and citations; "" if it is not known
	Key     ed25519.PrivateKey // signs the manifests; nil leaves them unsigned
	// The newest checkpoint of the log of captures and the public key of the
	// log; nil leaves those that are there.
	Checkpoint, LogKey []byte
}

// Opener gives a capture as a stand-alone .warc.gz file.
type Opener func(capture string) ([]byte, error)

// Issued is an edition as it stands in the site.
type Issued struct {
	Edition  string // id
	Number   int
	Revision int64
	Manifest string // SHA-256 of manifest.json
	Files    int
	New      bool // it came with this run
}

// Site adds editions to the site in dir. Editions that stand there already are
// kept byte by byte, whatever their documents say now; the pages that all
// share are made anew. The new tree is built and verified beside the live one,
// and takes its place only if nothing that was published would vanish.
func Site(docs []edition.Document, open Opener, dir string, o Options) ([]Issued, error) {
	return site(docs, open, dir, o, nil)
}

// site is Site with the manifests that are known to have gone out: an edition
// that is rendered again must come out as it was.
func site(docs []edition.Document, open Opener, dir string, o Options, known map[int]string) ([]Issued, error) {
	dir, err := filepath.Abs(dir)
	if err != nil {
		return nil, fmt.Errorf("site: %w", err)
	}
	if err := os.MkdirAll(filepath.Dir(dir), 0o755); err != nil {
		return nil, fmt.Errorf("site: %w", err)
	}
	if err := mend(dir); err != nil {
		return nil, err
	}
	live, err := loadLive(dir)
	if err != nil {
		return nil, err
	}
	r, err := newRenderer(o.Monitor, o.BaseURL)
	if err != nil {
		return nil, err
	}
	next, err := os.MkdirTemp(filepath.Dir(dir), filepath.Base(beside(dir, "new-*")))
	if err != nil {
		return nil, fmt.Errorf("site: %w", err)
	}
	defer os.RemoveAll(next) // after the swap it is gone, or holds the old tree
	b := newBuilder(r, live, next, open, o.Key)
	b.known = known
	b.log = map[string][]byte{proof.LogCheckpoint: o.Checkpoint, proof.LogKey: o.LogKey}
	if err := b.build(docs); err != nil {
		return nil, err
	}
	if err := b.approve(); err != nil {
		return nil, err
	}
	if err := swap(next, dir); err != nil {
		return nil, err
	}
	return b.issued(), nil
}

// live is a site as it stands.
type live struct {
	dir       string
	paths     []string
	manifests map[int]proof.Manifest
	hashes    map[int]string // of manifest.json
	keys      []proof.PublicKey
}

// loadLive reads the site that is there, if any.
func loadLive(dir string) (live, error) {
	l := live{dir: dir, manifests: map[int]proof.Manifest{}, hashes: map[int]string{}}
	var err error
	if l.paths, err = listFiles(dir); err != nil {
		return l, err
	}
	for _, p := range l.paths {
		n, rest, ok := proof.InEdition(p)
		if !ok || rest != "manifest.json" || !strings.HasPrefix(p, "editions/") {
			continue
		}
		data, err := os.ReadFile(filepath.Join(dir, filepath.FromSlash(p)))
		if err != nil {
			return l, fmt.Errorf("site: %w", err)
		}
		if l.manifests[n], err = proof.Decode(data); err != nil {
			return l, damaged(dir, p+": "+err.Error())
		}
		l.hashes[n] = proof.Sum(data)
	}
	if len(l.paths) > 0 && len(l.manifests) == 0 {
		return l, &vigia.Problem{Kind: vigia.ErrRefused, What: fmt.Sprintf("the folder %s is not empty, and holds no published edition", dir), Remedy: "give a folder of its own for the site"}
	}
	data, err := os.ReadFile(filepath.Join(dir, "key.pub"))
	if errors.Is(err, fs.ErrNotExist) {
		return l, nil
	}
	if err == nil {
		l.keys, err = proof.ReadKeys(data)
	}
	if err != nil {
		return l, damaged(dir, "key.pub: "+err.Error())
	}
	return l, nil
}

func damaged(dir, what string) error {
	return &vigia.Problem{Kind: vigia.ErrRefused, What: fmt.Sprintf("the site in %s is not what was published: %s", dir, what),
		Remedy: "put the published folder back from a copy, then publish again"}
}
