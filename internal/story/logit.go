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
	logitRounds = 400
	logitRate   = 0.5
	logitRidge  = 1.0
)

// LearnLogit fits the weights by gradient descent with a ridge, each step by
// the curvature of its own weight.
func LearnLogit(samples []Sample) *Logit {
	l := &Logit{}
	for range logitRounds {
		var g, h [2][signs]float64
		for _, s := range samples {
			v, kind := Signs(s.X)
			k := min(kind, 1)
			p := l.Probability(s.X)
			d := s.Weight * (float64(flag(s.Yes)) - p)
			for i, x := range v {
				g[k][i] += d * x
				h[k][i] += s.Weight * max(p*(1-p), 0.02) * x * x
			}
		}
		for k := range l.weights {
			for i := range l.weights[k] {
				ridge := logitRidge
				if i == 0 {
					ridge = 0
				}
				l.weights[k][i] += logitRate * (g[k][i] - ridge*l.weights[k][i]) / (h[k][i]*signs/3 + ridge + 1e-9)
			}
		}
	}
	return l
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
