package pipeline_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"vigia"
	"vigia/internal/article"
	"vigia/internal/db"
	"vigia/internal/db/dbtest"
	"vigia/internal/desk"
	"vigia/internal/evidence"
	"vigia/internal/intake"
	"vigia/internal/pipeline"
)

// analyst hires somebody.
func analyst(t *testing.T, d *db.DB, login string, role desk.Role) (p desk.Person) {
	t.Helper()
	err := d.InTx(context.Background(), func(tx *db.Tx) (err error) {
		p, err = desk.AddPerson(tx, desk.Person{}, desk.Person{Login: login, Name: "Ana " + login, Role: role, Language: "es"}, "una clave bastante larga")
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// leaflet is a PDF file of two pages.
func leaflet() []byte {
	content := []string{"BT /F1 22 Tf 72 760 Td (A treaty on the southern port) Tj ET BT /F1 11 Tf 72 700 Td (The ministers of both countries met in the capital on Monday) Tj 0 -14 Td (and signed what they called a treaty of friend-) Tj 0 -14 Td (ship, the paper of the ministry says.) Tj ET",
		"BT /F1 11 Tf 72 700 Td (Nobody outside of the room has seen the second annex of it.) Tj ET"}
	var b strings.Builder
	b.WriteString("%PDF-1.4\n1 0 obj <</Type/Catalog/Pages 2 0 R>> endobj\n2 0 obj <</Type/Pages/Kids[4 0 R 6 0 R]/MediaBox[0 0 595 842]/Resources<</Font<</F1 3 0 R>>>>>> endobj\n3 0 obj <</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>> endobj\n")
	for i, c := range content {
		fmt.Fprintf(&b, "%d 0 obj <</Type/Page/Parent 2 0 R/Contents %d 0 R>> endobj\n%d 0 obj <</Length %d>> stream\n%s\nendstream endobj\n", 4+2*i, 5+2*i, 5+2*i, len(c), c)
	}
	b.WriteString("trailer <</Root 1 0 R>>\n")
	return []byte(b.String())
}

func take(t *testing.T, p *pipeline.Pipeline, by desk.Person, url, name string, body []byte) (intake.Item, error) {
	t.Helper()
	it, err := intake.New(by.ID, url, name, "as seen on the wall", "2021-08-19", time.Now())
	if err != nil {
		t.Fatal(err)
	}
	return p.Upload(context.Background(), by, it, "application/octet-stream", body)
}

// TestUpload: a file that a person brings is kept as a resource that says so,
// read, and stands at the desk; its pages are known line by line.
func TestUpload(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := context.Background()
		p, parts := open(t, d, nil)
		by := analyst(t, d, "ana", desk.Analyst)
		it, err := take(t, p, by, "https://ministry.example/treaty.pdf", "treaty.pdf", leaflet())
		if err != nil || it.State != intake.Read || it.Known {
			t.Fatalf("%+v, %v", it, err)
		}
		r, err := article.Get(ctx, d, it.Report)
		if err != nil {
			t.Fatal(err)
		}
		want := "The ministers of both countries met in the capital on Monday and signed what they called a treaty of friendship, the paper of the ministry says.\n\nNobody outside of the room has seen the second annex of it."
		if diff := cmp.Diff([]string{"A treaty on the southern port", want, "https://ministry.example/treaty.pdf"}, []string{r.Title, r.Text, r.URL}); diff != "" {
			t.Error(diff)
		}
		places, err := article.PlacesOf(ctx, d, r.ID)
		if err != nil {
			t.Fatal(err)
		}
		for words, page := range map[string]int{"ministers": 1, "friendship": 1, "paper": 1, "Nobody": 2, "annex": 2} {
			if at, ok := article.PlaceOf(places[r.ID], strings.Index(r.Text, words)); !ok || at.Page != page || at.X0 < 60 || at.Y1 < at.Y0 {
				t.Errorf("%q stands at %+v, want page %d", words, at, page)
			}
		}
		c, err := evidence.Get(ctx, d, it.Capture)
		if err != nil || c.Via != evidence.ViaUpload || !c.Given() {
			t.Fatalf("%+v, %v", c, err)
		}
		gz, err := parts.Evidence.Record(c)
		if err != nil {
			t.Fatal(err)
		}
		if sha, err := evidence.VerifyRecord(gz); err != nil || sha != evidence.Sum(leaflet()) {
			t.Errorf("the record: %s, %v", sha, err)
		}
		about := evidence.About(gz)
		if diff := cmp.Diff([]string{"no", "upload", by.Name, "2021-08-19", "treaty.pdf"}, []string{about["fetched"][0], about["via"][0], about["brought-by"][0], about["seen"][0], about["file"][0]}); diff != "" {
			t.Error(diff)
		}
		if strings.Contains(fmt.Sprint(about), "wall") {
			t.Error("the note, which is the desk's own affair, stands in the evidence")
		}
		again, err := take(t, p, by, "https://ministry.example/treaty.pdf", "treaty.pdf", leaflet())
		if err != nil || !again.Known || again.Report != it.Report || again.Capture != it.Capture {
			t.Errorf("a second time: %+v, %v", again, err)
		}
	})
}

// TestUploadRefused: what is no page says what it is; what is one and cannot be
// read is kept, with the reason.
func TestUploadRefused(t *testing.T) {
	d := dbtest.Lite(t)
	p, _ := open(t, d, nil)
	by := analyst(t, d, "ana", desk.Analyst)
	for name, want := range map[string]string{
		"feed.xml": "a feed or a list", "x.bin": "the file is a binary file", "empty.html": "the file is empty", "page.mhtml": "MHTML", "notes.md": "holds no HTML",
	} {
		body := map[string]string{"feed.xml": "<rss><channel><item><title>A</title><link>https://a.example</link></item></channel></rss>", "x.bin": strings.Repeat("\x01\x02\x03\xff", 300),
			"page.mhtml": "From: <Saved by Blink>\r\nMIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=x\r\n\r\n--x", "notes.md": "just words"}[name]
		_, err := take(t, p, by, "", name, []byte(body))
		var told *vigia.Problem
		if !errors.As(err, &told) || !strings.Contains(told.What, want) || told.Remedy == "" {
			t.Errorf("%s: %v", name, err)
		}
	}
	it, err := take(t, p, by, "", "scan.pdf", []byte("%PDF-1.4\nnothing in it"))
	if err != nil || it.State != intake.Refused || it.Capture == "" || !strings.Contains(it.Reason, "is broken") || it.Remedy == "" {
		t.Errorf("a broken file: %+v, %v", it, err)
	}
	if _, err := take(t, p, analyst(t, d, "teresa", desk.Translator), "", "a.html", []byte(page("Nueva"))); !errors.Is(err, vigia.ErrForbidden) {
		t.Errorf("somebody who may not: %v", err)
	}
}

// TestAsk: an address that a person asks for is fetched in the queue; one that
// fails for a while is tried again, one that refuses us is not.
func TestAsk(t *testing.T) {
	ctx := context.Background()
	d := dbtest.Lite(t)
	tries := 0
	host := http.NewServeMux()
	host.HandleFunc("/good", func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, page("Un puerto nuevo")) })
	host.HandleFunc("/weak", func(w http.ResponseWriter, _ *http.Request) { tries++; w.WriteHeader(http.StatusServiceUnavailable) })
	host.HandleFunc("/closed", func(w http.ResponseWriter, _ *http.Request) { http.Error(w, "not for you", http.StatusForbidden) })
	host.HandleFunc("/robots.txt", http.NotFound)
	p, _ := open(t, d, host)
	by := analyst(t, d, "ana", desk.Analyst)
	ids := map[string]string{}
	for _, path := range []string{"good", "weak", "closed"} {
		it, err := intake.New(by.ID, "https://"+path+".example/"+path, "", "", "", time.Now())
		if err != nil {
			t.Fatal(err)
		}
		if it, err = p.Ask(ctx, by, it); err != nil || it.State != intake.Waiting {
			t.Fatalf("%s: %+v, %v", path, it, err)
		}
		ids[path] = it.ID
	}
	if err := p.Start(ctx); err != nil {
		t.Fatal(err)
	}
	if err := p.Drain(ctx); err != nil {
		t.Fatal(err)
	}
	if err := p.Stop(ctx); err != nil {
		t.Fatal(err)
	}
	for path, want := range map[string]string{"good": intake.Read, "weak": intake.Waiting, "closed": intake.Refused} {
		it, err := intake.Get(ctx, d, ids[path])
		if err != nil || it.State != want {
			t.Errorf("%s: %+v, %v", path, it, err)
			continue
		}
		switch path {
		case "good":
			c, err := evidence.Get(ctx, d, it.Capture)
			if err != nil || c.Given() || it.Report == "" {
				t.Errorf("good: %+v, %v", c, err)
			}
			same := it
			if same, err = p.Ask(ctx, by, intake.Item{URL: it.URL}); err != nil || !same.Known || same.Report != it.Report {
				t.Errorf("asked for again: %+v, %v", same, err)
			}
		case "weak":
			if it.Tries != 1 || tries != 1 || !it.DueAt.After(time.Now()) || it.Reason == "" {
				t.Errorf("weak: %d requests, %+v", tries, it)
			}
		case "closed":
			c, err := evidence.Get(ctx, d, it.Capture)
			if err != nil || it.Remedy == "" || c.Reason == "" || c.File == "" {
				t.Errorf("closed: %+v, %+v, %v", it, c, err)
			}
		}
	}
}
