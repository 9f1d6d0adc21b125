package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"time"

	"github.com/spf13/cobra"

	"vigia"
	"vigia/internal/edition"
	"vigia/internal/evidence"
	"vigia/internal/exhibit"
	"vigia/internal/source"
	"vigia/internal/tiles"
)

func (a *app) evidenceExportCommand() *cobra.Command {
	c := &cobra.Command{
		Use:   "export ID",
		Short: "Give the proof of a capture to somebody, as one ZIP",
		Long: `Writes one ZIP with all that proves a capture: the bytes as they came, what was
asked and how, the report that was read in it, its entry in the log, the way from
there to a signed checkpoint, time-stamps, and a note in plain English and Spanish
that says what it proves and what not. ID is that of a capture (cap_…) or of a
report (rep_…). Whoever gets it checks it with the Python program inside, or with
'vigia evidence check'.

With --wacz it writes the records alone as a WACZ, which replay programs for web
archives open; ID may then be the number of an edition too, for all its captures.`,
		Example: "  vigia evidence export rep_05xzjm32qf9ga1y18km2dfpsm8 --out proof.zip\n  vigia evidence export 23 --wacz --out edition-23.wacz",
		Args:    cobra.ExactArgs(1),
	}
	out := c.Flags().String("out", "", "`FILE` to write (ID.zip unless given); nothing is written over")
	wacz := c.Flags().Bool("wacz", false, "write a WACZ for replay programs, without the proof")
	c.RunE = func(cmd *cobra.Command, args []string) error {
		if *out == "" {
			*out = filepath.Base(args[0]) + map[bool]string{false: ".zip", true: ".wacz"}[*wacz]
		}
		k, err := evidence.LoadKey(a.config.logKey())
		if err != nil {
			return err
		}
		return a.reading(cmd.Context(), func(h *house) error {
			if _, err := h.latest(cmd.Context()); err != nil { // signs for what is new
				return err
			}
			_, sample, err := source.Count(cmd.Context(), h.d)
			if err != nil {
				return err
			}
			m := exhibit.Maker{DB: h.d, Store: h.evidence, Key: k, Now: time.Now(), Sample: sample > 0}
			if *wacz {
				return a.exportWACZ(cmd.Context(), h, m, args[0], *out)
			}
			size, err := writeNew(*out, func(f *os.File) error { return m.Write(cmd.Context(), f, args[0]) })
			if err != nil {
				return err
			}
			return a.say(map[string]any{"file": *out, "bytes": size}, "%s written, %d bytes; 'vigia evidence check %s' checks it, and so does the program inside", *out, size, *out)
		})
	}
	return c
}

// exportWACZ writes the captures that an id, or the number of an edition, names.
func (a *app) exportWACZ(ctx context.Context, h *house, m exhibit.Maker, id, out string) error {
	ids, title := []string{id}, id
	if n, err := strconv.Atoi(id); err == nil {
		if ids, err = h.capturesOf(ctx, n); err != nil {
			return err
		}
		title = fmt.Sprintf("Edition %d", n)
	}
	skipped := 0
	size, err := writeNew(out, func(f *os.File) (err error) {
		skipped, err = m.WriteWACZ(ctx, f, title, ids)
		return err
	})
	if err != nil {
		return err
	}
	text := fmt.Sprintf("%s written, %d bytes; open it with a replay program for web archives", out, size)
	if skipped > 0 {
		text += "; " + count(skipped, "refusal") + " left out, of which there are no bytes"
	}
	return a.say(map[string]any{"file": out, "bytes": size, "captures": len(ids) - skipped, "skipped": skipped}, "%s", text)
}

// capturesOf are the captures that the reports of an edition were read in.
func (h *house) capturesOf(ctx context.Context, number int) (ids []string, err error) {
	e, err := edition.ByNumber(ctx, h.d, number)
	if err != nil {
		return nil, err
	}
	doc, err := edition.Assemble(ctx, h.d, h.monitor, h.outlets, e)
	for _, r := range doc.Reports {
		if r.Capture.ID != "" {
			ids = append(ids, r.Capture.ID)
		}
	}
	return ids, err
}

// writeNew writes a file that must not be there yet, whole or not at all.
func writeNew(name string, write func(*os.File) error) (size int64, err error) {
	f, err := os.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return 0, &vigia.Problem{Kind: vigia.ErrConflict, What: fmt.Sprintf("%s cannot be written: %v", name, reason(err)), Remedy: "name another file with --out"}
	}
	err = write(f)
	if err == nil {
		err = f.Sync()
	}
	if i, bad := f.Stat(); bad == nil {
		size = i.Size()
	}
	if err = errors.Join(err, f.Close()); err != nil {
		return 0, errors.Join(err, os.Remove(name))
	}
	return size, nil
}

func (a *app) evidenceCheckCommand() *cobra.Command {
	c := free(&cobra.Command{
		Use:   "check FILE.zip",
		Short: "Check a ZIP that 'vigia evidence export' made",
		Long: `Checks an exported proof from itself alone, without the internet: every file
against the signed list, the records against the entry, the entry against the
checkpoint, time-stamps against what they stamp and, with --roots, against the
root certificates of authorities. Without --key it believes the public key that
lies inside: compare the one that it prints with the one that the keeper of the
log has made public. Exit code 3 if something does not agree.`,
		Example: "  vigia evidence check proof.zip --key 'vric-38221413+49df7c49+Ab43C…' --roots roots.pem",
		Args:    cobra.ExactArgs(1),
	})
	key := c.Flags().String("key", "", "`KEY` of the log, as its keeper has made it public")
	roots := c.Flags().String("roots", "", "`FILE` of certificates in PEM that time-stamps must end at")
	old := c.Flags().StringArray("checkpoint", nil, "`FILE` of a checkpoint that you have kept; may be given several times")
	c.RunE = func(_ *cobra.Command, args []string) error {
		var t evidence.Trust
		var err error
		if *key != "" {
			k, err := tiles.ParsePublic(*key)
			if err != nil {
				return usagef("--key: %w", err)
			}
			t.Key = &k
		}
		if t.Roots, err = loadRoots(*roots); err != nil {
			return err
		}
		if t.Held, err = readAll(*old); err != nil {
			return err
		}
		f, err := os.Open(args[0])
		if err != nil {
			return &vigia.Problem{Kind: vigia.ErrNotFound, What: fmt.Sprintf("%s cannot be read: %v", args[0], reason(err)), Remedy: "give the ZIP that you were handed"}
		}
		defer f.Close()
		i, err := f.Stat()
		if err != nil {
			return err
		}
		r, err := exhibit.Check(f, i.Size(), t)
		if err != nil {
			return fmt.Errorf("%s: %w", args[0], err)
		}
		return a.checked(r, t)
	}
	return c
}

// checked prints what is proved and what is not.
func (a *app) checked(r exhibit.Result, t evidence.Trust) error {
	if a.json {
		if err := a.printJSON(r); err != nil {
			return err
		}
	} else if err := a.findings(r.Findings); err != nil {
		return err
	}
	if vigia.Blocking(r.Findings) {
		if !a.json {
			fmt.Fprintf(a.out, "this is not as it was kept: %s\n", count(len(blocking(r.Findings)), "finding"))
		}
		return exit(exitFindings)
	}
	if a.json {
		return nil
	}
	fmt.Fprintf(a.out, "capture %s of %s at %s\nentry %d of %d in the log %s; %d files, everything agrees\n", plain(r.Capture), plain(r.URL), plain(r.At), r.Entry, r.Signed, plain(r.Log), r.Files)
	for _, s := range r.Stamps {
		whose := "whose it is was not asked: --roots"
		if s.Trusted {
			whose = "which you trust"
		}
		fmt.Fprintf(a.out, "stamped at %s by %s, %s\n", s.At.Format(time.DateTime), plain(s.Authority), whose)
	}
	if len(r.Stamps) == 0 {
		fmt.Fprintln(a.out, "no time-stamp covers it: its date rests on the clock of whoever kept it")
	}
	if t.Key == nil {
		fmt.Fprintf(a.out, "the key was believed as it lies inside; compare it with the one that was made public: %s\n", r.Key)
	}
	return nil
}
