package web

import (
	"strings"
	"testing"

	"vigia/internal/desk"
	"vigia/internal/entity"
)

// TestProbes: markup of a source, or typed into a form, is never markup on a
// page.
func TestProbes(t *testing.T) {
	w := newWorld(t)
	b := w.as("elena")
	admin := w.as("admin")
	const id = "rep_hostile"
	b.post("/report/"+id+"/label", "label", "network:V", "why", probe, "at", "/desk")
	b.post("/report/"+id+"/label", "label", "dimension:economic", "why", probe, "at", "/desk")
	b.post("/edition/23/head", "title.en", probe, "subtitle.en", probe, "abstract.en", probe, "author.0.name", probe, "author.0.rank.en", probe)
	b.post("/edition/23/section/R?lang=es", "base", "0", "text", probe+". [@"+probe+"] [@rep_hostile \""+probe+"\"]")
	b.post("/report/"+id+"/select", "edition", w.edition(t, 23).ID, "digest", "V", "dimension", "economic", "summary.en", probe, "summary.es", probe, "override", probe+" and more than twenty characters", "at", "/desk")
	admin.post("/people", "login", "probe", "name", probe, "role", "analyst", "password", "a long password")
	w.as("probe").post("/report/"+w.openReport(t)+"/reject", "reason", "weak", "note", probe, "at", "/desk")
	b.post("/entities/candidates", "act", "adopt", "plain", probe, "name", probe, "type", "person", "why", probe)
	b.post("/entity/wei-longhai", "act", "part", "form", probe, "why", probe)
	b.post("/entities/candidates", "act", "refuse", "plain", probe+" x", "name", probe, "why", probe)
	made, err := entity.Search(t.Context(), w.db, "alert", 9)
	if err != nil || len(made) == 0 {
		t.Fatalf("the probe is no name: %v", err)
	}
	if w.state(t, id) != desk.Selected {
		t.Fatal("the probe is not in a digest")
	}
	for _, p := range []string{"/desk?state=all&q=Maduro", "/desk?state=all&report=" + id, "/report/" + id, "/report/" + id + "?act=select", "/evidence/" + w.captureOf(t, id), "/edition/23", "/editions",
		"/edition/23/section/R?lang=es", "/edition/23/section/V", "/search?q=" + "script+alert", "/search?q=%3Cscript%3Ealert(1)%3C/script%3E", "/desk?q=%3Cscript%3Ealert(1)%3C/script%3E", "/desk?outlet=%22%3E%3Cscript%3Ealert(1)%3C/script%3E",
		"/desk?network=%3Cscript%3Ealert(1)%3C/script%3E&country=%3Cimg%20src=x%20onerror=alert(2)%3E", "/sources?q=%3Cscript%3Ealert(1)%3C/script%3E", "/audit", "/entities?q=alert", "/entities?q=%3Cscript%3Ealert(1)%3C/script%3E", "/entities/suggest?q=alert", entityAddress(made[0].ID), "/entity/wei-longhai", "/entity/%3Cscript%3Ealert(1)", "/entities/candidates", "/country/%3Cscript%3E", "/troubles", "/%3Cscript%3Ealert(1)%3C/script%3E", "/login?next=%22%3E%3Cscript%3Ealert(1)%3C/script%3E"} {
		for name, page := range map[string]answer{"elena": b.get(p), "nobody": w.browser().get(p)} {
			for _, bad := range []string{"<script>alert", "<img src=x", "<svg onload", `"'><`} {
				if strings.Contains(page.body, bad) {
					i := strings.Index(page.body, bad)
					t.Errorf("%s as %s has %q: …%s…", p, name, bad, page.body[max(0, i-80):i+60])
				}
			}
		}
	}
	if p := admin.get("/people"); strings.Contains(p.body, "<script>alert") {
		t.Error("/people runs a name")
	}
}
