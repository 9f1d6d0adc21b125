package main

import (
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/spf13/cobra"

	"vigia"
	"vigia/internal/db"
	"vigia/internal/source"
)

// maxList is the largest list of sources that is read.
const maxList = 16 << 20

func (a *app) sourcesImport() *cobra.Command {
	c := &cobra.Command{Use: "import FILE", Short: "Add the sources of an OPML or CSV list, and change those that are here", Args: cobra.ExactArgs(1),
		Long: `Reads a list of sources, OPML or CSV, and adds those that are new and changes
those that are here, all in one step. A line that cannot be used is refused with
its number and the remedy; the others are done all the same. Each source needs
an outlet of the registry: its key or name in the list, or its domain.

CSV may have commas, semicolons or tabs, any encoding, and its columns in any
order; the first line names them: address, outlet, title, kind, language, state,
every (seconds), verified, class, government. Only the address is needed.
FILE may be - for the standard input. Exit code 4 if lines were refused.`,
		Example: "  vigia sources import feeds.opml --dry-run\n  vigia sources import sources.csv"}
	dry := c.Flags().Bool("dry-run", false, "only say what would be done")
	c.RunE = func(cmd *cobra.Command, args []string) error {
		b, err := a.readList(args[0])
		if err != nil {
			return err
		}
		entries, err := source.ParseList(b)
		if err != nil {
			return err
		}
		h, err := a.open(cmd.Context(), furnish{})
		if err != nil {
			return err
		}
		defer h.close()
		var steps []source.Step
		err = h.d.InTx(cmd.Context(), func(tx *db.Tx) (err error) {
			if steps, err = source.Plan(cmd.Context(), tx, h.outlets, h.clock.Now(), entries); err != nil || *dry {
				return err
			}
			_, _, err = source.Apply(tx, steps)
			return err
		})
		if err != nil {
			return err
		}
		return a.showSteps(steps, *dry)
	}
	return c
}

func (a *app) readList(name string) ([]byte, error) {
	in := a.in
	if name != "-" {
		f, err := os.Open(name)
		if err != nil {
			return nil, &vigia.Problem{Kind: vigia.ErrNotFound, What: "the list cannot be read: " + err.Error(), Remedy: "check the path, and that this user may read it"}
		}
		defer f.Close()
		in = f
	}
	b, err := io.ReadAll(io.LimitReader(in, maxList+1))
	if err == nil && len(b) > maxList {
		err = &vigia.Problem{Kind: vigia.ErrInvalid, What: fmt.Sprintf("the list %s is larger than %d MiB", name, maxList>>20), Remedy: "split it"}
	}
	return b, err
}

// stepRow is a step as JSON.
type stepRow struct {
	Line    int      `json:"line"`
	Outcome string   `json:"outcome"`
	URL     string   `json:"url"`
	Outlet  string   `json:"outlet,omitempty"`
	Changes []string `json:"changes,omitempty"`
	Reason  string   `json:"reason,omitempty"`
	Remedy  string   `json:"remedy,omitempty"`
}

func (a *app) showSteps(steps []source.Step, dry bool) error {
	count := map[string]int{}
	var rows []stepRow
	for _, s := range steps {
		count[s.What]++
		r := stepRow{Line: s.Line, Outcome: s.What, URL: s.URL, Outlet: s.Outlet}
		for _, c := range s.Changes {
			r.Changes = append(r.Changes, fmt.Sprintf("%s: %s → %s", c.Field, c.From, c.To))
		}
		p := s.Problem
		if p == nil {
			p = s.Doubt
		}
		if p != nil {
			r.Reason, r.Remedy = p.What, p.Remedy
		}
		if a.json || a.verbose || r.Reason != "" || dry && s.What != source.Same {
			rows = append(rows, r)
		}
	}
	if a.json {
		if err := list(a, rows, "", nil); err != nil {
			return err
		}
	} else {
		for _, r := range rows {
			fmt.Fprintf(a.out, "line %d: %-8s %s\n", r.Line, r.Outcome, plain(r.URL))
			for _, s := range append(r.Changes, r.Reason) {
				if s != "" {
					fmt.Fprintf(a.out, "          %s\n", plain(s))
				}
			}
			if r.Remedy != "" {
				fmt.Fprintf(a.out, "          remedy: %s\n", plain(r.Remedy))
			}
		}
		words := []string{}
		for _, what := range []string{source.Added, source.Changed, source.Same, source.Refused} {
			words = append(words, fmt.Sprintf("%d %s", count[what], what))
		}
		said := strings.Join(words, ", ")
		if dry {
			said += " (nothing was done)"
		}
		fmt.Fprintln(a.out, said)
	}
	if count[source.Refused] > 0 {
		return exit(exitPartial)
	}
	return nil
}

func (a *app) sourcesExport() *cobra.Command {
	c := &cobra.Command{Use: "export", Short: "Write the sources as OPML or CSV, to take along", Args: cobra.NoArgs,
		Long: `Writes all sources that are not gone to the standard output: as OPML, which
readers of feeds understand, or with --csv as a table for a spreadsheet. Each
with its outlet and class, kind, language, state, interval. 'vigia sources import'
reads both back without loss.`,
		Example: "  vigia sources export > sources.opml\n  vigia sources export --csv > sources.csv"}
	asCSV := c.Flags().Bool("csv", false, "write CSV")
	asOPML := c.Flags().Bool("opml", false, "write OPML (which it does anyway)")
	c.RunE = func(cmd *cobra.Command, _ []string) error {
		if *asCSV && *asOPML {
			return usagef("--csv and --opml exclude each other")
		}
		return a.reading(cmd.Context(), func(h *house) error {
			entries, err := source.Entries(cmd.Context(), h.d, h.outlets, h.clock.Now())
			if err != nil {
				return err
			}
			b, err := source.ListCSV(entries)
			if !*asCSV {
				b, err = source.ListOPML(h.monitor.Name["en"], entries)
			}
			if err == nil {
				_, err = a.out.Write(b)
			}
			return err
		})
	}
	return c
}
