package web

import (
	"net/http"
	"strings"
	"testing"
)

// TestWhoDecidesOtherwise: editors and the administrator see whose decisions
// differ and take the alarm down with a note; the others see nothing of it.
func TestWhoDecidesOtherwise(t *testing.T) {
	w := newWorld(t)
	const form, heading = "/troubles/disagreement/dis_1", "1 reviewer decides otherwise than the others"
	for _, who := range []string{"ana", "bruno"} {
		b := w.as(who)
		if a := b.get("/troubles"); strings.Contains(a.body, heading) || strings.Contains(a.body, "dis_1") {
			t.Errorf("%s sees it", who)
		}
		if a := b.post(form, "note", "nothing"); a.StatusCode != http.StatusForbidden {
			t.Errorf("%s took it down: %d", who, a.StatusCode)
		}
	}
	elena := w.as("elena")
	for _, want := range []string{heading, "Bruno", "3 of 24 decisions", form} {
		if a := elena.get("/troubles"); !strings.Contains(a.body, want) {
			t.Errorf("the page does not say %q", want)
		}
	}
	if a := elena.post(form, "note", "  "); a.StatusCode != http.StatusBadRequest && a.StatusCode != http.StatusUnprocessableEntity || !strings.Contains(a.body, "it is not said what was found") {
		t.Errorf("without a note: %d", a.StatusCode)
	}
	elena.follow(form, "note", "he reads for another section").has(t, "raises no alarm again")
	if a := elena.get("/troubles"); strings.Contains(a.body, "dis_1") {
		t.Error("it stands after it was looked at")
	}
	if a := elena.post(form, "note", "again"); a.StatusCode == http.StatusSeeOther {
		t.Error("taken down twice")
	}
	elena.get("/audit").has(t, "he reads for another section")
}
