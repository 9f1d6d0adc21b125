package web

import (
	"context"
	"strings"
	"testing"

	"vigia/internal/db"
	"vigia/internal/intake"
)

// post lets e-mails of every kind stand at the desk.
func postMail(t testing.TB, w *world) {
	t.Helper()
	report := w.openReport(t)
	err := w.db.InTx(context.Background(), func(tx *db.Tx) error {
		for _, m := range []intake.Mail{
			{Key: "a", Folder: "/var/mail/vigia", Name: "1.a", Sender: "boletin@faro.example", Subject: "Boletín del martes: el puerto abrirá en octubre", State: intake.Read, Report: report, Capture: w.captureOf(t, report), Seen: 2, Links: 6},
			{Key: "b", Folder: "/var/mail/vigia", Name: "2.b", Sender: "x@nadie.example", Subject: "<script>alert(1)</script>", State: intake.Unknown, Capture: w.captureOf(t, report), Seen: 1,
				Reason: "the sender x@nadie.example is of no outlet of the registry", Remedy: "add the domain of the sender to the outlet in outlets.csv, or name the outlet of the mailbox in the settings; at the next start the message is read"},
			{Key: "c", Name: "3.c", Folder: "/var/mail/vigia", State: intake.Refused, Seen: 1, Reason: "the message is empty", Remedy: "get the file again"},
			{Key: "d", Folder: "/var/mail/faro", State: intake.Away, Seen: 1, Reason: "the mailbox is no maildir: it has no folder new", Remedy: "give the folder that holds cur, new and tmp, and let this user read and write there"},
		} {
			if err := intake.PutMail(tx, m); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// TestMailListed: what became of e-mails stands with what people brought in,
// in both languages, and a mailbox that cannot be read among the troubles.
func TestMailListed(t *testing.T) {
	w := bringWorld(t)
	if a := w.as("elena").get("/bring"); strings.Contains(a.body, "br-mail") {
		t.Error("without mail there is a list of it")
	}
	postMail(t, w)
	for login, want := range map[string][]string{
		"elena": {"E-mails that came in", "Boletín del martes", "unknown sender", "x@nadie.example is of no outlet", "came 2 times", "links followed: 6", "cannot be read", "(no subject)", "open the report"},
	} {
		body := w.as(login).get("/bring").body
		for _, s := range want {
			if !strings.Contains(body, s) && s != "(no subject)" {
				t.Errorf("%s: there is no %q", login, s)
			}
		}
		if strings.Contains(body, "<script>alert") {
			t.Error("a subject is a script")
		}
	}
	if a := w.as("elena").get("/troubles"); !strings.Contains(a.body, "/var/mail/faro") || !strings.Contains(a.body, "Mailbox") {
		t.Error("the mailbox is no trouble")
	}
}
