package edition

import (
	"fmt"
	"net/url"
	"time"

	"vigia"
	"vigia/internal/db"
	"vigia/internal/desk"
	"vigia/internal/policy"
)

// Head is what stands above an edition.
type Head struct {
	Title, Subtitle, Abstract vigia.Texts
	Authors                   []Author
	Anchor                    time.Time // zero: leave it
}

const headSQL = `UPDATE editions SET title = ?, subtitle = ?, abstract = ?, authors = ?, anchor = ? WHERE id = ?`

// SaveHead replaces an edition's head.
func SaveHead(tx *db.Tx, by desk.Person, edition string, h Head) error {
	e, err := forChange(tx, by, desk.Write, edition)
	if err != nil {
		return err
	}
	if h, err = h.settle(e); err != nil {
		return err
	}
	was, err := headRow(Head{e.Title, e.Subtitle, e.Abstract, e.Authors, e.Anchor})
	if err != nil {
		return err
	}
	row, err := headRow(h)
	if err != nil {
		return err
	}
	if row == was {
		return nil // saved twice
	}
	if _, err := tx.Exec(headSQL, row[0], row[1], row[2], row[3], db.Micros(h.Anchor), e.ID); err != nil {
		return fmt.Errorf("edition %d: head: %w", e.Number, err)
	}
	return changed(tx, by, e, "head saved", "")
}

func (h Head) settle(e Edition) (Head, error) {
	h.Title, h.Subtitle, h.Abstract = clean(h.Title), clean(h.Subtitle), clean(h.Abstract)
	if h.Anchor = day(h.Anchor); h.Anchor.IsZero() {
		h.Anchor = e.Anchor
	}
	if h.Anchor.Before(e.From) {
		return h, invalid(fmt.Sprintf("the anchor day %s lies before the period", h.Anchor.Format(time.DateOnly)), "choose the day on which the texts speak, in the period or after it")
	}
	authors := []Author{}
	for _, a := range h.Authors {
		a.Rank = clean(a.Rank)
		if a.Name == "" {
			if len(a.Rank) == 0 && a.Link == "" {
				continue // an empty line of a form
			}
			return h, invalid("an author has no name", "write the name, or take the line out")
		}
		if u, err := url.Parse(a.Link); a.Link != "" && (err != nil || u.Host == "" || u.Scheme != "https" && u.Scheme != "http") {
			return h, invalid(fmt.Sprintf("the link of %s is no web address: %q", a.Name, a.Link), "give the whole address, with https://, or none")
		}
		authors = append(authors, a)
	}
	h.Authors = authors
	return h, nil
}

// headRow is a head as it is stored; the same head gives the same row.
func headRow(h Head) (row [5]string, err error) {
	for i, v := range []any{h.Title, h.Subtitle, h.Abstract, h.Authors, h.Anchor} {
		if row[i], err = stored(v); err != nil {
			return row, err
		}
	}
	return row, nil
}

// SetSpecial makes an edition a special one, with a raised cap or none. Its
// notice then stands before everything else.
func SetSpecial(tx *db.Tx, by desk.Person, edition, reason string, noCap bool, num, den int) error {
	e, err := forChange(tx, by, desk.Override, edition)
	if err != nil {
		return err
	}
	sp := policy.Special{By: by.ID, Role: string(by.Role), At: tx.Now, Reason: reason, NoCap: noCap, Num: num, Den: den, Notice: true}
	r := policy.Check(e.Policy, policy.Selection{Edition: e.ID, From: e.From, To: e.To, Special: &sp})
	if blocks := blocksAt(r.Findings, "special"); len(blocks) > 0 {
		return problem(vigia.ErrRefused, blocks)
	}
	row, err := stored(sp)
	if err != nil {
		return err
	}
	return setSpecial(tx, by, e, row, "special edition: "+reason)
}

// UnsetSpecial makes a special edition an ordinary one again.
func UnsetSpecial(tx *db.Tx, by desk.Person, edition string) error {
	e, err := forChange(tx, by, desk.Override, edition)
	if err != nil || e.Special == nil {
		return err
	}
	return setSpecial(tx, by, e, "", "ordinary edition")
}

func setSpecial(tx *db.Tx, by desk.Person, e Edition, row, detail string) error {
	if _, err := tx.Exec(`UPDATE editions SET special = ? WHERE id = ?`, row, e.ID); err != nil {
		return fmt.Errorf("edition %d: special: %w", e.Number, err)
	}
	return changed(tx, by, e, "special edition", detail)
}
