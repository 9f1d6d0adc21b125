package web

import "testing"

func BenchmarkPages(b *testing.B) {
	w := newWorld(b)
	open := w.openReport(b)
	elena := w.as("elena")
	for _, p := range []struct{ name, path string }{{"desk", "/desk"}, {"desk with report", "/desk?network=V&report=" + open}, {"sources", "/sources"}, {"edition", "/edition/23"}, {"section", "/edition/23/section/V"}, {"search", "/search?q=Maduro"}} {
		b.Run(p.name, func(b *testing.B) {
			for b.Loop() {
				elena.get(p.path)
			}
		})
	}
	b.Run("report alone", func(b *testing.B) {
		for b.Loop() {
			elena.get("/desk?network=V&report="+open, "HX-Request", "true", "HX-Target", "section#pane")
		}
	})
}
