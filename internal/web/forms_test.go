package web

import (
	"context"
	"fmt"
	"html"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"

	"vigia/internal/desk"
	"vigia/internal/edition"
	"vigia/internal/source"
	"vigia/internal/speech"
)

// has fails the test unless every text stands on the page.
func (a answer) has(t testing.TB, texts ...string) answer {
	t.Helper()
	page := html.UnescapeString(a.body)
	for _, s := range texts {
		if !strings.Contains(page, s) {
			t.Errorf("%s lacks %q:\n%s", a.Request.URL, s, textOf(a.body))
		}
	}
	return a
}

func (a answer) lacks(t testing.TB, texts ...string) answer {
	t.Helper()
	page := html.UnescapeString(a.body)
	for _, s := range texts {
		if strings.Contains(page, s) {
			t.Errorf("%s has %q", a.Request.URL, s)
		}
	}
	return a
}

func (w *world) state(t testing.TB, report string) desk.Action {
	t.Helper()
	rows, err := desk.Rows(context.Background(), w.db, w.monitor, []string{report})
	if err != nil || len(rows) != 1 {
		t.Fatalf("report %s: %v", report, err)
	}
	return rows[0].State
}

func TestReject(t *testing.T) {
	w := newWorld(t)
	b := w.as("bruno")
	rows := w.queue(t, desk.Filter{Network: "V"}).Rows
	id, next := rows[0].Lead.ID, rows[1].Lead.ID
	at := "/desk?network=V"
	b.get(at+"&report="+id+"&act=reject").has(t, "Reject: why?", "Opinion or editorial")

	a := b.post("/report/"+id+"/reject", "reason", "nonsense", "note", "my note", "at", at)
	if a.StatusCode != http.StatusUnprocessableEntity {
		t.Errorf("unknown reason: %d", a.StatusCode)
	}
	a.has(t, "unknown reason", `value="my note"`, "Bolivarian Threat Network")

	a = b.follow("/report/"+id+"/reject", "reason", "weak", "note", "my note", "at", at)
	a.has(t, "Rejected (Weak evidence)", "Undo", `data-report="`+next+`"`, `data-done="rej:`+id+`"`)
	if w.state(t, id) != desk.Rejected {
		t.Error("not rejected")
	}
	b.get("/report/"+id).has(t, "rejected it: Weak evidence", "my note", "Put back on the queue")
	b.get("/desk").lacks(t, "Rejected (Weak evidence)") // said once

	// The last decision can be taken back on any page, also after a reload.
	a = b.follow("/undo", "at", at)
	a.has(t, "Undone", `data-report="`+id+`"`)
	if w.state(t, id) != "" {
		t.Error("not put back")
	}
	b.follow("/undo", "at", at).has(t, "There is nothing to undo")
}

func TestRejectStory(t *testing.T) {
	w := newWorld(t)
	b := w.as("bruno")
	row := w.queue(t, desk.Filter{}).Rows[0]
	if len(row.Others) == 0 {
		t.Fatal("the story has one report")
	}
	b.get("/desk?report="+row.Lead.ID+"&act=reject").has(t, fmt.Sprintf("Also the %d other open reports", len(row.Others)))
	b.follow("/report/"+row.Lead.ID+"/reject", "reason", "not_new", "all", "1", "at", "/desk").has(t, fmt.Sprintf("with %d more of its story", len(row.Others)))
	for _, r := range append(row.Others, row.Lead) {
		if w.state(t, r.ID) != desk.Rejected {
			t.Errorf("%s is not rejected", r.ID)
		}
	}
	b.follow("/undo", "at", "/desk")
	for _, r := range append(row.Others, row.Lead) {
		if w.state(t, r.ID) != "" {
			t.Errorf("%s is not put back", r.ID)
		}
	}
}

// openIn is an open report of independent media from the period of edition 23
// that fits a digest.
func (w *world) openIn(t testing.TB, network string) desk.ReportRow {
	t.Helper()
	e := w.edition(t, 23)
	for _, row := range w.queue(t, desk.Filter{Network: network, From: e.From.AddDate(0, 0, 1), To: e.To}).Rows {
		for _, r := range append([]desk.ReportRow{row.Lead}, row.Others...) {
			if !r.StateMedia && r.Genre == "news" && slices.Contains(r.Networks, network) && len(r.Countries) > 0 && len(r.Dimensions) > 0 && r.Relation == "original" {
				return r
			}
		}
	}
	t.Fatalf("no open report for %s", network)
	return desk.ReportRow{}
}

func TestSelect(t *testing.T) {
	w := newWorld(t)
	b := w.as("bruno")
	r := w.openIn(t, "V")
	e := w.edition(t, 23)
	at := "/desk?network=V"
	form := b.get(at + "&report=" + r.ID + "&act=select")
	form.has(t, "Select for a digest", "of edition 23", "Summary in English", "Summary in Spanish", `name="digest" value="V" required checked`)
	for _, d := range r.Dimensions {
		form.has(t, `name="dimension" value="`+d+`" checked`)
	}
	if i, j := strings.Index(form.body, `value="V" required`), strings.Index(form.body, `value="C" required`); i > j {
		t.Error("a digest that does not fit stands before one that does")
	}

	send := []string{"edition", e.ID, "digest", "V", "dimension", r.Dimensions[0], "at", at}
	// Refused: everything that was typed comes back.
	a := b.post("/report/"+r.ID+"/select", append(send, "summary.en", "One. Two. Three. Four.", "summary.es", "Uno & dos.")...)
	if a.StatusCode != http.StatusUnprocessableEntity {
		t.Errorf("four sentences: %d", a.StatusCode)
	}
	a.has(t, "has 4 sentences", "One. Two. Three. Four.</textarea>", "Uno & dos.</textarea>", "Select for a digest")
	a = b.post("/report/"+r.ID+"/select", send...)
	a.has(t, "the summary is missing in en")

	before := w.share(t)
	a = b.follow("/report/"+r.ID+"/select", append(send, "summary.en", "A summary in our own words.", "summary.es", "Un resumen propio.")...)
	a.has(t, "Selected for Bolivarian Threat Network", `data-done="sel:`+r.ID+`"`, fmt.Sprintf("<b>%d/%d</b>", before.Counted, before.Total+1))
	b.get("/edition/23").has(t, "A summary in our own words.", "selected by Bruno Tavares")
	b.get("/report/"+r.ID).has(t, "In the digest Bolivarian Threat Network, edition 23", "selected it for Bolivarian Threat Network, edition 23")

	a = b.post("/report/"+r.ID+"/reject", "reason", "weak", "at", at)
	if a.StatusCode != http.StatusConflict {
		t.Errorf("rejecting what stands in a digest: %d", a.StatusCode)
	}
	b.follow("/undo", "at", at)
	if w.state(t, r.ID) != "" || w.share(t) != before {
		t.Errorf("not undone: %v, %v", w.state(t, r.ID), w.share(t))
	}
}

func (w *world) share(t testing.TB) struct{ Counted, Total int } {
	t.Helper()
	w.server.last.edition = "" // no memory
	res, err := w.server.judged(context.Background(), w.edition(t, 23))
	if err != nil {
		t.Fatal(err)
	}
	return struct{ Counted, Total int }{res.Share.Counted, res.Share.Total}
}

// TestSelectState: for state media the desk shows who else reported it, and
// offers that instead.
func TestSelectState(t *testing.T) {
	w := newWorld(t)
	b := w.as("bruno")
	var found string
	for _, row := range w.queue(t, desk.Filter{Class: "state", From: w.edition(t, 23).From.AddDate(0, 0, 2)}).Rows {
		for _, r := range append([]desk.ReportRow{row.Lead}, row.Others...) {
			if !r.StateMedia || r.Outlet == "" || len(r.Networks) == 0 || r.Genre != "news" || found != "" {
				continue
			}
			a := b.get("/desk?report=" + r.ID + "&act=select")
			a.has(t, "did others report it?")
			if strings.Contains(a.body, "Use this one instead") {
				found = r.ID
				a.has(t, "independent report", "Ask an editor for an exception")
			}
		}
	}
	if found == "" {
		t.Skip("no state media whose story others reported")
	}
	r := w.row(t, found)
	send := []string{"edition", w.edition(t, 23).ID, "digest", r.Networks[0], "dimension", "economic", "summary.en", "A summary.", "at", "/desk"}
	a := b.post("/report/"+found+"/select", send...)
	if a.StatusCode != http.StatusUnprocessableEntity {
		t.Fatalf("state media that others reported: %d\n%s", a.StatusCode, textOf(a.body))
	}
	a.has(t, "others reported it too", "A summary.</textarea>")
	if regexp.MustCompile(`name="dimension" value="economic" checked`).FindString(a.body) == "" {
		t.Error("the dimension is forgotten")
	}
	// With a reason it waits for another editor; the gate stays closed.
	b.follow("/report/"+found+"/select", append(send, "override", "It alone has the text of the accord.")...)
	w.as("ernesto").get("/edition/23").has(t, "An exception is asked for: “It alone has the text of the accord.”", "Sign the exception")
	b.get("/edition/23").has(t, "An exception is asked for").lacks(t, "Sign the exception")
	var item string
	its, err := edition.Items(context.Background(), w.db, w.edition(t, 23).ID)
	if err != nil {
		t.Fatal(err)
	}
	for _, it := range its {
		if it.Report == found {
			item = it.ID
		}
	}
	a = w.as("ernesto").post("/edition/23/item/"+item+"/override", "reason", "short")
	if a.StatusCode != http.StatusUnprocessableEntity {
		t.Errorf("a short reason: %d", a.StatusCode)
	}
	w.as("ernesto").follow("/edition/23/item/"+item+"/override", "reason", "The independent report lacks the text of the accord.").lacks(t, "An exception is asked for")
}

func (w *world) row(t testing.TB, id string) desk.ReportRow {
	t.Helper()
	rows, err := desk.Rows(context.Background(), w.db, w.monitor, []string{id})
	if err != nil || len(rows) != 1 {
		t.Fatalf("report %s: %v", id, err)
	}
	return rows[0]
}

func TestLabels(t *testing.T) {
	w := newWorld(t)
	b := w.as("bruno")
	id := w.openReport(t)
	b.follow("/report/"+id+"/label", "label", "network:C", "why", "It is about a port", "at", "/report/"+id).has(t, "Label added: China in LAC", "It is about a port", "labelled it: +network C")
	b.follow("/report/"+id+"/label", "label", "network:C", "deny", "1", "at", "/report/"+id).has(t, "Label taken off: China in LAC").lacks(t, "It is about a port")
	b.follow("/undo", "at", "/report/"+id).has(t, "Undone: China in LAC", `<li><b>China in LAC</b>`)
	b.follow("/undo", "at", "/report/"+id).has(t, "Undone: China in LAC").lacks(t, `<li><b>China in LAC</b>`)
	for _, bad := range []string{"", "network", "network:ZZ", "genre:poem", "x:y", "country:MEX", "scope:maybe"} {
		if a := b.post("/report/"+id+"/label", "label", bad, "at", "/desk"); a.StatusCode != http.StatusUnprocessableEntity {
			t.Errorf("label %q: %d", bad, a.StatusCode)
		}
	}
}

func TestUnknownThings(t *testing.T) {
	w := newWorld(t)
	b := w.as("elena")
	for _, p := range []string{"/report/rep_no", "/desk?report=rep_no", "/evidence/cap_no", "/evidence/cap_no/record", "/evidence/cap_failed0/record", "/edition/99", "/edition/x", "/edition/-1", "/edition/23/section/ZZ",
		"/edition/23/section/V?lang=xx", "/static/no.css", "/static/..%2fdoc.go", "/nowhere", "/desk/more", "/report/a/b/c"} {
		if a := b.get(p); a.StatusCode != http.StatusNotFound {
			t.Errorf("%s: %d", p, a.StatusCode)
		}
	}
	for _, p := range []string{"/report/rep_no/reject", "/report/rep_no/restore", "/sources/no/pause", "/edition/99/submit", "/edition/23/item/no/move"} {
		if a := b.post(p, "reason", "weak", "to", "1"); a.StatusCode != http.StatusNotFound {
			t.Errorf("POST %s: %d\n%s", p, a.StatusCode, textOf(a.body))
		}
	}
	// An item of one edition is none of another.
	its, err := edition.Items(context.Background(), w.db, w.edition(t, 22).ID)
	if err != nil {
		t.Fatal(err)
	}
	if a := b.post("/edition/23/item/"+its[0].ID+"/remove", "x", "y"); a.StatusCode != http.StatusNotFound {
		t.Errorf("an item of edition 22 under 23: %d", a.StatusCode)
	}
}

func TestItems(t *testing.T) {
	w := newWorld(t)
	b := w.as("bruno")
	items := func() []edition.Item {
		its, err := edition.Items(context.Background(), w.db, w.edition(t, 23).ID)
		if err != nil {
			t.Fatal(err)
		}
		return slices.DeleteFunc(its, func(it edition.Item) bool { return it.Digest != "V" })
	}
	was := items()
	b.follow("/edition/23/item/"+was[0].ID+"/move", "to", "1")
	if now := items(); now[1].ID != was[0].ID || now[0].ID != was[1].ID {
		t.Error("not moved")
	}
	b.follow("/undo", "at", "/edition/23").has(t, "Undone", "Way to publication")
	if now := items(); now[0].ID != was[0].ID {
		t.Error("not moved back")
	}

	b.get("/edition/23?item="+was[2].ID).has(t, was[2].Summary["en"]+"</textarea>")
	a := b.post("/edition/23/item/"+was[2].ID+"/summary", "summary.en", "One more. Two more. Three more. Four more.", "summary.es", "Uno más.")
	if a.StatusCode != http.StatusUnprocessableEntity {
		t.Errorf("four sentences: %d", a.StatusCode)
	}
	a.has(t, "has 4 sentences", "Four more.</textarea>", "Uno más.</textarea>")
	w.as("teresa").follow("/edition/23/item/"+was[2].ID+"/summary", "summary.en", was[2].Summary["en"], "summary.es", "Texto de la traductora.").has(t, "Saved.")
	if now := items(); now[2].Summary["es"] != "Texto de la traductora." {
		t.Errorf("summary: %v", now[2].Summary)
	}

	// Taking out and undoing brings it back with its words and at its place.
	b.follow("/edition/23/item/"+was[2].ID+"/remove").has(t, "Taken out of the digest")
	if len(items()) != len(was)-1 || w.state(t, was[2].Report) != "" {
		t.Error("not taken out")
	}
	b.follow("/undo", "at", "/desk").has(t, "Undone")
	now := items()
	if len(now) != len(was) || now[2].Report != was[2].Report || now[2].Summary["es"] != "Texto de la traductora." {
		t.Errorf("not put back: %+v", now)
	}
}

func TestSection(t *testing.T) {
	w := newWorld(t)
	b, other := w.as("elena"), w.as("teresa")
	page := b.get("/edition/23/section/V").has(t, "What it rests on", "unsupported", "A sentence that nothing carries stands here.", "It is our judgement")
	base := field(t, page, "base")
	mine := "New text. [!judgement]\n\nA second one."
	b.follow("/edition/23/section/V?lang=en", "base", base, "text", mine).has(t, "Saved.", "Saved by Elena", "A second one.")

	// Somebody who began with the old text is told, and loses nothing.
	a := other.post("/edition/23/section/V?lang=en", "base", base, "text", "Their own text.")
	if a.StatusCode != http.StatusConflict {
		t.Fatalf("a lost update: %d", a.StatusCode)
	}
	a.has(t, "saved this text meanwhile", "Their own text.</textarea>", "What was saved meanwhile", "New text. [!judgement]", "Replace it with my text")
	over := regexp.MustCompile(`name="over" value="(\d+)"`).FindStringSubmatch(a.body)
	if over == nil {
		t.Fatal("no way to replace it")
	}
	other.follow("/edition/23/section/V?lang=en", "base", base, "over", over[1], "text", "Their own text.").has(t, "Their own text.</textarea>")

	// One key marks an unsupported sentence, in the text as it was sent.
	page = other.get("/edition/23/section/V")
	mark := regexp.MustCompile(`name="mark" value="(judgement [0-9a-f]+)"`).FindStringSubmatch(page.body)
	if mark == nil {
		t.Fatal("no remedy for the unsupported sentence")
	}
	other.follow("/edition/23/section/V?lang=en", "base", field(t, page, "base"), "text", "Put before. [!background] Their own text.", "mark", mark[1]).
		has(t, "Put before. [!background] Their own text. [!judgement]</textarea>")

	for name, form := range map[string][]string{"no base": {"text", "x"}, "odd base": {"base", "-1", "text", "x"}} {
		if a := b.post("/edition/23/section/V?lang=en", form...); a.StatusCode != http.StatusUnprocessableEntity {
			t.Errorf("%s: %d", name, a.StatusCode)
		}
	}
	if a := b.post("/edition/23/section/V?lang=en", "base", "0", "text", strings.Repeat("x", maxForm)); a.StatusCode != http.StatusRequestEntityTooLarge {
		t.Errorf("a form that is too large: %d", a.StatusCode)
	}
}

// field is the value of a hidden field.
func field(t testing.TB, a answer, name string) string {
	t.Helper()
	m := regexp.MustCompile(`name="` + name + `" value="([^"]*)"`).FindStringSubmatch(a.body)
	if m == nil {
		t.Fatalf("no field %s", name)
	}
	return m[1]
}

func TestHead(t *testing.T) {
	w := newWorld(t)
	b := w.as("elena")
	form := []string{"title.en", "A <b>title</b>", "title.es", "Un título", "abstract.en", "Short.", "author.0.name", "Somebody", "author.0.rank.en", "Editor", "anchor", "2021-09-24"}
	b.follow("/edition/23/head", form...).has(t, "A <b>title</b>", "Somebody", "Saved.").lacks(t, "Ana Belmonte Ruiz")
	a := b.post("/edition/23/head", append(form, "author.1.rank.en", "Nobody's rank", "subtitle.en", "Typed in vain")...)
	if a.StatusCode != http.StatusUnprocessableEntity {
		t.Errorf("an author without a name: %d", a.StatusCode)
	}
	a.has(t, "an author has no name", "Typed in vain", "Nobody's rank")
	if a := b.post("/edition/23/head", "anchor", "soon"); a.StatusCode != http.StatusUnprocessableEntity {
		t.Errorf("a day that is none: %d", a.StatusCode)
	}
}

// TestWalk takes edition 22 from review to publication: not by one person, not
// for another revision than the one that was read.
func TestWalk(t *testing.T) {
	w := newWorld(t)
	elena, ernesto := w.as("elena"), w.as("ernesto")
	elena.get("/edition/22").has(t, "in review", "A second editor approves it, other than Elena Castellví").lacks(t, "Approve revision")
	elena.follow("/edition/22/approve", "revision", fmt.Sprint(w.edition(t, 22).Revision)).has(t, "cannot approve it")
	page := ernesto.get("/edition/22").has(t, "Approve revision")
	rev := field(t, page, "revision")

	its, err := edition.Items(context.Background(), w.db, w.edition(t, 22).ID)
	if err != nil {
		t.Fatal(err)
	}
	w.as("ana").follow("/edition/22/item/"+its[0].ID+"/move", "to", "1")
	ernesto.follow("/edition/22/approve", "revision", rev).has(t, "is a draft, or has become one by a change")
	elena.follow("/edition/22/submit").has(t, "waits for a second person")
	ernesto.follow("/edition/22/approve", "revision", rev).has(t, "has changed since you read it")
	ernesto.follow("/edition/22/approve", "revision", fmt.Sprint(w.edition(t, 22).Revision)).has(t, "Edition 22 is approved", "Publish")
	ernesto.follow("/edition/22/publish").has(t, "Edition 22 is published", "published")
	a := elena.post("/edition/22/item/"+its[0].ID+"/move", "to", "1")
	if a.StatusCode != http.StatusUnprocessableEntity {
		t.Errorf("moving an item of a published edition: %d", a.StatusCode)
	}
	elena.get("/edition/22").lacks(t, "Take out", "Run the searches again", `action="/edition/22/head"`)

	// 23 has sentences that nothing carries: its gate is closed.
	w.as("ana").follow("/edition/23/submit")
	ernesto.get("/edition/23").has(t, "closed: 2 findings", "2 findings stop it").lacks(t, "Approve revision")
	ernesto.follow("/edition/23/approve", "revision", fmt.Sprint(w.edition(t, 23).Revision)).has(t, "the gate of edition 23 is closed by 2 findings")
}

func TestSpecial(t *testing.T) {
	w := newWorld(t)
	b := w.as("ernesto")
	a := b.post("/edition/23/special", "reason", "", "nocap", "1")
	if a.StatusCode != http.StatusUnprocessableEntity {
		t.Errorf("no reason: %d", a.StatusCode)
	}
	b.follow("/edition/23/special", "reason", "State media on vaccines are the subject of this edition.", "num", "1", "den", "2").has(t, "This is a special edition", "1/2")
	b.follow("/edition/23/special", "unset", "1").has(t, "Make it a special edition", "Limit 1/5")
}

func TestNewEdition(t *testing.T) {
	w := newWorld(t)
	b := w.as("bruno")
	a := b.post("/editions", "from", "2021-09-01", "to", "2021-10-31", "number", "77")
	if a.StatusCode != http.StatusConflict {
		t.Errorf("periods overlap: %d", a.StatusCode)
	}
	a.has(t, "overlaps", `value="77"`, `value="2021-09-01"`)
	b.follow("/editions").has(t, "Edition 24 is begun", "October to November 2021", "draft")
	b.get("/desk").has(t, "Edition 24")
	if a := b.post("/editions", "number", "many"); a.StatusCode != http.StatusUnprocessableEntity {
		t.Errorf("a number that is none: %d", a.StatusCode)
	}
}

func TestSources(t *testing.T) {
	w := newWorld(t)
	b := w.as("paula")
	b.get("/sources").has(t, "200 addresses are polled.", "blocked", "failing", "quiet", "paused", "not polled", "gone", "fresh", "The last 3 polls failed: fault of the server")
	b.get("/sources").has(t, "leads elsewhere", "another feed", "fallen silent", "flood", "not read again", "empty", "a captcha or wall stands before it", "Follow for good", "expected:", "were read within a day")
	b.get("/sources?word=moved").has(t, "It leads for good to another site: https://casino.example/feed")
	b.get("/edition/23").has(t, "Coverage of the period")
	b.get("/sources?word=failing").has(t, "failing").lacks(t, "It answers, but has given nothing yet.")
	w.as("bruno").get("/sources?q=telesur").lacks(t, "Infobae")
	a := b.post("/sources", "url", "not an address", "outlet", "infobae")
	if a.StatusCode != http.StatusUnprocessableEntity {
		t.Errorf("an address that is none: %d", a.StatusCode)
	}
	a.has(t, "is not a web address", `value="not an address"`)
	b.follow("/sources", "url", "https://new.example/feed", "outlet", "correo-andino", "kind", "rss", "language", "es").has(t, "Source added: https://new.example/feed", "new.example/feed", "not polled")
	s, err := source.ByURL(context.Background(), w.db, "https://new.example/feed")
	if err != nil {
		t.Fatal(err)
	}
	b.follow("/sources/"+s.ID+"/pause", "at", "/sources?word=paused").has(t, "Paused:", "Resume")
	b.follow("/sources/"+s.ID+"/resume", "at", "https://evil.example/").has(t, "Polled again:")
	w.as("elena").get("/audit").has(t, "source added", "source paused", "source resumed")
	b.get("/sources").has(t, "Add a source")
	w.as("bruno").get("/sources").lacks(t, "Add a source", ">Pause<")
}

func TestPeople(t *testing.T) {
	w := newWorld(t)
	b := w.as("admin")
	a := b.post("/people", "login", "nina", "name", "Nina", "role", "editor", "password", "short")
	if a.StatusCode != http.StatusUnprocessableEntity {
		t.Errorf("a short password: %d", a.StatusCode)
	}
	a.has(t, "the password is too short", `value="nina"`).lacks(t, `value="short"`)
	b.follow("/people", "login", "nina", "name", "Nina", "role", "editor", "language", "es", "password", "a long password").has(t, "nina has joined the desk", "Nina")
	p, err := desk.PersonByLogin(context.Background(), w.db, "nina")
	if err != nil || p.Role != desk.Editor {
		t.Fatalf("%+v, %v", p, err)
	}
	b.follow("/people/"+p.ID+"/password", "password", "another password").has(t, "New password set for Nina")
	nina := w.browser()
	if a := nina.post("/login", "login", "nina", "password", "another password"); a.StatusCode != http.StatusSeeOther {
		t.Fatalf("login: %d", a.StatusCode)
	}
	nina.get("/me").has(t, "Mi cuenta", "aprobar ediciones") // in her language
	if a := nina.post("/me/password", "old", "wrong", "password", "yet another one"); a.StatusCode != http.StatusForbidden {
		t.Errorf("a wrong present password: %d", a.StatusCode)
	}
	nina.follow("/me/password", "old", "another password", "password", "yet another one").has(t, "Nueva contraseña para Nina")
}

func TestSearch(t *testing.T) {
	w := newWorld(t)
	b := w.as("bruno")
	b.get("/search?q=Maduro+CELAC").has(t, "hits", "<mark>")
	b.get("/search?q="+url.QueryEscape(`"zz" -`)).has(t, "Nothing found")
	for _, q := range []string{`"`, `-`, `'; DROP TABLE people; --`, `a OR b*`, "\x00", strings.Repeat("x ", 2000), probe, "NEAR(a b)", "🛢️", "<b>"} {
		if a := b.get("/search?q=" + url.QueryEscape(q)); a.StatusCode != http.StatusOK {
			t.Errorf("%q: %d", speech.Cut(q, 40), a.StatusCode)
		}
	}
}
