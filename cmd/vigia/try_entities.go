package main

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode"

	"github.com/spf13/cobra"

	"vigia"
	"vigia/internal/entity"
	"vigia/internal/forest"
	"vigia/internal/name"
	"vigia/internal/sanction"
)

func (a *app) tryEntities() *cobra.Command {
	var dir string
	var l *registers
	c := a.tryRows("entities", `Find and link names, by official lists as of each row's date: {"id","text","language","date"}`, false,
		func(r row) any { return l.answer(r) })
	c.Flags().StringVar(&dir, "lists", "", "`DIR` of official lists, each with the day of its version in its name (sdn-2021-08-24.csv.gz)")
	c.Long = `Finds who is named in a text, and where they stand on the lists of DIR as of the
row's date. A text that is one name as registers write it ("SAAB MORAN, Alex
Nain") is looked up with its spelling variants, and the likeliest entries are
given in order; names in running text are linked only where they are surely
meant. An entry counts from its version's day on, until a later version lacks it.`
	run := c.RunE
	c.RunE = func(cmd *cobra.Command, args []string) (err error) {
		if l, err = readLists(dir); err != nil {
			return err
		}
		return run(cmd, args)
	}
	return c
}

// registers are the official lists of a folder over time.
type registers struct {
	days  map[string][]listDay // by list, in order
	owner []owner              // of the index's entries
	index *name.Index
	model *forest.Forest
	book  *entity.Book
}

type listDay struct {
	day time.Time
	ids map[string]bool
}

// owner is the list and the number of an entry.
type owner struct{ list, id string }

var fileDay = regexp.MustCompile(`\d{4}-\d{2}(-\d{2})?`)

// readLists reads all versions in a folder; "" for no lists, only countries.
func readLists(dir string) (*registers, error) {
	l := &registers{days: map[string][]listDay{}}
	var err error
	if l.model, err = name.Learned(); err != nil {
		return nil, err
	}
	subjects, order, extra := map[owner]sanction.Subject{}, []owner{}, []sanction.Alias{}
	var files []os.DirEntry
	if dir != "" {
		if files, err = os.ReadDir(dir); err != nil {
			return nil, &vigia.Problem{Kind: vigia.ErrNotFound, What: fmt.Sprintf("the folder %s cannot be read: %v", dir, reason(err)), Remedy: "check the path"}
		}
	}
	for _, f := range files {
		v, err := readListFile(filepath.Join(dir, f.Name()))
		if err != nil {
			return nil, fmt.Errorf("%s: %w", f.Name(), err)
		}
		if extra = append(extra, v.Extra...); len(v.Subjects) == 0 {
			continue
		}
		day := fileDay.FindString(f.Name())
		list := strings.Trim(strings.SplitN(f.Name(), cmpOr(day, "."), 2)[0], "-_.")
		d := listDay{ids: map[string]bool{}}
		if len(day) == len(time.DateOnly) {
			if d.day, err = time.Parse(time.DateOnly, day); err != nil {
				return nil, &vigia.Problem{Kind: vigia.ErrInvalid, What: f.Name() + " has no day in its name", Remedy: "name it like sdn-2021-08-24.csv"}
			}
		}
		for _, s := range v.Subjects {
			o := owner{list, s.ID}
			if _, seen := subjects[o]; !seen {
				order = append(order, o)
			}
			subjects[o], d.ids[s.ID] = s, true
		}
		l.days[list] = append(l.days[list], d)
	}
	l.build(subjects, order, extra)
	return l, nil
}

func cmpOr(a, b string) string {
	if a != "" {
		return a
	}
	return b
}

func readListFile(path string) (sanction.Version, error) {
	b, err := os.ReadFile(path)
	if err != nil {
		return sanction.Version{}, reason(err)
	}
	if filepath.Ext(path) == ".gz" {
		if b, err = gunzip(filepath.Base(path), b); err != nil {
			return sanction.Version{}, err
		}
	}
	v, _, err := sanction.Read(b)
	return v, err
}

func (l *registers) build(subjects map[owner]sanction.Subject, order []owner, extra []sanction.Alias) {
	more := map[string][]string{}
	for _, a := range extra {
		more[a.ID] = append(more[a.ID], a.Name)
	}
	var entries []name.Entry
	es := entity.Countries()
	for _, o := range order {
		s := subjects[o]
		s.Aliases = append(slices.Clone(s.Aliases), more[s.ID]...)
		entries = append(entries, name.Entry{ID: s.ID, Type: s.Type, Names: append([]string{s.Name}, s.Aliases...), Hints: s.Linked()})
		l.owner = append(l.owner, o)
		es = append(es, entity.Listed(o.list, s))
	}
	for list := range l.days {
		slices.SortStableFunc(l.days[list], func(a, b listDay) int { return a.day.Compare(b.day) })
	}
	l.index, l.book = name.NewIndex(entries), entity.NewBook(es, nil)
}

// stands reports whether an entry is on its list at the end of a day; without a
// day, on the last version.
func (l *registers) stands(o owner, day time.Time) bool {
	on := false
	for _, v := range l.days[o.list] {
		if day.IsZero() || !v.day.After(day) {
			on = v.ids[o.id]
		}
	}
	return on
}

type foundName struct {
	Start   int      `json:"start"`
	End     int      `json:"end"`
	Text    string   `json:"text"`
	Type    string   `json:"type"`
	Link    string   `json:"link"`
	ListIDs []string `json:"list_ids"`
	Score   float64  `json:"score"`
	Why     string   `json:"why"`
}

func (l *registers) answer(r row) any {
	out := struct {
		ID       rowID       `json:"id"`
		Mentions []foundName `json:"mentions"`
	}{r.ID, []foundName{}}
	var day time.Time
	if r.Date != "" {
		var err error
		if day, err = time.Parse(time.DateOnly, r.Date); err != nil {
			return failed{r.ID, "the date is no day, as 2021-08-24"}
		}
	}
	if registered(r.Text) {
		if m, ok := l.lookUp(r.Text, day); ok {
			out.Mentions = append(out.Mentions, m)
		}
		return out
	}
	for _, m := range l.book.Mentions(r.Text, strings.ToLower(r.Language), day) {
		f := foundName{Start: m.Start, End: m.End, Text: m.Text, Type: m.Type, Link: m.Entity, ListIDs: []string{}, Score: m.Score, Why: m.Why}
		if at := strings.Split(m.Entity, ":"); len(at) == 3 && at[0] == "list" && l.stands(owner{at[1], at[2]}, day) {
			f.ListIDs = append(f.ListIDs, at[1]+":"+at[2])
		}
		out.Mentions = append(out.Mentions, f)
	}
	return out
}

// registered reports whether a text is one name as registers write it: short,
// and in capitals or with the family name and a comma first.
func registered(s string) bool {
	s = strings.TrimSpace(s)
	if s == "" || len(s) > 200 || strings.ContainsAny(s, "\n!?") || len(strings.Fields(s)) > 20 {
		return false
	}
	family, _, _ := strings.Cut(s, ",")
	return strings.ContainsFunc(family, unicode.IsUpper) && !strings.ContainsFunc(family, unicode.IsLower)
}

// leastLink is how likely an entry must be to be given for a name of a
// register, and mostLinks how many are.
const (
	leastLink = 0.03
	mostLinks = 5
)

// surely is how likely an entry must be to be said to be meant. What is less
// likely is given as entries to look at, without a link: see the curve in
// docs/understanding.md.
const surely = 0.9

// lookUp gives the entries that may bear a name. Where one bears just this name,
// no other is meant, though it may not stand on the list on the day.
func (l *registers) lookUp(s string, day time.Time) (foundName, bool) {
	m := foundName{End: len(s), Text: s, ListIDs: []string{}}
	found := l.index.Find(l.model, name.Question{Name: s}, 20)
	exact := slices.ContainsFunc(found, func(x name.Match) bool { return x.Why == name.SameName })
	for _, x := range found {
		o := l.owner[x.Entry]
		if exact && x.Why != name.SameName || x.Score < leastLink && !exact {
			continue
		}
		if m.Link == "" {
			m.Link, m.Score, m.Type = entity.ListID(o.list, o.id), x.Score, entity.Listed(o.list, sanction.Subject{Type: l.index.Entries[x.Entry].Type}).Type
			m.Why = x.Why + ": " + x.Name
		}
		if l.stands(o, day) && len(m.ListIDs) < mostLinks {
			m.ListIDs = append(m.ListIDs, o.list+":"+o.id)
		}
	}
	switch {
	case m.Link != "" && len(m.ListIDs) == 0:
		m.Why += ", which did not stand on the list on that day"
	case m.Link != "" && m.Score < surely && !exact:
		m.Link, m.Why = "", "not sure: "+m.Why
	}
	return m, m.Link != "" || len(m.ListIDs) > 0
}
