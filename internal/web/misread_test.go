package web

import (
	"net/http"
	"os"
	"strings"
	"testing"

	"vigia/internal/article"
	"vigia/internal/article/gold"
	"vigia/internal/desk"
)

func (w *world) reportOf(t testing.TB, id string) article.Stored {
	t.Helper()
	s, err := article.Get(t.Context(), w.db, id)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// TestMisread: what a person says of a misread page is kept with the page as a
// case, and as one even if it is said twice.
func TestMisread(t *testing.T) {
	w := newWorld(t)
	dir := w.server.MisreadDir
	b := w.as("bruno")
	id := w.openReport(t)
	s := w.reportOf(t, id)
	path := "/report/" + id + "/misread"
	if a := b.get("/report/" + id + "/reading"); a.StatusCode != http.StatusOK || !strings.Contains(a.body, dir) || !strings.Contains(a.body, `/`+s.Capture+`?desk=`) {
		t.Fatalf("%d: the page says nothing of %s or has no frame", a.StatusCode, dir)
	}
	a := b.follow(path, asSent(s, "wrong", "authors", "no-authors", "1", "note", "La firma es una sección")...)
	if !strings.Contains(a.body, "Saved as case") {
		t.Errorf("nothing is said of what was saved")
	}
	set, err := gold.Read(dir)
	if err != nil || len(set) != 1 {
		t.Fatalf("%d cases, %v", len(set), err)
	}
	c := set[0]
	if c.Truth.Authors == nil || len(c.Truth.Authors) != 0 || c.Truth.Title != nil || c.Truth.Text != nil || c.Truth.Published != nil ||
		strings.Join(c.Truth.Wrong, " ") != "authors" || c.Truth.Note != "La firma es una sección" || c.Case.URL == "" || !strings.Contains(string(c.Bytes), "<") {
		t.Errorf("case %+v of %+v", c.Truth, c.Case)
	}
	if line, err := desk.AuditLog(t.Context(), w.db, 1); err != nil || line[0].Act != "misreading reported" || line[0].Subject != id || line[0].Detail != "authors → "+c.Case.ID {
		t.Errorf("audit %+v, %v", line, err)
	}

	// A field that was changed is wrong, ticked or not; the second report about
	// a page takes the place of the first.
	b.follow(path, "title", "Otro título", "authors", "Ana Ríos\nJuan Peña\nAna Ríos", "published", "2021-08-24 10:30 -05:00", "text", "Uno.\n\n\n  Dos  tres. ")
	if set, err = gold.Read(dir); err != nil || len(set) != 1 {
		t.Fatalf("%d cases, %v", len(set), err)
	}
	c = set[0]
	if *c.Truth.Title != "Otro título" || strings.Join(c.Truth.Authors, ",") != "Ana Ríos,Juan Peña" || *c.Truth.Published != "2021-08-24T10:30:00-05:00" || *c.Truth.Text != "Uno.\n\nDos tres." {
		t.Errorf("truth %+v", c.Truth)
	}
}

// TestMisreadRefused: a form that says nothing, or what cannot be, comes back
// as it was typed, with what is wrong, and nothing is written.
func TestMisreadRefused(t *testing.T) {
	w := newWorld(t)
	b := w.as("farid")
	id := w.openReport(t)
	s := w.reportOf(t, id)
	if a := b.post("/report/"+id+"/misread", asSent(s, "title", " ", "note", strings.Repeat("ñ", 2000))...); strings.Contains(a.body, "the field note") {
		t.Error("a note of as many letters as the form takes is too long")
	}
	b.post("/language", "lang", "es")
	for _, field := range []string{"title", "note"} {
		want := map[string]string{"title": "el título tiene más de 1000 caracteres", "note": "la nota tiene más de 2000 caracteres"}[field]
		if a := b.post("/report/"+id+"/misread", asSent(s, "title", "Otro", field, strings.Repeat("ñ", 2001))...); !strings.Contains(a.body, want) {
			t.Errorf("not %q", want)
		}
	}
	b.post("/language", "lang", "en")
	for name, c := range map[string]struct {
		change []string
		want   string
	}{
		"nothing":       {nil, "nothing is said to be wrong"},
		"only a note":   {[]string{"note", "mal"}, "nothing is said to be wrong"},
		"ticked":        {[]string{"wrong", "title"}, "the field title is ticked as wrong"},
		"no title":      {[]string{"title", " "}, "the right title is empty"},
		"long title":    {[]string{"title", strings.Repeat("x", 1001)}, "longer than 1000"},
		"bad day":       {[]string{"published", "2021-02-30"}, "is no date"},
		"no zone":       {[]string{"published", "2021-08-24 10:30"}, "is no date"},
		"words":         {[]string{"published", "ayer " + probe}, "is no date"},
		"no author":     {[]string{"authors", "\n"}, "no author is named"},
		"many authors":  {[]string{"authors", manyNames}, "more than 50 authors"},
		"no text":       {[]string{"text", "\n \n"}, "the right text is empty"},
		"giant text":    {[]string{"text", strings.Repeat("palabra ", 60<<10)}, "longer than"},
		"long note":     {[]string{"title", "Otro", "note", strings.Repeat("x", 2001)}, "the field note is longer"},
		"unknown field": {[]string{"wrong", "colour"}, "nothing is said to be wrong"},
	} {
		a := b.post("/report/"+id+"/misread", asSent(s, c.change...)...)
		if a.StatusCode != http.StatusUnprocessableEntity || !strings.Contains(a.body, c.want) || !strings.Contains(a.body, "<details class=\"misread\" open") {
			t.Errorf("%s: %d, and not %q", name, a.StatusCode, c.want)
		}
		if strings.Contains(a.body, "<script>alert") {
			t.Errorf("%s: what was typed runs", name)
		}
	}
	if a := b.post("/report/"+id+"/misread", "text", strings.Repeat("x", maxForm)); a.StatusCode != http.StatusRequestEntityTooLarge {
		t.Errorf("more than a form holds: %d", a.StatusCode)
	}
	if _, err := os.Stat(w.server.MisreadDir); !os.IsNotExist(err) {
		t.Errorf("something was written: %v", err)
	}

	// A folder that cannot be written to, and a capture that is gone.
	if err := os.WriteFile(w.server.MisreadDir, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if a := b.post("/report/"+id+"/misread", asSent(s, "title", "Otro")...); a.StatusCode != http.StatusUnprocessableEntity || !strings.Contains(a.body, "cannot be written") || !strings.Contains(a.body, `value="Otro"`) {
		t.Errorf("a folder that is a file: %d", a.StatusCode)
	}
	w.exec(t, `UPDATE captures SET file = 'gone.warc.gz' WHERE id = ?`, s.Capture)
	if a := b.get("/report/" + id + "/reading"); a.StatusCode != http.StatusOK || strings.Contains(a.body, "<iframe") || !strings.Contains(a.body, "is not as it was kept") {
		t.Errorf("a capture that is gone: %d", a.StatusCode)
	}
	if a := b.post("/report/"+id+"/misread", asSent(s, "title", "Otro")...); a.StatusCode != http.StatusConflict || !strings.Contains(a.body, "there is no page to report") {
		t.Errorf("a capture that is gone is reported: %d", a.StatusCode)
	}
	if a := b.get("/report/rep_none/reading"); a.StatusCode != http.StatusNotFound {
		t.Errorf("no such report: %d", a.StatusCode)
	}
}

var manyNames = func() string {
	var b strings.Builder
	for i := range 51 {
		b.WriteString("Ana " + strings.Repeat("i", i+1) + "\n")
	}
	return b.String()
}()

// TestDecideReading: only an editor answers, once, and what was answered is
// told on the page.
func TestDecideReading(t *testing.T) {
	w := newWorld(t)
	id := w.openReport(t)
	x := w.differs(t, id)
	path := "/report/" + id + "/reading"
	if a := w.as("bruno").get(path); !strings.Contains(a.body, "The present reader reads this page differently") || strings.Contains(a.body, `value="accept"`) || strings.Contains(a.body, "<script>alert") {
		t.Errorf("an analyst sees: %d", a.StatusCode)
	}
	if a := w.as("bruno").post(path, "reading", x.ID, "do", "accept"); a.StatusCode != http.StatusForbidden {
		t.Errorf("an analyst accepts: %d", a.StatusCode)
	}
	elena := w.as("elena")
	if a := elena.get("/troubles"); !strings.Contains(a.body, path+"#differs") {
		t.Error("/troubles does not name it")
	}
	if a := elena.get("/report/" + id); !strings.Contains(a.body, path+"#differs") {
		t.Error("the report does not name it")
	}
	for _, do := range []string{"", "both"} {
		if a := elena.post(path, "reading", x.ID, "do", do); a.StatusCode != http.StatusUnprocessableEntity {
			t.Errorf("do %q: %d", do, a.StatusCode)
		}
	}
	if a := elena.follow(path, "reading", x.ID, "do", "refuse"); !strings.Contains(a.body, "The report stays as it is.") || !strings.Contains(a.body, "Refused by Elena") {
		t.Errorf("refused: %d", a.StatusCode)
	}
	if a := elena.follow(path, "reading", x.ID, "do", "accept"); !strings.Contains(a.body, "does not wait any more") {
		t.Errorf("accepted what was refused: %d", a.StatusCode)
	}
	if a := elena.post(path, "reading", "rer_none", "do", "accept"); a.StatusCode != http.StatusConflict {
		t.Errorf("no such reading: %d", a.StatusCode)
	}
}

// asSent is the form as a browser sends it, with some fields changed.
func asSent(s article.Stored, change ...string) (pairs []string) {
	given := map[string]string{"title": s.Title, "authors": strings.Join(s.Byline, "\r\n"),
		"published": s.Published.At.UTC().Format("2006-01-02T15:04:05Z"), "text": strings.ReplaceAll(s.Text, "\n", "\r\n")}
	for i := 0; i+1 < len(change); i += 2 {
		given[change[i]] = change[i+1]
	}
	for k, v := range given {
		pairs = append(pairs, k, v)
	}
	return pairs
}
