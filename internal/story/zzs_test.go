package story

import (
	"encoding/csv"
	"fmt"
	"go.yaml.in/yaml/v4"
	"os"
	"path/filepath"
	"sort"
	"strings"
	"testing"
	"time"
	"vigia"
	"vigia/internal/monitor"
	"vigia/internal/source"
)

type yrep struct {
	ID, Outlet, Language, Section, Title, Genre, Fact, Event, Origin, Relation, Body string
	At                                                                               time.Time
	Byline, Networks, Themes, Countries, Dimensions                                  []string
}

func zreg() *source.Registry {
	var os_ []monitor.Outlet
	f, _ := os.Open("/work/main/internal/newsroom/data/outlets.csv")
	rows, _ := csv.NewReader(f).ReadAll()
	sp := func(s string) []string {
		if s == "" {
			return nil
		}
		return strings.Split(s, ";")
	}
	for _, r := range rows[1:] {
		o := monitor.Outlet{Key: r[0], Name: r[1], Aliases: sp(r[2]), Domains: sp(r[3]), Country: r[4], Languages: sp(r[5]), Owners: sp(r[6]), Class: vigia.Class(r[10]), Government: r[11], Kind: vigia.Kind(r[12])}
		if r[13] != "" {
			o.ValidFrom, _ = time.Parse("2006-01-02", r[13])
		}
		if r[14] != "" {
			o.ValidTo, _ = time.Parse("2006-01-02", r[14])
		}
		os_ = append(os_, o)
	}
	return source.NewRegistry(os_)
}
func zreports() []yrep {
	var all []yrep
	fs, _ := filepath.Glob("/work/main/internal/newsroom/data/reports/*.yaml")
	for _, p := range fs {
		b, _ := os.ReadFile(p)
		var rs []yrep
		if err := yaml.Unmarshal(b, &rs); err != nil {
			fmt.Println(p, err)
		}
		all = append(all, rs...)
	}
	sort.SliceStable(all, func(i, j int) bool { return all[i].At.Before(all[j].At) })
	return all
}
func TestZZSample(t *testing.T) {
	rs := zreports()
	s := NewStream()
	s.Registry = zreg()
	by := map[string]yrep{}
	for _, r := range rs {
		by[r.ID] = r
		s.Add(Doc{ID: r.ID, Outlet: r.Outlet, URL: r.ID, Published: vigia.Date{At: r.At, Precision: vigia.ToMin}, Title: r.Title, Text: r.Body, Language: r.Language, Byline: r.Byline})
	}
	n, ok, rel := 0, 0, 0
	falses := 0
	root := func(id string) string {
		for by[id].Origin != "" {
			id = by[id].Origin
		}
		return id
	}
	for _, r := range rs {
		g := s.Of(r.ID)
		if r.Origin != "" {
			n++
			if g.Origin == r.Origin || g.Origin == root(r.ID) {
				ok++
				if string(g.Relation) == r.Relation {
					rel++
				} else {
					fmt.Println("-- relation", r.ID, r.Relation, "got", g.Relation, g.Why)
				}
			} else {
				fmt.Printf("-- MISSED %s (%s) truth %s/%s got %q %s credit %q why %s\n", r.ID, r.Language, r.Relation, r.Origin, g.Origin, g.Relation, g.Credit, g.Why)
			}
		} else if g.Relation == vigia.Copy || g.Relation == vigia.Derived {
			falses++
			fmt.Printf("-- FALSE %s (%s) got %q %s credit %q why %s\n", r.ID, r.Language, g.Origin, g.Relation, g.Credit, g.Why)
		}
	}
	fmt.Printf("== relays %d found %d (relation right %d) false %d of %d\n", n, ok, rel, falses, len(rs)-n)
	// pairs
	tp, fp, fn := 0, 0, 0
	x := map[string][3]int{}
	for i := range rs {
		for j := 0; j < i; j++ {
			a, b := rs[i], rs[j]
			if a.Event == "" || b.Event == "" {
				continue
			}
			same := a.Event == b.Event
			got := s.Of(a.ID).Story == s.Of(b.ID).Story
			if same && a.At.Sub(b.At).Abs() > 6*24*time.Hour {
				continue
			}
			k := a.Language + "-" + b.Language
			if b.Language < a.Language {
				k = b.Language + "-" + a.Language
			}
			if a.Language == b.Language {
				k = "same"
			}
			v := x[k]
			if same && got {
				tp++
				v[0]++
			} else if got {
				fp++
				v[1]++
				if os.Getenv("ZV") != "" {
					fmt.Println("-- fp", a.ID, b.ID)
				}
			} else if same {
				fn++
				v[2]++
				if os.Getenv("ZV") != "" {
					fmt.Println("-- fn", a.ID, b.ID)
				}
			}
			x[k] = v
		}
	}
	p, r := float64(tp)/float64(tp+fp), float64(tp)/float64(tp+fn)
	fmt.Printf("== pairs tp %d fp %d fn %d P %.3f R %.3f F1 %.3f %v\n", tp, fp, fn, p, r, 2*p*r/(p+r), x)
	truth := map[string]string{}
	var rows []row
	var st []int
	ids := map[string]int{}
	for _, r := range rs {
		if r.Event == "" {
			continue
		}
		truth[r.ID] = r.Event
		rows = append(rows, row{ID: r.ID})
		k := s.Of(r.ID).Story
		if _, ok := ids[k]; !ok {
			ids[k] = len(ids)
		}
		st = append(st, ids[k])
	}
	bp, br, bf := b3(rows, st, truth)
	fmt.Printf("== B3 P %.3f R %.3f F %.3f stories %d events\n", bp, br, bf, len(ids))
}
