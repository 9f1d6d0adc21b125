package monitor

import (
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"

	"vigia"
	"vigia/internal/seeds"
)

// TestLint takes the tiny monitor, changes one thing in a file, and names the
// findings that follow, as "path kind". In change, "~" parts old from new; an
// old of "" writes the whole file anew.
func TestLint(t *testing.T) {
	const bom = "\ufeff"
	for _, tt := range []struct {
		file, old, new string
		want           []string
	}{
		// files
		{"monitor.yaml", "", bom, nil},
		{"outlets.csv", "El Correo", "El \xff", []string{"outlets.csv:6 file"}},
		{"monitor.yaml", "\n", "\r\n", nil},

		// YAML
		{"monitor.yaml", "name: {en: Tiny Monitor, es: Monitor Mínimo}", "name: {en: Tiny Monitor", []string{"monitor.yaml:4 yaml"}},
		{"monitor.yaml", "acronym: TM", "acronym: TM\n\thouse: x", []string{"monitor.yaml:5 yaml"}},
		{"monitor.yaml", "acronym: TM", "acronym: TM\nacronym: TN", []string{"monitor.yaml:5:acronym duplicate"}},
		{"monitor.yaml", "acronym: TM", "akronym: TM", []string{"monitor.yaml:4:akronym unknown_field"}},
		{"monitor.yaml", "months: 2", "months: two", []string{"monitor.yaml:61:periods.months yaml", "monitor.yaml:61:periods.months period"}},
		{"monitor.yaml", "    section: true", "    section: true\n    sektion: true", []string{"monitor.yaml:20:networks[0].sektion unknown_field"}},
		{"policy.yaml", "2020-05-01", "'2020-05-01'", []string{"policy.yaml:2:valid_from yaml"}},
		{"policy.yaml", "2020-05-01", "2020-15-01", []string{"policy.yaml:2:valid_from yaml"}},

		// monitor.yaml
		{"monitor.yaml", "key: tiny", "key: Tiny One", []string{"monitor.yaml:2:key key"}},
		{"monitor.yaml", ", es: Monitor Mínimo}", "}", []string{"monitor.yaml:3:name missing"}},
		{"monitor.yaml", ", es: Monitor Mínimo}", ", es: ' '}", []string{"monitor.yaml:3:name missing"}},
		{"monitor.yaml", ", es: Monitor Mínimo}", ", es: M, xx: M}", []string{"monitor.yaml:3:name.xx language"}},
		{"monitor.yaml", "counts: {en: What R does., es: Lo que hace R.}", "counts: {en: What R does.}", []string{"monitor.yaml:24:networks[1].counts missing"}},
		{"monitor.yaml", "    counts: {en: Vaccines., es: Vacunas.}\n", "", []string{"monitor.yaml:37:themes[0].counts missing", "monitor.yaml:37:themes[0].counts missing"}},
		{"monitor.yaml", "  name: Sample House\n", "", []string{"monitor.yaml:5:house.name missing"}},
		{"monitor.yaml", "house.example", "https://house.example", []string{"monitor.yaml:8:house.domains[0] domain"}},
		{"monitor.yaml", "editions: [en, es]", "editions: [en, es, en]", []string{"monitor.yaml:12:languages.editions[2] duplicate"}},
		{"monitor.yaml", "sources: [en, es, ru]", "sources: [en, es, ru, russian]", []string{"monitor.yaml:13:languages.sources[3] language"}},
		{"monitor.yaml", "key: X", "key: V", []string{"monitor.yaml:29:networks[2].key duplicate", "lexicon/networks.csv:5:value unknown_key"}},
		{"monitor.yaml", "key: borders", "key: V", []string{"monitor.yaml:43:themes[1].key duplicate", "lexicon/themes.csv missing", "lexicon/themes.csv:3:value unknown_key"}},
		{"monitor.yaml", "slug: medical", "slug: Medical!", []string{"monitor.yaml:42:themes[0].slug slug"}},
		{"monitor.yaml", "slug: medical", "slug: network-r", []string{"monitor.yaml:42:themes[0].slug duplicate"}},
		{"monitor.yaml", "    slug: medical\n", "", []string{"monitor.yaml:37:themes[0].slug slug"}},
		{"monitor.yaml", "governments: [VE, CU]", "governments: [VE, UK]", []string{"monitor.yaml:18:networks[0].governments[1] country"}},
		{"monitor.yaml", "governments: [TR]", "governments: []", []string{"monitor.yaml:32:networks[2].governments missing"}},
		{"monitor.yaml", "draws_from: [V, R]", "draws_from: [V, Q]", []string{"monitor.yaml:41:themes[0].draws_from[1] unknown_key"}},
		{"monitor.yaml", "key: military", "key: diplomatic", []string{"monitor.yaml:51:dimensions[1].key duplicate", "lexicon/dimensions.csv:2:value unknown_key"}},
		{"monitor.yaml", "countries: [CO, VE]", "countries: [CO, VE, CO]", []string{"monitor.yaml:56:region.subregions[0].countries[2] duplicate"}},
		{"monitor.yaml", "countries: [CU]", "countries: [CU, VE]", []string{"monitor.yaml:57:region.subregions[1].countries[1] duplicate"}},
		{"monitor.yaml", "countries: [RU]}", "countries: [RU, CU]}", []string{"monitor.yaml:59:region.outside[0].countries[1] duplicate"}},
		{"monitor.yaml", "countries: [RU]}", "countries: [HZ]}", []string{"monitor.yaml:59:region.outside[0].countries[0] country"}},
		{"monitor.yaml", "months: 2", "months: 13", []string{"monitor.yaml:61:periods.months period"}},
		{"monitor.yaml", "America/New_York", "America/Gotham", []string{"monitor.yaml:62:periods.zone zone"}},

		// policy.yaml
		{"policy.yaml", "denominator: 5", "denominator: 0", []string{"policy.yaml:5:cap.denominator policy"}},
		{"policy.yaml", "numerator: 1", "numerator: 6", []string{"policy.yaml:4:cap.numerator policy"}},
		{"policy.yaml", "counted_classes: [SC, CaPu, CaPr]", "counted_classes: [SC, CaPo, CaPr]", []string{"policy.yaml:7:counted_classes[1] policy"}},
		{"policy.yaml", "allowed: [news, live]", "allowed: [news, live, list]", []string{"policy.yaml:16:genres.forbidden[5] policy"}},
		{"policy.yaml", "allowed: [news, live]", "allowed: [news]", []string{"policy.yaml:13:genres policy"}},
		{"policy.yaml", "R: [RU]", "R: [RU]\n  Q: [QA]", []string{"policy.yaml:12:governments.Q unknown_key"}},
		{"policy.yaml", "  R: [RU]\n", "", []string{"policy.yaml:9:governments missing"}},

		// outlets.csv
		{"outlets.csv", "key,name,", "key,nombre,", []string{"outlets.csv:1:nombre unknown_field", "outlets.csv:1:name missing", "outlets.csv:2:name missing", "outlets.csv:3:name missing", "outlets.csv:4:name missing", "outlets.csv:5:name missing", "outlets.csv:6:name missing", "outlets.csv:7:name missing"}},
		{"outlets.csv", "El Correo,", `El "Correo,`, []string{"outlets.csv:6 csv"}},
		{"outlets.csv", "El Correo,", `"El Correo,`, []string{"outlets.csv:6 csv"}}, // swallows nothing
		{"outlets.csv", "El Correo,,", "El Correo,", []string{"outlets.csv:6 csv"}},
		{"outlets.csv", "key,name,aliases", bom + "key,name,aliases", nil}, // as spreadsheets save it
		{"outlets.csv", "ministry,The", "The Ministry,The", []string{"outlets.csv:7:key key"}},
		{"outlets.csv", "correo.example", "https://correo.example/", []string{"outlets.csv:6:domains domain"}},
		{"outlets.csv", "canal-uno.example;canal1.example,VE,es;en", "canal1.example;canal1.example,VE,es;en", []string{"outlets.csv:3:domains duplicate"}},
		{"outlets.csv", "correo.example", "neva.example", []string{"outlets.csv:6:domains duplicate"}},
		{"outlets.csv", ",CO,es,", ",Colombia,es,", []string{"outlets.csv:6:country country"}},
		{"outlets.csv", ",CO,es,Grupo", ",CO,spanish,Grupo", []string{"outlets.csv:6:languages language"}},
		{"outlets.csv", ",CO,es,Grupo", ",CO,,Grupo", []string{"outlets.csv:6:languages missing"}},
		{"outlets.csv", "no,no,no,IP,,media,,,https://registry.example/5", "no,no,maybe,IP,,media,,,https://registry.example/5", []string{"outlets.csv:6:editorial test"}},
		{"outlets.csv", "no,no,no,IP,,media,,,https://registry.example/5", "no,no,yes,IP,,media,,,https://registry.example/5", []string{"outlets.csv:6:editorial class"}},
		{"outlets.csv", "no,no,no,IP,,media,,,https://registry.example/5", "yes,no,part,ISF,CO,media,,,https://registry.example/5", nil},
		{"outlets.csv", "no,no,no,IP,,media,,,https://registry.example/5", "no,no,no,XX,,media,,,https://registry.example/5", []string{"outlets.csv:6:class class"}},
		{"outlets.csv", "no,no,no,IP,,media,,,https://registry.example/5", ",,,,,media,,,https://registry.example/5", []string{"outlets.csv:6:class class"}},
		{"outlets.csv", "no,no,no,IP,,media,,,https://registry.example/5", "no,no,no,IP,CO,media,,,https://registry.example/5", []string{"outlets.csv:6:government class"}},
		{"outlets.csv", "no,no,no,IP,,media,,,https://registry.example/5", "no,no,no,IP,,blog,,,https://registry.example/5", []string{"outlets.csv:6:kind kind"}},
		{"outlets.csv", "no,no,no,IP,,media,,,https://registry.example/5", "no,no,no,IP,,official,,,https://registry.example/5", []string{"outlets.csv:6:kind kind"}},
		{"outlets.csv", "SC,RU,media,,,https://registry.example/3", "SC,,media,,,https://registry.example/3", []string{"outlets.csv:4:government missing"}},
		{"outlets.csv", "SC,RU,media,,,https://registry.example/3", "SC,SU,media,,,https://registry.example/3", []string{"outlets.csv:4:government country"}},
		{"outlets.csv", "OFF,CO,official", "OFF,CO,media", []string{"outlets.csv:7:kind kind"}},
		{"outlets.csv", "2018-07-01", "2018-06-30", []string{"outlets.csv:3:key duplicate"}},
		{"outlets.csv", "2018-06-30", "2018-6-30", []string{"outlets.csv:2:valid_to date", "outlets.csv:3:key duplicate"}},
		{"outlets.csv", "2018-06-30", "2000-06-30", []string{"outlets.csv:2:valid_to date"}},
		{"outlets.csv", "https://registry.example/5", "", []string{"outlets.csv:6:evidence missing"}},
		{"outlets.csv", "https://registry.example/5,ana", ",sample", nil},
		{"outlets.csv", "https://registry.example/5,ana", "https://registry.example/5,", []string{"outlets.csv:6:reviewer missing"}},

		// feeds.opml
		{"feeds.opml", "<head>", "<head", []string{"feeds.opml:3 xml"}},
		{"feeds.opml", "<opml version", "<opm version", []string{"feeds.opml:2:opm xml", "feeds.opml:11 xml"}},
		{"feeds.opml", `vigiaOutlet="correo"`, "", []string{"feeds.opml:6:vigiaOutlet missing"}},
		{"feeds.opml", `vigiaOutlet="correo"`, `vigiaOutlet="correro"`, []string{"feeds.opml:6:vigiaOutlet unknown_key"}},
		{"feeds.opml", "https://correo.example/rss", "correo.example/rss", []string{"feeds.opml:6:xmlUrl url"}},
		{"feeds.opml", "https://correo.example/rss", "", []string{"feeds.opml:6:xmlUrl url"}},
		{"feeds.opml", "https://neva.example/news.xml", "https://correo.example/rss", []string{"feeds.opml:9:xmlUrl duplicate"}},
		{"feeds.opml", `type="rss"`, `type="atom"`, []string{"feeds.opml:6:type kind"}},
		{"feeds.opml", `language="es"`, `language="sp"`, []string{"feeds.opml:6:language language"}},
		{"feeds.opml", `vigiaVerified="true"`, `vigiaVerified="yes"`, []string{"feeds.opml:6:vigiaVerified test"}},

		// texts
		{"texts/about.en.md", "---\n", "", []string{"texts missing", "texts/about.en.md:1 front_matter"}},
		{"texts/about.en.md", "key: about", "key: abbot", []string{"texts missing", "texts/about.en.md:2:key unknown_key"}},
		{"texts/about.en.md", "language: en", "language: fr", []string{"texts missing", "texts/about.en.md:3:language language"}},
		{"texts/about.en.md", "valid_to:", "valid_till:", []string{"texts/about.en.md:5:valid_till unknown_field"}},
		{"texts/about.en.md", "valid_from: 2020-05-01", "valid_from: May 2020", []string{"texts/about.en.md missing", "texts/about.en.md:4:valid_from date"}},
		{"texts/about.en.md", "{{.House}}", "{{.Home}}", []string{"texts/about.en.md:7 template"}},
		{"texts/about.en.md", "{{.House}}", "\n\n{{.House", []string{"texts/about.en.md:9 template"}},
		{"texts/about.en.md", "{{.House}}", "{{range 9}}x{{end}}", []string{"texts/about.en.md:7 template"}},
		{"texts/about.en.md", "{{.House}}", "at most 20 %", []string{"texts/about.en.md:7 literal"}},
		{"texts/about.en.md", "valid_to:", "valid_to: 2022-01-01", []string{"texts/about.en.md gap"}},
		{"texts/special.en.md", "valid_to:", "valid_to: 2022-01-01", nil},
		{"texts/special.en.md", "2020-05-01", "2019-05-01", []string{"texts/special.en.md missing"}},
		{"texts/disclaimer-2.es.md", "2021-02-01", "2021-01-31", []string{"texts/disclaimer-2.es.md duplicate"}},
		{"texts/disclaimer-2.es.md", "2021-02-01", "2021-02-02", []string{"texts/disclaimer-2.en.md missing", "texts/disclaimer-2.es.md gap"}},

		// lexicon
		{"lexicon/networks.csv", "network,X", "network,Y", []string{"lexicon/networks.csv missing", "lexicon/networks.csv:5:value unknown_key"}},
		{"lexicon/networks.csv", "network,X", "nettwork,X", []string{"lexicon/networks.csv missing", "lexicon/networks.csv:5:kind kind"}},
		{"lexicon/networks.csv", "X,en", "X,de", []string{"lexicon/networks.csv:5:language language"}},
		{"lexicon/networks.csv", "Ankara", "", []string{"lexicon/networks.csv:5:term missing"}},
		{"lexicon/networks.csv", "X,en,Ankara", "V,es,caracas", []string{"lexicon/networks.csv missing", "lexicon/networks.csv:5:term duplicate"}},
		{"lexicon/networks.csv", "0.5", "0,5", []string{"lexicon/networks.csv:3 csv"}},
		{"lexicon/networks.csv", "0.5", "0", []string{"lexicon/networks.csv:3:weight weight"}},
		{"lexicon/networks.csv", "0.5", "NaN", []string{"lexicon/networks.csv:3:weight weight"}},
		{"lexicon/countries.csv", "country,VE", "country,VEN", []string{"lexicon/countries.csv:2:value unknown_key"}},
		{"lexicon/genres.csv", "genre,opinion", "genre,poem", []string{"lexicon/genres.csv:2:value unknown_key"}},
	} {
		t.Run(tt.file+" "+strings.ReplaceAll(tt.old+"~"+tt.new, "/", "|"), func(t *testing.T) {
			files := tiny(t)
			change(t, files, tt.file, tt.old, tt.new)
			_, fs := load(files)
			expect(t, fs, tt.want)
		})
	}
}

// TestLintFiles takes files away, empties them and swells them.
func TestLintFiles(t *testing.T) {
	for _, tt := range []struct {
		file string
		want []string
	}{
		{"monitor.yaml", []string{"monitor.yaml file"}},
		{"policy.yaml", []string{"policy.yaml file"}},
		{"outlets.csv", []string{"outlets.csv file"}},
		{"feeds.opml", []string{"feeds.opml file"}},
		{"lexicon/themes.csv", []string{"lexicon/themes.csv file"}},
	} {
		t.Run(tt.file, func(t *testing.T) {
			files := tiny(t)
			for step, file := range map[string]*fstest.MapFile{
				"empty": {}, "blank": {Data: []byte(" \n\n")}, "huge": {Data: make([]byte, maxFile+1)}, "a folder": {Mode: fs.ModeDir},
			} {
				files[tt.file] = file
				t.Log(step)
				_, fs := load(files)
				expect(t, fs, tt.want)
			}
			delete(files, tt.file)
			_, fs := load(files)
			expect(t, fs, tt.want)
		})
	}
	files := tiny(t)
	for name := range files {
		if strings.Contains(name, "/") {
			delete(files, name)
		}
	}
	_, fs := load(files)
	expect(t, fs, []string{"texts file", "lexicon file"})
}

// TestLintGathers spoils every file at once: all of them are named.
func TestLintGathers(t *testing.T) {
	files := tiny(t)
	for file, c := range map[string][2]string{
		"monitor.yaml": {"months: 2", "months: 0"}, "policy.yaml": {"denominator: 5", "denominator: -5"},
		"outlets.csv": {",CO,es,", ",ZZ,es,"}, "feeds.opml": {`type="rss"`, `type="r"`},
		"texts/about.es.md": {"{{.House}}", "{{.X}}"}, "lexicon/themes.csv": {"theme,M", "theme,N"},
	} {
		change(t, files, file, c[0], c[1])
	}
	_, fs := load(files)
	expect(t, fs, []string{
		"monitor.yaml:61:periods.months period", "policy.yaml:5:cap.denominator policy", "outlets.csv:6:country country", "feeds.opml:6:type kind",
		"texts/about.es.md:7 template", "lexicon/themes.csv missing", "lexicon/themes.csv:2:value unknown_key",
	})
}

// TestLoadOutletsSample reads a registry by itself.
func TestLoadOutletsSample(t *testing.T) {
	const csv = "key,name,aliases,domains,country,languages,owners,funding,governance,editorial,class,government,kind,valid_from,valid_to,evidence,reviewer\n" +
		"uno,Uno,,uno.example,VE,es,,no,no,no,IP,,media,,,,sample\n" +
		"dos,Dos,,uno.example,VE,es,,no,no,no,IP,,media,,,,somebody\n"
	outlets, fs, err := LoadOutlets(strings.NewReader(csv), "sample.csv")
	if err != nil || len(outlets) != 2 || !outlets[0].Sample || outlets[1].Sample {
		t.Fatal(outlets, err)
	}
	expect(t, fs, []string{"sample.csv:3:evidence missing", "sample.csv:3:domains duplicate"})
}

// expect compares findings with "path kind", in their order.
func expect(t *testing.T, got []vigia.Finding, want []string) {
	t.Helper()
	for i, f := range got {
		if i >= len(want) || f.Path+" "+f.Kind != want[i] {
			t.Errorf("finding %d: %+v, want %q", i, f, want)
			continue
		}
		if f.Message == "" || f.Remedy == "" {
			t.Errorf("finding %d without message or remedy: %+v", i, f)
		}
	}
	if len(got) < len(want) {
		t.Errorf("%d findings, want %q", len(got), want)
	}
}

// FuzzLoad feeds arbitrary bytes to every reader: none may panic.
func FuzzLoad(f *testing.F) {
	for _, name := range []string{"monitor.yaml", "policy.yaml", "outlets.csv", "feeds.opml", "texts/about.en.md", "lexicon/themes.csv"} {
		b, err := os.ReadFile(filepath.Join("testdata/tiny", name))
		if err != nil {
			f.Fatal(err)
		}
		f.Add(b)
	}
	seeds.Each(f, func(c seeds.Case) { f.Add(c.Bytes) }, "csv_formula", "naughty_strings", "xml_attacks")
	f.Fuzz(func(t *testing.T, data []byte) {
		l := &loader{monitor: &Monitor{}, read: map[string][]byte{}}
		data = l.clean("file", data)
		l.monitorRules(l.monitorYAML("monitor.yaml", data))
		l.policyRules(l.policy("policy.yaml", data))
		l.outlets("outlets.csv", data)
		l.feeds("feeds.opml", data)
		l.notice("texts/a.md", data)
		l.noticeRules()
		l.lexicon("lexicon/a.csv", data)
		l.sorted()
	})
}
