package web

import (
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"fmt"
	"io/fs"
	"mime"
	"net/http"
	"path"
	"strings"
)

//go:embed static
var staticFiles embed.FS

// files are the desk's own style, scripts and mark. Their addresses carry the
// sum of their bytes, so that a browser may keep them for ever.
type files struct {
	bytes map[string][]byte
	sums  map[string]string
}

func loadFiles() (*files, error) {
	f := &files{bytes: map[string][]byte{}, sums: map[string]string{}}
	entries, err := fs.ReadDir(staticFiles, "static")
	if err != nil {
		return nil, err // unreachable: the folder is embedded
	}
	for _, e := range entries {
		b, err := fs.ReadFile(staticFiles, path.Join("static", e.Name()))
		if err != nil {
			return nil, err // unreachable, as above
		}
		sum := sha256.Sum256(b)
		f.bytes[e.Name()], f.sums[e.Name()] = b, hex.EncodeToString(sum[:8])
	}
	return f, nil
}

// address is where a file is served.
func (f *files) address(name string) (string, error) {
	sum, ok := f.sums[name]
	if !ok {
		return "", fmt.Errorf("there is no static file %s", name)
	}
	return "/static/" + name + "?v=" + sum, nil
}

// static serves one file.
func (s *Server) static(w http.ResponseWriter, r *http.Request, _ visit) error {
	name := r.PathValue("name")
	b, ok := s.files.bytes[name]
	if !ok {
		return errNothing
	}
	h := w.Header()
	if t := mime.TypeByExtension(path.Ext(name)); t != "" && !strings.HasSuffix(name, ".txt") {
		h.Set("Content-Type", t)
	} else {
		h.Set("Content-Type", "text/plain; charset=utf-8")
	}
	h.Set("Cache-Control", "no-cache")
	if r.URL.Query().Get("v") == s.files.sums[name] {
		h.Set("Cache-Control", "public, max-age=31536000, immutable")
	}
	_, err := w.Write(b)
	return err
}
