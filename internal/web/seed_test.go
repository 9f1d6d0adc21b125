package web

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"html"
	"io"
	"io/fs"
	"log/slog"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/fstest"
	"time"

	"vigia"
	"vigia/internal/article"
	"vigia/internal/db"
	"vigia/internal/desk"
	"vigia/internal/edition"
	"vigia/internal/entity"
	"vigia/internal/evidence"
	"vigia/internal/label"
	"vigia/internal/monitor"
	"vigia/internal/newsroom"
	"vigia/internal/rank"
	"vigia/internal/sanction"
	"vigia/internal/search"
	"vigia/internal/source"
	"vigia/internal/speech"
	"vigia/internal/story"
)

// seededAt is what the clock of the seeded desk shows.
var seededAt = time.Date(2021, 10, 2, 15, 0, 0, 0, time.UTC)

type stillClock struct{ at time.Time }

func (c stillClock) Now() time.Time                           { return c.at }
func (stillClock) Sleep(context.Context, time.Duration) error { return nil }

// probe is markup that would run if a page took it as markup.
const probe = `<script>alert(1)</script><img src=x onerror=alert(2)>"'><svg onload=alert(3)>`

// password is that of every login of the seeded desk.
const password = "una mesa de prueba"

// seeded is made once for all tests: a folder with a database and evidence.
var seeded = sync.OnceValues(func() (string, error) {
	dir, err := os.MkdirTemp("", "vigia-web-*")
	if err != nil {
		return "", err
	}
	return dir, seed(dir)
})

func TestMain(m *testing.M) {
	code := m.Run()
	if dir, err := seeded(); err == nil {
		os.RemoveAll(dir)
	}
	os.Exit(code)
}

// world is a desk with sample press of four months, an edition that is
// published, one in the making, and sources in every state of health.
type world struct {
	t       testing.TB
	db      *db.DB
	monitor *monitor.Monitor
	server  *Server
	http    *httptest.Server
	dir     string
	replay  *httptest.Server // captured pages
	cookies atomic.Int64     // requests to replay that came with one
}

// newWorld opens a copy of the seeded desk and serves it.
func newWorld(t testing.TB, change ...func(*Options)) *world {
	t.Helper()
	from, err := seeded()
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	if err := os.CopyFS(dir, os.DirFS(from)); err != nil {
		t.Fatal(err)
	}
	w := &world{t: t, dir: dir}
	ctx, lg := context.Background(), slog.New(slog.NewTextHandler(t.Output(), nil))
	if w.db, err = db.Open(ctx, filepath.Join(dir, "vigia.db"), db.Work); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { w.db.Close() })
	ticking := seededAt
	var mu sync.Mutex
	w.db.SetNow(func() time.Time { mu.Lock(); defer mu.Unlock(); ticking = ticking.Add(time.Second); return ticking })
	if w.monitor, err = sampleMonitor(); err != nil {
		t.Fatal(err)
	}
	reg, err := source.LoadRegistry(ctx, w.db)
	if err != nil {
		t.Fatal(err)
	}
	ev, err := evidence.New(lg, w.db, filepath.Join(dir, "evidence"), stillClock{seededAt})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { ev.Close() })
	ix, err := search.New(ctx, w.db)
	if err != nil {
		t.Fatal(err)
	}
	o := Options{DB: w.db, Monitor: w.monitor, Registry: reg, Evidence: ev, Search: ix, Clock: stillClock{seededAt}, SiteURL: "http://127.0.0.1:1/",
		MisreadDir: filepath.Join(dir, "misread"),
		AcceptReading: func(ctx context.Context, by desk.Person, id string) error {
			return w.db.InTx(ctx, func(tx *db.Tx) error {
				r, err := article.GetReread(ctx, tx, id)
				if err != nil {
					return err
				}
				return desk.AcceptReading(tx, by, r)
			})
		},
		Publish: func(ctx context.Context, by desk.Person, id string) error {
			e, err := edition.Get(ctx, w.db, id)
			if err != nil {
				return err
			}
			return w.db.InTx(ctx, func(tx *db.Tx) error { return edition.MarkPublished(tx, by, e) })
		},
		Preview: func(context.Context, string) (fs.FS, error) {
			return fstest.MapFS{"index.html": {Data: []byte("<!doctype html><title>p</title>preview")}, "assets/site.css": {Data: []byte("p{}")}}, nil
		}}
	var shown http.Handler
	w.replay = httptest.NewServer(http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		if r.Header.Get("Cookie") != "" {
			w.cookies.Add(1)
		}
		shown.ServeHTTP(rw, r)
	}))
	t.Cleanup(w.replay.Close)
	if o.Replay, err = NewReplay(lg, w.db, ev, stillClock{seededAt}, w.replay.URL); err != nil {
		t.Fatal(err)
	}
	shown = o.Replay.Handler()
	for _, f := range change {
		f(&o)
	}
	if w.server, err = New(lg, o); err != nil {
		t.Fatal(err)
	}
	w.http = httptest.NewServer(w.server.Handler())
	t.Cleanup(w.http.Close)
	return w
}

// browser is somebody who asks the desk, with cookies, and follows nothing.
type browser struct {
	w *world
	c *http.Client
}

func (w *world) browser() *browser {
	jar, _ := cookiejar.New(nil) // it never fails
	return &browser{w, &http.Client{Jar: jar, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}}
}

// as is a browser in which somebody has logged in, without the cost of a hash.
func (w *world) as(login string) *browser {
	w.t.Helper()
	b := w.browser()
	p, err := desk.PersonByLogin(context.Background(), w.db, login)
	if err != nil {
		w.t.Fatal(err)
	}
	var token string
	s := w.server.sessions
	ctx, err := s.Load(context.Background(), "")
	if err == nil {
		r := (&http.Request{}).WithContext(ctx)
		if err = w.server.begin(r, p); err == nil {
			s.Put(ctx, keyLang, "en")
			token, _, err = s.Commit(ctx)
		}
	}
	if err != nil {
		w.t.Fatal(err)
	}
	u, _ := url.Parse(w.http.URL)
	b.c.Jar.SetCookies(u, []*http.Cookie{{Name: s.Cookie.Name, Value: token, Path: "/"}})
	return b
}

// answer is what came back.
type answer struct {
	*http.Response
	body string
}

func (b *browser) do(method, path string, form url.Values, headers ...string) answer {
	b.w.t.Helper()
	var body io.Reader
	if form != nil {
		body = strings.NewReader(form.Encode())
	}
	r, err := http.NewRequest(method, b.w.http.URL+path, body)
	if err != nil {
		b.w.t.Fatal(err)
	}
	if form != nil {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	if method == http.MethodPost {
		r.Header.Set("Sec-Fetch-Site", "same-origin")
	}
	for i := 0; i+1 < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	resp, err := b.c.Do(r)
	if err != nil {
		b.w.t.Fatal(err)
	}
	defer resp.Body.Close()
	got, err := io.ReadAll(resp.Body)
	if err != nil {
		b.w.t.Fatal(err)
	}
	return answer{resp, string(got)}
}

func (b *browser) get(path string, headers ...string) answer {
	b.w.t.Helper()
	return b.do(http.MethodGet, path, nil, headers...)
}

// post sends a form and asks for nothing else; see follow.
func (b *browser) post(path string, pairs ...string) answer {
	b.w.t.Helper()
	form := url.Values{}
	for i := 0; i+1 < len(pairs); i += 2 {
		form.Add(pairs[i], pairs[i+1])
	}
	return b.do(http.MethodPost, path, form)
}

// follow sends a form that must be answered with a redirect, and loads that.
func (b *browser) follow(path string, pairs ...string) answer {
	b.w.t.Helper()
	a := b.post(path, pairs...)
	if a.StatusCode != http.StatusSeeOther {
		b.w.t.Fatalf("POST %s: status %d, want 303\n%s", path, a.StatusCode, textOf(a.body))
	}
	to, _, _ := strings.Cut(a.Header.Get("Location"), "#")
	return b.get(to)
}

// textOf is a page without its tags, for messages of failed tests.
func textOf(page string) string {
	var b strings.Builder
	depth := 0
	for _, r := range page {
		switch {
		case r == '<':
			depth++
		case r == '>' && depth > 0:
			depth--
			b.WriteByte(' ')
		case depth == 0:
			b.WriteRune(r)
		}
	}
	return speech.Cut(strings.Join(strings.Fields(html.UnescapeString(b.String())), " "), 1500)
}

// reportID is the id under which a report of the sample press was put.
func reportID(id string) string { return "rep_" + id }

// sampleMonitor is the monitor of this repository with the sample press.
func sampleMonitor() (*monitor.Monitor, error) {
	m, findings, err := monitor.Load("../../monitors/vric")
	if err != nil || vigia.Blocking(findings) {
		return nil, fmt.Errorf("monitor: %v %v", findings, err)
	}
	b, err := newsroom.Outlets()
	if err != nil {
		return nil, err
	}
	outlets, findings, err := monitor.LoadOutlets(bytes.NewReader(b), "outlets.csv")
	if err != nil || vigia.Blocking(findings) {
		return nil, fmt.Errorf("sample outlets: %v %v", findings, err)
	}
	m.Outlets = append(m.Outlets, outlets...)
	entities, err1 := newsroom.Entities()
	offices, err2 := newsroom.Offices()
	if err := cmp.Or(err1, err2); err != nil {
		return nil, err
	}
	known, held, findings, err := monitor.LoadKnown(bytes.NewReader(entities), bytes.NewReader(offices))
	if err != nil || len(findings) > 0 {
		return nil, fmt.Errorf("sample entities: %v %v", findings, err)
	}
	m.Known, m.Offices = append(m.Known, known...), append(m.Offices, held...)
	return m, nil
}

// rank learns from the decisions of the published edition.
func (s *seeder) rank() error {
	d, err := rank.LoadDesk(s.ctx, s.db, s.monitor)
	if err != nil {
		return err
	}
	for _, k := range s.monitor.Digests() {
		if _, err := rank.Refresh(s.ctx, s.db, s.evidence, d, k.Key, rank.Machine); err != nil {
			return err
		}
	}
	return s.tx(func(tx *db.Tx) error { // two dozen decisions are too few for an alarm of its own
		var ids []string
		rows, err := tx.Query(s.ctx, `SELECT DISTINCT report FROM decisions WHERE by = ? ORDER BY report LIMIT 3`, s.people["bruno"].ID)
		ids, err = db.Collect(rows, err, func(r *db.Rows) (id string, err error) { return id, r.Scan(&id) })
		if err != nil {
			return err
		}
		reports, err := json.Marshal(ids)
		if err != nil {
			return err
		}
		_, err = tx.Exec(`INSERT INTO disagreements (id, network, by, at, decisions, against, reports, settled_at, settled_by, note) VALUES ('dis_1', 'R', ?, ?, 24, 3, ?, 0, '', '')`,
			s.people["bruno"].ID, db.Micros(seededAt.Add(-3*time.Hour)), string(reports))
		return err
	})
}

// seed fills a folder.
func seed(dir string) error {
	ctx, lg := context.Background(), slog.New(slog.NewTextHandler(io.Discard, nil))
	m, err := sampleMonitor()
	if err != nil {
		return err
	}
	d, err := db.Open(ctx, filepath.Join(dir, "vigia.db"), db.Work)
	if err != nil {
		return err
	}
	defer d.Close()
	s := &seeder{ctx: ctx, db: d, monitor: m, labels: label.New(m), at: time.Date(2021, 6, 1, 0, 0, 0, 0, time.UTC), people: map[string]desk.Person{}}
	d.SetNow(func() time.Time { s.at = s.at.Add(time.Second); return s.at })
	if s.evidence, err = evidence.New(lg, d, filepath.Join(dir, "evidence"), s); err != nil {
		return err
	}
	defer s.evidence.Close()
	if s.search, err = search.New(ctx, d); err != nil {
		return err
	}
	for _, step := range []func() error{s.hire, s.registry, s.sources, s.lists, s.reports, s.hostile, s.troubles, s.editions, s.changes, s.rank} {
		if err := step(); err != nil {
			return err
		}
	}
	return nil
}

type seeder struct {
	ctx      context.Context
	db       *db.DB
	monitor  *monitor.Monitor
	reg      *source.Registry
	labels   *label.Labeller
	book     *entity.Book
	evidence *evidence.Store
	search   *search.Index
	people   map[string]desk.Person
	at       time.Time
}

func (s *seeder) Now() time.Time                             { return s.at }
func (s *seeder) Sleep(context.Context, time.Duration) error { return nil }

func (s *seeder) tx(f func(tx *db.Tx) error) error { return s.db.InTx(s.ctx, f) }

// hire makes one person of each role, and a second analyst and editor. Only
// one password is hashed: it costs.
func (s *seeder) hire() error {
	var hash string
	return s.tx(func(tx *db.Tx) error {
		for _, p := range []desk.Person{
			{Login: "ana", Name: "Ana Belmonte", Role: desk.Analyst, Language: "es"}, {Login: "bruno", Name: "Bruno Tavares", Role: desk.Analyst, Language: "en"},
			{Login: "farid", Name: "Farid Daneshvar", Role: desk.Fellow, Language: "fa"}, {Login: "elena", Name: "Elena Castellví", Role: desk.Editor, Language: "es"},
			{Login: "ernesto", Name: "Ernesto Quiroga", Role: desk.Editor, Language: "en"}, {Login: "teresa", Name: "Teresa Villamar", Role: desk.Translator, Language: "es"},
			{Login: "paula", Name: "Paula Sandoval", Role: desk.Keeper, Language: "en"}, {Login: "admin", Name: "Amelia Dorn", Role: desk.Admin, Language: "en"},
		} {
			if hash == "" {
				added, err := desk.AddPerson(tx, desk.Person{}, p, password)
				if err != nil {
					return err
				}
				if err := tx.QueryRow(s.ctx, `SELECT password FROM people WHERE id = ?`, added.ID).Scan(&hash); err != nil {
					return err
				}
				s.people[p.Login] = added
				continue
			}
			p.ID, p.Active = "per_"+p.Login, true
			if _, err := tx.Exec(`INSERT INTO people (id, login, name, role, language, password, active, created_at) VALUES (?, ?, ?, ?, ?, ?, 1, 0)`,
				p.ID, p.Login, p.Name, p.Role, p.Language, hash); err != nil {
				return err
			}
			s.people[p.Login] = p
		}
		return nil
	})
}

func (s *seeder) registry() (err error) {
	if err := s.tx(func(tx *db.Tx) error { return source.SyncOutlets(tx, s.monitor.Outlets) }); err != nil {
		return err
	}
	s.reg, err = source.LoadRegistry(s.ctx, s.db)
	return err
}

// sources are two hundred, in every state of health.
func (s *seeder) sources() error {
	now := seededAt
	return s.tx(func(tx *db.Tx) error {
		for i, o := range s.monitor.Outlets[:200] {
			src, err := source.Add(tx, source.New{Outlet: o.Key, URL: fmt.Sprintf("https://feeds.%s.example/%d/rss.xml", o.Key, i), Kind: []string{"rss", "rss", "sitemap", "index"}[i%4], Language: first(o.Languages)})
			if err != nil {
				return err
			}
			p := source.Poll{Source: src.ID, At: now.Add(-time.Duration(i%90) * time.Minute), Status: 200, Items: 20, Fresh: 3}
			polls := []source.Poll{p}
			switch i % 12 {
			case 0: // never asked
				polls = nil
			case 1:
				p.Status, p.Reason, p.Detail, p.Remedy = 503, "server-error", "the server said 503", "The site has a fault of its own; it is tried again later."
				polls = []source.Poll{p, p, p}
			case 2:
				p.Status, p.Reason, p.Detail, p.Remedy = 0, "robots", "Disallow: /", "The site asks programs not to fetch this address; use another source, or ask the site for permission."
				polls = []source.Poll{p}
			case 3:
				p.At, p.Fresh = now.AddDate(0, 0, -19), 5
				q := polls[0]
				q.Fresh = 0
				polls = []source.Poll{p, q}
			case 4:
				if i%24 == 4 {
					p.Status, p.Reason = 410, "gone"
					polls = []source.Poll{p}
				}
			case 6:
				p.Title, p.Site = "Diario", o.Key+".example"
				q := p
				if i%24 == 6 {
					q.Moved, q.Elsewhere = "https://casino.example/feed", true
				} else {
					q.Reason, q.Detail, q.Remedy = source.Stranger, `it was "Diario" of diario.example and is now "Casino" of casino.example`, source.Remedy(source.Stranger)
				}
				polls = []source.Poll{p, q}
			case 7:
				p.Status, p.Reason, p.Detail, p.Remedy = 403, source.Captcha, "the site answered with status 403 Forbidden", source.Remedy(source.Captcha)
				polls = []source.Poll{p}
			case 8:
				q := p
				q.Status, q.Reason, q.Detail = 0, "timeout", "no answer within 10s"
				polls = []source.Poll{p, q, {Source: src.ID, At: p.At, Status: 304}}
				if i%24 == 20 {
					polls = []source.Poll{p, {Source: src.ID, At: p.At, Status: 200}}
				}
			case 9:
				polls = []source.Poll{history(src.ID, now.AddDate(0, 0, -9), 4, 4), {Source: src.ID, At: now, Status: 304}}
				if i%24 == 21 {
					polls = []source.Poll{history(src.ID, now, 4, 60)}
				}
			case 10:
				polls = []source.Poll{history(src.ID, p.At, 6, 6)}
			case 5:
				if err := source.Pause(tx, src.ID); err != nil {
					return err
				}
			}
			for _, p := range polls {
				if _, err := source.RecordPoll(tx, p); err != nil {
					return err
				}
			}
		}
		return nil
	})
}

// history is a poll that gives sixty days of items, so many a day, and so many
// in the last four days.
func history(id string, at time.Time, usual, last int) source.Poll {
	p := source.Poll{Source: id, At: at, Status: 200}
	for day := 60; day > 0; day-- {
		n := usual
		if day <= 4 {
			n = last
		}
		for range n {
			p.Listed = append(p.Listed, source.Listed{Key: fmt.Sprint(p.Items), Fresh: true,
				Published: vigia.Date{At: at.AddDate(0, 0, -day), Precision: vigia.ToMin}})
			p.Items++
		}
	}
	p.Fresh = p.Items
	return p
}

func first(s []string) string {
	if len(s) == 0 {
		return ""
	}
	return s[0]
}

// lists are the versions of the invented control list, and who is known.
func (s *seeder) lists() error {
	var now time.Time
	news, err := newsroom.New(func() time.Time { return now })
	if err != nil {
		return err
	}
	err = s.tx(func(tx *db.Tx) error { return entity.SyncMonitor(tx, s.monitor.Known, s.monitor.Offices) })
	if err != nil {
		return err
	}
	const address = "http://control-list.example/list.csv"
	for _, day := range []int{1, 60, 81, 103, 107, 121} { // of 2021, from June
		now = time.Date(2021, 6, day, 12, 0, 0, 0, time.UTC)
		s.at = now
		w := httptest.NewRecorder()
		news.ServeHTTP(w, httptest.NewRequest(http.MethodGet, address, nil))
		v, _, err := sanction.Read(w.Body.Bytes())
		if err != nil {
			return err
		}
		c, err := s.evidence.KeepResource(s.ctx, address, w.Body.Bytes(), "text/csv; charset=utf-8", "fetch")
		if err != nil {
			return err
		}
		err = s.tx(func(tx *db.Tx) error {
			if err := evidence.Insert(tx, c); err != nil {
				return err
			}
			_, _, _, err := entity.Take(tx, "lista-muestra", c.ID, now, v)
			return err
		})
		if err != nil {
			return err
		}
	}
	s.book, err = entity.LoadBook(s.ctx, s.db)
	return err
}

// reports are those of the sample press, captured, placed and labelled.
func (s *seeder) reports() error {
	all, err := newsroom.Reports()
	if err != nil {
		return err
	}
	for _, r := range all {
		s.at = cmp.Or(r.At.UTC().Add(40*time.Minute), s.at)
		err := s.put(reportID(r.ID), fmt.Sprintf("https://%s.example/%s/%s", r.Outlet, r.Section, r.ID), r.Outlet, article.Report{
			Title: r.Title, Byline: r.Byline, Language: r.Language, LanguageConfidence: 0.98, Section: r.Section, Text: strings.Join(r.Paragraphs(), "\n\n"),
			Published: vigia.Date{At: r.At, Precision: vigia.ToMin, From: "json-ld"}, GenreHint: r.Genre, GenreWhy: "the page says so"})
		if err != nil {
			return fmt.Errorf("report %s: %w", r.ID, err)
		}
	}
	return nil
}

func (s *seeder) put(id, address, outlet string, r article.Report) error {
	page := "<!doctype html><title>" + html.EscapeString(r.Title) + "</title><p>" + strings.ReplaceAll(html.EscapeString(r.Text), "\n\n", "<p>")
	c, err := s.evidence.KeepResource(s.ctx, address, []byte(page), "text/html; charset=utf-8", "import")
	if err != nil {
		return err
	}
	return s.tx(func(tx *db.Tx) error {
		if err := evidence.Insert(tx, c); err != nil {
			return err
		}
		st := article.Stored{ID: id, Capture: c.ID, URL: address, Outlet: outlet, Kind: vigia.MediaReport, Report: r, ArrivedAt: c.At}
		o, ok := s.reg.At(outlet, r.Published.At)
		if ok {
			st.Kind = o.Kind
		}
		st, _, err := article.Put(tx, st)
		if err != nil {
			return err
		}
		if _, err := story.Place(tx, s.reg, st); err != nil {
			return err
		}
		found := entity.Linked{Report: st.ID, Outlet: outlet, Revision: s.book.Revision, Mentions: s.book.Mentions(r.Title+"\n\n"+r.Text, r.Language, st.DayAt)}
		if _, err := entity.PutMentions(tx, found); err != nil {
			return err
		}
		doc := label.Doc{Title: r.Title, Text: r.Text, URL: address, Section: r.Section, Language: r.Language, Kind: st.Kind, Outlet: o, GenreHint: r.GenreHint, GenreWhy: r.GenreWhy}
		if err := s.labels.Put(tx, st.ID, s.labels.Label(doc)); err != nil {
			return err
		}
		if err := s.search.Put(tx, search.Doc{ID: st.ID, Kind: search.Report, Title: r.Title, Text: r.Text, Language: r.Language, At: st.DayAt}); err != nil {
			return err
		}
		return article.SetStage(tx, st.ID, article.Labelled)
	})
}

// hostile is a report that is markup all over.
func (s *seeder) hostile() error {
	s.at = time.Date(2021, 9, 29, 9, 0, 0, 0, time.UTC)
	return s.put("rep_hostile", "https://feeds.nobody.example/%22%3E%3Cscript%3E", "", article.Report{
		Title: "Maduro Venezuela " + probe, Byline: []string{probe}, Language: "es", Text: "Nicolás Maduro habló en Caracas. " + probe + "\n\n" + probe,
		Published: vigia.Date{At: s.at, Precision: vigia.ToMin, From: probe}, GenreWhy: probe, Doubts: []string{probe}})
}

// troubles are captures that failed and captures that could not be read.
func (s *seeder) troubles() error {
	return s.tx(func(tx *db.Tx) error {
		all, err := source.Sources(s.ctx, tx)
		if err != nil {
			return err
		}
		for i := range 12 {
			c := evidence.Capture{ID: fmt.Sprintf("cap_failed%d", i), URL: fmt.Sprintf("https://feeds.gone.example/%d", i), Source: all[i%3].ID, At: seededAt.Add(-time.Duration(i) * time.Hour),
				Reason: []string{"timeout", "forbidden", "too-large"}[i%3], Detail: "no answer for 30 s", Remedy: "The site did not answer in time; it is tried again later. If this lasts, look at the site in a browser.", Via: "fetch"}
			if err := evidence.Insert(tx, c); err != nil {
				return err
			}
		}
		if err := evidence.Insert(tx, evidence.Capture{ID: "cap_misread", URL: "https://x.example/p", Source: all[5].ID, At: seededAt, Status: 200, Via: "fetch"}); err != nil {
			return err
		}
		return article.Misread(tx, "cap_misread", "the page has no text", "open it in a browser: it may need a script")
	})
}

// editions are 22, in review, and 23, in the making: the sample desk's.
func (s *seeder) editions() error {
	var keys []string
	for _, d := range s.monitor.Digests() {
		keys = append(keys, d.Key)
	}
	for _, n := range []int{22, 23} {
		d, err := newsroom.LoadDesk(n, keys)
		if err != nil {
			return err
		}
		s.at = d.Anchor.Add(10 * time.Hour)
		if err := s.edition(d); err != nil {
			return fmt.Errorf("edition %d: %w", n, err)
		}
	}
	return nil
}

func (s *seeder) edition(d newsroom.Desk) error {
	ana, bruno, elena := s.people["ana"], s.people["bruno"], s.people["elena"]
	var e edition.Edition
	err := s.tx(func(tx *db.Tx) (err error) {
		e, err = edition.Create(tx, s.monitor, elena, edition.New{Number: d.Number, From: d.Period.From, To: d.Period.To, Anchor: d.Anchor, Title: d.Title})
		return err
	})
	if err != nil {
		return err
	}
	texts := map[string]vigia.Texts{edition.OverviewKey: d.Overview}
	for i, part := range d.Parts {
		if len(part.Section) > 0 {
			texts[part.Key] = part.Section
		}
		for j, it := range part.Items {
			if d.Number == 23 && j >= 6 {
				break // the rest is left for the tests
			}
			by := ana
			if i%2 == 1 {
				by = bruno
			}
			_, err := edition.Choose(s.ctx, s.db, s.monitor, s.reg, by, edition.SelectRequest{Edition: e.ID, Report: reportID(it.Report), Digest: part.Key, Summary: it.Summary, Dimensions: it.Dimensions})
			if err != nil {
				return fmt.Errorf("select %s: %w", it.Report, err)
			}
		}
	}
	return s.tx(func(tx *db.Tx) error {
		h := edition.Head{Title: d.Title, Subtitle: d.Subtitle, Abstract: d.Abstract, Anchor: d.Anchor}
		for _, a := range d.Authors {
			h.Authors = append(h.Authors, edition.Author{Name: a.Name, Rank: a.Rank})
		}
		if err := edition.SaveHead(tx, elena, e.ID, h); err != nil {
			return err
		}
		for key, byLang := range texts {
			for lang, text := range byLang {
				if d.Number == 23 && lang == "es" && key != edition.OverviewKey {
					continue // not translated yet
				}
				text = strings.ReplaceAll(text, "[@", "[@rep_")
				if d.Number == 23 && key == "V" {
					text += "\n\nA sentence that nothing carries stands here. It has 41 of them."
				}
				if err := edition.SaveSection(tx, s.monitor, elena, e.ID, key, lang, text, edition.Whatever); err != nil {
					return err
				}
			}
		}
		if d.Number == 22 {
			return edition.Submit(tx, elena, e.ID)
		}
		return nil
	})
}
