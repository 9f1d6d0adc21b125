package main

import (
	"os"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/term"
	"golang.org/x/text/width"
)

// How wide a page of words is: as wide as the terminal, but no line is so long
// that it is hard to read, nor so short that nothing fits.
const (
	usualWidth = 80
	mostWidth  = 120
	leastWidth = 40
)

// width is how many columns there are to write in.
func (a *app) width() int {
	f, ok := a.out.(*os.File)
	if !ok {
		return usualWidth
	}
	columns, _, err := term.GetSize(int(f.Fd()))
	if err != nil || columns <= 0 {
		return usualWidth
	}
	return min(max(columns, leastWidth), mostWidth)
}

// bold is a heading on a terminal, and the text alone anywhere else.
func (a *app) bold(s string) string {
	f, ok := a.out.(*os.File)
	if !ok || !term.IsTerminal(int(f.Fd())) || os.Getenv("NO_COLOR") != "" || os.Getenv("TERM") == "dumb" {
		return s
	}
	return "\x1b[1m" + s + "\x1b[0m"
}

// wrap breaks a foreign text into lines of at most columns cells: between
// words, inside a word that is longer than a line, and anywhere in scripts that
// know no spaces.
func wrap(s string, columns int) []string {
	var lines []string
	var line strings.Builder
	used := 0
	flush := func() {
		lines = append(lines, strings.TrimRight(line.String(), " "))
		line.Reset()
		used = 0
	}
	for word := range strings.FieldsSeq(plain(s)) {
		w := cells(word)
		if used > 0 && used+1+w > columns && (w <= columns || !solid(word)) {
			flush()
		}
		if used > 0 {
			line.WriteByte(' ')
			used++
		}
		for _, r := range word {
			if c := runeCells(r); used+c > columns && used > 0 {
				flush()
			}
			line.WriteRune(r)
			used += runeCells(r)
		}
	}
	if used > 0 || len(lines) == 0 {
		flush()
	}
	return lines
}

// solid reports whether a word is one of a script without spaces: it may be
// broken anywhere.
func solid(word string) bool {
	r, _ := utf8.DecodeRuneInString(word)
	return runeCells(r) == 2
}

// cells is how many columns a text takes on a terminal.
func cells(s string) (n int) {
	for _, r := range s {
		n += runeCells(r)
	}
	return n
}

func runeCells(r rune) int {
	if unicode.In(r, unicode.Mn, unicode.Me, unicode.Cf) {
		return 0
	}
	if k := width.LookupRune(r).Kind(); k == width.EastAsianWide || k == width.EastAsianFullwidth {
		return 2
	}
	return 1
}

// fit cuts a foreign text to columns cells, on one line.
func fit(s string, columns int) string {
	s = strings.Join(strings.Fields(plain(s)), " ")
	if cells(s) <= columns {
		return s
	}
	used := 0
	for i, r := range s {
		if used += runeCells(r); used > columns-1 {
			return strings.TrimRight(s[:i], " ") + "…"
		}
	}
	return s
}

// pad fills a text up to columns cells.
func pad(s string, columns int) string {
	return s + strings.Repeat(" ", max(0, columns-cells(s)))
}
