package fetch

import (
	"strings"
	"testing"
)

func TestTarget(t *testing.T) {
	for raw, want := range map[string]string{ // address as asked for, host, port, site
		"http://A.Example":                      "http://a.example/ a.example 80 a.example",
		"https://www.a.example.:443/x#y":        "https://www.a.example/x www.a.example 443 a.example",
		"http://noticias.a.com.ve:8080/?a b":    "http://noticias.a.com.ve:8080/?a%20b noticias.a.com.ve 8080 a.com.ve",
		"https://ñandú.example/día?q=día":       "https://xn--and-6ma2c.example/d%C3%ADa?q=d%C3%ADa xn--and-6ma2c.example 443 xn--and-6ma2c.example",
		"https://XN--and-6ma2c.example/":        "https://xn--and-6ma2c.example/ xn--and-6ma2c.example 443 xn--and-6ma2c.example",
		"http://新闻.example/":                    "http://xn--efvy88h.example/ xn--efvy88h.example 80 xn--efvy88h.example",
		"http://a_b.example/":                   "http://a_b.example/ a_b.example 80 a_b.example",
		"http://93.184.216.34/":                 "http://93.184.216.34/ 93.184.216.34 80 93.184.216.34",
		"https://[2606:2800:220:1:0:0:0:1]/%2f": "https://[2606:2800:220:1::1]/%2f 2606:2800:220:1::1 443 2606:2800:220:1::1",
		"  http://a.example/  ":                 "http://a.example/ a.example 80 a.example",
	} {
		tg, f := parseTarget(raw)
		if f != nil {
			t.Errorf("%q: %v", raw, f)
			continue
		}
		port := tg.origin()[strings.LastIndex(tg.origin(), ":")+1:]
		if got := strings.Join([]string{tg.url.String(), tg.host, port, tg.site}, " "); got != want {
			t.Errorf("%q: got %s, want %s", raw, got, want)
		}
	}
}
