package edition

import (
	"strings"
	"testing"
	"time"

	"vigia"
)

func TestLine(t *testing.T) {
	ny, err := time.LoadLocation("America/New_York")
	if err != nil {
		t.Fatal(err)
	}
	// 22:30 in New York on the 18th is the 19th in UTC.
	late := vigia.Date{At: time.Date(2021, 9, 19, 2, 30, 0, 0, time.UTC), Precision: vigia.ToMin}
	printed := vigia.Date{At: time.Date(2021, 8, 5, 0, 0, 0, 0, time.UTC), Precision: vigia.ToDay}
	january := vigia.Date{At: time.Date(2021, 1, 2, 12, 0, 0, 0, time.UTC), Precision: vigia.ToSec}
	for _, tt := range []struct {
		date vigia.Date
		lang string
		want string
	}{
		{late, "en", "It opened. - Infobae on 18-SEP"},
		{late, "es", "It opened. - Infobae el 18-SEP"},
		{printed, "en", "It opened. - Infobae on 05-AUG"},
		{printed, "es", "It opened. - Infobae el 05-AGO"},
		{january, "en", "It opened. - Infobae on 02-JAN"},
		{january, "es", "It opened. - Infobae el 02-ENE"},
		{printed, "pt", "It opened. - Infobae on 05-AUG"}, // a language without words of its own
		{vigia.Date{At: printed.At, Precision: vigia.ToMonth}, "en", "It opened. - Infobae"},
		{vigia.Date{}, "en", "It opened. - Infobae"},
	} {
		if got := Line("It opened.", "Infobae", tt.date, ny, tt.lang); got != tt.want {
			t.Errorf("%s %s: %q, want %q", tt.date, tt.lang, got, tt.want)
		}
	}
	months := ""
	for m := range 12 {
		months += " " + LineDate(vigia.Date{At: time.Date(2021, time.Month(m+1), 9, 0, 0, 0, 0, time.UTC), Precision: vigia.ToDay}, ny, "es")[3:]
	}
	if want := " ENE FEB MAR ABR MAY JUN JUL AGO SEP OCT NOV DIC"; months != want {
		t.Errorf("Spanish months:%s", months)
	}
}

func TestPeriod(t *testing.T) {
	d := func(y int, m time.Month, day int) time.Time { return time.Date(y, m, day, 0, 0, 0, 0, time.UTC) }
	for _, tt := range []struct {
		from, to      time.Time
		en, es, label string
	}{
		{d(2021, 8, 1), d(2021, 9, 30), "August to September 2021", "agosto a septiembre de 2021", "from August to September 2021"},
		{d(2021, 2, 1), d(2021, 2, 28), "February 2021", "febrero de 2021", "of February 2021"},
		{d(2020, 12, 1), d(2021, 1, 31), "December 2020 to January 2021", "diciembre de 2020 a enero de 2021", "from December 2020 to January 2021"},
		{d(2021, 8, 10), d(2021, 9, 24), "10 August to 24 September 2021", "10 de agosto al 24 de septiembre de 2021", "from 10 August to 24 September 2021"},
	} {
		if got := Period(tt.from, tt.to, "en"); got != tt.en {
			t.Errorf("%q, want %q", got, tt.en)
		}
		if got := Period(tt.from, tt.to, "es"); got != tt.es {
			t.Errorf("%q, want %q", got, tt.es)
		}
		if got := periodLabel(tt.from, tt.to, "en"); got != tt.label {
			t.Errorf("%q, want %q", got, tt.label)
		}
	}
	if got := periodLabel(d(2021, 8, 10), d(2021, 9, 24), "es"); got != "del 10 de agosto al 24 de septiembre de 2021" {
		t.Error(got)
	}
}

func TestSummaryFault(t *testing.T) {
	for _, tt := range []struct{ summary, fault string }{
		{"The summit opened in Mexico City.", ""},
		{"One. Two. Three.", ""},
		{"The U.S. Treasury listed Mr. Hijazi. He was held.", ""},
		{"Los EE.UU. sancionaron a Hijazi. Fue detenido.", ""},
		{"The talks - held in Mexico - went on.", ""},
		{"  ", "is missing"},
		{"One. Two. Three. Four.", "has 4 sentences"},
		{strings.Repeat("é", 601), "has 601 characters"},
		{strings.Repeat("é", 600), ""},
		{"One.\nTwo.", "has a line break"},
		{"It opened. - Infobae on 05-FEB", "ends with its outlet"},
		{"It opened. - Infobae on", "ends with its outlet"},
		{"Se abrió. – El Tiempo el 5-ENE.", "ends with its outlet"},
	} {
		if got := summaryFault(tt.summary, "en"); got.message != tt.fault || (got.message != "") != (got.remedy != "") {
			t.Errorf("%q: %q, want %q", tt.summary, got.message, tt.fault)
		}
	}
}
