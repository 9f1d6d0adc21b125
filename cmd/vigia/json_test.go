package main

import (
	"bytes"
	"testing"
	"time"

	"vigia"
)

type inner struct {
	URL    string
	Named  string
	OKAt   time.Time
	Every  time.Duration
	hidden int
}

func TestPrintJSON(t *testing.T) {
	var out bytes.Buffer
	a := &app{out: &out}
	err := a.printJSON(struct {
		inner
		OutletName string
		Tags       []string
		Texts      vigia.Texts
		Named      int    `json:"named"`
		None       string `json:"none,omitempty"`
		Secret     string `json:"-"`
		Next       *inner
	}{inner: inner{URL: "https://a.example/?a=1&b=<ñ>", Every: time.Hour, hidden: 1}, OutletName: "Él \"19\"", Texts: vigia.Texts{"es": "b", "en": "a"}, Named: 7, Secret: "x",
		Next: &inner{OKAt: time.Date(2021, 9, 18, 0, 0, 0, 0, time.UTC)}})
	if err != nil {
		t.Fatal(err)
	}
	want := `{"outlet_name":"Él \"19\"","tags":[],"texts":{"en":"a","es":"b"},"named":7,"next":{"url":"","named":"","ok_at":"2021-09-18T00:00:00Z","every":0},"url":"https://a.example/?a=1&b=<ñ>","every":3600}` + "\n"
	if out.String() != want {
		t.Errorf("got  %swant %s", out.String(), want)
	}
}
