package main

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"strconv"
	"strings"
	"text/tabwriter"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
	"go.yaml.in/yaml/v4"

	"vigia"
	"vigia/internal/db"
	"vigia/internal/pipeline"
	"vigia/internal/watch"
)

// config is what a program is set up with: defaults, then the file
// config.yaml in the data folder, then VIGIA_… in the environment, then flags.
type config struct {
	Data     string `yaml:"-"`               // folder of everything below
	Database string `yaml:"database"`        // file, or postgres://…
	Monitor  string `yaml:"monitor"`         // folder of the monitor
	Site     string `yaml:"site"`            // folder of the public site
	BaseURL  string `yaml:"base_url"`        // where the public site is reached, for feeds
	Desk     string `yaml:"desk"`            // address on which the desk listens
	Public   string `yaml:"public"`          // address on which the public site is shown, "" for none
	Agent    string `yaml:"agent"`           // name that sources see
	Contact  string `yaml:"contact"`         // address that sources may write to
	Key      string `yaml:"evidence_key"`    // file of the key that signs the log of captures
	LogName  string `yaml:"log_name"`        // name of that log, when its key is made
	Stamps   string `yaml:"timestamps"`      // addresses of time-stamp authorities (RFC 3161), with spaces between; "" for none
	Roots    string `yaml:"timestamp_roots"` // file of certificates in PEM that their stamps must end at; "" does not ask
	Polls    string `yaml:"polls"`           // how many polls may be made in an hour
	WebSub   string `yaml:"websub"`          // public address of /hub/ of the public site, for hubs; "" asks none

	Mailbox string `yaml:"mailbox"`     // maildirs that are read, each on a line, as PATH or PATH = OUTLET; "" for none
	Follow  string `yaml:"mail_follow"` // yes: the reports that e-mails link to are captured

	Looks     string `yaml:"look_again"`          // ages at which cited pages are looked at again, as "1h 1d 30d"; "none"
	Replay    string `yaml:"replay_address"`      // address on which captured pages are shown, an origin of their own; "" for none
	ReplayURL string `yaml:"replay_url"`          // where a browser reaches it, behind a web server
	PollsKept string `yaml:"polls_kept"`          // days for which every poll is kept; older ones are summed up by the day
	Store     string `yaml:"evidence_store"`      // s3://bucket or s3://bucket/folder for sealed files, "" for the folder alone
	Endpoint  string `yaml:"evidence_endpoint"`   // https://host:port of its server: may stand on a private address
	Region    string `yaml:"evidence_region"`     // of the bucket
	StoreKey  string `yaml:"evidence_store_key"`  // file of two lines: the id of its key, and the secret
	LocalDays string `yaml:"evidence_local_days"` // how long what was sent stays in the folder too
	Retention string `yaml:"retention"`           // rules by which captures are given up, with semicolons between; "" for none

	from map[string]string // setting -> where its value comes from
}

const configFile = "config.yaml"

func (c *config) load(flags *pflag.FlagSet) error {
	*c = config{Data: "vigia-data", Desk: "127.0.0.1:8321", Public: "127.0.0.1:8320", Agent: "Vigia", Polls: "36000",
		Looks: watch.Usual, Replay: "127.0.0.1:8322", PollsKept: "90", LocalDays: "7", from: map[string]string{}}
	c.override(flags, "data", &c.Data)
	if c.Data == "" {
		return usagef("--data names no folder; give one, as --data my-monitor")
	}
	err := c.file(filepath.Join(c.Data, configFile))
	for name, p := range c.fields() {
		c.override(flags, name, p)
	}
	for name, in := range map[string]string{"database": "vigia.db", "monitor": "monitor", "site": "site", "evidence_key": "evidence.key"} {
		if p := c.fields()[name]; *p == "" {
			*p = filepath.Join(c.Data, in)
		}
	}
	return err
}

// override takes a setting from the environment or a flag.
func (c *config) override(flags *pflag.FlagSet, name string, p *string) {
	env, flag := "VIGIA_"+strings.ToUpper(name), strings.ReplaceAll(name, "_", "-")
	if v := os.Getenv(env); v != "" {
		*p, c.from[name] = v, env
	}
	if f := flags.Lookup(flag); f != nil && f.Changed {
		*p, c.from[name] = f.Value.String(), "--"+flag
	}
}

func (c *config) file(path string) error {
	b, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("settings: %w", err)
	}
	if b = bytes.TrimPrefix(b, []byte("\ufeff")); blank(string(b)) {
		return nil // only comments, as init writes it
	}
	before := *c
	if err := yaml.Load(b, c, yaml.WithKnownFields()); err != nil {
		return &vigia.Problem{Kind: vigia.ErrInvalid, What: path + " " + strings.Join(yamlFaults(err), "; "),
			Remedy: "mend it; the settings are " + strings.Join(c.names(), ", ") + ", each as  name: value"}
	}
	was := before.fields()
	for name, p := range c.fields() {
		if *p != *was[name] {
			c.from[name] = path
		}
	}
	return nil
}

var unknownSetting = regexp.MustCompile(`^field (.+) not found in type`)

// yamlFaults puts the errors of the YAML library into words, each with its line.
func yamlFaults(err error) []string {
	var many *yaml.LoadErrors
	var one *yaml.LoadError
	var all []*yaml.LoadError
	switch {
	case errors.As(err, &many):
		all = many.Errors
	case errors.As(err, &one):
		all = append(all, one)
	default:
		return []string{"is no YAML"}
	}
	var out []string
	for _, e := range all {
		what := "is no YAML: " + e.Message
		if m := unknownSetting.FindStringSubmatch(e.Message); m != nil {
			what = fmt.Sprintf("there is no setting %q", m[1])
		} else if e.Stage == yaml.ConstructorStage {
			what = "a setting takes one value, and there is something else"
		}
		out = append(out, fmt.Sprintf("line %d: %s", max(e.Mark.Line, 1), what))
	}
	return out
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
	for _, name := range c.names() {
		for i := range v.NumField() {
			if v.Type().Field(i).Tag.Get("yaml") == name {
				m[name] = v.Field(i).Addr().Interface().(*string)
			}
		}
	}
	return m
}

// names are the settings in order.
func (c *config) names() []string {
	var names []string
	t := reflect.TypeFor[config]()
	for i := range t.NumField() {
		if name := t.Field(i).Tag.Get("yaml"); name != "" && name != "-" {
			names = append(names, name)
		}
	}
	return names
}

// budget is the number of polls an hour.
func (c *config) budget() (float64, error) {
	if c.Polls == "" {
		return 0, nil // as usual
	}
	n, err := strconv.Atoi(strings.TrimSpace(c.Polls))
	if err != nil || n < 1 {
		return 0, &vigia.Problem{Kind: vigia.ErrInvalid, What: fmt.Sprintf("the setting polls is %q", c.Polls),
			Remedy: "give the number of polls that may be made in an hour, as 36000"}
	}
	return float64(n), nil
}

// days is for how many days every poll is kept.
func (c *config) days() (int, error) {
	n, err := strconv.Atoi(strings.TrimSpace(cmp.Or(c.PollsKept, "90")))
	if err != nil || n < 1 || n > 36500 {
		return 0, &vigia.Problem{Kind: vigia.ErrInvalid, What: fmt.Sprintf("the setting polls_kept is %q", c.PollsKept),
			Remedy: "give a number of days, as 90"}
	}
	return n, nil
}

// userAgent is how sources see us.
func (c *config) userAgent() string {
	if c.Contact == "" {
		return c.Agent
	}
	return c.Agent + " (+" + c.Contact + ")"
}

// mailboxes are the maildirs that are read.
func (c *config) mailboxes() ([]pipeline.Mailbox, error) {
	follow := map[string]bool{"": false, "no": false, "false": false, "yes": true, "true": true}
	yes, ok := follow[strings.ToLower(strings.TrimSpace(c.Follow))]
	if !ok {
		return nil, &vigia.Problem{Kind: vigia.ErrInvalid, What: fmt.Sprintf("the setting mail_follow is %q", c.Follow), Remedy: "give yes or no"}
	}
	return pipeline.Mailboxes(c.Mailbox, yes)
}

// callback is the address below which hubs reach us.
func (c *config) callback() (string, error) {
	if c.WebSub == "" {
		return "", nil
	}
	u, err := url.Parse(c.WebSub)
	if err != nil || u.Host == "" || u.Scheme != "https" && u.Scheme != "http" || u.RawQuery != "" || u.User != nil {
		return "", &vigia.Problem{Kind: vigia.ErrInvalid, What: fmt.Sprintf("the setting websub is %q", c.WebSub),
			Remedy: "give the public address at which hubs reach /hub/ of the public site, as https://monitor.example.org/hub/"}
	}
	return c.WebSub, nil
}

func (c *config) evidence() string { return filepath.Join(c.Data, "evidence") }
func (c *config) preview() string  { return filepath.Join(c.Data, "preview") }
func (c *config) misread() string  { return filepath.Join(c.Data, "misread") }
func (c *config) keyFile() string  { return filepath.Join(c.Data, "site.key") }

// logKey is the file of the key that signs the log of captures.
func (c *config) logKey() string { return cmp.Or(c.Key, filepath.Join(c.Data, "evidence.key")) }

func (a *app) configCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "config",
		Short: "Show the settings in force",
		Long: `Shows the settings in force and where each comes from: the program, config.yaml
in the data folder, VIGIA_NAME in the environment, an option. The later comes
first. Passwords are masked.`,
		Args: cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error { return a.showConfig() },
	}
}

// setting is a line of 'vigia config'.
type setting struct{ Setting, Value, From string }

func (a *app) showConfig() error {
	c := a.config
	c.Database = db.Redact(c.Database)
	from := func(name string) string {
		if f := c.from[name]; f != "" {
			return f
		}
		return "the program"
	}
	all := []setting{{"data", c.Data, from("data")}}
	values := c.fields()
	for _, name := range c.names() {
		all = append(all, setting{name, *values[name], from(name)})
	}
	if a.json {
		return list(a, all, "", nil)
	}
	w := tabwriter.NewWriter(a.out, 0, 4, 2, ' ', 0)
	for _, s := range all {
		fmt.Fprintf(w, "%s:\t%s\t# from %s\n", s.Setting, plain(s.Value), plain(s.From))
	}
	return w.Flush()
}
