package entity

import (
	"testing"

	"vigia/internal/text"
)

// The table writes words as folding and transliteration do.
func FuzzPlain(f *testing.F) {
	for _, w := range []string{"ministro", "O'Higgins", "S.A", "Díaz", "ÑANDÚ", "İstanbul", "ẞ", "łódź", "Ελλάδα", "Щёлково", "объезд", "Аlех", "الحسنیه", "می‌رود", "١٢٣abc", "a1б", "e\u0301t", "بَيت", "שלום", "ǅ", "K", "ﬁn", "·x"} {
		f.Add(w)
	}
	f.Fuzz(func(t *testing.T, s string) {
		c := &cutter{tree: newTree()}
		for start, end := range text.Words(s, "") {
			w := s[start:end]
			if got, want := c.plain(w), latinWord(text.Fold(w)); lettered(w) && got != want {
				t.Errorf("%q: %q, want %q", w, got, want)
			}
		}
	})
}
