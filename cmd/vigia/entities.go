package main

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"vigia/internal/db"
	"vigia/internal/entity"
)

func (a *app) entitiesCommand() *cobra.Command {
	c := &cobra.Command{
		Use:   "entities",
		Short: "Who reports name: people, organisations, places, vessels, aircraft",
		Long: `Entities are those of the monitor (entities.csv, offices.csv), those of official
lists, countries, places that were loaded, and names that somebody adopted. Reports
that come in are linked to them where a name is surely meant.`,
		Example: "  vigia entities list saab\n  vigia entities show country:VE",
	}
	c.AddCommand(a.entitiesList(), a.entitiesShow(), a.entitiesCandidates(), a.entitiesAdopt(), a.entitiesRefuse(),
		a.entitiesJoin(), a.entitiesPart(), a.entitiesUndo(), a.entitiesApply(), a.entitiesLoad())
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
					return printLines(a, found)
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
	var on string
	c := &cobra.Command{Use: "show ID", Short: "Show an entity: names, offices, lists as of a day, reports, relations", Args: cobra.ExactArgs(1),
		Example: "  vigia entities show country:VE\n  vigia entities show alex-saab --on 2021-08-24"}
	c.Flags().StringVar(&on, "on", "", "`DAY` as of which its place on lists is told (2021-08-24); today unless given")
	return withRun(c, func(cmd *cobra.Command, args []string) error {
		return a.reading(cmd.Context(), func(h *house) error {
			day := h.clock.Now()
			if on != "" {
				var err error
				if day, err = time.Parse(time.DateOnly, on); err != nil {
					return usagef("--on %q is no day, as 2021-08-24", on)
				}
			}
			return a.showEntity(cmd.Context(), h.d, args[0], day)
		})
	})
}

func (a *app) showEntity(ctx context.Context, d *db.DB, id string, day time.Time) error {
	e, err := entity.Show(ctx, d, id)
	if err != nil {
		return err
	}
	status, err := entity.StatusOn(ctx, d, e.ID, day)
	if err != nil {
		return err
	}
	with, err := entity.Relations(ctx, d, e.ID, someRelations)
	if err != nil {
		return err
	}
	ns, _, err := entity.Namings(ctx, d, e.ID, "", someNamings)
	if err != nil {
		return err
	}
	if a.json {
		return a.printJSON(map[string]any{"entity": e, "lists": status, "relations": with, "reports": ns})
	}
	fmt.Fprintf(a.out, "%s  %s %s\nnames: %s\n", plain(e.Name), e.Type, e.Country, plain(strings.Join(e.Names, "; ")))
	for _, n := range e.Numbers {
		fmt.Fprintf(a.out, "number: %s %s\n", n.Kind, n.Number)
	}
	for _, o := range e.Offices {
		fmt.Fprintf(a.out, "office: %s, %s to %s\n", plain(strings.Join(o.Names, "; ")), dayOr(o.From, "always"), dayOr(o.To, "now"))
	}
	for _, s := range status {
		fmt.Fprintf(a.out, "list: %s\n", plain(statusLine(s, day)))
	}
	for _, r := range e.Rules {
		undone := ""
		if !r.Stands() {
			undone = ", undone " + r.UndoneAt.Format(time.DateOnly)
		}
		fmt.Fprintf(a.out, "decision: %s %s %s %s %q: %s (%s%s)\n", r.ID, r.Action, r.Entity, r.Other, plain(strings.TrimSpace(r.Form)), plain(r.Why), r.At.Format(time.DateOnly), undone)
	}
	for _, r := range with {
		fmt.Fprintf(a.out, "with: %s (%s), %s\n", plain(r.Name), plain(r.ID), count(r.Together, "report"))
	}
	fmt.Fprintf(a.out, "%s name it\n", count(e.Reports, "report"))
	for _, n := range ns {
		fmt.Fprintf(a.out, "%s  %s  %s\n    %s ×%d: %s\n", n.Day.Format(time.DateOnly), n.Report, plain(short(n.Title, 100)), plain(n.Form), n.Times, n.Why)
	}
	return nil
}

// statusLine says where an entry stands on a list on a day, and what says so.
func statusLine(s entity.Status, day time.Time) string {
	on := day.Format(time.DateOnly)
	seen := "no version of the list was read by then"
	if s.Version.Capture != "" {
		seen = fmt.Sprintf("version of %s, capture %s", s.Version.Day.Format(time.DateOnly), s.Version.Capture)
	} else if s.Act.Capture != "" {
		seen = "capture " + s.Act.Capture
	}
	switch {
	case s.Stands:
		return fmt.Sprintf("%s %s: stands there on %s since %s or before, %s (%s)", s.List, s.Number, on, s.Act.Date.Format(time.DateOnly), s.Act.Program, seen)
	case s.Act.Action == entity.Removed:
		return fmt.Sprintf("%s %s: not there on %s, removed by %s (%s)", s.List, s.Number, on, s.Act.Date.Format(time.DateOnly), seen)
	}
	return fmt.Sprintf("%s %s: not there on %s, first seen %s (%s)", s.List, s.Number, on, s.Acts[0].Date.Format(time.DateOnly), seen)
}

// someRelations is how many others 'vigia entities show' gives.
const someRelations = 15

// someNamings is how many reports 'vigia entities show' gives.
const someNamings = 100

func dayOr(t time.Time, otherwise string) string {
	if t.IsZero() {
		return otherwise
	}
	return t.Format(time.DateOnly)
}
