package publish

import (
	"fmt"
	"strconv"

	"vigia/internal/policy"
	"vigia/internal/proof"
)

// meterView is the share of state media as a strip: one field for each report.
type meterView struct {
	Number         int // of the edition
	Counted, Total int
	Of, Reports    string // what stands between and behind the two numbers
	Limit          string // in words
	Words          string // the whole, for those who do not see it
	Cells          []cellView
	Cap            string // where the limit stands, "" without one
}

type cellView struct {
	X, W string
	On   bool
}

const (
	meterWidth = 640.0
	mostCells  = 160 // beyond it, the strip is two bars
)

func (c catalogue) limit(p policy.Policy, s *policy.Special, lang string) string {
	num, den := proof.Limit(p, s)
	p.Cap.Numerator, p.Cap.Denominator = num, den
	w := p.Words(lang)
	share := fmt.Sprintf("%s (%s%%)", w.CapFraction, w.CapPercent)
	if lang == "es" {
		share = fmt.Sprintf("%s (%s\u00a0%%)", w.CapFraction, w.CapPercent)
	}
	switch {
	case s == nil:
		return c.T("meter.limit", share)
	case s.NoCap:
		return c.T("special.nolimit")
	}
	return c.T("special.limit", share)
}

func (c catalogue) meter(number int, share policy.Share, p policy.Policy, s *policy.Special, lang string) meterView {
	v := meterView{Number: number, Counted: share.Counted, Total: share.Total, Of: c.T("of"), Reports: c.T("meter.reports", c.percent(share.Counted, share.Total)), Limit: c.limit(p, s, lang)}
	v.Words = c.T("meter.words", share.Counted, share.Total, v.Limit)
	if num, den := proof.Limit(p, s); den > 0 && num < den {
		v.Cap = units(meterWidth * float64(num) / float64(den))
	}
	if share.Total == 0 {
		return v
	}
	if share.Total > mostCells {
		at := meterWidth * float64(share.Counted) / float64(share.Total)
		v.Cells = []cellView{{"0", units(at), true}, {units(at), units(meterWidth - at), false}}
		return v
	}
	step := meterWidth / float64(share.Total)
	gap := min(3, step*0.15)
	for i := range share.Total {
		v.Cells = append(v.Cells, cellView{units(float64(i)*step + gap/2), units(step - gap), i < share.Counted})
	}
	return v
}

func units(f float64) string { return strconv.FormatFloat(f, 'f', 2, 64) }
