package source

import (
	"bytes"
	"cmp"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"time"

	"vigia"
	"vigia/internal/charset"
	"vigia/internal/feed"
)

// The lists in which sources come and go: OPML, which every reader of feeds
// knows, and CSV, which every spreadsheet does.

// listColumns are those of a CSV list, in their order, with the names by which
// people call them.
var listColumns = [][]string{
	{"address", "url", "xmlurl", "feed", "dirección", "direccion", "enlace"},
	{"outlet", "medio", "vigiaoutlet"},
	{"title", "name", "text", "título", "titulo", "nombre"},
	{"kind", "type", "tipo", "clase de fuente"},
	{"language", "lang", "idioma", "lengua"},
	{"state", "estado"},
	{"every", "interval", "every_seconds", "intervalo"},
	{"verified", "verificada", "verificado"},
	{"class", "clase"},
	{"government", "gobierno"},
	{"xpath"},
}

const (
	colAddress = iota
	colOutlet
	colTitle
	colKind
	colLanguage
	colState
	colEvery
	colVerified
	colClass
	colGovernment
	colXPath
)

// ParseList reads a list of sources, OPML or CSV, told by its content. An
// error is a *vigia.Problem that names the line.
func ParseList(b []byte) ([]Entry, error) {
	text, _, _ := charset.Decode(b, "")
	head := strings.ToLower(strings.TrimSpace(text[:min(len(text), 1024)]))
	switch {
	case head == "":
		return nil, badList("is empty", "export it again")
	case charset.Binary(b) != "":
		return nil, badList("is "+charset.Binary(b), "save the table as CSV, or give an OPML list")
	case strings.HasPrefix(head, "<"):
		return parseOPML(b)
	}
	return parseCSV(text)
}

func badList(what, remedy string) error {
	return &vigia.Problem{Kind: vigia.ErrInvalid, What: "the list " + what, Remedy: remedy}
}

func parseOPML(b []byte) ([]Entry, error) {
	os, err := feed.ParseOPML(b)
	if err != nil {
		return nil, err
	}
	if len(os) == 0 {
		return nil, badList("names no source", "export it again, with the feeds")
	}
	var out []Entry
	for _, o := range os {
		every, _ := strconv.Atoi(o.Every)
		out = append(out, Entry{New: New{Outlet: o.Outlet, URL: cmp.Or(o.XMLURL, o.HTMLURL), Title: o.Text, Kind: o.Type, Language: o.Language, XPath: o.XPath},
			Line: o.Line, State: o.State, Verified: o.Verified, Every: time.Duration(every) * time.Second, Class: vigia.Class(o.Class), Government: o.Government})
	}
	return out, nil
}

// parseCSV reads a table as spreadsheets write it: commas, semicolons or tabs,
// cells in quotation marks over several lines, a first line with names.
func parseCSV(text string) ([]Entry, error) {
	r := csv.NewReader(strings.NewReader(text))
	r.Comma, r.FieldsPerRecord, r.LazyQuotes = comma(text), -1, false
	var at []int
	var out []Entry
	for {
		row, err := r.Read()
		if err == io.EOF {
			break
		}
		var bad *csv.ParseError
		if errors.As(err, &bad) {
			return nil, badList(fmt.Sprintf("cannot be read in line %d: a quotation mark stands where none may, or is not closed", bad.StartLine), "save the table as CSV again, or mend the line")
		}
		line, _ := r.FieldPos(0)
		if row = plainCells(row); blankRow(row) {
			continue
		}
		if at == nil {
			if at = named(row); at != nil {
				continue
			}
			if !strings.Contains(row[0], "://") {
				return nil, badList(fmt.Sprintf("has no column for the address: line %d is %q", line, cutName(strings.Join(row, string(r.Comma)))), "name the columns in the first line: "+strings.Join(ours(), ", "))
			}
			at = []int{0, 1, 2}
		}
		if len(out) == MaxEntries {
			return nil, badList(fmt.Sprintf("has more than %d sources", MaxEntries), "split it")
		}
		out = append(out, entry(row, at, line))
	}
	if len(out) == 0 {
		return nil, badList("names no source", "put a source in each line, below the names of the columns")
	}
	return out, nil
}

// comma tells what parts the cells: the commonest of the three in the first
// line, outside of quotation marks.
func comma(text string) rune {
	count := map[rune]int{}
	quoted := false
	for _, r := range text {
		if r == '"' {
			quoted = !quoted
		}
		if r == '\n' && !quoted {
			break
		}
		if !quoted {
			count[r]++
		}
	}
	best := ','
	for _, r := range ";\t" {
		if count[r] > count[best] {
			best = r
		}
	}
	return best
}

// plainCells takes off the mark that keeps a cell from being a formula.
func plainCells(row []string) []string {
	for i, c := range row {
		if rest, ok := strings.CutPrefix(c, "'"); ok && formula(rest) {
			row[i] = rest
		}
	}
	return row
}

func blankRow(row []string) bool {
	return !slices.ContainsFunc(row, func(c string) bool { return strings.TrimSpace(c) != "" })
}

// named finds the columns by the names in the first line; nil if there is none
// for the address. at[i] is the column of listColumns[i], -1 if there is none.
func named(row []string) []int {
	at := make([]int, len(listColumns))
	for i := range at {
		at[i] = slices.IndexFunc(row, func(c string) bool {
			return slices.Contains(listColumns[i], strings.ToLower(strings.TrimSpace(c)))
		})
	}
	if at[colAddress] < 0 {
		return nil
	}
	return at
}

func ours() (names []string) {
	for _, c := range listColumns {
		names = append(names, c[0])
	}
	return names
}

func entry(row []string, at []int, line int) Entry {
	get := func(col int) string {
		if col >= len(at) || at[col] < 0 || at[col] >= len(row) {
			return ""
		}
		return strings.TrimSpace(row[at[col]])
	}
	e := Entry{New: New{Outlet: get(colOutlet), URL: get(colAddress), Title: get(colTitle), Kind: get(colKind), Language: get(colLanguage), XPath: get(colXPath)},
		Line: line, State: strings.ToLower(get(colState)), Verified: yes(get(colVerified)), Class: vigia.Class(get(colClass)), Government: get(colGovernment)}
	if s := get(colEvery); s != "" {
		n, err := strconv.Atoi(s)
		if e.Every = time.Duration(n) * time.Second; err != nil || n <= 0 || n > 1<<30 {
			e.Every = -1 // Plan refuses it
		}
	}
	return e
}

func yes(s string) bool {
	return slices.Contains([]string{"yes", "true", "1", "sí", "si", "x"}, strings.ToLower(strings.TrimSpace(s)))
}

// ListOPML writes a list as OPML.
func ListOPML(title string, list []Entry) ([]byte, error) {
	os := make([]feed.Outline, len(list))
	for i, e := range list {
		os[i] = feed.Outline{Text: e.Title, Type: e.Kind, XMLURL: e.URL, XPath: e.XPath, Language: e.Language, Outlet: e.Outlet, Verified: e.Verified,
			State: e.State, Every: seconds(e.Every), Class: string(e.Class), Government: e.Government}
	}
	var b bytes.Buffer
	if err := feed.WriteOPML(&b, title, os); err != nil {
		return nil, fmt.Errorf("list of sources: %w", err)
	}
	return b.Bytes(), nil
}

func seconds(d time.Duration) string {
	if d <= 0 {
		return ""
	}
	return strconv.Itoa(int(d / time.Second))
}

// ListCSV writes a list as CSV, with a byte order mark, which spreadsheets
// need to know UTF-8, and without a cell that one would take for a formula.
func ListCSV(list []Entry) ([]byte, error) {
	b := bytes.NewBufferString("\ufeff")
	w := csv.NewWriter(b)
	rows := [][]string{ours()}
	for _, e := range list {
		rows = append(rows, []string{e.URL, e.Outlet, e.Title, e.Kind, e.Language, e.State, seconds(e.Every), yesNo(e.Verified), string(e.Class), e.Government, e.XPath})
	}
	for _, row := range rows {
		for i, c := range row {
			if formula(c) {
				row[i] = "'" + c
			}
		}
		if err := w.Write(row); err != nil {
			return nil, fmt.Errorf("list of sources: %w", err)
		}
	}
	w.Flush()
	return b.Bytes(), w.Error()
}

// formula reports whether a spreadsheet may take a cell for one, behind
// whatever marks against that it has already.
func formula(c string) bool {
	t := strings.TrimLeft(c, "' \t\r\n\u00a0")
	return strings.HasPrefix(c, "\t") || strings.HasPrefix(c, "\r") || strings.HasPrefix(c, "\n") || t != "" && strings.ContainsAny(t[:1], "=+-@") ||
		slices.ContainsFunc([]string{"＝", "＋", "－", "＠"}, func(p string) bool { return strings.HasPrefix(t, p) })
}
