package newsroom

import (
	"embed"
	"encoding/csv"
	"fmt"
	"io/fs"
	"path"
	"sort"
	"strconv"
	"strings"
	"time"

	"go.yaml.in/yaml/v4"

	"vigia"
)

//go:embed data templates
var files embed.FS

// Report is an article of the sample press, with the truth about it.
type Report struct {
	ID         string         `yaml:"id"`
	Outlet     string         `yaml:"outlet"`
	At         time.Time      `yaml:"at"`
	Language   string         `yaml:"language"`
	Section    string         `yaml:"section"`
	Title      string         `yaml:"title"`
	Byline     []string       `yaml:"byline"`
	Genre      vigia.Genre    `yaml:"genre"`
	Networks   []string       `yaml:"networks"`
	Themes     []string       `yaml:"themes"`
	Countries  []string       `yaml:"countries"`
	Dimensions []string       `yaml:"dimensions"`
	Fact       string         `yaml:"fact"`
	Event      string         `yaml:"event"`
	Origin     string         `yaml:"origin"`
	Relation   vigia.Relation `yaml:"relation"`
	Body       string         `yaml:"body"`
}

// Paragraphs are the body's paragraphs.
func (r *Report) Paragraphs() []string {
	var ps []string
	for p := range strings.SplitSeq(strings.TrimSpace(r.Body), "\n\n") {
		if p = strings.Join(strings.Fields(p), " "); p != "" {
			ps = append(ps, p)
		}
	}
	return ps
}

// Site is how an outlet is served.
type Site struct {
	Outlet   string   `yaml:"outlet"`
	Template string   `yaml:"template"` // a, b, c or d
	Charset  string   `yaml:"charset"`
	Feed     string   `yaml:"feed"` // rss2, rss1, atom, jsonfeed, news-sitemap, index, list
	Manners  []string `yaml:"manners"`
	Language string   `yaml:"language"`
	Tagline  string   `yaml:"tagline"`

	Name   string `yaml:"-"`
	Domain string `yaml:"-"`
}

func (s *Site) has(manner string) bool {
	for _, m := range s.Manners {
		if m == manner {
			return true
		}
	}
	return false
}

// Person is one of the sample desk.
type Person struct {
	Login     string   `yaml:"login"`
	Name      string   `yaml:"name"`
	Role      string   `yaml:"role"`
	Languages []string `yaml:"languages"`
}

// Desk is what the sample desk decides and writes for one edition.
type Desk struct {
	Number   int         `yaml:"number"`
	Title    vigia.Texts `yaml:"title"`
	Subtitle vigia.Texts `yaml:"subtitle"`
	Period   struct {
		From time.Time `yaml:"from"`
		To   time.Time `yaml:"to"`
	} `yaml:"period"`
	Anchor  time.Time `yaml:"anchor"`
	Authors []struct {
		Name string      `yaml:"name"`
		Rank vigia.Texts `yaml:"rank"`
	} `yaml:"authors"`
	Overview vigia.Texts `yaml:"overview"`
	Abstract vigia.Texts `yaml:"abstract"`

	Parts []DeskPart `yaml:"-"`
}

// DeskPart is one network or theme of an edition.
type DeskPart struct {
	Key     string      `yaml:"-"`
	Section vigia.Texts `yaml:"section"`
	Items   []struct {
		Report     string      `yaml:"report"`
		Summary    vigia.Texts `yaml:"summary"`
		Dimensions []string    `yaml:"dimensions"`
		Override   string      `yaml:"override"`
	} `yaml:"items"`
	Rejected []struct {
		Report string `yaml:"report"`
		Reason string `yaml:"reason"`
		Note   string `yaml:"note"`
	} `yaml:"rejected"`
}

// Outlets is the registry overlay, in the form of a monitor's outlets.csv.
func Outlets() ([]byte, error) { return files.ReadFile("data/outlets.csv") }

// Entities and Offices are who and what the sample press invents, in the form
// of a monitor's entities.csv and offices.csv.
func Entities() ([]byte, error) { return files.ReadFile("data/entities.csv") }

// Offices: see Entities.
func Offices() ([]byte, error) { return files.ReadFile("data/offices.csv") }

// People are the sample desk's people.
func People() ([]Person, error) {
	var ps []Person
	return ps, load("data/people.yaml", &ps)
}

// Editions are the numbers for which the sample desk has work, in order.
func Editions() ([]int, error) {
	es, err := files.ReadDir("data/desk")
	if err != nil {
		return nil, fmt.Errorf("sample desk: %w", err)
	}
	var ns []int
	for _, e := range es {
		n, err := strconv.Atoi(e.Name())
		if err != nil {
			return nil, fmt.Errorf("sample desk: folder %s is no number", e.Name())
		}
		ns = append(ns, n)
	}
	sort.Ints(ns)
	return ns, nil
}

// LoadDesk is the sample desk's work for an edition; parts come in the order
// of keys.
func LoadDesk(number int, keys []string) (Desk, error) {
	dir := path.Join("data/desk", strconv.Itoa(number))
	var d Desk
	if err := load(path.Join(dir, "edition.yaml"), &d); err != nil {
		return Desk{}, err
	}
	for _, k := range keys {
		p := DeskPart{Key: k}
		name := path.Join(dir, k+".yaml")
		if _, err := fs.Stat(files, name); err != nil {
			continue // no work for this digest
		}
		if err := load(name, &p); err != nil {
			return Desk{}, err
		}
		d.Parts = append(d.Parts, p)
	}
	return d, nil
}

// Reports are all reports, oldest first.
func Reports() ([]*Report, error) {
	names, err := fs.Glob(files, "data/reports/*.yaml")
	if err != nil {
		return nil, err // unreachable: the pattern is well formed
	}
	var all []*Report
	seen := map[string]bool{}
	for _, name := range names {
		var rs []*Report
		if err := load(name, &rs); err != nil {
			return nil, err
		}
		for _, r := range rs {
			if seen[r.ID] {
				return nil, fmt.Errorf("%s: report %s is there twice", name, r.ID)
			}
			seen[r.ID] = true
			all = append(all, r)
		}
	}
	sort.SliceStable(all, func(i, j int) bool { return all[i].At.Before(all[j].At) })
	return all, nil
}

// loadSites reads how outlets are served, joined with their registry rows.
func loadSites() ([]*Site, error) {
	var sites []*Site
	if err := load("data/sites.yaml", &sites); err != nil {
		return nil, err
	}
	f, err := files.Open("data/outlets.csv")
	if err != nil {
		return nil, err
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		return nil, fmt.Errorf("outlets.csv: %w", err)
	}
	col := map[string]int{}
	for i, c := range rows[0] {
		col[c] = i
	}
	byKey := map[string][]string{}
	for _, r := range rows[1:] {
		byKey[r[col["key"]]] = r
	}
	for _, s := range sites {
		r, ok := byKey[s.Outlet]
		if !ok {
			return nil, fmt.Errorf("sites.yaml: outlet %s is not in outlets.csv", s.Outlet)
		}
		s.Name = r[col["name"]]
		s.Domain, _, _ = strings.Cut(r[col["domains"]], ";")
	}
	return sites, nil
}

func load(name string, v any) error {
	b, err := files.ReadFile(name)
	if err != nil {
		return fmt.Errorf("newsroom: %w", err)
	}
	if err := yaml.Unmarshal(b, v); err != nil {
		return fmt.Errorf("newsroom: %s: %w", name, err)
	}
	return nil
}
