package story_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"vigia"
	"vigia/internal/article"
	"vigia/internal/db"
	"vigia/internal/db/dbtest"
	"vigia/internal/monitor"
	"vigia/internal/policy"
	"vigia/internal/source"
	"vigia/internal/story"
)

// put stores a report under its id, with the capture row that evidence would
// have written, and places it.
func put(t testing.TB, d *db.DB, reg *source.Registry, doc story.Doc) article.Stored {
	t.Helper()
	var s article.Stored
	err := d.InTx(context.Background(), func(tx *db.Tx) (err error) {
		if _, err = tx.Exec(`INSERT INTO captures (id, url, final_url, source, at, status, reason, detail, remedy, content_type,
			sha256, size, file, start, length, truncated, robots, via, peer)
			VALUES (?, '', '', '', 0, 200, '', '', '', '', '', 0, '', 0, 0, '', '', 'import', '')`, "cap_"+doc.ID); err != nil {
			return err
		}
		s, _, err = article.Put(tx, article.Stored{ID: doc.ID, Capture: "cap_" + doc.ID, URL: "https://x.example/" + doc.ID,
			Key: "x.example/" + doc.ID, Outlet: doc.Outlet, ArrivedAt: doc.Published.At.Add(time.Hour),
			Report: article.Report{Title: doc.Title, Text: doc.Text, Language: doc.Language, Byline: doc.Byline, Published: doc.Published}})
		if err != nil {
			return err
		}
		_, err = story.Place(tx, reg, s)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// relations gives what the database holds of the relays.
func relations(t testing.TB, d *db.DB) map[string]string {
	t.Helper()
	rows, err := d.Query(context.Background(), `SELECT report, relation, origin, credit FROM relays`)
	out := map[string]string{}
	err = db.Each(rows, err, func(r *db.Rows) error {
		var id, relation, origin, credit string
		err := r.Scan(&id, &relation, &origin, &credit)
		out[id] = fmt.Sprintf("%s of %s, credits %s", relation, origin, credit)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// members lists the reports of a story, and who put them there.
func members(t testing.TB, d *db.DB, story string) []string {
	t.Helper()
	rows, err := d.Query(context.Background(), `SELECT report, by FROM story_members WHERE story = ? ORDER BY report`, story)
	all, err := db.Collect(rows, err, func(r *db.Rows) (string, error) {
		var report, by string
		err := r.Scan(&report, &by)
		return report + " by " + by, err
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

func TestPlaceInAnyOrder(t *testing.T) {
	want := map[string]string{
		"origin": "original of , credits ", "copy": "copy of origin, credits meridiana", "half": "copy of origin, credits ",
		"english": "original of , credits ", "rewritten": "derived of origin, credits meridiana", "coffee": "original of , credits ",
	}
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		for n, order := range [][]int{{0, 1, 2, 3, 4, 5}, {5, 4, 3, 2, 1, 0}, {4, 1, 0, 5, 3, 2}} {
			if n > 0 {
				d = dbtest.Lite(t)
			}
			docs := press()
			for _, i := range order {
				put(t, d, registry(), docs[i])
			}
			if diff := cmp.Diff(want, relations(t, d)); diff != "" {
				t.Errorf("order %v: %s", order, diff)
			}
			ctx := context.Background()
			one, err := story.StoryOf(ctx, d, "origin")
			if err != nil {
				t.Fatal(err)
			}
			if ms := members(t, d, one); len(ms) != 5 {
				t.Errorf("order %v: members %v; want 5", order, ms)
			}
		}
	})
}

func TestPlaceTwiceIsOnce(t *testing.T) {
	d := dbtest.Lite(t)
	s := put(t, d, registry(), press()[0])
	var again story.Placed
	if err := d.InTx(context.Background(), func(tx *db.Tx) (err error) { again, err = story.Place(tx, registry(), s); return err }); err != nil {
		t.Fatal(err)
	}
	if one, err := story.StoryOf(context.Background(), d, s.ID); err != nil || again.Story != one {
		t.Errorf("placed again in %q, was %q (%v)", again.Story, one, err)
	}
}

func TestPeopleMoveReports(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := context.Background()
		docs := press()
		for _, i := range []int{1, 5} { // the copy, without its origin
			put(t, d, registry(), docs[i])
		}
		coffee, err := story.StoryOf(ctx, d, "coffee")
		if err != nil {
			t.Fatal(err)
		}
		if err := d.InTx(ctx, func(tx *db.Tx) error { _, err := story.Move(tx, "copy", coffee, "per_1"); return err }); err != nil {
			t.Fatal(err)
		}
		put(t, d, registry(), docs[0]) // its origin comes: the person's word stands
		if got, err := story.StoryOf(ctx, d, "copy"); err != nil || got != coffee {
			t.Errorf("copy is in %q (%v), want %q", got, err, coffee)
		}
		var split string
		if err := d.InTx(ctx, func(tx *db.Tx) (err error) {
			a, err := story.Split(tx, []string{"copy", "copy"}, "per_1")
			if err == nil {
				split = a.Moved[0].To
			}
			return err
		}); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff([]string{"copy by per_1"}, members(t, d, split)); diff != "" {
			t.Errorf("split: %s", diff)
		}
		if got := relations(t, d)["copy"]; got != "copy of origin, credits meridiana" {
			t.Errorf("the relay after the split: %s", got)
		}
		for name, f := range map[string]func(*db.Tx) error{
			"no such story":  func(tx *db.Tx) error { _, err := story.Move(tx, "copy", "sto_none", "per_1"); return err },
			"no such report": func(tx *db.Tx) error { _, err := story.Move(tx, "nobody", split, "per_1"); return err },
		} {
			if err := d.InTx(ctx, f); !errors.Is(err, vigia.ErrNotFound) {
				t.Errorf("%s: %v", name, err)
			}
		}
	})
}

func sample() *monitor.Monitor {
	m := &monitor.Monitor{Key: "sample"}
	m.Policy.CountedClasses = []vigia.Class{vigia.StateControlled, vigia.CapturedPublic, vigia.CapturedPrivate}
	m.Policy.Governments = map[string][]string{"V": {"VE"}, "R": {"RU"}}
	m.Policy.Genres.Forbidden = []vigia.Genre{vigia.Opinion, vigia.Declaration}
	return m
}

func TestCorroborate(t *testing.T) {
	state := story.Doc{ID: "state", Outlet: "canal", Published: at(1), Language: "es", Title: "Perú tendrá planta de Sputnik V",
		Text: "El Perú de Pedro Castillo tendrá una planta de la vacuna Sputnik V, celebró el gobierno. El ministro Hernando Cevallos habla de 2023 y el país recibirá 20 millones de dosis de Rusia, tras hablar con el embajador el 31 de agosto."}
	captured := story.Doc{ID: "captured", Outlet: "semanario", Published: at(4), Language: "es", Title: "Planta de Sputnik V en el Perú",
		Text: "La planta de Sputnik V que anunció Pedro Castillo para el Perú llegará en 2023, dijo el ministro Hernando Cevallos sobre la vacuna de Rusia; van 20 millones de dosis."}
	relay := story.Doc{ID: "relay", Outlet: "diario", Published: at(6), Language: "es", Title: state.Title, Text: state.Text + "\n\nCon información de Canal Orinoco"}
	named := story.Doc{ID: "named", Outlet: "correo", Published: at(7), Language: "es", Title: "Perú: planta de Sputnik V",
		Text: "Según la agencia Volga, Lima albergará en 2023 la segunda fábrica regional del inmunizante Sputnik V. Castillo lo contó en un mensaje al país, y Cevallos, ministro de Salud, calcula que Rusia mandará antes 20 millones de dosis al Perú."}
	for _, c := range []struct {
		name string
		docs []story.Doc
		want []string // independent
		is   story.Standing
		no   map[string]string
	}{
		{"nobody else", []story.Doc{state}, nil, story.StateOnly, nil},
		{"owners, relays and credits of the state do not count", []story.Doc{state, captured, relay, named}, nil, story.StateOnly,
			map[string]string{"captured": "it belongs to the same owners: Grupo Estatal", "relay": "it has the same origin",
				"named": "it has it from Агентство Волга, which counts as state media"}},
		{"an agency does, once", append(press(), state, relay), []string{"origin", "english"}, story.Corroborated,
			map[string]string{"copy": "it has the same origin as one that is named already"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			d := dbtest.Lite(t)
			var s article.Stored
			for _, doc := range c.docs {
				if got := put(t, d, registry(), doc); doc.ID == "state" {
					s = got
				}
			}
			search, err := story.Corroborate(context.Background(), d, registry(), sample(), s, s.DayAt, 7)
			if err != nil {
				t.Fatal(err)
			}
			all := search.Compared
			if search.Standing != c.is || len(search.Families) != len(c.want) {
				t.Errorf("%s, families %v; want %s", search.Standing, search.Families, c.is)
			}
			if diff := cmp.Diff(c.want, search.Independent); diff != "" {
				t.Errorf("independent: %s\n%+v", diff, all)
			}
			if search.Searched != len(all) || search.WindowDays != 7 || search.Query == "" {
				t.Errorf("search: %+v over %d", search, len(all))
			}
			for id, why := range c.no {
				i := slices.IndexFunc(all, func(x story.Compared) bool { return x.Report == id })
				if i < 0 || all[i].Independent || all[i].Why != why {
					t.Errorf("%s: %+v, want %q", id, all, why)
				}
			}
		})
	}
}

func TestSearches(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := context.Background()
		put(t, d, registry(), press()[0])
		if s, err := story.LastSearch(ctx, d, "origin"); s != nil || err != nil {
			t.Errorf("before any: %v, %v", s, err)
		}
		for n := range 2 {
			s := policy.Search{At: noon.AddDate(0, 0, n), WindowDays: 7, Query: "q", Searched: n, Independent: []string{"a", "b"}[:n]}
			if err := d.InTx(ctx, func(tx *db.Tx) error { return story.RecordSearch(tx, "origin", "per_1", s) }); err != nil {
				t.Fatal(err)
			}
		}
		want := &policy.Search{At: noon.AddDate(0, 0, 1), WindowDays: 7, Query: "q", Searched: 1, Independent: []string{"a"}}
		got, err := story.LastSearch(ctx, d, "origin")
		if diff := cmp.Diff(want, got); err != nil || diff != "" {
			t.Errorf("%s %v", diff, err)
		}
	})
}

// TestPlaceHeadlines: reports of which hardly more than a title is known find
// each other by it.
func TestPlaceHeadlines(t *testing.T) {
	d := dbtest.Lite(t)
	at := time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)
	for i, title := range []string{
		"El nuevo puerto abre sus puertas en la capital",
		"Excarcelan a doce pescadores de Bluefields tras una semana de protestas",
		"Sube el precio del café por las lluvias",
		"Pescadores excarcelados en Bluefields denuncian maltratos",
	} {
		put(t, d, nil, story.Doc{ID: fmt.Sprint("h", i), Outlet: fmt.Sprint("diario", i), Language: "es", Title: title,
			Published: vigia.Date{At: at.Add(time.Duration(i) * time.Hour), Precision: vigia.ToMin}})
	}
	of := func(id string) string {
		s, err := story.StoryOf(t.Context(), d, id)
		if err != nil {
			t.Fatal(err)
		}
		return s
	}
	if of("h1") != of("h3") {
		t.Error("the fishermen of Bluefields have two stories")
	}
	if of("h0") == of("h1") || of("h0") == of("h2") {
		t.Error("a harbour, coffee and fishermen have one story")
	}
}
