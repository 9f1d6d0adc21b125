package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"regexp"
	"strings"
	"unicode"

	"github.com/spf13/cobra"
	"golang.org/x/term"

	"vigia"
)

// part is one part of the program that can be tried: what it says of an input
// as a row for programs, and as a page for people.
type part struct {
	rows   func(row) any                        // for --cases, rows on standard input, and --json
	row    func(name, input string) row         // an input as a row
	show   func(name, input string) error       // an input for people
	inputs func(args []string) ([]input, error) // what the arguments name
	none   string                               // what to give, where nothing is given
}

// input is one thing to try, or why it cannot be.
type input struct {
	name, content string
	err           error
}

// mostInput is the most that is read of one input.
const mostInput = 64 << 20

// try runs a part: on what the arguments name, else on standard input, which
// holds rows if it begins with a bracket, else one input.
func (a *app) try(cmd *cobra.Command, p part, cases string, args []string) error {
	switch {
	case cases != "" && len(args) > 0:
		return usagef("%s takes --cases or %s, not both", cmd.CommandPath(), p.none)
	case cases != "":
		return a.rows(cases, p.rows)
	case len(args) > 0:
		in, err := p.inputs(args)
		if err != nil {
			return err
		}
		return a.views(p, in)
	}
	if f, ok := a.in.(*os.File); ok && term.IsTerminal(int(f.Fd())) {
		return usagef("%s needs %s; '%s --help' shows how it is called", cmd.CommandPath(), p.none, cmd.CommandPath())
	}
	in := bufio.NewReaderSize(a.in, 1<<16)
	if holdsRows(in) {
		a.in = in
		return a.rows("", p.rows)
	}
	b, err := io.ReadAll(io.LimitReader(in, mostInput))
	if err != nil {
		return fmt.Errorf("standard input: %w", err)
	}
	return a.views(p, []input{{name: "standard input", content: string(b)}})
}

// holdsRows looks whether a stream begins with a JSON object that is no feed,
// or holds nothing.
func holdsRows(in *bufio.Reader) bool {
	head, _ := in.Peek(4096)
	text := strings.TrimLeftFunc(strings.TrimPrefix(string(head), "\ufeff"), unicode.IsSpace)
	return text == "" || text[0] == '{' && !jsonFeed.MatchString(text)
}

// jsonFeed knows a JSON Feed by its version; in a row its quotation marks would
// be escaped.
var jsonFeed = regexp.MustCompile(`[^\\]"https?://jsonfeed\.org/`)

// views shows inputs one after the other. One that cannot be used does not
// hide the others.
func (a *app) views(p part, in []input) error {
	failed := 0
	for i, x := range in {
		err := x.err
		switch {
		case err != nil:
		case a.json:
			enc := json.NewEncoder(a.out)
			enc.SetEscapeHTML(false)
			err = enc.Encode(p.rows(p.row(x.name, x.content)))
		default:
			if i > 0 {
				fmt.Fprintln(a.out)
			}
			err = p.show(x.name, x.content)
		}
		if err != nil {
			failed++
			a.explain(naming(x.name, err))
		}
	}
	switch failed {
	case 0:
		return nil
	case len(in):
		return exit(exitError)
	}
	return exit(exitPartial)
}

// naming puts the input's name before an error that does not say it.
func naming(name string, err error) error {
	if strings.Contains(err.Error(), name) {
		return err
	}
	return fmt.Errorf("%s: %w", plain(name), err)
}

// files reads the files that arguments name; "-" is standard input.
func (a *app) files(args []string) ([]input, error) {
	var in []input
	for _, name := range args {
		x := input{name: name}
		if name == "-" {
			x.name = "standard input"
			var b []byte
			if b, x.err = io.ReadAll(io.LimitReader(a.in, mostInput)); x.err == nil {
				x.content = string(b)
			}
		} else {
			x.content, x.err = a.file(name)
		}
		in = append(in, x)
	}
	return in, nil
}

func (a *app) file(name string) (string, error) {
	if strings.Contains(name, "://") {
		return "", &vigia.Problem{Kind: vigia.ErrInvalid, What: name + " is an address, and nothing is fetched here",
			Remedy: "save the page to a file and give that with --address " + name + "; 'vigia import' fetches"}
	}
	i, err := os.Stat(name)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return "", &vigia.Problem{Kind: vigia.ErrNotFound, What: "there is no file " + name, Remedy: "check the path"}
	case err == nil && i.IsDir():
		return "", &vigia.Problem{Kind: vigia.ErrInvalid, What: name + " is a folder", Remedy: "name the files in it"}
	case err == nil && i.Size() > mostInput:
		return "", &vigia.Problem{Kind: vigia.ErrInvalid, What: fmt.Sprintf("%s is larger than %d MiB", name, mostInput>>20), Remedy: "give a page or a feed"}
	}
	b, err := unpacked(name)
	return string(b), err
}

// sheet prints fields in two columns: names, and foreign texts wrapped.
type sheet struct {
	a       *app
	columns int
	names   int
}

func (a *app) sheet(names int) sheet { return sheet{a, a.width(), names} }

// head prints the line above a sheet.
func (s sheet) head(parts ...string) {
	var words []string
	for _, p := range parts {
		if p != "" {
			words = append(words, plain(p))
		}
	}
	for _, line := range wrap(strings.Join(words, " · "), s.columns) {
		fmt.Fprintln(s.a.out, s.a.bold(line))
	}
}

// field prints a field, with where it was found. An empty one says so.
func (s sheet) field(name, value, from string) {
	if value == "" {
		value, from = "nothing found", ""
	}
	lines := wrap(value, s.columns-s.names)
	if from != "" {
		from = "[" + plain(from) + "]"
		if last := len(lines) - 1; s.names+cells(lines[last])+2+cells(from) <= s.columns {
			lines[last] += "  " + from
		} else {
			lines = append(lines, from)
		}
	}
	for i, line := range lines {
		if i > 0 {
			name = ""
		}
		fmt.Fprintln(s.a.out, pad(name, s.names)+line)
	}
}

// some prints a field that is not always there.
func (s sheet) some(name, value, from string) {
	if value != "" {
		s.field(name, value, from)
	}
}

// notes prints a list of sentences under a name.
func (s sheet) notes(name string, notes []string) {
	for i, n := range notes {
		if i > 0 {
			name = ""
		}
		s.a.indented(pad(name, s.names)+"- ", n, s.columns)
	}
}
