package article

import (
	"encoding/binary"
	"errors"
	"math"
)

// LexiconWords is the number of weights of a lexicon.
const LexiconWords = 2*nearWords + textWords

// NewLexicon rounds learned weights, as Lesson.Words numbers them, to a byte
// each.
func NewLexicon(weights []float64) *Lexicon {
	most := 1e-9
	for _, w := range weights {
		most = max(most, math.Abs(w))
	}
	x := &Lexicon{scale: float32(most / 127)}
	for i, w := range weights {
		v := int8(math.Round(w / most * 127))
		switch {
		case i < nearWords:
			x.near[i] = v
		case i < 2*nearWords:
			x.far[i-nearWords] = v
		default:
			x.words[i-2*nearWords] = v
		}
	}
	return x
}

const lexiconMagic = "vglexic1"

// MarshalBinary writes the lexicon in a form of its own.
func (x *Lexicon) MarshalBinary() ([]byte, error) {
	b := binary.LittleEndian.AppendUint32([]byte(lexiconMagic), math.Float32bits(x.scale))
	for _, t := range [][]int8{x.near[:], x.far[:], x.words[:]} {
		for _, v := range t {
			b = append(b, byte(v))
		}
	}
	return b, nil
}

// UnmarshalBinary reads what MarshalBinary wrote.
func (x *Lexicon) UnmarshalBinary(b []byte) error {
	if len(b) != len(lexiconMagic)+4+LexiconWords || string(b[:len(lexiconMagic)]) != lexiconMagic {
		return errors.New("no lexicon: it does not begin as one, or is cut")
	}
	b = b[len(lexiconMagic):]
	x.scale = math.Float32frombits(binary.LittleEndian.Uint32(b))
	b = b[4:]
	for _, t := range [][]int8{x.near[:], x.far[:], x.words[:]} {
		for i := range t {
			t[i] = int8(b[i])
		}
		b = b[len(t):]
	}
	return nil
}
