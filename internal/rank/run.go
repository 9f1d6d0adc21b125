package rank

import (
	"cmp"
	"math/rand/v2"
	"slices"
)

// Outcome is a review that was played to its end.
type Outcome struct {
	Order []string // ids, in the order in which they were read
	Stop  int      // how many were read when it could have stopped
}

// unreadExamples is how many unread texts count as not relevant in each round:
// they show what the pool is like before anybody has read it.
const unreadExamples = 100

// growth is how much larger each batch is than the last one.
const growth = 1.1

// Run plays a review of the pool: query is the first example, judge says of
// text i whether it is relevant when it is read.
func Run(p *Pool, query Doc, judge func(i int) bool) Outcome {
	r := rand.New(rand.NewPCG(1, uint64(p.Len())))
	ask := terms(query)
	first := labelled{p.space.vector(ask), true, 1}
	scores := make([]float32, p.Len())
	for i, v := range p.vectors {
		scores[i] = p.meet(first.vector, v)
	}
	asked := slices.Clone(scores)
	unread := make([]int, p.Len())
	for i := range unread {
		unread[i] = i
	}
	out := Outcome{Stop: p.Len()}
	stopped := false
	xs := []labelled{first}
	var found []bool
	relevant := 0
	batch := 1.0
	for len(unread) > 0 {
		if relevant > 0 { // till then the query leads
			p.rescore(scores, xs, unread, r)
			for _, i := range unread {
				scores[i] += blend(relevant) * asked[i]
			}
		}
		p.sort(unread, scores)
		take := min(int(batch), len(unread))
		for _, i := range unread[:take] {
			yes := judge(i)
			found = append(found, yes)
			if yes {
				relevant++
			}
			xs = append(xs, labelled{p.vectors[i], yes, 1})
			out.Order = append(out.Order, p.ids[i])
		}
		unread = unread[take:]
		batch *= growth
		if !stopped && Seen(found, len(unread)).Enough {
			out.Stop, stopped = len(found), true
		}
	}
	return out
}

// rescore learns anew and scores what is unread.
func (p *Pool) rescore(scores []float32, xs []labelled, unread []int, r *rand.Rand) {
	all := slices.Clone(xs)
	for range unreadExamples {
		all = append(all, labelled{p.vectors[unread[r.IntN(len(unread))]], false, 1})
	}
	w := learn(len(p.space.idf), all, r)
	for _, i := range unread {
		scores[i] = p.vectors[i].dot(w)
	}
}

// sort puts the best first.
func (p *Pool) sort(of []int, scores []float32) {
	slices.SortFunc(of, func(a, b int) int {
		return cmp.Or(cmp.Compare(scores[b], scores[a]), cmp.Compare(p.ties[a], p.ties[b]))
	})
}

// meet is the inner product of two vectors.
func (p *Pool) meet(a, b vector) float32 {
	sum, i, j := float32(0), 0, 0
	for i < len(a.at) && j < len(b.at) {
		switch {
		case a.at[i] < b.at[j]:
			i++
		case a.at[i] > b.at[j]:
			j++
		default:
			sum += a.weight[i] * b.weight[j]
			i, j = i+1, j+1
		}
	}
	return sum
}
