package publish

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"vigia"
	"vigia/internal/edition"
	"vigia/internal/policy"
	"vigia/internal/proof"
)

// policyView is the page on an edition's outlets and count.
type policyView struct {
	issuePage
	Meter         meterView
	Sum, SumWords string
	OriginWords   string
	OfficialWords string
	SeenWords     string
	ByDigest      []digestShare
	States        []stateView
	Outlets       []outletView
	Steps         []string
	Downloads     []downloadView
	Remarks       []string
}

type digestShare struct {
	Name, Href     string
	Counted, Total int
}

// stateView is a report of state media with why it was taken.
type stateView struct {
	sourceView
	Why string
}

type outletView struct {
	Key, Name, Government, Owner string
	Since                        string // of a class that changed in the period
	Class                        classView
	Evidence                     string
	Selected, Cited              int
}

func (s issue) policyView(lang string) policyView {
	p, e, res := s.issuePage("policy", lang, "policy/index.html"), s.doc.Edition, s.doc.Result
	v := policyView{
		issuePage: p, Meter: p.meter(e.Number, res.Share, e.Policy, e.Special, lang), Sum: s.sum(p.catalogue), SumWords: s.sumWords(p.catalogue),
		OriginWords:   p.T("policy.origin", shareWords(p.catalogue, res.ByOrigin)),
		OfficialWords: p.T("policy.official", res.Official),
		SeenWords:     p.T("policy.seen", s.doc.Seen, s.doc.Selected, s.doc.Rejected),
		Outlets:       s.outlets(p.page), Steps: s.steps(p.page), Downloads: s.downloads(p.page),
	}
	v.Title = p.T("policy.head") + " | " + p.Series
	for _, g := range s.doc.Digests {
		share := res.ByDigest[g.Key]
		v.ByDigest = append(v.ByDigest, digestShare{g.Name[lang], p.Link(s.path("digests/" + g.Slug + "/index.html")), share.Counted, share.Total})
	}
	for _, id := range res.Counted {
		if f, ok := s.doc.Reports[id]; ok {
			v.States = append(v.States, stateView{s.source(p.page, s.doc, f), s.why(p.catalogue, id)})
		}
	}
	slices.SortStableFunc(v.States, func(a, b stateView) int { return strings.Compare(a.ISO, b.ISO) })
	for _, f := range res.Findings {
		if f.Severity != vigia.Block {
			v.Remarks = append(v.Remarks, f.Path+": "+f.Message)
		}
	}
	return v
}

func shareWords(c catalogue, s policy.Share) string {
	return fmt.Sprintf("%d %s %d (%s)", s.Counted, c.T("of"), s.Total, c.percent(s.Counted, s.Total))
}

func (s issue) sumWords(c catalogue) string {
	num, den := proof.Limit(s.doc.Edition.Policy, s.doc.Edition.Special)
	switch share := s.doc.Result.Share; {
	case num == den:
		return c.T("policy.sum.none")
	case share.Counted*den <= share.Total*num:
		return c.T("policy.sum.holds", share.Counted*den, share.Total*num)
	default:
		return c.T("policy.sum.not", share.Counted*den, share.Total*num)
	}
}

// why says what allowed a report of state media.
func (s issue) why(c catalogue, report string) string {
	it, ok := s.item(report)
	switch {
	case ok && it.Override != nil:
		return c.T("why.override", s.who(it.Override.By), it.Override.Role, c.day(it.Override.At.In(s.zone)), it.Override.Reason)
	case ok && it.Search != nil && len(it.Search.Independent) == 0:
		return c.T("why.alone", c.day(it.Search.At.In(s.zone)), it.Search.Searched, it.Search.WindowDays)
	case ok && it.Search != nil:
		return searchWords(c, *it.Search, s.zone)
	}
	return c.T("why.none")
}

func (s issue) outlets(p page) []outletView {
	times := map[string]int{}
	for _, o := range s.doc.Outlets {
		times[o.Key]++
	}
	var out []outletView
	for _, o := range s.doc.Outlets {
		v := outletView{Key: o.Key, Name: o.Name, Government: government(o.Government, p.Lang), Owner: owner(o), Class: p.class(o.Class, o.State),
			Evidence: webAddress(o.Evidence), Selected: o.Selected, Cited: o.Cited}
		if times[o.Key] > 1 && !o.ValidFrom.IsZero() {
			v.Since = p.T("outlet.since", p.day(o.ValidFrom))
		}
		out = append(out, v)
	}
	return out
}

func owner(o edition.OutletFacts) string {
	if o.Family == o.Key {
		return ""
	}
	return o.Family
}

// steps tells a reader how to repeat the count by hand.
func (s issue) steps(p page) []string {
	pol, res := s.doc.Edition.Policy, s.doc.Result
	var classes []string
	for _, c := range pol.CountedClasses {
		classes = append(classes, string(c))
	}
	states := map[string]bool{}
	for _, codes := range pol.Governments {
		for _, c := range codes {
			states[c] = true
		}
	}
	return []string{
		p.T("step.data"),
		p.T("step.media", res.Share.Total),
		p.T("step.counted", strings.Join(classes, ", "), strings.Join(slices.Sorted(maps.Keys(states)), ", "), res.Share.Counted),
		p.T("step.compare", s.sum(p.catalogue)),
		p.T("step.class"),
	}
}
