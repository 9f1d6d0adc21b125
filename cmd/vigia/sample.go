package main

import (
	"bytes"
	"context"
	"fmt"

	"vigia"
	"vigia/internal/monitor"
	"vigia/internal/newsroom"
	"vigia/internal/pipeline"
	"vigia/internal/source"
)

// orSample keeps the sample newsroom and real work apart: 'vigia demo' does
// not enter the folder of a real monitor, and other commands that enter a
// sample folder find the sample press there, its time and none of the real
// sources.
func (h *house) orSample(ctx context.Context, f furnish) (furnish, error) {
	all, sample, err := source.Count(ctx, h.d)
	switch {
	case err != nil:
		return f, err
	case f.clock != nil && all > 0 && sample == 0:
		return f, &vigia.Problem{Kind: vigia.ErrRefused, What: fmt.Sprintf("%s is the folder of a monitor of yours, and the sample newsroom would mix invented reports into it", h.config.Data),
			Remedy: "give the sample a folder of its own with --data, or leave --data out"}
	case f.clock != nil || sample == 0:
		return f, nil
	case f.collects:
		return f, &vigia.Problem{Kind: vigia.ErrRefused, What: fmt.Sprintf("%s is the folder of the sample newsroom, whose press runs only in 'vigia demo'", h.config.Data),
			Remedy: fmt.Sprintf("run 'vigia demo --data %s', or give the folder of your monitor with --data", h.config.Data)}
	}
	day, err := pipeline.Passed(ctx, h.d)
	if err != nil {
		return f, err
	}
	clock := newsroom.NewClock(day)
	clock.Release()
	news, err := newsroom.New(clock.Now)
	if err != nil {
		return f, err
	}
	f.clock, f.monitor = clock, func(m *monitor.Monitor) error { return sampleMonitor(m, news) }
	return f, nil
}

// sampleMonitor puts the sample press in the place of the monitor's sources.
func sampleMonitor(m *monitor.Monitor, news *newsroom.Newsroom) error {
	b, err := newsroom.Outlets()
	if err != nil {
		return err
	}
	outlets, faults, err := monitor.LoadOutlets(bytes.NewReader(b), "newsroom/outlets.csv")
	if err != nil || len(faults) > 0 {
		return fmt.Errorf("sample outlets: %v %v", faults, err)
	}
	for i := range outlets {
		outlets[i].Sample = true
	}
	m.Outlets = append(m.Outlets, outlets...)
	if err := sampleKnown(m); err != nil {
		return err
	}
	m.Feeds = nil
	for _, s := range news.Sources() {
		m.Feeds = append(m.Feeds, monitor.Feed{Outlet: s.Outlet, Title: s.Title, URL: s.URL, Kind: s.Kind, Language: s.Language})
	}
	return nil
}

// sampleKnown adds whom the sample press invents to whom the monitor knows.
func sampleKnown(m *monitor.Monitor) error {
	entities, err := newsroom.Entities()
	if err != nil {
		return err
	}
	offices, err := newsroom.Offices()
	if err != nil {
		return err
	}
	known, held, faults, err := monitor.LoadKnown(bytes.NewReader(entities), bytes.NewReader(offices))
	if err != nil || len(faults) > 0 {
		return fmt.Errorf("sample entities: %v %v", faults, err)
	}
	m.Known, m.Offices = append(m.Known, known...), append(m.Offices, held...)
	return nil
}
