package web

import (
	"errors"
	"io"
	"io/fs"
	"mime"
	"net/http"
	"os"
	"path"
	"strings"
)

// sitePolicy is what the public pages may do: show themselves.
const sitePolicy = "default-src 'none'; style-src 'self'; img-src 'self' data:; font-src 'self'; " +
	"base-uri 'self'; form-action 'none'; frame-ancestors 'none'"

// Site serves the folder of the public site. It lists no folders, follows no
// link out of the folder, and needs nothing but files.
func Site(dir string) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Content-Security-Policy", sitePolicy)
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Referrer-Policy", "no-referrer")
		h.Set("Cross-Origin-Opener-Policy", "same-origin")
		h.Set("Cache-Control", "no-cache")
		if r.Method != http.MethodGet && r.Method != http.MethodHead {
			h.Set("Allow", "GET, HEAD")
			http.Error(w, http.StatusText(http.StatusMethodNotAllowed), http.StatusMethodNotAllowed)
			return
		}
		root, err := os.OpenRoot(dir) // each time: publishing swaps the folder
		if err != nil {
			http.Error(w, "nothing is published yet", http.StatusServiceUnavailable)
			return
		}
		defer root.Close()
		if err := serveFile(w, r, root.FS(), strings.TrimPrefix(r.URL.Path, "/")); err != nil {
			notThere(w, root.FS())
		}
	})
}

// notThere answers with the site's own page for what it does not have.
func notThere(w http.ResponseWriter, site fs.FS) {
	page, err := fs.ReadFile(site, "404.html")
	if err != nil {
		http.Error(w, http.StatusText(http.StatusNotFound), http.StatusNotFound)
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.WriteHeader(http.StatusNotFound)
	w.Write(page) // whoever has gone does not mind
}

// serveFile serves one file of a folder, and index.html for the folder itself.
// Anything that is no such file is fs.ErrNotExist.
func serveFile(w http.ResponseWriter, r *http.Request, site fs.FS, name string) error {
	folder := name == "" || strings.HasSuffix(name, "/")
	name = path.Join(name, ".")
	if folder {
		name = path.Join(name, "index.html")
	}
	if !fs.ValidPath(name) || hidden(name) {
		return fs.ErrNotExist
	}
	f, err := site.Open(name)
	if err != nil {
		return fs.ErrNotExist
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return fs.ErrNotExist
	}
	if info.IsDir() {
		if index, err := fs.Stat(site, path.Join(name, "index.html")); err != nil || index.IsDir() {
			return fs.ErrNotExist
		}
		http.Redirect(w, r, "./"+path.Base(name)+"/", http.StatusMovedPermanently)
		return nil
	}
	seek, ok := f.(io.ReadSeeker)
	if !ok {
		return errors.New("site: " + name + " cannot be read from its middle")
	}
	w.Header().Set("Content-Type", typeOf(name))
	http.ServeContent(w, r, "", info.ModTime(), seek)
	return nil
}

// hidden reports whether a name, or a folder in it, is kept from readers.
func hidden(name string) bool {
	for _, part := range strings.Split(name, "/") {
		if strings.HasPrefix(part, ".") && part != ".well-known" && part != "." {
			return true
		}
	}
	return false
}

// typeOf names the types that this machine's own table may not know.
func typeOf(name string) string {
	switch ext := path.Ext(name); ext {
	case ".rss":
		return "application/rss+xml"
	case ".atom":
		return "application/atom+xml"
	case ".gz", ".warc":
		return "application/octet-stream"
	case ".csv":
		return "text/csv; charset=utf-8"
	case ".pub", ".txt", ".minisig", "":
		return "text/plain; charset=utf-8"
	case ".json":
		return "application/json"
	default:
		if t := mime.TypeByExtension(ext); t != "" {
			return t
		}
	}
	return "application/octet-stream"
}
