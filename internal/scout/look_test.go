package scout

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"vigia"
	"vigia/internal/fetch"
	"vigia/internal/monitor"
	"vigia/internal/source"
)

var today = time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)

// quick is a clock on which nobody waits.
type quick struct {
	mu  sync.Mutex
	now time.Time
}

func (c *quick) Now() time.Time { c.mu.Lock(); defer c.mu.Unlock(); return c.now }
func (c *quick) Sleep(ctx context.Context, d time.Duration) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(max(d, 0))
	return ctx.Err()
}

// web is an invented press by address without scheme; "301 " leads elsewhere,
// a number alone is a status.
type web map[string]string

// look surveys an address of the press through the real client.
func (s web) look(t *testing.T, addr string, o Options) (Survey, []string, error) {
	t.Helper()
	var mu sync.Mutex
	var asked []string
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		mu.Lock()
		asked = append(asked, r.Host+r.URL.RequestURI())
		mu.Unlock()
		body, ok := s[r.Host+r.URL.RequestURI()]
		var status int
		switch {
		case !ok:
			http.NotFound(w, r)
		case strings.HasPrefix(body, "301 "):
			http.Redirect(w, r, body[4:], http.StatusMovedPermanently)
		case len(body) == 3:
			fmt.Sscan(body, &status)
			w.WriteHeader(status)
		default:
			if strings.HasPrefix(body, "<!doctype") {
				w.Header().Set("Content-Type", "text/html; charset=utf-8")
			}
			fmt.Fprint(w, body)
		}
	}))
	defer srv.Close()
	at := netip.MustParseAddrPort(srv.Listener.Addr().String())
	c := fetch.New(slog.New(slog.DiscardHandler), fetch.Options{Clock: &quick{now: today}, Hosts: func(h string) (netip.AddrPort, bool) { return at, strings.HasSuffix(h, ".example") }})
	defer c.Close()
	o.Now = today
	got, err := Look(t.Context(), c.Get, addr, o)
	return got, asked, err
}

// feedOf is a feed with reports of the last days.
func feedOf(site string, n int) string {
	var b strings.Builder
	fmt.Fprintf(&b, `<rss version="2.0"><channel><title>El Faro</title><link>http://%s/</link><language>es</language>`, site)
	for i := range n {
		fmt.Fprintf(&b, `<item><title>El puerto recibió %d barcos ayer</title><link>http://%s/2026/11/puerto-%d-barcos-ayer</link><pubDate>%s</pubDate><description>%s</description></item>`,
			i, site, i, today.Add(-time.Duration(i)*24*time.Hour).Format(time.RFC1123Z), strings.Repeat("Un resumen de lo que pasó. ", 3))
	}
	return b.String() + `</channel></rss>`
}

const report = `<!doctype html><html lang=es><title>Barcos</title><article><h1>El puerto recibió barcos ayer</h1><p>El puerto de la capital recibió ayer tres barcos con ayuda, según dijo la autoridad portuaria en un comunicado que difundió por la noche.</p><p>Los barcos llegaron desde el norte del país y descargaron durante todo el día sin incidentes, añadió la autoridad.</p></article>`

// front is a section front of an invented outlet, with n reports.
func front(n int) string {
	var b strings.Builder
	b.WriteString(`<!doctype html><html lang=es><head><title>El Faro: política</title></head><body><header class="site-header"><nav class="main-nav"><ul>`)
	for _, s := range []string{"politica", "economia", "mundo", "cultura-y-espectaculos", "deportes", "quienes-somos-y-que-hacemos"} {
		fmt.Fprintf(&b, `<li><a href="/%s/">%s</a></li>`, s, s)
	}
	b.WriteString(`</ul></nav></header><main class="list">`)
	for i := range n {
		fmt.Fprintf(&b, `<article class="card"><a class="img" href="/politica/la-asamblea-aprobo-la-ley-numero-%d"><img src=x></a><h2 class="t"><a href="/politica/la-asamblea-aprobo-la-ley-numero-%d">La asamblea aprobó la ley número %d</a></h2><time datetime="%s">hoy</time><a class="more" href="/politica/la-asamblea-aprobo-la-ley-numero-%d">Leer más</a><a class="author" href="/autor/ana-maria-perez-del-rio">Ana María Pérez del Río</a></article>`,
			i, i, i, today.Add(-time.Duration(i)*24*time.Hour).Format(time.RFC3339), i)
	}
	b.WriteString(`</main><footer><a href="/aviso-legal-y-condiciones-de-uso">Aviso legal y condiciones de uso</a><a href="/trabaje-con-nosotros-en-el-faro">Trabaje con nosotros en El Faro</a></footer></body></html>`)
	return b.String()
}

const captchaPage = `<!doctype html><html><head><title>Just a moment...</title></head><body><script>window._cf_chl_opt={}</script></body></html>`

// summary is a survey in a line per offer.
func summary(s Survey) (lines []string) {
	lines = append(lines, s.Is)
	for _, o := range s.Offers {
		lines = append(lines, fmt.Sprintf("%s %s %s %d", strings.TrimPrefix(o.URL, "http://"), o.Kind, o.Found, o.Total))
	}
	if s.Fault != nil {
		lines = append(lines, s.Fault.Word+" "+s.Fault.Reason)
	}
	return lines
}

func TestLook(t *testing.T) {
	page := func(head, body string) string {
		return `<!doctype html><html lang=es><head><title>El Faro</title>` + head + `</head><body>` + body + `</body></html>`
	}
	const rss = `<link rel="alternate" type="application/rss+xml" href="/rss/portada.xml" title="Portada">`
	sitemap := `<?xml version="1.0"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"><url><loc>http://faro.example/2026/11/nota-de-hoy-en-el-puerto</loc><news:news><news:publication><news:name>F</news:name><news:language>es</news:language></news:publication><news:publication_date>2026-11-23T08:00:00Z</news:publication_date><news:title>Nota de hoy en el puerto</news:title></news:news></url></urlset>`
	for _, c := range []struct {
		name string
		web  web
		addr string
		want []string
	}{
		{"a feed", web{"faro.example/feed": feedOf("faro.example", 5)}, "http://faro.example/feed", []string{"feed", "faro.example/feed rss asked 5"}},
		{"declared", web{"faro.example/": page(rss+`<link rel=alternate type="application/rss+xml" href="/comments/feed" title="Comentarios">`, ""), "faro.example/rss/portada.xml": feedOf("faro.example", 5), "faro.example/comments/feed": feedOf("faro.example", 5)},
			"http://faro.example/", []string{"page", "faro.example/rss/portada.xml rss declared 5", "faro.example/comments/feed rss declared 5"}},
		{"visible link", web{"faro.example/": page("", `<a href="/canales/rss.xml">RSS</a>`), "faro.example/canales/rss.xml": feedOf("faro.example", 5)}, "http://faro.example/", []string{"page", "faro.example/canales/rss.xml rss linked 5"}},
		{"robots and an index of sitemaps", web{"faro.example/": page("", ""), "faro.example/robots.txt": "User-agent: *\nDisallow: /x\nSitemap: http://faro.example/map-index.xml\n",
			"faro.example/map-index.xml": `<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"><sitemap><loc>http://faro.example/pages.xml</loc></sitemap><sitemap><loc>http://faro.example/map-news.xml</loc></sitemap></sitemapindex>`,
			"faro.example/map-news.xml":  sitemap},
			"http://faro.example/", []string{"page", "faro.example/map-news.xml sitemap sitemap 1", "faro.example/map-index.xml sitemap robots 0"}},
		{"guessed", web{"faro.example/": page("", ""), "faro.example/feed/": feedOf("faro.example", 5)}, "http://faro.example/", []string{"page", "faro.example/feed/ rss guessed 5"}},
		{"index page", web{"faro.example/politica/": front(12)}, "http://faro.example/politica/", []string{"page", "faro.example/politica/ index page 12"}},
		{"nothing", web{"faro.example/": page("", "<p>Nada")}, "http://faro.example/", []string{"page"}},
		{"captcha before an open feed", web{"faro.example/": captchaPage, "faro.example/feed/": feedOf("faro.example", 5)}, "http://faro.example/", []string{"", "faro.example/feed/ rss guessed 5", "blocked captcha"}},
		{"captcha everywhere", web{"faro.example/": captchaPage, "faro.example/feed/": captchaPage, "faro.example/rss.xml": captchaPage}, "http://faro.example/", []string{"", "blocked captcha"}},
		{"robots forbids", web{"faro.example/": page(rss, ""), "faro.example/robots.txt": "User-agent: *\nDisallow: /\n"}, "http://faro.example/", []string{"", "blocked robots"}},
		{"another site", web{"faro.example/": page(`<link rel=alternate type="application/rss+xml" href="http://casino.example/feed">`+rss, ""), "casino.example/feed": feedOf("casino.example", 9), "faro.example/rss/portada.xml": feedOf("faro.example", 5)},
			"http://faro.example/", []string{"page", "faro.example/rss/portada.xml rss declared 5", "casino.example/feed rss declared 9"}},
		{"base elsewhere", web{"faro.example/": page(`<base href="http://casino.example/">`+rss, ""), "casino.example/rss/portada.xml": feedOf("casino.example", 9), "faro.example/feed/": feedOf("faro.example", 5)},
			"http://faro.example/", []string{"page", "casino.example/rss/portada.xml rss declared 9"}},
		{"redirect loop", web{"faro.example/": "301 http://faro.example/a", "faro.example/a": "301 http://faro.example/"}, "http://faro.example/", []string{"", "failing redirects"}},
		{"soft pages instead of feeds", web{"faro.example/": page("", ""), "faro.example/feed/": page("", "portada"), "faro.example/rss.xml": page("", "portada")}, "http://faro.example/", []string{"page"}},
		{"private", web{}, "http://127.0.0.1/", []string{"", "blocked guard"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			s, asked, err := c.web.look(t, c.addr, Options{})
			if err != nil {
				t.Fatal(err)
			}
			if d := cmp.Diff(c.want, summary(s)); d != "" {
				t.Errorf("%s\ntried %+v\nasked %v", d, s.Tried, asked)
			}
			if len(asked) > 20 {
				t.Errorf("%d requests: %v", len(asked), asked)
			}
		})
	}
}

// xml:base and links of a feed may say that it is somebody else's.
func TestLeadsElsewhere(t *testing.T) {
	evil := strings.Replace(feedOf("faro.example", 5), "<channel>", `<channel xml:base="http://casino.example/">`, 1)
	evil = strings.ReplaceAll(evil, "<link>http://faro.example/2026", "<link>/2026")
	s, _, err := web{"faro.example/feed": evil, "casino.example/2026/11/puerto-0-barcos-ayer": report}.look(t, "http://faro.example/feed", Options{})
	if err != nil || len(s.Offers) != 1 || !strings.Contains(strings.Join(s.Offers[0].Why, "\n"), "what it lists leads to another site: casino.example") {
		t.Errorf("%v %+v", err, s.Offers)
	}
}

func TestPreview(t *testing.T) {
	s, _, err := web{"faro.example/feed": feedOf("faro.example", 5), "faro.example/2026/11/puerto-0-barcos-ayer": report}.look(t, "faro.example/feed", Options{})
	if err != nil {
		t.Fatal(err)
	}
	o := s.Offers[0]
	if o.Gives != GivesSummaries || o.Language != "es" || o.PerWeek < 7 || o.PerWeek > 9 || !o.Newest.At.Equal(today) || o.Items[0].Title != "El puerto recibió 0 barcos ayer" {
		t.Errorf("%+v", o)
	}
	if s.First == nil || s.First.Title != "El puerto recibió barcos ayer" || s.First.Words < 30 || s.First.Language != "es" {
		t.Errorf("first %+v", s.First)
	}
	reg := source.NewRegistry([]monitor.Outlet{{Key: "faro", Name: "El Faro", Domains: []string{"faro.example"}}})
	if key, ok := o.Outlet(reg); !ok || key != "faro" {
		t.Errorf("outlet %q %v", key, ok)
	}
	if _, ok := o.Outlet(nil); ok || NewKey(o.URL) != "faro" {
		t.Error("an empty registry knows it")
	}
}

// A page that names a thousand feeds, many of them on other sites, makes us ask
// for a handful.
func TestManyFeeds(t *testing.T) {
	var head strings.Builder
	for i := range 1000 {
		fmt.Fprintf(&head, `<link rel=alternate type="application/rss+xml" href="http://host%d.example/feed">`, i)
	}
	s, asked, err := web{"faro.example/": `<!doctype html><head>` + head.String() + `<body>x`}.look(t, "http://faro.example/", Options{})
	strange := map[string]bool{}
	for _, a := range asked {
		if host, _, _ := strings.Cut(a, "/"); host != "faro.example" {
			strange[host] = true
		}
	}
	if err != nil || len(strange) > mostStrange {
		t.Errorf("%v %d other hosts asked, %d requests", err, len(strange), s.Requests)
	}
}

func TestRefused(t *testing.T) {
	for _, addr := range []string{"", "javascript:alert(1)", "ftp://faro.example/", "http://", "no address", "http://u:p@faro.example/", "file:///etc/passwd", "http://[::1", "data:text/html,x"} {
		_, err := Look(t.Context(), func(context.Context, fetch.Request) (*fetch.Exchange, error) {
			t.Errorf("%q is asked for", addr)
			return nil, errors.New("no")
		}, addr, Options{Now: today})
		var p *vigia.Problem
		if !errors.As(err, &p) || p.Remedy == "" {
			t.Errorf("%q: %v", addr, err)
		}
	}
}

// When time runs out, what was found by then is shown.
func TestOutOfTime(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	n := 0
	s, err := Look(ctx, func(_ context.Context, r fetch.Request) (*fetch.Exchange, error) {
		if n++; n == 2 {
			cancel()
			return nil, ctx.Err()
		}
		return &fetch.Exchange{URL: r.URL, FinalURL: r.URL, Status: 200, Decoded: []byte(`<!doctype html><head><link rel=alternate type="application/rss+xml" href="/a"><link rel=alternate type="application/rss+xml" href="/b"><body>` + front(8))}, nil
	}, "http://faro.example/", Options{Now: today})
	if err != nil || n != 2 || len(s.Offers) != 1 || !strings.Contains(strings.Join(s.Notes, ""), "time ran out") {
		t.Errorf("%v, %d requests, %+v %v", err, n, s.Offers, s.Notes)
	}
}
