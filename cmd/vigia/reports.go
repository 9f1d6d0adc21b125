package main

import (
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"golang.org/x/text/language"

	"vigia/internal/desk"
	"vigia/internal/monitor"
	"vigia/internal/policy"
)

func (a *app) reportsCommand() *cobra.Command {
	c := &cobra.Command{Use: "reports", Short: "List reports as the desk's queue has them", Args: cobra.NoArgs,
		Long: `Lists reports story by story, the best first, as the queue of the desk has them:
those that wait for a decision, unless --state asks for others.`,
		Example: "  vigia reports --network V --state all --json\n  vigia reports --class state --country VE"}
	var f desk.Filter
	c.Flags().StringVar(&f.Network, "network", "", "`KEY` of a network or theme, '-' for none")
	c.Flags().StringVar(&f.Country, "country", "", "`COUNTRY`, as VE")
	c.Flags().StringVar(&f.Genre, "genre", "", "`GENRE`: "+strings.Join(genres, ", "))
	c.Flags().StringVar(&f.Language, "language", "", "`LANGUAGE`, as es")
	c.Flags().StringVar(&f.Class, "class", "", "ownership `CLASS`: "+strings.Join(classes, ", ")+", or state for all that count")
	c.Flags().StringVar(&f.Text, "text", "", "`WORDS` of the title")
	c.Flags().StringVar(&f.State, "state", "open", "`STATE`: open (no decision yet), selected, rejected or all")
	c.Flags().IntVar(&f.Limit, "limit", 50, "show at most this `NUMBER` of stories")
	c.RunE = func(cmd *cobra.Command, _ []string) error {
		m, err := loadMonitor(a.config.Monitor)
		if err != nil {
			return err
		}
		if f, err = asked(f, m); err != nil {
			return err
		}
		d, err := a.look(cmd.Context())
		if err != nil {
			return err
		}
		defer d.Close()
		q, err := desk.LoadQueue(cmd.Context(), d, m, f)
		if err != nil {
			return err
		}
		var rows []desk.ReportRow
		for _, s := range q.Rows {
			rows = append(append(rows, s.Lead), s.Others...)
		}
		err = list(a, rows, "ID DATE OUTLET CLASS GENRE NETWORKS TITLE", func(r desk.ReportRow) []any {
			return []any{r.ID, r.Day.Format(time.DateOnly), r.OutletName, r.Class, r.Genre, r.Networks, short(r.Title, 70)}
		})
		if more := q.Stories - len(q.Rows); err == nil && more > 0 && !a.json {
			fmt.Fprintf(a.errs, "%d more stories; --limit %d shows all\n", more, q.Stories)
		}
		return err
	}
	return c
}

var (
	genres  = []string{"news", "analysis", "interview", "opinion", "editorial", "advertorial", "press_release", "declaration", "live", "list"}
	classes = []string{"SC", "CaPu", "CaPr", "ISFM", "ISF", "ISM", "IP", "OFF"}
)

// asked checks what a filter asks for, so that a slip of the pen does not look
// like an empty queue.
func asked(f desk.Filter, m *monitor.Monitor) (desk.Filter, error) {
	keys := []string{"-"}
	for _, n := range m.Networks {
		keys = append(keys, n.Key)
	}
	for _, t := range m.Themes {
		keys = append(keys, t.Key)
	}
	f.Country = strings.ToUpper(f.Country)
	err := errors.Join(oneOf("network", f.Network, keys...), oneOf("genre", f.Genre, genres...), oneOf("class", f.Class, append(classes, "state")...),
		oneOf("state", f.State, "open", "selected", "rejected", "all"), languageTag(f.Language))
	if _, ok := policy.Country(f.Country, ""); err == nil && f.Country != "" && !ok {
		err = usagef("--country %q is no country here; give two letters, as VE", f.Country)
	}
	if err == nil && f.Limit < 1 {
		err = usagef("--limit %d shows nothing; give 1 or more", f.Limit)
	}
	if f.State == "open" {
		f.State = "" // as the queue calls it
	}
	return f, err
}

// languageTag checks an option that names a language; "" is none.
func languageTag(tag string) error {
	if t, err := language.Parse(tag); tag != "" && (err != nil || t.String() != tag) {
		return usagef("--language %q is no language; give its code, as es, pt or zh", tag)
	}
	return nil
}
