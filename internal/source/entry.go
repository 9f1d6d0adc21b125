package source

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"vigia"
	"vigia/internal/db"
)

// Entry is a source in a list that comes in or goes out.
type Entry struct {
	New
	Line       int           // in the file, for messages; 0 in a list that we wrote
	State      string        // Active or Paused, "" as it is
	Verified   bool          // a person has confirmed that the source is its outlet's
	Every      time.Duration // between polls, 0: to be learned
	Class      vigia.Class   // of the outlet: told to readers, and compared when it comes in
	Government string
}

// Step is what would become of an entry.
type Step struct {
	Entry
	What    string         // Added, Changed, Same, Refused
	Changes []Change       // of a source that is here
	Problem *vigia.Problem // why it is refused
	Doubt   *vigia.Problem // what a person should look at, nil if nothing
	id      string
}

// Change is a field that would change.
type Change struct{ Field, From, To string }

// What may become of an entry.
const (
	Added   = "added"
	Changed = "changed"
	Same    = "same"
	Refused = "refused"
)

// MaxEntries is the most entries of one list.
const MaxEntries = 20_000

// Entries gives all sources that are not gone, as a list to take along.
func Entries(ctx context.Context, q db.Querier, reg *Registry, now time.Time) ([]Entry, error) {
	all, err := Sources(ctx, q)
	if err != nil {
		return nil, err
	}
	var out []Entry
	for _, s := range all {
		if s.State == Gone {
			continue
		}
		e := Entry{New: New{s.Outlet, s.URL, s.Title, s.Kind, s.Language, s.XPath}, State: s.State, Verified: s.Verified, Every: within(s.Every, Floor, ceiling)}
		if o, ok := reg.At(s.Outlet, now); ok {
			e.Class, e.Government = o.Class, o.Government
		}
		out = append(out, e)
	}
	return out, nil
}

// Plan says what would become of the entries of a list. It changes nothing.
func Plan(ctx context.Context, q db.Querier, reg *Registry, now time.Time, list []Entry) ([]Step, error) {
	all, err := Sources(ctx, q)
	if err != nil {
		return nil, err
	}
	here := map[string]Source{}
	for _, s := range all {
		here[s.URL] = s
	}
	lines := map[string]int{}
	steps := make([]Step, len(list))
	for i, e := range list {
		steps[i] = step(e, here, lines, reg, now)
	}
	return steps, nil
}

func step(e Entry, here map[string]Source, lines map[string]int, reg *Registry, now time.Time) Step {
	s := Step{Entry: e, What: Refused}
	refuse := func(what, remedy string) Step {
		s.Problem = &vigia.Problem{Kind: vigia.ErrInvalid, What: what, Remedy: remedy}
		return s
	}
	var err error
	if s.New, err = s.New.tidied().valid(); err != nil {
		return refuse(plainProblem(err))
	}
	if line, twice := lines[s.URL]; twice {
		return refuse(fmt.Sprintf("the address stands in line %d already", line), "take one of the two lines out")
	}
	lines[s.URL] = e.Line
	was, known := here[s.URL]
	if s.Outlet == "" && known {
		s.Outlet = was.Outlet
	}
	if s.Outlet == "" {
		s.Outlet, _ = reg.ByHost(hostIn(s.URL))
	}
	o, ok := reg.At(s.Outlet, now)
	if !ok {
		if key, named := reg.ByName(s.Outlet); named {
			s.Outlet = key
			o, ok = reg.At(key, now)
		}
	}
	switch {
	case s.Outlet == "":
		return refuse("the registry has no outlet for "+s.URL, "add the outlet and its domain to outlets.csv, or name its key in the list")
	case !ok:
		return refuse(plainProblem(noOutlet(s.Outlet)))
	case s.State != "" && s.State != Active && s.State != Paused:
		return refuse(fmt.Sprintf("the state is %q", cutName(s.State)), "use active or paused, or leave it out")
	case s.Every < 0:
		return refuse("the interval is no number", "give seconds between 3600 (an hour) and 86400 (a day), or leave it out")
	case s.Every > 0 && (s.Every < Floor || s.Every > ceiling):
		return refuse(fmt.Sprintf("the interval is %v", s.Every), "give seconds between 3600 (an hour) and 86400 (a day), or leave it out")
	}
	if e.Class != "" && e.Class != o.Class {
		s.Doubt = &vigia.Problem{What: fmt.Sprintf("the list has the class %s, the registry has %s", cutName(string(e.Class)), cmp.Or(string(o.Class), "none")),
			Remedy: "the registry counts; change outlets.csv if the list is right"}
	}
	s.Title = cmp.Or(s.Title, was.Title, o.Name)
	if !known {
		s.What = Added
		return s
	}
	s.id, s.Changes = was.ID, s.changes(was)
	if s.What = Same; len(s.Changes) > 0 {
		s.What = Changed
	}
	return s
}

// changes tells in what an entry differs from the source that is here. Its
// interval was learned here and stays.
func (s *Step) changes(was Source) (out []Change) {
	s.State, s.Language, s.XPath = cmp.Or(s.State, was.State), cmp.Or(s.Language, was.Language), cmp.Or(s.XPath, was.XPath)
	for _, c := range []Change{{"outlet", was.Outlet, s.Outlet}, {"title", was.Title, s.Title}, {"kind", was.Kind, s.Kind},
		{"language", was.Language, s.Language}, {"xpath", was.XPath, s.XPath}, {"state", was.State, s.State}} {
		if c.From != c.To {
			out = append(out, c)
		}
	}
	return out
}

func yesNo(b bool) string {
	if b {
		return "yes"
	}
	return "no"
}

func plainProblem(err error) (what, remedy string) {
	if p, ok := err.(*vigia.Problem); ok {
		return p.What, p.Remedy
	}
	return err.Error(), ""
}

// tidied takes off what a spreadsheet or another program leaves about a cell.
func (n New) tidied() New {
	for _, p := range []*string{&n.Outlet, &n.URL, &n.Kind, &n.Language} {
		*p = strings.TrimSpace(*p)
	}
	switch n.Kind = strings.ToLower(n.Kind); n.Kind {
	case "atom", "feed", "rdf", "json", "include", "link":
		n.Kind = "rss"
	}
	n.Title = strings.Join(strings.Fields(strings.ToValidUTF8(n.Title, "\uFFFD")), " ")
	if utf8.RuneCountInString(n.Title) > 300 {
		n.Title = string([]rune(n.Title)[:300])
	}
	return n
}

func cutName(s string) string {
	if rs := []rune(s); len(rs) > 60 {
		return string(rs[:60]) + "…"
	}
	return s
}

func hostIn(url string) string {
	_, rest, _ := strings.Cut(url, "://")
	host, _, _ := strings.Cut(rest, "/")
	host, _, _ = strings.Cut(host, ":")
	return host
}

const stateSQL = `UPDATE sources SET state = ?, verified = ?, every_s = ?, next_at = ? WHERE id = ?`

// Apply does what Plan said, all of it or nothing: what is refused stays out.
// It returns how many were added and changed.
func Apply(tx *db.Tx, steps []Step) (added, changed int, err error) {
	at := tx.Now
	for _, s := range steps {
		switch s.What {
		case Added:
			src, err := Add(tx, s.New)
			if err != nil {
				return 0, 0, atLine(s.Line, err)
			}
			every := cmp.Or(s.Every, firstEvery)
			if _, err := tx.Exec(stateSQL, cmp.Or(s.State, Active), db.Flag(s.Verified), int64(every/time.Second), db.Micros(at), src.ID); err != nil {
				return 0, 0, atLine(s.Line, err)
			}
			if err := rerank(tx, src.ID); err != nil {
				return 0, 0, atLine(s.Line, err)
			}
			at = at.Add(spread)
			added++
		case Changed:
			if err := change(tx, s); err != nil {
				return 0, 0, atLine(s.Line, err)
			}
			changed++
		}
	}
	return added, changed, nil
}

func atLine(line int, err error) error { return fmt.Errorf("line %d: %w", line, err) }

const changeSQL = `UPDATE sources SET outlet = ?, title = ?, kind = ?, language = ?, xpath = ?, folded = ? WHERE id = ?`

func change(tx *db.Tx, s Step) error {
	n, err := tx.Exec(changeSQL, s.Outlet, s.Title, s.Kind, s.Language, s.XPath, folded(s.URL, s.Title), s.id)
	if err := touched(s.id, n, err); err != nil {
		return err
	}
	i := slices.IndexFunc(s.Changes, func(c Change) bool { return c.Field == "state" })
	switch {
	case i < 0:
		return nil
	case s.State == Paused:
		return Pause(tx, s.id)
	}
	return Resume(tx, s.id)
}
