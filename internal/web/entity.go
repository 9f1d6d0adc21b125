package web

import (
	"context"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"vigia"
	"vigia/internal/db"
	"vigia/internal/desk"
	"vigia/internal/entity"
	"vigia/internal/policy"
	"vigia/internal/sanction"
	"vigia/internal/speech"
)

// entityPage is who somebody is, where they stand on official lists then and
// now, and the reports that name them.
type entityPage struct {
	frame
	ID, Name, Type string
	Country        string
	CountryName    string
	CountryURL     string
	Names          []string
	Numbers        []string
	Offices        []officeView
	Origin         string
	Note, NoteURL  string
	Reports        int

	Today  time.Time
	On     string // the day that the reader picked, "" if none
	Then   *standingView
	Now    standingView
	Acts   []listAct
	Chart  chart
	Lines  []nameLine
	Next   string
	Later  bool // not the first page of reports
	Near   []nameView
	With   []relationView
	Places []relationView
	Forms  []entity.Written

	MayAct  bool
	Decided []ruleView
	Problem *vigia.Problem
	Typed   map[string]string // of a form that was refused
}

type officeView struct {
	Names    []string
	Country  string
	From, To time.Time
	Holds    bool
	Evidence string
}

// standingView is where an entity stands on lists on a day.
type standingView struct {
	Day  time.Time
	Rows []standingRow
}

type standingRow struct {
	List    string
	State   string // "on", "off", "never"
	Since   time.Time
	First   bool // it stood there when the list was first read
	Name    string
	Program string
	Version entity.ListVersion
	Capture string // what says so
}

// listAct is what a list did, and where it was read.
type listAct struct {
	entity.Entry
	ListName string
}

// nameLine is a story that names the entity.
type nameLine struct {
	countryStory
	Nets  []choice
	Forms []string // as its reports write the name
	Why   string   // how it is known, in the first of them
	Marks []listMark
}

type relationView struct {
	nameView
	Last time.Time
}

// ruleView is a decision of a person about an entity.
type ruleView struct {
	entity.Rule
	Who, Says string
	OtherURL  string
	OtherName string
}

const (
	namingsPerPage = 40
	mostRelations  = 16
	mostForms      = 40
	nameWeeks      = 52
)

func (s *Server) entity(w http.ResponseWriter, r *http.Request, v visit) error {
	return s.showEntity(w, r, v, r.PathValue("id"), nil, http.StatusOK)
}

func (s *Server) showEntity(w http.ResponseWriter, r *http.Request, v visit, id string, refused *refused, status int) error {
	ctx, g, in := r.Context(), s.pages.tongues[v.Lang], r.URL.Query()
	if strings.HasPrefix(id, "country:") {
		s.sendTo(w, r, v, entityAddress(id))
		return nil
	}
	d, err := entity.Show(ctx, s.DB, id)
	if err != nil {
		return noEntity(err)
	}
	if d.ID != id && refused == nil {
		s.sendTo(w, r, v, entityAddress(d.ID))
		return nil
	}
	f, err := s.frameOf(r, v, "entities.title", "entities")
	if err != nil {
		return err
	}
	f.Path = entityAddress(d.ID)
	f.At, f.Title = f.Path, speech.Plain(d.Name)
	p := entityPage{frame: f, Today: s.Clock.Now(), MayAct: v.Person.May(desk.Names), Later: in.Get("after") != "", Typed: map[string]string{}}
	p.who(g, d)
	for _, step := range []func() error{
		func() error { return s.lists(ctx, &p, d, in.Get("on")) },
		func() error { return s.namings(ctx, g, &p, d, in.Get("after")) },
		func() error { return s.around(ctx, g, &p, d) },
		func() error { return s.decided(ctx, g, &p, d) },
	} {
		if err := step(); err != nil {
			return err
		}
	}
	if refused != nil {
		p.Problem = refused.problem
		for k := range refused.form {
			p.Typed[k] = refused.get(k)
		}
	}
	return s.render(w, v, "entity", status, p)
}

// noEntity is an unknown entity in words of the desk.
func noEntity(err error) error {
	if statusOf(err) == http.StatusNotFound {
		return &vigia.Problem{Kind: vigia.ErrNotFound, What: "there is no such entity", Remedy: "look for it by its name"}
	}
	return err
}

// who fills in what does not change with time.
func (p *entityPage) who(g *tongue, d entity.Dossier) {
	p.ID, p.Name, p.Type, p.Country, p.Reports = d.ID, speech.Plain(d.Name), d.Type, d.Country, d.Reports
	if _, ok := policy.Country(d.Country, "en"); ok {
		p.CountryName, p.CountryURL = g.Country(d.Country), countryAddress(d.Country)
	}
	p.Origin = g.Or("entity.from."+d.Origin, d.Origin)
	if p.Note = speech.Plain(d.Note); strings.HasPrefix(p.Note, "http") {
		p.NoteURL, p.Note = p.Note, speech.ShortAddress(p.Note)
	}
	for _, n := range d.Names {
		if n = speech.Plain(n); !strings.EqualFold(n, p.Name) {
			p.Names = append(p.Names, n)
		}
	}
	for _, n := range d.Numbers {
		p.Numbers = append(p.Numbers, strings.ToUpper(n.Kind)+" "+n.Number)
	}
	for _, o := range d.Offices {
		p.Offices = append(p.Offices, officeView{o.Names, o.Country, o.From, o.To, o.Holds(p.Today), o.Evidence})
	}
}

// lists tells where the entity stands on lists now and on the day that was
// picked, and all that lists did.
func (s *Server) lists(ctx context.Context, p *entityPage, d entity.Dossier, on string) (err error) {
	if p.Now, err = s.standing(ctx, d.ID, p.Today); err != nil {
		return err
	}
	if day, bad := time.Parse(time.DateOnly, on); bad == nil {
		then, err := s.standing(ctx, d.ID, day)
		if err != nil {
			return err
		}
		p.On, p.Then = on, &then
	}
	for _, l := range d.Listings {
		for _, a := range l.Acts {
			p.Acts = append(p.Acts, listAct{a, s.listName(a.List, p.Today)})
		}
	}
	slices.SortStableFunc(p.Acts, func(a, b listAct) int { return b.Date.Compare(a.Date) })
	return nil
}

func (s *Server) standing(ctx context.Context, id string, day time.Time) (standingView, error) {
	v := standingView{Day: day}
	all, err := entity.StatusOn(ctx, s.DB, id, day)
	for _, st := range all {
		row := standingRow{List: s.listName(st.List, s.Clock.Now()), State: "never", Version: st.Version, Capture: st.Version.Capture, Name: speech.Plain(st.Act.Name), Program: speech.Plain(st.Act.Program)}
		act := since(st.Listing, day)
		row.Since, row.First = act.Date, act.Action == sanction.Listed
		switch {
		case st.Stands:
			row.State = "on"
		case act.Action == entity.Removed:
			row.State = "off"
		default:
			row.Name, row.Program = speech.Plain(st.Acts[0].Name), ""
		}
		if row.Capture == "" {
			row.Capture = st.Act.Capture
		}
		v.Rows = append(v.Rows, row)
	}
	return v, err
}

// namings are the reports that name the entity, story by story, and its weeks.
func (s *Server) namings(ctx context.Context, g *tongue, p *entityPage, d entity.Dossier, after string) error {
	ns, next, err := entity.Namings(ctx, s.DB, d.ID, after, namingsPerPage)
	if err != nil {
		return err
	}
	if next != "" {
		p.Next = p.Path + "?after=" + url.QueryEscape(next)
	}
	by := map[string]entity.Naming{}
	var ids []string
	for _, n := range ns {
		by[n.Report] = n
		ids = append(ids, n.Report)
	}
	rows, err := desk.Stories(ctx, s.DB, s.Monitor, ids)
	if err != nil {
		return err
	}
	for _, row := range rows {
		line := nameLine{countryStory: g.countryStory(row), Marks: s.listMarks(g, d.Listings, row.First)}
		for _, key := range row.Networks() {
			if name, ok := g.marked(key); ok {
				line.Nets = append(line.Nets, choice{Mark: key, Name: name})
			}
		}
		for _, r := range row.Reports() {
			n := by[r.ID]
			if line.Why == "" {
				line.Why = g.Why(n.Why)
			}
			if form := speech.Plain(n.Form); !slices.Contains(line.Forms, form) {
				line.Forms = append(line.Forms, form)
			}
		}
		p.Lines = append(p.Lines, line)
	}
	weeks, err := entity.Weeks(ctx, s.DB, d.ID, p.Today, nameWeeks)
	if err == nil && d.Reports > 0 {
		p.Chart = g.chart(desk.Trend{Weeks: weeks}, "queue.reports", p.Today)
	}
	return err
}

// around is who stands with the entity in reports, and how it is written.
func (s *Server) around(ctx context.Context, g *tongue, p *entityPage, d entity.Dossier) error {
	rs, err := entity.Relations(ctx, s.DB, d.ID, 3*mostRelations)
	if err != nil {
		return err
	}
	var ids []string
	for _, r := range rs {
		ids = append(ids, r.ID)
	}
	marks, err := entity.Marks(ctx, s.DB, ids)
	if err != nil {
		return err
	}
	for _, r := range rs {
		v := relationView{g.nameOf(r.Entity), r.Last}
		v.Count, v.Marks = r.Together, s.listMarks(g, marks[r.ID], p.Today)
		switch {
		case strings.HasPrefix(r.ID, "country:"):
			p.Places = append(p.Places, v)
		case len(p.With) < mostRelations:
			p.With = append(p.With, v)
		}
	}
	if p.Forms, err = entity.Forms(ctx, s.DB, d.ID, mostForms); err != nil || !p.MayAct {
		return err
	}
	p.Near, err = s.alike(ctx, g, d)
	return err
}

// alike are entities that share a word of the name: those that it may be the
// same as.
func (s *Server) alike(ctx context.Context, g *tongue, d entity.Dossier) ([]nameView, error) {
	same := []string{d.ID}
	for _, o := range d.Others {
		same = append(same, o.ID)
	}
	var out []nameView
	for _, word := range strings.Fields(entity.Plain(d.Name)) {
		if len(word) < 4 {
			continue
		}
		found, err := s.foundNames(ctx, s.DB, g, word, 6)
		if err != nil {
			return nil, err
		}
		for _, f := range found {
			if !slices.Contains(same, f.ID) && f.Type == d.Type {
				same = append(same, f.ID)
				out = append(out, f)
			}
		}
	}
	return out, nil
}

// decided are the decisions of people about the entity, the newest first.
func (s *Server) decided(ctx context.Context, g *tongue, p *entityPage, d entity.Dossier) error {
	for _, r := range d.Rules {
		x := ruleView{Rule: r, Says: g.T("entity.did." + r.Action), Who: r.By}
		x.Form, x.Why = speech.Plain(strings.TrimSpace(r.Form)), speech.Plain(r.Why)
		if person, err := desk.PersonByID(ctx, s.DB, r.By); err == nil {
			x.Who = speech.Plain(person.Name)
		}
		if r.Other != "" {
			es, err := entity.ByIDs(ctx, s.DB, []string{r.Other})
			if err != nil {
				return err
			}
			x.OtherURL, x.OtherName = entityAddress(r.Other), speech.Plain(es[r.Other].Name)
		}
		p.Decided = append([]ruleView{x}, p.Decided...)
	}
	return nil
}

// changeEntity joins, parts or takes a decision back: what the button says.
func (s *Server) changeEntity(w http.ResponseWriter, r *http.Request, v visit) error {
	if err := r.ParseForm(); err != nil {
		return badForm(err)
	}
	id, form := r.PathValue("id"), r.PostForm
	act, why := form.Get("act"), strings.TrimSpace(speech.Cut(form.Get("why"), 500))
	var rule, subject string
	err := s.DB.InTx(r.Context(), func(tx *db.Tx) (err error) {
		if err := v.Person.Must(desk.Names); err != nil {
			return err
		}
		other, err := s.chosen(tx, form.Get("other"), form.Get("near"))
		if err != nil {
			return err
		}
		subject = other
		switch act {
		case "undo":
			var was entity.Rule
			if was, err = entity.Undo(tx, form.Get("rule"), v.Person.ID); err == nil {
				return desk.Audit(tx, v.Person, "decision about an entity taken back", id, was.ID)
			}
			return err
		case "part":
			subject = form.Get("form")
			if rule, err = entity.Part(tx, id, subject, other, v.Person.ID, why); err == nil {
				err = desk.Audit(tx, v.Person, "name parted from an entity", id, subject+": "+why)
			}
		default:
			if other == "" {
				return &vigia.Problem{Kind: vigia.ErrInvalid, What: "no other entity is chosen", Remedy: "choose one, or write its name or id"}
			}
			if rule, err = entity.Join(tx, id, other, v.Person.ID, why); err == nil {
				err = desk.Audit(tx, v.Person, "entities joined", id, other+": "+why)
			}
		}
		return err
	})
	if p := problemOf(err); p != nil && statusOf(err) == http.StatusUnprocessableEntity || statusOf(err) == http.StatusConflict {
		return s.showEntity(w, r, v, id, &refused{problemOf(err), form}, statusOf(err))
	}
	if err != nil {
		return noEntity(err)
	}
	if rule != "" {
		s.did(r, deed{Act: "entity", Reports: []string{""}, Title: speech.Plain(subject), Item: rule, Entity: id})
		s.say(r, said{Key: "said.entity." + act, Args: []string{speech.Plain(subject)}, Undo: true})
	} else {
		s.say(r, said{Key: "said.entity.undo"})
	}
	s.sendTo(w, r, v, entityAddress(id))
	return nil
}

// chosen is an entity as a person names it: its id or address, or a name that
// only one bears; "" if nothing is said.
func (s *Server) chosen(tx *db.Tx, names ...string) (string, error) {
	for _, n := range names {
		if n = strings.TrimSpace(n); n == "" {
			continue
		}
		id := n
		if strings.Contains(n, "/") {
			id = lastPart(n)
		}
		if u, err := url.PathUnescape(id); err == nil {
			id = u
		}
		if es, err := entity.ByIDs(tx.Context(), tx, []string{id}); err != nil || len(es) == 1 {
			return id, err
		}
		found, err := entity.Search(tx.Context(), tx, speech.Cut(n, 200), 2)
		switch {
		case err != nil:
			return "", err
		case len(found) == 0:
			return "", &vigia.Problem{Kind: vigia.ErrInvalid, What: "nobody of that name is known", Remedy: "write the name as its page has it, or its id"}
		case len(found) > 1 && entity.Plain(found[0].By) != entity.Plain(n):
			return "", &vigia.Problem{Kind: vigia.ErrInvalid, What: "more than one have a name like that", Remedy: "choose one of the list, or write its id"}
		}
		return found[0].ID, nil
	}
	return "", nil
}
