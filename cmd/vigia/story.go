package main

import (
	"fmt"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"vigia/internal/db"
	"vigia/internal/desk"
	"vigia/internal/story"
)

func (a *app) storyCommand() *cobra.Command {
	c := &cobra.Command{Use: "story", Short: "Show a story; merge, split, move; place anew",
		Long: `A story is the reports of one event, in whatever language. The machine finds it;
what a person moves, splits or merges stays where it was put, whatever the
machine would say, and is an example for the next learning.

A story is named by its id, or by that of any of its reports.`}
	c.AddCommand(a.storyShow(), a.storyMerge(), a.storySplit(), a.storyMove(), a.storyUndo(), a.storyRedo(), a.storyExamples())
	return c
}

func (a *app) storyShow() *cobra.Command {
	return &cobra.Command{Use: "show STORY", Short: "Show a story, and why each report is in it", Args: cobra.ExactArgs(1),
		Example: "  vigia story show sto_01J8Z",
		RunE: func(cmd *cobra.Command, args []string) error {
			d, err := a.look(cmd.Context())
			if err != nil {
				return err
			}
			defer d.Close()
			v, err := story.Open(cmd.Context(), d, args[0])
			if err != nil {
				return err
			}
			if a.json {
				return a.printJSON(v)
			}
			fmt.Fprintf(a.out, "%s  %s\n", v.ID, v.Title)
			for _, t := range v.Case {
				if t.ID != v.ID {
					fmt.Fprintf(a.out, "  of one running case: %s  %s (%d)\n", t.ID, short(t.Title, 60), t.Reports)
				}
			}
			return list(a, v.Members, "DATE OUTLET LANGUAGE REPORT BY SHARES TITLE", func(m story.Member) []any {
				return []any{m.Day.Format(time.DateOnly), m.Outlet, m.Language, m.Report, m.By, short(strings.Join(m.Shares, ", "), 40), short(m.Title, 60)}
			})
		}}
}

// act runs an act on stories, with its line in the audit trail.
func (a *app) act(cmd *cobra.Command, f func(*db.Tx) (story.Act, error)) error {
	return a.write(cmd, func(_ *house, tx *db.Tx) error {
		done, err := f(tx)
		if err != nil {
			return err
		}
		if err := desk.Audit(tx, desk.Person{}, done.Says(), done.Moved[0].To, done.ID); err != nil {
			return err
		}
		if done.Undone {
			return a.say(done, "taken back: %s; %d moved on since", count(len(done.Moved)-done.Since, "report"), done.Since)
		}
		return a.say(done, "%s now in story %s; 'vigia story undo %s' takes it back", count(len(done.Moved), "report"), done.Moved[0].To, done.ID)
	})
}

// whoever is who acts on the command line.
const whoever = "command line"

func (a *app) storyMerge() *cobra.Command {
	return &cobra.Command{Use: "merge STORY OTHER", Short: "Bring all reports of the other story into the first", Args: cobra.ExactArgs(2),
		RunE: func(cmd *cobra.Command, args []string) error {
			return a.act(cmd, func(tx *db.Tx) (story.Act, error) {
				into, err := story.Open(tx.Context(), tx, args[0])
				if err != nil {
					return story.Act{}, err
				}
				from, err := story.Open(tx.Context(), tx, args[1])
				if err != nil {
					return story.Act{}, err
				}
				return story.Merge(tx, into.ID, from.ID, whoever)
			})
		}}
}

func (a *app) storySplit() *cobra.Command {
	return &cobra.Command{Use: "split REPORT...", Short: "Take reports out into a story of their own", Args: cobra.MinimumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			return a.act(cmd, func(tx *db.Tx) (story.Act, error) { return story.Split(tx, args, whoever) })
		}}
}

func (a *app) storyMove() *cobra.Command {
	return &cobra.Command{Use: "move REPORT STORY", Short: "Put a report into another story", Args: cobra.ExactArgs(2),
		RunE: func(cmd *cobra.Command, args []string) error {
			return a.act(cmd, func(tx *db.Tx) (story.Act, error) {
				to, err := story.Open(tx.Context(), tx, args[1])
				if err != nil {
					return story.Act{}, err
				}
				return story.Move(tx, args[0], to.ID, whoever)
			})
		}}
}

func (a *app) storyUndo() *cobra.Command {
	return &cobra.Command{Use: "undo ACT", Short: "Take a merge, split or move back", Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			return a.act(cmd, func(tx *db.Tx) (story.Act, error) { return story.Undo(tx, args[0]) })
		}}
}

func (a *app) storyRedo() *cobra.Command {
	c := &cobra.Command{Use: "redo", Short: "Place reports anew by the present rules, and tell what changed", Args: cobra.NoArgs,
		Long: `Places every report anew that an older version has placed, in order of their
days, and prints those that have another story than before. What people have
moved, split or merged stays. It can be stopped; the same command goes on.`}
	all := c.Flags().Bool("all", false, "also what the present version has placed")
	c.RunE = func(cmd *cobra.Command, _ []string) error {
		h, err := a.open(cmd.Context(), furnish{})
		if err != nil {
			return err
		}
		defer h.close()
		r, err := story.Redo(cmd.Context(), h.d, h.outlets, *all, nil)
		if err != nil {
			return err
		}
		err = list(a, r.Changed, "REPORT FROM TO TITLE", func(x story.Replaced) []any {
			return []any{x.Report, x.From, x.To, short(x.Title, 60)}
		})
		if err == nil && !a.json {
			fmt.Fprintf(a.errs, "%d reports placed anew, %d have another story, %d stay where people put them\n", r.Reports, len(r.Changed), r.Kept)
		}
		return err
	}
	return c
}

func (a *app) storyExamples() *cobra.Command {
	return &cobra.Command{Use: "examples", Short: "Print what people have decided, as pairs to learn from", Args: cobra.NoArgs,
		Long: `Prints a row for each pair of reports that a person has put into one story or
apart: {"a","b","same"}, with the title, text and day of both. The trainer takes
them with --pairs.`,
		RunE: func(cmd *cobra.Command, _ []string) error {
			d, err := a.look(cmd.Context())
			if err != nil {
				return err
			}
			defer d.Close()
			ps, err := story.Examples(cmd.Context(), d)
			if err != nil {
				return err
			}
			for _, p := range ps {
				if err := a.printJSON(p); err != nil {
					return err
				}
			}
			return nil
		}}
}
