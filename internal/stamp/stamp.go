// Package stamp is the codec of time-stamps by an authority (RFC 3161): a
// request goes out, and a token comes back that says what was there when. It
// asks nobody itself.
//
// ASN.1 and signatures are github.com/digitorus/timestamp's and pkcs7's. What
// they leave open is asked here: whose the signing certificate is and that it
// is for time-stamps and nothing else (RFC 3161, 2.3), that the token names
// that certificate (RFC 5816), that it answers this very request, that nothing
// stands behind it, and that its chain ends at a root that the reader trusts,
// at the hour that it says.
package stamp

import (
	"bytes"
	"crypto"
	"crypto/rand"
	"crypto/sha1"
	"crypto/sha256"
	"crypto/x509"
	"encoding/asn1"
	"encoding/pem"
	"errors"
	"fmt"
	"math/big"
	"time"

	"github.com/digitorus/pkcs7"
	"github.com/digitorus/timestamp"
)

// The content types of a request and its answer.
const (
	QueryType = "application/timestamp-query"
	ReplyType = "application/timestamp-reply"
)

// tokenMax is the size of the largest answer that is read, in bytes.
const tokenMax = 256 << 10

// Request is a request for a stamp on data.
type Request struct {
	DER   []byte // to be sent
	nonce *big.Int
	data  []byte
}

// NewRequest makes a request that no other one is like.
func NewRequest(data []byte) (Request, error) {
	nonce, err := rand.Int(rand.Reader, new(big.Int).Lsh(big.NewInt(1), 63))
	if err != nil {
		return Request{}, err // unreachable: crypto/rand ends the program instead
	}
	der, err := timestamp.CreateRequest(bytes.NewReader(data), &timestamp.RequestOptions{Hash: crypto.SHA256, Certificates: true, Nonce: nonce})
	if err != nil {
		return Request{}, fmt.Errorf("time-stamp request: %w", err)
	}
	return Request{der, nonce, data}, nil
}

// Accept takes the token out of an answer, if it answers the request.
func (r Request) Accept(answer []byte) (Token, error) {
	if len(answer) > tokenMax {
		return Token{}, fmt.Errorf("the answer has %d bytes", len(answer))
	}
	ts, err := timestamp.ParseResponse(answer)
	if err != nil {
		return Token{}, fmt.Errorf("the answer of the authority: %w", err)
	}
	if ts.Nonce == nil || ts.Nonce.Cmp(r.nonce) != 0 {
		return Token{}, errors.New("the answer is not to this request: another nonce")
	}
	return Read(ts.RawToken, r.data)
}

// Token is a stamp whose signature fits and that speaks of the data.
type Token struct {
	DER       []byte
	Time      time.Time
	Accuracy  time.Duration // 0 if it does not say
	Authority string        // whom the signing certificate names
	Serial    string
	Policy    string

	signer *x509.Certificate
	others []*x509.Certificate
}

var (
	oidTSTInfo      = asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 9, 16, 1, 4}
	oidContentType  = asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 9, 3}
	oidSigningCert  = asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 9, 16, 2, 12}
	oidSigningCert2 = asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 9, 16, 2, 47}
	oidExtKeyUsage  = asn1.ObjectIdentifier{2, 5, 29, 37}
)

// Read reads a token and checks its signature, and that it is on data. It does
// not ask who the authority is: see Trusted.
func Read(der, data []byte) (t Token, err error) {
	if len(der) > tokenMax {
		return t, fmt.Errorf("the token has %d bytes", len(der))
	}
	if err := alone(der); err != nil {
		return t, fmt.Errorf("the token: %w", err)
	}
	ts, err := timestamp.Parse(der)
	if err != nil {
		return t, fmt.Errorf("the token: %w", err)
	}
	p7, err := pkcs7.Parse(der)
	if err != nil {
		return t, fmt.Errorf("the token: %w", err)
	}
	if err := alone(p7.Content); err != nil {
		return t, fmt.Errorf("what the token says: %w", err)
	}
	h := ts.HashAlgorithm
	if h != crypto.SHA256 && h != crypto.SHA384 && h != crypto.SHA512 {
		return t, fmt.Errorf("it is made with %v, which proves nothing any more", h)
	}
	sum := h.New()
	sum.Write(data)
	if !bytes.Equal(sum.Sum(nil), ts.HashedMessage) {
		return t, errors.New("it is on something else")
	}
	t = Token{DER: der, Time: ts.Time.UTC(), Accuracy: ts.Accuracy, Serial: ts.SerialNumber.String(), Policy: ts.Policy.String(), others: p7.Certificates}
	if t.signer = p7.GetOnlySigner(); t.signer == nil {
		return t, errors.New("the certificate that signed it does not stand in it")
	}
	if err := p7.Verify(); err != nil {
		return t, fmt.Errorf("its signature: %w", err)
	}
	t.Authority = t.signer.Subject.String()
	return t, t.purpose(p7)
}

// purpose checks that the certificate is for time-stamps alone, and the one
// that the token names.
func (t Token) purpose(p7 *pkcs7.PKCS7) error {
	var kind asn1.ObjectIdentifier
	if err := p7.UnmarshalSignedAttribute(oidContentType, &kind); err != nil || !kind.Equal(oidTSTInfo) {
		return errors.New("it is signed as something else than a time-stamp")
	}
	critical := false
	for _, e := range t.signer.Extensions {
		critical = critical || e.Critical && e.Id.Equal(oidExtKeyUsage)
	}
	if len(t.signer.ExtKeyUsage) != 1 || t.signer.ExtKeyUsage[0] != x509.ExtKeyUsageTimeStamping || len(t.signer.UnknownExtKeyUsage) > 0 || !critical {
		return errors.New("its certificate is not one for time-stamps and nothing else")
	}
	if !t.names(p7) {
		return errors.New("it does not name the certificate that signed it")
	}
	return nil
}

// names tells whether the signed attributes hold the digest of the signing
// certificate. The attribute is a sequence of which that is the first thing;
// its other parts say nothing more.
func (t Token) names(p7 *pkcs7.PKCS7) bool {
	var raw asn1.RawValue
	if p7.UnmarshalSignedAttribute(oidSigningCert2, &raw) == nil {
		s := sha256.Sum256(t.signer.Raw)
		long := crypto.SHA512.New()
		long.Write(t.signer.Raw)
		return bytes.Contains(raw.FullBytes, s[:]) || bytes.Contains(raw.FullBytes, long.Sum(nil))
	}
	if p7.UnmarshalSignedAttribute(oidSigningCert, &raw) == nil {
		s := sha1.Sum(t.signer.Raw)
		return bytes.Contains(raw.FullBytes, s[:])
	}
	return false
}

// Trusted proves that the authority's certificate ends at one of the roots, at
// the hour of the stamp.
func (t Token) Trusted(roots *x509.CertPool) error {
	between := x509.NewCertPool()
	for _, c := range t.others {
		between.AddCert(c)
	}
	_, err := t.signer.Verify(x509.VerifyOptions{Roots: roots, Intermediates: between, CurrentTime: t.Time,
		KeyUsages: []x509.ExtKeyUsage{x509.ExtKeyUsageTimeStamping}})
	if err != nil {
		return fmt.Errorf("the authority %s is not one of those that you trust: %w", t.Authority, err)
	}
	return nil
}

// Roots reads certificates in PEM.
func Roots(text []byte) (*x509.CertPool, int, error) {
	pool, n := x509.NewCertPool(), 0
	for {
		var block *pem.Block
		if block, text = pem.Decode(text); block == nil {
			break
		}
		c, err := x509.ParseCertificate(block.Bytes)
		if block.Type != "CERTIFICATE" || err != nil {
			return nil, n, fmt.Errorf("its part %d is no certificate", n+1)
		}
		pool.AddCert(c)
		n++
	}
	if n == 0 {
		return nil, 0, errors.New("there is no certificate in it")
	}
	return pool, n, nil
}

// alone tells that one value of ASN.1 stands in b and nothing behind it.
func alone(b []byte) error {
	var raw asn1.RawValue
	rest, err := asn1.Unmarshal(b, &raw)
	if err == nil && len(rest) > 0 {
		err = fmt.Errorf("%d bytes stand behind it", len(rest))
	}
	return err
}
