package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"golang.org/x/term"

	"vigia/internal/article"
	"vigia/internal/db"
	"vigia/internal/pipeline"
)

func (a *app) rereadCommand() *cobra.Command {
	c := &cobra.Command{
		Use:   "reread",
		Short: "Read the archive again with the present reader",
		Long: `Reads again, from the evidence, every report that an older version of the reader
has read, and tries once more the captures that gave no report. Nothing is
fetched. What comes out differently is printed and kept.

A report that nobody has decided on changes at once, and is placed in its story,
labelled and indexed anew. One that is selected, cited in any edition or under
any other decision of a person keeps what it says: its new reading waits at the
desk, where an editor accepts or refuses it. What came as a text (items of a
feed, lines of a file) has no page to read, and is counted.

It can be stopped at any time; the same command goes on from there. Exit code 4
if evidence could not be read.`,
		Example: "  vigia reread --dry-run\n  vigia reread --outlet el-faro --since 2021-08-01\n  vigia reread --all --json > changes.jsonl",
		Args:    cobra.NoArgs,
	}
	var f pipeline.RereadFilter
	var since, until string
	c.Flags().StringVar(&f.Outlet, "outlet", "", "only reports of the outlet with this `KEY`")
	c.Flags().StringVar(&since, "since", "", "only reports of this `DAY` and later, as 2021-08-01")
	c.Flags().StringVar(&until, "until", "", "only reports of this `DAY` and before")
	c.Flags().BoolVar(&f.All, "all", false, "also what the present reader has read already")
	c.Flags().BoolVar(&f.Dry, "dry-run", false, "tell what would change, and change nothing")
	c.RunE = func(cmd *cobra.Command, _ []string) error {
		var err error
		if f.Since, f.Until, err = days(since, until); err != nil {
			return err
		}
		h, err := a.open(cmd.Context(), furnish{})
		if err != nil {
			return err
		}
		defer h.close()
		if f.Outlet != "" && !slices.Contains(h.outlets.Keys(), f.Outlet) {
			return usagef("--outlet %q is not in the registry; 'vigia sources list' shows the keys", f.Outlet)
		}
		var t rereadTotals
		err = h.d.Alone(cmd.Context(), "vigia reread", func(ctx context.Context) error {
			return a.reread(ctx, h, f, &t)
		})
		if err != nil {
			return err
		}
		if err := a.told(t, f); err == nil && t.Damaged > 0 {
			return exit(exitPartial)
		}
		return err
	}
	return c
}

// days reads two options that name days; the second one is the day after, so
// that the day itself belongs to the span.
func days(since, until string) (from, to time.Time, err error) {
	for name, at := range map[string]*time.Time{"since": &from, "until": &to} {
		given := map[string]string{"since": since, "until": until}[name]
		if given == "" {
			continue
		}
		if *at, err = time.Parse(time.DateOnly, given); err != nil {
			return from, to, usagef("--%s %q is no day; give it as 2021-08-01", name, given)
		}
	}
	if !to.IsZero() {
		to = to.AddDate(0, 0, 1)
	}
	if !from.IsZero() && !to.IsZero() && !from.Before(to) {
		return from, to, usagef("--since %s is after --until %s", since, until)
	}
	return from, to, nil
}

// rereadTotals counts what became of the captures, and the fields that came
// out differently.
type rereadTotals struct {
	Version    string         `json:"version"`
	Captures   int            `json:"captures"`
	Same       int            `json:"same"`
	Changed    int            `json:"changed"`
	Waiting    int            `json:"waiting"`
	Answered   int            `json:"answered"`
	Arrived    int            `json:"arrived"`
	NoReport   int            `json:"no_report"`
	Lost       int            `json:"lost"`
	Texts      int            `json:"texts"`
	Damaged    int            `json:"damaged"`
	Fields     map[string]int `json:"fields"`
	DryRun     bool           `json:"dry_run"`
	of         int
	onTerminal *os.File
}

func (t *rereadTotals) add(r pipeline.Rereading) {
	n := map[pipeline.Outcome]*int{pipeline.Same: &t.Same, pipeline.Changed: &t.Changed, pipeline.Waits: &t.Waiting,
		pipeline.Answered: &t.Answered, pipeline.Arrived: &t.Arrived, pipeline.StillNone: &t.NoReport, pipeline.Lost: &t.Lost,
		pipeline.GivenText: &t.Texts, pipeline.Damaged: &t.Damaged}[r.Outcome]
	*n++
	t.Captures++
	for _, c := range r.Changes {
		t.Fields[c.Field]++
	}
}

// reread reads again, and prints what came out differently.
func (a *app) reread(ctx context.Context, h *house, f pipeline.RereadFilter, t *rereadTotals) error {
	*t = rereadTotals{Version: article.Version, Fields: map[string]int{}, DryRun: f.Dry}
	if file, ok := a.errs.(*os.File); ok && !a.json && term.IsTerminal(int(file.Fd())) {
		t.onTerminal = file
	}
	var err error
	if t.of, err = h.pipeline.RereadTotal(ctx, f); err != nil {
		return err
	}
	defer t.show(true)
	for r, err := range h.pipeline.Reread(ctx, f) {
		switch {
		case ctx.Err() != nil:
			return ctx.Err()
		case errors.Is(err, db.ErrFull):
			return err
		case err != nil:
			return fmt.Errorf("after %s: %w", count(t.Captures, "capture"), err)
		}
		t.add(r)
		if err := a.rereading(r, t); err != nil {
			return err
		}
		t.show(false)
	}
	return nil
}

// show writes how far it is over the last line of a terminal; at the end it
// takes the line away.
func (t *rereadTotals) show(end bool) {
	if t.onTerminal == nil {
		return
	}
	fmt.Fprint(t.onTerminal, "\r\x1b[K")
	if !end {
		fmt.Fprintf(t.onTerminal, "%d of %d read again, %d changed, %d wait", t.Captures, t.of, t.Changed, t.Waiting)
	}
}

// rereading prints what became of one capture, if there is something to say.
func (a *app) rereading(r pipeline.Rereading, t *rereadTotals) error {
	if r.Outcome == pipeline.Same || r.Outcome == pipeline.GivenText || r.Outcome == pipeline.StillNone && !a.verbose {
		return nil
	}
	if a.json {
		return a.printJSON(r)
	}
	t.show(true)
	columns := a.width()
	id := r.Report
	if id == "" {
		id = r.Capture
	}
	fmt.Fprintln(a.out, a.bold(fit(fmt.Sprintf("%s %s %s", id, orDash(r.Outlet), r.Title), columns)))
	fmt.Fprintf(a.out, "  %s\n", outcomeWords(r))
	for _, c := range r.Changes {
		a.change(c, columns)
	}
	if r.Reason != "" {
		a.indented("  ", r.Reason, columns)
	}
	if r.Remedy != "" {
		a.indented("  remedy: ", r.Remedy, columns)
	}
	return nil
}

func orDash(s string) string {
	if s == "" {
		return "–"
	}
	return s
}

func outcomeWords(r pipeline.Rereading) string {
	switch r.Outcome {
	case pipeline.Changed:
		return "changed"
	case pipeline.Waits:
		return "waits for an editor: it is " + heldWords[r.Why]
	case pipeline.Answered:
		return "an editor has refused this reading"
	case pipeline.Arrived:
		return "is a report now"
	case pipeline.Lost:
		return "the present reader finds no report; the old reading stands"
	case pipeline.Damaged:
		return "the evidence cannot be read; the report stays as it is"
	}
	return string(r.Outcome)
}

var heldWords = map[string]string{"cited": "cited in an edition", "selected": "selected for an edition", "decided": "under a decision",
	"labelled": "labelled by a person", "moved": "placed by a person"}

// change prints one field that came out differently.
func (a *app) change(c article.Change, columns int) {
	head := "  " + pad(c.Field+":", 11)
	switch {
	case c.Field == article.FieldAccount:
		fmt.Fprintf(a.out, "%s%s\n", head, "where fields were found, or what is doubtful")
	case len(c.Removed)+len(c.Added) > 0:
		fmt.Fprintf(a.out, "%s%s out, %s in, %d kept\n", head, count(len(c.Removed), "paragraph"), count(len(c.Added), "paragraph"), c.Kept)
		a.paragraphs("    - ", c.Removed, columns)
		a.paragraphs("    + ", c.Added, columns)
	case cells(head+c.Before+c.After)+8 <= columns:
		fmt.Fprintf(a.out, "%s%s → %s\n", head, plain(quoted(c.Before)), plain(quoted(c.After)))
	default:
		fmt.Fprintln(a.out, strings.TrimRight(head, " "))
		a.indented("    - ", quoted(c.Before), columns)
		a.indented("    + ", quoted(c.After), columns)
	}
}

func quoted(s string) string {
	if s == "" {
		return "nothing"
	}
	return "“" + s + "”"
}

// mostParagraphs is how many paragraphs of each kind are printed of a text.
const mostParagraphs = 5

func (a *app) paragraphs(mark string, ps []string, columns int) {
	for _, p := range ps[:min(len(ps), mostParagraphs)] {
		fmt.Fprintln(a.out, mark+fit(p, columns-len(mark)))
	}
	if more := len(ps) - mostParagraphs; more > 0 {
		fmt.Fprintf(a.out, "%s%d more\n", mark, more)
	}
}

// indented prints a foreign text behind a head, wrapped.
func (a *app) indented(head, s string, columns int) {
	for i, line := range wrap(s, columns-cells(head)) {
		if i == 1 {
			head = strings.Repeat(" ", cells(head))
		}
		fmt.Fprintln(a.out, head+line)
	}
}

// told prints the counts.
func (a *app) told(t rereadTotals, f pipeline.RereadFilter) error {
	if a.json {
		return a.printJSON(t)
	}
	verb := "changed"
	if f.Dry {
		verb = "would change"
	}
	fmt.Fprintf(a.out, "%s read again by %s: %d the same, %d %s\n", count(t.Captures-t.Texts, "capture"), t.Version, t.Same, t.Changed, verb)
	for _, line := range []struct {
		n    int
		what string
	}{
		{t.Waiting, "wait for an editor: the desk shows them under Troubles"},
		{t.Answered, "are read as an editor has refused it"},
		{t.Arrived, "were no report before, and are one"},
		{t.NoReport, "are still no report"},
		{t.Lost, "are no report to this reader; the old reading stands"},
		{t.Texts, "came as texts and have no page to read"},
		{t.Damaged, "could not be read from the evidence"},
	} {
		if line.n > 0 {
			fmt.Fprintf(a.out, "  %6d %s\n", line.n, line.what)
		}
	}
	var fields []string
	for _, name := range article.Fields {
		if n := t.Fields[name]; n > 0 {
			fields = append(fields, fmt.Sprintf("%s %d", name, n))
		}
	}
	if len(fields) > 0 {
		a.indented("fields: ", strings.Join(fields, ", "), a.width())
	}
	return nil
}
