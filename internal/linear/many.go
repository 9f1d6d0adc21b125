package linear

import (
	"encoding/binary"
	"errors"
	"math"
	"slices"
)

// Many holds a model for each of several classes, by feature: one look tells
// what a feature says for all of them.
type Many struct {
	Classes []string // in order
	Bias    []float32
	Scale   float32 // of the weights
	Weights map[uint32][]Part
}

// Part is what a feature weighs for a class, in steps of Scale.
type Part struct {
	Class  uint8
	Weight int8
}

// Join makes one of the models of several classes, without weights of less
// than least. There may be 255 classes.
func Join(models map[string]*Model, least float64) *Many {
	m := &Many{Weights: map[uint32][]Part{}}
	top := 0.0
	for class, one := range models {
		m.Classes = append(m.Classes, class)
		for _, w := range one.Weights {
			top = max(top, math.Abs(float64(w)))
		}
	}
	slices.Sort(m.Classes)
	m.Scale = float32(top / 127)
	for c, class := range m.Classes {
		one := models[class]
		m.Bias = append(m.Bias, float32(one.Bias))
		for _, k := range one.keys() {
			w := one.Weights[k]
			if math.Abs(float64(w)) < least {
				continue
			}
			if q := int8(math.Round(float64(w / m.Scale))); q != 0 {
				m.Weights[k] = append(m.Weights[k], Part{uint8(c), q})
			}
		}
	}
	return m
}

// Scores gives the log-odds of each class, in the order of Classes.
func (m *Many) Scores(x []Feature) []float32 {
	out := slices.Clone(m.Bias)
	for _, f := range x {
		for _, p := range m.Weights[f.Key] {
			out[p.Class] += float32(p.Weight) * m.Scale * f.Value
		}
	}
	return out
}

// manyMagic begins every stored set of models.
const manyMagic = "vgmany1\n"

// MarshalBinary writes the models, features in order of their keys.
func (m *Many) MarshalBinary() ([]byte, error) {
	out := []byte(manyMagic)
	out = binary.LittleEndian.AppendUint32(out, math.Float32bits(m.Scale))
	out = append(out, byte(len(m.Classes)))
	for i, c := range m.Classes {
		out = append(out, byte(len(c)))
		out = append(out, c...)
		out = binary.LittleEndian.AppendUint32(out, math.Float32bits(m.Bias[i]))
	}
	keys := make([]uint32, 0, len(m.Weights))
	for k := range m.Weights {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	last := uint32(0)
	for _, k := range keys {
		out = binary.AppendUvarint(out, uint64(k-last))
		out = append(out, byte(len(m.Weights[k])))
		for _, p := range m.Weights[k] {
			out = append(out, p.Class, byte(p.Weight))
		}
		last = k
	}
	return out, nil
}

var errMany = errors.New("no linear models: the bytes end too early or say too much")

// UnmarshalBinary reads what MarshalBinary wrote.
func (m *Many) UnmarshalBinary(b []byte) error {
	if len(b) < len(manyMagic)+5 || string(b[:len(manyMagic)]) != manyMagic {
		return errors.New("no linear models: they do not begin as such")
	}
	b = b[len(manyMagic):]
	n := &Many{Scale: math.Float32frombits(binary.LittleEndian.Uint32(b)), Weights: map[uint32][]Part{}}
	classes := int(b[4])
	b = b[5:]
	for range classes {
		if len(b) < 1 || len(b) < 1+int(b[0])+4 {
			return errMany
		}
		l := int(b[0])
		n.Classes = append(n.Classes, string(b[1:1+l]))
		n.Bias = append(n.Bias, math.Float32frombits(binary.LittleEndian.Uint32(b[1+l:])))
		b = b[1+l+4:]
	}
	key := uint64(0)
	for len(b) > 0 {
		d, size := binary.Uvarint(b)
		if size <= 0 || len(b) <= size || d > math.MaxUint32 || key+d > math.MaxUint32 {
			return errMany
		}
		key += d
		parts := int(b[size])
		b = b[size+1:]
		if len(b) < 2*parts {
			return errMany
		}
		list := make([]Part, parts)
		for i := range list {
			list[i] = Part{b[2*i], int8(b[2*i+1])}
			if int(list[i].Class) >= classes {
				return errMany
			}
		}
		n.Weights[uint32(key)] = list
		b = b[2*parts:]
	}
	*m = *n
	return nil
}
