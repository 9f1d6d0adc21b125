package web

import (
	"errors"
	"net/http"

	"vigia"
	"vigia/internal/db"
	"vigia/internal/desk"
	"vigia/internal/source"
)

// mostList is the largest list of sources taken.
const mostList = 8 << 20

// mostSteps is how many lines of a list the page shows, those that call for a
// person first.
const mostSteps = 1000

func (s *Server) sourcesOPML(w http.ResponseWriter, r *http.Request, v visit) error {
	return s.sendList(w, r, v, "sources.opml", "text/x-opml; charset=utf-8", func(list []source.Entry) ([]byte, error) {
		return source.ListOPML(s.pages.tongues[v.Lang].Text(s.Monitor.Name), list)
	})
}

func (s *Server) sourcesCSV(w http.ResponseWriter, r *http.Request, v visit) error {
	return s.sendList(w, r, v, "sources.csv", "text/csv; charset=utf-8", source.ListCSV)
}

// sendList gives the sources as a file.
func (s *Server) sendList(w http.ResponseWriter, r *http.Request, v visit, name, contentType string, write func([]source.Entry) ([]byte, error)) error {
	list, err := source.Entries(r.Context(), s.DB, s.Registry, v.Now)
	if err != nil {
		return err
	}
	b, err := write(list)
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", contentType)
	w.Header().Set("Content-Disposition", `attachment; filename="`+name+`"`)
	_, err = w.Write(b)
	return err
}

type sourcesListPage struct {
	frame
	Problem *vigia.Problem
	Name    string // of the file
	List    string // what is done when the person agrees
	Counts  []choice
	Do      int // how many are added or changed
	Rows    []stepView
	More    int // lines that are not shown
}

type stepView struct {
	source.Step
	OutletName string
	Mark       mark
}

// sourcesList takes a list of sources: first it shows what would become of it,
// and when the person agrees it does that, all in one step.
func (s *Server) sourcesList(w http.ResponseWriter, r *http.Request, v visit) error {
	if err := r.ParseMultipartForm(mostList); err != nil && !errors.Is(err, http.ErrNotMultipart) {
		return badForm(err)
	}
	if r.MultipartForm != nil {
		defer r.MultipartForm.RemoveAll()
	}
	name, _, body, err := fileOf(r, "list", mostList)
	if agreed := r.PostForm.Get("agreed"); agreed != "" {
		name, body = r.PostForm.Get("name"), []byte(agreed)
	}
	var steps []source.Step
	if err == nil && len(body) == 0 {
		err = &vigia.Problem{Kind: vigia.ErrInvalid, What: "no list was chosen", Remedy: "choose an OPML or CSV file"}
	}
	if err == nil {
		steps, err = s.planOf(r, v, body)
	}
	if p := problemOf(err); p != nil {
		return s.showList(w, r, v, name, nil, p, statusOf(err))
	}
	if err != nil {
		return err
	}
	if r.PostForm.Get("agreed") == "" {
		return s.showList(w, r, v, name, steps, nil, http.StatusOK)
	}
	return s.applyList(w, r, v, name, body)
}

func (s *Server) planOf(r *http.Request, v visit, body []byte) ([]source.Step, error) {
	list, err := source.ParseList(body)
	if err != nil {
		return nil, err
	}
	return source.Plan(r.Context(), s.DB, s.Registry, v.Now, list)
}

// applyList does what was shown. If the sources have changed since, other
// steps follow from the same list: they are worked out again in the
// transaction.
func (s *Server) applyList(w http.ResponseWriter, r *http.Request, v visit, name string, body []byte) error {
	list, err := source.ParseList(body)
	if err != nil {
		return err
	}
	var added, changed int
	err = s.DB.InTx(r.Context(), func(tx *db.Tx) error {
		if err := v.Person.Must(desk.Sources); err != nil {
			return err
		}
		steps, err := source.Plan(r.Context(), tx, s.Registry, v.Now, list)
		if err != nil {
			return err
		}
		if added, changed, err = source.Apply(tx, steps); err != nil {
			return err
		}
		return desk.Audit(tx, v.Person, "sources imported", name, "")
	})
	if err != nil {
		return err
	}
	g := s.pages.tongues[v.Lang]
	s.say(r, said{Key: "said.list", Args: []string{g.Num(added), g.Num(changed)}})
	s.sendTo(w, r, v, "/sources")
	return nil
}

func (s *Server) showList(w http.ResponseWriter, r *http.Request, v visit, name string, steps []source.Step, problem *vigia.Problem, status int) error {
	g := s.pages.tongues[v.Lang]
	f, err := s.frameOf(r, v, "list.title", "sources")
	if err != nil {
		return err
	}
	f.Path = "/sources"
	p := sourcesListPage{frame: f, Problem: problem, Name: name}
	var agreed []source.Entry
	count := map[string]int{}
	for _, what := range []string{source.Refused, source.Added, source.Changed, source.Same} {
		for _, x := range steps {
			if x.What != what {
				continue
			}
			count[what]++
			if what == source.Added || what == source.Changed {
				agreed = append(agreed, x.Entry)
			}
			if len(p.Rows) >= mostSteps {
				p.More++
				continue
			}
			o, _ := s.Registry.At(x.Outlet, v.Now)
			p.Rows = append(p.Rows, stepView{x, o.Name, g.mark(o.Class, o.Government, false)})
		}
		p.Counts = append(p.Counts, choice{Key: what, Name: g.T("list.is." + what), Count: count[what]})
	}
	if p.Do = len(agreed); p.Do > 0 {
		b, err := source.ListCSV(agreed)
		if err != nil {
			return err
		}
		p.List = string(b)
	}
	return s.render(w, v, "sourceslist", status, p)
}
