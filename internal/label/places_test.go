package label

import (
	"slices"
	"strings"
	"testing"

	"vigia/internal/monitor"
)

// TestUnnamed: a country is found by its people, its capital, its seats of
// power and its companies, in each language, where it is not named.
func TestUnnamed(t *testing.T) {
	for _, c := range []struct{ language, text, want string }{
		{"es", "El palacio de Miraflores rechazó la nota. PDVSA suspendió los envíos, dijo Miraflores.", "VE"},
		{"es", "El Itamaraty convocó al embajador. Según el Planalto, la visita sigue en pie.", "BR"},
		{"es", "La Casa Blanca y el Departamento del Tesoro ampliaron la lista de la OFAC.", "US"},
		{"es", "EE.UU. y la R. Dominicana no firmaron; Washington lo lamentó y EEUU esperará.", "US"},
		{"es", "Las cancilleres hondureña y kazaja se vieron; el ministro hondureño habló de los hondureños.", "HN"},
		{"pt", "O Palácio do Planalto e o Itamaraty confirmaram a visita; a Petrobras assina amanhã.", "BR"},
		{"pt", "A diplomacia paraguaia respondeu. O chanceler paraguaio viaja amanhã.", "PY"},
		{"fr", "La Maison Blanche a réagi et le Pentagone aussi.", "US"},
		{"fr", "L'Élysée et le Quai d'Orsay gardent le silence ; Matignon aussi.", "FR"},
		{"en", "The Kremlin said Rosatom would build the plant. Moscow will pay, the Kremlin added.", "RU"},
		{"ru", "В Каракасе открыли завод; Мирафлорес доволен, в Каракасе ждут гостей.", "VE"},
		{"ru", "Чилийские министры прибыли утром. Чилийский посол их встретил.", "CL"},
		{"fa", "کاخ سفید و پنتاگون واکنش نشان دادند. کاخ سفید گفت منتظر می‌ماند.", "US"},
		{"fa", "رژیم صهیونیستی و ارتش آن در تل‌آویو بیانیه دادند.", "IL"},
		{"ar", "أعلن البيت الأبيض والبنتاغون موقفهما، وقال البيت الأبيض إنه ينتظر.", "US"},
		{"ar", "التقى الوزير الفنزويلي نظراءه في كاراكاس، وشكر الفنزويليون ضيوفهم.", "VE"},
		{"zh", "克里姆林宫发言人说，克里姆林宫将作出回应。", "RU"},
		{"zh", "白宮與五角大樓發表聲明，白宮表示等待。", "US"},
	} {
		got := values(New(&monitor.Monitor{}).Label(Doc{Text: c.text, Language: c.language}), "country")
		if !slices.Contains(got, c.want) {
			t.Errorf("%s %q: %v, want %s", c.language, c.text, got, c.want)
		}
	}
}

// TestOtherNames: what only looks like a country's name is none.
func TestOtherNames(t *testing.T) {
	for _, c := range []struct{ language, text, not string }{
		{"pt", "O homem foi identificado como José Orlando Lima da Silva. A mãe de Orlando Lima chorou.", "PE"},
		{"fr", "Une Réunion du conseil est reportée. Réunion suivante mardi, puis Réunion de clôture.", "RE"},
		{"fr", "La présidence française a parlé. Les Français attendent; le français aussi.", "TF"},
		{"es", "El Gobierno de San Juan inauguró la ruta; San Juan espera turistas.", "PR"},
		{"zh", "其中方案由广州公布。这种秘方以方便见长。", "PE"},
		{"en", "Storms hit New Mexico and the Gulf of Mexico. New Mexico closed its ports.", "MX"},
		{"es", "La montaña rusa del parque abrió y la montaña rusa se llenó.", "RU"},
		{"zh", "中美洲与印度洋的风暴。", "IN"},
		{"es", "La moneda cayó y la moneda subió. Con la moneda débil se vende más.", "CL"},
	} {
		got := values(New(&monitor.Monitor{}).Label(Doc{Text: c.text, Language: c.language}), "country")
		if slices.Contains(got, c.not) {
			t.Errorf("%s %q: %v, not %s", c.language, c.text, got, c.not)
		}
	}
}

// TestLists: each line of the lists of ours is whole, and its country known.
func TestLists(t *testing.T) {
	known := map[string]bool{}
	for line := range strings.Lines(placesTSV) {
		known[line[:2]] = true
	}
	for name, list := range map[string]string{"demonyms.tsv": demonymsTSV, "seats.tsv": seatsTSV} {
		for line := range strings.Lines(list) {
			f := strings.Split(strings.TrimSpace(line), "\t")
			if line[0] == '#' {
				continue
			}
			if len(f) != 3 || !known[f[0]] && f[0] != nowhere || strings.Contains(","+f[2]+",", ",,") {
				t.Errorf("%s: %q", name, line)
			}
		}
	}
}
