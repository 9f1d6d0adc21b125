package charset

import (
	"strings"
	"testing"
	"unicode/utf8"

	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/encoding/unicode/utf32"

	"vigia/internal/seeds"
)

const spanish = "<p>El año pasado llegó la misión — «así» fue, según él</p>"

func TestWide(t *testing.T) {
	for _, c := range []struct {
		name string
		enc  codec
		text string
	}{
		{"utf-16le", codec{"utf-16le", unicode.UTF16(unicode.LittleEndian, unicode.UseBOM)}, spanish},
		{"utf-16be", codec{"utf-16be", unicode.UTF16(unicode.BigEndian, unicode.UseBOM)}, spanish},
		{"utf-16le without mark", utf16le, spanish},
		{"utf-16be without mark", utf16be, spanish},
		{"utf-16le plain", utf16le, "Plain text without any markup, long enough to be told"},
		{"utf-16be Chinese", utf16be, "<p>" + strings.Repeat("外交部发言人", 100)},
		{"utf-16le JSON", utf16le, `{"title": "año"}`},
		{"utf-32le", codec{"utf-32le", utf32.UTF32(utf32.LittleEndian, utf32.UseBOM)}, spanish},
		{"utf-32be", codec{"utf-32be", utf32.UTF32(utf32.BigEndian, utf32.UseBOM)}, spanish},
		{"utf-32le without mark", utf32le, spanish},
		{"utf-32be without mark", utf32be, spanish},
		{"ibm037", ebcdic, "<?xml version='1.0'?><a>b</a>"},
	} {
		t.Run(c.name, func(t *testing.T) {
			b, err := c.enc.enc.NewEncoder().Bytes([]byte(c.text))
			if err != nil {
				t.Fatal(err)
			}
			text, name, doubts := Decode(b, "text/html; charset=iso-8859-1")
			if text != c.text || name != c.enc.name || len(doubts) > 0 {
				t.Errorf("%s %q %q", name, doubts, text)
			}
			if kind := Binary(b); kind != "" {
				t.Errorf("taken for %s", kind)
			}
		})
	}
}

func TestUTF8(t *testing.T) {
	for _, c := range []struct{ name, in, want, doubt string }{
		{"plain", spanish, spanish, ""},
		{"marked", "\xEF\xBB\xBF" + spanish, spanish, ""},
		{"declared otherwise", `<meta charset="iso-8859-1">` + spanish, `<meta charset="iso-8859-1">` + spanish, ""},
		{"cut in a character", "<p>ñandú ñ\xC3", "<p>ñandú ñ", ""},
		{"stray quotes", "<p>\x93mañana\x94 — el niño\x92s", "<p>“mañana” — el niño’s", "stray bytes in UTF-8 were read as windows-1252: 3"},
		{"stray letters", "<p>él y ella, ma\xF1ana será, M\xC9XICO", "<p>él y ella, mañana será, MÉXICO", "stray bytes in UTF-8 were read as windows-1252: 2"},
		{"stray letters, declared", "<meta charset=windows-1251><p>Он сказал: \xE4\xE0, да", "<meta charset=windows-1251><p>Он сказал: да, да", "stray bytes in UTF-8 were read as windows-1251: 2"},
		{"cut titles", "<p>año, día y per\xC3... más\xE2\x80</p>", "<p>año, día y per\uFFFD... más\uFFFD</p>", "characters that could not be read: 2"},
		{"surrogates", "<p>año \xED\xA0\xBD\xED\xB8\x80 día", "<p>año 😀 día", ""},
		{"twice encoded", "<p>El aÃ±o que llegÃ³ la misiÃ³n, â€œasÃ­â€\u009d fue", "<p>El aÃ±o que llegÃ³ la misiÃ³n, â€œasÃ­â€\u009d fue", `characters that look as if they had been encoded twice, such as "Ã±": 6`},
		{"Portuguese capitals", "<p>AVIAÇÃO: NÃO À GUERRA, SÃO TOMÉ", "<p>AVIAÇÃO: NÃO À GUERRA, SÃO TOMÉ", ""},
		{"empty", "", "", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			text, name, doubts := Decode([]byte(c.in), "")
			if text != c.want || name != "utf-8" || strings.Join(doubts, "; ") != c.doubt {
				t.Errorf("%s %q %q", name, doubts, text)
			}
		})
	}
}

// The text of UTF-8 is the bytes themselves.
func TestUTF8IsNotCopied(t *testing.T) {
	b := []byte(strings.Repeat(spanish, 1000))
	if n := testing.AllocsPerRun(10, func() { Decode(b, "text/html; charset=utf-8") }); n > 0 {
		t.Errorf("%v allocations", n)
	}
}

func TestBinary(t *testing.T) {
	for in, want := range map[string]string{
		"%PDF-1.7":                              "a PDF file",
		"\x89PNG\r\n":                           "a PNG image",
		strings.Repeat("\x00\x01\x02\x80", 100): "a binary file",
		strings.Repeat("\x92\xE1\x03\xC7k\x1D\xF4\xAA", 100):       "a binary file",
		"<p>\x01\x02\x03\x04":                                      "",
		"<p>\x1B$B" + strings.Repeat("%K%e!<%9\x1B(B\n\x1B$B", 50): "",
		spanish: "",
		"":      "",
		"El \x00 de relleno " + strings.Repeat("texto ", 30): "",
	} {
		if got := Binary([]byte(in)); got != want {
			t.Errorf("Binary(%.20q) = %q, want %q", in, got, want)
		}
	}
}

func FuzzDecode(f *testing.F) {
	for _, c := range said {
		for label := range strings.FieldsSeq(c.encodings) {
			f.Add(encode(f, firstWords(c.text, 8), label), "text/html; charset="+label)
		}
	}
	for _, s := range []string{spanish, "\xEF\xBB\xBF<p>", "\xFF\xFE<\x00p\x00", "\x00\x00\xFE\xFF\x00\x00\x00<", "\x1B$B!!\x1B(B", "a\xC3", "\xED\xA0\xBD\xED\xB8\x80ñ", "Ã©Ã©Ã©", "<meta charset=", "<?xml encoding='x'"} {
		f.Add([]byte(s), "")
	}
	seeds.Each(f, func(c seeds.Case) { f.Add(c.Bytes, "text/html; charset=gb2312") }, "html_parse", "feeds_parse", "naughty_strings")
	f.Fuzz(func(t *testing.T, b []byte, contentType string) {
		before := string(b)
		text, name, doubts := Decode(b, contentType)
		if !utf8.ValidString(text) || name == "" {
			t.Errorf("%s: not UTF-8: %q", name, text)
		}
		if len(text) > 4*len(b)+16 || len(doubts) > 4 {
			t.Errorf("%d bytes gave %d, and %d doubts", len(b), len(text), len(doubts))
		}
		if again, name, _ := Decode([]byte("\xEF\xBB\xBF"+text), contentType); again != text && name == "utf-8" {
			t.Errorf("decoded again: %q, not %q", again, text)
		}
		if Binary(b); string(b) != before {
			t.Error("the bytes were changed")
		}
	})
}
