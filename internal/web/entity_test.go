package web

import (
	"encoding/json"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"vigia/internal/entity"
)

// TestEntityPage: who somebody is, where they stand on a list then and now, with
// the version that says so, and the reports that name them in any script.
func TestEntityPage(t *testing.T) {
	w := newWorld(t)
	b := w.as("bruno")
	page := b.get("/entity/teodoro-almeyra")
	page.has(t, "Teodoro Almeyra Fuenzalida", "Теодоро Альмейра", "owner of Tres Puntas", "Now, 2 Oct 2021", "taken off on 15 Sep 2021", "2 acts of the list",
		"Caribe Sereno", "Owner of Tres Puntas is taken off the control list", `href="/country/PA"`, "Reports that name it", "the name is known")
	page.lacks(t, "Join them", "listed 15 Sep") // an analyst may not

	// On a day: by the version of that day, which leads to its capture.
	versions, err := entity.Versions(t.Context(), w.db, "lista-muestra")
	if err != nil {
		t.Fatal(err)
	}
	capture := ""
	for _, v := range versions {
		if v.Day.Month() == 8 && v.Added == 3 {
			capture = v.Capture
		}
	}
	b.get("/entity/teodoro-almeyra?on=2021-08-25").has(t, "On 25 Aug 2021", "stands there since 20 Aug 2021", "Version of 20 Aug 2021, 8 entries", `href="/evidence/`+capture+`"`)
	b.get("/entity/teodoro-almeyra?on=2021-07-01").has(t, "not on it yet")
	b.get("/entity/caribe-sereno?on=nonsense").has(t, "listed later, 20 Aug 2021", "On the list Sample control list since 20 Aug 2021").lacks(t, "not on it yet")

	// An entry of the list is the same as the monitor's entity; a country has a
	// page of another kind.
	for path, to := range map[string]string{"/entity/list:lista-muestra:101": "/entity/teodoro-almeyra", "/entity/country:VE": "/country/VE"} {
		if a := b.get(path); a.StatusCode != http.StatusSeeOther || a.Header.Get("Location") != to {
			t.Errorf("%s: %d to %s, want %s", path, a.StatusCode, a.Header.Get("Location"), to)
		}
	}
	for path, want := range map[string]int{"/entity/nobody": http.StatusNotFound, "/entity/teodoro-almeyra?after=nonsense": http.StatusUnprocessableEntity} {
		if a := b.get(path); a.StatusCode != want {
			t.Errorf("%s: %d, want %d", path, a.StatusCode, want)
		}
	}
}

// TestNamesInReports: a name in a text leads to who it is, and is marked if it
// stood on a list on the report's day.
func TestNamesInReports(t *testing.T) {
	w := newWorld(t)
	b := w.as("bruno")
	b.get("/report/rep_n-0821-control-list-northgate").has(t, "Names in it", `<a class="in-text is-listed" href="/entity/caribe-sereno"`, "listed 20 Aug 2021", "Rosalía Monteagudo, said that Mr. <a class=")
	b.get("/report/rep_n-0706-tres-puntas-correo").has(t, `<a class="in-text" href="/entity/caribe-sereno"`, "listed later, 20 Aug 2021").lacks(t, "is-listed")
	b.get("/report/rep_n-0822-control-list-rahavard").has(t, `href="/entity/teodoro-almeyra"`, ">تئودورو آلمیرا</a>")
	b.get("/story/"+w.storyOf(t, "rep_n-0821-control-list-northgate")).has(t, "Names in it", "Naviera Tres Puntas")
	b.get("/search?q=almeyra").has(t, `href="/entity/teodoro-almeyra"`, "All names found")
	b.get("/country/CU").has(t, "Named most", `href="/entity/caribe-sereno"`)
}

func TestMarkedNames(t *testing.T) {
	text := "One Two said.\n\nThree was struck with Two here."
	at := func(s string, from int) textName {
		i := strings.Index(text[from:], s) + from
		return textName{Start: i, End: i + len(s), URL: s}
	}
	struck := passageView{Start: strings.Index(text, "Three"), End: strings.Index(text, " here"), ID: "s"}
	cross := textName{Start: struck.End - 1, End: struck.End + 3, URL: "across the end of the passage"}
	var got []string
	for _, p := range marked(text, []textName{at("One Two", 0), at("Two", 20), cross}, []passageView{struck}) {
		for _, s := range p {
			line := s.Text
			if s.Passage != nil {
				line = "~" + line + "~"
			}
			if s.Name != nil {
				line = "[" + line + "]"
			}
			got = append(got, line)
		}
	}
	if want := "[One Two]| said.  |~Three was struck with ~|[~Two~]| here."; strings.Join(got, "|") != want {
		t.Errorf("%s\nwant\n%s", strings.Join(got, "|"), want)
	}
}

func TestFindEntities(t *testing.T) {
	w := newWorld(t)
	b := w.as("bruno")
	b.get("/entities").has(t, "Named most", "Wei Longhai", "listed 20 Aug 2021").lacks(t, `href="/entity/country`)
	b.get("/entities?q=альмей").has(t, "Teodoro Almeyra Fuenzalida", "1 name")
	b.get("/entities?q=zzzz").has(t, "Nobody of that name is known")
	b.get("/entities?q=%3Cscript%3E").lacks(t, "<script>alert")
	var found []suggestion
	for q, want := range map[string]string{"tres pun": "naviera-tres-puntas", "魏龙": "wei-longhai", "": "", "zzzz": ""} {
		a := b.get("/entities/suggest?q=" + url.QueryEscape(q))
		if err := json.Unmarshal([]byte(a.body), &found); err != nil || !strings.HasPrefix(a.Header.Get("Content-Type"), "application/json") {
			t.Fatalf("%s: %v", a.body, err)
		}
		if want == "" && len(found) > 0 || want != "" && (len(found) == 0 || found[0].ID != want) {
			t.Errorf("%q: %+v, want %s", q, found, want)
		}
	}
}

// TestDecideEntities: editors join, part and take back, by forms alone; what is
// refused comes back with what was typed; all of it is in the audit trail.
func TestDecideEntities(t *testing.T) {
	w := newWorld(t)
	e, page := w.as("elena"), "/entity/teodoro-almeyra"
	e.get(page).has(t, "Join them", "As reports write it", "Part what is chosen")

	a := e.post(page, "act", "join", "other", "Wei Longhai")
	a.has(t, "needs a reason", `value="Wei Longhai"`)
	if a.StatusCode != http.StatusUnprocessableEntity {
		t.Errorf("without a reason: %d", a.StatusCode)
	}
	e.post(page, "act", "join", "why", "x").has(t, "no other entity is chosen")
	e.post(page, "act", "join", "why", "x", "other", "zzzz").has(t, "nobody of that name is known")
	e.post(page, "act", "part", "why", "x").has(t, "it is not said what is parted")

	e.follow(page, "act", "join", "other", "http://desk.example/entity/wei-longhai", "why", "a test").has(t, "Joined with wei-longhai", "joined with", "Yuhe Solar", "魏龙海")
	if to := e.get("/entity/wei-longhai").Header.Get("Location"); to != page {
		t.Errorf("the joined one leads to %q", to)
	}
	e.follow("/undo", "at", page).has(t, "Undone", "taken back").lacks(t, "Yuhe Solar")

	e.follow(page, "act", "part", "form", "Almeyra", "why", "somebody else").has(t, "Parted: Almeyra", "somebody else")
	d, err := entity.Show(t.Context(), w.db, "teodoro-almeyra")
	if err != nil || len(d.Rules) != 2 {
		t.Fatalf("%d decisions, %v", len(d.Rules), err)
	}
	e.follow(page, "act", "undo", "rule", d.Rules[1].ID).has(t, "Taken back.")
	e.post(page, "act", "undo", "rule", d.Rules[1].ID).has(t, "undone already")
	e.get("/audit").has(t, "entities joined", "name parted from an entity", "decision about an entity taken back")

	if a := w.as("bruno").post(page, "act", "join", "other", "wei-longhai", "why", "x"); a.StatusCode != http.StatusForbidden {
		t.Errorf("an analyst may join: %d", a.StatusCode)
	}
}

// TestCandidates: a name that comes often is adopted or refused, and that is
// remembered.
func TestCandidates(t *testing.T) {
	w := newWorld(t)
	e, page := w.as("elena"), "/entities/candidates"
	const plain, waits = " rosalia monteagudo ", `value=" rosalia monteagudo "`
	e.get(page).has(t, "Rosalía Monteagudo", "5 outlets", waits)
	e.post(page, "act", "adopt", "plain", plain, "name", "Rosalía Monteagudo", "type", "ghost").has(t, "no type of an entity", `value="Rosalía Monteagudo"`)
	e.post(page, "act", "adopt", "plain", plain, "name", "Rosalía Monteagudo", "type", "person", "country", "XX").has(t, "there is no such country")
	e.follow(page, "act", "refuse", "plain", plain, "name", "Rosalía Monteagudo").has(t, "Refused: Rosalía Monteagudo", "rosalia monteagudo").lacks(t, waits)
	e.follow("/undo", "at", page).has(t, waits)
	e.follow(page, "act", "adopt", "plain", plain, "name", "Rosalía Monteagudo", "type", "person", "country", "PA", "why", "a lawyer").has(t, "Adopted: Rosalía Monteagudo").lacks(t, waits)
	e.get("/entities?q=monteag").has(t, "Rosalía Monteagudo", "Panama")
	w.as("bruno").get(page).lacks(t, "Refuse <kbd>")
	e.get("/audit").has(t, "name adopted", "name refused")
}

// TestEntitiesByKeys: the search field offers names while somebody types; the
// page of a name and the queue of names are worked with keys alone.
func TestEntitiesByKeys(t *testing.T) {
	w := newWorld(t)
	x := newTab(t, w)
	console := x.listen()
	x.logIn("elena", "en")
	x.open("/desk")
	x.press("/")
	x.is(`document.activeElement.id === "find"`)
	x.press("almey")
	x.is(`document.querySelector("#suggest-find:not([hidden]) li") && document.querySelector("#find").getAttribute("aria-expanded") === "true"`)
	x.press("\u0301") // arrow down
	x.is(`document.querySelector("#find").getAttribute("aria-activedescendant") === "suggest-find-0"`)
	x.enter("#find")
	x.is(`location.pathname === "/entity/teodoro-almeyra"`)

	// 2 chooses a way of writing it; p parts it, with a reason; u takes it back.
	x.press("2")
	x.is(`document.querySelectorAll("[name=form]")[1].checked`)
	x.press("p")
	x.is(`document.activeElement.id === "why"`) // the browser asks for the reason
	x.press("another person")
	x.press("\u001b")
	x.press("p")
	x.is(`document.querySelector(".notice") && document.querySelector(".notice").innerText.includes("Parted")`)
	x.press("u")
	x.is(`document.querySelector(".notice").innerText.includes("Undone") && location.pathname === "/entity/teodoro-almeyra"`)

	// The other of a join is found by typing, and stands in the field by its id.
	x.do(chromedp.Focus(chromedp.CSS("#other")))
	x.press("longh")
	x.is(`document.querySelector("#suggest-other:not([hidden]) li")`)
	x.press("\u0301")
	x.enter("#other")
	x.is(`document.querySelector("#other").value === "wei-longhai" && document.querySelector("#suggest-other").hidden`)

	// n leads to names, c to countries; the queue of names by its keys.
	x.press("\u001b")
	x.press("c")
	x.is(`location.pathname === "/countries"`)
	x.press("n")
	x.is(`location.pathname === "/entities"`)
	x.open("/entities/candidates")
	x.press("j")
	x.press("j")
	x.is(`document.activeElement === document.querySelectorAll(".cand-name")[1]`)
	name := x.text(`document.querySelectorAll(".cand-name")[1].innerText`)
	x.press("x")
	x.is(`document.querySelector(".notice") && document.querySelector(".notice").innerText.includes("Refused: ` + name + `")`)
	x.press("a")
	x.is(`document.querySelector(".candidate .adopt").open`)
	for _, line := range console() {
		t.Errorf("console: %s", line)
	}
}

// enter presses Enter in a field. The browser's driver sends the letter too,
// which would send the form even where the key was taken.
func (x *tab) enter(field string) {
	x.t.Helper()
	x.is(`(document.querySelector("` + field + `").dispatchEvent(new KeyboardEvent("keydown", {key: "Enter", bubbles: true, cancelable: true})), true)`)
}
