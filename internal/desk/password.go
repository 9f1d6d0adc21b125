package desk

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"encoding/base64"
	"errors"
	"fmt"
	"strings"
	"unicode/utf8"

	"golang.org/x/crypto/argon2"

	"vigia"
	"vigia/internal/db"
)

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

// Argon2id (RFC 9106): 64 MiB and one pass, about 150 ms on a small machine.
const (
	argonTime    = 1
	argonMemory  = 64 << 10 // KiB
	argonThreads = 2
	argonLen     = 32
	saltLen      = 16
)

const shortestPassword = 12 // characters

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
	rand.Read(salt) // never fails: crypto/rand ends the program instead
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
