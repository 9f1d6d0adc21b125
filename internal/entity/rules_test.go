package entity_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"vigia"
	"vigia/internal/article"
	"vigia/internal/db"
	"vigia/internal/db/dbtest"
	"vigia/internal/entity"
	"vigia/internal/evidence"
	"vigia/internal/monitor"
	"vigia/internal/sanction"
)

// archive is a database with some reports, whose names are linked by link.
type archive struct {
	*testing.T
	d       *db.DB
	reports []article.Stored
}

func newArchive(t *testing.T, d *db.DB, texts ...string) *archive {
	a := &archive{T: t, d: d}
	a.do(func(tx *db.Tx) error {
		if err := evidence.Insert(tx, evidence.Capture{ID: "cap_1", URL: "https://a.example/", At: aDay, Via: "fetch"}); err != nil {
			return err
		}
		for i, s := range texts {
			r, _, err := article.Put(tx, article.Stored{Capture: "cap_1", Part: fmt.Sprint(i), Key: fmt.Sprint(i), Kind: "media", Outlet: fmt.Sprintf("o%d", i%3), DayAt: aDay.AddDate(0, 0, i),
				ArrivedAt: aDay, Report: article.Report{Title: fmt.Sprintf("Nota %d", i), Text: s}})
			if err != nil {
				return err
			}
			if err := article.SetStage(tx, r.ID, article.Labelled); err != nil {
				return err
			}
			a.reports = append(a.reports, r)
		}
		return nil
	})
	return a
}

var aDay = time.Date(2021, 8, 24, 9, 0, 0, 0, time.UTC)

func (a *archive) do(f func(*db.Tx) error) {
	a.Helper()
	if err := a.d.InTx(context.Background(), f); err != nil {
		a.Fatal(err)
	}
}

// link links all reports, or those that ask for it, and says how many.
func (a *archive) link(all bool) int {
	a.Helper()
	ctx := context.Background()
	book, err := entity.LoadBook(ctx, a.d)
	if err != nil {
		a.Fatal(err)
	}
	marked, err := entity.Marked(ctx, a.d, 100)
	if err != nil {
		a.Fatal(err)
	}
	n := 0
	for _, r := range a.reports {
		if !all && !strings.Contains(strings.Join(marked, " "), r.ID) {
			continue
		}
		n++
		a.do(func(tx *db.Tx) error {
			_, err := entity.PutMentions(tx, entity.Linked{Report: r.ID, Outlet: r.Outlet, Revision: book.Revision, Mentions: book.Mentions(r.Title+"\n\n"+r.Text, "es", r.DayAt)})
			return err
		})
	}
	return n
}

// who says who is named in each report.
func (a *archive) who() string {
	a.Helper()
	var all []string
	for _, r := range a.reports {
		ms, err := entity.MentionsIn(context.Background(), a.d, []string{r.ID})
		if err != nil {
			a.Fatal(err)
		}
		var ids []string
		for _, m := range ms[r.ID] {
			ids = append(ids, m.Entity)
		}
		all = append(all, strings.Join(ids, "+"))
	}
	return strings.Join(all, " ")
}

func (a *archive) want(what, want string) {
	a.Helper()
	if got := a.who(); got != want {
		a.Errorf("%s: %q, want %q", what, got, want)
	}
}

func listed(ids ...string) (v sanction.Version) {
	for _, id := range ids {
		n, name, _ := strings.Cut(id, "=")
		v.Subjects = append(v.Subjects, sanction.Subject{ID: n, Name: name, Type: sanction.Individual})
	}
	v.Rows = len(ids)
	return v
}

var known = []monitor.Known{
	{Key: "ana", Type: "person", Name: "Ana Belmar", Country: "PE", Lists: []string{"treasury:7"}},
	{Key: "rui", Type: "person", Name: "Rui Tovar"},
}

// What a person joins stays joined and what is parted stays parted, whatever the
// next versions of the list and the monitor say; both can be taken back.
func TestDecisionsOutliveVersions(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		a := newArchive(t, d, "Habló Ana Belmar.", "Habló Anastasia Quirel Ox.", "Habló Rui Tovar.", "Habló Ana Sofía Belmar.")
		take := func(capture string, day int, ids ...string) {
			t.Helper()
			a.do(func(tx *db.Tx) error {
				if err := evidence.Insert(tx, evidence.Capture{ID: capture, URL: "https://list.example/" + capture, At: aDay, Via: "fetch"}); err != nil {
					return err
				}
				_, _, _, err := entity.Take(tx, "treasury", capture, aDay.AddDate(0, 0, day), listed(ids...))
				return err
			})
		}
		a.do(func(tx *db.Tx) error { return entity.SyncMonitor(tx, known, nil) })
		take("cap_2", 0, "7=BELMAR, Ana Sofía", "8=QUIREL OX, Anastasia", "9=NOBODY, Ever Known")
		a.link(true)
		a.want("at first", "ana list:treasury:8 rui ana")
		var join, part string
		a.do(func(tx *db.Tx) (err error) {
			if join, err = entity.Join(tx, "rui", "list:treasury:8", "per_1", "the same passport"); err != nil {
				return err
			}
			part, err = entity.Part(tx, "ana", "", "list:treasury:7", "per_1", "another date of birth")
			return err
		})
		again := func(what string) {
			t.Helper()
			a.link(true)
			a.want(what, "ana rui rui list:treasury:7")
		}
		a.want("joined, not linked again", "ana rui rui ana")
		again("decided")
		take("cap_3", 1, "7=BELMAR, Ana Sofía", "9=NOBODY, Ever Known")
		take("cap_4", 2, "7=BELMAR, Ana Sofía", "8=QUIREL OX, Anastasia", "9=NOBODY, Ever Known")
		again("the list dropped it and took it back")
		a.do(func(tx *db.Tx) error { return entity.SyncMonitor(tx, known[:1], nil) })
		a.do(func(tx *db.Tx) error { return entity.SyncMonitor(tx, known, nil) })
		again("the monitor too")
		refused := func(f func(tx *db.Tx) error) {
			t.Helper()
			if err := d.InTx(context.Background(), f); !errors.Is(err, vigia.ErrConflict) {
				t.Errorf("%v, want a conflict", err)
			}
		}
		refused(func(tx *db.Tx) error {
			_, err := entity.Join(tx, "ana", "list:treasury:7", "per_2", "I think so")
			return err
		})
		refused(func(tx *db.Tx) error {
			_, err := entity.Join(tx, "list:treasury:8", "rui", "per_2", "yes")
			return err
		})
		e, err := entity.Show(context.Background(), d, "list:treasury:8")
		if err != nil || e.ID != "rui" || len(e.Others) != 1 || e.Reports != 2 || len(e.Listings) != 1 || len(e.Rules) != 1 {
			t.Errorf("dossier: %+v, %v", e, err)
		}
		for _, c := range []struct {
			day    int
			stands bool
		}{{-1, false}, {0, true}, {1, false}, {2, true}} {
			s, err := entity.StatusOn(context.Background(), d, "rui", aDay.AddDate(0, 0, c.day))
			if err != nil || len(s) != 1 || s[0].Stands != c.stands || c.day >= 0 && s[0].Version.Capture != fmt.Sprintf("cap_%d", c.day+2) {
				t.Errorf("day %d: %+v, %v", c.day, s, err)
			}
		}
		a.do(func(tx *db.Tx) error {
			for _, rule := range []string{join, part} {
				if _, err := entity.Undo(tx, rule, "per_1"); err != nil {
					return err
				}
			}
			return nil
		})
		refused(func(tx *db.Tx) error { _, err := entity.Undo(tx, join, "per_1"); return err })
		if n := a.link(false); n == 0 {
			t.Error("no report asks to be linked again")
		}
		a.want("undone", "ana list:treasury:8 rui ana")
	})
}

// A name that a person parted is nobody's, or another's.
func TestPartedNames(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		a := newArchive(t, d, "Habló Ana Belmar.", "Habló Rui Tovar.")
		a.do(func(tx *db.Tx) error { return entity.SyncMonitor(tx, known, nil) })
		a.link(true)
		part := func(other string) (rule string) {
			t.Helper()
			a.do(func(tx *db.Tx) (err error) {
				rule, err = entity.Part(tx, "ana", "ANA BELMAR", other, "per_1", "a singer")
				return err
			})
			if n := a.link(false); n != 1 {
				t.Errorf("%d reports linked again, want 1", n)
			}
			return rule
		}
		rule := part("")
		a.want("nobody's", " rui")
		a.do(func(tx *db.Tx) error { _, err := entity.Undo(tx, rule, "per_1"); return err })
		a.link(true)
		a.want("undone", "ana rui")
		part("rui")
		a.want("another's", "rui rui")
		for what, f := range map[string]func(tx *db.Tx) error{
			"no reason":  func(tx *db.Tx) error { _, err := entity.Part(tx, "ana", "x", "", "per_1", ""); return err },
			"no letters": func(tx *db.Tx) error { _, err := entity.Part(tx, "ana", "…", "", "per_1", "w"); return err },
			"nothing":    func(tx *db.Tx) error { _, err := entity.Part(tx, "ana", "", "", "per_1", "w"); return err },
			"nobody":     func(tx *db.Tx) error { _, err := entity.Join(tx, "ana", "rui", "", "w"); return err },
			"the same":   func(tx *db.Tx) error { _, err := entity.Join(tx, "ana", "ana", "per_1", "w"); return err },
			"unknown":    func(tx *db.Tx) error { _, err := entity.Join(tx, "ana", "zzz", "per_1", "w"); return err },
		} {
			if err := d.InTx(context.Background(), f); !errors.Is(err, vigia.ErrInvalid) && !errors.Is(err, vigia.ErrNotFound) {
				t.Errorf("%s: %v", what, err)
			}
		}
	})
}

// A name that comes often is offered, adopted or refused; an adopted name is
// kept by the monitor's next version.
func TestCandidates(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := context.Background()
		said := "Ayer Ivo Quispe Lara dijo a Marta Orsini que no. Luego Ivo Quispe Lara calló."
		a := newArchive(t, d, said, said, said, "Habló Marta Orsini.", "Nadie.")
		a.do(func(tx *db.Tx) error { return entity.SyncMonitor(tx, known, nil) })
		a.link(true)
		names := func() string {
			t.Helper()
			cs, err := entity.Candidates(ctx, d, entity.Often{}, 10)
			if err != nil {
				t.Fatal(err)
			}
			var out []string
			for _, c := range cs {
				out = append(out, fmt.Sprintf("%s %d/%d", c.Name, c.Reports, c.Outlets))
			}
			return strings.Join(out, ", ")
		}
		if got := names(); got != "Marta Orsini 4/3, Ivo Quispe Lara 3/3" {
			t.Errorf("candidates: %s", got)
		}
		var e entity.Entity
		var rule string
		a.do(func(tx *db.Tx) (err error) {
			if _, err = entity.Refuse(tx, "marta orsini", "per_1", "a stage name"); err != nil {
				return err
			}
			e, rule, err = entity.Adopt(tx, entity.Adoption{Name: "Ivo Quispe Lara", Type: entity.Person, Country: "PE"}, "per_1", "a mayor")
			return err
		})
		if n := a.link(false); n != 3 || e.ID != "desk:ivo-quispe-lara" {
			t.Errorf("%d reports linked again, want 3; %+v", n, e)
		}
		if got := names(); got != "" {
			t.Errorf("candidates after the decisions: %s", got)
		}
		who := strings.Repeat(e.ID+"+"+e.ID+" ", 3) + " "
		a.want("adopted", who)
		a.do(func(tx *db.Tx) error {
			return entity.SyncMonitor(tx, append(known, monitor.Known{Key: "x", Type: "person", Name: "Xul Oe"}), nil)
		})
		a.link(true)
		a.want("after another version of the monitor", who)
		found, err := entity.OfCountry(ctx, d, "PE", "", 10)
		if err != nil || len(found) != 1 || found[0].Reports != 3 {
			t.Errorf("of Peru: %+v, %v", found, err)
		}
		a.do(func(tx *db.Tx) error { _, err := entity.Undo(tx, rule, "per_1"); return err })
		a.link(true)
		a.want("undone", "    ")
		var problem *vigia.Problem
		err = d.InTx(ctx, func(tx *db.Tx) error {
			_, _, err := entity.Adopt(tx, entity.Adoption{Name: "Ivo", Type: "ghost"}, "per_1", "")
			return err
		})
		if !errors.As(err, &problem) || !strings.Contains(problem.Remedy, "person") {
			t.Errorf("an unknown type: %v", err)
		}
	})
}

// Entities are found by the beginnings of their names, in any script.
func TestSearch(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := context.Background()
		a := newArchive(t, d, "Perú y Venezuela.", "Perú.")
		a.do(func(tx *db.Tx) error { return entity.SyncMonitor(tx, known, nil) })
		a.link(true)
		for words, want := range map[string]string{"peru": "country:PE", "PÉR": "country:PE", "bel": "ana", "bel an": "ana", "Венесу": "country:VE", "委内瑞": "country:VE", "ونزو": "country:VE",
			"": "country:PE", "zzzz": "", "?": ""} {
			got, err := entity.Search(ctx, d, words, 1)
			if err != nil {
				t.Fatal(err)
			}
			id := ""
			if len(got) > 0 {
				id = got[0].ID
			}
			if bel := words == "bel"; !bel && id != want {
				t.Errorf("%q: %q, want %q", words, id, want)
			}
		}
		with, err := entity.Relations(ctx, d, "country:PE", 10)
		if err != nil || len(with) != 1 || with[0].ID != "country:VE" || with[0].Together != 1 || with[0].Name != "Venezuela" {
			t.Errorf("relations: %+v, %v", with, err)
		}
		ns, next, err := entity.Namings(ctx, d, "country:PE", "", 1)
		if err != nil || len(ns) != 1 || next == "" || ns[0].Title != "Nota 1" {
			t.Fatalf("first page: %+v %q %v", ns, next, err)
		}
		ns, next, err = entity.Namings(ctx, d, "country:PE", next, 1)
		if err != nil || len(ns) != 1 || next != "" || ns[0].Title != "Nota 0" {
			t.Errorf("second page: %+v %q %v", ns, next, err)
		}
		if _, _, err := entity.Namings(ctx, d, "country:PE", "x", 1); !errors.Is(err, vigia.ErrInvalid) {
			t.Errorf("a page nobody gave: %v", err)
		}
	})
}

// The same monitor again changes nothing that is known.
func TestSyncTwice(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		a := newArchive(t, d)
		revision := func() int64 {
			t.Helper()
			n, err := entity.Revision(context.Background(), d)
			if err != nil {
				t.Fatal(err)
			}
			return n
		}
		var seen []bool
		last := revision()
		for _, k := range [][]monitor.Known{known, known, known[:1]} {
			a.do(func(tx *db.Tx) error { return entity.SyncMonitor(tx, k, nil) })
			seen, last = append(seen, revision() > last), revision()
		}
		if diff := cmp.Diff([]bool{true, false, true}, seen); diff != "" {
			t.Error(diff)
		}
	})
}
