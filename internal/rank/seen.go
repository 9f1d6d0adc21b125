package rank

import "math"

// Progress says how far a review has come, as far as can be told from what was
// read: of what is relevant, the part seen, with bounds.
type Progress struct {
	Read, Found int
	Unread      int
	Likely      float64 // the part seen, if what is left is as frequent as in the last read
	Least       float64 // with nine chances in ten, it is at least this
	Level       bool    // for long hardly anything relevant has come
	Enough      bool    // Least is the target or more, or Level
}

// Target is the part of what is relevant that a review is after.
const Target = 0.95

// doubt is how likely the stop may be too early. At .20 one of 28 reviews was
// stopped too early, at .05 they read a twelfth more than at .10.
const doubt = 0.10

// leastRead is how much is read before anything is said.
const leastRead = 100

// The level: since nine tenths of what was found were found, eight times as much
// was read as until then, and these many texts more.
const (
	mostFound  = 0.9
	times      = 8
	andMore    = 300
	leastFound = 5
)

// level reports whether for long hardly anything relevant has come. It proves
// nothing, but of 153 reviews played (seventeen topics, whole and with half of what is
// relevant taken out) it stopped one below the target; chosen with the topic left out, four.
func level(found []bool, relevant int) bool {
	if relevant < leastFound {
		return false
	}
	most := int(math.Ceil(mostFound * float64(relevant)))
	for at, yes := range found {
		if yes {
			most--
		}
		if most == 0 {
			return len(found) >= times*at+andMore
		}
	}
	return false // unreachable: there are as many
}

// Seen estimates from found, which of the texts were relevant in the order in
// which they were read, how much of all that is relevant was seen when unread
// others are left.
//
// It is the test of Callaghan and Müller-Hansen (Statistical stopping criteria
// for automated screening in systematic reviews, Systematic Reviews 9 (2020)),
// in its form for ranked lists: had more than the hypothetical number been left
// when the last m texts were begun, that few of them would be relevant with a
// probability below 0.10, if the m had been drawn at random from what was left. They were
// not, they were the best of it: so the true probability is smaller, and the
// bound holds on the safe side as long as the order is no worse than chance.
func Seen(found []bool, unread int) Progress {
	p := Progress{Read: len(found), Unread: unread}
	last := make([]int, len(found)+1) // relevant ones among the last m
	for m := range found {
		last[m+1] = last[m]
		if found[len(found)-1-m] {
			last[m+1]++
			p.Found++
		}
	}
	if unread == 0 {
		p.Likely, p.Least, p.Enough = 1, 1, true
		return p
	}
	if p.Found == 0 || p.Read < leastRead {
		return p
	}
	missing := p.atMost(last)
	p.Least = float64(p.Found) / float64(p.Found+missing)
	third := max(len(found)/3, 1)
	likely := float64(last[third]) / float64(third) * float64(unread)
	p.Likely = max(p.Least, float64(p.Found)/(float64(p.Found)+min(likely, float64(missing))))
	p.Level = level(found, p.Found)
	p.Enough = p.Level || p.Least >= Target
	return p
}

// atMost is the largest number of relevant texts that may be left unread, as
// the best of ten lengths of what was read last shows.
func (p Progress) atMost(last []int) int {
	low, high := 0, p.Unread // low may be left; what is above high may not
	for low < high {
		mid := (low + high + 1) / 2
		if p.tooMany(mid, last) {
			high = mid - 1
		} else {
			low = mid
		}
	}
	return low
}

func (p Progress) tooMany(left int, last []int) bool {
	for tenth := 1; tenth < 10; tenth++ {
		m := p.Read * tenth / 10
		if m >= 10 && hypergeometric(p.Unread+m, left+last[m], m, last[m]) < doubt {
			return true
		}
	}
	return false
}

// hypergeometric is the probability that of drawn from all, of which some are
// marked, at most k are marked.
func hypergeometric(all, marked, drawn, k int) float64 {
	sum := 0.0
	whole := choose(all, drawn)
	for i := max(0, drawn-(all-marked)); i <= min(k, marked, drawn); i++ {
		sum += math.Exp(choose(marked, i) + choose(all-marked, drawn-i) - whole)
	}
	return min(sum, 1)
}

// choose is the logarithm of a binomial coefficient.
func choose(n, k int) float64 {
	a, _ := math.Lgamma(float64(n + 1))
	b, _ := math.Lgamma(float64(k + 1))
	c, _ := math.Lgamma(float64(n - k + 1))
	return a - b - c
}
