package entity_test

import (
	"context"
	"os"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"vigia/internal/db"
	"vigia/internal/db/dbtest"
	"vigia/internal/entity"
	"vigia/internal/seeds"
)

const sample = "\xEF\xBB\xBFdate,action,list_id,name,type,program,remark\n" +
	"2021-08-24,added,32001,\"HIJÁZI, Kassem\",individual,GLOMAG,designated by OFAC\n" +
	"2021-08-24,added,32002,ESPANA INFORMATICA S.A.,entity,GLOMAG,\n" +
	"2021-09-30,removed,32002,ESPANA INFORMATICA S.A.,entity,GLOMAG,no longer designated by OFAC\n" +
	"24/08/2021,added,32003,NOBODY,,,\n" +
	"2021-08-24,moved,32004,NOBODY,,,\n" +
	"2021-08-24,added,,NOBODY,,,\n" +
	"2021-08-24,added,32005,\x1b[31m,,,\n"

func TestParseList(t *testing.T) {
	es, fs := entity.ParseList([]byte(sample))
	if len(es) != 4 || es[0].Name != "HIJÁZI, Kassem" || es[3].Name != "[31m" {
		t.Errorf("entries: %+v", es)
	}
	var got []string
	for _, f := range fs {
		got = append(got, f.Path+" "+f.Message)
	}
	want := []string{`list:5 date "24/08/2021" is not YYYY-MM-DD`, `list:6 action "moved" is neither added nor removed`, `list:7 no list_id`}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	for _, b := range []string{"", "a,b\n1,2\n"} {
		if es, fs := entity.ParseList([]byte(b)); len(es) != 0 || len(fs) != 1 || !strings.HasPrefix(fs[0].Path, "list:1") {
			t.Errorf("%q: %v %v", b, es, fs)
		}
	}
}

func TestSampleList(t *testing.T) {
	b, err := os.ReadFile("../newsroom/data/list/ofac-2021.csv")
	if err != nil {
		t.Skip(err)
	}
	if es, fs := entity.ParseList(b); len(es) != 157 || len(fs) != 0 {
		t.Errorf("%d entries, %v", len(es), fs)
	}
}

func FuzzParseList(f *testing.F) {
	f.Add([]byte(sample))
	f.Add([]byte("date,action,list_id,name\n\"a\n"))
	seeds.Each(f, func(c seeds.Case) { f.Add(append([]byte("date,action,list_id,name\n2026-01-01,add,x,"), c.Bytes...)) }, "csv_formula", "naughty_strings")
	f.Fuzz(func(t *testing.T, b []byte) {
		es, _ := entity.ParseList(b)
		if len(es) > len(b) {
			t.Errorf("%d entries in %d bytes", len(es), len(b))
		}
		for _, e := range es {
			if !utf8.ValidString(e.Name) {
				t.Errorf("name %q", e.Name)
			}
		}
	})
}

func TestEntries(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := context.Background()
		es, _ := entity.ParseList([]byte(sample))
		put := func() (fresh []entity.Entry) {
			t.Helper()
			err := d.InTx(ctx, func(tx *db.Tx) (err error) {
				fresh, err = entity.PutEntries(tx, "lista-sanciones", "cap_1", es[:3])
				return err
			})
			if err != nil {
				t.Fatal(err)
			}
			return fresh
		}
		if n := len(put()); n != 3 {
			t.Errorf("%d fresh, want 3", n)
		}
		if n := len(put()); n != 0 {
			t.Errorf("%d fresh the second time", n)
		}
		day := func(m, d int) time.Time { return time.Date(2021, time.Month(m), d, 15, 0, 0, 0, time.UTC) }
		for _, c := range []struct {
			f    entity.Filter
			want string
		}{
			{entity.Filter{}, "added 32001, added 32002, removed 32002"},
			{entity.Filter{AsOf: day(8, 23)}, ""},
			{entity.Filter{AsOf: day(8, 24)}, "added 32001, added 32002"},
			{entity.Filter{AsOf: day(9, 30)}, "added 32001"},
			{entity.Filter{Name: "kassem hijazi"}, "added 32001"},
			{entity.Filter{Name: "informática"}, "added 32002, removed 32002"},
			{entity.Filter{Name: "hij", AsOf: day(9, 1), List: "lista-sanciones"}, "added 32001"},
			{entity.Filter{List: "another"}, ""},
		} {
			got, err := entity.Entries(ctx, d, c.f)
			if err != nil {
				t.Fatal(err)
			}
			var s []string
			for _, e := range got {
				s = append(s, e.Action+" "+e.ID)
			}
			if strings.Join(s, ", ") != c.want {
				t.Errorf("%+v: %v, want %s", c.f, s, c.want)
			}
		}
	})
}
