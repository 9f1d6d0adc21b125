package article

import (
	"fmt"
	"strings"
	"testing"
)

// aPage is an invented page of a report, with something in its head and
// something below the headline.
func aPage(lang, head, below string) string {
	par := "<p>" + strings.Repeat("The ship came into the harbour of the town with its cargo of grain, and the people saw it. ", 5) + "</p>"
	return `<!doctype html><html lang="` + lang + `"><head><title>The ship has come to town - The Herald</title>` + head + `</head><body>
<header><nav><a href="/">Home</a> <a href="/news">News</a></nav></header>
<article><h1>The ship has come to town</h1>` + below + par + par + par + `</article>
<footer>© 2009-2026 The Herald. All rights reserved.</footer></body></html>`
}

const news = `<meta property="og:type" content="article"><script type="application/ld+json">{"@context":"https://schema.org","@type":"NewsArticle","headline":"The ship has come to town","datePublished":"%s","dateModified":"%s"}</script>`

func TestPublished(t *testing.T) {
	ld := func(published, modified string) string { return fmt.Sprintf(news, published, modified) }
	const day = "https://herald.example/news/the-ship-has-come-to-town"
	for _, c := range []struct{ trap, lang, head, below, address, want, from string }{
		{"the data's instant and the day that is shown agree", "en", ld("2025-11-23T08:15:00-06:00", ""), `<p class="byline">By Ana Ruiz | November 23, 2025</p>`, day, "2025-11-23T08:15:00-06:00", "json-ld"},
		{"an instant in UTC that is the evening before at home", "en", ld("2025-11-24T02:40:00Z", "2025-11-24T09:00:00-06:00"), `<p class="byline">By Ana Ruiz</p><time class="published" datetime="2025-11-23">Published November 23, 2025</time>`,
			"https://herald.example/2025/11/23/the-ship-has-come-to-town", "2025-11-23T20:40:00-06:00", "json-ld"},
		{"data ahead of a newspaper's day of issue", "de", ld("2025-11-23T19:30:00+01:00", ""), `<p class="date">Ausgabe vom 24.11.2025</p>`, day, "2025-11-23T19:30:00+01:00", "json-ld"},
		{"day and month that the data settles", "en", `<meta property="article:published_time" content="2025-04-05T10:00:00Z">`, `<span class="date">Posted: 05/04/2025</span>`, day, "2025-04-05T10:00:00Z", "meta"},
		{"a midnight that hides the hour", "en", ld("2025-11-23T00:00:00Z", "") + `<meta property="article:published_time" content="2025-11-23T08:15:00Z">`, "", day, "2025-11-23T08:15:00Z", "meta"},
		{"dates of other reports", "en", "", `<time class="published" datetime="2025-11-23T08:15:00Z">23 November 2025</time>`, day, "2025-11-23T08:15:00Z", "time"},
		{"Spanish words", "es", "", `<p class="fecha">Publicado el 23 de noviembre de 2025</p>`, day, "2025-11-23", "text"},
		{"German figures", "de", "", `<p class="date">Veröffentlicht am 03.11.2025</p>`, day, "2025-11-03", "text"},
		{"Russian words", "ru", "", `<p class="date">Опубликовано: 23 ноября 2025</p>`, day, "2025-11-23", "text"},
		{"Ukrainian words", "uk", "", `<p class="date">Опубліковано 23 листопада 2025</p>`, day, "2025-11-23", "text"},
		{"Persian calendar", "fa", "", `<p class="date">انتشار: ۲ آذر ۱۴۰۴</p>`, day, "2025-11-23", "text"},
		{"Arabic figures", "ar", "", `<p class="date">تاريخ النشر: ٢٣ نوفمبر ٢٠٢٥</p>`, day, "2025-11-23", "text"},
		{"Chinese", "zh", "", `<p class="date">发布时间：2025年11月23日</p>`, day, "2025-11-23", "text"},
		{"Korean", "ko", "", `<p class="date">입력 2025.11.23. 오후 3:04</p>`, day, "2025-11-23T15:04:00Z", "text"},
		{"parts in elements of their own", "en", "", `<div class="date published"><span>23</span> <span>November</span> <span>2025</span></div>`, day, "2025-11-23", "text"},
	} {
		t.Run(c.trap, func(t *testing.T) {
			r, err := Read([]byte(aPage(c.lang, c.head, c.below)), "text/html; charset=utf-8", c.address)
			if err != nil || r.Published.String() != c.want || r.Published.From != c.from {
				t.Errorf("published %q from %q, want %q from %q; %v %v", r.Published, r.Published.From, c.want, c.from, r.Doubts, err)
			}
		})
	}
}

// Nothing that is found here is the day of the page.
func TestNotPublished(t *testing.T) {
	const page = "https://herald.example/guide/harbour"
	for _, c := range []struct{ trap, head, below string }{
		{"a copyright", "", ""},
		{"the day of a visit", "", `<div class="opening-hours today">Open today, November 23, 2025: 9 AM - 5 PM</div>`},
		{"a relative day", "", `<p class="date">3 days ago</p>`},
		{"what is no day", `<meta property="article:published_time" content="2025-02-31">`, `<p class="date">November 2025</p>`},
		{"before the web", `<meta property="article:published_time" content="1970-01-01T00:00:00Z">`, ""},
		{"a page that says only when its data was last touched", `<meta property="og:type" content="website"><meta property="og:updated_time" content="2025-11-23T08:15:00Z">`, ""},
	} {
		t.Run(c.trap, func(t *testing.T) {
			r, err := Read([]byte(aPage("en", c.head, c.below)), "text/html; charset=utf-8", page)
			if err != nil || r.Published.Known() {
				t.Errorf("published %q from %q, want none; %v", r.Published, r.Provenance["published"], err)
			}
		})
	}
}

func TestModified(t *testing.T) {
	for _, c := range []struct{ trap, head, below, want, from string }{
		{"data", fmt.Sprintf(news, "2025-11-23T08:15:00Z", "2025-11-24T10:00:00Z"), "", "2025-11-24T10:00:00Z", "json-ld"},
		{"shown", fmt.Sprintf(news, "2025-11-23T08:15:00Z", ""), `<p>Published 23 November 2025, last updated 25 November 2025</p>`, "2025-11-25", "text"},
		{"a comment's", fmt.Sprintf(news, "2025-11-23T08:15:00Z", ""), `<div class="comment">Updated 25 November 2025</div>`, "", ""},
	} {
		t.Run(c.trap, func(t *testing.T) {
			r, err := Read([]byte(aPage("en", c.head, c.below)), "text/html; charset=utf-8", "https://herald.example/news/ship")
			if err != nil || r.Modified.String() != c.want || r.Modified.From != c.from {
				t.Errorf("modified %q from %q, want %q from %q; %v", r.Modified, r.Modified.From, c.want, c.from, err)
			}
		})
	}
}

// The two forests must be readable: an empty one takes every day.
func TestDateForests(t *testing.T) {
	for name, f := range map[string]interface{ Trees() int }{"which": which, "whether": whether} {
		if f.Trees() == 0 {
			t.Errorf("the forest %q has no trees: run go run ./internal/article/teach --only dates", name)
		}
	}
}

func TestGuessIsMarked(t *testing.T) {
	r, err := Read([]byte(aPage("en", "", `<p class="date">Last updated: November 23, 2025</p>`)), "text/html", "https://herald.example/news/ship")
	if err != nil {
		t.Fatal(err)
	}
	if r.Published.Known() && (r.Provenance["published"] != "guess: text" || len(r.Doubts) == 0) {
		t.Errorf("published %q from %q without a doubt: %v", r.Published, r.Provenance["published"], r.Doubts)
	}
}

func TestAddressDay(t *testing.T) {
	for u, want := range map[string]string{
		"https://a.example/2025/11/23/ship":                "2025-11-23",
		"https://a.example/2025/1/3/ship":                  "2025-01-03",
		"https://a.example/news/20251123-ship":             "2025-11-23",
		"https://a.example/202511230815/ship":              "2025-11-23",
		"https://a.example/ship-23-11-2025.html":           "2025-11-23",
		"https://a.example/politica/jugada-nid23112025/":   "2025-11-23",
		"https://a.example/2025-11-23":                     "2025-11-23",
		"https://a.example/2025/11/ship":                   "",
		"https://a.example/ship-1280836879789404160":       "",
		"https://2025.example/11/23":                       "",
		"https://a.example/2025/13/45/ship":                "",
		"https://a.example/id/11232511/3177663":            "",
		"":                                                 "",
		"https://a.example/" + strings.Repeat("9/", 20000): "",
	} {
		if got := dateInAddress(u); got != want {
			t.Errorf("%.60s: %q, want %q", u, got, want)
		}
	}
	if m := monthInAddress("https://a.example/2025/11/ship"); m != 202511 {
		t.Errorf("month %d", m)
	}
}

func TestLabelOf(t *testing.T) {
	for before, want := range map[string]dateLabel{
		"Published: ": labelPub, "Last updated on ": labelMod, "Published 3 May, updated ": labelMod, "Aktualisiert am ": labelMod, "Veröffentlicht am ": labelPub,
		"Опубликовано: ": labelPub, "Обновлено ": labelMod, "© ": labelBad, "최종수정 ": labelMod, "입력 ": labelPub, "By Ana Ruiz, ": noLabel, "": noLabel, "Δημοσίευση: ": labelPub,
	} {
		if got := labelOf(before); got != want {
			t.Errorf("%q: %d, want %d", before, got, want)
		}
	}
}

// Hostile pages: what is kept of them is bounded.
func TestMarksAreBounded(t *testing.T) {
	for name, s := range map[string]string{
		"100,000 times":  strings.Repeat(`<time datetime="2025-11-23T08:15:00Z">23 November 2025</time> `, 100000),
		"long attribute": `<time datetime="` + strings.Repeat("2025-11-23 ", 900000) + `">x</time>`,
		"one long text":  "<p>" + strings.Repeat("23 November 2025 ", 500000),
		"deep":           strings.Repeat(`<div class="date">`, 5000) + "23 November 2025",
		"figures":        strings.Repeat("<b>1</b>", 100000),
	} {
		p, err := newPage("<html><body>"+s, "")
		if err != nil {
			t.Fatal(err)
		}
		r := Report{Provenance: map[string]string{}}
		all := p.mentions(&r)
		if len(p.dated.all) > maxDateMarks || len(all) > maxMentions {
			t.Errorf("%s: %d marks, %d mentions", name, len(p.dated.all), len(all))
		}
		p.setDates(&r)
	}
}

func BenchmarkDates(b *testing.B) {
	body := aPage("en", fmt.Sprintf(news, "2025-11-23T08:15:00Z", "2025-11-24T10:00:00Z"), `<p class="byline">By Ana Ruiz | November 23, 2025</p>`)
	for i := range 30 {
		body += fmt.Sprintf(`<li class="card"><a href="/x%d">Another report of the day</a> <time datetime="2025-10-%02dT08:00:00Z">October %d, 2025</time></li>`, i, i%28+1, i%28+1)
	}
	p, err := newPage(body, "https://herald.example/news/ship")
	if err != nil {
		b.Fatal(err)
	}
	r := Report{Provenance: map[string]string{}}
	p.setTitle(&r)
	b.ReportAllocs()
	for b.Loop() {
		r.Modified, r.Doubts = r.Published, nil
		p.setDates(&r)
	}
}
