package article

import "golang.org/x/net/html/atom"

// pick chooses the blocks of the report by the scores of the second look:
// those that are rather of it than not. Where that is next to nothing, it is a
// page of a kind that was hardly seen before; then those count that score
// nearly as well as the best. Of a page of a few lines all are taken that look
// like text.
func (f *facts) pick(scores []float64) []bool {
	const (
		least = 20   // words
		floor = -2.5 // below it nothing is taken
		near  = 1.2
		small = 60 // words of a page that has nothing but a few lines
	)
	in := make([]bool, len(f.blocks))
	size, best := float32(0), 2.0*hopeless
	for i, s := range scores {
		if s > 0 {
			in[i] = true
			size += f.blocks[i].size
		}
		if f.blocks[i].size >= 6 {
			best = max(best, s)
		}
	}
	if size < least && best > floor {
		for i, s := range scores {
			in[i] = in[i] || s > min(0, max(floor, best-near))
		}
	}
	if size < least && f.size[len(in)] < small {
		for i, is := range f.plain() {
			in[i] = in[i] || is && f.blocks[i].size >= 3 && heading(f.blocks[i].tag) == 0
		}
	}
	f.keepRows(in, scores)
	f.dropComments(in)
	f.dropBefore(in)
	f.dropTwice(in)
	f.dropLastHeadings(in)
	return in
}

// dropLastHeadings takes out one or two short headings behind which nothing
// was taken: "Related resources" heads what is no text. What is longer, or
// more, is text that a page sets as headings.
func (f *facts) dropLastHeadings(in []bool) {
	const (
		most    = 2
		longest = 8 // words
	)
	var ends []int
	for i := len(in) - 1; i >= 0; i-- {
		if !in[i] {
			continue
		}
		b := &f.blocks[i]
		if heading(b.tag) == 0 {
			for _, end := range ends {
				in[end] = false
			}
			return
		}
		if ends = append(ends, i); len(ends) > most || b.size > longest || b.follows {
			return
		}
	}
}

// keepRows takes the rows of tables with data that stand among what was taken,
// or close behind it: numbers are no sentences, and belong to the report.
func (f *facts) keepRows(in []bool, scores []float64) {
	const (
		floor = -2.5
		far   = 12 // blocks behind the last
	)
	taken := f.sizes(in)
	all, core, last := taken[len(in)], &f.elems[0], -1
	for i := range f.elems {
		if e := &f.elems[i]; taken[e.end]-taken[e.first] >= 0.85*all {
			core = e // the innermost comes last
		}
	}
	for i, is := range in {
		if is {
			last = i
		}
	}
	for i := int(core.first); i < min(int(core.end), last+far); i++ {
		b := &f.blocks[i]
		row := (b.tag == atom.Tr || b.tag == atom.Td || b.tag == atom.Th) && b.counts.marks > 0 && b.linkShare() < 0.5
		in[i] = in[i] || row && scores[i] > floor
	}
}

// sizes gives prefix sums of the sizes of the chosen blocks.
func (f *facts) sizes(in []bool) []float32 {
	out := make([]float32, len(in)+1)
	for i := range in {
		out[i+1] = out[i]
		if in[i] {
			out[i+1] += f.blocks[i].size
		}
	}
	return out
}

// dropComments takes out what stands among readers' comments, if there is a
// report without it: comments are sentences like those of reports.
func (f *facts) dropComments(in []bool) {
	const enough = 80 // words
	taken := f.sizes(in)
	all := taken[len(in)]
	// An element that holds nearly all that was taken is not a comment, whatever
	// its name says.
	commented := func(block int) bool {
		e := f.blocks[block].in
		if f.elems[e].inherited&hintComment == 0 {
			return false
		}
		for ; e > 0; e = f.elems[e].parent {
			if n := &f.elems[e]; n.hints&hintComment != 0 && taken[n.end]-taken[n.first] < 0.85*all {
				return true
			}
		}
		return false
	}
	var drop []int
	rest := all
	for i := range in {
		if in[i] && commented(i) {
			drop, rest = append(drop, i), rest-f.blocks[i].size
		}
	}
	if rest < enough {
		return
	}
	for _, i := range drop {
		in[i] = false
	}
}

// dropBefore takes out what stands in a row of its like before the headline, if
// there is a report behind it: teasers of other reports with their first lines.
func (f *facts) dropBefore(in []bool) {
	const (
		enough = 80 // words
		row    = 4
	)
	taken := f.sizes(in)
	if f.head < 0 || taken[f.head] == 0 || taken[len(in)]-taken[f.head] < enough {
		return
	}
	like := map[int32]int{}
	for i := range f.head {
		if in[i] {
			like[f.kin[i]]++
		}
	}
	for i := range f.head {
		in[i] = in[i] && like[f.kin[i]] < row
	}
}

// dropTwice takes out what has been said: pages hold a report a second time
// for printing, or for reading aloud, and sentences again as pulled quotes.
func (f *facts) dropTwice(in []bool) {
	seen := newTally(len(f.words))
	for i := range f.blocks {
		b := &f.blocks[i]
		if !in[i] {
			continue
		}
		known, all := 0, int(b.w1-b.w0)-2
		triples(f.words[b.w0:b.w1], func(h uint32) {
			if seen.count(h) > 0 {
				known++
			}
		})
		if b.size >= 8 && known*10 >= all*9 {
			in[i] = false
			continue
		}
		triples(f.words[b.w0:b.w1], func(h uint32) { seen.add(h) })
	}
}

// paragraphs gives the text of the chosen blocks. Lines that a single <br>
// parts make one paragraph.
func (f *facts) paragraphs(in []bool) []string {
	var out []string
	last := -2
	for i := range f.blocks {
		if !in[i] {
			continue
		}
		s := f.string(&f.blocks[i])
		if f.blocks[i].follows && last == i-1 {
			out[len(out)-1] += "\n" + s
		} else {
			out = append(out, s)
		}
		last = i
	}
	return out
}
