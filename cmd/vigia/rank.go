package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/spf13/cobra"

	"vigia"
	"vigia/internal/db"
	"vigia/internal/desk"
	"vigia/internal/rank"
)

func (a *app) rankCommand() *cobra.Command {
	c := &cobra.Command{
		Use:   "rank",
		Short: "See, learn anew and take back what the order by relevance has learned",
		Long: `The desk orders its queue by relevance with a model for each network, learned from
the desk's decisions and begun with the monitor's own words. While the program
serves, it learns by itself. A model orders and explains: it hides, selects and
publishes nothing.`,
		Example: "  vigia rank list\n  vigia rank evaluate\n  vigia rank rollback mod_06h0j4grpprnm2aph5c4et9c5r",
	}
	free(c).AddCommand(a.rankList(), a.rankShow(), a.rankTeach(), a.rankRollback(), a.rankEvaluate())
	return c
}

func (a *app) rankList() *cobra.Command {
	c := &cobra.Command{Use: "list", Short: "List the models that were learned", Args: cobra.NoArgs}
	every := c.Flags().Bool("all", false, "also those whose weights stand in the archive alone")
	c.RunE = func(cmd *cobra.Command, _ []string) error {
		return a.reading(cmd.Context(), func(h *house) error {
			all, err := rank.Models(cmd.Context(), h.d)
			if err != nil {
				return err
			}
			if !*every {
				all = latest(all)
			}
			if a.json {
				return printLines(a, all)
			}
			if len(all) == 0 {
				fmt.Fprintln(a.out, "no model yet: 'vigia serve' learns by itself, 'vigia rank teach' does it now")
			}
			for _, s := range all {
				a.model(s)
			}
			return nil
		})
	}
	return c
}

// latest are the last ten models of each network and those in use.
func latest(all []rank.Stored) []rank.Stored {
	const most = 10
	of := map[string]int{}
	return slices.DeleteFunc(all, func(s rank.Stored) bool {
		of[s.Network]++
		return of[s.Network] > most && !s.Active
	})
}

func (a *app) model(s rank.Stored) {
	state := ""
	switch {
	case s.Pinned:
		state = "in use, pinned"
	case s.Active:
		state = "in use"
	}
	held := "–"
	if s.HeldOut > 0 {
		held = fmt.Sprintf("%.2f", s.HeldOut)
	}
	fmt.Fprintf(a.out, "%-4s %s  %s  %s, %d selected, pairs in order %s  %s\n", s.Network, s.ID, s.At.Format(time.DateTime), count(s.Decisions, "decision"), s.Selected, held, state)
}

func (a *app) rankShow() *cobra.Command {
	return &cobra.Command{Use: "show NETWORK", Short: "Show a network's model and how far the desk has come", Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			return a.reading(cmd.Context(), func(h *house) error {
				if err := h.knows(args[0]); err != nil {
					return err
				}
				r, err := rank.LoadRanking(cmd.Context(), h.d, args[0])
				if err != nil {
					return noModel(err, args[0])
				}
				if a.json {
					return a.printJSON(r)
				}
				a.model(r.Model)
				p := r.Progress
				fmt.Fprintf(a.out, "training set %s\nmodel        %s\nin the log   %s\nby           %s, method %s, monitor %s\n",
					r.Model.Training, r.Model.SHA256, cmp.Or(r.Model.Capture, "not: it was learned before models were logged"), r.Model.By, r.Model.Version, r.Model.Monitor)
				fmt.Fprintf(a.out, "of its reports %d are decided, %d of them selected, %d are open\n", p.Read, p.Found, p.Unread)
				if p.Likely > 0 {
					fmt.Fprintf(a.out, "an estimated %.0f %% of what is relevant is seen, at least %.0f %%\n", 100*p.Likely, 100*p.Least)
				}
				if p.Level {
					fmt.Fprintln(a.out, "for long hardly anything relevant has come")
				}
				return nil
			})
		}}
}

func (a *app) rankTeach() *cobra.Command {
	c := &cobra.Command{Use: "teach", Short: "Learn the decisions now, and let go of pinned models", Args: cobra.NoArgs}
	network := c.Flags().String("network", "", "only the network or theme with this `KEY`")
	c.RunE = func(cmd *cobra.Command, _ []string) error {
		h, err := a.open(cmd.Context(), furnish{})
		if err != nil {
			return err
		}
		defer h.close()
		if *network != "" {
			if err := h.knows(*network); err != nil {
				return err
			}
		}
		err = h.d.InTx(cmd.Context(), func(tx *db.Tx) error {
			if err := rank.Unpin(tx, *network); err != nil {
				return err
			}
			return desk.Audit(tx, desk.Person{}, "order learned anew", *network, "")
		})
		if err != nil {
			return err
		}
		return a.ranking(cmd.Context(), h, *network)
	}
	return c
}

// ranking ranks the open reports and prints by which models.
func (a *app) ranking(ctx context.Context, h *house, network string) error {
	done, err := h.pipeline.Rank(ctx, network, "command")
	if err != nil {
		return err
	}
	if a.json {
		return a.printJSON(done)
	}
	for _, r := range done {
		a.model(r.Stored)
	}
	return nil
}

func (a *app) rankRollback() *cobra.Command {
	return &cobra.Command{Use: "rollback MODEL", Short: "Go back to an earlier model, until 'vigia rank teach'", Args: cobra.ExactArgs(1),
		Long: `Goes back to any model that was ever learned: its weights are read from the
table or, of an older one, from the archive, where each model is kept and proved by
the log. It orders the queue to the last bit as it did, and stays in use until
'vigia rank teach'.`,
		RunE: func(cmd *cobra.Command, args []string) error {
			h, err := a.open(cmd.Context(), furnish{})
			if err != nil {
				return err
			}
			defer h.close()
			s, m, err := rank.Find(cmd.Context(), h.d, h.evidence, args[0])
			if err != nil {
				return err
			}
			err = h.d.InTx(cmd.Context(), func(tx *db.Tx) error {
				if _, err := rank.Use(tx, s, m); err != nil {
					return err
				}
				return desk.Audit(tx, desk.Person{}, "order taken back", s.Network, s.ID)
			})
			if err != nil {
				return err
			}
			return a.ranking(cmd.Context(), h, s.Network)
		}}
}

// evaluated is how well a network's order holds on outlets that it does not
// know.
type evaluated struct {
	Network       string              `json:"network"`
	Decisions     int                 `json:"decisions"`
	Selected      int                 `json:"selected"`
	Ordered       float64             `json:"ordered"`
	Disagreements []rank.Disagreement `json:"disagreements"`
}

func (a *app) rankEvaluate() *cobra.Command {
	return &cobra.Command{Use: "evaluate", Short: "Measure the order on outlets held out, and find reviewers who decide otherwise", Args: cobra.NoArgs,
		Long: `For each network, learns from four fifths of the outlets and orders the decided
reports of the others, in turn: of a selected and a rejected one, how often does
the selected one stand above? And whose decisions go against what the others'
decisions teach, more often than chance explains. Exit code 3 if there is one.`,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return a.reading(cmd.Context(), func(h *house) error { return a.evaluate(cmd.Context(), h) })
		}}
}

func (a *app) evaluate(ctx context.Context, h *house) error {
	d, err := rank.LoadDesk(ctx, h.d, h.monitor)
	if err != nil {
		return err
	}
	found := false
	for _, key := range h.monitor.Digests() {
		e := evaluated{Network: key.Key}
		e.Decisions, e.Selected, e.Ordered, e.Disagreements = d.Evaluate(key.Key)
		found = found || len(e.Disagreements) > 0
		if a.json {
			if err := a.printJSON(e); err != nil {
				return err
			}
			continue
		}
		held := "too few of one kind to measure"
		if e.Ordered > 0 {
			held = fmt.Sprintf("%.1f %% of pairs in order on outlets held out", 100*e.Ordered)
		}
		fmt.Fprintf(a.out, "%-4s %s, %d selected: %s\n", e.Network, count(e.Decisions, "decision"), e.Selected, held)
		for _, x := range e.Disagreements {
			fmt.Fprintf(a.out, "     %s decides otherwise than the others: %d of %s plainly against\n", x.By, x.Against, count(x.Decisions, "decision"))
		}
	}
	if found {
		return exit(exitFindings)
	}
	return nil
}

// noModel is the error of a network that was never ranked, in words.
func noModel(err error, network string) error {
	if errors.Is(err, vigia.ErrNotFound) {
		return &vigia.Problem{Kind: vigia.ErrNotFound, What: "no model has been learned for " + network, Remedy: "run 'vigia rank teach', or let 'vigia serve' do it"}
	}
	return err
}

// knows checks the key of a network or theme with a digest.
func (h *house) knows(key string) error {
	var keys []string
	for _, d := range h.monitor.Digests() {
		keys = append(keys, d.Key)
	}
	if !slices.Contains(keys, key) {
		return usagef("%q is no network of this monitor; there are %v", key, keys)
	}
	return nil
}
