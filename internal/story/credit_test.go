package story

import (
	"strings"
	"testing"

	"vigia"
	"vigia/internal/monitor"
	"vigia/internal/source"
)

func TestCredits(t *testing.T) {
	reg := source.NewRegistry([]monitor.Outlet{
		{Key: "nacional", Name: "El Nacional"}, {Key: "meridiana", Name: "Agencia Meridiana"}, {Key: "northgate", Name: "Northgate Wire"},
		{Key: "volga", Name: "Агентство Волга", Aliases: []string{"Volga"}}, {Key: "alborz", Name: "خبرگزاری البرز (Alborz News)"},
		{Key: "ledger", Name: "Capital Ledger"}, {Key: "plata", Name: "Diario del Plata Sur"}, {Key: "yuhe", Name: "玉河日报"}, {Key: "beihe", Name: "北河社"},
		{Key: "claro", Name: "Semanario Claro", Aliases: []string{"Claro"}}, {Key: "own", Name: "El Propio"},
		{Key: "ministry", Name: "Cancillería", Kind: vigia.OfficialDocument},
	})
	long := strings.Repeat("El resto del texto sigue aquí con más palabras. ", 12)
	for _, c := range []struct{ language, text, byline, want string }{
		{"es", "Lima, 6 sep (Meridiana).- El presidente dijo. " + long, "", "meridiana"},
		{"es", "El presidente dijo. " + long + "\n\nCon información de Meridiana", "", "meridiana"},
		{"es", "El presidente dijo. " + long + "\n\n(Meridiana)", "", "meridiana"},
		{"es", "Es cierto, informó la agencia Northgate Wire, que lo supo. " + long, "", "northgate"},
		{"es", long + "\n\nFuente: Agencia Lunar. Publicado aquí.", "", "Agencia Lunar"},
		{"es", "Dijo. " + long, "Northgate Wire", "northgate"},
		{"en", "LIMA (Northgate Wire) - Peru will host a plant.", "", "northgate"},
		{"en", "Northgate Wire – Peru will host a plant.", "", "northgate"},
		{"en", "TEHRAN (World Echo / Alborz News – 5th August, 2021) – The president spoke.", "", "alborz"},
		{"en", "According to the Capital Ledger, two ships sailed.", "", "ledger"},
		{"en", "Two ships sailed, Capital Ledger reported on Friday.", "", "ledger"},
		{"pt", "O acordo foi fechado, segundo a agência Meridiana.", "", "meridiana"},
		{"ru", "МОСКВА, 17 августа. (Волга). Сторона выступает.", "", "volga"},
		{"ru", "О письме сообщила газета «Диарио дель Плата Сур», на которую ссылаются.", "", "plata"},
		{"fa", "سفیر به نقل از خبرگزاری ولگا، خبر داد.", "", "volga"},
		{"fa", "روزنامه کپیتال لجر این خبر را منتشر کرد.", "", "ledger"},
		{"zh", "据玉河日报报道，工厂将投产。", "", "yuhe"},
		{"zh", "《玉河日报》今天刊出的文章说，工厂将投产。", "", "yuhe"},
		{"zh", "工厂将投产。\n\n来源：玉河日报", "", "yuhe"},
		{"zh", "北河社利马9月6日电 工厂将投产。", "", "beihe"},
		{"zh", "（北河社9月6日電）工廠將投產。", "", "beihe"},
		{"zh", "他说，来源：不明的消息。", "", ""},
		{"es", "Dijo. " + long, "Redacción / Meridiana", "meridiana"},
		{"es", long + "\n\nPublicado originalmente en Northgate Wire.", "", "northgate"},
		{"es", "Según El Propio, es así. " + long, "", ""},       // itself
		{"es", "Según la Cancillería, es así. " + long, "", ""},  // a source, no relay
		{"es", "Queda claro que informó mal. " + long, "", ""},   // no name
		{"es", "Con información de testigos. " + long, "", ""},   // no name either
		{"es", "BEIJING – El ministerio habló. " + long, "", ""}, // a place
		{"es", "Pidió el dinero que adelantó por la vacuna Meridiana. " + long, "", ""},
		{"es", "El ministerio informó que la vacuna Meridiana llegará. " + long, "", ""},
		{"es", "Según Volga V, la dosis es segura. " + long, "", ""},                       // a product
		{"pt", "A Agência Nacional de Energia Elétrica decidiu na terça. " + long, "", ""}, // an office
		{"en", "The figures were published by the Volga Times on Monday. " + long, "", ""}, // another outlet
		{"en", "Two ships sailed, according to Volga on Friday. " + long, "", "volga"},
		{"es", "Lo contó el diario El Nacional de Caracas. " + long, "", "nacional"},
		{"es", "", "", ""},
	} {
		var byline []string
		if c.byline != "" {
			byline = []string{c.byline}
		}
		cs := credits(Doc{Outlet: "own", Text: c.text, Language: c.language, Byline: byline}, reg)
		got := ""
		if len(cs) > 0 {
			if got = cs[0].Outlet; got == "" {
				got = cs[0].Name
			}
		}
		if got != c.want {
			t.Errorf("%.60q: credits %q, want %q", c.text, got, c.want)
		}
	}
}

func TestNamesFileIsWhole(t *testing.T) {
	b := theLexicon()
	if len(b.keys) < 500 {
		t.Errorf("names.csv gave %d forms", len(b.keys))
	}
	for _, c := range []struct{ a, b Doc }{
		{Doc{Title: "委內瑞拉總統馬杜羅訪問墨西哥", Language: "zh"}, Doc{Title: "Maduro, presidente de Venezuela, viaja a México", Language: "es"}},
		{Doc{Title: "Президент Венесуэлы Мадуро прибыл в Мексику", Language: "ru"}, Doc{Title: "Maduro of Venezuela lands in Mexico", Language: "en"}},
		{Doc{Title: "مادورو رئیس‌جمهور ونزوئلا به مکزیک رفت", Language: "fa"}, Doc{Title: "Maduro, da Venezuela, chega ao México", Language: "pt"}},
	} {
		a, b := newSketch(c.a), newSketch(c.b)
		if n := common(profileOf(a, "")[keyed], profileOf(b, "")[keyed]); n < 3 {
			t.Errorf("%s and %s share %d keys: %v %v", c.a.Title, c.b.Title, n, a.keys, b.keys)
		}
	}
}
