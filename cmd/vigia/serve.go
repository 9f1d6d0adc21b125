package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"sync"
	"time"

	"github.com/spf13/cobra"

	"vigia/internal/desk"
	"vigia/internal/edition"
	"vigia/internal/web"
)

// tickEvery is how often the schedule is looked at.
const tickEvery = time.Minute

func (a *app) serveCommand() *cobra.Command {
	c := &cobra.Command{
		Use:   "serve",
		Short: "Run the desk, the public site and the collecting",
		Long: `Runs the desk in the browser, shows the public site and collects from the
sources. Ctrl-C stops it cleanly; what was running goes on at the next start.`,
		Example: "  vigia serve --data my-monitor\n  vigia serve --data my-monitor --desk 127.0.0.1:9000 --public ''",
		Args:    cobra.NoArgs,
	}
	addresses(c)
	idle := c.Flags().Bool("no-collect", false, "leave the collecting to 'vigia work' on other machines")
	c.RunE = func(cmd *cobra.Command, _ []string) error {
		ctx := cmd.Context()
		if err := a.checkAddresses(); err != nil {
			return err
		}
		h, err := a.open(ctx, furnish{collects: true})
		if err != nil {
			return err
		}
		defer h.close()
		srv, err := h.listen(web.Options{})
		if err != nil {
			return err
		}
		defer srv.stop()
		fmt.Fprintf(a.out, "desk: %s\n", srv.deskURL)
		if srv.siteURL != "" {
			fmt.Fprintf(a.out, "site: %s\n", srv.siteURL)
		}
		if *idle {
			return srv.wait(ctx)
		}
		return h.collecting(ctx, func() error { return srv.wait(ctx) })
	}
	return c
}

// collecting works off the queue and the schedule while f runs.
func (h *house) collecting(ctx context.Context, f func() error) error {
	if err := h.pipeline.Start(ctx); err != nil {
		return err
	}
	running, end := context.WithCancel(ctx)
	done := make(chan error, 1)
	go func() { done <- h.pipeline.Run(running, tickEvery) }()
	var attesting sync.WaitGroup
	attesting.Go(func() { h.attesting(running) })
	err := f()
	end()
	attesting.Wait()
	return errors.Join(err, <-done, h.pipeline.Stop(ctx))
}

// servers are the desk and the public site as they listen.
type servers struct {
	deskURL, siteURL string
	http             []*http.Server
	failed           chan error
}

// listen opens the desk and the public site.
func (h *house) listen(o web.Options) (*servers, error) {
	s := &servers{failed: make(chan error, 2)}
	var err error
	if h.config.Public != "" {
		if s.siteURL, err = s.start("public", h.config.Public, web.Site(h.config.Site)); err != nil {
			return nil, err
		}
	}
	o.DB, o.Monitor, o.Registry, o.Evidence, o.Search, o.Clock = h.d, h.monitor, h.pipeline.Registry(), h.evidence, h.search, h.clock
	o.SiteDir, o.SiteURL = h.config.Site, s.siteURL
	o.Publish = func(ctx context.Context, by desk.Person, id string) error {
		e, err := edition.Get(ctx, h.d, id)
		if err != nil {
			return err
		}
		_, err = h.publish(ctx, by, e)
		return err
	}
	o.Ask, o.Upload = h.pipeline.Ask, h.pipeline.Upload
	o.Preview, o.AcceptReading, o.MisreadDir = h.preview, h.pipeline.AcceptReading, h.config.misread()
	w, err := web.New(h.lg, o)
	if err != nil {
		s.stop()
		return nil, err
	}
	if s.deskURL, err = s.start("desk", h.config.Desk, w.Handler()); err != nil {
		s.stop()
		return nil, err
	}
	return s, nil
}

func (s *servers) start(option, address string, handler http.Handler) (url string, err error) {
	l, err := net.Listen("tcp", address)
	if err != nil {
		return "", cannotListen(option, address, err)
	}
	srv := &http.Server{Handler: handler, ReadHeaderTimeout: 5 * time.Second, ReadTimeout: time.Minute,
		WriteTimeout: 2 * time.Minute, IdleTimeout: 2 * time.Minute, MaxHeaderBytes: 64 << 10}
	s.http = append(s.http, srv)
	go func() {
		if err := srv.Serve(l); !errors.Is(err, http.ErrServerClosed) {
			s.failed <- err
		}
	}()
	return "http://" + l.Addr().String() + "/", nil
}

// wait waits for the end, or for a server that fails.
func (s *servers) wait(ctx context.Context) error {
	select {
	case <-ctx.Done():
		return nil
	case err := <-s.failed:
		return err
	}
}

func (s *servers) stop() {
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	for _, srv := range s.http {
		if srv.Shutdown(ctx) != nil {
			srv.Close() // a reader is slower than our patience
		}
	}
}
