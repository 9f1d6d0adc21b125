package publish

import (
	"fmt"
	"strings"

	"vigia/internal/edition"
)

// digestView is the page of a digest.
type digestView struct {
	issuePage
	Key      string
	Running  string
	Intro    []string
	Bullets  []bulletView
	Others   []otherDigest
	Previous *linkView
	Said     string
}

type otherDigest struct {
	Name, Href string
	Current    bool
}

// bulletView is a bullet: the line in its parts, and what the line leaves out.
type bulletView struct {
	sourceView
	Report, Summary, On, Day string
	Plain                    string // the whole line, if it has not the usual form
	StateWords, Origin       string
	Dimensions               []string
}

func (s issue) digestView(lang string, g edition.Digest) digestView {
	p := s.issuePage("digest", lang, "digests/"+g.Slug+"/index.html")
	v := digestView{issuePage: p, Key: g.Key, Intro: paragraphs(g.Intro[lang]), Said: g.Said[lang]}
	v.Name = g.Name[lang]
	v.Running = strings.ToUpper(p.Monitor) + " | " + v.Name + " | " + p.Period
	v.Title = p.T("digest.title", v.Name, p.Period) + " | " + p.Monitor
	v.Description = firstSentence(v.Intro)
	for i, b := range g.Items {
		v.Bullets = append(v.Bullets, s.bullet(p.page, b, i))
	}
	for _, o := range s.doc.Digests {
		v.Others = append(v.Others, otherDigest{o.Name[lang], p.Link(s.path("digests/" + o.Slug + "/index.html")), o.Key == g.Key})
	}
	if g.Previous != nil {
		v.Previous = s.olderDigest(p.page, *g.Previous, p.T("digest.previous", v.Name, g.Previous.Label[lang]))
	}
	return v
}

func (s issue) bullet(p page, b edition.Bullet, i int) bulletView {
	f := s.doc.Reports[b.Report]
	v := bulletView{sourceView: s.source(p, s.doc, f), Report: b.Report, Dimensions: b.DimensionNames[p.Lang]}
	v.ID = bulletID(i)
	v.Outlet = b.OutletName
	line, day := b.Line[p.Lang], b.Date[p.Lang]
	rest, ok := strings.CutPrefix(line, b.Summary[p.Lang]+" - "+b.OutletName)
	on, isDated := strings.CutSuffix(rest, day)
	if !ok || !isDated || day == "" {
		v.Plain = line
	}
	v.Summary, v.On, v.Day = b.Summary[p.Lang], on, day
	if b.State {
		v.StateWords = p.T("digest.state", orElse(v.Government, v.Class.Words))
	}
	if key := "digest.relay." + string(b.Relation); b.OriginName != "" && p.has(key) {
		v.Origin = p.T(key, b.OriginName)
	}
	return v
}

// bulletID is the anchor of a bullet.
func bulletID(i int) string { return fmt.Sprintf("b%d", i+1) }

func firstSentence(ps []string) string {
	if len(ps) == 0 {
		return ""
	}
	if at := strings.Index(ps[0], ". "); at > 0 {
		return ps[0][:at+1]
	}
	return ps[0]
}
