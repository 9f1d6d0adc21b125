package speech

import (
	"regexp"
	"testing"

	"vigia/internal/policy"
)

// TestMessages: every message takes the same arguments in both languages.
func TestMessages(t *testing.T) {
	words, err := loadMessages()
	if err != nil {
		t.Fatal(err)
	}
	verb := regexp.MustCompile(`%(\[\d+\])?[sd]`)
	for key, texts := range words {
		en, es := verb.FindAllString(texts["en"], -1), verb.FindAllString(texts["es"], -1)
		if len(en) != len(es) {
			t.Errorf("%s takes %v in English and %v in Spanish", key, en, es)
		}
	}
}

func TestNumbers(t *testing.T) {
	en, es := &Tongue{Lang: "en"}, &Tongue{Lang: "es"}
	for n, want := range map[int][2]string{0: {"0", "0"}, 999: {"999", "999"}, 1000: {"1,000", "1.000"}, 1234567: {"1,234,567", "1.234.567"}, -1234: {"-1,234", "-1.234"}} {
		if a, b := en.Num(n), es.Num(n); a != want[0] || b != want[1] {
			t.Errorf("num(%d) = %q, %q", n, a, b)
		}
	}
	// 7 of 34 is 20.588 %: cut, not rounded.
	if a, b := en.Share(policy.Share{Counted: 7, Total: 34}), es.Share(policy.Share{Counted: 7, Total: 34}); a != "20.5\u00a0%" || b != "20,5\u00a0%" {
		t.Errorf("share = %q, %q", a, b)
	}
}

func TestPlain(t *testing.T) {
	for in, want := range map[string]string{"a\x1b[31mb": "a[31mb", "a\u202eb": "ab", "a\u2066b\u2069": "ab", "a\nb": "a b", "\u0000x": "x", "Ñandú 漢 ی": "Ñandú 漢 ی"} {
		if got := Plain(in); got != want {
			t.Errorf("Plain(%q) = %q, want %q", in, got, want)
		}
	}
	for in, want := range map[string]string{"https://a.example/x": "https://a.example/x", "javascript:alert(1)": "#", "data:text/html,x": "#", "//a.example": "#", "": "#", "ftp://a.example/": "#", "https:///x": "#", " https://a.example": "#"} {
		if got := Link(in); got != want {
			t.Errorf("link(%q) = %q, want %q", in, got, want)
		}
	}
}
