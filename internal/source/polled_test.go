package source_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"vigia"
	"vigia/internal/db"
	"vigia/internal/db/dbtest"
	"vigia/internal/monitor"
	"vigia/internal/source"
)

// listed makes an answer that names items.
func listed(at time.Time, fresh map[int]bool, from, to int) source.Poll {
	p := source.Poll{Status: 200, At: at, ETag: fmt.Sprintf(`"%d"`, to), ValidFor: "https://orinoco.example/rss", Title: "Canal", Site: "orinoco.example"}
	for i := from; i < to; i++ {
		p.Listed = append(p.Listed, source.Listed{Key: fmt.Sprint("k", i), Title: fmt.Sprint("Titular ", i), Fresh: fresh == nil || fresh[i]})
		p.Items++
		if p.Listed[len(p.Listed)-1].Fresh {
			p.Fresh++
		}
	}
	return p
}

// TestNotModifiedHealsNothing: after a failure only an answer that is read
// makes a source well again.
func TestNotModifiedHealsNothing(t *testing.T) {
	s, _ := source.Polled(source.Source{State: source.Active}, listed(t0, nil, 0, 10))
	for name, failed := range map[string]struct {
		p     source.Poll
		fails int
	}{
		"the server was away":    {source.Poll{At: t0.Add(time.Hour), Reason: "timeout"}, 0},
		"a page came for a feed": {source.Poll{At: t0.Add(time.Hour), Status: 200, Reason: source.NoFeed, ETag: `"page"`}, 1},
	} {
		ill, _ := source.Polled(s, failed.p)
		if ill.Fails != 1 || ill.DarkAt.IsZero() || !ill.OKAt.Equal(t0) {
			t.Errorf("%s: %+v", name, ill)
		}
		same, _ := source.Polled(ill, source.Poll{At: t0.Add(2 * time.Hour), Status: 304})
		if same.Reason != failed.p.Reason || same.DarkAt.IsZero() || !same.OKAt.Equal(t0) || same.Fails != failed.fails {
			t.Errorf("%s, not modified: %+v", name, same)
		}
		if failed.p.ETag != "" && same.ETag != failed.p.ETag {
			t.Errorf("%s: the validator of the last answer is %q, and %q would be sent", name, failed.p.ETag, same.ETag)
		}
		well, _ := source.Polled(same, listed(t0.Add(3*time.Hour), map[int]bool{10: true}, 1, 11))
		if well.Reason != "" || !well.DarkAt.IsZero() || well.Fails != 0 || !well.OKAt.Equal(t0.Add(3*time.Hour)) {
			t.Errorf("%s, read again: %+v", name, well)
		}
	}
}

func TestMoves(t *testing.T) {
	s := source.Source{URL: "http://orinoco.example/rss", State: source.Active}
	p := listed(t0, nil, 0, 3)
	p.Moved = "https://www.orinoco.example/rss"
	s, _ = source.Polled(s, p)
	if s.Asked() != p.Moved || s.Offered != "" || s.URL != "http://orinoco.example/rss" {
		t.Errorf("within its site: %+v", s)
	}
	p.Moved, p.Elsewhere = "https://casino.example/", true
	s, _ = source.Polled(s, p)
	if s.Asked() != "https://www.orinoco.example/rss" || s.Offered != p.Moved {
		t.Errorf("to another site: %+v", s)
	}
	p.Moved = ""
	if back, _ := source.Polled(s, p); back.Offered != "" {
		t.Errorf("it does not lead there any more: %+v", back)
	}
	s, next := source.Polled(s, source.Poll{At: t0, Status: 410, Reason: "gone"})
	if s.Ask != "" || s.State != source.Active || next.Gone {
		t.Errorf("where it had moved to is gone: %+v", s)
	}
}

func TestRenamedAndStrange(t *testing.T) {
	s, _ := source.Polled(source.Source{}, listed(t0, nil, 0, 10))
	var churn []source.Listed
	for i := 1; i < 11; i++ {
		churn = append(churn, source.Listed{Key: fmt.Sprint("other", i), Title: fmt.Sprint("TITULAR  ", i)})
	}
	old := s.Learned.Renamed(churn)
	if old == nil || !old[0] || old[9] {
		t.Errorf("old headlines under new addresses: %v", old)
	}
	var fresh []source.Listed
	for i := 20; i < 30; i++ {
		fresh = append(fresh, source.Listed{Key: fmt.Sprint("k", i), Title: fmt.Sprint("Titular ", i)})
	}
	if s.Learned.Renamed(fresh) != nil || s.Learned.Renamed(churn[:3]) != nil {
		t.Error("new headlines taken for old ones")
	}
	for _, c := range []struct {
		title, site string
		strange     bool
	}{{"Canal", "orinoco.example", false}, {"CANAL ", "casino.example", false}, {"Casino", "orinoco.example", false}, {"", "casino.example", false}, {"Casino", "", false}, {"Casino", "casino.example", true}} {
		if got := s.Learned.Stranger(c.title, c.site); (got != "") != c.strange {
			t.Errorf("%q of %s: %q", c.title, c.site, got)
		}
	}
}

// TestGaps: what was not read is told, and whether it was made up for.
func TestGaps(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := context.Background()
		now := t0
		d.SetNow(func() time.Time { return now })
		var feeds []monitor.Feed
		for _, name := range []string{"a", "b", "c", "d", "e"} {
			feeds = append(feeds, monitor.Feed{Outlet: "canal", URL: "https://canal-orinoco.example/" + name, Kind: "rss"})
		}
		sync(t, d, outlets(), feeds...)
		id := map[string]string{}
		for _, f := range feeds {
			s, err := source.ByURL(ctx, d, f.URL)
			if err != nil {
				t.Fatal(err)
			}
			id[f.URL[len(f.URL)-1:]] = s.ID
		}
		record := func(name string, after time.Duration, p source.Poll) {
			t.Helper()
			now = t0.Add(after)
			p.Source, p.At = id[name], now
			if err := d.InTx(ctx, func(tx *db.Tx) error { _, err := source.RecordPoll(tx, p); return err }); err != nil {
				t.Fatal(err)
			}
		}
		const h = time.Hour
		for _, name := range []string{"a", "b", "c", "d"} {
			record(name, 0, listed(t0, nil, 0, 10))
		}
		record("a", 2*h, source.Poll{Reason: "timeout"})
		record("a", 4*h, source.Poll{Status: 200, Reason: source.Captcha, Detail: "a wall"})
		record("a", 9*h, listed(t0, map[int]bool{10: true}, 5, 11)) // reaches back
		record("b", 2*h, source.Poll{Status: 503, Reason: "server-error"})
		record("b", 30*h, listed(t0, nil, 50, 60)) // does not
		record("c", 2*h, listed(t0, nil, 40, 50))  // more than the feed holds
		record("c", 90*h, listed(t0, nil, 41, 51))
		now = t0.Add(3 * h)
		if err := d.InTx(ctx, func(tx *db.Tx) error { return source.Pause(tx, id["d"]) }); err != nil {
			t.Fatal(err)
		}
		show := func(from, to, at time.Duration) (out []string) {
			gs, err := source.Gaps(ctx, d, t0.Add(from), t0.Add(to), t0.Add(at))
			if err != nil {
				t.Fatal(err)
			}
			for _, g := range gs {
				end := "…"
				if !g.To.IsZero() {
					end = fmt.Sprint(g.To.Sub(t0).Hours())
				}
				start := "?"
				if !g.From.IsZero() {
					start = fmt.Sprint(g.From.Sub(t0).Hours())
				}
				out = append(out, fmt.Sprintf("%s %s %s-%s %v", g.URL[len(g.URL)-1:], g.Reason, start, end, g.MadeUp))
			}
			return out
		}
		want := []string{"a captcha 0-9 true", "a not-asked 9-… false", "b server-error 0-30 false", "b not-asked 30-… false", "c overflow 0-2 false", "c not-asked 2-90 true", "d paused 0-… false", "e never ?-… false"}
		if diff := cmp.Diff(want, show(0, 100*h, 91*h)); diff != "" {
			t.Error(diff)
		}
		if diff := cmp.Diff([]string{"a not-asked 9-… false", "b server-error 0-30 false", "c not-asked 2-90 true", "d paused 0-… false", "e never ?-… false"}, show(10*h, 20*h, 91*h)); diff != "" {
			t.Error(diff)
		}
	})
}

func TestMoveCommand(t *testing.T) {
	d := dbtest.Lite(t)
	ctx := context.Background()
	sync(t, d, outlets(), monitor.Feed{Outlet: "canal", URL: "https://canal-orinoco.example/rss", Kind: "rss"})
	s, err := source.ByURL(ctx, d, "https://canal-orinoco.example/rss")
	if err != nil {
		t.Fatal(err)
	}
	move := func() error { return d.InTx(ctx, func(tx *db.Tx) error { return source.Move(tx, s.ID) }) }
	if err := move(); !errors.Is(err, vigia.ErrConflict) {
		t.Errorf("nothing was offered: %v", err)
	}
	p := listed(t0, nil, 0, 3)
	p.Source, p.Moved, p.Elsewhere = s.ID, "https://nuevo.example/rss", true
	if err := d.InTx(ctx, func(tx *db.Tx) error { _, err := source.RecordPoll(tx, p); return err }); err != nil {
		t.Fatal(err)
	}
	if hs, err := source.HealthOf(ctx, d, t0); err != nil || hs[0].Word != "moved" || !strings.Contains(hs[0].Why, "nuevo.example") {
		t.Errorf("%+v, %v", hs, err)
	}
	if err := move(); err != nil {
		t.Fatal(err)
	}
	if s, err = source.Get(ctx, d, s.ID); err != nil || s.Asked() != "https://nuevo.example/rss" || s.Offered != "" || s.ETag != "" {
		t.Errorf("%+v, %v", s, err)
	}
}

// TestVolume: a source that falls silent or floods is told within days, one
// that goes on as it did is left in peace.
func TestVolume(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	poisson := func(mean float64) (n int) {
		for at := r.ExpFloat64(); at < mean; at += r.ExpFloat64() {
			n++
		}
		return n
	}
	week := [7]float64{0.4, 1.2, 1.2, 1.2, 1.2, 1.2, 0.6} // Sunday first
	wrong, judged := 0, 0
	for _, mean := range []float64{0.3, 1, 4, 15, 80, 300} {
		silent, flood := 0, 0
		for range 40 {
			var series []int
			for i := range 90 {
				m := mean * week[(i+4)%7]
				m *= 0.7 + 0.6*r.Float64() // news comes in waves
				series = append(series, poisson(m))
			}
			for day := 70; day < 90; day++ {
				judged++
				if v := source.JudgeVolume(series[day-70:day], int64(day)); v.Alert != "" {
					wrong++
				}
			}
			quiet := append(series[20:87:87], 0, 0, 0)
			if v := source.JudgeVolume(quiet, 90); v.Alert == source.Silent {
				silent++
			}
			much := append(series[20:87:87], int(mean*8)+15, int(mean*8)+15, int(mean*8)+15)
			if v := source.JudgeVolume(much, 90); v.Alert == source.Flood {
				flood++
			}
		}
		t.Logf("%5.1f items a day: silence of three days found in %d of 40, a flood in %d", mean, silent, flood)
		if mean >= 4 && silent < 30 || mean >= 1 && flood < 36 {
			t.Errorf("%v items a day: silence found in %d of 40, flood in %d", mean, silent, flood)
		}
	}
	t.Logf("false alerts: %d in %d days of sources", wrong, judged)
	if wrong*200 > judged {
		t.Errorf("%d false alerts in %d days", wrong, judged)
	}
	v := source.JudgeVolume(make([]int, 10), 90)
	if v.High != 0 || v.Alert != "" {
		t.Errorf("after ten days: %+v", v)
	}
}

func TestBlocker(t *testing.T) {
	long := "<html><head><title>404 días sin captcha</title></head><body>" + strings.Repeat("<p>El puerto de la costa norte cumplió 404 días sin barcos.</p>", 40) +
		`<script>window._cf_chl_opt={}</script><form><input type="password"><div class="g-recaptcha"></div></form></body></html>`
	for _, c := range []struct {
		name   string
		status int
		header http.Header
		page   string
		want   string
	}{
		{"a report", 200, nil, long, ""},
		{"Cloudflare", 403, nil, `<html><head><title>Just a moment...</title></head><body><script>window._cf_chl_opt={}</script></body>`, source.Captcha},
		{"its header", 403, http.Header{"Cf-Mitigated": {"challenge"}}, "", source.Captcha},
		{"DataDome", 403, nil, `<html><body><script src="https://ct.captcha-delivery.com/c.js"></script></body></html>`, source.Captcha},
		{"a wall with status 200", 200, nil, `<html><script src="/_Incapsula_Resource?x"></script></html>`, source.Captcha},
		{"403 and no more", 403, nil, "<h1>Forbidden</h1>", ""},
		{"402", 402, nil, "", source.Paywall},
		{"401", 401, nil, "", source.Login},
		{"a gate", 200, nil, `<title>Iniciar sesión</title><form><input type="password"></form>`, source.Login},
		{"an offer", 200, nil, `<title>Suscríbase a El Faro</title><p>Desde 3 dólares</p>`, source.Paywall},
		{"a missing page", 200, nil, `<html><title>Página no encontrada</title><p>Busque en la portada.</p>`, source.SoftGone},
		{"not found, in short", 200, nil, `<html><title> Not Found </title><p>Nothing here.</p>`, source.SoftGone},
		{"news of a signing", 200, nil, `<title>Delegación suscribe en México un memorando</title><p>Firmó el jefe de la delegación.</p>`, ""},
		{"news of a search", 200, nil, `<title>Niño no encontrado tras la riada</title><p>Lo buscan.</p>`, ""},
		{"news that says what it is", 200, nil, `<title>Suscríbase al plan, pide el alcalde</title><script type="application/ld+json">{"@type":"NewsArticle"}</script><p>Lo pidió.</p>`, ""},
		{"nothing", 200, nil, "", ""},
		{"open tags", 200, nil, "<script", ""},
	} {
		if got := source.Blocker(c.status, c.header, []byte(c.page)); got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
	for _, c := range []struct{ body, asked, final, want string }{
		{long, "https://a.example/rss", "https://a.example/rss", source.NoFeed},
		{long, "https://a.example/rss", "https://a.example/", source.SoftGone},
		{long, "https://a.example/", "https://a.example/", source.NoFeed},
		{"<rss><chan", "https://a.example/rss", "https://a.example/rss", source.Parser},
	} {
		if got := source.FeedBlocker(200, nil, []byte(c.body), c.asked, c.final); got != c.want {
			t.Errorf("%.20q at %s: %q, want %q", c.body, c.final, got, c.want)
		}
	}
	for _, b := range []string{source.Captcha, source.Paywall, source.Login, source.SoftGone, source.NoFeed, source.Stranger} {
		if source.Remedy(b) == "" {
			t.Errorf("%s has no remedy", b)
		}
	}
}

// TestRare: sources with an item a day or less are told to be silent when they
// are, and hardly ever when they are not. A source-year is judged on each of
// its days, with what was known by then.
func TestRare(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 6))
	chance := func(mean float64) func(float64) float64 {
		return func(float64) float64 { return mean * r.ExpFloat64() }
	}
	even := func(mean, jitter int) func(float64) float64 {
		return func(float64) float64 { return float64(mean + r.IntN(2*jitter+1) - jitter) }
	}
	levels := []float64{0.4, 1, 1.6, 1, 0.6, 1.4}
	waves := func(mean float64) func(float64) float64 {
		return func(at float64) float64 { return mean * r.ExpFloat64() / levels[int(at)/14%len(levels)] }
	}
	for _, c := range []struct {
		name string
		mean float64 // days between items
		wait func(at float64) float64
		in   float64 // silence is to be found within so many means, for nine in ten
	}{
		{"a month, by chance", 30, chance(30), 14}, {"a month, even", 30, even(30, 3), 5}, {"a week, by chance", 7, chance(7), 12}, {"a week, even", 7, even(7, 1), 4},
		{"two days, by chance", 2, chance(2), 14}, {"two days, in waves", 2, waves(2), 26}, {"a day, even", 1, even(1, 0), 12}, {"a week, in waves", 7, waves(7), 26},
	} {
		const sources, years = 60, 4
		wrong := 0
		var found []float64
		for range sources {
			days := make([]int, (years+2)*365)
			for at := c.wait(0); at < (years+1)*365; at += c.wait(at) {
				days[int(at)]++
			}
			rare := source.Rare{}
			for last, told, day := 0, false, 1; day < len(days); day++ {
				if days[day-1] > 0 {
					last, told = day-1, false
					rare = source.RareOf(days[max(0, last-366):day])
				}
				wait := time.Duration(day-last-1) * 24 * time.Hour
				if day < 366 || told || !rare.Silent(wait) {
					continue
				}
				if told = true; !slices.ContainsFunc(days[day:], func(n int) bool { return n > 0 }) {
					found = append(found, float64(day-last)/c.mean)
				} else {
					wrong++
				}
			}
		}
		slices.Sort(found)
		if len(found) < sources*8/10 {
			t.Errorf("%s: silence found in %d of %d", c.name, len(found), sources)
			continue
		}
		ninth := found[len(found)*9/10]
		t.Logf("%-19s %d false alerts in %d source-years; silence found after %.1f mean waits, nine in ten after %.1f", c.name+":", wrong, sources*years, found[len(found)/2], ninth)
		if wrong*8 > sources*years || ninth > c.in {
			t.Errorf("%s: %d false alerts in %d source-years, silence found after %.1f mean waits", c.name, wrong, sources*years, ninth)
		}
	}
	for _, series := range [][]int{nil, {1}, {1, 0, 1, 0, 1}, make([]int, 366), {5, 5, 5, 5, 5, 5, 5, 5}} {
		if x := source.RareOf(series); x.Silent(1000 * 24 * time.Hour) {
			t.Errorf("%v: an alert from %+v", series, x)
		}
	}
}
