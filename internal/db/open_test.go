package db

import "testing"

func TestRedact(t *testing.T) {
	for in, want := range map[string]string{
		"vigia.db":                      "vigia.db",
		"mail@home/vigia.db":            "mail@home/vigia.db",
		"postgres://host/vigia":         "postgres://host/vigia",
		"postgres://u:p@host/vigia":     "postgres://…@host/vigia",
		"postgres://u:p@ss@host/vigia":  "postgres://…@host/vigia",
		"postgres://u:p@host:5/v?a=b@c": "postgres://…@c",
	} {
		if got := Redact(in); got != want {
			t.Errorf("%s: %s, want %s", in, got, want)
		}
	}
}
