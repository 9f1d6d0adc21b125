package main

import (
	"cmp"
	"fmt"

	"github.com/spf13/cobra"

	"vigia/internal/burst"
	"vigia/internal/desk"
)

func (a *app) burstsCommand() *cobra.Command {
	return &cobra.Command{Use: "bursts", Short: "Show what is unusual: bursts, silences and firsts", Args: cobra.NoArgs,
		Long: `Compares the stories of the last seven days with those of the half year before,
for each network and each country, theme and dimension: far more than usual, far
fewer, or the first. Copies make no burst, nor do series that come every week. It is
a reason to look: nothing is selected or published by it. It needs eight weeks of
collecting, for firsts twenty-six.`,
		Example: "  vigia bursts\n  vigia bursts --json",
		RunE: func(cmd *cobra.Command, _ []string) error {
			return a.reading(cmd.Context(), func(h *house) error {
				all, err := desk.LoadUnusual(cmd.Context(), h.d, h.clock.Now())
				if err != nil {
					return err
				}
				if a.json {
					return printLines(a, all)
				}
				if len(all) == 0 {
					fmt.Fprintln(a.out, "nothing unusual in the last seven days, or fewer than eight weeks collected to tell by")
				}
				for _, u := range all {
					a.unusual(u)
				}
				return nil
			})
		}}
}

func (a *app) unusual(u desk.Unusual) {
	name := u.Network
	if u.Value != "" {
		name += " × " + cmp.Or(u.Name, u.Value)
	}
	ago := "today"
	if u.Days > 0 {
		ago = "for " + count(u.Days, "day")
	}
	fmt.Fprintf(a.out, "%-8s %-16s %s, %s", u.Kind, name, u.Why, ago)
	if u.Routines > 0 {
		fmt.Fprintf(a.out, ", %s left out", count(u.Routines, "routine"))
	}
	if u.Kind != burst.Silence {
		fmt.Fprintf(a.out, " (%s)", u.Stories[0])
	}
	fmt.Fprintln(a.out)
}
