package pipeline_test

import (
	"context"
	"encoding/base64"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"vigia"
	"vigia/internal/article"
	"vigia/internal/db"
	"vigia/internal/db/dbtest"
	"vigia/internal/desk"
	"vigia/internal/evidence"
	"vigia/internal/intake"
	"vigia/internal/monitor"
	"vigia/internal/pipeline"
)

// maildir makes a mailbox, and deliver puts a message into it.
func maildir(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	for _, sub := range []string{"new", "cur", "tmp"} {
		if err := os.Mkdir(filepath.Join(dir, sub), 0o700); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

func deliver(t *testing.T, dir, name, message string) {
	t.Helper()
	if err := os.WriteFile(filepath.Join(dir, "new", name), []byte(message), 0o600); err != nil {
		t.Fatal(err)
	}
}

// newsletter is a message of two forms; links go into the HTML.
func newsletter(from, id, subject, links string) string {
	return "Received: by mx.casa.example\r\nFrom: " + from + "\r\nDate: Tue, 24 Aug 2021 07:30:00 -0500\r\nMessage-ID: <" + id + ">\r\nSubject: " + subject + "\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=m\r\n\r\n" +
		"--m\r\nContent-Type: multipart/alternative; boundary=a\r\n\r\n--a\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nlea el boletín en su navegador\r\n--a\r\nContent-Type: text/html; charset=utf-8\r\n\r\n" +
		page("El gobierno anunció las obras de "+id) + links + "<img src=\"https://faro.example/pixel?lector=1\">\r\n--a--\r\n"
}

const attachment = "--m\r\nContent-Type: application/pdf; name=informe.pdf\r\nContent-Transfer-Encoding: base64\r\n\r\n"

// postbox opens a pipeline that reads mailboxes, with an outlet of its own.
func postbox(t *testing.T, d *db.DB, host http.Handler, domains string, boxes ...pipeline.Mailbox) (*pipeline.Pipeline, pipeline.Parts) {
	t.Helper()
	_, parts := open(t, d, host)
	parts.Monitor.Outlets = append(parts.Monitor.Outlets, monitor.Outlet{Key: "faro", Name: "El Faro", Domains: []string{domains}, Kind: vigia.MediaReport})
	parts.Mailboxes = boxes
	p, err := pipeline.New(context.Background(), slog.New(slog.DiscardHandler), parts)
	if err != nil {
		t.Fatal(err)
	}
	return p, parts
}

// collected lets a pipeline work until nothing is left.
func collected(t *testing.T, p *pipeline.Pipeline) {
	t.Helper()
	ctx := context.Background()
	if err := p.Start(ctx); err != nil {
		t.Fatal(err)
	}
	if _, err := p.Tick(ctx); err != nil {
		t.Fatal(err)
	}
	if err := p.Drain(ctx); err != nil {
		t.Fatal(err)
	}
	if err := p.Stop(ctx); err != nil {
		t.Fatal(err)
	}
}

// mails gives what is known of the mails, by subject.
func mails(t *testing.T, d *db.DB) map[string]intake.Mail {
	t.Helper()
	all, err := intake.RecentMail(context.Background(), d, 100)
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]intake.Mail{}
	for _, m := range all {
		out[m.Subject] = m
	}
	return out
}

func count(t *testing.T, d *db.DB, what string) (n int) {
	t.Helper()
	if err := d.QueryRow(context.Background(), `SELECT COUNT(*) FROM `+what).Scan(&n); err != nil {
		t.Fatal(err)
	}
	return n
}

func names(t *testing.T, dir string) (out []string) {
	t.Helper()
	es, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range es {
		out = append(out, e.Name())
	}
	return out
}

// TestMailbox: what is delivered is kept as what it is, read, and marked as
// seen; a second delivery, and a crash before the mark, change nothing; what
// is nobody's waits for the registry.
func TestMailbox(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := context.Background()
		dir := maildir(t)
		good := newsletter("=?utf-8?Q?El_Faro?= <boletin@news.faro.example>", "n1@faro.example", "=?utf-8?B?"+base64.StdEncoding.EncodeToString([]byte("Boletín del martes"))+"?=", "") +
			attachment + base64.StdEncoding.EncodeToString(leaflet()) + "\r\n--m--\r\n"
		deliver(t, dir, "1.a", good)
		deliver(t, dir, "2.b,U=7", "Delivered-To: otro@casa.example\r\n"+good)
		deliver(t, dir, "3.c", newsletter("otro@otro.example", "n2@otro.example", "De otro", "")+"--m--")
		deliver(t, dir, "4.d", "GIF89a")
		deliver(t, dir, "5.e", "")
		deliver(t, dir, "6.f", "From: boletin@faro.example\nSubject: Foto\nContent-Type: image/png\n\nPNG")
		box := pipeline.Mailbox{Path: dir}
		p, parts := postbox(t, d, nil, "faro.example", box)
		collected(t, p)
		if diff := cmp.Diff([]string{"1.a:2,S", "2.b,U=7:2,S", "3.c:2,S", "4.d:2,S", "5.e:2,S", "6.f:2,S"}, names(t, filepath.Join(dir, "cur"))); diff != "" || len(names(t, filepath.Join(dir, "new"))) > 0 {
			t.Fatal(diff)
		}
		ms := mails(t, d)
		m := ms["Boletín del martes"]
		if m.State != intake.Read || m.Seen != 2 || m.Sender != "boletin@news.faro.example" || m.Outlet != "faro" || m.Folder != dir || m.Links != 0 {
			t.Errorf("%+v", m)
		}
		r, err := article.Get(ctx, d, m.Report)
		if err != nil {
			t.Fatal(err)
		}
		if r.Title != "Boletín del martes" || r.Outlet != "faro" || !strings.Contains(r.Text, "la construcción del puerto") || r.Image != "" || r.URL != "" {
			t.Errorf("%+v", r)
		}
		if at := r.Published; at.At.Format("2006-01-02T15:04") != "2021-08-24T12:30" || at.Precision != vigia.ToSec || at.From != "mail" {
			t.Errorf("published: %+v", at)
		}
		proveMail(t, d, parts, m.Capture, dir, good)
		if n := count(t, d, "reports WHERE outlet = 'faro'"); n != 2 { // the message, and the PDF that is attached
			t.Errorf("%d reports of the outlet", n)
		}
		for subject, want := range map[string]string{"De otro": intake.Unknown, "Foto": intake.Refused, "": intake.Refused} {
			if m := ms[subject]; m.State != want || m.Reason == "" || m.Remedy == "" || (subject != "" && m.Capture == "") {
				t.Errorf("%q: %+v", subject, m)
			}
		}
		before := [3]int{count(t, d, "captures"), count(t, d, "reports"), count(t, d, "mails")}
		deliver(t, dir, "1.a", good) // as after a crash before the mark
		collected(t, p)
		if now := [3]int{count(t, d, "captures"), count(t, d, "reports"), count(t, d, "mails")}; now != before {
			t.Errorf("a second time: %v, was %v", now, before)
		}
		// The registry learns whose the other one is.
		parts.Monitor.Outlets = append(parts.Monitor.Outlets, monitor.Outlet{Key: "otro", Name: "El Otro", Domains: []string{"otro.example"}, Kind: vigia.MediaReport})
		if p, err = pipeline.New(ctx, slog.New(slog.DiscardHandler), parts); err != nil {
			t.Fatal(err)
		}
		collected(t, p)
		if m := mails(t, d)["De otro"]; m.State != intake.Read || m.Report == "" || m.Outlet != "otro" {
			t.Errorf("known by now: %+v", m)
		}
		ts, err := desk.Troubles(ctx, d, 20)
		if err != nil || strings.Contains(fmt.Sprint(ts), "otro.example") {
			t.Errorf("%+v, %v", ts, err)
		}
	})
}

// proveMail looks at the evidence of a mail: the bytes as they came, and that
// nobody fetched them.
func proveMail(t *testing.T, d *db.DB, parts pipeline.Parts, capture, dir, raw string) {
	t.Helper()
	c, err := evidence.Get(context.Background(), d, capture)
	if err != nil || !c.Given() || c.Via != evidence.ViaMail || c.ContentType != "message/rfc822" {
		t.Fatalf("%+v, %v", c, err)
	}
	gz, err := parts.Evidence.Record(c)
	if err != nil {
		t.Fatal(err)
	}
	if sha, err := evidence.VerifyRecord(gz); err != nil || sha != evidence.Sum([]byte(raw)) {
		t.Errorf("the record: %s, %v", sha, err)
	}
	about := evidence.About(gz)
	for name, want := range map[string]string{"fetched": "no", "via": "mail", "mail-message-id": "n1@faro.example", "mail-from": "boletin@news.faro.example",
		"mail-date": "2021-08-24T12:30:00Z", "mail-folder": dir, "file": "1.a"} {
		if diff := cmp.Diff([]string{want}, about[name]); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
}

// TestMailLinks: the reports that a message links to are captured, those of its
// own outlet only, and no address that ends the subscription.
func TestMailLinks(t *testing.T) {
	d := dbtest.Lite(t)
	dir := maildir(t)
	asked := map[string]bool{}
	host := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		asked[r.Host+r.URL.Path] = true
		if r.URL.Path == "/robots.txt" {
			http.NotFound(w, r)
			return
		}
		io.WriteString(w, page("Noticia "+r.URL.Path))
	})
	links := "<ul>"
	for i := range 6 {
		links += fmt.Sprintf(`<li><h2><a href="https://www.google.com/url?q=https://faro.example/noticias/2021/08/24/el-puerto-del-norte-%d">El puerto del norte abrirá en octubre, dice el ministro %d</a></h2><p>Lo dijo ayer.</p></li>`, i, i)
	}
	links += `</ul><a href="https://otro.example/noticias/2021/08/24/una-noticia-de-otros">Una noticia de otros que no conocemos</a>
<p><a href="https://faro.example/unsubscribe/2021/08/24/lector-numero-cuatro">Dejar de recibir este boletín de noticias</a></p><p><a href="https://clicks.example/t?u=4">El puerto del sur cerrará en octubre</a></p>`
	deliver(t, dir, "1", newsletter("boletin@faro.example", "n1@faro.example", "Hoy", links)+"--m--")
	_, parts := postbox(t, d, host, "faro.example", pipeline.Mailbox{Path: dir, Follow: true})
	source := monitor.Feed{Outlet: "faro", URL: "https://faro.example/rss", Title: "El Faro", Kind: "rss", Language: "es"}
	parts.Monitor.Feeds = []monitor.Feed{source}
	p, err := pipeline.New(context.Background(), slog.New(slog.DiscardHandler), parts)
	if err != nil {
		t.Fatal(err)
	}
	collected(t, p)
	collected(t, p)
	if m := mails(t, d)["Hoy"]; m.State != intake.Read || m.Links != 6 {
		t.Errorf("%+v", m)
	}
	if n := count(t, d, "finds"); n != 6 {
		t.Errorf("%d addresses", n)
	}
	for a := range asked {
		if !strings.HasPrefix(a, "faro.example/noticias/") && !strings.HasSuffix(a, "/robots.txt") && a != "faro.example/rss" {
			t.Errorf("%s was asked", a)
		}
	}
}

// TestImportMail: a message in a file, and a whole maildir, come in as a
// mailbox's do; the same again adds nothing.
func TestImportMail(t *testing.T) {
	d := dbtest.Lite(t)
	p, _ := open(t, d, nil)
	dir := maildir(t)
	deliver(t, dir, "1.x:2,S", newsletter("quien@nadie.example", "a@nadie.example", "Uno", "")+attachment+base64.StdEncoding.EncodeToString(leaflet())+"\r\n--m--")
	deliver(t, dir, "2.x", "MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=x\r\nMessage-ID: <b@nadie.example>\r\nFrom: a@nadie.example\r\nDate: Tue, 24 Aug 2021 07:30:00 -0500\r\nSubject: Dos\r\n\r\n--x\r\n\r\nUn texto bastante largo de una noticia.\r\n--x--")
	deliver(t, dir, "many", "From a@b Tue Aug 24 07:30:00 2021\nFrom: a@b\nDate: x\nSubject: y\n\nHola\n\nFrom a@b Tue Aug 24 07:30:00 2021\nFrom: a@b\n\nHola\n")
	for round, want := range []pipeline.Totals{{Read: 3, Refused: 1}, {Duplicate: 3, Refused: 1}} {
		var total pipeline.Totals
		for a, err := range p.Import(context.Background(), pipeline.Inputs([]string{dir})) {
			if err != nil {
				t.Fatal(err)
			}
			if a.Outcome == pipeline.Refused && (a.Remedy == "" || !strings.Contains(a.Reason, "mbox")) {
				t.Errorf("%+v", a)
			}
			total.Add(a)
		}
		if diff := cmp.Diff(want, total); diff != "" {
			t.Errorf("round %d: %s", round, diff)
		}
	}
	by := analyst(t, d, "ana", desk.Analyst)
	it, err := take(t, p, by, "", "boletin.eml", []byte(newsletter("quien@nadie.example", "c@nadie.example", "Tres", "")+attachment+base64.StdEncoding.EncodeToString(append(leaflet(), '\n'))+"\r\n--m--"))
	if err != nil || it.State != intake.Read || it.Report == "" {
		t.Errorf("%+v, %v", it, err)
	}
	if n := count(t, d, "reports"); n != 5 {
		t.Errorf("%d reports", n)
	}
	for x, err := range p.Reread(context.Background(), pipeline.RereadFilter{All: true}) {
		if err != nil || x.Outcome != pipeline.Same {
			t.Errorf("read again: %+v, %v", x, err)
		}
	}
}

// TestMailboxAway: a mailbox that cannot be read is a trouble with a remedy,
// until it can.
func TestMailboxAway(t *testing.T) {
	ctx := context.Background()
	d := dbtest.Lite(t)
	dir := filepath.Join(t.TempDir(), "box")
	p, _ := postbox(t, d, nil, "faro.example", pipeline.Mailbox{Path: dir})
	collected(t, p)
	ts, err := desk.Troubles(ctx, d, 10)
	if err != nil || len(ts) != 1 || ts[0].What != "mailbox" || ts[0].Where != dir || ts[0].Remedy == "" {
		t.Fatalf("%+v, %v", ts, err)
	}
	if err := os.Rename(maildir(t), dir); err != nil {
		t.Fatal(err)
	}
	collected(t, p)
	if ts, err = desk.Troubles(ctx, d, 10); err != nil || len(ts) != 0 {
		t.Errorf("%+v, %v", ts, err)
	}
}

func TestMailboxes(t *testing.T) {
	got, err := pipeline.Mailboxes(" /var/mail/a b\n/var/mail/faro = faro ; /x;\n", true)
	if diff := cmp.Diff([]pipeline.Mailbox{{Path: "/var/mail/a b", Follow: true}, {Path: "/var/mail/faro", Outlet: "faro", Follow: true}, {Path: "/x", Follow: true}}, got); diff != "" || err != nil {
		t.Error(diff, err)
	}
	for _, wrong := range []string{"/a = ", " = faro", "/a;/a"} {
		if _, err := pipeline.Mailboxes(wrong, false); err == nil {
			t.Errorf("%q is taken", wrong)
		}
	}
}
