package main

import (
	"context"
	"fmt"
	"time"

	"github.com/spf13/cobra"

	"vigia/internal/db"
	"vigia/internal/desk"
	"vigia/internal/entity"
)

func (a *app) entitiesCandidates() *cobra.Command {
	var often entity.Often
	var limit int
	c := &cobra.Command{Use: "candidates", Short: "Names that come often and are linked to nobody", Args: cobra.NoArgs,
		Example: "  vigia entities candidates --reports 5\n  vigia entities adopt \"Ana Belmar\" --type person --country PE --why \"the new minister\""}
	c.Flags().IntVar(&often.Reports, "reports", 3, "names in at least this `NUMBER` of reports")
	c.Flags().IntVar(&often.Outlets, "outlets", 2, "names in reports of at least this `NUMBER` of outlets")
	c.Flags().IntVar(&limit, "limit", 50, "show at most this `NUMBER`")
	return withRun(c, func(cmd *cobra.Command, _ []string) error {
		return a.reading(cmd.Context(), func(h *house) error {
			cs, err := entity.Candidates(cmd.Context(), h.d, often, limit)
			if err != nil {
				return err
			}
			if a.json {
				return printLines(a, cs)
			}
			for _, c := range cs {
				fmt.Fprintf(a.out, "%-40s %s of %s, last %s in %s\n", plain(c.Name), count(c.Reports, "report"), count(c.Outlets, "outlet"), c.Last.Format(time.DateOnly), c.Report)
			}
			if len(cs) == 0 {
				fmt.Fprintln(a.out, "no name comes so often without being known")
			}
			return nil
		})
	})
}

func (a *app) entitiesAdopt() *cobra.Command {
	var x entity.Adoption
	var why string
	c := &cobra.Command{Use: "adopt NAME", Short: "Make a name known: as another one of an entity, or as a new entity", Args: cobra.ExactArgs(1),
		Example: "  vigia entities adopt \"Ana Belmar\" --type person --country PE --why \"the new minister\"\n  vigia entities adopt \"A. Belmar Ruiz\" --of ana-belmar --why \"her full name\""}
	c.Flags().StringVar(&x.Entity, "of", "", "the `ID` of the entity that bears it")
	c.Flags().StringVar(&x.Type, "type", entity.Person, "`TYPE` of a new entity: person, organisation, place, vessel, aircraft")
	c.Flags().StringVar(&x.Country, "country", "", "`CODE` of the country of a new entity, as PE")
	c.Flags().StringVar(&why, "why", "", "`WORDS`: how you know")
	return withRun(c, func(cmd *cobra.Command, args []string) error {
		x.Name = args[0]
		return a.decideEntities(cmd.Context(), func(tx *db.Tx) (string, error) {
			e, err := desk.AdoptName(tx, desk.Person{}, x, why)
			return fmt.Sprintf("adopted: %s is %s", plain(x.Name), e.ID), err
		})
	})
}

func (a *app) entitiesRefuse() *cobra.Command {
	var why string
	c := &cobra.Command{Use: "refuse NAME", Short: "Say that a name is nobody's: it is offered no more", Args: cobra.ExactArgs(1),
		Example: "  vigia entities refuse \"Buenos Días\" --why \"a greeting\""}
	c.Flags().StringVar(&why, "why", "", "`WORDS`: why")
	return withRun(c, func(cmd *cobra.Command, args []string) error {
		return a.decideEntities(cmd.Context(), func(tx *db.Tx) (string, error) {
			return "refused: " + plain(args[0]), desk.RefuseName(tx, desk.Person{}, args[0], why)
		})
	})
}

func (a *app) entitiesJoin() *cobra.Command {
	var why string
	c := &cobra.Command{Use: "join ID OTHER", Short: "Say that OTHER is ID; no later version of a list changes it", Args: cobra.ExactArgs(2),
		Example: "  vigia entities join alex-saab list:us-treasury:26992 --why \"the same date of birth\""}
	c.Flags().StringVar(&why, "why", "", "`WORDS`: how you know")
	return withRun(c, func(cmd *cobra.Command, args []string) error {
		return a.decideEntities(cmd.Context(), func(tx *db.Tx) (string, error) {
			rule, err := desk.JoinEntities(tx, desk.Person{}, args[0], args[1], why)
			return fmt.Sprintf("joined: %s is %s (decision %s)", args[1], args[0], rule), err
		})
	})
}

func (a *app) entitiesPart() *cobra.Command {
	var name, other, why string
	c := &cobra.Command{Use: "part ID", Short: "Say that a name is not ID, or that two entities are not the same", Args: cobra.ExactArgs(1),
		Long: `With --name: what reports write so is not ID, but the entity of --from, or nobody
that is known. Without: ID and the entity of --from are not the same, whatever the
monitor says, and are not joined again until this is undone.`,
		Example: "  vigia entities part ana-belmar --name \"Ana Paz\" --why \"a singer of that name\"\n  vigia entities part ana-belmar --from list:us-treasury:7 --why \"another date of birth\""}
	c.Flags().StringVar(&name, "name", "", "`NAME` as reports write it")
	c.Flags().StringVar(&other, "from", "", "`ID` of who it is instead, or of who is parted")
	c.Flags().StringVar(&why, "why", "", "`WORDS`: how you know")
	return withRun(c, func(cmd *cobra.Command, args []string) error {
		return a.decideEntities(cmd.Context(), func(tx *db.Tx) (string, error) {
			rule, err := desk.PartEntities(tx, desk.Person{}, args[0], name, other, why)
			return fmt.Sprintf("parted from %s (decision %s)", args[0], rule), err
		})
	})
}

func (a *app) entitiesUndo() *cobra.Command {
	return withRun(&cobra.Command{Use: "undo DECISION", Short: "Take a decision about entities back", Args: cobra.ExactArgs(1),
		Example: "  vigia entities undo rul_06h0j4grpprnm2aph5c4et9c5r"}, func(cmd *cobra.Command, args []string) error {
		return a.decideEntities(cmd.Context(), func(tx *db.Tx) (string, error) {
			r, err := desk.UndoEntities(tx, desk.Person{}, args[0])
			return fmt.Sprintf("undone: %s %s", r.Action, r.ID), err
		})
	})
}

// decideEntities makes a decision and links the reports again that it is about.
func (a *app) decideEntities(ctx context.Context, decide func(*db.Tx) (string, error)) error {
	h, err := a.open(ctx, furnish{})
	if err != nil {
		return err
	}
	defer h.close()
	var done string
	err = h.d.InTx(ctx, func(tx *db.Tx) (err error) {
		done, err = decide(tx)
		return err
	})
	if err != nil {
		return err
	}
	n, err := h.pipeline.LinkMarked(ctx)
	if err != nil {
		return err
	}
	if a.json {
		return a.printJSON(map[string]any{"done": done, "reports": n})
	}
	fmt.Fprintf(a.out, "%s; %s linked again\n", done, count(n, "report"))
	return nil
}

func (a *app) entitiesApply() *cobra.Command {
	var dry bool
	c := &cobra.Command{
		Use: "apply", Short: "Link the archive again by what is known now", Args: cobra.NoArgs,
		Long: `Links the names of every report again that was linked before something became
known: a list, a gazetteer, the monitor's entities, a decision. It tells what changes.
Recent reports are linked again by themselves; this is for all. It can be stopped at
any time; the same command goes on from there.`,
		Example: "  vigia entities apply --dry-run\n  vigia entities apply --json > changes.jsonl",
	}
	c.Flags().BoolVar(&dry, "dry-run", false, "tell what would change, and change nothing")
	return withRun(c, func(cmd *cobra.Command, _ []string) error {
		h, err := a.open(cmd.Context(), furnish{})
		if err != nil {
			return err
		}
		defer h.close()
		return h.d.Alone(cmd.Context(), "vigia entities apply", func(ctx context.Context) error { return a.applyEntities(ctx, h, dry) })
	})
}

func (a *app) applyEntities(ctx context.Context, h *house, dry bool) error {
	total := struct {
		Reports int  `json:"reports"`
		Changed int  `json:"changed"`
		Linked  int  `json:"linked"`
		Undone  int  `json:"unlinked"`
		DryRun  bool `json:"dry_run"`
	}{DryRun: dry}
	for r, err := range h.pipeline.Relink(ctx, dry) {
		if err != nil {
			return fmt.Errorf("after %s: %w", count(total.Reports, "report"), err)
		}
		total.Reports++
		if len(r.Changes) == 0 {
			continue
		}
		total.Changed++
		for _, c := range r.Changes {
			if c[0] == '+' {
				total.Linked++
			} else {
				total.Undone++
			}
		}
		if a.json {
			if err := a.printJSON(r); err != nil {
				return err
			}
		} else if a.verbose {
			fmt.Fprintf(a.out, "%s %s: %v\n", r.Report, plain(short(r.Title, 60)), r.Changes)
		}
	}
	if a.json {
		return a.printJSON(total)
	}
	verb := "linked again"
	if dry {
		verb = "would be linked again"
	}
	fmt.Fprintf(a.out, "%s %s, %d of them change: %s more, %d fewer\n", count(total.Reports, "report"), verb, total.Changed, count(total.Linked, "link"), total.Undone)
	return nil
}
