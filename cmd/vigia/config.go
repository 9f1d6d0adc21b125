package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"reflect"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
	"go.yaml.in/yaml/v4"

	"vigia"
)

// config is what a program is set up with: defaults, then the file
// config.yaml in the data folder, then VIGIA_… in the environment, then flags.
type config struct {
	Data     string `yaml:"-"`        // folder of everything below
	Database string `yaml:"database"` // file, or postgres://…
	Monitor  string `yaml:"monitor"`  // folder of the monitor
	Site     string `yaml:"site"`     // folder of the public site
	BaseURL  string `yaml:"base_url"` // where the public site is reached, for feeds
	Desk     string `yaml:"desk"`     // address on which the desk listens
	Public   string `yaml:"public"`   // address on which the public site is shown, "" for none
	Agent    string `yaml:"agent"`    // name that sources see
	Contact  string `yaml:"contact"`  // address that sources may write to
}

const configFile = "config.yaml"

func (c *config) load(flags *pflag.FlagSet) error {
	*c = config{Data: "vigia-data", Desk: "127.0.0.1:8321", Public: "127.0.0.1:8320", Agent: "Vigia"}
	if v := os.Getenv("VIGIA_DATA"); v != "" {
		c.Data = v
	}
	if f := flags.Lookup("data"); f != nil && f.Changed {
		c.Data = f.Value.String()
	}
	if err := c.file(filepath.Join(c.Data, configFile)); err != nil {
		return err
	}
	for name, p := range c.fields() {
		if v := os.Getenv("VIGIA_" + strings.ToUpper(name)); v != "" {
			*p = v
		}
		if f := flags.Lookup(strings.ReplaceAll(name, "_", "-")); f != nil && f.Changed {
			*p = f.Value.String()
		}
	}
	def := func(p *string, name string) {
		if *p == "" {
			*p = filepath.Join(c.Data, name)
		}
	}
	def(&c.Database, "vigia.db")
	def(&c.Monitor, "monitor")
	def(&c.Site, "site")
	return nil
}

func (c *config) file(path string) error {
	b, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("configuration: %w", err)
	}
	if blank(string(b)) {
		return nil // only comments, as init writes it
	}
	if err := yaml.Load(b, c, yaml.WithKnownFields()); err != nil {
		return &vigia.Problem{Kind: vigia.ErrInvalid, What: fmt.Sprintf("%s: %v", path, err), Remedy: "mend that line; 'vigia config' shows the settings there are"}
	}
	return nil
}

func blank(s string) bool {
	for line := range strings.Lines(s) {
		if line = strings.TrimSpace(line); line != "" && !strings.HasPrefix(line, "#") {
			return false
		}
	}
	return true
}

// fields are the settings by their names in the file.
func (c *config) fields() map[string]*string {
	m := map[string]*string{}
	v := reflect.ValueOf(c).Elem()
	for i := range v.NumField() {
		if name := v.Type().Field(i).Tag.Get("yaml"); name != "-" {
			m[name] = v.Field(i).Addr().Interface().(*string)
		}
	}
	return m
}

func (c *config) evidence() string { return filepath.Join(c.Data, "evidence") }
func (c *config) preview() string  { return filepath.Join(c.Data, "preview") }
func (c *config) keyFile() string  { return filepath.Join(c.Data, "site.key") }

func (a *app) configCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "config",
		Short: "Show the settings in force",
		Long: `Shows the settings in force and where they come from: defaults, config.yaml in
the data folder, VIGIA_NAME in the environment, flags. Passwords are masked.`,
		Args: cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			c := a.config
			c.Database = masked(c.Database)
			if a.json {
				return a.printJSON(c)
			}
			fmt.Fprintf(a.out, "data: %s\n", c.Data)
			b, err := yaml.Marshal(c)
			if err != nil {
				return err
			}
			_, err = a.out.Write(b)
			return err
		},
	}
}

func masked(where string) string {
	scheme, rest, ok := strings.Cut(where, "://")
	if !ok {
		return where
	}
	if _, host, ok := strings.Cut(rest, "@"); ok {
		return scheme + "://…@" + host
	}
	return where
}
