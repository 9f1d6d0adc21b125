package publish

import (
	"bytes"
	"embed"
	"fmt"
	"html/template"
	"io/fs"
	"maps"
	"path"
	"slices"
	"strings"
	"time"

	"vigia/internal/monitor"
	"vigia/internal/proof"
)

//go:embed templates/*.html
var templateFiles embed.FS

//go:embed assets
var assetFiles embed.FS

// renderer turns views into pages. It holds what all pages share.
type renderer struct {
	monitor   *monitor.Monitor
	base      string // address of the site with a final slash, "" if unknown
	zone      *time.Location
	words     map[string]catalogue
	templates map[string]*template.Template
	assets    map[string]string // name -> path, with a digest of the content
	files     tree              // the assets themselves
}

// pageNames are the templates that make a page each.
var pageNames = []string{"front", "archive", "about", "edition", "digest", "report", "policy", "missing"}

func newRenderer(m *monitor.Monitor, base string) (*renderer, error) {
	r := &renderer{monitor: m, zone: time.UTC, words: map[string]catalogue{}, templates: map[string]*template.Template{}, assets: map[string]string{}, files: tree{}}
	if base != "" {
		r.base = strings.TrimSuffix(base, "/") + "/"
	}
	if z, err := time.LoadLocation(m.Periods.Zone); err == nil {
		r.zone = z
	}
	for _, lang := range m.Languages.Editions {
		w, err := loadWords(lang)
		if err != nil {
			return nil, err
		}
		r.words[lang] = w
	}
	shared, err := template.ParseFS(templateFiles, "templates/layout.html", "templates/parts.html")
	if err != nil {
		return nil, fmt.Errorf("templates: %w", err)
	}
	for _, name := range pageNames {
		t, err := shared.Clone()
		if err == nil {
			t, err = t.ParseFS(templateFiles, "templates/"+name+".html")
		}
		if err != nil {
			return nil, fmt.Errorf("template %s: %w", name, err)
		}
		r.templates[name] = t
	}
	return r, r.loadAssets()
}

// loadAssets names each asset by its content, so that a page that was
// published keeps the one it was made with.
func (r *renderer) loadAssets() error {
	return fs.WalkDir(assetFiles, "assets", func(p string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		data, err := assetFiles.ReadFile(p)
		if err != nil {
			return err
		}
		ext := path.Ext(p)
		to := strings.TrimSuffix(p, ext) + "." + proof.Sum(data)[:proof.AssetDigits] + ext
		r.assets[path.Base(p)] = to
		r.files[to] = data
		return nil
	})
}

// writing is the language in which the monitor is written; its pages stand at
// the root.
func (r *renderer) writing() string { return r.monitor.Languages.Editions[0] }

// in is the path of a page in a language.
func (r *renderer) in(lang, p string) string { return proof.InLanguage(r.writing(), lang, p) }

// page is what every page has; a view embeds it.
type page struct {
	Sample bool // invented outlets publish here: every page says so
	catalogue
	Lang, Dir    string
	Kind         string // of page, for the style sheet
	Title        string
	Description  string
	Canonical    string
	Base         string // for the one page that is shown at any address
	Monitor      string
	House        string
	Copyright    string
	Year         string
	Licence      string
	Alternates   []alternate
	Feeds        []feedLink
	path         string
	own, writing string
	assets       map[string]string
}

type alternate struct{ Lang, Name, Href string }

type feedLink struct{ Type, Title, Href string }

// page makes the common part of a page at p, which exists in langs.
func (r *renderer) page(kind, lang, p string, langs []string) page {
	m := r.monitor
	out := page{
		catalogue: r.words[lang], Lang: lang, Dir: direction(lang), Kind: kind, Monitor: m.Name[lang], House: m.House.Name,
		Copyright: m.House.Copyright, Licence: m.House.Licence, path: r.in(lang, p), own: lang, writing: r.writing(), assets: r.assets,
	}
	if out.Copyright == "" {
		out.Copyright = "© " + m.House.Name
	}
	if r.base != "" {
		out.Canonical = r.base + strings.TrimSuffix(out.path, "index.html")
	}
	out.Sample = slices.ContainsFunc(m.Outlets, func(o monitor.Outlet) bool { return o.Sample })
	for _, l := range langs {
		out.Alternates = append(out.Alternates, alternate{l, r.words[l].T("language.name"), relative(out.path, r.in(l, p))})
	}
	for _, f := range feedKinds {
		out.Feeds = append(out.Feeds, feedLink{f.mime, out.Monitor + " (" + f.name + ")", out.Link(f.file)})
	}
	return out
}

// Link is the address of a page of the same language, as seen from this page.
func (p page) Link(to string) string { return relative(p.path, proof.InLanguage(p.writing, p.own, to)) }

// Root is the address of a file that all languages share.
func (p page) Root(to string) string { return relative(p.path, to) }

// Asset is the address of a style sheet or image.
func (p page) Asset(name string) string { return relative(p.path, p.assets[name]) }

// relative is the address of a file as seen from another, so that the site can
// stand anywhere, also in a folder.
func relative(from, to string) string {
	a, b := strings.Split(path.Dir(from), "/"), strings.Split(to, "/")
	if a[0] == "." {
		a = nil
	}
	n := 0
	for n < len(a) && n < len(b)-1 && a[n] == b[n] {
		n++
	}
	return strings.Repeat("../", len(a)-n) + strings.Join(b[n:], "/")
}

// render executes a page's template.
func (r *renderer) render(name string, view any) ([]byte, error) {
	var b bytes.Buffer
	if err := r.templates[name].ExecuteTemplate(&b, "layout", view); err != nil {
		return nil, fmt.Errorf("page %s: %w", name, err)
	}
	return b.Bytes(), nil
}

// tree is files by path.
type tree map[string][]byte

func (t tree) paths() []string { return slices.Sorted(maps.Keys(t)) }
