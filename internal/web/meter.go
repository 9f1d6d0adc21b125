package web

import (
	"fmt"

	"vigia/internal/edition"
	"vigia/internal/policy"
)

// meter is the share of state media as the pages show it.
type meter struct {
	Number  int // of the edition
	Share   policy.Share
	Origin  policy.Share
	Digests []digestShare
	Limit   string // "1/5 (20 %)", "" if there is none
	Over    bool
	Special bool
	Room    string // how much more fits, or what is needed
	Wide    int    // of the gauge's part, in percent
	CapAt   int    // where the limit stands in it
}

type digestShare struct {
	Key, Name string
	Share     policy.Share
}

// meter makes the meter of an edition.
func (g *tongue) meter(e edition.Edition, res policy.Result) *meter {
	m := &meter{Number: e.Number, Share: res.Share, Origin: res.ByOrigin, Special: e.Special != nil}
	for _, d := range g.Monitor.Digests() {
		m.Digests = append(m.Digests, digestShare{d.Key, g.Text(d.Name), res.ByDigest[d.Key]})
	}
	if res.Share.Total > 0 {
		m.Wide = res.Share.Counted * 100 / res.Share.Total
	}
	num, den := limitOf(e)
	if den == 0 {
		return m
	}
	m.Limit = fmt.Sprintf("%d/%d (%s)", num, den, g.Share(policy.Share{Counted: num, Total: den}))
	m.CapAt = num * 100 / den
	m.Over = res.Share.Counted*den > res.Share.Total*num
	m.Room = g.room(res.Share, num, den)
	return m
}

// limitOf is the limit in force; its denominator is 0 if there is none.
func limitOf(e edition.Edition) (num, den int) {
	switch sp := e.Special; {
	case sp != nil && sp.NoCap:
		return 0, 0
	case sp != nil && sp.Den > 0:
		return sp.Num, sp.Den
	}
	return e.Policy.Cap.Numerator, e.Policy.Cap.Denominator
}

// room says how many more reports of state media fit, or how many others are
// needed.
func (g *tongue) room(s policy.Share, num, den int) string {
	free := s.Total*num - s.Counted*den // in parts of a report
	switch {
	case num <= 0 || num >= den:
		return ""
	case free < 0:
		return g.N("meter.need", (-free+num-1)/num)
	}
	return g.N("meter.room", free/(den-num))
}
