package vigia

import (
	"errors"
	"fmt"
)

// The kinds of error that callers tell apart. Wrap them with the operation
// and its key; whatever is none of these is a fault of ours.
var (
	ErrNotFound  = errors.New("not found")
	ErrInvalid   = errors.New("invalid")   // input that its giver can mend
	ErrConflict  = errors.New("conflict")  // somebody else was first
	ErrForbidden = errors.New("forbidden") // this person may not
	ErrRefused   = errors.New("refused")   // a guard, limit or policy said no
)

// Problem is an error that a user reads: what is wrong with what, and the remedy.
type Problem struct {
	Kind   error  // one of the kinds above
	What   string // names the thing: "outlets.csv line 14: unknown class \"XX\""
	Remedy string // what to do about it, one sentence
}

func (p *Problem) Error() string {
	if p.Remedy == "" {
		return p.What
	}
	return fmt.Sprintf("%s; %s", p.What, p.Remedy)
}

func (p *Problem) Unwrap() error { return p.Kind }
