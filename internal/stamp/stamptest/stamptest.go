// Package stamptest is a time-stamp authority for tests.
package stamptest

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"encoding/pem"
	"io"
	"math/big"
	"net/http"
	"sync"
	"testing"
	"time"

	"github.com/digitorus/timestamp"
)

// Authority answers requests for stamps, as an http.Handler.
type Authority struct {
	Roots []byte           // its root, in PEM
	Now   func() time.Time // the time of its stamps

	mu     sync.Mutex
	down   bool
	asked  int
	cert   *x509.Certificate
	root   *x509.Certificate
	signer crypto.Signer
}

// New makes an authority with a root of its own, valid for twenty years around
// now.
func New(t testing.TB, now func() time.Time) *Authority { return With(t, now, nil) }

// With is New with a certificate that change makes another one.
func With(t testing.TB, now func() time.Time, change func(*x509.Certificate)) *Authority {
	t.Helper()
	a := &Authority{Now: now}
	rootKey := key(t)
	a.root = certificate(t, &x509.Certificate{Subject: pkix.Name{CommonName: "Test root"}, IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageCertSign}, nil, rootKey, rootKey, now())
	k := key(t)
	usage, err := asn1.Marshal([]asn1.ObjectIdentifier{{1, 3, 6, 1, 5, 5, 7, 3, 8}})
	if err != nil {
		t.Fatal(err)
	}
	own := &x509.Certificate{Subject: pkix.Name{CommonName: "Test time-stamps"}, KeyUsage: x509.KeyUsageDigitalSignature,
		ExtraExtensions: []pkix.Extension{{Id: asn1.ObjectIdentifier{2, 5, 29, 37}, Critical: true, Value: usage}}}
	if change != nil {
		change(own)
	}
	a.cert, a.signer = certificate(t, own, a.root, k, rootKey, now()), k
	a.Roots = pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: a.root.Raw})
	return a
}

func key(t testing.TB) *ecdsa.PrivateKey {
	k, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	return k
}

func certificate(t testing.TB, c, parent *x509.Certificate, own, by *ecdsa.PrivateKey, now time.Time) *x509.Certificate {
	c.SerialNumber = big.NewInt(now.UnixNano())
	if c.NotBefore.IsZero() {
		c.NotBefore, c.NotAfter = now.AddDate(-10, 0, 0), now.AddDate(10, 0, 0)
	}
	if parent == nil {
		parent = c
	}
	der, err := x509.CreateCertificate(rand.Reader, c, parent, own.Public(), by)
	if err != nil {
		t.Fatal(err)
	}
	out, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// Down lets it fail, or work again.
func (a *Authority) Down(down bool) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.down = down
}

// Asked is how often it was asked.
func (a *Authority) Asked() int {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.asked
}

// Answer answers a request.
func (a *Authority) Answer(query []byte) ([]byte, error) {
	q, err := timestamp.ParseRequest(query)
	if err != nil {
		return nil, err
	}
	ts := timestamp.Timestamp{HashAlgorithm: q.HashAlgorithm, HashedMessage: q.HashedMessage, Time: a.Now(), Accuracy: time.Second,
		Nonce: q.Nonce, Policy: asn1.ObjectIdentifier{1, 3, 6, 1, 4, 1, 32473, 1}, AddTSACertificate: q.Certificates, Certificates: []*x509.Certificate{a.root}}
	return ts.CreateResponseWithOpts(a.cert, a.signer, crypto.SHA256)
}

func (a *Authority) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	a.mu.Lock()
	a.asked++
	down := a.down
	a.mu.Unlock()
	query, err := io.ReadAll(r.Body)
	switch {
	case down:
		http.Error(w, "down", http.StatusServiceUnavailable)
		return
	case r.Method != http.MethodPost || r.Header.Get("Content-Type") != "application/timestamp-query" || err != nil:
		http.Error(w, "no query", http.StatusBadRequest)
		return
	}
	answer, err := a.Answer(query)
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	w.Header().Set("Content-Type", "application/timestamp-reply")
	w.Write(answer)
}
