package evidence

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"strings"

	"vigia"
)

// certDir holds the certificates that servers showed, each once, by its
// SHA-256: certs/ab/abcd….der.
const certDir = "certs"

func certName(sha string) string { return certDir + "/" + sha[:2] + "/" + sha + ".der" }

// keepCerts keeps a chain of certificates and gives their names. What is
// there already is not written again.
func (s *Store) keepCerts(chain [][]byte) (shas []string, err error) {
	for _, der := range chain {
		h := sha256.Sum256(der)
		sha := hex.EncodeToString(h[:])
		shas = append(shas, sha)
		if _, known := s.certs.Load(h); known {
			continue
		}
		name := certName(sha)
		if _, err := s.root.Stat(name); errors.Is(err, fs.ErrNotExist) {
			if err := s.replace(name, der); err != nil {
				return nil, err
			}
			if err := s.syncFolders(path.Dir(name)); err != nil {
				return nil, fmt.Errorf("folder of %s: %w", name, err)
			}
		}
		s.certs.Store(h, true)
	}
	return shas, nil
}

// Certificate gives a kept certificate by its SHA-256, in DER.
func (s *Store) Certificate(sha string) ([]byte, error) {
	if len(sha) != 64 {
		return nil, fmt.Errorf("certificate %.80q: %w", sha, vigia.ErrNotFound)
	}
	der, err := s.root.ReadFile(certName(sha))
	if err != nil {
		return nil, fmt.Errorf("certificate %s: %w", sha, err)
	}
	if Sum(der) != sha {
		return nil, fmt.Errorf("certificate %s is not as it was kept: %w", sha, vigia.ErrInvalid)
	}
	return der, nil
}

// certificates checks the kept certificates, whose names are their digests.
func (w *logWalk) certificates() error {
	err := fs.WalkDir(w.s.root.FS(), certDir, func(name string, e fs.DirEntry, err error) error {
		switch {
		case errors.Is(err, fs.ErrNotExist) && name == certDir:
			return fs.SkipAll
		case err != nil:
			return err
		case e.IsDir() || strings.HasSuffix(name, ".part"):
			return nil
		}
		sha := strings.TrimSuffix(path.Base(name), ".der")
		if len(sha) != 64 || certName(sha) != name {
			w.rep.Findings = append(w.rep.Findings, finding(vigia.Warn, "evidence/"+name, "unexpected", "no file of this archive"))
		} else if _, err := w.s.Certificate(sha); err != nil {
			w.block("evidence/"+name, "damaged", err.Error())
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("list certificates: %w", err)
	}
	return nil
}
