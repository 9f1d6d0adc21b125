package story

import (
	"encoding/base64"
	"encoding/binary"
	"errors"
	"fmt"
	"math"

	"vigia/internal/db"
	"vigia/internal/text"
)

// A report is kept as the bytes of what is compared, so that many can be read
// for each that comes: its party, signature, profile and, of a sentence or two,
// what other languages meet it by. Weights have three decimals, fresh ones too,
// so that a pair is judged the same from both sides.

// packedForm is the first byte of what is kept.
const packedForm = 1

var errPacked = errors.New("damaged, or of another version")

// nothing is the signature of a text that is next to none.
var nothing = text.MinHash(nil)

// pack gives the bytes of an entry.
func (e *entry) pack() []byte {
	b := make([]byte, 1, 4<<10)
	b[0] = packedForm
	for _, s := range []string{e.id, e.key, e.outlet, e.language, e.title} {
		b = appendString(b, s)
	}
	b = binary.AppendVarint(b, db.Micros(e.at))
	b = binary.AppendVarint(b, db.Micros(e.day))
	b = binary.AppendUvarint(b, uint64(len(e.credits)))
	for _, c := range e.credits {
		b = appendString(appendString(appendString(b, c.Outlet), c.Name), c.Why)
	}
	b = binary.AppendUvarint(b, uint64(e.size))
	if e.size > 0 {
		for _, v := range e.sig {
			b = binary.LittleEndian.AppendUint32(b, v)
		}
	}
	for _, ts := range e.profile {
		b = binary.AppendUvarint(b, uint64(len(ts)))
		for _, t := range ts {
			b = binary.LittleEndian.AppendUint32(b, t.id)
			b = binary.LittleEndian.AppendUint16(b, uint16(math.Round(float64(t.weight)*weightSteps)))
		}
	}
	return e.tongue.pack(b)
}

// weightSteps is how fine weights of terms are.
const weightSteps = 1000

// stepped brings a weight to what is kept of it.
func stepped(w float64) float32 {
	return float32(math.Round(min(w, math.MaxUint16/weightSteps)*weightSteps)) / weightSteps
}

// What comes after the profile, if the report is a sentence or two.
const (
	withoutFigures = 1 // as older programs wrote it
	withFigures    = 2
)

func (t tongue) pack(b []byte) []byte {
	if !t.brief {
		return append(b, 0)
	}
	b = append(b, withFigures)
	b = binary.AppendUvarint(b, uint64(len(t.figures)))
	for _, f := range t.figures {
		b = binary.LittleEndian.AppendUint32(b, f)
	}
	b = binary.LittleEndian.AppendUint64(b, math.Float64bits(t.runes))
	b = binary.AppendUvarint(b, uint64(len(t.place)))
	for _, x := range t.place {
		b = append(b, byte(int8(max(-127, min(127, math.Round(float64(x)*placeSteps))))))
	}
	b = binary.AppendUvarint(b, uint64(len(t.keys)))
	for _, k := range t.keys {
		b = binary.LittleEndian.AppendUint32(b, k.id)
		b = binary.LittleEndian.AppendUint32(b, math.Float32bits(k.weight))
	}
	return b
}

// unpack reads what pack gave.
func unpack(b []byte) (*entry, error) {
	r := reader{b: b}
	if r.byte() != packedForm {
		return nil, fmt.Errorf("stored sketch: %w", errPacked)
	}
	e := &entry{profile: &profile{}}
	for _, s := range []*string{&e.id, &e.key, &e.outlet, &e.language, &e.title} {
		*s = r.string()
	}
	e.at, e.day = db.Time(r.varint()), db.Time(r.varint())
	for range r.count(3) {
		e.credits = append(e.credits, credit{Outlet: r.string(), Name: r.string(), Why: r.string()})
	}
	e.size = int(r.uvarint())
	if e.size > 0 {
		for i := range e.sig {
			e.sig[i] = r.uint32()
		}
	} else {
		e.sig = nothing
	}
	for v := range e.profile {
		ts := make([]term, r.count(6))
		for i := range ts {
			ts[i] = term{r.uint32(), float32(r.uint16()) / weightSteps}
		}
		e.profile[v] = ts
	}
	switch r.byte() {
	case withFigures:
		figures := make([]uint32, r.count(4))
		for i := range figures {
			figures[i] = r.uint32()
		}
		e.tongue = r.tongue()
		e.tongue.figures = figures
	case withoutFigures:
		e.tongue = r.tongue()
	case 0:
	default:
		r.bad = true
	}
	if r.bad || len(r.b) > 0 {
		return nil, fmt.Errorf("stored sketch: %w", errPacked)
	}
	return e, nil
}

func (r *reader) tongue() tongue {
	t := tongue{brief: true, runes: math.Float64frombits(uint64(r.uint32()) | uint64(r.uint32())<<32)}
	t.place = make([]float32, r.count(1))
	for i := range t.place {
		t.place[i] = float32(int8(r.byte())) / placeSteps
	}
	t.keys = make([]term, r.count(8))
	for i := range t.keys {
		t.keys[i] = term{r.uint32(), math.Float32frombits(r.uint32())}
	}
	return t
}

func appendString(b []byte, s string) []byte {
	return append(binary.AppendUvarint(b, uint64(len(s))), s...)
}

// reader takes packed bytes apart; what is not there is zero, and bad is set.
type reader struct {
	b   []byte
	bad bool
}

func (r *reader) take(n int) []byte {
	if n < 0 || n > len(r.b) {
		r.bad, r.b = true, nil
		return make([]byte, min(max(n, 0), 8))
	}
	out := r.b[:n]
	r.b = r.b[n:]
	return out
}

func (r *reader) byte() byte     { return r.take(1)[0] }
func (r *reader) uint16() uint16 { return binary.LittleEndian.Uint16(r.take(2)) }
func (r *reader) uint32() uint32 { return binary.LittleEndian.Uint32(r.take(4)) }

func (r *reader) uvarint() uint64 {
	x, n := binary.Uvarint(r.b)
	r.take(max(n, 1))
	r.bad = r.bad || n <= 0
	return x
}

func (r *reader) varint() int64 {
	x, n := binary.Varint(r.b)
	r.take(max(n, 1))
	r.bad = r.bad || n <= 0
	return x
}

// count reads how many follow of at least so many bytes each.
func (r *reader) count(size int) int {
	n := r.uvarint()
	if n > uint64(len(r.b)/size) {
		r.bad, r.b = true, nil
		return 0
	}
	return int(n)
}

func (r *reader) string() string {
	n := r.count(1)
	return string(r.take(n))
}

// text64 writes bytes as a text column has them.
func text64(b []byte) string { return base64.RawStdEncoding.EncodeToString(b) }

func bytes64(s string) ([]byte, error) { return base64.RawStdEncoding.DecodeString(s) }
