package main

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"vigia"
)

func TestWrap(t *testing.T) {
	for name, c := range map[string]struct {
		in      string
		columns int
		want    []string
	}{
		"nothing":     {"", 10, []string{""}},
		"words":       {"one two three four", 9, []string{"one two", "three", "four"}},
		"exactly":     {"one two", 7, []string{"one two"}},
		"long word":   {"a " + strings.Repeat("x", 12), 5, []string{"a", "xxxxx", "xxxxx", "xx"}},
		"wide":        {"外交部长抵达首都。", 8, []string{"外交部长", "抵达首都", "。"}},
		"wide, mixed": {"abc 外交部长抵达", 8, []string{"abc 外交", "部长抵达"}},
		"no width":    {"e\u0301e\u0301e\u0301", 3, []string{"e\u0301e\u0301e\u0301"}},
		"hostile":     {"a\x1b[31mb\u202ec\u2066d\u200be\x07 f\ngh", 20, []string{"a[31mbcde f gh"}},
		"persian":     {"می\u200cشود", 10, []string{"می\u200cشود"}},
	} {
		if diff := cmp.Diff(c.want, wrap(c.in, c.columns)); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
}

func TestFit(t *testing.T) {
	for in, want := range map[string]string{"": "", "short": "short", "exactly te": "exactly te", "longer than that": "longer th…", "外交部长抵达": "外交部长…", "a\n b": "a b"} {
		if got := fit(in, 10); got != want || cells(got) > 10 {
			t.Errorf("fit(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestDated(t *testing.T) {
	at := time.Date(2021, 8, 24, 10, 30, 5, 0, time.FixedZone("", -5*3600))
	for _, c := range []struct {
		d    vigia.Date
		want string
	}{
		{vigia.Date{}, ""},
		{vigia.Date{At: at, Precision: vigia.ToYear}, "2021, only the year is known"},
		{vigia.Date{At: at, Precision: vigia.ToMonth}, "August 2021, only the month is known"},
		{vigia.Date{At: at, Precision: vigia.ToDay}, "Tuesday 24 August 2021, only the day is known"},
		{vigia.Date{At: at, Precision: vigia.ToMin}, "Tuesday 24 August 2021, 10:30 -05:00 (15:30 UTC)"},
		{vigia.Date{At: at.UTC(), Precision: vigia.ToSec}, "Tuesday 24 August 2021, 15:30:05 UTC"},
	} {
		if got := dated(c.d); got != c.want {
			t.Errorf("%+v: %q, want %q", c.d, got, c.want)
		}
	}
}

func TestTakenOff(t *testing.T) {
	for in, c := range map[string]struct {
		canonical string
		want      []string
	}{
		"https://a.example/x":              {"https://a.example/x", nil},
		"https://a.example/x?id=7&id=8":    {"https://a.example/x?id=7&id=8", nil},
		"https://a.example/x?id=7&gclid=1": {"https://a.example/x?id=7", []string{"gclid=1: tells how a reader came, or who, not what is shown"}},
		"https://u:p@a.example/x#y":        {"https://a.example/x", []string{"#y: a place within the page", "the name and password of a user"}},
		"HTTPS://a.example":                {"https://a.example/", []string{"its spelling: it is written as browsers write it"}},
		"https://a.example/x?&=&id=7":      {"https://a.example/x?id=7", nil},
		"<https://a.example/x>":            {"https://a.example/x", []string{"marks around it that are no part of an address"}},
	} {
		if diff := cmp.Diff(c.want, takenOff(in, c.canonical)); diff != "" {
			t.Errorf("%s: %s", in, diff)
		}
	}
}
