package desk

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"encoding/base64"
	"errors"
	"fmt"
	"strings"
	"time"
	"unicode/utf8"

	"golang.org/x/crypto/argon2"

	"vigia"
	"vigia/internal/db"
)

// Role is what a person is at the desk.
type Role string

// The roles.
const (
	Analyst    Role = "analyst"
	Fellow     Role = "fellow"
	Editor     Role = "editor"
	Translator Role = "translator"
	Keeper     Role = "keeper" // of the policy and the registry
	Admin      Role = "admin"
)

// Act is what a role may or may not do.
type Act string

// The acts.
const (
	Triage   Act = "triage"   // select, reject, correct labels
	Write    Act = "write"    // sections and summaries
	Override Act = "override" // take state media against the rule, allow an analysis
	Approve  Act = "approve"  // a second person's yes
	Publish  Act = "publish"
	Sources  Act = "sources"
	Staff    Act = "people"
)

var may = map[Role][]Act{
	Analyst:    {Triage, Write},
	Fellow:     {Triage, Write},
	Editor:     {Triage, Write, Override, Approve, Publish, Sources},
	Translator: {Write},
	Keeper:     {Sources},
	Admin:      {Sources, Staff},
}

// Person is somebody of the desk.
type Person struct {
	ID       string
	Login    string
	Name     string
	Role     Role
	Language string // of the interface
	Active   bool
}

// May reports whether the person's role allows an act.
func (p Person) May(a Act) bool {
	if !p.Active {
		return false
	}
	for _, b := range may[p.Role] {
		if a == b {
			return true
		}
	}
	return false
}

// Must is an error if the person may not act.
func (p Person) Must(a Act) error {
	if p.May(a) {
		return nil
	}
	return &vigia.Problem{Kind: vigia.ErrForbidden, What: fmt.Sprintf("%s (%s) may not do this (%s)", p.Name, p.Role, a),
		Remedy: "ask somebody whose role allows it: " + strings.Join(whoMay(a), ", ")}
}

func whoMay(a Act) []string {
	var rs []string
	for _, r := range []Role{Analyst, Fellow, Editor, Translator, Keeper, Admin} {
		if (Person{Role: r, Active: true}).May(a) {
			rs = append(rs, string(r))
		}
	}
	return rs
}

const shortestPassword = 12

// AddPerson adds somebody to the desk. by is the admin, or the zero Person
// when the first one is made on the command line.
func AddPerson(tx *db.Tx, by Person, p Person, password string) (Person, error) {
	if by.ID != "" {
		if err := by.Must(Staff); err != nil {
			return Person{}, err
		}
	}
	if may[p.Role] == nil {
		return Person{}, &vigia.Problem{Kind: vigia.ErrInvalid, What: fmt.Sprintf("unknown role %q", p.Role), Remedy: "use analyst, fellow, editor, translator, keeper or admin"}
	}
	if p.Login = strings.TrimSpace(p.Login); p.Login == "" || strings.ContainsAny(p.Login, " \t\n/") {
		return Person{}, &vigia.Problem{Kind: vigia.ErrInvalid, What: fmt.Sprintf("the login %q is empty or has spaces", p.Login), Remedy: "use letters and digits"}
	}
	hash, err := hashPassword(password)
	if err != nil {
		return Person{}, err
	}
	p.ID, p.Active = vigia.NewID("per", tx.Now), true
	if p.Name == "" {
		p.Name = p.Login
	}
	_, err = tx.Exec(`INSERT INTO people (id, login, name, role, language, password, active, created_at) VALUES (?, ?, ?, ?, ?, ?, 1, ?)`,
		p.ID, p.Login, p.Name, p.Role, p.Language, hash, db.Micros(tx.Now))
	if errors.Is(err, vigia.ErrConflict) {
		return Person{}, &vigia.Problem{Kind: vigia.ErrConflict, What: fmt.Sprintf("the login %s is taken", p.Login), Remedy: "choose another one"}
	}
	if err != nil {
		return Person{}, fmt.Errorf("add person %s: %w", p.Login, err)
	}
	return p, Audit(tx, by, "person added", p.Login, string(p.Role))
}

// SetPassword replaces a password: one's own, or anybody's if by is an admin
// or the command line.
func SetPassword(tx *db.Tx, by Person, login, password string) error {
	if by.ID != "" && by.Login != login {
		if err := by.Must(Staff); err != nil {
			return err
		}
	}
	hash, err := hashPassword(password)
	if err != nil {
		return err
	}
	n, err := tx.Exec(`UPDATE people SET password = ? WHERE login = ?`, hash, login)
	if err != nil {
		return fmt.Errorf("password of %s: %w", login, err)
	}
	if n == 0 {
		return noPerson(login)
	}
	return Audit(tx, by, "password set", login, "")
}

func noPerson(login string) error {
	return &vigia.Problem{Kind: vigia.ErrNotFound, What: fmt.Sprintf("nobody has the login %q", login), Remedy: "'vigia people list' shows them"}
}

const personColumns = `id, login, name, role, language, active`

func scanPerson(r interface{ Scan(...any) error }) (p Person, err error) {
	var active int
	err = r.Scan(&p.ID, &p.Login, &p.Name, &p.Role, &p.Language, &active)
	p.Active = active == 1
	return p, err
}

// PersonByID is one person.
func PersonByID(ctx context.Context, q db.Querier, id string) (Person, error) {
	return scanPerson(q.QueryRow(ctx, `SELECT `+personColumns+` FROM people WHERE id = ?`, id))
}

// PersonByLogin is one person.
func PersonByLogin(ctx context.Context, q db.Querier, login string) (Person, error) {
	p, err := scanPerson(q.QueryRow(ctx, `SELECT `+personColumns+` FROM people WHERE login = ?`, login))
	if errors.Is(err, vigia.ErrNotFound) {
		return Person{}, noPerson(login)
	}
	return p, err
}

// People are all people by login.
func People(ctx context.Context, q db.Querier) ([]Person, error) {
	rows, err := q.Query(ctx, `SELECT `+personColumns+` FROM people ORDER BY login`)
	return db.Collect(rows, err, func(r *db.Rows) (Person, error) { return scanPerson(r) })
}

// ErrLogin says no more than that login and password do not fit.
var ErrLogin = &vigia.Problem{Kind: vigia.ErrForbidden, What: "login or password is wrong", Remedy: "try again, or ask the admin for a new password"}

// Authenticate gives the active person whose password it is. It takes as long
// for an unknown login as for a wrong password.
func Authenticate(ctx context.Context, q db.Querier, login, password string) (Person, error) {
	var hash string
	p, err := scanPerson(q.QueryRow(ctx, `SELECT `+personColumns+` FROM people WHERE login = ? AND active = 1`, login))
	switch {
	case errors.Is(err, vigia.ErrNotFound):
		hash = nobody
	case err != nil:
		return Person{}, fmt.Errorf("login: %w", err)
	default:
		if err := q.QueryRow(ctx, `SELECT password FROM people WHERE id = ?`, p.ID).Scan(&hash); err != nil {
			return Person{}, fmt.Errorf("login: %w", err)
		}
	}
	if !fits(ctx, password, hash) || p.ID == "" {
		return Person{}, ErrLogin
	}
	return p, nil
}

// Argon2id parameters: 64 MiB and one pass, about 150 ms on a small machine.
const (
	argonTime    = 1
	argonMemory  = 64 << 10
	argonThreads = 2
	argonLen     = 32
	saltLen      = 16
)

// hashing bounds how many hashes the whole program computes at once: each
// takes 64 MiB.
var hashing = make(chan struct{}, 2)

// nobody is a hash that no password fits.
var nobody = "argon2id$" + base64.RawStdEncoding.EncodeToString(make([]byte, saltLen)) + "$" + base64.RawStdEncoding.EncodeToString(make([]byte, argonLen))

func hashPassword(password string) (string, error) {
	if utf8.RuneCountInString(password) < shortestPassword {
		return "", &vigia.Problem{Kind: vigia.ErrInvalid, What: "the password is too short", Remedy: fmt.Sprintf("use at least %d characters; several words are easy to remember", shortestPassword)}
	}
	salt := make([]byte, saltLen)
	rand.Read(salt)
	return "argon2id$" + base64.RawStdEncoding.EncodeToString(salt) + "$" + base64.RawStdEncoding.EncodeToString(argon(password, salt)), nil
}

func argon(password string, salt []byte) []byte {
	hashing <- struct{}{}
	defer func() { <-hashing }()
	return argon2.IDKey([]byte(password), salt, argonTime, argonMemory, argonThreads, argonLen)
}

func fits(ctx context.Context, password, hash string) bool {
	_, rest, _ := strings.Cut(hash, "$")
	s, h, _ := strings.Cut(rest, "$")
	salt, err1 := base64.RawStdEncoding.DecodeString(s)
	want, err2 := base64.RawStdEncoding.DecodeString(h)
	if err1 != nil || err2 != nil || ctx.Err() != nil {
		return false
	}
	return subtle.ConstantTimeCompare(argon(password, salt), want) == 1
}

// Audit writes a line of the audit trail.
func Audit(tx *db.Tx, by Person, act, subject, detail string) error {
	who := by.ID
	if who == "" {
		who = "command line"
	}
	_, err := tx.Exec(`INSERT INTO audit (id, at, by, act, subject, detail) VALUES (?, ?, ?, ?, ?, ?)`,
		vigia.NewID("aud", tx.Now), db.Micros(tx.Now), who, act, subject, detail)
	if err != nil {
		return fmt.Errorf("audit %s: %w", act, err)
	}
	return nil
}

// AuditLine is a line of the audit trail.
type AuditLine struct {
	At                       time.Time
	By, Act, Subject, Detail string
}

// AuditLog is the audit trail, newest first.
func AuditLog(ctx context.Context, q db.Querier, limit int) ([]AuditLine, error) {
	rows, err := q.Query(ctx, `
		SELECT a.at, COALESCE(p.name, a.by), a.act, a.subject, a.detail
		FROM audit a LEFT JOIN people p ON p.id = a.by
		ORDER BY a.id DESC LIMIT ?`, limit)
	return db.Collect(rows, err, func(r *db.Rows) (l AuditLine, err error) {
		var at int64
		err = r.Scan(&at, &l.By, &l.Act, &l.Subject, &l.Detail)
		l.At = db.Time(at)
		return l, err
	})
}
