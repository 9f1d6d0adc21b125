package web

import (
	"context"
	"fmt"
	"net/url"
	"time"

	"vigia"
	"vigia/internal/check"
	"vigia/internal/edition"
)

// sectionPage is a section in one language: the text on the left, what each
// sentence rests on at the right.
type sectionPage struct {
	frame
	E            edition.Edition
	MonitorName  string
	Key, Name    string
	Lang2        string // of the text
	Langs        []choice
	Others       []choice // the other sections
	Action       string
	Base         int64
	Text         string
	SavedBy      string
	MayWrite     bool
	Problem      *vigia.Problem
	Theirs       []string // what somebody else has saved meanwhile
	TheirBase    int64
	Marked       bool // the text was changed by a mark
	OriginalLang string
	Original     []string // paragraphs in the language of writing, beside a translation
	Palette      []paletteGroup
	Count        marks
	Legend       []choice
	Paragraphs   [][]sentenceView
	Findings     []findingView // about the section as a whole
}

type paletteGroup struct {
	Key, Name string
	Open      bool
	Rows      []paletteRow
}

type paletteRow struct {
	ID, Outlet, Title, Language, Summary string
	Mark                                 mark
}

// sentenceView is a sentence with its mark, its passages and its doubts.
type sentenceView struct {
	ID       string
	Text     string
	Mark     check.Mark
	Cites    []citeView
	Findings []vigia.Finding
	Remedies []keyValueName
}

type citeView struct {
	ID, URL, Outlet, Quote, Language string
	Mark                             mark
	Published                        vigia.Date
	Day                              time.Time
	Change                           *changeMark
}

// sections are those of an edition with their names.
func (g *tongue) sections() []choice {
	out := []choice{{Key: edition.OverviewKey, Name: g.T("section.overview")}}
	for _, n := range g.Monitor.Networks {
		if n.Section {
			out = append(out, choice{Key: n.Key, Name: g.Text(n.Name)})
		}
	}
	return out
}

func (g *tongue) sectionName(key string) string {
	for _, s := range g.sections() {
		if s.Key == key {
			return s.Name
		}
	}
	return key
}

// sectionAddress is the editor of a section in a language.
func sectionAddress(number int, key, lang string) string {
	return fmt.Sprintf("/edition/%d/section/%s?lang=%s", number, url.PathEscape(key), url.QueryEscape(lang))
}

// sectionRow is a section on the edition's page.
type sectionRow struct {
	Name  string
	Texts []sectionCell
}

type sectionCell struct {
	marks
	Lang, URL string
}

// sectionRows are the sections of an edition with how they stand.
func (s *Server) sectionRows(ctx context.Context, g *tongue, e edition.Edition) ([]sectionRow, error) {
	texts, err := edition.SectionTexts(ctx, s.DB, e.ID)
	if err != nil {
		return nil, err
	}
	var out []sectionRow
	for _, sec := range g.sections() {
		row := sectionRow{Name: sec.Name}
		for _, lang := range s.Monitor.Languages.Editions {
			c := sectionCell{Lang: lang, URL: sectionAddress(e.Number, sec.Key, lang)}
			for _, t := range texts {
				if t.Key == sec.Key && t.Language == lang {
					ps, _ := check.Parse(t.Markdown)
					c.marks = g.marks(ps)
				}
			}
			row.Texts = append(row.Texts, c)
		}
		out = append(out, row)
	}
	return out, nil
}
