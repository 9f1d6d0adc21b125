package web

import (
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"vigia/internal/desk"
	"vigia/internal/label"
)

// declaring finds a report with a declaration against the West.
func (w *world) declaring(t testing.TB) (id string, p label.Passage, quote string) {
	t.Helper()
	for _, row := range w.queue(t, desk.Filter{State: "open"}).Rows {
		for _, m := range append(row.Others, row.Lead) {
			s := w.reportOf(t, m.ID)
			if ps := label.Declarations(s.Text, s.Language); len(ps) > 0 {
				return m.ID, ps[0], s.Text[ps[0].Start:ps[0].End]
			}
		}
	}
	t.Fatal("the seed has no report with a declaration")
	return "", label.Passage{}, ""
}

// TestStrike: a passage is struck and put back by plain forms, and the ledger
// keeps both.
func TestStrike(t *testing.T) {
	w := newWorld(t)
	b := w.as("bruno")
	id, p, quote := w.declaring(t)
	page := b.get("/report/" + id)
	if !strings.Contains(page.body, "<mark") || !strings.Contains(page.body, `data-key="d"`) {
		t.Fatal("the passage is not proposed")
	}
	form := []string{"start", strconv.Itoa(p.Start), "end", strconv.Itoa(p.End), "why", "a declaration"}
	a := b.follow("/report/"+id+"/strike", form...)
	if !strings.Contains(a.body, "Struck:") || !strings.Contains(a.body, "<del") {
		t.Errorf("the passage is not shown as struck")
	}
	held, err := desk.StrikesOf(t.Context(), w.db, id, w.reportOf(t, id).Text)
	if err != nil || len(held) != 1 || held[0].Quote != quote || held[0].ByName == "" {
		t.Fatalf("strikes %+v, %v", held, err)
	}
	if a := b.post("/report/"+id+"/strike", form...); a.StatusCode != http.StatusConflict {
		t.Errorf("struck twice: %d", a.StatusCode)
	}
	a = b.follow("/undo", "at", "/report/"+id)
	if !strings.Contains(a.body, "Undone:") || strings.Contains(a.body, "<del") {
		t.Error("the strike is not undone")
	}
	ds, err := desk.DecisionsOf(t.Context(), w.db, id)
	if err != nil || len(ds) != 2 || ds[0].Action != desk.Struck || ds[1].Action != desk.Lifted || !strings.Contains(quote, ds[0].Note) {
		t.Errorf("ledger %+v, %v", ds, err)
	}
	for _, bad := range [][]string{{"start", "5", "end", "5", "why", "x"}, {"start", "-1", "end", "9", "why", "x"}, {"start", "a", "end", "b"}, {"start", "0", "end", "999999999", "why", "x"}, {"start", "0", "end", "9"}} {
		if a := b.post("/report/"+id+"/strike", bad...); a.StatusCode < 400 || a.StatusCode >= 500 {
			t.Errorf("%v: %d", bad, a.StatusCode)
		}
	}
	if a := b.post("/report/"+id+"/lift", "strike", "str_none"); a.StatusCode != http.StatusNotFound {
		t.Errorf("lifted what is not there: %d", a.StatusCode)
	}
}

// TestStrikeByKeys: d strikes, u undoes, l opens the labels and a number takes
// one off.
func TestStrikeByKeys(t *testing.T) {
	w := newWorld(t)
	x := newTab(t, w)
	x.logIn("bruno", "es")
	id, _, _ := w.declaring(t)
	x.open("/report/" + id)
	x.is(`document.querySelector(".text mark") && document.documentElement.dataset.ready`)
	shoot := func(name string, wide int64) {
		dir := os.Getenv("VIGIA_SCREENS")
		if dir == "" {
			return
		}
		x.do(chromedp.EmulateViewport(wide, 1000))
		png, err := chromedp.Run(x.ctx, chromedp.CaptureScreenshot())
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(dir, name+".png"), png, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	shoot("strike-proposed", 1280)
	x.press("d")
	x.is(`document.querySelector(".text del") && document.querySelector(".notice")`)
	shoot("strike-struck-narrow", 390)
	x.do(chromedp.EmulateViewport(1280, 1000))
	x.press("u")
	x.is(`document.querySelector(".text mark") && !document.querySelector(".text del")`)
	x.press("l")
	x.is(`document.querySelector(".label-all[open]")`)
	shoot("labels-open", 1280)
	before := x.text(`document.querySelectorAll(".labels.all li").length`)
	x.press("1")
	x.is(`document.querySelectorAll(".labels.all li").length < ` + before)
}
