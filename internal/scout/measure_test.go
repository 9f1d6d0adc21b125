package scout

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"vigia/internal/address"
)

// TestMeasure reads the pages of the folders that VIGIA_PAGES names (with
// cases.jsonl: html, url) as index pages. Who wrote the pages did not say which
// of their links are reports; but each page is one itself. Of an outlet with
// three pages or more, a link whose address has the shape of one of these is
// taken for a report, any other is not.
func TestMeasure(t *testing.T) {
	dirs := os.Getenv("VIGIA_PAGES")
	if dirs == "" {
		t.Skip("VIGIA_PAGES names no folders")
	}
	type page struct {
		url  string
		html []byte
	}
	sites := map[string][]page{}
	for _, dir := range strings.Split(dirs, ":") {
		f, err := os.Open(filepath.Join(dir, "cases.jsonl"))
		if err != nil {
			t.Fatal(err)
		}
		for s := bufio.NewScanner(f); s.Scan(); {
			var c struct{ HTML, URL string }
			if json.Unmarshal(s.Bytes(), &c) != nil {
				continue
			}
			b, err := os.ReadFile(filepath.Join(dir, c.HTML))
			if err != nil {
				continue
			}
			if z, err := gzip.NewReader(bytes.NewReader(b)); err == nil {
				b, _ = io.ReadAll(z)
			}
			sites[address.Domain(c.URL)] = append(sites[address.Domain(c.URL)], page{c.URL, b})
		}
		f.Close()
	}
	var right, wrong, missed, pages, n int
	for site, ps := range sites {
		if len(ps) < 3 || site == "" {
			continue
		}
		if half := os.Getenv("VIGIA_HALF"); half != "" && fmt.Sprint(hash(site)%2) != half {
			continue
		}
		n++
		forms := map[string]bool{}
		for _, p := range ps {
			forms[shapeOf(p.url, address.Host(p.url)).form] = true
		}
		var r0, w0, m0 int
		for _, p := range ps {
			r, err := Index(p.html, "", p.url, "", Memory{})
			if err != nil {
				continue
			}
			pages++
			took := map[string]bool{}
			for _, l := range r.Listed {
				took[address.Key(l.URL)] = true
			}
			pg, _ := readPage(p.html, "", p.url)
			for _, l := range pg.links() {
				switch is := forms[l.shape.form]; {
				case is && took[l.key]:
					r0++
				case is:
					m0++
					if os.Getenv("VIGIA_SHOW") == "missed" {
						fmt.Printf("missed %s\t%.2f\t%d\t%s\t%s\n", l.url, l.value, l.place, l.text, l.path)
					}
				case took[l.key]:
					w0++
					if os.Getenv("VIGIA_SHOW") == "wrong" {
						fmt.Printf("wrong %s\t%.2f\t%s\t%s\n", l.url, l.value, l.text, l.path)
					}
				}
			}
		}
		if os.Getenv("VIGIA_SHOW") == "sites" {
			fmt.Println(site, len(ps), "right", r0, "wrong", w0, "missed", m0, forms)
		}
		right, wrong, missed = right+r0, wrong+w0, missed+m0
	}
	p, r := float64(right)/float64(right+wrong), float64(right)/float64(right+missed)
	fmt.Printf("%d outlets, %d pages: precision %.3f, recall %.3f, F %.3f\n", n, pages, p, r, 2*p*r/(p+r))
}
