package desk_test

import (
	"context"
	"errors"
	"strings"
	"testing"

	"vigia"
	"vigia/internal/db"
	"vigia/internal/db/dbtest"
	"vigia/internal/desk"
	"vigia/internal/desk/desktest"
)

// The table is the law of who may do what.
func TestMay(t *testing.T) {
	acts := []desk.Act{desk.Triage, desk.Write, desk.Override, desk.Approve, desk.Publish, desk.Names, desk.Sources, desk.Staff}
	for role, want := range map[desk.Role]string{
		desk.Analyst: "xx......", desk.Fellow: "xx......", desk.Editor: "xxxxxxx.",
		desk.Translator: ".x......", desk.Keeper: "......x.", desk.Admin: "......xx", "nobody": "........",
	} {
		got, off := "", ""
		for _, a := range acts {
			got += map[bool]string{true: "x", false: "."}[(desk.Person{Role: role, Active: true}).May(a)]
			off += map[bool]string{true: "x", false: "."}[(desk.Person{Role: role}).May(a)]
		}
		if got != want || strings.Contains(off, "x") {
			t.Errorf("%s: %s, want %s; inactive %s", role, got, want, off)
		}
	}
	err := desk.Person{Name: "Ana", Role: desk.Analyst, Active: true}.Must(desk.Approve)
	var p *vigia.Problem
	if !errors.As(err, &p) || p.Kind != vigia.ErrForbidden || !strings.HasSuffix(p.Remedy, ": editor") {
		t.Errorf("must: %v", err)
	}
}

func TestPeople(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := context.Background()
		w := desktest.New(t, d)
		admin := desk.Person{ID: "per_admin", Login: "admin", Name: "Amelia", Role: desk.Admin, Active: true}
		add := func(by, p desk.Person, password string) (added desk.Person, err error) {
			err = w.Try(func(tx *db.Tx) error { added, err = desk.AddPerson(tx, by, p, password); return err })
			return added, err
		}
		const password = "correct horse battery"
		luis, err := add(admin, desk.Person{Login: " luis ", Role: desk.Fellow}, password)
		if err != nil || luis.Login != "luis" || luis.Name != "luis" || !luis.Active {
			t.Fatalf("added: %+v %v", luis, err)
		}
		for _, tt := range []struct {
			name     string
			by       desk.Person
			p        desk.Person
			password string
			kind     error
		}{
			{"taken", admin, desk.Person{Login: "luis", Role: desk.Fellow}, password, vigia.ErrConflict},
			{"weak", admin, desk.Person{Login: "eva", Role: desk.Fellow}, "elevenchars", vigia.ErrInvalid},
			{"no role", admin, desk.Person{Login: "eva", Role: "king"}, password, vigia.ErrInvalid},
			{"no login", admin, desk.Person{Login: " ", Role: desk.Fellow}, password, vigia.ErrInvalid},
			{"spaces", admin, desk.Person{Login: "e va", Role: desk.Fellow}, password, vigia.ErrInvalid},
			{"not an admin", w.Elena, desk.Person{Login: "eva", Role: desk.Fellow}, password, vigia.ErrForbidden},
		} {
			if _, err := add(tt.by, tt.p, tt.password); !errors.Is(err, tt.kind) {
				t.Errorf("%s: %v, want %v", tt.name, err, tt.kind)
			}
		}
		if p, err := desk.Authenticate(ctx, d, "luis", password); err != nil || p.ID != luis.ID {
			t.Errorf("login: %v %v", p, err)
		}
		for _, bad := range [][2]string{{"luis", "wrong horse battery"}, {"nobody", password}, {"", ""}, {"ana", ""}} {
			if _, err := desk.Authenticate(ctx, d, bad[0], bad[1]); !errors.Is(err, desk.ErrLogin) {
				t.Errorf("%v: %v", bad, err)
			}
		}
		if p, err := desk.PersonByLogin(ctx, d, "luis"); err != nil || p.ID != luis.ID {
			t.Errorf("by login: %v", err)
		}
		if p, err := desk.PersonByID(ctx, d, luis.ID); err != nil || p.Role != desk.Fellow {
			t.Errorf("by id: %v", err)
		}
		if _, err := desk.PersonByLogin(ctx, d, "nobody"); !errors.Is(err, vigia.ErrNotFound) {
			t.Errorf("nobody: %v", err)
		}
		if all, err := desk.People(ctx, d); err != nil || len(all) != 7 || all[0].Login != "ana" {
			t.Errorf("people: %v %v", all, err)
		}
	})
}

func TestSetPassword(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := context.Background()
		w := desktest.New(t, d)
		set := func(by desk.Person, login, password string) error {
			return w.Try(func(tx *db.Tx) error { return desk.SetPassword(tx, by, login, password) })
		}
		const password = "another long password"
		if err := set(w.Ana, "ana", password); err != nil {
			t.Errorf("one's own: %v", err)
		}
		if _, err := desk.Authenticate(ctx, d, "ana", password); err != nil {
			t.Errorf("login: %v", err)
		}
		if err := set(w.Elena, "ana", password); !errors.Is(err, vigia.ErrForbidden) {
			t.Errorf("somebody else's: %v", err)
		}
		if err := set(desk.Person{}, "ana", "short"); !errors.Is(err, vigia.ErrInvalid) {
			t.Errorf("weak: %v", err)
		}
		if err := set(desk.Person{}, "nobody", password); !errors.Is(err, vigia.ErrNotFound) {
			t.Errorf("nobody's: %v", err)
		}
		lines, err := desk.AuditLog(ctx, d, 10)
		if err != nil || len(lines) != 1 || lines[0].By != "Ana" || lines[0].Act != "password set" {
			t.Errorf("audit: %v %v", lines, err)
		}
	})
}

func TestSessions(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := context.Background()
		s := desk.NewSessions(d)
		hour := 3600
		for token, in := range map[string]int{"fresh": hour, "old": -hour} {
			if err := s.CommitCtx(ctx, token, []byte{0, 255, 'x'}, inSeconds(in)); err != nil {
				t.Fatal(err)
			}
		}
		if b, ok, err := s.FindCtx(ctx, "fresh"); err != nil || !ok || string(b) != "\x00\xffx" {
			t.Errorf("fresh: %q %v %v", b, ok, err)
		}
		for _, token := range []string{"old", "other"} {
			if _, ok, err := s.FindCtx(ctx, token); ok || err != nil {
				t.Errorf("%s: %v %v", token, ok, err)
			}
		}
		var n int
		if err := d.QueryRow(ctx, `SELECT COUNT(*) FROM sessions WHERE token = 'fresh'`).Scan(&n); err != nil || n != 0 {
			t.Errorf("the token itself is stored: %d %v", n, err)
		}
		if err := s.DeleteCtx(ctx, "fresh"); err != nil {
			t.Fatal(err)
		}
		if _, ok, _ := s.FindCtx(ctx, "fresh"); ok {
			t.Error("deleted, and found")
		}
	})
}
