package source_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"vigia"
	"vigia/internal/db"
	"vigia/internal/db/dbtest"
	"vigia/internal/monitor"
	"vigia/internal/source"
)

var (
	t0  = time.Date(2021, 8, 1, 12, 0, 0, 0, time.UTC)
	day = func(y, m, d int) time.Time { return time.Date(y, time.Month(m), d, 0, 0, 0, 0, time.UTC) }
)

func outlets() []monitor.Outlet {
	return []monitor.Outlet{
		{Key: "meridiana", Name: "Agencia Meridiana", Aliases: []string{"AME"}, Domains: []string{"meridiana.example"},
			Country: "ES", Languages: []string{"es", "en"}, Class: vigia.IndependentPrivate},
		{Key: "canal", Name: "Canal Orinoco", Domains: []string{"canal-orinoco.example", "orinoco.example"}, Country: "VE",
			Owners: []string{"Editora", "Grupo"}, Class: vigia.IndependentPrivate, ValidTo: day(2015, 6, 30)},
		{Key: "canal", Name: "Canal Orinoco", Domains: []string{"canal-orinoco.example"}, Country: "VE",
			Owners: []string{"Estado"}, Class: vigia.StateControlled, Government: "VE", ValidFrom: day(2015, 7, 1)},
		{Key: "volga", Name: "Агентство Волга", Aliases: []string{"Volga"}, Domains: []string{"volga.example"}, Class: vigia.StateControlled},
		{Key: "alborz", Name: "خبرگزاری البرز (Alborz News)", Domains: []string{"alborz.example"}},
		{Key: "yuhe", Name: "玉河日报", Domains: []string{"yuhe.example"}},
		{Key: "tribuna-a", Name: "Diario La Tribuna"}, {Key: "tribuna-b", Name: "La Tribuna Diaria", Aliases: []string{"La Tribuna"}},
	}
}

func sync(t testing.TB, d *db.DB, os []monitor.Outlet, feeds ...monitor.Feed) {
	t.Helper()
	err := d.InTx(context.Background(), func(tx *db.Tx) error {
		if err := source.SyncOutlets(tx, os); err != nil {
			return err
		}
		return source.SyncSources(tx, feeds)
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestRegistry(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := context.Background()
		sync(t, d, outlets())
		sync(t, d, outlets()) // twice is once
		reg, err := source.LoadRegistry(ctx, d)
		if err != nil {
			t.Fatal(err)
		}
		for _, c := range []struct {
			at     time.Time
			class  vigia.Class
			family string
		}{
			{day(2010, 1, 1), vigia.IndependentPrivate, "Grupo"},
			{day(2015, 6, 30).Add(23 * time.Hour), vigia.IndependentPrivate, "Grupo"},
			{day(2015, 7, 1), vigia.StateControlled, "Estado"},
			{day(2021, 9, 1), vigia.StateControlled, "Estado"},
		} {
			o, ok := reg.At("canal", c.at)
			if !ok || o.Class != c.class || o.Family() != c.family {
				t.Errorf("canal at %v: %v %q %q", c.at, ok, o.Class, o.Family())
			}
		}
		if o, ok := reg.At("nobody", t0); ok {
			t.Errorf("nobody: %+v", o)
		}
		for host, want := range map[string]string{
			"www.Canal-Orinoco.example": "canal", "orinoco.example:443": "canal", "meridiana.example.": "meridiana",
			"notmeridiana.example": "", "example": "", "": "",
		} {
			if got, _ := reg.ByHost(host); got != want {
				t.Errorf("host %q: %q, want %q", host, got, want)
			}
		}
	})
}

func TestADomainThatChangedHands(t *testing.T) {
	sold := monitor.Outlet{Key: "old", Domains: []string{"prensa.example"}, ValidTo: day(2015, 6, 30), Class: vigia.IndependentPrivate}
	bought := monitor.Outlet{Key: "new", Domains: []string{"prensa.example"}, ValidFrom: day(2015, 7, 1), Class: vigia.StateControlled}
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		for range 8 { // whatever the order
			sync(t, d, []monitor.Outlet{bought, sold})
			stored, err := source.LoadRegistry(context.Background(), d)
			if err != nil {
				t.Fatal(err)
			}
			for _, reg := range []*source.Registry{stored, source.NewRegistry([]monitor.Outlet{sold, bought})} {
				if got, _ := reg.ByHost("www.prensa.example"); got != "new" {
					t.Fatalf("the domain is that of %q", got)
				}
			}
		}
	})
}

func TestByName(t *testing.T) {
	reg := source.NewRegistry(outlets())
	for name, want := range map[string]string{
		"Meridiana": "meridiana", "agencia MERIDIANA": "meridiana", "(AME)": "meridiana", "canal orinoco": "canal",
		"Волга": "volga", "(Volga)": "volga", "البرز": "alborz", "Alborz": "alborz", "خبرگزاری البرز": "alborz",
		"玉河日报": "yuhe", "玉河": "yuhe", "La Tribuna": "tribuna-b", "Tribuna": "", "": "", "Agencia": "",
		"Канал Ориноко": "canal", "خبرگزاری ولگا": "volga", "Меридиана": "meridiana", "Мир": "", "о": "",
	} {
		if got, _ := reg.ByName(name); got != want {
			t.Errorf("%q: %q, want %q", name, got, want)
		}
	}
	called := source.NewRegistry([]monitor.Outlet{{Key: "prensa", Name: "La Prensa", Aliases: []string{"La Prensa de Nicaragua"}}})
	if key, ok := called.ByName("Nicaragua"); ok {
		t.Errorf("a country is taken for %s", key)
	}
	if key, _ := called.ByName("La Prensa de Nicaragua"); key != "prensa" {
		t.Error("an outlet with a country in its name is not found by it")
	}
	var none *source.Registry
	if _, ok := none.ByName("Volga"); ok {
		t.Error("a nil registry knows Volga")
	}
}

func TestSpansAreWithdrawnNotDeleted(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := context.Background()
		sync(t, d, outlets())
		os := outlets()
		os[2].ValidFrom = day(2016, 1, 1) // the year was wrong
		sync(t, d, os)
		var rows int
		if err := d.QueryRow(ctx, `SELECT count(*) FROM outlet_classes WHERE outlet = 'canal'`).Scan(&rows); err != nil || rows != 3 {
			t.Errorf("%d rows, %v; want 3", rows, err)
		}
		reg, err := source.LoadRegistry(ctx, d)
		if err != nil {
			t.Fatal(err)
		}
		if o, _ := reg.At("canal", day(2015, 9, 1)); o.Class != vigia.UnknownClass {
			t.Errorf("in the gap: %q, want unknown", o.Class)
		}
		if o, _ := reg.At("canal", day(2016, 1, 1)); o.Class != vigia.StateControlled {
			t.Errorf("after: %q", o.Class)
		}
	})
}

func TestNextPoll(t *testing.T) {
	busy := source.Learned{Arrivals: 100, Hours: 10, Window: 100} // ten an hour
	slow := source.Learned{Arrivals: 0.5, Hours: 240}
	held := func(l source.Learned, f func(*source.Learned)) source.Learned { f(&l); return l }
	for _, c := range []struct {
		name        string
		l           source.Learned
		fails       int
		p           source.Poll
		least, most time.Duration
		gone        bool
	}{
		{"a busy source", busy, 0, source.Poll{Status: 200, Items: 20, Fresh: 3}, time.Hour, 66 * time.Minute, false},
		{"nothing new", busy, 0, source.Poll{Status: 304}, time.Hour, 66 * time.Minute, false},
		{"a slow source", slow, 0, source.Poll{Status: 304}, 15 * time.Hour, 18 * time.Hour, false},
		{"one that never gives", source.Learned{Hours: 400}, 0, source.Poll{Status: 200}, 24 * time.Hour, 27 * time.Hour, false},
		{"a tight budget", busy, 0, source.Poll{Status: 200, Fresh: 1, Stretch: 16}, 6 * time.Hour, 7 * time.Hour, false},
		{"a short feed", held(busy, func(l *source.Learned) { l.Window = 30 }), 0, source.Poll{Status: 200, Stretch: 16}, 140 * time.Minute, 160 * time.Minute, false},
		{"ttl", held(busy, func(l *source.Learned) { l.TTL = 3 * time.Hour }), 0, source.Poll{Status: 200, Fresh: 1}, 3 * time.Hour, 181 * time.Minute, false},
		{"max-age below", busy, 0, source.Poll{Status: 200, Fresh: 1, MaxAge: time.Minute}, time.Hour, 66 * time.Minute, false},
		{"max-age of the feed that is not modified", held(busy, func(l *source.Learned) { l.MaxAge = 5 * time.Hour }), 0, source.Poll{Status: 304}, 5 * time.Hour, 301 * time.Minute, false},
		{"first failure", busy, 0, source.Poll{Status: 500, Reason: "server-error"}, time.Hour, 66 * time.Minute, false},
		{"fourth failure", busy, 3, source.Poll{Reason: "timeout"}, 8 * time.Hour, 9 * time.Hour, false},
		{"hundredth failure", busy, 99, source.Poll{Reason: "timeout"}, 24 * time.Hour, 27 * time.Hour, false},
		{"retry after", busy, 0, source.Poll{Status: 429, Reason: "rate-limited", RetryAfter: 5 * time.Hour}, 5 * time.Hour, 301 * time.Minute, false},
		{"absurd retry after", busy, 0, source.Poll{Status: 503, Reason: "server-error", RetryAfter: 1e6 * time.Hour}, 168 * time.Hour, 168 * time.Hour, false},
		// t0 is a Sunday, 12:00.
		{"hours to skip", held(busy, func(l *source.Learned) { l.Skip.Hours = 1<<12 | 1<<13 | 1<<14 }), 0, source.Poll{Status: 200}, 3 * time.Hour, 190 * time.Minute, false},
		{"days to skip", held(busy, func(l *source.Learned) { l.Skip.Days = 1<<t0.Weekday() | 1<<((t0.Weekday()+1)%7) }), 0, source.Poll{Status: 200}, 36 * time.Hour, 48 * time.Hour, false},
		{"all hours to skip", held(busy, func(l *source.Learned) { l.Skip.Hours = 1<<24 - 1 }), 0, source.Poll{Status: 200}, time.Hour, 66 * time.Minute, false},
		{"gone", busy, 0, source.Poll{Status: 410, Reason: "gone"}, 0, 0, true},
	} {
		s := source.Source{ID: "src_a", URL: "https://a.example/feed", Fails: c.fails, Learned: c.l}
		n := source.NextPoll(s, c.p, t0)
		if n.Gone != c.gone || n.Why == "" {
			t.Errorf("%s: %+v", c.name, n)
		}
		if wait := n.At.Sub(t0); !c.gone && (wait < c.least || wait > c.most) {
			t.Errorf("%s: waits %v, want %v to %v", c.name, wait, c.least, c.most)
		}
	}
}

func TestPolls(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := context.Background()
		now := t0
		d.SetNow(func() time.Time { return now })
		feeds := []monitor.Feed{
			{Outlet: "canal", Title: "Canal", URL: "https://canal-orinoco.example/rss", Kind: "rss", Language: "es"},
			{Outlet: "volga", Title: "Волга", URL: "https://volga.example/rss", Kind: "rss", Language: "ru"},
			{Outlet: "yuhe", Title: "玉河", URL: "https://yuhe.example/rss", Kind: "rss", Language: "zh"},
			{Outlet: "alborz", Title: "Alborz", URL: "https://alborz.example/rss", Kind: "rss", Language: "fa"},
		}
		sync(t, d, outlets(), feeds...)
		due, err := source.Due(ctx, d, now.Add(time.Second), 10)
		if err != nil || len(due) != 4 {
			t.Fatalf("%d due, %v", len(due), err)
		}
		polls := []source.Poll{
			{Status: 200, Items: 5, Fresh: 5, ETag: `"a"`, Warnings: []string{"no dates"}},
			{Status: 403, Reason: "robots", Detail: "Disallow: /", Remedy: "ask the outlet"},
			{Status: 410, Reason: "status"},
		}
		record := func(id string, p source.Poll) {
			t.Helper()
			p.Source = id
			if err := d.InTx(ctx, func(tx *db.Tx) error { _, err := source.RecordPoll(tx, p); return err }); err != nil {
				t.Fatal(err)
			}
		}
		for i, p := range polls {
			record(due[i], p)
		}
		now = t0.Add(time.Hour)
		record(due[0], source.Poll{Status: 304})
		s, err := source.Get(ctx, d, due[0])
		if err != nil || s.ETag != `"a"` || !s.Verified || !s.ItemAt.Equal(t0) || !s.OKAt.Equal(now) {
			t.Errorf("after a 304: %+v, %v", s, err)
		}
		sync(t, d, outlets(), feeds...) // must not reset the schedule
		if again, err := source.Get(ctx, d, due[0]); err != nil || !again.NextAt.Equal(s.NextAt) {
			t.Errorf("a sync moved the next poll to %v (%v)", again.NextAt, err)
		}
		hs, err := source.HealthOf(ctx, d, now)
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, h := range hs {
			got = append(got, h.Outlet+" "+h.Word)
		}
		if diff := cmp.Diff([]string{"volga blocked", "yuhe gone", "alborz never", "canal fresh"}, got); diff != "" {
			t.Error(diff)
		}
		if hs[0].Remedy != "ask the outlet" || hs[3].Items != 5 {
			t.Errorf("health: %+v %+v", hs[0], hs[3])
		}
		if hs, err := source.HealthOf(ctx, d, now.AddDate(0, 0, 40)); err != nil || hs[3].Word != "quiet" || hs[3].Items != 0 {
			t.Errorf("forty days later: %+v %v", hs[3], err)
		}
		if err := d.InTx(ctx, func(tx *db.Tx) error {
			if err := source.Pause(tx, due[0]); err != nil {
				return err
			}
			if err := source.Resume(tx, due[2]); err != nil {
				return err
			}
			return source.Pause(tx, due[3])
		}); err != nil {
			t.Fatal(err)
		}
		due, err = source.Due(ctx, d, now.Add(10*time.Minute), 10)
		if err != nil || len(due) != 2 {
			t.Errorf("due after pausing and resuming: %v, %v", due, err)
		}
	})
}

func TestAdd(t *testing.T) {
	d := dbtest.Lite(t)
	sync(t, d, outlets())
	ctx := context.Background()
	add := func(n source.New) error {
		return d.InTx(ctx, func(tx *db.Tx) error { _, err := source.Add(tx, n); return err })
	}
	good := source.New{Outlet: "canal", URL: "https://orinoco.example/feed"}
	for _, c := range []struct {
		n    source.New
		want error
	}{
		{good, nil}, {good, vigia.ErrConflict},
		{source.New{Outlet: "canal", URL: "file:///etc/passwd"}, vigia.ErrInvalid},
		{source.New{Outlet: "canal", URL: "orinoco"}, vigia.ErrInvalid},
		{source.New{Outlet: "nobody", URL: "https://nobody.example/"}, vigia.ErrNotFound},
		{source.New{Outlet: "canal", URL: "https://orinoco.example/x", Kind: "pigeon"}, vigia.ErrInvalid},
	} {
		err := add(c.n)
		var p *vigia.Problem
		if !errors.Is(err, c.want) || c.want != nil && (!errors.As(err, &p) || p.Remedy == "") {
			t.Errorf("%+v: %v, want %v with a remedy", c.n, err, c.want)
		}
	}
}

func TestFinds(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := context.Background()
		sync(t, d, outlets(), monitor.Feed{Outlet: "canal", URL: "https://canal-orinoco.example/rss", Kind: "rss"})
		src, err := source.ByURL(ctx, d, "https://canal-orinoco.example/rss")
		if err != nil {
			t.Fatal(err)
		}
		f := source.Find{Key: "canal-orinoco.example/a", URL: "https://canal-orinoco.example/a", Source: src.ID, Title: "A",
			Published: vigia.Date{At: t0, Precision: vigia.ToMin}}
		var fresh [2]bool
		if err := d.InTx(ctx, func(tx *db.Tx) (err error) {
			for i := range fresh {
				if fresh[i], err = source.PutFind(tx, f); err != nil {
					return err
				}
			}
			_, err = source.MarkFind(tx, f, source.FindWaiting, "timeout", "30 s", "")
			return err
		}); err != nil {
			t.Fatal(err)
		}
		if fresh != [2]bool{true, false} {
			t.Errorf("fresh: %v", fresh)
		}
		ws, err := source.Waiting(ctx, d, t0.Add(2*time.Hour), 10)
		if err != nil || len(ws) != 1 || ws[0].Tries != 1 || ws[0].Reason != "timeout" || !ws[0].Published.At.Equal(t0) {
			t.Errorf("waiting: %+v, %v", ws, err)
		}
		mark := func(state string) (was bool) {
			if err := d.InTx(ctx, func(tx *db.Tx) (err error) {
				was, err = source.MarkFind(tx, f, state, "", "", "")
				return err
			}); err != nil {
				t.Fatal(err)
			}
			return was
		}
		if !mark(source.FindCaptured) || mark(source.FindCaptured) || mark(source.FindFailed) {
			t.Error("of several who capture an address, not just the first was told so")
		}
		if ws, err := source.Waiting(ctx, d, t0.Add(2*time.Hour), 10); err != nil || len(ws) != 0 {
			t.Errorf("still waiting: %v, %v", ws, err)
		}
	})
}
