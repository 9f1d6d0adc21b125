package warc

import (
	"bytes"
	"crypto/md5"
	"crypto/sha1"
	"crypto/sha256"
	"crypto/sha512"
	"encoding/base32"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"hash"
	"strings"
)

// want is a digest that a header declares, with the hash that checks it.
type want struct {
	field string
	sum   []byte
	h     hash.Hash
}

// parseDigest reads "algorithm:value"; the value may be hexadecimal, base 32
// or base 64. An unknown algorithm gives neither a want nor an error.
func parseDigest(field, value string) (*want, error) {
	if value == "" {
		return nil, nil
	}
	name, text, ok := strings.Cut(value, ":")
	name, text = strings.ToLower(strings.TrimSpace(name)), strings.TrimSpace(text)
	if !ok || name == "" || text == "" {
		return nil, fmt.Errorf("%s %q is not algorithm:value", field, clip(value))
	}
	h := newHash(name)
	if h == nil {
		return nil, nil
	}
	sum := decodeSum(text, h.Size())
	if sum == nil {
		return nil, fmt.Errorf("%s %q is not a %s value", field, clip(value), name)
	}
	return &want{field, sum, h}, nil
}

func newHash(name string) hash.Hash {
	switch strings.ReplaceAll(name, "-", "") {
	case "md5":
		return md5.New()
	case "sha1":
		return sha1.New()
	case "sha256":
		return sha256.New()
	case "sha384":
		return sha512.New384()
	case "sha512":
		return sha512.New()
	}
	return nil
}

// decodeSum tries the three ways to write size bytes; their lengths differ.
func decodeSum(text string, size int) []byte {
	bare := strings.TrimRight(text, "=")
	decoders := []func(string) ([]byte, error){
		hex.DecodeString,
		func(s string) ([]byte, error) {
			return base32.StdEncoding.WithPadding(base32.NoPadding).DecodeString(strings.ToUpper(s))
		},
		base64.RawStdEncoding.DecodeString,
		base64.RawURLEncoding.DecodeString,
	}
	for _, decode := range decoders {
		if b, err := decode(bare); err == nil && len(b) == size {
			return b
		}
	}
	return nil
}

func (w *want) matches() bool { return w == nil || bytes.Equal(w.h.Sum(nil), w.sum) }

// clip cuts what a file says for a message.
func clip(s string) string {
	if len(s) > 80 {
		s = s[:80] + "…"
	}
	return strings.ToValidUTF8(s, "\uFFFD")
}
