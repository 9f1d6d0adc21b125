package main

import (
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"vigia"
	"vigia/internal/article"
	"vigia/internal/source"
	"vigia/internal/story"
)

func (a *app) corroborateCommand() *cobra.Command {
	c := &cobra.Command{Use: "corroborate REPORT", Short: "Say who else reported it independently", Args: cobra.ExactArgs(1),
		Long: `Compares a report with those of its story within the days that the policy names,
and says of each why it counts as an independent report, or why not: copies and
those who credit it, the same owners, state media and whoever has it from them do
not. Nothing is recorded; the search that counts is run when a report is selected,
and again before publication.`,
		Example: "  vigia reports --class state\n  vigia corroborate rep_0f3…"}
	c.RunE = func(cmd *cobra.Command, args []string) error {
		ctx := cmd.Context()
		m, err := loadMonitor(a.config.Monitor)
		if err != nil {
			return err
		}
		d, err := a.look(ctx)
		if err != nil {
			return err
		}
		defer d.Close()
		s, err := article.Get(ctx, d, args[0])
		if errors.Is(err, vigia.ErrNotFound) {
			return &vigia.Problem{Kind: vigia.ErrNotFound, What: fmt.Sprintf("there is no report %q", args[0]), Remedy: "'vigia reports --state all' lists them"}
		}
		if err != nil {
			return err
		}
		reg, err := source.LoadRegistry(ctx, d)
		if err != nil {
			return err
		}
		found, err := story.Corroborate(ctx, d, reg, m, s, s.DayAt, m.Policy.Corroboration.WindowDays)
		if err != nil {
			return err
		}
		return a.corroboration(s, found)
	}
	return c
}

// witnessed is a report of the answer.
type witnessed struct {
	Report, Day, Outlet, Family string
	Class                       vigia.Class
	Origin                      string // the outlet that it has it from
	Independent                 bool
	Why                         string
}

func (a *app) corroboration(s article.Stored, c story.Corroboration) error {
	rows := []witnessed{}
	for _, w := range c.Compared {
		rows = append(rows, witnessed{w.Report, w.Day.Format(time.DateOnly), w.Outlet, w.Family, w.Class, w.Origin, w.Independent, w.Why})
	}
	if a.json {
		return a.printJSON(struct {
			Report, Story string
			Standing      story.Standing
			Families      []string
			Credibility   int
			Query         string
			Compared      []witnessed
		}{s.ID, c.Story, c.Standing, c.Families, c.Standing.Credibility(), c.Query, rows})
	}
	fmt.Fprintf(a.out, "%s\n%s\n%s\n", plain(s.Title), standingWords[c.Standing], c.Query)
	if len(c.Families) > 0 {
		fmt.Fprintf(a.out, "independent owners: %s\n", plain(strings.Join(c.Families, ", ")))
	}
	if len(rows) == 0 {
		return nil
	}
	fmt.Fprintln(a.out)
	return list(a, rows, "REPORT DAY OUTLET CLASS INDEPENDENT WHY", func(w witnessed) []any {
		return []any{w.Report, w.Day, w.Outlet, w.Class, w.Independent, w.Why}
	})
}

// standingWords say a standing and the credibility that it offers.
var standingWords = map[story.Standing]string{
	story.Corroborated: "Others have it by themselves. Credibility 1: confirmed by other independent sources.",
	story.StateOnly:    "State media only: nobody else has it by themselves. Credibility 6: cannot be judged by this.",
	story.FromState:    "Relayed from state media: nobody has it by themselves. Credibility 6: cannot be judged by this.",
	story.Alone:        "Only this outlet, its owners or its origin have it. Credibility 6: cannot be judged by this.",
	story.Unclear:      "Nobody else has it, and the registry does not know this outlet. Credibility 6: cannot be judged by this.",
}
