package main

import (
	"cmp"
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"vigia"
	"vigia/internal/fetch"
	"vigia/internal/scout"
	"vigia/internal/source"
)

// lookFor bounds a survey from the command line.
const lookFor = 90 * time.Second

func (a *app) trySource() *cobra.Command {
	c := &cobra.Command{
		Use: "source ADDRESS", Short: "Ask a site what it would give: feeds, sitemaps, index page", Args: cobra.ExactArgs(1),
		Long: `Asks a site, within the manners that all collecting keeps, where it announces its
reports: the page itself, feeds that it declares or links to, sitemaps that its
robots.txt names, a few usual addresses. Shows what each would bring, the best
first with reasons, and reads the newest report. Nothing is kept.

ADDRESS is that of a site, a section or a feed. A page without feeds is read as
an index page: which of its links are reports is learned from it, or said by an
XPath. Exit code 3 if nothing was found that could be polled.`,
		Example: "  vigia try source https://example.org/\n  vigia try source https://example.org/politics --xpath '//article//h2/a'",
	}
	var o scout.Options
	c.Flags().StringVar(&o.XPath, "xpath", "", "`XPATH` of the links of an index page that are reports")
	c.RunE = func(cmd *cobra.Command, args []string) error {
		reg := a.knownOutlets()
		s, err := a.survey(cmd.Context(), args[0], o)
		if err != nil {
			return err
		}
		if a.json {
			err = a.printJSON(withOutlets(s, reg))
		} else {
			a.showSurvey(s, reg)
		}
		if err == nil && s.Best() == nil {
			err = exit(exitFindings)
		}
		return err
	}
	return c
}

// survey asks a site as the collecting would, without its database.
func (a *app) survey(ctx context.Context, address string, o scout.Options) (scout.Survey, error) {
	get := a.get
	if get == nil {
		c := fetch.New(a.logger(), fetch.Options{UserAgent: a.config.userAgent()})
		defer c.Close()
		get = c.Get
	}
	ctx, cancel := context.WithTimeout(ctx, lookFor)
	defer cancel()
	o.Now = time.Now()
	return scout.Look(ctx, get, address, o)
}

// knownOutlets is the registry of the monitor in the data folder, of nobody if
// there is none.
func (a *app) knownOutlets() *source.Registry {
	m, err := loadMonitor(a.config.Monitor)
	if err != nil {
		return nil
	}
	return source.NewRegistry(m.Outlets)
}

type outletOffer struct {
	scout.Offer
	Outlet string `json:"outlet"` // key in the registry, "" if a new one is needed
}

func withOutlets(s scout.Survey, reg *source.Registry) any {
	out := struct {
		scout.Survey
		Offers []outletOffer `json:"offers"`
	}{Survey: s, Offers: []outletOffer{}}
	for _, o := range s.Offers {
		key, _ := o.Outlet(reg)
		out.Offers = append(out.Offers, outletOffer{o, key})
	}
	return out
}

// showSurvey shows a survey to a person.
func (a *app) showSurvey(s scout.Survey, reg *source.Registry) {
	sh := a.sheet(12)
	is := map[string]string{"feed": "a feed", "sitemap": "a sitemap", "page": "a page", "": "nothing that could be read"}[s.Is]
	sh.head(s.Address, is, count(s.Requests, "request"))
	sh.some("Title", s.Title, "")
	sh.some("robots.txt", s.Robots, "")
	if f := s.Fault; f != nil {
		sh.field(strings.ToUpper(f.Word[:1])+f.Word[1:], f.Reason+": "+f.Detail, "")
		sh.some("Remedy", f.Remedy, "")
	}
	sh.notes("Notes", s.Notes)
	for i, o := range s.Offers {
		fmt.Fprintln(a.out)
		a.showOffer(i+1, o, reg)
	}
	if len(s.Tried) > 0 {
		fmt.Fprintln(a.out, "\nAsked in vain:")
		for _, t := range s.Tried {
			a.indented("  ", t.URL+" – "+t.Fault.Reason+": "+t.Fault.Detail, sh.columns)
		}
	}
	a.showSample(s.First)
	fmt.Fprintln(a.out)
	a.indented("", a.next(s, reg), sh.columns)
}

func (a *app) showOffer(n int, o scout.Offer, reg *source.Registry) {
	sh := a.sheet(12)
	sh.head(fmt.Sprintf("%d. %s", n, o.URL), cmp.Or(o.Format, "index page"))
	sh.field("Because", strings.Join(o.Why, "; "), "")
	sh.some("Title", o.Title, "")
	sh.field("Lists", lists(o), "")
	sh.some("Language", languageName(o.Language), "")
	if key, ok := o.Outlet(reg); ok {
		sh.field("Outlet", key, "")
	} else {
		sh.field("Outlet", "none of the registry: add it to outlets.csv, with its class", "")
	}
	sh.some("robots.txt", o.Robots, "")
	sh.some("Hub", o.Hub, "WebSub")
	for _, p := range o.Patterns {
		if p.Taken {
			sh.field("Learned", fmt.Sprintf("%d links as %s in %s: %s", p.Links, p.Form, p.Path, strings.Join(p.Why, ", ")), "")
		}
	}
	sh.notes("Problems", o.Warnings)
	for _, it := range o.Items[:min(len(o.Items), 5)] {
		day := "no date   "
		if it.Published.Known() {
			day = it.Published.At.Format(time.DateOnly)
		}
		fmt.Fprintln(a.out, "  "+day+"  "+fit(cmp.Or(it.Title, it.URL), sh.columns-14))
	}
}

// lists says what an offer lists, in numbers.
func lists(o scout.Offer) string {
	if len(o.Sitemaps) > 0 && o.Total == 0 {
		return count(len(o.Sitemaps), "further sitemap")
	}
	says := count(o.Total, "report") + ", " + o.Gives
	if o.PerWeek >= 0 {
		says += fmt.Sprintf(", about %.0f new a week", o.PerWeek)
	} else {
		says += ", how many are new each week its dates do not tell"
	}
	if o.Newest.Known() {
		says += ", the newest of " + o.Newest.At.Format(time.DateOnly)
	}
	return says
}

func (a *app) showSample(f *scout.Sample) {
	if f == nil {
		return
	}
	fmt.Fprintln(a.out)
	sh := a.sheet(12)
	sh.head("The newest report, as it would be read", f.URL)
	if f.Fault != nil {
		sh.field(f.Fault.Word, f.Fault.Reason+": "+f.Fault.Detail, "")
		sh.some("Remedy", f.Fault.Remedy, "")
		return
	}
	sh.field("Title", f.Title, "")
	sh.some("By", strings.Join(f.Byline, "; "), "")
	sh.field("Published", dated(f.Published), "")
	sh.some("Language", languageName(f.Language), "")
	sh.field("Text", count(f.Words, "word"), "")
	if f.Paywalled {
		sh.field("Paywall", "the page shows signs of one", "")
	}
	a.indented(pad("", 12), f.Begins, sh.columns)
}

// next says what to do with a survey.
func (a *app) next(s scout.Survey, reg *source.Registry) string {
	best := s.Best()
	if best == nil {
		return nothingHere(s).Remedy
	}
	key, ok := best.Outlet(reg)
	if !ok {
		key = cmp.Or(scout.NewKey(best.URL), "KEY")
	}
	add := "vigia sources add " + best.URL + " --outlet " + key
	if best.Kind != "rss" {
		add += " --kind " + best.Kind
	}
	if best.XPath != "" {
		add += " --xpath '" + best.XPath + "'"
	}
	return "To poll the first: " + add
}

// nothingHere is the answer where nothing was found that could be polled.
func nothingHere(s scout.Survey) *vigia.Problem {
	p := &vigia.Problem{Kind: vigia.ErrNotFound, What: "no feed, sitemap or list of reports was found at " + s.Address,
		Remedy: "give the address of a section, which may be read as an index page; or say with --xpath which of its links are reports"}
	if s.Fault != nil {
		p.Kind, p.What = vigia.ErrRefused, s.Address+" gave nothing: "+s.Fault.Reason+": "+s.Fault.Detail
		p.Remedy = cmp.Or(s.Fault.Remedy, p.Remedy)
	}
	return p
}
