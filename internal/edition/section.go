package edition

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"vigia"
	"vigia/internal/article"
	"vigia/internal/check"
	"vigia/internal/db"
	"vigia/internal/desk"
	"vigia/internal/monitor"
)

// OverviewKey is the section that stands first and belongs to no network.
const OverviewKey = "overview"

// maxSection is the longest section in bytes.
const maxSection = 64 << 10

// Whatever is a base that fits whatever stands there.
const Whatever int64 = -1

// Text is a section in one language, as it was written.
type Text struct {
	Key, Language string
	Markdown      string
	By, ByName    string // who saved it last
	At            time.Time
	Base          int64 // hand it back to SaveSection; 0 for a text that nobody has saved
}

const textsSQL = `
	SELECT s.key, s.language, s.text, s.updated_by, COALESCE(p.name, s.updated_by), s.updated_at
	FROM sections s LEFT JOIN people p ON p.id = s.updated_by
	WHERE s.edition = ?`

// SectionTexts are all sections of an edition in all languages.
func SectionTexts(ctx context.Context, q db.Querier, edition string) ([]Text, error) {
	rows, err := q.Query(ctx, textsSQL+` ORDER BY s.key, s.language`, edition)
	ts, err := db.Collect(rows, err, func(r *db.Rows) (Text, error) { return scanText(r) })
	if err != nil {
		return nil, fmt.Errorf("sections of edition %s: %w", edition, err)
	}
	return ts, nil
}

// SectionText is a section in one language; empty, with base 0, if nobody has
// saved it yet.
func SectionText(ctx context.Context, q db.Querier, edition, key, language string) (Text, error) {
	t, err := scanText(q.QueryRow(ctx, textsSQL+` AND s.key = ? AND s.language = ?`, edition, key, language))
	if errors.Is(err, vigia.ErrNotFound) {
		return Text{Key: key, Language: language}, nil
	}
	if err != nil {
		return Text{}, fmt.Errorf("section %s/%s: %w", key, language, err)
	}
	return t, nil
}

func scanText(r interface{ Scan(...any) error }) (t Text, err error) {
	err = r.Scan(&t.Key, &t.Language, &t.Markdown, &t.By, &t.ByName, &t.Base)
	t.At = db.Time(t.Base)
	return t, err
}

const saveSectionSQL = `
	INSERT INTO sections (edition, key, language, text, updated_by, updated_at) VALUES (?, ?, ?, ?, ?, ?)
	ON CONFLICT (edition, key, language) DO UPDATE SET text = excluded.text, updated_by = excluded.updated_by, updated_at = excluded.updated_at`

// SaveSection writes a section and resolves its citations. base is that of the
// text which the writer began with: if somebody has saved meanwhile, nothing
// is written and the error says who.
func SaveSection(tx *db.Tx, m *monitor.Monitor, by desk.Person, edition, key, language, text string, base int64) error {
	e, err := forChange(tx, by, desk.Write, edition)
	if err != nil {
		return err
	}
	switch {
	case !slices.ContainsFunc(sectionsOf(m), func(s Section) bool { return s.Key == key }):
		return invalid(fmt.Sprintf("the edition has no section %q", key), "use overview or a network that has a section")
	case !slices.Contains(m.Languages.Editions, language):
		return invalid(fmt.Sprintf("the monitor is not written in %q", language), "use one of "+strings.Join(m.Languages.Editions, ", "))
	case len(text) > maxSection:
		return invalid(fmt.Sprintf("the section has %d KiB", len(text)>>10), fmt.Sprintf("shorten it to %d KiB", maxSection>>10))
	}
	text = strings.ToValidUTF8(strings.ReplaceAll(text, "\r\n", "\n"), "\uFFFD")
	was, err := SectionText(tx.Context(), tx, e.ID, key, language)
	if err != nil {
		return err
	}
	if base != Whatever && base != was.Base {
		return conflict(fmt.Sprintf("%s saved this text meanwhile, on %s", was.ByName, was.At.Format("2006-01-02 15:04:05 MST")), "copy your text, load the page again and bring the two together")
	}
	if was.Base != 0 && was.Markdown == text {
		return nil
	}
	at := max(db.Micros(tx.Now), was.Base+1) // each save has a base of its own
	if _, err := tx.Exec(saveSectionSQL, e.ID, key, language, text, by.ID, at); err != nil {
		return fmt.Errorf("section %s/%s: %w", key, language, err)
	}
	if err := cite(tx, e.ID, key, language, text); err != nil {
		return fmt.Errorf("section %s/%s: citations: %w", key, language, err)
	}
	return changed(tx, by, e, "section saved", key+"/"+language)
}

const insertCitationSQL = `
	INSERT INTO citations (edition, section, language, paragraph, sentence, n, report, start, stop)
	VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`

// cite writes the citations of a section anew, each with the passage that
// carries its sentence best. One of an unknown report has no row; the gate
// names it.
func cite(tx *db.Tx, edition, key, language, markdown string) error {
	if _, err := tx.Exec(`DELETE FROM citations WHERE edition = ? AND section = ? AND language = ?`, edition, key, language); err != nil {
		return err
	}
	paragraphs, _ := check.Parse(markdown)
	reports, err := article.ByIDs(tx.Context(), tx, cited(paragraphs))
	if err != nil {
		return err
	}
	for i, p := range paragraphs {
		for j, s := range p.Sentences {
			for n, c := range s.Cites {
				r, ok := reports[c.ID]
				if !ok {
					continue
				}
				start, stop := passage(s, c, language, r.Text)
				if _, err := tx.Exec(insertCitationSQL, edition, key, language, i, j, n, r.ID, start, stop); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

// cited are the ids that paragraphs cite, each once.
func cited(ps []check.Paragraph) []string {
	var ids []string
	for _, p := range ps {
		for _, s := range p.Sentences {
			for _, c := range s.Cites {
				ids = append(ids, c.ID)
			}
		}
	}
	slices.Sort(ids)
	return slices.Compact(ids)
}

// sectionsOf are the sections of an edition: the overview, then those of the
// networks.
func sectionsOf(m *monitor.Monitor) []Section {
	all := []Section{{Key: OverviewKey, Name: vigia.Texts{"en": "Overview", "es": "Panorama"}, Slug: OverviewKey}}
	for _, n := range m.Networks {
		if n.Section {
			all = append(all, Section{Key: n.Key, Name: n.Name, Slug: n.Slug})
		}
	}
	return all
}
