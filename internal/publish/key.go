package publish

import (
	"crypto/ed25519"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/pem"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"vigia"
)

// LoadKey reads the key that signs manifests, and makes one if there is none.
// Who holds the file can sign in the house's name: it is for its owner alone.
func LoadKey(path string) (ed25519.PrivateKey, error) {
	data, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return makeKey(path)
	}
	if err != nil {
		return nil, fmt.Errorf("signing key: %w", err)
	}
	block, _ := pem.Decode(data)
	if block == nil || block.Type != keyType || len(block.Bytes) != ed25519.SeedSize {
		return nil, &vigia.Problem{Kind: vigia.ErrInvalid, What: "the signing key " + path + " is damaged",
			Remedy: "put it back from a backup; with a new key, readers see that the key has changed"}
	}
	return ed25519.NewKeyFromSeed(block.Bytes), nil
}

const keyType = "VIGIA ED25519 SEED"

func makeKey(path string) (ed25519.PrivateKey, error) {
	seed := make([]byte, ed25519.SeedSize)
	rand.Read(seed) // never fails: crypto/rand ends the program instead
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return nil, fmt.Errorf("signing key: %w", err)
	}
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return nil, fmt.Errorf("signing key: %w", err)
	}
	err = pem.Encode(f, &pem.Block{Type: keyType, Bytes: seed})
	if err := errors.Join(err, f.Sync(), f.Close()); err != nil {
		return nil, fmt.Errorf("signing key: %w", err)
	}
	return ed25519.NewKeyFromSeed(seed), nil
}

// publicKey is a line of key.pub.
type publicKey struct {
	id  string
	key ed25519.PublicKey
}

func publicOf(k ed25519.PrivateKey) publicKey {
	pub := k.Public().(ed25519.PublicKey)
	return publicKey{keyID(pub), pub}
}

// keyID is what people compare: the beginning of the key's SHA-256.
func keyID(pub ed25519.PublicKey) string {
	h := sha256.Sum256(pub)
	return hex.EncodeToString(h[:8])
}

const keyHead = "vigia-key ed25519"

// writeKeys gives key.pub; keys that signed earlier editions stay in it.
func writeKeys(keys []publicKey) []byte {
	var b strings.Builder
	for _, k := range keys {
		fmt.Fprintf(&b, "%s %s %s\n", keyHead, k.id, base64.StdEncoding.EncodeToString(k.key))
	}
	return []byte(b.String())
}

func readKeys(data []byte) ([]publicKey, error) {
	var keys []publicKey
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
		keys = append(keys, publicKey{id, pub})
	}
	return keys, nil
}

// signatureHead begins what is signed, so that the signature fits nothing but
// a manifest.
const signatureHead = "vigia-signature ed25519"

// sign gives the text of manifest.json.sig.
func sign(k ed25519.PrivateKey, manifest []byte) []byte {
	sig := ed25519.Sign(k, append([]byte(signatureHead+"\n"), manifest...))
	return fmt.Appendf(nil, "%s %s\n%s\n", signatureHead, publicOf(k).id, base64.StdEncoding.EncodeToString(sig))
}

// checkSignature finds out whose signature it is; the error says what is wrong
// with it.
func checkSignature(text, manifest []byte, keys []publicKey) (id string, err error) {
	head, body, _ := strings.Cut(strings.TrimSpace(string(text)), "\n")
	id, ok := strings.CutPrefix(head, signatureHead+" ")
	sig, derr := base64.StdEncoding.DecodeString(strings.TrimSpace(body))
	if !ok || derr != nil {
		return "", errors.New("the signature cannot be read")
	}
	for _, k := range keys {
		if k.id != id {
			continue
		}
		if !ed25519.Verify(k.key, append([]byte(signatureHead+"\n"), manifest...), sig) {
			return id, errors.New("the signature does not fit: the manifest or its signature was changed")
		}
		return id, nil
	}
	return id, fmt.Errorf("it is signed with the key %s, which is not in key.pub", id)
}
