package story

import (
	_ "embed"
	"encoding/binary"
	"errors"
	"math"
	"sync"
)

// TitleJudge tells by few weights (logistic regression) whether two headlines
// tell one event: true titles, and words of addresses, each by weights of
// their own.
type TitleJudge struct{ weights [2][titleSigns + 1]float64 }

// titleWeights are what `go run ./internal/story/teach` has learned from pairs
// of headlines.
//
//go:embed titles.logit
var titleWeights []byte

// theTitleJudge is read when it is first needed; it never changes.
var theTitleJudge = sync.OnceValue(func() *TitleJudge {
	j := new(TitleJudge)
	if err := j.UnmarshalBinary(titleWeights); err != nil {
		return &TitleJudge{} // unreachable: a test reads the file
	}
	return j
})

const (
	surest = 8 // bounds what one pair can say for or against a story

	// What is taken from the odds of true titles: they are learned from pairs
	// that are mostly two events, while what is compared here was looked up.
	// Chosen on the Spanish stream; addresses do best with nothing taken.
	titleLean = -1
)

// odds gives the logarithm of the odds that two headlines tell one event.
func (j *TitleJudge) odds(a, b *headline) float64 {
	x := compareTitles(a, b)
	address := a.address && b.address
	o := j.Odds(x[:], address)
	if !address {
		o -= titleLean
	}
	return max(-surest, min(surest, o))
}

// Odds is odds of what has been measured.
func (j *TitleJudge) Odds(x []float32, address bool) float64 {
	w := &j.weights[int(flag(address))]
	sum := w[titleSigns]
	for i, v := range x {
		sum += w[i] * float64(v)
	}
	return sum
}

// TitleSample is a pair of headlines of which it is known whether they tell
// one event.
type TitleSample struct {
	X       []float32
	Address bool
	Yes     bool
	Weight  float64
}

// The fitting of a TitleJudge.
const (
	titleRounds = 12
	titleRidge  = 0.1
)

// LearnTitles fits the weights by iteratively reweighted least squares with a
// ridge, on signs brought to one scale (Hastie, Tibshirani and Friedman 2009, 4.4.1).
func LearnTitles(samples []TitleSample) *TitleJudge {
	j := &TitleJudge{}
	for kind := range j.weights {
		var of []TitleSample
		for _, s := range samples {
			if s.Address == (kind == 1) {
				of = append(of, s)
			}
		}
		if len(of) > 0 {
			j.weights[kind] = fitTitles(of)
		}
	}
	// All pairs of addresses that are known are of one day: how time counts is
	// taken from true titles.
	j.weights[1][titleHours] = j.weights[0][titleHours]
	return j
}

func fitTitles(samples []TitleSample) (w [titleSigns + 1]float64) {
	const n = titleSigns + 1
	var mean, dev [n]float64
	all := 0.0
	for _, s := range samples {
		all += s.Weight
		for i, v := range s.X {
			mean[i] += s.Weight * float64(v)
		}
	}
	for i := range mean {
		mean[i] /= all
	}
	for _, s := range samples {
		for i, v := range s.X {
			dev[i] += s.Weight * (float64(v) - mean[i]) * (float64(v) - mean[i])
		}
	}
	for i := range dev {
		dev[i] = math.Sqrt(dev[i]/all) + 1e-6
	}
	mean[titleSigns], dev[titleSigns] = -1, 1 // the constant
	scaled := func(s TitleSample, x *[n]float64) {
		for i := range n {
			v := float32(0)
			if i < titleSigns {
				v = s.X[i]
			}
			x[i] = (float64(v) - mean[i]) / dev[i]
		}
	}
	for range titleRounds {
		var g [n]float64
		var h [n][n]float64
		for i := range titleSigns {
			g[i], h[i][i] = -titleRidge*w[i], titleRidge
		}
		h[titleSigns][titleSigns] = 1e-6
		var x [n]float64
		for _, s := range samples {
			scaled(s, &x)
			sum := 0.0
			for i, v := range x {
				sum += w[i] * v
			}
			p := 1 / (1 + math.Exp(-sum))
			d, c := s.Weight*(float64(flag(s.Yes))-p), s.Weight*max(p*(1-p), 1e-3)
			for i, v := range x {
				g[i] += d * v
				for k := range i + 1 {
					h[i][k] += c * v * x[k]
				}
			}
		}
		solveTitles(&h, &g)
		for i := range w {
			w[i] += g[i]
		}
	}
	for i := range titleSigns {
		w[i] /= dev[i]
		w[titleSigns] -= w[i] * mean[i]
	}
	return w
}

// solveTitles solves h·x = g for a symmetric h of which the lower half is given, by
// Cholesky's factors, into g.
func solveTitles(h *[titleSigns + 1][titleSigns + 1]float64, g *[titleSigns + 1]float64) {
	for i := range h {
		for k := range i + 1 {
			sum := h[i][k]
			for m := range k {
				sum -= h[i][m] * h[k][m]
			}
			if i == k {
				h[i][i] = math.Sqrt(max(sum, 1e-12))
			} else {
				h[i][k] = sum / h[k][k]
			}
		}
	}
	for i := range g {
		for k := range i {
			g[i] -= h[i][k] * g[k]
		}
		g[i] /= h[i][i]
	}
	for i := len(g) - 1; i >= 0; i-- {
		for k := i + 1; k < len(g); k++ {
			g[i] -= h[k][i] * g[k]
		}
		g[i] /= h[i][i]
	}
}

const titleMagic = "vgtitle1"

// MarshalBinary writes the weights in a form of its own, little-endian.
func (j *TitleJudge) MarshalBinary() ([]byte, error) {
	b := []byte(titleMagic)
	for _, ws := range j.weights {
		for _, w := range ws {
			b = binary.LittleEndian.AppendUint32(b, math.Float32bits(float32(w)))
		}
	}
	return b, nil
}

// UnmarshalBinary reads what MarshalBinary wrote.
func (j *TitleJudge) UnmarshalBinary(b []byte) error {
	if len(b) != len(titleMagic)+2*(titleSigns+1)*4 || string(b[:len(titleMagic)]) != titleMagic {
		return errors.New("no judge of headlines: it does not begin as one, or is cut")
	}
	b = b[len(titleMagic):]
	for k := range j.weights {
		for i := range j.weights[k] {
			j.weights[k][i] = float64(math.Float32frombits(binary.LittleEndian.Uint32(b)))
			b = b[4:]
		}
	}
	return nil
}
