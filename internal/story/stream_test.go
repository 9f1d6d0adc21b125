package story_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"vigia"
	"vigia/internal/monitor"
	"vigia/internal/source"
	"vigia/internal/story"
)

func registry() *source.Registry {
	return source.NewRegistry([]monitor.Outlet{
		{Key: "meridiana", Name: "Agencia Meridiana", Class: vigia.IndependentPrivate},
		{Key: "northgate", Name: "Northgate Wire", Class: vigia.IndependentPrivate},
		{Key: "volga", Name: "Агентство Волга", Aliases: []string{"Volga"}, Class: vigia.StateControlled, Government: "RU"},
		{Key: "canal", Name: "Canal Orinoco", Class: vigia.StateControlled, Government: "VE", Owners: []string{"Grupo Estatal"}},
		{Key: "semanario", Name: "Semanario Claro", Class: vigia.CapturedPrivate, Government: "VE", Owners: []string{"Claro", "Grupo Estatal"}},
		{Key: "correo", Name: "El Correo", Class: vigia.IndependentPrivate},
		{Key: "diario", Name: "Diario del Sur", Class: vigia.IndependentPrivate},
		{Key: "eco", Name: "World Echo", Class: vigia.IndependentPrivate},
		{Key: "ministerio", Name: "Cancillería", Class: vigia.OfficialBody, Kind: vigia.OfficialDocument},
	})
}

const plant = `El presidente Pedro Castillo anunció el lunes que el Perú tendrá una planta para producir la vacuna Sputnik V, tras
conversaciones con el gobierno de Rusia que empezaron el 31 de agosto en Lima con el embajador de ese país.

El ministro de Salud, Hernando Cevallos, aclaró horas después que faltan por definir los aspectos comerciales y que la planta
podría funcionar en 2023 con suerte. El país encargó 20 millones de dosis de esa vacuna para el primer semestre.

La instalación sería la segunda de su tipo en la región. El mandatario no dio a conocer el lugar, el costo ni el calendario.`

const plantEnglish = `Peru will host a plant to make Russia's Sputnik V vaccine, President Pedro Castillo said on Monday after talks
that began on 31 August in Lima with the Russian ambassador.

Health Minister Hernando Cevallos said later that commercial terms had still to be settled, and that with luck the plant
could open in 2023. Peru has ordered 20 million doses.`

const coffee = `Los caficultores del occidente de Honduras esperan una cosecha con buenos precios, aunque temen que falten manos
para el corte. El quintal se paga un 40 por ciento más que hace un año por las heladas en Brasil, dijo la cooperativa.

Las tormentas de noviembre dejaron caminos cortados y muchas familias emigraron, de modo que en algunas fincas faltará la
mitad de la mano de obra que hace falta.`

var noon = time.Date(2021, 9, 7, 12, 0, 0, 0, time.UTC)

func at(hours int) vigia.Date {
	return vigia.Date{At: noon.Add(time.Duration(hours) * time.Hour), Precision: vigia.ToMin}
}

// press is one event: an agency, who copied it, who credits it, and who wrote
// its own.
func press() []story.Doc {
	return []story.Doc{
		{ID: "origin", Outlet: "meridiana", Published: at(0), Language: "es", Title: "Perú tendrá una planta de Sputnik V",
			Text: "Lima, 6 sep (Meridiana).- " + plant},
		{ID: "copy", Outlet: "correo", Published: at(-1), Language: "es", Title: "Perú tendrá planta de Sputnik V",
			Text: plant + "\n\n(Meridiana)"},
		{ID: "half", Outlet: "diario", Published: at(5), Language: "es", Title: "Castillo anuncia planta",
			Text: plant[:strings.LastIndex(plant, "\n\n")]},
		{ID: "english", Outlet: "northgate", Published: at(2), Language: "en", Title: "Peru to host Sputnik V plant", Text: plantEnglish},
		{ID: "rewritten", Outlet: "eco", Published: at(8), Language: "en", Title: "Sputnik V plant planned in Peru",
			Text: "According to Meridiana, the Peruvian government wants a plant for the Sputnik V vaccine in the country. President Pedro Castillo made the announcement on television; minister Hernando Cevallos hopes for 2023, with luck."},
		{ID: "coffee", Outlet: "diario", Published: at(3), Language: "es", Title: "Caficultores hondureños esperan mejor precio", Text: coffee},
	}
}

func TestRelays(t *testing.T) {
	want := map[string]string{
		"origin":    "original of ",
		"copy":      "copy of origin", // an earlier clock does not make it the origin: it credits it
		"half":      "copy of origin",
		"english":   "same_event of ",
		"rewritten": "derived of origin",
		"coffee":    "original of ",
	}
	for name, order := range map[string][]int{"in time": {0, 1, 2, 3, 4, 5}, "origin last": {5, 4, 3, 2, 1, 0}, "mixed": {4, 1, 0, 5, 3, 2}} {
		s := story.NewStream()
		s.Registry = registry()
		docs := press()
		for _, i := range order {
			s.Add(docs[i])
		}
		for id, w := range want {
			r := s.Of(id)
			if r.Relation == vigia.SameEvent || strings.HasPrefix(w, "same_event") || strings.HasPrefix(w, "original") {
				if r.Origin != "" {
					t.Errorf("%s: %s: origin %q, want none", name, id, r.Origin)
				}
				continue // who is first of a story does depend on the order
			}
			if got := fmt.Sprintf("%s of %s", r.Relation, r.Origin); got != w || r.Why == "" {
				t.Errorf("%s: %s: %s (%s), want %s", name, id, got, r.Why, w)
			}
		}
		if a, b := s.Of("origin").Story, s.Of("coffee").Story; a == b {
			t.Errorf("%s: coffee is in the story of the plant", name)
		}
		for _, id := range []string{"copy", "half", "english", "rewritten"} {
			if s.Of(id).Story != s.Of("origin").Story {
				t.Errorf("%s: %s is in story %s, not %s", name, id, s.Of(id).Story, s.Of("origin").Story)
			}
		}
	}
}

func TestDayAloneIsNoOrigin(t *testing.T) {
	s := story.NewStream()
	day := vigia.Date{At: noon.Truncate(24 * time.Hour), Precision: vigia.ToDay}
	s.Add(story.Doc{ID: "day", Outlet: "a", Published: day, Language: "es", Title: "Planta", Text: plant})
	s.Add(story.Doc{ID: "minute", Outlet: "b", Published: at(0), Language: "es", Title: "Planta", Text: plant})
	if r := s.Of("day"); r.Origin != "minute" {
		t.Errorf("origin %q: midnight is not when it was published", r.Origin)
	}
}

func TestStreamTakesAnything(t *testing.T) {
	s := story.NewStream()
	for i, d := range []story.Doc{{}, {ID: "a"}, {ID: "a"}, {ID: "b", Text: "\xff\xfe", Language: "zh"}, {ID: "c", Title: "一", Language: "zh"},
		{ID: "d", Published: vigia.Date{At: time.Date(9999, 1, 1, 0, 0, 0, 0, time.UTC), Precision: vigia.ToYear}}} {
		if r := s.Add(d); r.Story == "" {
			t.Errorf("document %d has no story", i)
		}
	}
	if r := s.Of("nobody"); r.Story != "" {
		t.Errorf("nobody: %+v", r)
	}
}
