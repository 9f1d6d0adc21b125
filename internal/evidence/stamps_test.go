package evidence

import (
	"net/http/httptest"
	"net/netip"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"vigia/internal/db"
	"vigia/internal/db/dbtest"
	"vigia/internal/fetch"
	"vigia/internal/stamp"
	"vigia/internal/stamp/stamptest"
)

// TestStamps lets an authority of our own stamp a growing log, fail for a
// while, and come back; and then spoils what was kept.
func TestStamps(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		dir, c := t.TempDir(), newClock()
		d.SetNow(c.Now)
		s, err := New(quiet, d, dir, c)
		if err != nil {
			t.Fatal(err)
		}
		defer s.Close()
		signed(t, d, s)
		a := stamptest.New(t, c.Now)
		srv := httptest.NewServer(a)
		defer srv.Close()
		client := fetch.New(quiet, fetch.Options{Clock: c, Hosts: func(host string) (netip.AddrPort, bool) {
			return netip.MustParseAddrPort(srv.Listener.Addr().String()), host == "stamps.example"
		}})
		defer client.Close()
		roots, _, err := stamp.Roots(a.Roots)
		if err != nil {
			t.Fatal(err)
		}
		const authority = "http://stamps.example/tsr"
		ask := func(wantErr bool) []Stamp {
			t.Helper()
			checkpoint(t, d, s)
			if err := s.Stamp(ctx, d, client, []string{authority}, roots, false); (err != nil) != wantErr {
				t.Fatalf("%v", err)
			}
			all, err := Stamps(ctx, d)
			if err != nil {
				t.Fatal(err)
			}
			return all
		}
		keep(t, s, d, 1)
		all := ask(false)
		if len(all) != 1 || all[0].Pending || all[0].Size != 1 || !all[0].At.Equal(c.Now().Truncate(time.Second)) {
			t.Fatalf("%+v", all)
		}
		keep(t, s, d, 2)
		if ask(false); a.Asked() != 1 {
			t.Errorf("asked %d times within %v", a.Asked(), stampEvery)
		}
		a.Down(true)
		c.Sleep(ctx, stampEvery)
		if all = ask(true); len(all) != 2 || !all[1].Pending || all[1].Tries != 1 || all[1].Detail == "" {
			t.Fatalf("%+v", all)
		}
		if ask(false); a.Asked() != 2 {
			t.Errorf("asked again at once")
		}
		c.Sleep(ctx, stampRetry)
		keep(t, s, d, 3)
		if all = ask(true); len(all) != 2 || all[1].Tries != 2 || all[1].Size != 3 || all[1].Next.Sub(c.Now()) < stampRetry {
			t.Fatalf("%+v", all)
		}
		a.Down(false)
		c.Sleep(ctx, time.Hour)
		if all = ask(false); len(all) != 2 || all[1].Pending || all[1].Size != 3 {
			t.Fatalf("%+v", all)
		}
		got, ok, err := s.StampedAfter(1)
		if err != nil || !ok || got.Checkpoint.Size != 3 || len(got.Tokens) != 1 {
			t.Fatalf("%+v, %v, %v", got, ok, err)
		}
		if _, ok, err := s.StampedAfter(3); err != nil || ok {
			t.Errorf("%v, %v", ok, err)
		}
		r, err := s.CheckLog(ctx, d, Trust{Roots: roots})
		if err != nil || len(r.Findings) > 0 || r.Stamps != 2 {
			t.Errorf("%+v, %v", r, err)
		}
		spoilStamps(t, d, s, dir)
	})
}

func spoilStamps(t *testing.T, d *db.DB, s *Store, dir string) {
	stranger, _, err := stamp.Roots(stamptest.New(t, time.Now).Roots)
	if err != nil {
		t.Fatal(err)
	}
	if r, err := s.CheckLog(ctx, d, Trust{Roots: stranger}); err != nil || len(r.Findings) != 2 {
		t.Errorf("by another's roots: %+v, %v", r.Findings, err)
	}
	names, err := filepath.Glob(filepath.Join(dir, stampDir, "*"))
	if err != nil || len(names) != 4 {
		t.Fatal(names, err)
	}
	for _, name := range names {
		was, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, spoil := range []func() error{
			func() error { return os.WriteFile(name, append([]byte{was[0] ^ 1}, was[1:]...), 0o600) },
			func() error { return os.Remove(name) },
		} {
			if err := spoil(); err != nil {
				t.Fatal(err)
			}
			found := strings.Join(verify(t, s, d), "\n")
			token := strings.TrimSuffix(filepath.Base(name), ".checkpoint") // without its checkpoint it proves nothing
			if !strings.Contains(found, "block ") || !strings.Contains(found, stampDir+"/"+token) {
				t.Errorf("%s: %s", name, found)
			}
			if err := os.WriteFile(name, was, 0o600); err != nil {
				t.Fatal(err)
			}
		}
	}
}

func TestNextStamp(t *testing.T) {
	at := newClock().Now()
	done := Stamp{Size: 5, Since: at.Add(-time.Hour)}
	wait := Stamp{Size: 7, Pending: true, Since: at.Add(-time.Hour), Tries: 3, Next: at.Add(time.Minute)}
	for name, tt := range map[string]struct {
		past []Stamp
		size int64
		at   time.Time
		now  bool
		due  bool
	}{
		"nothing captured":       {nil, 0, at, true, false},
		"the first":              {nil, 1, at, false, true},
		"nothing new":            {[]Stamp{done}, 5, at, true, false},
		"something new":          {[]Stamp{done}, 6, at, false, true},
		"too soon":               {[]Stamp{done}, 6, at.Add(-50 * time.Minute), false, false},
		"too soon, but asked":    {[]Stamp{done}, 6, at.Add(-50 * time.Minute), true, true},
		"pending":                {[]Stamp{done, wait}, 8, at, false, false},
		"pending, but asked":     {[]Stamp{done, wait}, 8, at, true, true},
		"pending long enough":    {[]Stamp{done, wait}, 8, at.Add(time.Minute), false, true},
		"the clock was set back": {[]Stamp{done, wait}, 8, at.Add(-48 * time.Hour), false, true},
	} {
		if got, due := nextStamp(tt.past, tt.size, tt.at, tt.now); due != tt.due || due && got.Size != tt.size {
			t.Errorf("%s: %+v, %v", name, got, due)
		}
	}
}
