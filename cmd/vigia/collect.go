package main

import (
	"context"
	"fmt"

	"github.com/spf13/cobra"

	"vigia/internal/db"
	"vigia/internal/desk"
	"vigia/internal/pipeline"
)

func (a *app) collectCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "collect",
		Short: "Poll what is due once, read it all, and end",
		Long: `Polls every source that is due, captures and reads what is new, and ends when
nothing is left to do. For cron; 'vigia serve' does it all the time.`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			ctx := cmd.Context()
			h, err := a.open(ctx, furnish{})
			if err != nil {
				return err
			}
			defer h.close()
			before, err := desk.LoadCounts(ctx, h.d)
			if err != nil {
				return err
			}
			if err := h.collectOnce(ctx); err != nil {
				return err
			}
			after, err := desk.LoadCounts(ctx, h.d)
			if err != nil {
				return err
			}
			return a.collected(ctx, h.d, before, after)
		},
	}
}

func (h *house) collectOnce(ctx context.Context) error {
	if err := h.pipeline.Start(ctx); err != nil {
		return err
	}
	_, err := h.pipeline.Tick(ctx)
	if err == nil {
		err = h.pipeline.Drain(ctx)
	}
	if stopErr := h.pipeline.Stop(ctx); err == nil {
		err = stopErr
	}
	return err
}

func (a *app) collected(ctx context.Context, d *db.DB, before, after desk.Counts) error {
	troubles, err := desk.Troubles(ctx, d, 5)
	if err != nil {
		return err
	}
	if a.json {
		return a.printJSON(map[string]any{"captures": after.Captures - before.Captures, "reports": after.Reports - before.Reports,
			"stories": after.Stories - before.Stories, "open": after.Open})
	}
	fmt.Fprintf(a.out, "%d pages captured, %d reports read, %d new stories; %d reports wait for a decision\n",
		after.Captures-before.Captures, after.Reports-before.Reports, after.Stories-before.Stories, after.Open)
	for _, t := range troubles {
		fmt.Fprintf(a.out, "  %s: %s (%d×)\n    remedy: %s\n", plain(t.Where), plain(t.Reason), t.Count, plain(t.Remedy))
	}
	return nil
}

func (a *app) workCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "work",
		Short: "Collect all the time, without a desk",
		Long: `Collects all the time without serving a desk: on further machines that share a
PostgreSQL database, or beside 'vigia serve --no-collect' there. On a database
file 'vigia serve' collects by itself.`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			h, err := a.open(cmd.Context(), furnish{})
			if err != nil {
				return err
			}
			defer h.close()
			fmt.Fprintln(a.errs, "collecting; Ctrl-C stops")
			return h.collecting(cmd.Context(), func() error { <-cmd.Context().Done(); return nil })
		},
	}
}

func (a *app) importCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "import PATH…",
		Short: "Bring in what you have: pages, WARC, feeds, OPML, texts, addresses",
		Long: `Brings in saved pages (HTML), WARC files, feed files, OPML lists of sources,
JSON lines of texts ({"id","title","text","url","published","language","outlet"}),
each also gzipped; folders of these; and single addresses, which are fetched.

Every input is accounted for: read, duplicate (it is here already) or refused
with the reason and the remedy. The same import again adds nothing.
Exit code 4 if inputs were refused.`,
		Example: "  vigia import saved-pages/ crawl.warc.gz\n  vigia import https://example.org/2021/09/report --json",
		Args:    cobra.MinimumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			h, err := a.open(cmd.Context(), furnish{})
			if err != nil {
				return err
			}
			defer h.close()
			var total pipeline.Totals
			for acc, err := range h.pipeline.Import(cmd.Context(), pipeline.Inputs(args)) {
				if err != nil {
					return fmt.Errorf("after %s: %w", total, err)
				}
				total.Add(acc)
				if err := a.account(acc); err != nil {
					return err
				}
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

// account prints what became of an input: everything as JSON, for people only
// what was refused.
func (a *app) account(acc pipeline.Account) error {
	if a.json {
		return a.printJSON(acc)
	}
	if acc.Outcome != pipeline.Refused && !a.verbose {
		return nil
	}
	fmt.Fprintf(a.out, "%-9s %s  %s\n", acc.Outcome, plain(acc.Input), plain(short(acc.Title+acc.Reason, 160)))
	if acc.Remedy != "" {
		fmt.Fprintf(a.out, "          remedy: %s\n", plain(acc.Remedy))
	}
	return nil
}
