package main

import (
	"context"
	"crypto/rand"
	"crypto/x509"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"vigia"
	"vigia/internal/evidence"
	"vigia/internal/rank"
	"vigia/internal/stamp"
	"vigia/internal/tiles"
)

func (a *app) evidenceCommand() *cobra.Command {
	c := &cobra.Command{Use: "evidence", Short: "Look after the kept captures and prove them to others"}
	c.AddCommand(a.evidenceVerifyCommand(), a.evidenceCheckpointCommand(), a.evidenceStampCommand(), a.evidenceStatusCommand(),
		a.evidenceExportCommand(), a.evidenceCheckCommand(), a.evidenceChangesCommand(), a.evidenceHoldCommand(), a.evidenceReleaseCommand(),
		a.evidenceRetainCommand(), a.evidenceRemovedCommand(), a.evidenceTendCommand())
	return c
}

func (a *app) evidenceVerifyCommand() *cobra.Command {
	c := &cobra.Command{
		Use:   "verify",
		Short: "Check that every capture is whole, and the log of them all",
		Long: `Reads every record that a capture names and hashes it again; checks that the log
holds every capture once and as it is, that its files are what its entries make,
and that its checkpoint signs them. With --checkpoint it also proves that
everything that an older checkpoint covers is still there, unchanged and in its
place: keep one outside this machine ('vigia evidence checkpoint' prints it), or
have it from whoever does. Time-stamps are checked
against the root certificates of --roots, without asking anybody. The models that
order the queue are kept and logged like captures, and checked with them.
Exit code 3 if something is not as it was kept.`,
		Example: "  vigia evidence verify --data my-monitor\n  vigia evidence verify --checkpoint old-checkpoint.txt",
		Args:    cobra.NoArgs,
	}
	roots := c.Flags().String("roots", "", "`FILE` of certificates in PEM that time-stamps must end at (timestamp_roots of the settings unless given)")
	old := c.Flags().StringArray("checkpoint", nil, "`FILE` of a checkpoint that was kept; may be given several times")
	c.RunE = func(cmd *cobra.Command, _ []string) error {
		held, err := readAll(*old)
		if err != nil {
			return err
		}
		if *roots == "" {
			*roots = a.config.Roots
		}
		trusted, err := loadRoots(*roots)
		if err != nil {
			return err
		}
		return a.reading(cmd.Context(), func(h *house) error {
			return a.verifyEvidence(cmd.Context(), h, evidence.Trust{Key: h.publicKey(), Roots: trusted, Held: held})
		})
	}
	return c
}

func readAll(names []string) (all [][]byte, err error) {
	for _, name := range names {
		b, err := os.ReadFile(name)
		if err == nil {
			if _, bad := tiles.ReadCheckpoint(b); bad != nil {
				return nil, usagef("%s is no checkpoint: %v; give a file as 'vigia evidence checkpoint' prints it", name, bad)
			}
		}
		if err != nil {
			return nil, &vigia.Problem{Kind: vigia.ErrNotFound, What: fmt.Sprintf("the checkpoint %s cannot be read: %v", name, reason(err)), Remedy: "give a file as 'vigia evidence checkpoint' prints it"}
		}
		all = append(all, b)
	}
	return all, nil
}

func (a *app) verifyEvidence(ctx context.Context, h *house, t evidence.Trust) error {
	n := 0
	fs, err := h.evidence.Check(ctx, h.d, func(_, total int) { n = total })
	if err != nil {
		return err
	}
	st, err := h.evidence.State(ctx, h.d)
	if err != nil {
		return err
	}
	n -= int(st.Removed - st.Waiting)
	r, err := h.evidence.CheckLog(ctx, h.d, t)
	if err != nil {
		return err
	}
	models, found, err := rank.Check(ctx, h.d, h.evidence)
	if err != nil {
		return err
	}
	fs = append(append(fs, r.Findings...), found...)
	if err := a.findings(fs); err != nil {
		return err
	}
	if vigia.Blocking(fs) {
		return exit(exitFindings)
	}
	text := fmt.Sprintf("%d captures with bytes, all whole; %d entries of the log, all in place", n, r.Captures)
	if st.Removed > 0 {
		text += "; " + count(int(st.Removed), "capture") + " removed by rules, with their tombstones"
	}
	if models > 0 {
		text += "; " + count(models, "ranking model") + " as logged"
	}
	if r.Waiting > 0 {
		text += fmt.Sprintf("; the next checkpoint signs %d of them", r.Waiting)
	}
	if r.Stamps > 0 {
		text += "; " + count(r.Stamps, "time-stamp") + " in order"
		if t.Roots == nil {
			text += " (whose they are was not asked: --roots)"
		}
	}
	if len(t.Held) > 0 {
		text += "; nothing is missing or changed since " + count(len(t.Held), "older checkpoint")
	}
	return a.say(map[string]any{"captures": n, "entries": r.Captures, "signed": r.Latest.Size, "stamps": r.Stamps, "held": len(t.Held), "models": models}, "%s", text)
}

func (a *app) evidenceCheckpointCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "checkpoint",
		Short: "Sign what was captured so far, and print the checkpoint",
		Long: `Prints the newest signed checkpoint of the log, which covers every capture up to
now. Who keeps it can prove later, with 'vigia evidence verify --checkpoint', that
nothing before it was altered, removed, put in or dated back. Give it to somebody
else: a partner, a notary, a list that you cannot edit. Beside a program that
works it prints that one's newest, at most a minute old.`,
		Example: "  vigia evidence checkpoint --data my-monitor > checkpoint-2026-11-23.txt",
		Args:    cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return a.reading(cmd.Context(), func(h *house) error {
				c, err := h.latest(cmd.Context())
				if err != nil {
					return err
				}
				if a.json {
					return a.printJSON(map[string]any{"origin": c.Origin, "size": c.Size, "root": c.Root.String(), "note": string(c.Note)})
				}
				_, err = a.out.Write(c.Note)
				return err
			})
		},
	}
}

// latest is the newest checkpoint, made now if this program signs.
func (h *house) latest(ctx context.Context) (tiles.Checkpoint, error) {
	if h.signs {
		return h.evidence.Checkpoint(ctx, h.d)
	}
	c, err := h.evidence.Latest()
	if err == nil && c.Note == nil {
		err = &vigia.Problem{Kind: vigia.ErrNotFound, What: "there is no checkpoint yet", Remedy: "let 'vigia serve' or 'vigia collect' run first, with the key of the log"}
	}
	return c, err
}

// publicKey is that of the log if this program has its key; nil: the log's own
// file tells it.
func (h *house) publicKey() *tiles.PublicKey {
	k, err := evidence.LoadKey(h.config.logKey())
	if err != nil {
		return nil
	}
	return &k.Public
}

// sign lets the house sign its log. Without the key it collects all the same:
// captures enter the log in the database, and wait there to be signed.
func (h *house) sign(ctx context.Context) error {
	k, err := evidence.LoadKey(h.config.logKey())
	if errors.Is(err, vigia.ErrNotFound) {
		if c, bad := h.evidence.Latest(); bad == nil && c.Note == nil {
			if k, err = evidence.MakeKey(h.config.logKey(), h.logName()); err != nil {
				return err
			}
		}
	}
	if err == nil {
		err = h.evidence.Sign(ctx, h.d, k)
	}
	if err != nil {
		h.lg.Error("the log of captures is not signed", "err", err)
		return nil
	}
	h.signs = true
	return nil
}

// logName is the name of a new log: as the settings have it, or one that
// nobody else has.
func (h *house) logName() string {
	if h.config.LogName != "" {
		return h.config.LogName
	}
	var b [4]byte
	rand.Read(b[:]) // never fails: crypto/rand ends the program instead
	return h.monitor.Key + "-" + hex.EncodeToString(b[:])
}

// attestEvery is how often the newest captures are signed for.
const attestEvery = time.Minute

// attesting signs for what was captured, until ctx ends.
func (h *house) attesting(ctx context.Context) {
	for h.clock.Sleep(ctx, attestEvery) == nil {
		h.attest(ctx)
		h.stamp(ctx)
	}
}

// attest signs for what was captured. What fails is done by a later call.
func (h *house) attest(ctx context.Context) {
	if !h.signs {
		return
	}
	if _, err := h.evidence.Checkpoint(ctx, h.d); err != nil && ctx.Err() == nil {
		h.lg.Error("the newest captures are not signed for", "err", err)
	}
}

// loadRoots reads certificates that somebody trusts; "" gives nil.
func loadRoots(file string) (*x509.CertPool, error) {
	if file == "" {
		return nil, nil
	}
	text, err := os.ReadFile(file)
	if err == nil {
		var pool *x509.CertPool
		if pool, _, err = stamp.Roots(text); err == nil {
			return pool, nil
		}
	}
	return nil, &vigia.Problem{Kind: vigia.ErrInvalid, What: fmt.Sprintf("the root certificates in %s cannot be read: %v", file, reason(err)),
		Remedy: "give a file with certificates in PEM, as the authority publishes them"}
}

// authorities are the addresses of time-stamp authorities in the settings.
func (c *config) authorities() []string { return strings.Fields(c.Stamps) }

// stamp has the newest checkpoint stamped by those whose turn it is. What
// fails is pending, and done by a later call.
func (h *house) stamp(ctx context.Context) {
	if err := h.stampNow(ctx, false); err != nil && ctx.Err() == nil {
		h.lg.Warn("a time-stamp is pending", "err", err)
	}
}

func (h *house) stampNow(ctx context.Context, now bool) error {
	if !h.signs || len(h.config.authorities()) == 0 {
		return nil
	}
	roots, err := loadRoots(h.config.Roots)
	if err != nil {
		return err
	}
	return h.evidence.Stamp(ctx, h.d, h.fetch, h.config.authorities(), roots, now)
}

func (a *app) evidenceStampCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "stamp",
		Short: "Have the newest checkpoint stamped now",
		Long: `Signs what was captured so far and asks every time-stamp authority of the settings
(timestamps) for a stamp on it, those that failed before too. One stamp covers all
captures before it. 'vigia serve' and 'vigia collect' do it by themselves.`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			ctx := cmd.Context()
			if len(a.config.authorities()) == 0 {
				return &vigia.Problem{Kind: vigia.ErrInvalid, What: "the settings name no time-stamp authority", Remedy: "set timestamps in " + filepath.Join(a.config.Data, configFile)}
			}
			h, err := a.open(ctx, furnish{})
			if err != nil {
				return err
			}
			defer h.close()
			if _, err := h.evidence.Checkpoint(ctx, h.d); err != nil {
				return err
			}
			failed := h.stampNow(ctx, true)
			if err := a.evidenceStatus(ctx, h); err != nil || failed == nil {
				return err
			}
			return &vigia.Problem{Kind: vigia.ErrRefused, What: "not every authority has stamped: " + failed.Error(), Remedy: "look at its address in the settings; it is asked again, less and less often"}
		},
	}
}

func (a *app) evidenceStatusCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "status",
		Short: "Show what is signed, stamped and pending, and how the archive stands",
		Args:  cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return a.reading(cmd.Context(), func(h *house) error { return a.evidenceStatus(cmd.Context(), h) })
		},
	}
}

// stampLine is a line of 'vigia evidence status'.
type stampLine struct {
	Authority string    `json:"authority"`
	Captures  int64     `json:"captures"`
	State     string    `json:"state"`
	At        time.Time `json:"at,omitzero"`
	Since     time.Time `json:"since"`
	Next      time.Time `json:"next,omitzero"`
	Tries     int       `json:"tries"`
	Detail    string    `json:"detail,omitempty"`
}

func (a *app) evidenceStatus(ctx context.Context, h *house) error {
	c, err := h.evidence.Latest()
	if err != nil {
		return err
	}
	n, err := evidence.Logged(ctx, h.d)
	if err != nil {
		return err
	}
	all, err := evidence.Stamps(ctx, h.d)
	if err != nil {
		return err
	}
	lines := []stampLine{}
	for i, s := range all {
		if next := i + 1; next < len(all) && all[next].Authority == s.Authority && !all[next].Pending {
			continue // a later stamp covers it
		}
		l := stampLine{s.Authority, s.Size, "stamped", s.At, s.Since, s.Next, s.Tries, s.Detail}
		if s.Pending {
			l.State = "pending"
		}
		lines = append(lines, l)
	}
	if a.json {
		st, free, err := a.archiveState(ctx, h)
		if err != nil {
			return err
		}
		return a.printJSON(map[string]any{"log": c.Origin, "entries": n, "signed": c.Size, "stamps": lines, "archive": archiveLine(st, free, h.clock.Now())})
	}
	fmt.Fprintf(a.out, "log %s: %s, %d signed for\n", plain(c.Origin), count(int(n), "capture"), c.Size)
	for _, l := range lines {
		if l.State == "pending" {
			fmt.Fprintf(a.out, "pending: %s has not stamped %d captures, since %s, %d tries, next %s\n  %s\n", plain(l.Authority), l.Captures,
				l.Since.Format(time.DateTime), l.Tries, l.Next.Format(time.DateTime), plain(l.Detail))
			continue
		}
		fmt.Fprintf(a.out, "stamped: %s at %s, %d captures %s\n", plain(l.Authority), l.At.Format(time.DateTime), l.Captures, plain(l.Detail))
	}
	if len(a.config.authorities()) == 0 {
		fmt.Fprintln(a.out, "no time-stamp authority is named in the settings: only who holds a checkpoint can tell its age")
	}
	return a.printArchive(ctx, h)
}

// checkLog says how the log of the captures stands.
func (a *app) checkLog(ctx context.Context) []vigia.Finding {
	path := a.config.logKey()
	where := "evidence key " + path
	k, err := evidence.LoadKey(path)
	if errors.Is(err, vigia.ErrNotFound) {
		if _, bad := os.Stat(a.config.evidence() + "/log/checkpoint"); bad != nil {
			return []vigia.Finding{finding(vigia.Note, where, "there is none yet; the next start makes it", "")}
		}
	}
	if err != nil {
		return []vigia.Finding{problem(where, err, "")}
	}
	fs := []vigia.Finding{finding(vigia.Note, "evidence log "+k.Name, "it is signed with the key "+path+"; keep a copy of that file apart, and its public half ("+k.Public.String()+") in public", "")}
	if i, err := os.Stat(path); err == nil && i.Mode().Perm()&0o077 != 0 && os.PathSeparator == '/' {
		fs = append(fs, finding(vigia.Block, where, fmt.Sprintf("others may read it (%v): who has it signs in your name", i.Mode().Perm()), "chmod 600 "+path))
	}
	if name := a.config.LogName; name != "" && name != k.Name {
		fs = append(fs, finding(vigia.Warn, where, fmt.Sprintf("the log is named %s, and log_name says %s", k.Name, name), "a log keeps its name: set log_name to "+strings.TrimSpace(k.Name)+" or take it out"))
	}
	if _, err := loadRoots(a.config.Roots); err != nil {
		fs = append(fs, problem("evidence time-stamps", err, ""))
	}
	return append(append(fs, a.checkStamps(ctx)...), a.checkArchive(ctx)...)
}

// checkStamps tells of time-stamps that have been pending for long.
func (a *app) checkStamps(ctx context.Context) (fs []vigia.Finding) {
	d, err := a.look(ctx)
	if err != nil {
		return nil // which is a finding of checkDatabase
	}
	defer d.Close()
	all, err := evidence.Stamps(ctx, d)
	if err != nil {
		return []vigia.Finding{problem("evidence time-stamps", err, "")}
	}
	for _, s := range all {
		if s.Pending && time.Since(s.Since) > time.Hour && slices.Contains(a.config.authorities(), s.Authority) {
			fs = append(fs, finding(vigia.Warn, "evidence time-stamps", fmt.Sprintf("%s has not answered since %s: %s", s.Authority, s.Since.Format(time.DateTime), s.Detail),
				"look at its address in the settings, or name another authority; what waits is covered by the next stamp"))
		}
	}
	if len(a.config.authorities()) == 0 {
		fs = append(fs, finding(vigia.Note, "evidence time-stamps", "no authority is named in the settings (timestamps)", ""))
	}
	return fs
}
