package proof

import (
	"errors"
	"fmt"
)

func (v *verifier) readKeys() {
	if _, ok := v.files["key.pub"]; !ok {
		return
	}
	data, err := v.read("key.pub")
	if err == nil {
		v.keys, err = ReadKeys(data)
	}
	if err != nil {
		v.block("key.pub", "key", "it cannot be read: %v", err)
	}
}

// manifest reads and checks the manifest of an edition and its signature.
func (v *verifier) manifest(n int) {
	path := EditionPath(n, "manifest.json")
	if _, ok := v.files[path]; !ok {
		v.block(path, "missing", "edition %d has lost its manifest", n)
		return
	}
	data, err := v.read(path)
	var m Manifest
	if err == nil {
		m, err = Decode(data)
	}
	if err == nil && m.Edition.Number != n {
		err = fmt.Errorf("it is that of edition %d", m.Edition.Number)
	}
	if err == nil && len(m.Edition.Languages) == 0 {
		err = errors.New("it names no language")
	}
	if err != nil {
		v.block(path, "manifest", "the manifest of edition %d is not usable: %v", n, err)
		return
	}
	v.manifests[n], v.raw[n] = m, data
}

// mayBeUnsigned reports whether an edition can have gone out unsigned: a house
// may begin to sign, and then does not stop.
func (v *verifier) mayBeUnsigned(n int) bool {
	later := false
	for k, m := range v.manifests {
		if m.Key != "" && k < n {
			return false
		}
		later = later || m.Key != "" && k > n
	}
	return later || len(v.keys) == 0
}

func (v *verifier) signature(n int, m Manifest) {
	path := EditionPath(n, "manifest.json.sig")
	_, there := v.files[path]
	switch {
	case !there && m.Key == "" && v.mayBeUnsigned(n):
		v.warn(path, "unsigned", "edition %d is not signed: whoever holds the folder could have made it anew", n)
		return
	case !there:
		v.block(path, "signature", "the signature of edition %d is missing", n)
		return
	}
	text, err := v.read(path)
	if err == nil {
		v.signed[n], err = CheckSignature(text, v.raw[n], v.keys)
	}
	if err == nil && m.Key != v.signed[n] {
		err = fmt.Errorf("it is signed with the key %s, but its manifest names the key %q", v.signed[n], m.Key)
	}
	if err != nil {
		v.signed[n] = ""
		v.block(path, "signature", "edition %d: %v", n, err)
	}
}

// chain holds the manifests to one another: each names the one before, and no
// number is left out.
func (v *verifier) chain(numbers []int) {
	for i, n := range numbers {
		m, ok := v.manifests[n]
		path := EditionPath(n, "manifest.json")
		if i > 0 && n != numbers[i-1]+1 {
			v.block(path, "gap", "the editions go from %d to %d: what lies between was taken away", numbers[i-1], n)
		}
		switch {
		case !ok:
		case i == 0 && m.Previous != nil:
			v.block(path, "chain", "edition %d names edition %d as the one before, which is not here", n, m.Previous.Number)
		case i > 0 && m.Previous == nil:
			v.block(path, "chain", "edition %d names none before it, but edition %d is here", n, numbers[i-1])
		case i > 0 && m.Previous.Number != numbers[i-1]:
			v.block(path, "chain", "edition %d names edition %d as the one before, but that is edition %d", n, m.Previous.Number, numbers[i-1])
		case i > 0 && v.raw[numbers[i-1]] != nil && m.Previous.SHA256 != Sum(v.raw[numbers[i-1]]):
			v.block(EditionPath(numbers[i-1], "manifest.json"), "chain", "the manifest of edition %d is not the one that edition %d was published after", numbers[i-1], n)
		}
	}
}
