package main

import (
	"context"
	"fmt"
	"time"

	"github.com/spf13/cobra"

	"vigia/internal/db"
	"vigia/internal/desk"
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
			h, err := a.open(ctx, furnish{collects: true})
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
	err := h.collectDue(ctx)
	if err == nil {
		h.attest(ctx)
		h.stamp(ctx)
	}
	if stopErr := h.pipeline.Stop(ctx); err == nil {
		err = stopErr
	}
	return err
}

// collectDue polls what is due, at the rate that the schedule allows: where
// thousands are overdue this takes its time.
func (h *house) collectDue(ctx context.Context) error {
	for {
		_, err := h.pipeline.Tick(ctx)
		if err == nil {
			err = h.pipeline.Drain(ctx)
		}
		if err != nil {
			return err
		}
		if more, err := h.pipeline.Overdue(ctx); err != nil || !more {
			return err
		}
		if err := h.clock.Sleep(ctx, collectPause); err != nil {
			return err
		}
	}
}

// collectPause is how long 'vigia collect' waits for its next portion.
const collectPause = 5 * time.Second

func (a *app) collected(ctx context.Context, d *db.DB, before, after desk.Counts) error {
	troubles, err := desk.Troubles(ctx, d, someTroubles)
	if err != nil {
		return err
	}
	if a.json {
		return a.printJSON(map[string]any{"captures": after.Captures - before.Captures, "reports": after.Reports - before.Reports,
			"stories": after.Stories - before.Stories, "open": after.Open})
	}
	fmt.Fprintf(a.out, "%d pages captured, %d reports read, %d new stories; %d reports wait for a decision\n",
		after.Captures-before.Captures, after.Reports-before.Reports, after.Stories-before.Stories, after.Open)
	if len(troubles) > 0 {
		fmt.Fprintln(a.out, "in trouble:")
	}
	for _, t := range troubles {
		fmt.Fprintf(a.out, "  %s: %s (%d×)\n    remedy: %s\n", plain(t.Where), plain(t.Reason), t.Count, plain(t.Remedy))
	}
	if len(troubles) == someTroubles {
		fmt.Fprintln(a.out, "'vigia sources list' shows every source with its health")
	}
	return nil
}

// someTroubles is how many of the troubles 'vigia collect' shows.
const someTroubles = 5

func (a *app) workCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "work",
		Short: "Collect all the time, without a desk",
		Long: `Collects all the time without serving a desk: on further machines that share a
PostgreSQL database, or beside 'vigia serve --no-collect' there. On a database
file 'vigia serve' collects by itself.`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			h, err := a.open(cmd.Context(), furnish{collects: true})
			if err != nil {
				return err
			}
			defer h.close()
			fmt.Fprintln(a.errs, "collecting; Ctrl-C stops")
			return h.collecting(cmd.Context(), func() error { <-cmd.Context().Done(); return nil })
		},
	}
}
