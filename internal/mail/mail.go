// Package mail reads e-mail messages: who sent what and when, the text in its
// best form, and what is attached.
//
// It is pure, and lenient as mail programs are: a header line that is none, an
// encoding that breaks off or a part without an end is left out with a doubt,
// and what can be read is. Nothing that a message points to is fetched.
//
// A message is a stranger's. Its size, header, parts and nesting are bounded,
// all work is linear in its length, and no bytes make it panic. Whom it names
// as its sender is its own word.
package mail

import (
	"bytes"
	"fmt"
	"net/mail"
	"slices"
	"strings"
	"time"

	"vigia"
)

// The limits of what is read.
const (
	MaxBytes  = 50 << 20  // of a message
	maxHeader = 256 << 10 // of a header, the message's or a part's
	maxField  = 8 << 10   // of one field
	maxParts  = 500
	maxDepth  = 10 // of parts in parts
)

// Message is what a message says.
type Message struct {
	ID       string // without brackets, "" if it has none
	From     string // address of the sender, in lower case
	FromName string // as the sender calls itself
	Subject  string
	Date     vigia.Date // when it says it was sent
	Texts    []Part     // what is to be read, the best form first
	Attached []Part     // files, without pictures
	Doubts   []string
}

// Part is a text or file of a message, decoded from how it was sent.
type Part struct {
	Type string // media type, in lower case: text/html
	// ContentType is the whole field, with the charset.
	ContentType string
	Name        string // of the file, "" if not said
	Body        []byte
}

// Domain is the domain of the sender, "" if there is none.
func (m *Message) Domain() string {
	_, domain, _ := strings.Cut(m.From, "@")
	return domain
}

// Key tells messages apart: two with one Message-ID and one sender are one,
// and so are two of the same bytes where there is none. Another sender's
// message cannot pass for this one by taking its Message-ID.
func (m *Message) Key(sha256 string) string {
	if m == nil || m.ID == "" {
		return "sha256:" + sha256
	}
	return m.ID + " " + m.From
}

// Read reads a message. Errors are *vigia.Problem; the message is then what
// could be told of it all the same, never nil.
func Read(b []byte) (*Message, error) {
	m := &Message{}
	if len(b) > MaxBytes {
		return m, invalid(fmt.Sprintf("the message is larger than %d MiB", MaxBytes>>20), "bring in the part that matters as a file")
	}
	b = bytes.TrimLeft(b, "\r\n")
	if bytes.HasPrefix(b, []byte("From ")) { // as an mbox and some deliveries begin
		_, b, _ = bytes.Cut(b, []byte("\n"))
	}
	h, body, cut := split(b)
	if cut {
		m.doubt("the header is longer than %d KiB: only its beginning was read", maxHeader>>10)
	}
	if h["From"] == "" && h["Subject"] == "" && h["Date"] == "" && h["Message-Id"] == "" {
		return m, invalid("it is no e-mail message: it has no header", "look at the file: it may be cut off, or no message at all")
	}
	m.head(h)
	w := walker{m: m}
	w.part(h, body, 0)
	m.best()
	if len(m.Texts) == 0 && len(m.Attached) == 0 {
		return m, invalid("the message has no text", "look at it in a mail program: it may be encrypted, or a picture")
	}
	return m, nil
}

func invalid(what, remedy string) error {
	return &vigia.Problem{Kind: vigia.ErrInvalid, What: what, Remedy: remedy}
}

// doubt notes something once.
func (m *Message) doubt(format string, args ...any) {
	if d := fmt.Sprintf(format, args...); !slices.Contains(m.Doubts, d) {
		m.Doubts = append(m.Doubts, d)
	}
}

// head reads the fields that say whose message it is.
func (m *Message) head(h header) {
	m.Subject = decodeWords(h["Subject"])
	m.ID = messageID(h["Message-Id"])
	m.From, m.FromName = sender(h["From"])
	if m.From == "" {
		m.doubt("the message does not say who sent it")
	}
	switch at, err := mail.ParseDate(h["Date"]); {
	case err != nil || at.Year() < 1980 || at.Year() > 2200:
		m.doubt("the message does not say when it was sent")
	default:
		m.Date = vigia.Date{At: at.UTC().Truncate(time.Second), Precision: vigia.ToSec, From: "mail"}
	}
}

// best puts HTML before plain text, as the one that the sender made with care.
func (m *Message) best() {
	html := func(p Part) int {
		if p.Type == "text/plain" {
			return 1
		}
		return 0
	}
	slices.SortStableFunc(m.Texts, func(a, b Part) int { return html(a) - html(b) })
}
