package story_test

import (
	"strings"
	"testing"

	"vigia"
	"vigia/internal/story"
)

// TestDisguisedCopies: letters that look like others, and marks that nobody
// sees, make no copy an own report.
func TestDisguisedCopies(t *testing.T) {
	const text = "El canciller recibió a su homólogo y anunció la entrega de 3 millones de dosis, según dijo. El acuerdo firmado el 22 de junio prevé también cooperación en defensa con plazos hasta 2025 y una comisión mixta que se reunirá en octubre. Los diputados de la oposición pidieron conocer el texto completo antes de que sea enviado al parlamento, y el ministro dijo que las primeras dosis llegarían en avión durante la segunda semana de julio."
	for name, disguised := range map[string]string{
		"some Cyrillic letters":    strings.NewReplacer("a", "а", "o", "о").Replace(text),
		"zero width between all":   strings.Join(strings.Split(text, ""), "\u200b"),
		"soft hyphens":             strings.ReplaceAll(text, "c", "c\u00ad"),
		"wide letters":             strings.NewReplacer("r", "ｒ", "s", "ｓ").Replace(text),
		"accents left out, shouts": strings.ToUpper(text),
	} {
		s := story.NewStream()
		s.Add(story.Doc{ID: "first", Outlet: "a", Language: "es", Title: "Llega la vacuna", Text: text, Published: vigia.Date{At: noon, Precision: vigia.ToMin}})
		s.Add(story.Doc{ID: "disguised", Outlet: "b", Language: "es", Title: "Otra cosa", Text: disguised, Published: vigia.Date{At: noon.Add(3600e9), Precision: vigia.ToMin}})
		if got := s.Of("disguised"); got.Relation != vigia.Copy || got.Origin != "first" {
			t.Errorf("%s: %+v", name, got)
		}
	}
}
