package rank

import (
	"math"
	"math/rand/v2"
)

// labelled is a vector with what it is an example of.
type labelled struct {
	vector
	relevant bool
	weight   float32 // 1 unless its source is bounded
}

// How the learner is set: the loss of an error, how far the rarer side is
// lifted (1: both sides weigh the same), and the constant feature's value. They
// were chosen with one of seventeen topics left out in turn; coarse steps move
// the result by .02, and so does the draw of the unread examples.
const (
	cost    = 0.5
	lift    = 1
	bias    = 0.5
	rounds  = 60
	settled = 1e-3
)

// blend is how much the words that a review began with count beside what was
// learned: as much at first, and with the root of what was found since less.
func blend(relevant int) float32 { return float32(1 / math.Sqrt(float64(1+relevant))) }

// learn gives the weights of a linear scorer: a support vector machine with
// squared loss, by dual coordinate descent (Hsieh et al., A Dual Coordinate Descent Method for Large-scale
// Linear SVM, ICML 2008). The constant feature is learned and dropped: it moves
// all scores alike.
func learn(dim int, xs []labelled, r *rand.Rand) []float32 {
	w, constant := make([]float32, dim), float32(0)
	alpha, square := make([]float32, len(xs)), make([]float32, len(xs))
	costs := costs(xs)
	order := r.Perm(len(xs))
	for i, x := range xs {
		square[i] = bias * bias
		for _, v := range x.vector.weight {
			square[i] += v * v
		}
	}
	for range rounds {
		r.Shuffle(len(order), func(a, b int) { order[a], order[b] = order[b], order[a] })
		moved := float32(0)
		for _, i := range order {
			x, y := xs[i], float32(-1)
			if x.relevant {
				y = 1
			}
			slack := 1 / (2 * costs[i])
			gradient := y*(x.dot(w)+bias*constant) - 1 + slack*alpha[i]
			next := max(0, alpha[i]-gradient/(square[i]+slack))
			step := (next - alpha[i]) * y
			if alpha[i] = next; step == 0 {
				continue
			}
			for j, at := range x.at {
				w[at] += step * x.vector.weight[j]
			}
			constant += step * bias
			moved = max(moved, step, -step)
		}
		if moved < settled {
			break
		}
	}
	return w
}

// costs is what an error on each example costs: more on the rarer side.
func costs(xs []labelled) []float32 {
	yes, no := mass(xs)
	up := float32(1)
	if yes > 0 {
		up = float32(math.Pow(float64(no/yes), lift))
	}
	out := make([]float32, len(xs))
	for i, x := range xs {
		out[i] = cost * max(x.weight, 1e-4)
		if x.relevant {
			out[i] *= up
		}
	}
	return out
}

func mass(xs []labelled) (yes, no float32) {
	for _, x := range xs {
		if x.relevant {
			yes += x.weight
		} else {
			no += x.weight
		}
	}
	return yes, no
}
