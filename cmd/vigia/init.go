package main

import (
	"crypto/rand"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"vigia/internal/db"
	"vigia/internal/desk"
	"vigia/monitors"
)

func (a *app) initCommand() *cobra.Command {
	c := &cobra.Command{
		Use:   "init",
		Short: "Start a monitor of your own",
		Long: `Makes the data folder with a copy of a monitor that comes with the program (the
networks, outlets, feeds, policy, texts and terms, all yours to change), the
settings, the database and a first login. What is there already is left as it is.`,
		Example: "  vigia init --data my-monitor\n  vigia init --data horn --copy example-horn",
		Args:    cobra.NoArgs,
	}
	from := c.Flags().String("copy", "vric", "monitor to start from: "+strings.Join(monitors.Names(), ", "))
	database := c.Flags().String("database", "", "postgres://… to use a PostgreSQL server instead of a file")
	c.RunE = func(cmd *cobra.Command, _ []string) error {
		if !contains(monitors.Names(), *from) {
			return usagef("no monitor %q comes with the program; there are %s", *from, strings.Join(monitors.Names(), ", "))
		}
		if err := a.config.load(cmd.Flags()); err != nil {
			return err
		}
		return a.init(cmd, *from, *database)
	}
	return c
}

func contains(ss []string, s string) bool {
	for _, t := range ss {
		if s == t {
			return true
		}
	}
	return false
}

func (a *app) init(cmd *cobra.Command, from, database string) error {
	c := a.config
	if err := os.MkdirAll(c.Data, 0o700); err != nil {
		return fmt.Errorf("data folder: %w", err)
	}
	if err := copyMonitor(from, c.Monitor); err != nil {
		return err
	}
	if err := writeOnce(filepath.Join(c.Data, configFile), settings(c, database)); err != nil {
		return err
	}
	h, err := a.open(cmd.Context(), furnish{})
	if err != nil {
		return err
	}
	defer h.close()
	password := rand.Text()
	var made bool
	err = h.d.InTx(cmd.Context(), func(tx *db.Tx) error {
		ps, err := desk.People(cmd.Context(), tx)
		if err != nil || len(ps) > 0 {
			return err
		}
		made = true
		_, err = desk.AddPerson(tx, desk.Person{}, desk.Person{Login: "admin", Name: "Admin", Role: desk.Admin, Language: "en"}, password)
		return err
	})
	if err != nil {
		return err
	}
	fmt.Fprintf(a.out, "monitor:  %s (%s, %d outlets, %d feeds)\n", c.Monitor, h.monitor.Name["en"], len(h.monitor.Outlets), len(h.monitor.Feeds))
	fmt.Fprintf(a.out, "settings: %s\n", filepath.Join(c.Data, configFile))
	if made {
		fmt.Fprintf(a.out, "login:    admin, password %s (shown only now)\n", password)
	}
	fmt.Fprintf(a.out, "\nNext:\n  vigia people add ana --role analyst --data %[1]s\n  vigia people add elena --role editor --data %[1]s\n  vigia serve --data %[1]s\n", c.Data)
	return nil
}

// copyMonitor copies a monitor of the program to a folder that has none yet.
func copyMonitor(name, dir string) error {
	if _, err := os.Stat(filepath.Join(dir, "monitor.yaml")); err == nil {
		return nil
	}
	sub, err := fs.Sub(monitors.Files, name)
	if err != nil {
		return err // unreachable: the name is one of monitors.Names
	}
	if err := os.CopyFS(dir, sub); err != nil {
		return fmt.Errorf("copy the monitor: %w", err)
	}
	return nil
}

func writeOnce(path, text string) error {
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if errors.Is(err, fs.ErrExist) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("settings: %w", err)
	}
	_, err = f.WriteString(text)
	return errors.Join(err, f.Close())
}

// settings is the settings file that init writes: every setting, those that
// are as the program has them anyway as comments.
func settings(c config, database string) string {
	line := "#database: postgres://user:password@host/name"
	if database != "" {
		line = fmt.Sprintf("database: %q", database)
	}
	return fmt.Sprintf(`# The settings of this monitor; take the # away to change one. VIGIA_NAME in
# the environment and flags come first; 'vigia config' shows what is in force.

%s
# A file in this folder unless you name a PostgreSQL server.

#contact: you@your-house.org
# Address that sources may write to. Please give one.

#base_url: https://monitor.your-house.org/
# Where readers reach the public site; its feeds need it.

#desk: %s
#public: %s
# Where the desk, and the public site for a look, listen. To let others reach
# the desk, put a web server with TLS in front of it.

#site: a folder, to be served by any web server
#monitor: the folder of monitor.yaml, outlets.csv, policy.yaml …
#agent: %s
`, line, c.Desk, c.Public, c.Agent)
}
