package main

import (
	"cmp"
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
	"vigia/internal/scout"
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
	attesting.Go(func() { h.tending(running) })
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
	s := &servers{failed: make(chan error, 3)}
	var err error
	if h.config.Public != "" {
		if s.siteURL, err = s.start("public", h.config.Public, h.public()); err != nil {
			return nil, err
		}
	}
	if o.Replay, err = s.replay(h); err != nil {
		s.stop()
		return nil, err
	}
	o.DB, o.Monitor, o.Registry, o.Evidence, o.Search, o.Clock = h.d, h.monitor, h.pipeline.Registry(), h.evidence, h.search, h.clock
	o.SiteDir, o.SiteURL = h.config.Site, s.siteURL
	o.FreeBytes = func() (uint64, error) { return freeBytes(h.config.evidence()) }
	o.Publish = func(ctx context.Context, by desk.Person, id string) error {
		e, err := edition.Get(ctx, h.d, id)
		if err != nil {
			return err
		}
		_, err = h.publish(ctx, by, e)
		return err
	}
	if o.Survey == nil {
		o.Survey = func(ctx context.Context, address, xpath string) (scout.Survey, error) {
			return scout.Look(ctx, h.fetch.Get, address, scout.Options{XPath: xpath, Now: h.clock.Now()})
		}
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

// replay opens the server of captured pages. Where nobody has chosen its
// address and another program has taken it, any free one will do.
func (s *servers) replay(h *house) (*web.Replay, error) {
	address := h.config.Replay
	if address == "" {
		return nil, nil
	}
	l, err := net.Listen("tcp", address)
	if err != nil && h.config.from["replay_address"] == "" {
		l, err = net.Listen("tcp", "127.0.0.1:0")
	}
	if err != nil {
		return nil, cannotListen("replay-address", address, err)
	}
	p, err := web.NewReplay(h.lg, h.d, h.evidence, h.clock, cmp.Or(h.config.ReplayURL, "http://"+l.Addr().String()))
	if err != nil {
		l.Close()
		return nil, err
	}
	s.serve(l, p.Handler())
	return p, nil
}

// public is the public site, with the callback for hubs where one is set.
func (h *house) public() http.Handler {
	site := web.Site(h.config.Site)
	if h.config.WebSub == "" {
		return site
	}
	mux := http.NewServeMux()
	mux.Handle("/hub/", web.Callback(h.lg, h.d))
	mux.Handle("/", site)
	return mux
}

func (s *servers) start(option, address string, handler http.Handler) (url string, err error) {
	l, err := net.Listen("tcp", address)
	if err != nil {
		return "", cannotListen(option, address, err)
	}
	s.serve(l, handler)
	return "http://" + l.Addr().String() + "/", nil
}

func (s *servers) serve(l net.Listener, handler http.Handler) {
	srv := &http.Server{Handler: handler, ReadHeaderTimeout: 5 * time.Second, ReadTimeout: time.Minute,
		WriteTimeout: 2 * time.Minute, IdleTimeout: 2 * time.Minute, MaxHeaderBytes: 64 << 10}
	s.http = append(s.http, srv)
	go func() {
		if err := srv.Serve(l); !errors.Is(err, http.ErrServerClosed) {
			s.failed <- err
		}
	}()
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
