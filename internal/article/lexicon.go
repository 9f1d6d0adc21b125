package article

import (
	"golang.org/x/net/html"
)

// Lexicon holds what the names of elements and the words of blocks were
// learned to tell: a weight for each hashed word. nil tells nothing.
type Lexicon struct {
	near, far [nearWords]int8 // words of names of a block's own elements, of all around it
	words     [textWords]int8 // words of the block
	scale     float32
}

const (
	nearWords = 1 << 13
	textWords = 1 << 14
)

// read tells what an element's name says.
func (x *Lexicon) read(e *elem, n *html.Node) {
	e.hints = stateOf(n)
	e.sig = mix32(hashSeed, uint32(n.DataAtom))
	nameWords(n, func(h uint32) {
		e.sig = mix32(e.sig, h)
		e.hints |= hintWords[h]
		if x != nil {
			e.near += float32(x.near[h%nearWords]) * x.scale
			e.far += float32(x.far[h%nearWords]) * x.scale
		}
	})
}

// telling are the attributes whose words tell something about the element.
func telling(key string) bool {
	switch key {
	case "class", "id", "itemprop", "role", "data-testid", "data-component", "data-type", "data-module":
		return true
	}
	return false
}

// The bounds of a name: its bytes, its words, the bytes of a word.
const (
	maxName      = 240
	maxNameWords = 24
	maxNameWord  = 32
)

// nameWords cuts the names of an element into words, folded, and gives the hash
// of each; its tag is the first.
func nameWords(n *html.Node, visit func(hash uint32)) {
	visit(mix32(uint32(n.DataAtom), 7))
	words := 0
	for i := range n.Attr {
		if !telling(n.Attr[i].Key) {
			continue
		}
		v := n.Attr[i].Val
		k, h, lowBefore := 0, uint32(hashSeed), false
		end := func() {
			if k > 1 && words < maxNameWords {
				visit(h)
				words++
			}
			k, h = 0, hashSeed
		}
		for j := 0; j < len(v) && j < maxName; j++ {
			c := v[j]
			switch {
			case 'a' <= c && c <= 'z':
				lowBefore = true
			case 'A' <= c && c <= 'Z':
				if lowBefore {
					end()
				}
				c |= 0x20
				lowBefore = false
			default:
				end()
				lowBefore = false
				continue
			}
			if k < maxNameWord {
				k++
				h = (h ^ uint32(c)) * hashPrime
			}
		}
		end()
	}
}

// textTokens visits what is learned of the words of a block: the words alone
// and in pairs, the first and the last. Of a long block only its ends tell
// something.
func textTokens(words []uint32, visit func(hash uint32)) {
	if len(words) == 0 {
		return
	}
	const long, ends = 40, 4
	last := len(words) - 1
	visit(mix32(words[0], 1))
	visit(mix32(words[last], 2))
	for i, h := range words {
		if len(words) > long && i >= ends && i < len(words)-ends {
			continue
		}
		visit(mix32(h, 3))
		if i > 0 {
			visit(mix32(mix32(words[i-1], h), 4))
		}
	}
}

// said gives what the words of a block tell.
func (x *Lexicon) said(words []uint32) float32 {
	if x == nil {
		return 0
	}
	sum := 0
	textTokens(words, func(h uint32) { sum += int(x.words[h%textWords]) })
	return float32(sum) * x.scale
}

func mix32(a, b uint32) uint32 {
	h := (a ^ b*0x9E3779B1) * 0x85EBCA6B
	return h ^ h>>15
}
