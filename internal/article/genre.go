package article

import (
	"net/url"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

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
// label at the headline, the words of its address, what its author is called.
func (p *page) genre(title string, byline []string) genre {
	for _, t := range types(p.ld.main) {
		if g := linkedGenres[t]; g != "" {
			return genre{g, "the page's data calls it " + t}
		}
	}
	for _, c := range []struct {
		texts []string
		where string
	}{
		{p.ld.texts("genre"), "the page's data"}, {append([]string{p.section()}, p.ld.texts("articleSection")...), "its section"}, {p.ld.crumbs, "its section path"},
		{[]string{p.get("article:type", "content-type", "og:type", "contenttype")}, "the page's data"}, {p.labels(), "the label at its headline"},
	} {
		for _, t := range c.texts {
			if g := labelGenre(t); g != "" {
				return genre{g, c.where + " says \"" + text.Cut(t, 60) + "\""}
			}
		}
	}
	if g := newGenre(nonBlank(p.address, p.canonical), title); g.is != "" {
		return g
	}
	return p.authorGenre(byline)
}

// columnists are the words by which outlets say that an author gives opinions
// of his own.
var columnists = regexp.MustCompile(`(?i)\b(?:columnist|opinion (?:writer|editor|contributor)|op-ed contributor|guest (?:author|columnist|essay|writer|contributor)|columnista|articulista|autora? invitad[oa]|colunista|articulista convidad[oa]|kolumnistin|kolumnist|gastautor(?:in)?|gastbeitrag|chroniqueu(?:r|se)|éditorialiste|editorialista)\b|колумнист|ستون‌نویس|كاتب عمود|كاتب مقال|专栏作家|特约评论员|特約評論員`)

// authorGenre reads what the author is called: in the page's data, or in a
// short line at the headline or behind the text that names him.
func (p *page) authorGenre(byline []string) genre {
	for _, v := range list(p.ld.main["author"]) {
		if o := p.ld.resolve(v); o != nil {
			if m := columnists.FindString(text.Cut(str(o["jobTitle"])+" "+str(o["description"]), 300)); m != "" {
				return genre{vigia.Opinion, "the page's data calls its author \"" + m + "\""}
			}
		}
	}
	if len(byline) == 0 {
		return genre{}
	}
	s, head := p.sheet(), p.headRow()
	_, end := s.body(head)
	for _, span := range [][2]int{{head - 4, head + 9}, {end + 1, end + 7}} {
		for i := max(span[0], 0); i < min(span[1], len(s.rows)); i++ {
			r := &s.rows[i]
			if head < 0 || r.size > 300 || r.in&(inComments|inAside|inFoot) != 0 {
				continue
			}
			line := s.line(i)
			if !containsAny(line, byline) {
				continue
			}
			if m := columnists.FindString(line); m != "" {
				return genre{vigia.Opinion, "a line about its author says \"" + m + "\""}
			}
		}
	}
	return genre{}
}

func containsAny(s string, parts []string) bool {
	return slices.ContainsFunc(parts, func(p string) bool { return strings.Contains(s, p) })
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
	"AdvertiserContentArticle": vigia.Advertorial, "LiveBlogPosting": vigia.Live, "ReportageNewsArticle": vigia.News, "SatiricalArticle": vigia.Opinion, "Review": vigia.Opinion, "CriticReview": vigia.Opinion,
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

// labels gives the small words at the headline, the nearest above it first.
func (p *page) labels() []string {
	s, head := p.sheet(), p.headRow()
	if head < 0 {
		return nil
	}
	var above, below []string
	for _, l := range s.labels {
		t := text.Clean(s.joined(l.from, l.to, " "))
		if l.in&(inFoot|inAside|inComments) != 0 || utf8.RuneCountInString(t) > 40 {
			continue
		}
		switch d := head - int(l.row); {
		case d >= 0 && d <= 6:
			above = append(above, t)
		case d < 0 && d >= -3:
			below = append(below, t)
		}
	}
	slices.Reverse(above)
	return append(above, below...)
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
