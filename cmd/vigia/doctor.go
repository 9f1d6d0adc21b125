package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"github.com/spf13/cobra"

	"vigia"
	"vigia/internal/desk"
	"vigia/internal/monitor"
	"vigia/internal/source"
)

func (a *app) doctorCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "doctor",
		Short: "Check the set-up and say what to do",
		Long: `Checks the folder, the disk, the monitor, the database, the evidence and the
sources, and says what to do about what is wrong. It changes nothing. Exit code
3 if something is wrong.`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			var fs []vigia.Finding
			for _, check := range []func(context.Context) []vigia.Finding{a.checkFolder, a.checkMonitor, a.checkDatabase, a.checkClock} {
				fs = append(fs, check(cmd.Context())...)
			}
			if err := a.findings(fs); err != nil {
				return err
			}
			for _, f := range fs {
				if f.Severity != vigia.Note {
					return exit(exitFindings)
				}
			}
			return nil
		},
	}
}

func finding(s vigia.Severity, path, message, remedy string) vigia.Finding {
	return vigia.Finding{Severity: s, Path: path, Kind: "doctor", Message: message, Remedy: remedy}
}

// Below these the disk is nearly full.
const (
	littleDisk = 5 << 30
	leastDisk  = 500 << 20
)

func (a *app) checkFolder(context.Context) []vigia.Finding {
	dir := a.config.Data
	if _, err := os.Stat(dir); err != nil {
		return []vigia.Finding{finding(vigia.Block, "data "+dir, "there is no data folder", "run 'vigia init --data "+dir+"'")}
	}
	f, err := os.CreateTemp(dir, ".doctor-*")
	if err != nil {
		return []vigia.Finding{finding(vigia.Block, "data "+dir, "cannot write: "+err.Error(), "give this user the folder, or name another one with --data")}
	}
	f.Close()
	os.Remove(f.Name())
	free, err := freeBytes(dir)
	switch {
	case err != nil:
		return []vigia.Finding{finding(vigia.Note, "disk", "its free space is not known: "+err.Error(), "")}
	case free < leastDisk:
		return []vigia.Finding{finding(vigia.Block, "disk", fmt.Sprintf("%d MB are free", free>>20), "free some space: captures need it")}
	case free < littleDisk:
		return []vigia.Finding{finding(vigia.Warn, "disk", fmt.Sprintf("%d MB are free", free>>20), "plan for more space soon")}
	}
	return []vigia.Finding{finding(vigia.Note, "data "+dir, fmt.Sprintf("writable, %d GB free", free>>30), "")}
}

func (a *app) checkMonitor(context.Context) []vigia.Finding {
	m, fs, err := monitor.Load(a.config.Monitor)
	if err != nil {
		return []vigia.Finding{finding(vigia.Block, "monitor "+a.config.Monitor, err.Error(), "run 'vigia init', or name the folder in config.yaml")}
	}
	if len(fs) > 0 {
		return []vigia.Finding{finding(vigia.Block, "monitor "+a.config.Monitor, fmt.Sprintf("%d faults", len(fs)), "'vigia monitor lint "+a.config.Monitor+"' shows them")}
	}
	return []vigia.Finding{finding(vigia.Note, "monitor "+m.Key, fmt.Sprintf("no faults, %d outlets, %d feeds", len(m.Outlets), len(m.Feeds)), "")}
}

func (a *app) checkDatabase(ctx context.Context) []vigia.Finding {
	where := "database " + masked(a.config.Database)
	d, err := a.look(ctx)
	if err != nil {
		return []vigia.Finding{finding(vigia.Block, where, err.Error(), "")}
	}
	defer d.Close()
	n, err := desk.LoadCounts(ctx, d)
	if err != nil {
		return []vigia.Finding{finding(vigia.Block, where, err.Error(), "run 'vigia init' to bring its tables up to date")}
	}
	fs := []vigia.Finding{finding(vigia.Note, where, fmt.Sprintf("%d captures, %d reports, %d stories", n.Captures, n.Reports, n.Stories), "")}
	hs, err := source.HealthOf(ctx, d, today(ctx, d))
	if err != nil {
		return append(fs, finding(vigia.Block, "sources", err.Error(), ""))
	}
	count := map[string]int{}
	for _, h := range hs {
		count[h.Word]++
	}
	if bad := count["failing"] + count["blocked"] + count["gone"]; bad > 0 {
		fs = append(fs, finding(vigia.Warn, "sources", fmt.Sprintf("%d of %d are failing, blocked or gone", bad, len(hs)), "'vigia sources list' says why and what to do"))
	}
	if ps, err := desk.People(ctx, d); err == nil && !twoEditors(ps) {
		fs = append(fs, finding(vigia.Warn, "people", "there are fewer than two editors: nothing can be approved", "vigia people add LOGIN --role editor"))
	}
	return fs
}

func twoEditors(ps []desk.Person) bool {
	n := 0
	for _, p := range ps {
		if p.May(desk.Approve) {
			n++
		}
	}
	return n >= 2
}

// checkClock compares the clock with the newest file of the database.
func (a *app) checkClock(context.Context) []vigia.Finding {
	i, err := os.Stat(filepath.Join(a.config.Data, configFile))
	if errors.Is(err, os.ErrNotExist) || err != nil {
		return nil
	}
	if i.ModTime().After(time.Now().Add(time.Hour)) {
		return []vigia.Finding{finding(vigia.Warn, "clock", "the settings were written in the future: this machine's clock is wrong", "set the clock, best by NTP: evidence is dated by it")}
	}
	return nil
}
