package pipeline

import (
	"context"
	"fmt"
	"time"

	"vigia/internal/db"
	"vigia/internal/rank"
	"vigia/internal/work"
)

// ranked is what the last ranking knew.
type ranked struct {
	state string    // latest decision and report
	next  time.Time // not before
}

const (
	// rankAfter is how long after a decision it is learned: while somebody goes
	// through the queue, one lesson serves for many decisions.
	rankAfter = 20 * time.Second
	rankEvery = time.Minute
	rankKey   = "all"
)

const latestSQL = `SELECT COALESCE((SELECT MAX(at) FROM decisions), 0), COALESCE((SELECT MAX(id) FROM reports), '')`

// rankSoon makes work of ranking if something was decided or has come in since
// the last time.
func (p *Pipeline) rankSoon(ctx context.Context) error {
	now := p.Clock.Now()
	if now.Before(p.ranked.next) && p.ranked.next.Sub(now) <= rankEvery { // the clock may be set back
		return nil
	}
	var at int64
	var report string
	if err := p.DB.QueryRow(ctx, latestSQL).Scan(&at, &report); err != nil {
		return err
	}
	state := fmt.Sprint(at, " ", report)
	if since := now.Sub(db.Time(at)); state == p.ranked.state || since >= 0 && since < rankAfter {
		return nil
	}
	err := p.DB.InTx(ctx, func(tx *db.Tx) error { return p.queue.Enqueue(tx, work.Task{Kind: workRank, Key: rankKey}) })
	if err == nil {
		p.ranked = ranked{state: state, next: now.Add(rankEvery)}
	}
	return err
}

// rankAll learns what was decided and ranks the open reports, for each network
// and each theme with a digest. What an interrupted run has done is done again.
func (p *Pipeline) rankAll(ctx context.Context, _ string) error {
	_, err := p.Rank(ctx, "", rank.Machine)
	return err
}

// Rank learns and ranks for one network or theme, or for all that have a
// digest, on behalf of by.
func (p *Pipeline) Rank(ctx context.Context, network, by string) ([]rank.Refreshed, error) {
	desk, err := rank.LoadDesk(ctx, p.DB, p.Monitor)
	if err != nil {
		return nil, err
	}
	var out []rank.Refreshed
	for _, d := range p.Monitor.Digests() {
		if network != "" && network != d.Key {
			continue
		}
		r, err := rank.Refresh(ctx, p.DB, p.Evidence, desk, d.Key, by)
		if err != nil {
			return out, err
		}
		out = append(out, r)
	}
	return out, nil
}
