package exhibit

import (
	"archive/zip"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"path"
	"slices"
	"strings"
	"time"

	"vigia"
	"vigia/internal/evidence"
	"vigia/internal/stamp"
	"vigia/internal/tiles"
)

// Result is what Check found out.
type Result struct {
	Capture  string          `json:"capture"`
	URL      string          `json:"url"`
	At       string          `json:"at"`
	Log      string          `json:"log"`
	Key      string          `json:"key"`
	Entry    int64           `json:"entry"`
	Signed   int64           `json:"signed"` // entries that the checkpoint covers
	Files    int             `json:"files"`
	Stamps   []Stamped       `json:"stamps"`
	Findings []vigia.Finding `json:"findings"`
}

// Stamped is a time-stamp on a checkpoint that covers the capture.
type Stamped struct {
	Authority string    `json:"authority"`
	At        time.Time `json:"at"`
	Trusted   bool      `json:"trusted"` // it ends at one of the roots that were given
}

// sizeMax bounds what a ZIP may unpack to.
const sizeMax = 512 << 20

// Check checks an exhibit from itself alone. Without a key in t it believes
// the key that lies inside, which only the reader can compare. The error is
// that of a file that is no exhibit at all.
func Check(r io.ReaderAt, size int64, t evidence.Trust) (Result, error) {
	c := checker{trust: t}
	if err := c.unpack(r, size); err != nil {
		return c.res, err
	}
	if c.key(); c.pub != nil {
		c.manifest()
		c.entry()
		c.records()
		c.described()
		c.stamps()
		c.heldBefore()
	}
	c.res.Files = len(c.files)
	return c.res, nil
}

type checker struct {
	trust evidence.Trust
	files map[string][]byte
	pub   *tiles.PublicKey
	leaf  evidence.Leaf
	last  tiles.Checkpoint
	res   Result
}

func (c *checker) bad(path, kind, format string, args ...any) {
	c.res.Findings = append(c.res.Findings, vigia.Finding{Severity: vigia.Block, Path: path, Kind: kind, Message: fmt.Sprintf(format, args...),
		Remedy: "ask for another copy from whoever made it, and say what this one says"})
}

func notAnExhibit(why string) error {
	return &vigia.Problem{Kind: vigia.ErrInvalid, What: "it is no export of evidence: " + why, Remedy: "give a ZIP as 'vigia evidence export' makes it"}
}

func (c *checker) unpack(r io.ReaderAt, size int64) error {
	z, err := zip.NewReader(r, size)
	if err != nil {
		return notAnExhibit(err.Error())
	}
	c.files = map[string][]byte{}
	left := int64(sizeMax)
	for _, f := range z.File {
		if _, twice := c.files[f.Name]; twice {
			c.bad(f.Name, "unexpected", "it is there twice")
			continue
		}
		data, err := readFile(f, left)
		left -= int64(len(data))
		if left <= 0 {
			return notAnExhibit(fmt.Sprintf("it unpacks to more than %d MB", sizeMax>>20))
		}
		if err != nil {
			c.bad(f.Name, "damaged", "it cannot be unpacked: %v", err)
		}
		c.files[f.Name] = data
	}
	if c.files["MANIFEST"] == nil && c.files["entry.json"] == nil {
		return notAnExhibit("there is neither a MANIFEST nor an entry.json in it")
	}
	return nil
}

func readFile(f *zip.File, limit int64) ([]byte, error) {
	r, err := f.Open()
	if err != nil {
		return nil, err
	}
	defer r.Close()
	return io.ReadAll(io.LimitReader(r, limit))
}

func (c *checker) key() {
	inside, err := tiles.ParsePublic(string(c.files["key"]))
	if c.pub = c.trust.Key; c.pub == nil && err == nil {
		c.pub = &inside
	}
	switch {
	case err != nil:
		c.bad("key", "damaged", "%v", err)
	case inside.String() != c.pub.String():
		c.bad("key", "foreign", "it is the key of %s, and not the one that was given", inside.Name)
	}
	if c.pub != nil {
		c.res.Key, c.res.Log = c.pub.String(), c.pub.Name
	}
}

// manifest holds every file against the signed list.
func (c *checker) manifest() {
	text, err := c.pub.OpenText(c.files["MANIFEST"])
	if err != nil {
		c.bad("MANIFEST", "damaged", "%v", err)
		return
	}
	lines := strings.Split(strings.TrimSuffix(text, "\n"), "\n")
	if len(lines) < 3 || lines[0] != Format || !strings.HasPrefix(lines[1], "capture ") {
		c.bad("MANIFEST", "damaged", "it is not the list of an exhibit")
		return
	}
	c.res.Capture = strings.TrimPrefix(lines[1], "capture ")
	listed := map[string]bool{"MANIFEST": true}
	for _, line := range lines[3:] {
		want, name, ok := strings.Cut(line, "  ")
		data, there := c.files[name]
		listed[name] = true
		switch {
		case !ok:
			c.bad("MANIFEST", "damaged", "%.80q names no file", line)
		case !there:
			c.bad(name, "missing", "the list names it, and it is not there")
		case evidence.Sum(data) != want:
			c.bad(name, "damaged", "it is not the file that the list names: its SHA-256 is %s", evidence.Sum(data))
		}
	}
	for _, name := range slices.Sorted(maps.Keys(c.files)) {
		if !listed[name] {
			c.bad(name, "unexpected", "the list does not name it")
		}
	}
}

// entry proves that the log holds the entry.
func (c *checker) entry() {
	var err error
	if c.leaf, err = evidence.ParseLeaf(c.files["entry.json"]); err != nil {
		c.bad("entry.json", "damaged", "%v", err)
	} else if c.res.Capture != "" && c.leaf.Capture != c.res.Capture {
		c.bad("entry.json", "swapped", "it is the entry of %s, and the exhibit is that of %s", c.leaf.Capture, c.res.Capture)
	}
	c.res.URL, c.res.At = c.leaf.URL, c.leaf.At
	p, err := tiles.ParseProof(c.files["inclusion.proof"])
	if err == nil {
		c.last, err = p.Check(c.files["entry.json"], *c.pub)
	}
	if err != nil {
		c.bad("inclusion.proof", "unproved", "it does not prove that the entry is in the log: %v", err)
	} else if c.res.Entry, c.res.Signed = p.Index, c.last.Size; !bytes.Equal(p.Checkpoint, c.files["checkpoint"]) {
		c.bad("checkpoint", "damaged", "it is not the checkpoint that the entry is proved for")
	}
}

func (c *checker) records() {
	if err := c.leaf.CheckRaw(c.files["records.warc.gz"]); err != nil {
		c.bad("records.warc.gz", "damaged", "%v", err)
	}
	about := evidence.About(c.files["records.warc.gz"])
	for _, sha := range about["tls-certificate-sha256"] {
		if name := "certificates/" + sha + ".der"; evidence.Sum(c.files[name]) != sha {
			c.bad(name, "damaged", "it is not the certificate that the server showed")
		}
	}
}

// described holds what people read against the entry.
func (c *checker) described() {
	var row capture
	if err := json.Unmarshal(c.files["capture.json"], &row); err != nil {
		c.bad("capture.json", "damaged", "it cannot be read: %v", err)
		return
	}
	of := evidence.Capture{ID: row.ID, URL: row.URL, FinalURL: row.FinalURL, Source: row.Source, At: row.At, Status: row.Status, Reason: row.Reason, Detail: row.Detail,
		Remedy: row.Remedy, ContentType: row.ContentType, SHA256: row.SHA256, Size: row.Size, File: row.File, Truncated: row.Truncated, Robots: row.Robots, Via: row.Via, Peer: row.Peer}
	if row.ID != c.leaf.Capture {
		c.bad("capture.json", "swapped", "it is that of %s", row.ID)
	} else if what := c.leaf.Differs(of); what != "" {
		c.bad("capture.json", "altered", "%s", what)
	}
	for _, name := range slices.Sorted(maps.Keys(c.files)) {
		if ok, _ := path.Match("report-*.json", name); !ok {
			continue
		}
		var r report
		err := json.Unmarshal(c.files[name], &r)
		switch {
		case err != nil:
			c.bad(name, "damaged", "it cannot be read: %v", err)
		case r.Capture != c.leaf.Capture:
			c.bad(name, "swapped", "it was read in the capture %s", r.Capture)
		case evidence.Sum([]byte(r.Text)) != r.TextSHA256:
			c.bad(name, "altered", "its text has another SHA-256")
		}
	}
}

// stamps checks the time-stamps, and that what they cover is the same log.
func (c *checker) stamps() {
	for _, name := range slices.Sorted(maps.Keys(c.files)) {
		prefix, isCheckpoint := strings.CutSuffix(name, ".checkpoint")
		switch {
		case isCheckpoint && strings.HasPrefix(name, "stamps/"):
			if err := c.stamped(name, prefix+".consistency"); err != nil {
				c.bad(name, "unproved", "%v", err)
			}
		case path.Ext(name) == ".tst":
			size, _, _ := strings.Cut(path.Base(name), ".")
			if err := c.token(c.files[name], c.files["stamps/"+size+".checkpoint"]); err != nil {
				c.bad(name, "damaged", "%v", err)
			}
		}
	}
}

func (c *checker) stamped(name, growth string) error {
	was, err := tiles.OpenCheckpoint(c.files[name], *c.pub)
	if err != nil {
		return err
	}
	hs, err := tiles.ParseHashes(string(c.files[growth]))
	if err == nil {
		err = tiles.CheckGrowth(was, c.last, hs)
	}
	if err == nil && was.Size <= c.res.Entry {
		err = errors.New("it does not cover the entry")
	}
	return err
}

func (c *checker) token(der, note []byte) error {
	if note == nil {
		return errors.New("the checkpoint that it stamps is not there")
	}
	t, err := stamp.Read(der, note)
	if err == nil && c.trust.Roots != nil {
		err = t.Trusted(c.trust.Roots)
	}
	if err != nil {
		return err
	}
	c.res.Stamps = append(c.res.Stamps, Stamped{t.Authority, t.Time, c.trust.Roots != nil})
	return nil
}

// heldBefore compares checkpoints that the reader has kept with those inside.
func (c *checker) heldBefore() {
	for i, note := range c.trust.Held {
		where := fmt.Sprintf("checkpoint %d of those given", i+1)
		held, err := tiles.OpenCheckpoint(note, *c.pub)
		switch {
		case err != nil:
			c.bad(where, "foreign", "%v", err)
		case held.Size == c.last.Size && held.Root != c.last.Root:
			c.bad(where, "forked", "it signs other captures than the checkpoint inside")
		case held.Size != c.last.Size:
			c.res.Findings = append(c.res.Findings, vigia.Finding{Severity: vigia.Note, Path: where, Kind: "apart",
				Message: fmt.Sprintf("it covers %d captures and the one inside %d: only the whole log tells whether one grew out of the other", held.Size, c.last.Size)})
		}
	}
}
