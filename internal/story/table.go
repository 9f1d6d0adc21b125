package story

import (
	_ "embed"
	"encoding/binary"
	"errors"
	"fmt"
	"math"
	"slices"
	"sync"
)

// bridge knows which words of eight languages go together. A text is placed
// by kernel ridge regression (Saunders, Gammerman and Vovk 1998) onto the
// aligned sentences that it was learned from: translations lie near each other,
// because they resemble the same ones. What it keeps of a sentence is which
// numbers its words and runs of letters have: the words cannot be read there.
type bridge struct {
	sentences int
	sides     map[string]*bridgeSide
}

// bridgeSide is one language.
type bridgeSide struct {
	kinds [bridgeKinds]map[uint32][]uint16 // number -> the sentences that have it
	once  sync.Once
	post  [bridgeKinds]map[uint32][]float32 // weighed by rarity, for sentences of length one
	root  [][]float32                       // Cholesky factor of K+λ
}

const (
	bridgeMagic = "vgbridg2"
	bridgeBits  = 18  // of the numbers that stand for words
	bridgeRidge = 3.0 // λ
)

// LearnBridge packs aligned sentences: by language, the sentences in one order.
func LearnBridge(aligned map[string][]string) ([]byte, error) {
	n := len(aligned["en"])
	b := binary.AppendUvarint([]byte(bridgeMagic), uint64(n))
	for _, lang := range BridgeLanguages {
		if len(aligned[lang]) != n || n > math.MaxUint16 {
			return nil, fmt.Errorf("%d sentences in %s, %d in English", len(aligned[lang]), lang, n)
		}
		var in [bridgeKinds]map[uint32][]int
		for k := range in {
			in[k] = map[uint32][]int{}
		}
		for i, s := range aligned[lang] {
			for k, ids := range bridgeFeatures(s, lang) {
				for _, id := range ids {
					in[k][id] = append(in[k][id], i)
				}
			}
		}
		for _, m := range in {
			b = binary.AppendUvarint(b, uint64(len(m)))
			last := uint32(0)
			for _, id := range sortedKeys(m) {
				b = binary.AppendUvarint(b, uint64(id-last))
				b = binary.AppendUvarint(b, uint64(len(m[id])))
				at := 0
				for _, i := range m[id] {
					b = binary.AppendUvarint(b, uint64(i-at))
					at = i
				}
				last = id
			}
		}
	}
	return b, nil
}

func sortedKeys[V any](m map[uint32]V) []uint32 {
	ks := make([]uint32, 0, len(m))
	for k := range m {
		ks = append(ks, k)
	}
	slices.Sort(ks)
	return ks
}

var errBridge = errors.New("no table of word associations, or a damaged one")

// readBridge reads what LearnBridge packed.
func readBridge(b []byte) (*bridge, error) {
	if len(b) < len(bridgeMagic) || string(b[:len(bridgeMagic)]) != bridgeMagic {
		return nil, errBridge
	}
	b = b[len(bridgeMagic):]
	ok := true
	next := func(limit uint64) uint64 {
		x, n := binary.Uvarint(b)
		if n <= 0 || x > limit {
			ok, b = false, nil
			return 0
		}
		b = b[n:]
		return x
	}
	t := &bridge{sentences: int(next(math.MaxUint16)), sides: map[string]*bridgeSide{}}
	for _, lang := range BridgeLanguages {
		s := &bridgeSide{}
		for k := range s.kinds {
			n := next(1 << bridgeBits)
			s.kinds[k] = make(map[uint32][]uint16, n)
			id := uint64(0)
			for range n {
				id += next(1 << bridgeBits)
				in := make([]uint16, next(uint64(t.sentences)))
				at := uint64(0)
				for i := range in {
					at += next(uint64(t.sentences))
					in[i] = uint16(at)
				}
				if !ok || at >= uint64(max(t.sentences, 1)) {
					return nil, errBridge
				}
				s.kinds[k][uint32(id)] = in
			}
		}
		t.sides[lang] = s
	}
	if !ok || len(b) > 0 {
		return nil, errBridge
	}
	return t, nil
}

// weight is what a number weighs by itself.
func (s *bridgeSide) weight(kind int, lang string, in, of int) float64 {
	w := float64(kindWeight[kind])
	if lang == "zh" && kind == bridgeGram3 {
		w = hanWeight
	}
	return w * math.Log(float64(of+1)/float64(in))
}

// solve makes what placing needs, when a language is first met.
func (s *bridgeSide) solve(n int, lang string) {
	norm := make([]float64, n)
	for k, m := range s.kinds {
		for _, id := range sortedKeys(m) {
			w := s.weight(k, lang, len(m[id]), n)
			for _, i := range m[id] {
				norm[i] += w * w
			}
		}
	}
	K := make([][]float64, n)
	for i := range K {
		norm[i] = math.Sqrt(max(norm[i], 1e-12))
		K[i] = make([]float64, i+1)
		K[i][i] = bridgeRidge
	}
	for k, m := range s.kinds {
		s.post[k] = make(map[uint32][]float32, len(m))
		for _, id := range sortedKeys(m) {
			w, in := s.weight(k, lang, len(m[id]), n), m[id]
			ws := make([]float32, len(in))
			for x, i := range in {
				ws[x] = float32(w * w / norm[i])
				for _, j := range in[:x+1] {
					K[i][j] += w / norm[i] * w / norm[j]
				}
			}
			s.post[k][id] = ws
		}
	}
	s.root = make([][]float32, n)
	for i := range K {
		for j := 0; j <= i; j++ {
			sum := K[i][j]
			for x := range j {
				sum -= K[i][x] * K[j][x]
			}
			if i == j {
				K[i][i] = math.Sqrt(sum)
			} else {
				K[i][j] = sum / K[j][j]
			}
		}
		s.root[i] = make([]float32, i+1)
		for j := range s.root[i] {
			s.root[i][j] = float32(K[i][j])
		}
	}
}

// place puts a text into the space that the languages share: a vector of
// length one, nil if nothing of it is known.
func (t *bridge) place(text, lang string) []float32 {
	s := t.sides[lang]
	if s == nil {
		return nil
	}
	s.once.Do(func() { s.solve(t.sentences, lang) })
	y := make([]float32, t.sentences)
	known := false
	for k, ids := range bridgeFeatures(text, lang) {
		for _, id := range ids {
			for x, i := range s.kinds[k][id] {
				y[i] += s.post[k][id][x]
				known = true
			}
		}
	}
	if !known {
		return nil
	}
	for i, row := range s.root { // L z = y
		sum := y[i]
		for j, l := range row[:i] {
			sum -= l * y[j]
		}
		y[i] = sum / row[i]
	}
	for i := len(y) - 1; i >= 0; i-- { // Lᵀ x = z
		row := s.root[i]
		y[i] /= row[i]
		for j, l := range row[:i] {
			y[j] -= l * y[i]
		}
	}
	return unit(y)
}

// bridgeBytes are the associations learned by `go run ./internal/story/teach`
// from aligned sentences: see NOTICE.txt.
//
//go:embed bridge.table
var bridgeBytes []byte

var theTable = sync.OnceValue(func() *bridge {
	t, err := readBridge(bridgeBytes)
	if err != nil {
		return &bridge{} // unreachable: a test reads the file
	}
	return t
})
