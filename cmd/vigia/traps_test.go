package main

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
)

// sight is what the desk says of a report and of who else has it.
type sight struct {
	Relation string            // in words: a copy of, told after
	Standing string            // its key: corroborated, state, relayed, alone, unclear
	Why      map[string]string // outlet -> why its report counts as a witness, or not
}

const seen = `JSON.stringify({
	Relation: document.querySelector(".pane-head .rel")?.innerText ?? "",
	Standing: document.querySelector(".members .standing")?.className.replace("standing is-", "") ?? "",
	Why: Object.fromEntries([...document.querySelectorAll(".members li:not(.current)")].map(li =>
		[li.querySelector(".outlet").firstChild.textContent.trim(), li.querySelector(".m-why")?.innerText ?? ""]))})`

// TestTraps looks in the desk at reports of the sample press whose copies,
// owners and states are easily taken for witnesses.
func TestTraps(t *testing.T) {
	o := openOffice(t, time.Date(2021, 9, 30, 20, 0, 0, 0, time.UTC))
	u := user{t, browser(t), o.srv.deskURL}
	u.login("ana") // whose desk is in Spanish
	const same, again, alborz, state, word, own = "tiene el mismo origen", "tiene el mismo origen que otra ya nombrada", "es de los mismos dueños: Alborz Broadcasting", "su medio cuenta como estatal (CaPr)", "no es una noticia de un medio", "otro medio, otros dueños, noticia propia"
	for _, c := range []struct {
		trap, report, relation, standing string
		why                              map[string]string
	}{
		{"an agency's text word for word under another name is no second witness", "v-0908-saab-isthmus",
			"copia de Northgate Wire", "", map[string]string{"Northgate Wire": same, "NoticiasYa Total": same}},
		{"nor is one retold with credit in another language", "c-0808-ccpc-rahavard",
			"a partir de Capital Ledger", "alone", map[string]string{"Capital Ledger": same, "Gazeta do Sertão": same}},
		{"a text at four outlets is one origin, and who has it by themselves is told from them", "i-0825-hasanieh-istmo",
			"a partir de El Correo Andino", "corroborated", map[string]string{"El Correo Andino": same, "Lima al Día": same, "NoticiasYa Total": same, "Northgate Wire": own}},
		{"a state's text at a private outlet stays the state's", "i-0823-drill-world-echo",
			"a partir de Агентство Волга", "relayed", map[string]string{"Агентство Волга": same, "Volga Mundo": same}},
		{"so does a copy under another title", "i-0805-llorenti-world-echo",
			"copia de خبرگزاری البرز (Alborz News)", "relayed", map[string]string{"Canal Orinoco": same}},
		{"the states of two countries do not bear each other out", "i-0804-llorenti-orinoco",
			"copia de Alborz Español", "state", map[string]string{"World Echo": same}},
		{"what one house says in two languages it says once", "i-0804-llorenti-alborz-fa",
			"", "state", map[string]string{"Alborz Español": alborz}},
		{"a private outlet that a state has bought is no witness from that day", "c-0812-cnpc-folha",
			"", "corroborated", map[string]string{"Semanario Claro": state, "Northgate Wire": own, "NoticiasYa Total": again}},
		{"an opinion is no report", "r-0907-infosec-istmo",
			"", "", map[string]string{"Tribuna de Ideas": "es una opinión, no una noticia"}},
		{"a ministry's word is none either", "i-0826-vahidi-plata",
			"", "", map[string]string{"Cancillería de Muestra": word}},
		{"an agency is one witness, however many carry it", "v-0907-accords-gazeta",
			"", "corroborated", map[string]string{"Agencia Meridiana": own, "Lima al Día": again, "Santiago Hoy": again, "La Tribuna del Istmo": again}},
		{"a public broadcaster that governs itself is a witness", "v-0918-celac-plata",
			"", "corroborated", map[string]string{"Radiodifusora Austral": own}},
	} {
		u.do("open "+c.report, chromedp.Navigate(u.desk+"report/"+o.report(t, c.report)))
		said, err := chromedp.Run(u.ctx, chromedp.Evaluate[string](seen))
		if err != nil {
			t.Fatal(err)
		}
		var got sight
		if err := json.Unmarshal([]byte(said), &got); err != nil {
			t.Fatal(err)
		}
		if got.Relation != c.relation || c.standing != "" && got.Standing != c.standing {
			t.Errorf("%s: %q, %s; want %q, %s", c.trap, got.Relation, got.Standing, c.relation, c.standing)
		}
		for outlet, want := range c.why {
			if got.Why[outlet] != want {
				t.Errorf("%s: of %s the desk says %q, want %q; of all: %v", c.trap, outlet, got.Why[outlet], want, got.Why)
			}
		}
	}
}
