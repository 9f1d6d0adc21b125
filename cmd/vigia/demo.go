package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/netip"
	"os"
	"path/filepath"
	"time"

	"github.com/spf13/cobra"
	"golang.org/x/term"

	"vigia/internal/desk"
	"vigia/internal/edition"
	"vigia/internal/monitor"
	"vigia/internal/newsroom"
	"vigia/internal/pipeline"
	"vigia/internal/publish"
	"vigia/internal/web"
)

func (a *app) demoCommand() *cobra.Command {
	c := &cobra.Command{
		Use:   "demo",
		Short: "See all of it at work with invented outlets",
		Long: `Starts a sample press of invented outlets on this machine, lets four months of
2021 pass in simulated time, collects what they publish, plays a sample desk
that selects and writes, and publishes two editions. Then the desk and the public
site stay open until Ctrl-C. Nothing is asked of the internet. A second run goes
on where the first one was. All of it is in the folder sample-data, unless you
give another one with --data; delete the folder to begin again.`,
		Example: "  vigia demo\n  vigia demo --once\n  vigia demo --until 2021-08-20 --data half-way",
		Args:    cobra.NoArgs,
	}
	until := c.Flags().String("until", "", "let only the days up to `DAY` pass, as 2021-08-20, and leave the next edition to you")
	once := c.Flags().Bool("once", false, "end after publishing, and print a summary for scripts")
	addresses(c)
	c.RunE = func(cmd *cobra.Command, _ []string) error {
		if !cmd.Flags().Changed("data") && os.Getenv("VIGIA_DATA") == "" {
			if err := cmd.Flags().Set("data", "sample-data"); err != nil {
				return err
			}
			if err := a.config.load(cmd.Flags()); err != nil {
				return err
			}
		}
		// The passwords of the sample are known to everybody.
		if err := a.onlyHere(); err != nil {
			return err
		}
		var end time.Time
		if *until != "" {
			var err error
			if end, err = time.Parse(time.DateOnly, *until); err != nil || end.Before(pipeline.SampleStart.Truncate(24*time.Hour)) {
				return usagef("--until %q is no day from June 2021 on; give it as 2021-08-20", *until)
			}
		}
		return a.demo(cmd.Context(), end, *once)
	}
	return c
}

func (a *app) demo(ctx context.Context, until time.Time, once bool) error {
	clock := newsroom.NewClock(pipeline.SampleStart)
	news, err := newsroom.New(clock.Now)
	if err != nil {
		return err
	}
	press, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return fmt.Errorf("sample press: %w", err)
	}
	srv := &http.Server{Handler: news, ReadHeaderTimeout: 5 * time.Second}
	go srv.Serve(press) // ends with Close
	defer srv.Close()
	if err := copyMonitor("vric", a.config.Monitor); err != nil {
		return err
	}
	// Whatever is asked for, also a source that somebody added: the press
	// answers, and nothing leaves this machine.
	at := netip.MustParseAddrPort(press.Addr().String())
	hosts := func(string) (netip.AddrPort, bool) { return at, true }
	h, err := a.open(ctx, furnish{clock: clock, eager: true, budget: 1, hosts: hosts,
		monitor: func(m *monitor.Monitor) error { return sampleMonitor(m, news) }})
	if err != nil {
		return err
	}
	defer h.close()
	fmt.Fprintf(a.errs, "The sample press: %d outlets on %s, invented; nothing is asked of the internet.\n", len(news.Sources()), press.Addr())
	if err := h.passSample(ctx, clock, news, until, a.progress()); err != nil {
		return err
	}
	if once {
		return a.summary(ctx, h)
	}
	return a.stayOpen(ctx, h, clock)
}

// passSample lets the sample period pass from where an earlier run came to.
func (h *house) passSample(ctx context.Context, clock *newsroom.Clock, news *newsroom.Newsroom, until time.Time, progress func(time.Time, desk.Counts)) error {
	day, err := pipeline.Passed(ctx, h.d)
	if err != nil {
		return err
	}
	clock.Set(day)
	if err := h.pipeline.Start(ctx); err != nil {
		return err
	}
	s := &pipeline.Sample{Pipeline: h.pipeline, News: news, Clock: clock, Until: until, Progress: progress,
		Publish: func(ctx context.Context, by desk.Person, e edition.Edition) error {
			_, err := h.publish(ctx, by, e)
			return err
		}}
	err = s.Run(ctx)
	if stopErr := h.pipeline.Stop(ctx); err == nil {
		err = stopErr
	}
	return err
}

// progress shows a line that is written over, or on a file or pipe nothing.
func (a *app) progress() func(time.Time, desk.Counts) {
	f, ok := a.errs.(*os.File)
	if !ok || !term.IsTerminal(int(f.Fd())) {
		return nil
	}
	return func(day time.Time, n desk.Counts) {
		fmt.Fprintf(f, "\r\x1b[K%s  %d sources polled, %d pages captured, %d reports read, %d stories, %d decisions pending",
			day.Format("2 January 2006"), n.Sources, n.Captures, n.Reports, n.Stories, n.Open)
	}
}

// summary is what scripts read: the last four lines.
func (a *app) summary(ctx context.Context, h *house) error {
	es, err := edition.List(ctx, h.d)
	if err != nil {
		return err
	}
	var last edition.Edition
	for _, e := range es {
		if e.Status == edition.Published && e.Number > last.Number {
			last = e
		}
	}
	if last.Number == 0 {
		fmt.Fprintln(a.errs, "no edition is published yet: the first one is on 30 July 2021, the second one on 24 September")
		return nil
	}
	r, err := publish.Verify(h.config.Site)
	if err != nil {
		return err
	}
	if !r.OK() {
		return errors.Join(a.findings(r.Findings), exit(exitFindings))
	}
	site, err := filepath.Abs(h.config.Site)
	if err != nil {
		return err
	}
	for _, e := range r.Editions {
		if e.Number == last.Number {
			io.WriteString(a.errs, "\n")
			fmt.Fprintf(a.out, "site: %s\nedition: %d\nshare: %d/%d\nreports: %d\n", site, e.Number, e.Share.Counted, e.Share.Total, e.Share.Total)
			return nil
		}
	}
	return fmt.Errorf("edition %d is not on the site %s", last.Number, site)
}

// stayOpen keeps the desk and the public site open until the end.
func (a *app) stayOpen(ctx context.Context, h *house, clock *newsroom.Clock) error {
	clock.Release()
	people, err := newsroom.People()
	if err != nil {
		return err
	}
	o := web.Options{Sample: true}
	for _, p := range people {
		o.SampleLogins = append(o.SampleLogins, web.Login{Login: p.Login, Name: p.Name, Role: p.Role, Password: pipeline.SamplePassword(p.Login)})
	}
	srv, err := h.listen(o)
	if err != nil {
		return err
	}
	defer srv.stop()
	fmt.Fprintf(a.out, "\nThe public site: %s\nThe desk:        %s\n\nSample logins (this machine only):\n", srv.siteURL, srv.deskURL)
	for _, l := range o.SampleLogins {
		fmt.Fprintf(a.out, "  %-8s  %-28s  %s, %s\n", l.Login, l.Password, l.Name, l.Role)
	}
	fmt.Fprintln(a.out, "\nCtrl-C stops; the next run goes on from here.")
	return h.collecting(ctx, func() error { return srv.wait(ctx) })
}
