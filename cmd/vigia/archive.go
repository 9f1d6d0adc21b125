package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"vigia"
	"vigia/internal/bucket"
	"vigia/internal/db"
	"vigia/internal/desk"
	"vigia/internal/evidence"
	"vigia/internal/retention"
)

// useStore lets sealed files move to the store of the settings.
func (h *house) useStore() error {
	if h.config.Store == "" {
		return nil
	}
	days, err := strconv.Atoi(strings.TrimSpace(h.config.LocalDays))
	if err != nil || days < 0 || days > 36600 {
		return &vigia.Problem{Kind: vigia.ErrInvalid, What: fmt.Sprintf("the setting evidence_local_days is %q", h.config.LocalDays),
			Remedy: "give a number of days, as 7; 0 lets a file go from the folder as soon as the store has it"}
	}
	id, secret, err := h.config.storeKey()
	if err != nil {
		return err
	}
	b, err := bucket.Open(bucket.Options{Address: h.config.Store, Endpoint: h.config.Endpoint, Region: h.config.Region, Key: id, Secret: secret})
	if err != nil {
		return err
	}
	h.evidence.UseRemote(b, time.Duration(days)*24*time.Hour)
	return nil
}

// storeKey reads the key of the store: from the environment, else from the
// file that the settings name.
func (c *config) storeKey() (id, secret string, err error) {
	id, secret = os.Getenv("VIGIA_EVIDENCE_STORE_ID"), os.Getenv("VIGIA_EVIDENCE_STORE_SECRET")
	if c.StoreKey == "" || id != "" && secret != "" {
		return id, secret, nil
	}
	invalid := func(what string) error {
		return &vigia.Problem{Kind: vigia.ErrInvalid, What: fmt.Sprintf("the key of the evidence store in %s %s", c.StoreKey, what),
			Remedy: "write two lines into it, the id and the secret, and chmod 600 it"}
	}
	f, err := os.Open(c.StoreKey)
	if err != nil {
		return "", "", invalid("cannot be read: " + reason(err).Error())
	}
	defer f.Close()
	text, err := io.ReadAll(io.LimitReader(f, 4096))
	if words := strings.Fields(string(text)); err == nil && len(words) == 2 {
		return words[0], words[1], nil
	}
	return "", "", invalid("is not two words")
}

// tendEvery is how often the archive is looked after.
const tendEvery = time.Minute

// tending looks after the archive until ctx ends. What fails is tried again.
func (h *house) tending(ctx context.Context) {
	for h.clock.Sleep(ctx, tendEvery) == nil {
		if err := h.evidence.Tend(ctx, h.d); err != nil && ctx.Err() == nil {
			h.lg.Error("the archive is not looked after", "err", err)
		}
	}
}

// archiveState measures the archive, and the space that is left on its disk.
func (a *app) archiveState(ctx context.Context, h *house) (evidence.State, uint64, error) {
	st, err := h.evidence.State(ctx, h.d)
	free, bad := freeBytes(h.config.evidence())
	if bad != nil {
		free = 0 // this system does not tell
	}
	return st, free, err
}

// archiveLine is the archive in 'vigia evidence status --json'.
func archiveLine(st evidence.State, free uint64, now time.Time) map[string]any {
	parts := func(ps []evidence.Part) []map[string]any {
		out := []map[string]any{}
		for _, p := range ps {
			out = append(out, map[string]any{"key": p.Key, "name": p.Name, "captures": p.Captures, "bytes": p.Bytes})
		}
		return out
	}
	faults := []map[string]any{}
	for _, f := range st.Faults {
		faults = append(faults, map[string]any{"file": f.Name, "fault": f.Fault})
	}
	m := map[string]any{"disk": st.Disk, "free": free, "store": st.Remote, "sealed": st.Stock, "files_here": st.Here, "files_both": st.Both, "files_store": st.Stored,
		"failing": st.Failing, "captures": st.Captures, "bodies": st.Bodies, "revisits": st.Revisits, "saved": st.Saved, "removed": st.Removed, "freed": st.Freed,
		"removal_pending": st.Waiting, "holds": st.HoldCount, "growth_day": st.Growth, "months": parts(st.Months), "sources": parts(st.Sources),
		"unwalked": st.Unwalked, "faults": faults, "walk_late": st.Late(now)}
	if !st.Walked.IsZero() {
		m["walked"] = st.Walked
	}
	if days, ok := st.FullIn(free); ok && free > 0 {
		m["full_in_days"] = days
	}
	return m
}

// monthsShown and sourcesShown bound the lists of 'vigia evidence status'.
const monthsShown, sourcesShown = 6, 5

func (a *app) printArchive(ctx context.Context, h *house) error {
	st, free, err := a.archiveState(ctx, h)
	if err != nil {
		return err
	}
	say := func(format string, args ...any) { fmt.Fprintf(a.out, format+"\n", args...) }
	say("archive: %s on the disk; %s with bodies of %s", inBytes(st.Disk), count(int(st.Captures), "capture"), inBytes(st.Bodies))
	say("  kept once: %s have the body of another, %s saved", count(int(st.Revisits), "capture"), inBytes(st.Saved))
	if days, ok := st.FullIn(free); ok && free > 0 {
		full := "is full in " + count(days, "day")
		if days > 3652 {
			full = "lasts for more than ten years"
		}
		say("  grows by %s a day; the disk, with %s free, %s", inBytes(st.Growth), inBytes(int64(free)), full)
	}
	for _, m := range st.Months[:min(len(st.Months), monthsShown)] {
		say("  %s: %s, %s", m.Key, count(int(m.Captures), "capture"), inBytes(m.Bytes))
	}
	for _, p := range st.Sources[:min(len(st.Sources), sourcesShown)] {
		say("  %s: %s, %s", plain(cmp.Or(p.Name, p.Key, "imports")), count(int(p.Captures), "capture"), inBytes(p.Bytes))
	}
	if st.Remote != "" {
		say("store %s: %s there alone, %d there and here, %d not sent yet", plain(st.Remote), count(st.Stored, "file"), st.Both, st.Here)
	}
	if st.Failing != "" {
		say("  failing: %s; next try %s", plain(st.Failing), st.NextTry.Format(time.DateTime))
	}
	if st.Removed > 0 {
		say("removed by rules: %s, %s freed, %d still to be taken out of their files", count(int(st.Removed), "capture"), inBytes(st.Freed), st.Waiting)
	}
	say("%s", walked(st, h.clock.Now()))
	for _, f := range st.Faults {
		say("  damaged: %s: %s", plain(f.Name), plain(f.Fault))
	}
	return a.printHolds(ctx, h)
}

// walked says when all sealed files were last hashed again.
func walked(st evidence.State, now time.Time) string {
	switch {
	case st.Here+st.Both+st.Stored == 0:
		return "no file is sealed yet, so none is to be hashed again"
	case st.Unwalked > 0:
		return fmt.Sprintf("hashed again: %s not yet since they were sealed", count(st.Unwalked, "file"))
	}
	when := "today"
	if days := int(now.Sub(st.Walked).Hours() / 24); days > 0 {
		when = count(days, "day") + " ago"
	}
	text := "hashed again: all files, the last verified walk was " + when
	if st.Late(now) {
		text += ", which is too long: let 'vigia serve' or 'vigia evidence tend' run"
	}
	return text
}

func (a *app) printHolds(ctx context.Context, h *house) error {
	hs, err := evidence.Holds(ctx, h.d)
	if err != nil {
		return err
	}
	for _, x := range hs {
		if x.ReleasedAt.IsZero() {
			fmt.Fprintf(a.out, "held: %s, %s, since %s by %s: %s\n", x.ID, plain(onWhat(x)), x.At.Format(time.DateOnly), plain(x.By), plain(x.Reason))
		}
	}
	return nil
}

func onWhat(h evidence.Hold) string {
	switch {
	case h.Capture != "":
		return "capture " + h.Capture
	case h.Source != "":
		return "source " + h.Source
	}
	return "captures from " + h.From.Format(time.DateOnly) + " to " + h.To.Add(-time.Second).Format(time.DateOnly)
}

// inBytes is a number of bytes for people.
func inBytes(n int64) string {
	switch f := float64(n); {
	case n >= 1<<30:
		return fmt.Sprintf("%.1f GB", f/(1<<30))
	case n >= 1<<20:
		return fmt.Sprintf("%.1f MB", f/(1<<20))
	case n >= 1<<10:
		return fmt.Sprintf("%.1f kB", f/(1<<10))
	}
	return count(int(n), "byte")
}

// checkArchive tells what of the archive calls for a person.
func (a *app) checkArchive(ctx context.Context) (fs []vigia.Finding) {
	d, err := a.look(ctx)
	if err != nil {
		return nil // which is a finding of checkDatabase
	}
	defer d.Close()
	st, err := evidence.Standing(ctx, d)
	now := today(ctx, d)
	where := "evidence archive"
	switch {
	case err != nil:
		return []vigia.Finding{problem(where, err, "")}
	case st.Late(now):
		fs = append(fs, finding(vigia.Warn, where, walked(st, now), "'vigia evidence tend' goes on with it"))
	default:
		fs = append(fs, finding(vigia.Note, where, walked(st, now), ""))
	}
	for _, f := range st.Faults {
		fs = append(fs, finding(vigia.Block, where, f.Name+" is not as it was sealed: "+f.Fault, "restore it from the store or a backup, and find out who or what changed it"))
	}
	if st.Failing != "" {
		fs = append(fs, finding(vigia.Warn, where, fmt.Sprintf("%s not sent to the store: %s", count(st.Here, "file"), st.Failing), "mend what is named; nothing is lost meanwhile, the files are in the folder"))
	}
	if _, err := retention.Parse(a.config.Retention); err != nil {
		fs = append(fs, problem("retention", err, ""))
	}
	if i, err := os.Stat(a.config.StoreKey); a.config.StoreKey != "" && err == nil && i.Mode().Perm()&0o077 != 0 && os.PathSeparator == '/' {
		fs = append(fs, finding(vigia.Block, "evidence_store_key "+a.config.StoreKey, "others may read it", "chmod 600 "+a.config.StoreKey))
	}
	return fs
}

func (a *app) evidenceTendCommand() *cobra.Command {
	return &cobra.Command{Use: "tend",
		Short: "Do now what is due for the archive: send, remove, hash again",
		Long: `Sends sealed files to the store of the settings, takes out of files what rules have
given up, and hashes again the files that were not looked at for longest. 'vigia
serve' and 'vigia collect' do it by themselves, a part every minute.`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			ctx := cmd.Context()
			h, err := a.open(ctx, furnish{})
			if err != nil {
				return err
			}
			defer h.close()
			failed := h.evidence.Tend(ctx, h.d)
			return errors.Join(a.evidenceStatus(ctx, h), failed)
		}}
}

func (a *app) evidenceHoldCommand() *cobra.Command {
	var source, period, why string
	c := &cobra.Command{Use: "hold [CAPTURE] --reason TEXT",
		Short: "Let no rule remove a capture, those of a source, or those of a period",
		Long: `Puts a hold on a capture, on all captures of a source, or on all captures of a
period, past ones and those to come. No rule of retention removes what is held.
The hold is ended by 'vigia evidence release'; both stay on record with the reason.`,
		Example: "  vigia evidence hold cap_05xz… --reason 'court order 12/2026'\n  vigia evidence hold --period 2026-01-01..2026-03-31 --reason 'inquiry'",
		Args:    cobra.MaximumNArgs(1)}
	c.Flags().StringVar(&source, "source", "", "`ID` of a source, as 'vigia sources list' shows it")
	c.Flags().StringVar(&period, "period", "", "first and last `DAY..DAY`, as 2026-01-01..2026-03-31")
	c.Flags().StringVar(&why, "reason", "", "`TEXT` that says why, and by whose order")
	c.RunE = func(cmd *cobra.Command, args []string) error {
		h := evidence.Hold{Source: source, Reason: why, By: commandLine}
		if len(args) > 0 {
			h.Capture = args[0]
		}
		if period != "" {
			var err error
			if h.From, h.To, err = daysOf(period); err != nil {
				return err
			}
		}
		return a.noting(cmd.Context(), "hold put", func(tx *db.Tx) (string, string, error) {
			put, err := evidence.PutHold(tx, h)
			return put.ID, onWhat(put) + " is held: " + why, err
		})
	}
	return c
}

const commandLine = "command line"

func daysOf(period string) (from, to time.Time, err error) {
	a, b, ok := strings.Cut(period, "..")
	from, bad := time.Parse(time.DateOnly, strings.TrimSpace(a))
	to, worse := time.Parse(time.DateOnly, strings.TrimSpace(b))
	if !ok || bad != nil || worse != nil {
		return from, to, usagef("%q is no period; give the first and the last day, as 2026-01-01..2026-03-31", period)
	}
	return from, to.AddDate(0, 0, 1), nil
}

func (a *app) evidenceReleaseCommand() *cobra.Command {
	c := &cobra.Command{Use: "release HOLD --reason TEXT", Short: "End a hold; it stays on record", Args: cobra.ExactArgs(1)}
	why := c.Flags().String("reason", "", "`TEXT` that says why what was held may go")
	c.RunE = func(cmd *cobra.Command, args []string) error {
		return a.noting(cmd.Context(), "hold released", func(tx *db.Tx) (string, string, error) {
			return args[0], args[0] + " is released: " + *why, evidence.Release(tx, args[0], commandLine, *why)
		})
	}
	return c
}

// noting changes holds, and notes it in the audit trail.
func (a *app) noting(ctx context.Context, act string, f func(tx *db.Tx) (subject, detail string, err error)) error {
	h, err := a.open(ctx, furnish{})
	if err != nil {
		return err
	}
	defer h.close()
	var subject, detail string
	err = h.d.InTx(ctx, func(tx *db.Tx) (err error) {
		if subject, detail, err = f(tx); err != nil {
			return err
		}
		return desk.Audit(tx, desk.Person{}, act, subject, detail)
	})
	if err != nil {
		return err
	}
	return a.say(map[string]any{"hold": subject, "detail": detail}, "%s: %s", subject, plain(detail))
}

func (a *app) evidenceRetainCommand() *cobra.Command {
	var rules string
	var apply bool
	c := &cobra.Command{Use: "retain [--rule RULES] [--dry-run | --apply]",
		Short: "Show what the rules of retention would remove, and remove it",
		Long: `Looks which captures fall under the rules of the settings (retention), or of
--rule, and shows how many would go and how many stay, and why. With --apply their
bytes are removed: a tombstone in the log names the captures, the rule and the
hour; their own entries, with addresses, dates and SHA-256, stay, and so do the
reports that were read in them.

Whatever a rule says, what was selected, cited, decided on, labelled by hand or
published stays, and what corroborates it, is its origin, or is of the same
address; official lists; and what is held ('vigia evidence hold').

Rules, with semicolons between:
  unused 400 days        captures of reports that nobody has used
  unread 60 days         captures in which no report was read
  refused 30 days        what came with a refusal
  class SC 90 days       unused captures of outlets of a class
  outlet KEY 90 days     unused captures of an outlet`,
		Example: "  vigia evidence retain --dry-run\n  vigia evidence retain --rule 'unused 400 days; refused 30 days' --apply",
		Args:    cobra.NoArgs}
	c.Flags().StringVar(&rules, "rule", "", "`RULES` instead of those of the settings")
	c.Flags().BoolVar(&apply, "apply", false, "remove it")
	dry := c.Flags().Bool("dry-run", false, "only show it, as without --apply")
	c.RunE = func(cmd *cobra.Command, _ []string) error {
		if apply && *dry {
			return usagef("--apply removes and --dry-run does not: give one of them")
		}
		rs, err := retention.Parse(cmp.Or(rules, a.config.Retention))
		if err != nil {
			return err
		}
		if len(rs) == 0 {
			return usagef("there is no rule: set retention in the settings, or give --rule 'unused 400 days'")
		}
		return a.retain(cmd.Context(), rs, apply)
	}
	return c
}

func (a *app) retain(ctx context.Context, rules []retention.Rule, apply bool) error {
	if !apply {
		return a.reading(ctx, func(h *house) error {
			plans, err := retention.Look(ctx, h.d, rules, h.clock.Now())
			if err != nil {
				return err
			}
			return a.printPlans(plans, false)
		})
	}
	h, err := a.open(ctx, furnish{})
	if err != nil {
		return err
	}
	defer h.close()
	plans, err := retention.Look(ctx, h.d, rules, h.clock.Now())
	if err != nil {
		return err
	}
	done, failed := retention.Apply(ctx, h.d, h.evidence, plans, commandLine)
	return errors.Join(a.printPlans(done, true), failed)
}

func (a *app) printPlans(plans []retention.Plan, done bool) error {
	for _, p := range plans {
		if a.json {
			if err := a.printJSON(map[string]any{"rule": p.Rule.String(), "removed": done, "captures": len(p.Captures), "bytes": p.Bytes, "stays": p.Stays}); err != nil {
				return err
			}
			continue
		}
		verb := "would be removed"
		if done {
			verb = "removed"
		}
		fmt.Fprintf(a.out, "%s: %s %s, %s\n", plain(p.Rule.String()), count(len(p.Captures), "capture"), verb, inBytes(p.Bytes))
		for _, why := range slices.Sorted(maps.Keys(p.Stays)) {
			fmt.Fprintf(a.out, "  kept, %s: %s\n", count(p.Stays[why], "capture"), plain(why))
		}
	}
	if !done && !a.json {
		fmt.Fprintln(a.out, "nothing was changed; --apply removes it")
	}
	return nil
}

func (a *app) evidenceRemovedCommand() *cobra.Command {
	c := &cobra.Command{Use: "removed", Short: "List the captures whose bytes a rule has given up", Args: cobra.NoArgs}
	most := c.Flags().Int("limit", 100, "show `N` at most, the newest first")
	c.RunE = func(cmd *cobra.Command, _ []string) error {
		return a.reading(cmd.Context(), func(h *house) error {
			all, err := evidence.RemovedList(cmd.Context(), h.d, *most)
			if err != nil {
				return err
			}
			return list(a, all, "CAPTURE OF REMOVED ADDRESS WHY", func(r evidence.Removed) []any {
				return []any{r.Capture, r.At.Format(time.DateOnly), r.Removed.Format(time.DateOnly), r.URL, r.Detail}
			})
		})
	}
	return c
}
