package story

import (
	"vigia"
	"vigia/internal/policy"
)

// Standing is how well what a report tells is known.
type Standing string

const (
	Corroborated Standing = "corroborated" // other owners have it by themselves
	StateOnly    Standing = "state"        // counted state media have it, and nobody else by themselves
	FromState    Standing = "relayed"      // it has it from counted state media, and so has everybody else
	Alone        Standing = "alone"        // only its owners, or its origin, have it
	Unclear      Standing = "unclear"      // nobody else has it, and the registry does not know its outlet
)

// standing judges a report that so many families have independently of it.
func standing(self witness, p policy.Policy, families int) Standing {
	switch {
	case families > 0:
		return Corroborated
	case self.Class != vigia.UnknownClass && policy.Counts(p, self.Class, self.Government):
		return StateOnly
	case self.endKnown && self.end != self.Report && policy.Counts(p, self.endOutlet.Class, self.endOutlet.Government):
		return FromState
	case self.Class == vigia.UnknownClass:
		return Unclear
	}
	return Alone
}

// Credibility is what the standing offers on the second half of the Admiralty
// scale (credibility of information, 1 to 6): 1, confirmed by other independent
// sources, or 6, which is that it cannot be judged. What lies between says how
// well a report fits what is known: only a person can tell, and a machine that
// does not know does not choose the middle.
func (s Standing) Credibility() int {
	if s == Corroborated {
		return 1
	}
	return 6
}
