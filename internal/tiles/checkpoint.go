package tiles

import (
	"encoding/base64"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

// Checkpoint is the state of a log.
type Checkpoint struct {
	Origin string // the name of the log
	Size   int64
	Root   tlog.Hash
	Note   []byte // the signed text, as it was signed; empty until it is
}

// Sign signs a checkpoint.
func (c Checkpoint) Sign(k Key) (Checkpoint, error) {
	c.Origin = k.Name
	text := fmt.Sprintf("%s\n%d\n%s\n", c.Origin, c.Size, c.Root)
	var err error
	c.Note, err = k.SignText(text)
	return c, err
}

// ReadCheckpoint reads a checkpoint without asking whose signature it has.
func ReadCheckpoint(data []byte) (Checkpoint, error) {
	n, err := note.Open(data, nil)
	var unverified *note.UnverifiedNoteError
	if errors.As(err, &unverified) {
		n, err = unverified.Note, nil
	}
	if err != nil {
		return Checkpoint{}, fmt.Errorf("it is no signed note: %w", err)
	}
	return parseCheckpoint(n.Text, data)
}

// OpenCheckpoint reads a checkpoint that key has signed.
func OpenCheckpoint(data []byte, key PublicKey) (Checkpoint, error) {
	text, err := key.OpenText(data)
	if err != nil {
		return Checkpoint{}, err
	}
	c, err := parseCheckpoint(text, data)
	if err == nil && c.Origin != key.Name {
		err = fmt.Errorf("it is the checkpoint of the log %q, not of %q", c.Origin, key.Name)
	}
	return c, err
}

func parseCheckpoint(text string, data []byte) (Checkpoint, error) {
	lines := strings.Split(text, "\n")
	if len(lines) < 4 || lines[0] == "" {
		return Checkpoint{}, errors.New("it has not the three lines of a checkpoint")
	}
	size, err := strconv.ParseInt(lines[1], 10, 64)
	if err != nil || size < 0 || strconv.FormatInt(size, 10) != lines[1] {
		return Checkpoint{}, fmt.Errorf("%.30q is no number of entries", lines[1])
	}
	root, err := tlog.ParseHash(lines[2])
	if err != nil || root.String() != lines[2] {
		return Checkpoint{}, fmt.Errorf("%.60q is no hash", lines[2])
	}
	return Checkpoint{lines[0], size, root, data}, nil
}

// proofHead begins the text of a Proof.
const proofHead = "c2sp.org/tlog-proof@v1"

// Proof is an entry's place in a log (C2SP tlog-proof).
type Proof struct {
	Index      int64
	Hashes     tlog.RecordProof
	Checkpoint []byte
}

// Text writes a proof.
func (p Proof) Text() []byte {
	var b strings.Builder
	fmt.Fprintf(&b, "%s\nindex %d\n%s\n%s", proofHead, p.Index, FormatHashes(p.Hashes), p.Checkpoint)
	return []byte(b.String())
}

// ParseProof reads what Text wrote.
func ParseProof(data []byte) (Proof, error) {
	head, checkpoint, ok := strings.Cut(string(data), "\n\n")
	lines := strings.Split(head, "\n")
	if !ok || len(lines) < 2 || lines[0] != proofHead {
		return Proof{}, errors.New("it is no " + proofHead)
	}
	text, found := strings.CutPrefix(lines[1], "index ")
	n, err := strconv.ParseInt(text, 10, 64)
	if !found || err != nil || n < 0 {
		return Proof{}, fmt.Errorf("%.40q names no entry", lines[1])
	}
	hs, err := parseHashes(lines[2:])
	return Proof{n, hs, []byte(checkpoint)}, err
}

// Check proves that an entry is in the log that the checkpoint signs.
func (p Proof) Check(entry []byte, key PublicKey) (Checkpoint, error) {
	c, err := OpenCheckpoint(p.Checkpoint, key)
	if err == nil && p.Index >= c.Size {
		err = fmt.Errorf("entry %d is not among the %d of the checkpoint", p.Index, c.Size)
	}
	if err == nil {
		err = tlog.CheckRecord(p.Hashes, c.Size, c.Root, p.Index, tlog.RecordHash(entry))
	}
	return c, err
}

// CheckGrowth proves that the log of next began as that of old.
func CheckGrowth(old, next Checkpoint, proof []tlog.Hash) error {
	if old.Size == 0 || old.Size == next.Size {
		if old.Size == next.Size && old.Root != next.Root {
			return errors.New("two roots of as many entries")
		}
		return nil
	}
	if old.Size > next.Size {
		return fmt.Errorf("the older has %d entries, the newer %d", old.Size, next.Size)
	}
	return tlog.CheckTree(proof, next.Size, next.Root, old.Size, old.Root)
}

// FormatHashes writes hashes in base 64, one on a line.
func FormatHashes(hs []tlog.Hash) string {
	var b strings.Builder
	for _, h := range hs {
		b.WriteString(h.String() + "\n")
	}
	return b.String()
}

// ParseHashes reads what FormatHashes wrote.
func ParseHashes(text string) ([]tlog.Hash, error) {
	text = strings.TrimSuffix(text, "\n")
	if text == "" {
		return nil, nil
	}
	return parseHashes(strings.Split(text, "\n"))
}

func parseHashes(lines []string) ([]tlog.Hash, error) {
	var hs []tlog.Hash
	for _, line := range lines {
		b, err := base64.StdEncoding.Strict().DecodeString(line)
		if err != nil || len(b) != tlog.HashSize || len(hs) > 130 {
			return nil, fmt.Errorf("%.60q is no hash of a proof", line)
		}
		hs = append(hs, tlog.Hash(b))
	}
	return hs, nil
}
