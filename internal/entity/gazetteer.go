package entity

import (
	"bufio"
	"cmp"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"vigia"
	"vigia/internal/policy"
	"vigia/internal/text"
)

// GeoNamesNotice is what the licence of GeoNames asks to be said.
const GeoNamesNotice = "Places: GeoNames (www.geonames.org), Creative Commons Attribution 4.0"

// PlaceReader reads a dump of GeoNames row by row: the table of places
// (cities15000.txt, allCountries.txt; nineteen columns parted by tabs), or that
// of regions (admin1CodesASCII.txt; four columns). It holds one row at a time.
type PlaceReader struct {
	Least    int64           // people a town must have to be taken, if it is not a capital
	Rows     int             // that were read
	Broken   int             // that could not be read
	Findings []vigia.Finding // of the first of them
	lines    *bufio.Reader
	line     int
}

// NewPlaceReader reads from r, which is plain text.
func NewPlaceReader(r io.Reader, least int64) *PlaceReader {
	return &PlaceReader{Least: least, lines: bufio.NewReaderSize(r, longestRow)}
}

const (
	longestRow   = 1 << 17 // bytes; GeoNames has alternate names of up to 10,000 letters
	mostFaults   = 100     // findings that are kept
	fewNames     = 12      // names of a town
	manyNames    = 30      // names of a town of largeTown people
	largeTown    = 100_000
	mostAtFirst  = 50 // rows after which a file that has only broken ones is no gazetteer
	townColumns  = 19
	stateColumns = 4
)

// kosovo is the code of GeoNames for a country that ISO 3166-1 has none for: its
// places are taken without a country.
const kosovo = "XK"

// Next gives the next place that is taken; io.EOF at the end.
func (p *PlaceReader) Next() (Entity, error) {
	for {
		row, err := p.row()
		if err != nil {
			return Entity{}, err
		}
		if row == "" || strings.HasPrefix(row, "#") {
			continue
		}
		p.Rows++
		e, taken, what := p.place(row)
		if what != "" {
			p.fault(what)
			if p.Broken == p.Rows && p.Rows == mostAtFirst {
				return Entity{}, &vigia.Problem{Kind: vigia.ErrInvalid, What: "this is no table of places: " + what,
					Remedy: "give a dump of GeoNames as it is downloaded, such as cities15000.txt or admin1CodesASCII.txt"}
			}
			continue
		}
		if taken {
			return e, nil
		}
	}
}

func (p *PlaceReader) fault(what string) {
	if p.Broken++; len(p.Findings) < mostFaults {
		p.Findings = append(p.Findings, vigia.Finding{Severity: vigia.Warn, Path: fmt.Sprintf("line %d", p.line), Kind: "place", Message: what,
			Remedy: "download the file again, or mend the line; it was left out"})
	}
}

// row is the next line. One that is longer than any row is a fault.
func (p *PlaceReader) row() (string, error) {
	for {
		b, err := p.lines.ReadSlice('\n')
		p.line++
		switch {
		case errors.Is(err, bufio.ErrBufferFull):
			p.Rows++
			for errors.Is(err, bufio.ErrBufferFull) {
				_, err = p.lines.ReadSlice('\n')
			}
			p.fault("the line is longer than any place")
			if err != nil && !errors.Is(err, io.EOF) {
				return "", err
			}
		case err != nil && len(b) == 0:
			return "", err
		default:
			return strings.TrimRight(string(b), "\r\n"), nil
		}
	}
}

// place reads a row; what is why it is broken.
func (p *PlaceReader) place(row string) (e Entity, taken bool, what string) {
	if !utf8.ValidString(row) {
		return e, false, "it is not written in UTF-8"
	}
	f := strings.Split(row, "\t")
	switch len(f) {
	case townColumns:
		return p.town(f)
	case stateColumns:
		return state(f)
	}
	return e, false, fmt.Sprintf("%d columns, and a place has %d", len(f), townColumns)
}

func (p *PlaceReader) town(f []string) (e Entity, taken bool, what string) {
	id, country, code := f[0], f[8], f[7]
	people, err := strconv.ParseInt(cmp.Or(f[14], "0"), 10, 64)
	_, known := policy.Country(country, "en")
	if country == kosovo {
		country, known = "", true
	}
	switch {
	case !isNumber(id):
		return e, false, fmt.Sprintf("%q is no number of a place", text.Cut(id, 40))
	case nameOf(f[1]) == "":
		return e, false, "place " + id + " has no name"
	case err != nil || people < 0:
		return e, false, fmt.Sprintf("place %s: %q is no number of people", id, text.Cut(f[14], 40))
	case f[8] == "" || f[6] != "P" || people < p.Least && code != "PPLC":
		return e, false, "" // no town, or too small a one
	case !known:
		return e, false, fmt.Sprintf("place %s: there is no country %q", id, text.Cut(country, 10))
	}
	e = Entity{ID: "place:" + id, Type: Place, Name: nameOf(f[1]), Country: country, Origin: FromPlaces, Note: "GeoNames " + code,
		Population: people, Region: f[8] + "." + text.Cut(nameOf(f[10]), 20)}
	most := fewNames
	if people >= largeTown {
		most = manyNames
	}
	e.Names = []string{e.Name}
	for n := range strings.SplitSeq(f[2]+","+f[3], ",") {
		if n = nameOf(n); len(e.Names) < most && placeName(n) && !slices.Contains(e.Names, n) {
			e.Names = append(e.Names, n)
		}
	}
	return e, true, ""
}

// state is a row of regions: VE.25, name, name in ASCII, number.
func state(f []string) (e Entity, taken bool, what string) {
	country, _, ok := strings.Cut(f[0], ".")
	_, known := policy.Country(country, "en")
	switch {
	case !ok || !isNumber(f[3]) || nameOf(f[1]) == "":
		return e, false, "it is neither a place nor a region"
	case !known:
		return e, false, fmt.Sprintf("region %s: there is no country %q", text.Cut(f[0], 20), text.Cut(country, 10))
	}
	e = Entity{ID: "place:" + f[3], Type: Place, Name: nameOf(f[1]), Country: country, Origin: FromPlaces, Note: "GeoNames ADM1", Region: text.Cut(f[0], 24)}
	e.Names = []string{e.Name}
	if n := nameOf(f[2]); n != "" && n != e.Name {
		e.Names = append(e.Names, n)
	}
	return e, true, ""
}

func isNumber(s string) bool { return s != "" && len(s) <= 12 && digits(s) }

func nameOf(s string) string { return text.Cut(text.Clean(s), 120) }

// placeName reports whether a name of many is one to look for: letters, and no
// code of an airport or a railway station.
func placeName(n string) bool {
	if strings.ContainsFunc(n, unicode.IsDigit) || !strings.ContainsFunc(n, unicode.IsLetter) || strings.Contains(n, "/") {
		return false
	}
	runes := utf8.RuneCountInString(n)
	if hasHan(n) {
		return runes >= 3
	}
	return runes >= 4 && (runes > 5 || strings.ContainsFunc(n, unicode.IsLower) || !strings.ContainsFunc(n, unicode.IsUpper))
}
