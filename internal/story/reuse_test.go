package story

import (
	"strings"
	"testing"
	"time"

	"vigia"
)

// One event in three hands: the agency's text, the same reworded with its
// sentences moved, and another outlet's own report.
var (
	agencyText   = `El gobierno de la isla firmó el martes un acuerdo con una empresa estatal de Kalmenia para construir dos plantas solares en la costa norte, informó el ministro de Energía, Rafael Ondas. La inversión alcanza los 240 millones de dólares y se pagará en doce años con envíos de azúcar y níquel. Las obras empezarán en marzo y darán trabajo a unas 900 personas de la zona. El ministro dijo que la empresa entregará también repuestos para la central térmica de Puerto Claro, detenida desde junio por falta de piezas. La oposición pidió que el contrato se publique entero antes de la votación en la asamblea.`
	rewordedText = `Unas 900 personas de la zona tendrán trabajo con las obras, que empiezan en marzo. Rafael Ondas, ministro de Energía, comunicó que el gobierno isleño firmó este martes con una empresa del Estado de Kalmenia un acuerdo para levantar dos plantas solares en la costa norte. En doce años se pagará la inversión de 240 millones de dólares, con azúcar y níquel. La central térmica de Puerto Claro, parada por falta de piezas desde junio, recibirá repuestos que la empresa entregará también. Antes de la votación en la asamblea, la oposición pide publicar entero el contrato.`
	ownText      = `En Puerto Claro nadie recuerda un verano con tantos cortes de luz. Vecinos consultados por este diario cuentan que pasan hasta ocho horas sin corriente y que desconfían del anuncio de las plantas solares. "Ya nos prometieron eso hace cinco años", dice Marta Lurel, dueña de una panadería. Ingenieros de la universidad calculan que la red del norte no soporta otra carga sin cambiar los transformadores, que costarían tanto como el acuerdo firmado con Kalmenia. El ministerio no respondió a las preguntas sobre los intereses del crédito ni sobre quién pagará los cables.`
)

func TestReworded(t *testing.T) {
	for _, c := range []struct {
		name, a, b, language string
		least, most          float64
	}{
		{"the same", agencyText, agencyText, "es", 1, 1},
		{"reworded and moved", agencyText, rewordedText, "es", rewordedShare, 0.9},
		{"an own report", agencyText, ownText, "es", 0, 0.35},
		{"a text of one sentence", agencyText, "El gobierno de la isla firmó el martes un acuerdo.", "es", 0, 0},
		{"nothing", agencyText, "", "es", 0, 0},
		{"a language whose empty words are not known", agencyText, agencyText, "eo", 0, 0},
		{"Chinese, moved", chineseText, chineseMoved, "zh", 0.9, 1},
	} {
		x, y := sayings(c.a, c.language), sayings(c.b, c.language)
		if got := reworded(x, y); got < c.least || got > c.most || got != reworded(y, x) {
			t.Errorf("%s: %.2f, and %.2f the other way; want %.2f to %.2f", c.name, got, reworded(y, x), c.least, c.most)
		}
	}
}

const (
	chineseText  = `岛国政府星期二与国营企业签署协议，将在北部海岸建造两座太阳能电站。投资总额为两亿四千万美元，十二年内以蔗糖和镍矿偿还。工程将于三月开工，为当地提供约九百个工作岗位。反对党要求在议会表决之前公布合同全文。`
	chineseMoved = `工程将于三月开工，为当地提供约九百个工作岗位。岛国政府星期二与国营企业签署协议，将在北部海岸建造两座太阳能电站。反对党要求在议会表决之前公布合同全文。投资总额为两亿四千万美元，十二年内以蔗糖和镍矿偿还。`
)

// TestRewordedIsDerived: whoever rewords a state's text without naming it has
// it from there all the same, whatever the order of arrival; an own report has
// not.
func TestRewordedIsDerived(t *testing.T) {
	docs := []Doc{
		{ID: "agency", Outlet: "state", Text: agencyText, Language: "es", Published: minute(0)},
		{ID: "reworded", Outlet: "portal", Text: rewordedText, Language: "es", Published: minute(90)},
		{ID: "own", Outlet: "diario", Text: ownText, Language: "es", Published: minute(120)},
	}
	for _, order := range [][]int{{0, 1, 2}, {2, 1, 0}, {1, 0, 2}} {
		s := NewStream()
		for _, i := range order {
			s.Add(docs[i])
		}
		if r := s.Of("reworded"); r.Origin != "agency" || r.Relation != "derived" || !strings.Contains(r.Why, "other words") {
			t.Errorf("in order %v the reworded text is %+v", order, r)
		}
		if r := s.Of("own"); r.Origin != "" {
			t.Errorf("in order %v the own report is %+v", order, r)
		}
	}
}

func minute(n int) vigia.Date {
	return vigia.Date{At: time.Date(2026, 3, 3, 9, n, 0, 0, time.UTC), Precision: vigia.ToMin}
}
