package article

import (
	"net/url"
	"regexp"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"vigia"
	"vigia/internal/address"
	"vigia/internal/text"
)

// genre is a hint with its reason.
type genre struct {
	is  vigia.Genre
	why string
}

func (r *Report) setGenre(g genre) {
	r.GenreHint, r.GenreWhy = g.is, g.why
	if g.is != vigia.UnknownGenre {
		r.Provenance["genre"] = "text"
	}
}

// genre looks for what the page calls itself: its data, its section, the
// label at the headline, the words of its address.
func (p *page) genre(title string) genre {
	for _, t := range types(p.ld.main) {
		if g := linkedGenres[t]; g != "" {
			return genre{g, "the page's data calls it " + t}
		}
	}
	for _, c := range []struct{ text, where string }{
		{p.ld.text("genre"), "the page's data"}, {p.section(), "its section"}, {p.get("article:type", "content-type", "og:type", "contenttype"), "the page's data"},
		{p.label(), "the label at its headline"},
	} {
		if g := labelGenre(c.text); g != "" {
			return genre{g, c.where + " says \"" + text.Cut(c.text, 60) + "\""}
		}
	}
	return newGenre(nonBlank(p.address, p.canonical), title)
}

// newGenre looks at the address and the beginning of the title.
func newGenre(addr, title string) genre {
	if i := strings.IndexAny(title, "|:："); i > 0 {
		if g := labelGenre(title[:i]); g != "" {
			return genre{g, "its title begins with \"" + text.Clean(title[:i]) + "\""}
		}
	}
	u, err := url.Parse(addr)
	if err != nil {
		return genre{}
	}
	segs := strings.Split(strings.Trim(u.Path, "/"), "/")
	// Only a name under the site's own says something: tribuna-x.example is a paper's name.
	if h, _, ok := strings.Cut(u.Hostname(), "."); ok && u.Hostname() != domainOf(u) {
		segs = append([]string{h, ""}, segs...) // "opinion.diario.example"; the blank keeps the slug last
	}
	for i, seg := range segs {
		if i == len(segs)-1 && len(segs) > 1 {
			break // the slug: a report on an editorial is none
		}
		if g := labelGenre(strings.NewReplacer("-", " ", "_", " ").Replace(seg)); g != "" {
			return genre{g, "its address has the section \"" + text.Cut(seg, 60) + "\""}
		}
	}
	return genre{}
}

func domainOf(u *url.URL) string { return address.Domain("http://" + u.Hostname() + "/") }

var linkedGenres = map[string]vigia.Genre{
	"OpinionNewsArticle": vigia.Opinion, "ReviewNewsArticle": vigia.Opinion, "AnalysisNewsArticle": vigia.Analysis, "BackgroundNewsArticle": vigia.Analysis,
	"AdvertiserContentArticle": vigia.Advertorial, "LiveBlogPosting": vigia.Live, "ReportageNewsArticle": vigia.News, "SatiricalArticle": vigia.Opinion,
}

// labelGenre reads a label of a few words. The longest known label that is
// the whole of it, or stands at its beginning or end, decides.
func labelGenre(label string) vigia.Genre {
	l := text.Clean(fold(label))
	if l == "" || len([]rune(l)) > 60 {
		return ""
	}
	if g := genreLabels[l]; g != "" {
		return g
	}
	words := strings.Fields(l)
	if len(words) > 4 {
		return ""
	}
	for n := len(words) - 1; n > 0; n-- {
		if g := genreLabels[strings.Join(words[:n], " ")]; g != "" && g != vigia.Live {
			return g
		}
	}
	return ""
}

var labelMark = regexp.MustCompile(`(?:^|[ _-])(?:kicker|eyebrow|overline|volanta|antetitulo|antetítulo|rubric|rubrica|section-?name|section-?label|category|categoria|cat-links|label|badge|topper|tag-principal|seccion|article-?type|genre)(?:$|[ _-])`)

// label finds the small words above the headline.
func (p *page) label() string {
	if len(p.h1) == 0 {
		return ""
	}
	n := p.h1[0].Parent
	for up := 0; n != nil && up < 3; n, up = n.Parent, up+1 {
		found := first(n, func(c *html.Node) bool {
			if c.DataAtom == atom.Nav || !labelMark.MatchString(hints(c)) {
				return false
			}
			t := innerText(c)
			return t != "" && len([]rune(t)) <= 40
		})
		if found != nil {
			return innerText(found)
		}
	}
	return ""
}

// genreLabels are the words by which outlets mark genres, folded: in Spanish,
// English, Portuguese, French, Russian, Arabic, Persian and Chinese.
var genreLabels = labels(map[vigia.Genre]string{
	vigia.Opinion: `opinion|opiniones|opinion y analisis|columna|columnas|columna de opinion|columnista|columnistas|tribuna|tribunas|firmas|blog|blogs|punto de vista|voces
		|op ed|oped|commentary|comment|commentisfree|views|viewpoint|viewpoints|opinions|perspectives|letters|column|columnists|colunas|coluna|colunistas|artigos|artigo de opiniao
		|tribune|tribunes|chronique|chroniques|points de vue|idees|debats|billet|мнение|мнения|колонка|колонки|авторская колонка|колумнисты|блоги
		|راي|اراء|رای|مقالات|مقالات الرای|یادداشت|دیدگاه|دیدگاه ها|观点|评论|时评|专栏|專欄|評論|网评`,
	vigia.Editorial:    `editorial|editoriales|editorials|editoriais|leaders|leader|edito|redaktsionnaya|от редакции|редакционная|передовица|передовая статья|افتتاحیه|الافتتاحیه|سرمقاله|社论|社评|社論`,
	vigia.PressRelease: `comunicado|comunicados|comunicado de prensa|comunicados de prensa|nota de prensa|notas de prensa|boletin de prensa|boletines de prensa|press release|press releases|press|pressreleases|communique|communiques|communique de presse|comunicado de imprensa|nota a imprensa|notas a imprensa|пресс релиз|пресс релизы|بیان صحفی|بیانات صحفیه|اطلاعیه|新闻稿|通稿`,
	vigia.Declaration:  `discurso|discursos|speech|speeches|statement|statements|remarks|transcript|transcripts|declaracion|declaraciones|pronunciamiento|pronunciamientos|alocucion|intervenciones|mensaje presidencial|declaracao|declaracoes|pronunciamento|pronunciamentos|discours|allocution|allocutions|declaration|declarations|речь|выступление|выступления|заявление|заявления|стенограммы|خطاب|خطابات|کلمه|تصریح|تصریحات|بیان|سخنرانی|بیانیه|讲话|声明|致辞|发言人谈话|谈话|講話`,
	vigia.Interview:    `entrevista|entrevistas|interview|interviews|entretien|entretiens|интервью|مقابله|مقابلات|حوار|حوارات|مصاحبه|گفتگو|گفت و گو|专访|访谈|專訪`,
	vigia.Analysis:     `analisis|analysis|analise|analises|analyse|analyses|en profundidad|explainer|explainers|аналитика|анализ|تحلیل|تحلیلات|分析|深度|解读`,
	vigia.Live:         `en vivo|envivo|minuto a minuto|live|live blog|liveblog|live updates|ao vivo|aovivo|en direct|direct|прямой эфир|прямая трансляция|онлайн|مباشر|پخش زنده|直播`,
	vigia.Advertorial: `publirreportaje|publirreportajes|contenido patrocinado|patrocinado|branded content|brand content|brandcontent|brandstudio|brand studio|advertorial|advertorials|sponsored|sponsored content|partner content|paid content|paid post|publieditorial|publinota|remitido|remitidos
		|conteudo patrocinado|conteudo de marca|publipostagem|informe publicitario|contenu sponsorise|publi redactionnel|на правах рекламы|партнерский материал|спецпроект|اعلان|محتوی مدفوع|رپرتاژ|رپرتاژ اگهی|广告|推广`,
})

func labels(by map[vigia.Genre]string) map[string]vigia.Genre {
	out := map[string]vigia.Genre{}
	for g, list := range by {
		for l := range strings.SplitSeq(list, "|") {
			out[text.Clean(fold(l))] = g
		}
	}
	return out
}
