// Package rank learns from decisions what deserves to be read first, for each
// network apart, and says why.
//
// It orders and explains; it never hides, selects or publishes. The core is
// pure: a [Pool] is texts as weighted words, [Teach] makes a [Model] of
// decisions and of the monitor's own words, [Model.Score] and [Model.Why] judge
// a text, [Run] plays a whole review, [Seen] estimates how much of what is
// relevant was seen, [Watch] finds a reviewer who does not agree with the
// others, [Spread] keeps one source from filling the top of a list. Around it,
// it writes the tables models and scores.
//
//	p := rank.NewPool(docs)
//	m := rank.Teach(p, examples, rank.Options{Network: "R", Words: words})
//	m.Score(doc); m.Why(doc, 5)
//
// The loop is continuous active learning as in AutoTAR (Cormack and Grossman,
// Autonomy and Reliability of Continuous Active Learning for Technology-
// Assisted Review, 2015): the query is the first example, some unread texts
// count as not relevant, batches grow by a tenth. The learner is
// a linear support vector machine, which on the same reviews orders nearly as well as
// pairwise logistic regression at a tenth of the cost and gives the same weights
// each time. docs/understanding.md has the figures behind each choice.
package rank
