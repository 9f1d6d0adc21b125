package pipeline

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"regexp"

	"vigia"
	"vigia/internal/address"
	"vigia/internal/article"
	"vigia/internal/db"
	"vigia/internal/evidence"
	"vigia/internal/intake"
	"vigia/internal/mail"
	"vigia/internal/scout"
	"vigia/internal/source"
)

// An e-mail is an input like any other whose evidence is the message itself.
// What is attached follows it as inputs of their own.

// mailType is the media type of a message, by which its capture is known.
const mailType = "message/rfc822"

// Letter is an e-mail among the inputs.
type Letter struct {
	Message *mail.Message
	Err     error  // why it cannot be read
	Folder  string // the mailbox that it came into, "" for an import
	File    string
	Outlet  string // whose it is, "" if the registry does not know the sender
	Follow  bool   // its links are to be captured
}

// letter is what becomes of an e-mail beside its report.
type letter struct {
	row   intake.Mail
	links []scout.Listed // to be captured
}

// letterInputs gives the inputs of a message that came into a mailbox: itself,
// and what is attached if it is known whose it is.
func (p *Pipeline) letterInputs(name string, b []byte, box Mailbox) (ins []Input) {
	l := &Letter{Folder: box.Path, File: name, Outlet: box.Outlet, Follow: box.Follow}
	if l.Message, l.Err = mail.Read(b); l.Outlet == "" {
		l.Outlet, _ = p.registry.ByHost(l.Message.Domain())
	}
	eachLetter(name, b, l, l.Outlet != "", func(in Input) bool { ins = append(ins, in); return true })
	return ins
}

// oneLetter gives the inputs of a message in a file.
func oneLetter(name, base string, b []byte, yield func(Input) bool) bool {
	if mbox.Match(b) {
		return yield(Input{Name: name, Err: bad("it is a file of many e-mails (mbox)", "bring the messages in one by one as .eml, or as a maildir")})
	}
	l := &Letter{File: base}
	l.Message, l.Err = mail.Read(b)
	return eachLetter(name, b, l, true, yield)
}

// mbox finds the line with which the second message of a file of many begins.
var mbox = regexp.MustCompile(`\AFrom [^\n]*\n(?s:.*)\n\r?\nFrom \S+ [A-Z][a-z]{2} [A-Z][a-z]{2} `)

func eachLetter(name string, b []byte, l *Letter, attached bool, yield func(Input) bool) bool {
	via := evidence.ViaImport
	if l.Folder != "" {
		via = evidence.ViaMail
	}
	m := l.Message
	brought := func(file string) *evidence.Brought {
		return &evidence.Brought{Via: via, Name: file, Mail: &evidence.Mail{ID: m.ID, From: m.From, Date: m.Date.At, Folder: l.Folder}}
	}
	if !yield(Input{Name: name, Body: b, ContentType: mailType, Brought: brought(l.File), Letter: l}) {
		return false
	}
	if l.Err != nil || !attached {
		return true
	}
	for i, part := range m.Attached {
		in := Input{Name: fmt.Sprintf("%s#%d", name, i+1), Body: part.Body, ContentType: part.Type, Outlet: l.Outlet, Brought: brought(part.Name)}
		if len(part.Body) == 0 {
			in = Input{Name: in.Name, Err: bad("the attached file is empty", again)}
		}
		if !yield(in) {
			return false
		}
	}
	return true
}

// looksLikeMail tells a message by its first lines: only fields, among them
// those that every message has.
func looksLikeMail(b []byte) bool {
	head := b[:min(len(b), 16<<10)]
	return mailStart.Match(head) && len(mailFields.FindAll(head, 3)) == 3
}

var (
	mailStart  = regexp.MustCompile(`^(?:From [^\n]*\n)?[A-Za-z][A-Za-z0-9-]*:`)
	mailFields = regexp.MustCompile(`(?mi)^(?:from|to|date|subject|message-id|received|return-path|delivered-to|mime-version):`)
)

// openLetter makes the row of an e-mail; known tells that it was here before,
// and nothing is to be done but to count it.
func (p *Pipeline) openLetter(ctx context.Context, in Input, a *prepared) (known bool, err error) {
	l := in.Letter
	m := l.Message
	if l.Outlet == "" {
		l.Outlet, _ = p.registry.ByHost(m.Domain())
	}
	a.letter = &letter{row: intake.Mail{Key: m.Key(digest(in.Body)), Folder: l.Folder, Name: l.File, MessageID: m.ID, Sender: m.From,
		Subject: m.Subject, SentAt: m.Date.At, Outlet: l.Outlet}}
	before, known, err := intake.MailByKey(ctx, p.DB, a.letter.row.Key)
	if err != nil || !known {
		return false, err
	}
	if before.State != intake.Read && (before.Capture == "" || l.Outlet != "" || l.Folder == "") {
		return false, nil // it may be read now
	}
	a.account.Outcome, a.account.Report, a.account.Title = Duplicate, before.Report, before.Subject
	return true, nil
}

// recall counts an e-mail that came again; twice tells that nothing else is to
// be done: it was here, or stands before this one in the same batch.
func (p *Pipeline) recall(tx *db.Tx, a *prepared) (twice bool, err error) {
	before, known, err := intake.MailByKey(tx.Context(), tx, a.letter.row.Key)
	if err != nil || !known {
		return false, err
	}
	a.letter.row.Seen = before.Seen
	if a.capture.ID != "" && before.State != intake.Read {
		return false, nil
	}
	before.Seen++
	a.account.Outcome, a.account.Report, a.account.Title = Duplicate, before.Report, before.Subject
	return true, intake.PutMail(tx, before)
}

// settleLetter writes the row of an e-mail, and its links among the addresses
// that are to be captured.
func (p *Pipeline) settleLetter(tx *db.Tx, a *prepared) error {
	row := a.letter.row
	row.Seen++
	row.State, row.Capture, row.Report, row.Reason, row.Remedy = intake.Read, a.capture.ID, a.account.Report, "", ""
	if a.account.Outcome == Refused {
		row.State, row.Reason, row.Remedy = intake.Refused, a.account.Reason, a.account.Remedy
		var unknown *unknownSender
		if errors.As(a.misread, &unknown) {
			row.State = intake.Unknown
		}
	}
	if row.State == intake.Read && a.known { // it may have waited for the registry
		if err := article.Unmisread(tx, a.capture.ID); err != nil {
			return err
		}
	}
	if err := followLinks(tx, &row, a.letter.links); err != nil {
		return err
	}
	return intake.PutMail(tx, row)
}

// followLinks puts the links of an e-mail among the addresses of the first
// source of its outlet, whose pauses and failures then count for them too.
func followLinks(tx *db.Tx, row *intake.Mail, links []scout.Listed) error {
	if len(links) == 0 {
		return nil
	}
	src, err := source.FirstOf(tx.Context(), tx, row.Outlet)
	if errors.Is(err, vigia.ErrNotFound) {
		row.Reason, row.Remedy = "the links are not followed: the outlet has no source", "add a feed or a page of the outlet as a source"
		return nil
	}
	if err != nil {
		return err
	}
	for _, l := range links {
		if _, err := source.PutFind(tx, source.Find{Key: address.Key(l.URL), URL: l.URL, Source: src, Title: l.Title, Published: l.Published}); err != nil {
			return err
		}
		row.Links++
	}
	return nil
}

// unknownSender is the error of a message that came into a mailbox and is
// nobody's: whoever knows the address of the mailbox can write to it.
type unknownSender struct{ error }

func (e *unknownSender) Unwrap() error { return e.error }

// readLetter reads the report of a message, in the best of its forms that says
// something.
func (p *Pipeline) readLetter(c evidence.Capture, l *Letter) (article.Stored, error) {
	if l.Err != nil {
		return article.Stored{}, l.Err
	}
	m := l.Message
	if l.Outlet == "" && c.Via == evidence.ViaMail {
		return article.Stored{}, &unknownSender{bad(fmt.Sprintf("the sender %s is of no outlet of the registry", cmp.Or(m.From, "(none)")),
			"add the domain of the sender to the outlet in outlets.csv, or name the outlet of the mailbox in the settings; at the next start the message is read")}
	}
	r, err := readTexts(m)
	if err != nil {
		return article.Stored{}, err
	}
	s := p.stored(c, "", "", r)
	if s.Outlet = l.Outlet; s.Outlet != "" {
		if o, ok := p.registry.At(s.Outlet, s.DayAt); ok {
			s.Kind = o.Kind
		}
	}
	return s, nil
}

// readTexts reads the first of a message's texts that says something. Its
// subject is the title, its date the day; nothing that it claims of addresses
// counts, and no picture is taken over: it would tell the sender who reads.
func readTexts(m *mail.Message) (r article.Report, err error) {
	err = bad("the message has no text", "look at what is attached to it")
	for _, part := range m.Texts {
		read, bad := readPage(part.Body, part.ContentType, "")
		if bad != nil {
			err = bad
			continue
		}
		if err = nil; len(read.Text) >= len(r.Text) {
			r = read
		}
		if len(r.Text) >= enoughText {
			break
		}
	}
	if err != nil {
		return r, err
	}
	r.Canonical, r.Image, r.ImageCredit = "", "", ""
	if r.Provenance == nil {
		r.Provenance = map[string]string{}
	}
	if m.Subject != "" {
		r.Title, r.Provenance["title"] = m.Subject, "mail"
	}
	if m.Date.Known() {
		r.Published, r.Modified, r.Provenance["published"] = m.Date, vigia.Date{}, m.Date.From
	}
	if r.SiteName == "" {
		r.SiteName = m.FromName
	}
	r.Doubts = append(append(r.Doubts, m.Doubts...), "the sender is the message's own word")
	return r, nil
}

// enoughText is what the better form of a message must say, in bytes, for the
// plainer one not to be asked.
const enoughText = 200

// readMail reads the capture of a message again.
func (p *Pipeline) readMail(ctx context.Context, c evidence.Capture, b []byte) (article.Stored, error) {
	l := &Letter{}
	row, _, err := intake.MailOfCapture(ctx, p.DB, c.ID)
	if err != nil {
		return article.Stored{}, err
	}
	l.Message, l.Err = mail.Read(b)
	if l.Outlet = row.Outlet; l.Outlet == "" {
		l.Outlet, _ = p.registry.ByHost(l.Message.Domain())
	}
	s, err := p.readLetter(c, l)
	if err != nil {
		return s, &unreadable{err}
	}
	return s, nil
}

// follow picks the links of a message that are reports of its own outlet: no
// other address is asked because a stranger named it, and none that ends a
// subscription.
func (p *Pipeline) follow(a *letter, l *Letter, s article.Stored) {
	if !l.Follow || s.Outlet == "" {
		return
	}
	for _, part := range l.Message.Texts {
		if part.Type == "text/plain" {
			continue
		}
		r, err := scout.Index(part.Body, part.ContentType, "", "", scout.Memory{})
		if err != nil {
			continue
		}
		for _, x := range r.Listed {
			if key, ok := p.registry.ByHost(hostOf(x.URL)); ok && key == s.Outlet && !leaves.MatchString(x.URL+" "+x.Title) && len(a.links) < mostFollowed {
				a.links = append(a.links, x)
			}
		}
	}
}

// mostFollowed is how many links of a message are followed.
const mostFollowed = 100

// leaves tells the links by which readers manage what they receive: to ask for
// them is to act.
var leaves = regexp.MustCompile(`(?i)unsub|opt-?out|subscri|suscri|desuscri|abonn|optin|prefer|baja|cancel|confirm|account|login|profile|отпис|подпис|descadastr`)
