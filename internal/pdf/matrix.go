package pdf

import "math"

// matrix is [a b c d e f] of the format: x' = a·x + c·y + e.
type matrix [6]float64

var identity = matrix{1, 0, 0, 1, 0, 0}

// times is m after n: first m, then n.
func (m matrix) times(n matrix) matrix {
	return matrix{
		m[0]*n[0] + m[1]*n[2], m[0]*n[1] + m[1]*n[3],
		m[2]*n[0] + m[3]*n[2], m[2]*n[1] + m[3]*n[3],
		m[4]*n[0] + m[5]*n[2] + n[4], m[4]*n[1] + m[5]*n[3] + n[5],
	}
}

func (m matrix) at(x, y float64) (float64, float64) {
	return m[0]*x + m[2]*y + m[4], m[1]*x + m[3]*y + m[5]
}

// finite reports whether a matrix can be reckoned with.
func (m matrix) finite() bool {
	for _, v := range m {
		if math.IsNaN(v) || math.Abs(v) > 1e9 {
			return false
		}
	}
	return true
}

// shown is the matrix that brings the points of a page to where they are seen,
// from the upper left corner, with the page's width and height.
func (p leaf) shown() (m matrix, w, h float64) {
	x0, y0, x1, y1 := p.box[0], p.box[1], p.box[2], p.box[3]
	w, h = x1-x0, y1-y0
	switch p.rotate {
	case 1:
		return matrix{0, 1, 1, 0, -y0, -x0}, h, w
	case 2:
		return matrix{-1, 0, 0, 1, x1, -y0}, w, h
	case 3:
		return matrix{0, -1, -1, 0, y1, x1}, h, w
	}
	return matrix{1, 0, 0, -1, -x0, y1}, w, h
}
