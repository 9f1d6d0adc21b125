package sanction_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"vigia/internal/sanction"
)

const ofac = `36,"AEROCARIBBEAN AIRLINES",-0- ,"CUBA",-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- 
306,"BANCO NACIONAL DE CUBA",-0- ,"CUBA",-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,"a.k.a. 'BNC'."
11254,"LESMES BULLA, Jairo","individual","SDNTK] [SDGT","Member",-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,"DOB 25 Mar 1947; Linked To: BANCO NACIONAL DE CUBA."
nonsense
12,"",-0- ,"CUBA",-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- 
`

const un = `<?xml version="1.0" encoding="UTF-8"?><CONSOLIDATED_LIST><INDIVIDUALS><INDIVIDUAL><DATAID>1</DATAID>
<FIRST_NAME>ERIC</FIRST_NAME><SECOND_NAME>BADEGE</SECOND_NAME><UN_LIST_TYPE>DRC</UN_LIST_TYPE><REFERENCE_NUMBER>CDi.001</REFERENCE_NUMBER>
<LISTED_ON>2012-12-31</LISTED_ON><INDIVIDUAL_ALIAS><ALIAS_NAME>Badege Eric</ALIAS_NAME></INDIVIDUAL_ALIAS></INDIVIDUAL></INDIVIDUALS>
<ENTITIES><ENTITY><DATAID>2</DATAID><FIRST_NAME>ACME MINING</FIRST_NAME><REFERENCE_NUMBER>CDe.002</REFERENCE_NUMBER></ENTITY></ENTITIES></CONSOLIDATED_LIST>`

const sdnXML = `<sdnList><sdnEntry><uid>7</uid><lastName>MADURO</lastName><firstName>Ana</firstName><sdnType>Individual</sdnType>
<programList><program>VENEZUELA</program></programList><akaList><aka><lastName>MADURO</lastName><firstName>Anita</firstName></aka></akaList></sdnEntry></sdnList>`

func TestRead(t *testing.T) {
	for _, c := range []struct{ in, format, want string }{
		{ofac, "ofac-csv", "36 AEROCARIBBEAN AIRLINES entity CUBA [] | 306 BANCO NACIONAL DE CUBA entity CUBA [BNC] | 11254 LESMES BULLA, Jairo individual SDGT; SDNTK []"},
		{un, "un-xml", "CDe.002 ACME MINING entity  [] | CDi.001 ERIC BADEGE individual DRC [Badege Eric]"},
		{un[:len(un)-90], "un-xml", "CDi.001 ERIC BADEGE individual DRC [Badege Eric]"},
		{sdnXML, "ofac-xml", "7 MADURO, Ana individual VENEZUELA [MADURO, Anita]"},
		{"\xEF\xBB\xBFlist_id,name,type,aliases\nx1,Ana,individual,Anna; Аня\n,Nobody,,\n", "csv", "x1 Ana individual  [Anna Аня]"},
		{"list_id,name\r\n1,Mu\xf1oz\r\n", "csv", "1 Muñoz entity  []"},
	} {
		v, _, err := sanction.Read([]byte(c.in))
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, s := range v.Subjects {
			got = append(got, fmt.Sprintf("%s %s %s %s %v", s.ID, s.Name, s.Type, s.Programs, s.Aliases))
		}
		if v.Format != c.format {
			t.Errorf("format %s, want %s", v.Format, c.format)
		}
		if diff := cmp.Diff(c.want, strings.Join(got, " | ")); diff != "" {
			t.Error(diff)
		}
	}
	v, fs, _ := sanction.Read([]byte(ofac))
	if v.Broken != 2 || len(fs) != 2 || fs[0].Path != "list:4" || v.Rows != 5 {
		t.Errorf("%+v %v", v, fs)
	}
	if l := v.Subjects[2].Linked(); len(l) != 1 || l[0] != "BANCO NACIONAL DE CUBA" {
		t.Errorf("linked: %q", l)
	}
	for _, b := range []string{"", "<html><body>Access denied</body></html>", "a,b\n1,2\n", "\x00\xff"} {
		if _, _, err := sanction.Read([]byte(b)); err == nil {
			t.Errorf("%q is no list, and was read", b)
		}
	}
}

// The numbers of vessels and aircraft are kept, the papers of people are not.
func TestHulls(t *testing.T) {
	v, _, err := sanction.Read([]byte(`<sdnList><sdnEntry><uid>8</uid><lastName>ARTAVIL</lastName><sdnType>Vessel</sdnType><idList>
		<id><idType>Vessel Registration Identification</idType><idNumber>IMO 9187629</idNumber></id><id><idType>MMSI</idType><idNumber>572469210</idNumber></id>
		<id><idType>Passport</idType><idNumber>A1</idNumber></id></idList></sdnEntry></sdnList>`))
	if err != nil || len(v.Subjects) != 1 || v.Subjects[0].Type != sanction.Vessel || v.Subjects[0].Remark != "Vessel Registration Identification IMO 9187629; MMSI 572469210" {
		t.Errorf("%+v, %v", v, err)
	}
}

func list(n int) []sanction.Subject {
	var out []sanction.Subject
	for i := range n {
		out = append(out, sanction.Subject{ID: fmt.Sprint(i + 1000), Name: fmt.Sprintf("NAME %d, Someone", i), Type: sanction.Individual, Programs: "TEST"})
	}
	return out
}

func TestDiff(t *testing.T) {
	before := list(10)
	after := slices.Clone(before[1:])
	after[2].Aliases = []string{"OTHER"}
	after[3].Name = "  name 4,  SOMEONE " // case and blanks are no change
	after = append(after, sanction.Subject{ID: "9", Name: "NEW", Type: sanction.Entity, Programs: "TEST"})
	slices.Reverse(after)
	var got []string
	for _, a := range sanction.Diff(before, after) {
		got = append(got, a.Action+" "+a.ID())
	}
	if diff := cmp.Diff("added 9, removed 1000, changed 1003", strings.Join(got, ", ")); diff != "" {
		t.Error(diff)
	}
	day := time.Date(2021, 8, 24, 0, 0, 0, 0, time.UTC)
	n := sanction.Tell("OFAC", day.AddDate(0, 0, -1), day, sanction.Diff(before, after))
	if n.Title != "OFAC, 24 August 2021: 1 added, 1 removed, 1 changed" || !strings.Contains(n.Text, `also known as was "" and is "OTHER"`) {
		t.Errorf("%+v", n)
	}
}

// A download that broke off never says that everyone was delisted.
func TestSuspicious(t *testing.T) {
	all := list(1000)
	for _, c := range []struct {
		name string
		v    sanction.Version
		want bool
	}{
		{"same", sanction.Version{Subjects: all, Rows: 1000}, false},
		{"twenty removed", sanction.Version{Subjects: all[20:], Rows: 980}, false},
		{"broken off", sanction.Version{Subjects: all[:600], Rows: 600}, true},
		{"last row cut", sanction.Version{Subjects: all[:999], Rows: 1000, Broken: 1}, true},
		{"empty", sanction.Version{}, true},
		{"broken all over", sanction.Version{Subjects: all, Rows: 1100, Broken: 100}, true},
	} {
		if got := sanction.Suspicious(len(all), c.v, sanction.Diff(all, c.v.Subjects)); (got != "") != c.want {
			t.Errorf("%s: %q", c.name, got)
		}
	}
	if why := sanction.Suspicious(0, sanction.Version{}, nil); why != "" {
		t.Errorf("the first version: %s", why)
	}
}

func FuzzRead(f *testing.F) {
	for _, s := range []string{ofac, un, sdnXML, "list_id,name\n1,a\n"} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		v, _, _ := sanction.Read(b)
		for _, s := range v.Subjects {
			if s.ID == "" || s.Name == "" || len(s.Name) > 2000 {
				t.Errorf("%+v", s)
			}
		}
		if !slices.IsSortedFunc(v.Subjects, func(a, b sanction.Subject) int {
			if len(a.ID) != len(b.ID) {
				return len(a.ID) - len(b.ID)
			}
			return strings.Compare(a.ID, b.ID)
		}) {
			t.Error("not in order")
		}
	})
}
