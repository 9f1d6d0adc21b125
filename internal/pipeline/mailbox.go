package pipeline

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"slices"
	"strings"

	"vigia"
	"vigia/internal/db"
	"vigia/internal/evidence"
	"vigia/internal/intake"
	"vigia/internal/mail"
	"vigia/internal/work"
)

// A mailbox is a maildir that mail programs of the system deliver into. A
// message moves from new to cur when it is on the disk and in the database; a
// crash before that repeats harmlessly.

// Mailbox is a maildir that is read.
type Mailbox struct {
	Path   string
	Outlet string // whose messages come in there, "": by the sender's domain
	Follow bool   // their links are captured
}

// Mailboxes reads the setting: lines, or parts between semicolons, each the
// path of a maildir, if need be with "= OUTLET".
func Mailboxes(setting string, follow bool) ([]Mailbox, error) {
	var all []Mailbox
	for _, line := range strings.FieldsFunc(setting, func(r rune) bool { return r == '\n' || r == ';' }) {
		if line = strings.TrimSpace(line); line == "" {
			continue
		}
		path, outlet, named := strings.Cut(" "+line+" ", " = ")
		b := Mailbox{Path: strings.TrimSpace(path), Outlet: strings.TrimSpace(outlet), Follow: follow}
		if b.Path == "" || named && b.Outlet == "" {
			return nil, bad(fmt.Sprintf("the setting mailbox has %q", line), "give the path of a maildir, or  path = outlet-key")
		}
		if slices.ContainsFunc(all, func(o Mailbox) bool { return o.Path == b.Path }) {
			return nil, bad(fmt.Sprintf("the setting mailbox names %s twice", b.Path), "name each maildir once")
		}
		all = append(all, b)
	}
	return all, nil
}

// Check tells what is wrong with a mailbox, nil if it can be read.
func (b Mailbox) Check() error {
	dir, err := b.open()
	if err != nil {
		return err
	}
	return dir.Close()
}

func (b Mailbox) open() (*os.Root, error) {
	const remedy = "give the folder that holds cur, new and tmp, and let this user read and write there"
	dir, err := os.OpenRoot(b.Path)
	if err != nil {
		return nil, &vigia.Problem{Kind: vigia.ErrNotFound, What: "the mailbox cannot be opened: " + noPath(err), Remedy: remedy}
	}
	for _, sub := range []string{"new", "cur"} {
		if info, err := dir.Stat(sub); err != nil || !info.IsDir() {
			dir.Close()
			return nil, &vigia.Problem{Kind: vigia.ErrInvalid, What: "the mailbox is no maildir: it has no folder " + sub, Remedy: remedy}
		}
	}
	return dir, nil
}

func noPath(err error) string {
	if path := (*fs.PathError)(nil); errors.As(err, &path) {
		return path.Err.Error()
	}
	return err.Error()
}

// mailDue makes work of the mailboxes that hold something new, and at the
// first tick of the messages whose sender the registry may know by now.
func (p *Pipeline) mailDue(first bool) (tasks []work.Task) {
	if first && len(p.Mailboxes) > 0 {
		tasks = append(tasks, work.Task{Kind: workMail, Key: ""})
	}
	for _, b := range p.Mailboxes {
		tasks = append(tasks, work.Task{Kind: workMail, Key: b.Path})
	}
	return tasks
}

// mostMail bounds how many messages one task takes; the next tick goes on.
const mostMail = 500

// collectMail takes in what is new in a mailbox.
func (p *Pipeline) collectMail(ctx context.Context, path string) error {
	i := slices.IndexFunc(p.Mailboxes, func(b Mailbox) bool { return b.Path == path })
	if i < 0 {
		return p.mailAgain(ctx)
	}
	box := p.Mailboxes[i]
	dir, err := box.open()
	if err != nil {
		return p.mailAway(ctx, box, err)
	}
	defer dir.Close()
	names, err := newMail(dir)
	if err != nil {
		return p.mailAway(ctx, box, bad("the mailbox cannot be read: "+noPath(err), "let this user read and write there"))
	}
	var failed error
	for _, name := range names {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if err := p.takeMail(ctx, dir, box, name); err != nil { // one must not keep the others
			failed = errors.Join(failed, fmt.Errorf("mail %s: %w", name, err))
		}
	}
	if failed != nil {
		return failed
	}
	return p.DB.InTx(ctx, func(tx *db.Tx) error {
		if err := intake.ForgetMail(tx, awayKey(box)); err != nil {
			return err
		}
		return p.queue.Done(ctx, tx)
	})
}

// newMail names the new messages in a maildir, those of the oldest names first.
func newMail(dir *os.Root) ([]string, error) {
	f, err := dir.Open("new")
	if err != nil {
		return nil, err
	}
	defer f.Close()
	entries, err := f.ReadDir(mostMail)
	if err != nil && !errors.Is(err, io.EOF) {
		return nil, err
	}
	var names []string
	for _, e := range entries {
		if e.Type().IsRegular() && !strings.HasPrefix(e.Name(), ".") {
			names = append(names, e.Name())
		}
	}
	slices.Sort(names)
	return names, nil
}

// takeMail takes one message in, and marks it as seen when that is durable.
func (p *Pipeline) takeMail(ctx context.Context, dir *os.Root, box Mailbox, name string) error {
	f, err := dir.Open("new/" + name)
	if errors.Is(err, fs.ErrNotExist) {
		return nil // another program took it
	}
	if err != nil {
		return err
	}
	b, err := io.ReadAll(io.LimitReader(f, mail.MaxBytes+1))
	f.Close()
	if err != nil {
		return err
	}
	switch {
	case len(b) > mail.MaxBytes: // it stays where it is: the row says so
		err = p.tooLarge(ctx, box, name)
	case len(bytes.TrimSpace(b)) == 0:
		err = p.noMail(ctx, box, name, bad("the message is empty", again))
	default:
		_, err = p.importBatch(ctx, p.letterInputs(name, b, box))
	}
	if err != nil {
		return err
	}
	base, _, _ := strings.Cut(name, ":2,")
	if err := dir.Rename("new/"+name, "cur/"+base+":2,S"); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return nil
}

func (p *Pipeline) tooLarge(ctx context.Context, box Mailbox, name string) error {
	return p.noMail(ctx, box, name, bad(fmt.Sprintf("the message is larger than %d MiB", mail.MaxBytes>>20), "it stays in the mailbox: bring in the part that matters as a file"))
}

// noMail records a file of which nothing is kept as evidence.
func (p *Pipeline) noMail(ctx context.Context, box Mailbox, name string, why error) error {
	row := intake.Mail{Key: "file:" + box.Path + "/" + name, Folder: box.Path, Name: name, State: intake.Refused, Seen: 1}
	row.Reason, row.Remedy = told(why)
	return p.DB.InTx(ctx, func(tx *db.Tx) error { return intake.PutMail(tx, row) })
}

func awayKey(b Mailbox) string { return "mailbox:" + b.Path }

// mailAway records that a mailbox cannot be read; it is tried at every tick.
func (p *Pipeline) mailAway(ctx context.Context, box Mailbox, why error) error {
	row := intake.Mail{Key: awayKey(box), Folder: box.Path, Outlet: box.Outlet, State: intake.Away, Seen: 1}
	row.Reason, row.Remedy = told(why)
	return p.DB.InTx(ctx, func(tx *db.Tx) error {
		if err := intake.PutMail(tx, row); err != nil {
			return err
		}
		return p.queue.Done(ctx, tx)
	})
}

func (p *Pipeline) giveUpMail(ctx context.Context, path string, why error) error {
	return p.mailAway(ctx, Mailbox{Path: path}, &vigia.Problem{What: internal + ": " + firstLine(why), Remedy: internalRemedy})
}

// mailAgain reads the messages again whose sender was unknown, if the registry
// knows it by now.
func (p *Pipeline) mailAgain(ctx context.Context) error {
	for after, more := "", true; more; {
		rows, err := intake.UnknownMail(ctx, p.DB, after, mostMail)
		if err != nil {
			return err
		}
		for _, row := range rows {
			after = row.Key
			if err := p.oneAgain(ctx, row); err != nil {
				return err
			}
		}
		more = len(rows) == mostMail
	}
	return p.DB.InTx(ctx, func(tx *db.Tx) error { return p.queue.Done(ctx, tx) })
}

func (p *Pipeline) oneAgain(ctx context.Context, row intake.Mail) error {
	box := Mailbox{Path: row.Folder}
	if i := slices.IndexFunc(p.Mailboxes, func(b Mailbox) bool { return b.Path == row.Folder }); i >= 0 {
		box = p.Mailboxes[i]
	}
	_, domain, _ := strings.Cut(row.Sender, "@")
	if _, ok := p.registry.ByHost(domain); !ok && box.Outlet == "" {
		return nil
	}
	c, err := evidence.Get(ctx, p.DB, row.Capture)
	if err != nil {
		return err
	}
	page, err := p.Evidence.Open(ctx, c)
	if told := (*vigia.Problem)(nil); errors.As(err, &told) {
		return nil // the capture says what is wrong with it
	}
	if err != nil {
		return err
	}
	_, err = p.importBatch(ctx, p.letterInputs(row.Name, page.Body, box))
	return err
}
