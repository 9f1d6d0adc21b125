package exhibit

import (
	"archive/zip"
	"bytes"
	"context"
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
	"vigia/docs"
	"vigia/internal/article"
	"vigia/internal/db"
	"vigia/internal/evidence"
	"vigia/internal/tiles"
)

// Format is the first line of a MANIFEST.
const Format = "vigia-exhibit/1"

// capture is capture.json.
type capture struct {
	ID          string              `json:"id"`
	URL         string              `json:"url"`
	FinalURL    string              `json:"final_url"`
	Source      string              `json:"source"`
	At          time.Time           `json:"at"`
	Status      int                 `json:"status"`
	Reason      string              `json:"reason"`
	Detail      string              `json:"detail"`
	Remedy      string              `json:"remedy"`
	ContentType string              `json:"content_type"`
	SHA256      string              `json:"sha256"`
	Size        int64               `json:"size"`
	File        string              `json:"file"`
	Truncated   string              `json:"truncated"`
	Robots      string              `json:"robots"`
	Via         string              `json:"via"`
	Peer        string              `json:"peer"`
	Fetch       map[string][]string `json:"fetch"` // what the metadata record says: redirects, robots.txt, name server, TLS
}

// report is a report-N.json.
type report struct {
	ID         string    `json:"id"`
	Capture    string    `json:"capture"`
	Part       string    `json:"part,omitempty"`
	URL        string    `json:"url"`
	Outlet     string    `json:"outlet"`
	Title      string    `json:"title"`
	Byline     []string  `json:"byline"`
	Published  string    `json:"published"`
	Precision  string    `json:"precision"`
	DateFrom   string    `json:"date_from"`
	Language   string    `json:"language"`
	ArrivedAt  time.Time `json:"arrived_at"`
	Doubts     []string  `json:"doubts"`
	Text       string    `json:"text"`
	TextSHA256 string    `json:"text_sha256"`
}

// Maker makes exhibits of an archive.
type Maker struct {
	DB    db.Querier
	Store *evidence.Store
	Key   tiles.Key
	Now   time.Time
	// Sample says that the outlets are invented, which the notes then say first.
	Sample bool
}

// Write writes the exhibit of a capture, or of the capture of a report. The
// newest checkpoint must cover it.
func (m Maker) Write(ctx context.Context, w io.Writer, id string) error {
	files, c, err := m.files(ctx, id)
	if err != nil {
		return fmt.Errorf("export %s: %w", id, err)
	}
	text := fmt.Sprintf("%s\ncapture %s\nmade %s\n", Format, c.ID, m.Now.UTC().Format(time.RFC3339))
	names := slices.Sorted(maps.Keys(files))
	for _, name := range names {
		text += evidence.Sum(files[name]) + "  " + name + "\n"
	}
	manifest, err := m.Key.SignText(text)
	if err != nil {
		return fmt.Errorf("export %s: %w", id, err)
	}
	files["MANIFEST"] = manifest
	z := zip.NewWriter(w)
	for _, name := range append(names, "MANIFEST") {
		h := &zip.FileHeader{Name: name, Method: zip.Deflate, Modified: c.At}
		if path.Ext(name) == ".gz" {
			h.Method = zip.Store
		}
		f, err := z.CreateHeader(h)
		if err == nil {
			_, err = f.Write(files[name])
		}
		if err != nil {
			return fmt.Errorf("export %s: %w", id, err)
		}
	}
	if err := z.Close(); err != nil {
		return fmt.Errorf("export %s: %w", id, err)
	}
	return nil
}

func (m Maker) files(ctx context.Context, id string) (map[string][]byte, evidence.Capture, error) {
	c, reports, err := m.find(ctx, id)
	if err != nil {
		return nil, c, err
	}
	files := map[string][]byte{"verify.py": docs.Verifier}
	n, entry, err := evidence.LeafOf(ctx, m.DB, c.ID)
	if err != nil {
		return nil, c, err
	}
	l, err := evidence.ParseLeaf(entry)
	if err != nil {
		return nil, c, err
	}
	if what := l.Differs(c); what != "" {
		return nil, c, &vigia.Problem{Kind: vigia.ErrInvalid, What: "the capture is not what the log says: " + what, Remedy: "restore the database from a backup; 'vigia evidence verify' says more"}
	}
	files["entry.json"] = entry
	raw, err := m.Store.Raw(l)
	if err != nil {
		return nil, c, err
	}
	if raw != nil {
		files["records.warc.gz"] = raw
	}
	about := evidence.About(raw)
	for _, sha := range about["tls-certificate-sha256"] {
		if files["certificates/"+sha+".der"], err = m.Store.Certificate(sha); err != nil {
			return nil, c, err
		}
	}
	if err := m.proofs(files, n, entry); err != nil {
		return nil, c, err
	}
	if err := m.describe(files, c, about, reports); err != nil {
		return nil, c, err
	}
	return files, c, nil
}

// find gives the capture that an id names, and its reports.
func (m Maker) find(ctx context.Context, id string) (evidence.Capture, []article.Stored, error) {
	if strings.HasPrefix(id, "rep_") {
		r, err := article.Get(ctx, m.DB, id)
		if err != nil {
			return evidence.Capture{}, nil, unknown(id, err)
		}
		c, err := evidence.Get(ctx, m.DB, r.Capture)
		return c, []article.Stored{r}, err
	}
	c, err := evidence.Get(ctx, m.DB, id)
	if err != nil {
		return c, nil, unknown(id, err)
	}
	rs, err := m.reports(ctx, c.ID)
	return c, rs, err
}

// reports are what was read in a capture: several in a list.
func (m Maker) reports(ctx context.Context, capture string) ([]article.Stored, error) {
	rows, err := m.DB.Query(ctx, `SELECT id FROM reports WHERE capture = ? ORDER BY part`, capture)
	ids, err := db.Collect(rows, err, func(r *db.Rows) (id string, err error) {
		err = r.Scan(&id)
		return id, err
	})
	if err != nil {
		return nil, fmt.Errorf("reports of %s: %w", capture, err)
	}
	byID, err := article.ByIDs(ctx, m.DB, ids)
	out := make([]article.Stored, 0, len(ids))
	for _, id := range ids {
		out = append(out, byID[id])
	}
	return out, err
}

func unknown(id string, err error) error {
	if !errors.Is(err, vigia.ErrNotFound) {
		return err
	}
	return &vigia.Problem{Kind: vigia.ErrNotFound, What: fmt.Sprintf("there is no capture or report %q", id), Remedy: "'vigia reports --json' shows ids of both: cap_… and rep_…"}
}

// proofs adds the way from the entry to the newest checkpoint, and to the
// first that was stamped.
func (m Maker) proofs(files map[string][]byte, n int64, entry []byte) error {
	latest, err := m.Store.Latest()
	if err != nil {
		return err
	}
	if latest.Size <= n {
		return &vigia.Problem{Kind: vigia.ErrConflict, What: "the capture is not signed for yet", Remedy: "try again in a minute: the program that works here signs for what is new every minute"}
	}
	log := m.Store.Log()
	hs, err := log.Prove(n, latest.Size)
	if err != nil {
		return err
	}
	p := tiles.Proof{Index: n, Hashes: hs, Checkpoint: latest.Note}
	if _, err := p.Check(entry, m.Key.Public); err != nil {
		return &vigia.Problem{Kind: vigia.ErrInvalid, What: fmt.Sprintf("the log does not prove entry %d: %v", n, err), Remedy: "'vigia evidence verify' says what is wrong"}
	}
	files["inclusion.proof"], files["checkpoint"], files["key"] = p.Text(), latest.Note, []byte(m.Key.Public.String()+"\n")
	s, ok, err := m.Store.StampedAfter(n)
	if err != nil || !ok {
		return err
	}
	growth, err := log.Consistency(s.Checkpoint.Size, latest.Size)
	if err != nil {
		return err
	}
	prefix := fmt.Sprintf("stamps/%d.", s.Checkpoint.Size)
	files[prefix+"checkpoint"], files[prefix+"consistency"] = s.Checkpoint.Note, []byte(tiles.FormatHashes(growth))
	for name, der := range s.Tokens {
		files["stamps/"+name] = der
	}
	return nil
}

// describe adds what people read.
func (m Maker) describe(files map[string][]byte, c evidence.Capture, about map[string][]string, reports []article.Stored) (err error) {
	files["capture.json"], err = encode(capture{c.ID, c.URL, c.FinalURL, c.Source, c.At.UTC(), c.Status, c.Reason, c.Detail, c.Remedy, c.ContentType,
		c.SHA256, c.Size, c.File, c.Truncated, c.Robots, c.Via, c.Peer, about})
	for i, r := range reports {
		name := fmt.Sprintf("report-%d.json", i+1)
		if err == nil {
			files[name], err = encode(report{r.ID, r.Capture, r.Part, r.URL, r.Outlet, r.Title, r.Byline, r.Published.String(), string(r.Published.Precision), r.Published.From,
				r.Language, r.ArrivedAt, r.Doubts, r.Text, evidence.Sum([]byte(r.Text))})
		}
	}
	if err != nil {
		return err
	}
	stamps := 0
	for name := range files {
		if path.Ext(name) == ".tst" {
			stamps++
		}
	}
	return notes(files, noteFacts{Capture: c, Log: m.Key.Name, Key: m.Key.Public.String(), Sample: m.Sample, Reports: len(reports), Stamps: stamps, Kept: c.File != ""})
}

func encode(v any) ([]byte, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	err := e.Encode(v)
	return b.Bytes(), err
}
