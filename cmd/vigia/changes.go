package main

import (
	"context"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"vigia/internal/watch"
)

func (a *app) evidenceChangesCommand() *cobra.Command {
	c := &cobra.Command{
		Use:   "changes",
		Short: "List cited pages that have changed since they were cited",
		Long: `Lists the pages that an edition rests on and that are not any more as they were
cited: removed, corrected, with another headline, edited, behind a paywall,
refused to us, without an answer for days, or moved. They are looked at again
after an hour, six hours, a day and so on (the setting look_again). The report
stands as cited; the desk shows both texts side by side. Those of which somebody
has taken note at the desk are left out, unless --noted.`,
		Example: "  vigia evidence changes --data my-monitor\n  vigia evidence changes --noted --json",
		Args:    cobra.NoArgs,
	}
	noted := c.Flags().Bool("noted", false, "also those that somebody has taken note of")
	c.RunE = func(cmd *cobra.Command, _ []string) error { return a.listChanges(cmd.Context(), *noted) }
	return c
}

// mostChanges bounds a listing.
const mostChanges = 100_000

func (a *app) listChanges(ctx context.Context, noted bool) error {
	d, err := a.look(ctx)
	if err != nil {
		return err
	}
	defer d.Close()
	all, err := watch.List(ctx, d, watch.Filter{Seen: noted, Limit: mostChanges})
	if err != nil {
		return err
	}
	return list(a, all, "CHANGE EDITIONS FOUND REPORT OUTLET TITLE", func(c watch.Changed) []any {
		return []any{string(c.Kind), strings.Trim(fmt.Sprint(c.Editions), "[]"), day(c.At), c.Report, c.Outlet, short(c.Title, 60)}
	})
}
