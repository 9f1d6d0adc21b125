package evidence

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"vigia"
	"vigia/internal/db"
	"vigia/internal/db/dbtest"
	"vigia/internal/fetch"
)

// sealedWith keeps n exchanges in a file that is sealed and entered.
func sealedWith(t testing.TB, d *db.DB, dir string, n int) (*Store, []Capture) {
	t.Helper()
	d.SetNow(newClock().Now)
	s := open(t, d, dir)
	signed(t, d, s)
	var cs []Capture
	for i := range n {
		cs = append(cs, keep(t, s, d, i))
	}
	checkpoint(t, d, s)
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	return reopen(t, d, dir, s), cs
}

func reopen(t testing.TB, d *db.DB, dir string, before *Store) *Store {
	t.Helper()
	s := open(t, d, dir)
	s.key = before.key
	if err := s.Tend(ctx, d); err != nil {
		t.Fatal(err)
	}
	return s
}

func remove(t testing.TB, s *Store, d *db.DB, ids ...string) (removed []string, stays map[string]string) {
	t.Helper()
	removed, stays, err := s.Remove(ctx, d, Removal{Captures: ids, Rule: "unused 400 days", By: "ana"})
	if err != nil {
		t.Fatal(err)
	}
	return removed, stays
}

// standing proves that all captures but those that went are as they were kept.
func standing(t testing.TB, s *Store, d *db.DB, cs []Capture, gone ...int) {
	t.Helper()
	for i, c := range cs {
		if slices.Contains(gone, i) {
			if _, err := s.Open(ctx, c); !errors.Is(err, vigia.ErrNotFound) {
				t.Errorf("capture %d is removed, and opens: %v", i, err)
			}
			continue
		}
		p, err := s.Open(ctx, c)
		if want := exchange(i); err != nil || string(p.Body) != string(want.Decoded) {
			t.Fatalf("capture %d: %v", i, err)
		}
		_, entry, err := LeafOf(ctx, d, c.ID)
		if err != nil {
			t.Fatal(err)
		}
		l, err := ParseLeaf(entry)
		if err != nil {
			t.Fatal(err)
		}
		if raw, err := s.Raw(l); err != nil || l.CheckRaw(raw) != nil {
			t.Errorf("capture %d: its records are not those of the log: %v", i, err)
		}
		if _, err := s.Record(c); err != nil {
			t.Errorf("capture %d: %v", i, err)
		}
	}
}

// python runs the verifier of strangers over a folder, and says what it found.
func python(t testing.TB, dir string) string {
	t.Helper()
	exe, err := exec.LookPath("python3")
	if err != nil {
		t.Skip("there is no Python")
	}
	out, err := exec.Command(exe, "../../docs/verify.py", dir).CombinedOutput()
	if err != nil && !strings.Contains(string(out), "FAIL") {
		t.Fatalf("verify.py: %v\n%s", err, out)
	}
	var faults []string
	for line := range strings.Lines(string(out)) {
		if strings.HasPrefix(line, "FAIL") {
			faults = append(faults, line)
		}
	}
	return strings.Join(faults, "")
}

func TestRemoval(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		dir := t.TempDir()
		s, cs := sealedWith(t, d, dir, 8)
		old := checkpoint(t, d, s).Note
		before := size(t, dir)
		if removed, stays := remove(t, s, d, cs[2].ID, cs[3].ID, cs[7].ID); len(removed) != 3 || len(stays) != 0 {
			t.Fatal(removed, stays)
		}
		standing(t, s, d, cs) // nothing is taken out yet
		for _, more := range [][]int{{2, 3, 7}, {2, 3, 7, 0}} {
			if more[len(more)-1] == 0 { // once more, from a file with gaps
				remove(t, s, d, cs[0].ID)
			}
			if err := s.Tend(ctx, d); err != nil {
				t.Fatal(err)
			}
			checkpoint(t, d, s)
			standing(t, s, d, cs, more...)
			if found := verify(t, s, d, old); len(found) > 0 {
				t.Errorf("without %v: %q", more, found)
			}
			if faults := python(t, dir); faults != "" {
				t.Errorf("verify.py without %v:\n%s", more, faults)
			}
		}
		if after := size(t, dir); after >= before*6/10 {
			t.Errorf("%d bytes before, %d after half was removed", before, after)
		}
		if removed, stays := remove(t, s, d, cs[2].ID, "cap_nobody"); len(removed) != 0 || len(stays) != 2 {
			t.Errorf("removed again: %v, %v", removed, stays)
		}
		if x, ok, err := RemovedOf(ctx, d, cs[3].ID); !ok || err != nil || !x.Done || x.Bytes == 0 || !strings.Contains(x.Detail, "unused 400 days") {
			t.Errorf("%+v, %v, %v", x, ok, err)
		}
	})
}

// size is how many bytes the WARC files of a folder have.
func size(t testing.TB, dir string) (n int64) {
	t.Helper()
	for _, name := range warcs(t, dir) {
		info, err := os.Stat(name)
		if err != nil {
			t.Fatal(err)
		}
		n += info.Size()
	}
	return n
}

func warcs(t testing.TB, dir string) []string {
	t.Helper()
	names, err := filepath.Glob(filepath.Join(dir, "*/*/*.warc.gz"))
	if err != nil {
		t.Fatal(err)
	}
	return names
}

// TestTakenOutPastTheLog takes bytes out as a rule does, without its tombstone.
func TestTakenOutPastTheLog(t *testing.T) {
	d := dbtest.Lite(t)
	dir := t.TempDir()
	s, cs := sealedWith(t, d, dir, 4)
	remove(t, s, d, cs[1].ID)
	if err := s.Tend(ctx, d); err != nil {
		t.Fatal(err)
	}
	update(t, d, `DELETE FROM removals`)
	update(t, d, `DELETE FROM log WHERE capture IN (SELECT id FROM captures WHERE via = 'retention')`)
	update(t, d, `DELETE FROM captures WHERE via = 'retention'`)
	checkpoint(t, d, s)
	if found := verify(t, s, d); !slices.Contains(found, "block missing captures/"+cs[1].ID) {
		t.Errorf("found %q", found)
	}
	if faults := python(t, dir); !strings.Contains(faults, cs[1].ID) {
		t.Errorf("verify.py found:\n%s", faults)
	}
}

// TestRemovalCutShort lets each write and sync of a removal fail in turn: what
// stays can be read at every moment, and a later run ends it.
func TestRemovalCutShort(t *testing.T) {
	full := errors.New("no space left on device")
	for n := 1; ; n++ {
		d := dbtest.Lite(t)
		dir := t.TempDir()
		s, cs := sealedWith(t, d, dir, 5)
		remove(t, s, d, cs[1].ID, cs[4].ID)
		at := 0
		fails := func() bool { at++; return at == n }
		s.write = func(f *os.File, b []byte) (int, error) {
			if fails() {
				half, _ := f.Write(b[:len(b)/2])
				return half, full
			}
			return f.Write(b)
		}
		s.sync = func(f *os.File) error {
			if fails() {
				return full
			}
			return f.Sync()
		}
		err := s.Tend(ctx, d)
		done := at < n
		if done != (err == nil) {
			t.Fatalf("step %d: %v", n, err)
		}
		for _, i := range []int{0, 2, 3} {
			mustOpen(t, s, cs[i], i)
		}
		again := reopen(t, d, dir, s)
		standing(t, again, d, cs, 1, 4)
		checkpoint(t, d, again)
		if found := verify(t, again, d); len(found) > 0 {
			t.Fatalf("after step %d: %q", n, found)
		}
		if names := warcs(t, dir); len(names) != 1 {
			t.Errorf("after step %d there are %v", n, names)
		}
		if done {
			if n < 6 {
				t.Errorf("a removal has only %d steps", n-1)
			}
			return
		}
	}
}

// TestHoldsOutrankRules tries 500 times to remove captures with holds of all
// kinds among them.
func TestHoldsOutrankRules(t *testing.T) {
	d := dbtest.Lite(t)
	d.SetNow(newClock().Now)
	s := open(t, d, t.TempDir())
	s.sync = func(*os.File) error { return nil }
	r := rand.New(rand.NewPCG(4, 7))
	held, tried := 0, 0
	for round := range 500 {
		var cs []Capture
		for i := range 3 {
			c, err := s.Keep(ctx, exchange(3*round+i), fmt.Sprintf("src_%d_%d", round, i))
			if err != nil {
				t.Fatal(err)
			}
			cs = append(cs, c)
		}
		insert(t, d, cs...)
		on := r.IntN(3)
		h := Hold{Reason: "a court asked", By: "ana"}
		switch r.IntN(3) {
		case 0:
			h.Capture = cs[on].ID
		case 1:
			h.Source = cs[on].Source
		default:
			h.From, h.To = cs[on].At, cs[on].At.Add(time.Second/2)
		}
		if err := d.InTx(ctx, func(tx *db.Tx) (err error) { h, err = PutHold(tx, h); return err }); err != nil {
			t.Fatal(err)
		}
		removed, stays := remove(t, s, d, cs[0].ID, cs[1].ID, cs[2].ID)
		if tried++; stays[cs[on].ID] == "held by "+h.ID && !slices.Contains(removed, cs[on].ID) {
			held++
		}
		if r.IntN(4) == 0 { // a release lets it go
			if err := d.InTx(ctx, func(tx *db.Tx) error { return Release(tx, h.ID, "ana", "the case is closed") }); err != nil {
				t.Fatal(err)
			}
			if removed, _ := remove(t, s, d, cs[on].ID); len(removed) != 1 {
				t.Fatalf("round %d: released, and not removed", round)
			}
		}
	}
	if held != tried {
		t.Errorf("%d of %d attempts were blocked", held, tried)
	}
}

func TestHoldsThatCannotBe(t *testing.T) {
	d := dbtest.Lite(t)
	s := open(t, d, t.TempDir())
	c := keep(t, s, d, 1)
	for name, h := range map[string]Hold{
		"nothing":            {Reason: "x"},
		"no reason":          {Capture: c.ID},
		"two things":         {Capture: c.ID, Source: "src_1", Reason: "x"},
		"an unknown capture": {Capture: "cap_x", Reason: "x"},
		"an unknown source":  {Source: "src_x", Reason: "x"},
		"a turned period":    {From: c.At, To: c.At.Add(-time.Hour), Reason: "x"},
	} {
		var p *vigia.Problem
		err := d.InTx(ctx, func(tx *db.Tx) error { _, err := PutHold(tx, h); return err })
		if !errors.As(err, &p) || p.Remedy == "" {
			t.Errorf("%s: %v", name, err)
		}
	}
	var p *vigia.Problem
	if err := d.InTx(ctx, func(tx *db.Tx) error { return Release(tx, "hold_x", "ana", "why") }); !errors.As(err, &p) {
		t.Errorf("released what is not held: %v", err)
	}
}

// TestScrub walks an archive in small steps, goes on where it was, and names
// what turned.
func TestScrub(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		dir := t.TempDir()
		s := open(t, d, dir)
		s.max = 1 // a file for each
		var cs []Capture
		for i := range 6 {
			cs = append(cs, keep(t, s, d, i))
		}
		if err := s.register(ctx, d); err != nil {
			t.Fatal(err)
		}
		p := Pace{Every: 24 * time.Hour, Bytes: 1}
		for want := 5; want >= 0; want-- {
			if err := s.Scrub(ctx, d, p); err != nil {
				t.Fatal(err)
			}
			if st, err := s.State(ctx, d); err != nil || st.Unwalked != want || len(st.Faults) != 0 || st.Walked.IsZero() != (want > 0) {
				t.Fatalf("%d are left, want %d: %+v, %v", st.Unwalked, want, st.Faults, err)
			}
		}
		edit(t, dir, cs[3].File, func(b []byte) []byte { b[cs[3].Start+40] ^= 4; return b })
		s.clock.Sleep(ctx, 25*time.Hour)
		if err := s.Scrub(ctx, d, Pace{Every: 24 * time.Hour, Bytes: 1 << 20}); err != nil {
			t.Fatal(err)
		}
		st, err := s.State(ctx, d)
		if err != nil || len(st.Faults) != 1 || st.Faults[0].Name != cs[3].File || !strings.Contains(st.Faults[0].Fault, cs[3].ID) {
			t.Errorf("%+v, %v", st.Faults, err)
		}
		if now := s.clock.Now(); st.Late(now) || !st.Late(now.Add(31*24*time.Hour)) {
			t.Error("when a walk is late is wrong")
		}
	})
}

func TestLayout(t *testing.T) {
	l := layout{"2026/11/vigia-a.g2.warc.gz", join([]gap{{10, 5}, {40, 10}, {15, 5}, {45, 20}})}
	back, err := parseLayout(l.text())
	if err != nil || back.object != l.object || !slices.Equal(back.gaps, []gap{{10, 10}, {40, 25}}) {
		t.Fatalf("%+v, %v", back, err)
	}
	for was, here := range map[int64]int64{0: 0, 9: 9, 10: 10, 20: 10, 39: 29, 65: 30, 100: 65} {
		if got := l.here(was); got != here {
			t.Errorf("%d is at %d, want %d", was, got, here)
		}
		if got := l.was(here); was != 10 && got != was {
			t.Errorf("%d was at %d, want %d", here, got, was)
		}
	}
	for _, bad := range []string{"", "vigia-gaps/1\n", "vigia-gaps/1\n../vigia-a.warc.gz\n", "vigia-gaps/1\n2026/vigia-a.warc.gz\n5 0\n",
		"vigia-gaps/1\n2026/vigia-a.warc.gz\n5 5\n7 1\n", "vigia-gaps/1\n2026/vigia-a.warc.gz\n9223372036854775807 9\n", "vigia-gaps/1\n2026/vigia-a.warc.gz\n1 1"} {
		if _, err := parseLayout([]byte(bad)); err == nil {
			t.Errorf("%q is a layout", bad)
		}
	}
}

// page is an exchange of an address with a body that is worth keeping once.
func page(url, body string, chunked bool) *fetch.Exchange {
	x := exchange(0)
	x.URL, x.FinalURL = url, url
	x.Body, x.Decoded, x.Wire = []byte(body), []byte(body), []byte(body)
	head := "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nX-Address: " + url + "\r\n"
	x.Header = http.Header{"Content-Type": {"text/html"}}
	if chunked {
		x.Wire = fmt.Appendf(nil, "%x\r\n%s\r\n0\r\n\r\n", len(body), body)
		head += "Transfer-Encoding: chunked\r\n"
		x.Header.Set("Transfer-Encoding", "chunked")
	}
	x.RawHead = []byte(head + "\r\n")
	return x
}

// TestOneBodyIsKeptOnce keeps the same body of several hosts: one record has
// it, the others refer to it, and each is proved from its own entry of the log.
func TestOneBodyIsKeptOnce(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		d.SetNow(newClock().Now)
		dir := t.TempDir()
		s := open(t, d, dir)
		s.max = 1 // a file for each
		signed(t, d, s)
		var b strings.Builder
		for i := range 100 {
			fmt.Fprintf(&b, "<p>La misma noticia de agencia: %s.</p>", Sum([]byte{byte(i)}))
		}
		body := b.String()
		var cs []Capture
		for i, x := range []*fetch.Exchange{page("https://a.example/1", body, false), page("https://a.example/1", body, false),
			page("https://b.example/other", body, true), page("https://c.example/", body+" ", false), page("https://c.example/short", "<p>x</p>", false)} {
			x.At = x.At.Add(time.Duration(i) * time.Second)
			c, err := s.Keep(ctx, x, "src_1")
			if err != nil {
				t.Fatal(err)
			}
			insert(t, d, c)
			cs = append(cs, c)
		}
		checkpoint(t, d, s)
		for i, want := range []string{"", cs[0].ID, cs[0].ID, "", ""} {
			c := cs[i]
			if c.Refers != want {
				t.Errorf("capture %d refers to %q, want %q", i, c.Refers, want)
			}
			p, err := s.Open(ctx, c)
			if err != nil || p.Header.Get("X-Address") != c.URL || Sum(p.Raw) != c.SHA256 || i < 3 && string(p.Body) != body {
				t.Errorf("capture %d: %v, %v", i, p.Header, err)
			}
			_, entry, err := LeafOf(ctx, d, c.ID)
			if err != nil {
				t.Fatal(err)
			}
			l, err := ParseLeaf(entry)
			if err != nil {
				t.Fatal(err)
			}
			raw, err := s.Raw(l)
			if err != nil || l.CheckRaw(raw) != nil {
				t.Errorf("capture %d is not proved: %v, %v", i, err, l.CheckRaw(raw))
			}
			one, err := s.Record(c)
			if sha, bad := VerifyRecord(one); err != nil || bad != nil || sha != c.SHA256 {
				t.Errorf("capture %d as a file: %s, %v, %v", i, sha, err, bad)
			}
		}
		if cs[1].Length >= cs[0].Length {
			t.Errorf("the second visit takes %d bytes, the first %d", cs[1].Length, cs[0].Length)
		}
		if st, err := s.State(ctx, d); err != nil || st.Revisits != 2 || st.Saved != 2*int64(len(body)) {
			t.Errorf("%+v, %v", st, err)
		}
		if found := verify(t, s, d); len(found) > 0 {
			t.Errorf("found %q", found)
		}
		if faults := python(t, dir); faults != "" {
			t.Errorf("verify.py:\n%s", faults)
		}
		// The body stays while another capture has it.
		if removed, stays := remove(t, s, d, cs[0].ID, cs[1].ID); len(removed) != 1 || stays[cs[0].ID] == "" {
			t.Errorf("removed %v, stays %v", removed, stays)
		}
		remove(t, s, d, cs[2].ID)
		if removed, _ := remove(t, s, d, cs[0].ID); len(removed) != 1 {
			t.Error("nobody has its body any more, and it stays")
		}
		// What was given up is lent to nobody.
		x := page("https://d.example/", body, false)
		if c, err := s.Keep(ctx, x, ""); err != nil || c.Refers != "" {
			t.Errorf("%+v, %v", c, err)
		}
		// A damaged body is kept once more, and the damage is told.
		edit(t, dir, cs[3].File, func(b []byte) []byte { b[cs[3].Start+200] ^= 1; return b })
		if c, err := s.Keep(ctx, page("https://d.example/", body+" ", false), ""); err != nil || c.Refers != "" {
			t.Errorf("%+v, %v", c, err)
		}
	})
}

// TestRefusedBytesStay keeps what came with refusals, bounded, with the reason.
func TestRefusedBytesStay(t *testing.T) {
	d := dbtest.Lite(t)
	d.SetNow(newClock().Now)
	s := open(t, d, t.TempDir())
	signed(t, d, s)
	long := strings.Repeat("very long ", 100_000)
	for name, tt := range map[string]struct {
		body, cut, want string
		wire            int
	}{
		"a wall":         {body: "<h1>403</h1>"},
		"cut off":        {body: "<p>half", cut: "disconnect", want: "disconnect"},
		"too slow":       {body: "<p>ha", cut: "time", want: "time"},
		"larger than it": {body: long, want: "length"},
	} {
		t.Run(name, func(t *testing.T) {
			x := page("https://a.example/"+name, tt.body, false)
			x.Truncated = tt.cut
			c, err := s.KeepRefused(ctx, &fetch.Failure{Reason: fetch.Forbidden, Detail: "the site said no", Status: 403, Exchange: x}, x.URL, "src_1")
			if err != nil {
				t.Fatal(err)
			}
			insert(t, d, c)
			if c.Reason != "forbidden" || c.Truncated != tt.want || c.File == "" || c.Length > refusedMax {
				t.Errorf("%+v", c)
			}
			p, err := s.Open(ctx, c)
			if err != nil || !strings.HasPrefix(tt.body, string(p.Raw)) || len(p.Raw) < min(len(tt.body), refusedMax) {
				t.Errorf("%d bytes of %d: %v", len(p.Raw), len(tt.body), err)
			}
			gz, err := s.Record(c)
			if err != nil {
				t.Fatal(err)
			}
			if why := About(gz)["refused"]; len(why) != 1 || why[0] != "forbidden: the site said no" {
				t.Errorf("the record says %q", why)
			}
		})
	}
	c, err := s.KeepRefused(ctx, &fetch.Failure{Reason: fetch.NoName, Detail: "no such name"}, "https://nowhere.example/", "")
	if err != nil || c.File != "" || c.Reason != "dns" {
		t.Errorf("%+v, %v", c, err)
	}
	insert(t, d, c)
	checkpoint(t, d, s)
	if found := verify(t, s, d); len(found) > 0 {
		t.Errorf("found %q", found)
	}
}
