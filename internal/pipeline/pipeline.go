package pipeline

import (
	"context"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"vigia"
	"vigia/internal/db"
	"vigia/internal/entity"
	"vigia/internal/evidence"
	"vigia/internal/fetch"
	"vigia/internal/label"
	"vigia/internal/monitor"
	"vigia/internal/search"
	"vigia/internal/source"
	"vigia/internal/story"
	"vigia/internal/watch"
	"vigia/internal/work"
)

// The kinds of work, by the key that each takes.
const (
	workPoll    = "poll"    // source id
	workCapture = "capture" // key of a find
	workRead    = "read"    // capture id
	workHub     = "hub"     // source id
	workBring   = "bring"   // intake id
	workRank    = "rank"    // "all"
	workMail    = "mail"    // path of a mailbox, "" for mails of senders that were unknown
)

// Parts are what a pipeline is made of.
type Parts struct {
	DB       *db.DB
	Monitor  *monitor.Monitor
	Fetch    *fetch.Client
	Evidence *evidence.Store
	Search   *search.Index
	Clock    vigia.Clock
	// Eager looks for work all the time: for a program that lets many days pass
	// in a minute.
	Eager bool
	// Budget is how many polls may be made in an hour; 0: 36,000.
	Budget float64
	// Looks is when cited pages are looked at again; empty: never.
	Looks watch.Schedule
	// PollsKept is for how many days every poll is kept; 0: for ever.
	PollsKept int
	// Callback is the public address below which hubs (WebSub) reach us; "": none
	// is asked.
	Callback string
	// Mailboxes are the maildirs that are read.
	Mailboxes []Mailbox
}

// Pipeline runs the steps.
type Pipeline struct {
	Parts
	lg       *slog.Logger
	registry *source.Registry
	placer   *story.Placer
	labels   *label.Labeller
	people   people
	linked   linked
	queue    *work.Queue

	schedule
	ranked   ranked
	settling sync.Mutex
	stuck    map[string]bool // reports that cannot be settled; behind settling
}

// New makes a pipeline: it brings the registry and the sources of the monitor
// into the database and prepares the queue.
func New(ctx context.Context, lg *slog.Logger, parts Parts) (*Pipeline, error) {
	p := &Pipeline{Parts: parts, lg: lg, stuck: map[string]bool{}}
	err := p.DB.InTx(ctx, func(tx *db.Tx) error {
		if err := tx.Serial("monitor"); err != nil { // several programs may start at once
			return err
		}
		if _, err := tx.Exec(loadedSQL, p.Monitor.Version, p.Monitor.Key, db.Micros(tx.Now)); err != nil {
			return err
		}
		if err := source.SyncOutlets(tx, p.Monitor.Outlets); err != nil {
			return err
		}
		if err := entity.SyncMonitor(tx, p.Monitor.Known, p.Monitor.Offices); err != nil {
			return err
		}
		return source.SyncSources(tx, p.Monitor.Feeds)
	})
	if err != nil {
		return nil, fmt.Errorf("monitor %s: %w", p.Monitor.Key, err)
	}
	if p.labels, err = label.Load(ctx, p.DB, p.Monitor); err != nil {
		return nil, err
	}
	if p.registry, err = source.LoadRegistry(ctx, p.DB); err != nil {
		return nil, fmt.Errorf("registry: %w", err)
	}
	p.placer = story.NewPlacer(p.registry)
	for _, b := range p.Mailboxes {
		if _, ok := p.registry.At(b.Outlet, p.Clock.Now()); b.Outlet != "" && !ok {
			return nil, bad(fmt.Sprintf("the setting mailbox names the outlet %q, and the registry has none of that key", b.Outlet), "give the key of an outlet of outlets.csv, or leave it out")
		}
	}
	p.queue, err = work.New(ctx, lg, p.DB, map[string]work.Handler{
		workPoll:    {Workers: 64, Do: p.poll, GiveUp: p.giveUpPoll},
		workCapture: {Workers: 16, Do: p.capture, GiveUp: p.giveUpCapture},
		workRead:    {Workers: 2, Do: p.readCapture, GiveUp: p.giveUpRead},
		workLook:    {Workers: 4, Do: p.look, GiveUp: p.giveUpLook},
		workHub:     {Workers: 2, Do: p.subscribe, GiveUp: p.giveUpHub},
		workBring:   {Workers: 4, Do: p.bring, GiveUp: p.giveUpBring},
		workRank:    {Workers: 1, Do: p.rankAll},
		workMail:    {Workers: 1, Do: p.collectMail, GiveUp: p.giveUpMail},
	}, work.Options{Eager: p.Eager})
	return p, err
}

// loadedSQL records which version of a monitor was in use from when on.
const loadedSQL = `INSERT INTO monitors (version, key, loaded_at) VALUES (?, ?, ?) ON CONFLICT (version) DO NOTHING`

// Registry is the registry of outlets as loaded.
func (p *Pipeline) Registry() *source.Registry { return p.registry }

// Start begins to work off the queue.
func (p *Pipeline) Start(ctx context.Context) error { return p.queue.Start(ctx) }

// stopWithin is how long the end may take.
const stopWithin = 8 * time.Second

// Stop lets running steps end, for some seconds. What has not ended then is
// cancelled and runs again at the next start.
func (p *Pipeline) Stop(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), stopWithin)
	defer cancel()
	return p.queue.Stop(ctx)
}

// Drain waits until no work is left, and settles what came of it.
func (p *Pipeline) Drain(ctx context.Context) error {
	if err := p.queue.Idle(ctx); err != nil {
		return err
	}
	return p.Settle(ctx)
}

// settleEvery is how long a report that was read waits for others, to be
// placed with them.
const settleEvery = 2 * time.Second

// Run collects until ctx ends. Errors are logged: the next round may do
// better.
func (p *Pipeline) Run(ctx context.Context, every time.Duration) error {
	next := p.Clock.Now()
	for {
		if now := p.Clock.Now(); !now.Before(next) || next.Sub(now) > every { // the clock may be set back
			if _, err := p.Tick(ctx); err != nil && ctx.Err() == nil {
				p.lg.Error("collecting failed", "err", err)
			}
			next = now.Add(every)
		}
		if err := p.Settle(ctx); err != nil && ctx.Err() == nil {
			p.lg.Error("placing reports failed", "err", err)
		}
		if err := p.linkSoon(ctx); err != nil && ctx.Err() == nil {
			p.lg.Error("linking names again failed", "err", err)
		}
		if err := p.rankSoon(ctx); err != nil && ctx.Err() == nil {
			p.lg.Error("ranking failed", "err", err)
		}
		if err := p.Clock.Sleep(ctx, settleEvery); err != nil {
			return nil // the end was asked for
		}
	}
}
