package article

import "strings"

// Words of bylines in the languages of the monitors and of those around them,
// in small letters, parted by bars.
var (
	byPhrases = phrases(`by|written by|posted by|published by|story by|text by|words by|reported by|article by|authored by|compiled by|authors|author|writer|written|byline|from our correspondent
		|von|vom|veröffentlicht von|geschrieben von|erstellt von|eingestellt von|verfasst von|text von|artikel von|ein artikel von|beitrag von|ein beitrag von|gastbeitrag von|ein gastbeitrag von|eine kolumne von|kommentar von|ein kommentar von|interview von|text|autor|autorin|autoren|verfasser|artikel|aus|text und interview|interview
		|por|escrito por|publicado por|texto|texto de|autora|autores|escribe|firma|redactado por|una columna de|entrevista de|nota de|crónica de
		|par|écrit par|publié par|rédigé par|auteur|auteure|auteurs|propos recueillis par|article de|une chronique de|texte
		|di|a cura di|scritto da|pubblicato da|autore|testo di
		|da|escrito por|publicada por|autoria|texto por
		|door|geschreven door|tekst|auteurs
		|av|af|skrevet av|skrevet af|skriven av|journalist|reporter|text av|opracował|opracowała|autorzy|tekst|oprac
		|автор|авторы|автора|текст|подготовил|подготовила|подготовили|записала|записал|беседовал|беседовала|корреспондент
		|yazan|yazar|yazarı|haber|muhabir|penulis|oleh|tác giả|bởi|írta|szerző|scris de|de|szerző|autori|piše|napsal|napsala|skribis
		|نویسنده|نویسندگان|بقلم|كتب|كتبت|کتبه|الكاتب|الكاتبة|خبرنگار|گزارش|به قلم|از
		|作者|记者|記者|撰文|文|编辑|編輯|責任編輯|责任编辑|责编|文章作者|发布者|筆者|執筆|글|기자`)
	notBy = phrases(`photo|photos|photo by|photos by|photograph by|photographs by|photographer|picture by|image|image by|images by|illustration by|illustration|video by|video|graphic by|credit|credits|foto|fotos|foto von|fotos von|foto de|fotos de|fotografía|fotografía de|bild|bilder|bild von|quelle|photo de|photos de|crédit|crédit photo|crédits|foto di|imagen|imagen de|crédito|фото|фото из|иллюстрация|источник|عکس|صورة|تصویر|摄影|攝影|摄|图|图片|来源|來源
		|translated by|traducido por|traducción|traduction|übersetzung|übersetzt von|перевод|译|翻译|reviewed by|medically reviewed by|fact checked by|fact-checked by|edited by|updated by|revised edition edited by|hosted by|narrated by|sponsored by|presented by|in partnership with|via|source|sources|fuente|fuentes|fonte|edición|filed under|tags|category|categories|share|follow|subscribe|copyright|©`)
	// conjunctions join two names.
	conjunctions = phrases(`and|&|und|y|e|et|и|و|og|och|en|ja|ve|și|i|a|та|con|with|mit|avec|oraz`)
	// particles are the small words that stand inside names.
	particles = phrases(`de|del|la|las|los|da|do|dos|das|di|du|des|le|van|von|der|den|dem|ter|ten|te|het|zu|zum|zur|vom|af|av|bin|ibn|ben|bint|abu|abd|al|el|ul|ur|e|y|i|st|st.|v.|d|of|the|für|und|and|et|a|e.`)
	// stopWords end a name though they may be written with a capital.
	stopWords = phrases(`updated|published|posted|last|on|in|at|for|from|to|min|mins|minute|minutes|read|is|was|has|date|share|comments|comment|print|email|tweet|follow|am|um|uhr|vor|zuletzt|aktualisiert|veröffentlicht|publicado|actualizado|publié|mis|hace|le|il|en|w|om|kl|special|via|reading|time|views|no|leave|reply|ist|contributor|shares|copyright|all`)
	// neverFirst are words with which no name begins, but lines on a page do.
	neverFirst = phrases(`updated|published|posted|last|share|comments|comment|read|view|views|reply|leave|skip|search|min|minutes|minute|the latest|but|so|if|how|why|what|when|where|this|that|there|these|our|your|we|you|zum|zur|uhr|sign|log|login|subscribe|advertisement|menu|home|listen|save|print|copy|click|download|more|all|stand|aktualisiert|veröffentlicht|teilen|folgen|lesezeit|publicado|actualizado|compartir|publié|partager|lecture|mis|opublikowano|monday|tuesday|wednesday|thursday|friday|saturday|sunday|montag|dienstag|mittwoch|donnerstag|freitag|samstag|sonntag|lunes|martes|miércoles|jueves|viernes|sábado|domingo|mon|tue|wed|thu|fri|sat|sun|lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche|date|datum|fecha|time`)
	// posts are what outlets print behind a name.
	posts = phrases(`senior|staff|reporter|writer|editor|correspondent|chief|journalist|columnist|contributor|contributing|freelance|managing|associate|assistant|deputy|executive|director|manager|ceo|cto|cfo|founder|co-founder|president|professor|producer|content|marketing|political|politics|business|technology|science|health|sports|national|foreign|news|autos|expert|specialist|analyst|strategist
		|chefredakteur|chefredakteurin|redakteur|redakteurin|reporterin|korrespondent|korrespondentin|redaktion|volontär|volontärin|freier|freie|journalistin
		|periodista|redactor|redactora|corresponsal|columnista|editora|jefe|enviado|enviada|repórter|jornalista|colunista|correspondente|journaliste|rédacteur|rédactrice|correspondant|correspondante|giornalista|inviato|corrispondente`)
	credentials = phrases(`phd|ph.d|md|m.d|rd|rdn|ms|m.s|mph|rn|dvm|cpa|jd|j.d|esq|mba|llm|llb|ma|ba|bsc|msc|dds|cfp|cfa|cscs|ldn|lcsw|fand|pharmd|dpt|np|pa-c|facp|frcp|obe|mbe|cbe|dr|prof`)
	titles      = phrases(`mr|mrs|ms|miss|sir|señor|señora|sr|sra|herr|m|mme|monsieur|madame`)
	months      = phrases(`january|february|march|april|may|june|july|august|september|october|november|december|jan|feb|mar|apr|jun|jul|aug|sep|sept|oct|nov|dec
		|januar|februar|märz|mai|juni|juli|oktober|dezember|okt|dez|enero|febrero|marzo|abril|mayo|junio|julio|agosto|septiembre|octubre|noviembre|diciembre
		|janeiro|fevereiro|março|maio|junho|julho|setembro|outubro|novembro|dezembro|janvier|février|mars|avril|juin|juillet|août|septembre|octobre|novembre|décembre
		|gennaio|febbraio|aprile|maggio|giugno|luglio|settembre|ottobre|dicembre`)
	// agencies write for others; a report may be signed by one.
	agencies = phrases(`reuters|afp|ap|associated press|the associated press|efe|dpa|apa|sda|ansa|tass|тасс|риа новости|ria novosti|interfax|интерфакс|xinhua|新华社|新华网|kyodo|jiji|jiji press|pti|ani|ians|anadolu|anadolu ajansı|aa|irna|isna|mehr|fars|tasnim|upi|bloomberg|europa press|ep|notimex|télam|telam|agencia efe|lusa|belga|anp|ntb|ritzau|tt|pap|ctk|čtk|mti|afp deutschland|deutsche presse-agentur|agence france-presse|sid|kna|epd|reuters staff|prensa latina|sputnik|agencias|agenturen|agencies|agences|wires|wire services|news service|pa media|press association|canadian press|the canadian press|aap|keystone-sda|colpisa|adnkronos|askanews|中新社|中国新闻网|yonhap|bernama|antara`)
	// desks are those of them that make a house of every name around them.
	desks = phrases(`admin|administrator|administrador|editorial|redaktion|redacción|redaccion|redação|rédaction|redakcja|redazione|staff|team|newsroom|newsdesk|webdesk|editors|редакция|编辑部|contributors|equipo|onlineredaktion`)
	// house are the words that name a desk, a role or nobody.
	house = phrases(`admin|administrator|administrador|editor|editors|editorial|editores|redaktion|redacción|redaccion|redação|rédaction|redakcja|redazione|redaktionen|staff|team|desk|newsroom|newsdesk|webdesk|webmaster|guest|unknown|anonymous|anónimo|none|null|undefined|default|user|author|autor|contributor|writer|reporter|correspondent|service|services|board|office|press|media|news|magazine|magazin|online|blog|group|gmbh|ag|inc|ltd|llc|co|corp|company|verlag|university|institute|foundation|association|verband|ministerium|department|ministry|council|committee|agency|agencia|agence|bureau|nachrichten|zeitung|tv|radio|редакция|администратор|النشر|التحرير|编辑|管理员|本站|编辑部`)
)

// phrases makes a set of what bars divide.
func phrases(list string) map[string]bool {
	out := map[string]bool{}
	for p := range strings.SplitSeq(list, "|") {
		if p = strings.Join(strings.Fields(p), " "); p != "" {
			out[p] = true
		}
	}
	return out
}
