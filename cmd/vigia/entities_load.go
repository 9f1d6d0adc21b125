package main

import (
	"archive/zip"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"github.com/klauspost/compress/gzip"
	"github.com/spf13/cobra"

	"vigia"
	"vigia/internal/db"
	"vigia/internal/entity"
)

func (a *app) entitiesLoad() *cobra.Command {
	var least int64
	c := &cobra.Command{
		Use: "load FILE…", Short: "Load places from a dump of GeoNames", Args: cobra.MinimumNArgs(1),
		Long: `Loads towns of a dump of GeoNames (cities15000.zip, allCountries.zip, or what is in
them) and regions (admin1CodesASCII.txt) as places. Rows that are broken are left
out and told, with their lines. The same file again changes nothing. A town is
linked in a report only where the report names its country, or where it is far
larger than all others of its name.
Exit code 4 if rows were broken.`,
		Example: "  vigia entities load cities15000.zip admin1CodesASCII.txt\n  vigia entities load allCountries.zip --least 5000",
	}
	c.Flags().Int64Var(&least, "least", 1000, "leave out towns of fewer than this `NUMBER` of people, but for capitals")
	return withRun(c, func(cmd *cobra.Command, args []string) error {
		h, err := a.open(cmd.Context(), furnish{})
		if err != nil {
			return err
		}
		defer h.close()
		broken := 0
		for _, path := range args {
			n, err := a.loadPlaces(cmd.Context(), h.d, path, least)
			if err != nil {
				return fmt.Errorf("%s: %w", filepath.Base(path), err)
			}
			broken += n
		}
		if broken > 0 {
			return exit(exitPartial)
		}
		return nil
	})
}

// loadJSON is what became of a file of places, for machines.
type loadJSON struct {
	File   string   `json:"file"`
	Known  bool     `json:"known,omitempty"` // the same file was loaded before
	Rows   int      `json:"rows"`
	Places int      `json:"places"`
	Broken int      `json:"broken"`
	Notice string   `json:"notice"`
	Faults []string `json:"faults"`
}

func (a *app) loadPlaces(ctx context.Context, d *db.DB, path string, least int64) (broken int, err error) {
	g := entity.Gazetteer{Name: filepath.Base(path), Notice: entity.GeoNamesNotice}
	if g.Digest, err = digestOfFile(path, least); err != nil {
		return 0, err
	}
	out := loadJSON{File: g.Name, Notice: g.Notice, Faults: []string{}}
	before, err := entity.Gazetteers(ctx, d)
	if err != nil {
		return 0, err
	}
	for _, b := range before {
		if b.Digest == g.Digest && b.Name == g.Name {
			out.Known, out.Places, out.Broken = true, b.Places, b.Broken
			return 0, a.loaded(out)
		}
	}
	f, err := openTable(path)
	if err != nil {
		return 0, err
	}
	defer f.Close()
	p := entity.NewPlaceReader(f, least)
	if g.Places, err = putPlaces(ctx, d, p); err != nil {
		return 0, err
	}
	g.Broken = p.Broken
	if err := d.InTx(ctx, func(tx *db.Tx) error { return entity.PutGazetteer(tx, g) }); err != nil {
		return 0, err
	}
	out.Rows, out.Places, out.Broken = p.Rows, g.Places, g.Broken
	for _, x := range p.Findings {
		out.Faults = append(out.Faults, x.Path+": "+x.Message+"; "+x.Remedy)
	}
	return g.Broken, a.loaded(out)
}

// placesAtOnce is how many places share a transaction.
const placesAtOnce = 500

func putPlaces(ctx context.Context, d *db.DB, p *entity.PlaceReader) (n int, err error) {
	for more := true; more; {
		var some []entity.Entity
		for len(some) < placesAtOnce {
			e, err := p.Next()
			if errors.Is(err, io.EOF) {
				more = false
				break
			}
			if err != nil {
				return n, err
			}
			some = append(some, e)
		}
		if len(some) == 0 {
			break
		}
		if err := d.InTx(ctx, func(tx *db.Tx) error { return entity.PutPlaces(tx, some) }); err != nil {
			return n, err
		}
		n += len(some)
	}
	return n, nil
}

func (a *app) loaded(l loadJSON) error {
	if a.json {
		return a.printJSON(l)
	}
	if l.Known {
		fmt.Fprintf(a.out, "%s  was loaded before: nothing is changed by it\n", plain(l.File))
		return nil
	}
	fmt.Fprintf(a.out, "%s  %s of %s\n", plain(l.File), count(l.Places, "place"), count(l.Rows, "row"))
	for i, f := range l.Faults {
		if i == 10 && !a.verbose {
			fmt.Fprintf(a.out, "    and more: --verbose shows the first hundred\n")
			break
		}
		fmt.Fprintf(a.out, "    %s\n", plain(f))
	}
	if l.Broken > 0 {
		fmt.Fprintf(a.out, "    %s broken and left out\n", count(l.Broken, "row"))
	}
	fmt.Fprintf(a.out, "    %s: name this where you publish them\n    reports that are there already: 'vigia entities apply'\n", l.Notice)
	return nil
}

// digestOfFile tells files apart, and the same file taken otherwise.
func digestOfFile(path string, least int64) (string, error) {
	f, err := os.Open(path)
	if err != nil {
		return "", reason(err)
	}
	defer f.Close()
	h := sha256.New()
	if _, err := io.Copy(h, f); err != nil {
		return "", reason(err)
	}
	fmt.Fprintf(h, "\n%d", least)
	return hex.EncodeToString(h.Sum(nil)), nil
}

// openTable opens a file as it is, or what is in a gzip or a zip file: of that
// the entry that has the name of the file, else the largest one.
func openTable(path string) (io.ReadCloser, error) {
	switch strings.ToLower(filepath.Ext(path)) {
	case ".zip":
		return openZipped(path)
	case ".gz":
		f, err := os.Open(path)
		if err != nil {
			return nil, reason(err)
		}
		z, err := gzip.NewReader(f)
		if err != nil {
			f.Close()
			return nil, &vigia.Problem{Kind: vigia.ErrInvalid, What: "it is no gzip file", Remedy: "download it again"}
		}
		return reading{z, []io.Closer{z, f}}, nil
	}
	f, err := os.Open(path)
	if err != nil {
		return nil, reason(err)
	}
	return f, nil
}

func openZipped(path string) (io.ReadCloser, error) {
	z, err := zip.OpenReader(path)
	if err != nil {
		return nil, &vigia.Problem{Kind: vigia.ErrInvalid, What: "it is no zip file", Remedy: "download it again"}
	}
	var best *zip.File
	for _, f := range z.File {
		named := strings.TrimSuffix(f.Name, ".txt") == strings.TrimSuffix(filepath.Base(path), filepath.Ext(path))
		if named {
			best = f
			break
		}
		if best == nil || f.UncompressedSize64 > best.UncompressedSize64 {
			best = f
		}
	}
	if best == nil {
		z.Close()
		return nil, &vigia.Problem{Kind: vigia.ErrInvalid, What: "the zip file is empty", Remedy: "download it again"}
	}
	r, err := best.Open()
	if err != nil {
		z.Close()
		return nil, &vigia.Problem{Kind: vigia.ErrInvalid, What: "the zip file is broken", Remedy: "download it again"}
	}
	return reading{r, []io.Closer{r, z}}, nil
}

// reading closes all that was opened for a reader.
type reading struct {
	io.Reader
	all []io.Closer
}

func (r reading) Close() (err error) {
	for _, c := range r.all {
		err = errors.Join(err, c.Close())
	}
	return err
}
