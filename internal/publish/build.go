package publish

import (
	"cmp"
	"crypto/ed25519"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"vigia"
	"vigia/internal/edition"
	"vigia/internal/evidence"
	"vigia/internal/proof"
)

// builder makes the new tree beside the live one.
type builder struct {
	*renderer
	live live
	dir  string // of the new tree
	open Opener
	key  ed25519.PrivateKey // nil: unsigned
	log  map[string][]byte  // of the captures, by path; nil: as it is there

	known     map[int]string         // manifests that went out in an earlier run, by number
	manifests map[int]proof.Manifest // of the new tree
	hashes    map[int]string
	keys      []proof.PublicKey
}

func newBuilder(r *renderer, l live, dir string, open Opener, key ed25519.PrivateKey) *builder {
	b := &builder{renderer: r, live: l, dir: dir, open: open, key: key, manifests: maps.Clone(l.manifests), hashes: maps.Clone(l.hashes), keys: slices.Clone(l.keys)}
	if key != nil {
		if pub := proof.PublicOf(key); !slices.ContainsFunc(b.keys, func(k proof.PublicKey) bool { return k.ID == pub.ID }) {
			b.keys = append(b.keys, pub)
		}
	}
	return b
}

// build copies what is published, adds what is new, and makes the shared
// pages.
func (b *builder) build(docs []edition.Document) error {
	for _, p := range b.live.paths {
		if proof.IsShared(p) {
			continue
		}
		if err := copyFile(b.live.dir, b.dir, p); err != nil {
			return err
		}
	}
	docs = slices.SortedFunc(slices.Values(docs), func(a, c edition.Document) int { return cmp.Compare(a.Edition.Number, c.Edition.Number) })
	for _, d := range docs {
		isNew, err := b.admit(d)
		if err == nil && isNew {
			err = b.add(d)
		}
		if err != nil {
			return err
		}
	}
	if err := b.shelve(); err != nil {
		return err
	}
	return syncFolders(b.dir)
}

// admit tells whether an edition is to be added. The chain of manifests only
// grows at its end.
func (b *builder) admit(d edition.Document) (bool, error) {
	e := d.Edition
	if was, ok := b.manifests[e.Number]; ok {
		if was.Edition.ID != e.ID || was.Edition.Revision != e.Revision {
			return false, &vigia.Problem{Kind: vigia.ErrConflict, What: fmt.Sprintf("edition %d is published already, with another content", e.Number), Remedy: "what is published does not change; publish a correction"}
		}
		return false, nil
	}
	if last, ok := b.last(); ok && e.Number != last+1 {
		return false, &vigia.Problem{Kind: vigia.ErrConflict, What: fmt.Sprintf("edition %d cannot follow edition %d", e.Number, last), Remedy: fmt.Sprintf("publish edition %d next: numbers without a gap show that none was taken away", last+1)}
	}
	if len(d.Languages) == 0 || d.Languages[0] != b.writing() {
		return false, &vigia.Problem{Kind: vigia.ErrRefused, What: fmt.Sprintf("edition %d is not complete in %s, the language of writing", e.Number, b.writing()), Remedy: "write what its list of findings names"}
	}
	return true, nil
}

func (b *builder) last() (int, bool) {
	ns := slices.Sorted(maps.Keys(b.manifests))
	if len(ns) == 0 {
		return 0, false
	}
	return ns[len(ns)-1], true
}

// add renders an edition with its captures and its signed manifest.
func (b *builder) add(d edition.Document) error {
	s := issue{renderer: b.renderer, doc: d, older: b.manifests, signed: b.key != nil}
	files, err := s.pages()
	if err != nil {
		return err
	}
	m := s.record()
	if m.Captures, err = b.captures(d); err != nil {
		return fmt.Errorf("edition %d: %w", d.Edition.Number, err)
	}
	if last, ok := b.last(); ok {
		m.Previous = &proof.Ref{Number: last, SHA256: b.hashes[last]}
	}
	if b.key != nil {
		m.Key = proof.PublicOf(b.key).ID
	}
	m.Files = []proof.File{}
	for _, p := range files.paths() {
		m.Files = append(m.Files, proof.File{Path: p, SHA256: proof.Sum(files[p]), Size: int64(len(files[p]))})
	}
	data, err := m.Encode()
	if err != nil {
		return err
	}
	if was := b.known[d.Edition.Number]; was != "" && was != proof.Sum(data) {
		return &vigia.Problem{Kind: vigia.ErrRefused, What: fmt.Sprintf("edition %d went out before, and would come out differently now", d.Edition.Number),
			Remedy: "put the published folder back from a copy, then publish again"}
	}
	files[s.path("manifest.json")] = data
	if b.key != nil {
		files[s.path("manifest.json.sig")] = proof.Sign(b.key, data)
	}
	b.manifests[d.Edition.Number], b.hashes[d.Edition.Number] = m, proof.Sum(data)
	return writeTree(b.dir, files)
}

// captures writes the preserved pages of an edition, each proved to be what
// was received.
func (b *builder) captures(d edition.Document) ([]proof.Capture, error) {
	rows := map[string]proof.Capture{}
	for _, f := range d.Reports {
		c := f.Capture
		if c.ID == "" || rows[c.ID].ID != "" {
			continue
		}
		gz, err := b.capture(c.ID)
		if err != nil {
			return nil, fmt.Errorf("capture %s: %w", c.ID, err)
		}
		got, err := evidence.VerifyRecord(gz)
		if err == nil && got != c.SHA256 {
			err = fmt.Errorf("the page has the SHA-256 %s, recorded was %s", got, c.SHA256)
		}
		if err != nil {
			return nil, &vigia.Problem{Kind: vigia.ErrRefused, What: fmt.Sprintf("capture %s of the report “%s” is damaged: %v", c.ID, f.Title, err),
				Remedy: "put the evidence back from a copy, or take the report out"}
		}
		row := proof.Capture{ID: c.ID, URL: c.URL, At: c.At.UTC(), Status: c.Status, SHA256: c.SHA256, Size: c.Size, File: proof.CapturePath(c.ID), FileSHA256: proof.Sum(gz)}
		if err := writeFile(b.dir, row.File, gz); err != nil {
			return nil, err
		}
		rows[c.ID] = row
	}
	return slices.SortedFunc(maps.Values(rows), func(a, c proof.Capture) int { return strings.Compare(a.ID, c.ID) }), nil
}

// capture gives the file of a capture: the published one if an earlier edition
// holds it, since that one may not change.
func (b *builder) capture(id string) ([]byte, error) {
	gz, err := os.ReadFile(filepath.Join(b.dir, filepath.FromSlash(proof.CapturePath(id))))
	if errors.Is(err, fs.ErrNotExist) {
		return b.open(id)
	}
	return gz, err
}

// shelve makes the pages that all editions share.
func (b *builder) shelve() error {
	s := shelf{renderer: b.renderer, hashes: b.hashes, keys: b.keys}
	for _, n := range slices.Backward(slices.Sorted(maps.Keys(b.manifests))) {
		s.editions = append(s.editions, b.manifests[n])
	}
	files, err := s.pages()
	if err != nil {
		return err
	}
	if len(b.keys) > 0 {
		files["key.pub"] = proof.WriteKeys(b.keys)
	}
	for name, data := range b.log {
		if data == nil && slices.Contains(b.live.paths, name) {
			if err := copyFile(b.live.dir, b.dir, name); err != nil {
				return err
			}
		} else if data != nil {
			files[name] = data
		}
	}
	return writeTree(b.dir, files)
}

// approve holds the new tree to the live one and to its own manifests.
func (b *builder) approve() error {
	next, err := listFiles(b.dir)
	if err != nil {
		return err
	}
	if gone := vanished(b.live.paths, next); len(gone) > 0 {
		return problemOf(fmt.Sprintf("%d published files would vanish", len(gone)), gone, "publish nothing until they are there again")
	}
	report, err := Verify(b.dir)
	if err != nil {
		return err
	}
	if vigia.Blocking(report.Findings) {
		return problemOf("the new site does not prove itself", report.Findings, "if an earlier edition was changed, put the published folder back from a copy, then publish again")
	}
	now, err := loadLive(b.live.dir)
	if err != nil {
		return err
	}
	if !maps.Equal(now.hashes, b.live.hashes) {
		return &vigia.Problem{Kind: vigia.ErrConflict, What: "another edition was published in the meantime", Remedy: "publish again"}
	}
	return nil
}

// vanished lists what was published and would be there no more.
func vanished(live, next []string) (fs []vigia.Finding) {
	there := map[string]bool{}
	for _, p := range next {
		there[p] = true
	}
	for _, p := range live {
		if !there[p] {
			fs = append(fs, vigia.Finding{Severity: vigia.Block, Path: p, Kind: "vanished", Message: "it was published and would vanish"})
		}
	}
	return fs
}

func problemOf(what string, fs []vigia.Finding, remedy string) error {
	var lines []string
	for _, f := range fs {
		if f.Severity == vigia.Block && len(lines) < 5 {
			lines = append(lines, f.Path+": "+f.Message)
		}
	}
	return &vigia.Problem{Kind: vigia.ErrRefused, What: what + ": " + strings.Join(lines, "; "), Remedy: remedy}
}

// issued lists the editions of the new tree, oldest first.
func (b *builder) issued() []Issued {
	var out []Issued
	for _, n := range slices.Sorted(maps.Keys(b.manifests)) {
		m := b.manifests[n]
		_, old := b.live.manifests[n]
		out = append(out, Issued{Edition: m.Edition.ID, Number: n, Revision: m.Edition.Revision, Manifest: b.hashes[n], Files: len(m.Files) + len(m.Captures), New: !old})
	}
	return out
}
