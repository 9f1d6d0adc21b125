package mail_test

import (
	"encoding/base64"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"vigia"
	"vigia/internal/mail"
)

const head = "From: El Faro <boletin@faro.example>\r\nTo: lector@casa.example\r\nDate: Tue, 24 Aug 2021 07:30:00 -0500\r\nMessage-ID: <n1@faro.example>\r\nSubject: El puerto\r\nMIME-Version: 1.0\r\n"

func nested(deep int) string {
	var b strings.Builder
	b.WriteString(head)
	for i := range deep {
		fmt.Fprintf(&b, "Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n", i, i)
	}
	return b.String() + "Content-Type: text/plain\r\n\r\nthe bottom\r\n"
}

// TestRead: messages as they come, and what is read of them.
func TestRead(t *testing.T) {
	type want struct {
		ID, From, Name, Subject, Date string
		Texts, Attached               []string // type: body
		Doubts                        []string
	}
	usual := want{ID: "n1@faro.example", From: "boletin@faro.example", Name: "El Faro", Subject: "El puerto", Date: "2021-08-24T12:30:00Z"}
	with := func(f func(*want)) want { w := usual; f(&w); return w }
	for name, c := range map[string]struct {
		message string
		want    want
		err     string
	}{
		"plain text": {head + "\r\nHola\r\n", with(func(w *want) { w.Texts = []string{"text/plain: Hola\r\n"} }), ""},
		"the HTML of two forms": {head + "Content-Type: multipart/alternative; boundary=\"x y\"\r\n\r\nold programs\r\n--x y\r\nContent-Type: text/plain\r\n\r\nHola\r\n--x y\r\nContent-Type: text/html; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n<p>=C2=A1Hola=\r\n!</p>\r\n--x y--\r\nafter",
			with(func(w *want) { w.Texts = []string{"text/html: <p>¡Hola!</p>", "text/plain: Hola"} }), ""},
		"a PDF and what is not read": {head + "Content-Type: multipart/mixed; boundary=a\n\n--a\nContent-Type: multipart/related; boundary=a1\n\n--a1\nContent-Type: text/html\n\n<p>x</p>\n--a1\nContent-Type: image/png\n\nPNG\n--a1--\n--a\nContent-Type: application/octet-stream; name=\"=?utf-8?Q?informe_a=C3=B1o.pdf?=\"\nContent-Transfer-Encoding: base64\n\nJVBE\nRi0=\n--a\nContent-Type: application/zip\n\nPK\n--a--\n",
			with(func(w *want) {
				w.Texts, w.Attached, w.Doubts = []string{"text/html: <p>x</p>"}, []string{"informe año.pdf: %PDF-"}, []string{"an attached file of the kind application/zip was not read"}
			}), ""},
		"a letter cut between two words, in another charset": {strings.Replace(head, "El puerto", "=?UTF-8?B?"+base64.StdEncoding.EncodeToString([]byte("Порт")[:3])+"?=\r\n =?utf-8?B?"+base64.StdEncoding.EncodeToString([]byte("Порт")[3:])+"?= =?windows-1251?Q?=E3=EE=F0=EE=E4?= x", 1) + "\r\nHola",
			with(func(w *want) { w.Subject, w.Texts = "Портгород x", []string{"text/plain: Hola"} }), ""},
		"a name that looks like an address": {strings.Replace(head, "El Faro <boletin@faro.example>", `"boletin@faro.example" <x@mal.example>`, 1) + "\r\nHola",
			with(func(w *want) {
				w.From, w.Name, w.Texts = "x@mal.example", "boletin@faro.example", []string{"text/plain: Hola"}
			}), ""},
		"a broken sender": {strings.Replace(head, "El Faro <boletin@faro.example>", `boletin@faro.example, <x@mal.example`, 1) + "\r\nHola",
			with(func(w *want) {
				w.From, w.Name, w.Texts = "x@mal.example", "boletin@faro.example,", []string{"text/plain: Hola"}
			}), ""},
		"nobody, no day, no id": {"Subject: =?x-unknown?B?SG9sYQ==?=\nDate: soon\nnonsense\n: x\n\nHola", want{Subject: "Hola", Texts: []string{"text/plain: Hola"},
			Doubts: []string{"the message does not say who sent it", "the message does not say when it was sent"}}, ""},
		"cut off": {head + "Content-Type: multipart/mixed; boundary=a\n\n--a\nContent-Type: text/plain\nContent-Transfer-Encoding: base64\n\nSG9sYQ",
			with(func(w *want) {
				w.Texts, w.Doubts = []string{"text/plain: Hola"}, []string{"the message breaks off before its end"}
			}), ""},
		"a mail in a mail, a file of text": {head + "Content-Type: multipart/mixed; boundary=a\n\n--a\n\nHola\n--a\nContent-Type: message/rfc822\n\nFrom: x\n\nno\n--a\nContent-Disposition: attachment; filename=a.txt\n\nno\n--a--",
			with(func(w *want) {
				w.Texts, w.Doubts = []string{"text/plain: Hola"}, []string{"it holds another message, which was not read", "an attached file of the kind text/plain was not read"}
			}), ""},
		"too deep": {nested(40), usual, "the message has no text"},
		"deep enough": {nested(8), with(func(w *want) {
			w.Texts, w.Doubts = []string{"text/plain: the bottom"}, []string{"the message breaks off before its end"}
		}), ""},
		"a picture":   {head + "Content-Type: image/jpeg\n\nJFIF", usual, "the message has no text"},
		"no boundary": {head + "Content-Type: multipart/mixed\n\n--a\n\nHola", usual, "the message has no text"},
		"no message":  {"GET / HTTP/1.1\r\nHost: a.example\r\n\r\n", want{}, "it has no header"},
		"no header":   {"Hola\n\nHola", want{}, "it has no header"},
		"mbox and 8 bit": {"From x Tue Aug 24 07:30:00 2021\n" + strings.Replace(head, "El puerto", "El a\xf1o del puerto de la regi\xf3n", 1) + "\nHola",
			with(func(w *want) { w.Subject, w.Texts = "El año del puerto de la región", []string{"text/plain: Hola"} }), ""},
	} {
		t.Run(name, func(t *testing.T) {
			m, err := mail.Read([]byte(c.message))
			if c.err != "" {
				var p *vigia.Problem
				if !errors.As(err, &p) || p.Remedy == "" || !strings.Contains(p.What, c.err) {
					t.Fatalf("%v, want a problem: %s", err, c.err)
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			got := want{ID: m.ID, From: m.From, Name: m.FromName, Subject: m.Subject, Doubts: m.Doubts}
			if m.Date.Known() {
				got.Date = m.Date.At.Format(time.RFC3339)
			}
			for _, p := range m.Texts {
				got.Texts = append(got.Texts, p.Type+": "+string(p.Body))
			}
			for _, p := range m.Attached {
				got.Attached = append(got.Attached, p.Name+": "+string(p.Body))
			}
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// TestKey: one message is one, by its id and its sender.
func TestKey(t *testing.T) {
	read := func(s string) *mail.Message { m, _ := mail.Read([]byte(s)); return m }
	a, b := read(head+"\r\nHola"), read("Received: by x\r\n"+head+"\r\nHola")
	if a.Key("1") != b.Key("2") {
		t.Errorf("delivered twice: %q and %q", a.Key("1"), b.Key("2"))
	}
	other := read(strings.Replace(head, "boletin@faro", "boletin@mal", 1) + "\r\nHola")
	if a.Key("1") == other.Key("1") {
		t.Error("another sender's message passes for this one")
	}
	if none := read(strings.Replace(head, "Message-ID", "X-ID", 1) + "\r\nHola"); none.Key("1") == none.Key("2") {
		t.Error("without an id different bytes are one message")
	}
}

// TestManyParts: a message of more parts than any has is read as far as that.
func TestManyParts(t *testing.T) {
	m, err := mail.Read([]byte(head + "Content-Type: multipart/mixed; boundary=a\n\n" + strings.Repeat("--a\n\nx\n", 5000)))
	if err != nil || len(m.Texts) == 0 || len(m.Texts) > 500 || !strings.Contains(strings.Join(m.Doubts, ";"), "more than") {
		t.Errorf("%d texts, %v, %v", len(m.Texts), m.Doubts, err)
	}
	m, err = mail.Read([]byte(head + "X: " + strings.Repeat("a\n b", 1<<20) + "\n\nHola"))
	if m.From == "" || !strings.Contains(strings.Join(m.Doubts, ";"), "header is longer") {
		t.Errorf("a long header: %+v, %v", m, err)
	}
}

// FuzzRead: no bytes make the reader stumble, and what it gives is bounded by
// what it got.
func FuzzRead(f *testing.F) {
	f.Add([]byte(head + "Content-Type: multipart/mixed; boundary=a\n\n--a\nContent-Type: text/html\nContent-Transfer-Encoding: base64\n\nSG9sYQ==\n--a--"))
	f.Add([]byte(nested(12)))
	f.Add([]byte("From: =?utf-8?q?=F?= <a@b\nSubject: =?a?B?=\n\n="))
	seeds, _ := filepath.Glob("../../../shared/data/security/http_mail/files/*")
	for i, name := range seeds {
		if b, err := os.ReadFile(name); err == nil && i%4 == 0 && len(b) < 32<<10 {
			f.Add(b)
		}
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		m, err := mail.Read(b)
		if m == nil {
			t.Fatal("no message")
		}
		var p *vigia.Problem
		if err != nil && (!errors.As(err, &p) || p.Remedy == "") {
			t.Fatalf("%v", err)
		}
		size := 0
		for _, x := range append(m.Texts, m.Attached...) {
			size += len(x.Body)
		}
		if size > len(b) {
			t.Errorf("%d bytes of text from %d", size, len(b))
		}
		for _, s := range []string{m.ID, m.From, m.FromName, m.Subject, m.Domain()} {
			if !utf8.ValidString(s) {
				t.Errorf("%q is no text", s)
			}
			if strings.ContainsAny(s, "\r\n") {
				t.Errorf("%q has lines", s)
			}
		}
		if a, _ := mail.Read(b); a.Key("x") != m.Key("x") {
			t.Error("two readings differ")
		}
	})
}
