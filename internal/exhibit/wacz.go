package exhibit

import (
	"archive/zip"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/url"
	"slices"
	"strings"
	"time"

	"vigia"
	"vigia/internal/article"
	"vigia/internal/evidence"
	"vigia/internal/warc"
)

// A WACZ is the package that replay programs for web archives open (WACZ
// 1.1.1, Webrecorder): WARC, an index of it, the pages, and a list of digests.
const (
	waczArchive = "archive/data.warc.gz"
	waczIndex   = "indexes/index.cdxj"
	waczPages   = "pages/pages.jsonl"
	waczList    = "datapackage.json"
)

// line is the JSON of a line of the index.
type line struct {
	URL      string `json:"url"`
	MIME     string `json:"mime"`
	Status   string `json:"status"`
	Digest   string `json:"digest"`
	Length   string `json:"length"`
	Offset   string `json:"offset"`
	Filename string `json:"filename"`
}

type page struct {
	ID    string `json:"id"`
	URL   string `json:"url"`
	TS    string `json:"ts"`
	Title string `json:"title,omitempty"`
}

type resource struct {
	Name  string `json:"name"`
	Path  string `json:"path"`
	Hash  string `json:"hash"`
	Bytes int    `json:"bytes"`
}

// waczMax bounds what is held in memory for a WACZ.
const waczMax = 1 << 30

// WriteWACZ writes captures, or those of reports, as a WACZ. Refusals, which
// have no bytes, are left out; skipped counts them.
func (m Maker) WriteWACZ(ctx context.Context, w io.Writer, title string, ids []string) (skipped int, err error) {
	var archive, index, pages bytes.Buffer
	var lines []string
	pages.WriteString(`{"format":"json-pages-1.0","id":"pages","title":"Captures"}` + "\n")
	known := map[string]bool{} // captures, and warcinfo records by digest
	for _, id := range ids {
		c, reports, err := m.find(ctx, id)
		if err != nil {
			return skipped, fmt.Errorf("export %s: %w", id, err)
		}
		if known[c.ID] || c.File == "" {
			if c.File == "" {
				skipped++
			}
			continue
		}
		known[c.ID] = true
		text, err := m.addCapture(ctx, &archive, c, known)
		if err != nil {
			return skipped, fmt.Errorf("export %s: %w", id, err)
		}
		lines = append(lines, text)
		writeLine(&pages, page{c.ID, c.FinalURL, c.At.UTC().Format(time.RFC3339), titleOf(reports)})
		if archive.Len() > waczMax {
			return skipped, &vigia.Problem{Kind: vigia.ErrRefused, What: fmt.Sprintf("the captures are larger than %d MB together", waczMax>>20), Remedy: "export fewer at once"}
		}
	}
	if len(lines) == 0 {
		return skipped, &vigia.Problem{Kind: vigia.ErrNotFound, What: "none of it has bytes to replay", Remedy: "export the refusal without --wacz: it has its proof too"}
	}
	slices.Sort(lines)
	index.WriteString(strings.Join(lines, ""))
	return skipped, m.pack(w, title, map[string][]byte{waczArchive: archive.Bytes(), waczIndex: index.Bytes(), waczPages: pages.Bytes()})
}

func titleOf(reports []article.Stored) string {
	if len(reports) == 0 {
		return ""
	}
	return reports[0].Title
}

func writeLine(b *bytes.Buffer, v any) {
	e := json.NewEncoder(b)
	e.SetEscapeHTML(false)
	_ = e.Encode(v) // texts are always written
}

// addCapture appends the records of a capture and gives its line of the index.
func (m Maker) addCapture(ctx context.Context, archive *bytes.Buffer, c evidence.Capture, known map[string]bool) (string, error) {
	_, entry, err := evidence.LeafOf(ctx, m.DB, c.ID)
	if err != nil {
		return "", err
	}
	l, err := evidence.ParseLeaf(entry)
	if err != nil {
		return "", err
	}
	raw, err := m.Store.Raw(l)
	if err != nil {
		return "", err
	}
	var text string
	for _, r := range l.Records {
		member := raw[:r.Length]
		raw = raw[r.Length:]
		if known[r.SHA256] {
			continue // a warcinfo record, or a body, of another capture too
		}
		known[r.SHA256] = true
		if r.Type == warc.Response || r.Type == warc.Resource || r.Type == warc.Revisit {
			line, err := indexLine(c, r, member, archive.Len())
			if err != nil {
				return "", err
			}
			text += line
		}
		archive.Write(member)
	}
	return text, nil
}

func indexLine(c evidence.Capture, r evidence.Record, member []byte, offset int) (string, error) {
	rec, err := warc.NewReader(bytes.NewReader(member)).Next()
	if err != nil {
		return "", fmt.Errorf("its record cannot be read: %w", err)
	}
	mime, _, _ := strings.Cut(c.ContentType, ";")
	if r.Type == warc.Revisit {
		mime = "warc/revisit"
	}
	var b bytes.Buffer
	fmt.Fprintf(&b, "%s %s ", surt(rec.TargetURI), rec.Date.UTC().Format("20060102150405"))
	writeLine(&b, line{rec.TargetURI, strings.TrimSpace(mime), fmt.Sprint(c.Status), rec.Header.Get("WARC-Payload-Digest"), fmt.Sprint(r.Length), fmt.Sprint(offset), "data.warc.gz"})
	return b.String(), nil
}

// surt is an address in the order in which an index sorts it: the host from
// its end, without www, then path and query.
func surt(address string) string {
	u, err := url.Parse(strings.ToLower(address))
	if err != nil || u.Host == "" {
		return strings.ReplaceAll(address, " ", "%20")
	}
	labels := strings.Split(strings.TrimPrefix(u.Hostname(), "www."), ".")
	slices.Reverse(labels)
	out := strings.Join(labels, ",")
	if p := u.Port(); p != "" {
		out += ":" + p
	}
	out += ")" + u.EscapedPath()
	if u.EscapedPath() == "" {
		out += "/"
	}
	if u.RawQuery != "" {
		parts := strings.Split(u.RawQuery, "&")
		slices.Sort(parts)
		out += "?" + strings.Join(parts, "&")
	}
	return strings.ReplaceAll(out, " ", "%20")
}

// pack writes the ZIP with its list of digests and the digest of that list.
func (m Maker) pack(w io.Writer, title string, files map[string][]byte) error {
	var rs []resource
	for _, name := range []string{waczArchive, waczIndex, waczPages} {
		rs = append(rs, resource{name[strings.LastIndex(name, "/")+1:], name, "sha256:" + evidence.Sum(files[name]), len(files[name])})
	}
	list, err := encode(map[string]any{"profile": "data-package", "wacz_version": "1.1.1", "title": title, "software": "vigia", "created": m.Now.UTC().Format(time.RFC3339), "resources": rs})
	if err != nil {
		return fmt.Errorf("WACZ: %w", err)
	}
	digest, err := encode(map[string]any{"path": waczList, "hash": "sha256:" + evidence.Sum(list)})
	if err != nil {
		return fmt.Errorf("WACZ: %w", err)
	}
	files[waczList], files["datapackage-digest.json"] = list, digest
	z := zip.NewWriter(w)
	for _, name := range []string{waczArchive, waczIndex, waczPages, waczList, "datapackage-digest.json"} {
		f, err := z.CreateHeader(&zip.FileHeader{Name: name, Method: zip.Store, Modified: m.Now.UTC()})
		if err == nil {
			_, err = f.Write(files[name])
		}
		if err != nil {
			return fmt.Errorf("WACZ: %w", err)
		}
	}
	if err := z.Close(); err != nil {
		return fmt.Errorf("WACZ: %w", err)
	}
	return nil
}
