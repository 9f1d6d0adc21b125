package desk

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

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
	Names    Act = "names" // say who is who: join and part entities, adopt names
	Sources  Act = "sources"
	Staff    Act = "people"
)

var may = map[Role][]Act{
	Analyst:    {Triage, Write},
	Fellow:     {Triage, Write},
	Editor:     {Triage, Write, Override, Approve, Publish, Names, Sources},
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
	return p.Active && slices.Contains(may[p.Role], a)
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

// longestName is the longest name of a person, in letters.
const longestName = 200

// soundLogin tells what can be typed, read aloud and found again.
func soundLogin(s string) bool {
	for _, r := range s {
		if !unicode.IsLetter(r) && !unicode.IsDigit(r) && !strings.ContainsRune("._-@", r) {
			return false
		}
	}
	return s != "" && utf8.ValidString(s) && utf8.RuneCountInString(s) <= 64
}

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
	if p.Login = strings.TrimSpace(p.Login); !soundLogin(p.Login) {
		return Person{}, &vigia.Problem{Kind: vigia.ErrInvalid, What: fmt.Sprintf("%.40q is no login", p.Login), Remedy: "use up to 64 letters and digits, and . _ - @ between them"}
	}
	if !utf8.ValidString(p.Name) || utf8.RuneCountInString(p.Name) > longestName {
		return Person{}, &vigia.Problem{Kind: vigia.ErrInvalid, What: "the name is too long, or no text", Remedy: fmt.Sprintf("use up to %d letters", longestName)}
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

// PersonByID is one person; vigia.ErrNotFound if there is none.
func PersonByID(ctx context.Context, q db.Querier, id string) (Person, error) {
	p, err := scanPerson(q.QueryRow(ctx, `SELECT `+personColumns+` FROM people WHERE id = ?`, id))
	if err != nil {
		return Person{}, fmt.Errorf("person %s: %w", id, err)
	}
	return p, nil
}

// PersonByLogin is one person; if there is none, a *vigia.Problem says so.
func PersonByLogin(ctx context.Context, q db.Querier, login string) (Person, error) {
	p, err := scanPerson(q.QueryRow(ctx, `SELECT `+personColumns+` FROM people WHERE login = ?`, login))
	if errors.Is(err, vigia.ErrNotFound) {
		return Person{}, noPerson(login)
	}
	if err != nil {
		return Person{}, fmt.Errorf("person %s: %w", login, err)
	}
	return p, nil
}

// People are all people by login.
func People(ctx context.Context, q db.Querier) ([]Person, error) {
	rows, err := q.Query(ctx, `SELECT `+personColumns+` FROM people ORDER BY login`)
	all, err := db.Collect(rows, err, func(r *db.Rows) (Person, error) { return scanPerson(r) })
	if err != nil {
		return nil, fmt.Errorf("people: %w", err)
	}
	return all, nil
}
