package proof

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"os"
	"slices"

	"vigia"
	"vigia/internal/policy"
)

// Result is what Verify found out about a site.
type Result struct {
	Editions []Recount       `json:"editions"` // by number
	Keys     []string        `json:"keys"`
	Files    int             `json:"files"`
	Findings []vigia.Finding `json:"findings"` // a blocking one means that the site is not what was published
}

// OK reports whether the site is what was published.
func (r Result) OK() bool { return !vigia.Blocking(r.Findings) }

// Recount is what a site proves about one edition.
type Recount struct {
	Number    int          `json:"number"`
	Title     string       `json:"title"`
	Share     policy.Share `json:"share"`     // recounted
	Limit     string       `json:"limit"`     // "1/5"
	ByOrigin  policy.Share `json:"by_origin"` // recounted
	Outlets   int          `json:"outlets"`
	Reports   int          `json:"reports"`
	Sentences int          `json:"sentences"` // with a citation, in the language of writing
	Captures  int          `json:"captures"`
	Files     int          `json:"files"`
	Manifest  string       `json:"manifest"` // SHA-256
	Key       string       `json:"key"`      // that signed it, "" if none did
}

// Verify recounts a published site from its files alone: it asks no database
// and no network. The error tells that there was nothing to verify; whatever
// is wrong with the site is a finding.
func Verify(dir string) (Result, error) {
	root, err := os.OpenRoot(dir) // no link leads out of it
	if err != nil {
		return Result{}, &vigia.Problem{Kind: vigia.ErrNotFound, What: err.Error(), Remedy: "give the folder of a published site"}
	}
	defer root.Close() // only read
	return VerifyFS(root.FS())
}

// VerifyFS is Verify for a site that stands elsewhere than in a folder.
func VerifyFS(fsys fs.FS) (Result, error) {
	v := &verifier{fsys: fsys, files: map[string]int64{}, manifests: map[int]Manifest{}, raw: map[int][]byte{}, signed: map[int]string{}, pages: map[string]pageLinks{}}
	if err := v.list(); err != nil {
		return Result{}, err
	}
	numbers := v.numbers()
	if len(numbers) == 0 {
		return Result{}, &vigia.Problem{Kind: vigia.ErrNotFound, What: "there is no published edition in this folder", Remedy: "give the folder of a published site"}
	}
	v.readKeys()
	for _, n := range numbers {
		v.manifest(n)
	}
	for _, n := range slices.Sorted(maps.Keys(v.manifests)) {
		v.signature(n, v.manifests[n])
	}
	v.chain(numbers)
	v.captures()
	var proofs []Recount
	for _, n := range slices.Sorted(maps.Keys(v.manifests)) {
		proofs = append(proofs, v.edition(n))
	}
	v.strays()
	v.shared()
	v.log()
	v.links()
	report := Result{Editions: proofs, Files: len(v.files), Findings: v.findings}
	for _, k := range v.keys {
		report.Keys = append(report.Keys, k.ID)
	}
	return report, nil
}

// verifier is one run of Verify.
type verifier struct {
	fsys      fs.FS
	files     map[string]int64 // path -> size
	keys      []PublicKey
	manifests map[int]Manifest
	raw       map[int][]byte       // manifest.json as it stands
	signed    map[int]string       // edition -> id of the key
	pages     map[string]pageLinks // of the pages that were read
	findings  []vigia.Finding
}

func (v *verifier) block(path, kind, format string, args ...any) {
	v.findings = append(v.findings, vigia.Finding{Severity: vigia.Block, Path: path, Kind: kind, Message: fmt.Sprintf(format, args...)})
}

func (v *verifier) warn(path, kind, format string, args ...any) {
	v.findings = append(v.findings, vigia.Finding{Severity: vigia.Warn, Path: path, Kind: kind, Message: fmt.Sprintf(format, args...)})
}

// list finds the files of the site.
func (v *verifier) list() error {
	err := fs.WalkDir(v.fsys, ".", func(p string, e fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case e.IsDir():
			return nil
		case !e.Type().IsRegular():
			v.block(p, "stray", "it is neither a file nor a folder")
			return nil
		}
		info, err := e.Info()
		if err != nil {
			return err
		}
		v.files[p] = info.Size()
		return nil
	})
	if err != nil {
		return fmt.Errorf("verify: %w", err)
	}
	return nil
}

// numbers are those of which the site holds anything.
func (v *verifier) numbers() []int {
	seen := map[int]bool{}
	for p := range v.files {
		if n, _, ok := InEdition(p); ok {
			seen[n] = true
		}
	}
	return slices.Sorted(maps.Keys(seen))
}

// maxRead is the largest file that is read at once; pages and manifests are
// far smaller.
const maxRead = 256 << 20

func (v *verifier) read(path string) ([]byte, error) {
	if !fs.ValidPath(path) {
		return nil, fmt.Errorf("%q is no path of a site", path)
	}
	if v.files[path] > maxRead {
		return nil, errors.New("it is too large")
	}
	return fs.ReadFile(v.fsys, path)
}

// scan reads a page as a visitor sees it, and keeps what it links to.
func (v *verifier) scan(path string) (node, error) {
	data, err := v.read(path)
	if err != nil {
		return node{}, err
	}
	n, err := scanPage(data)
	if err == nil {
		v.pages[path] = n.links()
	}
	return n, err
}

func (v *verifier) sum(path string) (string, error) {
	f, err := v.fsys.Open(path)
	if err != nil {
		return "", err
	}
	defer f.Close() // only read
	h := sha256.New()
	if _, err := io.Copy(h, f); err != nil {
		return "", err
	}
	return hex.EncodeToString(h.Sum(nil)), nil
}
