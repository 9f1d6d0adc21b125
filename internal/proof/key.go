package proof

import (
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"strings"
)

// PublicKey is a line of key.pub.
type PublicKey struct {
	ID  string // what people compare
	key ed25519.PublicKey
}

// PublicOf is the public half of a signing key.
func PublicOf(k ed25519.PrivateKey) PublicKey {
	pub := k.Public().(ed25519.PublicKey)
	return PublicKey{keyID(pub), pub}
}

// keyID is the beginning of the key's SHA-256.
func keyID(pub ed25519.PublicKey) string {
	h := sha256.Sum256(pub)
	return hex.EncodeToString(h[:8])
}

const keyHead = "vigia-key ed25519"

// WriteKeys gives key.pub; keys that signed earlier editions stay in it.
func WriteKeys(keys []PublicKey) []byte {
	var b strings.Builder
	for _, k := range keys {
		fmt.Fprintf(&b, "%s %s %s\n", keyHead, k.ID, base64.StdEncoding.EncodeToString(k.key))
	}
	return []byte(b.String())
}

// ReadKeys reads key.pub.
func ReadKeys(data []byte) ([]PublicKey, error) {
	var keys []PublicKey
	for n, line := range strings.Split(strings.TrimSpace(string(data)), "\n") {
		if strings.TrimSpace(line) == "" {
			continue
		}
		rest, ok := strings.CutPrefix(strings.TrimSpace(line), keyHead+" ")
		id, text, found := strings.Cut(rest, " ")
		pub, err := base64.StdEncoding.DecodeString(text)
		if !ok || !found || err != nil || len(pub) != ed25519.PublicKeySize || keyID(pub) != id {
			return keys, fmt.Errorf("line %d is no key", n+1)
		}
		keys = append(keys, PublicKey{id, pub})
	}
	return keys, nil
}

// signatureHead begins what is signed, so that the signature fits nothing but
// a manifest.
const signatureHead = "vigia-signature ed25519"

// Sign gives the text of manifest.json.sig.
func Sign(k ed25519.PrivateKey, manifest []byte) []byte {
	sig := ed25519.Sign(k, append([]byte(signatureHead+"\n"), manifest...))
	return fmt.Appendf(nil, "%s %s\n%s\n", signatureHead, PublicOf(k).ID, base64.StdEncoding.EncodeToString(sig))
}

// CheckSignature finds out whose signature it is; the error says what is wrong
// with it.
func CheckSignature(text, manifest []byte, keys []PublicKey) (id string, err error) {
	head, body, _ := strings.Cut(strings.TrimSpace(string(text)), "\n")
	id, ok := strings.CutPrefix(head, signatureHead+" ")
	sig, derr := base64.StdEncoding.DecodeString(strings.TrimSpace(body))
	if !ok || derr != nil {
		return "", errors.New("the signature cannot be read")
	}
	for _, k := range keys {
		if k.ID != id {
			continue
		}
		if !ed25519.Verify(k.key, append([]byte(signatureHead+"\n"), manifest...), sig) {
			return id, errors.New("the signature does not fit: the manifest or its signature was changed")
		}
		return id, nil
	}
	return id, fmt.Errorf("it is signed with the key %s, which is not in key.pub", id)
}
