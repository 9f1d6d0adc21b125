package publish

import (
	"fmt"
	"strings"

	"vigia/internal/edition"
)

// editionView is the page of an edition.
type editionView struct {
	issuePage
	Subtitle   string
	Authors    []authorView
	Published  string
	Contents   []contentView
	Meter      meterView
	Sections   []sectionView
	Themes     []themeView // digests without a section
	Disclaimer []string
	Notes      []*noteView
	APA        string
	BibTeX     string
	Downloads  []downloadView
}

type authorView struct{ Name, Rank, Link string }

type contentView struct{ ID, Name string }

type sectionView struct {
	ID, Key, Name string
	Paragraphs    [][]sentenceView
	Links         *digestLinks
}

type themeView struct {
	ID, Name string
	Links    digestLinks
}

type sentenceView struct {
	Spans []spanView
	Mark  string
	Refs  []refView
	Page  page
}

// refView is the number behind a sentence.
type refView struct {
	ID     string
	Note   int
	Source string // shown on hover
	Label  string // said aloud
}

func (s issue) editionView(lang string) editionView {
	p, e := s.issuePage("edition", lang, "index.html"), s.doc.Edition
	v := editionView{
		issuePage: p, Subtitle: e.Subtitle[lang], Disclaimer: paragraphs(s.doc.Disclaimer[lang]),
		Meter:     p.meter(e.Number, s.doc.Result.Share, e.Policy, e.Special, lang),
		Downloads: append([]downloadView{{p.T("file.policy"), p.PolicyHref, p.T("file.policy.what")}}, s.downloads(p.page)...),
		Published: p.T("published.on", p.day(e.PublishedAt.In(s.zone)), p.day(e.Anchor)),
	}
	v.Title = p.Series + " | " + e.Title[lang]
	v.Description = e.Abstract[lang]
	for _, a := range e.Authors {
		v.Authors = append(v.Authors, authorView{a.Name, a.Rank[lang], webAddress(a.Link)})
	}
	n := newNotes(s, p.page)
	for _, sec := range sections(s.doc) {
		v.Sections = append(v.Sections, s.section(p.page, n, sec))
	}
	v.Notes = n.list
	for _, g := range s.doc.Digests {
		if !g.Section {
			v.Themes = append(v.Themes, themeView{g.Slug, g.Name[lang], s.digestLinks(p.page, g)})
		}
	}
	v.Contents = contents(v)
	v.APA, v.BibTeX = s.citation(v)
	return v
}

func (s issue) section(p page, n *notes, sec edition.Section) sectionView {
	v := sectionView{Key: sec.Key}
	v.ID, v.Name = sectionName(p, sec)
	for _, par := range sec.Paragraphs[p.Lang] {
		var row []sentenceView
		for _, sen := range par.Sentences {
			row = append(row, sentenceView{Spans: inline(sen.Text), Mark: string(sen.Mark), Refs: n.refs(sen), Page: p})
		}
		v.Paragraphs = append(v.Paragraphs, row)
	}
	for _, g := range s.doc.Digests {
		if g.Section && g.Key == sec.Key {
			links := s.digestLinks(p, g)
			v.Links = &links
		}
	}
	return v
}

// sectionName is the anchor of a section and its name.
func sectionName(p page, sec edition.Section) (id, name string) {
	if sec.Key == edition.OverviewKey {
		return "overview", p.T("overview")
	}
	return sec.Slug, sec.Name[p.Lang]
}

func contents(v editionView) []contentView {
	var out []contentView
	for _, s := range v.Sections {
		out = append(out, contentView{s.ID, s.Name})
	}
	for _, t := range v.Themes {
		out = append(out, contentView{t.ID, t.Name})
	}
	return append(out, contentView{"disclaimer", v.T("disclaimer")}, contentView{"notes", v.T("notes")}, contentView{"cite", v.T("cite")})
}

// citation gives the edition as APA and BibTeX write it.
func (s issue) citation(v editionView) (apa, bib string) {
	e := s.doc.Edition
	at := e.PublishedAt.In(s.zone)
	var names, keys []string
	for _, a := range e.Authors {
		names = append(names, a.Name)
		keys = append(keys, apaName(a.Name))
	}
	who := strings.Join(keys, ", ")
	if len(keys) > 1 {
		who = strings.Join(keys[:len(keys)-1], ", ") + ", & " + keys[len(keys)-1]
	}
	if who == "" {
		who = v.House
	}
	apa = fmt.Sprintf("%s (%s). %s (%s). %s.", who, v.day(at), v.Name, v.Series, v.House)
	bib = fmt.Sprintf("@techreport{%s%d,\n  author = {%s},\n  title = {%s},\n  type = {%s},\n  number = {%d},\n  institution = {%s},\n  year = {%d},\n  month = {%d},\n  language = {%s}",
		s.monitor.Key, e.Number, texField(orElse(strings.Join(names, " and "), v.House)), texField(v.Name), texField(v.Monitor), e.Number, texField(v.House), at.Year(), int(at.Month()), v.Lang)
	if v.Canonical != "" {
		apa += " " + v.Canonical
		bib += fmt.Sprintf(",\n  url = {%s}", v.Canonical)
	}
	return apa, bib + "\n}"
}

// apaName turns "María de la Torre" into "de la Torre, M.": the family name is
// taken to begin after the given one.
func apaName(name string) string {
	given, family, ok := strings.Cut(strings.Join(strings.Fields(name), " "), " ")
	if !ok {
		return name
	}
	initial := string([]rune(given)[:1])
	return family + ", " + initial + "."
}

var texEscapes = strings.NewReplacer(`\`, `\textbackslash{}`, "{", `\{`, "}", `\}`, "%", `\%`, "&", `\&`, "#", `\#`, "$", `\$`, "_", `\_`)

func texField(s string) string { return texEscapes.Replace(s) }

func orElse(s, other string) string {
	if s == "" {
		return other
	}
	return s
}
