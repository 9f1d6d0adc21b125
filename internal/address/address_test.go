package address

import (
	"errors"
	"strings"
	"testing"

	"vigia"
	"vigia/internal/seeds"
)

func TestCanonical(t *testing.T) {
	for _, c := range []struct{ name, raw, base, want string }{
		{"plain", "https://ejemplo.example/nota/1", "", "https://ejemplo.example/nota/1"},
		{"host", "HTTPS://WWW.Ejemplo.Example:443", "", "https://www.ejemplo.example/"},
		{"path keeps its case", "http://a.example/Nota/A", "", "http://a.example/Nota/A"},
		{"other port stays", "http://a.example:8080/x", "", "http://a.example:8080/x"},
		{"credentials", "https://u:p@a.example/x", "", "https://a.example/x"},
		{"fragment", "https://a.example/x#top", "", "https://a.example/x"},
		{"idna", "https://peñón.example/añil", "", "https://xn--pen-8mak.example/a%C3%B1il"},
		{"root dot", "https://a.example./x", "", "https://a.example/x"},
		{"dots", "https://a.example/b/../c/./d", "", "https://a.example/c/d"},
		{"escapes", "https://a.example/%7euser/%c3%b1/%2F", "", "https://a.example/~user/%C3%B1/%2F"},
		{"relative", "../nota.html?id=3", "https://a.example/x/y/z", "https://a.example/x/nota.html?id=3"},
		{"scheme relative", "//b.example/n", "https://a.example/", "https://b.example/n"},
		{"backslashes", `https:\\a.example\x`, "", "https://a.example/x"},
		{"line breaks", "https://a.exa\n mple/", "", ""},
		{"tracking", "https://a.example/n?id=3&utm_source=x&fbclid=y&b=2", "", "https://a.example/n?id=3&b=2"},
		{"order stays", "https://a.example/n?z=1&a=2", "", "https://a.example/n?z=1&a=2"},
		{"only tracking", "https://a.example/n?utm_source=x", "", "https://a.example/n"},
		{"escaped name", "https://a.example/n?utm%5Fsource=x&id=1", "", "https://a.example/n?id=1"},
		{"ref to a place", "https://a.example/n?ref=twitter&via=rss", "", "https://a.example/n"},
		{"ref to a thing", "https://a.example/n?ref=A-123", "", "https://a.example/n?ref=A-123"},
		{"by site", "https://www.youtube.com/watch?v=abc&feature=share&si=x", "", "https://www.youtube.com/watch?v=abc"},
		{"session", "https://a.example/n;jsessionid=AF1?x=1&PHPSESSID=2", "", "https://a.example/n?x=1"},
		{"escaped ampersand", "https://a.example/n?a=1&amp;b=2", "", "https://a.example/n?a=1&b=2"},
		{"quotes", `"https://a.example/n"`, "", "https://a.example/n"},
		{"decimal host", "http://0x7f.1/", "", "http://127.0.0.1/"},
		{"ipv6", "http://[2001:DB8:0:0:0:0:0:1]/", "", "http://[2001:db8::1]/"},
		{"invalid bytes", "https://a.example/\xff", "", "https://a.example/%EF%BF%BD"},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, err := Canonical(c.raw, c.base)
			if (err != nil) != (c.want == "") || got != c.want {
				t.Fatalf("Canonical(%q, %q) = %q, %v; want %q", c.raw, c.base, got, err, c.want)
			}
			if again, err := Canonical(got, ""); c.want != "" && (err != nil || again != got) {
				t.Errorf("again: %q, %v", again, err)
			}
		})
	}
}

func TestCanonicalErrors(t *testing.T) {
	for _, c := range []struct{ raw, base, says string }{
		{"", "", "is empty"},
		{"   ", "", "is empty"},
		{"www.ejemplo.example/nota", "", "write https://"},
		{"nota.html", "", "write https://"},
		{"mailto:a@b.example", "", "mailto:"},
		{"javascript:alert(1)", "", "javascript:"},
		{"file:///etc/passwd", "", "file:"},
		{"https://", "", "cannot be read"},
		{"https://a b.example/", "", "cannot be read"},
		{"https://a.example:99999/", "", "cannot be read"},
		{"https://1.2.3.256/", "", "cannot be read"},
		{"https://[::1", "", "cannot be read"},
		{"https://[fe80::1%25eth0]/", "", "cannot be read"},
		{"https://xn--a.example/", "", "cannot be read"},
		{"https://./", "", "no host"},
		{"x", "not a base", "relative to"},
		{"https://a.example/" + strings.Repeat("x", maxLength), "", "8 KiB"},
	} {
		t.Run(c.raw[:min(len(c.raw), 30)], func(t *testing.T) {
			got, err := Canonical(c.raw, c.base)
			var p *vigia.Problem
			if !errors.As(err, &p) || !errors.Is(err, vigia.ErrInvalid) || p.Remedy == "" {
				t.Fatalf("Canonical = %q, %v; want a problem with a remedy", got, err)
			}
			if !strings.Contains(err.Error(), c.says) {
				t.Errorf("error %q does not say %q", err, c.says)
			}
		})
	}
}

func TestKey(t *testing.T) {
	for _, group := range [][]string{
		{"https://ejemplo.example/nota/1", "http://www.ejemplo.example/nota/1/", "https://m.ejemplo.example/nota/1?utm_source=x",
			"https://ejemplo.example/nota/1/amp", "https://ejemplo.example/amp/nota/1", "https://ejemplo.example/nota/1?amp=1",
			"https://ejemplo.example/nota/1/index.html", "https://ejemplo.example//nota/1?outputType=amp",
			"https://ejemplo-example.cdn.ampproject.org/c/s/ejemplo.example/nota/1", "https://www.google.com/amp/s/ejemplo.example/nota/1"},
		{"https://a.example/n.html", "https://amp.a.example/n.amp.html", "https://a.example/n_amp.html"},
		{"https://a.example/?p=3&q=1", "http://a.example/index.php?q=1&p=3"},
		{"https://a.example", "http://www.a.example/", "http://a.example/#x"},
	} {
		want := Key(group[0])
		for _, u := range group {
			if got := Key(u); got != want || got == "" {
				t.Errorf("Key(%q) = %q, want %q", u, got, want)
			}
		}
	}
	for _, pair := range [][2]string{
		{"https://a.example/n?id=1", "https://a.example/n?id=2"},
		{"https://a.example/n", "https://b.example/n"},
		{"https://a.example/n", "https://a.example/N"},
		{"https://es.a.example/n", "https://a.example/n"},
		{"https://m.example/", "https://example/"},
	} {
		if Key(pair[0]) == Key(pair[1]) {
			t.Errorf("%q and %q share the key %q", pair[0], pair[1], Key(pair[0]))
		}
	}
	if Key("") != "" || Key("not an address") != "" {
		t.Error("what is no address has a key")
	}
}

func TestDomain(t *testing.T) {
	for u, want := range map[string]string{
		"https://prensa.ejemplo.gob.ve/x": "ejemplo.gob.ve",
		"https://www.bbc.co.uk/mundo":     "bbc.co.uk",
		"https://noticias.diario.example": "diario.example",
		"https://a.b.diario.example":      "diario.example",
		"https://blog.github.io":          "blog.github.io",
		"https://gob.ve/":                 "gob.ve",
		"http://127.0.0.1:8080/":          "127.0.0.1",
		"http://[::1]/":                   "[::1]",
		"http://localhost/":               "localhost",
		"":                                "",
	} {
		if got := Domain(u); got != want {
			t.Errorf("Domain(%q) = %q, want %q", u, got, want)
		}
	}
}

func TestHost(t *testing.T) {
	for u, want := range map[string]string{
		"https://www.diario.example/a/b": "diario.example",
		"http://noticias.example":        "noticias.example",
		"":                               "",
	} {
		if got := Host(u); got != want {
			t.Errorf("Host(%q) = %q, want %q", u, got, want)
		}
	}
}

func TestTracking(t *testing.T) {
	for in, want := range map[string]string{
		"https://diario.example/nota?id=7&utm_source=x&UTM_Medium=y&fbclid=z&gclid=1&mc_cid=2&yclid=3&_hsenc=4&igshid=5&spm=a.b&xtor=6&cmpid=7": "https://diario.example/nota?id=7",
		"https://diario.example/?p=100&newsid=5&nid=6&story=7&lang=es&page=2&q=agua&v=x&article=9":                                              "https://diario.example/?p=100&newsid=5&nid=6&story=7&lang=es&page=2&q=agua&v=x&article=9",
		"https://diario.example/?ref=twitter&src=portada":                                                                                       "https://diario.example/?src=portada",
		"https://diario.example/a?ref=capitulo-2":                                                                                               "https://diario.example/a?ref=capitulo-2",
		"https://mp.weixin.qq.com/s?__biz=MzA=&mid=22&idx=1&sn=ab&chksm=ff&scene=21#wechat_redirect":                                            "https://mp.weixin.qq.com/s?__biz=MzA=&mid=22&idx=1&sn=ab",
		"https://www.nytimes.com/2026/11/23/a.html?smid=tw-share&unlocked_article_code=1.x":                                                     "https://www.nytimes.com/2026/11/23/a.html",
		"https://www.bbc.com/mundo/a?at_medium=RSS&at_campaign=rss":                                                                             "https://www.bbc.com/mundo/a",
	} {
		if got, err := Canonical(in, ""); got != want {
			t.Errorf("Canonical(%q) = %q, %v; want %q", in, got, err, want)
		}
	}
}

func TestRedirectors(t *testing.T) {
	const want = "https://diario.example/nota?id=7"
	for _, in := range []string{
		"https://www.google.com/url?sa=t&url=https%3A%2F%2Fdiario.example%2Fnota%3Fid%3D7%26utm_source%3Dx&usg=y",
		"https://www.google.co.ve/url?q=https://diario.example/nota?id%3D7",
		"https://l.facebook.com/l.php?u=https%3A%2F%2Fdiario.example%2Fnota%3Fid%3D7%26fbclid%3Dz&h=AT0",
		"https://m.facebook.com/sharer.php;jsessionid=1?u=https%3A%2F%2Fdiario.example%2Fnota%3Fid%3D7",
		"https://eur01.safelinks.protection.outlook.com/?url=https%3A%2F%2Fdiario.example%2Fnota%3Fid%3D7&data=x",
		"https://vk.com/away.php?to=https%3A%2F%2Fl.facebook.com%2Fl.php%3Fu%3Dhttps%253A%252F%252Fdiario.example%252Fnota%253Fid%253D7",
	} {
		if got, err := Canonical(in, ""); got != want {
			t.Errorf("Canonical(%q) = %q, %v; want %q", in, got, err, want)
		}
	}
	for _, in := range []string{
		"https://www.google.com/search?q=https://diario.example/nota",
		"https://www.google.com/url?q=javascript:alert(1)",
		"https://diario.example/url?q=https://otro.example/",
		"https://www.youtube.com/watch?v=x",
	} {
		if got, err := Canonical(in, ""); got != in {
			t.Errorf("Canonical(%q) = %q, %v", in, got, err)
		}
	}
}

// What is no address may be as long as it likes: it is refused before anything
// is done that grows faster than its length.
func TestLongInputIsCheap(t *testing.T) {
	long := "http://" + strings.Repeat("@", 1<<20)
	if k, d := Key(long), Domain(long); k != "" || d != "" {
		t.Errorf("key %.20q, domain %.20q", k, d)
	}
	if _, err := Canonical("http://a.example/?"+"a=1&"+strings.Repeat("amp;", 1<<20)+"b=2", ""); err != nil {
		t.Errorf("escaped over and over: %v", err)
	}
	if _, err := Canonical("http://a.example/"+strings.Repeat("x", 1<<20), ""); err == nil {
		t.Error("a megabyte of address was accepted")
	}
}

// Each line: address, base, serialisation ("-" where the Standard fails).
func TestResolve(t *testing.T) {
	for _, c := range [][3]string{
		{"http://ex\tample.org", "", "http://example.org/"},
		{"http:foo.com", "http://example.org/foo/bar", "http://example.org/foo/foo.com"},
		{"https:foo.com", "http://example.org/", "https://foo.com/"},
		{"http://user@/www.example.com", "", "-"},
		{"http://a:b@c:29/d", "", "http://a:b@c:29/d"},
		{"http://@@a/", "", "http://%40@a/"},
		{"file:///C|/x/../..", "", "file:///C:/"},
		{"file:c:\\foo\\bar.html", "file:///tmp/mock/path", "file:///c:/foo/bar.html"},
		{"mailto:a@b?x#y", "", "mailto:a@b?x#y"},
		{"non-special:/..//p", "", "non-special:/.//p"},
		{"non-special://[::1]:0/x y", "", "non-special://[::1]:0/x%20y"},
		{"data:text  #x", "", "data:text %20#x"},
		{"#frag", "mailto:a@b", "mailto:a@b#frag"},
		{"x", "mailto:a@b", "-"},
		{"?q", "http://a/b/c?d#e", "http://a/b/c?q"},
		{"http://ho%20st/", "", "-"},
		{"http://ho%2fst/", "", "-"},
		{"http://GOO　goo.com", "", "-"},
		{"http://www.foo。bar.com", "", "http://www.foo.bar.com/"},
		{"http://0300.168.0.0xF0", "", "http://192.168.0.240/"},
		{"http://1.2.3.4.5/", "", "-"},
		{"http://4294967296/", "", "-"},
		{"http://[1::2::3]/", "", "-"},
		{"http://[::ffff:1.2.3.4]/", "", "http://[::ffff:102:304]/"},
		{"http://a/%2e%2E/b/%2e", "", "http://a/b/"},
		{"http://a/b?c'd\"e", "", "http://a/b?c%27d%22e"},
	} {
		got, err := Resolve(c[0], c[1])
		if err != nil {
			got = "-"
		}
		if got != c[2] {
			t.Errorf("Resolve(%q, %q) = %q, want %q", c[0], c[1], got, c[2])
		}
	}
}

func FuzzCanonical(f *testing.F) {
	for _, s := range []string{"https://a.example/b?c=d&utm_source=x#e", "http://[::1]/", "//x", "file:c|/..", "http://1.0x2/%2e%2e;jsessionid=1",
		"https://xn--pen-8mak.example/ñ", "http://a/..;jsessionid=", "https://a/?&&=&amp;amp;", "https://www.google.com/url?q=http%3A//facebook.com/l.php;jsessionid=1?u=https%253A//a.example/", "http://ａ.example/", "\"<![CDATA[http://a/]]>\""} {
		f.Add(s, "https://base.example/x/y?z")
	}
	seeds.Each(f, func(c seeds.Case) { f.Add(string(c.Bytes), c.Base) }, "url_diff", "ssrf_url", "open_redirect")
	f.Fuzz(func(t *testing.T, raw, base string) {
		if s, err := Resolve(raw, base); err == nil {
			if again, err := Resolve(s, ""); err != nil || again != s {
				t.Errorf("Resolve(%q, %q) = %q, again %q, %v", raw, base, s, again, err)
			}
		}
		c, err := Canonical(raw, base)
		if err != nil {
			return
		}
		if again, err := Canonical(c, ""); err != nil || again != c {
			t.Errorf("Canonical(%q, %q) = %q, again %q, %v", raw, base, c, again, err)
		}
		if strings.ContainsFunc(c, func(r rune) bool { return r < 0x21 || r > 0x7E }) || len(c) > maxLength {
			t.Errorf("Canonical(%q) = %q", raw, c)
		}
		if k := Key("https://" + Key(c)); k != Key(c) {
			t.Errorf("%q: key %q, of itself %q", c, Key(c), k)
		}
		if Key(c) == "" || Domain(c) == "" {
			t.Errorf("%q: key %q, domain %q", c, Key(c), Domain(c))
		}
	})
}

func BenchmarkCanonical(b *testing.B) {
	for b.Loop() {
		c, _ := Canonical("https://www.ejemplo.example/politica/2026/11/23/una-nota-larga.html?utm_source=x&id=1", "")
		Key(c)
	}
}
