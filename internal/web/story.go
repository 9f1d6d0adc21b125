package web

import (
	"cmp"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"vigia"
	"vigia/internal/db"
	"vigia/internal/desk"
	"vigia/internal/speech"
	"vigia/internal/story"
)

// storyPage is a story: its reports in order of time, copies under their
// origin, other languages beside, who owns whom, and what can be done with it.
type storyPage struct {
	frame
	ID       string
	Name     string // of its first report
	NameLang string
	First    vigia.Date
	Last     vigia.Date
	Columns  []storyColumn // by language, the one with the most reports first
	Families []storyFamily
	Case     []story.Told // the other stories of its running case
	Acts     []storyAct
	Reports  int
	MayAct   bool
	Named    []nameView
	Others   []story.Told // stories that it could be merged with
}

type storyColumn struct {
	Language string
	Days     []storyDay
}

type storyDay struct {
	Date    vigia.Date
	Reports []storyReport
}

// storyReport is a report with its copies folded under it.
type storyReport struct {
	Row      desk.ReportRow
	Mark     mark
	Relation string
	Why      string
	ByPerson bool
	Shares   []string
	Score    int // likeness in per cent, 0 if unknown
	Copies   []storyReport
	Key      string // ticks it, for the first nine
}

// toldView is a report of a story as its template needs it.
type toldView struct {
	R      storyReport
	MayAct bool
	Key    string
}

// storyFamily is who owns the outlets that tell the story.
type storyFamily struct {
	Name    string
	State   bool
	Outlets []string
	Own     int // reports that are its own
	Relayed int
}

type storyAct struct {
	story.Act
	Name, Who string
	Reports   int
}

func (s *Server) story(w http.ResponseWriter, r *http.Request, v visit) error {
	ctx, g := r.Context(), s.pages.tongues[v.Lang]
	st, err := story.Open(ctx, s.DB, r.PathValue("id"))
	if err != nil {
		return err
	}
	if st.ID != r.PathValue("id") {
		s.sendTo(w, r, v, "/story/"+st.ID)
		return nil
	}
	f, err := s.frameOf(r, v, "nav.desk", "desk")
	if err != nil {
		return err
	}
	f.Path = "/story/" + st.ID
	f.At = f.Path
	f.Title = g.Title(st.Title)
	day := func(t vigia.Date) vigia.Date { t.Precision = vigia.ToDay; return t }
	p := storyPage{frame: f, ID: st.ID, Name: st.Title, First: day(vigia.Date{At: st.First}), Last: day(vigia.Date{At: st.Last}),
		Reports: len(st.Members), MayAct: v.Person.May(desk.Triage)}
	ids := make([]string, len(st.Members))
	for i, m := range st.Members {
		ids[i] = m.Report
	}
	rows, err := desk.Rows(ctx, s.DB, s.Monitor, ids)
	if err != nil {
		return err
	}
	if len(st.Members) > 0 {
		p.NameLang = st.Members[0].Language
	}
	p.Columns = g.storyColumns(rows, st.Members)
	p.Families = storyFamilies(rows)
	var single [][]string // each report by itself: how many name somebody
	for _, id := range ids {
		single = append(single, []string{id})
	}
	if p.Named, err = s.named(ctx, g, single, s.Clock.Now(), mostNamed); err != nil {
		return err
	}
	for _, t := range st.Case {
		if t.ID != st.ID {
			p.Case = append(p.Case, t)
		}
	}
	if p.Acts, err = s.storyActs(r, g, st.Acts); err != nil {
		return err
	}
	if p.MayAct {
		if p.Others, err = story.Around(ctx, s.DB, st.ID); err != nil {
			return err
		}
	}
	return s.render(w, v, "story", http.StatusOK, p)
}

// storyColumns puts reports side by side by language, in order of days, and
// copies under what they were taken from, if that is of the story.
func (g *tongue) storyColumns(rows []desk.ReportRow, members []story.Member) []storyColumn {
	byID := map[string]desk.ReportRow{}
	for _, r := range rows {
		byID[r.ID] = r
	}
	taken := map[string][]storyReport{}
	var heads []storyReport
	for _, r := range rows {
		x := storyReport{Row: r, Mark: g.rowMark(r), Relation: g.Relay(r.Relation)}
		if i := slices.IndexFunc(members, func(m story.Member) bool { return m.Report == r.ID }); i >= 0 {
			m := members[i]
			x.Why, x.ByPerson, x.Shares, x.Score = g.Why(m.Why), m.By != "" && !isMachine(m.By), m.Shares, int(100*m.Score+0.5)
		}
		if o := topOf(r, byID); o != r.ID {
			taken[o] = append(taken[o], x)
		} else {
			heads = append(heads, x)
		}
	}
	var cols []storyColumn
	for _, h := range heads {
		h.Copies = taken[h.Row.ID]
		i := slices.IndexFunc(cols, func(c storyColumn) bool { return c.Language == h.Row.Language })
		if i < 0 {
			i = len(cols)
			cols = append(cols, storyColumn{Language: h.Row.Language})
		}
		c := &cols[i]
		date := vigia.Date{At: h.Row.Day, Precision: vigia.ToDay}
		if n := len(c.Days); n == 0 || c.Days[n-1].Date.At.UTC().YearDay() != date.At.UTC().YearDay() || c.Days[n-1].Date.At.UTC().Year() != date.At.UTC().Year() {
			c.Days = append(c.Days, storyDay{Date: date})
		}
		d := &c.Days[len(c.Days)-1]
		d.Reports = append(d.Reports, h)
	}
	slices.SortStableFunc(cols, func(a, b storyColumn) int { return cmp.Compare(b.Size(), a.Size()) })
	keys := 0
	for _, c := range cols {
		for _, d := range c.Days {
			for i := range d.Reports {
				if keys++; keys <= 9 {
					d.Reports[i].Key = strconv.Itoa(keys)
				}
			}
		}
	}
	return cols
}

// Size is the number of reports in a language.
func (c storyColumn) Size() (n int) {
	for _, d := range c.Days {
		for _, r := range d.Reports {
			n += 1 + len(r.Copies)
		}
	}
	return n
}

// topOf follows a relay to the first of the story that it comes from.
func topOf(r desk.ReportRow, byID map[string]desk.ReportRow) string {
	at := r
	for range len(byID) {
		next, ok := byID[at.Origin]
		if !ok || at.Relation == vigia.Original || next.ID == r.ID {
			break
		}
		at = next
	}
	return at.ID
}

// storyFamilies tells who owns whom: of each family its outlets, and how much
// of the story is its own.
func storyFamilies(rows []desk.ReportRow) []storyFamily {
	var all []storyFamily
	for _, r := range rows {
		name := cmp.Or(r.Family, r.OutletName, r.Outlet)
		if name == "" {
			continue
		}
		i := slices.IndexFunc(all, func(f storyFamily) bool { return f.Name == name })
		if i < 0 {
			i = len(all)
			all = append(all, storyFamily{Name: name})
		}
		f := &all[i]
		f.State = f.State || r.StateMedia
		if o := cmp.Or(r.OutletName, r.Outlet); !slices.Contains(f.Outlets, o) {
			f.Outlets = append(f.Outlets, o)
		}
		if r.Relation == vigia.Original || r.Relation == "" {
			f.Own++
		} else {
			f.Relayed++
		}
	}
	slices.SortStableFunc(all, func(a, b storyFamily) int {
		return cmp.Or(cmp.Compare(b.Own, a.Own), cmp.Compare(b.Relayed, a.Relayed))
	})
	return all
}

func (s *Server) storyActs(r *http.Request, g *tongue, acts []story.Act) ([]storyAct, error) {
	var out []storyAct
	for _, a := range acts {
		x := storyAct{Act: a, Name: g.T("story.did." + a.Kind), Who: a.By, Reports: len(a.Moved)}
		if p, err := desk.PersonByID(r.Context(), s.DB, a.By); err == nil {
			x.Who = speech.Plain(p.Name)
		}
		out = append(out, x)
	}
	return out, nil
}

// changeStory splits, merges or moves: what the button says of the reports that
// are ticked.
func (s *Server) changeStory(w http.ResponseWriter, r *http.Request, v visit) error {
	if err := r.ParseForm(); err != nil {
		return badForm(err)
	}
	id, to := r.PathValue("id"), lastPart(r.PostForm.Get("to"), r.PostForm.Get("near"))
	var act story.Act
	err := s.DB.InTx(r.Context(), func(tx *db.Tx) (err error) {
		if err := v.Person.Must(desk.Triage); err != nil {
			return err
		}
		here, err := story.Open(tx.Context(), tx, id)
		if err != nil {
			return err
		}
		reports := r.PostForm["report"]
		for _, x := range reports {
			if !slices.ContainsFunc(here.Members, func(m story.Member) bool { return m.Report == x }) {
				return &vigia.Problem{Kind: vigia.ErrInvalid, What: "one of the reports is in this story no more", Remedy: "look at the story again, and choose anew"}
			}
		}
		switch r.PostForm.Get("act") {
		case "split":
			if len(reports) == len(here.Members) && len(reports) > 0 {
				return &vigia.Problem{Kind: vigia.ErrInvalid, What: "all reports of the story are chosen", Remedy: "leave at least one"}
			}
			act, err = story.Split(tx, reports, v.Person.ID)
		case "move":
			act, err = moveAll(tx, reports, to, v.Person.ID)
		default:
			var other story.View
			if other, err = story.Open(tx.Context(), tx, to); err == nil {
				act, err = story.Merge(tx, here.ID, other.ID, v.Person.ID)
			}
		}
		if err != nil {
			return err
		}
		return desk.Audit(tx, v.Person, act.Says(), act.Moved[0].To, act.ID)
	})
	if p := problemOf(err); p != nil && statusOf(err) != http.StatusForbidden {
		s.say(r, said{Problem: true, What: p.What, Remedy: p.Remedy})
		s.sendTo(w, r, v, "/story/"+id)
		return nil
	}
	if err != nil {
		return err
	}
	var reports []string
	for _, m := range act.Moved {
		reports = append(reports, m.Report)
	}
	title, g := s.titleOf(r.Context(), reports[0]), s.pages.tongues[v.Lang]
	s.did(r, deed{Act: "story", Reports: reports, Title: title, Item: act.ID})
	s.say(r, said{Key: "said.story." + act.Kind, Args: []string{g.Num(len(reports)), title}, Undo: true})
	s.sendTo(w, r, v, "/story/"+act.Moved[0].To)
	return nil
}

func moveAll(tx *db.Tx, reports []string, to, by string) (story.Act, error) {
	if len(reports) == 0 {
		return story.Act{}, &vigia.Problem{Kind: vigia.ErrInvalid, What: "no report is chosen", Remedy: "tick the reports that belong elsewhere"}
	}
	other, err := story.Open(tx.Context(), tx, to)
	if err != nil {
		return story.Act{}, err
	}
	return story.MoveAll(tx, reports, other.ID, by)
}

// lastPart is a story or report as a person names it: its id or its address.
func lastPart(names ...string) string {
	for _, n := range names {
		n = strings.TrimRight(strings.TrimSpace(n), "/")
		if i := strings.LastIndexByte(n, '/'); i >= 0 {
			n = n[i+1:]
		}
		n, _, _ = strings.Cut(n, "?")
		if n != "" {
			return n
		}
	}
	return ""
}
