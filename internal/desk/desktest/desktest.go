// Package desktest gives tests a small desk: a monitor with two networks and
// a theme, invented outlets of every kind, people of every role, and reports
// that a test places as it needs them.
package desktest

import (
	"context"
	"sync"
	"testing"
	"time"

	"vigia"
	"vigia/internal/article"
	"vigia/internal/db"
	"vigia/internal/desk"
	"vigia/internal/monitor"
	"vigia/internal/policy"
	"vigia/internal/source"
)

// World is a desk in a database.
type World struct {
	DB       *db.DB
	Monitor  *monitor.Monitor
	Registry *source.Registry
	// Ana and Bruno are analysts, Elena and Ernesto editors, Teresa a
	// translator, Paula a keeper.
	Ana, Bruno, Elena, Ernesto, Teresa, Paula desk.Person

	mu  sync.Mutex
	now time.Time
}

// Start is when the world begins. Each transaction is a second later.
var Start = time.Date(2021, 10, 1, 12, 0, 0, 0, time.UTC)

// New brings monitor, registry and people into d.
func New(t testing.TB, d *db.DB) *World {
	t.Helper()
	w := &World{DB: d, Monitor: Monitor(), now: Start}
	d.SetNow(w.tick)
	w.Tx(t, func(tx *db.Tx) error {
		for _, p := range []struct {
			to *desk.Person
			p  desk.Person
		}{
			{&w.Ana, desk.Person{ID: "per_ana", Login: "ana", Name: "Ana", Role: desk.Analyst, Language: "es"}},
			{&w.Bruno, desk.Person{ID: "per_bruno", Login: "bruno", Name: "Bruno", Role: desk.Analyst, Language: "pt"}},
			{&w.Elena, desk.Person{ID: "per_elena", Login: "elena", Name: "Elena", Role: desk.Editor, Language: "es"}},
			{&w.Ernesto, desk.Person{ID: "per_ernesto", Login: "ernesto", Name: "Ernesto", Role: desk.Editor, Language: "es"}},
			{&w.Teresa, desk.Person{ID: "per_teresa", Login: "teresa", Name: "Teresa", Role: desk.Translator, Language: "en"}},
			{&w.Paula, desk.Person{ID: "per_paula", Login: "paula", Name: "Paula", Role: desk.Keeper, Language: "en"}},
		} {
			p.p.Active = true
			*p.to = p.p
			// Without the password's hash, which would cost a second a test.
			_, err := tx.Exec(`INSERT INTO people (id, login, name, role, language, password, active, created_at) VALUES (?, ?, ?, ?, ?, '', 1, 0)`,
				p.p.ID, p.p.Login, p.p.Name, p.p.Role, p.p.Language)
			if err != nil {
				return err
			}
		}
		return source.SyncOutlets(tx, w.Monitor.Outlets)
	})
	var err error
	if w.Registry, err = source.LoadRegistry(context.Background(), d); err != nil {
		t.Fatal(err)
	}
	return w
}

func (w *World) tick() time.Time {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.now = w.now.Add(time.Second)
	return w.now
}

// Tx runs fn in a transaction that must succeed.
func (w *World) Tx(t testing.TB, fn func(*db.Tx) error) {
	t.Helper()
	if err := w.Try(fn); err != nil {
		t.Fatal(err)
	}
}

// Try runs fn in a transaction.
func (w *World) Try(fn func(*db.Tx) error) error {
	return w.DB.InTx(context.Background(), fn)
}

// Report is a report to place. Zero fields get something sensible: a news
// report in Spanish of 18 September 2021, about network V and Colombia.
type Report struct {
	ID, Outlet, Title, Text, Language string
	Published                         vigia.Date
	Kind                              vigia.Kind
	Genre                             vigia.Genre // "-" for none
	Networks, Themes                  []string
	Countries, Dimensions             []string
	Relation                          vigia.Relation
	Origin, Credit                    string
	Story                             string
	Unread                            bool // not labelled yet
}

// Day is a date of which only the day is known.
func Day(month time.Month, d int) vigia.Date {
	return vigia.Date{At: time.Date(2021, month, d, 0, 0, 0, 0, time.UTC), Precision: vigia.ToDay, From: "meta"}
}

// Put places a report with its capture, labels, origin and story.
func (w *World) Put(t testing.TB, r Report) article.Stored {
	t.Helper()
	r = r.complete()
	var s article.Stored
	w.Tx(t, func(tx *db.Tx) error {
		if err := Capture(tx, "cap_"+r.ID, "https://"+r.Outlet+".example/"+r.ID, ""); err != nil {
			return err
		}
		var err error
		s, _, err = article.Put(tx, article.Stored{ID: r.ID, Capture: "cap_" + r.ID, URL: "https://" + r.Outlet + ".example/" + r.ID,
			Outlet: r.Outlet, Kind: r.Kind, DayAt: r.Published.At,
			Report: article.Report{Title: r.Title, Text: r.Text, Language: r.Language, Published: r.Published}})
		if err != nil {
			return err
		}
		return r.around(tx)
	})
	return s
}

// Capture inserts the row of a capture; reason is "" for one with bytes.
func Capture(tx *db.Tx, id, url, reason string) error {
	status := 200
	if reason != "" {
		status = 0
	}
	_, err := tx.Exec(`
		INSERT INTO captures (id, url, final_url, source, at, status, reason, detail, remedy, content_type, sha256, size, file, start, length, truncated, robots, via, peer)
		VALUES (?, ?, ?, '', ?, ?, ?, '', 'wait', 'text/html', ?, 1234, '', 0, 0, '', '', 'import', '')`,
		id, url, url, db.Micros(tx.Now), status, reason, "sha-of-"+id)
	return err
}

func (r Report) complete() Report {
	or := func(s *string, otherwise string) {
		if *s == "" {
			*s = otherwise
		}
	}
	or(&r.Outlet, "correo")
	or(&r.Title, "Title of "+r.ID)
	or(&r.Text, "The summit opened in Mexico City on 18 September. Its text is that of "+r.ID+".")
	or(&r.Language, "es")
	if r.Published.At.IsZero() && r.Published.Precision == "" {
		r.Published = vigia.Date{At: time.Date(2021, 9, 18, 14, 30, 0, 0, time.UTC), Precision: vigia.ToMin, From: "json-ld"}
	}
	if r.Kind == "" {
		r.Kind = vigia.MediaReport
	}
	if r.Genre == "" {
		r.Genre = vigia.News
	}
	if r.Networks == nil {
		r.Networks = []string{"V"}
	}
	if r.Countries == nil {
		r.Countries = []string{"CO"}
	}
	return r
}

func (r Report) around(tx *db.Tx) error {
	if r.Genre != "-" {
		if err := label(tx, r.ID, vigia.LabelGenre, string(r.Genre)); err != nil {
			return err
		}
	}
	for kind, values := range map[vigia.LabelKind][]string{vigia.LabelNetwork: r.Networks, vigia.LabelTheme: r.Themes,
		vigia.LabelCountry: r.Countries, vigia.LabelDimension: r.Dimensions} {
		for _, v := range values {
			if err := label(tx, r.ID, kind, v); err != nil {
				return err
			}
		}
	}
	if r.Relation != "" {
		if _, err := tx.Exec(`INSERT INTO relays (report, relation, origin, credit, why, by, version) VALUES (?, ?, ?, ?, 'because', 'machine', '1')`,
			r.ID, r.Relation, r.Origin, r.Credit); err != nil {
			return err
		}
	}
	if r.Story != "" {
		if _, err := tx.Exec(`INSERT INTO stories (id, title, first_at, last_at) VALUES (?, '', 0, 0) ON CONFLICT (id) DO NOTHING`, r.Story); err != nil {
			return err
		}
		if _, err := tx.Exec(`INSERT INTO story_members (report, story, why, by) VALUES (?, ?, '', 'machine')`, r.ID, r.Story); err != nil {
			return err
		}
	}
	if r.Unread {
		return nil
	}
	return article.SetStage(tx, r.ID, article.Labelled)
}

func label(tx *db.Tx, report string, kind vigia.LabelKind, value string) error {
	_, err := tx.Exec(`INSERT INTO labels (report, kind, value, score, why, by, at, version) VALUES (?, ?, ?, 0.9, ?, 'machine', 0, '1')`,
		report, kind, value, "says "+value)
	return err
}

// Monitor is a small monitor: networks V and R with sections, theme M with a
// digest, English and Spanish, days counted in New York.
func Monitor() *monitor.Monitor {
	m := &monitor.Monitor{Key: "vric", Name: vigia.Texts{"en": "VRIC Monitor", "es": "Monitor VRIC"}, Acronym: "VRIC", Version: "test"}
	m.House.Name = "Sample House"
	m.Languages.Editions = []string{"en", "es"}
	m.Networks = []monitor.Network{
		{Key: "V", Name: vigia.Texts{"en": "Bolivarian Threat Network", "es": "Red de Amenaza Bolivariana"}, Section: true, Digest: true, Slug: "bolivarian-threat-network", Governments: []string{"VE", "CU", "NI", "BO"}},
		{Key: "R", Name: vigia.Texts{"en": "Russia in LAC", "es": "Rusia en ALC"}, Section: true, Digest: true, Slug: "russia-in-lac", Governments: []string{"RU"}},
	}
	m.Themes = []monitor.Theme{{Key: "M", Name: vigia.Texts{"en": "Medical Diplomacy", "es": "Diplomacia médica"}, Digest: true, Slug: "medical-diplomacy"}}
	for _, d := range []string{"diplomatic", "economic", "military"} {
		m.Dimensions = append(m.Dimensions, monitor.Dimension{Key: d, Name: vigia.Texts{"en": d}})
	}
	m.Region.Subregions = []monitor.Place{{Key: "all", Countries: []string{"CO", "VE", "MX", "AR", "PE", "NI"}}}
	m.Region.Outside = []monitor.Place{{Key: "moscow", Countries: []string{"RU"}}}
	m.Periods = monitor.Periods{Months: 2, Zone: "America/New_York"}
	m.Reject = []monitor.Reason{{Key: "opinion"}, {Key: "weak"}}
	for _, lang := range m.Languages.Editions {
		m.Notices = append(m.Notices,
			monitor.Notice{Key: "disclaimer", Language: lang, Text: "{{.Monitor}}: at most {{.CapPercent}} percent ({{.CapFraction}}). " + lang},
			monitor.Notice{Key: "digest_intro", Language: lang, Text: "{{.Network}} in {{.Period}}. " + lang},
			monitor.Notice{Key: "special", Language: lang, Text: "Special, above {{.CapFraction}}: {{.Reason}} " + lang})
	}
	m.Policy = Policy()
	m.Outlets = outlets()
	return m
}

// Policy is the policy of May 2020: at most 1/5 of the reports.
func Policy() policy.Policy {
	p := policy.Policy{ID: "2020-05", Base: "reports", Unknown: "counted", Origin: "warn",
		CountedClasses: []vigia.Class{vigia.StateControlled, vigia.CapturedPublic, vigia.CapturedPrivate},
		Governments:    map[string][]string{"V": {"VE", "CU", "NI", "BO"}, "R": {"RU"}}}
	p.Cap.Numerator, p.Cap.Denominator = 1, 5
	p.Genres.Allowed = []vigia.Genre{vigia.News, vigia.List}
	p.Genres.EditorYes = []vigia.Genre{vigia.Analysis, vigia.Interview, vigia.Live}
	p.Genres.Forbidden = []vigia.Genre{vigia.Opinion, vigia.Editorial, vigia.Advertorial, vigia.PressRelease, vigia.Declaration}
	p.Corroboration.WindowDays = 7
	p.Override.Roles, p.Override.MinReason = []string{"editor"}, 20
	return p
}

func outlets() []monitor.Outlet {
	o := func(key, name, country, lang string, class vigia.Class, government string, kind vigia.Kind, owners ...string) monitor.Outlet {
		return monitor.Outlet{Key: key, Name: name, Country: country, Languages: []string{lang}, Class: class, Government: government,
			Kind: kind, Owners: owners, Domains: []string{key + ".example"}, Evidence: "https://evidence.example/" + key, Reviewer: "sample", Sample: true}
	}
	return []monitor.Outlet{
		o("correo", "El Correo Andino", "CO", "es", vigia.IndependentPrivate, "", vigia.MediaReport, "Grupo Cordillera"),
		o("lima", "Lima al Día", "PE", "es", vigia.IndependentPrivate, "", vigia.MediaReport, "Grupo Cordillera"),
		o("isthmus", "The Isthmus Post", "US", "en", vigia.IndependentPrivate, "", vigia.MediaReport),
		o("meridiana", "Agencia Meridiana", "ES", "es", vigia.IndependentPrivate, "", vigia.MediaReport),
		o("canal", "Canal Orinoco", "VE", "es", vigia.StateControlled, "VE", vigia.MediaReport, "Grupo Estatal Orinoco"),
		o("volga", "Агентство Волга", "RU", "ru", vigia.StateControlled, "RU", vigia.MediaReport, "Volga State Media"),
		o("rheinland", "Rheinland Global", "DE", "es", vigia.StateFunded, "DE", vigia.MediaReport),
		o("ministry", "Cancillería de Muestra", "CO", "es", vigia.OfficialBody, "CO", vigia.OfficialDocument),
	}
}
