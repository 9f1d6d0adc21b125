package main

import (
	"context"
	"fmt"
	"time"

	"github.com/spf13/cobra"

	"vigia/internal/db"
	"vigia/internal/desk"
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
			return list(a, hs, "HEALTH OUTLET KIND ITEMS LAST ADDRESS WHY", func(h source.Health) []any {
				return []any{h.Word, h.Outlet, h.Kind, h.Items, day(h.OKAt), h.URL, short(h.Why, 60)}
			})
		},
	}
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
	c.Flags().StringVar(&n.Outlet, "outlet", "", "key of the outlet in outlets.csv (needed)")
	c.Flags().StringVar(&n.Kind, "kind", "rss", "rss (any feed format), sitemap, index or list")
	c.Flags().StringVar(&n.Language, "language", "", "language of the source, as es")
	c.Flags().StringVar(&n.Title, "title", "", "title (the outlet's name unless given)")
	c.RunE = func(cmd *cobra.Command, args []string) error {
		n.URL = args[0]
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
				if err != nil {
					return fmt.Errorf("source %s: %w; 'vigia sources list' shows them", args[0], err)
				}
				if err := do(tx, s.ID); err != nil {
					return err
				}
				return a.say(s, "%s: %sd", s.URL, use)
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

func (a *app) reportsCommand() *cobra.Command {
	c := &cobra.Command{Use: "reports", Short: "List reports as the desk's queue has them", Args: cobra.NoArgs,
		Example: "  vigia reports --network V --state all --json"}
	var f desk.Filter
	c.Flags().StringVar(&f.Network, "network", "", "network or theme, '-' for none")
	c.Flags().StringVar(&f.Country, "country", "", "country, as VE")
	c.Flags().StringVar(&f.Genre, "genre", "", "news, opinion, declaration …")
	c.Flags().StringVar(&f.Language, "language", "", "language, as es")
	c.Flags().StringVar(&f.Class, "class", "", "ownership class, or 'state' for all that count")
	c.Flags().StringVar(&f.Text, "text", "", "words of the title")
	c.Flags().StringVar(&f.State, "state", "", "selected, rejected or all (those without a decision unless given)")
	c.Flags().IntVar(&f.Limit, "limit", 50, "stories at most")
	c.RunE = func(cmd *cobra.Command, _ []string) error {
		m, err := loadMonitor(a.config.Monitor)
		if err != nil {
			return err
		}
		d, err := a.look(cmd.Context())
		if err != nil {
			return err
		}
		defer d.Close()
		q, err := desk.LoadQueue(cmd.Context(), d, m, f)
		if err != nil {
			return err
		}
		var rows []desk.ReportRow
		for _, s := range q.Rows {
			rows = append(append(rows, s.Lead), s.Others...)
		}
		return list(a, rows, "ID DATE OUTLET CLASS GENRE NETWORKS TITLE", func(r desk.ReportRow) []any {
			return []any{r.ID, r.Day.Format(time.DateOnly), r.OutletName, r.Class, r.Genre, r.Networks, short(r.Title, 70)}
		})
	}
	return c
}
