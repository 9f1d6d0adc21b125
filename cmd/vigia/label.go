package main

import (
	"context"
	"fmt"
	"os"
	"strings"

	"github.com/spf13/cobra"

	"vigia"
	"vigia/internal/article"
	"vigia/internal/db"
	"vigia/internal/desk"
	"vigia/internal/label"
	"vigia/internal/language"
	"vigia/internal/source"
)

func (a *app) labelCommand() *cobra.Command {
	c := &cobra.Command{
		Use:   "label",
		Short: "Teach the labels by your decisions, measure and explain them",
		Long: `Labels say what a report is about and what it is. They come from the monitor's
terms and from models that are shipped; what the desk corrects teaches them.

'evaluate' tells how well they do, 'teach' learns from the decisions so far and
makes a new version, 'apply' judges the archive by it, 'explain' tells why one
report has its labels. Reports on which somebody has decided keep theirs.`,
	}
	c.AddCommand(a.labelTeach(), a.labelEvaluate(), a.labelExplain(), a.labelApply(), a.labelVersions())
	return c
}

// taught is what the label commands work on.
type taughtBy struct {
	h        *house
	labeller *label.Labeller
	examples []label.Example
}

func (a *app) taught(ctx context.Context) (t taughtBy, err error) {
	if t.h, err = a.open(ctx, furnish{}); err != nil {
		return t, err
	}
	if t.labeller, err = label.Load(ctx, t.h.d, t.h.monitor); err == nil {
		t.examples, err = desk.Examples(ctx, t.h.d, t.h.monitor, t.h.outlets)
	}
	if err != nil {
		t.h.close()
	}
	return t, err
}

func (a *app) labelEvaluate() *cobra.Command {
	return withRun(&cobra.Command{
		Use: "evaluate", Short: "Tell how well labels are given, and what learning would gain", Args: cobra.NoArgs,
		Long: `Compares the labels of the rules, and those of models learned from the decisions so
far, with what people said; always on reports of outlets from which nothing was
learned. Shows the learning curve, what is taken for what in each language, how
far scores can be trusted, and decisions that contradict each other.`,
		Example: "  vigia label evaluate\n  vigia label evaluate --json | jq .curve",
	}, func(cmd *cobra.Command, _ []string) error {
		t, err := a.taught(cmd.Context())
		if err != nil {
			return err
		}
		defer t.h.close()
		ev := t.labeller.Evaluate(t.examples)
		if a.json {
			return a.printJSON(ev)
		}
		return a.showEvaluation(ev)
	})
}

// withRun gives a command what it does.
func withRun(c *cobra.Command, run func(*cobra.Command, []string) error) *cobra.Command {
	c.RunE = run
	return c
}

func (a *app) labelTeach() *cobra.Command {
	c := &cobra.Command{
		Use: "teach", Short: "Learn from the decisions so far; makes a new version", Args: cobra.NoArgs,
		Long: `Learns, for each label with enough examples, how the desk gives it, and keeps what
tells labels better than the rules on outlets that were not learned from. The new
version labels what arrives from now on (a running program takes it at its next
start); 'vigia label apply' judges the archive by it. Nothing changes for reports
on which somebody has decided.`,
		Example: "  vigia label teach --dry-run\n  vigia label teach && vigia label apply --dry-run",
	}
	var dry bool
	c.Flags().BoolVar(&dry, "dry-run", false, "tell what would be learned, and keep nothing")
	return withRun(c, func(cmd *cobra.Command, _ []string) error {
		t, err := a.taught(cmd.Context())
		if err != nil {
			return err
		}
		defer t.h.close()
		ev := t.labeller.Evaluate(t.examples)
		if len(ev.Adopted()) == 0 {
			if !a.json {
				if err := a.showEvaluation(ev); err != nil {
					return err
				}
			}
			return &vigia.Problem{Kind: vigia.ErrInvalid, What: fmt.Sprintf("no label is told better by learning from %s", count(len(t.examples), "example")),
				Remedy: "the rules go on as they are; correct more labels at the desk and try again"}
		}
		learned, err := t.labeller.Teach(t.examples, ev.Adopted())
		if err != nil {
			return err
		}
		m := label.Model{Examples: ev.Examples, Classes: learned.Classes()}
		if !dry {
			err = t.h.d.InTx(cmd.Context(), func(tx *db.Tx) (err error) {
				m, err = label.Keep(tx, learned, "command line", ev)
				return err
			})
			if err != nil {
				return err
			}
		}
		if a.json {
			return a.printJSON(struct {
				label.Model
				DryRun     bool             `json:"dry_run"`
				Evaluation label.Evaluation `json:"evaluation"`
			}{m, dry, ev})
		}
		if err := a.showEvaluation(ev); err != nil {
			return err
		}
		if dry {
			fmt.Fprintf(a.out, "\nwould learn %s: %s\n", count(len(m.Classes), "label"), strings.Join(m.Classes, ", "))
			return nil
		}
		fmt.Fprintf(a.out, "\nversion %s knows %s: %s\n'vigia label apply' judges the archive by it\n", m.Version, count(len(m.Classes), "label"), strings.Join(m.Classes, ", "))
		return nil
	})
}

func (a *app) labelVersions() *cobra.Command {
	c := &cobra.Command{Use: "versions", Short: "List what decisions have taught, or take a version back", Args: cobra.NoArgs,
		Example: "  vigia label versions\n  vigia label versions --withdraw lm_01…"}
	var withdraw string
	c.Flags().StringVar(&withdraw, "withdraw", "", "take this `VERSION` out of force; the one before holds again")
	return withRun(c, func(cmd *cobra.Command, _ []string) error {
		h, err := a.open(cmd.Context(), furnish{})
		if err != nil {
			return err
		}
		defer h.close()
		if withdraw != "" {
			return h.d.InTx(cmd.Context(), func(tx *db.Tx) error { return label.Withdraw(tx, withdraw) })
		}
		ms, err := label.Models(cmd.Context(), h.d)
		if err != nil {
			return err
		}
		return list(a, ms, "VERSION MADE EXAMPLES IN_FORCE LABELS", func(m label.Model) []any {
			return []any{m.Version, m.At.Format("2006-01-02 15:04"), m.Examples, m.Gone.IsZero(), m.Classes}
		})
	})
}

func (a *app) labelApply() *cobra.Command {
	c := &cobra.Command{
		Use: "apply", Short: "Label the archive again by the present version", Args: cobra.NoArgs,
		Long: `Labels every report again that an older version has labelled, and tells what
changes. Reports on which somebody has decided keep their labels and are counted
apart. It can be stopped at any time; the same command goes on from there.`,
		Example: "  vigia label apply --dry-run\n  vigia label apply --json > changes.jsonl",
	}
	var dry bool
	c.Flags().BoolVar(&dry, "dry-run", false, "tell what would change, and change nothing")
	return withRun(c, func(cmd *cobra.Command, _ []string) error {
		h, err := a.open(cmd.Context(), furnish{})
		if err != nil {
			return err
		}
		defer h.close()
		return h.d.Alone(cmd.Context(), "vigia label apply", func(ctx context.Context) error { return a.applyLabels(ctx, h, dry) })
	})
}

func (a *app) applyLabels(ctx context.Context, h *house, dry bool) error {
	total := struct {
		Reports int            `json:"reports"`
		Changed int            `json:"changed"`
		Held    int            `json:"held"`
		Labels  map[string]int `json:"labels"`
		DryRun  bool           `json:"dry_run"`
	}{Labels: map[string]int{}, DryRun: dry}
	for r, err := range h.pipeline.Relabel(ctx, dry) {
		if err != nil {
			return fmt.Errorf("after %s: %w", count(total.Reports, "report"), err)
		}
		total.Reports++
		if len(r.Changes) == 0 {
			continue
		}
		if r.Held {
			total.Held++
		} else {
			total.Changed++
			for _, c := range r.Changes {
				total.Labels[c]++
			}
		}
		if a.json {
			if err := a.printJSON(r); err != nil {
				return err
			}
		} else if a.verbose {
			fmt.Fprintf(a.out, "%s %s: %s\n", r.Report, plain(short(r.Title, 60)), strings.Join(r.Changes, ", "))
		}
	}
	if a.json {
		return a.printJSON(total)
	}
	for _, c := range sortedCounts(total.Labels) {
		fmt.Fprintf(a.out, "%6d  %s\n", total.Labels[c], c)
	}
	verb := "labelled again"
	if dry {
		verb = "would be labelled again"
	}
	fmt.Fprintf(a.out, "%s %s, %d of them change; %d under a decision keep other labels\n", count(total.Reports, "report"), verb, total.Changed, total.Held)
	return nil
}

func (a *app) labelExplain() *cobra.Command {
	return withRun(&cobra.Command{
		Use: "explain ID|FILE", Short: "Tell why a report, or a text in a file, has its labels", Args: cobra.ExactArgs(1),
		Long: `Shows each label of a report with its score and reason: the terms that were found,
what the shipped models weighed and what your decisions have taught. Of a file, the
first line is the title.`,
		Example: "  vigia label explain rep_01…\n  vigia label explain report.txt",
	}, func(cmd *cobra.Command, args []string) error {
		h, err := a.open(cmd.Context(), furnish{})
		if err != nil {
			return err
		}
		defer h.close()
		l, err := label.Load(cmd.Context(), h.d, h.monitor)
		if err != nil {
			return err
		}
		d, err := docFor(cmd.Context(), h.d, h.outlets, args[0])
		if err != nil {
			return err
		}
		return a.showExplanation(l, d)
	})
}

// docFor is the report with an id, or what stands in a file.
func docFor(ctx context.Context, q db.Querier, reg *source.Registry, arg string) (label.Doc, error) {
	if strings.HasPrefix(arg, "rep_") {
		s, err := article.Get(ctx, q, arg)
		if err != nil {
			return label.Doc{}, &vigia.Problem{Kind: vigia.ErrNotFound, What: fmt.Sprintf("there is no report %q", arg), Remedy: "'vigia reports' lists them"}
		}
		return label.DocOf(s, reg), nil
	}
	b, err := os.ReadFile(arg)
	if err != nil {
		return label.Doc{}, err
	}
	title, text, _ := strings.Cut(strings.ToValidUTF8(string(b), "\uFFFD"), "\n")
	lang, _ := language.Detect(text + " " + title)
	return label.Doc{Title: strings.TrimSpace(title), Text: strings.TrimSpace(text), Language: lang}, nil
}
