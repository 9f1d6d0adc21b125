package rank

import (
	"bytes"
	"cmp"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"io"
	"math"
	"slices"
	"unicode"

	"github.com/klauspost/compress/gzip"

	"vigia/internal/evidence"
)

// Version is of the method: features, learner, bounds.
const Version = "rank/2"

// Model scores texts for one network. It stands for itself: the same model
// gives the same scores to the last bit, whatever was learned since.
type Model struct {
	features []feature // ascending
	idf      []float32
	weight   []float32
}

// mostFeatures bounds a model to half a megabyte; those that weigh least go.
const mostFeatures = 40_000

// model is what was learned, cut loose from the pool.
func (s space) model(w []float32) *Model {
	var used []int
	for i, x := range w {
		if x != 0 {
			used = append(used, i)
		}
	}
	if len(used) > mostFeatures {
		slices.SortFunc(used, func(a, b int) int { return cmp.Or(cmp.Compare(abs(w[b]), abs(w[a])), cmp.Compare(a, b)) })
		used = used[:mostFeatures]
		slices.Sort(used)
	}
	m := &Model{}
	for _, i := range used {
		m.features, m.idf, m.weight = append(m.features, s.names[i]), append(m.idf, s.idf[i]), append(m.weight, w[i])
	}
	return m
}

func abs(x float32) float32 { return max(x, -x) }

// Reason is a word or pair of words of a text and what it adds to the score.
type Reason struct {
	Term   string  `json:"term"`
	Weight float64 `json:"weight"`
}

// Score is how high the text ranks. Scores of one model can be compared, and
// mean nothing else.
func (m *Model) Score(d Doc) float64 {
	s, _ := m.Judge(d, 0)
	return s
}

// Judge scores a text and gives the n words that lift it most.
func (m *Model) Judge(d Doc, n int) (float64, []Reason) {
	ts := terms(d)
	var at []int
	for f := range ts {
		if i, ok := slices.BinarySearch(m.features, f); ok {
			at = append(at, i)
		}
	}
	slices.Sort(at) // one order of adding up, one sum
	length := 0.0
	for _, i := range at {
		x := often(ts[m.features[i]].count) * float64(m.idf[i])
		length += x * x
	}
	if length == 0 {
		return 0, nil
	}
	sum, norm := 0.0, math.Sqrt(length)
	var rs []Reason
	for _, i := range at {
		t := ts[m.features[i]]
		x := often(t.count) * float64(m.idf[i]) / norm * float64(m.weight[i])
		sum += x
		if x > 0 && tells(t.shown) {
			rs = append(rs, Reason{t.shown, math.Round(x*1e4) / 1e4})
		}
	}
	slices.SortFunc(rs, func(a, b Reason) int { return cmp.Or(cmp.Compare(b.Weight, a.Weight), cmp.Compare(a.Term, b.Term)) })
	return sum, rs[:min(n, len(rs))]
}

// tells reports whether a term says something to a reader: two letters of an
// alphabet, and numbers, count but explain nothing. An ideograph does.
func tells(s string) bool {
	letters := 0
	for _, r := range s {
		if unicode.IsLetter(r) {
			letters++
		}
	}
	return letters > 2 || len(s) > 2*letters && letters > 0
}

// magic begins a model's bytes.
const magic = "vigiarank1"

// bytes writes the model: after the magic, of each feature its hash, idf and
// weight, four bytes each.
func (m *Model) bytes() []byte {
	b := []byte(magic)
	for i, f := range m.features {
		b = binary.LittleEndian.AppendUint32(b, uint32(f))
		b = binary.LittleEndian.AppendUint32(b, math.Float32bits(m.idf[i]))
		b = binary.LittleEndian.AppendUint32(b, math.Float32bits(m.weight[i]))
	}
	return b
}

// Pack gives the model as text, and the SHA-256 of its bytes.
func (m *Model) Pack() (body, sum string) {
	b := m.bytes()
	var packed bytes.Buffer
	z := gzip.NewWriter(&packed)
	z.Write(b) // to memory: cannot fail
	z.Close()
	return base64.StdEncoding.EncodeToString(packed.Bytes()), m.sum()
}

func (m *Model) sum() string { return evidence.Sum(m.bytes()) }

var errDamaged = errors.New("the stored model is damaged")

// Unpack reads what Pack gave; sum must be that of the bytes.
func Unpack(body, sum string) (*Model, error) {
	packed, err := base64.StdEncoding.DecodeString(body)
	if err != nil {
		return nil, errDamaged
	}
	z, err := gzip.NewReader(bytes.NewReader(packed))
	if err != nil {
		return nil, errDamaged
	}
	b, err := io.ReadAll(io.LimitReader(z, 12*mostFeatures+int64(len(magic))+1))
	if err != nil {
		return nil, errDamaged
	}
	return parseModel(b, sum)
}

// parseModel reads what bytes wrote; sum must be its SHA-256.
func parseModel(b []byte, sum string) (*Model, error) {
	if evidence.Sum(b) != sum || !bytes.HasPrefix(b, []byte(magic)) || (len(b)-len(magic))%12 != 0 {
		return nil, errDamaged
	}
	m := &Model{}
	for b = b[len(magic):]; len(b) > 0; b = b[12:] {
		m.features = append(m.features, feature(binary.LittleEndian.Uint32(b)))
		m.idf = append(m.idf, math.Float32frombits(binary.LittleEndian.Uint32(b[4:])))
		m.weight = append(m.weight, math.Float32frombits(binary.LittleEndian.Uint32(b[8:])))
	}
	return m, nil
}
