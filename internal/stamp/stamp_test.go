package stamp_test

import (
	"bytes"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"os"
	"strings"
	"testing"
	"time"

	"vigia/internal/stamp"
	"vigia/internal/stamp/stamptest"
)

var now = time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)

func fixed() time.Time { return now }

func TestStamp(t *testing.T) {
	a := stamptest.New(t, fixed)
	data := []byte("a checkpoint\n")
	r, err := stamp.NewRequest(data)
	if err != nil {
		t.Fatal(err)
	}
	answer, err := a.Answer(r.DER)
	if err != nil {
		t.Fatal(err)
	}
	tok, err := r.Accept(answer)
	if err != nil {
		t.Fatal(err)
	}
	if !tok.Time.Equal(now) || tok.Authority != "CN=Test time-stamps" || tok.Accuracy != time.Second {
		t.Errorf("%+v", tok)
	}
	roots, n, err := stamp.Roots(a.Roots)
	if err != nil || n != 1 {
		t.Fatal(err)
	}
	if err := tok.Trusted(roots); err != nil {
		t.Error(err)
	}
	other, _, _ := stamp.Roots(stamptest.New(t, fixed).Roots)
	if tok.Trusted(other) == nil {
		t.Error("a stranger's stamp is trusted")
	}
	if _, err := stamp.Read(tok.DER, []byte("another")); err == nil {
		t.Error("it passes for other data")
	}
	if _, err := stamp.Read(append(bytes.Clone(tok.DER), 0), data); err == nil {
		t.Error("something stands behind it, and it passes")
	}
	again, err := stamp.NewRequest(data)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := again.Accept(answer); err == nil || !strings.Contains(err.Error(), "nonce") {
		t.Errorf("an answer to another request: %v", err)
	}
	flips(t, tok.DER, data, roots)
}

// flips turns each bit of a token in turn: what passes must say the same, with
// the same trust. (The certificates of a token beside the signer's own are not
// signed with it; a changed one leads nowhere.)
func flips(t *testing.T, der, data []byte, roots *x509.CertPool) {
	want, err := stamp.Read(der, data)
	if err != nil {
		t.Fatal(err)
	}
	for i := range len(der) * 8 {
		bad := bytes.Clone(der)
		bad[i/8] ^= 1 << (i % 8)
		tok, err := stamp.Read(bad, data)
		if err == nil && tok.Trusted(roots) == nil && (!tok.Time.Equal(want.Time) || tok.Authority != want.Authority || tok.Serial != want.Serial) {
			t.Errorf("bit %d turned: %+v", i, tok)
		}
	}
	for i := range der {
		if tok, err := stamp.Read(der[:i], data); err == nil {
			t.Errorf("cut at %d: %+v", i, tok)
		}
	}
}

func TestRefused(t *testing.T) {
	usage := func(critical bool, oids ...asn1.ObjectIdentifier) func(*x509.Certificate) {
		return func(c *x509.Certificate) {
			b, err := asn1.Marshal(oids)
			if err != nil {
				t.Fatal(err)
			}
			c.ExtraExtensions = []pkix.Extension{{Id: asn1.ObjectIdentifier{2, 5, 29, 37}, Critical: critical, Value: b}}
		}
	}
	stamping, web := asn1.ObjectIdentifier{1, 3, 6, 1, 5, 5, 7, 3, 8}, asn1.ObjectIdentifier{1, 3, 6, 1, 5, 5, 7, 3, 1}
	for name, change := range map[string]func(*x509.Certificate){
		"not for stamps":        usage(true, web),
		"for stamps and others": usage(true, stamping, web),
		"not critical":          usage(false, stamping),
		"out of date":           func(c *x509.Certificate) { c.NotBefore, c.NotAfter = now.AddDate(-3, 0, 0), now.AddDate(-1, 0, 0) },
		"not yet":               func(c *x509.Certificate) { c.NotBefore, c.NotAfter = now.AddDate(0, 0, 1), now.AddDate(1, 0, 0) },
	} {
		t.Run(name, func(t *testing.T) {
			a := stamptest.With(t, fixed, change)
			r, err := stamp.NewRequest([]byte("x"))
			if err != nil {
				t.Fatal(err)
			}
			answer, err := a.Answer(r.DER)
			if err != nil {
				t.Fatal(err)
			}
			tok, err := r.Accept(answer)
			if err == nil {
				roots, _, _ := stamp.Roots(a.Roots)
				err = tok.Trusted(roots)
			}
			if err == nil {
				t.Error("it passes")
			}
		})
	}
	r, _ := stamp.NewRequest([]byte("x"))
	for _, bad := range [][]byte{nil, {0x30}, {0x30, 0x80}, []byte("<html>"), bytes.Repeat([]byte{0x30, 0x80}, 60000)} {
		if _, err := r.Accept(bad); err == nil {
			t.Errorf("%.10x passes", bad)
		}
		if _, err := stamp.Read(bad, nil); err == nil {
			t.Errorf("%.10x passes", bad)
		}
		if _, _, err := stamp.Roots(bad); err == nil {
			t.Errorf("%.10x passes for roots", bad)
		}
	}
}

// TestOddTokens reads tokens that the world has made. They are on data that we
// do not have, so none may pass; none may do harm.
func TestOddTokens(t *testing.T) {
	dir := "../../../shared/data/security/timestamps/files"
	es, err := os.ReadDir(dir)
	if err != nil {
		t.Skip("needs the data sets")
	}
	for _, e := range es {
		b, err := os.ReadFile(dir + "/" + e.Name())
		if err != nil {
			t.Fatal(err)
		}
		r, _ := stamp.NewRequest([]byte("x"))
		_, asAnswer := r.Accept(b)
		_, asToken := stamp.Read(b, []byte("x"))
		t.Logf("%s: as answer: %v; as token: %v", e.Name(), asAnswer, asToken)
		if asAnswer == nil || asToken == nil {
			t.Errorf("%s passes", e.Name())
		}
	}
}
