package intake

import (
	"context"
	"errors"
	"fmt"
	"time"

	"vigia"
	"vigia/internal/db"
)

// Mail is an e-mail that was taken in, kept once however often it came.
type Mail struct {
	Key       string // mail.Message.Key
	At        time.Time
	Folder    string // the mailbox, "" for an import
	Name      string // of the file
	MessageID string
	Sender    string // by the message's own word
	Subject   string
	SentAt    time.Time
	Outlet    string
	State     string // Read, Refused, Unknown, Away
	Capture   string
	Report    string
	Seen      int // how often it came
	Links     int // addresses of it that were followed
	Reason    string
	Remedy    string
}

// The states of a mail beside Read and Refused.
const (
	Unknown = "unknown" // the registry does not know its sender: it waits
	Away    = "away"    // no mail, but a mailbox that cannot be read
)

const mailColumns = `key, at, folder, name, message_id, sender, subject, sent_at, outlet, state, capture, report, seen, links, reason, remedy`

const putMailSQL = `INSERT INTO mails (` + mailColumns + `) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
	ON CONFLICT (key) DO UPDATE SET folder = excluded.folder, name = excluded.name, outlet = excluded.outlet, state = excluded.state,
		capture = excluded.capture, report = excluded.report, seen = excluded.seen, links = excluded.links, reason = excluded.reason, remedy = excluded.remedy`

// PutMail writes what has become of a mail. When it first came stays.
func PutMail(tx *db.Tx, m Mail) error {
	_, err := tx.Exec(putMailSQL, m.Key, db.Micros(tx.Now), m.Folder, cut(oneLine(m.Name), 300), cut(oneLine(m.MessageID), 500), cut(oneLine(m.Sender), 320),
		cut(oneLine(m.Subject), 500), db.Micros(m.SentAt), m.Outlet, m.State, m.Capture, m.Report, m.Seen, m.Links, m.Reason, m.Remedy)
	if err != nil {
		return fmt.Errorf("mail %s: %w", m.Key, err)
	}
	return nil
}

// MailByKey gives the mail of a key; known is false if there is none.
func MailByKey(ctx context.Context, q db.Querier, key string) (m Mail, known bool, err error) {
	m, err = db.One(mails(ctx, q, `WHERE key = ?`, key))
	if errors.Is(err, vigia.ErrNotFound) {
		return Mail{}, false, nil
	}
	return m, err == nil, err
}

// MailOfCapture gives the mail that a capture holds; known is false if there is none.
func MailOfCapture(ctx context.Context, q db.Querier, capture string) (m Mail, known bool, err error) {
	all, err := mails(ctx, q, `WHERE capture = ? LIMIT 1`, capture)
	if err != nil || len(all) == 0 {
		return Mail{}, false, err
	}
	return all[0], true, nil
}

// RecentMail gives the last mails, the newest first.
func RecentMail(ctx context.Context, q db.Querier, limit int) ([]Mail, error) {
	return mails(ctx, q, `ORDER BY at DESC, key LIMIT ?`, limit)
}

// UnknownMail gives mails whose sender the registry did not know, after a key.
func UnknownMail(ctx context.Context, q db.Querier, after string, limit int) ([]Mail, error) {
	return mails(ctx, q, `WHERE state = 'unknown' AND key > ? ORDER BY key LIMIT ?`, after, limit)
}

// ForgetMail removes the row of a mailbox that can be read again.
func ForgetMail(tx *db.Tx, key string) error {
	if _, err := tx.Exec(`DELETE FROM mails WHERE key = ? AND state = 'away'`, key); err != nil {
		return fmt.Errorf("mail %s: %w", key, err)
	}
	return nil
}

func mails(ctx context.Context, q db.Querier, rest string, args ...any) ([]Mail, error) {
	rows, err := q.Query(ctx, `SELECT `+mailColumns+` FROM mails `+rest, args...)
	all, err := db.Collect(rows, err, func(r *db.Rows) (m Mail, err error) {
		var at, sent int64
		err = r.Scan(&m.Key, &at, &m.Folder, &m.Name, &m.MessageID, &m.Sender, &m.Subject, &sent, &m.Outlet, &m.State, &m.Capture, &m.Report, &m.Seen, &m.Links, &m.Reason, &m.Remedy)
		m.At, m.SentAt = db.Time(at), db.Time(sent)
		return m, err
	})
	if err != nil {
		return nil, fmt.Errorf("mails: %w", err)
	}
	return all, nil
}
