package web

import (
	"bytes"
	"context"
	"io"
	"mime/multipart"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"vigia/internal/db"
	"vigia/internal/desk"
	"vigia/internal/intake"
	"vigia/internal/source"
)

// bringing lets a desk take pages in: an address waits, a file is the report that
// is here already.
func bringing(t testing.TB, w *world) func(*Options) {
	put := func(ctx context.Context, by desk.Person, it intake.Item, state string) (intake.Item, error) {
		err := w.db.InTx(ctx, func(tx *db.Tx) (err error) {
			if it.State = state; state == intake.Read {
				it.Report = w.openReport(t)
				it.Capture = w.captureOf(t, it.Report)
			} else {
				it.DueAt = tx.Now
			}
			it, err = intake.Put(tx, it)
			return err
		})
		return it, err
	}
	return func(o *Options) {
		o.Ask = func(ctx context.Context, by desk.Person, it intake.Item) (intake.Item, error) {
			return put(ctx, by, it, intake.Waiting)
		}
		o.Upload = func(ctx context.Context, by desk.Person, it intake.Item, contentType string, body []byte) (intake.Item, error) {
			return put(ctx, by, it, intake.Read)
		}
	}
}

// bringWorld is a world that takes pages in.
func bringWorld(t testing.TB) *world {
	w := newWorld(t)
	bringing(t, w)(&w.server.Options)
	return w
}

// send posts a form with a file.
func (b *browser) send(path, field, name, body string, form map[string]string) answer {
	b.w.t.Helper()
	var buf bytes.Buffer
	m := multipart.NewWriter(&buf)
	for k, v := range form {
		if err := m.WriteField(k, v); err != nil {
			b.w.t.Fatal(err)
		}
	}
	if name != "" {
		f, err := m.CreateFormFile(field, name)
		if err == nil {
			_, err = io.WriteString(f, body)
		}
		if err != nil {
			b.w.t.Fatal(err)
		}
	}
	m.Close()
	r, err := http.NewRequest("POST", b.w.http.URL+path, &buf)
	if err != nil {
		b.w.t.Fatal(err)
	}
	r.Header.Set("Content-Type", m.FormDataContentType())
	r.Header.Set("Sec-Fetch-Site", "same-origin")
	res, err := b.c.Do(r)
	if err != nil {
		b.w.t.Fatal(err)
	}
	defer res.Body.Close()
	all, err := io.ReadAll(res.Body)
	if err != nil {
		b.w.t.Fatal(err)
	}
	return answer{res, string(all)}
}

// TestBring: the bookmarklet's address only fills the form; sending it brings
// the page in, and its own page shows what came of it.
func TestBring(t *testing.T) {
	w := bringWorld(t)
	b := w.as("bruno")
	a := b.get("/bring?url=" + url.QueryEscape("https://x.example/a?b=1") + "&title=" + url.QueryEscape(probe) + "&note=selected")
	if a.StatusCode != http.StatusOK || !strings.Contains(a.body, `value="https://x.example/a?b=1"`) || strings.Contains(a.body, "<script>alert") || !strings.Contains(a.body, "selected") {
		t.Fatalf("%d\n%s", a.StatusCode, textOf(a.body))
	}
	if n := len(w.intakes(t)); n != 0 {
		t.Errorf("looking at the form brought %d pages in", n)
	}
	a = b.send("/bring", "file", "", "", map[string]string{"url": "https://x.example/a", "note": "n", "seen": "2021-09-30"})
	if to := a.Header.Get("Location"); a.StatusCode != http.StatusSeeOther || !strings.HasPrefix(to, "/bring/brg_") {
		t.Fatalf("%d to %q\n%s", a.StatusCode, to, textOf(a.body))
	} else if a = b.get(to); a.Header.Get("Refresh") == "" || !strings.Contains(a.body, "being fetched") {
		t.Errorf("while it waits: refresh %q\n%s", a.Header.Get("Refresh"), textOf(a.body))
	}
	a = b.send("/bring", "file", `C:\papers\treaty.pdf`, "%PDF-", map[string]string{"url": "https://x.example/t.pdf", "seen": "2021-09-30"})
	a = b.get(a.Header.Get("Location"))
	if !strings.Contains(a.body, "Open the report") || !strings.Contains(a.body, "treaty.pdf") || strings.Contains(a.body, "papers") {
		t.Errorf("a file:\n%s", textOf(a.body))
	}
	its := w.intakes(t)
	if a = b.get("/report/" + its[0].Report); !strings.Contains(a.body, "Not fetched:") || !strings.Contains(a.body, "treaty.pdf") {
		t.Errorf("the report does not say who brought it:\n%s", textOf(a.body))
	}
	if a = b.get("/evidence/" + its[0].Capture); !strings.Contains(a.body, "Brought by") {
		t.Error("the capture does not say who brought it")
	}
}

func (w *world) intakes(t testing.TB) []intake.Item {
	t.Helper()
	its, err := intake.Recent(context.Background(), w.db, 10)
	if err != nil {
		t.Fatal(err)
	}
	return its
}

// TestBringRefused: a form that cannot be used comes back as it was, with the
// remedy.
func TestBringRefused(t *testing.T) {
	w := bringWorld(t)
	b := w.as("bruno")
	for name, form := range map[string]map[string]string{
		"nothing": {}, "no address": {"url": "not an address"}, "a scheme": {"url": "file:///etc/passwd"}, "a day": {"url": "https://x.example/a", "seen": "yesterday"}, "tomorrow": {"url": "https://x.example/a", "seen": "2029-01-01"},
	} {
		a := b.send("/bring", "file", "", "", form)
		if a.StatusCode != http.StatusUnprocessableEntity || !strings.Contains(a.body, "form-problem") || !strings.Contains(a.body, "<form") {
			t.Errorf("%s: %d\n%s", name, a.StatusCode, textOf(a.body))
		}
	}
	if a := w.as("teresa").get("/bring"); a.StatusCode != http.StatusForbidden {
		t.Errorf("a translator: %d", a.StatusCode)
	}
	if n := len(w.intakes(t)); n != 0 {
		t.Errorf("%d pages came in", n)
	}
}

// TestListsOfSources: what is downloaded changes nothing when it comes back;
// what is new is shown first and done when the person agrees.
func TestListsOfSources(t *testing.T) {
	w := newWorld(t)
	b := w.as("ernesto")
	before := w.sources(t)
	for _, path := range []string{"/sources/list.csv", "/sources/list.opml"} {
		list := b.get(path)
		if list.StatusCode != http.StatusOK || !strings.Contains(list.Header.Get("Content-Disposition"), "attachment") {
			t.Fatalf("%s: %d", path, list.StatusCode)
		}
		a := b.send("/sources/list", "list", "sources", list.body, nil)
		if a.StatusCode != http.StatusOK || !strings.Contains(a.body, "nothing to do") {
			t.Errorf("%s comes back: %d\n%s", path, a.StatusCode, textOf(a.body))
		}
	}
	outlet := w.server.Registry.Keys()[0]
	table := "url;outlet;title\nhttps://new.example/feed;" + outlet + ";Nueva\nftp://bad.example;" + outlet + ";Mala\n"
	a := b.send("/sources/list", "list", "mine.csv", table, nil)
	if a.StatusCode != http.StatusOK || !strings.Contains(a.body, "Take over 1 source") || !strings.Contains(a.body, "is not a web address") || w.sources(t) != before {
		t.Fatalf("preview: %d, %d sources\n%s", a.StatusCode, w.sources(t), textOf(a.body))
	}
	agreed := hiddenField(t, a.body, "agreed")
	if a = b.send("/sources/list", "list", "", "", map[string]string{"agreed": agreed, "name": "mine.csv"}); a.StatusCode != http.StatusSeeOther || w.sources(t) != before+1 {
		t.Errorf("agreed: %d, %d sources, want %d", a.StatusCode, w.sources(t), before+1)
	}
	if a = b.send("/sources/list", "list", "x.csv", "name,rank\nA,B\n", nil); a.StatusCode != http.StatusUnprocessableEntity || !strings.Contains(a.body, "no column for the address") {
		t.Errorf("no list: %d\n%s", a.StatusCode, textOf(a.body))
	}
}

func (w *world) sources(t testing.TB) int {
	t.Helper()
	n, err := source.CountSources(context.Background(), w.db)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// hiddenField is the value of a hidden field.
func hiddenField(t *testing.T, body, name string) string {
	t.Helper()
	_, rest, ok := strings.Cut(body, `name="`+name+`" value="`)
	value, _, closed := strings.Cut(rest, `"`)
	if !ok || !closed {
		t.Fatalf("no field %s", name)
	}
	return strings.NewReplacer("&#34;", `"`, "&#39;", "'", "&amp;", "&", "&lt;", "<", "&gt;", ">", "&#43;", "+").Replace(value)
}

// TestSheets: a captured PDF file is shown by the places of its words, and
// nothing of it is markup.
func TestSheets(t *testing.T) {
	file := "%PDF-1.4\n1 0 obj <</Type/Catalog/Pages 2 0 R>> endobj\n2 0 obj <</Type/Pages/Kids[4 0 R]/MediaBox[0 0 595 842]/Resources<</Font<</F1 3 0 R>>>>>> endobj\n" +
		"3 0 obj <</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>> endobj\n4 0 obj <</Type/Page/Parent 2 0 R/Contents 5 0 R>> endobj\n" +
		"5 0 obj <</Length 0>> stream\nBT /F1 12 Tf 72 700 Td (<script>alert\\(1\\)</script> & a title) Tj ET\nendstream endobj\ntrailer <</Root 1 0 R>>\n"
	b, err := sheets([]byte(file))
	if got := string(b); err != nil || strings.Contains(got, "<script") || !strings.Contains(got, "left:72.0pt") || !strings.Contains(got, "&amp; a title") {
		t.Error(err, got)
	}
	if b, err := sheets([]byte("%PDF-1.4")); err == nil || !strings.Contains(err.Error(), "is broken") {
		t.Errorf("%q, %v", b, err)
	}
}

// TestBringScreens takes pictures for a person to judge, if a folder is named.
func TestBringScreens(t *testing.T) {
	dir := os.Getenv("VIGIA_SCREENS")
	if dir == "" {
		t.Skip("VIGIA_SCREENS names no folder for the pictures")
	}
	w := bringWorld(t)
	b := w.as("ernesto")
	b.send("/bring", "file", "", "", map[string]string{"url": "https://www.ministerio.example/2021/09/comunicado-largo"})
	b.send("/bring", "file", "informe-anual.pdf", "%PDF-", map[string]string{"url": "https://x.example/t.pdf", "seen": "2021-09-30"})
	postMail(t, w)
	x := newTab(t, w)
	for _, lang := range []string{"en", "es"} {
		x.logIn("ernesto", lang)
		for name, path := range map[string]string{"bring": "/bring?url=https%3A%2F%2Fx.example%2Fa&title=Una+nota", "waiting": "/bring/" + w.intakes(t)[1].ID, "brought": "/bring/" + w.intakes(t)[0].ID,
			"report": "/report/" + w.intakes(t)[0].Report, "sources": "/sources", "me": "/me"} {
			x.open(path)
			if name == "sources" {
				x.text(`document.querySelector("details.lists").open = true`)
			}
			for _, wide := range []int64{1280, 390} {
				x.shoot(filepath.Join(dir, name+"-"+lang+"-"+map[int64]string{1280: "wide", 390: "narrow"}[wide]+".png"), wide)
			}
		}
	}
}

// shoot takes a picture of the page as it stands, so wide.
func (x *tab) shoot(path string, wide int64) {
	x.t.Helper()
	x.do(chromedp.EmulateViewport(wide, 900))
	b, err := chromedp.Run(x.ctx, chromedp.CaptureScreenshot())
	if err == nil {
		err = os.WriteFile(path, b, 0o600)
	}
	if err != nil {
		x.t.Fatal(err)
	}
}
