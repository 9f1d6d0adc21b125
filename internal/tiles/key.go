package tiles

import (
	"crypto/rand"
	"encoding/base64"
	"errors"
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/mod/sumdb/note"
)

// Key signs notes in the name of a log: an Ed25519 key.
type Key struct {
	Name   string
	Public PublicKey
	secret string
	signer note.Signer
}

// PublicKey checks what a Key signed.
type PublicKey struct {
	Name     string
	text     string
	verifier note.Verifier
}

// NewKey makes a key. name must hold neither spaces nor a plus sign.
func NewKey(name string) (Key, error) {
	if !GoodName(name) {
		return Key{}, fmt.Errorf("%q cannot be the name of a log", name)
	}
	secret, public, err := note.GenerateKey(rand.Reader, name)
	if err != nil {
		return Key{}, err
	}
	return parseKey(secret, public)
}

// GoodName tells whether a log can have this name.
func GoodName(name string) bool {
	return name != "" && len(name) <= 200 && utf8.ValidString(name) && !strings.ContainsRune(name, '+') &&
		strings.IndexFunc(name, func(r rune) bool { return unicode.IsSpace(r) || unicode.IsControl(r) }) < 0
}

func parseKey(secret, public string) (Key, error) {
	s, err := note.NewSigner(secret)
	if err != nil {
		return Key{}, err
	}
	p, err := ParsePublic(public)
	if err != nil {
		return Key{}, err
	}
	if p.verifier.KeyHash() != s.KeyHash() || p.Name != s.Name() {
		return Key{}, errors.New("its two halves do not belong together")
	}
	return Key{s.Name(), p, secret, s}, nil
}

// ParseKey reads the text of a key's file.
func ParseKey(text []byte) (Key, error) {
	secret, public, ok := strings.Cut(strings.TrimSpace(string(text)), "\n")
	if !ok {
		return Key{}, errors.New("it has not the two lines of a key")
	}
	return parseKey(secret, strings.TrimSpace(public))
}

// Text is what is kept in the key's file: the secret half and the public one.
func (k Key) Text() []byte { return []byte(k.secret + "\n" + k.Public.text + "\n") }

// SignText signs a text, whose lines all end, as a note.
func (k Key) SignText(text string) ([]byte, error) {
	b, err := note.Sign(&note.Note{Text: text}, k.signer)
	if err != nil {
		return nil, fmt.Errorf("sign as %s: %w", k.Name, err)
	}
	return b, nil
}

// ParsePublic reads a public key, name+hash+key, as notes have it.
func ParsePublic(text string) (PublicKey, error) {
	text = strings.TrimSpace(text)
	v, err := note.NewVerifier(text)
	if err != nil {
		return PublicKey{}, fmt.Errorf("%.100q is no public key of a log", text)
	}
	return PublicKey{v.Name(), text, v}, nil
}

// String is the key's text, without a line end.
func (p PublicKey) String() string { return p.text }

// OpenText gives the text of a note that the key has signed.
func (p PublicKey) OpenText(data []byte) (string, error) {
	n, err := note.Open(data, note.VerifierList(p.verifier))
	var unverified *note.UnverifiedNoteError
	var invalid *note.InvalidSignatureError
	switch {
	case errors.As(err, &invalid):
		return "", fmt.Errorf("the signature of %s does not fit: the text or the signature was changed", p.Name)
	case errors.As(err, &unverified):
		return "", fmt.Errorf("it is not signed with the key of %s", p.Name)
	case err != nil:
		return "", fmt.Errorf("it is no signed note: %w", err)
	}
	for _, sig := range n.Sigs {
		if raw, err := base64.StdEncoding.Strict().DecodeString(sig.Base64); err != nil || len(raw) == 0 {
			return "", errors.New("the signature was changed in letters that say nothing")
		}
	}
	return n.Text, nil
}
