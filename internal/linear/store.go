package linear

import (
	"encoding/binary"
	"errors"
	"math"
)

// magic begins every stored model.
const magic = "vglinear1"

// MarshalBinary writes the model: the bias, the largest weight, and for each
// key in order the distance to the one before and the weight in 127 steps of
// the largest, both ways. Weights of less than half a step are left out.
func (m *Model) MarshalBinary() ([]byte, error) {
	top := 0.0
	for _, w := range m.Weights {
		top = max(top, math.Abs(float64(w)))
	}
	out := append([]byte(magic), make([]byte, 16)...)
	binary.LittleEndian.PutUint64(out[len(magic):], math.Float64bits(m.Bias))
	binary.LittleEndian.PutUint64(out[len(magic)+8:], math.Float64bits(top))
	last := uint32(0)
	for _, k := range m.keys() {
		q := int8(math.Round(float64(m.Weights[k]) / max(top, 1e-30) * 127))
		if q == 0 {
			continue
		}
		out = binary.AppendUvarint(out, uint64(k-last))
		out = append(out, byte(q))
		last = k
	}
	return out, nil
}

// UnmarshalBinary reads what MarshalBinary wrote.
func (m *Model) UnmarshalBinary(b []byte) error {
	if len(b) < len(magic)+16 || string(b[:len(magic)]) != magic {
		return errors.New("no linear model: it does not begin as one")
	}
	b = b[len(magic):]
	bias := math.Float64frombits(binary.LittleEndian.Uint64(b))
	top := math.Float64frombits(binary.LittleEndian.Uint64(b[8:]))
	if bad(bias) || bad(top) {
		return errors.New("no linear model: its weights are no numbers")
	}
	b = b[16:]
	w := map[uint32]float32{}
	key := uint64(0)
	for len(b) > 0 {
		d, n := binary.Uvarint(b)
		if n <= 0 || len(b) <= n || d > math.MaxUint32 || key+d > math.MaxUint32 {
			return errors.New("no linear model: it ends in the middle of a weight")
		}
		key += d
		w[uint32(key)] = float32(float64(int8(b[n])) / 127 * top)
		b = b[n+1:]
	}
	*m = Model{Bias: bias, Weights: w}
	return nil
}

func bad(x float64) bool { return math.IsNaN(x) || math.IsInf(x, 0) }
