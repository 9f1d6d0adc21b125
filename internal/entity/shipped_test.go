package entity_test

import (
	"context"
	"io/fs"
	"testing"
	"time"

	"vigia/internal/db"
	"vigia/internal/db/dbtest"
	"vigia/internal/entity"
	"vigia/internal/monitor"
	"vigia/monitors"
)

// The entities of the monitor that is shipped: aliases, acronyms, spellings and
// offices as of the day.
func TestShippedEntities(t *testing.T) {
	files, err := fs.Sub(monitors.Files, "vric")
	if err != nil {
		t.Fatal(err)
	}
	m, _, err := monitor.LoadFS(files, "vric")
	if err != nil {
		t.Fatal(err)
	}
	d := dbtest.Lite(t)
	err = d.InTx(context.Background(), func(tx *db.Tx) error { return entity.SyncMonitor(tx, m.Known, m.Offices) })
	if err != nil {
		t.Fatal(err)
	}
	b, err := entity.LoadBook(context.Background(), d)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ day, lang, s, want string }{
		{"2021-09-14", "en", "The super facilitator joined the talks.", "alex-saab"},
		{"2021-09-14", "ru", "Россия защищает Алекса Сааба.", "country:RU alex-saab"},
		{"2021-09-14", "en", "The CNTRD is the CIDTN.", "cidtn cidtn"},
		{"2021-08-26", "en", "Mohsen Rezae and Mohsen Rezaee, vice president for economic affairs.", "mohsen-rezaee mohsen-rezaee mohsen-rezaee"},
		{"2021-09-18", "es", "Habló Miguel Diáz-Canel.", "miguel-diaz-canel"},
		{"2021-09-18", "es", "El ministro de Petróleo de Venezuela viajó.", "tareck-el-aissami country:VE"},
		{"2019-09-18", "es", "El ministro de Petróleo de Venezuela viajó.", "manuel-quevedo country:VE"},
		{"2016-09-18", "es", "El ministro de Petróleo de Venezuela viajó.", "country:VE"},
		{"2021-08-18", "es", "El canciller de Venezuela dijo.", "jorge-arreaza country:VE"},
		{"2021-08-19", "es", "El canciller de Venezuela dijo.", "felix-plasencia country:VE"},
		{"2021-08-19", "es", "El canciller dijo.", ""},
		{"2021-08-02", "es", "El presidente iraní dijo.", "hassan-rouhani"},
		{"2021-08-03", "es", "El presidente iraní dijo.", "ebrahim-raisi"},
		{"2021-08-03", "es", "PDVSA, antes PdVSA; Petróleos de Venezuela.", "pdvsa pdvsa pdvsa"},
		{"2021-08-03", "zh", "习近平会见了普京。", "xi-jinping vladimir-putin"},
		{"2021-08-03", "fa", "ابراهیم رئیسی در تهران", "ebrahim-raisi"},
	} {
		day, err := time.Parse(time.DateOnly, c.day)
		if err != nil {
			t.Fatal(err)
		}
		got := ""
		for _, m := range b.Mentions(c.s, c.lang, day) {
			if m.Entity != "" {
				if got != "" {
					got += " "
				}
				got += m.Entity
			}
		}
		if got != c.want {
			t.Errorf("%s %q: %q, want %q", c.day, c.s, got, c.want)
		}
	}
}
