package policy

import (
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"vigia"
)

// state applies the rule for state media: only what nobody else reports, as
// the last recorded search shows it, or with an editor's written override.
func (j *judge) state(it Item) {
	if !inBase(it) || !Counts(j.policy, it.Class, it.Government) {
		return
	}
	missing := j.unproved(it)
	if missing.message == "" {
		if it.Search.Searched == 0 {
			j.add(vigia.Warn, it.Path, "search", "the search compared no report at all, so its silence proves little", "check that the corpus covers the days around the report")
		}
		return
	}
	if it.Override == nil {
		j.block(it.Path, "state", missing.message, missing.remedy)
		return
	}
	faults := j.policy.signature(it.Override.By, it.Override.Role, it.Override.Reason, it.Override.At)
	if it.Override.By != "" && it.Override.By == it.SelectedBy {
		faults = append(faults, fault{it.Override.By + " selected it and overrides the rule", "ask another editor"})
	}
	for _, f := range faults {
		j.block(it.Path, "override", "override: "+f.message, f.remedy)
	}
	if len(faults) == 0 {
		j.add(vigia.Note, it.Path, "override", fmt.Sprintf("%s; taken all the same by %s (%s): %s", missing.message, it.Override.By, it.Override.Role, it.Override.Reason), "")
	}
}

// fault is a message with its remedy.
type fault struct{ message, remedy string }

// unproved says why the search does not allow a state item, or nothing.
func (j *judge) unproved(it Item) fault {
	days := j.policy.Corroboration.WindowDays
	switch {
	case it.Search == nil || it.Search.At.IsZero():
		return fault{"state media without a recorded search for other reports", "run the search, or write an override"}
	case it.Search.WindowDays < days:
		return fault{fmt.Sprintf("the search covered %d days, the policy asks for %d", it.Search.WindowDays, days), "run the search again"}
	case len(it.Search.Independent) > 0:
		return fault{"also reported by independent " + strings.Join(it.Search.Independent, ", "), "select one of those instead, or write an override"}
	}
	return fault{}
}

// signature checks who signed an exception, in which role and with what reason.
func (p Policy) signature(by, role, reason string, at time.Time) []fault {
	var fs []fault
	if strings.TrimSpace(by) == "" {
		fs = append(fs, fault{"nobody signed it", "sign it with a name"})
	}
	if !slices.Contains(p.Override.Roles, role) {
		fs = append(fs, fault{fmt.Sprintf("the role %q may not sign it", role), "ask for: " + strings.Join(p.Override.Roles, ", ")})
	}
	if n := utf8.RuneCountInString(strings.TrimSpace(reason)); n < p.Override.MinReason {
		fs = append(fs, fault{fmt.Sprintf("its reason has %d characters, the policy asks for %d", n, p.Override.MinReason), "write the reason out"})
	}
	if at.IsZero() {
		fs = append(fs, fault{"it has no date", "sign it again"})
	}
	return fs
}
