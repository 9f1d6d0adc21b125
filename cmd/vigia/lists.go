package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"github.com/spf13/cobra"

	"vigia"
	"vigia/internal/desk"
	"vigia/internal/entity"
	"vigia/internal/pipeline"
	"vigia/internal/sanction"
)

func (a *app) listsCommand() *cobra.Command {
	c := &cobra.Command{
		Use:   "lists",
		Short: "Official lists, such as sanctions lists: take versions, see what changed",
		Long: `A source of the kind 'list' is compared with its version before whenever it is
polled; what was added, removed or changed is one report of that day, an official
document. 'take' does the same with files that you have. A version that looks like
a broken download is held: it changes nothing until you confirm or refuse it.`,
		Example: "  vigia lists take us-treasury sdn-2021-08-23.csv.gz sdn-2021-08-24.csv.gz\n  vigia lists versions",
	}
	c.AddCommand(a.listsTake(), a.listsVersions(), a.listsConfirm(), a.listsRefuse())
	return c
}

// takenJSON is what became of a version, for machines.
type takenJSON struct {
	List    string    `json:"list"`
	Day     string    `json:"day"`
	Since   string    `json:"since,omitempty"`
	State   string    `json:"state"`
	Why     string    `json:"why,omitempty"`
	Entries int       `json:"entries"`
	Broken  int       `json:"broken"`
	Names   int       `json:"names,omitempty"`
	Known   bool      `json:"known,omitempty"`
	Report  string    `json:"report,omitempty"`
	Capture string    `json:"capture"`
	Added   []actJSON `json:"added"`
	Removed []actJSON `json:"removed"`
	Changed []actJSON `json:"changed"`
}

type actJSON struct {
	ID       string `json:"id"`
	Name     string `json:"name"`
	Type     string `json:"type"`
	Programs string `json:"programs"`
}

func (a *app) listsTake() *cobra.Command {
	var day string
	c := &cobra.Command{
		Use:   "take LIST FILE…",
		Short: "Take files as versions of a list and tell what each changes",
		Long: `Takes files, in the order given, as versions of the list LIST (the key of the outlet
that publishes it), also gzipped: OFAC's SDN list (CSV or XML; its file of other
names adds names only), the UN's consolidated XML, or CSV with list_id,name,type,program.
The day of a version is in the file's name (sdn-2021-08-24.csv.gz) or given with
--day. The first version is no news; each later one is compared with the one before
and what differs is one report. The same file again changes nothing.
Exit code 4 if a version is held.`,
		Example: "  vigia lists take us-treasury sdn-2021-08-23.csv.gz sdn-2021-08-24.csv.gz\n  vigia lists take un consolidated.xml --day 2021-09-01 --json",
		Args:    cobra.MinimumNArgs(2),
	}
	c.Flags().StringVar(&day, "day", "", "`DAY` of the version (2021-08-24), where the name of the file does not tell it")
	return withRun(c, func(cmd *cobra.Command, args []string) error {
		h, err := a.open(cmd.Context(), furnish{})
		if err != nil {
			return err
		}
		defer h.close()
		held := false
		for _, path := range args[1:] {
			t, err := h.takeFile(cmd.Context(), args[0], path, day)
			if err != nil {
				return fmt.Errorf("%s: %w", filepath.Base(path), err)
			}
			held = held || t.State == entity.Held
			if err := a.taken(t); err != nil {
				return err
			}
		}
		if err := h.pipeline.Settle(cmd.Context()); err != nil {
			return err
		}
		if held {
			return exit(exitPartial)
		}
		return nil
	})
}

func (h *house) takeFile(ctx context.Context, list, path, day string) (t pipeline.TakenVersion, err error) {
	if day == "" {
		day = fileDay.FindString(filepath.Base(path))
	}
	if len(day) == len("2006-01") {
		day += "-01" // names of a month: they are not of a day
	}
	at, err := time.Parse(time.DateOnly, day)
	if err != nil {
		return t, &vigia.Problem{Kind: vigia.ErrInvalid, What: "the day of this version is not known", Remedy: "name the file like sdn-2021-08-24.csv, or give --day 2021-08-24"}
	}
	b, err := os.ReadFile(path)
	if err != nil {
		return t, reason(err)
	}
	if filepath.Ext(path) == ".gz" {
		if b, err = gunzip(filepath.Base(path), b); err != nil {
			return t, err
		}
	}
	return h.pipeline.TakeList(ctx, list, at, b)
}

// taken tells what became of a version.
func (a *app) taken(t pipeline.TakenVersion) error {
	if a.json {
		return a.printJSON(jsonOf(t))
	}
	day := t.Day.Format(time.DateOnly)
	switch {
	case t.Names > 0 || t.State == "":
		fmt.Fprintf(a.out, "%s  %s added to the entries of %s\n", day, count(t.Names, "name"), t.List)
	case t.Known && len(t.Acts) == 0 && t.State != entity.Held:
		fmt.Fprintf(a.out, "%s  read before: nothing is changed by it\n", day)
	case t.State == entity.First:
		fmt.Fprintf(a.out, "%s  first version: %d entries; what stands there already is no news\n", day, t.Entries)
	case t.State == entity.Held:
		fmt.Fprintf(a.out, "%s  held: %s\n    remedy: compare it with the publisher's page, then 'vigia lists confirm %s --why WORDS', or 'refuse'\n", day, t.Why, t.Capture)
	case len(t.Acts) == 0:
		fmt.Fprintf(a.out, "%s  %d entries, no difference\n", day, t.Entries)
	default:
		fmt.Fprintf(a.out, "%s  %d added, %d removed, %d changed since %s: report %s\n", day, t.Added, t.Removed, t.ListVersion.Changed, t.Since.Format(time.DateOnly), t.Report)
	}
	for i, act := range t.Acts {
		if i == someActs && !a.verbose {
			fmt.Fprintf(a.out, "    and %d more: --verbose shows all\n", len(t.Acts)-i)
			break
		}
		fmt.Fprintf(a.out, "    %-8s %s  %s (%s)\n", act.Action, act.ID(), plain(act.Name()), plain(subjectOf(act).Type))
	}
	return nil
}

// someActs is how many entries of a version are printed.
const someActs = 40

func subjectOf(act sanction.Act) sanction.Subject {
	if act.Action == sanction.Removed {
		return act.Was
	}
	return act.Is
}

func jsonOf(t pipeline.TakenVersion) takenJSON {
	j := takenJSON{List: t.List, Day: t.Day.Format(time.DateOnly), State: t.State, Why: t.Why, Entries: t.Entries, Broken: t.Broken, Names: t.Names,
		Known: t.Known, Report: t.Report, Capture: t.Capture, Added: []actJSON{}, Removed: []actJSON{}, Changed: []actJSON{}}
	if !t.Since.IsZero() {
		j.Since = t.Since.Format(time.DateOnly)
	}
	to := map[string]*[]actJSON{sanction.Added: &j.Added, sanction.Removed: &j.Removed, sanction.Changed: &j.Changed}
	for _, act := range t.Acts {
		s := subjectOf(act)
		*to[act.Action] = append(*to[act.Action], actJSON{s.ID, s.Name, s.Type, s.Programs})
	}
	return j
}

func (a *app) listsVersions() *cobra.Command {
	return &cobra.Command{Use: "versions [LIST]", Short: "Show the versions that were read, the newest first", Args: cobra.MaximumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			return a.reading(cmd.Context(), func(h *house) error {
				list := ""
				if len(args) > 0 {
					list = args[0]
				}
				vs, err := entity.Versions(cmd.Context(), h.d, list)
				if err != nil {
					return err
				}
				for _, v := range vs {
					if a.json {
						if err := a.printJSON(jsonOf(pipeline.TakenVersion{ListVersion: v})); err != nil {
							return err
						}
						continue
					}
					fmt.Fprintf(a.out, "%s  %s  %-9s %6d entries  +%d −%d ~%d  %s  %s\n", v.Day.Format(time.DateOnly), v.List, v.State, v.Entries, v.Added, v.Removed, v.Changed, v.Capture, plain(v.Why))
				}
				return nil
			})
		}}
}

func (a *app) listsConfirm() *cobra.Command {
	c := &cobra.Command{Use: "confirm CAPTURE", Short: "Say that a held version is right, and take it",
		Example: `  vigia lists confirm cap_06h0j4grpprnm2aph5c4et9c5r --why "the publisher announced the removals"`}
	return a.onHeld(c, func(ctx context.Context, h *house, capture, why string) error {
		t, err := h.pipeline.ConfirmList(ctx, desk.Person{}, capture, why)
		if err == nil {
			err = h.pipeline.Settle(ctx)
		}
		if err != nil {
			return err
		}
		return a.taken(t)
	})
}

func (a *app) listsRefuse() *cobra.Command {
	c := &cobra.Command{Use: "refuse CAPTURE", Short: "Say that a held version is a fault: it will never count",
		Example: `  vigia lists refuse cap_06h0j4grpprnm2aph5c4et9c5r --why "half of the file"`}
	return a.onHeld(c, func(ctx context.Context, h *house, capture, why string) error {
		v, err := h.pipeline.RefuseList(ctx, desk.Person{}, capture, why)
		if err == nil && !a.json {
			_, err = fmt.Fprintf(a.out, "refused: the version of %s as of %s changes nothing\n", v.List, v.Day.Format(time.DateOnly))
		}
		return err
	})
}

// onHeld makes c a command on a held version, with the words why.
func (a *app) onHeld(c *cobra.Command, answer func(ctx context.Context, h *house, capture, why string) error) *cobra.Command {
	var why string
	c.Args = cobra.ExactArgs(1)
	c.Flags().StringVar(&why, "why", "", "`WORDS`: how you know")
	return withRun(c, func(cmd *cobra.Command, args []string) error {
		h, err := a.open(cmd.Context(), furnish{})
		if err != nil {
			return err
		}
		defer h.close()
		return answer(cmd.Context(), h, args[0], why)
	})
}
