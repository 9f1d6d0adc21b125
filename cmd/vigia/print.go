package main

import (
	"fmt"
	"io"
	"strings"
	"text/tabwriter"
	"unicode"

	"vigia"
)

// list prints rows as JSON lines, or as a table of cells.
func list[T any](a *app, rows []T, head string, cells func(T) []any) error {
	if a.json {
		return printLines(a, rows)
	}
	w := tabwriter.NewWriter(a.out, 0, 4, 2, ' ', 0)
	fmt.Fprintln(w, strings.ReplaceAll(head, " ", "\t"))
	for _, r := range rows {
		for i, c := range cells(r) {
			if i > 0 {
				io.WriteString(w, "\t")
			}
			io.WriteString(w, plain(cell(c)))
		}
		fmt.Fprintln(w)
	}
	return w.Flush()
}

// printLines prints rows as JSON lines.
func printLines[T any](a *app, rows []T) error {
	for _, r := range rows {
		if err := a.printJSON(r); err != nil {
			return err
		}
	}
	return nil
}

// cell is a value in a table.
func cell(v any) string {
	switch v := v.(type) {
	case []string:
		return strings.Join(v, " ")
	case bool:
		if v {
			return "yes"
		}
		return "no"
	}
	return fmt.Sprint(v)
}

// plain keeps off the terminal what foreign texts could turn it with: control
// characters, and marks that reverse or hide what stands around them. Joiners
// and the marks that scripts from right to left need stay.
func plain(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\t', r == '\n', r == '\r', r == 0x2028, r == 0x2029:
			return ' '
		case r == 0x200c, r == 0x200d, r == 0x200e, r == 0x200f, r == 0x061c:
			return r
		case unicode.In(r, unicode.Cc, unicode.Cf, unicode.Co):
			return -1
		}
		return r
	}, s)
}

// findings prints findings, the blocking ones first in words.
func (a *app) findings(fs []vigia.Finding) error {
	if a.json {
		for _, f := range fs {
			if err := a.printJSON(f); err != nil {
				return err
			}
		}
		return nil
	}
	for _, f := range fs {
		fmt.Fprintf(a.out, "%-5s %s: %s\n", f.Severity, plain(f.Path), plain(f.Message))
		if f.Remedy != "" {
			fmt.Fprintf(a.out, "      remedy: %s\n", plain(f.Remedy))
		}
	}
	return nil
}

// short cuts a text to n runes.
func short(s string, n int) string {
	rs := []rune(s)
	if len(rs) <= n {
		return s
	}
	return string(rs[:n-1]) + "…"
}

// count is a number with its noun.
func count(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}
