package newsroom

import (
	"encoding/xml"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"golang.org/x/text/encoding/charmap"
)

var end = time.Date(2021, 9, 24, 23, 0, 0, 0, time.UTC)

func get(t *testing.T, n *Newsroom, url string, header ...string) *http.Response {
	t.Helper()
	r := httptest.NewRequest("GET", url, nil)
	for i := 0; i+1 < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	w := httptest.NewRecorder()
	n.ServeHTTP(w, r)
	return w.Result()
}

func body(t *testing.T, r *http.Response) string {
	t.Helper()
	b, err := io.ReadAll(r.Body)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func TestThePressIsLargeAndVaried(t *testing.T) {
	n, err := New(func() time.Time { return end })
	if err != nil {
		t.Fatal(err)
	}
	if len(n.order) < 24 || len(n.byID) < 200 {
		t.Errorf("%d outlets, %d reports; want at least 24 and 200", len(n.order), len(n.byID))
	}
	feeds, charsets, languages := map[string]bool{}, map[string]bool{}, map[string]bool{}
	for _, s := range n.order {
		feeds[s.Feed], charsets[s.Charset] = true, true
		if !strings.HasSuffix(s.Domain, ".example") {
			t.Errorf("%s: the domain %s is not an .example one", s.Outlet, s.Domain)
		}
	}
	for _, r := range n.byID {
		languages[r.Language] = true
		if r.Origin != "" && n.byID[r.Origin] == nil {
			t.Errorf("%s: its origin %s does not exist", r.ID, r.Origin)
		}
	}
	for want, have := range map[string]map[string]bool{
		"rss2 rss1 atom jsonfeed news-sitemap index list": feeds,
		"utf-8 windows-1251 gb18030 iso-8859-1":           charsets,
		"en es pt ru fa zh":                               languages,
	} {
		for w := range strings.FieldsSeq(want) {
			if !have[w] {
				t.Errorf("nothing in %s", w)
			}
		}
	}
}

func TestEveryPageIsServedAndSaysThatItIsASample(t *testing.T) {
	n, err := New(func() time.Time { return end })
	if err != nil {
		t.Fatal(err)
	}
	for id := range n.byID {
		u, ok := n.Address(id)
		if !ok {
			t.Fatalf("%s has no address", id)
		}
		if n.later[id].Removed {
			if r := get(t, n, u); r.StatusCode != 404 {
				t.Errorf("%s was taken down, and answers %s", u, r.Status)
			}
			continue
		}
		r := get(t, n, u)
		if b := body(t, r); r.StatusCode != 200 || !strings.Contains(b, "SAMPLE") || strings.Contains(b, "made a mistake") {
			t.Errorf("%s: %s, %.80q", u, r.Status, b)
		}
	}
	for _, s := range n.order {
		if s.Template == "" {
			continue // the official list has no pages
		}
		for _, p := range []string{"/", "/about"} {
			if b := body(t, get(t, n, "http://"+s.Domain+p)); !strings.Contains(b, "SAMPLE") {
				t.Errorf("%s%s: %.80q", s.Domain, p, b)
			}
		}
	}
}

func TestFeedsAreWellFormedAndKnowNothingOfTheFuture(t *testing.T) {
	now := time.Date(2021, 8, 15, 12, 0, 0, 0, time.UTC)
	n, err := New(func() time.Time { return now })
	if err != nil {
		t.Fatal(err)
	}
	for _, src := range n.Sources() {
		r := get(t, n, src.URL)
		b := body(t, r)
		if src.Kind == "rss" && strings.HasPrefix(b, "<?xml") || src.Kind == "sitemap" {
			d := xml.NewDecoder(strings.NewReader(b))
			d.CharsetReader = func(_ string, in io.Reader) (io.Reader, error) { // form is judged here, not letters
				return charmap.ISO8859_1.NewDecoder().Reader(in), nil
			}
			for {
				if _, err := d.Token(); errors.Is(err, io.EOF) {
					break
				} else if err != nil {
					t.Errorf("%s: %v", src.URL, err)
					break
				}
			}
		}
		for id, rep := range n.byID {
			if rep.At.After(now) && strings.Contains(b, id) {
				t.Errorf("%s tells of %s, which appears only on %s", src.URL, id, rep.At)
			}
		}
	}
}

func TestManners(t *testing.T) {
	now := end
	n, err := New(func() time.Time { return now })
	if err != nil {
		t.Fatal(err)
	}
	first := get(t, n, "http://canal-orinoco.example/feed")
	again := get(t, n, "http://canal-orinoco.example/feed", "If-None-Match", first.Header.Get("ETag"))
	if first.StatusCode != 200 || again.StatusCode != http.StatusNotModified {
		t.Errorf("etag: %s, then %s", first.Status, again.Status)
	}
	now = time.Date(2021, 9, 1, 12, 0, 0, 0, time.UTC)
	busy := get(t, n, "http://lima-al-dia.example/feed")
	now = now.Add(24 * time.Hour)
	calm := get(t, n, "http://lima-al-dia.example/feed")
	if busy.StatusCode != http.StatusTooManyRequests || busy.Header.Get("Retry-After") == "" || calm.StatusCode != 200 {
		t.Errorf("retry-after: %s, then %s", busy.Status, calm.Status)
	}
	if r := get(t, n, "http://alborz-news.example/go/x"); r.StatusCode != http.StatusFound || r.Header.Get("Location") != "/x" {
		t.Errorf("redirect: %s to %q", r.Status, r.Header.Get("Location"))
	}
	ledger := n.reports["capital-ledger"][0]
	page, _ := n.Address(ledger.ID)
	now = ledger.At.Add(time.Hour)
	torn := get(t, n, page)
	now = ledger.At.Add(unsettled)
	if whole := get(t, n, page); torn.Header.Get("Content-Length") != "999999" || whole.Header.Get("Content-Length") == "999999" {
		t.Error("a fresh page comes whole, or one some hours old cut short")
	}
	if r := get(t, n, "http://nobody.example/"); r.StatusCode != http.StatusMisdirectedRequest {
		t.Errorf("unknown host: %s", r.Status)
	}
}

func TestTheDesksWorkCanBeLoaded(t *testing.T) {
	n, err := New(func() time.Time { return end })
	if err != nil {
		t.Fatal(err)
	}
	numbers, err := Editions()
	if err != nil || len(numbers) < 2 {
		t.Fatalf("editions %v, %v; want two", numbers, err)
	}
	for _, number := range numbers {
		d, err := LoadDesk(number, []string{"V", "R", "I", "C", "M"})
		if err != nil {
			t.Fatal(err)
		}
		if len(d.Parts) != 5 || d.Anchor.IsZero() {
			t.Errorf("edition %d: %d parts, anchor %v", number, len(d.Parts), d.Anchor)
		}
		for _, p := range d.Parts {
			for _, it := range p.Items {
				if _, ok := n.Address(it.Report); !ok {
					t.Errorf("edition %d, %s: no report %s", number, p.Key, it.Report)
				}
			}
		}
	}
	if ps, err := People(); err != nil || len(ps) < 6 {
		t.Errorf("%d people, %v", len(ps), err)
	}
}

func TestAReportIsEditedLater(t *testing.T) {
	now := time.Date(2021, 8, 3, 14, 0, 0, 0, time.UTC)
	n, err := New(func() time.Time { return now })
	if err != nil {
		t.Fatal(err)
	}
	u, _ := n.Address("jc-0614-salvador-hectareas")
	before := body(t, get(t, n, u))
	now = now.Add(2 * time.Hour)
	after := body(t, get(t, n, u))
	if !strings.Contains(before, "7000 hectáreas") || strings.Contains(after, "7000 hectáreas") || !strings.Contains(after, "4000 hectáreas") {
		t.Error("the page was not edited at its time")
	}
}
