package entity_test

import (
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"vigia"
	"vigia/internal/entity"
	"vigia/internal/sanction"
)

// lines gives the links of a text as "written=ID".
func links(b *entity.Book, s, lang string) string {
	var out []string
	for _, m := range b.Mentions(s, lang, time.Date(2021, 8, 24, 0, 0, 0, 0, time.UTC)) {
		if m.Entity != "" {
			out = append(out, s[m.Start:m.End]+"="+m.Entity)
		}
	}
	return strings.Join(out, " ")
}

func subjects(ss ...sanction.Subject) []entity.Entity {
	es := entity.Countries()
	for _, s := range ss {
		es = append(es, entity.Listed("l", s))
	}
	return es
}

// Vessels and aircraft are linked by number, or by name where the text speaks of
// ships; a name that two bear is told by the number.
func TestVessels(t *testing.T) {
	b := entity.NewBook(subjects(
		sanction.Subject{ID: "1", Type: sanction.Vessel, Name: "ARTAVIL", Remark: "Vessel Registration Identification IMO 9187629; MMSI 572469210; f.k.a. 'ALPHA'"},
		sanction.Subject{ID: "2", Type: sanction.Vessel, Name: "MAR AZUL", Remark: "Vessel Registration Identification IMO 7406784"},
		sanction.Subject{ID: "3", Type: sanction.Vessel, Name: "MAR AZUL", Remark: "Vessel Registration Identification IMO 1234567"},
		sanction.Subject{ID: "4", Type: sanction.Aircraft, Name: "YV3016"},
		sanction.Subject{ID: "5", Type: sanction.Aircraft, Name: "EP-MNP", Remark: "Aircraft Model A300"},
		sanction.Subject{ID: "6", Type: sanction.Aircraft, Name: "IL-76", Remark: "Aircraft Tail Number YI-NAD"},
		sanction.Subject{ID: "7", Type: sanction.Vessel, Name: "MORNING STAR"},
	), nil)
	for _, c := range []struct{ s, want string }{
		{"El petrolero Artavil zarpó.", "Artavil=list:l:1"},
		{"El buque iraní «Artavil» zarpó.", "Artavil=list:l:1"},
		{"La editorial Artavil cerró.", ""},
		{"El IMO 9187629 es suyo, no el IMO 9187628.", "IMO 9187629=list:l:1"},
		{"número IMO: 9187629", "IMO: 9187629=list:l:1"},
		{"El teléfono 9187629 no contesta.", ""},
		{"MMSI 572469210", "MMSI 572469210=list:l:1"},
		{"El buque Mar Azul partió.", ""},
		{"El buque Mar Azul (IMO 7406784) partió.", "Mar Azul=list:l:2 IMO 7406784=list:l:2"},
		{"The tanker left; the Morning Star followed.", "Morning Star=list:l:7"},
		{"He read the Morning Star at breakfast.", ""},
		{"El avión YV3016, antes EP-MNP, y el EPMNP.", "YV3016=list:l:4 EP-MNP=list:l:5 EPMNP=list:l:5"},
		{"el YI-NAD aterrizó", "YI-NAD=list:l:6"},
		{"el yv3016 y el ep-mnp", ""},
	} {
		if got := links(b, c.s, "es"); got != c.want {
			t.Errorf("%q: %q, want %q", c.s, got, c.want)
		}
	}
}

// An acronym is linked where a list or the text itself says what it is.
func TestAcronyms(t *testing.T) {
	b := entity.NewBook(append(subjects(
		sanction.Subject{ID: "1", Type: sanction.Entity, Name: "PETROLEOS DE VENEZUELA, S.A.", Aliases: []string{"PDVSA", "PETROLEOS DE VENEZUELA", "ALMA"}},
	), entity.Entity{ID: "cfn", Type: entity.Organisation, Name: "Consejo del Faro Norte", Names: []string{"Consejo del Faro Norte"}, Origin: entity.FromMonitor}), nil)
	for _, c := range []struct{ s, want string }{
		{"La estatal PDVSA produce.", "PDVSA=list:l:1"},
		{"la pdvsa y el alma, ALMA", ""},
		{"El Consejo del Faro Norte (CFN) votó. El CFN dijo.", "Consejo del Faro Norte=cfn CFN=cfn CFN=cfn"},
		{"El CFN dijo.", ""},
		{"El Consejo del Faro Norte (PSUV) votó. El PSUV dijo.", "Consejo del Faro Norte=cfn"},
	} {
		if got := links(b, c.s, "es"); got != c.want {
			t.Errorf("%q: %q, want %q", c.s, got, c.want)
		}
	}
}

// A list's person is not a stranger with part of the name.
func TestStrangers(t *testing.T) {
	ss := []sanction.Subject{{ID: "1", Type: sanction.Individual, Name: "SAAB MORAN, Alex Nain", Aliases: []string{"SAAB, Alex"}}, {ID: "2", Type: sanction.Individual, Name: "GARCIA RUIZ, Juan"}, {ID: "3", Type: sanction.Individual, Name: "GARCIA, Juan"}}
	for i := range 200 {
		ss = append(ss, sanction.Subject{ID: fmt.Sprint(100 + i), Type: sanction.Individual, Name: fmt.Sprintf("GARCIA %c%cREZ, Juan", 'A'+i%26, 'a'+i/26)})
	}
	b := entity.NewBook(subjects(ss...), nil)
	for _, c := range []struct{ s, want string }{
		{"Dijo Alex Saab.", "Alex Saab=list:l:1"},
		{"Dijo Alex Nain Saab Moran ayer.", "Alex Nain Saab Moran=list:l:1"},
		{"Dijo Alex Saab Pérez.", ""},
		{"Dijo Juan Alex Saab.", ""},
		{"Dijo Juan Garcia.", ""},
		{"Dijo Alex. Saab calló.", ""},
		// Zero-width characters and letters of other scripts that look the same.
		{"Dijo A\u200dlex Saab.", "A\u200dlex Saab=list:l:1"},
		{"Dijo Аlех Sааb.", "Аlех Sааb=list:l:1"},
		{"Dijo Alex\u00a0Saab.", "Alex\u00a0Saab=list:l:1"},
	} {
		if got := links(b, c.s, "es"); got != c.want {
			t.Errorf("%q: %q, want %q", c.s, got, c.want)
		}
	}
}

const dump = "3646738\tCaracas\tCaracas\tCCS,Karakas,Каракас,加拉加斯\t10.4\t-66.8\tP\tPPLC\tVE\t\t25\t\t\t\t3000000\t\t900\tAmerica/Caracas\t2019-09-05\n" +
	"1\tValencia\tValencia\t\t1\t1\tP\tPPLA\tVE\t\t07\t\t\t\t1385083\t\t1\tz\t2019-01-01\n" +
	"2\tValencia\tValencia\tValence\t1\t1\tP\tPPLA\tES\t\t60\t\t\t\t814208\t\t1\tz\t2019-01-01\n" +
	"3\tDavid\tDavid\t\t1\t1\tP\tPPLA\tPA\t\t02\t\t\t\t82907\t\t1\tz\t2019-01-01\n" +
	"4\tChico\tChico\t\t1\t1\tP\tPPL\tPE\t\t02\t\t\t\t900\t\t1\tz\t2019-01-01\n" +
	"x\tNo\tNo\t\t1\t1\tP\tPPL\tPE\t\t02\t\t\t\t90000\t\t1\tz\t2019-01-01\n" +
	"5\tAway\tAway\t\t1\t1\tP\tPPL\tQQ\t\t02\t\t\t\t90000\t\t1\tz\t2019-01-01\n" +
	"6\tMany\tMany\t\t1\t1\tP\tPPL\tPE\t\t02\t\t\t\tmany\t\t1\tz\t2019-01-01\n" +
	"7\tshort\n" +
	"8\t\xff\t\n" +
	"VE.25\tCapital District\tCapital District\t3640847\n"

// Towns are linked by their country or by how large they are, and broken rows
// are told.
func TestGazetteer(t *testing.T) {
	r := entity.NewPlaceReader(strings.NewReader(dump+strings.Repeat("x", 200_000)+"\n"), 1000)
	es := entity.Countries()
	var ids, faults []string
	for {
		e, err := r.Next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		es, ids = append(es, e), append(ids, e.ID)
	}
	for _, f := range r.Findings {
		faults = append(faults, f.Path+": "+f.Message)
	}
	if diff := cmp.Diff([]string{"place:3646738", "place:1", "place:2", "place:3", "place:3640847"}, ids); diff != "" {
		t.Error(diff)
	}
	want := []string{`line 6: "x" is no number of a place`, `line 7: place 5: there is no country "QQ"`, `line 8: place 6: "many" is no number of people`,
		"line 9: 2 columns, and a place has 19", "line 10: it is not written in UTF-8", "line 12: the line is longer than any place"}
	if diff := cmp.Diff(want, faults); diff != "" || r.Rows != 12 || r.Broken != 6 {
		t.Errorf("%d rows, %d broken: %s", r.Rows, r.Broken, diff)
	}
	b := entity.NewBook(es, nil)
	for _, c := range []struct{ s, want string }{
		{"Ocurrió en Caracas.", "Caracas=place:3646738"},
		{"Президент прибыл в Каракас.", "Каракас=place:3646738"},
		{"他访问加拉加斯。", "加拉加斯=place:3646738"},
		{"Ocurrió en Valencia.", ""},
		{"En Venezuela, Valencia crece.", "Venezuela=country:VE Valencia=place:1"},
		{"España: Valencia crece.", "España=country:ES Valencia=place:2"},
		{"España y Venezuela: Valencia crece.", "España=country:ES Venezuela=country:VE"},
		{"En Panamá, la ciudad de David crece.", "Panamá=country:PA David=place:3"},
		{"En Panamá habló David Cortés.", "Panamá=country:PA"},
		{"Habló David.", ""},
	} {
		if got := links(b, c.s, "es"); got != c.want {
			t.Errorf("%q: %q, want %q", c.s, got, c.want)
		}
	}
}

// What is no table of places is said to be none, soon.
func TestNoGazetteer(t *testing.T) {
	r := entity.NewPlaceReader(strings.NewReader(strings.Repeat("a,b,c\n", 1000)), 1000)
	_, err := r.Next()
	var problem *vigia.Problem
	if !errors.As(err, &problem) || problem.Remedy == "" || r.Rows > 100 {
		t.Errorf("%v after %d rows", err, r.Rows)
	}
}

func FuzzPlaces(f *testing.F) {
	f.Add(dump)
	f.Fuzz(func(t *testing.T, s string) {
		r := entity.NewPlaceReader(strings.NewReader(s), 0)
		for n := 0; ; n++ {
			e, err := r.Next()
			if err != nil {
				return
			}
			if n > len(s) || e.ID == "place:" || e.Name == "" || len(e.Names) > 31 {
				t.Fatalf("%q: %+v", s, e)
			}
		}
	})
}

// A megabyte of hostile text is linked in time that grows with its length.
func TestLargeTexts(t *testing.T) {
	b := entity.NewBook(subjects(sanction.Subject{ID: "1", Type: sanction.Individual, Name: "SAAB MORAN, Alex Nain"}), nil)
	for name, unit := range map[string]string{"names": "Alex Nain ", "capitals": "Aa Bb Cc, ", "han": "委内瑞", "brackets": "Perú (PE", "arabic": "الكس صعب ", "numbers": "IMO 9187629 ", "marks": "e\u0301", "mixed": "Алекс Saab علي 委 "} {
		s := strings.Repeat(unit, 1<<20/len(unit))
		start := time.Now()
		ms := b.Mentions(s, "es", time.Time{})
		t.Logf("%s: %d names in %s", name, len(ms), time.Since(start))
		for _, m := range ms {
			if m.End > len(s) || m.Start >= m.End {
				t.Fatalf("%s: %+v", name, m)
			}
		}
	}
}
