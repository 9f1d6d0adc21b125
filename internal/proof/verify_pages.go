package proof

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"strconv"
	"strings"
	"unicode/utf8"
)

// page reads a page of an edition as a visitor sees it. One that is missing
// has a finding already.
func (v *verifier) page(m Manifest, lang, rest string) (n node, path string, ok bool) {
	path = InLanguage(m.Writing(), lang, EditionPath(m.Edition.Number, rest))
	if _, there := v.files[path]; !there {
		return n, path, false
	}
	n, err := v.scan(path)
	if err != nil {
		v.block(path, "unreadable", "it cannot be read: %v", err)
		return n, path, false
	}
	return n, path, true
}

// differs says where a page and the manifest part.
func (v *verifier) differs(path, kind, what, page, manifest string) {
	if page, manifest = plain(page), plain(manifest); page != manifest {
		a, b := apart(page, manifest)
		v.block(path, kind, "%s: the page says %s, the manifest %s", what, a, b)
	}
}

// apart shows two texts around the place where they part.
func apart(a, b string) (string, string) {
	at := 0
	for at < len(a) && at < len(b) && a[at] == b[at] {
		at++
	}
	show := func(s string) string {
		from, to := max(0, at-40), min(len(s), at+60)
		for from > 0 && from < len(s) && !utf8.RuneStart(s[from]) {
			from--
		}
		for to < len(s) && !utf8.RuneStart(s[to]) {
			to++
		}
		out := s[min(from, len(s)):to]
		if from > 0 {
			out = "…" + out
		}
		if to < len(s) {
			out += "…"
		}
		return "“" + out + "”"
	}
	return show(a), show(b)
}

// outletTable holds outlets.csv to the manifest, row by row.
func (v *verifier) outletTable(m Manifest) {
	path := EditionPath(m.Edition.Number, "outlets.csv")
	if _, ok := v.files[path]; !ok {
		return
	}
	data, err := v.read(path)
	var rows [][]string
	if err == nil {
		r := csv.NewReader(bytes.NewReader(data))
		r.FieldsPerRecord = -1
		rows, err = r.ReadAll()
	}
	if err != nil {
		v.block(path, "unreadable", "it cannot be read as a table: %v", err)
		return
	}
	if len(rows) != len(m.Outlets)+1 {
		v.block(path, "outlet", "it has %d outlets, the manifest %d", len(rows)-1, len(m.Outlets))
	}
	for i, o := range m.Outlets {
		if i+1 >= len(rows) {
			break
		}
		row := rows[i+1]
		for j, want := range o.cells() {
			got := ""
			if j < len(row) {
				got = row[j]
			}
			if got != cell(want) {
				v.block(path+":"+o.Key+":"+outletColumns[j], "outlet", "outlet %s: %s %q in outlets.csv, %q in the manifest", o.Key, outletColumns[j], got, want)
			}
		}
	}
}

// editionPage holds the sentences and the share that an edition's page prints
// to the manifest.
func (v *verifier) editionPage(m Manifest, lang string) {
	n, path, ok := v.page(m, lang, "index.html")
	if !ok {
		return
	}
	v.shareOn(n, path, m)
	for _, s := range m.Sections {
		if s.Language != lang {
			continue
		}
		var printed []string
		for sec := range n.with("data-section", s.Key) {
			for d := range sec.with("data-v", "s") {
				printed = append(printed, d.text())
			}
		}
		at := 0
		for i, par := range s.Paragraphs {
			for j, sen := range par {
				if at < len(printed) {
					v.differs(path, "sentence", fmt.Sprintf("section %s (%s), paragraph %d, sentence %d", s.Name, lang, i+1, j+1), printed[at], sen.Text)
				}
				at++
			}
		}
		if at != len(printed) {
			v.block(path, "sentence", "section %s (%s) has %d sentences on the page, %d in the manifest", s.Name, lang, len(printed), at)
		}
	}
}

// shareOn holds every share that a page prints for the edition to the manifest.
func (v *verifier) shareOn(n node, path string, m Manifest) {
	for d := range n.with("data-share", strconv.Itoa(m.Edition.Number)) {
		counted, _ := d.field("counted")
		total, _ := d.field("total")
		if want := m.Shares.Edition; counted != strconv.Itoa(want.Counted) || total != strconv.Itoa(want.Total) {
			v.block(path, "share", "the page says that %s of %s reports are state media, the manifest of edition %d says %d of %d", counted, total, m.Edition.Number, want.Counted, want.Total)
		}
	}
}

// digestPage holds the bullets of a digest's page to the manifest.
func (v *verifier) digestPage(m Manifest, g Digest, lang string) {
	n, path, ok := v.page(m, lang, "digests/"+g.Slug+"/index.html")
	if !ok {
		return
	}
	type bullet struct{ report, line string }
	var printed []bullet
	for d := range n.with("data-report", "") {
		report, _ := d.attr("data-report")
		line, _ := d.field("line")
		printed = append(printed, bullet{report, line})
	}
	name := fmt.Sprintf("digest %s (%s)", g.Name[lang], lang)
	if len(printed) != len(g.Bullets) {
		v.block(path, "bullet", "%s has %d bullets on the page, %d in the manifest", name, len(printed), len(g.Bullets))
	}
	for i, want := range g.Bullets {
		if i >= len(printed) {
			break
		}
		what := fmt.Sprintf("%s, bullet %d", name, i+1)
		v.differs(path, "bullet", what, printed[i].line, want.Line[lang])
		v.differs(path, "bullet", what+", report", printed[i].report, want.Report)
	}
}

// reportPage holds the page of a report to the manifest.
func (v *verifier) reportPage(m Manifest, r Report, lang string) {
	n, path, ok := v.page(m, lang, "reports/"+r.ID+"/index.html")
	if !ok {
		return
	}
	what := fmt.Sprintf("report %s of %s (%s)", r.ID, r.OutletName, lang)
	hash := ""
	for _, c := range m.Captures {
		if c.ID == r.Capture {
			hash = c.SHA256
		}
	}
	class := string(r.Class)
	if class == "" {
		class = "?"
	}
	for _, f := range []struct{ name, words, want string }{
		{"title", "title", r.Title}, {"outlet", "outlet", r.OutletName}, {"class", "class", class},
		{"capture", "capture", r.Capture}, {"sha256", "SHA-256 of the capture", hash},
	} {
		got, there := n.field(f.name)
		if !there && f.want == "" {
			continue
		}
		v.differs(path, f.name, what+", "+f.words, got, f.want)
	}
}

// policyPage holds the table of outlets that people read to the manifest.
func (v *verifier) policyPage(m Manifest, lang string) {
	n, path, ok := v.page(m, lang, "policy/index.html")
	if !ok {
		return
	}
	v.shareOn(n, path, m)
	at := 0
	for row := range n.with("data-outlet", "") {
		key, _ := row.attr("data-outlet")
		class, _ := row.field("class")
		if at < len(m.Outlets) {
			want := m.Outlets[at]
			v.differs(path, "outlet", fmt.Sprintf("row %d of the outlets (%s)", at+1, lang), key, want.Key)
			if key == want.Key {
				v.differs(path, "class", "outlet "+key+", class", strings.TrimPrefix(class, "?"), string(want.Class))
			}
		}
		at++
	}
	if at != len(m.Outlets) {
		v.block(path, "outlet", "the page has %d outlets, the manifest %d", at, len(m.Outlets))
	}
}
