package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"vigia"
	"vigia/internal/article/gold"
	"vigia/internal/db"
	"vigia/internal/desk"
	"vigia/internal/monitor"
	"vigia/internal/source"
)

func (a *app) doctorCommand() *cobra.Command {
	return free(&cobra.Command{
		Use:   "doctor",
		Short: "Check the set-up and say what to do",
		Long: `Checks the folder, the disk, the settings, the monitor, the database, the
sources, the people, the log of captures and the clock, and says what to do about what is wrong. It
changes nothing. Exit code 3 if something is wrong. Whether every capture is
whole tells 'vigia evidence verify', which takes longer.`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			fs := a.diagnose(cmd.Context())
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
	})
}

// diagnose goes from the ground up, and ends where nothing above can stand.
func (a *app) diagnose(ctx context.Context) []vigia.Finding {
	if a.unset != nil {
		return []vigia.Finding{problem("settings", a.unset, "")}
	}
	fs := a.checkFolder()
	if _, err := os.Stat(a.config.Data); err != nil {
		return fs
	}
	fs = append(fs, a.checkMonitor()...)
	fs = append(fs, a.checkDatabase(ctx)...)
	fs = append(fs, a.checkMisread()...)
	fs = append(fs, a.checkMail()...)
	fs = append(fs, a.checkLog(ctx)...)
	return append(fs, a.checkClock()...)
}

// problem is an error as a finding. remedy is for one that brings none.
func problem(path string, err error, remedy string) vigia.Finding {
	what, r := told(err)
	if r == "" {
		r = remedy
	}
	return finding(vigia.Block, path, what, r)
}

func finding(s vigia.Severity, path, message, remedy string) vigia.Finding {
	return vigia.Finding{Severity: s, Path: path, Kind: "doctor", Message: message, Remedy: remedy}
}

// Below these the disk is nearly full.
const (
	littleDisk = 5 << 30
	leastDisk  = 500 << 20
)

func (a *app) checkFolder() []vigia.Finding {
	dir := a.config.Data
	if _, err := os.Stat(dir); err != nil {
		return []vigia.Finding{finding(vigia.Block, "data "+dir, "there is no data folder", "run 'vigia init --data "+dir+"', or give its folder with --data")}
	}
	f, err := os.CreateTemp(dir, ".doctor-*")
	if err != nil {
		return []vigia.Finding{problem("data "+dir, fmt.Errorf("nothing can be written there: %w", reason(err)), "")}
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

// checkMail looks whether the mailboxes of the settings can be read.
func (a *app) checkMail() (fs []vigia.Finding) {
	boxes, err := a.config.mailboxes()
	if err != nil {
		return []vigia.Finding{problem("mailbox", err, "")}
	}
	for _, b := range boxes {
		if err := b.Check(); err != nil {
			f := problem("mailbox "+b.Path, err, "")
			f.Severity = vigia.Warn
			fs = append(fs, f)
		} else {
			fs = append(fs, finding(vigia.Note, "mailbox "+b.Path, "can be read", ""))
		}
	}
	return fs
}

func (a *app) checkMonitor() []vigia.Finding {
	where := "monitor " + a.config.Monitor
	m, fs, err := monitor.Load(a.config.Monitor)
	if err != nil {
		return []vigia.Finding{problem(where, err, "run 'vigia init', or name the folder in config.yaml")}
	}
	faults := len(blocking(fs))
	remedy := "'vigia monitor lint " + a.config.Monitor + "' shows what to do"
	switch {
	case faults > 0:
		return []vigia.Finding{finding(vigia.Block, where, fmt.Sprintf("%d faults", faults), remedy)}
	case len(fs) > 0:
		return []vigia.Finding{finding(vigia.Warn, where, fmt.Sprintf("no faults, and %d warnings", len(fs)), remedy)}
	}
	return []vigia.Finding{finding(vigia.Note, "monitor "+m.Key, fmt.Sprintf("no faults, %d outlets, %d feeds", len(m.Outlets), len(m.Feeds)), "")}
}

func (a *app) checkDatabase(ctx context.Context) []vigia.Finding {
	where := "database " + db.Redact(a.config.Database)
	d, err := a.look(ctx)
	if err != nil {
		f := problem(where, err, "")
		f.Message = strings.TrimPrefix(f.Message, where+": ") // it stands before it
		return []vigia.Finding{f}
	}
	defer d.Close()
	n, err := desk.LoadCounts(ctx, d)
	if err != nil {
		return []vigia.Finding{problem(where, err, "run 'vigia init' to bring its tables up to date")}
	}
	fs := []vigia.Finding{finding(vigia.Note, where, fmt.Sprintf("%d captures, %d reports, %d stories", n.Captures, n.Reports, n.Stories), "")}
	hs, err := source.HealthOf(ctx, d, today(ctx, d))
	if err != nil {
		return append(fs, problem("sources", err, "run 'vigia init' to bring the tables up to date"))
	}
	count := map[string]int{}
	for _, h := range hs {
		count[h.Word]++
	}
	if bad := troubled(count); bad > 0 {
		fs = append(fs, finding(vigia.Warn, "sources", fmt.Sprintf("%d of %d call for a person: failing, blocked, gone, moved or silent", bad, len(hs)), "'vigia sources list' says why and what to do"))
	}
	if ps, err := desk.People(ctx, d); err == nil && !twoEditors(ps) {
		fs = append(fs, finding(vigia.Warn, "people", "there are fewer than two editors, and one submits what another approves", "vigia people add LOGIN --role editor --data "+a.config.Data))
	}
	return fs
}

// checkMisread tells where the desk keeps misreadings, and whether they can be
// read and written.
func (a *app) checkMisread() []vigia.Finding {
	dir := a.config.misread()
	where := "misread " + dir
	if _, err := os.Stat(dir); errors.Is(err, fs.ErrNotExist) {
		return []vigia.Finding{finding(vigia.Note, where, "no misreading was reported yet; those reported at the desk are kept there", "")}
	}
	f, err := os.CreateTemp(dir, ".doctor-*")
	if err != nil {
		return []vigia.Finding{problem(where, fmt.Errorf("nothing can be written there: %w", reason(err)), "give this user the right to write in the folder")}
	}
	f.Close()
	os.Remove(f.Name())
	pages, err := gold.Read(dir)
	if err != nil {
		return []vigia.Finding{problem(where, err, "mend the file that is named")}
	}
	return []vigia.Finding{finding(vigia.Note, where, count(len(pages), "misreading")+" reported; 'vigia try page --against "+dir+"' shows which are still misread", "")}
}

// troubled counts the sources that call for a person.
func troubled(count map[string]int) (n int) {
	for _, word := range source.Troubled {
		n += count[word]
	}
	return n
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

// checkClock compares the clock with what was written last.
func (a *app) checkClock() []vigia.Finding {
	for _, name := range []string{filepath.Join(a.config.Data, configFile), a.config.Database} {
		i, err := os.Stat(name)
		if err == nil && i.ModTime().After(time.Now().Add(time.Hour)) {
			return []vigia.Finding{finding(vigia.Warn, "clock", fmt.Sprintf("%s was written in the future (%s): this machine's clock is wrong, or was", name, i.ModTime().Format(time.DateTime)),
				"set the clock, best by NTP: evidence is dated by it")}
		}
	}
	return nil
}
