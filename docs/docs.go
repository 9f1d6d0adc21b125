// Package docs holds what is given to strangers with an exhibit.
package docs

import _ "embed" // the file below

// Verifier is verify.py: a second verifier, in another language, that needs
// nothing but Python.
//
//go:embed verify.py
var Verifier []byte
