package rank

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"

	"vigia"
	"vigia/internal/db"
	"vigia/internal/evidence"
	"vigia/internal/monitor"
)

// newest is how many open reports are ranked for each network: as many as the
// queue looks at.
const newest = 5000

// mostReasons is how many words are kept of each score.
const mostReasons = 5

// Desk is the reports that count for ranking: those decided on, and the newest
// open ones.
type Desk struct {
	monitor *monitor.Monitor
	pool    *Pool
	docs    []Doc
	at      map[string]int
	open    []int
	decided []*decided
	labels  map[string][]string // of each report: networks, themes
	cleared map[string]int64    // of each network and reviewer, until when somebody has looked at their decisions
}

const (
	latestSQL = `SELECT id, outlet FROM reports WHERE stage = 'labelled' ORDER BY day_at DESC, id LIMIT ?`
	docsSQL   = `SELECT id, title, text, language, outlet FROM reports WHERE id IN `
	marksSQL  = `SELECT report, kind, value FROM labels WHERE kind IN ('network', 'theme', 'country', 'scope') AND score > 0 AND report IN `
)

// LoadDesk reads them.
func LoadDesk(ctx context.Context, q db.Querier, m *monitor.Monitor) (*Desk, error) {
	d := &Desk{monitor: m, at: map[string]int{}, labels: map[string][]string{}}
	tally, err := Tallies(ctx, q)
	if err != nil {
		return nil, err
	}
	latest, err := loadWindow(ctx, q, tally)
	if err != nil {
		return nil, fmt.Errorf("latest reports: %w", err)
	}
	if d.decided, err = loadDecided(ctx, q); err != nil {
		return nil, err
	}
	if d.cleared, err = loadCleared(ctx, q); err != nil {
		return nil, err
	}
	var ids []string
	done := map[string]bool{}
	for _, x := range d.decided {
		ids, done[x.report] = append(ids, x.report), true
	}
	open := slices.DeleteFunc(latest, func(id string) bool { return done[id] })
	ids = append(ids, open...)
	if d.docs, err = loadDocs(ctx, q, ids); err != nil {
		return nil, err
	}
	for i, doc := range d.docs {
		d.at[doc.ID] = i
		d.labels[doc.ID] = append(d.labels[doc.ID], doc.Marks...)
	}
	for _, id := range open {
		if i, ok := d.at[id]; ok {
			d.open = append(d.open, i)
		}
	}
	markNew(d.docs, tally)
	d.pool = NewPool(slices.Values(d.docs))
	return d, nil
}

// inOneQuery bounds how many reports one query asks for.
const inOneQuery = 500

func loadDocs(ctx context.Context, q db.Querier, ids []string) ([]Doc, error) {
	var out []Doc
	for some := range slices.Chunk(ids, inOneQuery) {
		in, args := db.In(some)
		marks := map[string][]string{}
		rows, err := q.Query(ctx, marksSQL+in, args...)
		err = db.Each(rows, err, func(r *db.Rows) error {
			var id, kind, value string
			err := r.Scan(&id, &kind, &value)
			marks[id] = append(marks[id], kind+":"+value)
			return err
		})
		if err != nil {
			return nil, fmt.Errorf("labels: %w", err)
		}
		rows, err = q.Query(ctx, docsSQL+in, args...)
		docs, err := db.Collect(rows, err, func(r *db.Rows) (d Doc, err error) {
			return d, r.Scan(&d.ID, &d.Title, &d.Text, &d.Language, &d.Source)
		})
		if err != nil {
			return nil, fmt.Errorf("reports: %w", err)
		}
		for _, d := range docs {
			slices.Sort(marks[d.ID])
			d.Marks = slices.Compact(marks[d.ID])
			out = append(out, d)
		}
	}
	slices.SortFunc(out, func(a, b Doc) int { // the pool's order is that of ids, whatever the database gives
		if a.ID < b.ID {
			return -1
		}
		return 1
	})
	return out, nil
}

// Examples are the decisions that teach a network, in the order of time.
func (d *Desk) Examples(network string) []Example {
	var out []Example
	for _, x := range d.decided {
		i, ok := d.at[x.report]
		if !ok {
			continue
		}
		if relevant, ok := x.teaches(network, d.has(x.report, network)); ok {
			out = append(out, Example{i, relevant, x.by, x.at <= d.cleared[network+" "+x.by]})
		}
	}
	return out
}

// has reports whether a report has the network's or theme's label.
func (d *Desk) has(report, key string) bool {
	return slices.Contains(d.labels[report], "network:"+key) || slices.Contains(d.labels[report], "theme:"+key)
}

// Words are the monitor's words for a network or theme: its name, what counts
// for it, and its terms.
func (d *Desk) Words(key string) Words {
	w := Words{ByLanguage: map[string][]string{}, Marks: []string{"network:" + key, "scope:in"}}
	put := func(ts vigia.Texts) {
		for lang, s := range ts {
			w.ByLanguage[lang] = append(w.ByLanguage[lang], s)
		}
	}
	kind := vigia.LabelNetwork
	if n, ok := d.monitor.Network(key); ok {
		put(n.Name)
		put(n.Counts)
	} else if t, ok := d.monitor.Theme(key); ok {
		put(t.Name)
		put(t.Counts)
		kind, w.Marks = vigia.LabelTheme, []string{"theme:" + key, "scope:in"}
	}
	for _, t := range d.monitor.Lexicon {
		switch {
		case t.Kind != kind || t.Value != key || t.Weight <= 0:
		case t.Language == "*":
			for _, lang := range d.monitor.Languages.Sources {
				w.ByLanguage[lang] = append(w.ByLanguage[lang], t.Text)
			}
		default:
			w.ByLanguage[t.Language] = append(w.ByLanguage[t.Language], t.Text)
		}
	}
	return w
}

// Progress is how far the desk has come with a network: of the reports that
// have its label, or were selected for it, the decided ones in the order of
// time, and how many are open.
func (d *Desk) Progress(network string) Progress {
	var found []bool
	for _, x := range d.decided {
		if x.digests[network] || d.has(x.report, network) {
			found = append(found, x.digests[network])
		}
	}
	open := 0
	for _, i := range d.open {
		if d.has(d.docs[i].ID, network) {
			open++
		}
	}
	return Seen(found, open)
}

// Refreshed is what Refresh did for a network.
type Refreshed struct {
	Stored
	Learned bool // a new model; else only scores
	Scored  int

	watched bool // whether odd says anything
	odd     []Disagreement
}

// Refresh learns what was decided since the model in use was made, unless it
// is pinned, and ranks the newest open reports. It is slow work, which keeps a
// new model in the archive and writes in one transaction at its end: the model
// is in the log before it orders anything.
func Refresh(ctx context.Context, d *db.DB, archive *evidence.Store, desk *Desk, network, by string) (Refreshed, error) {
	out, m, err := current(ctx, d, archive, desk, network, by)
	if err != nil {
		return out, err
	}
	var kept evidence.Capture
	if out.Learned {
		if kept, err = keep(ctx, archive, out.Stored, m); err != nil {
			return out, err
		}
		out.Capture = kept.ID
	}
	type row struct {
		report string
		score  float64
		why    string
		kin    string
	}
	var rows []row
	for _, i := range desk.open {
		score, why := m.Judge(desk.docs[i], mostReasons)
		b, err := json.Marshal(why)
		if err != nil {
			return out, err
		}
		rows = append(rows, row{desk.docs[i].ID, score, string(b), desk.pool.kins[i]})
	}
	out.Scored = len(rows)
	err = d.InTx(ctx, func(tx *db.Tx) error {
		if out.Learned {
			if err := evidence.Insert(tx, kept); err != nil {
				return err
			}
			if out.Stored, err = put(tx, out.Stored, m); err != nil {
				return err
			}
		}
		if out.watched {
			if err := putDisagreements(tx, network, out.odd); err != nil {
				return err
			}
		}
		if err := putProgress(tx, network, desk.Progress(network)); err != nil {
			return err
		}
		if _, err := tx.Exec(`DELETE FROM scores WHERE network = ?`, network); err != nil {
			return err
		}
		for some := range slices.Chunk(rows, inOneQuery) {
			var args []any
			for _, r := range some {
				args = append(args, network, r.report, r.score, r.why, out.ID, r.kin)
			}
			if _, err := tx.Exec(`INSERT INTO scores (network, report, score, why, model, kin) VALUES `+db.Values(len(some), 6), args...); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return out, fmt.Errorf("ranking of %s: %w", network, err)
	}
	return out, nil
}

// current is the model to rank with: that in use, if it knows all decisions or
// is pinned, or a new one. Whatever ranks, new decisions are held against the
// others'.
func current(ctx context.Context, q db.Querier, archive *evidence.Store, desk *Desk, network, by string) (Refreshed, *Model, error) {
	out := Refreshed{}
	xs := desk.Examples(network)
	training := Training(desk.pool, desk.monitor.Version, xs)
	s, err := Active(ctx, q, network)
	if err != nil && !errors.Is(err, vigia.ErrNotFound) {
		return out, nil, err
	}
	there := err == nil
	if there && s.Training == training && s.Version == Version {
		out.Stored = s
		m, err := Open(ctx, q, archive, s)
		return out, m, err
	}
	words, heldOut := desk.Words(network), 0.0
	if scores := HeldOut(desk.pool, words, xs); scores != nil {
		heldOut, out.watched, out.odd = Ordered(xs, scores), true, desk.named(Watch(xs, scores))
	}
	if there && s.Pinned {
		out.Stored = s
		m, err := Open(ctx, q, archive, s)
		return out, m, err
	}
	m := Teach(desk.pool, words, xs)
	out.Learned = true
	out.Stored = Stored{Network: network, Version: Version, Monitor: desk.monitor.Version, Decisions: len(xs), Training: training, SHA256: m.sum(), HeldOut: heldOut, By: by}
	for _, x := range xs {
		if x.Relevant {
			out.Selected++
		}
	}
	return out, m, nil
}

// named gives the reports of alarms by their ids.
func (d *Desk) named(all []Disagreement) []Disagreement {
	for i, x := range all {
		for _, at := range x.at {
			all[i].Reports = append(all[i].Reports, d.docs[at].ID)
		}
	}
	return all
}

// Evaluate measures a network's order on outlets held out: how many decisions
// there are, how many of them selections, the part of pairs in order (0: too
// few), and the alarms of Watch.
func (d *Desk) Evaluate(network string) (decisions, selected int, ordered float64, odd []Disagreement) {
	xs := d.Examples(network)
	for _, x := range xs {
		if x.Relevant {
			selected++
		}
	}
	if scores := HeldOut(d.pool, d.Words(network), xs); scores != nil {
		ordered, odd = Ordered(xs, scores), d.named(Watch(xs, scores))
	}
	return len(xs), selected, ordered, odd
}
