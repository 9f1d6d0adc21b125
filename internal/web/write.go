package web

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"vigia"
	"vigia/internal/article"
	"vigia/internal/check"
	"vigia/internal/db"
	"vigia/internal/desk"
	"vigia/internal/edition"
	"vigia/internal/speech"
)

// section shows a section in one language with what its sentences rest on.
func (s *Server) section(w http.ResponseWriter, r *http.Request, v visit) error {
	e, err := s.editionOf(r)
	if err != nil {
		return err
	}
	return s.showSection(w, r, v, e, nil, http.StatusOK)
}

// sectionLang is the language of the text that is asked for.
func (s *Server) sectionLang(r *http.Request) (string, error) {
	langs := s.Monitor.Languages.Editions
	lang := r.URL.Query().Get("lang")
	if lang == "" {
		return langs[0], nil
	}
	if !slices.Contains(langs, lang) {
		return "", errNothing
	}
	return lang, nil
}

func (s *Server) showSection(w http.ResponseWriter, r *http.Request, v visit, e edition.Edition, refused *refused, status int) error {
	ctx, g, key := r.Context(), s.pages.tongues[v.Lang], r.PathValue("key")
	lang, err := s.sectionLang(r)
	if err != nil {
		return err
	}
	if !slices.ContainsFunc(g.sections(), func(c choice) bool { return c.Key == key }) {
		return errNothing
	}
	f, err := s.frameOf(r, v, "edition.sections", "edition")
	if err != nil {
		return err
	}
	t, err := edition.SectionText(ctx, s.DB, e.ID, key, lang)
	if err != nil {
		return err
	}
	p := sectionPage{frame: f, E: e, MonitorName: g.Text(s.Monitor.Name), Key: key, Name: g.sectionName(key), Lang2: lang,
		Action: sectionAddress(e.Number, key, lang), Base: t.Base, Text: t.Markdown,
		MayWrite: e.Status != edition.Published && v.Person.May(desk.Write)}
	p.Path, p.Title = p.Action, p.Name
	if t.Base != 0 {
		p.SavedBy = g.T("section.saved", t.ByName, g.Moment(t.At))
	}
	p.Marked = r.URL.Query().Get("marked") != ""
	if refused != nil {
		p.Problem, p.Text = refused.problem, refused.get("text")
		p.Base, _ = strconv.ParseInt(refused.get("base"), 10, 64) // a base that cannot be read fits no text
		if p.Base != t.Base {
			p.Theirs, p.TheirBase = speech.Paragraphs(t.Markdown), t.Base
		}
	}
	for _, l := range s.Monitor.Languages.Editions {
		p.Langs = append(p.Langs, choice{Key: l, Name: g.Language(l), URL: sectionAddress(e.Number, key, l), On: l == lang})
	}
	for _, c := range g.sections() {
		c.URL, c.On = sectionAddress(e.Number, c.Key, lang), c.Key == key
		p.Others = append(p.Others, c)
	}
	if err := s.beside(r, g, &p); err != nil {
		return err
	}
	if err := s.checked(r, g, &p); err != nil {
		return err
	}
	return s.render(w, v, "section", status, p)
}

// beside fills in what stands beside the text: the original of a translation,
// and the reports that can be cited.
func (s *Server) beside(r *http.Request, g *tongue, p *sectionPage) error {
	ctx := r.Context()
	if first := s.Monitor.Languages.Editions[0]; first != p.Lang2 {
		t, err := edition.SectionText(ctx, s.DB, p.E.ID, p.Key, first)
		if err != nil {
			return err
		}
		p.OriginalLang, p.Original = first, speech.Paragraphs(t.Markdown)
	}
	items, err := edition.Items(ctx, s.DB, p.E.ID)
	if err != nil {
		return err
	}
	var ids []string
	for _, it := range items {
		ids = append(ids, it.Report)
	}
	rows, err := desk.Rows(ctx, s.DB, s.Monitor, ids)
	if err != nil {
		return err
	}
	for _, d := range s.Monitor.Digests() {
		pg := paletteGroup{Key: d.Key, Name: g.Text(d.Name), Open: d.Key == p.Key}
		for _, it := range items {
			i := slices.IndexFunc(rows, func(x desk.ReportRow) bool { return x.ID == it.Report })
			if it.Digest != d.Key || i < 0 {
				continue
			}
			pg.Rows = append(pg.Rows, paletteRow{it.Report, rows[i].OutletName, rows[i].Title, rows[i].Language,
				speech.Cut(it.Summary[s.Monitor.Languages.Editions[0]], 160), g.rowMark(rows[i])})
		}
		if len(pg.Rows) > 0 {
			p.Palette = append(p.Palette, pg)
		}
	}
	return nil
}

// checked fills in the sentences with their passages, and what the gate says
// of them. It judges the text that stands there, saved or not.
func (s *Server) checked(r *http.Request, g *tongue, p *sectionPage) error {
	parsed, _ := check.Parse(p.Text)
	p.Count = g.marks(parsed)
	for _, k := range allMarks {
		p.Legend = append(p.Legend, choice{Key: string(k), Name: g.T("mark." + string(k)), Count: p.Count.count[k]})
	}
	var ids []string
	for _, par := range parsed {
		for _, sen := range par.Sentences {
			for _, c := range sen.Cites {
				ids = append(ids, c.ID)
			}
		}
	}
	stored, err := article.ByIDs(r.Context(), s.DB, ids)
	if err != nil {
		return err
	}
	rows, err := desk.Rows(r.Context(), s.DB, s.Monitor, ids)
	if err != nil {
		return err
	}
	gate, err := edition.Check(r.Context(), s.DB, s.Monitor, s.Registry, p.E)
	if err != nil {
		return err
	}
	changed, err := s.changeMarks(r.Context(), g, ids...)
	if err != nil {
		return err
	}
	path := "sections/" + p.Key + "/" + p.Lang2
	for i, par := range parsed {
		var views []sentenceView
		for j, sen := range par.Sentences {
			x := sentenceView{ID: fmt.Sprintf("s-%d-%d", i, j), Text: sen.Text, Mark: sen.Mark, Remedies: g.remedies(sen, p.MayWrite)}
			for _, c := range sen.Cites {
				cited := g.cite(c, sen.Text, p.Lang2, stored, rows)
				cited.Change = changed[c.ID]
				x.Cites = append(x.Cites, cited)
			}
			if p.Problem == nil {
				x.Findings = at(gate.Findings, fmt.Sprintf("%s/paragraphs/%d/sentences/%d", path, i, j))
			}
			views = append(views, x)
		}
		p.Paragraphs = append(p.Paragraphs, views)
	}
	for _, f := range gate.Findings {
		if f.Path == path || strings.HasPrefix(f.Path, path+"/") && !strings.Contains(f.Path, "/sentences/") {
			p.Findings = append(p.Findings, g.finding(p.E, f, nil))
		}
	}
	return nil
}

// at are the findings at a path, without that of having no citation: the mark
// says so already.
func at(fs []vigia.Finding, path string) []vigia.Finding {
	var out []vigia.Finding
	for _, f := range fs {
		if f.Path == path && f.Kind != "uncited" {
			out = append(out, f)
		}
	}
	return out
}

// cite is a citation with the passage that carries the sentence.
func (g *tongue) cite(c check.Cite, sentence, lang string, stored map[string]article.Stored, rows []desk.ReportRow) citeView {
	x := citeView{ID: c.ID, Quote: c.Quote}
	rep, ok := stored[c.ID]
	if !ok {
		return x
	}
	x.URL, x.Outlet, x.Published, x.Day, x.Language = "/report/"+rep.ID, speech.Host(rep.URL), rep.Published, rep.DayAt, rep.Language
	if i := slices.IndexFunc(rows, func(r desk.ReportRow) bool { return r.ID == c.ID }); i >= 0 {
		x.Outlet, x.Mark = rows[i].OutletName, g.rowMark(rows[i])
	}
	if x.Quote == "" {
		if start, end := check.Best(sentence, lang, rep.Text); start >= 0 && end > start && end <= len(rep.Text) {
			x.Quote = speech.Cut(speech.Plain(rep.Text[start:end]), 320)
		}
	}
	return x
}

// remedies are what can be done about an unsupported sentence with one key.
func (g *tongue) remedies(sen check.Sentence, may bool) []keyValueName {
	if !may || sen.Mark != check.Unsupported {
		return nil
	}
	id := sentenceID(sen)
	return []keyValueName{{string(check.Judgement) + " " + id, g.T("section.judgement")}, {string(check.Background) + " " + id, g.T("section.background")}}
}

// sentenceID names a sentence by its words, so that a mark finds it after the
// text around it has changed.
func sentenceID(sen check.Sentence) string {
	sum := sha256.Sum256([]byte(sen.Text))
	return hex.EncodeToString(sum[:6])
}

// withMark sets a mark behind the sentence that value names.
func withMark(text, value string) string {
	mark, id, ok := strings.Cut(value, " ")
	if !ok || mark != string(check.Judgement) && mark != string(check.Background) {
		return text
	}
	parsed, _ := check.Parse(text)
	for _, par := range parsed {
		for _, sen := range par.Sentences {
			if sen.Mark == check.Unsupported && sentenceID(sen) == id {
				return text[:sen.End] + " [!" + mark + "]" + text[sen.End:]
			}
		}
	}
	return text
}

// saveSection saves a section, if nobody else has meanwhile.
func (s *Server) saveSection(w http.ResponseWriter, r *http.Request, v visit) error {
	e, err := s.editionForm(r)
	if err != nil {
		return err
	}
	lang, err := s.sectionLang(r)
	if err != nil {
		return err
	}
	key := r.PathValue("key")
	text := strings.ReplaceAll(r.PostForm.Get("text"), "\r\n", "\n")
	if mark := r.PostForm.Get("mark"); mark != "" {
		text = withMark(text, mark)
		r.PostForm.Set("text", text)
	}
	if over := r.PostForm.Get("over"); over != "" {
		r.PostForm.Set("base", over) // the writer has seen the other text, and replaces it
	}
	base, err := strconv.ParseInt(r.PostForm.Get("base"), 10, 64)
	if err != nil || base < 0 {
		return &vigia.Problem{Kind: vigia.ErrInvalid, What: "the form does not say which text it began with", Remedy: "copy your text, load the page again and paste it"}
	}
	err = s.DB.InTx(r.Context(), func(tx *db.Tx) error {
		return edition.SaveSection(tx, s.Monitor, v.Person, e.ID, key, lang, text, base)
	})
	if p := problemOf(err); p != nil {
		return s.showSection(w, r, v, e, &refused{p, r.PostForm}, statusOf(err))
	}
	if err != nil {
		return err
	}
	s.say(r, said{Key: "said.saved", Done: "sec:" + e.ID + ":" + key + ":" + lang})
	to := sectionAddress(e.Number, key, lang)
	if r.PostForm.Get("mark") != "" {
		to += "&marked=1" // the text has changed too
	}
	s.sendTo(w, r, v, to)
	return nil
}
