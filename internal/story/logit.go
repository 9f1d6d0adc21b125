package story

import (
	"encoding/binary"
	"errors"
	"math"
)

// Logit is a judge of few weights (logistic regression): for reports with a
// text, and for headlines, each its own. There are too few known events for one
// that asks more questions.
type Logit struct {
	weights [2][signs]float64 // texts, the others
}

// The kinds of report that are judged, each by a threshold of its own.
const (
	aText     = iota
	aTitle    // hardly more is known of one of both
	anAddress // both are the words of one
	kinds
)

// signs are what a Logit weighs.
const signs = 14

// Signs picks and scales what speaks for joining a report to a story; kind
// is whose weights count.
func Signs(x []float32) (v [signs]float64, kind int) {
	switch {
	case x[fBare] == 1:
		kind = anAddress
	case x[fHeads] > 0:
		kind = aTitle
	}
	root := func(i int) float64 { return math.Sqrt(max(0, float64(x[i]))) }
	days := 0.0
	if x[fDaysKnown] == 1 {
		days = math.Log1p(float64(x[fDays]))
	}
	return [signs]float64{1, root(fBody), float64(x[fBody]), root(fGram), float64(x[fGram]), root(fTitle), root(fSound),
		root(fCenterBody), root(fCenterGram), root(fMeanBody), float64(x[fCoverTitle]), float64(x[fSize]) / 4, days, root(fKeys)}, kind
}

// Probability gives the chance that the report belongs to the story, 0 to 1.
func (l *Logit) Probability(x []float32) float64 {
	v, kind := Signs(x)
	sum := 0.0
	for i, w := range l.weights[min(kind, 1)] {
		sum += w * v[i]
	}
	return 1 / (1 + math.Exp(-sum))
}

// Sample is an example of joining.
type Sample struct {
	X      []float32
	Yes    bool
	Weight float64
}

// The fitting of a Logit.
const (
	logitSteps = 12
	logitRidge = 5.0 // on weights of signs that are brought to one spread
)

// LearnLogit fits the weights by Newton's method with a ridge (iteratively
// reweighted least squares), of each kind its own.
func LearnLogit(samples []Sample) *Logit {
	l := &Logit{}
	for k := range l.weights {
		var vs [][signs]float64
		var some []Sample
		for _, s := range samples {
			if v, kind := Signs(s.X); min(kind, 1) == k {
				vs, some = append(vs, v), append(some, s)
			}
		}
		l.weights[k] = fit(vs, some)
	}
	return l
}

// fit finds the weights of one kind.
func fit(vs [][signs]float64, samples []Sample) (w [signs]float64) {
	middle, spread := standardize(vs, samples)
	for range logitSteps {
		var g [signs]float64
		var h [signs][signs]float64
		for n, s := range samples {
			sum := 0.0
			for i, x := range vs[n] {
				sum += w[i] * x
			}
			p := 1 / (1 + math.Exp(-sum))
			d, c := s.Weight*(float64(flag(s.Yes))-p), s.Weight*max(p*(1-p), 1e-4)
			for i, x := range vs[n] {
				g[i] += d * x
				for j := range i + 1 {
					h[i][j] += c * x * vs[n][j]
				}
			}
		}
		for i := range h {
			if i > 0 {
				g[i] -= logitRidge * w[i]
				h[i][i] += logitRidge
			}
			h[i][i] += 1e-6
		}
		for i, x := range solve(h, g) {
			w[i] += x
		}
	}
	for i := 1; i < signs; i++ { // back to the signs as they are
		w[i] /= spread[i]
		w[0] -= w[i] * middle[i]
	}
	return w
}

// standardize brings all signs but the first, which is 1, to mean 0 and
// deviation 1.
func standardize(vs [][signs]float64, samples []Sample) (middle, spread [signs]float64) {
	total := 1e-9
	for n, v := range vs {
		for i, x := range v {
			middle[i] += samples[n].Weight * x
		}
		total += samples[n].Weight
	}
	for n, v := range vs {
		for i, x := range v {
			d := x - middle[i]/total
			spread[i] += samples[n].Weight * d * d
		}
	}
	for i := range middle {
		middle[i] /= total
		spread[i] = math.Sqrt(spread[i]/total) + 1e-9
	}
	for n := range vs {
		for i := 1; i < signs; i++ {
			vs[n][i] = (vs[n][i] - middle[i]) / spread[i]
		}
	}
	return middle, spread
}

// solve solves h x = g by Cholesky's method; of h the lower half is read.
func solve(h [signs][signs]float64, g [signs]float64) [signs]float64 {
	for i := range signs {
		for j := range i + 1 {
			sum := h[i][j]
			for k := range j {
				sum -= h[i][k] * h[j][k]
			}
			if i == j {
				h[i][i] = math.Sqrt(max(sum, 1e-12))
			} else {
				h[i][j] = sum / h[j][j]
			}
		}
	}
	for i := range signs {
		for j := range i {
			g[i] -= h[i][j] * g[j]
		}
		g[i] /= h[i][i]
	}
	for i := signs - 1; i >= 0; i-- {
		for j := i + 1; j < signs; j++ {
			g[i] -= h[j][i] * g[j]
		}
		g[i] /= h[i][i]
	}
	return g
}

const logitMagic = "vglogit1"

// MarshalBinary writes the weights in a form of its own, little-endian.
func (l *Logit) MarshalBinary() ([]byte, error) {
	b := []byte(logitMagic)
	for _, ws := range l.weights {
		for _, w := range ws {
			b = binary.LittleEndian.AppendUint32(b, math.Float32bits(float32(w)))
		}
	}
	return b, nil
}

// UnmarshalBinary reads what MarshalBinary wrote.
func (l *Logit) UnmarshalBinary(b []byte) error {
	if len(b) != len(logitMagic)+2*signs*4 || string(b[:len(logitMagic)]) != logitMagic {
		return errors.New("no judge of stories: it does not begin as one, or is cut")
	}
	b = b[len(logitMagic):]
	for k := range l.weights {
		for i := range l.weights[k] {
			l.weights[k][i] = float64(math.Float32frombits(binary.LittleEndian.Uint32(b)))
			b = b[4:]
		}
	}
	return nil
}

// Sure reports whether p is enough to join. A headline shares little with any
// other, and one wrong join draws more: the words of addresses, above all, must
// fit well. The thresholds are those that do best on unseen events and days.
func Sure(x []float32, p float64) bool {
	_, kind := Signs(x)
	return p >= [kinds]float64{0.4, 0.4, 0.7}[kind]
}
