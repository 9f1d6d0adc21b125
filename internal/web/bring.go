package web

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"html/template"
	"io"
	"net/http"
	"net/url"
	"path"
	"strings"
	"time"

	"vigia"
	"vigia/internal/article"
	"vigia/internal/desk"
	"vigia/internal/intake"
	"vigia/internal/pdf"
	"vigia/internal/speech"
)

type bringPage struct {
	frame
	Form        bringForm
	Problem     *vigia.Problem
	Rows        []broughtView
	Mail        []mailView
	Bookmarklet template.URL
	Most        int64 // bytes of a file
	Today       string
}

// bringForm is what a person has typed, or the bookmarklet has filled in.
type bringForm struct{ URL, Note, Seen string }

// mailView is an e-mail that came in.
type mailView struct {
	intake.Mail
	Says string
}

type broughtView struct {
	intake.Item
	ByName, Says string
}

// mostFile is the largest file taken; mostUpload the form around it.
const (
	mostFile   = pdf.MaxBytes
	mostUpload = mostFile + 1<<20
)

// lastBrought is how many items the page lists.
const lastBrought = 25

// mostOf is the largest form that a route takes.
func mostOf(pattern string) int64 {
	switch pattern {
	case "POST /bring":
		return mostUpload
	case "POST /sources/list":
		return mostList
	}
	return maxForm
}

// bringPage shows the form. What stands in the address only fills it: the
// bookmarklet opens it so, and nothing happens before a person sends it.
func (s *Server) bringPage(w http.ResponseWriter, r *http.Request, v visit) error {
	q := r.URL.Query()
	note := speech.Cut(strings.TrimSpace(strings.TrimSpace(q.Get("title"))+"\n"+strings.TrimSpace(q.Get("note"))), intake.MaxNote)
	return s.showBring(w, r, v, bringForm{URL: speech.Cut(q.Get("url"), 2000), Note: strings.ToValidUTF8(note, "")}, nil, http.StatusOK)
}

func (s *Server) showBring(w http.ResponseWriter, r *http.Request, v visit, form bringForm, problem *vigia.Problem, status int) error {
	f, err := s.frameOf(r, v, "bring.title", "bring")
	if err != nil {
		return err
	}
	f.Path = "/bring"
	p := bringPage{frame: f, Form: form, Problem: problem, Most: mostFile, Bookmarklet: s.bookmarklet(r), Today: v.Now.Format(time.DateOnly)}
	items, err := intake.Recent(r.Context(), s.DB, lastBrought)
	if err != nil {
		return err
	}
	if p.Rows, err = s.broughtViews(r.Context(), v, items); err != nil {
		return err
	}
	if p.Mail, err = s.mailViews(r.Context(), v); err != nil {
		return err
	}
	return s.render(w, v, "bring", status, p)
}

// mailViews are the e-mails that came in lately.
func (s *Server) mailViews(ctx context.Context, v visit) (out []mailView, err error) {
	all, err := intake.RecentMail(ctx, s.DB, lastBrought)
	if err != nil {
		return nil, err
	}
	for _, m := range all {
		x := mailView{Mail: m}
		if m.Reason != "" {
			x.Says = s.pages.tongues[v.Lang].Reason(m.Reason)
		}
		out = append(out, x)
	}
	return out, nil
}

func (s *Server) broughtViews(ctx context.Context, v visit, items []intake.Item) ([]broughtView, error) {
	g := s.pages.tongues[v.Lang]
	people, err := desk.People(ctx, s.DB)
	if err != nil {
		return nil, err
	}
	names := map[string]string{}
	for _, p := range people {
		names[p.ID] = p.Name
	}
	var out []broughtView
	for _, it := range items {
		x := broughtView{Item: it, ByName: cmp.Or(names[it.By], it.By)}
		if it.Reason != "" {
			x.Says = g.Reason(it.Reason)
		}
		out = append(out, x)
	}
	return out, nil
}

// bookmarklet is a link that a person keeps in the browser: on any page it
// opens the form with that page's address, title and selection.
func (s *Server) bookmarklet(r *http.Request) template.URL {
	u := url.URL{Scheme: "http", Host: r.Host, Path: "/bring"}
	if s.Secure {
		u.Scheme = "https"
	}
	to, err := json.Marshal(u.String()) // escapes what HTML and scripts take for more than a letter
	if err != nil {
		return "" // unreachable: a text encodes
	}
	script := `(()=>{const e=encodeURIComponent;window.open(` + string(to) + `+"?url="+e(location.href)+"&title="+e(document.title)+"&note="+e(String(getSelection()).slice(0,1500)),"_blank")})()`
	return template.URL("javascript:" + url.PathEscape(script))
}

// bring takes an address or a file.
func (s *Server) bring(w http.ResponseWriter, r *http.Request, v visit) error {
	if err := r.ParseMultipartForm(8 << 20); err != nil && !errors.Is(err, http.ErrNotMultipart) {
		return badForm(err)
	}
	if r.MultipartForm != nil {
		defer r.MultipartForm.RemoveAll()
	}
	form := bringForm{URL: strings.TrimSpace(r.PostForm.Get("url")), Note: r.PostForm.Get("note"), Seen: r.PostForm.Get("seen")}
	it, err := s.takeIn(r, v, form)
	if p := problemOf(err); p != nil {
		return s.showBring(w, r, v, form, p, statusOf(err))
	}
	if err != nil {
		return err
	}
	s.sendTo(w, r, v, "/bring/"+it.ID)
	return nil
}

// takeIn hands what the form holds to the pipeline.
func (s *Server) takeIn(r *http.Request, v visit, form bringForm) (intake.Item, error) {
	name, contentType, body, err := fileOf(r, "file", mostFile)
	if err != nil {
		return intake.Item{}, err
	}
	it, err := intake.New(v.Person.ID, form.URL, name, form.Note, form.Seen, v.Now)
	if err != nil {
		return it, err
	}
	if s.Ask == nil || s.Upload == nil {
		return it, &vigia.Problem{Kind: vigia.ErrRefused, What: "this desk takes no pages", Remedy: "bring the page in on the desk that collects"}
	}
	if name == "" {
		return s.Ask(r.Context(), v.Person, it)
	}
	return s.Upload(r.Context(), v.Person, it, contentType, body)
}

// fileOf reads a file of a form; name is "" if none was chosen.
func fileOf(r *http.Request, field string, most int64) (name, contentType string, body []byte, err error) {
	if r.MultipartForm == nil || len(r.MultipartForm.File[field]) == 0 {
		return "", "", nil, nil
	}
	h := r.MultipartForm.File[field][0]
	if h.Filename == "" {
		return "", "", nil, nil
	}
	if h.Size > most {
		return "", "", nil, &vigia.Problem{Kind: vigia.ErrInvalid, What: fmt.Sprintf("the file is larger than %d MiB", most>>20), Remedy: "split it, or save only the part that matters"}
	}
	f, err := h.Open()
	if err != nil {
		return "", "", nil, badForm(err)
	}
	defer f.Close()
	if body, err = io.ReadAll(f); err != nil {
		return "", "", nil, badForm(err)
	}
	return path.Base(strings.ReplaceAll(h.Filename, `\`, "/")), h.Header.Get("Content-Type"), body, nil
}

type broughtPage struct {
	frame
	broughtView
	ReportTitle string
	Again       bool // the page asks again by itself
}

// broughtPage shows what has become of one item; it loads itself again while
// that is open.
func (s *Server) broughtPage(w http.ResponseWriter, r *http.Request, v visit) error {
	it, err := intake.Get(r.Context(), s.DB, r.PathValue("id"))
	if errors.Is(err, vigia.ErrNotFound) {
		return &vigia.Problem{Kind: vigia.ErrNotFound, What: "nobody has brought this in", Remedy: "look at the list of what was brought in"}
	}
	if err != nil {
		return err
	}
	f, err := s.frameOf(r, v, "bring.title", "bring")
	if err != nil {
		return err
	}
	views, err := s.broughtViews(r.Context(), v, []intake.Item{it})
	if err != nil {
		return err
	}
	p := broughtPage{frame: f, broughtView: views[0]}
	if p.Again = it.State == intake.Waiting && v.Now.Sub(it.At) < time.Hour; p.Again {
		w.Header().Set("Refresh", "3")
	}
	if it.Report != "" {
		if err := s.DB.QueryRow(r.Context(), `SELECT title FROM reports WHERE id = ?`, it.Report).Scan(&p.ReportTitle); err != nil {
			return err
		}
	}
	return s.render(w, v, "brought", http.StatusOK, p)
}

// broughtBy says who brought a capture in, "" if nobody did.
func (s *Server) broughtBy(ctx context.Context, v visit, capture string) (string, error) {
	items, err := intake.OfCapture(ctx, s.DB, capture)
	if err != nil || len(items) == 0 {
		return "", err
	}
	views, err := s.broughtViews(ctx, v, items[:1])
	if err != nil {
		return "", err
	}
	x, g := views[0], s.pages.tongues[v.Lang]
	key := "brought.asked"
	if x.Name != "" {
		key = "brought.file"
	}
	said := g.T(key, x.ByName, g.Moment(x.At))
	if !x.SeenAt.IsZero() {
		said += " " + g.T("brought.seen", g.Day(x.SeenAt))
	}
	if x.Name != "" {
		said += " " + g.T("brought.name", speech.Plain(x.Name))
	}
	return said, nil
}

// pagesOf says before which paragraphs of a report a page of its document
// begins, nil for a report without pages.
func (s *Server) pagesOf(ctx context.Context, g *tongue, r article.Stored) (map[int]string, error) {
	all, err := article.PlacesOf(ctx, s.DB, r.ID)
	if err != nil || len(all[r.ID]) == 0 {
		return nil, err
	}
	out := map[int]string{}
	at, page, n := 0, 0, 0
	for _, par := range strings.Split(r.Text, "\n\n") {
		if p, ok := article.PlaceOf(all[r.ID], at); ok && p.Page != page {
			page = p.Page
			out[n] = g.T("pane.page", page)
		}
		at += len(par) + 2
		if strings.TrimSpace(speech.Plain(par)) != "" {
			n++
		}
	}
	return out, nil
}
