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
		{"CNTRD", "en", 2021, "CNTRD=new"}, {"", "es", 2021, ""}, {"東京のトヨタ、ペルー", "ja", 2021, ""}, {"\xff\xfe", "", 2021, ""},
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

// FuzzMentions: whatever the text, names lie in it, one after the other.
func FuzzMentions(f *testing.F) {
	b := entity.NewBook(append(entity.Countries(), entity.Entity{ID: "p", Type: entity.Person, Name: "Rui Belmar", Names: []string{"Rui Belmar", "鲁伊"}, Origin: entity.FromMonitor}), nil)
	for _, s := range []string{"Rui Belmar fue a Perú.", "東京のトヨタ、ペルーーア", "委内瑞拉与鲁伊", "به پرو رفت", "R\u200buі Belmar", "\xff\xfeRui"} {
		for _, lang := range []string{"es", "zh", "ja", "fa", ""} {
			f.Add(s, lang)
		}
	}
	f.Fuzz(func(t *testing.T, s, lang string) {
		for _, m := range b.Mentions(s, lang, time.Date(2021, 8, 24, 0, 0, 0, 0, time.UTC)) {
			if m.Start < 0 || m.Start >= m.End || m.End > len(s) || m.Text != s[m.Start:m.End] {
				t.Errorf("%q in %q: %+v", s, lang, m)
			}
		}
	})
}
