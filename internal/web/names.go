package web

import (
	"cmp"
	"context"
	"net/url"
	"slices"
	"strings"
	"time"

	"vigia/internal/db"
	"vigia/internal/desk"
	"vigia/internal/entity"
	"vigia/internal/sanction"
	"vigia/internal/speech"
)

// nameView is an entity as lists show it, with where it stands on official
// lists.
type nameView struct {
	ID, URL, Name, Type string
	By                  string // another name, by which it was found
	Country             string // of a person or a firm, ISO 3166-1
	Count               int
	Marks               []listMark
}

// listMark says that somebody stands on an official list.
type listMark struct {
	Text, Title string
	Gone        bool // stood there, and does no longer
	Later       bool // does not stand there on the day in question, and does now
}

// entityAddress is the page of an entity; a country has a page of its own kind.
func entityAddress(id string) string {
	if code, ok := strings.CutPrefix(id, "country:"); ok {
		return countryAddress(code)
	}
	return "/entity/" + url.PathEscape(id)
}

// typeName is the kind of an entity in words.
func (g *tongue) typeName(t string) string { return g.Or("entity.type."+t, t) }

// nameOf is an entity by its id alone.
func (g *tongue) nameOf(e entity.Entity) nameView {
	v := nameView{ID: e.ID, URL: entityAddress(e.ID), Name: speech.Plain(e.Name), Type: e.Type, Country: e.Country}
	if code, ok := strings.CutPrefix(e.ID, "country:"); ok {
		v.Name = g.Country(code)
	}
	return v
}

// listName is how the publisher of a list is called.
func (s *Server) listName(key string, day time.Time) string {
	if s.Registry != nil {
		if o, ok := s.Registry.At(key, day); ok {
			return speech.Plain(o.Name)
		}
	}
	return key
}

// since is the act by which an entry last came onto its list, up to a day.
func since(l entity.Listing, day time.Time) (act entity.Entry) {
	end := day.UTC().Truncate(24*time.Hour).AddDate(0, 0, 1)
	for _, a := range l.Acts {
		if a.Date.Before(end) && a.Action != sanction.Changed {
			act = a
		}
	}
	return act
}

// marks say where an entity stands on lists on a day: of a report, or now.
func (s *Server) listMarks(g *tongue, ls []entity.Listing, day time.Time) []listMark {
	var out []listMark
	now := s.Clock.Now()
	for _, l := range ls {
		_, stands := l.On(day)
		act, today := since(l, day), since(l, now)
		switch list := s.listName(l.List, now); {
		case stands && act.Action == sanction.Listed: // when it was put there nobody here has seen
			out = append(out, listMark{Text: g.T("listed"), Title: g.T("listed.title.first", list, g.Day(act.Date))})
		case stands:
			out = append(out, listMark{Text: g.T("listed.since", g.Day(act.Date)), Title: g.T("listed.title.since", list, g.Day(act.Date))})
		case act.Action == entity.Removed:
			out = append(out, listMark{Text: g.T("listed.until", g.Day(act.Date)), Title: g.T("listed.title.until", list, g.Day(act.Date)), Gone: true})
		case today.Action != "" && today.Action != entity.Removed:
			out = append(out, listMark{Text: g.T("listed.later", g.Day(today.Date)), Title: g.T("listed.title.later", list, g.Day(today.Date)), Later: true})
		}
	}
	return out
}

// named counts whom reports name, each group of reports once, the most often
// first; countries are left to the pages of countries.
func (s *Server) named(ctx context.Context, g *tongue, groups [][]string, on time.Time, limit int) ([]nameView, error) {
	var ids []string
	for _, group := range groups {
		ids = append(ids, group...)
	}
	in, err := entity.MentionsIn(ctx, s.DB, ids)
	if err != nil {
		return nil, err
	}
	count := map[string]int{}
	for _, group := range groups {
		seen := map[string]bool{}
		for _, report := range group {
			for _, m := range in[report] {
				if !seen[m.Entity] && !strings.HasPrefix(m.Entity, "country:") {
					seen[m.Entity] = true
					count[m.Entity]++
				}
			}
		}
	}
	var all []string
	for id := range count {
		all = append(all, id)
	}
	slices.SortFunc(all, func(a, b string) int { return cmp.Or(cmp.Compare(count[b], count[a]), cmp.Compare(a, b)) })
	all = all[:min(len(all), limit)]
	vs, err := s.nameViews(ctx, g, all, on)
	for i := range vs {
		vs[i].Count = count[vs[i].ID]
	}
	return vs, err
}

// nameViews are entities by their ids, in that order, with their marks on a day.
func (s *Server) nameViews(ctx context.Context, g *tongue, ids []string, on time.Time) ([]nameView, error) {
	es, err := entity.ByIDs(ctx, s.DB, ids)
	if err != nil {
		return nil, err
	}
	marks, err := entity.Marks(ctx, s.DB, ids)
	if err != nil {
		return nil, err
	}
	var out []nameView
	for _, id := range ids {
		if e, ok := es[id]; ok {
			v := g.nameOf(e)
			v.Marks = s.listMarks(g, marks[id], on)
			out = append(out, v)
		}
	}
	return out, nil
}

// foundNames are entities by the beginnings of their names.
func (s *Server) foundNames(ctx context.Context, q db.Querier, g *tongue, words string, limit int) ([]nameView, error) {
	found, err := entity.Search(ctx, q, speech.Cut(words, 200), limit)
	if err != nil {
		return nil, err
	}
	var ids []string
	for _, f := range found {
		ids = append(ids, f.ID)
	}
	marks, err := entity.Marks(ctx, q, ids)
	if err != nil {
		return nil, err
	}
	var out []nameView
	for _, f := range found {
		v := g.nameOf(f.Entity)
		v.Count, v.Marks = f.Reports, s.listMarks(g, marks[f.ID], s.Clock.Now())
		if f.By != f.Name && !strings.HasPrefix(f.ID, "country:") {
			v.By = speech.Plain(f.By)
		}
		out = append(out, v)
	}
	return out, nil
}

// textName is a name in the text of a report, which leads to who it is.
type textName struct {
	Start, End int // bytes of the text
	URL, Title string
	Listed     bool // stands on a list on the day of the report
	Marks      []listMark
}

// namesIn are those whom a report names, each once, and where they stand in its
// text. Countries are left to its labels.
func (s *Server) namesIn(ctx context.Context, g *tongue, id, title, text string, day time.Time) ([]nameView, []textName, error) {
	in, err := entity.MentionsIn(ctx, s.DB, []string{id})
	if err != nil {
		return nil, nil, err
	}
	var ids []string
	count := map[string]int{}
	for _, m := range in[id] {
		if strings.HasPrefix(m.Entity, "country:") {
			continue
		}
		if count[m.Entity] == 0 {
			ids = append(ids, m.Entity)
		}
		count[m.Entity]++
	}
	views, err := s.nameViews(ctx, g, ids, day)
	if err != nil {
		return nil, nil, err
	}
	by, first := map[string]nameView{}, map[string]bool{}
	for i := range views {
		views[i].Count = count[views[i].ID]
		by[views[i].ID] = views[i]
	}
	var out []textName
	at := len(title) + 2 // title, newline, newline, text
	for _, m := range in[id] {
		v, known := by[m.Entity]
		start, end := m.Start-at, m.End-at
		if !known || start < 0 || end > len(text) || text[start:end] != m.Text {
			continue // in the title, or the text is another by now
		}
		n := textName{Start: start, End: end, URL: v.URL, Title: v.Name + " · " + g.typeName(v.Type)}
		for _, k := range v.Marks {
			n.Listed = n.Listed || !k.Gone && !k.Later
			n.Title += " · " + k.Title
		}
		if !first[v.ID] { // said once in a text, and there only what held that day
			first[v.ID] = true
			n.Marks = slices.DeleteFunc(slices.Clone(v.Marks), func(k listMark) bool { return k.Gone || k.Later })
		}
		out = append(out, n)
	}
	return views, out, nil
}

// storiesOf are the reports of stories, story by story.
func storiesOf(rows []desk.StoryRow) [][]string {
	var out [][]string
	for _, row := range rows {
		var ids []string
		for _, r := range row.Reports() {
			ids = append(ids, r.ID)
		}
		out = append(out, ids)
	}
	return out
}
