// Package forest learns to tell yes from no by gradient-boosted oblivious
// trees, and says how sure it is.
//
// A tree asks the same question of all branches on one level, so that a
// question list of depth d leads to one of 2^d leaves; such trees are quick to
// ask, hard to overfit and small on disk. Boosting with the logistic loss is
// Friedman's (Greedy Function Approximation, Annals of Statistics 29, 2001),
// Newton steps in the leaves are Chen and Guestrin's (XGBoost, KDD 2016), trees
// of this form those of Prokhorenkova et al. (CatBoost, NeurIPS 2018).
//
// Growing is deterministic: the same samples and options give the same bytes.
package forest

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"math"
)

// maxDepth bounds a tree: its leaves double with each level.
const maxDepth = 10

// Forest scores rows of features. The zero value scores everything 0. It is
// safe for use by several goroutines.
type Forest struct {
	width int // features of a row
	base  float32
	depth int
	asks  []question // depth for each tree, in order
	leafs []float32  // 2^depth for each tree
}

// question is answered yes by a row whose feature is greater than at.
type question struct {
	feature uint16
	at      float32
}

// Score gives the log-odds that a row is a yes. A row that is shorter than
// those of the samples has zeros at its end.
func (f *Forest) Score(x []float32) float64 {
	sum := f.base
	if len(x) < f.width {
		x = append(append(make([]float32, 0, f.width), x...), make([]float32, f.width-len(x))...)
	}
	leafs := f.leafs
	for asks := f.asks; len(asks) > 0; asks = asks[f.depth:] {
		leaf := 0
		for i, q := range asks[:f.depth] {
			// The sign of the difference is the answer, without a branch that
			// no processor could foresee.
			leaf |= int(math.Float32bits(q.at-x[q.feature])>>31) << i
		}
		sum += leafs[leaf]
		leafs = leafs[1<<f.depth:]
	}
	return float64(sum)
}

// Probability gives the chance that a row is a yes, 0 to 1.
func (f *Forest) Probability(x []float32) float64 {
	return 1 / (1 + math.Exp(-f.Score(x)))
}

// Trees gives the number of trees.
func (f *Forest) Trees() int { return len(f.leafs) >> f.depth }

// magic begins every stored forest.
const magic = "vgforst1"

// MarshalBinary writes the forest in a form of its own, little-endian.
func (f *Forest) MarshalBinary() ([]byte, error) {
	var b bytes.Buffer
	b.WriteString(magic)
	head := []uint32{uint32(f.width), uint32(f.depth), uint32(f.Trees()), math.Float32bits(f.base)}
	for _, v := range head {
		b.Write(binary.LittleEndian.AppendUint32(nil, v))
	}
	for _, q := range f.asks {
		b.Write(binary.LittleEndian.AppendUint16(nil, q.feature))
		b.Write(binary.LittleEndian.AppendUint32(nil, math.Float32bits(q.at)))
	}
	for _, v := range f.leafs {
		b.Write(binary.LittleEndian.AppendUint32(nil, math.Float32bits(v)))
	}
	return b.Bytes(), nil
}

// UnmarshalBinary reads what MarshalBinary wrote.
func (f *Forest) UnmarshalBinary(b []byte) error {
	if len(b) < len(magic)+16 || string(b[:len(magic)]) != magic {
		return errors.New("no forest: it does not begin as one")
	}
	b = b[len(magic):]
	u32 := func(i int) uint32 { return binary.LittleEndian.Uint32(b[i:]) }
	width, depth, trees := int(u32(0)), int(u32(4)), int(u32(8))
	base := math.Float32frombits(u32(12))
	b = b[16:]
	if depth < 1 || depth > maxDepth || width > math.MaxUint16 || trees > 1<<20 || len(b) != trees*(depth*6+4<<depth) {
		return fmt.Errorf("no forest: %d trees of depth %d do not fit %d bytes", trees, depth, len(b))
	}
	asks := make([]question, trees*depth)
	for i := range asks {
		asks[i] = question{binary.LittleEndian.Uint16(b[i*6:]), math.Float32frombits(u32(i*6 + 2))}
		if int(asks[i].feature) >= width {
			return fmt.Errorf("no forest: feature %d of %d", asks[i].feature, width)
		}
	}
	b = b[len(asks)*6:]
	leafs := make([]float32, trees<<depth)
	for i := range leafs {
		leafs[i] = math.Float32frombits(u32(i * 4))
	}
	*f = Forest{width: width, base: base, depth: depth, asks: asks, leafs: leafs}
	return nil
}

// Mean gives the forest that scores what the given ones score on average.
// They must be of one width and depth. Forests that differ by their seed alone
// err in different places (Breiman, Bagging Predictors, Machine Learning 24,
// 1996).
func Mean(of ...*Forest) (*Forest, error) {
	if len(of) == 0 {
		return nil, errors.New("no forests to take the mean of")
	}
	share := 1 / float32(len(of))
	m := &Forest{width: of[0].width, depth: of[0].depth}
	for _, f := range of {
		if f.width != m.width || f.depth != m.depth {
			return nil, fmt.Errorf("forests of %d features and depth %d, and of %d and %d", m.width, m.depth, f.width, f.depth)
		}
		m.base += f.base * share
		m.asks = append(m.asks, f.asks...)
		for _, l := range f.leafs {
			m.leafs = append(m.leafs, l*share)
		}
	}
	return m, nil
}
