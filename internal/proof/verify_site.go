package proof

import (
	"fmt"
	"maps"
	"net/url"
	"path"
	"slices"
	"strings"

	"vigia/internal/evidence"
)

// captures holds the preserved pages to the manifests. One may serve several
// editions.
func (v *verifier) captures() {
	owned := map[string]bool{}
	for _, n := range slices.Sorted(maps.Keys(v.manifests)) {
		m := v.manifests[n]
		of := map[string]string{} // capture -> outlet and title, for people
		for _, r := range m.Reports {
			of[r.Capture] = fmt.Sprintf(" (%s: “%s”)", r.OutletName, r.Title)
		}
		for _, c := range m.Captures {
			if owned[c.File] {
				continue // an edition before has had it checked
			}
			owned[c.File] = true
			v.capture(n, c, of[c.ID])
		}
		for _, r := range m.Reports {
			if r.Capture != "" && !slices.ContainsFunc(m.Captures, func(c Capture) bool { return c.ID == r.Capture }) {
				v.block(EditionPath(n, "manifest.json"), "capture", "report %s rests on capture %s, which the manifest does not list", r.ID, r.Capture)
			}
		}
	}
	for _, p := range slices.Sorted(maps.Keys(v.files)) {
		if strings.HasPrefix(p, "captures/") && !owned[p] {
			v.block(p, "added", "this capture belongs to no edition")
		}
	}
}

func (v *verifier) capture(n int, c Capture, what string) {
	if c.File != CapturePath(c.ID) {
		v.block(EditionPath(n, "manifest.json"), "capture", "capture %s is listed at %q", c.ID, c.File)
		return
	}
	if _, ok := v.files[c.File]; !ok {
		v.block(c.File, "missing", "capture %s%s was published with edition %d and is not there", c.ID, what, n)
		return
	}
	gz, err := v.read(c.File)
	if err != nil {
		v.block(c.File, "unreadable", "capture %s%s cannot be read: %v", c.ID, what, err)
		return
	}
	got, err := evidence.VerifyRecord(gz)
	switch {
	case err != nil:
		v.block(c.File, "capture", "capture %s%s was changed: its record does not hold together any more: %v", c.ID, what, err)
	case got != c.SHA256:
		v.block(c.File, "capture", "capture %s%s was changed: the preserved page has the SHA-256 %s, published was %s", c.ID, what, got, c.SHA256)
	case Sum(gz) != c.FileSHA256:
		v.block(c.File, "capture", "capture %s%s was changed: the preserved page is whole, but its file is not the one that was published", c.ID, what)
	}
}

// strays finds what is no part of a site. Outside the editions it may be the
// house's own (robots.txt), so it only warns.
func (v *verifier) strays() {
	for _, p := range slices.Sorted(maps.Keys(v.files)) {
		_, _, ofEdition := InEdition(p)
		switch {
		case ofEdition, IsShared(p), strings.HasPrefix(p, "captures/"):
		case assetName.MatchString(p):
			if got, err := v.sum(p); err != nil || got[:AssetDigits] != assetName.FindStringSubmatch(p)[1] {
				v.block(p, "changed", "it is not the file that its name says: a style sheet can hide what a page prints")
			}
		default:
			v.warn(p, "stray", "it is no part of the published site")
		}
	}
}

// shared holds the pages that all editions share to the manifests.
func (v *verifier) shared() {
	for _, p := range slices.Sorted(maps.Keys(v.files)) {
		if !IsShared(p) || path.Ext(p) != ".html" {
			continue
		}
		n, err := v.scan(p)
		if err != nil {
			v.block(p, "unreadable", "it cannot be read: %v", err)
			continue
		}
		for _, k := range slices.Sorted(maps.Keys(v.manifests)) {
			v.shareOn(n, p, v.manifests[k])
		}
	}
}

// links finds links that lead nowhere inside the site, and pages that would
// ask for something elsewhere.
func (v *verifier) links() {
	for _, p := range slices.Sorted(maps.Keys(v.files)) {
		if _, read := v.pages[p]; !read && path.Ext(p) == ".html" {
			_, _ = v.scan(p) // an unreadable page of an edition differs from its digest, which is said already
		}
	}
	for _, p := range slices.Sorted(maps.Keys(v.pages)) {
		for _, l := range v.pages[p].links {
			if fault := v.linkFault(p, l); fault != "" {
				v.block(p, "link", "%s", fault)
			}
		}
	}
}

// linkFault says what is wrong with a link, or nothing.
func (v *verifier) linkFault(page string, l link) string {
	u, err := url.Parse(l.to)
	switch {
	case err != nil:
		return fmt.Sprintf("its link to %q cannot be read", l.to)
	case u.IsAbs() || u.Host != "":
		if l.tag != "a" {
			return fmt.Sprintf("it asks for %s, which is no file of this site", l.to)
		}
		return ""
	case strings.HasPrefix(u.Path, "/"):
		return fmt.Sprintf("its link to %s holds only at one address", l.to)
	}
	to := page
	if u.Path != "" {
		to = path.Join(path.Dir(page), u.Path)
	}
	if _, ok := v.files[to]; !ok {
		return fmt.Sprintf("its link to %s leads nowhere", l.to)
	}
	if a, ok := v.pages[to]; ok && u.Fragment != "" && !a.anchors[u.Fragment] {
		return fmt.Sprintf("its link to %s leads to a place that the page does not have", l.to)
	}
	return ""
}
