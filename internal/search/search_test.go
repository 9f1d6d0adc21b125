package search_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"vigia"
	"vigia/internal/db"
	"vigia/internal/db/dbtest"
	"vigia/internal/search"
)

func day(d int) time.Time { return time.Date(2021, 9, d, 0, 0, 0, 0, time.UTC) }

var docs = []search.Doc{
	{ID: "es", Kind: search.Report, Language: "es", At: day(18), Title: "Cumbre de la CELAC en México", Text: "Los presidentes llegaron a la cumbre. Miguel Díaz-Canel habló de la región."},
	{ID: "en", Kind: search.Report, Language: "en", At: day(19), Title: "Summit ends without a statement", Text: "The CELAC summits ended. A free zone for lithium was not agreed.\n\nThe zone is free of duty."},
	{ID: "ru", Kind: search.Report, Language: "ru", At: day(20), Title: "Саммит в Мехико", Text: "Президенты обсудили соглашения о безопасности."},
	{ID: "zh", Kind: search.Report, Language: "zh", At: day(21), Title: "拉共体峰会", Text: "各国总统在墨西哥城举行峰会,讨论锂矿合作。"},
	{ID: "fa", Kind: search.Report, Language: "fa", At: day(22), Title: "نشست سلاک", Text: "رئیس‌جمهور در نشست سران شرکت کرد."},
	{ID: "ed", Kind: search.Edition, Language: "en", At: day(24), Title: "VRIC Monitor 23", Text: "The summit of Mexico City and what U.S. officials said of O'Neill's 3,000 words."},
	{ID: "ed-es", Kind: search.Edition, Language: "es", At: day(24), Title: "Monitor VRIC 23", Text: "La cumbre de la Ciudad de México."},
}

func index(t *testing.T, d *db.DB, docs ...search.Doc) *search.Index {
	t.Helper()
	ctx := context.Background()
	x, err := search.New(ctx, d)
	if err != nil {
		t.Fatal(err)
	}
	put(t, d, x, docs...)
	return x
}

func put(t *testing.T, d *db.DB, x *search.Index, docs ...search.Doc) {
	t.Helper()
	err := d.InTx(context.Background(), func(tx *db.Tx) error {
		for _, doc := range docs {
			if err := x.Put(tx, doc); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

func find(t *testing.T, x *search.Index, q search.Query) string {
	t.Helper()
	hits, total, err := x.Find(context.Background(), q)
	if err != nil {
		t.Fatalf("%q: %v", q.Text, err)
	}
	var ids []string
	for _, h := range hits {
		ids = append(ids, h.ID)
	}
	return fmt.Sprintf("%d %s", total, strings.Join(ids, " "))
}

func TestFind(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		x := index(t, d, docs...)
		for _, c := range []struct {
			q    search.Query
			want string
		}{
			{search.Query{Text: "cumbre"}, "2 ed-es es"},
			{search.Query{Text: "cumbres"}, "2 ed-es es"},
			{search.Query{Text: "summit"}, "2 ed en"},
			{search.Query{Text: "CELAC summit"}, "1 en"},
			{search.Query{Text: "celac"}, "2 en es"},
			{search.Query{Text: `"free zone"`}, "1 en"},
			{search.Query{Text: `"zone free"`}, "0 "},
			{search.Query{Text: `"statement the CELAC"`}, "0 "}, // no phrase reaches from the title into the body
			{search.Query{Text: "celac -cumbre"}, "1 en"},
			{search.Query{Text: `celac -"free zone"`}, "1 es"},
			{search.Query{Text: "-cumbre", Kind: search.Edition}, "1 ed"},
			{search.Query{Text: "diaz canel"}, "1 es"},
			{search.Query{Text: "DÍAZ-CANEL"}, "1 es"},
			{search.Query{Text: "mexico"}, "3 ed-es ed es"},
			{search.Query{Text: "соглашение"}, "1 ru"},
			{search.Query{Text: "峰会"}, "1 zh"},
			{search.Query{Text: "نشست"}, "1 fa"},
			{search.Query{Text: "u.s. o'neill 3,000"}, "1 ed"},
			{search.Query{Text: "“free zone”"}, "1 en"},
			{search.Query{Text: "mexico", Language: "es"}, "2 ed-es es"},
			{search.Query{Text: "mexico", Kind: search.Report}, "1 es"},
			{search.Query{From: day(20), To: day(22)}, "2 zh ru"},
			{search.Query{Text: "cumbre", From: day(20)}, "1 ed-es"},
			{search.Query{Text: "cumbre", To: day(24)}, "1 es"},
			{search.Query{Limit: 2}, "7 ed-es ed"},
			{search.Query{Limit: 2, Offset: 6}, "7 es"},
			{search.Query{Text: "summit", Sort: search.Best}, "2 en ed"}, // in the title, and in a shorter text
		} {
			got := find(t, x, c.q)
			if c.q.Limit == 2 { // two editions of one day: in either order
				got = strings.Replace(got, "ed ed-es", "ed-es ed", 1)
			}
			if got != c.want {
				t.Errorf("%+v: got %q, want %q", c.q, got, c.want)
			}
		}
	})
}

func TestPutTwiceReplaces(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		x := index(t, d, docs[1], docs[1])
		doc := docs[1]
		doc.Title, doc.Text, doc.At = "Corrected", "Other words altogether.", day(2)
		put(t, d, x, doc)
		again, err := search.New(context.Background(), d)
		if err != nil {
			t.Fatal(err)
		}
		if got := find(t, again, search.Query{Text: "summit"}); got != "0 " {
			t.Errorf("old words still find it: %s", got)
		}
		if got := find(t, again, search.Query{Text: "corrected other"}); got != "1 en" {
			t.Errorf("new words: %s", got)
		}
	})
}

func TestHostileQueriesAreData(t *testing.T) {
	hostile := []string{
		`"`, `""`, `-`, `--`, `-"`, `*`, `a*`, `NEAR(a b, 2)`, `title:celac`, `celac OR`, `NOT`, `AND`, `(`, `celac)`, `^celac`,
		`'; DROP TABLE search_docs; --`, `a' | 'b`, `a & ! | b`, `<->`, `\`, `\'`, `:*`, "\x00", "a\x00b", "\xff\xfe", "«", "-«»",
		strings.Repeat("a ", 5000), strings.Repeat(`"`, 999), strings.Repeat("x", 5000), `{a b}: c`, `+a`, "?", "$1", "%s", "𝕏", "ｃｅｌａｃ -",
	}
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		x := index(t, d, docs...)
		for _, q := range hostile {
			for _, sort := range []string{search.Newest, search.Best} {
				if _, _, err := x.Find(context.Background(), search.Query{Text: q, Sort: sort}); err != nil {
					t.Errorf("%.40q: %v", q, err)
				}
			}
		}
		if got := find(t, x, search.Query{Text: "celac"}); got != "2 en es" {
			t.Errorf("afterwards: %s", got)
		}
		if got := find(t, x, search.Query{Text: "!!!"}); got != "0 " {
			t.Errorf("a query without a word finds %s, want nothing", got)
		}
	})
}

func TestHostileDocumentsAreData(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		x := index(t, d,
			search.Doc{ID: "long", Kind: search.Edition, Language: "en", At: day(1), Text: strings.Repeat("same word ", 40_000) + "needle"},
			search.Doc{ID: "odd", Kind: search.Edition, At: day(1), Title: "a\x00b \xff 'q' \\ \" :1A", Text: strings.Repeat("x", 10_000) + " हिन्दी ไทย"},
			search.Doc{ID: "early", Kind: search.Edition, At: time.Date(1, 1, 1, 0, 0, 0, 0, time.UTC), Text: "before everything"},
		)
		for q, want := range map[string]string{"same": "1 long", "हिन्दी": "1 odd", "everything": "1 early"} {
			if got := find(t, x, search.Query{Text: q}); got != want {
				t.Errorf("%s: got %q, want %q", q, got, want)
			}
		}
		err := d.InTx(context.Background(), func(tx *db.Tx) error { return x.Put(tx, search.Doc{Title: "no id"}) })
		if !errors.Is(err, vigia.ErrInvalid) {
			t.Errorf("document without an id: %v", err)
		}
	})
}

func TestManyOfOneDay(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		var many []search.Doc
		for i := range 50 {
			many = append(many, search.Doc{ID: fmt.Sprintf("d%02d", i), Kind: search.Edition, Language: "en", At: day(1 + i%2), Text: "alike"})
		}
		x := index(t, d, many...)
		seen := map[string]bool{}
		last := day(30)
		for off := 0; off < 50; off += 20 {
			hits, total, err := x.Find(context.Background(), search.Query{Text: "alike", Offset: off})
			if err != nil || total != 50 {
				t.Fatalf("total %d, %v", total, err)
			}
			for _, h := range hits {
				if seen[h.ID] || h.At.After(last) {
					t.Errorf("%s at %v comes twice or out of order", h.ID, h.At)
				}
				seen[h.ID], last = true, h.At
			}
		}
		if len(seen) != 50 {
			t.Errorf("%d of 50 found", len(seen))
		}
	})
}

func TestSnippet(t *testing.T) {
	d := dbtest.Lite(t)
	text := strings.Repeat("Nothing of interest here. ", 30) + "Then the lithium\nfree zone opened." + strings.Repeat(" Nothing again.", 30)
	x := index(t, d, search.Doc{ID: "a", Kind: search.Edition, Language: "en", At: day(1), Text: text},
		search.Doc{ID: "b", Kind: search.Edition, Language: "zh", At: day(2), Text: "各国总统在墨西哥城举行峰会"})
	hits, _, err := x.Find(context.Background(), search.Query{Text: `"free zone" lithium`})
	if err != nil || len(hits) != 1 {
		t.Fatalf("%v, %v", hits, err)
	}
	var marked []string
	for _, p := range hits[0].Snippet {
		if p.Hit {
			marked = append(marked, p.Text)
		}
	}
	if diff := cmp.Diff([]string{"lithium", "free", "zone"}, marked); diff != "" {
		t.Errorf("marks (-want +got):\n%s", diff)
	}
	s := hits[0].Snippet.String()
	if !strings.HasPrefix(s, "… ") || !strings.HasSuffix(s, " …") || !strings.Contains(s, "lithium free zone opened") || len(s) > 400 {
		t.Errorf("snippet %q", s)
	}
	if hits, _, _ = x.Find(context.Background(), search.Query{Text: "墨西哥城"}); len(hits) != 1 || !strings.Contains(hits[0].Snippet.String(), "墨西哥城") {
		t.Errorf("Chinese snippet: %v", hits)
	}
}
