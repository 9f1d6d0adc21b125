package main

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"time"

	"github.com/spf13/cobra"

	"vigia"
	"vigia/internal/db"
	"vigia/internal/desk"
	"vigia/internal/edition"
)

func (a *app) editionCommand() *cobra.Command {
	c := &cobra.Command{Use: "edition", Short: "Make an edition: list, new, show, selection, gate, submit, approve",
		Long: `The work on an edition that needs no browser. Selecting and writing is done at
the desk. Acts need --as with the login of somebody whose role allows them.`}
	c.AddCommand(a.editionList(), a.editionNew(), a.editionShow(), a.editionSelection(), a.editionGate(), a.editionSubmit(), a.editionApprove())
	return c
}

func (a *app) editionList() *cobra.Command {
	return &cobra.Command{Use: "list", Short: "List the editions", Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			d, err := a.look(cmd.Context())
			if err != nil {
				return err
			}
			defer d.Close()
			es, err := edition.List(cmd.Context(), d)
			if err != nil {
				return err
			}
			return list(a, es, "NUMBER STATUS FROM TO TITLE", func(e edition.Edition) []any {
				return []any{e.Number, e.Status, day(e.From), day(e.To), anyOf(e.Title)}
			})
		}}
}

// anyOf is a text in English, or in the first language that it has.
func anyOf(t vigia.Texts) string {
	if s := t["en"]; s != "" {
		return s
	}
	for _, lang := range slices.Sorted(maps.Keys(t)) {
		if t[lang] != "" {
			return t[lang]
		}
	}
	return ""
}

func (a *app) editionNew() *cobra.Command {
	c := &cobra.Command{Use: "new", Short: "Begin a draft", Args: cobra.NoArgs,
		Example: "  vigia edition new --from 2021-10-01 --to 2021-11-30 --title 'A title' --as elena"}
	as := c.Flags().String("as", "", "`LOGIN` of the editor (needed)")
	from := c.Flags().String("from", "", "first `DAY` of the period, as 2021-10-01 (needed)")
	to := c.Flags().String("to", "", "last `DAY` of the period (needed)")
	anchor := c.Flags().String("anchor", "", "`DAY` that \"this weekend\" is counted from (the last day unless given)")
	number := c.Flags().Int("number", 0, "`NUMBER` of the edition (the next one unless given)")
	title := c.Flags().String("title", "", "`TITLE` in the language of writing")
	c.RunE = func(cmd *cobra.Command, _ []string) error {
		err := errors.Join(needed("from", *from, "2021-10-01"), needed("to", *to, "2021-11-30"), needed("as", *as, "elena"))
		if err != nil {
			return err
		}
		n := edition.New{Number: *number}
		if *anchor == "" {
			*anchor = *to
		}
		for _, d := range []struct {
			flag, text string
			to         *time.Time
		}{{"from", *from, &n.From}, {"to", *to, &n.To}, {"anchor", *anchor, &n.Anchor}} {
			t, err := time.Parse(time.DateOnly, d.text)
			if err != nil {
				return usagef("--%s %q is no day; give it as 2021-10-01", d.flag, d.text)
			}
			*d.to = t
		}
		return a.write(cmd, func(h *house, tx *db.Tx) error {
			by, err := actor(cmd.Context(), tx, *as)
			if err != nil {
				return err
			}
			if *title != "" {
				n.Title = vigia.Texts{h.monitor.Languages.Editions[0]: *title}
			}
			e, err := edition.Create(tx, h.monitor, by, n)
			if err != nil {
				return err
			}
			return a.say(e, "edition %d, draft, %s to %s", e.Number, day(e.From), day(e.To))
		})
	}
	return c
}

func actor(ctx context.Context, q db.Querier, login string) (desk.Person, error) {
	if login == "" {
		return desk.Person{}, needed("as", login, "elena")
	}
	return desk.PersonByLogin(ctx, q, login)
}

// byNumber finds the edition that an argument names.
func byNumber(ctx context.Context, q db.Querier, arg string) (edition.Edition, error) {
	n, err := strconv.Atoi(arg)
	if err != nil || n < 1 {
		return edition.Edition{}, usagef("%q is no number of an edition; 'vigia edition list' shows them", arg)
	}
	e, err := edition.ByNumber(ctx, q, n)
	if errors.Is(err, vigia.ErrNotFound) {
		err = &vigia.Problem{Kind: vigia.ErrNotFound, What: fmt.Sprintf("there is no edition %d", n), Remedy: "'vigia edition list' shows them"}
	}
	return e, err
}

func (a *app) editionShow() *cobra.Command {
	return &cobra.Command{Use: "show NUMBER", Short: "Show an edition's digests and policy figures", Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			return a.readEdition(cmd, args[0], func(h *house, e edition.Edition) error {
				doc, err := edition.Assemble(cmd.Context(), h.d, h.monitor, h.outlets, e)
				if err != nil {
					return err
				}
				if a.json {
					return a.printJSON(doc)
				}
				lang := h.monitor.Languages.Editions[0]
				fmt.Fprintf(a.out, "No. %d | %s (%s)\n%s to %s, state media %s, by origin %s\n", e.Number, e.Title[lang], e.Status,
					day(e.From), day(e.To), doc.Result.Share, doc.Result.ByOrigin)
				for _, d := range doc.Digests {
					fmt.Fprintf(a.out, "\n%s\n", d.Name[lang])
					for _, it := range d.Items {
						fmt.Fprintf(a.out, "  · %s\n", plain(it.Line[lang]))
					}
				}
				return nil
			})
		}}
}

func (a *app) editionSelection() *cobra.Command {
	return &cobra.Command{Use: "selection NUMBER", Short: "Print an edition's selection for 'vigia policy check'", Args: cobra.ExactArgs(1),
		Long: `Prints what stands in an edition's digests as JSON: what the policy judges, and
nothing else.`,
		Example: "  vigia edition selection 23 > selection.json\n  vigia policy check selection.json",
		RunE: func(cmd *cobra.Command, args []string) error {
			return a.readEdition(cmd, args[0], func(h *house, e edition.Edition) error {
				s, err := edition.Selection(cmd.Context(), h.d, h.monitor, h.outlets, e)
				if err != nil {
					return err
				}
				return a.printJSON(s)
			})
		}}
}

func (a *app) editionGate() *cobra.Command {
	return &cobra.Command{Use: "gate NUMBER", Short: "Check an edition against policy and evidence", Args: cobra.ExactArgs(1),
		Long: `Runs the same checks as the desk and publication. Exit code 3 if the gate is
closed.`,
		RunE: func(cmd *cobra.Command, args []string) error {
			return a.readEdition(cmd, args[0], func(h *house, e edition.Edition) error {
				g, err := edition.Check(cmd.Context(), h.d, h.monitor, h.outlets, e)
				if err != nil {
					return err
				}
				if err := a.findings(g.Findings); err != nil {
					return err
				}
				if !a.json {
					fmt.Fprintf(a.out, "state media %s, by origin %s\n", g.Policy.Share, g.Policy.ByOrigin)
				}
				if vigia.Blocking(g.Findings) {
					return exit(exitFindings)
				}
				return nil
			})
		}}
}

func (a *app) readEdition(cmd *cobra.Command, arg string, f func(*house, edition.Edition) error) error {
	return a.reading(cmd.Context(), func(h *house) error {
		e, err := byNumber(cmd.Context(), h.d, arg)
		if err != nil {
			return err
		}
		return f(h, e)
	})
}

func (a *app) withEdition(cmd *cobra.Command, arg string, f func(*house, edition.Edition) error) error {
	h, err := a.open(cmd.Context(), furnish{})
	if err != nil {
		return err
	}
	defer h.close()
	e, err := byNumber(cmd.Context(), h.d, arg)
	if err != nil {
		return err
	}
	return f(h, e)
}

// editionAct is an act on an edition by a person.
func (a *app) editionAct(use, what string, do func(ctx context.Context, h *house, by desk.Person, e edition.Edition) error) *cobra.Command {
	c := &cobra.Command{Use: use + " NUMBER", Short: what, Args: cobra.ExactArgs(1)}
	as := c.Flags().String("as", "", "`LOGIN` of who acts (needed)")
	c.RunE = func(cmd *cobra.Command, args []string) error {
		if err := needed("as", *as, "elena"); err != nil {
			return err
		}
		return a.withEdition(cmd, args[0], func(h *house, e edition.Edition) error {
			by, err := actor(cmd.Context(), h.d, *as)
			if err != nil {
				return err
			}
			return do(cmd.Context(), h, by, e)
		})
	}
	return c
}

func (a *app) editionSubmit() *cobra.Command {
	return a.editionAct("submit", "Hand a draft to a second editor", func(ctx context.Context, h *house, by desk.Person, e edition.Edition) error {
		if err := h.d.InTx(ctx, func(tx *db.Tx) error { return edition.Submit(tx, by, e.ID) }); err != nil {
			return err
		}
		return a.say(e, "edition %d waits for a second editor's approval", e.Number)
	})
}

func (a *app) editionApprove() *cobra.Command {
	return a.editionAct("approve", "Approve an edition as the second editor", func(ctx context.Context, h *house, by desk.Person, e edition.Edition) error {
		if err := edition.Refresh(ctx, h.d, h.monitor, h.outlets, by, e.ID); err != nil {
			return err
		}
		if err := edition.Approve(ctx, h.d, h.monitor, h.outlets, by, e.ID); err != nil {
			return err
		}
		return a.say(e, "edition %d is approved; 'vigia publish %d --as LOGIN' publishes it", e.Number, e.Number)
	})
}

func (a *app) publishCommand() *cobra.Command {
	return a.editionAct("publish", "Publish an approved edition on the site", func(ctx context.Context, h *house, by desk.Person, e edition.Edition) error {
		p, err := h.publish(ctx, by, e)
		if err != nil {
			return err
		}
		return a.say(p, "edition %d is on the site %s (%d files)", e.Number, h.config.Site, p.Files)
	})
}
