package entity_test

import (
	"strings"
	"testing"
	"time"

	"vigia/internal/entity"
)

// An office is who held it on the day; of two who bear a name nobody is linked.
func TestMentions(t *testing.T) {
	day := func(y int) time.Time { return time.Date(y, 8, 24, 0, 0, 0, 0, time.UTC) }
	office := func(holder string, from, to int) []entity.Office {
		return []entity.Office{{Entity: holder, Key: "oil", Names: []string{"Petroleum Minister"}, Country: "VE", From: day(from), To: day(to)}}
	}
	b := entity.NewBook(append(entity.Countries(),
		entity.Entity{ID: "old", Type: entity.Person, Name: "Ana Paz", Names: []string{"Ana Paz"}, Origin: entity.FromMonitor, Offices: office("old", 2015, 2018)},
		entity.Entity{ID: "new", Type: entity.Person, Name: "Rui Belmar", Names: []string{"Rui Belmar", "super facilitator", "CNTRD", "CIDTN"}, Origin: entity.FromMonitor, Offices: office("new", 2019, 2023)},
		entity.Entity{ID: "x", Type: entity.Person, Name: "Iva Sol", Names: []string{"Iva Sol"}, Origin: entity.FromMonitor},
		entity.Entity{ID: "y", Type: entity.Person, Name: "Iva Sol", Names: []string{"Iva Sol"}, Origin: entity.FromMonitor},
	), nil)
	for _, c := range []struct {
		s, lang string
		year    int
		want    string
	}{
		{"The Petroleum Minister spoke.", "en", 2021, "Petroleum Minister=new"},
		{"The Petroleum Minister spoke.", "en", 2016, "Petroleum Minister=old"},
		{"The Petroleum Minister spoke.", "en", 2012, "Petroleum Minister="},
		{"Rui Belmar fue a Perú. Belmar volvió.", "es", 2021, "Rui Belmar=new Perú=country:PE Belmar=new"},
		{"Iva Sol spoke.", "en", 2021, "Iva Sol="},
		{"委内瑞拉与秘鲁", "zh", 2021, "委内瑞拉=country:VE 秘鲁=country:PE"},
		{"CNTRD", "en", 2021, "CNTRD=new"}, {"", "es", 2021, ""}, {"\xff\xfe", "", 2021, ""},
	} {
		var got []string
		for _, m := range b.Mentions(c.s, c.lang, day(c.year)) {
			got = append(got, c.s[m.Start:m.End]+"="+m.Entity)
		}
		if s := strings.Join(got, " "); s != c.want {
			t.Errorf("%q in %d: %q, want %q", c.s, c.year, s, c.want)
		}
	}
}
