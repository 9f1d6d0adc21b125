package vigia

import (
	"crypto/rand"
	"encoding/base32"
	"encoding/binary"
	"time"
)

var idAlphabet = base32.NewEncoding("0123456789abcdefghjkmnpqrstvwxyz").WithPadding(base32.NoPadding)

// NewID makes a text id that sorts by time: 48 bits of milliseconds and 80
// random bits in Crockford's base 32, lower case, 26 letters, after a short
// prefix that tells a reader what it names ("cap", "rep", "sto").
func NewID(prefix string, at time.Time) string {
	var b [16]byte
	binary.BigEndian.PutUint64(b[:8], uint64(at.UnixMilli())<<16)
	rand.Read(b[6:]) // never fails: crypto/rand ends the program instead
	return prefix + "_" + idAlphabet.EncodeToString(b[:])
}
