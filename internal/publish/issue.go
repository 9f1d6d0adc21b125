package publish

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"vigia/internal/edition"
	"vigia/internal/policy"
	"vigia/internal/proof"
)

// issue is the rendering of one edition: its document, and the manifests of
// those published before it.
type issue struct {
	*renderer
	doc    edition.Document
	older  map[int]proof.Manifest
	signed bool // the manifest will be
}

// pages renders everything in the folders of the edition but the manifest.
func (s issue) pages() (tree, error) {
	out := tree{}
	for _, lang := range s.doc.Languages {
		if err := s.language(out, lang); err != nil {
			return nil, fmt.Errorf("edition %d in %s: %w", s.doc.Edition.Number, lang, err)
		}
	}
	var outlets []proof.Outlet
	for _, o := range s.doc.Outlets {
		outlets = append(outlets, outletRow(o))
	}
	var err error
	if out[s.path("outlets.csv")], err = proof.OutletTable(outlets); err != nil {
		return nil, err
	}
	out[s.path("data.csv")], err = dataCSV(s.doc)
	return out, err
}

func (s issue) language(out tree, lang string) error {
	add := func(kind, rest string, view any) error {
		data, err := s.render(kind, view)
		out[s.in(lang, s.path(rest))] = data
		return err
	}
	if err := add("edition", "index.html", s.editionView(lang)); err != nil {
		return err
	}
	if err := add("policy", "policy/index.html", s.policyView(lang)); err != nil {
		return err
	}
	for _, g := range s.doc.Digests {
		if err := add("digest", "digests/"+g.Slug+"/index.html", s.digestView(lang, g)); err != nil {
			return err
		}
	}
	for _, id := range slices.Sorted(maps.Keys(s.doc.Reports)) {
		if err := add("report", "reports/"+id+"/index.html", s.reportView(lang, s.doc.Reports[id])); err != nil {
			return err
		}
	}
	return nil
}

// path is a path inside the edition's folder.
func (s issue) path(rest string) string { return proof.EditionPath(s.doc.Edition.Number, rest) }

// issuePage is what the pages of an edition share.
type issuePage struct {
	page
	Number      int
	Series      string // "VRIC MONITOR No. 23"
	Name        string // title of the edition or digest
	Period      string
	Special     []string // the notice, of a special edition
	EditionHref string
	PolicyHref  string
}

func (s issue) issuePage(kind, lang, rest string) issuePage {
	e := s.doc.Edition
	p := issuePage{page: s.page(kind, lang, s.path(rest), s.doc.Languages), Number: e.Number, Name: e.Title[lang], Period: s.doc.Period[lang]}
	p.Year = fmt.Sprint(e.PublishedAt.UTC().Year())
	p.Series = series(p.catalogue, p.Monitor, e.Number)
	p.EditionHref, p.PolicyHref = p.Link(s.path("index.html")), p.Link(s.path("policy/index.html"))
	if e.Special != nil {
		p.Special = paragraphs(s.doc.Special[lang])
	}
	return p
}

func series(c catalogue, monitor string, number int) string {
	return c.T("series", strings.ToUpper(monitor), number)
}

// linkView is a link with its words.
type linkView struct {
	Href, Text string
	Lang       string // of the page it leads to, if it is another one
}

// digestLinks are the links to a digest and to that of the period before.
type digestLinks struct {
	This     linkView
	Or       string // between the two
	Previous *linkView
	Said     string
}

func (s issue) digestLinks(p page, g edition.Digest) digestLinks {
	lang := p.Lang
	out := digestLinks{This: linkView{p.Link(s.path("digests/" + g.Slug + "/index.html")), p.T("click.this", g.Name[lang], g.This.Label[lang]), ""}, Or: p.T("click.or"), Said: g.Said[lang]}
	if g.Previous != nil {
		out.Previous = s.olderDigest(p, *g.Previous, p.T("click.previous", g.Previous.Label[lang]))
	}
	return out
}

// olderDigest links to a digest of an edition that is published here, in the
// language of the page if it was published in it.
func (s issue) olderDigest(p page, to edition.DigestLink, text string) *linkView {
	m, ok := s.older[to.Number]
	if !ok || !slices.ContainsFunc(m.Digests, func(g proof.Digest) bool { return g.Slug == to.Slug }) {
		return nil
	}
	return &linkView{s.olderHref(p, m, "digests/"+to.Slug+"/index.html"), text, otherLanguage(p.Lang, m)}
}

func (r *renderer) olderHref(p page, m proof.Manifest, rest string) string {
	at := proof.EditionPath(m.Edition.Number, rest)
	if lang := otherLanguage(p.Lang, m); lang != "" {
		return relative(p.path, proof.InLanguage(p.writing, lang, at))
	}
	return p.Link(at)
}

// otherLanguage is the language in which an edition must be shown if it was
// not published in lang; "" if it was.
func otherLanguage(lang string, m proof.Manifest) string {
	if slices.Contains(m.Edition.Languages, lang) || len(m.Edition.Languages) == 0 {
		return ""
	}
	return m.Edition.Languages[0]
}

// downloadView is a file that a reader may take.
type downloadView struct{ Name, Href, What string }

func (s issue) downloads(p page) []downloadView {
	at := func(name string) string { return p.Root(s.path(name)) }
	out := []downloadView{
		{"data.csv", at("data.csv"), p.T("file.data")},
		{"outlets.csv", at("outlets.csv"), p.T("file.outlets")},
		{"manifest.json", at("manifest.json"), p.T("file.manifest")},
	}
	if s.signed {
		out = append(out, downloadView{"manifest.json.sig", at("manifest.json.sig"), p.T("file.sig")}, downloadView{"key.pub", p.Root("key.pub"), p.T("file.key")})
	}
	return out
}

// who is the name of a person whose id stands in the edition.
func (s issue) who(id string) string {
	if n := s.doc.People[id]; n != "" {
		return n
	}
	return id
}

// sum is the count of the policy as a multiplication, which anybody can check
// by hand.
func (s issue) sum(c catalogue) string {
	p, share := s.doc.Edition.Policy, s.doc.Result.Share
	num, den := proof.Limit(p, s.doc.Edition.Special)
	return c.T("policy.sum", share.Counted, den, share.Counted*den, share.Total, num, share.Total*num)
}

// item finds what the policy knows of a selected report.
func (s issue) item(report string) (policy.Item, bool) {
	for _, it := range s.doc.Selection.Items {
		if it.Report == report {
			return it, true
		}
	}
	return policy.Item{}, false
}
