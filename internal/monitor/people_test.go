package monitor

import (
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"
)

func TestPeople(t *testing.T) {
	for _, c := range []struct{ name, entities, offices, want string }{
		{"fine", "alex-saab,person,Alex Saab,super facilitator;Алекс Сааб,CO,us-treasury:26958,\nel-aissami,person,Tareck El Aissami,,VE,,\n",
			"oil-minister-ve,Petroleum Minister;ministro de Petróleo,VE,el-aissami,2020-04-27,2023-03-20,\n", ""},
		{"faults", "Alex Saab,person,Alex Saab,,CO,,\nx,king,,,XX,7,notaweb\nx,person,X,,,,\n", "oil,,ZZ,nobody,2020-13-01,,\n",
			`entities.csv:2:key "Alex Saab" is no key
entities.csv:3:type unknown type "king"
entities.csv:3:name the entity has no name
entities.csv:3:country unknown country "XX"
entities.csv:3:lists "7" is no entry of a list
entities.csv:3:evidence "notaweb" is no address
entities.csv:4:key x stands already on line 3
offices.csv:2:valid_from "2020-13-01" is no date
offices.csv:2:names the office has no name
offices.csv:2:country unknown country "ZZ"
offices.csv:2:holder entities.csv has no "nobody"`},
		{"homographs and overlaps", "a,person,Ana Paz,,,,\nb,person,Bea Paz,Ana Paz,,,\n", "m,minister,PE,a,2020-01-01,,\nm,minister,PE,b,2021-01-01,,\n",
			`entities.csv:3:aliases "Ana Paz" names a too
offices.csv:3:valid_from a holds it on some of the same days, by line 2`},
	} {
		t.Run(c.name, func(t *testing.T) {
			l := &loader{files: fstest.MapFS{
				"entities.csv": {Data: []byte("key,type,name,aliases,country,lists,evidence\n" + c.entities)},
				"offices.csv":  {Data: []byte("key,names,country,holder,valid_from,valid_to,evidence\n" + c.offices)},
			}, read: map[string][]byte{}, monitor: &Monitor{}}
			l.people()
			var got []string
			for _, f := range l.sorted() {
				got = append(got, f.Path+" "+f.Message)
			}
			if diff := cmp.Diff(c.want, strings.Join(got, "\n")); diff != "" {
				t.Error(diff)
			}
		})
	}
	l := &loader{files: fstest.MapFS{}, read: map[string][]byte{}, monitor: &Monitor{}}
	if l.people(); len(l.findings) != 0 {
		t.Errorf("a monitor may do without: %v", l.findings)
	}
}
