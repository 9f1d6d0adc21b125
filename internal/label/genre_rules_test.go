package label

import (
	"strings"
	"testing"

	"vigia"
	"vigia/internal/monitor"
)

// report is a plain report in each language: what a page of any genre may look
// like besides its signs.
var report = map[string]string{
	"es": "El ministro informó el martes que el puerto de Cabo Sereno recibirá tres grúas nuevas en octubre, según un comunicado. La obra cuesta 40 millones y terminará en 2023, dijo la empresa. La policía no registró incidentes durante la visita de la delegación, que siguió el miércoles hacia la capital.",
	"en": "The minister said on Tuesday that the port of Cape Serene would receive three new cranes in October, according to officials. The work costs 40 million and ends in 2023, the company said. Police reported no incident during the visit of the delegation, which left for the capital on Wednesday.",
	"pt": "O ministro informou na terça-feira que o porto de Cabo Sereno receberá três guindastes novos em outubro, segundo a empresa. A obra custa 40 milhões e termina em 2023, disse a diretora. A polícia não registrou incidentes durante a visita da delegação, que seguiu na quarta para a capital.",
	"fr": "Le ministre a annoncé mardi que le port de Cap-Serein recevra trois grues neuves en octobre, selon l'entreprise. Les travaux coûtent 40 millions et finiront en 2023, a précisé la directrice. La police n'a signalé aucun incident pendant la visite de la délégation, partie mercredi pour la capitale.",
	"ru": "Министр сообщил во вторник, что порт Кабо-Серено получит в октябре три новых крана, по данным компании. Работы стоят 40 миллионов и закончатся в 2023 году, заявила директор. Полиция не отметила происшествий во время визита делегации, которая в среду отправилась в столицу.",
}

// TestGenreSigns: each genre is found by what a publisher writes of it in the
// section, in the address, at the start of the title or in the text, and by what
// the page's data say; none of them is taken for news.
func TestGenreSigns(t *testing.T) {
	m, _, err := monitor.Load("../../monitors/vric")
	if err != nil {
		t.Fatal(err)
	}
	l := New(m)
	type page struct {
		language            string
		section, url, title string // a sign in one of them
		text                string // a sentence of the text
	}
	in := func(path string) string { return "https://faro.example/" + path + "/2021/09/puerto" }
	for genre, pages := range map[vigia.Genre][]page{
		vigia.PressRelease: {
			{language: "es", section: "Notas de prensa"}, {language: "es", url: in("comunicados-de-prensa")}, {language: "es", title: "Comunicado de prensa: tres grúas para el puerto"},
			{language: "es", text: "Para difusión inmediata. Contacto de prensa: oficina@puerto.example"},
			{language: "en", section: "Press releases"}, {language: "en", url: in("press-release")}, {language: "en", title: "Press release: three cranes"},
			{language: "en", text: "FOR IMMEDIATE RELEASE. Media contact: office@port.example"},
			{language: "pt", section: "Comunicado de imprensa"}, {language: "pt", title: "Nota à imprensa: três guindastes"}, {language: "pt", text: "Para divulgação imediata. Assessoria de imprensa: porto@porto.example"},
			{language: "fr", section: "Communiqué de presse"}, {language: "fr", title: "Communiqué de presse : trois grues"}, {language: "fr", text: "Pour diffusion immédiate. Contact presse : port@port.example"},
			{language: "ru", section: "Пресс-релизы"}, {language: "ru", title: "Пресс-релиз: три крана"}, {language: "ru", text: "Для немедленной публикации. Контакты для прессы: port@port.example"},
		},
		vigia.Interview: {
			{language: "es", section: "Entrevistas"}, {language: "es", url: in("entrevista")}, {language: "es", title: "Entrevista | La directora del puerto"},
			{language: "en", section: "Interview"}, {language: "en", url: in("interviews")}, {language: "en", title: "Exclusive interview: the port's director"},
			{language: "pt", section: "Entrevista"}, {language: "pt", title: "Entrevista exclusiva: a diretora do porto"},
			{language: "fr", section: "Entretien"}, {language: "fr", title: "Grand entretien : la directrice du port"},
			{language: "ru", section: "Интервью"}, {language: "ru", title: "Интервью: директор порта"},
		},
		vigia.Advertorial: {
			{language: "es", section: "Contenido patrocinado"}, {language: "es", url: in("contenido-patrocinado")}, {language: "es", title: "Publirreportaje: un puerto moderno"}, {language: "es", text: "Contenido patrocinado por Puertos Unidos."},
			{language: "en", section: "Sponsored content"}, {language: "en", url: in("sponsored")}, {language: "en", title: "Paid content: a modern port"}, {language: "en", text: "This is sponsored content, paid for by United Ports."},
			{language: "pt", section: "Conteúdo patrocinado"}, {language: "pt", title: "Informe publicitário: um porto moderno"},
			{language: "fr", section: "Contenu sponsorisé"}, {language: "fr", title: "Publi-rédactionnel : un port moderne"},
			{language: "ru", section: "Рекламный материал"}, {language: "ru", title: "Партнерский материал: современный порт"}, {language: "ru", text: "Опубликовано на правах рекламы."},
		},
		vigia.Live: {
			{language: "es", section: "En vivo"}, {language: "es", url: in("en-directo")}, {language: "es", title: "Minuto a minuto: la llegada de las grúas"},
			{language: "en", section: "Live updates"}, {language: "en", url: in("live-blog")}, {language: "en", title: "Live blog: the cranes arrive"},
			{language: "pt", section: "Ao vivo"}, {language: "pt", title: "Minuto a minuto: a chegada"},
			{language: "fr", section: "En direct"}, {language: "fr", title: "Minute par minute : l'arrivée"},
			{language: "ru", section: "Прямая трансляция"}, {language: "ru", title: "Текстовая трансляция: прибытие"},
		},
		vigia.Editorial: {
			{language: "es", section: "Editorial"}, {language: "es", url: in("editoriales")}, {language: "es", title: "Editorial: un puerto para todos"},
			{language: "en", section: "Editorials"}, {language: "en", title: "Editorial: a port for all"},
			{language: "pt", section: "Editoriais"}, {language: "pt", title: "Editorial | Um porto para todos"},
			{language: "fr", section: "Éditorial"}, {language: "fr", title: "Édito : un port pour tous"},
			{language: "ru", section: "От редакции"}, {language: "ru", title: "Передовица: порт для всех"},
		},
		vigia.Analysis: {
			{language: "es", section: "Análisis"}, {language: "en", section: "Analysis"}, {language: "pt", title: "Análise: o porto"}, {language: "fr", section: "Décryptage"}, {language: "ru", section: "Аналитика"},
		},
	} {
		for _, p := range pages {
			d := Doc{Title: p.title, Section: p.section, URL: p.url, Language: p.language, Text: strings.TrimSpace(p.text + "\n\n" + report[p.language]), Kind: vigia.MediaReport}
			if got := l.genre(d, readDoc(d)); got.Value != string(genre) {
				t.Errorf("%s %s %+v: %s (%s)", genre, p.language, p, got.Value, got.Why)
			}
		}
		for language, s := range report {
			d := Doc{Text: s, Language: language, Kind: vigia.MediaReport, GenreHint: genre, GenreWhy: "the page's data"}
			if got := l.genre(d, readDoc(d)); got.Value != string(genre) {
				t.Errorf("%s %s by the page's data: %s", genre, language, got.Value)
			}
		}
	}
	for language, line := range map[string]string{"pt": "Foto: Assessoria de Imprensa", "es": "El torneo, patrocinado por una cervecera y por el puerto, empieza mañana en la capital del país.",
		"en": "Follow the minister's remarks"} { // these say nothing
		d := Doc{Text: report[language] + "\n\n" + line, Language: language, Kind: vigia.MediaReport}
		if got := l.genre(d, readDoc(d)); got.Value != string(vigia.News) {
			t.Errorf("%q behind a report: %s (%s)", line, got.Value, got.Why)
		}
	}
	for language, s := range report { // what says nothing of the kind is news, and so is what only speaks of one
		for _, d := range []Doc{{}, {URL: in("mundo")}, {Title: "Un acuerdo por la libertad de prensa"}, {Section: "Mundo", URL: "https://faro.example/mundo/entrevista-con-la-directora-del-puerto"}} {
			d.Text, d.Language, d.Kind = s, language, vigia.MediaReport
			if got := l.genre(d, readDoc(d)); got.Value != string(vigia.News) {
				t.Errorf("a report in %s, %+v: %s (%s)", language, d, got.Value, got.Why)
			}
		}
	}
}
