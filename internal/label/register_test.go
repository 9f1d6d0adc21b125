package label

import (
	"testing"

	"vigia"
)

func TestComment(t *testing.T) {
	for _, c := range []struct {
		language, text string
		opinion        bool
	}{
		{"es", "Confieso que yo desconfío. ¿Para qué sirve un foro en el que nadie escucha? A mi juicio deberíamos pedir una sola cosa y pedirla cien veces. Creo que lo demás es literatura, y quizá nosotros, los que miramos, haríamos mejor en callar.", true},
		{"es", "El ministro informó el lunes 6 de septiembre que la planta abrirá en 2023, según la agencia. El Gobierno indicó que el país encargó 20 millones de dosis y la policía dijo que no hubo detenidos durante la visita a Lima de la delegación.", false},
		{"en", "I have never understood why we should cheer. Why must our leaders sign so fast? Perhaps they simply like the pen. You should ask them; I did, and my answer was a shrug. We ought to read the contract before we clap, and surely so should you.", true},
		{"en", "Officials said on Monday that the plant would open in 2023, according to a statement. The ministry told reporters that 20 million doses had been ordered, and police reported no incident during the visit of the delegation to the port on Friday.", false},
		{"fr", "Je me demande pourquoi nous devrions applaudir. Faut-il vraiment se taire ? Certes, mon avis ne compte guère, mais je crois que notre pays mérite mieux, hélas, et que vous le savez aussi bien que moi, peut-être mieux encore que nos élus.", true},
		{"zh", "我认为，我们自己应该先问一句：这样的合作究竟为了谁？难道码头越多越好吗？其实，你我都知道答案。也许有人会说我太悲观，可是我觉得真正的问题不在水泥，而在钥匙。我们必须先看合同，再鼓掌。", true},
		{"zh", "本报利马九月六日电　记者从会上获悉，秘鲁将建设疫苗工厂。官员表示，项目总投资约六千万美元，预计二〇二三年投产。消息公布后，多家企业表示将参与建设。据悉，首批设备将于十月运抵港口。", false},
	} {
		if got := comment(c.text, c.language); got > 0.6 != c.opinion || got < 0.4 == c.opinion {
			t.Errorf("%.40q: %.2f, opinion %v", c.text, got, c.opinion)
		}
	}
	for _, s := range []string{"", "\xff", "uno dos"} {
		if got := comment(s, "es"); got != 0.5 {
			t.Errorf("%q: %.2f; too little says nothing", s, got)
		}
	}
}

func TestExplain(t *testing.T) {
	e := New(tiny()).Explain(Doc{Title: "Columna: Rosatom en Lima", Text: "En Lima se habla de Rosatom.", Language: "es"})
	if e.GenreScores[vigia.Opinion] <= e.GenreScores[vigia.News] || len(e.Labels) == 0 {
		t.Errorf("%+v", e)
	}
}
