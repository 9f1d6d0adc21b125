package main

import (
	"crypto/rand"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"vigia"
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
	from := c.Flags().String("copy", "vric", "`MONITOR` to start from: "+strings.Join(monitors.Names(), ", "))
	c.Flags().String("database", "", "`ADDRESS` postgres://user:password@host/name of a PostgreSQL server, to use it instead of a file")
	c.RunE = func(cmd *cobra.Command, _ []string) error {
		if !slices.Contains(monitors.Names(), *from) {
			return usagef("no monitor %q comes with the program; there are %s", *from, strings.Join(monitors.Names(), ", "))
		}
		if given := a.config.from["database"] == "--database"; given && a.settled() {
			return usagef("%s has settings already, with its own database; change 'database' there", filepath.Join(a.config.Data, configFile))
		}
		return a.init(cmd, *from)
	}
	return c
}

// settled tells whether the data folder has settings.
func (a *app) settled() bool {
	_, err := os.Stat(filepath.Join(a.config.Data, configFile))
	return err == nil
}

func (a *app) init(cmd *cobra.Command, from string) error {
	c := a.config
	if err := os.MkdirAll(c.Data, 0o700); err != nil {
		return fmt.Errorf("data folder: %w", err)
	}
	if err := copyMonitor(from, c.Monitor); err != nil {
		return err
	}
	h, err := a.open(cmd.Context(), furnish{})
	if err != nil {
		return err
	}
	defer h.close()
	// The settings come last: those of a database that cannot be reached are
	// not kept.
	database := ""
	if c.from["database"] == "--database" {
		database = c.Database
	}
	if err := writeOnce(filepath.Join(c.Data, configFile), settings(c, database)); err != nil {
		return err
	}
	password, err := h.firstLogin(cmd)
	if err != nil {
		return err
	}
	return a.ready(h, password)
}

// firstLogin makes the login of an administrator if nobody has one.
func (h *house) firstLogin(cmd *cobra.Command) (password string, err error) {
	err = h.d.InTx(cmd.Context(), func(tx *db.Tx) error {
		ps, err := desk.People(cmd.Context(), tx)
		if err != nil || len(ps) > 0 {
			return err
		}
		password = rand.Text()
		_, err = desk.AddPerson(tx, desk.Person{}, desk.Person{Login: "admin", Name: "Admin", Role: desk.Admin, Language: "en"}, password)
		return err
	})
	return password, err
}

func (a *app) ready(h *house, password string) error {
	m, c := h.monitor, a.config
	if a.json {
		out := map[string]any{"data": c.Data, "monitor": c.Monitor, "outlets": len(m.Outlets), "feeds": len(m.Feeds)}
		if password != "" {
			out["login"], out["password"] = "admin", password
		}
		return a.printJSON(out)
	}
	fmt.Fprintf(a.out, "monitor:  %s (%s, %d outlets, %d feeds)\n", c.Monitor, m.Name[m.Languages.Editions[0]], len(m.Outlets), len(m.Feeds))
	fmt.Fprintf(a.out, "settings: %s\n", filepath.Join(c.Data, configFile))
	if password != "" {
		fmt.Fprintf(a.out, "login:    admin, password %s (shown only now)\n", password)
	}
	fmt.Fprintf(a.out, `
Next, with names of your own (an edition needs two editors: one submits, one approves):
  vigia people add ana --role analyst --data %[1]s
  vigia people add elena --role editor --data %[1]s
  vigia people add ernesto --role editor --data %[1]s
  vigia serve --data %[1]s
`, c.Data)
	return nil
}

// copyMonitor copies a monitor of the program to a folder that has none yet.
// It appears whole or not at all, however the copying ends.
func copyMonitor(name, dir string) error {
	if _, err := os.Stat(filepath.Join(dir, "monitor.yaml")); err == nil {
		return nil
	}
	if es, err := os.ReadDir(dir); err == nil && len(es) > 0 {
		return &vigia.Problem{Kind: vigia.ErrConflict, What: fmt.Sprintf("the folder %s holds files but no monitor.yaml", dir),
			Remedy: "put the monitor there whole, or take the folder away: then a copy of " + name + " is put there"}
	}
	sub, err := fs.Sub(monitors.Files, name)
	if err != nil {
		return err // unreachable: the name is one of monitors.Names
	}
	part := dir + ".part"
	if err := os.RemoveAll(part); err != nil { // of a run that was cut short
		return fmt.Errorf("copy the monitor: %w", err)
	}
	if err := os.CopyFS(part, sub); err != nil {
		return errors.Join(fmt.Errorf("copy the monitor: %w", err), os.RemoveAll(part))
	}
	if err := os.Remove(dir); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("copy the monitor: %w", err)
	}
	if err := os.Rename(part, dir); err != nil {
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

#polls: 36000
# How many polls may be made in an hour, for all sources together.

#base_url: https://monitor.your-house.org/
# Where readers reach the public site; its feeds need it.

#desk: %s
#public: %s
# Where the desk, and the public site for a look, listen. To let others reach
# the desk, put a web server with TLS in front of it.

#replay_address: 127.0.0.1:8322
#replay_url: https://replay.your-house.org
# Where captured pages are shown, apart from the desk: they get a host of their
# own. Behind a web server say with replay_url where a browser reaches it.

#look_again: 1h 6h 1d 3d 7d 30d 90d 365d
# When a cited page is looked at again, counted from its citing; none for never.

#mailbox: /var/mail/vigia
#mail_follow: yes
# Maildirs of newsletters, several with ; between, each also as PATH = OUTLET;
# and whether the reports that they link to are captured.

#polls_kept: 90
# For how many days every poll is kept; older ones are summed up by the day.

#site: a folder, to be served by any web server
#monitor: the folder of monitor.yaml, outlets.csv, policy.yaml …
#agent: %s

#evidence_key: the file of the key that signs the log of captures
#log_name: log.your-house.org/monitor
# The name in which it signs. It is taken when the key is made, and then stays.

#timestamps: https://stamps.one-authority.org/tsr https://two.org/rfc3161
#timestamp_roots: roots.pem
# Authorities that stamp the log with their time (RFC 3161), best two that have
# nothing to do with one another, and their root certificates, in this file.

#evidence_store: s3://bucket/folder
#evidence_endpoint: https://s3.your-house.org
#evidence_store_key: evidence-store.key
# Where sealed files of evidence move. The key's file has two lines: id, secret.

#retention: unused 400 days; refused 30 days
# What 'vigia evidence retain' may remove. Nothing that was used goes.
`, line, c.Desk, c.Public, c.Agent)
}
