package article

import "strings"

// checkWhole looks for signs that the text is only the beginning.
func (p *page) checkWhole(r *Report, f *facts, in []bool) {
	if p.cut || f.cut {
		r.Truncated = true
		r.doubt("the page has more elements than are read: only its beginning was")
	}
	if r.Text == "" {
		return
	}
	if last := r.Text[strings.LastIndexByte(r.Text, '\n')+1:]; strings.HasSuffix(last, "…") || strings.HasSuffix(last, "...") || strings.HasSuffix(last, "[...]") {
		r.Truncated = true
		r.doubt("the text breaks off with an ellipsis")
	}
	if sign := f.wall(in); sign != "" {
		r.Truncated = true
		r.doubt("the page asks to pay or to register for the rest: %q", sign)
	}
}

// wallWords are what pages say where the rest costs something.
var wallWords = []string{
	"subscribe to continue", "subscribe to read", "continue reading", "keep reading", "subscribers only", "subscriber-only", "log in to read", "sign in to read", "register to read", "to read the full",
	"para seguir leyendo", "seguir leyendo", "contenido exclusivo para suscriptores", "suscríbete para", "suscribite para", "hazte suscriptor", "solo para suscriptores",
	"para continuar lendo", "conteúdo exclusivo para assinantes", "exclusivo para assinantes", "continue lendo",
	"réservé aux abonnés", "réservé à nos abonnés", "pour lire la suite", "abonnez-vous pour", "il vous reste",
	"jetzt weiterlesen", "weiterlesen mit", "mit abo lesen", "um weiterzulesen", "nur für abonnenten", "per continuare a leggere", "contenuto riservato agli abbonati",
	"чтобы прочитать", "доступно только подписчикам", "читать полностью", "доступ по подписке",
	"للمتابعة اشترك", "اشترك لمتابعة القراءة", "برای ادامه مطلب", "订阅后阅读", "登录后阅读", "付费阅读", "登入閱讀全文",
}

// wall gives the words by which the page asks for something, in one of the
// few blocks behind the last chosen one.
func (f *facts) wall(in []bool) string {
	last := -1
	for i, is := range in {
		if is {
			last = i
		}
	}
	if last < 0 {
		return ""
	}
	for i := last; i < len(f.blocks) && i <= last+4; i++ {
		b := &f.blocks[i]
		if b.size > 60 || i == last && b.size > 25 {
			continue // a sentence of the report itself
		}
		low := strings.ToLower(f.string(b))
		for _, w := range wallWords {
			if strings.Contains(low, w) {
				return w
			}
		}
	}
	return ""
}
