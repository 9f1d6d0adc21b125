package label

import (
	"context"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"vigia"
	"vigia/internal/db"
	"vigia/internal/db/dbtest"
	"vigia/internal/monitor"
)

// tiny is a monitor of one network and a few terms.
func tiny() *monitor.Monitor {
	m := &monitor.Monitor{Key: "tiny", Version: "v"}
	m.Networks = []monitor.Network{{Key: "R", Governments: []string{"RU"}}, {Key: "C", Governments: []string{"CN"}}}
	m.Region.Subregions = []monitor.Place{{Key: "andes", Countries: []string{"PE"}}}
	add := func(kind vigia.LabelKind, value, language, text string, weight float64) {
		m.Lexicon = append(m.Lexicon, monitor.Term{Kind: kind, Value: value, Language: language, Text: text, Weight: weight})
	}
	add(vigia.LabelNetwork, "R", "es", "Rosatom", 2)
	add(vigia.LabelNetwork, "R", "es", "embajada rusa", 2)
	add(vigia.LabelNetwork, "C", "es", "Cosco", 2)
	add(vigia.LabelNetwork, "R", "es", "ruso", 1)
	add(vigia.LabelNetwork, "R", "es", "ensalada rusa", -2)
	add(vigia.LabelNetwork, "R", "zh", "俄罗斯", 2)
	add(vigia.LabelCountry, "PE", "es", "Perú", 1)
	add(vigia.LabelCountry, "PE", "es", "Lima", 1)
	add(vigia.LabelCountry, "PE", "zh", "秘鲁", 1)
	add(vigia.LabelCountry, "FR", "es", "París", 1)
	add(vigia.LabelGenre, "opinion", "es", "columna", 2)
	add(vigia.LabelGenre, "opinion", "*", "opinion", 2)
	return m
}

func TestLabel(t *testing.T) {
	l := New(tiny())
	for name, c := range map[string]struct {
		doc  Doc
		want string // kind=value …
	}{
		"a network at work in the region": {
			Doc{Title: "Rosatom firma en Perú", Text: "La empresa firmó en Lima.", Language: "es"},
			"network=R country=PE country=RU genre=news scope=in"},
		"accents do not matter": {
			Doc{Title: "ROSATOM firma en Peru", Text: "Firmó en Lima.", Language: "es"},
			"network=R country=PE country=RU genre=news scope=in"},
		"a network without a link to the region": {
			Doc{Title: "Rosatom firma en París", Text: "La firma fue en París.", Language: "es"},
			"country=FR country=RU genre=news scope=out"},
		"two networks act together elsewhere": {
			Doc{Title: "Rosatom y Cosco firman en París", Text: "Rosatom y Cosco firmaron en París.", Language: "es"},
			"network=C network=R country=FR country=RU genre=news scope=in"},
		"the region without a network": {
			Doc{Title: "Llueve en Lima", Text: "Llovió en Perú.", Language: "es"},
			"country=PE genre=news scope=out"},
		"the longest term counts: a salad is no activity": {
			Doc{Title: "Ensalada rusa para todos en Lima", Text: "La receta del Perú.", Language: "es"},
			"country=PE genre=news scope=out"},
		"a name is not a word with the same stem": {
			Doc{Title: "Rosatom en Lima: todo para las obras", Text: "Para el Perú, para la gente, para todos.", Language: "es"},
			"network=R country=PE country=RU genre=news scope=in"},
		"Chinese": {
			Doc{Title: "俄罗斯与秘鲁签署协议", Text: "俄罗斯代表团抵达秘鲁。", Language: "zh"},
			"network=R country=PE country=RU genre=news scope=in"},
		"section": {
			Doc{Title: "Rosatom en Lima", Text: "Perú.", Language: "es", URL: "https://a.example/opinion/2021/x"},
			"network=R country=PE country=RU genre=opinion scope=in"},
		"official body": {
			Doc{Title: "Rosatom en Lima", Text: "Perú.", Language: "es", Kind: vigia.OfficialDocument},
			"network=R country=PE country=RU genre=declaration scope=in"},
		"nothing at all": {Doc{}, "genre=news scope=out"},
	} {
		t.Run(name, func(t *testing.T) {
			var got []string
			for _, b := range l.Label(c.doc) {
				got = append(got, string(b.Kind)+"="+b.Value)
				if b.Why == "" || b.Score <= 0 || b.Score > 1 {
					t.Errorf("%+v: a label needs a reason and a score", b)
				}
			}
			slices.SortStableFunc(got, func(a, b string) int { // by kind; which of two countries weighs more is learned
				if strings.HasPrefix(a, "country=") && strings.HasPrefix(b, "country=") {
					return strings.Compare(a, b)
				}
				return 0
			})
			if d := cmp.Diff(c.want, strings.Join(got, " ")); d != "" {
				t.Error(d)
			}
		})
	}
}

func TestSpeechAndColumn(t *testing.T) {
	spoken := "Muy buenas tardes, queridas familias de nuestra patria. Estamos aquí para agradecer, vamos adelante con nuestro pueblo, con nuestra fe. " +
		"Compañeras, compañeros, tenemos la victoria! Seguimos unidos, nosotros, los hijos de esta tierra bendita. Muchas gracias! Que viva nuestra patria! "
	report := "El presidente llegó el martes a la capital y saludó a los asistentes, según informó su oficina. El acto duró una hora y terminó con la firma " +
		"de un acuerdo que prevé inversiones en el puerto durante los próximos cinco años, aunque no se conocen los montos ni los plazos de cada obra. "
	column := "Me pregunto cuánto vale un voto. Yo no creo en casualidades. Creo que se construye delante de todos un vecindario sin preguntas, y sospecho que " +
		"nadie quiere mirar. Ojalá exagere. La historia está llena de advertencias que llegaron a tiempo y no sirvieron para nada, como las de aquel año lejano y triste que ya casi nadie recuerda en estas orillas. "
	quoted := "«" + strings.Repeat("Nuestra patria es grande y seguimos adelante con el pueblo en esta hora. ", 9) + "»"
	for name, c := range map[string]struct {
		text string
		want vigia.Genre
	}{"speech": {spoken, vigia.Declaration}, "report": {report, vigia.News}, "column": {column, vigia.Opinion},
		"one long quotation": {strings.ReplaceAll(quoted, ". ", "; "), vigia.Declaration}} {
		if got := genreOf(New(tiny()), Doc{Title: "Un acto", Text: c.text, Language: "es"}); got.Value != string(c.want) {
			t.Errorf("%s: %s (%s), want %s", name, got.Value, got.Why, c.want)
		}
	}
}

func TestAPersonsLabelOutranksTheMachines(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := context.Background()
		l := New(tiny())
		err := d.InTx(ctx, func(tx *db.Tx) error {
			for _, q := range []string{
				`INSERT INTO captures (id, url, final_url, source, at, status, reason, detail, remedy, content_type, sha256, size, file, start, length, truncated, robots, via, peer) VALUES ('cap_1', 'u', 'u', '', 1, 200, '', '', '', '', '', 0, '', 0, 0, '', '', 'import', '')`,
				`INSERT INTO reports VALUES ('rep_1', 'cap_1', '', 'u', 'k', '', 'media', 'T', '[]', 0, '', '', 0, 'es', 0, 'x', 1, '', '', '', '{}', '[]', 'v', 1, 1, 'labelled')`,
			} {
				if _, err := tx.Exec(q); err != nil {
					return err
				}
			}
			machine := []vigia.Label{{Kind: vigia.LabelNetwork, Value: "R", Score: 0.8, Why: "a"}, {Kind: vigia.LabelGenre, Value: "news", Score: 0.6, Why: "b"}}
			if err := l.Put(tx, "rep_1", machine); err != nil {
				return err
			}
			for _, p := range []vigia.Label{{Kind: vigia.LabelNetwork, Value: "R", Score: 0, Why: "no"}, {Kind: vigia.LabelGenre, Value: "opinion", Score: 1, Why: "a column"}} {
				if err := Correct(tx, "rep_1", p, "per_1"); err != nil {
					return err
				}
			}
			return l.Put(tx, "rep_1", machine) // labelled again: the person's word stays
		})
		if err != nil {
			t.Fatal(err)
		}
		got, err := Of(ctx, d, []string{"rep_1"})
		if err != nil {
			t.Fatal(err)
		}
		want := map[string][]vigia.Label{"rep_1": {
			{Kind: vigia.LabelGenre, Value: "opinion", Score: 1, Why: "a column", By: "per_1"},
			{Kind: vigia.LabelNetwork, Value: "R", Score: 0, Why: "no", By: "per_1"},
		}}
		if d := cmp.Diff(want, got); d != "" {
			t.Error(d)
		}
	})
}

func genreOf(l *Labeller, d Doc) vigia.Label { return l.genre(d, readDoc(d)) }
