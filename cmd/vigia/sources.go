package main

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/spf13/cobra"

	"vigia"
	"vigia/internal/db"
	"vigia/internal/pipeline"
	"vigia/internal/source"
)

func (a *app) sourcesCommand() *cobra.Command {
	c := &cobra.Command{Use: "sources", Short: "List the sources with their health, add or pause one"}
	c.AddCommand(a.sourcesList(), a.sourcesAdd(), a.sourcesSwitch("pause", "Stop polling a source", source.Pause),
		a.sourcesSwitch("resume", "Poll a paused source again", source.Resume))
	return c
}

func (a *app) sourcesList() *cobra.Command {
	return &cobra.Command{
		Use: "list", Short: "List the sources, those in trouble first", Args: cobra.NoArgs,
		Long: `Lists the sources, those in trouble first, each with its health: blocked (it
refuses us), gone, failing, never (not polled yet), quiet (nothing new for a
week), paused, fresh. --json has the reason and the remedy in full.`,
		RunE: func(cmd *cobra.Command, _ []string) error {
			d, err := a.look(cmd.Context())
			if err != nil {
				return err
			}
			defer d.Close()
			hs, err := source.HealthOf(cmd.Context(), d, today(cmd.Context(), d))
			if err != nil {
				return err
			}
			if a.json {
				rows := make([]sourceRow, len(hs))
				for i, h := range hs {
					rows[i] = sourceRow{Health: h.Word, Why: h.Why, Remedy: h.Remedy, Items: h.Items, Source: h.Source}
				}
				return list(a, rows, "", nil)
			}
			return list(a, hs, "HEALTH OUTLET KIND ITEMS LAST ADDRESS WHY", func(h source.Health) []any {
				return []any{h.Word, h.Outlet, h.Kind, h.Items, day(h.OKAt), h.URL, short(h.Why, 60)}
			})
		},
	}
}

// sourceRow is a source in a listing as JSON.
type sourceRow struct {
	Health, Why, Remedy string
	Items               int `json:"items_30_days"`
	source.Source
}

// today is now, or in a sample newsroom the day that it has come to.
func today(ctx context.Context, d *db.DB) time.Time {
	if t, err := pipeline.Passed(ctx, d); err == nil && t.After(pipeline.SampleStart) {
		return t
	}
	return time.Now()
}

func day(t time.Time) string {
	if t.IsZero() {
		return "–"
	}
	return t.Format(time.DateOnly)
}

func (a *app) sourcesAdd() *cobra.Command {
	c := &cobra.Command{Use: "add ADDRESS", Short: "Add a feed, sitemap or index page to poll", Args: cobra.ExactArgs(1),
		Example: "  vigia sources add https://example.org/feed --outlet example-org --kind rss"}
	var n source.New
	c.Flags().StringVar(&n.Outlet, "outlet", "", "`KEY` of the outlet in outlets.csv (needed)")
	c.Flags().StringVar(&n.Kind, "kind", "rss", "`KIND` of source: rss (any feed format), sitemap, index or list")
	c.Flags().StringVar(&n.Language, "language", "", "`LANGUAGE` of the source, as es")
	c.Flags().StringVar(&n.Title, "title", "", "`TITLE` (the outlet's name unless given)")
	c.RunE = func(cmd *cobra.Command, args []string) error {
		n.URL = args[0]
		if err := errors.Join(needed("outlet", n.Outlet, "el-faro"), oneOf("kind", n.Kind, "rss", "sitemap", "index", "list"), languageTag(n.Language)); err != nil {
			return err
		}
		return a.write(cmd, func(h *house, tx *db.Tx) error {
			s, err := source.Add(tx, n)
			if err != nil {
				return err
			}
			return a.say(s, "%s is polled from now on (%s)", s.URL, s.ID)
		})
	}
	return c
}

func (a *app) sourcesSwitch(use, what string, do func(*db.Tx, string) error) *cobra.Command {
	return &cobra.Command{Use: use + " ADDRESS", Short: what, Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			return a.write(cmd, func(h *house, tx *db.Tx) error {
				s, err := source.ByURL(cmd.Context(), tx, args[0])
				if errors.Is(err, vigia.ErrNotFound) {
					return &vigia.Problem{Kind: vigia.ErrNotFound, What: "no source has the address " + args[0], Remedy: "'vigia sources list' shows them"}
				}
				if err != nil {
					return err
				}
				if err := do(tx, s.ID); err != nil {
					return err
				}
				if s, err = source.Get(cmd.Context(), tx, s.ID); err != nil {
					return err
				}
				return a.say(s, "%s: %s", s.URL, s.State)
			})
		},
	}
}

// write runs f in a transaction of a house that works.
func (a *app) write(cmd *cobra.Command, f func(*house, *db.Tx) error) error {
	h, err := a.open(cmd.Context(), furnish{})
	if err != nil {
		return err
	}
	defer h.close()
	return h.d.InTx(cmd.Context(), func(tx *db.Tx) error { return f(h, tx) })
}

// say prints a value as JSON, or a sentence.
func (a *app) say(v any, format string, args ...any) error {
	if a.json {
		return a.printJSON(v)
	}
	_, err := fmt.Fprintf(a.out, format+"\n", args...)
	return err
}
