package text

import (
	"encoding/base64"
	"encoding/binary"
	"errors"
	"fmt"
)

// The shape of a signature: 128 places estimate a similarity s with a standard
// error of √(s(1-s)/128), at most 0.044, and bands of 4 begin to find texts near
// one of 0.4. Signatures are stored, so neither number may change without
// placing all reports anew.
const (
	signatureLen = 128
	bandRows     = 4
)

// Signature is the MinHash of a set of shingles (Broder, On the Resemblance
// and Containment of Documents, 1997): the share of equal places of two
// signatures estimates how much of their shingles two texts share.
type Signature [signatureLen]uint32

// MinHash makes the signature of sh. The signature of no shingles is empty
// and resembles nothing, not even itself.
func MinHash(sh []uint64) Signature {
	var s Signature
	for i := range s {
		s[i] = ^uint32(0)
	}
	for _, x := range sh {
		hi, lo := mix(x), mix(x^0xD6E8FEB86659FD93)|1
		// Double hashing (Kirsch and Mitzenmacher 2006) in place of 128 hash
		// functions: place i sees the upper half of hi + i*lo.
		for i := range s {
			if v := uint32(hi >> 32); v < s[i] {
				s[i] = v
			}
			hi += lo
		}
	}
	return s
}

// Empty reports whether s was made from no shingles.
func (s Signature) Empty() bool {
	for _, v := range s {
		if v != ^uint32(0) {
			return false
		}
	}
	return true
}

// Similarity estimates the Jaccard index of the two sets, 0 to 1.
func (s Signature) Similarity(t Signature) float64 {
	same := 0
	for i := range s {
		if s[i] == t[i] {
			same++
		}
	}
	if same == signatureLen && s.Empty() {
		return 0
	}
	return float64(same) / signatureLen
}

// Bands gives 32 keys of 4 places each, for locality-sensitive hashing (Indyk
// and Motwani 1998; banded as in Leskovec, Rajaraman and Ullman, Mining of
// Massive Datasets, chapter 3). Texts of similarity s share a key with a chance
// of 1-(1-s⁴)³²: 0.87 at 0.5, 0.05 at 0.2. Look up candidates by key, then
// compare signatures. The number of a band is part of its key.
func (s Signature) Bands() []uint64 {
	if s.Empty() {
		return nil
	}
	out := make([]uint64, 0, signatureLen/bandRows)
	for i := 0; i < signatureLen; i += bandRows {
		h := uint64(i)
		for _, v := range s[i : i+bandRows] {
			h = mix(h ^ uint64(v))
		}
		out = append(out, h)
	}
	return out
}

// String writes the signature in 683 characters of unpadded base64url.
func (s Signature) String() string {
	var b [signatureLen * 4]byte
	for i, v := range s {
		binary.BigEndian.PutUint32(b[i*4:], v)
	}
	return base64.RawURLEncoding.EncodeToString(b[:])
}

// ParseSignature reads what String wrote.
func ParseSignature(v string) (Signature, error) {
	var s Signature
	b, err := base64.RawURLEncoding.DecodeString(v)
	if err != nil {
		return s, fmt.Errorf("parsing signature: %w", err)
	}
	if len(b) != signatureLen*4 {
		return s, errors.New("parsing signature: wrong length")
	}
	for i := range s {
		s[i] = binary.BigEndian.Uint32(b[i*4:])
	}
	return s, nil
}
