// Package linear learns to tell yes from no by a weighted sum of many sparse
// features, and says what each of them weighs.
//
// Features are named and hashed (Weinberger et al., Feature Hashing for Large
// Scale Multitask Learning, ICML 2009), so that a model is a table of numbers
// without words. Learning is logistic regression with a quadratic penalty,
// solved in the dual, one sample at a time (Yu, Huang and Lin, Dual Coordinate
// Descent Methods for Logistic Regression and Maximum Entropy Models, Machine
// Learning 85, 2011). It is deterministic: the same samples give the same
// weights.
package linear

import (
	"math"
	"math/rand/v2"
	"slices"
)

// Feature is a hashed name with its value.
type Feature struct {
	Key   uint32
	Value float32
}

// Key hashes a feature's name (FNV-1a).
func Key(name string) uint32 { return More(2166136261, name) }

// More hashes what follows a name of which the hash is known.
func More(h uint32, name string) uint32 {
	for i := range len(name) {
		h = (h ^ uint32(name[i])) * 16777619
	}
	return h
}

// Sample is a row to learn from.
type Sample struct {
	X      []Feature // each key once
	Yes    bool
	Weight float64 // 1 if zero
}

// Options of learning.
type Options struct {
	Cost   float64 // 1: what a mistake costs against the penalty on weights
	Rounds int     // 40: passes over the samples
	Seed   uint64
}

// Model is what was learned: a weight for each key, and the weight of no
// feature at all. The zero value scores everything 0.
type Model struct {
	Bias    float64
	Weights map[uint32]float32
}

// Score gives the log-odds that a row is a yes.
func (m *Model) Score(x []Feature) float64 {
	sum := m.Bias
	for _, f := range x {
		sum += float64(m.Weights[f.Key]) * float64(f.Value)
	}
	return sum
}

// Odds turns log-odds into a probability.
func Odds(score float64) float64 { return 1 / (1 + math.Exp(-score)) }

// Learn fits a model. Without samples it scores everything 0.
func Learn(samples []Sample, o Options) *Model {
	if o.Cost == 0 {
		o.Cost = 1
	}
	if o.Rounds == 0 {
		o.Rounds = 40
	}
	l := newLearner(samples)
	dual := make([]float64, len(samples))
	for i, s := range samples { // a small start inside the bounds
		c := o.Cost * l.weight(i)
		dual[i] = min(0.001*c, 1e-8)
		l.push(i, dual[i]*sign(s.Yes))
	}
	r := rand.New(rand.NewPCG(o.Seed, 17))
	order := make([]int, len(samples))
	for i := range order {
		order[i] = i
	}
	for range o.Rounds {
		r.Shuffle(len(order), func(a, b int) { order[a], order[b] = order[b], order[a] })
		most := 0.0
		for _, i := range order {
			step := l.step(i, dual[i], o.Cost*l.weight(i))
			dual[i] += step
			most = max(most, math.Abs(step)/(o.Cost*l.weight(i)))
		}
		if most < 1e-4 {
			break
		}
	}
	return l.model()
}

// learner holds the weights densely while they are learned.
type learner struct {
	samples []Sample
	index   map[uint32]int32
	at      [][]int32 // where the features of a sample stand in w
	norm    []float64 // of each sample, squared, with the bias
	w       []float64
	bias    float64
}

func newLearner(samples []Sample) *learner {
	l := &learner{samples: samples, index: map[uint32]int32{}, at: make([][]int32, len(samples)), norm: make([]float64, len(samples))}
	for i, s := range samples {
		l.at[i] = make([]int32, len(s.X))
		l.norm[i] = 1
		for j, f := range s.X {
			k, ok := l.index[f.Key]
			if !ok {
				k = int32(len(l.index))
				l.index[f.Key] = k
			}
			l.at[i][j] = k
			l.norm[i] += float64(f.Value) * float64(f.Value)
		}
	}
	l.w = make([]float64, len(l.index))
	return l
}

func (l *learner) weight(i int) float64 {
	if w := l.samples[i].Weight; w != 0 {
		return w
	}
	return 1
}

func (l *learner) push(i int, by float64) {
	for j, k := range l.at[i] {
		l.w[k] += by * float64(l.samples[i].X[j].Value)
	}
	l.bias += by
}

// step moves one dual variable to where its own part of the problem is best,
// by Newton's method with a bisection that keeps it between 0 and the cost,
// and gives by how much it moved.
func (l *learner) step(i int, dual, cost float64) float64 {
	y := sign(l.samples[i].Yes)
	b := l.bias
	for j, k := range l.at[i] {
		b += l.w[k] * float64(l.samples[i].X[j].Value)
	}
	b *= y
	low, high, z := 0.0, cost, dual
	for range 30 {
		slope := math.Log(z/(cost-z)) + l.norm[i]*(z-dual) + b
		if slope > 0 {
			high = z
		} else {
			low = z
		}
		next := z - slope/(cost/(z*(cost-z))+l.norm[i])
		if !(next > low && next < high) {
			next = (low + high) / 2
		}
		if math.Abs(next-z) < 1e-9*cost || next <= 0 || next >= cost {
			break
		}
		z = next
	}
	l.push(i, (z-dual)*y)
	return z - dual
}

func (l *learner) model() *Model {
	m := &Model{Bias: l.bias, Weights: make(map[uint32]float32, len(l.index))}
	for k, i := range l.index {
		m.Weights[k] = float32(l.w[i])
	}
	return m
}

func sign(yes bool) float64 {
	if yes {
		return 1
	}
	return -1
}

// Add adds another model's weights, times by.
func (m *Model) Add(other *Model, by float64) {
	m.Bias += by * other.Bias
	for k, w := range other.Weights {
		m.Weights[k] += float32(by) * w
	}
}

// Scale stretches the scores by slope and moves them by shift.
func (m *Model) Scale(slope, shift float64) {
	m.Bias = m.Bias*slope + shift
	for k := range m.Weights {
		m.Weights[k] *= float32(slope)
	}
}

// Prune keeps the n weights that are farthest from zero.
func (m *Model) Prune(n int) {
	keys := m.keys()
	if len(keys) <= n {
		return
	}
	slices.SortStableFunc(keys, func(a, b uint32) int {
		x, y := math.Abs(float64(m.Weights[a])), math.Abs(float64(m.Weights[b]))
		switch {
		case x > y:
			return -1
		case x < y:
			return 1
		}
		return 0
	})
	for _, k := range keys[n:] {
		delete(m.Weights, k)
	}
}

// keys are the model's keys in order.
func (m *Model) keys() []uint32 {
	keys := make([]uint32, 0, len(m.Weights))
	for k := range m.Weights {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}
