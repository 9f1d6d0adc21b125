package main

import (
	"fmt"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"vigia/internal/entity"
)

func (a *app) entitiesCommand() *cobra.Command {
	c := &cobra.Command{
		Use:   "entities",
		Short: "Who reports name: people, organisations, places, vessels, aircraft",
		Long: `Entities are those of the monitor (entities.csv, offices.csv), those of official
lists, and countries. Reports that come in are linked to them where a name is
surely meant.`,
		Example: "  vigia entities list saab\n  vigia entities show country:VE",
	}
	c.AddCommand(a.entitiesList(), a.entitiesShow())
	return c
}

func (a *app) entitiesList() *cobra.Command {
	var limit int
	c := &cobra.Command{Use: "list [WORDS…]", Short: "Find entities by the beginnings of their names, the most named first",
		RunE: func(cmd *cobra.Command, args []string) error {
			return a.reading(cmd.Context(), func(h *house) error {
				found, err := entity.Search(cmd.Context(), h.d, strings.Join(args, " "), limit)
				if err != nil {
					return err
				}
				if a.json {
					return a.printJSON(found)
				}
				for _, f := range found {
					fmt.Fprintf(a.out, "%-28s %-12s %s  %s\n", plain(f.ID), f.Type, plain(f.Name), count(f.Reports, "report"))
				}
				if len(found) == 0 {
					fmt.Fprintln(a.out, "nobody of this name is known")
				}
				return nil
			})
		}}
	c.Flags().IntVar(&limit, "limit", 50, "show at most this `NUMBER`")
	return c
}

func (a *app) entitiesShow() *cobra.Command {
	return &cobra.Command{Use: "show ID", Short: "Show an entity's names and offices, and the reports that name it", Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			return a.reading(cmd.Context(), func(h *house) error {
				e, err := entity.Show(cmd.Context(), h.d, args[0])
				if err != nil {
					return err
				}
				ns, _, err := entity.Namings(cmd.Context(), h.d, e.ID, "", someNamings)
				if err != nil {
					return err
				}
				if a.json {
					return a.printJSON(map[string]any{"entity": e, "reports": ns})
				}
				fmt.Fprintf(a.out, "%s  %s %s\nnames: %s\n", plain(e.Name), e.Type, e.Country, plain(strings.Join(e.Names, "; ")))
				for _, o := range e.Offices {
					fmt.Fprintf(a.out, "office: %s, %s to %s\n", plain(strings.Join(o.Names, "; ")), dayOr(o.From, "always"), dayOr(o.To, "now"))
				}
				for _, n := range ns {
					fmt.Fprintf(a.out, "%s  %s  %s\n    %s ×%d: %s\n", n.Day.Format(time.DateOnly), n.Report, plain(short(n.Title, 100)), plain(n.Form), n.Times, n.Why)
				}
				return nil
			})
		}}
}

// someNamings is how many reports 'vigia entities show' gives.
const someNamings = 100

func dayOr(t time.Time, otherwise string) string {
	if t.IsZero() {
		return otherwise
	}
	return t.Format(time.DateOnly)
}
