package fetch

import (
	"bufio"
	"context"
	"encoding/json"
	"net/netip"
	"os"
	"path/filepath"
	"testing"
)

// hostileAddress is a line of the sets of addresses that a server may try us with.
type hostileAddress struct{ ID, Payload, Expect, Why string }

// hostileSet reads a set of ../shared/data/security (or VIGIA_BENCH_DATA);
// without it the test is skipped.
func hostileSet(t *testing.T, name string) (all []hostileAddress) {
	t.Helper()
	root := os.Getenv("VIGIA_BENCH_DATA")
	or(&root, "../../../shared/data")
	f, err := os.Open(filepath.Join(root, "security", name, "cases.jsonl"))
	if err != nil {
		t.Skip("the data sets are not here: ", err)
	}
	defer f.Close()
	for s := bufio.NewScanner(f); s.Scan(); {
		var a hostileAddress
		if err := json.Unmarshal(s.Bytes(), &a); err != nil {
			t.Fatal(err)
		}
		all = append(all, a)
	}
	return all
}

// TestConformanceAddresses: which addresses may be dialled, 0 wrong.
func TestConformanceAddresses(t *testing.T) {
	n := map[string]int{}
	for _, a := range hostileSet(t, "ssrf_addr") {
		at, err := netip.ParseAddrPort(a.Payload)
		allowed := err == nil && publicPort(at) == nil
		n[a.Expect]++
		if a.Expect == "allow" && !allowed || a.Expect == "deny" && allowed {
			t.Errorf("%s %s (%s): allowed %v", a.ID, a.Payload, a.Why, allowed)
		}
	}
	t.Logf("%v, 0 wrong", n)
}

// TestConformanceURLs: however an address of inside is written, and wherever
// its name leads (every name leads to this machine here), nothing connects.
func TestConformanceURLs(t *testing.T) {
	w := newWeb(t)
	reasons := map[Reason]int{}
	for _, a := range hostileSet(t, "ssrf_url") {
		c := w.client(newClock())
		c.dialer.hosts = nil
		c.dialer.resolver = (&names{answers: [][]string{{"127.0.0.1", "::1"}}}).resolver()
		x, err := c.Get(context.Background(), Request{URL: a.Payload})
		f, ok := err.(*Failure)
		if !ok || x != nil || f.Exchange != nil {
			t.Errorf("%s %q: %+v, %v", a.ID, a.Payload, x, err)
			continue
		}
		reasons[f.Reason]++
	}
	if n := len(w.asked()); n > 0 {
		t.Errorf("%d requests came inside", n)
	}
	t.Logf("refused: %v", reasons)
}
