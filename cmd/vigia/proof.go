package main

import (
	"encoding/json"
	"fmt"
	"os"
	"runtime/debug"

	"github.com/spf13/cobra"

	"vigia"
	"vigia/internal/monitor"
	"vigia/internal/pipeline"
	"vigia/internal/policy"
	"vigia/internal/publish"
)

func (a *app) verifyCommand() *cobra.Command {
	return free(&cobra.Command{
		Use:   "verify FOLDER",
		Short: "Recount a published site from its files alone",
		Long: `Recounts every edition of a published site: the share of state media from the
published outlets and the policy, every bullet, every file's digest, every capture,
the signatures and the chain of editions. It needs nothing but the folder.
Exit code 3 if something does not agree.`,
		Example: "  vigia verify sample-data/site",
		Args:    cobra.ExactArgs(1),
		RunE: func(_ *cobra.Command, args []string) error {
			if _, err := os.ReadDir(args[0]); err != nil {
				return &vigia.Problem{Kind: vigia.ErrNotFound, What: fmt.Sprintf("the folder %s cannot be read: %v", args[0], reason(err)), Remedy: "give the folder of a published site"}
			}
			r, err := publish.Verify(args[0])
			if err != nil {
				return fmt.Errorf("%s: %w", args[0], err)
			}
			if a.json {
				if err := a.printJSON(r); err != nil {
					return err
				}
			} else {
				for _, e := range r.Editions {
					fmt.Fprintf(a.out, "edition %d: state media %d/%d of the selected reports, at most %s; by origin %d/%d; %d captures and %d files checked\n",
						e.Number, e.Share.Counted, e.Share.Total, e.Limit, e.ByOrigin.Counted, e.ByOrigin.Total, e.Captures, e.Files)
				}
				if err := a.findings(r.Findings); err != nil {
					return err
				}
				if r.OK() {
					fmt.Fprintf(a.out, "everything agrees\n")
				} else {
					fmt.Fprintf(a.out, "the site is not as it was published: %s\n", count(len(blocking(r.Findings)), "finding"))
				}
			}
			if !r.OK() {
				return exit(exitFindings)
			}
			return nil
		},
	})
}

func (a *app) policyCommand() *cobra.Command {
	c := free(&cobra.Command{Use: "policy", Short: "Judge a selection under a source policy"})
	check := &cobra.Command{
		Use:   "check SELECTION.json…",
		Short: "Judge selections given as JSON",
		Long: `Judges selections under a policy with the same function as the desk and
publication: exact integers, nothing rounded. 'vigia edition selection NUMBER'
prints the selection of an edition in this form. Exit code 3 if one is blocked.`,
		Example: "  vigia policy check --policy policy.yaml selection.json",
		Args:    cobra.MinimumNArgs(1),
	}
	file := check.Flags().String("policy", "", "`FILE` of the policy (policy.yaml of the monitor unless given)")
	check.RunE = func(_ *cobra.Command, args []string) error {
		p, err := a.loadPolicy(*file)
		if err != nil {
			return err
		}
		blocked := false
		for _, name := range args {
			r, err := judge(p, name)
			if err != nil {
				return err
			}
			if err := a.judged(name, r); err != nil {
				return err
			}
			blocked = blocked || vigia.Blocking(r.Findings)
		}
		if blocked {
			return exit(exitFindings)
		}
		return nil
	}
	c.AddCommand(check)
	return c
}

func (a *app) loadPolicy(file string) (policy.Policy, error) {
	if file == "" {
		if a.unset != nil {
			return policy.Policy{}, a.unset
		}
		m, err := loadMonitor(a.config.Monitor)
		if err != nil {
			return policy.Policy{}, err
		}
		return m.Policy, nil
	}
	f, err := os.Open(file)
	if err != nil {
		return policy.Policy{}, fmt.Errorf("policy: %w", err)
	}
	defer f.Close()
	p, fs, err := monitor.LoadPolicy(f, file)
	if err != nil {
		return p, err
	}
	if vigia.Blocking(fs) {
		if err := a.findings(fs); err != nil {
			return p, err
		}
		return p, exit(exitFindings)
	}
	return p, nil
}

func judge(p policy.Policy, name string) (policy.Result, error) {
	b, err := os.ReadFile(name)
	if err != nil {
		return policy.Result{}, fmt.Errorf("selection: %w", err)
	}
	var s policy.Selection
	if err := json.Unmarshal(b, &s); err != nil {
		return policy.Result{}, &vigia.Problem{Kind: vigia.ErrInvalid, What: fmt.Sprintf("%s is no selection: %s", name, pipeline.JSONFault(err)), Remedy: "'vigia edition selection NUMBER' prints one"}
	}
	return policy.Check(p, s), nil
}

func (a *app) judged(name string, r policy.Result) error {
	if a.json {
		return a.printJSON(r)
	}
	word := "passes"
	if vigia.Blocking(r.Findings) {
		word = "blocked"
	}
	fmt.Fprintf(a.out, "%s: %s, state media %d/%d, by origin %d/%d\n", name, word, r.Share.Counted, r.Share.Total, r.ByOrigin.Counted, r.ByOrigin.Total)
	return a.findings(r.Findings)
}

func (a *app) monitorCommand() *cobra.Command {
	c := free(&cobra.Command{Use: "monitor", Short: "Look after the monitor's folder"})
	c.AddCommand(&cobra.Command{
		Use:   "lint FOLDER",
		Short: "Find every fault of a monitor's folder in one run",
		Long: `Finds every fault of a monitor's folder by file, line and field, in one run, and
says what to do about each. With a fault that says block the monitor is not used;
with a warning it is. Exit code 3 if there is either.`,
		Example: "  vigia monitor lint my-monitor/monitor",
		Args:    cobra.ExactArgs(1),
		RunE: func(_ *cobra.Command, args []string) error {
			if _, err := os.ReadDir(args[0]); err != nil {
				return &vigia.Problem{Kind: vigia.ErrNotFound, What: fmt.Sprintf("the folder %s cannot be read: %v", args[0], reason(err)), Remedy: "give a folder that holds a monitor.yaml"}
			}
			m, fs, err := monitor.Load(args[0])
			if err != nil {
				return err
			}
			if err := a.findings(fs); err != nil {
				return err
			}
			if len(fs) > 0 {
				if !a.json {
					faults := len(blocking(fs))
					fmt.Fprintf(a.out, "%s, %s\n", count(faults, "fault"), count(len(fs)-faults, "warning"))
				}
				return exit(exitFindings)
			}
			return a.say(map[string]any{"monitor": m.Key, "version": m.Version, "outlets": len(m.Outlets), "feeds": len(m.Feeds), "terms": len(m.Lexicon)},
				"%s: no faults; %d networks, %d outlets, %d feeds, %d terms; version %s", m.Key, len(m.Networks), len(m.Outlets), len(m.Feeds), len(m.Lexicon), m.Version)
		},
	})
	return c
}

// version is set by the build.
var version = "development"

func (a *app) versionCommand() *cobra.Command {
	return free(&cobra.Command{Use: "version", Short: "Show the version", Args: cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			info, _ := debug.ReadBuildInfo()
			goVersion := ""
			if info != nil {
				goVersion = info.GoVersion
			}
			return a.say(map[string]string{"version": version, "go": goVersion}, "vigia %s (%s)", version, goVersion)
		}})
}
