package forest_test

import (
	"bytes"
	"encoding/binary"
	"testing"

	"vigia/internal/forest"
	"vigia/internal/seeds"
)

// What is read back can be asked, and is written as it was.
func FuzzUnmarshal(f *testing.F) {
	small, err := forest.Grow(ring(200, 1), forest.Options{Trees: 3, Depth: 2})
	if err != nil {
		f.Fatal(err)
	}
	b, err := small.MarshalBinary()
	if err != nil {
		f.Fatal(err)
	}
	f.Add(b)
	f.Add(b[:len(b)-1])
	f.Add(binary.LittleEndian.AppendUint32(bytes.Clone(b[:8]), 1<<31))
	seeds.Each(f, func(c seeds.Case) { f.Add(append(bytes.Clone(b[:8]), c.Bytes...)) }, "compressed")
	f.Fuzz(func(t *testing.T, b []byte) {
		var g forest.Forest
		if err := g.UnmarshalBinary(b); err != nil {
			return
		}
		g.Score(make([]float32, 1<<16))
		again, err := g.MarshalBinary()
		if err != nil || !bytes.Equal(again, b) {
			t.Errorf("%x, again %x, %v", b, again, err)
		}
	})
}
