package source_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"vigia"
	"vigia/internal/db"
	"vigia/internal/db/dbtest"
	"vigia/internal/monitor"
	"vigia/internal/source"
)

var listDay = time.Date(2021, 8, 20, 12, 0, 0, 0, time.UTC)

// press is a database with two outlets.
func press(t *testing.T) (*db.DB, *source.Registry) {
	t.Helper()
	d := dbtest.Lite(t)
	outlets := []monitor.Outlet{{Key: "el-faro", Name: "El Faro", Domains: []string{"faro.example"}, Kind: vigia.MediaReport, Class: vigia.IndependentPrivate},
		{Key: "radio-norte", Name: "Radio Norte", Domains: []string{"norte.example"}, Kind: vigia.MediaReport, Class: vigia.StateControlled, Government: "VE"}}
	if err := d.InTx(context.Background(), func(tx *db.Tx) error { return source.SyncOutlets(tx, outlets) }); err != nil {
		t.Fatal(err)
	}
	reg, err := source.LoadRegistry(context.Background(), d)
	if err != nil {
		t.Fatal(err)
	}
	return d, reg
}

func takeOver(t *testing.T, d *db.DB, reg *source.Registry, list []byte) []source.Step {
	t.Helper()
	entries, err := source.ParseList(list)
	if err != nil {
		t.Fatal(err)
	}
	var steps []source.Step
	err = d.InTx(context.Background(), func(tx *db.Tx) error {
		if steps, err = source.Plan(context.Background(), tx, reg, listDay, entries); err != nil {
			return err
		}
		_, _, err = source.Apply(tx, steps)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return steps
}

func entries(t *testing.T, d *db.DB, reg *source.Registry) []source.Entry {
	t.Helper()
	list, err := source.Entries(context.Background(), d, reg, listDay)
	if err != nil {
		t.Fatal(err)
	}
	return list
}

// nasty are titles that spreadsheets and markup take for something else.
var nasty = []string{"=HYPERLINK(\"http://x\")", "+1", "-2", "@SUM(A1)", "'=1+1", "＝1", `a "quoted", name; here`, "Línea & <b>más</b>", "中文 سلام"}

// TestListsRoundTrip: what goes out comes back the same in an empty house, and
// a second time changes nothing.
func TestListsRoundTrip(t *testing.T) {
	d, reg := press(t)
	var csv strings.Builder
	csv.WriteString("address,outlet,title,kind,language,state,every,verified\n")
	for i, title := range nasty {
		fmt.Fprintf(&csv, "https://faro.example/f%d?a=1&b=2,el-faro,\"%s\",%s,es,%s,%d,%s\n", i, strings.ReplaceAll(title, `"`, `""`), []string{"rss", "sitemap", "index"}[i%3],
			[]string{"active", "paused"}[i%2], 3600*(1+i), []string{"yes", "no"}[i%2])
	}
	takeOver(t, d, reg, []byte(csv.String()))
	want := entries(t, d, reg)
	if len(want) != len(nasty) {
		t.Fatalf("%d sources", len(want))
	}
	asCSV, err := source.ListCSV(want)
	if err != nil {
		t.Fatal(err)
	}
	asOPML, err := source.ListOPML("Sources", want)
	if err != nil {
		t.Fatal(err)
	}
	for name, list := range map[string][]byte{"CSV": asCSV, "OPML": asOPML} {
		d, reg := press(t)
		takeOver(t, d, reg, list)
		if diff := cmp.Diff(want, entries(t, d, reg)); diff != "" {
			t.Errorf("%s (-out +back):\n%s", name, diff)
		}
		for _, s := range takeOver(t, d, reg, list) {
			if s.What != source.Same {
				t.Errorf("%s, a second time: %s is %s %v", name, s.URL, s.What, s.Changes)
			}
		}
	}
	for line := range strings.Lines(string(asCSV)) {
		for _, cell := range strings.Split(strings.TrimSpace(line), ",") {
			if cell = strings.Trim(cell, `"`); cell != "" && strings.ContainsAny(cell[:1], "=+-@") {
				t.Errorf("a spreadsheet takes %q for a formula", cell)
			}
		}
	}
}

// TestHumanTables: tables as people and their spreadsheets write them.
func TestHumanTables(t *testing.T) {
	for name, list := range map[string]string{
		"semicolons, mark":  "\ufeffDirección;Medio;Título\r\nhttps://faro.example/a;El Faro;Uno\r\n\r\n",
		"windows-1252":      "Direcci\xf3n;Medio;T\xedtulo\r\nhttps://faro.example/a;el-faro;Informaci\xf3n de la regi\xf3n\r\n",
		"tabs":              "url\toutlet\nhttps://faro.example/a\tel-faro\n",
		"other order":       "name,type,url\n\"Two\nlines\",RSS,https://faro.example/a\n",
		"only addresses":    "https://faro.example/a\n",
		"a foreign OPML":    `<opml version="1.0"><body><outline text="Folder"><outline text="F" type="atom" xmlUrl="https://www.faro.example/a"/></outline></body></opml>`,
		"UTF-16 from Excel": "\xff\xfeu\x00r\x00l\x00\n\x00h\x00t\x00t\x00p\x00s\x00:\x00/\x00/\x00f\x00a\x00r\x00o\x00.\x00e\x00x\x00a\x00m\x00p\x00l\x00e\x00/\x00a\x00\n\x00",
	} {
		d, reg := press(t)
		steps := takeOver(t, d, reg, []byte(list))
		if len(steps) != 1 || steps[0].What != source.Added || steps[0].Outlet != "el-faro" || strings.ContainsAny(steps[0].Title, "\n\uFFFD") {
			t.Errorf("%s: %+v", name, steps)
		}
	}
}

// TestRefusedLines: each line that cannot be used says why, with its number,
// and what to do; the others are done.
func TestRefusedLines(t *testing.T) {
	d, reg := press(t)
	steps := takeOver(t, d, reg, []byte(`address,outlet,title,kind,state,every,class
https://faro.example/a,el-faro,A,rss,active,3600,SC
ftp://faro.example/b,el-faro,B,,,,
https://faro.example/a,el-faro,A again,,,,
https://nobody.example/c,,C,,,,
https://faro.example/d,no-such,D,,,,
https://faro.example/e,el-faro,E,teletext,,,
https://faro.example/f,el-faro,F,,broken,,
https://faro.example/g,el-faro,G,,,often,
https://u:p@faro.example/h,el-faro,H,,,,
"https://norte.example/i",,"I
over two lines",,,,
`))
	var got []string
	for _, s := range steps {
		line := fmt.Sprintf("%d %s", s.Line, s.What)
		if s.Problem != nil {
			line += ": " + s.Problem.What
			if s.Problem.Remedy == "" {
				t.Errorf("line %d has no remedy", s.Line)
			}
		}
		if s.Doubt != nil {
			line += " (" + s.Doubt.What + ")"
		}
		got = append(got, line)
	}
	want := []string{
		"2 added (the list has the class SC, the registry has IP)",
		`3 refused: "ftp://faro.example/b" is not a web address`,
		"4 refused: the address stands in line 2 already",
		"5 refused: the registry has no outlet for https://nobody.example/c",
		`6 refused: no outlet has the key "no-such"`,
		`7 refused: unknown kind of source "teletext"`,
		`8 refused: the state is "broken"`,
		"9 refused: the interval is no number",
		"10 refused: the address holds a password, and addresses are published",
		"11 added",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if n := len(entries(t, d, reg)); n != 2 {
		t.Errorf("%d sources are there, want 2", n)
	}
}

// TestBrokenLists: a list that is none is refused whole.
func TestBrokenLists(t *testing.T) {
	for name, list := range map[string]string{"empty": " \n", "no column": "name,rank\nA,B\n", "quotes": "url,title\nhttps://a.example,\"open\n", "html": "<html><p>x", "zip": "PK\x03\x04....",
		"no sources": "url,outlet\n", "too many": "url\n" + strings.Repeat("https://a.example/x\n", source.MaxEntries+1),
		"too many outlines": "<opml><body>" + strings.Repeat(`<outline xmlUrl="https://a.example/x"/>`, 100_000) + "</body></opml>", "deep": "<opml><body>" + strings.Repeat("<outline>", 500_000),
		"cut": `<opml><body><outline xmlUrl="https://a.example/x"/>`, "a quote for ever": "url\nhttps://a.example/x,\"" + strings.Repeat("x\n", 2_000_000), "NUL": "url\x00\x01\x00\x02\n" + strings.Repeat("\x00", 5000)} {
		if _, err := source.ParseList([]byte(list)); err == nil {
			t.Errorf("%s: taken for a list", name)
		} else if p, ok := err.(*vigia.Problem); !ok || p.Remedy == "" {
			t.Errorf("%s: %v", name, err)
		}
	}
}
