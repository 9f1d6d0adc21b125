package main

import (
	"archive/zip"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"math"
	"unicode/utf8"
)

// readModel reads one of lingua-go's zipped protocol buffers: for each n-gram
// the probability of its last letter after the others.
//
//	message SerializableLanguageModel { …; repeated SerializableNgramSet ngram_sets = 4; }
//	message SerializableNgramSet { double probability = 1; repeated string ngrams = 2; }
func readModel(path string) (map[string]float64, error) {
	z, err := zip.OpenReader(path)
	if err != nil {
		return nil, fmt.Errorf("opening model: %w", err)
	}
	defer z.Close()
	f, err := z.File[0].Open()
	if err != nil {
		return nil, fmt.Errorf("opening model: %w", err)
	}
	defer f.Close()
	b, err := io.ReadAll(f)
	if err != nil {
		return nil, fmt.Errorf("reading model: %w", err)
	}
	out := map[string]float64{}
	err = fields(b, func(num int, v uint64, data []byte) error {
		if num != 4 {
			return nil
		}
		p := 0.0
		return fields(data, func(num int, v uint64, data []byte) error {
			switch num {
			case 1:
				p = math.Float64frombits(v)
			case 2:
				out[string(data)] = p
			}
			return nil
		})
	})
	return out, err
}

// fields walks the fields of a protocol buffer message.
func fields(b []byte, f func(num int, v uint64, data []byte) error) error {
	for len(b) > 0 {
		tag, n := binary.Uvarint(b)
		if n <= 0 {
			return errors.New("bad field")
		}
		b = b[n:]
		var v uint64
		var data []byte
		switch tag & 7 {
		case 0:
			v, n = binary.Uvarint(b)
		case 1:
			v, n = binary.LittleEndian.Uint64(b), 8
		case 2:
			size, k := binary.Uvarint(b)
			n = k + int(size)
			data = b[k:n]
		default:
			return fmt.Errorf("field type %d", tag&7)
		}
		if n <= 0 {
			return errors.New("bad field")
		}
		if err := f(int(tag>>3), v, data); err != nil {
			return err
		}
		b = b[n:]
	}
	return nil
}

// entry is one n-gram that is kept, with the logarithm of its probability.
type entry struct {
	key  uint64
	logp float64
}

// backoff is the price, in nats, of knowing a letter only from a shorter
// context: package language charges the same.
const backoff = 1.2

// prune keeps all letters and pairs, and of the longer n-grams those that
// change the score of running text by more than the given effect: frequency
// times the difference that the shorter context would make.
func prune(order [5]map[string]float64, keep3, keep4 float64) []entry {
	var out []entry
	kept := map[string]float64{}
	joint := map[string]float64{}
	for n := 1; n <= 4; n++ {
		next := map[string]float64{}
		for g, p := range order[n] {
			if utf8.RuneCountInString(g) != n || p <= 0 {
				continue
			}
			before, after := cutLast(g), cutFirst(g)
			freq := p
			if n > 1 {
				freq = joint[before] * p
			}
			next[g] = freq
			logp := math.Log(p)
			if n >= 3 {
				effect := freq * math.Abs(logp-guess(kept, after))
				if n == 3 && effect < keep3 || n == 4 && effect < keep4 {
					continue
				}
			}
			key, ok := pack(g)
			if !ok {
				continue
			}
			kept[g] = logp
			out = append(out, entry{key, logp})
		}
		joint = next
	}
	return out
}

// guess is the score that the scorer would give without the entry.
func guess(kept map[string]float64, g string) float64 {
	cost := backoff
	for g != "" {
		if p, ok := kept[g]; ok {
			return p - cost
		}
		g = cutFirst(g)
		cost += backoff
	}
	return -10
}

func cutFirst(g string) string {
	_, n := utf8.DecodeRuneInString(g)
	return g[n:]
}

func cutLast(g string) string {
	_, n := utf8.DecodeLastRuneInString(g)
	return g[:len(g)-n]
}

// pack puts up to four letters of the basic plane into a number.
func pack(g string) (uint64, bool) {
	var k uint64
	for _, r := range g {
		if r > 0xFFFF {
			return 0, false
		}
		k = k<<16 | uint64(r)
	}
	return k, true
}
