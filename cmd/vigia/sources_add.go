package main

import (
	"cmp"
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"vigia"
	"vigia/internal/db"
	"vigia/internal/scout"
	"vigia/internal/source"
)

func (a *app) sourcesAdd() *cobra.Command {
	c := &cobra.Command{Use: "add ADDRESS", Short: "Add a feed, sitemap or index page to poll", Args: cobra.ExactArgs(1),
		Long: `Adds an address to poll. Without --kind it is asked first: a feed or sitemap is
added as what it is; of a page, the feeds, sitemaps and the index page that it
would give are shown, and --best adds the first of them. 'vigia try source'
shows more. With --kind the address is added as it stands, and nothing is asked.`,
		Example: "  vigia sources add https://example.org/ --best\n  vigia sources add https://example.org/feed --outlet example-org --kind rss\n  vigia sources add https://example.org/politics --outlet example-org --kind index --xpath '//h2/a'"}
	var n source.New
	var best bool
	c.Flags().StringVar(&n.Outlet, "outlet", "", "`KEY` of the outlet in outlets.csv (needed, unless the address tells it)")
	c.Flags().StringVar(&n.Kind, "kind", "", "`KIND` of source: rss (any feed format), sitemap, index or list; the address is asked unless given")
	c.Flags().StringVar(&n.Language, "language", "", "`LANGUAGE` of the source, as es")
	c.Flags().StringVar(&n.Title, "title", "", "`TITLE` (the outlet's name unless given)")
	c.Flags().StringVar(&n.XPath, "xpath", "", "`XPATH` of the links of an index page that are reports (learned unless given)")
	c.Flags().BoolVar(&best, "best", false, "of a page, add what it gives best")
	c.RunE = func(cmd *cobra.Command, args []string) error {
		n.URL = args[0]
		err := languageTag(n.Language)
		if n.Kind != "" {
			err = errors.Join(needed("outlet", n.Outlet, "el-faro"), oneOf("kind", n.Kind, "rss", "sitemap", "index", "list"), err)
		}
		if err == nil && n.XPath != "" {
			err = scout.CheckXPath(n.XPath)
		}
		if err != nil {
			return err
		}
		if n.Kind == "" {
			if err := a.found(cmd, &n, best); err != nil {
				return err
			}
		}
		return a.write(cmd, func(h *house, tx *db.Tx) error {
			s, err := source.Add(tx, n)
			if err != nil {
				return err
			}
			return a.say(s, "%s is polled from now on (%s, %s, %s)", s.URL, s.Kind, s.Outlet, s.ID)
		})
	}
	return c
}

// found asks the address and fills in what it is.
func (a *app) found(cmd *cobra.Command, n *source.New, best bool) error {
	s, err := a.survey(cmd.Context(), n.URL, scout.Options{XPath: n.XPath})
	if err != nil {
		return err
	}
	o := s.Best()
	if o == nil {
		return nothingHere(s)
	}
	if s.Is == "page" && !best && n.XPath == "" {
		return several(s)
	}
	if n.Outlet == "" {
		key, ok := o.Outlet(a.knownOutlets())
		if !ok {
			return &vigia.Problem{Kind: vigia.ErrNotFound, What: "no outlet of the registry has the site of " + o.URL,
				Remedy: "add the outlet to outlets.csv of the monitor, so that its class is known, or name one with --outlet"}
		}
		n.Outlet = key
	}
	n.URL, n.Kind, n.XPath = o.URL, o.Kind, o.XPath
	n.Language = cmp.Or(n.Language, o.Language)
	if languageTag(n.Language) != nil {
		n.Language = ""
	}
	return nil
}

// several is the answer to the address of a page: which of its feeds is meant
// is for a person to say.
func several(s scout.Survey) error {
	var b strings.Builder
	fmt.Fprintf(&b, "%s is a page for people; it would give, the best first:", s.Address)
	for i, o := range s.Offers[:min(len(s.Offers), 6)] {
		fmt.Fprintf(&b, "\n    %d. %s (%s, %s)", i+1, plain(o.URL), cmp.Or(o.Format, "index page"), lists(o))
	}
	return &vigia.Problem{Kind: vigia.ErrInvalid, What: b.String(), Remedy: "add one of these addresses, or the first with --best; an index page needs --kind index"}
}
