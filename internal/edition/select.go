package edition

import (
	"fmt"
	"slices"
	"strings"

	"vigia"
	"vigia/internal/db"
	"vigia/internal/desk"
	"vigia/internal/monitor"
	"vigia/internal/policy"
	"vigia/internal/source"
)

// SelectRequest asks for a place in a digest, at its end.
type SelectRequest struct {
	Edition, Report, Digest string
	Summary                 vigia.Texts // in the language of writing at least
	Dimensions              []string
	// Override says why this state-media report should be taken although
	// others reported it too. It is a request: another editor signs it with
	// OverrideItem, and until then the gate stays closed.
	Override string
}

const insertItemSQL = `
	INSERT INTO items (` + itemColumns + `)
	VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, '', ?)`

// Select places a report in a digest. What the gate would stop at is refused
// here already, by the same rules; only an editor's yes and an editor's
// override may come later.
func Select(tx *db.Tx, m *monitor.Monitor, reg *source.Registry, by desk.Person, r SelectRequest, p Prepared) (Item, error) {
	e, err := forChange(tx, by, desk.Triage, r.Edition)
	if err != nil {
		return Item{}, err
	}
	it, its, err := place(tx, m, e, by, r)
	if err != nil {
		return Item{}, err
	}
	if p.Search != nil && p.Report == r.Report {
		if err := record(tx, by, r.Report, *p.Search); err != nil {
			return Item{}, err
		}
	}
	s, err := selection(tx.Context(), tx, m, reg, e, append(its, it))
	if err != nil {
		return Item{}, err
	}
	waits, err := refusal(e, s, it, p)
	if err != nil {
		return Item{}, err
	}
	if !waits {
		it.Asked = "" // nothing stands in its way
	}
	if err := insert(tx, it); err != nil {
		return Item{}, err
	}
	d := desk.Decision{Report: r.Report, Action: desk.Selected, Digest: r.Digest, Edition: e.ID, Reason: strings.Join(it.Dimensions, " "), Note: it.Asked}
	if err := desk.Record(tx, by, d); err != nil {
		return Item{}, err
	}
	return it, changed(tx, by, e, "item placed", it.Path()+" "+it.Report)
}

// place makes the item that the request asks for, and loads those that are there.
func place(tx *db.Tx, m *monitor.Monitor, e Edition, by desk.Person, r SelectRequest) (Item, []Item, error) {
	its, err := Items(tx.Context(), tx, e.ID)
	if err != nil {
		return Item{}, nil, err
	}
	it := Item{ID: vigia.NewID("itm", tx.Now), Edition: e.ID, Digest: r.Digest, Report: r.Report, Summary: clean(r.Summary),
		Dimensions: r.Dimensions, SelectedBy: by.ID, SelectedAt: tx.Now, Asked: strings.TrimSpace(r.Override)}
	for _, other := range its {
		if other.Digest != r.Digest {
			continue
		}
		it.Position++
		if other.Report == r.Report {
			return it, nil, conflict(fmt.Sprintf("report %s stands in digest %s already", r.Report, r.Digest), "nothing is to be done")
		}
	}
	if !slices.ContainsFunc(m.Digests(), func(d monitor.DigestKey) bool { return d.Key == r.Digest }) {
		return it, nil, invalid(fmt.Sprintf("monitor %s has no digest %q", m.Key, r.Digest), "choose one of its networks and themes")
	}
	for _, d := range it.Dimensions {
		if !slices.ContainsFunc(m.Dimensions, func(x monitor.Dimension) bool { return x.Key == d }) {
			return it, nil, invalid(fmt.Sprintf("unknown dimension %q", d), "choose one of the monitor's dimensions")
		}
	}
	if first := writing(m); it.Summary[first] == "" {
		return it, nil, invalid("the summary is missing in "+first, "write one to three sentences in your own words")
	}
	for lang, s := range it.Summary {
		if !slices.Contains(m.Languages.Editions, lang) {
			return it, nil, invalid(fmt.Sprintf("the monitor is not written in %q", lang), "use one of "+strings.Join(m.Languages.Editions, ", "))
		}
		if f := summaryFault(s, lang); f.message != "" {
			return it, nil, invalid("the summary in "+lang+" "+f.message, f.remedy)
		}
	}
	return it, its, nil
}

// refusal is what the policy says against an item, nil if nothing; waits tells
// that it waits for an override, which can be asked for after a search only.
func refusal(e Edition, s policy.Selection, it Item, p Prepared) (waits bool, err error) {
	var blocks []vigia.Finding
	searched := slices.ContainsFunc(s.Items, func(x policy.Item) bool { return x.Path == it.Path() && x.Search != nil })
	named := false
	for _, f := range blocksAt(policy.Check(e.Policy, s).Findings, it.Path()) {
		switch {
		case f.Kind == "editor_yes":
			continue // it waits for a second person
		case f.Kind == "state" && it.Asked != "" && searched:
			waits = true
			continue
		case f.Kind == "state" && len(p.Independent) > 0:
			named, f.Message = true, "state media, and others reported it too: "+names(p.Independent)
		}
		blocks = append(blocks, f)
	}
	if len(blocks) == 0 {
		return waits, nil
	}
	pr := problem(vigia.ErrRefused, blocks)
	if !named {
		return false, pr
	}
	return false, &Refusal{pr, p.Independent}
}

func names(rows []desk.ReportRow) string {
	var out []string
	for _, r := range rows {
		out = append(out, fmt.Sprintf("%s, %q (%s)", r.OutletName, r.Title, r.ID))
	}
	return strings.Join(out, "; ")
}

func insert(tx *db.Tx, it Item) error {
	summary, err := stored(it.Summary)
	if err != nil {
		return err
	}
	dimensions, err := stored(it.Dimensions)
	if err != nil {
		return err
	}
	override := ""
	if it.Asked != "" {
		if override, err = stored(policy.Override{Reason: it.Asked}); err != nil {
			return err
		}
	}
	_, err = tx.Exec(insertItemSQL, it.ID, it.Edition, it.Digest, it.Report, it.Position, summary, dimensions,
		it.SelectedBy, db.Micros(it.SelectedAt), override)
	if err != nil {
		return fmt.Errorf("place report %s: %w", it.Report, err)
	}
	return nil
}

// writing is the language of writing.
func writing(m *monitor.Monitor) string {
	if len(m.Languages.Editions) == 0 {
		return "en"
	}
	return m.Languages.Editions[0]
}
