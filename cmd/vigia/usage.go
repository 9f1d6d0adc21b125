package main

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// usageError is a command called wrongly.
type usageError struct{ error }

func usagef(format string, args ...any) error { return usageError{fmt.Errorf(format, args...)} }

const usageTemplate = `Usage:{{if .HasAvailableSubCommands}}
  {{.CommandPath}} COMMAND{{else}}
  {{.UseLine}}{{end}}{{if .HasExample}}

Examples:
{{.Example}}{{end}}{{if .HasAvailableSubCommands}}{{$all := .Commands}}{{if eq (len .Groups) 0}}

Commands:{{range $all}}{{if .IsAvailableCommand}}
  {{rpad .Name .NamePadding}} {{.Short}}{{end}}{{end}}{{else}}{{range $group := .Groups}}

{{.Title}}{{range $all}}{{if and (eq .GroupID $group.ID) .IsAvailableCommand}}
  {{rpad .Name .NamePadding}} {{.Short}}{{end}}{{end}}{{end}}{{end}}{{end}}{{if .HasAvailableLocalFlags}}

Options:
{{.LocalFlags.FlagUsages | trimTrailingWhitespaces}}{{end}}{{if .HasAvailableInheritedFlags}}

Options of every command:
{{.InheritedFlags.FlagUsages | trimTrailingWhitespaces}}{{end}}{{if .HasAvailableSubCommands}}

'{{.CommandPath}} COMMAND --help' tells more about a command.{{end}}
`

// withoutSettings marks the commands that need no data folder, so that broken
// settings do not stop them.
const withoutSettings = "without settings"

func needsSettings(cmd *cobra.Command) bool {
	for c := cmd; c != nil; c = c.Parent() {
		if c.Annotations[withoutSettings] != "" || c.Name() == "completion" || c.Name() == "help" {
			return false
		}
	}
	return true
}

// free marks a command as one that needs no settings.
func free(c *cobra.Command) *cobra.Command {
	c.Annotations = map[string]string{withoutSettings: "yes"}
	return c
}

// named gives every command an answer to wrong sub-commands and arguments.
func named(c *cobra.Command) {
	c.DisableFlagsInUseLine = true
	if c.HasSubCommands() && c.RunE == nil {
		c.RunE = func(cmd *cobra.Command, args []string) error {
			if len(args) > 0 {
				return unknownCommand(cmd, args[0])
			}
			return cmd.Help()
		}
		c.Args = cobra.ArbitraryArgs
	} else if args := c.Args; args != nil {
		c.Args = func(cmd *cobra.Command, as []string) error {
			if args(cmd, as) == nil {
				return nil
			}
			return wrongArguments(cmd, as)
		}
	}
	for _, sub := range c.Commands() {
		named(sub)
	}
}

func unknownCommand(c *cobra.Command, name string) error {
	c.SuggestionsMinimumDistance = 2
	if like := c.SuggestionsFor(name); len(like) > 0 {
		return usagef("%s has no command %q; did you mean '%s %s'?", c.CommandPath(), name, c.CommandPath(), like[0])
	}
	return usagef("%s has no command %q; '%s --help' shows what there is", c.CommandPath(), name, c.CommandPath())
}

// wrongArguments says what a command takes, in the words of its usage line.
func wrongArguments(c *cobra.Command, got []string) error {
	_, takes, _ := strings.Cut(c.Use, " ")
	help := fmt.Sprintf("'%s --help' shows how it is called", c.CommandPath())
	switch {
	case takes == "":
		return usagef("%s takes nothing behind it but options, and got %q; %s", c.CommandPath(), got[0], help)
	case len(got) == 0:
		return usagef("%s needs %s; %s", c.CommandPath(), takes, help)
	}
	return usagef("%s takes one %s, and got %d: %s; %s", c.CommandPath(), takes, len(got), strings.Join(got, " "), help)
}

// flagError puts the errors of the flag library into words.
func flagError(c *cobra.Command, err error) error {
	var unknown *pflag.NotExistError
	var bare *pflag.ValueRequiredError
	var invalid *pflag.InvalidValueError
	help := fmt.Sprintf("'%s --help' shows what there is", c.CommandPath())
	switch {
	case errors.As(err, &unknown):
		name := "--" + unknown.GetSpecifiedName()
		if short := unknown.GetSpecifiedShortnames(); short != "" {
			name = "-" + short
		}
		return usagef("%s has no option %s; %s", c.CommandPath(), name, help)
	case errors.As(err, &bare):
		return usagef("the option --%s needs a value behind it; %s", bare.GetFlag().Name, help)
	case errors.As(err, &invalid):
		want := map[string]string{"int": "a whole number", "bool": "true or false"}[invalid.GetFlag().Value.Type()]
		if want == "" {
			want = "another value"
		}
		return usagef("the option --%s takes %s, not %q; %s", invalid.GetFlag().Name, want, invalid.GetValue(), help)
	}
	return usagef("%w; %s", err, help)
}

// oneOf checks the value of an option that has few; "" is none.
func oneOf(option, value string, known ...string) error {
	if value == "" || slices.Contains(known, value) {
		return nil
	}
	return usagef("--%s %q is not known here; there are %s", option, value, strings.Join(known, ", "))
}

// needed checks that an option was given.
func needed(option, value, example string) error {
	if strings.TrimSpace(value) == "" {
		return usagef("--%s is needed, as --%s %s", option, option, example)
	}
	return nil
}

// paths are the options and arguments that name files, which on some systems
// are no texts.
var paths = []string{"data", "policy", "cases", "monitor", "checkpoint", "out", "roots", "FILE.zip", "PATH…", "FOLDER", "SELECTION.json…"}

// readable refuses words that are no UTF-8 text where they would be kept.
func readable(c *cobra.Command, args []string) (err error) {
	c.Flags().Visit(func(f *pflag.Flag) {
		if !slices.Contains(paths, f.Name) && !utf8.ValidString(f.Value.String()) {
			err = usagef("--%s is not written in UTF-8: set the terminal to it", f.Name)
		}
	})
	_, takes, _ := strings.Cut(c.Use, " ")
	for _, a := range args {
		if !slices.Contains(paths, takes) && !utf8.ValidString(a) {
			err = usagef("%q is not written in UTF-8: set the terminal to it", a)
		}
	}
	return err
}
