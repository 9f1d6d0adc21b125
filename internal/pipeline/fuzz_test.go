package pipeline

import (
	"bytes"
	"strings"
	"testing"
	"unicode/utf8"

	"vigia/internal/seeds"
)

// Every line and every record of an import is accounted for: read, or refused
// with a reason.
func FuzzInputs(f *testing.F) {
	for _, s := range []string{
		`{"id":"1","title":"T","text":"Uno.\n\nDos.","url":"https://d.example/1","published":"2026-11-23","language":"es","outlet":"d"}`,
		"\ufeff{\"text\":\"a\"}\r\n\r\n{\"text\":1}\n[1]\n{", "{\"title\":\"\\u0000\\ud800\"}", "",
		"WARC/1.0\r\nWARC-Type: response\r\nContent-Length: 3\r\n\r\nabc\r\n\r\n",
	} {
		f.Add([]byte(s))
	}
	seeds.Each(f, func(c seeds.Case) { f.Add(c.Bytes) }, "json", "warc_bad")
	f.Fuzz(func(t *testing.T, b []byte) {
		n := 0
		account := func(in Input) bool {
			n++
			switch {
			case in.Name == "" || in.Err == nil && len(in.Body) == 0 && in.Text == nil:
				t.Errorf("input %+v", in)
			case in.Text != nil && !utf8.ValidString(in.Text.Title+in.Text.Text):
				t.Errorf("text %q", in.Text.Text)
			}
			return true
		}
		eachLine("a.jsonl", bytes.NewReader(b), account)
		lines := 0
		for line := range strings.Lines(strings.TrimPrefix(string(b), "\ufeff")) {
			if strings.TrimSpace(line) != "" {
				lines++
			}
		}
		if n < lines {
			t.Errorf("%d inputs of %d lines", n, lines)
		}
		eachRecord("a.warc", bytes.NewReader(b), account)
		if n > 2*len(b)+2 {
			t.Errorf("%d inputs of %d bytes", n, len(b))
		}
	})
}
