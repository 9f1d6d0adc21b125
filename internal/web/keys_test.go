package web

import (
	"io/fs"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// handled are the keys that templates and script answer to, as the list of keys
// writes them.
func handled(t *testing.T) map[string]bool {
	t.Helper()
	keys := map[string]bool{}
	add := func(k string) {
		switch {
		case strings.Contains(k, "{{"):
			k = "1–9"
		case strings.HasPrefix(k, "Mod+"):
			k = "Ctrl " + k[len("Mod+"):]
		case k == "Escape":
			k = "Esc"
		}
		keys[k] = true
	}
	of := regexp.MustCompile(`data-key="([^"]+)"`)
	err := fs.WalkDir(templateFiles, "templates", func(path string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		b, err := fs.ReadFile(templateFiles, path)
		for _, m := range of.FindAllStringSubmatch(string(b), -1) {
			add(m[1])
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	script, err := fs.ReadFile(staticFiles, "static/desk.js")
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(script)) {
		if strings.Contains(line, "suggest:") { // the arrows of a list that is open, which its own pattern names
			continue
		}
		for _, m := range regexp.MustCompile(`e\.key === '([^']+)'`).FindAllStringSubmatch(line, -1) {
			if strings.Contains(line, "mod &&") || m[1] == "Enter" {
				m[1] = "Mod+" + m[1]
			}
			add(m[1])
		}
	}
	return keys
}

// TestKeysAreListed: the list of keys has each key that something answers to,
// and no other.
func TestKeysAreListed(t *testing.T) {
	b, err := fs.ReadFile(templateFiles, "templates/layout.html")
	if err != nil {
		t.Fatal(err)
	}
	_, list, ok := strings.Cut(string(b), `{{define "key-list"}}`)
	if !ok {
		t.Fatal("there is no list")
	}
	listed := map[string]bool{}
	for _, dt := range regexp.MustCompile(`<dt>(.*?)</dt>`).FindAllStringSubmatch(list, -1) {
		var ks []string
		for _, k := range regexp.MustCompile(`<kbd>([^<]+)</kbd>`).FindAllStringSubmatch(dt[1], -1) {
			ks = append(ks, k[1])
		}
		switch {
		case ks[0] == "Ctrl":
			listed["Ctrl "+ks[1]] = true
		case strings.Contains(dt[1], "–"):
			listed[ks[0]+"–"+ks[1]] = true
		default:
			for _, k := range ks {
				listed[k] = true
			}
		}
	}
	if d := cmp.Diff(handled(t), listed); d != "" {
		t.Errorf("keys that are answered (-) and listed (+):\n%s", d)
	}
}
