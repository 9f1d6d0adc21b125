package sanction

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strings"

	"vigia"
)

// readXML reads OFAC's sdn.xml and the Security Council's consolidated list,
// entry by entry: an entry that is broken, or a file that ends early, costs no
// other entry.
func readXML(b []byte) (v Version, fs []vigia.Finding) {
	d := xml.NewDecoder(bytes.NewReader(b))
	d.Strict = false
	d.CharsetReader = func(_ string, in io.Reader) (io.Reader, error) { return in, nil } // it is UTF-8 by now
	take := func(s Subject, err error, line int) {
		v.Rows++
		if err == nil && (s.ID == "" || !nameable(s.Name)) {
			err = errors.New("an entry without number or name")
		}
		if err != nil {
			if v.Broken++; len(fs) < mostFindings {
				fs = append(fs, bad(line, err.Error()))
			}
			return
		}
		v.Subjects = append(v.Subjects, s)
	}
	for {
		t, err := d.Token()
		line, _ := d.InputPos()
		if err != nil {
			if !errors.Is(err, io.EOF) {
				v.Broken++
				fs = append(fs, bad(line, "the file breaks off or is no XML here: "+err.Error()))
			}
			return v, fs
		}
		e, ok := t.(xml.StartElement)
		if !ok {
			continue
		}
		switch e.Name.Local {
		case "sdnEntry":
			var x sdnEntry
			err := d.DecodeElement(&x, &e)
			v.Format = "ofac-xml"
			take(x.subject(), err, line)
		case "INDIVIDUAL", "ENTITY":
			var x unEntry
			err := d.DecodeElement(&x, &e)
			v.Format = "un-xml"
			take(x.subject(e.Name.Local), err, line)
		}
	}
}

// sdnEntry is an entry of sdn.xml.
type sdnEntry struct {
	UID      string   `xml:"uid"`
	First    string   `xml:"firstName"`
	Last     string   `xml:"lastName"`
	Title    string   `xml:"title"`
	Type     string   `xml:"sdnType"`
	Remarks  string   `xml:"remarks"`
	Programs []string `xml:"programList>program"`
	Akas     []struct {
		First string `xml:"firstName"`
		Last  string `xml:"lastName"`
	} `xml:"akaList>aka"`
	Born []string `xml:"dateOfBirthList>dateOfBirthItem>dateOfBirth"`
	IDs  []struct {
		Type   string `xml:"idType"`
		Number string `xml:"idNumber"`
	} `xml:"idList>id"`
}

// hulls are the numbers of vessels and aircraft, which tell them in reports. The
// numbers of people's papers are not kept.
var hulls = map[string]bool{"Vessel Registration Identification": true, "MMSI": true, "Aircraft Tail Number": true}

func (x sdnEntry) subject() Subject {
	s := Subject{ID: field(x.UID), Name: field(commaName(x.Last, x.First)), Type: typeOf(field(x.Type)), Programs: programs(strings.Join(x.Programs, ";"))}
	for _, a := range x.Akas {
		s.Aliases = append(s.Aliases, field(commaName(a.Last, a.First)))
	}
	var parts []string
	if t := field(x.Title); t != "" {
		parts = append(parts, "Title: "+t)
	}
	for _, b := range x.Born {
		parts = append(parts, "DOB "+field(b))
	}
	for _, id := range x.IDs {
		if t := field(id.Type); hulls[t] {
			parts = append(parts, t+" "+field(id.Number))
		}
	}
	if r := field(x.Remarks); r != "" {
		parts = append(parts, r)
	}
	s.Remark = field(strings.Join(parts, "; "))
	return s
}

func commaName(last, first string) string {
	if last, first = field(last), field(first); first != "" {
		return last + ", " + first
	}
	return last
}

// unEntry is an entry of the Security Council's list.
type unEntry struct {
	DataID    string `xml:"DATAID"`
	Reference string `xml:"REFERENCE_NUMBER"`
	First     string `xml:"FIRST_NAME"`
	Second    string `xml:"SECOND_NAME"`
	Third     string `xml:"THIRD_NAME"`
	Fourth    string `xml:"FOURTH_NAME"`
	Regime    string `xml:"UN_LIST_TYPE"`
	Listed    string `xml:"LISTED_ON"`
	Comments  string `xml:"COMMENTS1"`
	Native    string `xml:"NAME_ORIGINAL_SCRIPT"`
	People    []struct {
		Name string `xml:"ALIAS_NAME"`
	} `xml:"INDIVIDUAL_ALIAS"`
	Bodies []struct {
		Name string `xml:"ALIAS_NAME"`
	} `xml:"ENTITY_ALIAS"`
}

func (x unEntry) subject(kind string) Subject {
	s := Subject{ID: field(x.Reference), Type: Entity, Programs: programs(field(x.Regime)),
		Name: strings.Join(strings.Fields(strings.Join([]string{field(x.First), field(x.Second), field(x.Third), field(x.Fourth)}, " ")), " ")}
	if s.ID == "" {
		s.ID = field(x.DataID)
	}
	if kind == "INDIVIDUAL" {
		s.Type = Individual
	}
	for _, a := range append(x.People, x.Bodies...) {
		for n := range strings.SplitSeq(field(a.Name), ";") {
			s.Aliases = append(s.Aliases, strings.TrimSpace(n))
		}
	}
	s.Aliases = append(s.Aliases, field(x.Native))
	if l := field(x.Listed); l != "" {
		s.Remark = fmt.Sprintf("Listed on %s; ", l)
	}
	s.Remark = field(s.Remark + field(x.Comments))
	return s
}
