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
	c := &cobra.Command{Use: "sources", Short: "List the sources with their health and gaps, add, move or pause one", Args: cobra.ArbitraryArgs,
		Example: "  vigia sources\n  vigia sources --gaps 2021-08-01 2021-08-31"}
	gaps := c.Flags().Bool("gaps", false, "list what of the days FROM to TO was not read")
	c.RunE = func(cmd *cobra.Command, args []string) error {
		switch {
		case *gaps:
			return a.sourcesGaps(cmd.Context(), args)
		case len(args) > 0:
			return unknownCommand(cmd, args[0])
		}
		return a.listSources(cmd.Context())
	}
	c.AddCommand(a.sourcesList(), a.sourcesAdd(), a.sourcesImport(), a.sourcesExport(), a.sourcesSwitch("pause", "Stop polling a source", source.Pause),
		a.sourcesSwitch("resume", "Poll a paused or doubted source again, as if it were new", source.Resume),
		a.sourcesSwitch("move", "Ask a source from now on where it leads to for good", source.Move))
	return c
}

func (a *app) sourcesList() *cobra.Command {
	return &cobra.Command{
		Use: "list", Short: "List the sources, those in trouble first", Args: cobra.NoArgs,
		Long: `Lists the sources, those in trouble first, each with its health:

  blocked   it refuses us: robots.txt, a wall, a captcha, a login, a paywall
  gone      the server says that the address is gone for good
  stranger  the feed is another one than it was: a person is to look
  moved     it leads to another site for good: a person is to decide
  failing   no answer, or none that can be read
  silent    it answers, and gives far less than it used to
  flood     it gives far more than it used to, or old headlines anew
  unread    it answers "not modified", and nothing was read since it failed
  never     not polled yet
  bare      the feed is in order and lists nothing
  quiet     nothing new for a week
  paused    by a person
  fresh     gives something new

LATE is how long after its publication a report is seen; WEEK is what the last
seven whole days brought, with what is expected of such a week. --json has all
of it, with the reason and the remedy in full. docs/collecting.md explains it.`,
		RunE: func(cmd *cobra.Command, _ []string) error { return a.listSources(cmd.Context()) },
	}
}

func (a *app) listSources(ctx context.Context) error {
	d, err := a.look(ctx)
	if err != nil {
		return err
	}
	defer d.Close()
	now := today(ctx, d)
	hs, err := source.HealthOf(ctx, d, now)
	if err != nil {
		return err
	}
	if a.json {
		rows := make([]sourceRow, len(hs))
		for i, h := range hs {
			rows[i] = sourceRow{Health: h.Word, Why: h.Why, Blocker: h.Blocker, Remedy: h.Remedy, Since: h.Since, Items: h.Items, Late: h.Late,
				Week: h.Week, Low: h.Low, High: h.High, PerDay: 24 * h.Learned.Rate(), Source: h.Source}
		}
		return list(a, rows, "", nil)
	}
	err = list(a, hs, "HEALTH OUTLET KIND ITEMS LATE WEEK LAST ADDRESS WHY", func(h source.Health) []any {
		return []any{h.Word, h.Outlet, h.Kind, h.Items, span(h.Late), week(h), day(h.OKAt), h.URL, short(h.Why, 60)}
	})
	f, bad := source.LoadFreshness(ctx, d, now)
	want, worse := source.LoadDemand(ctx, d)
	if err = errors.Join(err, bad, worse); err == nil && f.Sources > 0 {
		fmt.Fprintf(a.out, "\n%d sources are polled, about %.1f polls an hour; %d were read within a day, half of those that ever were within %s, 19 in 20 within %s.\n",
			f.Sources, want.Polls, f.Read, age(f.Age), age(f.OldAge))
		if f.Late > 0 {
			fmt.Fprintf(a.out, "Reports are seen %s after publication, on average.\n", span(f.Late))
		}
	}
	return err
}

// sourceRow is a source in a listing as JSON.
type sourceRow struct {
	Health, Why, Blocker, Remedy string
	Since                        time.Time
	Items                        int           `json:"items_30_days"`
	Late                         time.Duration `json:"late_seconds"`
	Week                         int           `json:"items_7_days"`
	Low                          int           `json:"expected_7_days_from"`
	High                         int           `json:"expected_7_days_to"`
	PerDay                       float64       `json:"items_a_day_learned"`
	source.Source
}

// week is what a week brought, and what was expected of it.
func week(h source.Health) string {
	if h.High == 0 {
		return fmt.Sprint(h.Week)
	}
	return fmt.Sprintf("%d (%d–%d)", h.Week, h.Low, h.High)
}

// span is a length of time for people.
func span(d time.Duration) string {
	switch {
	case d <= 0:
		return "–"
	case d < time.Hour:
		return fmt.Sprintf("%d min", int(d.Minutes()+0.5))
	case d < 48*time.Hour:
		return fmt.Sprintf("%.1f h", d.Hours())
	}
	return fmt.Sprintf("%d days", int(d.Hours()/24+0.5))
}

// age is a span that is known.
func age(d time.Duration) string {
	if d < time.Minute {
		return "a minute"
	}
	return span(d)
}

// sourcesGaps lists what of a period was not read.
func (a *app) sourcesGaps(ctx context.Context, args []string) error {
	if len(args) != 2 {
		return usagef("--gaps needs the first and the last day of a period, as 'vigia sources --gaps 2021-08-01 2021-08-31'")
	}
	from, err := dayArgument(args[0])
	if err != nil {
		return err
	}
	to, err := dayArgument(args[1])
	if err != nil {
		return err
	}
	if to.Before(from) {
		return usagef("%s is before %s: give the first day, then the last", args[1], args[0])
	}
	d, err := a.look(ctx)
	if err != nil {
		return err
	}
	defer d.Close()
	gaps, err := source.Gaps(ctx, d, from, to.AddDate(0, 0, 1), today(ctx, d))
	if err != nil {
		return err
	}
	if len(gaps) == 0 && !a.json {
		fmt.Fprintf(a.out, "no gaps: every source was read from %s to %s\n", args[0], args[1])
		return nil
	}
	return list(a, gaps, "OUTLET FROM TO REASON MADE-UP ADDRESS", func(g source.Gap) []any {
		return []any{g.Outlet, minute(g.From), minute(g.To), g.Reason, g.MadeUp, g.URL}
	})
}

func dayArgument(s string) (time.Time, error) {
	t, err := time.Parse(time.DateOnly, s)
	if err != nil {
		return t, usagef("%q is no day; give it as 2021-08-20", s)
	}
	return t, nil
}

func minute(t time.Time) string {
	if t.IsZero() {
		return "–"
	}
	return t.UTC().Format("2006-01-02 15:04")
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
