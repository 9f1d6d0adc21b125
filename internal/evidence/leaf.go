package evidence

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"vigia/internal/db"
)

// Leaf is what the log says of a capture: an entry of its Merkle tree.
type Leaf struct {
	Version     int      `json:"v"`
	Capture     string   `json:"capture"`
	Logged      string   `json:"logged"` // when it entered the log, by our clock
	At          string   `json:"at"`
	URL         string   `json:"url"`
	FinalURL    string   `json:"final_url"`
	Source      string   `json:"source"`
	Via         string   `json:"via"`
	Status      int      `json:"status"`
	Reason      string   `json:"reason"`
	Detail      string   `json:"detail"`
	Remedy      string   `json:"remedy"`
	ContentType string   `json:"content_type"`
	SHA256      string   `json:"sha256"`
	Size        int64    `json:"size"`
	Truncated   string   `json:"truncated"`
	Robots      string   `json:"robots"`
	Peer        string   `json:"peer"`
	File        string   `json:"file"`
	Records     []Record `json:"records,omitempty"`
	Adopted     bool     `json:"adopted,omitempty"` // kept before there was a log
	Refers      string   `json:"refers,omitempty"`  // the capture whose body this one has too
	Removes     []string `json:"removes,omitempty"` // captures whose bytes go by a rule: this is their tombstone
}

// timeLayout is how a leaf writes an instant.
const timeLayout = "2006-01-02T15:04:05.000000Z"

func leafOf(c Capture, logged time.Time) Leaf {
	return Leaf{
		Version: 1, Capture: c.ID, Logged: logged.UTC().Format(timeLayout), At: c.At.UTC().Format(timeLayout),
		URL: leafText(c.URL), FinalURL: leafText(c.FinalURL), Source: leafText(c.Source), Via: c.Via, Status: c.Status,
		Reason: leafText(c.Reason), Detail: leafText(c.Detail), Remedy: leafText(c.Remedy), ContentType: leafText(c.ContentType),
		SHA256: c.SHA256, Size: c.Size, Truncated: c.Truncated, Robots: leafText(c.Robots), Peer: c.Peer, File: c.File, Records: c.Records, Refers: c.Refers,
	}
}

// textMax bounds a text of a leaf, so that all of them fit into an entry
// however they are escaped. Of a longer one its digest is entered.
const textMax = 1 << 10

// leafText is a text as the database holds it, or its digest.
func leafText(s string) string {
	s = strings.ReplaceAll(strings.ToValidUTF8(s, "\uFFFD"), "\x00", "\uFFFD")
	if len(s) > textMax {
		return "sha256:" + Sum([]byte(s))
	}
	return s
}

// Entry is the leaf as it is hashed: JSON on one line.
func (l Leaf) Entry() []byte {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	_ = e.Encode(l) // texts and numbers are always written
	return bytes.TrimSuffix(b.Bytes(), []byte("\n"))
}

// ParseLeaf reads an entry of the log.
func ParseLeaf(entry []byte) (Leaf, error) {
	var l Leaf
	if err := json.Unmarshal(entry, &l); err != nil {
		return l, fmt.Errorf("the entry cannot be read: %w", err)
	}
	return l, nil
}

// Differs names the fields in which a leaf says something else than a capture,
// "" if there are none.
func (l Leaf) Differs(c Capture) string {
	c.Records = l.Records
	want := leafOf(c, time.Time{})
	want.Logged, want.Adopted, want.Version, want.Removes = l.Logged, l.Adopted, l.Version, l.Removes
	if bytes.Equal(l.Entry(), want.Entry()) {
		return ""
	}
	a, b := fields(l), fields(want)
	var names []string
	for _, name := range leafFields {
		if !bytes.Equal(a[name], b[name]) {
			names = append(names, fmt.Sprintf("%s is %.100s and was logged as %.100s", name, b[name], a[name]))
		}
	}
	return strings.Join(names, "; ")
}

var leafFields = []string{"at", "url", "final_url", "source", "via", "status", "reason", "detail", "remedy", "content_type", "sha256", "size", "truncated", "robots", "peer", "file", "refers"}

func fields(l Leaf) map[string]json.RawMessage {
	m := map[string]json.RawMessage{}
	_ = json.Unmarshal(l.Entry(), &m) // it was written by Entry
	return m
}

const (
	nextSQL  = `SELECT COALESCE(MAX(n), -1) + 1 FROM log`
	enterSQL = `INSERT INTO log (n, capture, entry) VALUES (?, ?, ?)`
)

// enter appends a leaf, in the transaction of its capture.
func enter(tx *db.Tx, l Leaf) error {
	if err := tx.Serial("evidence log"); err != nil {
		return fmt.Errorf("log capture %s: %w", l.Capture, err)
	}
	n, err := Logged(tx.Context(), tx)
	if err == nil {
		_, err = tx.Exec(enterSQL, n, l.Capture, string(l.Entry()))
	}
	if err != nil {
		return fmt.Errorf("log capture %s: %w", l.Capture, err)
	}
	return nil
}

// Logged is how many captures the log holds.
func Logged(ctx context.Context, q db.Querier) (n int64, err error) {
	err = q.QueryRow(ctx, nextSQL).Scan(&n)
	return n, err
}

// LeafOf gives the leaf of a capture as it was hashed, and its place in the
// log; vigia.ErrNotFound if it has none.
func LeafOf(ctx context.Context, q db.Querier, capture string) (n int64, entry []byte, err error) {
	var text string
	if err := q.QueryRow(ctx, `SELECT n, entry FROM log WHERE capture = ?`, capture).Scan(&n, &text); err != nil {
		return 0, nil, fmt.Errorf("log entry of capture %s: %w", capture, err)
	}
	return n, []byte(text), nil
}
