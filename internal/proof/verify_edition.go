package proof

import (
	"fmt"
	"maps"
	"slices"

	"vigia"
	"vigia/internal/policy"
)

// edition holds everything in the folders of an edition to its manifest.
func (v *verifier) edition(n int) Recount {
	m := v.manifests[n]
	v.listed(m)
	v.outletTable(m)
	for _, lang := range m.Edition.Languages {
		v.editionPage(m, lang)
		v.policyPage(m, lang)
		for _, g := range m.Digests {
			v.digestPage(m, g, lang)
		}
		for _, r := range m.Reports {
			v.reportPage(m, r, lang)
		}
	}
	v.consistent(m)
	res := v.recount(m)
	num, den := Limit(m.Policy, m.Selection.Special)
	proof := Recount{Number: n, Title: m.Edition.Title[m.Writing()], Share: res.Share, Limit: fmt.Sprintf("%d/%d", num, den), ByOrigin: res.ByOrigin,
		Outlets: len(m.Outlets), Reports: len(m.Reports), Captures: len(m.Captures), Files: len(m.Files), Manifest: Sum(v.raw[n]), Key: v.signed[n]}
	for _, s := range m.Sections {
		for _, par := range s.Paragraphs {
			for _, sen := range par {
				if s.Language == m.Writing() && len(sen.Cites) > 0 {
					proof.Sentences++
				}
			}
		}
	}
	return proof
}

// listed holds the files to their digests.
func (v *verifier) listed(m Manifest) {
	n := m.Edition.Number
	own := map[string]bool{EditionPath(n, "manifest.json"): true, EditionPath(n, "manifest.json.sig"): true}
	for _, f := range m.Files {
		own[f.Path] = true
		if at, _, ok := InEdition(f.Path); !ok || at != n {
			v.block(EditionPath(n, "manifest.json"), "manifest", "the manifest lists %q, which is no file of edition %d", f.Path, n)
			continue
		}
		size, ok := v.files[f.Path]
		if !ok {
			v.block(f.Path, "missing", "it was published with edition %d and is not there", n)
			continue
		}
		got, err := v.sum(f.Path)
		switch {
		case err != nil:
			v.block(f.Path, "unreadable", "it cannot be read: %v", err)
		case got != f.SHA256 || size != f.Size:
			v.block(f.Path, "changed", "it was changed after edition %d was published", n)
		}
	}
	for _, p := range slices.Sorted(maps.Keys(v.files)) {
		if at, _, ok := InEdition(p); ok && at == n && !own[p] {
			v.block(p, "added", "it was added after edition %d was published", n)
		}
	}
}

// recount judges the published selection again and compares what comes of it
// with what the edition claims.
func (v *verifier) recount(m Manifest) policy.Result {
	path := EditionPath(m.Edition.Number, "manifest.json")
	res := policy.Check(m.Policy, m.Selection)
	claim := func(what string, claimed, counted any) {
		if fmt.Sprint(claimed) != fmt.Sprint(counted) {
			v.block(path, "share", "edition %d claims %s %v; recounted it is %v", m.Edition.Number, what, claimed, counted)
		}
	}
	claim("a share of state media of", m.Shares.Edition, res.Share)
	claim("a share by origin of", m.Shares.ByOrigin, res.ByOrigin)
	claim("as official documents", m.Shares.Official, res.Official)
	claim("as state media the reports", m.Shares.Counted, res.Counted)
	for _, key := range slices.Sorted(maps.Keys(res.ByDigest)) {
		claim("in digest "+key+" a share of", m.Shares.ByDigest[key], res.ByDigest[key])
	}
	for _, f := range res.Findings {
		if f.Severity == vigia.Block {
			v.block(path, "policy", "edition %d breaks its own policy at %s: %s", m.Edition.Number, f.Path, f.Message)
		}
	}
	return res
}

// consistent holds the parts of a manifest to one another: what is judged must
// be what is printed.
func (v *verifier) consistent(m Manifest) {
	path := EditionPath(m.Edition.Number, "manifest.json")
	reports, classes := map[string]Report{}, map[string]bool{}
	for _, r := range m.Reports {
		reports[r.ID] = r
	}
	for _, o := range m.Outlets {
		classes[outletClass(o.Key, o.Class, o.Government)] = true
	}
	for _, r := range m.Reports {
		if !classes[outletClass(r.Outlet, r.Class, r.Government)] {
			v.block(path, "class", "report %s: the manifest gives its outlet %s the class %q of %q, its list of outlets another", r.ID, r.Outlet, r.Class, r.Government)
		}
	}
	printed := map[string][]string{}
	for _, g := range m.Digests {
		for _, b := range g.Bullets {
			printed[g.Key] = append(printed[g.Key], b.Report)
		}
	}
	judged := map[string][]string{}
	for _, it := range m.Selection.Items {
		judged[it.Digest] = append(judged[it.Digest], it.Report)
		r, ok := reports[it.Report]
		if !ok {
			v.block(path, "report", "the manifest judges report %s at %s, and does not list it", it.Report, it.Path)
			continue
		}
		v.judged(path, it, r)
	}
	for _, key := range slices.Sorted(maps.Keys(joined(printed, judged))) {
		if !slices.Equal(printed[key], judged[key]) {
			v.block(path, "selection", "digest %s: the bullets are not the reports that were judged", key)
		}
	}
	v.cited(path, m, reports)
}

func joined(a, b map[string][]string) map[string][]string {
	out := maps.Clone(a)
	maps.Copy(out, b)
	return out
}

func outletClass(key string, class vigia.Class, government string) string {
	return key + "\x00" + string(class) + "\x00" + government
}

// judged holds an item of the selection to the report it is about.
func (v *verifier) judged(path string, it policy.Item, r Report) {
	for _, d := range []struct{ what, judged, listed string }{
		{"outlet", it.Outlet, r.Outlet},
		{"class", string(it.Class), string(r.Class)},
		{"government", it.Government, r.Government},
		{"kind", string(it.Kind), string(r.Kind)},
		{"genre", string(it.Genre), string(r.Genre)},
		{"date", it.Published.String(), r.Published.String()},
	} {
		if d.judged != d.listed {
			v.block(path, d.what, "report %s of %s was judged with the %s %q, but is listed with %q", it.Report, it.Outlet, d.what, d.judged, d.listed)
		}
	}
}

// cited holds the citations to the list of reports.
func (v *verifier) cited(path string, m Manifest, reports map[string]Report) {
	for _, s := range m.Sections {
		for i, par := range s.Paragraphs {
			for j, sen := range par {
				where := fmt.Sprintf("section %s (%s), paragraph %d, sentence %d", s.Name, s.Language, i+1, j+1)
				if sen.Mark == "" && len(sen.Cites) == 0 {
					v.block(path, "citation", "%s has no source", where)
				}
				for _, c := range sen.Cites {
					if _, ok := reports[c.Report]; !ok {
						v.block(path, "citation", "%s cites report %s, which is not listed", where, c.Report)
					}
				}
			}
		}
	}
}
