package main

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"vigia"
	"vigia/internal/evidence"
	"vigia/internal/tiles"
)

func (a *app) evidenceCommand() *cobra.Command {
	c := &cobra.Command{Use: "evidence", Short: "Look after the kept captures and prove them to others"}
	c.AddCommand(a.evidenceVerifyCommand(), a.evidenceCheckpointCommand())
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
have it from whoever does. Exit code 3 if something is not as it was kept.`,
		Example: "  vigia evidence verify --data my-monitor\n  vigia evidence verify --checkpoint old-checkpoint.txt",
		Args:    cobra.NoArgs,
	}
	old := c.Flags().StringArray("checkpoint", nil, "`FILE` of a checkpoint that was kept; may be given several times")
	c.RunE = func(cmd *cobra.Command, _ []string) error {
		held, err := readAll(*old)
		if err != nil {
			return err
		}
		return a.reading(cmd.Context(), func(h *house) error { return a.verifyEvidence(cmd.Context(), h, held) })
	}
	return c
}

func readAll(names []string) (all [][]byte, err error) {
	for _, name := range names {
		b, err := os.ReadFile(name)
		if err != nil {
			return nil, &vigia.Problem{Kind: vigia.ErrNotFound, What: fmt.Sprintf("the checkpoint %s cannot be read: %v", name, reason(err)), Remedy: "give a file as 'vigia evidence checkpoint' prints it"}
		}
		all = append(all, b)
	}
	return all, nil
}

func (a *app) verifyEvidence(ctx context.Context, h *house, held [][]byte) error {
	n := 0
	fs, err := h.evidence.Check(ctx, h.d, func(_, total int) { n = total })
	if err != nil {
		return err
	}
	r, err := h.evidence.CheckLog(ctx, h.d, h.publicKey(), held...)
	if err != nil {
		return err
	}
	fs = append(fs, r.Findings...)
	if err := a.findings(fs); err != nil {
		return err
	}
	if vigia.Blocking(fs) {
		return exit(exitFindings)
	}
	text := fmt.Sprintf("%d captures with bytes, all whole; %d entries of the log, all in place", n, r.Captures)
	if r.Waiting > 0 {
		text += fmt.Sprintf("; the next checkpoint signs %d of them", r.Waiting)
	}
	if len(held) > 0 {
		text += "; nothing is missing or changed since " + count(len(held), "older checkpoint")
	}
	return a.say(map[string]any{"captures": n, "entries": r.Captures, "signed": r.Latest.Size, "held": len(held)}, "%s", text)
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

// checkLog says how the log of the captures stands.
func (a *app) checkLog() []vigia.Finding {
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
	return fs
}
