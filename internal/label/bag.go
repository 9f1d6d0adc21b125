package label

import (
	"math"

	"vigia/internal/linear"
)

// bag counts features, in order of their first appearance.
type bag struct {
	slots []int32 // by key: place in the list, from 1
	list  []linear.Feature
}

// newBag makes a bag for at most so many features that differ.
func newBag(most int) *bag {
	size := 16
	for size < most+most/4 {
		size *= 2
	}
	return &bag{slots: make([]int32, size), list: make([]linear.Feature, 0, most/2)}
}

// at gives the place of a feature in the list, which is new if it had none.
func (b *bag) at(key uint32) (i int, fresh bool) {
	mask := uint32(len(b.slots) - 1)
	for s := (key ^ key>>15) & mask; ; s = (s + 1) & mask {
		switch i := b.slots[s]; {
		case i == 0:
			b.list = append(b.list, linear.Feature{Key: key})
			b.slots[s] = int32(len(b.list))
			return len(b.list) - 1, true
		case b.list[i-1].Key == key:
			return int(i - 1), false
		}
	}
}

func (b *bag) count(key uint32) {
	i, _ := b.at(key)
	b.list[i].Value++
}

func (b *bag) once(key uint32) {
	if i, fresh := b.at(key); fresh {
		b.list[i].Value = 1
	}
}

// unit dampens the counts and brings the bag to length 1.
func (b *bag) unit() []linear.Feature {
	sum := 0.0
	var damp [32]float64
	for i, f := range b.list {
		n := int(f.Value)
		if n >= len(damp) {
			n = 0
		}
		v := damp[n]
		if v == 0 {
			v = math.Pow(float64(f.Value), 0.4)
			if n > 0 {
				damp[n] = v
			}
		}
		b.list[i].Value = float32(v)
		sum += v * v
	}
	if sum > 0 {
		by := float32(1 / math.Sqrt(sum))
		for i := range b.list {
			b.list[i].Value *= by
		}
	}
	return b.list
}
