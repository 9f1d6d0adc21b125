package story

import (
	"iter"
	"math/bits"
	"slices"
)

// index finds the reports that have a key, the last first. Reports have places
// from 0 on, in the order in which they are added. A key is 32 bits of a hash:
// now and then one finds a stranger, and whoever asks compares anyway.
//
// What came last lies in chains; as it grows it is packed into segments of four
// bytes for each key of a report, and four segments of one size into one (a
// log-structured merge tree: O'Neil and others 1996), so that a million reports
// of sixty keys take some 280 MB and a key is looked for in a dozen places.
type index struct {
	segments []segment // in order of their places
	tail     tail
	size     int32 // reports
}

const (
	tailBits = 12 // a segment holds 4^n times so many reports, as a power of two
	stepBits = 2
	mostBits = 18
)

// add enters the next report and gives its place.
func (x *index) add(keys []uint32) (place int32) {
	place = x.size
	x.size++
	for _, k := range keys {
		x.tail.add(k, place)
	}
	if x.size&(1<<tailBits-1) == 0 {
		x.pack()
	}
	return place
}

// pack makes a segment of what lies in chains, and one of four of a size.
func (x *index) pack() {
	first := x.size - 1<<tailBits
	x.segments = append(x.segments, newSegment(first, tailBits, x.tail.all()))
	x.tail = tail{}
	for n := len(x.segments) - 1<<stepBits; n >= 0; n = len(x.segments) - 1<<stepBits {
		last := x.segments[n:]
		wide := last[0].bits + stepBits
		if last[0].bits != last[len(last)-1].bits || wide > mostBits {
			return
		}
		one := newSegment(last[0].first, wide, func(yield func(uint32, int32) bool) {
			for _, s := range last {
				s.all()(yield)
			}
		})
		x.segments = append(slices.Clone(x.segments[:n]), one)
	}
}

// find gives the places of at most so many reports that have the key.
func (x *index) find(key uint32, most int) iter.Seq[int32] {
	return func(yield func(int32) bool) {
		left := most
		some := func(place int32) bool {
			left--
			return yield(place) && left > 0
		}
		if left <= 0 || !x.tail.find(key, some) {
			return
		}
		for i := len(x.segments) - 1; i >= 0; i-- {
			if !x.segments[i].find(key, some) {
				return
			}
		}
	}
}

// tail holds the keys of the last reports, each chained to the one before of
// the same hash.
type tail struct {
	head []uint32 // 1 + the last posting; as many as a power of two
	post []posting
}

type posting struct {
	key, next uint32
	place     int32
}

func (t *tail) add(key uint32, place int32) {
	if len(t.post) >= len(t.head) {
		t.head = make([]uint32, max(64, 2*len(t.head)))
		for i := range t.post {
			t.chain(i)
		}
	}
	t.post = append(t.post, posting{key: key, place: place})
	t.chain(len(t.post) - 1)
}

func (t *tail) chain(i int) {
	h := &t.head[t.post[i].key&uint32(len(t.head)-1)]
	t.post[i].next, *h = *h, uint32(i+1)
}

func (t *tail) find(key uint32, yield func(int32) bool) bool {
	if len(t.head) == 0 {
		return true
	}
	for i := t.head[key&uint32(len(t.head)-1)]; i > 0; i = t.post[i-1].next {
		if p := &t.post[i-1]; p.key == key && !yield(p.place) {
			return false
		}
	}
	return true
}

func (t *tail) all() iter.Seq2[uint32, int32] {
	return func(yield func(uint32, int32) bool) {
		for _, p := range t.post {
			if !yield(p.key, p.place) {
				return
			}
		}
	}
}

// segment holds the keys of 1<<bits reports. The upper bits of a key tell its
// bucket; an entry is the rest of it and a place counted from the first.
type segment struct {
	first int32
	bits  int
	start []uint32 // of each bucket, and the end
	entry []uint32 // in ascending order within a bucket
}

// bucketShare: a bucket for so many reports' keys, as a power of two, holds
// about eight entries.
const bucketShare = 3

func (s *segment) rest() int { return 32 - s.bits - bucketShare } // bits of a key that an entry holds

// newSegment packs keys with their places; it walks through them twice.
func newSegment(first int32, width int, all iter.Seq2[uint32, int32]) segment {
	s := segment{first: first, bits: width, start: make([]uint32, 1<<(width+bucketShare)+1)}
	n := 0
	for k := range all {
		s.start[k>>s.rest()+1]++
		n++
	}
	for i := range len(s.start) - 1 {
		s.start[i+1] += s.start[i]
	}
	s.entry = make([]uint32, n)
	at := slices.Clone(s.start)
	for k, place := range all {
		b := k >> s.rest()
		s.entry[at[b]] = (k&(1<<s.rest()-1))<<s.bits | uint32(place-first)
		at[b]++
	}
	for i := range len(s.start) - 1 {
		slices.Sort(s.entry[s.start[i]:s.start[i+1]])
	}
	return s
}

func (s *segment) find(key uint32, yield func(int32) bool) bool {
	b, low := key>>s.rest(), (key&(1<<s.rest()-1))<<s.bits
	in := s.entry[s.start[b]:s.start[b+1]]
	end := len(in)
	if bits.Len(uint(end)) > 4 {
		end, _ = slices.BinarySearch(in, low+1<<s.bits)
	}
	for i := end - 1; i >= 0 && in[i] >= low; i-- {
		if in[i]-low < 1<<s.bits && !yield(s.first+int32(in[i]-low)) {
			return false
		}
	}
	return true
}

func (s *segment) all() iter.Seq2[uint32, int32] {
	return func(yield func(uint32, int32) bool) {
		for b := range uint32(len(s.start) - 1) {
			for _, e := range s.entry[s.start[b]:s.start[b+1]] {
				if !yield(b<<s.rest()|e>>s.bits, s.first+int32(e&(1<<s.bits-1))) {
					return
				}
			}
		}
	}
}
