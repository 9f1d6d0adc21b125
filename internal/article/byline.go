package article

import (
	"slices"

	"vigia/internal/forest"
)

// setByline finds who signs. Every place that may say so makes a proposal;
// a learned forest says how likely each is, from the places that make it, from
// how they agree, and from the form of the names. See bylineFeatures.
func (p *page) setByline(r *Report) {
	all := p.proposals(r.SiteName)
	rows := make([]BylineRow, len(all))
	for i := range all {
		rows[i] = all[i].row()
	}
	if i := ChooseByline(rows, bylineForest()); i >= 0 {
		r.Byline, r.Provenance["byline"] = all[i].names, all[i].from()
	}
}

// BylineRow is a proposal of who signs.
type BylineRow struct {
	Names []string
	X     []float32 // its features
	House bool      // no person: the site itself, or a desk without a name
	Said  bool      // the data of a news report names this body as its author
	News  bool      // the page's data calls it a news report
	By    bool      // the data themselves say "By …", or a Chinese line "作者：…"
	Thin  bool      // the page has no text to weigh it by
	First int       // the place that counts most
}

// The chances from which on a byline is believed.
const (
	leastPerson = 0.45 // persons and agencies
	leastHouse  = 0.9  // the site itself, or a desk without a name
	leastBeside = 0.2  // a person beside a house that is likelier
	leastFuller = 0.3  // a proposal that has all names of the best and more
	leastBy     = 0.15 // a person whom the data, or a label, say to sign
	leastThin   = 0.25 // what a page without text says most plainly
)

// ChooseByline picks the proposal that is believed, -1 if none is. A house is
// no author: it is believed only where the page leaves no doubt that it signs
// by its own name, and where no person does. Where a page names two in one
// place and one of them in another, both sign.
func ChooseByline(rows []BylineRow, f *forest.Forest) int {
	chance := make([]float64, len(rows))
	person, house, said, by := -1, -1, -1, -1
	for i := range rows {
		chance[i] = f.Probability(rows[i].X)
		at := &person
		if rows[i].House {
			at = &house
		}
		if *at < 0 || chance[i] > chance[*at] {
			*at = i
		}
		if rows[i].Said && (said < 0 || chance[i] > chance[said]) {
			said = i
		}
		if rows[i].By && !rows[i].House && chance[i] >= leastBy && (by < 0 || chance[i] > chance[by]) {
			by = i
		}
	}
	switch {
	case len(rows) > 0 && rows[0].Thin && by < 0:
		return plainest(rows, chance)
	case person >= 0 && (chance[person] >= leastPerson || house >= 0 && chance[house] >= leastPerson && chance[person] >= leastBeside):
		return fullest(rows, chance, person)
	case house >= 0 && chance[house] >= leastHouse:
		return house
	case by >= 0:
		return by
	}
	return said
}

// fullest gives the likely proposal that has all names of one and more.
func fullest(rows []BylineRow, chance []float64, one int) int {
	best := one
	for i := range rows {
		if i == one || rows[i].House || chance[i] < leastFuller || len(rows[i].Names) <= len(rows[best].Names) {
			continue
		}
		all := true
		for _, n := range rows[one].Names {
			all = all && slices.Contains(rows[i].Names, n)
		}
		if all {
			best = i
		}
	}
	return best
}

// plainest picks from a page without text, as scripts build them, what is
// marked most plainly: the forest knows no such pages.
func plainest(rows []BylineRow, chance []float64) int {
	best := -1
	for i, r := range rows {
		if !r.House && chance[i] >= leastThin && (place(r.First) <= byClass || place(r.First) == byLine) && (best < 0 || r.First < rows[best].First) {
			best = i
		}
	}
	return best
}

// BylineRows gives all proposals of a page, for the trainer.
func BylineRows(b []byte, contentType, address string) []BylineRow {
	p, r := teachPage(b, contentType, address)
	if p == nil {
		return nil
	}
	var out []BylineRow
	for _, c := range p.proposals(r.SiteName) {
		out = append(out, c.row())
	}
	return out
}

func (c *proposal) row() BylineRow {
	return BylineRow{c.names, c.x, c.house, c.said, c.news, c.plain, c.thin, int(c.first())}
}
