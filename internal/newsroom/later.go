package newsroom

import (
	"fmt"
	"strings"
	"time"
)

// later is what an outlet does to a report after it was published.
type later struct {
	Report  string    `yaml:"report"`
	At      time.Time `yaml:"at"`
	Removed bool      `yaml:"removed"`
	Words   []struct {
		Was string `yaml:"was"`
		Now string `yaml:"now"`
	} `yaml:"words"`
}

// loadLater reads what happens to reports later, by their ids.
func (n *Newsroom) loadLater() error {
	var all []later
	if err := load("data/later.yaml", &all); err != nil {
		return err
	}
	n.later = map[string]later{}
	for _, l := range all {
		r := n.byID[l.Report]
		if r == nil {
			return fmt.Errorf("newsroom: later.yaml: there is no report %s", l.Report)
		}
		for _, w := range l.Words {
			if !strings.Contains(r.Body, w.Was) {
				return fmt.Errorf("newsroom: later.yaml: %s does not say %q", l.Report, w.Was)
			}
		}
		n.later[l.Report] = l
	}
	return nil
}

// today is a report as it stands at an instant, nil if it was taken down.
func (n *Newsroom) today(r *Report, now time.Time) *Report {
	l, ok := n.later[r.ID]
	if !ok || l.At.After(now) {
		return r
	}
	if l.Removed {
		return nil
	}
	edited := *r
	for _, w := range l.Words {
		edited.Body = strings.Replace(edited.Body, w.Was, w.Now, 1)
	}
	return &edited
}
