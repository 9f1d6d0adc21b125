// Command vigia is the whole product in one program: collecting, the desk, the
// edition, the public site and its proof.
//
// Exit codes: 0 done, 1 an error, 2 wrong usage or a command that is not built
// yet, 3 findings (a closed gate, a site that does not verify, a monitor with
// faults), 4 done in part (an import that refused inputs).
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/signal"
	"strings"
	"syscall"

	"github.com/spf13/cobra"

	"vigia/internal/scout"
)

// The exit codes.
const (
	exitOK       = 0
	exitError    = 1
	exitUsage    = 2
	exitFindings = 3
	exitPartial  = 4
)

// exit is an error that only says how the program ends: what was wrong has
// been printed.
type exit int

func (e exit) Error() string { return fmt.Sprintf("exit %d", int(e)) }

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	code := run(ctx, os.Args[1:], os.Stdin, os.Stdout, os.Stderr)
	stop()
	os.Exit(code)
}

// run is main without the process, for tests.
func run(ctx context.Context, args []string, in io.Reader, out, errs io.Writer) int {
	a := &app{in: in, out: out, errs: errs}
	root := a.root()
	root.SetArgs(args)
	root.SetIn(in)
	root.SetOut(out)
	root.SetErr(errs)
	err := root.ExecuteContext(ctx)
	var code exit
	var usage usageError
	switch {
	case err == nil:
		return exitOK
	case errors.As(err, &code):
		return int(code)
	case errors.As(err, &usage):
		for line := range strings.Lines(err.Error()) {
			fmt.Fprintf(errs, "vigia: %s\n", strings.TrimSpace(line))
		}
		return exitUsage
	case ctx.Err() != nil:
		fmt.Fprintln(errs, "vigia: stopped; what was done is kept, and the same command goes on from there")
		return exitError
	}
	a.explain(err)
	return exitError
}

// app is what all commands share.
type app struct {
	in        io.Reader
	out, errs io.Writer
	json      bool
	verbose   bool
	config    config
	get       scout.Getter // asks the web for a survey; nil: a client of its own
	unset     error        // why the settings cannot be read: only 'doctor' goes on
}

func (a *app) logger() *slog.Logger {
	level := slog.LevelWarn
	if a.verbose {
		level = slog.LevelInfo
	}
	return slog.New(slog.NewTextHandler(a.errs, &slog.HandlerOptions{Level: level}))
}

func (a *app) root() *cobra.Command {
	c := &cobra.Command{
		Use:   "vigia",
		Short: "Watch media, keep the evidence, publish a cited edition under a provable source policy",
		Long: `Vigía watches media sources for the activity of states in a region, keeps what
it saw as evidence, and helps a small team to write a cited edition under a
published source policy that anybody can recount.

To see all of it at work with invented outlets:   vigia demo
To start a monitor of your own:                   vigia init
What is wrong, if something is:                   vigia doctor

Exit codes: 0 done, 1 error, 2 wrong usage, 3 findings, 4 done in part.`,
		SilenceUsage:  true,
		SilenceErrors: true,
		PersistentPreRunE: func(cmd *cobra.Command, args []string) error {
			if err := readable(cmd, args); err != nil {
				return err
			}
			a.unset = a.config.load(cmd.Flags())
			if !needsSettings(cmd) {
				return nil
			}
			return a.unset
		},
	}
	c.SetFlagErrorFunc(flagError)
	c.SetUsageTemplate(usageTemplate)
	f := c.PersistentFlags()
	f.String("data", "", "`FOLDER` of the database, the evidence and the site (vigia-data unless given)")
	f.BoolVar(&a.json, "json", false, "print JSON instead of tables")
	f.BoolVarP(&a.verbose, "verbose", "v", false, "say what happens on standard error")
	c.AddGroup(
		&cobra.Group{ID: "start", Title: "Start:"},
		&cobra.Group{ID: "collect", Title: "Collect:"},
		&cobra.Group{ID: "edit", Title: "Edit and publish:"},
		&cobra.Group{ID: "care", Title: "Look after:"},
	)
	add := func(group string, cs ...*cobra.Command) {
		for _, cmd := range cs {
			cmd.GroupID = group
			c.AddCommand(cmd)
		}
	}
	add("start", a.demoCommand(), a.initCommand(), a.serveCommand(), a.doctorCommand())
	add("collect", a.collectCommand(), a.workCommand(), a.importCommand(), a.rereadCommand(), a.labelCommand(), a.sourcesCommand(), a.listsCommand(), a.entitiesCommand(), a.reportsCommand(), a.storyCommand(), a.corroborateCommand(), a.tryCommand(), a.burstsCommand())
	add("edit", a.editionCommand(), a.publishCommand(), a.verifyCommand(), a.policyCommand())
	add("care", a.monitorCommand(), a.peopleCommand(), a.evidenceCommand(), a.rankCommand(), a.configCommand(), a.versionCommand())
	c.SetCompletionCommandGroupID("care")
	c.SetHelpCommandGroupID("care")
	named(c)
	return c
}
