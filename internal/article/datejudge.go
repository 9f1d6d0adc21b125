package article

import (
	_ "embed"

	"vigia/internal/forest"
)

//go:embed date-which.forest
var whichBytes []byte

//go:embed date-whether.forest
var whetherBytes []byte

// which gives the chance that a day is that of publication, if the page has
// one; whether gives the chance that a page has one, by its likeliest day.
var which, whether = grown(whichBytes), grown(whetherBytes)

// grown reads a forest that the program carries; one that cannot be read
// scores everything alike, and a test says so.
func grown(b []byte) *forest.Forest {
	f := &forest.Forest{}
	if f.UnmarshalBinary(b) != nil {
		return &forest.Forest{}
	}
	return f
}

// DayRow is a day that a page names, as the judge of dates sees it.
type DayRow struct {
	Day     string    // 2006-01-02
	Reading string    // what the report would say: RFC 3339, or the day alone
	Sources string    // what names it, for people
	Sure    bool      // a page that names this day has one beyond doubt
	X       []float32 // see the features
}

// DayRows gives the days of a page, to learn from. The page is read as Read
// does it.
func DayRows(b []byte, contentType, address string) ([]DayRow, error) {
	s, r, err := open(b, contentType, address)
	if err != nil || !looksLikeHTML(s) {
		return nil, err
	}
	p, err := newPage(s, address)
	if err != nil {
		return nil, err
	}
	p.fill(&r)
	all := p.mentions(&r)
	var out []DayRow
	for _, d := range p.ballots(&r, all) {
		row := DayRow{Day: dayText(d.day), Reading: reading(&d, all).String(), Sure: p.sure(&d, all), X: d.x}
		for _, m := range d.mentions {
			row.Sources += kindNames[m.kind] + " "
		}
		out = append(out, row)
	}
	return out, nil
}
