package proof

import (
	"fmt"
	"strings"
	"testing"
	"testing/fstest"

	"vigia/internal/seeds"
)

func TestOverlaidPage(t *testing.T) {
	var b strings.Builder
	for i := range 400 {
		fmt.Fprintf(&b, "<font x=%d>", i)
	}
	b.WriteString(strings.Repeat("<p>x", 100000))
	if _, err := scanPage([]byte(b.String())); err == nil {
		t.Error("accepted")
	}
	if _, err := scanPage([]byte(strings.Repeat("<p><b>x</b> <a href=y>z</a>", 1000))); err != nil {
		t.Error(err)
	}
}

// A verifier reads what strangers give it: whatever stands there, it ends with
// findings.
func FuzzVerify(f *testing.F) {
	keys := WriteKeys([]PublicKey{PublicOf(key(1))})
	small, err := Manifest{Format: Format}.Encode()
	if err != nil {
		f.Fatal(err)
	}
	f.Add(small, Sign(key(1), small), keys, []byte("<a href=x>"))
	f.Add([]byte(`{"format":"`+Format+`","edition":{"number":1,"zone":"America/Caracas"},"files":[{"path":"../x"}]}`), []byte(""), []byte("vigia-key ed25519 x"), []byte("\x1f\x8b"))
	seeds.Each(f, func(c seeds.Case) { f.Add(append([]byte(nil), c.Bytes...), c.Bytes, c.Bytes, c.Bytes) }, "json")
	f.Fuzz(func(t *testing.T, manifest, signature, keys, page []byte) {
		if m, err := Decode(manifest); err == nil {
			b, err := m.Encode()
			if err != nil {
				t.Fatalf("Encode: %v", err)
			}
			if _, err := Decode(b); err != nil {
				t.Errorf("our own manifest: %v\n%s", err, b)
			}
		}
		ks, _ := ReadKeys(keys)
		if _, err := ReadKeys(WriteKeys(ks)); len(ks) > 0 && err != nil {
			t.Errorf("our own keys: %v", err)
		}
		site := fstest.MapFS{
			"editions/1/manifest.json":     {Data: manifest},
			"editions/1/manifest.json.sig": {Data: signature},
			"editions/1/index.html":        {Data: page},
			"captures/x.warc.gz":           {Data: page},
			"key.pub":                      {Data: keys},
		}
		r, err := VerifyFS(site)
		if err == nil && len(r.Findings) == 0 {
			t.Error("nothing was found wrong")
		}
	})
}
