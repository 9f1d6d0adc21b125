package main

import (
	"strings"
	"testing"
)

// commands runs commands on a data folder as a user types them, and gives what
// each prints; one that ends otherwise than wanted ends the test.
func commands(t *testing.T, data string) func(want int, args ...string) string {
	return func(want int, args ...string) string {
		t.Helper()
		var out, errs strings.Builder
		if code := run(t.Context(), append(args, "--data", data), strings.NewReader(""), &out, &errs); code != want {
			t.Fatalf("%v: exit %d, want %d\n%s%s", args, code, want, &out, &errs)
		}
		return out.String() + errs.String()
	}
}
