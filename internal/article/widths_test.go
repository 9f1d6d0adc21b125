package article

import "testing"

// The widths that are set aside for features are those that are used.
func TestWidths(t *testing.T) {
	s, err := NewLesson([]byte(pageOf("", "Uno", "Texto de la nota, con algo más.</p><p>Otro.")), "", "")
	if err != nil {
		t.Fatal(err)
	}
	rows := s.First(nil)
	second := s.Second(rows, make([]float64, len(rows)))
	if len(rows) == 0 || len(rows[0]) != firstWidth || len(second[0]) != secondWidth {
		t.Errorf("%d blocks, %d and %d features, want %d and %d", len(rows), len(rows[0]), len(second[0]), firstWidth, secondWidth)
	}
}
