package main

import (
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/spf13/cobra"
	"golang.org/x/term"

	"vigia/internal/db"
	"vigia/internal/desk"
)

func (a *app) peopleCommand() *cobra.Command {
	c := &cobra.Command{Use: "people", Short: "List the desk's people, add one, set a password",
		Long: `The people of the desk. While 'vigia serve' runs, an administrator adds people
and sets passwords in the desk, under People; without it, here.`}
	show := &cobra.Command{Use: "list", Short: "List the desk's people", Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			d, err := a.look(cmd.Context())
			if err != nil {
				return err
			}
			defer d.Close()
			ps, err := desk.People(cmd.Context(), d)
			if err != nil {
				return err
			}
			return list(a, ps, "LOGIN ROLE NAME ACTIVE", func(p desk.Person) []any { return []any{p.Login, p.Role, p.Name, p.Active} })
		}}
	c.AddCommand(show, a.peopleAdd(), a.peoplePassword())
	return c
}

func (a *app) peopleAdd() *cobra.Command {
	c := &cobra.Command{Use: "add LOGIN", Short: "Add somebody to the desk", Args: cobra.ExactArgs(1),
		Long: `Adds somebody to the desk. An analyst or a fellow reads, selects, rejects and
writes; an editor also overrides, approves and publishes; a translator writes; a
keeper looks after the sources; an admin after people and sources. The password
is asked for, or made up and shown once.`,
		Example: "  vigia people add elena --role editor --name 'Elena Ruiz' --language es"}
	var p desk.Person
	role := c.Flags().String("role", "", "`ROLE`: analyst, fellow, editor, translator, keeper or admin (needed)")
	c.Flags().StringVar(&p.Name, "name", "", "`NAME` as shown (the login unless given)")
	c.Flags().StringVar(&p.Language, "language", "en", "`LANGUAGE` of the desk, en or es")
	stdin := c.Flags().Bool("password-stdin", false, "read the password from standard input")
	c.RunE = func(cmd *cobra.Command, args []string) error {
		p.Login, p.Role = args[0], desk.Role(*role)
		if err := errors.Join(needed("role", *role, "analyst"), oneOf("role", *role, roles...), oneOf("language", p.Language, "en", "es")); err != nil {
			return err
		}
		password, made, err := a.password(*stdin)
		if err != nil {
			return err
		}
		return a.write(cmd, func(_ *house, tx *db.Tx) error {
			added, err := desk.AddPerson(tx, desk.Person{}, p, password)
			if err != nil {
				return err
			}
			if made {
				return a.say(map[string]string{"login": added.Login, "password": password}, "%s, %s, password %s (shown only now)", added.Login, added.Role, password)
			}
			return a.say(added, "%s, %s", added.Login, added.Role)
		})
	}
	return c
}

var roles = []string{string(desk.Analyst), string(desk.Fellow), string(desk.Editor), string(desk.Translator), string(desk.Keeper), string(desk.Admin)}

func (a *app) peoplePassword() *cobra.Command {
	c := &cobra.Command{Use: "password LOGIN", Short: "Set a new password", Args: cobra.ExactArgs(1)}
	stdin := c.Flags().Bool("password-stdin", false, "read the password from standard input")
	c.RunE = func(cmd *cobra.Command, args []string) error {
		password, made, err := a.password(*stdin)
		if err != nil {
			return err
		}
		return a.write(cmd, func(_ *house, tx *db.Tx) error {
			if err := desk.SetPassword(tx, desk.Person{}, args[0], password); err != nil {
				return err
			}
			if made {
				return a.say(map[string]string{"login": args[0], "password": password}, "%s, new password %s (shown only now)", args[0], password)
			}
			return a.say(map[string]string{"login": args[0]}, "%s has a new password", args[0])
		})
	}
	return c
}

// password reads a password, asks for one on a terminal, or makes one up.
func (a *app) password(stdin bool) (password string, made bool, err error) {
	if stdin {
		b, err := io.ReadAll(io.LimitReader(a.in, 4096))
		return strings.TrimRight(string(b), "\r\n"), false, err
	}
	f, ok := a.in.(*os.File)
	if !ok || !term.IsTerminal(int(f.Fd())) {
		return rand.Text(), true, nil
	}
	fmt.Fprint(a.errs, "Password (empty: one is made up): ")
	b, err := term.ReadPassword(int(f.Fd()))
	fmt.Fprintln(a.errs)
	if len(b) == 0 && err == nil {
		return rand.Text(), true, nil
	}
	return string(b), false, err
}
