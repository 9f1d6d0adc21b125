package policy

import (
	"fmt"

	"vigia"
)

// fraction is a cap: counted*den <= total*num. Lint keeps den at or below
// maxDenominator, so the products stay far inside 64 bits.
type fraction struct{ num, den int64 }

const maxDenominator = 1_000_000

func (f fraction) valid() bool {
	return f.den > 0 && f.den <= maxDenominator && f.num >= 0 && f.num <= f.den
}

func (f fraction) holds(s Share) bool {
	return int64(s.Counted)*f.den <= int64(s.Total)*f.num
}

func (f fraction) String() string {
	if f.num == f.den {
		return "none"
	}
	return fmt.Sprintf("%d/%d (%s %%)", f.num, f.den, percent(f.num, f.den, "."))
}

// remedy says the smallest change that brings a share under the cap.
func (f fraction) remedy(s Share) string {
	excess := int64(s.Counted)*f.den - int64(s.Total)*f.num
	if f.num == f.den || excess <= 0 {
		return ""
	}
	out := ceil(excess, f.den-f.num)
	if f.num == 0 {
		return fmt.Sprintf("take out %d counted reports", out)
	}
	return fmt.Sprintf("take out %d counted, or add %d other reports", out, ceil(excess, f.num))
}

func ceil(a, b int64) int64 { return (a + b - 1) / b }

// limit is the cap in force: the ordinary one, or a special edition's.
type limit struct {
	fraction
	ordinary fraction
}

// limit judges the special edition, if it is one, and gives the cap in force.
// A special edition that is not properly signed leaves the ordinary cap.
func (j *judge) limit() limit {
	p, sp := j.policy, j.selection.Special
	ordinary := fraction{int64(p.Cap.Numerator), int64(p.Cap.Denominator)}
	if sp == nil {
		return limit{ordinary, ordinary}
	}
	raised := fraction{int64(sp.Num), int64(sp.Den)}
	before := len(j.findings)
	for _, fault := range p.signature(sp.By, sp.Role, sp.Reason, sp.At) {
		j.block("special", "special", "special edition: "+fault.message, fault.remedy)
	}
	if !sp.Notice {
		j.block("special", "special", "special edition: its notice does not stand first", "place the notice of the special edition before everything else")
	}
	switch {
	case sp.NoCap && (sp.Num != 0 || sp.Den != 0):
		j.block("special", "special", "special edition: it has no cap and a cap at once", "choose one")
	case sp.NoCap:
		raised = fraction{1, 1}
	case !raised.valid():
		j.block("special", "special", fmt.Sprintf("special edition: %d/%d is no cap", sp.Num, sp.Den), "write the raised cap as a fraction, or choose no cap")
	case raised.num*ordinary.den <= ordinary.num*raised.den:
		j.block("special", "special", fmt.Sprintf("special edition: %s does not raise the ordinary cap %s", raised, ordinary), "raise it, or make an ordinary edition")
	}
	if len(j.findings) > before {
		return limit{ordinary, ordinary}
	}
	j.add(vigia.Note, "special", "special", fmt.Sprintf("special edition, limit %s, signed by %s (%s): %s", raised, sp.By, sp.Role, sp.Reason), "")
	return limit{raised, ordinary}
}
