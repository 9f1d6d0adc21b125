package web

import (
	"context"
	"strings"
	"testing"

	"vigia/internal/evidence"
)

// TestHolds puts a hold on a capture from its page, sees it there and on the
// page of the archive, and ends it.
func TestHolds(t *testing.T) {
	w := newWorld(t)
	capture := w.captureOf(t, w.openReport(t))
	elena := w.as("elena")
	elena.get("/evidence/"+capture).has(t, "vigia evidence export "+capture, "Hold this capture")
	elena.get("/archive").has(t, "Nothing is held.", "On the disk")
	elena.follow("/archive/hold", "capture", capture, "reason", "court order 12/2026").has(t, "Held by", "court order 12/2026")
	hs, err := evidence.HoldsOn(context.Background(), w.db, capture)
	if err != nil || len(hs) != 1 || hs[0].Capture != capture || hs[0].By == "" {
		t.Fatalf("%+v, %v", hs, err)
	}
	elena.get("/archive").has(t, "court order 12/2026", "Release")
	elena.follow("/archive/hold/"+hs[0].ID+"/release", "reason", "the case is closed").has(t, "the case is closed", "released by")
	elena.get("/audit").has(t, "hold put", "hold released", "the case is closed")
	for name, form := range map[string][]string{
		"no reason":    {"capture", capture, "reason", " "},
		"nothing held": {"reason", "why"},
		"half a span":  {"from", "2021-09-01", "reason", "why"},
		"turned":       {"from", "2021-09-02", "to", "2021-08-01", "reason", "why"},
		"not there":    {"source", "src_nobody", "reason", "why"},
	} {
		if a := elena.post("/archive/hold", form...); a.StatusCode < 400 || !strings.Contains(a.body, "form-problem") {
			t.Errorf("%s: %d", name, a.StatusCode)
		}
	}
	if a := w.as("ana").post("/archive/hold", "capture", capture, "reason", "why"); a.StatusCode != 403 {
		t.Errorf("an analyst holds: %d", a.StatusCode)
	}
	if hs, err := evidence.HoldsOn(context.Background(), w.db, capture); err != nil || len(hs) != 0 {
		t.Errorf("%+v, %v", hs, err)
	}
}
