package main

import (
	"context"
	"fmt"
	"os"

	"github.com/spf13/cobra"
	"golang.org/x/term"

	"vigia/internal/pipeline"
)

func (a *app) importCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "import PATH…",
		Short: "Bring in what you have: pages, e-mails, WARC, feeds, OPML, texts, addresses",
		Long: `Brings in saved pages (HTML), e-mails (.eml, a maildir), WARC files, feed files, OPML lists of sources,
JSON lines of texts ({"id","title","text","url","published","language","outlet"}),
each also gzipped; folders of these; and single addresses, which are fetched.

Every input is accounted for: read, duplicate (it is here already) or refused
with the reason and the remedy. Those that were refused are printed, with
--verbose all are, with --json each on a line and the counts on the last one. The
same import again adds nothing; one that was cut short goes on.
Exit code 4 if inputs were refused.`,
		Example: "  vigia import saved-pages/ crawl.warc.gz\n  vigia import https://example.org/2021/09/report --json",
		Args:    cobra.MinimumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			h, err := a.open(cmd.Context(), furnish{})
			if err != nil {
				return err
			}
			defer h.close()
			total, err := a.importAll(cmd.Context(), h, args)
			if err != nil {
				return err
			}
			if a.json {
				err = a.printJSON(total)
			} else {
				_, err = fmt.Fprintln(a.out, total)
			}
			if err == nil && total.Refused > 0 {
				return exit(exitPartial)
			}
			return err
		},
	}
}

// importAll imports, tells of every input, and counts.
func (a *app) importAll(ctx context.Context, h *house, args []string) (total pipeline.Totals, err error) {
	show := a.counting()
	for acc, err := range h.pipeline.Import(ctx, pipeline.Inputs(args)) {
		if ctx.Err() != nil {
			fmt.Fprintf(a.errs, "vigia: stopped after %s; the same import again goes on from there\n", total)
			return total, exit(exitError)
		}
		if err != nil {
			return total, fmt.Errorf("after %s: %w", total, err)
		}
		total.Add(acc)
		if err := a.account(acc); err != nil {
			return total, err
		}
		show(total)
	}
	show(pipeline.Totals{})
	return total, nil
}

// counting shows a line that is written over while an import runs, on a
// terminal; nothing on a file or pipe, and nothing between lines of output.
func (a *app) counting() func(pipeline.Totals) {
	f, ok := a.errs.(*os.File)
	if !ok || a.json || a.verbose || !term.IsTerminal(int(f.Fd())) {
		return func(pipeline.Totals) {}
	}
	return func(t pipeline.Totals) {
		fmt.Fprint(f, "\r\x1b[K")
		if t != (pipeline.Totals{}) {
			fmt.Fprint(f, t)
		}
	}
}

// account prints what became of an input: everything as JSON, for people only
// what was refused.
func (a *app) account(acc pipeline.Account) error {
	if a.json {
		return a.printJSON(acc)
	}
	if acc.Outcome != pipeline.Refused && !a.verbose {
		return nil
	}
	what := acc.Title
	if acc.Outcome == pipeline.Refused {
		what = acc.Reason
	}
	fmt.Fprintf(a.out, "%-9s %s: %s\n", acc.Outcome, plain(acc.Input), plain(short(what, 200)))
	if acc.Remedy != "" {
		fmt.Fprintf(a.out, "          remedy: %s\n", plain(acc.Remedy))
	}
	return nil
}
