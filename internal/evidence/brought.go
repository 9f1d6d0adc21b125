package evidence

import (
	"context"
	"fmt"
	"time"

	"vigia"
	"vigia/internal/warc"
)

// The ways in which bytes come that we did not fetch ourselves, beside
// ViaImport.
const (
	ViaUpload = "upload" // a person brought a file
	ViaMail   = "mail"   // an e-mail was delivered into a mailbox
)

// Given reports whether the bytes of a capture were given to us: we did not
// see them come from their address.
func (c Capture) Given() bool { return c.Via != "" && c.Via != ViaFetch }

// Brought says how bytes came that we did not fetch.
type Brought struct {
	Via  string
	By   string    // who brought them, as their name is known at the desk
	Seen time.Time // when that person saw them, zero if they did not say
	Name string    // of the file
	Mail *Mail     // the message, or the one that it was attached to; nil for none
}

// Mail says which e-mail was brought, by its own word, and where to.
type Mail struct {
	ID, From string
	Date     time.Time // zero if it does not say
	Folder   string    // that it was delivered into, "" for none
}

// KeepBrought keeps what somebody brought: a resource record, as of any bytes
// that came without an exchange, and a metadata record that says who brought
// them and that they were not fetched. It returns when they are on the disk.
func (s *Store) KeepBrought(ctx context.Context, url string, body []byte, contentType string, b Brought) (Capture, error) {
	if err := ctx.Err(); err != nil {
		return Capture{}, fmt.Errorf("keep %s: %w", url, err)
	}
	now := s.clock.Now().UTC().Truncate(time.Microsecond)
	c := Capture{
		ID: vigia.NewID("cap", now), URL: url, FinalURL: url, At: now, Status: 200,
		ContentType: oneLine(contentType), SHA256: Sum(body), Size: int64(len(body)), Via: b.Via,
	}
	r := warc.Record{Type: warc.Resource, ID: warc.NewID(), TargetURI: escape(url), Date: now}
	if r.TargetURI == "" {
		r.TargetURI = "urn:sha256:" + c.SHA256
	}
	r.Header.Add("Content-Type", c.ContentType)
	about := warc.Record{Type: warc.Metadata, ID: warc.NewID(), TargetURI: r.TargetURI, Date: now,
		Header: warc.Header{{Name: "WARC-Concurrent-To", Value: r.ID}, {Name: "Content-Type", Value: warc.Fields}}}
	return s.keep(c, part{r, body}, part{about, b.fields()})
}

func (b Brought) fields() []byte {
	fs := []warc.Field{{Name: "fetched", Value: "no"}, {Name: "via", Value: b.Via}}
	add := func(name, value string) {
		if value = oneLine(value); value != "" {
			fs = append(fs, warc.Field{Name: name, Value: value})
		}
	}
	add("brought-by", b.By)
	if !b.Seen.IsZero() {
		add("seen", b.Seen.Format(time.DateOnly))
	}
	add("file", b.Name)
	if m := b.Mail; m != nil {
		add("mail-message-id", m.ID)
		add("mail-from", m.From)
		if !m.Date.IsZero() {
			add("mail-date", m.Date.UTC().Format(time.RFC3339))
		}
		add("mail-folder", m.Folder)
	}
	add("software", software+" "+built())
	return warc.WriteFields(fs...)
}
