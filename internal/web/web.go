package web

import (
	"context"
	"fmt"
	"io/fs"
	"log/slog"
	"net/http"
	"sync"

	"github.com/alexedwards/scs/v2"

	"vigia"
	"vigia/internal/db"
	"vigia/internal/desk"
	"vigia/internal/evidence"
	"vigia/internal/intake"
	"vigia/internal/monitor"
	"vigia/internal/scout"
	"vigia/internal/search"
	"vigia/internal/source"
)

// Options are what the desk is made of.
type Options struct {
	DB       *db.DB
	Monitor  *monitor.Monitor
	Registry *source.Registry
	Evidence *evidence.Store
	Search   *search.Index
	Clock    vigia.Clock // what the pages call now

	SiteDir string // folder of the public site, "" if there is none
	SiteURL string // where the public site is reached, "" if it is not shown
	Secure  bool   // the desk is reached by https

	// Replay shows captured pages, nil if nobody does.
	Replay *Replay
	// FreeBytes is the space that is left for evidence; nil: not known.
	FreeBytes func() (uint64, error)

	// Publish publishes an approved edition, by its id.
	Publish func(ctx context.Context, by desk.Person, edition string) error
	// Preview renders an edition as it would be published.
	Preview func(ctx context.Context, edition string) (fs.FS, error)

	// AcceptReading puts the new reading of a report, by its id, in the place of
	// the old one.
	AcceptReading func(ctx context.Context, by desk.Person, reading string) error
	// Ask takes an address that somebody wants to have read, Upload a file.
	Ask    func(ctx context.Context, by desk.Person, it intake.Item) (intake.Item, error)
	Upload func(ctx context.Context, by desk.Person, it intake.Item, contentType string, body []byte) (intake.Item, error)

	// MisreadDir is the folder of the pages that people report as misread, with
	// the right answers; "" if there is none.
	MisreadDir string

	// Survey asks a site where it announces its reports, for as long as ctx
	// lasts; nil where the desk does not reach the network.
	Survey func(ctx context.Context, address, xpath string) (scout.Survey, error)

	Sample       bool // everything is invented; the login page says so
	SampleLogins []Login
}

// Login is a login of the sample desk, which the login page offers.
type Login struct{ Login, Name, Role, Password string }

// Server serves the desk.
type Server struct {
	Options
	lg       *slog.Logger
	sessions *scs.SessionManager
	attempts *throttle
	pages    pages
	last     judgements
	unusual  findings
	looks    chan struct{} // a place for each site that is looked at
	cases    sync.Mutex    // one misreading is written at a time
	proof    proof
	files    *files
	routes   []route
	mux      *http.ServeMux
}

// New makes the desk's server. It reads every template and message at once:
// what is wrong with one is an error here, not on a page.
func New(lg *slog.Logger, o Options) (*Server, error) {
	s := &Server{Options: o, lg: lg, attempts: newThrottle(), looks: make(chan struct{}, mostLook), mux: http.NewServeMux()}
	s.sessions = s.newSessions()
	var err error
	if s.files, err = loadFiles(); err != nil {
		return nil, fmt.Errorf("static files: %w", err)
	}
	if s.pages, err = parsePages(o.Monitor, o.Clock, s.files); err != nil {
		return nil, fmt.Errorf("templates: %w", err)
	}
	s.routes = s.table()
	for _, r := range s.routes {
		s.mux.Handle(r.pattern, s.edge(r))
	}
	return s, nil
}

// Handler serves the desk. A form that another site makes a browser send is
// refused before anything else looks at it.
func (s *Server) Handler() http.Handler {
	guard := http.NewCrossOriginProtection()
	guard.SetDenyHandler(s.edge(route{access: anyone, do: foreign}))
	return s.headers(guard.Handler(s.mux))
}
