package pipeline

import (
	"context"
	"errors"
	"net/url"
	"strings"

	"vigia"
	"vigia/internal/db"
	"vigia/internal/feed"
	"vigia/internal/fetch"
	"vigia/internal/source"
	"vigia/internal/work"
)

// wantHub makes work of a hub that a feed declares, where the administrator has
// given the address of a callback. A hub for somebody else's feed is none of
// ours.
func (p *Pipeline) wantHub(tx *db.Tx, poll source.Poll) ([]work.Task, error) {
	if p.Callback == "" || poll.Hub == "" || poll.Topic == "" {
		return nil, nil
	}
	ask, err := source.WantHub(tx, poll.Source, poll.Hub, poll.Topic)
	if err != nil || !ask {
		return nil, err
	}
	return []work.Task{{Kind: workHub, Key: poll.Source}}, nil
}

// declared notes the hub of a feed in its poll.
func declared(f *feed.Feed, asked string, poll *source.Poll) {
	if site := fetch.SiteOf(f.Self); f.Hub != "" && site != "" && site == fetch.SiteOf(asked) {
		poll.Hub, poll.Topic = f.Hub, f.Self
	}
}

// subscribe asks a hub to tell when a feed has something new. It answers at the
// callback.
func (p *Pipeline) subscribe(ctx context.Context, id string) error {
	h, err := source.HubOf(ctx, p.DB, id)
	if errors.Is(err, vigia.ErrNotFound) || err == nil && p.Callback == "" {
		return nil
	}
	if err != nil {
		return err
	}
	form := url.Values{"hub.mode": {"subscribe"}, "hub.topic": {h.Topic}, "hub.callback": {strings.TrimSuffix(p.Callback, "/") + "/" + h.Path}, "hub.secret": {h.Secret}}
	_, err = p.Fetch.Get(ctx, fetch.Request{URL: h.URL, Kind: fetch.Feed, Post: []byte(form.Encode()), PostType: "application/x-www-form-urlencoded"})
	var failed *fetch.Failure
	if err != nil && !errors.As(err, &failed) {
		return err
	}
	return p.DB.InTx(ctx, func(tx *db.Tx) error {
		if failed != nil {
			if err := source.RefuseHub(tx, h, string(failed.Reason)+": "+failed.Detail); err != nil {
				return err
			}
		}
		return p.queue.Done(ctx, tx)
	})
}

// giveUpHub leaves a hub alone that could not be asked: it is only a hint.
func (p *Pipeline) giveUpHub(ctx context.Context, id string, why error) error {
	h, err := source.HubOf(ctx, p.DB, id)
	if errors.Is(err, vigia.ErrNotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	return p.DB.InTx(ctx, func(tx *db.Tx) error { return source.RefuseHub(tx, h, why.Error()) })
}
